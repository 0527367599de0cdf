//! SES v2 and SDKs that speak JSON: `{"message":"…"}` with the code in `__type`, in `code` or in the header
//! `x-amzn-ErrorType`. Does not know what the message says.

use super::{
    flat::{Flat, first, last, says},
    wrapping::{Wrapping, code, request_id},
};

/// The words by which it is found.
pub(super) const WORDS: &[&str] = &["__type", "code", "errortype"];

/// The code behind the name that is at `at`.
pub(super) fn code_at(text: &[u8], at: usize, end: usize) -> Option<String> {
    let behind = &text[end..];
    if text[at..end].eq_ignore_ascii_case(b"errortype") {
        return value(behind);
    }
    // As the SDK for Rust shows it.
    if let Some(length) = says(behind, ": some(") {
        return value(&behind[length..]);
    }
    let (closes, length) = first(behind)?;
    (closes == '"' && last(&text[..at]) == Some('"')).then(|| value(&behind[length..]))?
}

/// `: "com.amazonaws.ses#MessageRejected"`, `: ["MessageRejected"]`, `: MessageRejected:http://…`.
fn value(text: &[u8]) -> Option<String> {
    let mut rest = text;
    while let Some((_, length)) = first(rest).filter(|(c, _)| matches!(c, ' ' | ':' | '"' | '\'' | '[')) {
        rest = &rest[length..];
    }
    code(rest).map(|(code, _)| code)
}

/// The request id in a header or a member.
pub(super) fn read(flat: &Flat) -> Wrapping {
    let ids = ["x-amzn-requestid", "\"requestid\"", "requestid:", "request id:"];
    Wrapping { request_id: ids.iter().find_map(|words| request_id(flat.after(words)?)), ..Wrapping::default() }
}
