//! SES over SMTP: a reply's number and text, alone or as Symfony Mailer quotes it.

use super::{Flat, Wrapping};
use crate::diagnosis::complaint::Api;

/// The beginnings of SES's replies that are errors.
const REPLIES: [&str; 6] = [
    "554 message rejected",
    "554 access denied",
    "535 authentication credentials invalid",
    "530 authentication required",
    "454 throttling failure",
    "454 temporary authentication failure",
];

pub(super) fn read(flat: &Flat) -> Wrapping {
    let reply = REPLIES.into_iter().find(|reply| flat.has(reply));
    let symfony = flat.has("got code \"535\"").then_some("535");
    // Of a rejected message the sentence tells more than the number.
    let number = reply.and_then(|reply| reply.get(..3)).filter(|number| *number != "554").or(symfony);
    Wrapping {
        code: number.map(String::from),
        api: (reply.is_some() || symfony.is_some()).then_some(Api::Smtp),
        ..Wrapping::default()
    }
}
