//! The lines of a container's log that were too long for it, put together: containerd and docker write such a line in parts of
//! 16 KB, broken anywhere. The text comes in pieces. Does not know what it says.
//!
//! | written by | a part that goes on |
//! | --- | --- |
//! | containerd, CRI-O | `2026-11-20T10:00:00.1Z stdout P …`; the last one has `F` in place of `P` |
//! | docker, `json-file` | `{"log":"…","stream":"stdout","time":"…"}` whose `log` does not end with a line break |

use memchr::{memchr, memmem};

/// A part has 16 KB; JSON writes a byte of it as six at most.
const LONGEST: usize = 128 * 1024;
/// So much of a line says whether it is one of a container's, in bytes.
const HEAD: usize = 64;

const BEGINS: &[u8] = b"{\"log\":\"";
const STREAM: &[u8] = b"\",\"stream\":\"";
const TIME: &[u8] = b"\",\"time\":\"";

/// Takes any bytes, and gives them on with the parts put together.
#[derive(Debug, Default)]
pub(super) struct PartJoiner {
    /// The line that is not whole yet, where it may be a container's.
    line: Vec<u8>,
    /// Whether the current place is within a line that is given on as it comes.
    is_within: bool,
    /// The part that waits for the next one.
    open: Open,
}

/// What the last part was: its stream, or what stands behind it where nothing follows.
#[derive(Debug, Default)]
enum Open {
    #[default]
    Nothing,
    Tagged(Vec<u8>),
    Object(Vec<u8>),
}

/// What the beginning of a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    Container,
    Plain,
    /// Too little of it is there.
    Unsaid,
}

/// A whole text with the parts put together.
pub(super) fn joined(text: &[u8]) -> Vec<u8> {
    let (mut joiner, mut out) = (PartJoiner::default(), Vec::with_capacity(text.len()));
    joiner.take(text, &mut out);
    joiner.finish(&mut out);
    out
}

impl PartJoiner {
    /// Gives on the next bytes.
    pub fn take(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let waiting = std::mem::take(&mut self.line);
        let joined;
        let mut rest = text;
        if !waiting.is_empty() {
            joined = [&waiting, text].concat();
            rest = &joined;
        }
        // Lines of no container are given on together.
        let mut plain = 0;
        let mut at = 0;
        while at < rest.len() {
            if !self.is_within {
                match begins(&rest[at..]) {
                    Begins::Plain => {
                        if !matches!(self.open, Open::Nothing) {
                            self.end_part(&rest[plain..at], out);
                            plain = at;
                        }
                        self.is_within = true;
                    }
                    Begins::Unsaid => break,
                    Begins::Container => {
                        let length = memchr(b'\n', &rest[at..]);
                        if length.unwrap_or(rest.len() - at) > LONGEST {
                            self.end_part(&rest[plain..at], out);
                            plain = at;
                            self.is_within = true;
                            continue;
                        }
                        let Some(length) = length else { break };
                        out.extend_from_slice(&rest[plain..at]);
                        self.put(&rest[at..at + length], out);
                        at += length + 1;
                        plain = at;
                        continue;
                    }
                }
            }
            match memchr(b'\n', &rest[at..]) {
                Some(length) => {
                    at += length + 1;
                    self.is_within = false;
                }
                None => at = rest.len(),
            }
        }
        out.extend_from_slice(&rest[plain..at]);
        self.line = rest[at..].to_vec();
    }

    /// How many bytes are held.
    pub fn held(&self) -> usize {
        self.line.capacity()
    }

    /// Gives on what is left of a text that has ended.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() && begins(&line) == Begins::Container {
            self.put(&line, out);
            // No line break stood behind it.
            if out.last() == Some(&b'\n') {
                out.pop();
            }
        } else {
            self.end_part(&[], out);
            out.extend_from_slice(&line);
        }
        self.end_part(&[], out);
    }

    /// Ends the part that was open, and gives on what stands before the next line.
    fn end_part(&mut self, before: &[u8], out: &mut Vec<u8>) {
        match std::mem::take(&mut self.open) {
            Open::Nothing => {}
            Open::Tagged(_) => out.push(b'\n'),
            Open::Object(tail) => out.extend_from_slice(&tail),
        }
        out.extend_from_slice(before);
    }

    /// Gives on a line of a container, without its line break.
    fn put(&mut self, line: &[u8], out: &mut Vec<u8>) {
        if let Some((stream, is_part, said)) = tag(line) {
            let goes_on = matches!(&self.open, Open::Tagged(of) if of == stream);
            if goes_on {
                self.open = Open::Nothing;
            } else {
                self.end_part(&[], out);
            }
            out.extend_from_slice(if goes_on { &line[said..] } else { line });
            match is_part {
                true => self.open = Open::Tagged(stream.to_vec()),
                false => out.push(b'\n'),
            }
            return;
        }
        let tail = tail_of_object(line);
        let goes_on = matches!(&self.open, Open::Object(_)) && tail.is_some();
        if goes_on {
            self.open = Open::Nothing;
        } else {
            self.end_part(&[], out);
        }
        let from = if goes_on { BEGINS.len() } else { 0 };
        match tail.filter(|tail| !line[..*tail].ends_with(b"\\n")) {
            Some(tail) => {
                out.extend_from_slice(&line[from..tail]);
                self.open = Open::Object([&line[tail..], b"\n"].concat());
            }
            None => {
                out.extend_from_slice(&line[from..]);
                out.push(b'\n');
            }
        }
    }
}

fn begins(line: &[u8]) -> Begins {
    let head = line.get(..HEAD).unwrap_or(line);
    let whole = line.len() >= HEAD || memchr(b'\n', head).is_some();
    if head.starts_with(BEGINS) || tag(head).is_some() {
        return Begins::Container;
    }
    let may_be = BEGINS.starts_with(head) || head.first().is_some_and(u8::is_ascii_digit);
    if may_be && !whole { Begins::Unsaid } else { Begins::Plain }
}

/// The stream of a line of containerd's, whether it is a part that goes on, and where what was said begins.
fn tag(line: &[u8]) -> Option<(&[u8], bool, usize)> {
    let is_time = line.len() > 20
        && line[..4].iter().all(u8::is_ascii_digit)
        && line[4] == b'-'
        && line[10] == b'T'
        && line[13] == b':';
    let blank = memchr(b' ', line.get(..40).unwrap_or(line)).filter(|_| is_time)?;
    let stream = line.get(blank + 1..blank + 7).filter(|it| [&b"stdout"[..], b"stderr"].contains(it))?;
    let is_part = match line.get(blank + 7..blank + 9)? {
        b" P" => true,
        b" F" => false,
        [..] => return None,
    };
    match line.get(blank + 9) {
        Some(b' ') => Some((stream, is_part, blank + 10)),
        Some(b'\n' | b'\r') | None => Some((stream, is_part, blank + 9)),
        Some(_) => None,
    }
}

/// Where what docker writes behind the words of a line begins.
fn tail_of_object(line: &[u8]) -> Option<usize> {
    /// A stream, a time, and what docker's labels take no part in.
    const LONGEST: usize = 128;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let near = line.len().saturating_sub(LONGEST).max(BEGINS.len());
    let end = line.get(near..)?;
    let at = memmem::rfind(end, STREAM)?;
    let is_one = line.starts_with(BEGINS) && line.ends_with(b"\"}") && memmem::find(&end[at..], TIME).is_some();
    is_one.then_some(near + at)
}
