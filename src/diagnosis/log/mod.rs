//! A text of any size to what it complains of: it comes in pieces, is held a record at a time, and is answered for its last
//! record with a complaint. Knows no file, and not what an error looks like: that is `formats`.
//!
//! What is kept, whatever comes in: the record that is open, the last one with a complaint, and how often each kind of
//! complaint was seen. A record longer than [`WHOLE`] is let go piece by piece; of it the beginning is kept, and the
//! surroundings of each error that explains more than those before. So a line of any length costs time, not memory.
//!
//! **Which record.** The last one with a complaint about mail. A record that may be about something else (a code that we do
//! not know, an error of another service of AWS) answers only where no other does: the log of an app is full of them.
//!
//! **How many like it.** So many records complain of the same [`Kind`], each counted once by the error that
//! explains its others; names, regions and request ids may differ. Complaints of which only a code is known are of one kind
//! per code. Only the one record that answers is taken apart, at the end.

mod records;

use std::collections::BTreeMap;

use self::records::{Feed, RecordFinder};
use super::{
    complaint::{Complaint, Kind},
    formats::{self, Weighing},
};

/// What a text complains of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// There is nothing in the text.
    Empty,
    /// Nothing in it is an error that AWS, SES's SMTP or Laravel's mail gives.
    NoComplaint,
    /// This, and how often, where the text has records.
    Complaint(Box<Complaint>, Option<Recurrence>),
}

/// How often something was complained of.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Recurrence {
    /// So many records of the text complain of the same kind of thing.
    pub count: u64,
    /// When the last did, by the log's own time: `2026-11-20T10:00:00`, with the offset from UTC where the log says it.
    pub last: Option<String>,
}

/// A record up to so many bytes is held whole. Laravel's longest stack traces have some 30 KB.
const WHOLE: usize = 128 * 1024;
/// What is kept of a longer one before an error, and behind it.
const BEFORE: usize = 2 * 1024;
const BEHIND: usize = 14 * 1024;
/// What comes in is taken in pieces of so many bytes.
const PIECE: usize = 64 * 1024;
/// So many codes are counted apart, and those that are seen later together; no app has to do with more.
const CODES: usize = 256;

/// Reads a text that comes in pieces.
#[derive(Debug, Default)]
pub struct LogReader {
    /// The open record, or what is still held of it, and what came in behind.
    pending: Vec<u8>,
    /// So many bytes of `pending` were searched for the beginning of another record.
    searched: usize,
    records: RecordFinder,
    /// Whether the open record has a beginning: what stands before the first has none.
    begun: bool,
    /// The records that have ended.
    count: u64,
    /// Whether anything but blanks came in.
    any: bool,
    /// The errors in what was let go of the open record, and what was kept of that.
    weighing: Weighing,
    gist: Vec<u8>,
    sure: Shelf,
    doubtful: Shelf,
}

/// The last record with a complaint, and the count of all.
#[derive(Debug, Default)]
struct Shelf {
    last: Vec<u8>,
    /// By kind; of those that only a code tells by code.
    kinds: Vec<u64>,
    codes: BTreeMap<String, u64>,
    /// So many like the last.
    like_it: u64,
    begun: bool,
}

impl Complaint {
    /// Reads pasted text, or a log. `None` where nothing in it is an error that AWS, SES's SMTP or Laravel's mail gives.
    pub fn read(text: &str) -> Option<Complaint> {
        match Reading::in_text(text) {
            Reading::Complaint(complaint, _) => Some(*complaint),
            Reading::Empty | Reading::NoComplaint => None,
        }
    }
}

impl Reading {
    /// What a text that is there as a whole complains of.
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
            self.any |= !piece.trim_ascii().is_empty();
            self.pending.extend_from_slice(piece);
            self.advance(Feed::Open);
        }
    }

    /// What the text complains of, now that it has ended.
    pub fn finish(mut self) -> Reading {
        self.advance(Feed::Over);
        let pending = std::mem::take(&mut self.pending);
        self.close(&pending);
        if !self.any {
            return Reading::Empty;
        }
        let shelf = if self.sure.like_it > 0 { &self.sure } else { &self.doubtful };
        let Some(complaint) = formats::read(&shelf.last) else { return Reading::NoComplaint };
        let last = shelf.begun.then(|| self.records.moment(&shelf.last)).flatten();
        // One object without a time is an answer, not a log.
        let is_a_log = self.count > 1 || last.is_some();
        Reading::Complaint(Box::new(complaint), is_a_log.then_some(Recurrence { count: shelf.like_it, last }))
    }

    /// How many bytes of the text are held.
    pub fn held(&self) -> usize {
        self.pending.capacity() + self.gist.capacity() + self.sure.last.capacity() + self.doubtful.last.capacity()
    }

    /// Closes each record that another one follows, and lets go of what is too long to be held.
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
        // Only what surely belongs to the open record.
        from += self.let_go(&pending[from..at]);
        pending.drain(..from);
        self.searched = at - from;
        self.pending = pending;
    }

    /// Weighs the beginning of a record that is too long, and says how much of it need not be held any more.
    fn let_go(&mut self, open: &[u8]) -> usize {
        let mut gone = 0;
        while open.len() - gone > WHOLE {
            // Always so many bytes: the answer does not depend on how they came.
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

    /// Puts the record away that ends here.
    fn close(&mut self, record: &[u8]) {
        let record = &record[self.let_go(record)..];
        let long = !self.gist.is_empty();
        if long {
            self.keep_around(record, record.len());
        } else {
            self.weighing.add(record, record.len());
        }
        let weighing = std::mem::take(&mut self.weighing);
        let shelf = if weighing.is_doubtful() { &mut self.doubtful } else { &mut self.sure };
        if let Some(tell) = weighing.best() {
            shelf.put(tell.kind, tell.code.as_deref(), if long { &self.gist } else { record });
            shelf.begun = self.begun;
        }
        self.gist.clear();
        self.count += u64::from(self.begun);
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
