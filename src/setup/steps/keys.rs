//! The user's keys, as more than one step asks about them: whether AWS takes one, whether one may still show, how many there
//! may be. Does not know which key is wanted.

use jiff::SignedDuration;

use super::super::{
    AccessKey, Change, DeleteReason, Facts, Intent, IssueTrace, KeptKey, KeyRefusal, Standing, Step, Under, Wait,
};
use crate::{
    laravel::plan::KeyNames,
    terms::{Denial, Fact, FailureKind, Keep, KeyId, Timestamp, UserName},
};

/// How long IAM may take to show a change everywhere. AWS promises no figure; 5 to 15 seconds are usual.
pub const PROPAGATION: SignedDuration = SignedDuration::from_secs(60);
/// IAM's own limit of keys for one user.
pub const LIMIT: usize = 2;

/// Nothing where AWS takes the key; else what is true of it.
pub(super) fn taken(intent: &Intent, facts: &Facts, key: &KeptKey, now: Timestamp) -> Result<(), Standing> {
    let keys = facts.keys.present().map(Vec::as_slice).unwrap_or_default();
    Err(match &facts.accepted {
        Fact::Present(id) if *id == key.id => return Ok(()),
        // Of another key: of a look before this one was chosen.
        Fact::Unknown | Fact::Present(_) => Standing::Unknown,
        Fact::Absent if is_young(keys, key, now) => Standing::Waiting { on: Wait::Propagation },
        Fact::Absent => Standing::Refused(KeyRefusal::NotTaken(key.id.clone()).into()),
        Fact::Hidden(denial) => not_let_in(intent, key, denial),
    })
}

/// What it means that AWS refuses a key of which it says more than that it does not know it.
pub(super) fn not_let_in(intent: &Intent, key: &KeptKey, denial: &Denial) -> Standing {
    match denial.kind == FailureKind::SignatureRefused {
        true => {
            let (key, denial) = (key.id.clone(), denial.clone());
            Standing::Refused(KeyRefusal::SecretOfAnother { key, keep: intent.keep, denial }.into())
        }
        false => Standing::hidden(denial),
    }
}

/// The names of the lines of a key that rests in `.env`; `stands` is the one that has them already, where one does.
pub(super) fn resting_names(intent: &Intent, facts: &Facts, stands: Option<&KeyId>) -> Option<KeyNames> {
    match intent.keep {
        Keep::Keychain | Keep::File => None,
        Keep::Project => facts.project.present().map(|project| project.resting_names(intent, stands)),
    }
}

/// What it means for a step that needs a key that there is no [`Facts::app_key`].
pub(super) fn none_at_hand(facts: &Facts) -> Standing {
    match facts.keys.is_unknown() || facts.kept.is_unknown() {
        true => Standing::Unknown,
        false => Standing::Blocked { by: Step::Key },
    }
}

/// A key was made, or may have been, and IAM's list may not have it yet.
pub(super) fn may_still_show(facts: &Facts, keys: &[AccessKey], now: Timestamp) -> bool {
    let recent = |at: Timestamp| now.duration_since(at) < PROPAGATION;
    match &facts.issue {
        IssueTrace::Nothing => false,
        IssueTrace::Open { since } => recent(*since),
        IssueTrace::Made { key, at } => recent(*at) && keys.iter().all(|listed| listed.id != *key),
    }
}

/// Whether IAM may still be telling its other machines of the key.
fn is_young(keys: &[AccessKey], key: &KeptKey, now: Timestamp) -> bool {
    let created = keys.iter().find(|listed| listed.id == key.id).and_then(|listed| listed.created);
    created.is_none_or(|created| now.duration_since(created) < 2 * PROPAGATION)
}

/// A key that was used within this time may still be in use somewhere: for a newsletter, a yearly report.
const LATELY: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The removal of a key that the operator named for it. One that may be missed is only deactivated at first, and can be
/// had back.
pub(super) fn making_room(under: Under, user: UserName, key: &AccessKey, now: Timestamp) -> Change {
    let (why, id) = (DeleteReason::Chosen, key.id.clone());
    let may_be_missed = match &key.used {
        Fact::Present(at) => now.duration_since(*at) < LATELY,
        Fact::Absent => false,
        // AWS did not tell; it may be in use this minute.
        Fact::Hidden(_) | Fact::Unknown => true,
    };
    match key.active && may_be_missed {
        true => Change::DeactivateKey { under, user, key: id, why },
        false => Change::DeleteKey { under, user, key: id, why },
    }
}
