//! SDKs as they word an exception. PHP: `Error executing "SendRawEmail" on "https://email.us-east-1.amazonaws.com"; AWS
//! HTTP error: … MessageRejected (client): …`. JavaScript: `MessageRejected: …`.

use super::{Flat, Wrapping, code, region_in};
use crate::diagnosis::complaint::Api;

/// Codes that stand before a colon, as JavaScript and Java print them.
const KNOWN: [&str; 12] = [
    "MessageRejected",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "ExpiredTokenException",
    "AccessDeniedException",
    "AccessDenied",
    "SendingPausedException",
    "AccountSendingPausedException",
    "TooManyRequestsException",
    "MailFromDomainNotVerifiedException",
];

pub(super) fn read(flat: &Flat) -> Wrapping {
    let before = |mark: &str| {
        let word = flat.text.split_once(mark)?.0.rsplit(' ').next()?;
        code(word).filter(|code| code.len() == word.len())
    };
    let named = || KNOWN.into_iter().find(|known| flat.text.contains(&format!("{known}:"))).map(String::from);
    let api = match flat.between("error executing \"", "\"") {
        Some("SendRawEmail") => Some(Api::V1),
        // Both versions have a SendEmail; only the second is reached by a path.
        Some("SendEmail") if flat.has("/v2/email/") => Some(Api::V2),
        Some(_) | None => None,
    };
    Wrapping {
        code: before(" (client): ").or_else(|| before(" (server): ")).or_else(named),
        api,
        region: region_in(flat),
        request_id: None,
    }
}
