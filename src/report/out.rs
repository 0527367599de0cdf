//! The only place that prints. Data goes to stdout, everything else to stderr; a reader that has gone away is no error.

use std::io::{self, Write as _};

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    terms::{Call, CallResult, Failure},
    words::Text,
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
        self.note(format!("! {failure}"));
        self.note(format!("  {}", text.failure_what(failure.kind)));
    }

    /// The failure that ends the command: for people on the side, for programs the object.
    pub fn failure(self, text: &Text, failure: &Failure) {
        match self {
            Out::Text => {
                self.note(format!("error: {failure}"));
                self.note(format!("  {}", text.failure_what(failure.kind)));
                self.note(format!("  {}", text.failure_hint(failure.kind)));
            }
            Out::Json => self.object(&json!({ "error": error(text, failure) })),
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

/// A failure as programs get it.
pub fn error(text: &Text, failure: &Failure) -> Value {
    json!({
        "kind": failure.kind,
        "message": failure.to_string(),
        "causes": failure.causes,
        "hint": text.failure_hint(failure.kind),
        "request_id": failure.request_id,
    })
}
