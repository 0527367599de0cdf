//! The form of a record: the record with its numbers, ids and addresses blanked, byte for byte. Two records of one form are
//! weighed alike, so that of a log in which only those differ one record is weighed for many. Does not weigh.
//!
//! **What may be blanked.** Whatever no rule can tell from what takes its place: the length stays, a digit stays one, and so
//! do the marks between. A rule compares words; so a word stays as it is where it holds one of theirs, or could be the end or
//! the beginning of one ([`Vocabulary`]). What stands behind a backslash stays too: it may be part of an escape.
//!
//! | blanked | as |
//! | --- | --- |
//! | a number, and the digits in a word (`28T03`) | a digit each |
//! | a word of hexadecimal digits, some letters and some numbers (`4F2A01C3`), and a UUID | such a digit each |
//! | the name and the domain of an address | a letter each, the dots and hyphens stay |

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use aho_corasick::AhoCorasick;
use memchr::{memchr, memchr3, memmem};
use sha2::{Digest as _, Sha256};

use super::{about, hosts, known, known::rows, row::Nearby, sdk, services, smtp, tells, tools};

/// What a form is known by: half of its SHA-256, so that two forms never have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::diagnosis) struct FormId([u8; 16]);

/// A record with all blanked that no rule tells apart.
pub(in crate::diagnosis) struct RecordForm(Vec<u8>);

impl RecordForm {
    /// The form of a record; `None` where the record holds what is written in the place of what is blanked.
    pub fn of(record: &[u8]) -> Option<RecordForm> {
        let is_taken = memchr3(DIGIT, HEX, LOWER, record).is_some() || memchr(UPPER, record).is_some();
        (!is_taken).then(|| RecordForm(blanked(record)))
    }

    /// What it is known by.
    pub fn id(&self) -> FormId {
        let digest = Sha256::digest(&self.0);
        FormId(std::array::from_fn(|at| digest[at]))
    }

    /// Whether a word of the record stands in it wherever it stood.
    pub fn keeps(&self, record: &[u8], word: &str) -> bool {
        memmem::find_iter(record, word).count() == memmem::find_iter(&self.0, word).count()
    }
}

/// What stands in the place of what is blanked: bytes that no text in UTF-8 has.
const DIGIT: u8 = 0xF8;
const HEX: u8 = 0xF9;
const LOWER: u8 = 0xFA;
const UPPER: u8 = 0xFB;

/// Words of fewer letters may be a rule's, however many digits they have.
const SHORTEST_ID: usize = 6;
/// Where the hyphens of a UUID are, and how long it is.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];
const UUID: usize = 36;

fn blanked(record: &[u8]) -> Vec<u8> {
    let vocabulary = &*VOCABULARY;
    let mut form = record.to_vec();
    // Before `lowest` all is settled.
    let (mut at, mut lowest) = (0, 0);
    while let Some(found) = record[at..].iter().position(|byte| byte.is_ascii_digit() || *byte == b'@') {
        at += found;
        if record[at] == b'@' {
            lowest = blank_address(record, &mut form, lowest, at, vocabulary).unwrap_or(lowest);
            at = lowest.max(at + 1);
        } else {
            let start = lowest.max(begin_of_word(record, at));
            at = blank_word(record, &mut form, start, vocabulary);
        }
    }
    form
}

fn begin_of_word(text: &[u8], at: usize) -> usize {
    at - text[..at].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

fn end_of_word(text: &[u8], at: usize) -> usize {
    at + text[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

/// Blanks a word with a digit in it, or the UUID that begins with it; returns where that ends.
fn blank_word(record: &[u8], form: &mut [u8], start: usize, vocabulary: &Vocabulary) -> usize {
    let end = end_of_word(record, start);
    let is_escaped = start > 0 && record[start - 1] == b'\\';
    if end - start == HYPHENS[0] && !is_escaped && is_uuid(&record[start..]) {
        form[start..start + UUID].iter_mut().filter(|byte| **byte != b'-').for_each(|byte| *byte = HEX);
        return start + UUID;
    }
    if is_escaped || vocabulary.knows(record, start, end) {
        return end;
    }
    let word = &mut form[start..end];
    match is_an_id(word) {
        true => word.fill(HEX),
        false => word.iter_mut().filter(|byte| byte.is_ascii_digit()).for_each(|byte| *byte = DIGIT),
    }
    end
}

fn is_an_id(word: &[u8]) -> bool {
    let is_low = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let is_high = |byte: &u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    word.len() >= SHORTEST_ID
        && (word.iter().all(is_low) || word.iter().all(is_high))
        && word.iter().any(u8::is_ascii_alphabetic)
}

fn is_uuid(text: &[u8]) -> bool {
    let Some(id) = text.get(..UUID) else { return false };
    let fits = |(at, byte): (usize, &u8)| match HYPHENS.contains(&at) {
        true => *byte == b'-',
        false => byte.is_ascii_hexdigit(),
    };
    id.iter().enumerate().all(fits) && text.get(UUID).is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

/// Blanks the address whose `@` is at a place; returns where it ends, `None` where it is no address.
fn blank_address(record: &[u8], form: &mut [u8], lowest: usize, at: usize, vocabulary: &Vocabulary) -> Option<usize> {
    let is_of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"._+-".contains(byte);
    let is_of_domain = |byte: &&u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let start = at - record[lowest..at].iter().rev().take_while(is_of_name).count();
    let end = at + 1 + record[at + 1..].iter().take_while(is_of_domain).count();
    if start == at || !record[at + 1..end].contains(&b'.') {
        return None;
    }
    let mut from = start;
    while from < end {
        let to = end_of_word(record, from);
        if to == from {
            from += 1;
            continue;
        }
        // It may be an escape, or the rest of what ended before.
        let is_bound = from > 0 && (record[from - 1] == b'\\' || record[from - 1].is_ascii_alphanumeric());
        if !is_bound && !vocabulary.knows(record, from, to) {
            form[from..to].iter_mut().for_each(|byte| *byte = if byte.is_ascii_uppercase() { UPPER } else { LOWER });
        }
        from = to;
    }
    Some(end)
}

/// The words of all rules. A rule compares the text around a word; so a word of the text matters where it is one of theirs, or
/// where it ends as one of theirs begins, or begins as one ends.
struct Vocabulary {
    /// With others around them: only the same word is one, between the same marks.
    within: BTreeMap<Vec<u8>, Vec<(u8, u8)>>,
    /// At the beginning of what a rule compares, with what stands behind; by its last letter.
    begins: Vec<Vec<(Vec<u8>, Beside)>>,
    /// At its end, with what stands before; by its first letter.
    ends: Vec<Vec<(Vec<u8>, Beside)>>,
    /// All of it.
    alone: AhoCorasick,
}

/// The mark beside a word of a rule, and what stands on its other side.
#[derive(Clone, Copy)]
struct Beside {
    mark: u8,
    farther: Option<u8>,
}

impl Beside {
    /// Whether the same may stand beside a word of a text, of which these are the nearest bytes.
    fn may_be(self, nearest: Option<u8>, farther: Option<u8>) -> bool {
        let is_told_apart = nearest == Some(self.mark) && has_one_spelling(self.mark);
        let is_another = |(is, should): (u8, u8)| should.is_ascii_alphanumeric() && !is.eq_ignore_ascii_case(&should);
        may_be(nearest, self.mark) && !(is_told_apart && farther.zip(self.farther).is_some_and(is_another))
    }
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::of(words()));

/// What the rules know and no table has.
const IN_CODE: [&str; 62] = [
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "api.aws",
    "api.amazonwebservices.com.cn",
    "email-smtp",
    "email-fips",
    "email.",
    "smtp.",
    "smtp-",
    "host",
    "url",
    "uri",
    "referer",
    "referrer",
    "origin",
    "xmlns",
    ".php",
    "sts.",
    "oidc.",
    "portal.sso.",
    "when calling the ",
    " operation",
    "email",
    "smtp",
    "Traceback (most recent",
    ".send_email(",
    ".send_raw_email(",
    "MessageRejected",
    "CompromisedKeyQuarantine",
    "error executing \"",
    "\" on \"",
    "endpoint url: \"",
    "(status code 0) on \"",
    "ses:",
    "send",
    "AKIA",
    "ASIA",
    ": some(",
    "errortype",
    "quot;",
    "apos;",
    "nbsp;",
    "amp;",
    "lt;",
    "gt;",
    "#34;",
    "#39;",
    "#039;",
    "#x27;",
    "#x2F;",
    "#96;",
    "#x60;",
    " (truncated",
    "u2502",
    " stderr F ",
    " stdout P ",
    "OptInRequired SubscriptionRequired Sending ConfigurationSet MailFrom",
    "spf= dkim= dmarc= smtp. header.",
    "[internal",
    "-results:",
    "53 3 2",
];

/// All that rules compare with a text, in pieces that stand together.
fn words() -> impl Iterator<Item = &'static str> {
    let near = rows().flat_map(|row| match row.asks {
        Nearby::SesHostAnd(words) | Nearby::Near(words) => [words, &[]],
        Nearby::NearBoth(some, others) => [some, others],
        Nearby::Nothing
        | Nearby::NoOtherService
        | Nearby::SesHost
        | Nearby::ApiHost
        | Nearby::SmtpHost
        | Nearby::NoOtherHost
        | Nearby::NoOtherServer
        | Nearby::LocalHost
        | Nearby::MailCall => [&[][..], &[]],
    });
    rows()
        .map(|row| row.sentence)
        .chain(near.flatten().copied())
        .chain(about::words())
        .chain(hosts::words())
        .chain(tools::words())
        .chain(services::words())
        .chain(known::MAIL_CALLS)
        .chain(smtp::words())
        .chain(sdk::words())
        .chain(tells::words())
        .chain(IN_CODE)
}

impl Vocabulary {
    fn of(all: impl Iterator<Item = &'static str>) -> Vocabulary {
        let (mut within, mut alone) = (BTreeMap::<Vec<u8>, Vec<(u8, u8)>>::new(), BTreeSet::new());
        let (mut begins, mut ends) = (vec![Vec::new(); 256], vec![Vec::new(); 256]);
        for piece in all.flat_map(|row| row.split('*')) {
            // The mark before a word that is searched for is no part of the sentence, nor is the one of what is left out.
            let piece = piece.replace(['~', '…'], "").to_ascii_lowercase().into_bytes();
            let mut from = 0;
            while from < piece.len() {
                let to = end_of_word(&piece, from);
                if to == from {
                    from += 1;
                    continue;
                }
                let word = piece[from..to].to_vec();
                let before = |count: usize| from.checked_sub(count).map(|at| piece[at]);
                let behind = |count: usize| piece.get(to + count - 1).copied();
                match (before(1), behind(1)) {
                    (None, None) => {
                        alone.insert(word);
                    }
                    (None, Some(mark)) => {
                        begins[usize::from(piece[to - 1])].push((word, Beside { mark, farther: behind(2) }));
                    }
                    (Some(mark), None) => {
                        ends[usize::from(piece[from])].push((word, Beside { mark, farther: before(2) }));
                    }
                    (Some(before), Some(behind)) => within.entry(word).or_default().push((before, behind)),
                }
                from = to;
            }
        }
        let searched = AhoCorasick::new(alone);
        Vocabulary { within, begins, ends, alone: searched.expect("a few words are no more than a search can hold") }
    }

    /// Whether a rule may know the word of a text that is at a place.
    fn knows(&self, text: &[u8], from: usize, to: usize) -> bool {
        let word = text[from..to].to_ascii_lowercase();
        let (Some(first), Some(last)) = (word.first(), word.last()) else { return true };
        if is_at_an_end(&text[to..]) {
            return true;
        }
        let before = |count: usize| from.checked_sub(count).map(|at| text[at]);
        let behind = |count: usize| text.get(to + count - 1).copied();
        let begins = |(known, beside): &(Vec<u8>, Beside)| word.ends_with(known) && beside.may_be(behind(1), behind(2));
        let ends = |(known, beside): &(Vec<u8>, Beside)| word.starts_with(known) && beside.may_be(before(1), before(2));
        self.begins[usize::from(*last)].iter().any(begins)
            || self.ends[usize::from(*first)].iter().any(ends)
            || self.within.get(&word).is_some_and(|marks| {
                marks.iter().any(|(one, other)| may_be(before(1), *one) && may_be(behind(1), *other))
            })
            || self.alone.is_match(&word)
    }
}

/// Whether a text may be cut here: a word that is there in part is another one's beginning.
fn is_at_an_end(behind: &[u8]) -> bool {
    behind.first().is_none_or(|byte| byte.is_ascii_whitespace() && behind.iter().all(u8::is_ascii_whitespace))
        || [&b"..."[..], "…".as_bytes(), b" (truncated"].iter().any(|it| behind.starts_with(it))
}

/// Whether a byte of a text may be this mark: as it is, or written as programs escape it. At the end of a text anything may be.
fn may_be(byte: Option<u8>, mark: u8) -> bool {
    let Some(byte) = byte else { return true };
    // An escape begins or ends with one of these.
    let may_be_escaped = matches!(byte, b'\\' | b'&' | b';' | 0x1B) || !byte.is_ascii();
    may_be_escaped || mark == byte || !has_one_spelling(mark) && !has_one_spelling(byte)
}

/// Whether no program writes a mark otherwise; quotes and blanks have many spellings.
fn has_one_spelling(mark: u8) -> bool {
    matches!(mark, b'.' | b':' | b'=' | b'-' | b'_' | b'(' | b',' | b'[' | b'#' | b'@')
}
