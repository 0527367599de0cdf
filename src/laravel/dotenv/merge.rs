//! Writes values into a `.env`, every other byte as it was. Does not know which values are secrets; no error repeats
//! one.
//!
//! The last definition of a name counts, so that one is edited, in its value only: spelling, spacing, `export` and a
//! comment behind it stay. A value that reads right already stays as it is written, `MAIL_FROM_NAME="${APP_NAME}"`
//! included. New names go to the end, in the given order, with the line end that the file uses last. A file without a
//! line end at its end stays so; an empty one gets whole lines.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    read::{ReadError, definitions, lines, read_text},
    readers::Reader,
    swallow::{Swallow, swallowed_in},
    value::{EnvValue, as_env},
    writing::{written, written_for},
};

/// The same file with these values set, every other byte as it was. A value is what `env()` must return as text:
/// `as_env(&read(out)[name]) == Text(value)`.
///
/// Refuses, naming the line, NUL, names that phpdotenv rejects, a file that `read` refuses, that is not UTF-8, or that
/// swallows lines, and any change of an untouched name's value.
pub fn merge(bytes: &[u8], values: &[(String, String)]) -> Result<Vec<u8>, MergeError> {
    edit(bytes, values.iter().map(|(name, value)| (name.as_str(), Wanted::Text(value))).collect())
}

/// The same as [`merge`], each value in the writing that the fewest of these other readers take for another.
pub fn merge_for(bytes: &[u8], values: &[(String, String)], readers: &[Reader]) -> Result<Vec<u8>, MergeError> {
    edit(bytes, values.iter().map(|(name, value)| (name.as_str(), Wanted::For(value, readers))).collect())
}

/// The same file with these names set to what `env()` takes for null (`NAME=null`, unquoted), where the name stands; every
/// other byte as it was. `as_env(&read(out)[name]) == Null`. Refuses as [`merge`] does.
pub fn nullify(bytes: &[u8], names: &[String]) -> Result<Vec<u8>, MergeError> {
    edit(bytes, names.iter().map(|name| (name.as_str(), Wanted::Null)).collect())
}

/// The same file with each of these names written as it stood in another state of the file, quotes, references and all, where both
/// say the same. Where that would change what is read, it stays.
pub fn as_it_stood(bytes: &[u8], before: &[u8], names: &[String]) -> Vec<u8> {
    let stood = |now: &str, name: &str| -> Option<String> {
        let before = text_in(before).ok()?;
        let before = before.strip_prefix(BOM).unwrap_or(before);
        let values = read_text(now).ok()?;
        if values.get(name)?.as_ref()? != read_text(before).ok()?.get(name)?.as_ref()? {
            return None;
        }
        let definitions = definitions(before).ok()?;
        let last = definitions.iter().rfind(|definition| definition.name == name)?;
        let written = &last.block.source[last.value.as_ref()?.span.clone()];
        let then = set(now, name, written).ok()?;
        (read_text(&then).ok()? == values && swallowed_in(&then).is_none()).then_some(then)
    };
    let Ok(whole) = text_in(bytes) else { return bytes.to_vec() };
    let text = whole.strip_prefix(BOM).unwrap_or(whole);
    let then = names.iter().fold(text.to_owned(), |now, name| stood(&now, name).unwrap_or(now));
    [&whole[..whole.len() - text.len()], &then].concat().into_bytes()
}

/// What `env()` is to return for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted<'v> {
    Text(&'v str),
    /// The same, of which these readers take notice too.
    For(&'v str, &'v [Reader]),
    Null,
}

impl Wanted<'_> {
    fn env_value(self) -> EnvValue {
        match self {
            Wanted::Text(text) | Wanted::For(text, _) => EnvValue::Text(text.to_owned()),
            Wanted::Null => EnvValue::Null,
        }
    }

    fn written(self) -> String {
        match self {
            Wanted::Text(text) => written(text),
            Wanted::For(text, readers) => written_for(text, readers),
            Wanted::Null => "null".into(),
        }
    }
}

fn edit(bytes: &[u8], values: Vec<(&str, Wanted)>) -> Result<Vec<u8>, MergeError> {
    check(&values)?;
    let whole = text_in(bytes)?;
    let text = whole.strip_prefix(BOM).unwrap_or(whole);
    let before = read_text(text)?;
    if let Some(swallow) = swallowed_in(text) {
        return Err(MergeError::Swallows(swallow));
    }
    let edited = set_all(text, &values)?;
    check_untouched(text, &before, &edited, &values)?;
    let mark = &whole[..whole.len() - text.len()];
    Ok([mark, &edited].concat().into_bytes())
}

/// Why a file cannot take these values. Names lines and names, never a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// The value holds a NUL.
    #[error("the value for {name} holds a NUL character, which no environment can hold")]
    Nul {
        /// Whose value it is.
        name: String,
    },
    /// Not a name that every phpdotenv 5 accepts.
    #[error("“{}” cannot be a name in .env; only ASCII letters, digits, underscores and dots can be part of it", .0.escape_debug())]
    BadName(String),
    /// One name is given two values.
    #[error("{0} is given two values")]
    Twice(String),
    /// UTF-16, which Windows editors call “Unicode”.
    #[error("line 1: the file is UTF-16, which phpdotenv cannot read; save it as UTF-8")]
    Utf16,
    /// Not UTF-8; most likely EUC-KR.
    #[error("line {line}: the file is not UTF-8; save it as UTF-8 and look at its Korean text")]
    NotUtf8 {
        /// The first line that is not.
        line: usize,
    },
    /// phpdotenv refuses the file.
    #[error(transparent)]
    Refused(#[from] ReadError),
    /// A quote hides lines, perhaps those that would be written.
    #[error("{0}")]
    Swallows(Swallow),
    /// Another name takes its value from one that would change.
    #[error("line {line}: {name} would change with it; set {name} as well, or write its value out")]
    Affects {
        /// The other name.
        name: String,
        /// Where it is defined.
        line: usize,
    },
    /// Quotes join this value with what follows it, so that another value would break the file.
    #[error("line {line}: what follows the value of {name} cannot stand without it; put {name} on a line of its own")]
    Entangled {
        /// Whose value it is.
        name: String,
        /// Where it is defined.
        line: usize,
    },
}

impl MergeError {
    /// The line of the file with the error, from 1; `None` where the given values are wrong.
    pub fn line(&self) -> Option<usize> {
        match self {
            MergeError::Nul { .. } | MergeError::BadName(_) | MergeError::Twice(_) => None,
            MergeError::Utf16 => Some(1),
            MergeError::NotUtf8 { line } | MergeError::Affects { line, .. } | MergeError::Entangled { line, .. } => {
                Some(*line)
            }
            MergeError::Refused(error) => Some(error.line),
            MergeError::Swallows(swallow) => Some(swallow.line),
        }
    }
}

const BOM: char = '\u{feff}';

/// phpdotenv 5.5 accepts more names than 5.4; what is written must be read by both.
fn check(values: &[(&str, Wanted)]) -> Result<(), MergeError> {
    let mut seen = BTreeMap::new();
    for (name, wanted) in values {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        if name.is_empty() || !name.chars().all(fits) {
            return Err(MergeError::BadName((*name).to_owned()));
        }
        if matches!(wanted, Wanted::Text(text) | Wanted::For(text, _) if text.contains('\0')) {
            return Err(MergeError::Nul { name: (*name).to_owned() });
        }
        if seen.insert(name, wanted).is_some_and(|other| other != wanted) {
            return Err(MergeError::Twice((*name).to_owned()));
        }
    }
    Ok(())
}

fn text_in(bytes: &[u8]) -> Result<&str, MergeError> {
    // ASCII in UTF-16 has a NUL in every pair, with a byte order mark before it or not.
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, ..] | [_, 0, ..]) {
        return Err(MergeError::Utf16);
    }
    str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        MergeError::NotUtf8 { line: lines(&valid).len() }
    })
}

/// Setting one name may change another through `${…}`, so each round reads anew, until every name reads right.
fn set_all(text: &str, values: &[(&str, Wanted)]) -> Result<String, MergeError> {
    let mut edited = text.to_owned();
    let mut done = BTreeSet::new();
    loop {
        let now = read_text(&edited)?;
        let stands_right = |(name, wanted): &&(&str, Wanted)| {
            let read = now.get(*name).cloned().flatten();
            read.is_some_and(|read| as_env(&read) == wanted.env_value())
                && (*wanted != Wanted::Null || is_bare(&edited, name))
        };
        let Some((name, wanted)) = values.iter().find(|pair| !stands_right(pair)) else { return Ok(edited) };
        let entangled = MergeError::Entangled { name: (*name).to_owned(), line: line_of(&edited, name) };
        edited = set(&edited, name, &wanted.written())?;
        // A written value depends on no other: if it has to be written twice, something else is wrong.
        if !done.insert(name) || read_text(&edited).is_err() || swallowed_in(&edited).is_some() {
            return Err(entangled);
        }
    }
}

/// Whether the value of a name is written without quotes and references.
fn is_bare(text: &str, name: &str) -> bool {
    let definitions = definitions(text).unwrap_or_default();
    let last = definitions.iter().rfind(|definition| definition.name == name);
    let source = last.and_then(|last| Some(&last.block.source[last.value.as_ref()?.span.clone()]));
    source.is_some_and(|source| !source.contains(['\'', '"', '$']))
}

fn set(text: &str, name: &str, written: &str) -> Result<String, MergeError> {
    let definitions = definitions(text).map_err(|refused| refused.error)?;
    let Some(last) = definitions.iter().rfind(|definition| definition.name == name) else {
        return Ok(append(text, &format!("{name}={written}")));
    };
    let mut edited = text.to_owned();
    match &last.value {
        Some(value) => {
            let span = last.block.at + value.span.start..last.block.at + value.span.end;
            edited.replace_range(span, written);
        }
        None => edited.insert_str(last.block.at + last.block.source.len(), &format!("={written}")),
    }
    Ok(edited)
}

fn append(text: &str, line: &str) -> String {
    let end = match text.rfind(['\r', '\n']) {
        Some(at) if text[..=at].ends_with("\r\n") => "\r\n",
        Some(at) if text[at..].starts_with('\r') => "\r",
        Some(_) | None => "\n",
    };
    if text.is_empty() || text.ends_with(['\r', '\n']) {
        [text, line, end].concat()
    } else {
        [text, end, line].concat()
    }
}

/// Checks that every other name reads as before.
fn check_untouched(
    text: &str,
    before: &BTreeMap<String, Option<String>>,
    edited: &str,
    values: &[(&str, Wanted)],
) -> Result<(), MergeError> {
    let after = read_text(edited)?;
    let touched: BTreeSet<&str> = values.iter().map(|(name, _)| *name).collect();
    let is_touched = |name: &String| touched.contains(name.as_str());
    let changed =
        before.keys().chain(after.keys()).find(|name| !is_touched(name) && before.get(*name) != after.get(*name));
    match changed {
        Some(name) => Err(MergeError::Affects { name: name.clone(), line: line_of(text, name) }),
        None => Ok(()),
    }
}

/// The line of the last definition of a name; the number of lines where it is not defined.
fn line_of(text: &str, name: &str) -> usize {
    let definitions = definitions(text).unwrap_or_default();
    let last = definitions.iter().rfind(|definition| definition.name == name);
    last.map_or_else(|| lines(text).len(), |definition| definition.block.line)
}
