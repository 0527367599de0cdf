//! SES v1, IAM and STS: `<ErrorResponse><Error><Code>…</Code><Message>…`. A log cuts it anywhere. Does not know what
//! the message says.

use super::{
    flat::{Flat, first, last},
    wrapping::{Wrapping, code, request_id},
};

/// The word by which it is found.
pub(super) const WORDS: &[&str] = &["code"];

/// The code in the element whose name is at `at`; of one that is cut off nothing is known.
pub(super) fn code_at(text: &[u8], at: usize, end: usize) -> Option<String> {
    let (closes, length) = first(&text[end..])?;
    let (code, behind) = (closes == '>' && last(&text[..at]) == Some('<')).then(|| code(&text[end + length..]))??;
    (first(behind)?.0 == '<').then_some(code)
}

/// The request id in its element.
pub(super) fn read(flat: &Flat) -> Wrapping {
    Wrapping { request_id: flat.after("<requestid>").and_then(request_id), ..Wrapping::default() }
}
