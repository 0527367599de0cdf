//! What the sign-in may not do of all that a set-up needs, as far as it is known: as AWS's simulator said, or as reads were
//! refused. Does not know what is still to be done.

use super::{Barred, Barrier, ChangeKind, Facts, operations, refused_action};
use crate::terms::{Denial, Fact, FailureKind};

impl Facts {
    /// What this sign-in may not do of all that a set-up needs, as far as it is known: as AWS's simulator said, else as reads
    /// were refused.
    pub fn barred(&self) -> Barred {
        match &self.permissions {
            Fact::Present(barred) => barred.clone(),
            Fact::Unknown | Fact::Absent | Fact::Hidden(_) => self.refused_reads(),
        }
    }

    /// Whether such a change is known to be refused to the sign-in.
    pub fn is_barred(&self, kind: ChangeKind) -> bool {
        self.denied.contains_key(&kind) || !self.bars(kind).is_empty()
    }

    /// What such a change needs and this sign-in may not.
    pub fn bars(&self, kind: ChangeKind) -> Vec<(&'static str, Barrier)> {
        let barred = self.barred();
        let needed = operations::actions(operations::of_change(kind));
        needed.into_iter().filter_map(|action| Some((action, *barred.get(action)?))).collect()
    }

    /// The actions whose reads AWS refused, each with what kind of policy refused it.
    pub(super) fn refused_reads(&self) -> Barred {
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

    /// AWS's word that the sign-in ran out during a look: every call says so then.
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
