//! The only place that prints. Data goes to stdout, everything else to stderr; a reader that has gone away is no error.

use std::io::{self, Write as _};

use serde::Serialize;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::{Ask, Stop};
use crate::{
    terms::{Call, CallResult, Failure},
    words::{Locale, Text},
};

/// How data is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Out {
    /// For people.
    Text,
    /// One object, for programs.
    Json,
}

impl Out {
    /// A line, or several, of data.
    pub fn data(self, text: impl AsRef<str>) {
        // `head` closes the pipe when it has seen enough.
        let _ = writeln!(io::stdout().lock(), "{}", text.as_ref());
    }

    /// The one object. `schema` is put in front.
    pub fn object(self, object: &impl Serialize) {
        let mut whole = serde_json::Map::from_iter([("schema".to_owned(), json!(1))]);
        if let Value::Object(members) = serde_json::to_value(object).expect("our objects are JSON") {
            whole.extend(members);
        }
        self.data(serde_json::to_string(&whole).expect("a JSON object is text"));
    }

    /// A line on the side: progress, what was noticed.
    pub fn note(self, text: impl AsRef<str>) {
        let _ = writeln!(io::stderr().lock(), "{}", text.as_ref());
    }

    /// A failure that does not end the command, on the side.
    pub fn trouble(self, text: &Text, failure: &Failure) {
        let [first, second] = in_words(text, failure);
        self.note(format!("! {first}"));
        self.note(format!("  {second}"));
    }

    /// What ends the command: for people on the side, for programs the object.
    pub fn stop(self, text: &Text, stop: &Stop) {
        match (self, stop) {
            (Out::Json, stop) => self.object(&json!({ "error": error(text, stop) })),
            (Out::Text, Stop::Failed(failure)) => {
                let [first, second] = in_words(text, failure);
                self.note(text.stop_error(first));
                self.note(format!("  {second}"));
                self.note(format!("  {}", text.way_out(failure)));
            }
            (Out::Text, Stop::Asked(Ask { kind, said, more, hint })) => {
                self.note(text.stop_error(said));
                let widest = more.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
                for (name, what) in more {
                    self.note(format!("  {}{what}", padded(name, widest + 2)));
                }
                self.note(format!("  {}", hint.as_deref().unwrap_or(text.failure_hint(kind))));
            }
        }
    }

    /// One AWS call, on the side. Never a body.
    pub fn call(self, call: &Call) {
        let result = match &call.result {
            CallResult::Ok => "ok",
            CallResult::Refused(code) => code,
            CallResult::NoAnswer => "no answer",
        };
        let region = call.region.as_deref().unwrap_or("-");
        let id = call.request_id.as_deref().unwrap_or("-");
        self.note(format!("aws {} {} {region} {result} {} ms {id}", call.service, call.operation, call.took_ms));
    }
}

/// What ended a command, as programs get it.
pub fn error(text: &Text, stop: &Stop) -> Value {
    match stop {
        Stop::Failed(failure) => {
            let mut error = json!({
                "kind": failure.kind,
                "message": failure.to_string(),
                "causes": failure.causes,
                "hint": text.way_out(failure),
                "request_id": failure.request_id,
            });
            if let Some(trouble) = failure.vault {
                error["vault"] = json!(<&str>::from(trouble));
            }
            error
        }
        Stop::Asked(Ask { kind, said, more, hint }) => json!({
            "kind": kind,
            "message": said,
            "causes": more.iter().map(|(name, what)| text.stop_flag(name, what)).collect::<Vec<_>>(),
            "hint": hint.as_deref().unwrap_or(text.failure_hint(kind)),
            "request_id": null,
        }),
    }
}

/// What happened and what sort of trouble that is. The act with AWS's own words is English, and comes first in English only.
fn in_words(text: &Text, failure: &Failure) -> [String; 2] {
    // The SDK's credential chain explains itself in a list of lines.
    let lines: Vec<String> = failure.to_string().lines().map(|line| line.trim().to_owned()).collect();
    let (act, sort) = (lines.join(" "), text.what_failed(failure).to_owned());
    match text.locale() {
        Locale::En => [act, sort],
        Locale::Ko => [sort, act],
    }
}

/// To so many columns of a terminal; a Hangul syllable takes two.
pub(super) fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}
