//! What a run that was stopped left undone, finished: the secret of a key that IAM lists no more goes from its resting place,
//! and a line of the ledger whose key was kept after all is closed. Looks never do it; a caller does that is about to change
//! something. Knows no step, and asks AWS nothing: what IAM lists is in the facts.

use super::{
    Changes, Ports,
    ledger::{KeyHistory, LineId},
    resting::leave_nowhere,
};
use crate::{
    setup::{AccessKey, Facts, Intent, KeyOrigin},
    terms::{AccountId, Fact, Failure, KeyId},
};

/// Finishes what these facts show the end of. Whether there was anything, and it was done: nothing is with `--read-only`, nor
/// while another Sesame is at work.
pub async fn mend(ports: &Ports, intent: &Intent, facts: &Facts) -> Result<bool, Failure> {
    let (Changes::Allowed, Some(account), Some(listed)) = (ports.changes, account(intent, facts), listed(facts)) else {
        return Ok(false);
    };
    let ledger = ports.home.ledger();
    if due(&ledger.key_history(account, &intent.user)?, listed).is_empty() {
        return Ok(false);
    }
    // The sealed file is all projects' own: another process at work on it must not lose what it wrote.
    let Ok(_lock) = ports.home.lock() else { return Ok(false) };
    // It may have done some of this just now.
    let due = due(&ledger.key_history(account, &intent.user)?, listed);
    for repair in &due {
        match repair {
            Repair::Gone(line, key) => {
                leave_nowhere(ports, key).await?;
                ledger.close_gone(line.clone(), ports.clock.now())?;
            }
            Repair::Found(line, key) => ledger.close_found(line, ports.clock.now(), key)?,
        }
    }
    Ok(!due.is_empty())
}

/// One thing to finish.
enum Repair {
    /// A deletion whose end was not heard, of a key that is gone: its secret may still rest here.
    Gone(LineId, KeyId),
    /// A line that was left open although its key was kept.
    Found(LineId, KeyId),
}

fn due(history: &KeyHistory, listed: &[AccessKey]) -> Vec<Repair> {
    let is_listed = |id: &KeyId| listed.iter().any(|key| key.id == *id);
    let unheard = history.unheard_deletions().filter(|(_, key)| !is_listed(key));
    let gone = unheard.map(|(line, key)| Repair::Gone(line.clone(), key.clone()));
    let is_open = |key: &&AccessKey| match key.origin {
        KeyOrigin::Ours | KeyOrigin::ForServer => !history.made(&key.id) && history.file_for(&key.id).is_none(),
        KeyOrigin::Given | KeyOrigin::Orphan | KeyOrigin::Elsewhere => false,
    };
    let found = listed.iter().filter(is_open).filter_map(|key| {
        let lost = history.lost_line(&key.id, key.created)?;
        Some(Repair::Found(lost.line.clone(), key.id.clone()))
    });
    gone.chain(found).collect()
}

/// The account that the keys were listed in; none where that is not the set-up's.
fn account<'a>(intent: &'a Intent, facts: &'a Facts) -> Option<&'a AccountId> {
    let here = facts.caller.present().map(|caller| &caller.account);
    match (here, &intent.account) {
        (Some(here), Some(pinned)) => (here == pinned).then_some(here),
        (here, pinned) => here.or(pinned.as_ref()),
    }
}

/// What IAM lists of the user's keys; none where that was not seen.
fn listed(facts: &Facts) -> Option<&[AccessKey]> {
    match &facts.keys {
        Fact::Present(keys) => Some(keys),
        Fact::Absent => Some(&[]),
        Fact::Unknown | Fact::Hidden(_) => None,
    }
}
