//! What JSON, XML and terminals do to a sentence, undone: `\"`, `\n`, `\u0027`, `&quot;`, line breaks and indentation.
//! Takes any bytes; what is not UTF-8 becomes a mark that no sentence holds. Does not know the sentences.
//!
//! Letters, digits and what no writer treats as special are written as themselves: no writer of JSON escapes a letter.
//! So a word is searched for in the text as it is, and only where one is found is the text around it undone.

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
    while let Some((c, length)) = first(rest) {
        rest = &rest[length..];
        match is_blank(c) {
            true if out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.push(c),
        }
    }
    // ASCII only, or the two would differ in length.
    let low = out.to_ascii_lowercase();
    Flat { text: out, low }
}

/// How many bytes at the beginning of a text say these words, which are in lower case with one space between two: in
/// any case, with any blanks between them and any escapes in them. `None` where the text begins otherwise.
pub(super) fn says(text: &[u8], words: &str) -> Option<usize> {
    let same = |said: &[u8]| said.eq_ignore_ascii_case(words.as_bytes());
    if text.get(..words.len()).is_some_and(same) {
        return Some(words.len());
    }
    let mut at = 0;
    for word in words.chars() {
        let (c, length) = first(&text[at..])?;
        match word {
            ' ' if is_blank(c) => {
                at += length;
                at += blanks(&text[at..]);
            }
            _ if c.to_ascii_lowercase() == word => at += length,
            _ => return None,
        }
    }
    Some(at)
}

/// How many bytes of blanks a text begins with.
pub(super) fn blanks(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some((_, length)) = first(&text[at..]).filter(|(c, _)| is_blank(*c)) {
        at += length;
    }
    at
}

/// The last character with escapes undone; the last byte where it is not ASCII.
pub(super) fn last(text: &[u8]) -> Option<char> {
    let byte = *text.last()?;
    // No escape ends otherwise.
    if !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'/' | b';') {
        return Some(char::from(byte));
    }
    // The longest escape is `\\u0022` and `&quot;`.
    let longest = text.len().saturating_sub(6);
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

/// The first character with escapes undone, and how many bytes it takes.
pub(super) fn first(text: &[u8]) -> Option<(char, usize)> {
    let byte = *text.first()?;
    Some(match byte {
        b'\\' | b'&' => escape(text).unwrap_or((char::from(byte), 1)),
        _ if byte.is_ascii() => (char::from(byte), 1),
        _ => wide(text),
    })
}

/// The character that an escape at the beginning stands for, and the escape's length. A log inside a log escapes twice,
/// so any number of backslashes is one.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    const NAMED: [(&[u8], char); 7] = [
        (b"&quot;", '"'),
        (b"&#34;", '"'),
        (b"&apos;", '\''),
        (b"&#39;", '\''),
        (b"&lt;", '<'),
        (b"&gt;", '>'),
        (b"&amp;", '&'),
    ];
    /// No writer nests deeper.
    const DEEPEST: usize = 32;
    if text.first() == Some(&b'&') {
        return NAMED.iter().find(|(written, _)| text.starts_with(written)).map(|(written, is)| (*is, written.len()));
    }
    let deep = text.iter().take(DEEPEST).take_while(|byte| **byte == b'\\').count();
    let behind = text.get(deep).copied().unwrap_or_default();
    match (deep, behind) {
        (_, b'"') => Some(('"', deep + 1)),
        (_, b'/') => Some(('/', deep + 1)),
        (1, b'n' | b'r' | b't') => Some((' ', 2)),
        (_, b'u') => coded(&text[deep + 1..]).map(|c| (c, deep + 5)).or(Some(('\\', deep))),
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
