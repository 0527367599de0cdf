//! What logs, terminals and mails put before each line of a text that has several. Does not know what the lines say.

/// Nothing that stands before a line is longer, in bytes.
const LONGEST: usize = 120;

/// No service of docker compose has a longer name.
const LONGEST_NAME: usize = 48;

/// So many logs stand in each other: an app's in a container's, that in journald's, and this in a mail.
const MOST_LOGS: usize = 4;

/// Mail servers: each of their lines is about something of its own.
const OF_SINGLE_LINES: [&[u8]; 4] = [b"postfix", b"sendmail", b"exim", b"msmtp"];

/// How long what stands before a line is: the container's name (`app-1  | `), a mark of quotation (`> `), the frame of a
/// terminal's box (`│ `), the time that docker adds, or the time and the process that journald, syslog and hosts add. A
/// box may stand in a log, and a log in a log.
pub(super) fn before_a_line(line: &[u8]) -> usize {
    let mut before = of_the_log(line);
    for _ in 0..MOST_LOGS {
        let blanks = line[before..].iter().take_while(|byte| **byte == b' ').count();
        let inside = &line[before + blanks..];
        let length = match frame(inside) {
            // Behind blanks alone a log has nothing.
            0 if before > 0 => of_the_log(inside),
            length => length,
        };
        if length == 0 {
            break;
        }
        before += blanks + length;
    }
    before
}

/// What a terminal's box has before each line.
pub(super) const FRAME: &[u8] = "│".as_bytes();

/// How long the frames of a terminal's boxes are, at the beginning of a line in them.
pub(super) fn frame(line: &[u8]) -> usize {
    let mut inside = line;
    while let Some(rest) = behind_frame(inside) {
        inside = &rest[rest.iter().take_while(|byte| **byte == b' ').count()..];
    }
    line.len() - inside.len()
}

/// Behind one of them, which a writer of JSON may have escaped, several times where a log stands in a log.
fn behind_frame(line: &[u8]) -> Option<&[u8]> {
    let deep = line.iter().take(LONGEST).take_while(|byte| **byte == b'\\').count();
    match deep {
        0 => line.strip_prefix(FRAME),
        deep => line[deep..].strip_prefix(b"u2502"),
    }
}

/// How long the mark is with which mail and chats quote a line: `> `, `>> ` of what was quoted before.
fn quoted(line: &[u8]) -> Option<usize> {
    const DEEPEST: usize = 12;
    let plain = line.iter().take(DEEPEST).take_while(|byte| **byte == b'>').count();
    let escaped = line.chunks(4).take(DEEPEST).take_while(|it| *it == b"&gt;").count() * 4;
    let mark = plain.max(escaped);
    match (mark, line.get(mark)) {
        (0, _) => None,
        (_, Some(b' ')) => Some(mark + 1),
        (_, Some(b'\n' | b'\r') | None) => Some(mark),
        (_, Some(_)) => None,
    }
}

fn of_the_log(line: &[u8]) -> usize {
    if line.first() == Some(&0x1B) {
        return 1 + color(&line[1..]);
    }
    if let Some(mark) = quoted(line) {
        return mark;
    }
    let near = line.get(..LONGEST).unwrap_or(line);
    let name =
        near.iter().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte)).count();
    let bar = name + near[name..].iter().take_while(|byte| **byte == b' ').count();
    if name > 0 && near.get(bar) == Some(&b'|') {
        return bar + 1;
    }
    if let Some(process) = process(near) {
        return process.end;
    }
    let is_time = near.len() > 20 && near[..4].iter().all(u8::is_ascii_digit) && near[10] == b'T' && near[13] == b':';
    let Some(time) = near.iter().position(|byte| b" \n".contains(byte)).filter(|_| is_time) else { return 0 };
    if near[time] == b'\n' {
        return time;
    }
    let behind = &near[time + 1..];
    // Kubernetes says which stream it was, and whether the line is whole.
    let streams: [&[u8]; 4] = [b"stderr F ", b"stdout F ", b"stderr P ", b"stdout P "];
    let stream = streams.iter().find(|it| behind.starts_with(it)).map_or(0, |it| it.len());
    time + 1 + stream
}

/// Which process wrote a line, and at which second, as bytes of the line: `Nov 20 10:00:00 web app[812]: `,
/// `2026-11-20T10:00:00.123456+00:00 app[worker.1]: `.
pub(in crate::diagnosis) struct Process {
    second: usize,
    name: usize,
    /// Where what it wrote begins.
    pub end: usize,
}

impl Process {
    /// What is the same in all lines that it wrote at that second.
    pub fn mark<'a>(&self, line: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        (&line[..self.second], &line[self.name..self.end])
    }
}

/// Whether what a process wrote on a line is no part of what it wrote before: it begins with an error's level or name, where a
/// line that goes on begins with a blank, a place in the code or in the middle of a sentence. An object may be what a server
/// answered, and goes on.
pub(in crate::diagnosis) fn begins_anew(said: &[u8]) -> bool {
    const LEVELS: [&str; 5] = ["error", "err", "critical", "fatal", "alert"];
    let open = said.strip_prefix(b"[").unwrap_or(said);
    let of_a_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_\\.".contains(byte);
    let length = open.iter().take(LONGEST).take_while(of_a_name).count();
    let Ok(word) = std::str::from_utf8(&open[..length]) else { return false };
    // `error:0A000086:` is OpenSSL's, in the middle of a sentence.
    let is_named = matches!(&open[length..], [b':', b' ' | b'\r' | b'\n', ..] | [b':'] | [b']', ..]);
    let is_an_error = ["Error", "Exception", "Rejected", "Failure"].iter().any(|end| word.ends_with(end));
    is_named && (is_an_error || LEVELS.iter().any(|level| word.eq_ignore_ascii_case(level)))
}

/// How a line stands to the error that Python names below the calls that led to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::diagnosis) enum Above {
    /// It begins the calls, or is one.
    Calls,
    /// It is indented: a call if the line before is one, or if no line stands before it, where the beginning was cut off.
    PerhapsACall,
    /// It is not one of the calls.
    Nothing,
}

/// The calls of others, `at …` and `from …`, stand below their error.
pub(in crate::diagnosis) fn above_an_error(said: &[u8]) -> Above {
    let call = said.trim_ascii_start();
    let is_below = [&b"at "[..], b"from "].iter().any(|begins| call.starts_with(begins));
    if said.starts_with(b"Traceback (most recent call last)") || call.starts_with(b"File \"") {
        return Above::Calls;
    }
    let is_indented = call.len() < said.len() && !call.is_empty();
    if is_indented && !is_below { Above::PerhapsACall } else { Above::Nothing }
}

/// The process that wrote a line, where the line says so.
pub(in crate::diagnosis) fn process(line: &[u8]) -> Option<Process> {
    let near = line.get(..LONGEST).unwrap_or(line);
    let second = second_of_syslog(near).or_else(|| second_of_iso(near))?;
    let closes = second + memchr::memmem::find(&near[second..], b"]:")?;
    let end = match near.get(closes + 2) {
        Some(b' ') => closes + 3,
        Some(b'\n' | b'\r') | None => closes + 2,
        Some(_) => return None,
    };
    let opens = memchr::memrchr(b'[', &near[..closes])?;
    let is_id = near[opens + 1..closes].iter().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(byte));
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./@".contains(byte);
    let name = opens - near[..opens].iter().rev().take_while(|byte| is_of_name(byte)).count();
    // Between the time and the process stands at most the name of the machine.
    let between = near.get(second..name)?.iter().filter(|byte| **byte == b' ').count();
    let writes_lines = !OF_SINGLE_LINES.iter().any(|server| near[name..opens].starts_with(server));
    (is_id && name < opens && near[name - 1] == b' ' && between <= 2 && writes_lines).then_some(Process {
        second,
        name,
        end,
    })
}

/// `Nov 20 10:00:00 `
fn second_of_syslog(line: &[u8]) -> Option<usize> {
    const LENGTH: usize = "Nov 20 10:00:00".len();
    let head = line.get(..LENGTH)?;
    let fits = head[..3].iter().all(u8::is_ascii_alphabetic)
        && head[3] == b' '
        && head[6] == b' '
        && [9, 12].iter().all(|at| head[*at] == b':')
        && [5, 7, 8, 10, 11, 13, 14].iter().all(|at| head[*at].is_ascii_digit());
    fits.then_some(LENGTH)
}

/// `2026-11-20T10:00:00`, whatever is smaller.
fn second_of_iso(line: &[u8]) -> Option<usize> {
    const LENGTH: usize = "2026-11-20T10:00:00".len();
    let head = line.get(..LENGTH)?;
    let fits = [4, 7].iter().all(|at| head[*at] == b'-')
        && head[10] == b'T'
        && [13, 16].iter().all(|at| head[*at] == b':')
        && [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18].iter().all(|at| head[*at].is_ascii_digit());
    fits.then_some(LENGTH)
}

/// How long the rest of a terminal's command is, behind its escape: `[1;31m`.
pub(super) fn color(text: &[u8]) -> usize {
    const LONGEST: usize = 16;
    let Some(rest) = text.strip_prefix(b"[") else { return 0 };
    let digits = rest.iter().take(LONGEST).take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
    if rest.get(digits).is_some_and(u8::is_ascii_alphabetic) { digits + 2 } else { 0 }
}
