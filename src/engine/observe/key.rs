//! The user's keys, which of them rest here, and whether AWS takes the one that the app is to use.

use std::time::Duration;

use super::{Here, News, note};
use crate::{
    aws,
    engine::{Changes, apply::somebody_holds, ledger::KeyHistory},
    setup::{AccessKey, Facts, IssueTrace, KeptKey, KeyOrigin, smtp},
    terms::{Denial, Fact, Failure, FailureKind, KeyId, Secret, Slot, Timestamp},
};

/// A key this old that AWS took once needs no second opinion.
const SETTLED_AFTER: i64 = 120;

pub(super) async fn look(here: &Here<'_>) -> News {
    match look_whole(here).await {
        Ok(news) => news,
        Err(failure) => News::of(failure),
    }
}

async fn look_whole(here: &Here<'_>) -> Result<News, Failure> {
    let user = &here.intent.user;
    let history = here.ports.home.ledger().key_history(&here.account, user)?;
    let mut trouble = Vec::new();
    let listed = note(here.session.keys(user).await, &mut trouble);
    let ids: Vec<KeyId> = match &listed {
        Fact::Unknown => return Ok(News { trouble, ..News::default() }),
        Fact::Present(keys) => keys.iter().map(|(id, ..)| id.clone()).collect(),
        Fact::Absent => Vec::new(),
        // The list is hidden from us; what rests here we can still ask after.
        Fact::Hidden(_) => resting(here, &history).await?,
    };
    let mut kept = Vec::new();
    let mut secrets = Vec::new();
    for id in &ids {
        match here.ports.secret_of(&Slot::Resting(here.intent.keep, id.clone())).await {
            Ok(None) => {}
            Ok(Some(secret)) => {
                kept.push(KeptKey {
                    id: id.clone(),
                    print: secret.fingerprint(),
                    smtp_print: Some(smtp::password(&secret, here.region).fingerprint()),
                    shape: secret.shape(),
                });
                secrets.push((id.clone(), secret));
            }
            // Without the resting place we know of keys, not of what we hold.
            Err(failure) => {
                trouble.push(failure);
                return Ok(News { facts: Facts { issue: history.trace, ..Facts::default() }, trouble });
            }
        }
    }
    let keys = match listed {
        Fact::Unknown => Fact::Unknown,
        Fact::Absent => Fact::Absent,
        Fact::Hidden(denial) => Fact::Hidden(denial),
        Fact::Present(listed) => {
            let mut keys = Vec::new();
            let choose = listed.len() > 1;
            for (id, active, created) in listed {
                let is_kept = kept.iter().any(|kept| kept.id == id);
                let origin = origin(here, &history, &id, created, is_kept).await?;
                let used = match choose {
                    true => note(here.session.last_used(&id).await, &mut trouble),
                    false => Fact::Unknown,
                };
                keys.push(AccessKey { id, active, created, origin, used });
            }
            Fact::Present(keys)
        }
    };
    let mut facts = Facts { keys, kept: Fact::Present(kept), issue: history.trace, ..Facts::default() };
    if let Some((id, secret)) = facts.app_key().and_then(|app| secrets.iter().find(|(id, _)| *id == app.id)) {
        let created = facts.keys.present().and_then(|keys| keys.iter().find(|key| key.id == *id)?.created);
        match accepted(here, id, secret, created).await {
            Ok(fact) => facts.accepted = fact,
            Err(failure) => trouble.push(failure),
        }
    }
    Ok(News { facts, trouble })
}

/// Keys that may rest here: what we made for the user, what was kept, what the app's `.env` names.
async fn resting(here: &Here<'_>, history: &KeyHistory) -> Result<Vec<KeyId>, Failure> {
    let made = match &history.trace {
        IssueTrace::Made { key, .. } => Some(key.clone()),
        IssueTrace::Nothing | IssueTrace::Open { .. } => None,
    };
    let mut ids: Vec<KeyId> = made.into_iter().collect();
    let kept = here.ports.home.ledger().keys_kept()?;
    for id in kept.into_iter().rev().chain(here.ports.ids_in_env().await?) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// What the ledger knows of a key. A line that was left open although its key was kept is closed now.
async fn origin(
    here: &Here<'_>,
    history: &KeyHistory,
    id: &KeyId,
    created: Option<Timestamp>,
    is_kept: bool,
) -> Result<KeyOrigin, Failure> {
    if history.made(id) {
        return Ok(KeyOrigin::Ours);
    }
    let Some(line) = history.lost_line(id, created) else { return Ok(KeyOrigin::Elsewhere) };
    if is_kept {
        match here.ports.changes {
            Changes::Allowed => here.ports.home.ledger().close_found(line, here.ports.clock.now(), id)?,
            // It is found again by the next look that may write.
            Changes::Refused => {}
        }
        return Ok(KeyOrigin::Ours);
    }
    Ok(match somebody_holds(here.ports, &here.session, id).await? {
        true => KeyOrigin::Elsewhere,
        false => KeyOrigin::Orphan,
    })
}

/// Whether STS and SES take the key. Any answer but "token invalid" means that they do, a refusal of the call included.
/// A young key is asked about several times in a row: its news travels from machine to machine.
async fn accepted(
    here: &Here<'_>,
    id: &KeyId,
    secret: &Secret,
    created: Option<Timestamp>,
) -> Result<Fact<KeyId>, Failure> {
    let session = here.ports.cloud.with_key(id, secret, here.region);
    let age = created.map_or(0, |created| here.ports.clock.now().duration_since(created).as_secs());
    for again in 0..if age < SETTLED_AFTER { 2 } else { 1 } {
        if again > 0 {
            here.ports.clock.sleep(Duration::from_secs(1)).await;
        }
        let by_sts = session.caller().await.map(drop);
        let by_ses = session.account().await.map(|account| match account {
            Fact::Hidden(denial) => Some(denial),
            Fact::Unknown | Fact::Absent | Fact::Present(_) => None,
        });
        match verdict(by_sts, by_ses) {
            Ok(None) => {}
            Ok(Some(no)) => return Ok(no),
            Err(failure) => return Err(failure),
        }
    }
    Ok(Fact::Present(id.clone()))
}

/// `None` where both took it; else the fact that they did not.
fn verdict(
    by_sts: Result<(), Failure>,
    by_ses: Result<Option<Denial>, Failure>,
) -> Result<Option<Fact<KeyId>>, Failure> {
    match by_sts {
        Ok(()) => {}
        Err(failure) if failure.kind == FailureKind::KeyNotAccepted => return Ok(Some(Fact::Absent)),
        Err(failure) => match aws::denial(&failure) {
            Some(denial) => return Ok(Some(Fact::Hidden(denial))),
            None => return Err(failure),
        },
    }
    Ok(match by_ses? {
        Some(denial) if denial.code == "UnrecognizedClientException" => Some(Fact::Absent),
        Some(_) | None => None,
    })
}
