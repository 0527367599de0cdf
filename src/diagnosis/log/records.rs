//! Where the records of a log begin, and when each was written. Does not know what they say.
//!
//! | begins | as |
//! | --- | --- |
//! | Laravel's own | `[2026-11-20 10:00:00] production.ERROR: …`, also behind what docker, journald, syslog or CloudWatch put before each line |
//! | dated | `2026-11-20T10:00:00Z …`, `Nov 20 10:00:00 host php[1]: …`, `[20-Nov-2026 10:00:00 UTC] PHP …` |
//! | a JSON object | `{"message":…}`, one per line, in a text whose first line is one |
//!
//! Once a text has shown a beginning of Laravel's own, only those count: docker puts a date before each line of a stack
//! trace, and AWS's answer within a record is an object on a line of its own. All other lines belong to the record
//! above.

use memchr::memchr;

use super::super::formats::{self, Above};

/// How many bytes of a line decide whether it begins a record: what stands before Laravel's date is shorter.
const HEAD: usize = 256;

/// Finds the beginnings, line by line.
#[derive(Debug, Default)]
pub(super) struct RecordFinder {
    /// Whether the current place lies within a line whose beginning has been judged.
    within: bool,
    /// What has been seen of the text's form.
    form: Form,
    first: First,
    /// The time that docker put before the last line, to a tenth of a second.
    dockers: Option<[u8; DOCKERS]>,
    /// The process that wrote the last line, and when, as the line says it.
    process: Vec<u8>,
    /// Whether that was among the calls that Python names above an error.
    below_calls: bool,
}

/// How much of docker's time lines have in common that were written at once.
const DOCKERS: usize = 21;

/// Whether more of the text may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feed {
    /// More may come.
    Open,
    /// This was all.
    Over,
}

/// Which beginnings count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Form {
    #[default]
    Any,
    OnlyLaravels,
}

/// The first line that is not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum First {
    #[default]
    NotSeen,
    Object,
    Other,
}

impl RecordFinder {
    /// The next place at which a record begins. `at` is where to go on; it stays before a line that has not fully come
    /// in.
    pub fn next(&mut self, text: &[u8], at: &mut usize, feed: Feed) -> Option<usize> {
        loop {
            let rest = &text[*at..];
            if !self.within && rest.first() == Some(&b'\n') {
                *at += 1;
                continue;
            }
            if !self.within {
                let head = rest.get(..HEAD).unwrap_or(rest);
                let line = memchr(b'\n', head).map(|end| &head[..end]);
                if line.is_none() && head.len() < HEAD && (feed == Feed::Open || head.is_empty()) {
                    return None;
                }
                self.within = true;
                if self.begins(line.unwrap_or(head)) {
                    return Some(*at);
                }
            }
            match memchr(b'\n', rest) {
                Some(end) => {
                    *at += end + 1;
                    self.within = false;
                }
                None => {
                    *at = text.len();
                    return None;
                }
            }
        }
    }

    fn begins(&mut self, line: &[u8]) -> bool {
        let line = if self.first == First::NotSeen { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
        if laravels(line).is_some() {
            self.form = Form::OnlyLaravels;
            return true;
        }
        if self.form == Form::OnlyLaravels {
            return false;
        }
        let own = behind_container(line);
        let object = own.starts_with(b"{\"");
        if self.first == First::NotSeen && !line.trim_ascii().is_empty() {
            self.first = if object { First::Object } else { First::Other };
        }
        if let Some((time, said)) = dockers(own) {
            // Docker has a time for each line; those of one record were written at once. What is a record of its own by what
            // it says is one, however soon it came.
            let is_the_same = self.dockers.replace(time) == Some(time);
            let is_anew = self.begins_anew(&own[said..], is_the_same) || names_its_level(&own[said..]);
            return !is_the_same || is_anew;
        }
        if let Some(process) = formats::process(own) {
            // journald has a line for each line of an exception.
            let (second, name) = process.mark(own);
            let is_the_same = self.process.strip_prefix(second).is_some_and(|rest| rest == name);
            self.process.clear();
            self.process.extend_from_slice(second);
            self.process.extend_from_slice(name);
            let is_anew = self.begins_anew(&own[process.end..], is_the_same);
            return !is_the_same || is_anew;
        }
        self.process.clear();
        is_dated(own) || (object && self.first == First::Object)
    }

    /// Whether a line of the same process and second is another record. Python names the error below the calls that led to it.
    fn begins_anew(&mut self, said: &[u8], is_the_same: bool) -> bool {
        let is_indented = said.first().is_some_and(u8::is_ascii_whitespace);
        let ends_calls = is_the_same && self.below_calls && !is_indented;
        self.below_calls = match formats::above_an_error(said) {
            Above::Calls => true,
            Above::PerhapsACall => !is_the_same || self.below_calls,
            Above::Nothing => false,
        };
        !ends_calls && formats::begins_anew(said)
    }

    /// When a record was written, as it says: `2026-11-20T10:00:00`, with the offset where it says one.
    pub fn moment(&self, record: &[u8]) -> Option<String> {
        let line = &record[..memchr(b'\n', record).unwrap_or(record.len())];
        let head = line.get(..HEAD).unwrap_or(line);
        if let Some(at) = laravels(head) {
            return date(&head[at..]);
        }
        let own = behind_container(line);
        match own.starts_with(b"{\"") {
            true => of_object(own),
            false => date(behind_priority(own)).or_else(|| phps_date(own)),
        }
    }
}

/// Where Laravel's own date is: in brackets, at the beginning of the line, or before the channel and the level.
fn laravels(line: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(bracket) = memchr(b'[', &line[from..]) {
        let at = from + bracket + 1;
        if is_date(&line[at..]) && (at == 1 || names_a_level(&line[at..])) {
            return Some(at);
        }
        from = at;
    }
    None
}

/// `…] production.ERROR: `
fn names_a_level(text: &[u8]) -> bool {
    /// `emergency`, and a channel's name before it.
    const LONGEST: usize = 80;
    let Some(closes) = memchr(b']', text) else { return false };
    let Some(said) = text[closes..].strip_prefix(b"] ") else { return false };
    let said = said.get(..LONGEST).unwrap_or(said);
    let said = &said[..memchr(b':', said).unwrap_or(0)];
    let level = said.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    level.len() < said.len() && level.len() > 3 && level.iter().all(u8::is_ascii_uppercase)
}

/// A container's line, without the name that docker compose puts before it: `app-1  | …`.
fn behind_container(line: &[u8]) -> &[u8] {
    /// Names of services are shorter.
    const LONGEST: usize = 64;
    let near = line.get(..LONGEST).unwrap_or(line);
    let Some(bar) = memchr(b'|', near) else { return line };
    let name = line[..bar].trim_ascii_end();
    let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte));
    if is_name { line[bar + 1..].trim_ascii_start() } else { line }
}

/// Without syslog's `<14>1 `.
fn behind_priority(line: &[u8]) -> &[u8] {
    let Some(rest) = line.strip_prefix(b"<") else { return line };
    let digits = rest.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let Some(rest) = rest[digits..].strip_prefix(b">") else { return line };
    rest.strip_prefix(b"1 ").unwrap_or(rest)
}

/// The time that docker puts before each line, `2026-11-20T10:00:00.123456789Z `, to a tenth of a second, and where what was
/// said begins. That of Kubernetes may be shorter and have an offset; behind it stands the stream.
fn dockers(line: &[u8]) -> Option<([u8; DOCKERS], usize)> {
    let tenth = || line[..DOCKERS].try_into().expect("it is longer");
    if fits(line, b"0000-00-00T00:00:00.000000000Z ") {
        let time = "0000-00-00T00:00:00.000000000Z ".len();
        let said = stream(&line[time..]).unwrap_or(0);
        return Some((tenth(), time + said));
    }
    if !fits(line, b"0000-00-00T00:00:00.0") {
        return None;
    }
    let blank = memchr(b' ', line)?;
    Some((tenth(), blank + 1 + stream(&line[blank + 1..])?))
}

/// How long the name of a stream and the mark behind it are.
fn stream(text: &[u8]) -> Option<usize> {
    const STREAMS: [&[u8]; 4] = [b"stdout F ", b"stderr F ", b"stdout P ", b"stderr P "];
    STREAMS.iter().find(|it| text.starts_with(it)).map(|it| it.len())
}

/// Whether a line is a record by itself: an object or a row of names and values with a level, or a line with a date.
fn names_its_level(said: &[u8]) -> bool {
    const OF_OBJECTS: [&[u8]; 4] = [b"\"level\":", b"\"severity\":", b"\"level_name\":", b"\"lvl\":"];
    const OF_ROWS: [&[u8]; 3] = [b"level=", b"lvl=", b"severity="];
    let names = |all: &[&[u8]]| all.iter().any(|name| memchr::memmem::find(said, name).is_some());
    match said.first() {
        Some(b'{') => names(&OF_OBJECTS),
        Some(byte) if byte.is_ascii_alphabetic() => {
            ["time=", "ts=", "t=", "level=", "logger="].iter().any(|it| said.starts_with(it.as_bytes()))
                && names(&OF_ROWS)
        }
        // In a log within a log each line has a time.
        Some(byte) if byte.is_ascii_digit() || *byte == b'[' => is_dated(said) && dockers(said).is_none(),
        Some(_) | None => false,
    }
}

fn is_dated(line: &[u8]) -> bool {
    let line = behind_priority(line);
    is_date(line) || is_syslogs(line) || phps_date(line).is_some()
}

/// `2026-11-20 10:00`, `2026-11-20T10:00`, `2026/11/20 10:00`.
fn is_date(text: &[u8]) -> bool {
    fits(text, b"0000-00-00 00:00") || fits(text, b"0000-00-00T00:00") || fits(text, b"0000/00/00 00:00")
}

/// `Nov 20 10:00:00`.
fn is_syslogs(text: &[u8]) -> bool {
    text.get(..3).is_some_and(|name| month(name).is_some())
        && (fits(&text[3..], b" 00 00:00:00") || fits(&text[3..], b"  0 00:00:00"))
}

/// Whether a text begins in this form, where `0` is any digit.
fn fits(text: &[u8], form: &[u8]) -> bool {
    let same = |(byte, form): (&u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form };
    text.len() >= form.len() && text.iter().zip(form).all(same)
}

/// The date at the beginning of a text.
fn date(text: &[u8]) -> Option<String> {
    if !is_date(text) {
        return None;
    }
    let digits = |from: usize, to: usize| String::from_utf8_lossy(&text[from..to]).into_owned();
    let has_seconds = fits(&text[16..], b":00");
    let seconds = if has_seconds { digits(17, 19) } else { "00".to_owned() };
    let moment = format!("{}-{}-{}T{}:{seconds}", digits(0, 4), digits(5, 7), digits(8, 10), digits(11, 16));
    // Digits in the right places may still not be a date.
    moment.parse::<jiff::civil::DateTime>().ok()?;
    let behind = &text[if has_seconds { 19 } else { 16 }..];
    let fraction = match behind.first() {
        Some(b'.' | b',') => 1 + behind[1..].iter().take_while(|byte| byte.is_ascii_digit()).count(),
        Some(_) | None => 0,
    };
    Some(moment + &offset(&behind[fraction..]))
}

/// `Z`, `+09:00` or `+0900`.
fn offset(text: &[u8]) -> String {
    let digits = |from: usize, to: usize| String::from_utf8_lossy(&text[from..to]).into_owned();
    match text.first() {
        Some(b'Z') => "Z".to_owned(),
        Some(b'+' | b'-') if fits(&text[1..], b"00:00") => digits(0, 6),
        Some(b'+' | b'-') if fits(&text[1..], b"0000") => format!("{}:{}", digits(0, 3), digits(3, 5)),
        Some(_) | None => String::new(),
    }
}

/// How long Laravel's own date is at the beginning of a record: digits and marks that are part of no error.
pub(super) fn length_of_date(record: &[u8]) -> usize {
    const DATE: &[u8] = b"[0000-00-00 00:00:00] ";
    if fits(record, DATE) { DATE.len() } else { 0 }
}

/// `[20-Nov-2026 10:00:00 UTC]`, as PHP's own log has it.
fn phps_date(text: &[u8]) -> Option<String> {
    let text = text.strip_prefix(b"[")?;
    let month = month(text.get(3..6)?)?;
    let digits = |from: usize, to: usize| String::from_utf8_lossy(&text[from..to]).into_owned();
    let fits = fits(text, b"00-") && fits(&text[6..], b"-0000 00:00:00");
    fits.then(|| format!("{}-{month:02}-{}T{}", digits(7, 11), digits(0, 2), digits(12, 20)))
}

fn month(name: &[u8]) -> Option<usize> {
    const MONTHS: [&[u8; 3]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    MONTHS.iter().position(|known| known.as_slice() == name).map(|at| at + 1)
}

/// The time in a JSON object, under the names that log writers use; as a date, or in seconds or milliseconds since
/// 1970.
fn of_object(object: &[u8]) -> Option<String> {
    const NAMES: [&str; 7] =
        ["\"datetime\":", "\"@timestamp\":", "\"timestamp\":", "\"time\":", "\"ts\":", "\"date\":", "\"@t\":"];
    NAMES.iter().find_map(|name| {
        let at = memchr::memmem::find(object, name.as_bytes())? + name.len();
        let value = object[at..].trim_ascii_start();
        match value.strip_prefix(b"\"") {
            Some(text) => date(text),
            None => since_1970(value),
        }
    })
}

fn since_1970(number: &[u8]) -> Option<String> {
    let digits = number.iter().take(16).take_while(|byte| byte.is_ascii_digit()).count();
    let number: i64 = std::str::from_utf8(&number[..digits]).ok()?.parse().ok()?;
    let moment = match digits {
        10 => jiff::Timestamp::from_second(number),
        13 => jiff::Timestamp::from_second(number / 1000),
        _ => return None,
    };
    moment.ok().map(|moment| moment.to_string())
}
