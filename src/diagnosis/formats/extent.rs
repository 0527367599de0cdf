//! Where a sentence begins and ends that is known in part: AWS's own words are kept whole. What a wrapping puts behind
//! them (`</Message>`, `" , "code"`, `{"exception"`, `at /var/www`) is not part of them. Does not know the sentences.

use super::{
    flat::{first, flat, is_blank, last, says},
    lines::before_a_line,
};

/// AWS's longest have some 400 characters.
const LONGEST: usize = 600;

/// What ends a sentence, behind a blank.
const BEHIND: [&str; 16] = [
    " {\"",
    " at /",
    " in /",
    " at c:\\",
    " in c:\\",
    " - <",
    " (service: ",
    " request id:",
    " status code: 4",
    " [stacktrace]",
    " (code ",
    " (in reply to ",
    " > rset",
    " !! ",
    " >> ",
    " @ /",
];

/// What begins a line that does not go on with the sentence.
const NEXT_LINE: [&str; 28] = [
    "#",
    "[",
    "{",
    "}",
    "<",
    "at ",
    "in ",
    "\"",
    "stack trace",
    "traceback",
    "file ",
    "the canonical string",
    "the string-to-sign",
    "caused by",
    "next ",
    "code:",
    "exception",
    "status code:",
    // The headers of a mail, and its first words.
    "from:",
    "to:",
    "cc:",
    "date:",
    "sent:",
    "subject:",
    "message-id:",
    "reply-to:",
    "mime-version:",
    "dear ",
];

/// The sentence from a place to its end, on one line; at least up to `to`.
pub(super) fn sentence(text: &[u8], from: usize, to: usize) -> String {
    let end = end_of(text, from, to);
    let said = flat(&text[from..end]).text;
    let said = said.trim().trim_end_matches(['\'', '"', '`', ',', ';']);
    let (said, cut) = match said.char_indices().nth(LONGEST) {
        Some((at, _)) => (&said[..at], "…"),
        None => (said, ""),
    };
    // Laravel adds a full stop to AWS's; three are a cut of SES's.
    let said = match said.strip_suffix("..") {
        Some(one) if !one.ends_with('.') => &said[..said.len() - 1],
        Some(_) | None => said,
    };
    format!("{said}{cut}")
}

/// Where the sentence begins that goes with a code; `None` where no sentence stands there. The code's word is from `at` to `end`.
pub(super) fn behind_a_code(text: &[u8], at: usize, end: usize) -> Option<usize> {
    const NEAR: usize = 400;
    let rest = &text[end..text.len().min(end + NEAR)];
    let behind = |words: &str| find(rest, words).map(|(_, to)| end + to);
    // CLI: behind the operation. PHP, JavaScript, Java and Go: behind the colon.
    if says(&text[at..], "occurred (").is_some() {
        // Behind the line, or what a log puts behind its sentence, is another one.
        let own = rest.iter().position(|byte| matches!(byte, b'\n' | b'{')).unwrap_or(rest.len());
        let on_the_line = || find(&rest[..own], "): ").map(|(_, to)| end + to);
        return behind(" operation: ").or_else(on_the_line);
    }
    if text[at].is_ascii_digit() {
        return Some(at);
    }
    if let Some(length) = says(rest, ": ") {
        return Some(end + length);
    }
    if text[..end].ends_with(b":") {
        return Some(end + says(rest, " ").unwrap_or(0));
    }
    if says(&text[at..], "api error ").is_some() {
        return behind(": ");
    }
    // XML and JSON: in a member of its own, before the code or behind it.
    let lowest = at.saturating_sub(NEAR);
    let before = |words: &str| find(&text[lowest..at], words).map(|(_, to)| lowest + to);
    let member = |words: &str| behind(words).or_else(|| before(words).filter(|from| !is_within(text, *from, at)));
    member("<message>")
        .or_else(|| member("\"message\":\""))
        .or_else(|| member("\"message\": \""))
        .or_else(|| member("message: '"))
}

/// Whether a place is within the value that begins at another: no quote as deep as the one before it stands between.
fn is_within(text: &[u8], from: usize, at: usize) -> bool {
    let Some((quote, before)) = text[..from].split_last().filter(|(quote, _)| matches!(quote, b'"' | b'\'')) else {
        return false;
    };
    let deep = |text: &[u8]| text.iter().rev().take_while(|byte| **byte == b'\\').count();
    let depth = deep(before);
    let closes = |place: usize| text[place] == *quote && deep(&text[from..place]) == depth;
    !(from..at).any(closes)
}

/// Where words stand in a text, from and to.
fn find(text: &[u8], words: &str) -> Option<(usize, usize)> {
    (0..text.len()).find_map(|at| Some((at, at + says(&text[at..], words)?)))
}

/// Where a client begins to say that it did not reach a host: the reason stands at the end. At the place itself where it
/// says no more, or where an address with a password stands between.
pub(super) fn lead_in(text: &[u8], at: usize) -> usize {
    const MOST: usize = 300;
    const BEGINNINGS: [&str; 8] = [
        "connection could not be established with host",
        "connection to \"",
        "curl error ",
        "could not connect to ",
        "ssl validation failed for ",
        "unable to connect ",
        "dial tcp",
        "getaddrinfo ",
    ];
    let lowest = at.saturating_sub(MOST);
    let begins = (lowest..at).find(|from| BEGINNINGS.iter().any(|it| says(&text[*from..], it).is_some()));
    let Some(from) = begins else { return at };
    let between = &text[from..at];
    let is_a_url =
        |at: usize| between[at..].iter().take_while(|byte| !byte.is_ascii_whitespace()).any(|byte| *byte == b'@');
    let has_a_password = memchr::memmem::find_iter(between, b"://").any(is_a_url);
    if has_a_password || between.windows(2).any(|pair| pair == b"\n\n") { at } else { from }
}

/// Where the sentence that a place is in begins.
pub(super) fn start_of(text: &[u8], at: usize) -> usize {
    const MOST: usize = 400;
    let lowest = at.saturating_sub(MOST);
    let mut from = at;
    while from > lowest {
        let before = &text[..from];
        let byte = before[from - 1];
        let ends_here = matches!(byte, b'\n' | b'"' | b'>') || before.ends_with(b": ") || before.ends_with(b". ");
        if ends_here {
            break;
        }
        from -= 1;
    }
    while from < at && first(&text[from..]).is_some_and(|(c, _)| is_blank(c)) {
        from += 1;
    }
    from
}

fn end_of(text: &[u8], from: usize, to: usize) -> usize {
    let quoted = text[..from].ends_with(b"'");
    let mut at = to;
    let mut taken = 0;
    while taken < LONGEST {
        let rest = &text[at..];
        let Some((c, length)) = first(rest) else { break };
        let behind = &rest[length..];
        let ends = match c {
            '<' => {
                behind.first().is_some_and(|byte| *byte == b'/' || byte.is_ascii_uppercase())
                    || says(rest, "<br").is_some()
            }
            '"' => closes(behind) || ends_what_quotes_it(&text[from..at], behind),
            '\'' => {
                quoted && first(behind).is_none_or(|(c, _)| matches!(c, ',' | ')' | '}' | '.' | ']') || is_blank(c))
            }
            _ if is_line_break(rest) => !goes_on(text, from, at, behind),
            _ if is_blank(c) => BEHIND.iter().any(|it| says(rest, it).is_some()),
            _ => false,
        };
        if ends {
            break;
        }
        at += length;
        taken += 1;
    }
    at
}

/// Whether a quotation mark with this behind it ends a value, and does not quote a word of the sentence.
fn closes(behind: &[u8]) -> bool {
    let Some((c, length)) = first(behind) else { return true };
    match c {
        '}' | ']' | ')' => true,
        ',' => {
            let rest = &behind[length..];
            let value = first(rest).map(|(c, _)| c);
            let after = rest.iter().position(|byte| !byte.is_ascii_whitespace()).map(|at| rest[at]);
            value.is_none_or(|c| c == '"' || c == '\'')
                || matches!(after, Some(b'"' | b'\'' | b'\\'))
                || rest.starts_with(b"\n")
        }
        c => is_blank(c) && (behind.starts_with(b"\n") || behind.starts_with(b"\\n")),
    }
}

/// Whether a quotation mark ends what another program quotes, with that program's full stop behind it: `…, with message
/// "451 4.4.2 …client.".`
fn ends_what_quotes_it(said: &[u8], behind: &[u8]) -> bool {
    let Some(rest) = behind.strip_prefix(b".") else { return false };
    let is_over = first(rest).is_none_or(|(c, _)| is_blank(c) || c == '"');
    is_over && said.iter().filter(|byte| **byte == b'"').count().is_multiple_of(2)
}

fn is_line_break(text: &[u8]) -> bool {
    matches!(text.first(), Some(b'\n' | b'\r')) || text.starts_with(b"\\n") || text.starts_with(b"\\r")
}

/// Whether a sentence goes on in the next line: a terminal or a mail program wrapped it.
fn goes_on(text: &[u8], from: usize, at: usize, behind: &[u8]) -> bool {
    let mut next = behind;
    if text[at] == b'\r' && next.first() == Some(&b'\n') {
        next = &next[1..];
    }
    if is_line_break(next) || next.is_empty() {
        return false;
    }
    next = &next[before_a_line(next)..];
    let blanks = next.iter().take_while(|byte| **byte == b' ' || **byte == b'\t').count();
    let line = &next[blanks..];
    let starts_otherwise = line.is_empty()
        || is_line_break(line)
        || line[0].is_ascii_digit()
        || NEXT_LINE.iter().any(|it| says(line, it).is_some());
    // A sentence that is over is not continued, unless the line was full.
    let line_length = text[..at].iter().rev().take_while(|byte| **byte != b'\n').count();
    let is_over = last(&text[from..at]).is_some_and(|c| matches!(c, '.' | ')' | '"' | '!'));
    !(starts_otherwise || is_over && line_length < 60)
}
