//! SDKs as they word an exception. PHP: `Error executing "SendRawEmail" on "https://email.us-east-1.amazonaws.com"; AWS
//! HTTP error: … MessageRejected (client): …`. JavaScript: `MessageRejected: …`. Does not know what follows the code.

use super::{
    flat::{Flat, first, flat, last, says},
    hosts::is_of_aws,
    lines::color,
    wrapping::{Wrapping, code, region_in},
};
use crate::diagnosis::complaint::Api;

/// Codes that stand before a colon, as JavaScript and Java print them; SES's own first.
pub(super) const NAMED: &[&str] = &[
    "MessageRejected",
    "SendingPausedException",
    "AccountSendingPausedException",
    "ConfigurationSetSendingPausedException",
    "AccountSuspendedException",
    "ConfigurationSetDoesNotExistException",
    "ConfigurationSetDoesNotExist",
    "TooManyRequestsException",
    "Throttling",
    "ThrottlingException",
    "InvalidParameterValue",
    "MailFromDomainNotVerifiedException",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "ExpiredToken",
    "ExpiredTokenException",
    "AccessDeniedException",
    "AccessDenied",
    "OptInRequired",
    "SubscriptionRequiredException",
];
/// What PHP puts behind the code.
pub(super) const FAULTS: &[&str] = &["(client):", "(server):"];
/// What Go puts before the code.
pub(super) const GO: &[&str] = &["api error "];
/// The word before the operation and the address that PHP quotes.
pub(super) const EXECUTING: &str = "executing";

/// All that is looked for here.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    [NAMED, FAULTS, GO].into_iter().flatten().copied().chain([EXECUTING])
}

/// Those of `NAMED` that other programs have for matters of their own: without a sentence they say nothing.
const COMMON: [&str; 6] = [
    "TooManyRequestsException",
    "Throttling",
    "ThrottlingException",
    "InvalidParameterValue",
    "AccessDeniedException",
    "AccessDenied",
];

/// The code whose name is at `at`: before a colon, or alone on its line or between quotes.
pub(super) fn named_at(text: &[u8], at: usize, end: usize) -> Option<String> {
    let word = std::str::from_utf8(&text[at..end]).ok().filter(|word| NAMED.contains(word))?;
    let before = &text[..at];
    let whole = last(before).is_none_or(|c| !c.is_ascii_alphanumeric()) || ends_in_a_color(before);
    let behind = &text[end..];
    let is_one = first(behind).is_some_and(|(c, _)| c == ':') || !COMMON.contains(&word) && is_over(behind);
    (whole && is_one).then(|| word.to_owned())
}

/// Whether what colors a word on a terminal stands before it, as it is or as JSON escapes it: `[31m`.
fn ends_in_a_color(before: &[u8]) -> bool {
    const LONGEST: usize = 16;
    let near = &before[before.len().saturating_sub(LONGEST)..];
    let Some(opens) = near.iter().rposition(|byte| *byte == b'[') else { return false };
    let escape = &near[..opens];
    let is_escaped = escape.ends_with(b"\x1B") || escape.ends_with(b"u001b") || escape.ends_with(b"u001B");
    is_escaped && color(&near[opens..]) == near.len() - opens
}

/// Whether what was said is over here: with the text, with the line, or with the quotes around it.
pub(super) fn is_over(behind: &[u8]) -> bool {
    let rest = &behind[behind.iter().take_while(|byte| b" \t\r".contains(byte)).count()..];
    let deep = rest.iter().take_while(|byte| **byte == b'\\').count();
    let breaks = deep > 0 && matches!(rest.get(deep), Some(b'n' | b'r'));
    let Some((c, length)) = first(rest) else { return true };
    let is_colored = rest[0] == 0x1B;
    breaks || matches!(c, '"' | '\'') || rest[0] == b'\n' || is_colored && is_over(&rest[length..])
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

/// The code behind the words that end at `end`: `api error MessageRejected: …`.
pub(super) fn code_behind(text: &[u8], _: usize, end: usize) -> Option<String> {
    let (code, behind) = code(&text[end..])?;
    (first(behind)?.0 == ':').then_some(code)
}

/// Whether the operation was about mail; `None` where none is quoted.
pub(super) fn is_about_mail(text: &[u8], end: usize) -> Option<bool> {
    let behind = &text[end..];
    let behind = &behind[says(behind, " \"")?..];
    let asked = flat(behind.get(..REQUEST).unwrap_or(behind));
    let (operation, rest) = asked.low.split_once("\" on \"")?;
    let host = rest.split_once("://").map_or("", |(_, host)| host);
    Some(operation.contains("email") || host.starts_with("email.") || host.starts_with("email-"))
}

/// An operation and the beginning of an address take no more.
const REQUEST: usize = 160;

/// The API and the endpoint in the request that PHP quotes, or botocore.
pub(super) fn read(flat: &Flat) -> Wrapping {
    let api = match flat.between("error executing \"", "\"") {
        Some("SendRawEmail") => Some(Api::V1),
        // Both versions have a SendEmail; only the second is reached by a path.
        Some("SendEmail") if flat.has("/v2/email/") => Some(Api::V2),
        Some(_) | None => None,
    };
    Wrapping { api, region: region_in(flat), request_id: None, endpoint: foreign_endpoint(flat) }
}

/// The host that was called, where it is not AWS's: an emulator, or a proxy.
fn foreign_endpoint(flat: &Flat) -> Option<String> {
    let quoted =
        ["\" on \"", "endpoint url: \"", "(status code 0) on \""].iter().find_map(|before| flat.after(before))?;
    let (scheme, rest) = quoted.split_once("://").filter(|(scheme, _)| scheme.len() < 6)?;
    let host: String = rest
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':' | '[' | ']' | '_'))
        .collect();
    let path = &rest[host.len()..];
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(&*host, |(name, _)| name);
    let of_mail = path.starts_with('"') || path.starts_with("/\"") || path.starts_with("/v2/email");
    let foreign = scheme.starts_with("http") && !name.is_empty() && !is_of_aws(name);
    (foreign && of_mail).then_some(host)
}
