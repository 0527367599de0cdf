//! Finds the complaint in a text of any size: the text comes in pieces, is held a record at a time, and the last record
//! with a complaint answers for it. Knows no file, and not what an error looks like; that is `formats`.
//!
//! Memory is bounded: kept are the open record, the last one with a complaint, how often each kind of complaint was seen, and
//! what some thousand forms of records came to. A record longer than [`WHOLE`] is dropped piece by piece; of it the beginning is
//! kept, and the surroundings of each error that explains more than those before. So a line of any length costs time, not
//! memory.
//!
//! **Which record.** The last one with a complaint about mail. A record that may be about something else answers only where
//! no other does: logs of apps are full of them. First such as any program that uses AWS or the network may write, and
//! what the app says of its own users; after those an unknown code, or an error of another AWS service.
//!
//! **How many like it.** How many records complain of the same [`Kind`], each counted once by the error that explains
//! its others; names, regions and request ids may differ. Complaints of which only the code is known are counted per
//! code. Only the record that answers is taken apart, at the end.

mod decode;
mod memory;
mod parts;
mod records;

use std::collections::BTreeMap;

use self::{
    decode::Decoder,
    memory::Memory,
    parts::PartJoiner,
    records::{Feed, RecordFinder},
};
use super::{
    complaint::{Complaint, Kind},
    formats::{self, Doubt, Rank, Weighing},
};

/// The complaint that was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// The text is blank.
    Empty,
    /// Nothing in it is an error that AWS, SES's SMTP or Laravel's mail gives.
    NoComplaint,
    /// The complaint, and how often it came, where the text has records.
    Complaint(Box<Complaint>, Option<Recurrence>),
}

/// How often something was complained of.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Recurrence {
    /// How many records of the text complain of the same kind.
    pub count: u64,
    /// When the last of them was written, as the log says: `2026-11-20T10:00:00`, with the offset from UTC where it has
    /// one.
    pub last: Option<String>,
}

/// Up to this size, in bytes, a record is held whole. Laravel's longest stack traces have some 30 KB.
const WHOLE: usize = 128 * 1024;
/// How many bytes of a longer record are kept before an error, and behind it.
const BEFORE: usize = 2 * 1024;
const BEHIND: usize = 14 * 1024;
/// The size, in bytes, of the pieces in which input is taken.
const PIECE: usize = 64 * 1024;
/// Up to this size, in bytes, a text may be a paste that a terminal broke at its width.
const PASTE: usize = 64 * 1024;
/// How many codes are counted each by itself; further ones are counted together. No app meets more.
const CODES: usize = 256;

/// Reads a text that comes in pieces.
#[derive(Debug, Default)]
pub struct LogReader {
    /// The open record, or what is still held of it, and what came in after it.
    pending: Vec<u8>,
    /// How many bytes of `pending` were searched for the beginning of the next record.
    searched: usize,
    records: RecordFinder,
    /// Whether the open record has a beginning; what stands before the first record has none.
    begun: bool,
    /// How many records have ended.
    count: u64,
    /// Whether anything other than blanks came in.
    any: bool,
    /// The errors in the dropped part of the open record, and what was kept of that part.
    weighing: Weighing,
    gist: Vec<u8>,
    /// The record before without its date, and what it came to: most errors of a log come again and again.
    before: (Vec<u8>, Weighing),
    /// What records of the forms before came to: of those that come again most differ in ids and addresses.
    memory: Memory,
    /// By how doubtful it is that they are about this mail.
    shelves: [Shelf; 3],
    decoder: Decoder,
    parts: PartJoiner,
    decoded: Vec<u8>,
    /// The whole text, as long as it is short.
    paste: Option<Vec<u8>>,
    /// How many bytes came in.
    taken: usize,
}

/// The last record with a complaint, and the count of all.
#[derive(Debug, Default)]
struct Shelf {
    last: Vec<u8>,
    /// By kind; complaints of which only the code is known are counted in `codes`.
    kinds: Vec<u64>,
    codes: BTreeMap<String, u64>,
    /// How many are like the last.
    like_it: u64,
    begun: bool,
    /// Whether the last has a code and no known sentence.
    has_only_a_code: bool,
    /// How much the error of the last explains.
    rank: Option<Rank>,
}

impl Complaint {
    /// Reads pasted text, or a log. `None` where nothing in it is an error that AWS, SES's SMTP or Laravel's mail
    /// gives.
    pub fn read(text: &str) -> Option<Complaint> {
        match Reading::in_text(text) {
            Reading::Complaint(complaint, _) => Some(*complaint),
            Reading::Empty | Reading::NoComplaint => None,
        }
    }
}

impl Reading {
    /// The complaint in a whole text.
    pub fn in_text(text: &str) -> Reading {
        let mut reader = LogReader::default();
        reader.take(text.as_bytes());
        reader.finish()
    }
}

impl LogReader {
    /// Takes the next bytes of the text, however many.
    pub fn take(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(PIECE) {
            let mut decoded = std::mem::take(&mut self.decoded);
            let text = self.decoder.take(piece, &mut decoded);
            self.read_on(text);
            self.decoded = decoded;
        }
    }

    fn read_on(&mut self, text: &[u8]) {
        self.any |= !text.trim_ascii().is_empty();
        self.keep_paste(text);
        self.parts.take(text, &mut self.pending);
        self.advance(Feed::Open);
    }

    fn keep_paste(&mut self, text: &[u8]) {
        let was_whole = self.taken == self.paste.as_ref().map_or(0, Vec::len);
        self.taken += text.len();
        if self.taken > PASTE {
            formats::expect_a_log();
            self.paste = None;
        } else if was_whole {
            self.paste.get_or_insert_default().extend_from_slice(text);
        }
    }

    /// The complaint in the text, which has ended.
    pub fn finish(mut self) -> Reading {
        let rest = self.decoder.rest();
        self.read_on(&rest);
        let paste = self.paste.take().map(|paste| parts::joined(&paste));
        let mut best = self.end();
        // A sentence, or a name in it, may be known only as it was before a terminal broke it or drew it in a table.
        let unframed = paste.as_deref().map(formats::unframed).unwrap_or_default();
        for whole in paste.as_deref().and_then(formats::unwrapped).into_iter().chain(unframed) {
            let mut again = LogReader::default();
            again.read_on(&whole);
            let second = again.end();
            if second.is_better_than(&best) {
                best = second;
            }
        }
        best.reading
    }

    fn end(mut self) -> Answer {
        self.parts.finish(&mut self.pending);
        self.advance(Feed::Over);
        let pending = std::mem::take(&mut self.pending);
        self.close(&pending);
        if !self.any {
            return Answer { reading: Reading::Empty, rank: None, is_doubtful: false };
        }
        let is_doubtful = self.shelves[0].like_it == 0;
        let least = self.shelves.iter().find(|shelf| shelf.like_it > 0);
        let shelf = least.unwrap_or(&self.shelves[0]);
        let Some(complaint) = formats::read(&shelf.last) else {
            return Answer { reading: Reading::NoComplaint, rank: None, is_doubtful };
        };
        let is_doubtful = is_doubtful || shelf.has_only_a_code;
        let last = shelf.begun.then(|| self.records.moment(&shelf.last)).flatten();
        // A single object without a time is the answer of an API, not a log.
        let is_a_log = self.count > 1 || last.is_some();
        let seen = is_a_log.then_some(Recurrence { count: shelf.like_it, last });
        Answer { reading: Reading::Complaint(Box::new(complaint), seen), rank: shelf.rank, is_doubtful }
    }

    /// How many bytes of the text are held.
    pub fn held(&self) -> usize {
        self.paste.as_ref().map_or(0, Vec::capacity)
            + self.decoded.capacity()
            + self.pending.capacity()
            + self.before.0.capacity()
            + self.memory.held()
            + self.parts.held()
            + self.gist.capacity()
            + self.shelves.iter().map(|shelf| shelf.last.capacity()).sum::<usize>()
    }

    /// Closes each record that another one follows, and drops what is too long to be held.
    fn advance(&mut self, feed: Feed) {
        let mut pending = std::mem::take(&mut self.pending);
        let (mut from, mut at) = (0, self.searched);
        while let Some(begins) = self.records.next(&pending, &mut at, feed) {
            if begins > from || self.begun {
                self.close(&pending[from..begins]);
            }
            self.begun = true;
            from = begins;
        }
        // Only what certainly belongs to the open record.
        from += self.let_go(&pending[from..at]);
        pending.drain(..from);
        self.searched = at - from;
        self.pending = pending;
    }

    /// Weighs the beginning of a record that is too long; returns how many bytes of it need not be held any more.
    fn let_go(&mut self, open: &[u8]) -> usize {
        let mut gone = 0;
        while open.len() - gone > WHOLE {
            // Always the same number of bytes, so that the answer does not depend on how they came in.
            let held = &open[gone..gone + WHOLE];
            if self.gist.is_empty() {
                self.gist.extend_from_slice(&held[..WHOLE / 2]);
            }
            self.keep_around(held, WHOLE - BEHIND);
            gone += WHOLE - BEHIND - BEFORE;
        }
        gone
    }

    /// Weighs what begins in the first bytes, and keeps the surroundings of what explains more than all before.
    fn keep_around(&mut self, open: &[u8], weighed: usize) {
        if let Some(at) = self.weighing.add(open, weighed) {
            self.gist.push(b'\n');
            self.gist.extend_from_slice(&open[at.saturating_sub(BEFORE)..open.len().min(at + BEHIND)]);
        }
    }

    /// Counts the record that ends here, and keeps it if it complains.
    fn close(&mut self, record: &[u8]) {
        let record = &record[self.let_go(record)..];
        let long = !self.gist.is_empty();
        if long {
            self.keep_around(record, record.len());
        } else {
            self.weigh(record);
        }
        let weighing = std::mem::take(&mut self.weighing);
        let shelf = match weighing.doubt() {
            Doubt::Nothing => &mut self.shelves[0],
            Doubt::WhoseItIs => &mut self.shelves[1],
            Doubt::NotOfMail => &mut self.shelves[2],
        };
        if let Some(error) = weighing.best() {
            shelf.put(error.kind, error.code.as_deref(), if long { &self.gist } else { record });
            shelf.begun = self.begun;
            shelf.has_only_a_code = error.code.is_some();
            shelf.rank = Some(error.rank);
        }
        self.gist.clear();
        self.count += u64::from(self.begun);
    }
}

impl LogReader {
    /// A reader that weighs each record by itself, however alike they are: what it answers is what the other does.
    pub fn without_memory() -> LogReader {
        LogReader { memory: Memory::without(), ..LogReader::default() }
    }

    /// Weighs a whole record, unless it is the one before with another date, or has the form of one before.
    fn weigh(&mut self, record: &[u8]) {
        let said = &record[records::length_of_date(record)..];
        if self.memory.is_on() && self.before.0 == said {
            self.weighing = self.before.1.clone();
            return;
        }
        self.weighing = self.memory.recall_or(said, || {
            let mut weighing = Weighing::default();
            weighing.add(record, record.len());
            weighing
        });
        if self.weighing.best().is_some() && said.len() < record.len() {
            self.before.0.clear();
            self.before.0.extend_from_slice(said);
            self.before.1 = self.weighing.clone();
        }
    }
}

/// What a text is answered with.
struct Answer {
    reading: Reading,
    /// How much its error explains.
    rank: Option<Rank>,
    /// Whether it may be about something that is not mail, or only its code is known.
    is_doubtful: bool,
}

impl Answer {
    /// Whether a text that was put together again says more than it did before.
    fn is_better_than(&self, before: &Answer) -> bool {
        // The lines of a log may be as long as each other.
        let is_a_paste = !matches!(before.reading, Reading::Complaint(_, Some(_)));
        // A mail program breaks lines between words, which were no words together.
        let is_no_worse = before.rank.is_none_or(|rank| self.rank.is_some_and(|it| it <= rank));
        // Of another service, which a broken sentence does not say.
        let is_anothers = (before.rank == Some(Rank::Code) || before.is_doubtful) && self.rank == Some(Rank::Other);
        let is_as_good = is_anothers || is_no_worse && self.parts() >= before.parts();
        let explains_more = (is_a_paste && self.rank < before.rank) || (!before.is_sure() && is_as_good);
        let names_more = before.has_names() && self.kind() == before.kind() && is_as_good;
        let says_more = is_a_paste && self.kind() == before.kind() && self.rank == before.rank && self.goes_on(before);
        self.kind().is_some() && (explains_more || names_more || says_more)
    }

    /// Whether its sentence is the one before without the break at which that one ended.
    fn goes_on(&self, before: &Answer) -> bool {
        let said =
            |answer: &Answer| answer.complaint().and_then(|complaint| complaint.message.clone()).unwrap_or_default();
        let (whole, part) = (said(self), said(before));
        let is_open = part.ends_with(|c: char| c.is_alphanumeric() || c == '-');
        is_open && whole.len() > part.len() && whole.starts_with(&part)
    }

    fn complaint(&self) -> Option<&Complaint> {
        match &self.reading {
            Reading::Complaint(complaint, _) => Some(complaint),
            Reading::Empty | Reading::NoComplaint => None,
        }
    }

    fn kind(&self) -> Option<Kind> {
        self.complaint().map(|complaint| complaint.kind)
    }

    /// Whether a whole sentence about mail was read.
    fn is_sure(&self) -> bool {
        let said = self.complaint().and_then(|complaint| complaint.message.as_deref());
        let is_vague = self.kind() == Some(Kind::NotEstablished) || self.rank == Some(Rank::Unknown);
        !self.is_doubtful && !is_vague && said.is_some_and(|said| !said.ends_with('…'))
    }

    /// How many parts of its sentence were read.
    fn parts(&self) -> usize {
        let Some(complaint) = self.complaint() else { return 0 };
        let Complaint { action, resource, principal, denier, region, .. } = complaint;
        let said = [action, resource, principal, region].iter().filter(|part| part.is_some()).count();
        said + usize::from(denier.is_some()) + usize::from(complaint.has_names())
    }

    fn has_names(&self) -> bool {
        matches!(self.kind(), Some(Kind::NotVerified | Kind::NotAuthorized | Kind::Received))
    }
}

impl Shelf {
    fn put(&mut self, kind: Kind, code: Option<&str>, record: &[u8]) {
        self.last.clear();
        self.last.extend_from_slice(record);
        let count = match code.filter(|_| kind == Kind::Other) {
            Some(code) if self.codes.len() < CODES || self.codes.contains_key(code) => {
                self.codes.entry(code.to_owned()).or_default()
            }
            Some(_) | None => {
                let at = kind as usize;
                self.kinds.resize(self.kinds.len().max(at + 1), 0);
                &mut self.kinds[at]
            }
        };
        *count += 1;
        self.like_it = *count;
    }
}
