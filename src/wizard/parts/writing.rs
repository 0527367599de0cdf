//! Records that are to be written into a zone for the user: whether the zone is being read, and what would be done. Knows no
//! provider and no token.

use super::traffic::Ticket;
use crate::{
    setup::{DnsProvider, IdentityName, PlannedWriting, SignIn},
    terms::{Failure, Region},
};

/// How far the writing has come.
#[derive(Debug, Default)]
pub struct Writing {
    /// Whether a token that is typed goes to the keychain once it was found to be good.
    pub(in crate::wizard) keeps_token: bool,
    asked: Option<(Ticket, WritingFor)>,
    stage: WritingStage,
    /// Why it came no further.
    failure: Option<Failure>,
}

/// Whose records go where: for another of these everything begins anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::wizard) struct WritingFor {
    pub provider: DnsProvider,
    pub sign_in: SignIn,
    pub identity: IdentityName,
    pub region: Region,
}

/// What is known of the writing.
#[derive(Debug, Default)]
pub enum WritingStage {
    /// Nothing was asked of the zone.
    #[default]
    Unasked,
    /// The zone is being read.
    Reading,
    /// What would be done.
    Planned(Box<PlannedWriting>),
    /// It was done.
    Written,
    /// The provider takes no token that this run has.
    WantsToken,
    /// The zone could not be read.
    Failed,
}

impl Writing {
    /// The zone is read for these; what comes of it comes under this ticket.
    pub(in crate::wizard) fn ask(&mut self, ticket: Ticket, of: WritingFor) {
        (self.asked, self.stage, self.failure) = (Some((ticket, of)), WritingStage::Reading, None);
    }

    /// The answer to what was asked last; false where it belongs to another question, or to one that was taken back.
    pub(in crate::wizard) fn learn(&mut self, ticket: Ticket, stage: WritingStage, failure: Option<Failure>) -> bool {
        let is_awaited = matches!(self.stage, WritingStage::Reading);
        let answers = is_awaited && self.asked.as_ref().is_some_and(|(asked, _)| *asked == ticket);
        if answers {
            (self.stage, self.failure) = (stage, failure);
        }
        answers
    }

    /// What is known for these; nothing where it was asked for others.
    pub(in crate::wizard) fn stage(&self, of: &WritingFor) -> &WritingStage {
        match &self.asked {
            Some((_, asked)) if asked == of => &self.stage,
            Some(_) | None => &WritingStage::Unasked,
        }
    }

    /// The zone was written to, or not.
    pub(in crate::wizard) fn turn(&mut self, stage: WritingStage, failure: Option<Failure>) {
        (self.stage, self.failure) = (stage, failure);
    }

    /// Why it came no further for these.
    pub(in crate::wizard) fn failure(&self, of: &WritingFor) -> Option<&Failure> {
        self.failure.as_ref().filter(|_| self.asked.as_ref().is_some_and(|(_, asked)| asked == of))
    }

    /// The zone may hold something else by now. What is being read is not heard any more.
    pub(in crate::wizard) fn forget(&mut self) {
        (self.asked, self.stage, self.failure) = (None, WritingStage::Unasked, None);
    }
}
