//! What keeps a sign-in from doing something, and what it is that it may not: out of AWS's own sentences, or out of what its
//! simulator said. Knows not who asked.

use std::collections::BTreeMap;

use super::{ChangeKind, Facts, Intent, by_hand, operations};
use crate::terms::{Denial, Fact, FailureKind, Timestamp};

/// Who says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Barrier {
    /// No policy of the principal allows it.
    NotAllowed,
    /// A policy of the principal denies it.
    Denied,
    /// Its permissions boundary.
    Boundary,
    /// The policy of its session.
    Session,
    /// A policy of the organization, which binds the root user too.
    Organization,
}

/// Actions that are not allowed, and by whom.
pub type Barred = BTreeMap<String, Barrier>;

impl Barrier {
    /// Out of AWS's sentence; none where it does not say.
    pub fn of(sentence: &str) -> Option<Barrier> {
        let says = |words: &str| sentence.contains(words);
        if says("service control policy") || says("resource control policy") {
            Some(Barrier::Organization)
        } else if says("permissions boundary") {
            Some(Barrier::Boundary)
        } else if says("session policy") {
            Some(Barrier::Session)
        } else if says("explicit deny") {
            Some(Barrier::Denied)
        } else if says("no identity-based policy") {
            Some(Barrier::NotAllowed)
        } else {
            None
        }
    }
}

/// What a refusal says that may not be done: `iam:GetUser`.
pub fn refused_action(denial: &Denial) -> Option<&str> {
    let (_, rest) = denial.message.split_once("not authorized to perform: ")?;
    let action = rest.split_whitespace().next()?;
    action.contains(':').then_some(action)
}

/// What of all that is still to be done this sign-in may not, as far as it is known: what it was refused to see, and what the
/// changes at AWS need that are still to come.
pub fn lacks(intent: &Intent, facts: &Facts, now: Timestamp) -> Barred {
    let ahead = by_hand::errand(intent, facts, now).into_iter().flat_map(|change| facts.bars(change.kind()));
    let ahead = ahead.map(|(action, barrier)| (action.to_owned(), barrier));
    ahead.chain(facts.refused_reads()).collect()
}

impl Facts {
    /// What this sign-in may not do of all that a set-up needs, as far as it is known: as AWS's simulator said, else as reads
    /// were refused.
    pub fn barred(&self) -> Barred {
        match &self.permissions {
            Fact::Present(barred) => barred.clone(),
            Fact::Unknown | Fact::Absent | Fact::Hidden(_) => self.refused_reads(),
        }
    }

    /// What such a change needs and this sign-in may not.
    pub fn bars(&self, kind: ChangeKind) -> Vec<(&'static str, Barrier)> {
        let barred = self.barred();
        let needed = operations::actions(operations::of_change(kind));
        needed.into_iter().filter_map(|action| Some((action, *barred.get(action)?))).collect()
    }

    fn refused_reads(&self) -> Barred {
        let hidden = [
            hidden_by(&self.account),
            hidden_by(&self.sender),
            hidden_by(&self.keys),
            hidden_by(&self.identity),
            self.sender.present().and_then(|sender| hidden_by(&sender.inline)),
            self.sender.present().and_then(|sender| hidden_by(&sender.attached)),
        ];
        let named = hidden.into_iter().flatten().filter_map(|denial| {
            Some((refused_action(denial)?.to_owned(), Barrier::of(&denial.message).unwrap_or(Barrier::NotAllowed)))
        });
        named.collect()
    }

    /// A sign-in that ran out while somebody was looking: every call says so then.
    pub fn expired(&self) -> Option<&Denial> {
        let hidden = [
            hidden_by(&self.caller),
            hidden_by(&self.account),
            hidden_by(&self.sender),
            hidden_by(&self.keys),
            hidden_by(&self.identity),
            hidden_by(&self.permissions),
        ];
        let is_over = |it: &&Denial| it.kind == FailureKind::CredentialsExpired;
        hidden.into_iter().flatten().find(is_over)
    }
}

fn hidden_by<T>(fact: &Fact<T>) -> Option<&Denial> {
    match fact {
        Fact::Hidden(denial) => Some(denial),
        Fact::Unknown | Fact::Absent | Fact::Present(_) => None,
    }
}
