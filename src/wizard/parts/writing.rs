//! Records that are to be written into a zone for the user: whether the zone is being read, and what would be done. Knows no
//! provider and no token.

use super::traffic::Ticket;
use crate::{
    setup::{IdentityName, PlannedWriting},
    terms::Region,
};

/// How far the writing has come.
#[derive(Debug, Default)]
pub struct Writing {
    /// Whether a token that was typed goes to the keychain once it was found to be good.
    pub(in crate::wizard) keeps_token: bool,
    state: State,
}

#[derive(Debug, Default)]
enum State {
    /// Nothing was asked yet.
    #[default]
    Unasked,
    /// The zone is being read, for this identity there.
    Reading(Ticket, Subject),
    /// What would be done.
    Planned(Subject, Box<PlannedWriting>),
    /// The provider takes no token that this run has.
    WantsToken,
    /// The zone could not be read.
    Failed,
}

/// Whose records they are.
type Subject = (IdentityName, Region);

/// Why it is not known what would be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::wizard) enum NoPlan {
    WantsToken,
    Failed,
}

impl Writing {
    /// The zone is read for this identity; what comes of it comes under this ticket.
    pub(in crate::wizard) fn ask(&mut self, ticket: Ticket, name: IdentityName, region: Region) {
        self.state = State::Reading(ticket, (name, region));
    }

    /// Whether the zone is being read.
    pub fn is_reading(&self) -> bool {
        matches!(self.state, State::Reading(..))
    }

    /// Whether nothing was asked of the zone yet.
    pub fn is_unasked(&self) -> bool {
        matches!(self.state, State::Unasked)
    }

    /// Whether the provider takes no token that this run has.
    pub fn wants_token(&self) -> bool {
        matches!(self.state, State::WantsToken)
    }

    /// The answer to what was asked last; false where it belongs to another question.
    pub(in crate::wizard) fn learn(&mut self, ticket: Ticket, planned: Result<Box<PlannedWriting>, NoPlan>) -> bool {
        let State::Reading(asked, subject) = &self.state else { return false };
        if *asked != ticket {
            return false;
        }
        self.state = match planned {
            Ok(planned) => State::Planned(subject.clone(), planned),
            Err(NoPlan::WantsToken) => State::WantsToken,
            Err(NoPlan::Failed) => State::Failed,
        };
        true
    }

    /// What would be done for this identity there, where it is known.
    pub fn planned(&self, name: &IdentityName, region: Region) -> Option<&PlannedWriting> {
        match &self.state {
            State::Planned((of, there), planned) => (of == name && *there == region).then_some(planned),
            State::Unasked | State::Reading(..) | State::WantsToken | State::Failed => None,
        }
    }

    /// The zone may hold something else by now. What is being read is not heard any more.
    pub(in crate::wizard) fn forget(&mut self) {
        self.state = State::Unasked;
    }

    /// The provider took the token no more.
    pub(in crate::wizard) fn want_token(&mut self) {
        self.state = State::WantsToken;
    }
}
