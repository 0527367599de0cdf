//! Lines that a quote hides from phpdotenv without an error. Does not correct the file: the developer must close the
//! quote.
//!
//! What counts is a lost line that would be a definition by itself. A commented-out key that spans lines is joined too,
//! but hides only comments; a value in double quotes that spans lines is read as intended.

use std::fmt;

use super::read::{Block, Blocks, Parsed, blocks, definition, lines, name_in_line, text_of};

/// The first quote of a file that hides lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swallow {
    /// The line with the quote, from 1.
    pub line: usize,
    /// The last hidden line; `None` where all lines to the end of the file are hidden, including lines appended later.
    pub until: Option<usize>,
    /// The names on the hidden lines.
    pub names: Vec<String>,
}

impl fmt::Display for Swallow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line;
        match self.until {
            Some(until) => write!(f, "line {line}: a quote that is not closed there hides the lines up to {until}")?,
            None => write!(f, "line {line}: a quote that is never closed hides this line and all below it")?,
        }
        if !self.names.is_empty() {
            write!(f, " ({})", self.names.join(", "))?;
        }
        Ok(())
    }
}

/// The first quote of a file that hides lines. Does not look at flaws: a file may be refused and swallow as well.
pub fn swallowed(bytes: &[u8]) -> Option<Swallow> {
    swallowed_in(&text_of(bytes))
}

/// The same, of text without a byte order mark.
pub(super) fn swallowed_in(text: &str) -> Option<Swallow> {
    first_of(&blocks(text))
}

/// The same, of a file that was taken apart.
pub fn swallowed_of(parsed: &Parsed<'_>) -> Option<Swallow> {
    first_of(parsed.blocks())
}

fn first_of(blocks: &Blocks<'_>) -> Option<Swallow> {
    let closed = blocks.whole.iter().find_map(|block| {
        let block = *block;
        let hidden = hidden_lines(block)?;
        let last = block.line + lines(block.source).len() - 1;
        let names = names(hidden.lines());
        // Blank lines and comments are not lost.
        hidden.lines().any(|line| !alone(line).is_dropped()).then_some(Swallow {
            line: block.line,
            until: Some(last),
            names,
        })
    });
    closed.or_else(|| {
        let block = blocks.open?;
        let joined = block.joined();
        let shown = joined.lines().filter(|line| !alone(line).is_dropped());
        Some(Swallow { line: block.line, until: None, names: names(shown) })
    })
}

/// The lines of a block after the one in which a comment begins.
fn hidden_lines(block: Block<'_>) -> Option<String> {
    memchr::memchr2(b'\r', b'\n', block.source.as_bytes())?;
    let joined = block.joined();
    let comment = if block.is_dropped() { 0 } else { definition(block).ok()?.value?.comment? };
    let (_, hidden) = joined[comment..].split_once('\n')?;
    Some(hidden.to_owned())
}

fn alone(line: &str) -> Block<'_> {
    Block { line: 1, at: 0, source: line }
}

fn names<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<String> {
    lines.filter_map(name_in_line).map(str::to_owned).collect()
}
