//! The user's keys, which of them rest here, and whether AWS takes the one that the app is to use. Writes nothing: what a run
//! that was stopped left undone is seen as it will be once it is mended.

use std::path::Path;

use super::{Here, News, note, unopened};
use crate::{
    aws,
    engine::{carry, ledger::KeyHistory, resting::somebody_holds, taken::taken},
    setup::{AccessKey, Facts, Intent, IssueTrace, KeptKey, KeyOrigin, OfferedKey, smtp},
    terms::{Fact, Failure, FailureKind, Keep, KeyId, Slot, Timestamp},
};

/// A key of so many seconds has had time to be used.
const MAY_HAVE_BEEN_USED: i64 = 3600;

pub(super) async fn look(here: &Here<'_>) -> News {
    match look_whole(here).await {
        Ok(news) => news,
        Err(failure) => News::of(failure),
    }
}

async fn look_whole(here: &Here<'_>) -> Result<News, Failure> {
    let user = &here.intent.user;
    let mut history = here.ports.home.ledger().key_history(&here.account, user)?;
    let mut trouble = Vec::new();
    let listed = note(here.session.keys(user).await, &mut trouble);
    let ids: Vec<KeyId> = match &listed {
        Fact::Unknown => return Ok(News { trouble, ..News::default() }),
        Fact::Present(keys) => keys.iter().map(|(id, ..)| id.clone()).collect(),
        Fact::Absent => Vec::new(),
        // The list is hidden from us; what rests here we can still ask after.
        Fact::Hidden(_) => resting(here, &history).await?,
    };
    if !matches!(listed, Fact::Hidden(_)) {
        history = history.as_mended(&ids);
    }
    let mut kept = Vec::new();
    let mut secrets = Vec::new();
    let mut sealed = None;
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
            Err(failure) => match unopened(&failure) {
                Some(denial) => {
                    sealed = Some(denial);
                    break;
                }
                // Without the resting place we know of keys, not of what we hold.
                None => {
                    trouble.push(failure);
                    return Ok(News { facts: Facts { issue: history.trace, ..Facts::default() }, trouble });
                }
            },
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
                let origin = match sealed {
                    None => origin(here, &history, &id, created, is_kept).await?,
                    Some(_) => remembered(&history, &id).unwrap_or(KeyOrigin::Elsewhere),
                };
                let age = created.map_or(0, |at| here.ports.clock.now().duration_since(at).as_secs());
                let used = match choose || age > MAY_HAVE_BEEN_USED {
                    true => note(here.session.last_used(&id).await, &mut trouble),
                    false => Fact::Unknown,
                };
                let lost = || history.lost_line(&id, created).and_then(|lost| lost.file);
                let file =
                    history.file_for(&id).or_else(lost).filter(|file| carry::is_in(file, &id)).map(Path::to_owned);
                keys.push(AccessKey { id, active, created, origin, used, file });
            }
            Fact::Present(keys)
        }
    };
    if let Some(denial) = sealed {
        let kept = Fact::Hidden(denial);
        return Ok(News { facts: Facts { keys, kept, issue: history.trace, ..Facts::default() }, trouble });
    }
    let mut facts = Facts { keys, kept: Fact::Present(kept), issue: history.trace, ..Facts::default() };
    if let Some((id, secret)) = facts.app_key().and_then(|app| secrets.iter().find(|(id, _)| *id == app.id)) {
        let created = facts.keys.present().and_then(|keys| keys.iter().find(|key| key.id == *id)?.created);
        match taken(here.ports, id, secret, here.region, created).await {
            Ok(fact) => facts.accepted = fact,
            Err(failure) => trouble.push(failure),
        }
    }
    facts.offered = note(offered(here, &facts, &ids).await, &mut trouble);
    Ok(News { facts, trouble })
}

/// A key that exists already and may be kept: the one that was given in this run, or, where none is at rest, one of the
/// user's that stands in `.env` with its secret. AWS says whose it is.
async fn offered(here: &Here<'_>, facts: &Facts, ids: &[KeyId]) -> Result<Fact<OfferedKey>, Failure> {
    let kept = facts.kept.present().map(Vec::as_slice).unwrap_or_default();
    let at_rest = |id: &KeyId| kept.iter().any(|kept| kept.id == *id);
    let slots: Vec<(&KeyId, Slot)> = match &here.intent.given {
        Some(given) if !at_rest(given) => vec![(given, Intent::given_slot(given))],
        Some(_) | None if facts.app_key().is_none() && here.intent.keep != Keep::Project => {
            ids.iter().map(|id| (id, Slot::Resting(Keep::Project, id.clone()))).collect()
        }
        Some(_) | None => Vec::new(),
    };
    for (id, slot) in slots {
        let Some(secret) = here.ports.secret_of(&slot).await? else { continue };
        return match here.ports.cloud.with_key(id, &secret, here.region).caller().await {
            Ok(owner) => Ok(Fact::Present(OfferedKey { id: id.clone(), slot, owner })),
            Err(failure) if failure.kind == FailureKind::KeyNotAccepted => Ok(Fact::Absent),
            Err(failure) => aws::denial(&failure).map(Fact::Hidden).ok_or(failure),
        };
    }
    Ok(Fact::Absent)
}

/// Keys that may rest here: what we made for the user, what was kept, what the app's `.env` names.
async fn resting(here: &Here<'_>, history: &KeyHistory) -> Result<Vec<KeyId>, Failure> {
    let made = match &history.trace {
        IssueTrace::Made { key, .. } => Some(key.clone()),
        IssueTrace::Nothing | IssueTrace::Open { .. } => None,
    };
    let mut ids: Vec<KeyId> = made.into_iter().collect();
    let kept = here.ports.home.ledger().keys_kept_here()?;
    for id in kept.into_iter().rev().chain(here.ports.ids_in_env().await?) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// What the ledger alone knows of a key.
fn remembered(history: &KeyHistory, id: &KeyId) -> Option<KeyOrigin> {
    let known = [
        (history.made(id), KeyOrigin::Ours),
        (history.file_for(id).is_some(), KeyOrigin::ForServer),
        (history.was_given(id), KeyOrigin::Given),
    ];
    known.into_iter().find_map(|(is, origin)| is.then_some(origin))
}

/// What the ledger knows of a key. A line that was left open although its key was kept tells it too.
async fn origin(
    here: &Here<'_>,
    history: &KeyHistory,
    id: &KeyId,
    created: Option<Timestamp>,
    is_kept: bool,
) -> Result<KeyOrigin, Failure> {
    // One that was given, and rests here no more, is somebody else's again.
    if let Some(origin) = remembered(history, id).filter(|origin| is_kept || *origin != KeyOrigin::Given) {
        return Ok(origin);
    }
    let Some(lost) = history.lost_line(id, created) else { return Ok(KeyOrigin::Elsewhere) };
    let found = match (is_kept, lost.file) {
        (true, _) => Some(KeyOrigin::Ours),
        (false, Some(file)) if carry::is_in(file, id) => Some(KeyOrigin::ForServer),
        (false, Some(_) | None) => None,
    };
    if let Some(origin) = found {
        return Ok(origin);
    }
    Ok(match somebody_holds(here.ports, &here.session, id).await? {
        true => KeyOrigin::Elsewhere,
        false => KeyOrigin::Orphan,
    })
}
