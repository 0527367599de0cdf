//! `sesame setup`: the plan, or the way along it as far as it can go. The plan's chain of questions is a look's, two long
//! (`engine::observe`), and one more, all other regions together, where the identity is not there yet.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::{
    Ask, Bench, Exit, Stop,
    hearing::Hearing,
    import, json, missing_flags,
    out::{Out, error, padded},
    receipt,
    records::{Row, compared, faults},
    refused_as_read_only, stopped_at_sign_in, take_answers, unusable_env, wrong_passphrase,
};
use crate::{
    cli,
    engine::{
        apply,
        asking::Young,
        settle::{self, Event, Patience, settle},
    },
    setup::{
        Access, AccessKey, Change, DeleteReason, Facts, Part, Planned, Question, Refusal, Scope, Standing, Step, Wait,
        assess, handover, lacks, next_change, notes::Note, plan,
    },
    terms::{Failure, FailureKind, KeyId, is_public_mailbox, is_reserved},
    words::details::Detail,
};

pub async fn run(mut bench: Bench, flags: &cli::Setup) -> Result<Exit, Stop> {
    flags.tell(&mut bench.intent);
    take_answers(&mut bench, &flags.request)?;
    if let Some(from) = flags.import_key {
        import::take(&mut bench, from)?;
    }
    let Some(from) = &bench.intent.from else {
        return Err(missing_flags(&bench.text, &[Question::From]));
    };
    if is_public_mailbox(from.domain()) {
        bench.out.note(bench.text.screen_public_mailbox(from.domain()));
    }
    if is_reserved(from.domain()) {
        bench.out.note(bench.text.screen_example_domain(from.domain()));
    }
    let (mut facts, trouble) = bench.look_as(if flags.plan { Young::Once } else { Young::InARow }).await;
    if let Some(stop) = stopped_at_sign_in(&bench, &facts, &trouble) {
        return Err(bench.stopped_by(stop, &trouble));
    }
    if flags.plan {
        bench.tell(&trouble);
        let notes = bench.look_for_notes(&mut facts).await;
        return Ok(show_plan(&bench, &facts, &notes));
    }
    if let Some(stop) = before_the_first_change(&bench, &facts, &trouble) {
        return Err(bench.stopped_by(stop, &trouble));
    }
    bench.tell(&trouble);
    let notes = bench.look_for_notes(&mut facts).await;
    bench.note(&notes);
    if let Some(caller) = facts.caller.present() {
        bench.intent.account = Some(caller.account.clone());
    }
    bench.ports.remember(&bench.intent)?;
    say_what_it_may_not(&bench, &facts);

    let mut hearing = Hearing::of(&bench);
    let (mut facts, mut failure) = go(&bench, facts, flags, &mut hearing).await;
    if failure.is_none() {
        failure = deliver(&bench, flags, &mut facts, &mut hearing).await;
    }
    let (applied, told) = hearing.end(failure.as_ref());

    let stop = failure.map(Stop::Failed);
    let standings = bench.standings(&facts);
    match bench.out {
        Out::Json => {
            let object = json!({
                "setup": bench.intent.setup,
                "applied": json::applied(&applied),
                "waits": still_waiting(&bench, &facts, &standings),
                "error": stop.as_ref().map(|it| error(&bench.text, it)),
            });
            bench.out.object(&json::with_role(object, &bench.intent));
        }
        Out::Text => bench.out.data(receipt::markdown(&bench, &facts, &applied)),
    }
    let exit = stop.as_ref().map_or(Exit::of_standings(&standings), |stop| Exit::of(stop.kind()));
    if bench.out == Out::Text {
        match &stop {
            Some(stop) => bench.out.stop(&bench.text, stop),
            None => say_how_it_goes_on(&bench, &facts, &standings, exit, &told),
        }
    }
    Ok(exit)
}

/// What only the operator can say or mend, and must before anything is changed.
fn before_the_first_change(bench: &Bench, facts: &Facts, trouble: &[Failure]) -> Option<Stop> {
    let missing = bench.missing(facts);
    if missing.contains(&Question::Project)
        && let Some(failure) = trouble.iter().find(|it| it.kind == FailureKind::NotLaravel)
    {
        return Some(failure.clone().into());
    }
    if missing.contains(&Question::RetireKey)
        && let Some(key) = &bench.intent.retire_key
    {
        let keys = keys(bench, facts);
        return Some(Stop::asked(FailureKind::BadInput, bench.text.setup_no_such_key(key, keys, &bench.intent.user)));
    }
    if let Some(stop) = wrong_passphrase(trouble) {
        return Some(stop);
    }
    if !missing.is_empty() {
        let mut stop = missing_flags(&bench.text, &missing);
        if let (Stop::Asked(Ask { more, .. }), true) = (&mut stop, missing.contains(&Question::RetireKey)) {
            more.push((String::new(), bench.text.setup_keys(keys(bench, facts))));
        }
        return Some(stop);
    }
    // Whoever gives a key wants that one.
    let key = assess(Step::Key, &bench.intent, facts, bench.now());
    if bench.intent.given.is_some()
        && let Standing::Refused(_) = key
    {
        let said = bench.text.summary(Step::Key, &key, &bench.intent, facts);
        return Some(Stop::asked(FailureKind::Conflict, said));
    }
    if assess(Step::Project, &bench.intent, facts, bench.now()) != Standing::Done
        && let Some(stop) = unusable_env(bench, facts)
    {
        return Some(stop);
    }
    next_change(&bench.intent, facts, bench.now()).and_then(|change| refused_as_read_only(bench, &change))
}

/// Before the first change, so that nobody finds out one refusal at a time.
fn say_what_it_may_not(bench: &Bench, facts: &Facts) {
    let barred = lacks(&bench.intent, facts, bench.now());
    if barred.is_empty() {
        return;
    }
    bench.out.note(format!("! {}", bench.text.setup_barred()));
    for (action, barrier) in &barred {
        bench.out.note(format!("  {action}: {}", bench.text.barrier_name(*barrier)));
    }
}

/// The user's keys, to choose from.
pub(super) fn keys(bench: &Bench, facts: &Facts) -> String {
    let text = &bench.text;
    let said = |key: &AccessKey| {
        let made = match key.created {
            Some(created) => text.setup_key_made(text.date(created), &key.id),
            None => KeyId::to_string(&key.id),
        };
        match super::key::said_used(bench, key) {
            used if used.is_empty() => made,
            used => format!("{made}: {used}"),
        }
    };
    facts.keys.present().into_iter().flatten().map(said).collect::<Vec<_>>().join(", ")
}

/// As far as the world allows.
async fn go(bench: &Bench, facts: Facts, flags: &cli::Setup, hearing: &mut Hearing<'_>) -> (Facts, Option<Failure>) {
    let patience = flags.wait.map_or(Patience::None, |wait| Patience::Until(bench.now() + wait));
    let settled = settle(&bench.ports, &bench.intent, facts, patience, &bench.halt, |event| hearing.hear(event)).await;
    (settled.facts, settled.failure)
}

/// The last act, and only where it was asked for by name. In the sandbox the recipient has to click first.
async fn deliver(bench: &Bench, flags: &cli::Setup, facts: &mut Facts, hearing: &mut Hearing<'_>) -> Option<Failure> {
    let until = bench.now() + flags.wait.unwrap_or(jiff::SignedDuration::ZERO);
    let mut made: Vec<Change> = Vec::new();
    loop {
        let standing = assess(Step::Delivery, &bench.intent, facts, bench.now());
        if let Some(next) = standing.open() {
            // What was done and does not show is not done again.
            if made.contains(next) {
                return None;
            }
            made.push(next.clone());
            let failure = carry_out(bench, next.clone(), facts, hearing).await;
            if failure.is_some() {
                return failure;
            }
        } else {
            let on = standing.waits_on()?;
            hearing.hear(Event::Waiting { on, step: Step::Delivery, until, facts: Box::new(facts.clone()) });
            if bench.now() >= until || bench.halt.is_asked() {
                return None;
            }
            bench.ports.clock.sleep(on.gap()).await;
            settle::look(&bench.ports, &bench.intent, facts, on.shows_in(), &mut |_| {}).await;
        }
    }
}

async fn carry_out(bench: &Bench, change: Change, facts: &mut Facts, hearing: &mut Hearing<'_>) -> Option<Failure> {
    let touched = change.kind().touches().and(Scope::of([Part::Account]));
    hearing.hear(Event::Changing(change.clone()));
    let answer = apply(&bench.ports, change).await;
    facts.forget(&touched);
    settle::look(&bench.ports, &bench.intent, facts, touched, &mut |_| {}).await;
    match answer {
        Ok(receipt) => {
            if let Some(learned) = &receipt.learned {
                facts.learn((**learned).clone());
            }
            hearing.hear(Event::Changed(receipt));
            None
        }
        Err(failure) => {
            hearing.hear(Event::NotChanged(failure.clone()));
            Some(failure)
        }
    }
}

/// Whether nothing but DNS is for the operator to act on.
fn only_dns_is_wrong(standings: &[(Step, Standing)]) -> bool {
    let wrong = |standing: &Standing| matches!(standing, Standing::Wrong { on: Wait::Dns });
    let as_if_waiting: Vec<(Step, Standing)> = standings
        .iter()
        .map(|(step, standing)| match wrong(standing) {
            true => (*step, Standing::Waiting { on: Wait::Dns }),
            false => (*step, standing.clone()),
        })
        .collect();
    standings.iter().any(|(_, standing)| wrong(standing)) && Exit::of_standings(&as_if_waiting) == Exit::Waiting
}

/// The records that the identity needs, and how DNS has them.
pub(super) fn rows(bench: &Bench, facts: &Facts) -> Vec<Row> {
    match (facts.identity.present(), bench.intent.region) {
        (Some(identity), Some(region)) => compared(&bench.intent, facts, identity, region),
        (Some(_), None) | (None, _) => Vec::new(),
    }
}

/// For somebody who reads the end first.
fn say_how_it_goes_on(bench: &Bench, facts: &Facts, standings: &[(Step, Standing)], exit: Exit, told: &[String]) {
    let text = &bench.text;
    match exit {
        Exit::Waiting => bench.out.note(text.setup_ended()),
        Exit::Finding if only_dns_is_wrong(standings) => {
            let wrong = faults(text, facts, &rows(bench, facts));
            wrong.iter().filter(|said| !told.contains(said)).for_each(|said| bench.out.note(format!("! {said}")));
            bench.out.note(text.setup_ended_wrong());
        }
        Exit::Finding => {
            let stops = standings.iter().filter(|(step, standing)| match standing {
                Standing::Refused(_)
                | Standing::Undecided { .. }
                | Standing::Unknown
                | Standing::Wrong { .. }
                | Standing::Open { .. } => *step != Step::Delivery,
                Standing::Blocked { .. } | Standing::Waiting { .. } | Standing::Done => false,
            });
            let names: Vec<&str> = stops.map(|(step, _)| text.step_name(step)).collect();
            standings.iter().for_each(|(_, standing)| say_what_was_put_off(bench, standing));
            bench.out.note(text.setup_stuck(names.join(", ")));
            let denied = |(_, standing): &(Step, Standing)| {
                standing.refusal().and_then(Refusal::by_aws).is_some_and(|denial| denial.kind == FailureKind::Denied)
            };
            if standings.iter().any(denied) {
                bench.out.note(format!("  {}", text.failure_hint(FailureKind::Denied)));
            }
        }
        Exit::Well | Exit::Usage | Exit::Bug | Exit::Child(_) => {}
    }
}

/// A key that makes room is deleted only by whoever comes back, once nobody has missed it.
pub(super) fn say_what_was_put_off(bench: &Bench, standing: &Standing) {
    if let Standing::Open { next: Change::DeleteKey { key, why: DeleteReason::Chosen, .. } } = standing {
        bench.out.note(bench.text.setup_put_off(key));
    }
}

fn show_plan(bench: &Bench, facts: &Facts, notes: &[Note]) -> Exit {
    let planned = plan(&bench.intent, facts, bench.now());
    let text = &bench.text;
    tell_plan(bench, facts, &planned, notes);
    if bench.out == Out::Json {
        return Exit::Well;
    }
    let asks: Vec<(&str, &str)> =
        bench.missing(facts).into_iter().map(|ask| (ask.flag(), text.question_ask(ask))).collect();
    if let (Some(_), Access::Role(runtime)) = (bench.intent.role_documents(), bench.intent.access) {
        bench.out.data("");
        bench.out.data(text.plan_role(text.runtime(runtime)));
    }
    let all_said = asks.is_empty();
    let refusals = bench.refusals(facts);
    let barred = lacks(&bench.intent, facts, bench.now());
    let for_others = !barred.is_empty() || refusals.iter().any(|(step, _)| handover::AT_AWS.contains(step));
    let refusals: Vec<(&str, &str)> =
        refusals.iter().map(|(step, said)| (text.step_name(step), said.as_str())).collect();
    let barred = barred.iter().map(|(action, barrier)| (action.as_str(), text.barrier_name(*barrier))).collect();
    for (title, rows) in [(text.plan_undecided(), asks), (text.plan_refused(), refusals), (text.plan_barred(), barred)]
    {
        if rows.is_empty() {
            continue;
        }
        bench.out.data("");
        bench.out.data(title);
        in_two_columns(bench, "     ", &rows);
    }
    bench.out.data("");
    bench.out.data(match (all_said, for_others) {
        (false, _) => text.plan_unchanged_asks().to_owned(),
        (true, true) => text.plan_unchanged_refused(bench.command("handover aws")),
        (true, false) => text.plan_unchanged().to_owned(),
    });
    Exit::Well
}

/// The changes in order, each with what it costs and how to undo it; for programs one object.
pub(super) fn tell_plan(bench: &Bench, facts: &Facts, planned: &[Planned], notes: &[Note]) {
    let text = &bench.text;
    if bench.out == Out::Json {
        return bench.out.object(&json::plan(bench, facts, planned, notes));
    }
    show_what_was_read(bench, facts);
    if !notes.is_empty() {
        bench.out.data("");
        bench.out.data(text.note_title());
        notes.iter().for_each(|note| bench.out.data(format!("     {}", text.note(note))));
    }
    bench.out.data("");
    match planned.is_empty() {
        true => bench.out.data(text.plan_nothing()),
        false => bench.out.data(text.plan_title()),
    }
    for (number, line) in planned.iter().enumerate() {
        bench.out.data(format!("{:>3}. {}", number + 1, text.planned(line)));
        let fixed = match line {
            Planned::Ready(change) => text.card_fixed(text.change_costs(change.kind()), text.undoes(change)),
            Planned::Later { what, .. } => text.card_fixed(text.change_costs(*what), text.change_undoes(*what)),
            Planned::Wait { .. } => continue,
        };
        for Detail { sign, what, means } in text.planned_details(line, facts) {
            bench.out.data(format!("     {sign} {}", if means.is_empty() { what } else { padded(&what, 29) + means }));
        }
        bench.out.data(format!("     {fixed}"));
    }
}

/// In which account and region, and what was looked at there.
fn show_what_was_read(bench: &Bench, facts: &Facts) {
    let text = &bench.text;
    let said = |step| text.summary(step, &assess(step, &bench.intent, facts, bench.now()), &bench.intent, facts);
    let account = match facts.caller.present() {
        Some(caller) => format!("{}, {}", caller.account.grouped(), caller.arn),
        None => said(Step::SignIn),
    };
    let region = said(Step::Region);
    let folder = facts.project.present().map(|project| project.root.display().to_string());
    let folder = folder.unwrap_or_else(|| text.screen_no_project().to_owned());
    let identity = bench.intent.identity_name().map(|name| name.to_string()).unwrap_or_default();
    let read = match facts.caller.present().is_some() && bench.intent.region.is_some() {
        true => text.plan_read(identity, &bench.intent.user),
        false => text.plan_read_little().to_owned(),
    };
    let setup = text.set_up(&bench.intent.setup);
    let mut rows = Vec::new();
    if !bench.intent.setup.is_default() {
        rows.push((text.set_up_this(), setup.as_str()));
    }
    rows.extend([
        (text.plan_row_account(), account.as_str()),
        (text.plan_row_region(), region.as_str()),
        (text.plan_row_app(), folder.as_str()),
        (text.plan_row_read(), read.as_str()),
    ]);
    in_two_columns(bench, "", &rows);
    let there = there(bench, facts);
    if !there.is_empty() {
        bench.out.data("");
        bench.out.data(text.plan_there());
        let rows: Vec<(&str, &str)> = there.iter().map(|(step, said)| (text.step_name(step), said.as_str())).collect();
        in_two_columns(bench, "     ", &rows);
    }
}

/// What is there already, step by step, made by whomever.
fn there(bench: &Bench, facts: &Facts) -> Vec<(Step, String)> {
    let (text, now) = (&bench.text, bench.now());
    let steps = [Step::Sender, Step::Key, Step::Identity, Step::Production, Step::Project].into_iter();
    let said = |step: Step| {
        let standing = assess(step, &bench.intent, facts, now);
        (standing == Standing::Done).then(|| text.summary(step, &standing, &bench.intent, facts))
    };
    let user = |step: Step| facts.sender.present().filter(|_| step == Step::Sender).map(|it| text.user_there(it, now));
    steps.filter_map(|step| Some((step, user(step).or_else(|| said(step))?))).collect()
}

fn in_two_columns(bench: &Bench, indent: &str, rows: &[(&str, &str)]) {
    let widest = rows.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
    rows.iter().for_each(|(name, said)| bench.out.data(format!("{indent}{}{said}", padded(name, widest + 2))));
}

fn still_waiting(bench: &Bench, facts: &Facts, standings: &[(Step, Standing)]) -> Vec<Value> {
    let waits = standings.iter().filter_map(|(step, standing)| {
        let wait = json::wait(standing, &bench.intent, facts)?;
        Some(json!({ "on": wait["on"], "step": step, "causes": wait["causes"] }))
    });
    waits.collect()
}
