//! A secret on its way to the clipboard, and there. The secret itself never comes here. Does not know which lines it is.

use super::traffic::Ticket;
use crate::terms::Timestamp;

/// Where a copied secret would go, and whether one is there.
#[derive(Debug, Default)]
pub struct Copying {
    /// Where it would go. The face that shows the conversation says.
    pub clipboard: Clipboard,
    /// Lies on the clipboard now.
    pub copied: Option<Copied>,
    asked: Option<Ticket>,
}

/// Where a copied secret would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clipboard {
    /// No clipboard is here, or a copy does not get to it.
    #[default]
    None,
    /// This computer's. It can be read, so that what another program has put there stays.
    System(History),
    /// This computer's, by the program of this name. It is not read, so that whatever is there is cleared.
    Program(&'static str),
    /// The terminal's (OSC 52), which does not say whether the text arrived. It cannot be read, so that whatever is there is
    /// cleared.
    Terminal,
    /// The same behind tmux, which hands it on only where it is told to.
    Tmux,
}

/// Whether a system keeps what was on its clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// It does, and is asked not to keep this.
    Kept,
    /// Nothing says that it does.
    NotSeen,
}

/// A secret is on the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// When it is cleared.
    pub until: Timestamp,
    ticket: Ticket,
}

impl Copying {
    /// A secret was asked for; the answer comes under this ticket.
    pub(in crate::wizard) fn ask(&mut self, ticket: Ticket) {
        self.asked = Some(ticket);
    }

    /// Whether this is the answer to what was asked last; an answer is taken once.
    pub(in crate::wizard) fn answers(&mut self, ticket: Ticket) -> bool {
        self.asked.take_if(|asked| *asked == ticket).is_some()
    }

    /// It is there; `ticket` wakes when its time is over.
    pub(in crate::wizard) fn put(&mut self, until: Timestamp, ticket: Ticket) {
        self.copied = Some(Copied { until, ticket });
    }

    /// Whether its time is over with this ticket.
    pub(in crate::wizard) fn is_due(&mut self, ticket: Ticket) -> bool {
        self.copied.take_if(|copied| copied.ticket == ticket).is_some()
    }

    /// Something else has been copied since: nothing of ours is left to be cleared.
    pub(in crate::wizard) fn copy_over(&mut self) {
        self.copied = None;
    }
}
