//! What is worth knowing beside the standings, in words. Knows no screen.

use super::Text;
use crate::{
    laravel::{ENCRYPTED, SetAtStart},
    setup::notes::{Note, Sandbox},
    terms::{AS_OF, in_both},
};

impl Text {
    /// For a user who types commands.
    pub fn note(&self, note: &Note) -> String {
        match note {
            Note::VerifiedElsewhere { name, here: _, there, sandbox: Sandbox::Out } => {
                self.note_verified_elsewhere_production(name, there.code())
            }
            Note::VerifiedElsewhere { name, here: _, there, sandbox: Sandbox::In | Sandbox::Unseen } => {
                self.note_verified_elsewhere(name, there.code())
            }
            Note::HostsByPattern { here } => {
                self.note_hosts_by_pattern(here.feedback_host(), here.code(), here.smtp_host())
            }
            Note::NoFeedbackHost { here } => self.note_no_feedback_host(here.feedback_host(), here.code()),
            Note::MailFromInUse { name, target } => self.note_mail_from_in_use(in_both(name), target),
            Note::PendingOfAnother { name } => self.note_pending_of_another(in_both(&name.to_string())),
            Note::RegionNotListed { here } => self.note_region_not_listed(AS_OF, here.code()),
            Note::FromNameUnsaid { name } => self.note_from_name_unsaid(name),
            Note::SetAtStart(SetAtStart { file, line, path }) => self.note_set_at_start(file, line, path),
            Note::EncryptedCopy { runner } => {
                self.note_encrypted_copy(runner.shown("env:encrypt --force --key=…"), ENCRYPTED)
            }
        }
    }

    /// What there is, and what it would mean to use it instead; nothing where there is nothing to use.
    pub fn note_with_its_meaning(&self, note: &Note) -> Option<[String; 2]> {
        let (name, here, there, sandbox) = match note {
            Note::VerifiedElsewhere { name, here, there, sandbox } => (name, here, there, sandbox),
            Note::HostsByPattern { .. }
            | Note::NoFeedbackHost { .. }
            | Note::MailFromInUse { .. }
            | Note::PendingOfAnother { .. }
            | Note::RegionNotListed { .. }
            | Note::FromNameUnsaid { .. }
            | Note::SetAtStart(_)
            | Note::EncryptedCopy { .. } => return None,
        };
        let account = match sandbox {
            Sandbox::Out => self.note_move_production(),
            Sandbox::In => self.note_move_sandbox(),
            Sandbox::Unseen => "",
        };
        let means = self.note_move_means(here.code(), there.code());
        let means = [&means, account].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
        Some([self.screen_verified_elsewhere(here.code(), name, there.code()), means])
    }
}
