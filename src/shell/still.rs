//! Nothing flickers. What is true for a moment only — a change under way, a look at what is unknown — is put on the screen
//! when it has lasted [`BRIEF`], and stays there for [`READABLE`]; what is over before that is never shown, and what was
//! there stays. So it is shown at least a second, or not at all. Does not know what is drawn.
//!
//! Until the next drawing the person looks at what was there, and only that counts as seen: a change that is not on the
//! screen yet is not confirmed by a key meant for what was. What the user types shows at once.

use std::time::Duration;

use tokio::time::Instant;

use crate::wizard::Model;

/// What is over sooner is not shown.
const BRIEF: Duration = Duration::from_millis(250);
/// What is shown can be read.
const READABLE: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(super) struct Still {
    /// Since when the conversation has been passing through something.
    passing: Option<Instant>,
    /// Since when such a moment has been on the screen.
    shown: Option<Instant>,
}

impl Still {
    /// When what the model says is to be shown; none for now.
    pub fn until(&mut self, model: &Model, now: Instant) -> Option<Instant> {
        if model.is_passing() {
            let due = *self.passing.get_or_insert(now) + BRIEF;
            if due > now {
                return Some(due);
            }
            self.shown.get_or_insert(now);
            return None;
        }
        self.passing = None;
        let due = self.shown.map(|shown| shown + READABLE).filter(|due| *due > now);
        if due.is_none() {
            self.shown = None;
        }
        due
    }

    /// The user has done something, and looks for what comes of it.
    pub fn touched(&mut self) {
        self.shown = None;
    }
}
