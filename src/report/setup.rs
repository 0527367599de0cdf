//! `sesame setup`: prints the plan, or carries it out as far as possible. Does not know what a step needs. The plan's
//! chain of questions is a look's, two long (`engine::observe`), and one more, all other regions together, where the
//! identity is not there yet.

use serde_json::{Value, json};

use super::{
    answers::take_answers,
    bench::{Bench, NextRun},
    exit::Exit,
    hearing::{Hearing, say_what_was_put_off},
    import, json,
    keys::keys_to_choose,
    out::{Out, error},
    plan::{preflight_lines, tell_plan},
    receipt,
    records::{faults, rows},
    stop::{Stop, UserError},
    stops::{lacking, refused_app, refused_as_read_only, stopped_at_sign_in, unusable_env, wrong_passphrase},
    writing,
};
use crate::{
    cli,
    engine::{
        apply,
        asking::Young,
        settle::{self, Course, Event, Patience, settle_on},
        site::look_at_site,
    },
    setup::{
        Access, Change, DnsRest, Facts, Part, Question, Refusal, Scope, Standing, Step, Wait, assess, handover, lacks,
        next_change, notes::Note, plan,
    },
    terms::{Failure, FailureKind, is_public_mailbox, is_reserved},
};

/// Runs the command.
pub async fn run(mut bench: Bench, flags: &cli::SetupArgs) -> Result<Exit, Stop> {
    flags.tell(&mut bench.intent);
    take_answers(&mut bench, &flags.request)?;
    if let Some(from) = flags.import_key {
        import::take(&mut bench, from)?;
    }
    let Some(from) = &bench.intent.from else {
        return Err(lacking(&bench, &[Question::From], &Facts::default()));
    };
    if is_public_mailbox(from.domain()) {
        bench.out.note(bench.text.screen_public_mailbox(from.domain()));
    }
    if is_reserved(from.domain()) {
        bench.out.note(bench.text.screen_example_domain(from.domain()));
    }
    let (mut facts, trouble) = bench.look_as(if flags.plan { Young::Once } else { Young::InARow }).await;
    if let Some(website) = bench.intent.website.as_ref().filter(|_| flags.check_site) {
        facts.learn(look_at_site(&bench.ports, website).await);
    }
    if let Some(stop) = stopped_at_sign_in(&bench, &facts, &trouble) {
        return Err(bench.stopped_by(stop, &trouble));
    }
    if flags.plan {
        let missing = still_to_be_said(&bench, &facts);
        // What is missing comes before all else: whatever follows is a plan without it.
        if let (Out::Text, Some(stop)) = (bench.out, &missing) {
            bench.out.stop(&bench.text, stop);
        }
        bench.tell(&trouble);
        let notes = bench.look_for_notes(&mut facts).await;
        let exit = show_plan(&bench, &facts, &notes, missing.as_ref());
        if let (Out::Text, Some(wish)) = (bench.out, writing::wish(&bench, &flags.writing)) {
            return writing::show(&bench, &facts, &wish, exit).await;
        }
        return Ok(exit);
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
    if flags.check_site {
        preflight_lines(&bench, &facts).0.iter().for_each(|line| bench.out.note(line));
    }

    let mut hearing = Hearing::of(&bench);
    say_what_is_not_told(&bench, &facts);
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

/// What the operator must say or correct before anything is changed.
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
        let keys = keys_to_choose(bench, facts);
        return Some(Stop::asked(FailureKind::BadInput, bench.text.setup_no_such_key(key, keys, &bench.intent.user)));
    }
    if let Some(stop) = wrong_passphrase(trouble) {
        return Some(stop);
    }
    if let Some(stop) = still_to_be_said(bench, facts) {
        return Some(stop);
    }
    // A given key must be usable, or nothing is changed.
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
    if let Some(stop) = refused_app(bench, facts) {
        return Some(stop);
    }
    next_change(&bench.intent, facts, bench.now()).and_then(|change| refused_as_read_only(bench, &change))
}

/// The flags that are missing; of two keys, with the keys that one may choose from.
fn still_to_be_said(bench: &Bench, facts: &Facts) -> Option<Stop> {
    let missing = bench.missing(facts);
    if missing.is_empty() {
        return None;
    }
    let mut stop = lacking(bench, &missing, facts);
    if let (Stop::Asked(UserError { more, .. }), true) = (&mut stop, missing.contains(&Question::RetireKey)) {
        more.push((String::new(), bench.text.setup_keys(keys_to_choose(bench, facts))));
    }
    Some(stop)
}

/// Prints all missing permissions before the first change, so that the operator does not meet them one by one.
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

/// A plan that AWS does not tell is not switched.
fn say_what_is_not_told(bench: &Bench, facts: &Facts) {
    let untold = facts.account.present().filter(|account| bench.intent.pricing.is_some() && account.plan.is_none());
    untold.iter().for_each(|account| bench.out.note(format!("! {}", bench.text.account_untold(account.region))));
}

/// Settles the steps as far as possible.
async fn go(
    bench: &Bench,
    facts: Facts,
    flags: &cli::SetupArgs,
    hearing: &mut Hearing<'_>,
) -> (Facts, Option<Failure>) {
    let patience = flags.wait.map_or(Patience::None, |wait| Patience::Until(bench.now() + wait));
    let course = writing::wish(bench, &flags.writing).map_or(Course::Setup, Course::SetupWriting);
    let tell = |event| hearing.hear(event);
    let settled = settle_on(course, &bench.ports, &bench.intent, facts, patience, &bench.halt, tell).await;
    (settled.facts, settled.failure)
}

/// Sends the test message, where it was asked for. In the sandbox the recipient has to confirm first.
async fn deliver(
    bench: &Bench,
    flags: &cli::SetupArgs,
    facts: &mut Facts,
    hearing: &mut Hearing<'_>,
) -> Option<Failure> {
    let since = bench.now();
    let until = since + flags.wait.unwrap_or(jiff::SignedDuration::ZERO);
    let (mut made, mut dns): (Vec<Change>, DnsRest) = Default::default();
    loop {
        let standing = assess(Step::Delivery, &bench.intent, facts, bench.now());
        if let Some(next) = standing.open() {
            // A change that was made and does not show yet is not made again.
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
            let still = bench.now().duration_since(since).unsigned_abs();
            bench.ports.clock.sleep(on.gap(still)).await;
            let scope = dns.spare(on.shows_in(), &bench.intent, facts, still, bench.now());
            settle::look(&bench.ports, &bench.intent, facts, scope, &mut |_| {}).await;
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

/// Whether DNS is all that the operator has to act on.
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

/// Prints at the end what happens next.
fn say_how_it_goes_on(bench: &Bench, facts: &Facts, standings: &[(Step, Standing)], exit: Exit, told: &[String]) {
    let (text, next) = (&bench.text, bench.next_run);
    match exit {
        Exit::Waiting => bench.out.note(match next {
            NextRun::GoesOn => text.setup_ended(),
            NextRun::BeginsAnew => text.setup_ended_anew(),
        }),
        Exit::Finding if only_dns_is_wrong(standings) => {
            let wrong = faults(text, facts, &rows(bench, facts));
            wrong.iter().filter(|said| !told.contains(said)).for_each(|said| bench.out.note(format!("! {said}")));
            bench.out.note(match next {
                NextRun::GoesOn => text.setup_ended_wrong(),
                NextRun::BeginsAnew => text.setup_ended_wrong_anew(),
            });
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
            let names = names.join(", ");
            bench.out.note(match next {
                NextRun::GoesOn => text.setup_stuck(names),
                NextRun::BeginsAnew => text.setup_stuck_anew(names),
            });
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

/// A plan that a missing flag keeps from its end says so by its exit code; what can be planned without it is printed.
fn show_plan(bench: &Bench, facts: &Facts, notes: &[Note], missing: Option<&Stop>) -> Exit {
    let planned = plan(&bench.intent, facts, bench.now());
    let text = &bench.text;
    let refused = refused_app(bench, facts);
    tell_plan(bench, facts, &planned, notes, missing.or(refused.as_ref()));
    let exit = missing.map_or(Exit::Well, |stop| Exit::of(stop.kind()));
    if bench.out == Out::Json {
        return exit;
    }
    if let (Some(_), Access::Role(runtime)) = (bench.intent.role_documents(), bench.intent.access) {
        bench.out.data("");
        bench.out.says(text.plan_role(text.runtime(runtime)));
    }
    let all_said = missing.is_none();
    let refusals = bench.refusals(facts);
    let barred = lacks(&bench.intent, facts, bench.now());
    let for_others = !barred.is_empty() || refusals.iter().any(|(step, _)| handover::AT_AWS.contains(step));
    let refusals: Vec<(&str, &str)> =
        refusals.iter().map(|(step, said)| (text.step_name(step), said.as_str())).collect();
    let barred = barred.iter().map(|(action, barrier)| (action.as_str(), text.barrier_name(*barrier))).collect();
    for (title, rows) in [(text.plan_refused(), refusals), (text.plan_barred(), barred)] {
        if rows.is_empty() {
            continue;
        }
        bench.out.data("");
        bench.out.says(title);
        bench.out.says_in_columns(5, rows);
    }
    bench.out.data("");
    bench.out.says(match (all_said, for_others) {
        (false, false) => text.plan_unchanged_asks().to_owned(),
        (false, true) => {
            format!("{} {}", text.plan_unchanged_asks(), text.plan_for_others(bench.command("handover aws")))
        }
        (true, true) => text.plan_unchanged_refused(bench.command("handover aws")),
        (true, false) => text.plan_unchanged().to_owned(),
    });
    exit
}

fn still_waiting(bench: &Bench, facts: &Facts, standings: &[(Step, Standing)]) -> Vec<Value> {
    let waits = standings.iter().filter_map(|(step, standing)| {
        let wait = json::wait(standing, &bench.intent, facts)?;
        Some(json!({ "on": wait["on"], "step": step, "causes": wait["causes"] }))
    });
    waits.collect()
}
