//! `sesame explain`: which cause is behind an error. On the text alone where there is no sign-in, proved in the account where
//! there is one. Shows nothing of the text but what AWS or Laravel said in it.

use std::io::{self, IsTerminal as _, Read as _};

use serde_json::{Value, json};

use super::{
    Bench, Exit, Stop,
    doctor::what_would_tell_more,
    out::{self, Out},
    stopped_at_sign_in,
};
use crate::{
    cli,
    diagnosis::{Ask, Certainty, Complaint, Diagnosis, Finding, diagnose, fill_in},
    engine::{Ports, observe, regions::look_around},
    setup::{Facts, Intent},
    terms::{Failure, FailureKind},
    words::Text,
};

/// A stack trace is some thousand characters; more than this nobody pastes.
const LIMIT: u64 = 1024 * 1024;
/// Each look may show that another is worth it: who we are, the region, the other regions, the records.
const LOOKS: usize = 6;

/// The text to be explained, or `None` where there is none.
pub fn pasted(flags: &cli::Explain) -> Result<Option<String>, Failure> {
    match flags.text.as_deref() {
        Some("-") => from_stdin().map(Some),
        Some(text) => Ok(Some(text.to_owned())),
        None if io::stdin().is_terminal() => Ok(None),
        None => from_stdin().map(Some),
    }
}

fn from_stdin() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(LIMIT).read_to_end(&mut bytes);
    read.map_err(|e| Failure::new(FailureKind::File, "read the error from stdin").because(e))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

pub async fn run(mut bench: Bench, pasted: Option<&str>) -> Result<Exit, Stop> {
    // Without an error the question is what would make one.
    let pasted = pasted.filter(|text| !text.trim().is_empty());
    if pasted.is_none() {
        bench.out.note(bench.text.explain_nothing_pasted());
    }
    let complaint = pasted.and_then(Complaint::read);
    if pasted.is_some() && complaint.is_none() {
        match bench.out {
            Out::Json => bench.out.object(&json!({ "complaint": null, "causes": [], "ruled_out": [] })),
            Out::Text => bench.out.data(bench.text.explain_not_understood()),
        }
        return Ok(Exit::Well);
    }
    let facts = look(&mut bench, complaint.as_ref()).await;
    let diagnosis = diagnose(complaint.as_ref(), &bench.intent, &facts, bench.now());
    match bench.out {
        Out::Json => bench.out.object(&json!({
            "complaint": complaint.as_ref().map(complaint_in_parts),
            "causes": diagnosis.findings.iter().map(|it| cause(&bench.text, it)).collect::<Vec<_>>(),
            "ruled_out": diagnosis.ruled_out.iter().map(|it| json!({
                "cause": it.cause,
                "evidence": it.evidence.iter().map(|it| bench.text.evidence(it)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })),
        Out::Text => told(&bench, complaint.as_ref(), &diagnosis),
    }
    if pasted.is_none() {
        what_would_tell_more(&bench.text, &facts).into_iter().for_each(|said| bench.out.note(said));
    }
    Ok(Exit::of_diagnosis(&diagnosis))
}

/// Looks at the app, and at AWS as far as there is a sign-in and it would say more. What nobody said of the intent is taken
/// from what is found. What went wrong on the way is told, but for what the evidence says anyway.
pub async fn look_into(
    ports: &Ports,
    intent: &mut Intent,
    complaint: Option<&Complaint>,
    mut tell: impl FnMut(&Failure),
) -> Facts {
    let mut facts = Facts::default();
    let mut before = Ask::default();
    for _ in 0..LOOKS {
        let ask = diagnose(complaint, intent, &facts, ports.clock.now()).ask;
        // The same again would bring the same again.
        if ask.is_empty() || ask == before {
            break;
        }
        let mut trouble = Vec::new();
        if !ask.scope.is_empty() {
            observe(ports, intent, ask.scope.clone(), |news, failures| {
                facts.learn(news);
                trouble.extend(failures);
            })
            .await;
        }
        if !ask.around.is_empty() {
            let looked = look_around(ports, &intent.sign_in, &ask.around, |news, _| facts.learn(news)).await;
            trouble.extend(looked.err());
        }
        let quiet = [FailureKind::NoCredentials, FailureKind::NotLaravel];
        trouble.iter().filter(|it| !quiet.contains(&it.kind)).for_each(&mut tell);
        fill_in(intent, complaint, &facts, ports.clock.now());
        before = ask;
    }
    facts
}

/// The same for a command, which says where it stopped.
pub(super) async fn look(bench: &mut Bench, complaint: Option<&Complaint>) -> Facts {
    let (out, text) = (bench.out, bench.text);
    if let Some(complaint) = complaint {
        out::to_be_hidden(|veil| veil.learn_complaint(complaint));
    }
    let mut facts = look_into(&bench.ports, &mut bench.intent, complaint, |failure| out.trouble(&text, failure)).await;
    bench.learn(&facts);
    facts.bad_region.clone_from(&bench.bad_region);
    if stopped_at_sign_in(bench, &facts, &[]).is_some() {
        out.note(text.explain_other_account());
    }
    facts
}

fn told(bench: &Bench, complaint: Option<&Complaint>, diagnosis: &Diagnosis) {
    let (out, text) = (bench.out, &bench.text);
    if let Some(complaint) = complaint {
        let said: Vec<&str> = [&complaint.code, &complaint.message].into_iter().flatten().map(String::as_str).collect();
        out.data(format!("{}\n", said.join(": ")));
    }
    if diagnosis.findings.is_empty() {
        out.data(text.explain_no_cause());
    }
    for finding in &diagnosis.findings {
        let certainty = text.cause_certainty(finding.certainty);
        out.data(format!("{} {certainty}: {}", mark(finding.certainty), text.cause_what(finding.cause)));
        details(bench, finding);
    }
    if !diagnosis.ruled_out.is_empty() {
        out.data(text.explain_ruled_out());
        for it in &diagnosis.ruled_out {
            let evidence: Vec<String> = it.evidence.iter().map(|it| text.evidence(it)).collect();
            out.data(format!("  {}: {}", it.cause, evidence.join(" ")));
        }
    }
}

/// The id, what was seen, and the way out.
pub(super) fn details(bench: &Bench, finding: &Finding) {
    let (out, text) = (bench.out, &bench.text);
    out.data(format!("    [{}]", finding.cause));
    for evidence in &finding.evidence {
        out.data(format!("    - {}", text.evidence(evidence)));
    }
    out.data(format!("    → {}", text.remedy(finding)));
    for command in &finding.commands {
        out.data(format!("      $ {command}"));
    }
    out.data("");
}

/// Understood without color.
fn mark(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Proven => "✗",
        Certainty::Likely => "▸",
        Certainty::Possible => "?",
    }
}

fn complaint_in_parts(complaint: &Complaint) -> Value {
    json!({
        "kind": complaint.kind,
        "code": complaint.code,
        "message": complaint.message,
        "identities": complaint.identities,
        "region": complaint.region,
        "action": complaint.action,
        "resource": complaint.resource,
        "request_id": complaint.request_id,
    })
}

fn cause(text: &Text, finding: &Finding) -> Value {
    json!({
        "cause": finding.cause,
        "certainty": finding.certainty,
        "summary": text.cause_what(finding.cause),
        "evidence": finding.evidence.iter().map(|it| text.evidence(it)).collect::<Vec<_>>(),
        "remedy": remedy(text, finding),
    })
}

/// The way out, as programs get it.
pub(super) fn remedy(text: &Text, finding: &Finding) -> Value {
    json!({ "summary": text.remedy(finding), "commands": finding.commands })
}
