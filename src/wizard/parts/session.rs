//! What of signing in belongs to this run alone: secrets in its memory, the login that it began with, a command of the
//! AWS CLI that has the terminal. Holds no secret, only the names of their slots. Does not know what a login is good
//! for.

use std::collections::BTreeSet;

use super::{super::choice::Door, traffic::Ticket};
use crate::{
    setup::{Renewal, SignIn},
    terms::Slot,
};

/// Signing in, as far as this run remembers it.
#[derive(Debug)]
pub struct SignInSession {
    /// Slots of this run's memory that hold a secret.
    pub held: BTreeSet<Slot>,
    /// The login that this run was to use when it began, until the user chooses one.
    begun_with: Option<SignIn>,
    /// The set-up was begun in an earlier run, which remembered it.
    pub(in crate::wizard) remembered: bool,
    /// The door that the user came in by.
    pub(in crate::wizard) door: Door,
    /// The app's key will be made by the block for CloudShell, and not by clicks.
    pub(in crate::wizard) by_block: bool,
    /// A command that begins a session, while it has the terminal.
    beginning: Option<(Ticket, Renewal)>,
}

impl SignInSession {
    /// A run that begins with this login.
    pub(in crate::wizard) fn begun_with(sign_in: SignIn) -> SignInSession {
        SignInSession {
            held: BTreeSet::new(),
            begun_with: Some(sign_in),
            remembered: false,
            door: Door::SetUp,
            by_block: false,
            beginning: None,
        }
    }

    /// The user has chosen a login.
    pub(in crate::wizard) fn choose(&mut self) {
        self.begun_with = None;
    }

    /// Whether credentials were pasted in another run, and nothing was chosen since.
    pub fn has_lost_what_was_pasted(&self) -> bool {
        self.begun_with == Some(SignIn::Pasted)
    }

    /// A command has the terminal; its end comes under this ticket.
    pub(in crate::wizard) fn begin(&mut self, ticket: Ticket, renewal: Renewal) {
        self.beginning = Some((ticket, renewal));
    }

    /// The command that has ended; none where the answer belongs to another.
    pub(in crate::wizard) fn end(&mut self, ticket: Ticket) -> Option<Renewal> {
        self.beginning.take_if(|(begun, _)| *begun == ticket).map(|(_, renewal)| renewal)
    }
}
