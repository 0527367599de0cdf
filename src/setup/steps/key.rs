//! Key: one access key whose secret is at rest, and which AWS takes.
//!
//! IAM tells a secret once. A key of ours whose secret never arrived is useless and goes; any other key may be in
//! use somewhere and stays until the operator names it.

use super::{
    super::{
        Access, AccessKey, Change, DeleteReason, Facts, Intent, KeptKey, KeyFrom, KeyOrigin, KeyRefusal, OfferedKey,
        Question, Refusal, Seal, Standing, Step, Under, Wait,
    },
    keys::{LIMIT, making_room, may_still_show, not_let_in, resting_names, taken},
    needs::{needs, under_whom},
    project::closed_first,
    rotation, sender,
};
use crate::terms::{Denial, Fact, Keep, KeyId, Timestamp};

/// What is true of the key.
pub fn assess(intent: &Intent, facts: &Facts, now: Timestamp) -> Standing {
    match intent.access {
        Access::Key => {}
        // What it runs on has a role, which cannot be seen from here.
        Access::Role(_) => return Standing::Done,
    }
    let under = match under_whom(intent, facts) {
        Ok(under) => under,
        Err(standing) => return standing,
    };
    if let Some(standing) = closed(intent, facts) {
        return standing;
    }
    let keys: &[AccessKey] = match &facts.keys {
        Fact::Unknown => return Standing::Unknown,
        Fact::Hidden(denial) => return without_listing(intent, facts, under, denial),
        Fact::Absent => &[],
        Fact::Present(keys) => keys,
    };
    let kept: &[KeptKey] = match &facts.kept {
        Fact::Unknown => return Standing::Unknown,
        // A key would be asked for that cannot be kept.
        Fact::Hidden(denial) => return Standing::hidden(denial),
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
        // Several unknown keys of the same minute: some of them may be in use, and the operator says which is not.
        (_, Some(key)) => return Standing::Open { next: delete(under, key, DeleteReason::Chosen) },
        (_, None) => return Standing::Undecided { asks: vec![Question::RetireKey] },
    }
    let given = intent.given.as_ref().filter(|given| kept.iter().all(|kept| kept.id != **given));
    if let Some(given) = given {
        return keeping(intent, facts, under, Some(keys), given);
    }
    if let Some(old) = keys.iter().find(|key| intent.rotating.as_ref() == Some(&key.id)) {
        return rotation::standing(intent, facts, now, under, old);
    }
    if let Some(key) = facts.app_key() {
        return match taken(intent, facts, key, now) {
            Ok(()) => Standing::Done,
            Err(standing) => standing,
        };
    }
    if may_still_show(facts, keys, now) {
        return Standing::Waiting { on: Wait::Propagation };
    }
    // A key that was switched off on purpose is not replaced without a word.
    let stopped = |key: &&AccessKey| !key.active && !named(key) && kept.iter().any(|kept| kept.id == key.id);
    if let Some(key) = keys.iter().find(stopped) {
        return Standing::Refused(KeyRefusal::Inactive(key.id.clone()).into());
    }
    if let Some(standing) = key_that_exists(intent, facts, &under) {
        return standing;
    }
    let in_the_way = match (keys.len() < LIMIT, keys.iter().find(named)) {
        (true, _) => None,
        (false, Some(key)) => Some(key),
        (false, None) => return Standing::Undecided { asks: vec![Question::RetireKey] },
    };
    // Nothing goes to make room for a key that could not be issued.
    if let Err(standing) = needs(Step::Sender, sender::assess(intent, facts)) {
        return standing;
    }
    let next = match in_the_way {
        Some(key) => making_room(under, user, key, now),
        None => {
            let names = resting_names(intent, facts, None);
            Change::IssueKey { under, user, keep: intent.keep, instead_of: None, names }
        }
    };
    let next = match facts.project.present() {
        Some(project) => closed_first(project, next),
        None => next,
    };
    Standing::Open { next }
}

/// A resting place that only its passphrase opens; none where nothing keeps it closed.
fn closed(intent: &Intent, facts: &Facts) -> Option<Standing> {
    match intent.keep {
        Keep::Keychain | Keep::Project => None,
        Keep::File => match facts.sealed.present().map(|file| file.seal) {
            None => Some(Standing::Unknown),
            Some(Seal::Unmade | Seal::Closed | Seal::Wrong) => {
                Some(Standing::Undecided { asks: vec![Question::Passphrase] })
            }
            Some(Seal::Open) => None,
        },
    }
}

/// A key that was given in this run, before it is kept. AWS says whose it is.
fn keeping(intent: &Intent, facts: &Facts, under: Under, listed: Option<&[AccessKey]>, given: &KeyId) -> Standing {
    let offered = match &facts.offered {
        Fact::Unknown => return Standing::Unknown,
        Fact::Absent => return Standing::Refused(KeyRefusal::Unknown(given.clone()).into()),
        Fact::Hidden(denial) => return Standing::hidden(denial),
        // Of another key, looked at before.
        Fact::Present(offered) if offered.id != *given => return Standing::Unknown,
        Fact::Present(offered) => offered,
    };
    if let Some(why) = not_of_ours(intent, &under, offered) {
        return Standing::Refused(why.into());
    }
    match listed.is_none_or(|keys| keys.iter().any(|key| key.id == *given)) {
        true => keep(intent, facts, under, offered),
        // AWS has told who it is, and the list is behind.
        false => Standing::Waiting { on: Wait::Propagation },
    }
}

/// What comes of a key that exists already, where one is to be kept rather than another made. `None` where there is no such key.
fn key_that_exists(intent: &Intent, facts: &Facts, under: &Under) -> Option<Standing> {
    let said = match intent.key_from {
        Some(KeyFrom::New) => return None,
        Some(KeyFrom::Given) => return Some(Standing::Undecided { asks: vec![Question::GivenKey] }),
        Some(KeyFrom::Env) => true,
        None => false,
    };
    let refused = |why: Refusal| said.then_some(Standing::Refused(why));
    match &facts.offered {
        Fact::Unknown => Some(Standing::Unknown),
        Fact::Present(offered) => match not_of_ours(intent, under, offered) {
            None => Some(keep(intent, facts, under.clone(), offered)),
            Some(why) => refused(why.into()),
        },
        Fact::Hidden(denial) => refused(denial.clone().into()),
        Fact::Absent => refused(KeyRefusal::NotInEnv { user: intent.user.clone() }.into()),
    }
}

fn keep(intent: &Intent, facts: &Facts, under: Under, offered: &OfferedKey) -> Standing {
    Standing::Open {
        next: Change::KeepKey {
            account: under.account,
            region: under.region,
            user: intent.user.clone(),
            key: offered.id.clone(),
            from: offered.slot.clone(),
            keep: intent.keep,
            names: resting_names(intent, facts, Some(&offered.id)),
        },
    }
}

/// Why a key that AWS knows is not one for this set-up.
fn not_of_ours(intent: &Intent, under: &Under, offered: &OfferedKey) -> Option<KeyRefusal> {
    let OfferedKey { id: key, owner, slot: _ } = offered;
    let key = key.clone();
    if owner.account != under.account {
        let (there, here) = (owner.account.clone(), under.account.clone());
        return Some(KeyRefusal::OfOtherAccount { key, there, here });
    }
    match owner.user() {
        Some(user) if user == intent.user.as_str() => None,
        Some(user) => Some(KeyRefusal::OfOtherUser { key, user: user.to_owned() }),
        None => Some(KeyRefusal::OfNoUser { key, arn: owner.arn.clone() }),
    }
}

/// We may not list keys, but one may be at rest here, and whether it works AWS tells the key itself.
fn without_listing(intent: &Intent, facts: &Facts, under: Under, denial: &Denial) -> Standing {
    let at_rest = |id: &KeyId| facts.kept.present().is_some_and(|kept| kept.iter().any(|kept| kept.id == *id));
    if let Some(given) = intent.given.as_ref().filter(|given| !at_rest(given)) {
        return keeping(intent, facts, under, None, given);
    }
    let Some(key) = facts.app_key() else { return Standing::hidden(denial) };
    match &facts.accepted {
        Fact::Present(id) if *id == key.id => Standing::Done,
        Fact::Unknown | Fact::Present(_) => Standing::Unknown,
        // Not yet everywhere, or deleted: the list would tell.
        Fact::Absent => Standing::hidden(denial),
        Fact::Hidden(why) => not_let_in(intent, key, why),
    }
}
