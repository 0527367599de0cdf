//! SDKs as they word an exception. PHP: `Error executing "SendRawEmail" on "https://email.us-east-1.amazonaws.com"; AWS
//! HTTP error: … MessageRejected (client): …`. JavaScript: `MessageRejected: …`. Does not know what follows the code.

use super::{
    flat::{Flat, first, flat, last, says},
    hosts::is_of_aws,
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
