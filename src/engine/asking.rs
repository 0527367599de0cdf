//! How one look asks: no question twice, and of a young key as often as what follows needs. Knows no question.

use crate::aws::{Recall, Session};

/// The questions of one look, wherever they are put.
pub struct Asking {
    recall: Recall,
    pub(super) young: Young,
}

/// How often AWS is asked whether it takes a key that was made just now. The news of it travels from machine to machine, and
/// each of them answers for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Young {
    /// Where nothing follows but telling: what is told is that it was heard once.
    Once,
    /// Where a change follows, or waits for the key.
    InARow,
}

impl Asking {
    /// A new look, which has asked nothing yet.
    pub fn of(young: Young) -> Asking {
        Asking { recall: Recall::default(), young }
    }

    /// The session, so that what was asked in this look is not asked again. All of a look's sessions are one signer's.
    pub(super) fn through(&self, session: Session) -> Session {
        session.recalling(&self.recall)
    }
}
