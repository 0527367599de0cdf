//! Key: one access key whose secret is at rest, and which AWS takes.
//!
//! IAM tells a secret once. A key of ours whose secret never arrived is held by nobody and goes; any other key may be in
//! use somewhere and stays until the operator names it.

use super::super::{AccessKey, Change, DeleteReason, Facts, Intent, IssueTrace, KeyOrigin, Question, Standing, Step};
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
    let user = intent.user.clone();
    let keys = match &facts.keys {
        Fact::Unknown => return Standing::Unknown,
        Fact::Hidden(denial) => return without_listing(facts, denial),
        Fact::Absent => &Vec::new(),
        Fact::Present(keys) => keys,
    };
    if facts.kept.is_unknown() {
        return Standing::Unknown;
    }
    let orphans: Vec<&AccessKey> = keys.iter().filter(|key| key.origin == KeyOrigin::Orphan).collect();
    match orphans[..] {
        [] => {}
        // Two strangers in one window: one of them may be somebody else's.
        [_, _, ..] if intent.retire_key.is_none() => return Standing::Undecided { asks: vec![Question::RetireKey] },
        [key] => {
            let key = key.id.clone();
            return Standing::Open { next: Change::DeleteKey { under, user, key, why: DeleteReason::NobodyHoldsIt } };
        }
        [_, _, ..] => {}
    }
    if let Some(app_key) = facts.app_key() {
        return match &facts.accepted {
            Fact::Unknown => Standing::Unknown,
            Fact::Absent => Standing::Waiting { on: super::super::Wait::Propagation },
            Fact::Present(id) if *id == app_key.id => Standing::Done,
            Fact::Present(_) => Standing::Unknown,
            Fact::Hidden(denial) => Standing::Refused(denial.clone()),
        };
    }
    let age = |since: Timestamp| now.duration_since(since).as_secs();
    match &facts.issue {
        // The answer was lost, and the key may not show yet.
        IssueTrace::Open { since } if age(*since) < PROPAGATION => {
            return Standing::Waiting { on: super::super::Wait::Propagation };
        }
        // We made it and hold it, and IAM's list has not caught up.
        IssueTrace::Made { key, at } if age(*at) < PROPAGATION && !keys.iter().any(|listed| listed.id == *key) => {
            return Standing::Waiting { on: super::super::Wait::Propagation };
        }
        IssueTrace::Open { .. } | IssueTrace::Made { .. } | IssueTrace::Nothing => {}
    }
    if let Some(stopped) = inactive_but_kept(facts, keys) {
        return Standing::Refused(stopped);
    }
    if keys.len() < LIMIT {
        if !matches!(facts.sender, Fact::Present(_)) {
            return Standing::Blocked { by: Step::Sender };
        }
        return match super::sender::assess(intent, facts) {
            Standing::Done => Standing::Open { next: Change::IssueKey { under, user, keep: intent.keep } },
            Standing::Unknown => Standing::Unknown,
            Standing::Undecided { .. }
            | Standing::Blocked { .. }
            | Standing::Open { .. }
            | Standing::Waiting { .. }
            | Standing::Refused(_) => Standing::Blocked { by: Step::Sender },
        };
    }
    match intent.retire_key.as_ref().filter(|id| keys.iter().any(|key| key.id == **id)) {
        Some(key) => {
            Standing::Open { next: Change::DeleteKey { under, user, key: key.clone(), why: DeleteReason::Chosen } }
        }
        None => Standing::Undecided { asks: vec![Question::RetireKey] },
    }
}

/// We may not list keys, but one may be at rest here, and whether it works AWS tells the key itself.
fn without_listing(facts: &Facts, denial: &Denial) -> Standing {
    match (facts.app_key(), &facts.accepted) {
        (Some(key), Fact::Present(id)) if *id == key.id => Standing::Done,
        (Some(_), Fact::Unknown) => Standing::Unknown,
        (Some(_) | None, _) => Standing::Refused(denial.clone()),
    }
}

/// A key of ours that somebody switched off is not ours to replace without a word.
fn inactive_but_kept(facts: &Facts, keys: &[AccessKey]) -> Option<Denial> {
    let kept = facts.kept.present()?;
    let stopped = keys.iter().find(|key| !key.active && kept.iter().any(|kept| kept.id == key.id))?;
    Some(Denial {
        code: "InactiveKey".into(),
        message: format!(
            "the key {} is at rest here, and was deactivated in IAM; activate it there or delete it",
            stopped.id
        ),
    })
}
