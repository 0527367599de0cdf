//! Key: one access key whose secret is at rest, and which AWS takes.
//!
//! IAM tells a secret once. A key of ours whose secret never arrived is held by nobody and goes; any other key may be in
//! use somewhere and stays until the operator names it.

use super::super::{
    AccessKey, Change, DeleteReason, Facts, Intent, IssueTrace, KeptKey, KeyOrigin, Question, Standing, Step, Wait,
};
use crate::terms::{Denial, Fact, Timestamp};

/// How long IAM may take to show a change everywhere, in seconds. AWS promises no figure; 5 to 15 are usual.
pub const PROPAGATION: i64 = 60;
/// IAM's own limit of keys for one user.
const LIMIT: usize = 2;

pub fn assess(intent: &Intent, facts: &Facts, now: Timestamp) -> Standing {
    let under = match super::under(intent, facts) {
        Ok(under) => under,
        Err(standing) => return standing,
    };
    let keys: &[AccessKey] = match &facts.keys {
        Fact::Unknown => return Standing::Unknown,
        Fact::Hidden(denial) => return without_listing(facts, denial),
        Fact::Absent => &[],
        Fact::Present(keys) => keys,
    };
    let kept: &[KeptKey] = match &facts.kept {
        Fact::Unknown => return Standing::Unknown,
        // A key would be asked for that cannot be kept.
        Fact::Hidden(denial) => return Standing::Refused(denial.clone()),
        Fact::Absent => &[],
        Fact::Present(kept) => kept,
    };
    let user = intent.user.clone();
    let delete =
        |under, key: &AccessKey, why| Change::DeleteKey { under, user: user.clone(), key: key.id.clone(), why };
    let named = |key: &&AccessKey| intent.retire_key.as_ref() == Some(&key.id);

    let orphans: Vec<&AccessKey> = keys.iter().filter(|key| key.origin == KeyOrigin::Orphan).collect();
    match (&orphans[..], orphans.iter().copied().find(named)) {
        ([], _) => {}
        ([only], _) => return Standing::Open { next: delete(under, only, DeleteReason::NobodyHoldsIt) },
        // Several strangers in one window: some of them may be somebody else's, and the operator says which is not.
        (_, Some(key)) => return Standing::Open { next: delete(under, key, DeleteReason::Chosen) },
        (_, None) => return Standing::Undecided { asks: vec![Question::RetireKey] },
    }
    if let Some(key) = facts.app_key() {
        return match &facts.accepted {
            Fact::Present(id) if *id == key.id => Standing::Done,
            // Of another key: of a look before this one was chosen.
            Fact::Unknown | Fact::Present(_) => Standing::Unknown,
            Fact::Absent if is_young(keys, key, now) => Standing::Waiting { on: Wait::Propagation },
            Fact::Absent => Standing::Refused(not_accepted(key)),
            Fact::Hidden(denial) => Standing::Refused(denial.clone()),
        };
    }
    if may_still_show(facts, keys, now) {
        return Standing::Waiting { on: Wait::Propagation };
    }
    // A key that somebody switched off is not ours to replace without a word.
    let stopped = |key: &&AccessKey| !key.active && !named(key) && kept.iter().any(|kept| kept.id == key.id);
    if let Some(key) = keys.iter().find(stopped) {
        return Standing::Refused(switched_off(key));
    }
    let in_the_way = match (keys.len() < LIMIT, keys.iter().find(named)) {
        (true, _) => None,
        (false, Some(key)) => Some(key),
        (false, None) => return Standing::Undecided { asks: vec![Question::RetireKey] },
    };
    // Nothing goes to make room for a key that could not be issued.
    if let Err(standing) = super::needs(Step::Sender, super::sender::assess(intent, facts)) {
        return standing;
    }
    let next = match in_the_way {
        Some(key) => delete(under, key, DeleteReason::Chosen),
        None => Change::IssueKey { under, user, keep: intent.keep },
    };
    Standing::Open { next }
}

/// What it means for a step that needs a key that there is no [`Facts::app_key`].
pub(super) fn none_at_hand(facts: &Facts) -> Standing {
    match facts.keys.is_unknown() || facts.kept.is_unknown() {
        true => Standing::Unknown,
        false => Standing::Blocked { by: Step::Key },
    }
}

/// We may not list keys, but one may be at rest here, and whether it works AWS tells the key itself.
fn without_listing(facts: &Facts, denial: &Denial) -> Standing {
    let Some(key) = facts.app_key() else { return Standing::Refused(denial.clone()) };
    match &facts.accepted {
        Fact::Present(id) if *id == key.id => Standing::Done,
        Fact::Unknown | Fact::Present(_) => Standing::Unknown,
        // Not yet everywhere, or deleted: the list would tell.
        Fact::Absent => Standing::Refused(denial.clone()),
        Fact::Hidden(why) => Standing::Refused(why.clone()),
    }
}

/// A key was made, or may have been, and IAM's list may not have it yet.
fn may_still_show(facts: &Facts, keys: &[AccessKey], now: Timestamp) -> bool {
    let recent = |at: Timestamp| now.duration_since(at).as_secs() < PROPAGATION;
    match &facts.issue {
        IssueTrace::Nothing => false,
        IssueTrace::Open { since } => recent(*since),
        IssueTrace::Made { key, at } => recent(*at) && keys.iter().all(|listed| listed.id != *key),
    }
}

/// Whether IAM may still be telling its other machines of the key.
fn is_young(keys: &[AccessKey], key: &KeptKey, now: Timestamp) -> bool {
    let created = keys.iter().find(|listed| listed.id == key.id).and_then(|listed| listed.created);
    created.is_none_or(|created| now.duration_since(created).as_secs() < 2 * PROPAGATION)
}

fn not_accepted(key: &KeptKey) -> Denial {
    Denial {
        code: "InvalidClientTokenId".into(),
        message: format!(
            "AWS lists the key {} as active and does not take it; issue another with --retire-key {}",
            key.id, key.id
        ),
    }
}

fn switched_off(key: &AccessKey) -> Denial {
    Denial {
        code: "InactiveKey".into(),
        message: format!(
            "the key {} is at rest here, and was deactivated in IAM; activate it there, delete it, or let it go with \
             --retire-key {}",
            key.id, key.id
        ),
    }
}
