//! SES over SMTP: a reply's number and text, alone or as Symfony Mailer quotes it. Does not know what the sentence
//! behind the number means.

use super::{
    flat::{Flat, first, is_blank, says},
    hosts::is_about_another,
    sdk::is_over,
    wrapping::Wrapping,
};
use crate::diagnosis::complaint::Api;

/// The numbers by which a reply that is an error is found.
pub(super) const WORDS: &[&str] = &["454", "501", "530", "535", "552", "554"];

/// The beginnings of replies whose number says what is wrong.
const NUMBERED: [&str; 10] = [
    "535 authentication credentials invalid",
    "530 authentication required",
    "530 must issue a starttls command first",
    "454 throttling failure",
    "454 temporary authentication failure",
    "454 temporary service failure",
    "501 invalid mail from address provided",
    "501 invalid rcpt to address provided",
    "552 message is too long",
    "554 transaction failed",
];
/// Replies whose sentence says more than the number, and other signs of SMTP.
const REJECTED: [&str; 12] = [
    "554 message rejected",
    "554 access denied",
    "email-smtp",
    "missing credentials for \"",
    "the server response was: authentication required",
    "authentication credentials invalid",
    "smtp error: could not authenticate",
    "smtp connect() failed",
    "timeout waiting for data from client",
    "retries_exceeded, {:",
    "command: 'conn'",
    "starttls",
];

/// All that is looked for here.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().copied().chain(NUMBERED).chain(REJECTED).chain([REJECTION])
}

/// What SES's reply begins with whose rest says why it refused the message.
pub(super) const REJECTION: &str = "554 message rejected";

/// Whether the rest of that reply was left out.
fn is_cut_short(text: &[u8]) -> bool {
    says(text, REJECTION).is_some_and(|length| {
        let rest = text[length..].strip_prefix(b".").or_else(|| text[length..].strip_prefix(b":"));
        is_over(rest.unwrap_or(&text[length..]))
    })
}

/// The number of the reply that is at `at`.
pub(super) fn code_at(text: &[u8], at: usize, end: usize) -> Option<String> {
    let blank = first(&text[end..]).is_some_and(|(c, _)| is_blank(c));
    let is_one = |reply: &&str| says(&text[at..], reply).is_some();
    let reply = NUMBERED.into_iter().filter(|_| blank).find(is_one);
    let reply = reply.or_else(|| is_cut_short(&text[at..]).then_some(REJECTION));
    let reply = reply.filter(|_| !is_about_another(text, at))?;
    Some(reply[..3].to_owned())
}

/// Whether it is a reply over SMTP.
pub(super) fn read(flat: &Flat) -> Wrapping {
    let smtp = NUMBERED.iter().chain(&REJECTED).any(|reply| flat.has(reply));
    Wrapping { api: smtp.then_some(Api::Smtp), ..Wrapping::default() }
}
