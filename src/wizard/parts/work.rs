//! Changes: the one under way, and those of this run. A change is not cancelled. Does not know which one is next.

use super::{traffic::Ticket, writing::Writing};
use crate::{
    setup::{Change, Outcome},
    terms::Timestamp,
};

/// The changes of this run.
#[derive(Debug, Default)]
pub struct Work {
    /// The change under way.
    pub doing: Option<Doing>,
    /// What has been done in this run, oldest first.
    pub done: Vec<(Change, Outcome)>,
    /// Records that are to be written into a zone for the user.
    pub writing: Writing,
    /// The program leaves as soon as the change under way has been answered.
    leaving: bool,
}

/// A change under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Doing {
    /// What is being changed.
    pub change: Change,
    /// When it was confirmed.
    pub since: Timestamp,
    ticket: Ticket,
}

impl Work {
    /// A change begins; its answer comes under this ticket.
    pub(in crate::wizard) fn begin(&mut self, change: Change, now: Timestamp, ticket: Ticket) {
        self.doing = Some(Doing { change, since: now, ticket });
    }

    /// The change that this is the answer to; none where the answer belongs to another.
    pub(in crate::wizard) fn end(&mut self, ticket: Ticket) -> Option<Change> {
        self.doing.take_if(|doing| doing.ticket == ticket).map(|doing| doing.change)
    }

    /// The program is to leave once the change under way is answered.
    pub(in crate::wizard) fn leave_after(&mut self) {
        self.leaving = true;
    }

    /// Whether the program is only waiting for a change to end before it leaves.
    pub fn is_leaving(&self) -> bool {
        self.leaving
    }
}
