//! What JSON, XML and terminals do to a sentence, undone: `\"`, `\n`, `\u0027`, `&quot;`, line breaks and indentation.
//! Takes any bytes; what is not UTF-8 becomes a mark that no sentence holds. Does not know the sentences.
//!
//! Letters, digits and what no writer treats as special are written as themselves: no writer of JSON escapes a letter.
//! So a word is searched for in the text as it is, and only where one is found is the text around it undone.

use super::lines::{before_a_line, color, frame};

/// Text on one line, escapes undone, with its lower-case twin of the same length to search in.
pub(super) struct Flat {
    /// As it was written.
    pub text: String,
    /// In lower case.
    pub low: String,
}

/// The whole of a text on one line.
pub(super) fn flat(text: &[u8]) -> Flat {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // Most of a text is letters that stand for themselves, and single blanks between them.
        let run = rest.iter().position(|byte| !stands_for_itself(*byte)).unwrap_or(rest.len());
        let (letters, behind) = rest.split_at(run);
        out.push_str(std::str::from_utf8(letters).expect("they are ASCII"));
        rest = behind;
        if rest.first() == Some(&b' ') && rest.get(1).is_some_and(|byte| stands_for_itself(*byte)) {
            if !out.ends_with(' ') {
                out.push(' ');
            }
            rest = &rest[1..];
            continue;
        }
        let Some((c, length)) = first(rest) else { break };
        match is_blank(c) {
            true => {
                rest = &rest[blanks(rest)..];
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            false => {
                rest = &rest[length..];
                out.push(c);
            }
        }
    }
    // ASCII only, or the two would differ in length.
    let low = out.to_ascii_lowercase();
    Flat { text: out, low }
}

/// Whether a byte is a letter, a digit or a mark that begins no escape.
fn stands_for_itself(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'&')
}

/// How many bytes at the beginning of a text say these words, which are in lower case with one space between two: in
/// any case, with any blanks between them and any escapes in them. `None` where the text begins otherwise.
pub(super) fn says(text: &[u8], words: &str) -> Option<usize> {
    let same = |said: &[u8]| said.eq_ignore_ascii_case(words.as_bytes());
    // A backslash at the end may be one of several.
    if !words.ends_with('\\') && text.get(..words.len()).is_some_and(same) {
        return Some(words.len());
    }
    if begins_otherwise(text, words) {
        return None;
    }
    let mut at = 0;
    for word in words.chars() {
        let (c, length) = first(&text[at..])?;
        match word {
            ' ' if is_blank(c) => at += blanks(&text[at..]),
            _ if c.to_ascii_lowercase() == word => at += length,
            ' ' => at += break_in_a_log(&text[at..])?,
            _ => return None,
        }
    }
    Some(at)
}

/// Whether the first letter of a text is another one than that of words: most of what is compared ends here.
fn begins_otherwise(text: &[u8], words: &str) -> bool {
    match (text.first(), words.as_bytes().first()) {
        (Some(is), Some(should)) => {
            stands_for_itself(*is) && should.is_ascii() && *should != b' ' && is.to_ascii_lowercase() != *should
        }
        (Some(_) | None, _) => false,
    }
}

/// How long a line break is that a log within a log has escaped twice, with the blanks behind it. Where no sentence is
/// known it may be the beginning of a name in a path of Windows.
fn break_in_a_log(text: &[u8]) -> Option<usize> {
    let deep = text.iter().take_while(|byte| **byte == b'\\').count();
    let is_one = deep > 1 && matches!(text.get(deep), Some(b'n' | b'r' | b't'));
    is_one.then(|| deep + 1 + blanks(&text[deep + 1..]))
}

/// The same for a text that may end within the words: how many bytes of it say them, and whether it ended too early. It
/// then says so many characters of the words at least.
pub(super) fn says_or_is_cut(text: &[u8], words: &str, at_least: usize) -> Option<(usize, Whole)> {
    if let Some(length) = says(text, words) {
        return Some((length, Whole::Yes));
    }
    // Three full stops may be where it was cut.
    if text.first() != Some(&b'.') && begins_otherwise(text, words) {
        return None;
    }
    let mut at = 0;
    for (said, word) in words.chars().enumerate() {
        let rest = &text[at..];
        // In the middle of a word also before the line break with which most texts end.
        let is_over = rest.is_empty()
            || word != ' ' && rest.iter().all(u8::is_ascii_whitespace)
            || [&b"..."[..], "…".as_bytes(), b" (truncated"].iter().any(|it| rest.starts_with(it));
        if is_over {
            return (said >= at_least).then_some((at, Whole::Cut));
        }
        let (c, length) = first(rest)?;
        match word {
            // A line that ends is not cut.
            ' ' if is_blank(c) && blanks(rest) == rest.len() => return None,
            ' ' if is_blank(c) => at += blanks(rest),
            _ if c.to_ascii_lowercase() == word => at += length,
            _ => return None,
        }
    }
    None
}

/// Whether words stand in a text to their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    Yes,
    /// The text ends before they do.
    Cut,
}

/// How many bytes of blanks a text begins with, and of what a log puts before each of its lines.
pub(super) fn blanks(text: &[u8]) -> usize {
    /// No sentence is broken by more, in bytes.
    const MOST: usize = 2048;
    let text = text.get(..MOST).unwrap_or(text);
    let mut at = 0;
    while let Some((_, length)) = first(&text[at..]).filter(|(c, _)| is_blank(*c)) {
        let breaks = text[at] == b'\n' || text[at] == b'\\' && text[at + length - 1] == b'n';
        at += length;
        at += if breaks { before_a_line(&text[at..]) } else { frame(&text[at..]) };
    }
    at
}

/// The last character with escapes undone; the last byte where it is not ASCII.
pub(super) fn last(text: &[u8]) -> Option<char> {
    let byte = *text.last()?;
    // No escape ends otherwise.
    if !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\'' | b'/' | b';') {
        return Some(char::from(byte));
    }
    // The longest escapes are `\\u0022` and `&amp;quot;`.
    let longest = text.len().saturating_sub(12);
    let escaped = (longest..text.len()).find_map(|at| {
        let (c, length) = escape(&text[at..])?;
        (at + length == text.len() && c != '\\').then_some(c)
    });
    Some(escaped.unwrap_or(char::from(byte)))
}

/// What separates words: white space, and what a terminal or a broken file leaves between them.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// The first character that can be seen, with escapes undone, and how many bytes it takes with those before it.
pub(super) fn first(text: &[u8]) -> Option<(char, usize)> {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let (c, length) = match *rest.first()? {
            b'\\' | b'&' => escape(rest).unwrap_or((char::from(rest[0]), 1)),
            // What colors a line on a terminal.
            0x1B => (' ', 1 + color(&rest[1..])),
            byte if byte.is_ascii() => (char::from(byte), 1),
            _ => wide(rest),
        };
        at += length;
        if !is_unseen(c) {
            return Some((plain(c), at));
        }
    }
}

/// The character that an escape at the beginning stands for, and the escape's length. A log inside a log escapes twice,
/// so any number of backslashes is one.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    const NAMED: [(&[u8], char); 12] = [
        (b"quot;", '"'),
        (b"#34;", '"'),
        (b"apos;", '\''),
        (b"#39;", '\''),
        (b"#039;", '\''),
        (b"#x27;", '\''),
        (b"#x2F;", '/'),
        (b"#96;", '`'),
        (b"#x60;", '`'),
        (b"nbsp;", ' '),
        (b"lt;", '<'),
        (b"gt;", '>'),
    ];
    /// No writer nests deeper.
    const DEEPEST: usize = 32;
    if text.first() == Some(&b'&') {
        let again = text[1..].chunks(4).take(DEEPEST).take_while(|it| *it == b"amp;").count() * 4;
        let name = &text[1 + again..];
        let named = NAMED.iter().find(|(written, _)| name.starts_with(written));
        let own = named.map(|(written, is)| (*is, 1 + again + written.len()));
        return own.or((again > 0).then_some(('&', 1 + again)));
    }
    let deep = text.iter().take(DEEPEST).take_while(|byte| **byte == b'\\').count();
    let behind = text.get(deep).copied().unwrap_or_default();
    match (deep, behind) {
        (_, b'"') => Some(('"', deep + 1)),
        (_, b'\'') => Some(('\'', deep + 1)),
        (_, b'/') => Some(('/', deep + 1)),
        (1, b'n' | b'r' | b't') => Some((' ', 2)),
        (_, b'n') if before_a_line(&text[deep + 1..]) > 0 => Some((' ', deep + 1)),
        (_, b'u') => match coded(&text[deep + 1..]) {
            Some('\u{1B}') => Some((' ', deep + 5 + color(&text[deep + 5..]))),
            Some(c) => Some((c, deep + 5)),
            None => Some(('\\', deep)),
        },
        (_, _) => Some(('\\', deep)),
    }
}

/// The character of four hexadecimal digits. No writer escapes letters and digits, and a word with such escapes would
/// not be found.
fn coded(text: &[u8]) -> Option<char> {
    let digits = std::str::from_utf8(text.get(..4)?).ok()?;
    let all_digits = digits.bytes().all(|it| it.is_ascii_hexdigit());
    let c = all_digits.then(|| u32::from_str_radix(digits, 16).ok()).flatten().and_then(char::from_u32)?;
    (!c.is_ascii_alphanumeric()).then_some(c)
}

/// Whether a character is invisible: one without width, as web pages put where a line may break, or a byte order mark.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{AD}')
}

/// As programs write it: of the quotes that word processors, chats and web pages put in their place the plain ones.
fn plain(c: char) -> char {
    match c {
        '\u{2018}'..='\u{201B}' => '\'',
        '\u{201C}'..='\u{201F}' => '"',
        c => c,
    }
}

/// A character of several bytes; the mark for broken bytes where they are not one.
fn wide(text: &[u8]) -> (char, usize) {
    let length = match text.first() {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        Some(_) | None => 1,
    };
    let read = text.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).and_then(|it| it.chars().next());
    read.map_or((char::REPLACEMENT_CHARACTER, 1), |c| (c, length))
}

impl Flat {
    /// What follows the first of these words, which are in lower case.
    pub fn after(&self, words: &str) -> Option<&str> {
        let at = self.low.find(words)? + words.len();
        Some(&self.text[at..])
    }

    /// What stands between two words.
    pub fn between(&self, before: &str, behind: &str) -> Option<&str> {
        let at = self.low.find(before)? + before.len();
        Some(&self.text[at..at + self.low[at..].find(behind)?])
    }

    /// Whether it holds these words, which are in lower case.
    pub fn has(&self, words: &str) -> bool {
        self.low.contains(words)
    }
}
