//! The lines of a file that define names, as they stand there, to be shown. Does not know which values may be seen; the
//! caller says it, by name. No comment is repeated: an old secret may stand in one.

use std::collections::BTreeMap;

use super::read::{Definition, Parsed};

/// The last definition of a name, as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// The number of its first line in the file, from 1.
    number: usize,
    /// What stands before the value: `MAIL_PORT=`, `export MAIL_PORT = `.
    lead: String,
    /// The value with its quotes; `None` where it may be a secret.
    value: Option<String>,
    /// What stands behind it: nothing, or blanks and the mark of a comment.
    tail: String,
}

impl SourceLine {
    /// The number of its first line in the file, from 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The line as it stands; nothing where its value may be a secret, or is empty.
    pub fn shown(&self) -> Option<String> {
        let value = self.value.as_deref().filter(|value| !matches!(*value, "" | "\"\"" | "''"))?;
        Some(self.with(value))
    }

    /// The value with its quotes; nothing where it may be a secret.
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// The line with another value in its place, as [`merge`](super::merge()) writes it.
    pub fn with(&self, written: &str) -> String {
        [&self.lead, written, &self.tail].concat()
    }
}

/// By name.
pub fn source_lines(parsed: &Parsed<'_>, may_be_seen: impl Fn(&str) -> bool) -> BTreeMap<String, SourceLine> {
    let line = |definition: &Definition<'_>| {
        let seen = may_be_seen(&definition.name);
        (definition.name.clone(), source_line(definition, seen))
    };
    parsed.definitions().iter().map(line).collect()
}

fn source_line(definition: &Definition<'_>, seen: bool) -> SourceLine {
    let source = definition.block.source;
    let Some(raw) = &definition.value else {
        return SourceLine {
            number: definition.block.line,
            lead: format!("{source}="),
            value: None,
            tail: String::new(),
        };
    };
    let (lead, behind) = (&source[..raw.span.start], &source[raw.span.end..]);
    let blanks = &behind[..behind.len() - behind.trim_start().len()];
    SourceLine {
        number: definition.block.line,
        lead: lead.to_owned(),
        value: seen.then(|| on_one_line(&source[raw.span.clone()])),
        tail: if behind.trim_start().starts_with('#') { format!("{blanks}# …") } else { String::new() },
    }
}

/// A value of several lines is shown by its first.
fn on_one_line(value: &str) -> String {
    match value.find(char::is_control) {
        Some(at) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}
