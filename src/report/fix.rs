//! `sesame doctor --fix`: what a set-up would do about what is found, one confirmed change at a time, and a look after each.
//! Decides nothing: what is offered, and in which order, is for `diagnosis`.
//!
//! It goes on only while there is something new: a cause that was dealt with, or that its own change did not mend, is left to
//! the report at the end. A "no" ends it, for what comes after follows from what was declined.

use std::io::{self, IsTerminal as _};

use serde_json::{Value, json};

use super::{
    bench::Bench,
    checkup::{end_of, report_in_parts, tell_report},
    exit::Exit,
    hearing::{Applied, AppliedOutcome},
    json,
    looking::{is_seen_by_the_app, look_at_smtp, look_at_the_recipient, look_for_causes},
    out::{Out, error},
    stop::Stop,
    stops::refused_as_read_only,
};
use crate::{
    cli,
    diagnosis::{
        Cause, Fix, FixOffer,
        checks::{CheckResult, checks},
        in_order, next_offer,
    },
    engine::{apply, asking::Young, settle},
    setup::{Change, Facts, Outcome, Planned, Question, Scope},
    terms::{Fact, Failure, FailureKind},
    words::{details::Detail, typed},
};

/// What this run did, and what it leaves.
#[derive(Default)]
struct FixRun {
    applied: Vec<Applied>,
    made: Vec<Change>,
    /// Causes that are not offered again.
    done: Vec<Cause>,
    left: Vec<FixOffer>,
    failure: Option<Failure>,
}

/// Runs the command.
pub(super) async fn run(mut bench: Bench, flags: &cli::DoctorArgs) -> Result<Exit, Stop> {
    let may_ask = bench.out == Out::Text && io::stdin().is_terminal() && io::stderr().is_terminal();
    if !flags.yes && !may_ask {
        return Err(Stop::asked(FailureKind::MissingFlag, bench.text.fix_needs_yes()));
    }
    let mut course = FixRun::default();
    let (facts, checks) = loop {
        let mut facts = look(&mut bench).await;
        look_at_smtp(&bench, &mut facts).await;
        look_at_the_recipient(&bench, &mut facts, flags.to.as_ref()).await;
        let (mut checks, _) = checks(&bench.intent, &facts, bench.now());
        checks.iter_mut().for_each(|check| bench.typed_here(&mut check.findings));
        let next = next_offer(&checks, &bench.intent, &facts, bench.now(), &course.done, &course.made);
        let Some(offer) = next.filter(|_| course.failure.is_none() && !bench.halt.is_asked()) else {
            break (facts, in_order(checks));
        };
        let Fix::Change(change) = offer.fix.clone() else {
            course.done.push(offer.finding.cause);
            course.left.push(offer);
            continue;
        };
        if let Some(stop) = refused_as_read_only(&bench, &change) {
            return Err(stop);
        }
        tell_offer(&bench, &facts, &offer, &change);
        if !flags.yes && !is_confirmed(&bench)? {
            course.left.push(FixOffer { fix: Fix::ByHand, ..offer });
            break (facts, in_order(checks));
        }
        carry_out(&mut bench, &facts, &mut course, &offer, *change).await?;
    };
    Ok(tell_the_end(&bench, &facts, &checks, &course))
}

/// As the doctor looks, and with a sign-in as a set-up does before it changes anything.
async fn look(bench: &mut Bench) -> Facts {
    let mut facts = look_for_causes(bench, None).await;
    if is_seen_by_the_app(bench, &facts).await {
        // Nothing is changed at AWS by the app's key.
        facts.caller = Fact::Absent;
    }
    if facts.caller.present().is_some() {
        let scope = Scope::everything();
        let young = Young::InARow;
        settle::look_as(young, &bench.ports, &bench.intent, &mut facts, scope, &mut |_| {}).await;
        bench.learn(&facts);
    }
    facts
}

/// The finding, and exactly what would change, what it costs and how it is undone.
fn tell_offer(bench: &Bench, facts: &Facts, offer: &FixOffer, change: &Change) {
    let (text, out) = (&bench.text, bench.out);
    out.note(format!("✗ {} [{}]", text.cause_what(offer.finding.cause), offer.finding.cause));
    offer.finding.evidence.iter().for_each(|it| out.note(format!("    - {}", text.evidence(it))));
    out.note(format!("▸ {}", text.change(change)));
    for Detail { sign, what, means } in text.planned_details(&Planned::Ready(change.clone()), facts) {
        out.note(format!("    {sign} {what} {means}").trim_end());
    }
    out.note(format!("    {}", text.card_fixed(text.change_costs(change.kind()), text.undoes(change))));
}

fn is_confirmed(bench: &Bench) -> Result<bool, Failure> {
    bench.out.note(bench.text.fix_really());
    let mut line = String::new();
    let read = io::stdin().read_line(&mut line);
    read.map_err(|e| Failure::new(FailureKind::File, "read the answer from stdin").because(e))?;
    Ok(typed::is_yes(&line))
}

async fn carry_out(
    bench: &mut Bench,
    facts: &Facts,
    course: &mut FixRun,
    offer: &FixOffer,
    change: Change,
) -> Result<(), Stop> {
    // What is changed from here on belongs to this account, and goes by this intent.
    if let (true, Some(caller)) = (change.under().is_some(), facts.caller.present()) {
        bench.intent.account = Some(caller.account.clone());
    }
    if let Some(region) = offer.region {
        bench.intent.move_to(region);
    }
    if change.under().is_some() || bench.intent.account.is_some() {
        bench.ports.remember(&bench.intent)?;
    }
    let said = bench.text.change(&change);
    let undo = bench.text.undoes(&change).into_owned();
    course.made.push(change.clone());
    match apply(&bench.ports, change.clone()).await {
        Ok(receipt) => {
            let (outcome, word) = match receipt.outcome {
                Outcome::Done => (AppliedOutcome::Done, bench.text.setup_done()),
                Outcome::Already => (AppliedOutcome::Already, bench.text.setup_already()),
            };
            bench.out.note(format!("  {word}"));
            course.applied.push(Applied { change: change.kind(), said, undo, outcome });
        }
        Err(failure) => {
            if failure.may_have_happened() {
                course.applied.push(Applied { change: change.kind(), said, undo, outcome: AppliedOutcome::Unknown });
            }
            bench.out.trouble(&bench.text, &failure);
            course.failure = Some(failure);
        }
    }
    Ok(())
}

fn tell_the_end(bench: &Bench, facts: &Facts, checks: &[CheckResult], course: &FixRun) -> Exit {
    let text = &bench.text;
    // What was left and is not found any more was mended with something else.
    let is_there = |offer: &&FixOffer| {
        checks.iter().flat_map(|check| &check.findings).any(|finding| finding.cause == offer.finding.cause)
    };
    let left: Vec<&FixOffer> = course.left.iter().filter(is_there).collect();
    let stop = course.failure.clone().map(Stop::Failed);
    match bench.out {
        Out::Json => {
            let mut object = report_in_parts(text, facts, checks);
            object["applied"] = json::applied(&course.applied);
            object["left"] = left.iter().map(|offer| left_in_parts(bench, offer)).collect();
            object["error"] = stop.as_ref().map_or(Value::Null, |stop| error(text, stop));
            bench.out.object(&object);
        }
        Out::Text => {
            tell_report(bench, facts, checks);
            bench.out.note(match course.applied.len() {
                0 => text.fix_nothing_done().to_owned(),
                changes => text.fix_done(changes),
            });
            for offer in left {
                bench.out.note(format!("  [{}] {}", offer.finding.cause, way_in_words(bench, offer)));
                offer.finding.commands.iter().for_each(|command| bench.out.note(format!("      $ {command}")));
            }
        }
    }
    match (end_of(bench, facts, checks), stop) {
        (_, Some(stop)) => Exit::of(stop.kind()),
        (exit, None) => exit,
    }
}

/// What is to be done about what this run did not mend.
fn way_in_words(bench: &Bench, offer: &FixOffer) -> String {
    let text = &bench.text;
    match &offer.fix {
        Fix::Wait(on) => text.fix_waits(text.wait_normal(*on), text.wait_name(*on)),
        Fix::Asks(asks) => {
            let flags: Vec<&str> = asks.iter().map(|ask| ask.flag()).collect();
            text.fix_asks(flags.join(" "))
        }
        Fix::Refused(refusal) => text.refusal(refusal),
        Fix::Change(_) | Fix::ByHand => text.remedy(&offer.finding),
    }
}

fn left_in_parts(bench: &Bench, offer: &FixOffer) -> Value {
    let (way, on, asks): (&str, Option<&str>, &[Question]) = match &offer.fix {
        Fix::Wait(on) => ("wait", Some(on.into()), &[]),
        Fix::Asks(asks) => ("asks", None, asks),
        Fix::Refused(_) => ("refused", None, &[]),
        Fix::Change(_) | Fix::ByHand => ("by-hand", None, &[]),
    };
    json!({
        "cause": offer.finding.cause,
        "way": way,
        "on": on,
        "asks": asks.iter().copied().map(json::ask).collect::<Vec<_>>(),
        "summary": way_in_words(bench, offer),
        "commands": offer.finding.commands,
    })
}
