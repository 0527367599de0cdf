//! What a patch changes, line by line, to be shown before it is made. Unchanged lines are left out, and long quoted
//! texts, which may be secrets, are masked. Does not know what a patch is for.

use similar::{ChangeTag, TextDiff};

/// A changed line, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiffLine {
    /// A line that goes.
    Removed(String),
    /// A line that comes.
    Added(String),
}

/// The changed lines between two contents of a file; `before` is empty for a new file.
pub fn diff(before: &[u8], after: &[u8]) -> Vec<DiffLine> {
    let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
    let diff = TextDiff::from_lines(&*before, &*after);
    let changed = diff.iter_all_changes().filter_map(|change| {
        let line = without_secrets(change.value().trim_end_matches(['\r', '\n']));
        match change.tag() {
            ChangeTag::Equal => None,
            ChangeTag::Delete => Some(DiffLine::Removed(line)),
            ChangeTag::Insert => Some(DiffLine::Added(line)),
        }
    });
    changed.collect()
}

/// Shorter than any secret, in bytes, and longer than most texts in a config file.
const SHORTEST_SECRET: usize = 16;

/// The line with its long quoted texts masked, except names of variables.
pub(super) fn without_secrets(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['\'', '"']) {
        let quote = &rest[at..=at];
        let (before, inside) = (&rest[..=at], &rest[at + 1..]);
        let end = inside.find(quote).unwrap_or(inside.len());
        let text = &inside[..end];
        shown.push_str(before);
        shown.push_str(if may_be_secret(text) { "•••" } else { text });
        rest = &inside[end..];
        if let Some(behind) = rest.strip_prefix(quote) {
            shown.push_str(quote);
            rest = behind;
        }
    }
    shown + rest
}

fn may_be_secret(text: &str) -> bool {
    let is_variable = text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    text.len() >= SHORTEST_SECRET && !(is_variable && text.contains('_'))
}
