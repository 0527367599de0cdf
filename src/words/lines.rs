//! Sentences in the lines of a terminal. Knows no screen: how wide one is, is told.

use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Broken between words after so many columns. What is to be copied, a command or a value, stays on its line: it has no
/// Hangul, and does not end as a sentence does. Within a sentence it stands in backquotes, and stays in one piece.
pub fn at_blanks(line: &str, width: usize) -> String {
    let is_hangul = |c: char| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '가'..='힣');
    let is_said = line.contains(is_hangul) || line.trim_end().ends_with(['.', '?', '!', ':', ')']);
    match is_said {
        true => broken(line, width, line.len() - line.trim_start().len()),
        false => line.to_owned(),
    }
}

/// A sentence broken between words after so many columns; its further lines begin below the first word, behind the mark of
/// a list.
pub fn broken_below(line: &str, width: usize) -> String {
    let behind = line.trim_start();
    let mut at = line.len() - behind.len();
    let mut all = behind.chars();
    if let (Some(mark), Some(' ')) = (all.next(), all.next())
        && !mark.is_alphanumeric()
    {
        at += mark.width().unwrap_or_default() + 1;
    }
    broken(line, width, at)
}

/// The same, its further lines so many columns in.
pub fn broken(line: &str, width: usize, at: usize) -> String {
    if line.width() <= width {
        return line.to_owned();
    }
    let line = &commands_in_one_piece(line);
    let indent = &line[..line.len() - line.trim_start().len()];
    let further = " ".repeat(at.min(width / 2));
    let options = Options::new(width.max(1))
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false)
        .initial_indent(indent)
        .subsequent_indent(&further);
    textwrap::wrap(line.trim_start(), options).join("\n").replace(BLANK_OF_COMMAND, " ")
}

/// Stands for a blank at which no line breaks.
const BLANK_OF_COMMAND: char = '\u{a0}';

/// What stands in backquotes is to be copied.
fn commands_in_one_piece(line: &str) -> String {
    let parts = line.split('`').enumerate().map(|(at, part)| match at % 2 == 0 {
        true => part.to_owned(),
        false => part.replace(' ', BLANK_OF_COMMAND.encode_utf8(&mut [0; 2])),
    });
    parts.collect::<Vec<_>>().join("`")
}
