//! The user's keys, which of them rest here, and whether AWS takes the one that the app is to use. Writes nothing: what a run
//! that was stopped left undone is seen as it will be once it is mended.

use std::path::Path;

use futures_util::{future::join_all, join};

use super::{
    here::Here,
    news::{News, note},
    sign_in::unopened,
};
use crate::{
    aws,
    engine::{
        carry,
        ledger::KeyHistory,
        resting::somebody_holds,
        taken::{Taken, taken},
    },
    setup::{AccessKey, Facts, Intent, IssueTrace, KeptKey, KeyOrigin, OfferedKey, smtp},
    terms::{Fact, Failure, FailureKind, Keep, KeyId, Secret, Slot, Timestamp},
};

/// A key of so many seconds has had time to be used.
const MAY_HAVE_BEEN_USED: i64 = 3600;

/// Looks at the keys, at the places where their secrets rest, and at whether AWS takes the app's.
pub(super) async fn look(here: &Here<'_>) -> News {
    match look_whole(here).await {
        Ok(news) => news,
        Err(failure) => News::of(failure),
    }
}

async fn look_whole(here: &Here<'_>) -> Result<News, Failure> {
    let user = &here.intent.user;
    let mut trouble = Vec::new();
    let (listed, account) = join!(here.session.keys(user), here.account());
    let Some(account) = account else { return Ok(News::default()) };
    let mut history = here.ports.home.ledger().key_history(&account, user)?;
    let keys = in_full(note(listed, &mut trouble));
    let ids: Vec<KeyId> = match &keys {
        Fact::Unknown => return Ok(News { trouble, ..News::default() }),
        Fact::Present(keys) => keys.iter().map(|key| key.id.clone()).collect(),
        Fact::Absent => Vec::new(),
        // The list is hidden from us; what rests here we can still ask after.
        Fact::Hidden(_) => resting(here, &history).await?,
    };
    if !matches!(keys, Fact::Hidden(_)) {
        history = history.as_mended(&ids);
    }
    let mut kept = Vec::new();
    let mut secrets = Vec::new();
    let mut unseen = None;
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
            Err(failure) => {
                // Without the resting place we know of keys, not of what we hold.
                let denial = unopened(&failure);
                trouble.extend(denial.is_none().then_some(failure));
                unseen = Some(denial.map_or(Fact::Unknown, Fact::Hidden));
                break;
            }
        }
    }
    let kept = unseen.unwrap_or(Fact::Present(kept));
    let mut facts = Facts { keys, kept, issue: history.trace.clone(), ..Facts::default() };
    let (known, accepted, offered) =
        join!(each(here, &history, &facts), accepted(here, &facts, &secrets, &ids), offered(here, &facts, &ids));
    let (keys, more) = known?;
    trouble.extend(more);
    facts.keys = keys;
    match accepted {
        Some(Ok((id, Taken::Everywhere))) => facts.accepted = Fact::Present(id),
        Some(Ok((id, Taken::Once))) => {
            facts.young = Some(id.clone());
            facts.accepted = Fact::Present(id);
        }
        Some(Ok((_, Taken::Not(no)))) => facts.accepted = no,
        Some(Err(failure)) => trouble.push(failure),
        None => {}
    }
    facts.offered = note(offered, &mut trouble);
    Ok(News { facts, trouble })
}

/// The keys as IAM lists them; of whom they are and when they were used nothing is known yet.
fn in_full(listed: Fact<Vec<(KeyId, bool, Option<Timestamp>)>>) -> Fact<Vec<AccessKey>> {
    match listed {
        Fact::Unknown => Fact::Unknown,
        Fact::Absent => Fact::Absent,
        Fact::Hidden(denial) => Fact::Hidden(denial),
        Fact::Present(listed) => {
            let key = |(id, active, created)| {
                let (origin, used) = (KeyOrigin::Elsewhere, Fact::Unknown);
                AccessKey { id, active, created, origin, used, file: None }
            };
            Fact::Present(listed.into_iter().map(key).collect())
        }
    }
}

/// The same with all that is known of each. When they were used is asked of all together, where they came from of one after
/// the other: a resting place may want to be unlocked for it, and that once.
async fn each(
    here: &Here<'_>,
    history: &KeyHistory,
    facts: &Facts,
) -> Result<(Fact<Vec<AccessKey>>, Vec<Failure>), Failure> {
    let Fact::Present(keys) = &facts.keys else { return Ok((facts.keys.clone(), Vec::new())) };
    let choose = keys.len() > 1;
    let used = keys.iter().map(|key| async move {
        let age = key.created.map_or(0, |at| here.ports.clock.now().duration_since(at).as_secs());
        match choose || age > MAY_HAVE_BEEN_USED {
            true => here.session.last_used(&key.id).await,
            false => Ok(Fact::Unknown),
        }
    });
    let origins = async {
        let mut origins = Vec::new();
        for key in keys {
            origins.push(match &facts.kept {
                Fact::Present(kept) => {
                    let is_kept = kept.iter().any(|kept| kept.id == key.id);
                    origin(here, history, &key.id, key.created, is_kept).await?
                }
                Fact::Unknown | Fact::Absent | Fact::Hidden(_) => {
                    remembered(history, &key.id).unwrap_or(KeyOrigin::Elsewhere)
                }
            });
        }
        Ok(origins)
    };
    let (used, origins) = join!(join_all(used), origins);
    let mut trouble = Vec::new();
    let known = keys.iter().zip(origins?).zip(used).map(|((key, origin), used)| {
        let lost = || history.lost_line(&key.id, key.created).and_then(|lost| lost.file);
        let file = history.file_for(&key.id).or_else(lost).filter(|file| carry::is_in(file, &key.id));
        AccessKey { origin, used: note(used, &mut trouble), file: file.map(Path::to_owned), ..key.clone() }
    });
    let known = known.collect();
    Ok((Fact::Present(known), trouble))
}

/// Whether AWS takes the key that the app is to use, where it has one. Where what rests cannot be seen, that is the one that
/// stands in `.env` with its secret.
async fn accepted(
    here: &Here<'_>,
    facts: &Facts,
    secrets: &[(KeyId, Secret)],
    ids: &[KeyId],
) -> Option<Result<(KeyId, Taken), Failure>> {
    let in_env;
    let (id, secret) = match facts.kept.present() {
        Some(_) => facts.app_key().and_then(|app| secrets.iter().find(|(id, _)| *id == app.id))?,
        None => {
            in_env = match in_env_of(here, ids).await {
                Ok(found) => found?,
                Err(failure) => return Some(Err(failure)),
            };
            &in_env
        }
    };
    let created = facts.keys.present().and_then(|keys| keys.iter().find(|key| key.id == *id)?.created);
    let taken = taken(here.ports, id, secret, here.region, created, here.asking.young).await;
    Some(taken.map(|taken| (id.clone(), taken)))
}

/// The first of these keys that stands in the app's `.env` with its secret.
async fn in_env_of(here: &Here<'_>, ids: &[KeyId]) -> Result<Option<(KeyId, Secret)>, Failure> {
    // There the same would be asked for again.
    if here.intent.keep == Keep::Project {
        return Ok(None);
    }
    for id in ids {
        if let Some(secret) = here.ports.secret_of(&Slot::Resting(Keep::Project, id.clone())).await? {
            return Ok(Some((id.clone(), secret)));
        }
    }
    Ok(None)
}

/// A key that exists already and may be kept: the one that was given in this run, or, where none is at rest, one of the
/// user's that stands in `.env` with its secret. AWS says whose it is.
async fn offered(here: &Here<'_>, facts: &Facts, ids: &[KeyId]) -> Result<Fact<OfferedKey>, Failure> {
    // Behind a passphrase, or in a keychain that does not answer, may lie the one that is at rest already.
    let Some(kept) = facts.kept.present() else { return Ok(Fact::Unknown) };
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
    // One that was given, and rests here no more, is no longer ours.
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
