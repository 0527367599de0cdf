//! What a DMARC text was meant to say, where receivers cannot read it so: tags without a semicolon between them, a colon for the
//! sign, addresses without `mailto:`, words with a letter too many. Judges nothing: what receivers read is another matter.

use super::tag::{Disposition, KNOWN, is_address};

/// Whether a text was meant to be DMARC, be it readable or not. It stands at a name that is for nothing else.
pub(super) fn is_meant(text: &str) -> bool {
    let squeezed: String = plain(text).to_lowercase().split_whitespace().collect();
    let has_policy = || tags(text).iter().any(|(name, value)| name == "p" && policy(value).is_some());
    squeezed.contains("v=dmarc")
        || squeezed.starts_with("dmarc1")
        || (squeezed.contains("dmarc") || squeezed.starts_with("p=")) && has_policy()
}

/// Whether all receivers find a record in the text: it begins as the RFC has it.
pub(super) fn is_found(text: &str) -> bool {
    let behind = text.strip_prefix("v=DMARC1").map(|behind| behind.trim_start_matches([' ', '\t']));
    behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(';'))
}

/// Whether some receiver counts the text among the records at a name. They differ in letters and blanks; what they pass by has
/// something before the version, another version, or something grown onto it.
pub(super) fn is_counted(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else { return false };
    let version = value.trim_start().get(..VERSION.len());
    let is_version = version.is_some_and(|it| it.as_bytes().eq_ignore_ascii_case(VERSION));
    let behind = value.trim_start().chars().nth(VERSION.len());
    name.trim().eq_ignore_ascii_case("v")
        && is_version
        && behind.is_none_or(|behind| behind == ';' || behind.is_whitespace())
}

/// Each tag with its value: the name in lower case, no blanks around either.
pub(super) fn tags(text: &str) -> Vec<(String, String)> {
    let text = plain(text);
    let mut all: Vec<(String, String)> = Vec::new();
    for piece in pieces(&text) {
        match (named(piece), all.last_mut()) {
            (Some((name, value)), _) => {
                let name = name.trim().to_ascii_lowercase();
                all.push((name, value.trim().trim_end_matches([',', ' ']).into()));
            }
            // An address behind a semicolon is one more of those before it.
            (None, Some((name, value))) if is_for_addresses(name) && piece.contains('@') => {
                value.push(',');
                value.push_str(piece.trim());
            }
            (None, _) => {}
        }
    }
    all
}

/// Whether a tag holds addresses.
pub(super) fn is_for_addresses(name: &str) -> bool {
    matches!(name, "rua" | "ruf")
}

/// The policy that a value was meant as.
pub(super) fn policy(value: &str) -> Option<Disposition> {
    let letters: String = value.chars().filter(char::is_ascii_alphabetic).map(|it| it.to_ascii_lowercase()).collect();
    let strictest_first = || Disposition::ALL.into_iter().rev();
    Disposition::begun(value)
        .or_else(|| strictest_first().find(|it| letters.contains(<&str>::from(it))))
        .or_else(|| strictest_first().find(|it| apart(&letters, it.into()) <= <&str>::from(it).len() / 3))
}

/// The addresses of a value, each as receivers take it, and what is not an address.
pub(super) fn addresses(value: &str) -> (Vec<String>, Vec<String>) {
    let (mut taken, mut left_out) = (Vec::new(), Vec::new());
    let around = ['<', '>', '(', ')', '[', ']', '"', '\''];
    for word in value.split([',', ' ']).map(|word| word.trim_matches(around)) {
        let bare = word.get(..7).filter(|it| it.eq_ignore_ascii_case("mailto:")).map_or(word, |_| &word[7..]);
        let whole = format!("mailto:{}", bare.trim_matches(around));
        // A scheme without an address, or the place behind the last comma.
        if bare.is_empty() {
            continue;
        }
        match (is_address(word), is_address(&whole)) {
            (true, _) => taken.push(word.to_owned()),
            (false, true) => taken.push(whole),
            (false, false) => left_out.push(word.to_owned()),
        }
    }
    (taken, left_out)
}

/// The text without what forms and word processors add, and with the signs of a plain keyboard.
fn plain(text: &str) -> String {
    let kept = text.chars().filter_map(|c| match c {
        '"' | '\'' | '\\' | '“' | '”' | '‘' | '’' | '«' | '»' => None,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        '；' => Some(';'),
        '，' => Some(','),
        '＝' => Some('='),
        '：' => Some(':'),
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        c => Some(c),
    });
    kept.collect()
}

/// What `v=` is.
const VERSION: &[u8] = b"DMARC1";

/// Cut at each semicolon, and wherever a tag begins behind something that was meant as one.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let before = &text[start..at];
        let tail = &before.as_bytes()[before.len().saturating_sub(VERSION.len())..];
        let is_cut = before.ends_with([',', ' ', '.', ':']) || tail.eq_ignore_ascii_case(VERSION);
        if is_cut && begins_tag(&text[at..]) {
            pieces.push(before);
            start = at;
        }
        if c == ';' {
            pieces.push(&text[start..at]);
            start = at + 1;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

fn begins_tag(rest: &str) -> bool {
    KNOWN.iter().any(|tag| {
        rest.get(..tag.len()).is_some_and(|it| it.eq_ignore_ascii_case(tag))
            && rest[tag.len()..].trim_start().starts_with(['=', ':'])
    })
}

/// Name and value, with `=` between them, or behind a known name a colon.
fn named(piece: &str) -> Option<(&str, &str)> {
    let is_known = |name: &str| KNOWN.iter().any(|tag| name.trim().eq_ignore_ascii_case(tag));
    match piece.split_once(':') {
        Some((name, value)) if is_known(name) => Some((name, value)),
        Some(_) | None => piece.split_once('='),
    }
}

/// How many letters have to be changed, added or taken away to make one word of the other (Levenshtein).
fn apart(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, c) in one.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], at + 1);
        for (to, d) in other.iter().enumerate() {
            let changed = corner + usize::from(c != *d);
            corner = row[to + 1];
            row[to + 1] = changed.min(corner + 1).min(row[to] + 1);
        }
    }
    row[other.len()]
}
