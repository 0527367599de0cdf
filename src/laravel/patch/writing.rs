//! How a patch is written into a PHP file: text that is inserted in the style of what stands around it. Decides nothing, and
//! knows no mailer.

use std::collections::BTreeMap;

use memchr::memmem;

use super::{
    entry::ConfigEntry,
    spots::{Spot, Table},
};
use crate::laravel::{
    files::Files,
    patch_refusal::PatchRefusal,
    php::{Element, Php},
};

/// Text on both sides of a value.
pub(super) fn around(value: Spot, before: String, after: &str) -> [Edit; 2] {
    let (range, file) = (value.expr.range(), value.file);
    let edit = |at, text| Edit { file: file.to_owned(), at, text };
    [edit(range.start, before), edit(range.end, after.to_owned())]
}

/// The files with these edits; none without edits.
pub(super) fn edited(files: &Files, edits: Vec<Edit>) -> Result<Vec<(String, Vec<u8>)>, PatchRefusal> {
    let mut by_file: BTreeMap<String, Vec<Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(edit.file.clone()).or_default().push(edit);
    }
    let written = |(path, mut edits): (String, Vec<Edit>)| {
        // Stable: the end of a value is inserted before what follows it.
        edits.sort_by_key(|edit| edit.at);
        let mut bytes = files.get(&path).cloned().unwrap_or_default();
        for Edit { at, text, .. } in edits.into_iter().rev() {
            bytes.splice(at..at, text.into_bytes());
        }
        match Php::parse(&bytes).first_flaw() {
            Some(line) => Err(PatchRefusal::Unreadable { path, line }),
            None => Ok((path, bytes)),
        }
    };
    by_file.into_iter().map(written).collect()
}

/// Text that is inserted; nothing is ever removed.
pub(super) struct Edit {
    file: String,
    at: usize,
    text: String,
}

/// A file that returns an array with nothing else in it.
pub(super) fn new_file(entry: &ConfigEntry) -> Vec<u8> {
    format!("<?php\n\nreturn [\n\n    {},\n\n];\n", entry.tall("    ", "\n")).into_bytes()
}

/// Inserts entries into an array in its own style, behind the element `beside`, else behind the last one.
pub(super) fn insertion(table: &Table, beside: Option<&str>, entries: &[ConfigEntry], files: &Files) -> Option<Edit> {
    if entries.is_empty() {
        return None;
    }
    let Spot { expr: array, file } = table.place_for_more(beside)?;
    let source = files.get(file)?.as_slice();
    let edit = |at, text| Edit { file: file.to_owned(), at, text };
    let elements = array.elements();
    let neighbour = elements.iter().find(|element| beside.is_some() && element.key().as_deref() == beside);
    let Some(element) = neighbour.or(elements.last()) else {
        let inline: Vec<String> = entries.iter().map(ConfigEntry::inline).collect();
        let bracket = source[array.range()].iter().position(|byte| matches!(byte, b'[' | b'('))?;
        let at = array.range().start + bracket + 1;
        return Some(edit(at, inline.join(", ")));
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
    Some(edit(at, text))
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
