//! SES over SMTP: a reply's number and text, alone or as Symfony Mailer quotes it. Does not know what the sentence
//! behind the number means.

use super::{
    flat::{Flat, first, is_blank, says},
    wrapping::Wrapping,
};
use crate::diagnosis::complaint::Api;

/// The numbers by which a reply that is an error is found, and Symfony's word for one.
pub(super) const WORDS: &[&str] = &["454", "530", "535", "got"];

/// The beginnings of replies whose number says what is wrong.
const NUMBERED: [&str; 5] = [
    "535 authentication credentials invalid",
    "530 authentication required",
    "454 throttling failure",
    "454 temporary authentication failure",
    SYMFONY,
];
const SYMFONY: &str = "got code \"535\"";
/// Replies whose sentence says more than the number.
const REJECTED: [&str; 2] = ["554 message rejected", "554 access denied"];

/// The number of the reply that is at `at`.
pub(super) fn code_at(text: &[u8], at: usize, end: usize) -> Option<String> {
    let blank = first(&text[end..]).is_some_and(|(c, _)| is_blank(c));
    let reply = NUMBERED.into_iter().filter(|_| blank).find(|reply| says(&text[at..], reply).is_some())?;
    Some(if reply == SYMFONY { "535" } else { &reply[..3] }.to_owned())
}

/// Whether it is a reply over SMTP.
pub(super) fn read(flat: &Flat) -> Wrapping {
    let smtp = NUMBERED.iter().chain(&REJECTED).any(|reply| flat.has(reply));
    Wrapping { api: smtp.then_some(Api::Smtp), ..Wrapping::default() }
}
