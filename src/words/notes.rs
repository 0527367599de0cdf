//! What is worth knowing beside the standings, in words. Knows no screen.

use super::Text;
use crate::setup::notes::{Note, Sandbox};

impl Text {
    /// For whoever types commands.
    pub fn note(&self, note: &Note) -> String {
        let Note::VerifiedElsewhere { name, here: _, there, sandbox } = note;
        match sandbox {
            Sandbox::Out => self.note_verified_elsewhere_production(name, there.code()),
            Sandbox::In | Sandbox::Unseen => self.note_verified_elsewhere(name, there.code()),
        }
    }

    /// What there is, and what it would mean to use it instead.
    pub fn note_with_its_meaning(&self, note: &Note) -> [String; 2] {
        let Note::VerifiedElsewhere { name, here, there, sandbox } = note;
        let account = match sandbox {
            Sandbox::Out => self.note_move_production(),
            Sandbox::In => self.note_move_sandbox(),
            Sandbox::Unseen => "",
        };
        let means = self.note_move_means(here.code(), there.code());
        let means = [&means, account].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
        [self.screen_verified_elsewhere(here.code(), name, there.code()), means]
    }
}
