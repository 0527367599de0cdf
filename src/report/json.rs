//! The shapes that scripts get, where more than one command gives them. Ids are language-free; `summary` follows the
//! language.

use serde_json::{Value, json};

use super::{Bench, hearing::Applied};
use crate::{
    setup::{Facts, Intent, Planned, Question, Standing, StandingKind, Step},
    words::Text,
};

/// One step of `status`.
pub(super) fn step(text: &Text, step: Step, standing: &Standing, intent: &Intent, facts: &Facts) -> Value {
    let (mut next, mut asks, mut wait) = (None, Vec::new(), None);
    match standing {
        Standing::Open { next: change } => next = Some(json!({ "change": change.kind() })),
        Standing::Undecided { asks: questions } => asks = questions.iter().copied().map(ask).collect(),
        Standing::Waiting { on } => wait = Some(json!({ "on": on })),
        Standing::Unknown | Standing::Blocked { .. } | Standing::Refused(_) | Standing::Done => {}
    }
    json!({
        "step": step,
        "standing": StandingKind::from(standing),
        "summary": text.summary(step, standing, intent, facts),
        "next": next,
        "asks": asks,
        "wait": wait,
    })
}

/// With the documents of the app's role, where it has one instead of a key.
pub(super) fn with_role(mut object: Value, intent: &Intent) -> Value {
    if let Some([policy, trust]) = intent.role_documents() {
        object["role"] = json!({ "policy": policy, "trust": trust });
    }
    object
}

/// What was done, in order.
pub(super) fn applied(applied: &[Applied]) -> Value {
    let one =
        |it: &Applied| json!({ "change": it.change, "step": it.change.step(), "outcome": <&str>::from(it.outcome) });
    applied.iter().map(one).collect()
}

/// `changes` and `waits` of a plan, in order; and what keeps it from going further.
pub(super) fn plan(bench: &Bench, facts: &Facts, planned: &[Planned]) -> Value {
    let text = &bench.text;
    let changes = planned.iter().filter_map(|it| match it {
        Planned::Ready(change) => Some(json!({
            "change": change.kind(),
            "step": change.kind().step(),
            "summary": text.planned(it),
            "costs": text.change_costs(change.kind()),
            "undo": text.change_undoes(change.kind()),
            "known": true,
            "details": change,
        })),
        Planned::Later { what, step, .. } => Some(json!({
            "change": what,
            "step": step,
            "summary": text.planned(it),
            "costs": text.change_costs(what),
            "undo": text.change_undoes(what),
            "known": false,
            "details": null,
        })),
        Planned::Wait { .. } => None,
    });
    let waits = planned.iter().filter_map(|it| match it {
        Planned::Wait { on, step } => Some(json!({ "on": on, "step": step })),
        Planned::Ready(_) | Planned::Later { .. } => None,
    });
    let refused = bench.refusals(facts);
    let object = json!({
        "account": facts.caller.present().map(|caller| &caller.account),
        "region": bench.intent.region,
        "changes": changes.collect::<Vec<_>>(),
        "waits": waits.collect::<Vec<_>>(),
        "asks": bench.missing(facts).into_iter().map(ask).collect::<Vec<_>>(),
        "refused": refused.into_iter().map(|(step, said)| json!({ "step": step, "summary": said })).collect::<Vec<_>>(),
    });
    with_role(object, &bench.intent)
}

fn ask(question: Question) -> Value {
    json!({ "question": question, "flag": question.flag() })
}
