//! `sesame key`: the user's access keys. Rotation goes the way that `setup::rotation` finds, and ends with the
//! deactivation of the first key: whatever still uses it stops then, and works again when the key is activated. Never
//! knows a secret. The list's chain of questions is a look's, two long (`engine::observe`).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    bench::{Bench, NextRun, with_wanted},
    env::not_yet,
    exit::Exit,
    hearing::{Applied, Hearing, say_what_was_put_off},
    json,
    keys::{keys_to_choose, last_used},
    out::{Out, error},
    plan::tell_plan,
    stop::{Stop, UserError},
    stops::{lacking, refused_as_read_only, stopped_at_sign_in},
};
use crate::{
    cli,
    engine::carry,
    engine::{
        asking::Young,
        resting,
        settle::{Course, Patience, Until, mended, settle_on},
    },
    setup::{
        AccessKey, Change, Facts, KeyOrigin, Planned, Question, RunsOn, Standing, Step, assess, plan_rotation,
        rotation::retirement, servers_key,
    },
    terms::{Fact, Failure, FailureKind, Keep, KeyId, Timestamp},
};

/// Runs the command.
pub async fn run(bench: Bench, command: &cli::KeyCommand) -> Result<Exit, Stop> {
    match command {
        cli::KeyCommand::List(wanted) => list(with_wanted(bench, wanted)).await,
        cli::KeyCommand::Issue(flags) => issue(with_wanted(bench, &flags.wanted), flags).await,
        cli::KeyCommand::Rotate(flags) => rotate(with_wanted(bench, &flags.wanted), flags).await,
        cli::KeyCommand::Retire(flags) => retire(with_wanted(bench, &flags.wanted), flags).await,
    }
}

/// Looks at everything, and stops without a sign-in that may list the keys.
async fn looked(bench: &Bench, young: Young) -> Result<Facts, Stop> {
    let (mut facts, trouble) = bench.look_as(young).await;
    if let Some(stop) = stopped_at_sign_in(bench, &facts, &trouble) {
        return Err(bench.stopped_by(stop, &trouble));
    }
    match &facts.keys {
        Fact::Present(_) | Fact::Absent => {}
        Fact::Hidden(denial) => {
            let failure = Failure::new(FailureKind::Denied, format!("list the access keys of {}", bench.intent.user));
            return Err(bench.stopped_by(failure.because(&denial.message).into(), &trouble));
        }
        Fact::Unknown => {
            let unseen = || Failure::new(FailureKind::OutcomeUnknown, "look at the access keys");
            let why = trouble.first().cloned().unwrap_or_else(unseen);
            return Err(bench.stopped_by(why.into(), &trouble));
        }
    }
    bench.tell(&trouble);
    match young {
        Young::Once => {}
        // A rotation that has ended may have left a secret behind.
        Young::InARow => mended(&bench.ports, &bench.intent, &mut facts, &mut |_| {}).await,
    }
    Ok(facts)
}

/// Goes a course to its end, and prints what happens on the way. The caller prints what ended it early.
async fn carry_out(bench: &Bench, course: Course, facts: Facts) -> (Facts, Vec<Applied>, Option<Stop>) {
    let mut hearing = Hearing::of(bench);
    let settled =
        settle_on(course, &bench.ports, &bench.intent, facts, Patience::None, &bench.halt, |it| hearing.hear(it)).await;
    let (applied, _) = hearing.end(settled.failure.as_ref());
    (settled.facts, applied, settled.failure.map(Stop::Failed))
}

fn listed(facts: &Facts) -> &[AccessKey] {
    facts.keys.present().map(Vec::as_slice).unwrap_or_default()
}

// ---- list ----------------------------------------------------------------------------------------------------------

async fn list(bench: Bench) -> Result<Exit, Stop> {
    let facts = looked(&bench, Young::Once).await?;
    let keys = listed(&facts);
    let ids: Vec<KeyId> = keys.iter().map(|key| key.id.clone()).collect();
    let (places, trouble) = resting::places(&bench.ports, bench.intent.keep, &ids).await;
    bench.tell(&trouble);
    match bench.out {
        Out::Json => bench.out.object(&json!({
            "user": bench.intent.user,
            "keys": keys.iter().map(|key| as_json(&facts, key, &places, bench.now())).collect::<Vec<_>>(),
            "rotating": bench.intent.rotating.as_ref().filter(|old| ids.contains(old)),
        })),
        Out::Text if keys.is_empty() => bench.out.says(bench.text.key_none(&bench.intent.user)),
        Out::Text => keys.iter().for_each(|key| tell_key(&bench, &facts, key, &places, trouble.is_empty())),
    }
    Ok(Exit::Well)
}

fn as_json(facts: &Facts, key: &AccessKey, places: &BTreeMap<KeyId, Vec<Keep>>, now: Timestamp) -> Value {
    json!({
        "id": key.id,
        "created": key.created,
        "last_used": key.used.present(),
        "active": key.active,
        "origin": key.origin,
        "rests": places.get(&key.id).cloned().unwrap_or_default(),
        "env": facts.project.present().map(|project| project.names_of(&key.id)).unwrap_or_default(),
        "file": key.file,
        "in_use": facts.is_in_use(&key.id) || key.origin == KeyOrigin::ForServer,
        "old": facts.is_old(key, now),
    })
}

/// Prints one key. `all_seen`: every place where its secret may be stored has answered.
fn tell_key(bench: &Bench, facts: &Facts, key: &AccessKey, places: &BTreeMap<KeyId, Vec<Keep>>, all_seen: bool) {
    let (text, now) = (&bench.text, bench.now());
    let made = key.created.map(|at| text.screen_key_age(text.date(at), &key.id));
    bench.out.data(made.unwrap_or_else(|| key.id.to_string()));
    let mut notes = origin_and_use(bench, key);
    match places.get(&key.id) {
        Some(places) => {
            notes.push(text.key_rests(places.iter().map(|place| text.place(*place)).collect::<Vec<_>>().join(", ")));
        }
        None if all_seen => notes.push(text.key_rests_nowhere().to_owned()),
        None => {}
    }
    let names = facts.project.present().map(|project| project.names_of(&key.id)).unwrap_or_default();
    if !names.is_empty() {
        notes.push(text.key_in_env(names.join(", ")));
    }
    notes.extend(key.file.as_ref().map(|file| text.key_in_file(file.display())));
    if !key.active {
        notes.push(text.screen_key_inactive().to_owned());
    }
    bench.out.says(format!("  {}", notes.join(" · ")));
    if key.active && facts.is_in_use(&key.id) && facts.is_old(key, now) {
        bench.out.note(format!("  {}", text.key_old()));
    }
}

/// Where a key comes from, and when it was last used, as far as either is known.
fn origin_and_use(bench: &Bench, key: &AccessKey) -> Vec<String> {
    let mut notes = vec![bench.text.key_origin(key.origin).to_owned(), last_used(bench, key)];
    notes.retain(|note| !note.is_empty());
    notes
}

// ---- issue ---------------------------------------------------------------------------------------------------------

async fn issue(bench: Bench, flags: &cli::IssueArgs) -> Result<Exit, Stop> {
    let text = bench.text;
    let failed =
        |e: std::io::Error| Failure::new(FailureKind::File, format!("find {}", flags.out.display())).because(e);
    let file = std::path::absolute(&flags.out).map_err(failed)?;
    let facts = looked(&bench, if flags.plan { Young::Once } else { Young::InARow }).await?;
    let end_of = |facts: &Facts| servers_key(&bench.intent, facts, bench.now(), &file);
    let next = match end_of(&facts) {
        Standing::Open { next } => Some(next),
        Standing::Done | Standing::Waiting { .. } | Standing::Wrong { .. } => None,
        Standing::Undecided { asks } => return Err(no_room_for_servers(&bench, &facts, &asks)),
        Standing::Blocked { by } => {
            return Err(Stop::asked(FailureKind::Conflict, not_yet(&bench, &facts, by)));
        }
        standing @ (Standing::Unknown | Standing::Refused(_)) => {
            let said = text.summary(Step::Key, &standing, &bench.intent, &facts);
            return Err(Stop::asked(FailureKind::Conflict, said));
        }
    };
    if flags.plan {
        let planned: Vec<Planned> = next.into_iter().map(Planned::Ready).collect();
        tell_plan(&bench, &facts, &planned, &[], None);
        return Ok(Exit::Well);
    }
    if let Some(stop) = next.and_then(|next| refused_as_read_only(&bench, &next)) {
        return Err(stop);
    }
    let (facts, applied, stop) = carry_out(&bench, Course::ServerKey(file.clone()), facts).await;
    let key = listed(&facts).iter().find(|key| key.file.as_deref() == Some(file.as_path()));
    match bench.out {
        Out::Json => bench.out.object(&json!({
            "applied": json::applied(&applied),
            "key": key.map(|key| json!({ "id": key.id, "standing": standing_of(&facts, &key.id) })),
            "file": file,
            "error": stop.as_ref().map(|it| error(&text, it)),
        })),
        Out::Text => {
            if let Some(key) = key {
                bench.out.says(text.key_server_issued(&key.id, file.display()));
                if carry::is_open_to_git(&bench.ports, &file).await {
                    bench.out.note(format!("! {}", text.env_open_to_git(file.display())));
                }
            }
            if let Some(stop) = &stop {
                bench.out.stop(&text, stop);
            }
        }
    }
    Ok(match stop {
        Some(stop) => Exit::of(stop.kind()),
        None if key.is_some() => Exit::Well,
        None => Exit::Waiting,
    })
}

/// With two keys one must be deleted first, and this command deletes none.
fn no_room_for_servers(bench: &Bench, facts: &Facts, asks: &[Question]) -> Stop {
    let text = &bench.text;
    if !asks.contains(&Question::RetireKey) {
        return lacking(bench, asks, facts);
    }
    // The app's own key is not offered.
    let others = listed(facts).iter().filter(|key| !facts.is_in_use(&key.id));
    let more =
        others.map(|key| (format!("sesame key retire {} --yes", key.id), origin_and_use(bench, key).join(" · ")));
    Stop::Asked(UserError {
        kind: FailureKind::Conflict,
        said: text.key_full().to_owned(),
        more: more.collect(),
        hint: None,
    })
}

// ---- rotate --------------------------------------------------------------------------------------------------------

async fn rotate(mut bench: Bench, flags: &cli::RotateArgs) -> Result<Exit, Stop> {
    bench.intent.retire_key.clone_from(&flags.retire_key);
    bench.intent.test_to.clone_from(&flags.send_test);
    let facts = looked(&bench, if flags.plan { Young::Once } else { Young::InARow }).await?;
    let old = to_be_replaced(&bench, &facts, flags.old.as_ref())?;
    bench.intent.rotating = Some(old.clone());
    let until = match (flags.keep_old, flags.delete_old) {
        (true, _) => Until::Proven,
        (false, false) => Until::Deactivated,
        (false, true) => Until::Deleted,
    };
    let standing = assess(Step::Key, &bench.intent, &facts, bench.now());
    if let Standing::Undecided { asks } = &standing {
        return Err(undecided(&bench, &facts, &old, asks));
    }
    if flags.plan {
        return Ok(show_plan(&bench, &facts, &old, until));
    }
    if let Standing::Open { next } = &standing
        && let Some(stop) = refused_as_read_only(&bench, next)
    {
        return Err(stop);
    }
    warn_of_elsewhere(&bench, &facts, &old, until);
    remember(&mut bench, &facts)?;
    let (facts, applied, stop) = carry_out(&bench, Course::Rotation(until), facts).await;
    let end = assess(Step::Key, &bench.intent, &facts, bench.now());
    let is_there = end == Standing::Done || end.open().is_some_and(|next| !until.has(next));
    let new = facts.app_key().map(|key| key.id.clone()).filter(|id| *id != old);
    if is_there && until != Until::Proven {
        bench.intent.rotating = None;
        bench.ports.remember(&bench.intent)?;
    }
    let exit = match (&stop, &end) {
        (Some(stop), _) => Exit::of(stop.kind()),
        (None, _) if is_there => Exit::Well,
        (None, end) if end.waits_on().is_some() || end.blocked_by().is_some() => Exit::Waiting,
        (None, _) => Exit::Finding,
    };
    match bench.out {
        Out::Json => bench.out.object(&json!({
            "applied": json::applied(&applied),
            "old": { "id": old, "standing": standing_of(&facts, &old) },
            "new": new,
            "error": stop.as_ref().map(|it| error(&bench.text, it)),
        })),
        Out::Text => {
            tell_how_it_ended(&bench, &facts, &old, new.as_ref());
            match &stop {
                Some(stop) => bench.out.stop(&bench.text, stop),
                None if !is_there => {
                    let said = bench.text.summary(Step::Key, &end, &bench.intent, &facts);
                    say_what_was_put_off(&bench, &end);
                    bench.out.note(match bench.next_run {
                        NextRun::GoesOn => bench.text.key_stopped(said),
                        NextRun::BeginsAnew => bench.text.key_stopped_anew(said),
                    });
                }
                None => {}
            }
        }
    }
    Ok(exit)
}

/// The key to be replaced: the named one, or the one of a rotation under way, or the app's.
fn to_be_replaced(bench: &Bench, facts: &Facts, named: Option<&KeyId>) -> Result<KeyId, Stop> {
    let text = &bench.text;
    let (keys, user) = (listed(facts), &bench.intent.user);
    let is_listed = |id: &&KeyId| keys.iter().any(|key| key.id == **id);
    let begun = bench.intent.rotating.as_ref().filter(is_listed);
    let is_a_servers = |id: &KeyId| keys.iter().any(|key| key.id == *id && key.origin == KeyOrigin::ForServer);
    match (named, begun) {
        (Some(named), _) if !is_listed(&named) => {
            let there = keys_to_choose(bench, facts);
            return Err(Stop::asked(FailureKind::BadInput, text.setup_no_such_key(named, there, user)));
        }
        (Some(named), Some(begun)) if named != begun => {
            return Err(Stop::asked(FailureKind::Conflict, text.key_other_rotation(begun)));
        }
        (Some(key), _) | (None, Some(key)) if is_a_servers(key) => {
            return Err(Stop::asked(FailureKind::Conflict, text.key_rotate_servers(key)));
        }
        (Some(key), _) | (None, Some(key)) => return Ok(key.clone()),
        (None, None) => {}
    }
    if let Some(app) = facts.app_key() {
        return Ok(app.id.clone());
    }
    let in_env = facts.project.present().map(|project| project.keys()).unwrap_or_default();
    let in_env = in_env.into_iter().find(|id| is_listed(&id));
    in_env.ok_or_else(|| match keys.is_empty() {
        true => Stop::asked(FailureKind::NotFound, text.key_none_to_replace(user)),
        false => Stop::Asked(UserError {
            kind: FailureKind::MissingFlag,
            said: text.key_which().to_owned(),
            more: vec![(String::new(), text.setup_keys(keys_to_choose(bench, facts)))],
            hint: None,
        }),
    })
}

/// What only the operator can decide: with two keys, which to delete, with the use of each.
fn undecided(bench: &Bench, facts: &Facts, old: &KeyId, asks: &[Question]) -> Stop {
    let text = &bench.text;
    if !asks.contains(&Question::RetireKey) {
        return lacking(bench, asks, facts);
    }
    if let Some(named) = &bench.intent.retire_key {
        let there = keys_to_choose(bench, facts);
        return match named == old {
            true => Stop::asked(FailureKind::BadInput, text.key_goes_anyway(named)),
            false => Stop::asked(FailureKind::BadInput, text.setup_no_such_key(named, there, &bench.intent.user)),
        };
    }
    let others = listed(facts).iter().filter(|key| key.id != *old);
    let more = others.map(|key| {
        let mut notes = origin_and_use(bench, key);
        if !key.active {
            notes.push(text.screen_key_inactive().to_owned());
        }
        (format!("--retire-key {}", key.id), notes.join(" · "))
    });
    Stop::Asked(UserError {
        kind: FailureKind::MissingFlag,
        said: text.key_no_room(old),
        more: more.collect(),
        hint: None,
    })
}

fn show_plan(bench: &Bench, facts: &Facts, old: &KeyId, until: Until) -> Exit {
    let planned = plan_rotation(&bench.intent, facts, bench.now());
    let planned: Vec<Planned> = planned
        .into_iter()
        .filter(|line| match line {
            Planned::Ready(change) => until.has(change),
            Planned::Later { .. } | Planned::Wait { .. } => true,
        })
        .collect();
    tell_plan(bench, facts, &planned, &[], None);
    if bench.out == Out::Text {
        warn_of_elsewhere(bench, facts, old, until);
    }
    Exit::Well
}

/// Warns that only this machine's `.env` is written: what uses the old key elsewhere stops.
fn warn_of_elsewhere(bench: &Bench, facts: &Facts, old: &KeyId, until: Until) {
    let (text, is_here) = (&bench.text, bench.intent.runs_on == RunsOn::Local);
    if is_here || until == Until::Proven {
        return;
    }
    let used = listed(facts).iter().find(|key| key.id == *old).map(|key| last_used(bench, key)).unwrap_or_default();
    let used = if used.is_empty() { used } else { format!(" ({used})") };
    bench.out.note(text.key_elsewhere(format!("{old}{used}")));
}

fn remember(bench: &mut Bench, facts: &Facts) -> Result<(), Failure> {
    if let Some(caller) = facts.caller.present() {
        bench.intent.account = Some(caller.account.clone());
    }
    bench.ports.remember(&bench.intent)
}

/// The standing of a key, as programs get it.
fn standing_of(facts: &Facts, id: &KeyId) -> &'static str {
    if facts.keys.is_unknown() {
        return "unknown";
    }
    match listed(facts).iter().find(|key| key.id == *id) {
        Some(key) if key.active => "active",
        Some(_) => "inactive",
        None => "gone",
    }
}

fn tell_how_it_ended(bench: &Bench, facts: &Facts, old: &KeyId, new: Option<&KeyId>) {
    let (text, out) = (&bench.text, bench.out);
    if let Some(new) = new {
        out.says(text.key_new(new, text.place(bench.intent.keep)));
    }
    match listed(facts).iter().find(|key| key.id == *old) {
        Some(key) if key.active => out.says(text.key_old_active(old)),
        Some(_) => out.says(text.key_old_inactive(old)),
        None if facts.keys.is_unknown() => {}
        None => out.says(text.key_gone(old)),
    }
}

// ---- retire --------------------------------------------------------------------------------------------------------

async fn retire(mut bench: Bench, flags: &cli::RetireArgs) -> Result<Exit, Stop> {
    let facts = looked(&bench, if flags.plan { Young::Once } else { Young::InARow }).await?;
    let (key, text) = (&flags.key, bench.text);
    let end_of = |facts: &Facts| retirement(&bench.intent, facts, key);
    let first = end_of(&facts);
    if first == Standing::Done {
        let there = keys_to_choose(&bench, &facts);
        return Err(Stop::asked(FailureKind::NotFound, text.setup_no_such_key(key, there, &bench.intent.user)));
    }
    let for_server = listed(&facts).iter().any(|it| it.id == *key && it.origin == KeyOrigin::ForServer);
    if (facts.is_in_use(key) || for_server) && !flags.in_use {
        let said = if for_server { text.key_is_a_servers(key) } else { text.key_is_in_use(key) };
        return Err(Stop::asked(FailureKind::Conflict, said));
    }
    if flags.plan {
        let both = [first, {
            let mut later = facts.clone();
            later.keys.present_mut().into_iter().flatten().for_each(|listed| listed.active = false);
            end_of(&later)
        }];
        let mut changes: Vec<Change> = both.iter().filter_map(|it| it.open().cloned()).collect();
        changes.dedup();
        let planned: Vec<Planned> = changes.into_iter().map(Planned::Ready).collect();
        tell_plan(&bench, &facts, &planned, &[], None);
        return Ok(Exit::Well);
    }
    if let Some(stop) = first.open().and_then(|next| refused_as_read_only(&bench, next)) {
        return Err(stop);
    }
    let (facts, applied, stop) = carry_out(&bench, Course::Retirement(key.clone()), facts).await;
    let is_gone = end_of(&facts) == Standing::Done;
    if is_gone && bench.intent.rotating.as_ref() == Some(key) {
        bench.intent.rotating = None;
        bench.ports.remember(&bench.intent)?;
    }
    match bench.out {
        Out::Json => bench.out.object(&json!({
            "applied": json::applied(&applied),
            "key": { "id": key, "standing": standing_of(&facts, key) },
            "error": stop.as_ref().map(|it| error(&text, it)),
        })),
        Out::Text => {
            tell_how_it_ended(&bench, &facts, key, None);
            if let Some(stop) = &stop {
                bench.out.stop(&text, stop);
            }
        }
    }
    Ok(match stop {
        Some(stop) => Exit::of(stop.kind()),
        None if is_gone => Exit::Well,
        None => Exit::Finding,
    })
}
