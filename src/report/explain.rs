//! `sesame explain`: which cause is behind an error. By the text alone without a sign-in, proven in the account with
//! one. Does not know what an error looks like, and shows nothing of the text but AWS's or Laravel's own words.
//!
//! The text may be of any size and hold any bytes: it goes through a [`LogReader`] piece by piece, and is never held
//! whole. `complaint.seen` counts the records like the one that is explained, as the reader defines it. Without a text
//! the app's newest log is read; the JSON then has `file`, the log's path in the app. The chain of questions is that of
//! [`look_into`], [`CHAIN`] long.

use std::io::{self, Read as _};

use serde_json::{Value, json};

use super::{
    bench::Bench,
    exit::Exit,
    findings::Findings,
    looking::{look_for_causes, remedy_as_json, what_would_tell_more},
    out::Out,
    stop::Stop,
};
use crate::{
    cli,
    diagnosis::{
        AuthVerdict, Complaint, Diagnosis, Evidence, Finding, LogReader, Reading, Received, Recurrence, Verified,
        diagnose,
    },
    engine::own_log,
    setup::Facts,
    terms::{Failure, FailureKind},
    words::Text,
};

pub use super::looking::{CHAIN, look_into};

/// How much of stdin is read at a time, in bytes.
const PIECE: usize = 64 * 1024;
/// The input of the command.
#[derive(Debug)]
pub enum Given {
    /// A text, which may be empty.
    Text(Reading),
    /// Neither a text nor anything on stdin.
    Nothing,
}

/// Reads what is to be explained, from the command line or from stdin.
pub fn given(flags: &cli::ExplainArgs) -> Result<Given, Failure> {
    match flags.text.as_deref() {
        Some("-") => from_stdin().map(Given::Text),
        Some(text) => Ok(Given::Text(Reading::in_text(text))),
        None if is_fed() => Ok(match from_stdin()? {
            Reading::Empty => Given::Nothing,
            heard => Given::Text(heard),
        }),
        None => Ok(Given::Nothing),
    }
}

fn from_stdin() -> Result<Reading, Failure> {
    let mut reader = LogReader::default();
    let mut piece = vec![0; PIECE];
    let mut stdin = io::stdin().lock();
    loop {
        match stdin.read(&mut piece) {
            Ok(0) => return Ok(reader.finish()),
            Ok(length) => reader.take(&piece[..length]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(Failure::new(FailureKind::File, "read the error from stdin").because(e)),
        }
    }
}

/// Whether stdin is a pipe or a file, which the caller has put there. A device that is not a terminal (`/dev/null`,
/// that of a supervisor) holds no input. Node's pipes are sockets.
#[cfg(unix)]
fn is_fed() -> bool {
    use std::os::{fd::AsFd as _, unix::fs::FileTypeExt as _};
    let kind = io::stdin().as_fd().try_clone_to_owned().and_then(|fd| std::fs::File::from(fd).metadata());
    kind.is_ok_and(|it| it.file_type().is_fifo() || it.file_type().is_socket() || it.is_file())
}

#[cfg(not(unix))]
fn is_fed() -> bool {
    !io::IsTerminal::is_terminal(&io::stdin())
}

/// The error to be explained, and where it was found.
#[derive(Debug, Default)]
struct Matter {
    complaint: Option<Complaint>,
    seen: Option<Recurrence>,
    /// The app's log that was read, from its root.
    file: Option<String>,
}

/// Explains what was given.
pub async fn run(mut bench: Bench, given: Given) -> Result<Exit, Stop> {
    let matter = match given {
        Given::Text(Reading::Complaint(complaint, seen)) => Matter { complaint: Some(*complaint), seen, file: None },
        Given::Text(Reading::NoComplaint) => {
            match bench.out {
                Out::Json => bench.out.object(&json!({ "complaint": null, "causes": [], "ruled_out": [] })),
                Out::Text => bench.out.says(bench.text.explain_not_understood()),
            }
            return Ok(Exit::Well);
        }
        // Without an error the question is what would cause one.
        Given::Text(Reading::Empty) => {
            bench.out.note(bench.text.explain_nothing_pasted());
            Matter::default()
        }
        Given::Nothing => from_own_log(&bench).await,
    };
    let complaint = matter.complaint.as_ref();
    let (facts, diagnosis) = diagnosed(&mut bench, complaint).await;
    match bench.out {
        Out::Json => bench.out.object(&in_parts(&bench.text, &matter, &diagnosis)),
        Out::Text => tell_diagnosis(&bench, &matter, &diagnosis),
    }
    if complaint.is_none() {
        what_would_tell_more(&bench.text, &facts).into_iter().for_each(|said| bench.out.note(said));
    }
    Ok(Exit::of_diagnosis(&diagnosis))
}

/// Looks where that would tell more, and judges.
pub(super) async fn diagnosed(bench: &mut Bench, complaint: Option<&Complaint>) -> (Facts, Diagnosis) {
    let facts = look_for_causes(bench, complaint).await;
    let mut diagnosis = diagnose(complaint, &bench.intent, &facts, bench.now());
    bench.typed_here(&mut diagnosis.findings);
    (facts, diagnosis)
}

/// The complaint in the app's newest log. Where the log cannot be read, the question is what would cause an error.
async fn from_own_log(bench: &Bench) -> Matter {
    let (out, text) = (bench.out, &bench.text);
    let mut reader = LogReader::default();
    let read = own_log::read_newest(&*bench.ports.place, &mut |piece| reader.take(piece)).await;
    let file = match read {
        Ok(Some(file)) => file,
        Ok(None) => {
            out.note(text.explain_nothing_pasted());
            return Matter::default();
        }
        Err(failure) => {
            out.trouble(text, &failure);
            out.note(text.explain_nothing_pasted());
            return Matter::default();
        }
    };
    out.note(text.explain_log_read(&file));
    match reader.finish() {
        Reading::Complaint(complaint, seen) => Matter { complaint: Some(*complaint), seen, file: Some(file) },
        Reading::Empty | Reading::NoComplaint => {
            out.note(text.explain_log_silent());
            Matter { file: Some(file), ..Matter::default() }
        }
    }
}

fn tell_diagnosis(bench: &Bench, matter: &Matter, diagnosis: &Diagnosis) {
    let (out, text) = (bench.out, &bench.text);
    if let Some(complaint) = &matter.complaint {
        let said: Vec<&str> = [&complaint.code, &complaint.message].into_iter().flatten().map(String::as_str).collect();
        out.says(said.join(": "));
        if let Some(seen) = &matter.seen {
            out.data(match &seen.last {
                Some(last) => text.explain_seen(seen.count, last.replacen('T', " ", 1)),
                None => text.explain_seen_undated(seen.count),
            });
        }
        out.data("");
    }
    if let Some(received) = matter.complaint.as_ref().and_then(|complaint| complaint.received.as_ref()) {
        text.received(received).into_iter().for_each(|line| out.says(line));
        out.data("");
    }
    Findings::new(bench).tell(matter.complaint.as_ref(), diagnosis);
}

/// The whole answer as programs get it.
fn in_parts(text: &Text, matter: &Matter, diagnosis: &Diagnosis) -> Value {
    let mut object = diagnosis_in_parts(text, matter.complaint.as_ref(), diagnosis);
    if let (Some(complaint), Some(_)) = (object["complaint"].as_object_mut(), &matter.complaint) {
        complaint.insert("seen".to_owned(), json!(matter.seen));
    }
    if let Some(file) = &matter.file {
        object["file"] = json!(file);
    }
    object
}

/// The diagnosis as programs get it.
pub(super) fn diagnosis_in_parts(text: &Text, complaint: Option<&Complaint>, diagnosis: &Diagnosis) -> Value {
    let evidence = |all: &[Evidence]| all.iter().map(|it| text.evidence(it)).collect::<Vec<_>>();
    json!({
        "complaint": complaint.map(complaint_in_parts),
        "causes": diagnosis.findings.iter().map(|it| cause(text, it)).collect::<Vec<_>>(),
        "ruled_out": diagnosis.ruled_out.iter().map(|it| json!({
            "cause": it.cause,
            "evidence": evidence(&it.evidence),
        })).collect::<Vec<_>>(),
    })
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
        "principal": complaint.principal,
        "endpoint": complaint.endpoint,
        "request_id": complaint.request_id,
        "received": complaint.received.as_ref().map(received_in_parts),
        "seen": null,
    })
}

fn received_in_parts(received: &Received) -> Value {
    let verdict = |it: &AuthVerdict| {
        json!({
            "check": <&str>::from(it.check),
            "result": match it.result {
                Verified::Pass => "pass",
                Verified::Fail => "fail",
                Verified::Nothing => "none",
                Verified::Unknown => "unknown",
            },
            "domain": it.domain,
            "aligned": it.aligned,
            "advice": it.advice.map(<&str>::from),
        })
    };
    json!({
        "by": received.by,
        "from": received.from,
        "checks": received.verdicts().iter().map(verdict).collect::<Vec<_>>(),
    })
}

/// A cause as programs get it.
pub(super) fn cause(text: &Text, finding: &Finding) -> Value {
    json!({
        "cause": finding.cause,
        "certainty": finding.certainty,
        "summary": text.cause_what(finding.cause),
        "evidence": finding.evidence.iter().map(|it| text.evidence(it)).collect::<Vec<_>>(),
        "remedy": remedy_as_json(text, finding),
    })
}
