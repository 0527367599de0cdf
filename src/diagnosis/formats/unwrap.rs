//! A text that a terminal or a form broke at its width, in the middle of words, put together again. Does not know what
//! the text says.

use super::lines::before_a_line;

/// Nothing narrower is a terminal, and nothing wider is broken.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=250;

/// How wide terminals, mails and forms usually are.
const USUAL: [usize; 10] = [72, 76, 78, 79, 80, 100, 120, 132, 160, 200];

/// The text without the breaks; `None` where it does not look broken. So it looks where two lines are as long as any, or
/// one that is as long as a usual terminal is wide, and the next goes on.
pub(in crate::diagnosis) fn unwrapped(text: &[u8]) -> Option<Vec<u8>> {
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').map(without_return).collect();
    let width = lines.iter().map(|line| columns(line)).max().filter(|width| WIDTHS.contains(width))?;
    let is_full = |line: &&[u8]| columns(line) == width;
    let full = lines.windows(2).filter(|pair| is_full(&pair[0]) && goes_on_in(pair[1])).count();
    if full == 0 || (full == 1 && !USUAL.contains(&width)) {
        return None;
    }
    let mut out = Vec::with_capacity(text.len());
    for (at, line) in lines.iter().enumerate() {
        out.extend_from_slice(line);
        let goes_on = is_full(line) && lines.get(at + 1).is_some_and(|next| goes_on_in(next));
        if at + 1 < lines.len() && !goes_on {
            out.push(b'\n');
        }
    }
    Some(out)
}

/// Whether a line may be the rest of the one before. What a log puts before each of its lines begins a new one.
fn goes_on_in(line: &[u8]) -> bool {
    !line.is_empty() && before_a_line(line) == 0
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// How many columns of a terminal a line takes: a character of Korean takes two.
fn columns(line: &[u8]) -> usize {
    let text = String::from_utf8_lossy(line);
    text.chars().map(|c| unicode_width::UnicodeWidthChar::width(c).unwrap_or(0)).sum()
}
