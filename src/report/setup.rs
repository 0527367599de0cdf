//! `sesame setup`: the plan, or the way along it as far as it can go.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::{
    Ask, Bench, Exit, Stop,
    hearing::Hearing,
    import, json, missing_flags,
    out::{Out, error, padded},
    receipt,
    records::tell_mistakes,
    refused_as_read_only, stopped_at_sign_in, take_answers, unusable_env,
};
use crate::{
    cli,
    dns::compare::Comparison,
    engine::{
        apply,
        settle::{self, Event, Patience, settle},
    },
    setup::{
        Access, AccessKey, Change, Facts, Part, Planned, Question, Scope, Standing, Step, assess, next_change, plan,
        wanted_records,
    },
    terms::{Failure, FailureKind, KeyId},
};

pub async fn run(mut bench: Bench, flags: &cli::Setup) -> Result<Exit, Stop> {
    flags.tell(&mut bench.intent);
    take_answers(&mut bench, &flags.request)?;
    if let Some(from) = flags.import_key {
        import::take(&mut bench, from)?;
    }
    if bench.intent.from.is_none() {
        return Err(missing_flags(&bench.text, &[Question::From]));
    }
    let (facts, trouble) = bench.look().await;
    if let Some(stop) = stopped_at_sign_in(&bench, &facts, &trouble) {
        return Err(bench.stopped_by(stop, &trouble));
    }
    if flags.plan {
        bench.tell(&trouble);
        return Ok(show_plan(&bench, &facts));
    }
    if let Some(stop) = before_the_first_change(&bench, &facts, &trouble) {
        return Err(bench.stopped_by(stop, &trouble));
    }
    bench.tell(&trouble);
    if let Some(caller) = facts.caller.present() {
        bench.intent.account = Some(caller.account.clone());
    }
    bench.ports.remember(&bench.intent)?;

    let mut hearing = Hearing::of(&bench);
    let (mut facts, mut failure) = go(&bench, facts, flags, &mut hearing).await;
    if failure.is_none()
        && let Standing::Open { next } = assess(Step::Delivery, &bench.intent, &facts, bench.now())
    {
        failure = send_test(&bench, next, &mut facts, &mut hearing).await;
    }
    let applied = hearing.end(failure.as_ref());

    let stop = failure.map(Stop::Failed);
    let standings = bench.standings(&facts);
    match bench.out {
        Out::Json => {
            let object = json!({
                "applied": json::applied(&applied),
                "waits": still_waiting(&standings),
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
            None => say_how_it_goes_on(&bench, &facts, &standings, exit),
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

/// The user's keys, to choose from.
pub(super) fn keys(bench: &Bench, facts: &Facts) -> String {
    let text = &bench.text;
    let said = |key: &AccessKey| match key.created {
        Some(created) => text.setup_key_made(text.date(created), &key.id),
        None => KeyId::to_string(&key.id),
    };
    facts.keys.present().into_iter().flatten().map(said).collect::<Vec<_>>().join(", ")
}

/// As far as the world allows.
async fn go(bench: &Bench, facts: Facts, flags: &cli::Setup, hearing: &mut Hearing<'_>) -> (Facts, Option<Failure>) {
    let patience = flags.wait.map_or(Patience::None, |wait| Patience::Until(bench.now() + wait));
    let settled = settle(&bench.ports, &bench.intent, facts, patience, &bench.halt, |event| hearing.hear(event)).await;
    (settled.facts, settled.failure)
}

/// The last act, and only where it was asked for by name.
async fn send_test(bench: &Bench, change: Change, facts: &mut Facts, hearing: &mut Hearing<'_>) -> Option<Failure> {
    hearing.hear(Event::Changing(change.clone()));
    match apply(&bench.ports, change).await {
        Ok(receipt) => {
            if let Some(learned) = &receipt.learned {
                facts.learn((**learned).clone());
            }
            hearing.hear(Event::Changed(receipt));
            settle::look(&bench.ports, &bench.intent, facts, Scope::of([Part::Account]), &mut |_| {}).await;
            None
        }
        Err(failure) => {
            hearing.hear(Event::NotChanged(failure.clone()));
            Some(failure)
        }
    }
}

/// For somebody who reads the end first.
fn say_how_it_goes_on(bench: &Bench, facts: &Facts, standings: &[(Step, Standing)], exit: Exit) {
    let text = &bench.text;
    match exit {
        Exit::Waiting => {
            // DNS may be waiting for the operator's own hand.
            if let (Some(identity), Some(region)) = (facts.identity.present(), bench.intent.region) {
                let records = wanted_records(&bench.intent, identity, region);
                let comparisons: Vec<Comparison> =
                    records.iter().filter_map(|record| facts.record_comparison(record)).collect();
                tell_mistakes(bench, comparisons.iter());
            }
            bench.out.note(text.setup_ended());
        }
        Exit::Finding => {
            let stops = standings.iter().filter(|(step, standing)| match standing {
                Standing::Refused(_) | Standing::Undecided { .. } | Standing::Unknown | Standing::Open { .. } => {
                    *step != Step::Delivery
                }
                Standing::Blocked { .. } | Standing::Waiting { .. } | Standing::Done => false,
            });
            let names: Vec<&str> = stops.map(|(step, _)| text.step_name(step)).collect();
            bench.out.note(text.setup_stuck(names.join(", ")));
            let denied = |(_, standing): &(Step, Standing)| matches!(standing, Standing::Refused(denial) if denial.code.starts_with("AccessDenied"));
            if standings.iter().any(denied) {
                bench.out.note(format!("  {}", text.failure_hint(FailureKind::Denied)));
            }
        }
        Exit::Well | Exit::Usage | Exit::Bug | Exit::Child(_) => {}
    }
}

fn show_plan(bench: &Bench, facts: &Facts) -> Exit {
    let planned = plan(&bench.intent, facts, bench.now());
    let text = &bench.text;
    tell_plan(bench, facts, &planned);
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
    let refusals: Vec<(&str, &str)> =
        refusals.iter().map(|(step, said)| (text.step_name(step), said.as_str())).collect();
    for (title, rows) in [(text.plan_undecided(), asks), (text.plan_refused(), refusals)] {
        if rows.is_empty() {
            continue;
        }
        bench.out.data("");
        bench.out.data(title);
        in_two_columns(bench, "     ", &rows);
    }
    bench.out.data("");
    bench.out.data(match all_said {
        true => text.plan_unchanged(),
        false => text.plan_unchanged_asks(),
    });
    Exit::Well
}

/// The changes in order, each with what it costs and how to undo it; for programs one object.
pub(super) fn tell_plan(bench: &Bench, facts: &Facts, planned: &[Planned]) {
    let text = &bench.text;
    if bench.out == Out::Json {
        return bench.out.object(&json::plan(bench, facts, planned));
    }
    show_what_was_read(bench, facts);
    bench.out.data("");
    match planned.is_empty() {
        true => bench.out.data(text.plan_nothing()),
        false => bench.out.data(text.plan_title()),
    }
    for (number, line) in planned.iter().enumerate() {
        bench.out.data(format!("{:>3}. {}", number + 1, text.planned(line)));
        let kind = match line {
            Planned::Ready(change) => change.kind(),
            Planned::Later { what, .. } => *what,
            Planned::Wait { .. } => continue,
        };
        bench.out.data(format!("     {}", text.card_fixed(text.change_costs(kind), text.change_undoes(kind))));
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
    let has_no_user = |step: Step| bench.intent.access != Access::Key && matches!(step, Step::Sender | Step::Key);
    let there: Vec<&str> = [Step::Sender, Step::Key, Step::Identity, Step::Production, Step::Project]
        .into_iter()
        .filter(|step| !has_no_user(*step) && assess(*step, &bench.intent, facts, bench.now()) == Standing::Done)
        .map(|step| text.step_name(step))
        .collect();
    let there = there.join(", ");
    let mut rows = vec![
        (text.plan_row_account(), account.as_str()),
        (text.plan_row_region(), region.as_str()),
        (text.plan_row_app(), folder.as_str()),
        (text.plan_row_read(), read.as_str()),
    ];
    if !there.is_empty() {
        rows.push((text.plan_row_done(), there.as_str()));
    }
    in_two_columns(bench, "", &rows);
}

fn in_two_columns(bench: &Bench, indent: &str, rows: &[(&str, &str)]) {
    let widest = rows.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
    rows.iter().for_each(|(name, said)| bench.out.data(format!("{indent}{}{said}", padded(name, widest + 2))));
}

fn still_waiting(standings: &[(Step, Standing)]) -> Vec<Value> {
    let waits = standings.iter().filter_map(|(step, standing)| match standing {
        Standing::Waiting { on } => Some(json!({ "on": on, "step": step })),
        Standing::Unknown
        | Standing::Undecided { .. }
        | Standing::Blocked { .. }
        | Standing::Open { .. }
        | Standing::Refused(_)
        | Standing::Done => None,
    });
    waits.collect()
}
