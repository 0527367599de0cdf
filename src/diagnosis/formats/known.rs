//! A sentence of the table compared with a text. Knows no sentence, and does not search for the word by which one is
//! found; that is `tells`.

use std::sync::LazyLock;

use super::{
    flat::{Whole, flat, is_blank, last, says, says_or_is_cut},
    hosts,
    outcomes::OUTCOMES,
    rank::{FoundError, Rank, Span},
    relays::RELAYS,
    row::{Nearby, Row},
    sentences::SENTENCES,
};
use crate::diagnosis::complaint::Kind;

/// A sentence, ready to be compared.
pub(super) struct KnownSentence {
    /// The word by which it is searched for, as it is written.
    pub anchor: String,
    /// Before that word, and from it on: in lower case, apart where anything may stand between.
    lead: Vec<String>,
    words: Vec<String>,
    begins_earlier: bool,
    /// From how many characters on no other sentence begins alike; a text that is cut earlier says none.
    apart_from: usize,
    pub kind: Kind,
    pub rank: Rank,
    asks: Nearby,
}

/// How many bytes a name or a number in a sentence takes at most.
pub(super) const GAP: usize = 200;
/// How far around a sentence what it asks for may stand, in bytes.
const NEAR: usize = 800;
/// So much of a sentence must stand in a text that is cut, in characters.
const ENOUGH: usize = 24;

/// All rows of the tables, in their order.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    SENTENCES.iter().chain(OUTCOMES).chain(RELAYS)
}

/// All sentences, in the order of the table.
pub(super) static KNOWN: LazyLock<Vec<KnownSentence>> = LazyLock::new(|| {
    let mut all: Vec<KnownSentence> = rows().map(KnownSentence::of).collect();
    let begin: Vec<(String, Kind)> = all.iter().map(|it| (it.words[0].clone(), it.kind)).collect();
    for known in &mut all {
        let alike =
            begin.iter().filter(|(_, kind)| *kind != known.kind).map(|(words, _)| common(words, &known.words[0]));
        // What leads to the word says as much of the sentence.
        let led: usize = known.lead.iter().map(|part| part.chars().count()).sum();
        known.apart_from = ENOUGH.saturating_sub(led).max(alike.max().unwrap_or(0) + 1);
    }
    all
});

fn common(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

impl KnownSentence {
    fn of(row: &Row) -> KnownSentence {
        let (lead, words) = row.sentence.split_once('~').unwrap_or(("", row.sentence));
        let begins_earlier = lead.starts_with('…');
        let parts = |text: &str| text.to_lowercase().split('*').map(String::from).collect();
        let anchor = words.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(words).to_owned();
        KnownSentence {
            anchor,
            lead: parts(lead.trim_start_matches('…')),
            words: parts(words),
            begins_earlier,
            apart_from: 0,
            kind: row.kind,
            rank: row.rank,
            asks: row.asks,
        }
    }

    /// The error at this place, where the word has been found from `at` to `end`.
    pub fn look(&self, text: &[u8], at: usize, end: usize) -> Option<FoundError> {
        let (to, whole) = self.reaches(text, at, end)?;
        let from = self.led_by(text, at)?;
        if !self.is_about_this_mail(text, at) {
            return None;
        }
        let span = match (whole, self.kind) {
            (Whole::Cut, _) => Span::Cut,
            // What follows may be the password.
            (Whole::Yes, Kind::DsnRefused) => Span::Closed,
            (Whole::Yes, _) if self.begins_earlier => Span::Within,
            (Whole::Yes, _) => Span::Open,
        };
        let names_mail = self.asks.is_of_mail();
        Some(FoundError { rank: self.rank, kind: self.kind, from, to, span, code: None, names_mail })
    }

    fn reaches(&self, text: &[u8], at: usize, end: usize) -> Option<(usize, Whole)> {
        // The word itself has matched.
        let said = end - at;
        let (first, others) = self.words.split_first()?;
        let at_least = self.apart_from.saturating_sub(said);
        let (length, whole) = says_or_is_cut(&text[end..], &first[said..], at_least)?;
        let mut to = end + length;
        for part in others.iter().filter(|_| whole == Whole::Yes) {
            let gap = text.get(to..text.len().min(to + GAP + part.len()))?;
            let found = (0..gap.len().min(GAP)).find_map(|skipped| Some(skipped + says(&gap[skipped..], part)?));
            // A cut after the first part leaves it as sure as it was.
            match found {
                Some(length) => to += length,
                None if part.is_empty() => {}
                None => return None,
            }
        }
        Some((to, whole))
    }

    fn led_by(&self, text: &[u8], at: usize) -> Option<usize> {
        let (nearest, others) = self.lead.split_last()?;
        let mut from = led_by(text, at, nearest)?;
        for part in others.iter().rev() {
            let lowest = from.saturating_sub(GAP + part.len());
            from = (lowest..from).rev().find(|place| says(&text[*place..from], part).is_some())?;
        }
        Some(from)
    }

    /// Whether it asks what stands near it.
    pub fn asks_around(&self) -> bool {
        !matches!(self.asks, Nearby::Nothing)
    }

    fn is_about_this_mail(&self, text: &[u8], at: usize) -> bool {
        match self.asks {
            Nearby::Nothing => true,
            Nearby::NoOtherService => !hosts::is_of_another_service(text, at),
            Nearby::SesHost => hosts::ses_host_near(text, at).is_some(),
            Nearby::ApiHost => hosts::ses_host_near(text, at).is_some_and(|host| !host.is_smtp),
            Nearby::SmtpHost => hosts::ses_host_near(text, at).is_some_and(|host| host.is_smtp),
            Nearby::SesHostAnd(words) => hosts::ses_host_near(text, at).is_some() && is_near(text, at, words),
            Nearby::NoOtherHost => !hosts::is_about_another(text, at),
            Nearby::NoOtherServer => !hosts::is_about_another_server(text, at),
            Nearby::LocalHost => hosts::is_about_a_catcher(text, at),
            Nearby::MailCall => is_near(text, at, &MAIL_CALLS) || is_in_the_trace(text, at),
            Nearby::NearBoth(some, others) => {
                let low = flat(&text[at.saturating_sub(NEAR)..text.len().min(at + NEAR)]).low;
                [some, others].iter().all(|words| words.iter().any(|word| low.contains(word)))
            }
            Nearby::Near(words) => {
                let is_anothers = || hosts::is_about_another(text, at) || hosts::is_of_another_service(text, at);
                is_near(text, at, words) && !is_anothers()
            }
        }
    }
}

/// The calls that send mail, as SDKs write them.
pub(super) const MAIL_CALLS: [&str; 5] =
    ["sendrawemail", "\"sendemail", "/v2/email/", "send_email(", "send_raw_email("];

/// Whether a trace of Python's that ends here came from a call that sends mail.
fn is_in_the_trace(text: &[u8], at: usize) -> bool {
    /// Between the call and the error stand some twenty lines of botocore and urllib3.
    const LONGEST: usize = 8 * 1024;
    let before = &text[at.saturating_sub(LONGEST)..at];
    let Some(from) = memchr::memmem::rfind(before, b"Traceback (most recent") else { return false };
    let of = |call: &str| memchr::memmem::find(&before[from..], call.as_bytes()).is_some();
    of(".send_email(") || of(".send_raw_email(")
}

/// Whether one of these words, in lower case, stands near a place.
fn is_near(text: &[u8], at: usize, words: &[&str]) -> bool {
    // A line may end between two words.
    let low = flat(&text[at.saturating_sub(NEAR)..text.len().min(at + NEAR)]).low;
    words.iter().any(|word| low.contains(word))
}

/// Where the words begin that lead to this place; `None` where other words do.
pub(super) fn led_by(text: &[u8], at: usize, lead: &str) -> Option<usize> {
    /// Blanks and escapes in a lead take no more.
    const WIDEST: usize = 128;
    let plain = at.saturating_sub(lead.len());
    if text[plain..at].eq_ignore_ascii_case(lead.as_bytes()) {
        return Some(plain);
    }
    if ends_in_another_letter(&text[..at], lead) {
        return None;
    }
    let here = last(&text[..at]).is_some_and(|c| !lead.ends_with(' ') || is_blank(c) || !c.is_ascii());
    let mut places = (at.saturating_sub(WIDEST)..=plain).rev().filter(|_| here);
    places.find(|from| says(&text[*from..at], lead) == Some(at - from))
}

/// Whether a text ends in another letter than these words, blanks aside: most do, and need no search. Docker's time ends
/// in a letter too.
fn ends_in_another_letter(text: &[u8], words: &str) -> bool {
    let text = text.trim_ascii_end();
    // A quote that JSON of ASCII alone escapes ends in a digit, or in a letter.
    if text.len() >= 6 && text[..text.len() - 4].ends_with(b"\\u") {
        return false;
    }
    let (ends, should) = (text.last(), words.trim_end().as_bytes().last());
    match (ends, should) {
        (Some(ends), Some(should)) => {
            ends.is_ascii_alphanumeric() && *ends != b'Z' && !ends.eq_ignore_ascii_case(should)
        }
        (Some(_) | None, _) => false,
    }
}
