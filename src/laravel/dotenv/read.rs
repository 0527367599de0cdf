//! From bytes to names and values. Does not know how values are written.
//!
//! phpdotenv works in four passes, and so does this file: bytes to text, lines to blocks (where a value in double
//! quotes may span lines, joined *before* comments are recognised), blocks to definitions, definitions to values (where
//! `${NAME}` takes what the name holds at that point). One flaw anywhere refuses the whole file.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    ops::{Range, RangeInclusive},
};

use unicode_normalization::char::is_combining_mark;

use crate::terms::Secret;

/// Names and values as phpdotenv 5 reads them. The value is `None` for a name without `=`.
pub fn read(bytes: &[u8]) -> Result<BTreeMap<String, Option<String>>, ReadError> {
    read_text(&text_of(bytes))
}

/// A file that phpdotenv does not refuse, taken apart once: for its values, for its lines, and for what a quote hides in it.
pub struct Parsed<'t> {
    definitions: Vec<Definition<'t>>,
    blocks: Blocks<'t>,
}

impl<'t> Parsed<'t> {
    /// From what [`text_of`] makes of the bytes.
    pub fn of(text: &'t str) -> Result<Parsed<'t>, ReadError> {
        let blocks = blocks(text);
        let definitions = defined_in(&blocks).map_err(|refused| refused.error)?;
        Ok(Parsed { definitions, blocks })
    }

    /// As [`read`] has them.
    pub fn values(&self) -> BTreeMap<String, Option<String>> {
        self.values_within(|_| None)
    }

    /// As [`read_within`] has them.
    pub fn values_within(&self, process: impl Fn(&str) -> Option<String>) -> BTreeMap<String, Option<String>> {
        let mut values: BTreeMap<String, Option<String>> = BTreeMap::new();
        for Definition { name, value, .. } in &self.definitions {
            let of = |name: &str| process(name).or_else(|| values.get(name)?.clone());
            let value = value.as_ref().map(|value| value.resolve(of));
            values.insert(name.clone(), value);
        }
        values
    }

    pub(super) fn definitions(&self) -> &[Definition<'t>] {
        &self.definitions
    }

    pub(super) fn blocks(&self) -> &Blocks<'t> {
        &self.blocks
    }
}

/// The same where a process has variables of its own: `${NAME}` takes theirs before those of the file.
pub fn read_within(
    bytes: &[u8],
    process: impl Fn(&str) -> Option<String>,
) -> Result<BTreeMap<String, Option<String>>, ReadError> {
    Ok(Parsed::of(&text_of(bytes))?.values_within(process))
}

/// Why phpdotenv refuses the file. Names the place, never the value, which may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {flaw}")]
pub struct ReadError {
    /// Where the refused definition begins, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What phpdotenv refuses in a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// `=abc`
    #[error("there is no name before the equals sign")]
    NoName,
    /// `A-B=1`, or a line that is not a definition. The text is not repeated: it may be a secret on a line of its own.
    #[error("the name may have only letters, digits, underscores and dots")]
    BadName,
    /// `A=hello world`, `A="abc"def`
    #[error("the value of {name} goes on after a blank or a closing quote; write it in double quotes")]
    Blank {
        /// Whose value it is.
        name: String,
    },
    /// `A='abc`
    #[error("the value of {name} opens a quote that is not closed")]
    Unclosed {
        /// Whose value it is.
        name: String,
    },
    /// `A="C:\dir"`
    #[error("the value of {name} has a backslash that begins no known escape; write \\\\ for a backslash")]
    Escape {
        /// Whose value it is.
        name: String,
    },
}

/// phpdotenv's own sentence about a file that it refuses. A secret, because the part in brackets is a piece of the
/// file.
pub fn in_phpdotenvs_words(bytes: &[u8]) -> Option<Secret> {
    let text = text_of(bytes);
    let Refused { error, subject } = definitions(&text).err()?;
    let what = match error.flaw {
        Flaw::NoName => "an unexpected equals",
        Flaw::BadName => "an invalid name",
        Flaw::Blank { .. } => "unexpected whitespace",
        Flaw::Unclosed { .. } => "a missing closing quote",
        Flaw::Escape { .. } => "an unexpected escape sequence",
    };
    let first_line = subject.split('\n').find(|line| !line.is_empty()).unwrap_or_default();
    Some(Secret::new(format!("Failed to parse dotenv file. Encountered {what} at [{first_line}].")))
}

/// The same as [`read`], of text without a byte order mark.
pub(super) fn read_text(text: &str) -> Result<BTreeMap<String, Option<String>>, ReadError> {
    Ok(Parsed::of(text)?.values())
}

/// Bytes that are not UTF-8 become `?`, one for each sequence that is cut short; a byte order mark is dropped.
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    const MARK: char = '\u{feff}';
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text.strip_prefix(MARK).unwrap_or(text));
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push('?');
        }
    }
    match text.strip_prefix(MARK) {
        Some(rest) => Cow::Owned(rest.to_owned()),
        None => Cow::Owned(text),
    }
}

/// One line, or the lines that a quote holds together.
#[derive(Clone, Copy)]
pub(super) struct Block<'t> {
    /// The number of its first line, from 1.
    pub line: usize,
    /// Where it begins in the file's text, in bytes.
    pub at: usize,
    /// Its text in the file, without the last line end.
    pub source: &'t str,
}

impl<'t> Block<'t> {
    /// As phpdotenv reads it: every line end inside is a line feed.
    pub fn joined(self) -> Cow<'t, str> {
        if self.source.contains('\r') {
            Cow::Owned(self.source.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            Cow::Borrowed(self.source)
        }
    }

    /// Whether it is blank or a comment. Of several joined lines only the first character counts.
    pub fn is_dropped(self) -> bool {
        matches!(trim(self.source).chars().next(), None | Some('#'))
    }

    /// From a place in the joined text to the same place in the file's.
    fn in_source(self, joined: usize) -> usize {
        let bytes = self.source.as_bytes();
        if memchr::memchr(b'\r', bytes).is_none() {
            return joined;
        }
        (0..joined).fold(0, |place, _| place + if bytes[place..].starts_with(b"\r\n") { 2 } else { 1 })
    }
}

/// All lines, joined as phpdotenv joins them.
pub(super) struct Blocks<'t> {
    /// In order; blank lines and comments are among them.
    pub whole: Vec<Block<'t>>,
    /// From a quote that is never closed to the end of the file, which phpdotenv drops without an error.
    pub open: Option<Block<'t>>,
}

/// A line with `="` and too few closing quotes is joined with those up to a line that has one, also within comments.
pub(super) fn blocks(text: &str) -> Blocks<'_> {
    let mut whole = Vec::new();
    let mut open: Option<Block> = None;
    for (index, span) in lines(text).into_iter().enumerate() {
        let line = &text[span.clone()];
        let (block, goes_on) = match open {
            Some(begun) => {
                let closes = line == "\"" || closing_quotes(line) > 0;
                (Block { source: &text[begun.at..span.end], ..begun }, !closes)
            }
            None => {
                let opens = has_opening(line) && closing_quotes(line) < 2;
                (Block { line: index + 1, at: span.start, source: line }, opens)
            }
        };
        open = goes_on.then_some(block);
        if !goes_on {
            whole.push(block);
        }
    }
    Blocks { whole, open }
}

/// Where each line lies, without its end: CRLF, LF or a lone CR.
pub(super) fn lines(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut spans = Vec::new();
    let mut start = 0;
    for end in memchr::memchr2_iter(b'\r', b'\n', bytes) {
        // The second half of a CRLF.
        if end < start {
            continue;
        }
        spans.push(start..end);
        start = end + if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
    }
    spans.push(start..text.len());
    spans
}

/// Whether a value may begin with a double quote.
fn has_opening(line: &str) -> bool {
    memchr::memchr_iter(b'"', line.as_bytes()).any(|at| at > 0 && line.as_bytes()[at - 1] == b'=')
}

/// How many quotes are not first in the line and not behind a single backslash. The opening one counts as well. Of
/// backslashes each pair counts for nothing.
fn closing_quotes(line: &str) -> usize {
    let bytes = line.as_bytes();
    let quotes = memchr::memchr_iter(b'"', bytes);
    quotes
        .filter(|&at| {
            let backslashes = bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
            backslashes % 2 == 0 && at > backslashes
        })
        .count()
}

/// `NAME=value`, or a bare `NAME`.
pub(super) struct Definition<'t> {
    /// Where it stands.
    pub block: Block<'t>,
    /// Without `export` and quotes.
    pub name: String,
    /// `None` without `=`.
    pub value: Option<RawValue>,
}

/// The first flaw of a file, with the text that phpdotenv puts in brackets.
pub(super) struct Refused {
    /// Where and what it is.
    pub error: ReadError,
    subject: String,
}

/// Every definition in order, without hidden lines.
pub(super) fn definitions(text: &str) -> Result<Vec<Definition<'_>>, Refused> {
    defined_in(&blocks(text))
}

fn defined_in<'t>(blocks: &Blocks<'t>) -> Result<Vec<Definition<'t>>, Refused> {
    blocks.whole.iter().filter(|block| !block.is_dropped()).map(|block| definition(*block)).collect()
}

/// The definition in a block.
pub(super) fn definition(block: Block<'_>) -> Result<Definition<'_>, Refused> {
    let joined = block.joined();
    let refuse =
        |flaw, subject: &str| Refused { error: ReadError { line: block.line, flaw }, subject: subject.to_owned() };
    let Some((before, after)) = joined.split_once('=') else {
        let name = name_of(&joined).map_err(|name| refuse(Flaw::BadName, name))?;
        return Ok(Definition { block, name: name.to_owned(), value: None });
    };
    if trim(before).is_empty() {
        return Err(refuse(Flaw::NoName, &joined));
    }
    let name = name_of(trim(before)).map_err(|name| refuse(Flaw::BadName, name))?.to_owned();
    let written = trim(after);
    let mut value = RawValue::lex(written).map_err(|flaw| refuse(flaw(name.clone()), written))?;
    let equals = before.len() + 1;
    let blanks = after.len() - after.trim_start_matches(BLANK).len();
    value.comment = value.comment.map(|at| equals + blanks + at);
    // An empty value before a comment, as in `A= # note`, is filled in right after the `=`.
    let start = if value.span.is_empty() { equals } else { equals + blanks };
    value.span = block.in_source(start)..block.in_source(start + value.span.end);
    Ok(Definition { block, name, value: Some(value) })
}

/// What PHP's `trim` removes: neither form feed nor NBSP.
const BLANK: [char; 6] = [' ', '\n', '\r', '\t', '\0', '\x0b'];

fn trim(text: &str) -> &str {
    text.trim_matches(BLANK)
}

/// The name without `export` and quotes; as an error what is left where that is not a name.
fn name_of(written: &str) -> Result<&str, &str> {
    let blank = [' ', '\t', '\n', '\r', '\x0b', '\x0c'];
    let mut name = written;
    if let Some(rest) = name.strip_prefix("export").filter(|rest| rest.starts_with(blank))
        && written.chars().count() > 8
    {
        name = rest.trim_start_matches(blank);
    }
    for quote in ['"', '\''] {
        if let Some(inner) = name.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            name = if inner.is_empty() { name } else { inner };
            break;
        }
    }
    if !name.is_empty() && name.chars().all(may_be_in_a_name) { Ok(name) } else { Err(name) }
}

/// The name before the `=` of a line, if it is one.
pub(super) fn name_in_line(line: &str) -> Option<&str> {
    let (before, _) = line.split_once('=')?;
    name_of(trim(before)).ok()
}

/// `[\p{Ll}\p{Lu}\p{M}\p{N}_.]`, as in phpdotenv 5.5 and later.
fn may_be_in_a_name(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    }
    let cased_letter = (c.is_lowercase() || c.is_uppercase()) && !CASED_BUT_NO_LL_OR_LU.iter().any(|r| r.contains(&c));
    cased_letter || is_combining_mark(c) || c.is_numeric()
}

/// Unicode's Other_Lowercase and Other_Uppercase without marks and numbers: modifier letters and enclosed letters.
const CASED_BUT_NO_LL_OR_LU: &[RangeInclusive<char>] = &[
    'ª'..='ª',
    'º'..='º',
    '\u{2b0}'..='\u{2b8}',
    '\u{2c0}'..='\u{2c1}',
    '\u{2e0}'..='\u{2e4}',
    '\u{37a}'..='\u{37a}',
    '\u{10fc}'..='\u{10fc}',
    '\u{1d2c}'..='\u{1d6a}',
    '\u{1d78}'..='\u{1d78}',
    '\u{1d9b}'..='\u{1dbf}',
    '\u{2071}'..='\u{2071}',
    '\u{207f}'..='\u{207f}',
    '\u{2090}'..='\u{209c}',
    '\u{24b6}'..='\u{24e9}',
    '\u{2c7c}'..='\u{2c7d}',
    '\u{a69c}'..='\u{a69d}',
    '\u{a770}'..='\u{a770}',
    '\u{a7f1}'..='\u{a7f4}',
    '\u{a7f8}'..='\u{a7f9}',
    '\u{ab5c}'..='\u{ab5f}',
    '\u{ab69}'..='\u{ab69}',
    '\u{10780}'..='\u{107ba}',
    '\u{1e030}'..='\u{1e06d}',
    '\u{1f130}'..='\u{1f189}',
];

/// A value with quotes and escapes resolved, and references not yet.
#[derive(Default)]
pub(super) struct RawValue {
    text: String,
    /// Where a `$` stands in the text that may begin a reference.
    dollars: Vec<usize>,
    /// Where the value is written in the block's source: quotes are part of it, blanks and a comment are not.
    pub span: Range<usize>,
    /// Where a comment begins in the block's joined text.
    pub comment: Option<usize>,
}

#[derive(Clone, Copy)]
enum State {
    Initial,
    Unquoted,
    SingleQuoted,
    DoubleQuoted,
    Escaped,
    Over,
    Comment,
}

impl RawValue {
    /// phpdotenv's transducer. Places count from the beginning of `written`.
    fn lex(written: &str) -> Result<RawValue, fn(String) -> Flaw> {
        let mut value = RawValue::default();
        let mut state = State::Initial;
        let mut at = 0;
        while at < written.len() {
            let token = token(&written[at..]);
            state = match (state, token) {
                (State::Initial | State::Unquoted | State::Over, "#") => {
                    value.comment = Some(at);
                    State::Comment
                }
                (State::Initial, "'") => State::SingleQuoted,
                (State::Initial, "\"") => State::DoubleQuoted,
                (State::Unquoted, blank) if is_blank(blank) => State::Over,
                (State::Initial | State::Unquoted, text) => value.take(text, State::Unquoted),
                (State::SingleQuoted, "'") | (State::DoubleQuoted, "\"") => State::Over,
                (State::SingleQuoted, text) => {
                    value.text.push_str(text);
                    State::SingleQuoted
                }
                (State::DoubleQuoted, "\\") => State::Escaped,
                (State::DoubleQuoted, text) => value.take(text, State::DoubleQuoted),
                (State::Escaped, text) => {
                    let mut rest = text.chars();
                    value.text.push(rest.next().and_then(unescaped).ok_or(escape as fn(String) -> Flaw)?);
                    value.text.push_str(rest.as_str());
                    State::DoubleQuoted
                }
                (State::Over, text) if is_blank(text) => State::Over,
                (State::Over, _) => return Err(|name| Flaw::Blank { name }),
                (State::Comment, _) => State::Comment,
            };
            at += token.len();
            match state {
                State::Initial | State::Unquoted | State::SingleQuoted | State::DoubleQuoted | State::Escaped => {
                    value.span.end = at;
                }
                // The closing quote is part of the value.
                State::Over if matches!(token, "'" | "\"") => value.span.end = at,
                State::Over | State::Comment => {}
            }
        }
        match state {
            State::SingleQuoted | State::DoubleQuoted | State::Escaped => Err(|name| Flaw::Unclosed { name }),
            State::Initial | State::Unquoted | State::Over | State::Comment => Ok(value),
        }
    }

    fn take(&mut self, text: &str, next: State) -> State {
        if text == "$" {
            self.dollars.push(self.text.len());
        }
        self.text.push_str(text);
        next
    }

    /// From right to left, so that `${A${B}}` nests. Inserted values are not searched for quotes or escapes.
    fn resolve(&self, value_of: impl Fn(&str) -> Option<String>) -> String {
        let mut text = self.text.clone();
        for at in self.dollars.iter().copied().rev() {
            let Some(name) = reference(&text[at..]) else { continue };
            if let Some(value) = value_of(name) {
                let end = at + "${}".len() + name.len();
                text.replace_range(at..end, &value);
            }
        }
        text
    }
}

fn escape(name: String) -> Flaw {
    Flaw::Escape { name }
}

/// A run of line ends, of blanks, or of other characters; a quote, a backslash, `#` and `$` stand alone.
fn token(rest: &str) -> &str {
    #[derive(PartialEq)]
    enum Kind {
        LineEnd,
        Blank,
        Mark,
        Text,
    }
    // Every mark is ASCII, so a place before one is a place between characters.
    let kind = |byte| match byte {
        b'\r' | b'\n' => Kind::LineEnd,
        b' ' | b'\t' | b'\x0b' | b'\x0c' => Kind::Blank,
        b'\\' | b'\'' | b'"' | b'#' | b'$' => Kind::Mark,
        _ => Kind::Text,
    };
    let bytes = rest.as_bytes();
    let first = bytes.first().map_or(Kind::Text, |byte| kind(*byte));
    let same = |byte: &&u8| first != Kind::Mark && kind(**byte) == first;
    let end = 1 + bytes.iter().skip(1).take_while(same).count();
    &rest[..end.min(rest.len())]
}

fn is_blank(token: &str) -> bool {
    token.starts_with(['\r', '\n', ' ', '\t', '\x0b', '\x0c'])
}

fn unescaped(c: char) -> Option<char> {
    match c {
        '"' | '\\' | '$' => Some(c),
        'f' => Some('\x0c'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        'v' => Some('\x0b'),
        _ => None,
    }
}

/// The name in a `${NAME}` at the beginning of a text.
fn reference(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix("${")?.split_once('}')?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    (!name.is_empty() && name.chars().all(fits)).then_some(name)
}
