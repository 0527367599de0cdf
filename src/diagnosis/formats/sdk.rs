//! SDKs as they word an exception. PHP: `Error executing "SendRawEmail" on "https://email.us-east-1.amazonaws.com"; AWS
//! HTTP error: … MessageRejected (client): …`. JavaScript: `MessageRejected: …`. Does not know what follows the code.

use super::{
    flat::{Flat, first, flat, last, says},
    wrapping::{Wrapping, code, region_in},
};
use crate::diagnosis::complaint::Api;

/// Codes that stand before a colon, as JavaScript and Java print them; SES's own first.
pub(super) const NAMED: &[&str] = &[
    "MessageRejected",
    "SendingPausedException",
    "AccountSendingPausedException",
    "TooManyRequestsException",
    "MailFromDomainNotVerifiedException",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "ExpiredTokenException",
    "AccessDeniedException",
    "AccessDenied",
];
/// What PHP puts behind the code.
pub(super) const FAULTS: &[&str] = &["(client):", "(server):"];
/// The word before the operation and the address that PHP quotes.
pub(super) const EXECUTING: &str = "executing";

/// The code whose name is at `at`.
pub(super) fn named_at(text: &[u8], at: usize, end: usize) -> Option<String> {
    let word = std::str::from_utf8(&text[at..end]).ok().filter(|word| NAMED.contains(word))?;
    let whole = last(&text[..at]).is_none_or(|c| !c.is_ascii_alphanumeric());
    (whole && first(&text[end..])?.0 == ':').then(|| word.to_owned())
}

/// The code before the fault that is at `at`.
pub(super) fn code_before(text: &[u8], at: usize, _: usize) -> Option<String> {
    let before = text[..at].strip_suffix(b" ")?;
    let from = before.iter().rposition(|byte| !byte.is_ascii_alphanumeric() && *byte != b'.').map_or(0, |at| at + 1);
    // A code does not begin in the middle of a word.
    let begins = last(&before[..from]).is_none_or(|c| c.is_whitespace() || c == '\\');
    let (code, behind) = code(&text[from..])?;
    (begins && behind.len() == text.len() - before.len()).then_some(code)
}

/// Whether the operation was about mail; `None` where none is quoted.
pub(super) fn is_about_mail(text: &[u8], end: usize) -> Option<bool> {
    let behind = &text[end..];
    let behind = &behind[says(behind, " \"")?..];
    let asked = flat(behind.get(..REQUEST).unwrap_or(behind));
    let (operation, rest) = asked.low.split_once("\" on \"")?;
    let host = rest.split_once("://").map_or("", |(_, host)| host);
    Some(operation.contains("email") || host.starts_with("email."))
}

/// An operation and the beginning of an address take no more.
const REQUEST: usize = 160;

/// The API and the region in the request that PHP quotes.
pub(super) fn read(flat: &Flat) -> Wrapping {
    let api = match flat.between("error executing \"", "\"") {
        Some("SendRawEmail") => Some(Api::V1),
        // Both versions have a SendEmail; only the second is reached by a path.
        Some("SendEmail") if flat.has("/v2/email/") => Some(Api::V2),
        Some(_) | None => None,
    };
    Wrapping { api, region: region_in(flat), request_id: None }
}
