//! The only place that prints. Data goes to stdout, everything else to stderr; a closed pipe is not an error. Knows no
//! command.
//!
//! **What is hidden belongs to the process, as stdout does.** With `--share` every line passes through one [`Veil`],
//! whichever command prints it, so that a thing has the same letter on stdout and on stderr, and no command can forget
//! to hide it.
//!
//! **Only a terminal gets lines of its width.** In a pipe or a file a sentence is one line, for those who search and cut. What is to
//! be copied stays on its line in both.

use std::{
    borrow::Cow,
    io::{self, IsTerminal as _, Write as _},
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    columns::in_two_columns,
    share::Veil,
    stop::{Stop, UserError},
};
use crate::{
    setup::typed_with,
    terms::{Call, CallResult, Failure},
    words::{Locale, Text, at_blanks, broken, broken_below, obeyed_by_none},
};

/// What is hidden in this run, where `--share` asks for it.
static VEIL: OnceLock<Mutex<Veil>> = OnceLock::new();

/// The flags of this run that a command which a sentence names needs too.
static FLAGS: OnceLock<Vec<String>> = OnceLock::new();

/// Whether the last line on stderr only passes by.
static PASSING: AtomicBool = AtomicBool::new(false);
/// To the beginning of the line, which is cleared.
const NEW: &str = "\r\x1b[K";

/// What only passes by makes room.
fn pass() {
    if PASSING.swap(false, Ordering::Relaxed) {
        let _ = write!(io::stderr().lock(), "{NEW}");
    }
}

/// From now on a command of ours that a sentence names is one about the same account, folder and rehearsal as this run.
pub fn name_commands_with(flags: Vec<String>) {
    FLAGS.get_or_init(|| flags);
}

/// The sentence, its commands of ours (each in backquotes) with the flags of this run.
pub fn as_typed_here(said: &str) -> Cow<'_, str> {
    match FLAGS.get() {
        Some(flags) if !flags.is_empty() && said.contains("`sesame") => {
            let parts = said.split('`').enumerate().map(|(at, part)| match at % 2 == 0 {
                true => part.to_owned(),
                false => typed_with(flags, part),
            });
            Cow::Owned(parts.collect::<Vec<_>>().join("`"))
        }
        Some(_) | None => Cow::Borrowed(said),
    }
}

/// From now on letters are printed in place of what identifies the user.
pub fn begin_to_share() {
    VEIL.get_or_init(Mutex::default);
}

/// Adds to what is hidden, where anything is.
pub fn to_be_hidden(learn: impl FnOnce(&mut Veil)) {
    if let Some(veil) = VEIL.get() {
        learn(&mut veil.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// The output with what is hidden.
fn shown<T>(what: T, hidden: impl FnOnce(&mut Veil, T) -> T) -> T {
    match VEIL.get() {
        Some(veil) => hidden(&mut veil.lock().unwrap_or_else(PoisonError::into_inner), what),
        None => what,
    }
}

/// What others wrote may be in it: nothing of that reaches a terminal as a command.
fn shown_text(text: &str) -> String {
    obeyed_by_none(&shown(text.to_owned(), |veil, text| veil.hide(&text)))
}

/// The columns of the terminal that this goes to; `None` where it goes somewhere else.
pub fn width(stream: &impl io::IsTerminal) -> Option<usize> {
    let size = || crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns));
    stream.is_terminal().then(size).flatten().filter(|columns| *columns > 0)
}

/// How data is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Out {
    /// For users.
    Text,
    /// One object, for programs.
    Json,
}

impl Out {
    /// A line, or several, of data.
    pub fn data(self, text: impl AsRef<str>) {
        pass();
        // `head` closes the pipe when it has read enough.
        let _ = writeln!(io::stdout().lock(), "{}", shown_text(text.as_ref()));
    }

    /// A sentence for users. A terminal shows it broken between words, further lines below its first one.
    pub fn says(self, said: impl AsRef<str>) {
        self.in_lines(said.as_ref(), broken_below);
    }

    /// The same, with further lines so many columns in.
    pub fn says_below(self, said: impl AsRef<str>, at: usize) {
        self.in_lines(said.as_ref(), |said, width| broken(said, width, at));
    }

    /// Rows of a name and a sentence, so many columns in.
    pub fn says_in_columns<'a>(self, indent: usize, rows: impl IntoIterator<Item = (&'a str, &'a str)>) {
        let (rows, texts) = in_two_columns(rows);
        rows.iter().for_each(|row| self.says_below(format!("{}{row}", " ".repeat(indent)), indent + texts));
    }

    fn in_lines(self, said: &str, broken: impl FnOnce(&str, usize) -> String) {
        pass();
        let said = shown_text(&as_typed_here(said));
        let said = width(&io::stdout()).map_or_else(|| said.clone(), |width| broken(&said, width));
        let _ = writeln!(io::stdout().lock(), "{said}");
    }

    /// The one object, with `schema` as its first member.
    pub fn object(self, object: &impl Serialize) {
        pass();
        let mut whole = serde_json::Map::from_iter([("schema".to_owned(), json!(1))]);
        if let Value::Object(members) = serde_json::to_value(object).expect("our objects are JSON") {
            whole.extend(members);
        }
        let whole = shown(Value::Object(whole), Veil::hide_object);
        let text = serde_json::to_string(&whole).expect("a JSON object is text");
        // Hidden already; the names of members stay.
        let _ = writeln!(io::stdout().lock(), "{text}");
    }

    /// How far something has come, in a line on stderr that the next line takes the place of. Only where a user watches.
    pub fn passing(self, text: impl AsRef<str>) {
        if io::stderr().is_terminal() {
            PASSING.store(true, Ordering::Relaxed);
            let _ = write!(io::stderr().lock(), "{NEW}{}", shown_text(text.as_ref()));
        }
    }

    /// A line on stderr: progress, remarks. A terminal shows a sentence broken between words.
    pub fn note(self, text: impl AsRef<str>) {
        pass();
        let said = shown_text(&as_typed_here(text.as_ref()));
        let said = width(&io::stderr()).map_or_else(|| said.clone(), |width| at_blanks(&said, width));
        let _ = writeln!(io::stderr().lock(), "{said}");
    }

    /// A failure that does not end the command, on stderr.
    pub fn trouble(self, text: &Text, failure: &Failure) {
        let [first, second] = in_words(text, failure);
        self.note(format!("! {first}"));
        self.note(format!("  {second}"));
    }

    /// What ends the command: for users on stderr, for programs as the object.
    pub fn stop(self, text: &Text, stop: &Stop) {
        match (self, stop) {
            (Out::Json, stop) => self.object(&json!({ "error": error(text, stop) })),
            (Out::Text, Stop::Failed(failure)) => {
                let [first, second] = in_words(text, failure);
                self.note(text.stop_error(first));
                self.note(format!("  {second}"));
                self.note(format!("  {}", text.way_out(failure)));
            }
            (Out::Text, Stop::Asked(UserError { kind, said, more, hint })) => {
                self.note(text.stop_error(said));
                let (rows, _) = in_two_columns(more.iter().map(|(name, what)| (name.as_str(), what.as_str())));
                rows.iter().for_each(|line| self.note(format!("  {line}")));
                self.note(format!("  {}", hint.as_deref().unwrap_or(text.failure_hint(kind))));
            }
        }
    }

    /// One AWS call, on stderr, never with a body.
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
                "message": failure.in_full(),
                "causes": failure.causes().collect::<Vec<_>>(),
                "hint": as_typed_here(&text.way_out(failure)),
                "request_id": failure.request_id,
            });
            if let Some(trouble) = failure.vault {
                error["vault"] = json!(<&str>::from(trouble));
            }
            error
        }
        Stop::Asked(UserError { kind, said, more, hint }) => json!({
            "kind": kind,
            "message": said,
            "causes": more.iter().map(|(name, what)| text.stop_flag(name, what)).collect::<Vec<_>>(),
            "hint": as_typed_here(hint.as_deref().unwrap_or(text.failure_hint(kind))),
            "request_id": null,
        }),
    }
}

/// The failed action with AWS's words, and its kind in the user's language. The action is English, and comes first in
/// English only.
fn in_words(text: &Text, failure: &Failure) -> [String; 2] {
    // The SDK's credential chain explains itself in several lines.
    let lines: Vec<String> = text.failed_in_full(failure).lines().map(|line| line.trim().to_owned()).collect();
    let (act, sort) = (lines.join(" "), text.what_failed(failure).to_owned());
    match text.locale() {
        Locale::En => [act, sort],
        Locale::Ko => [sort, act],
    }
}
