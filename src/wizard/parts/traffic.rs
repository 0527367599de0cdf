//! What goes to and fro between the conversation and the world: tickets by which answers are told apart, calls to AWS,
//! calls of the keychain that take long. Does not know what is asked under a ticket.

use crate::terms::{Call, Timestamp, VaultNews};

/// Calls that the log keeps.
const LOG_LENGTH: usize = 500;

/// Which request an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// The traffic with the world so far.
#[derive(Debug, Default)]
pub struct Traffic {
    /// Calls to AWS, oldest first, each with the time of its answer.
    pub calls: Vec<(Timestamp, Call)>,
    /// Calls of the keychain that have not been answered yet.
    keychain_waits: usize,
    last_ticket: u64,
}

impl Traffic {
    /// A ticket that was never given out before.
    pub(in crate::wizard) fn ticket(&mut self) -> Ticket {
        self.last_ticket += 1;
        Ticket(self.last_ticket)
    }

    /// Keeps an answered call; beyond the log's length the oldest goes.
    pub(in crate::wizard) fn log(&mut self, call: Call, now: Timestamp) {
        self.calls.push((now, call));
        let over = self.calls.len().saturating_sub(LOG_LENGTH);
        self.calls.drain(..over);
    }

    /// A call of the keychain takes long, or was answered after all.
    pub(in crate::wizard) fn hear_keychain(&mut self, news: VaultNews) {
        self.keychain_waits = match news {
            VaultNews::Waits => self.keychain_waits + 1,
            VaultNews::Answered => self.keychain_waits.saturating_sub(1),
        };
    }

    /// Whether the keychain is waiting for the user, perhaps behind a dialog.
    pub fn waits_for_keychain(&self) -> bool {
        self.keychain_waits > 0
    }
}
