//! The JSON that more than one command prints. Ids do not depend on the language; `summary` does. Does not know which
//! command prints it.

use serde_json::{Value, json};

use super::{bench::Bench, hearing::Applied, out::as_typed_here};
use crate::{
    dns::faults::by_cause,
    setup::{
        Facts, Intent, Planned, Preflight, Question, Standing, StandingKind, Step, lacks, notes::Note, preflight,
        wanted_records,
    },
    words::Text,
};

/// One step of `status`.
pub(super) fn step(text: &Text, step: Step, standing: &Standing, intent: &Intent, facts: &Facts) -> Value {
    json!({
        "step": step,
        // The causes and the exit code say that something is wrong with what is waited for.
        "standing": match standing.waits_on() {
            Some(_) => StandingKind::Waiting,
            None => StandingKind::from(standing),
        },
        "summary": text.summary(step, standing, intent, facts),
        "next": standing.open().map(|change| json!({ "change": change.kind() })),
        "asks": standing.asks().iter().copied().map(ask).collect::<Vec<_>>(),
        "wait": wait(standing, intent, facts),
        "refused": standing.refusal().map(|why| json!({ "code": why.code() })),
        "proof": facts.proof_of(intent).filter(|_| step == Step::Delivery).map(|proof| json!({
            "from": proof.from,
            "to": proof.to,
            "at": proof.at,
        })),
    })
}

/// What is waited for, and the causes for which it will not come by itself.
pub(super) fn wait(standing: &Standing, intent: &Intent, facts: &Facts) -> Option<Value> {
    let is_wrong = matches!(standing, Standing::Wrong { .. });
    let causes = if is_wrong { causes(intent, facts) } else { Vec::new() };
    standing.waits_on().map(|on| json!({ "on": on, "causes": causes }))
}

/// What is worth knowing.
pub(super) fn notes(text: &Text, notes: &[Note]) -> Vec<Value> {
    let note = |note: &Note| {
        let (identity, region) = match note {
            Note::VerifiedElsewhere { name, there, .. } => (Some(name.to_string()), Some(there)),
            Note::HostsByPattern { here } | Note::NoFeedbackHost { here } | Note::RegionNotListed { here } => {
                (None, Some(here))
            }
            Note::PendingOfAnother { name } => (Some(name.to_string()), None),
            Note::MailFromInUse { .. }
            | Note::FromNameUnsaid { .. }
            | Note::SetAtStart(_)
            | Note::EncryptedCopy { .. } => (None, None),
        };
        json!({
            "note": <&str>::from(note),
            "identity": identity,
            "region": region,
            "summary": text.note(note),
        })
    };
    notes.iter().map(note).collect()
}

/// The causes in DNS that the user has to correct, each id once.
pub(super) fn causes(intent: &Intent, facts: &Facts) -> Vec<&'static str> {
    let records = match (facts.identity.present(), intent.region) {
        (Some(identity), Some(region)) => wanted_records(intent, identity, region),
        (Some(_), None) | (None, _) => Vec::new(),
    };
    let faults = by_cause(facts.to_be_mended(&records), &records);
    let mut causes: Vec<&'static str> = faults.iter().map(|fault| fault.at[0].1.cause()).collect();
    causes.dedup();
    causes
}

/// Adds the documents of the app's role, where it has one instead of a key.
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

/// A plan: `changes` and `waits` in order, and what keeps it from going further.
pub(super) fn plan(bench: &Bench, facts: &Facts, planned: &[Planned], noted: &[Note]) -> Value {
    let text = &bench.text;
    let changes = planned.iter().filter_map(|it| match it {
        Planned::Ready(change) => Some(json!({
            "change": change.kind(),
            "step": change.kind().step(),
            "summary": text.planned(it),
            "costs": text.change_costs(change.kind()),
            "undo": text.undoes(change),
            "known": true,
            "details": change,
            "lines": lines(text, it, facts),
        })),
        Planned::Later { what, step, .. } => Some(json!({
            "change": what,
            "step": step,
            "summary": text.planned(it),
            "costs": text.change_costs(what),
            "undo": text.change_undoes(what),
            "known": false,
            "details": null,
            "lines": lines(text, it, facts),
        })),
        Planned::Wait { .. } => None,
    });
    let waits = planned.iter().filter_map(|it| match it {
        Planned::Wait { on, step } => Some(json!({ "on": on, "step": step })),
        Planned::Ready(_) | Planned::Later { .. } => None,
    });
    let refused = bench.refusals(facts);
    let barred = lacks(&bench.intent, facts, bench.now());
    let object = json!({
        "setup": bench.intent.setup,
        "account": facts.caller.present().map(|caller| &caller.account),
        "region": bench.intent.region,
        "changes": changes.collect::<Vec<_>>(),
        "waits": waits.collect::<Vec<_>>(),
        "notes": notes(text, noted),
        "preflight": preflight(&bench.intent, facts).iter().map(|row| preflight_row(text, row)).collect::<Vec<_>>(),
        "asks": bench.missing(facts).into_iter().map(ask).collect::<Vec<_>>(),
        "refused": refused.into_iter().map(|(step, said)| json!({ "step": step, "summary": said })).collect::<Vec<_>>(),
        "barred": barred.into_iter().map(|(action, by)| json!({ "action": action, "by": <&str>::from(by) })).collect::<Vec<_>>(),
    });
    with_role(object, &bench.intent)
}

/// Something that AWS's reviewers look at.
fn preflight_row(text: &Text, row: &Preflight) -> Value {
    json!({
        "item": row.item(),
        "state": row.state(),
        "summary": text.preflight(row),
        "hint": text.preflight_way(row).map(as_typed_here),
    })
}

/// What a change allows or writes, line by line.
fn lines(text: &Text, planned: &Planned, facts: &Facts) -> Vec<String> {
    text.planned_details(planned, facts).into_iter().map(|it| format!("{} {}", it.sign, it.what)).collect()
}

/// A question with its flag.
pub(super) fn ask(question: Question) -> Value {
    json!({ "question": question, "flag": question.flag() })
}
