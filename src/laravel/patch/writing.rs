//! How a patch is written into a PHP file: text that is inserted in the style of what stands around it. Decides nothing, and
//! knows no mailer.

use memchr::memmem;

use crate::laravel::{
    config::required_by,
    patch_refusal::PatchRefusal,
    php::{Element, Expr, Php},
};

/// Text on both sides of a value.
pub(super) fn around(value: Expr, before: String, after: &str) -> [Edit; 2] {
    [Edit { at: value.range().start, text: before }, Edit { at: value.range().end, text: after.to_owned() }]
}

/// A config file that can be patched.
pub(super) struct Config<'f> {
    path: &'static str,
    pub source: &'f [u8],
    php: Php<'f>,
}

impl<'f> Config<'f> {
    /// A file that cannot be parsed is refused although nothing in it may have to change: Laravel cannot load it either.
    pub fn open(path: &'static str, source: &'f [u8]) -> Result<Config<'f>, PatchRefusal> {
        let php = Php::parse(source);
        match php.first_flaw() {
            Some(line) => Err(PatchRefusal::Unreadable { path, line }),
            None => Ok(Config { path, source, php }),
        }
    }

    /// The array that the file returns.
    pub fn returned(&self, wanted: &ConfigEntry) -> Result<Expr<'_>, PatchRefusal> {
        match self.php.returned() {
            Some(returned) if returned.is_array() => Ok(returned),
            Some(other) => Err(self.not_an_array(other, "what it returns", wanted)),
            None => Err(PatchRefusal::NotAnArray {
                path: self.path,
                line: 1,
                entry: "what it returns".into(),
                wanted: wanted.inline(),
            }),
        }
    }

    /// The array under a key; refused where something else stands there, or may.
    pub fn entry_of<'p>(
        &self,
        array: Expr<'p>,
        key: &str,
        wanted: &ConfigEntry,
    ) -> Result<Option<Expr<'p>>, PatchRefusal> {
        match self.value_of(array, key, wanted)? {
            Some(entry) if entry.is_array() => Ok(Some(entry)),
            Some(other) => Err(self.not_an_array(other, &format!("'{key}'"), wanted)),
            None => Ok(None),
        }
    }

    /// What stands under a key; refused where something that is unpacked later may take its place.
    pub fn value_of<'p>(
        &self,
        array: Expr<'p>,
        key: &str,
        wanted: &ConfigEntry,
    ) -> Result<Option<Expr<'p>>, PatchRefusal> {
        match array.has_spread_after(Some(key)) {
            true => Err(self.not_an_array(array, &format!("'{key}'"), wanted)),
            false => Ok(array.entry(key)),
        }
    }

    /// A refusal that names the place.
    pub fn not_an_array(&self, place: Expr, entry: &str, wanted: &ConfigEntry) -> PatchRefusal {
        let (path, line, entry, wanted) = (self.path, place.line(), entry.into(), wanted.inline());
        match place.is_required() {
            true => {
                let other = required_by(place, path).unwrap_or_else(|| place.text());
                PatchRefusal::FromAnotherFile { path, line, entry, other, wanted }
            }
            false => PatchRefusal::NotAnArray { path, line, entry, wanted },
        }
    }

    /// The file with these edits; `None` without edits.
    pub fn edited(self, mut edits: Vec<Edit>) -> Result<Option<Vec<u8>>, PatchRefusal> {
        if edits.is_empty() {
            return Ok(None);
        }
        // Stable: the end of a value is inserted before what follows it.
        edits.sort_by_key(|edit| edit.at);
        let mut bytes = self.source.to_vec();
        for Edit { at, text } in edits.into_iter().rev() {
            bytes.splice(at..at, text.into_bytes());
        }
        match Php::parse(&bytes).first_flaw() {
            Some(line) => Err(PatchRefusal::Unreadable { path: self.path, line }),
            None => Ok(Some(bytes)),
        }
    }
}

/// Text that is inserted; nothing is ever removed.
pub(super) struct Edit {
    at: usize,
    text: String,
}

/// An element to be written into an array.
pub(super) enum ConfigEntry {
    Plain { key: String, expression: String },
    Array { key: String, entries: Vec<ConfigEntry> },
}

impl ConfigEntry {
    /// An expression under a key.
    pub fn plain(key: &str, expression: &str) -> ConfigEntry {
        ConfigEntry::Plain { key: key.to_owned(), expression: expression.to_owned() }
    }

    /// An array under a key.
    pub fn array(key: &str, entries: impl IntoIterator<Item = ConfigEntry>) -> ConfigEntry {
        ConfigEntry::Array { key: key.to_owned(), entries: entries.into_iter().collect() }
    }

    fn is_tall(&self) -> bool {
        matches!(self, ConfigEntry::Array { .. })
    }

    /// On one line.
    pub fn inline(&self) -> String {
        match self {
            ConfigEntry::Plain { key, expression } => format!("'{key}' => {expression}"),
            ConfigEntry::Array { key, entries } => {
                let entries: Vec<String> = entries.iter().map(ConfigEntry::inline).collect();
                format!("'{key}' => [{}]", entries.join(", "))
            }
        }
    }

    /// Over several lines, the first of them not indented.
    fn tall(&self, indent: &str, line_end: &str) -> String {
        match self {
            ConfigEntry::Plain { .. } => self.inline(),
            ConfigEntry::Array { key, entries } => {
                let deeper = format!("{indent}{}", if indent.contains('\t') { "\t" } else { "    " });
                let line = |entry: &ConfigEntry| format!("{deeper}{},{line_end}", entry.tall(&deeper, line_end));
                let lines: String = entries.iter().map(line).collect();
                format!("'{key}' => [{line_end}{lines}{indent}]")
            }
        }
    }
}

/// A file that returns an array with nothing else in it.
pub(super) fn new_file(entry: &ConfigEntry) -> Vec<u8> {
    format!("<?php\n\nreturn [\n\n    {},\n\n];\n", entry.tall("    ", "\n")).into_bytes()
}

/// Inserts entries into an array in its own style, behind the element `beside`, else behind the last one.
pub(super) fn insertion(array: Expr, beside: Option<&str>, entries: &[ConfigEntry], source: &[u8]) -> Option<Edit> {
    if entries.is_empty() {
        return None;
    }
    let elements = array.elements();
    let neighbour = elements.iter().find(|element| beside.is_some() && element.key().as_deref() == beside);
    let Some(element) = neighbour.or(elements.last()) else {
        let inline: Vec<String> = entries.iter().map(ConfigEntry::inline).collect();
        let bracket = source[array.range()].iter().position(|byte| matches!(byte, b'[' | b'('))?;
        let at = array.range().start + bracket + 1;
        return Some(Edit { at, text: inline.join(", ") });
    };
    let line_end = if memmem::find(source, b"\r\n").is_some() { "\r\n" } else { "\n" };
    let written: Vec<String> = match indent_of(*element, source) {
        Some(indent) => {
            let write = |entry: &ConfigEntry| {
                let gap = if element.is_tall() && entry.is_tall() { line_end } else { "" };
                format!("{gap}{line_end}{indent}{}", entry.tall(&indent, line_end))
            };
            entries.iter().map(write).collect()
        }
        None => entries.iter().map(|entry| format!(" {}", entry.inline())).collect(),
    };
    let (at, text) = match element.after_comma() {
        Some(comma) => (after_comment(comma, source), format!("{},", written.join(","))),
        None => (element.range().end, format!(",{}", written.join(","))),
    };
    Some(Edit { at, text })
}

/// The blanks before an element that is the first in its line.
fn indent_of(element: Element, source: &[u8]) -> Option<String> {
    let before = &source[..element.range().start];
    let line = before.rsplit(|byte| *byte == b'\n').next()?;
    line.iter().all(|byte| matches!(byte, b' ' | b'\t')).then(|| String::from_utf8_lossy(line).into_owned())
}

/// Behind a comment at the end of the line, which belongs to the element before it.
fn after_comment(at: usize, source: &[u8]) -> usize {
    let line = source[at..].split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let text = line.trim_ascii_start();
    if text.starts_with(b"//") || text.starts_with(b"#") { at + line.len() } else { at }
}
