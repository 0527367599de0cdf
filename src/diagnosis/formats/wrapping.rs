//! What a wrapping adds to AWS's words, and how codes, request ids and regions are written in any of them. Knows no
//! single wrapping.

use super::{
    flat::{Flat, first},
    mask::mask,
};
use crate::diagnosis::complaint::Api;

/// What a wrapping adds to AWS's words.
#[derive(Debug, Default)]
pub(super) struct Wrapping {
    /// Which API the mail was sent through.
    pub api: Option<Api>,
    /// From the address of the endpoint.
    pub region: Option<String>,
    /// AWS's id of the call.
    pub request_id: Option<String>,
    /// The host that was called, where it is not AWS's.
    pub endpoint: Option<String>,
}

impl Wrapping {
    /// What either of two says, the first before the second.
    pub fn or(self, other: Wrapping) -> Wrapping {
        Wrapping {
            api: self.api.or(other.api),
            region: self.region.or(other.region),
            request_id: self.request_id.or(other.request_id),
            endpoint: self.endpoint.or(other.endpoint),
        }
    }
}

/// A code such as `MessageRejected`, also behind `ns#`, and what follows it. A longer word that begins like one does
/// not count.
pub(super) fn code(text: &[u8]) -> Option<(String, &[u8])> {
    /// AWS's longest has some 60 characters.
    const LONGEST: usize = 128;
    let is_of_code = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'.';
    let word = |text: &[u8]| text.iter().take(LONGEST).take_while(|byte| is_of_code(byte)).count();
    let mut length = word(text);
    let mut text = text;
    if text.get(length) == Some(&b'#') {
        text = &text[length + 1..];
        length = word(text);
    }
    let code = std::str::from_utf8(&text[..length]).ok()?;
    let whole = first(&text[length..]).is_none_or(|(c, _)| !matches!(c, '_' | '-' | '/' | '+' | '=' | '#'));
    let aws = code.len() > 3
        && code.starts_with(|c: char| c.is_ascii_uppercase())
        && code.contains(|c: char| c.is_ascii_lowercase());
    (whole && aws && length < LONGEST && mask(code) == code).then(|| (code.to_owned(), &text[length..]))
}

/// `8a4f2c1e-…`: letters, digits and hyphens.
pub(super) fn request_id(text: &str) -> Option<String> {
    let text = text.trim_start_matches([' ', '"', '\'', ':']);
    let id: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    ((16..=80).contains(&id.len()) && id.contains('-')).then_some(id)
}

/// The region in the host of an endpoint, or in an ARN of SES.
pub(super) fn region_in(flat: &Flat) -> Option<String> {
    ["://email.", "email-smtp.", "email-smtp-fips.", "email-fips.", "arn:aws:ses:"].iter().find_map(|before| {
        let code: String = flat.after(before)?.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        is_region(&code).then(|| code.to_ascii_lowercase())
    })
}

/// `ap-northeast-2`, in any case.
pub(super) fn is_region(code: &str) -> bool {
    let parts: Vec<&str> = code.split('-').collect();
    parts.len() >= 3 && parts.last().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()) && !last.is_empty())
}
