//! What carrying out a change came to. Knows no change.

use crate::setup::{Facts, Outcome};

/// What carrying out a change came to.
pub(super) struct Done {
    /// Whether it was made now, or was so before.
    pub(super) outcome: Outcome,
    /// What AWS named: a key's id, a message's.
    pub(super) made: Option<String>,
    /// What only this run can know.
    pub(super) learned: Option<Facts>,
}

impl From<Outcome> for Done {
    fn from(outcome: Outcome) -> Self {
        Done { outcome, made: None, learned: None }
    }
}
