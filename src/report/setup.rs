//! `sesame setup`: the plan, or the way along it as far as it can go.

use serde_json::{Value, json};

use super::{
    Bench, Exit, json, missing_flags,
    out::{Out, error},
    receipt, stopped_at_sign_in,
};
use crate::{
    cli,
    engine::{
        apply,
        settle::{self, Event, Patience, settle},
    },
    setup::{Change, ChangeKind, Outcome, Part, Scope, Standing, Step, assess, plan},
    terms::{Failure, FailureKind},
};

/// What was done, for the receipt and for programs.
pub(super) struct Applied {
    pub change: ChangeKind,
    pub said: String,
    pub outcome: Heard,
}

/// What we heard of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum Heard {
    Done,
    Already,
    Unknown,
}

pub async fn run(mut bench: Bench, flags: &cli::Setup) -> Result<Exit, Failure> {
    flags.tell(&mut bench.intent);
    if bench.intent.from.is_none() {
        return Err(missing_flags(&bench.text, "set this up", &[crate::setup::Question::From]));
    }
    let (mut facts, trouble) = bench.look().await;
    if let Some(failure) = stopped_at_sign_in(&bench.standings(&facts), &trouble) {
        return Err(failure);
    }
    if flags.plan {
        return Ok(show_plan(&bench, &facts));
    }
    // Whatever only the operator can say must be said before the first change.
    let missing = bench.missing(&facts);
    if !missing.is_empty() {
        let not_laravel = trouble.into_iter().find(|it| it.kind == FailureKind::NotLaravel);
        return Err(not_laravel.unwrap_or_else(|| missing_flags(&bench.text, "set this up", &missing)));
    }
    if let Some(caller) = facts.caller.present() {
        bench.intent.account = Some(caller.account.clone());
    }
    bench.ports.home.remember(&bench.intent)?;

    let mut applied: Vec<Applied> = Vec::new();
    let mut waits: Vec<(crate::setup::Wait, Step)> = Vec::new();
    let patience = match flags.wait {
        Some(wait) => Patience::Until(bench.now() + wait),
        None => Patience::None,
    };
    let settled = settle(&bench.ports, &bench.intent, facts, patience, |event| {
        hear(&bench, &mut applied, &mut waits, event);
    })
    .await;
    facts = settled.facts;
    let mut failure = settled.failure;
    if failure.is_none()
        && let Standing::Open { next } = assess(Step::Delivery, &bench.intent, &facts, bench.now())
    {
        failure = send_test(&bench, next, &mut facts, &mut applied).await;
    }

    let standings = bench.standings(&facts);
    match bench.out {
        Out::Json => bench.out.object(&json!({
            "applied": applied.iter().map(|it| json!({
                "change": it.change,
                "step": it.change.step(),
                "outcome": <&str>::from(it.outcome),
            })).collect::<Vec<_>>(),
            "waits": still_waiting(&standings),
            "error": failure.as_ref().map(|it| error(&bench.text, it)),
        })),
        Out::Text => {
            bench.out.data(receipt::markdown(&bench, &facts, &applied));
            if let Some(failure) = &failure {
                bench.out.failure(&bench.text, failure);
            }
        }
    }
    let exit = Exit::of_standings(&standings);
    if bench.out == Out::Text && exit == Exit::Waiting {
        bench.out.note(bench.text.setup_ended());
    }
    Ok(match &failure {
        Some(failure) => Exit::of(failure),
        None => exit,
    })
}

/// The last act, and only where it was asked for by name.
async fn send_test(
    bench: &Bench,
    change: Change,
    facts: &mut crate::setup::Facts,
    applied: &mut Vec<Applied>,
) -> Option<Failure> {
    let mut waits = Vec::new();
    hear(bench, applied, &mut waits, Event::Changing(change.clone()));
    match apply(&bench.ports, change).await {
        Ok(receipt) => {
            if let Some(learned) = &receipt.learned {
                facts.learn((**learned).clone());
            }
            hear(bench, applied, &mut waits, Event::Changed(receipt));
            settle::look(&bench.ports, &bench.intent, facts, Scope::of([Part::Account]), &mut |_| {}).await;
            None
        }
        Err(failure) => Some(failure),
    }
}

fn show_plan(bench: &Bench, facts: &crate::setup::Facts) -> Exit {
    let planned = plan(&bench.intent, facts, bench.now());
    let text = &bench.text;
    if bench.out == Out::Json {
        bench.out.object(&json::plan(text, &planned));
        return Exit::Well;
    }
    match planned.is_empty() {
        true => bench.out.data(text.plan_nothing()),
        false => bench.out.data(text.plan_title()),
    }
    for (number, line) in planned.iter().enumerate() {
        bench.out.data(format!("{:>3}. {}", number + 1, text.planned(line)));
    }
    let missing = bench.missing(facts);
    if !missing.is_empty() {
        bench.out.data(text.plan_undecided());
        for ask in missing {
            bench.out.data(format!("     {}  {}", ask.flag(), text.question_ask(ask)));
        }
    }
    Exit::Well
}

fn hear(bench: &Bench, applied: &mut Vec<Applied>, waits: &mut Vec<(crate::setup::Wait, Step)>, event: Event) {
    let text = &bench.text;
    match event {
        Event::Changing(change) => {
            let said = text.change(&change);
            bench.out.note(format!("▸ {}", text.setup_doing(&said)));
            applied.push(Applied { change: change.kind(), said, outcome: Heard::Unknown });
        }
        Event::Changed(receipt) => {
            let (outcome, said) = match receipt.outcome {
                Outcome::Done => (Heard::Done, text.setup_done()),
                Outcome::Already => (Heard::Already, text.setup_already()),
            };
            if let Some(last) = applied.last_mut() {
                last.outcome = outcome;
            }
            let made = receipt.made.map(|made| format!(" ({made})")).unwrap_or_default();
            bench.out.note(format!("  {said}{made}"));
        }
        Event::Trouble(failure) => bench.out.trouble(text, &failure),
        Event::Waiting { on, step, until } => {
            if waits.last() != Some(&(on, step)) {
                waits.push((on, step));
                bench.out.note(format!("◐ {}", text.setup_waiting(text.moment(until), text.wait_name(on))));
            }
        }
    }
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
