//! The intent as it holds for the account that is signed in to. Does not know how an answer is given, nor what follows from it.

use std::borrow::Cow;

use strum::IntoEnumIterator as _;

use super::{AccountAnswer, Facts, Intent, Terms};
use crate::terms::AccountId;

impl AccountAnswer {
    fn is_given(self, intent: &Intent) -> bool {
        match self {
            AccountAnswer::AdoptUser => intent.adopt.is_some(),
            AccountAnswer::AdoptIdentity => intent.adopt_identity.is_some() || intent.leave_identity.is_some(),
            AccountAnswer::AcceptTerms => intent.terms == Terms::Accepted,
        }
    }

    fn take_back(self, intent: &mut Intent) {
        match self {
            AccountAnswer::AdoptUser => intent.adopt = None,
            AccountAnswer::AdoptIdentity => (intent.adopt_identity, intent.leave_identity) = (None, None),
            AccountAnswer::AcceptTerms => intent.terms = Terms::NotAsked,
        }
    }
}

impl Intent {
    /// This answer is given now, whatever account it was given for before.
    pub fn answer_anew(&mut self, answer: AccountAnswer) {
        self.answered_in.remove(&answer);
    }

    /// What was answered and is of no account yet is of this one, unless the set-up is pinned to another.
    pub fn bind_answers(&mut self, account: &AccountId) {
        if self.account.as_ref().is_some_and(|pinned| pinned != account) {
            return;
        }
        for answer in AccountAnswer::iter() {
            match answer.is_given(self) {
                true => drop(self.answered_in.entry(answer).or_insert_with(|| account.clone())),
                false => drop(self.answered_in.remove(&answer)),
            }
        }
    }

    /// The intent as it holds for the account that is signed in to: what was answered for another one is not answered.
    pub fn as_answered(&self, facts: &Facts) -> Cow<'_, Intent> {
        let Some(caller) = facts.caller.present() else { return Cow::Borrowed(self) };
        let others = self.answered_in.iter().filter(|(_, account)| **account != caller.account);
        let mut here = Cow::Borrowed(self);
        others.for_each(|(answer, _)| answer.take_back(here.to_mut()));
        here
    }
}
