//! `Authentication-Results`, the header in which a receiver says what it made of a message: SPF, DKIM and DMARC. Does
//! not know whose domain it is.

use super::{
    flat::{Flat, flat, says},
    lines::before_a_line,
    rank::{FoundError, Rank, Span},
};
use crate::diagnosis::complaint::{Kind, Received, Verified};

/// The word by which it is found.
pub(super) const WORD: &str = "Authentication";
const HEADER: &str = "-results:";
/// Headers are folded over some lines.
const LONGEST: usize = 2 * 1024;

/// The header at this place.
pub(super) fn look(text: &[u8], at: usize, end: usize) -> Option<FoundError> {
    let to = end + says(&text[end..], HEADER)?;
    let rest = &text[to..];
    let length = end_of_header(rest);
    let low = flat(&rest[..length]).low;
    // The names of the checks, or it is prose.
    let says_some = ["spf=", "dkim=", "dmarc="].iter().any(|check| low.contains(check));
    says_some.then(|| FoundError {
        rank: Rank::Outcome,
        kind: Kind::Received,
        from: at,
        to: to + length,
        span: Span::Closed,
        code: None,
        names_mail: true,
    })
}

/// What the parts of a header begin with.
const CHECKS: [&str; 5] = ["spf=", "dkim=", "dmarc=", "smtp.", "header."];

/// Whether a line goes on with the header, though it does not begin with a blank: a mail program broke it between words.
fn is_broken(header: &[u8], next: &[u8]) -> bool {
    let line = &next[..next.iter().position(|byte| *byte == b'\n').unwrap_or(next.len())];
    let count = |mark: u8| header.iter().filter(|byte| **byte == mark).count();
    let name = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    let is_another_header = name > 0 && line[name..].starts_with(b": ");
    let low = flat(line).low;
    let has_a_check = CHECKS.iter().any(|check| low.contains(check));
    !line.is_empty() && (count(b'(') > count(b')') || has_a_check && !is_another_header)
}

/// How far the header goes: lines that begin with a blank belong to it. Where it was pasted without them, so do those
/// that begin with a check.
fn end_of_header(text: &[u8]) -> usize {
    let near = text.get(..LONGEST).unwrap_or(text);
    let mut at = 0;
    loop {
        let Some(line) = near[at..].iter().position(|byte| *byte == b'\n') else { return near.len() };
        at += line + 1;
        let next = &near[at..];
        let next = &next[before_a_line(next)..];
        let folded = next.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        let check = CHECKS.iter().any(|it| says(next, it).is_some());
        if !folded && !check && !is_broken(&near[..at], next) {
            return at;
        }
    }
}

/// What the header says.
pub(super) fn read(header: &Flat) -> Received {
    let mut received = Received {
        by: judge(&header.low),
        from: value(&header.low, "header.from="),
        mail_from: value(&header.low, "smtp.mailfrom=").map(|it| it.rsplit('@').next().unwrap_or(&it).to_owned()),
        spf: value(&header.low, "spf=").map(|said| verified(&said)),
        dkim: Vec::new(),
        dmarc: value(&header.low, "dmarc=").map(|said| verified(&said)),
    };
    let mut rest = header.low.as_str();
    while let Some(at) = rest.find("dkim=") {
        rest = &rest[at..];
        let end = rest[5..].find("dkim=").map_or(rest.len(), |next| next + 5);
        let part = &rest[..end];
        let of = value(part, "header.d=")
            .or_else(|| value(part, "header.i="))
            .map(|it| it.trim_start_matches('@').to_owned());
        if let Some(said) = value(part, "dkim=") {
            // A key that is not in DNS is called a passing error, or nothing to check.
            let is_without_a_key = part.contains("(no key");
            received.dkim.push((if is_without_a_key { Verified::Fail } else { verified(&said) }, of));
        }
        rest = &rest[end..];
    }
    received
}

/// The first word behind the header's name; a number there is the version of the format.
fn judge(low: &str) -> Option<String> {
    let (_, rest) = low.split_once(HEADER)?;
    let word = rest.trim_start().split([';', ' ', '\t']).next()?;
    (word.contains('.') && !word.contains('=')).then(|| word.to_owned())
}

fn value(low: &str, name: &str) -> Option<String> {
    let at = low.find(name)? + name.len();
    let said: String =
        low[at..].chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | '@' | '+')).collect();
    (!said.is_empty()).then_some(said)
}

fn verified(said: &str) -> Verified {
    match said {
        "pass" | "bestguesspass" => Verified::Pass,
        "none" | "neutral" | "policy" => Verified::Nothing,
        "temperror" => Verified::Unknown,
        _ => Verified::Fail,
    }
}
