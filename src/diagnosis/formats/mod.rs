//! Errors as people paste them: a line of `laravel.log`, a whole stack trace, the answer of an API, a reply of SMTP. Knows
//! no fact; what is not said stays empty.
//!
//! The same words of AWS arrive in many wrappings, cut off anywhere and wrapped by a terminal. So no wrapping is parsed
//! as a whole: the text is laid out flat, each file looks for what its wrapping adds, and `sentence` for what AWS said.
//! What it costs: text that quotes an error is taken for one.

mod cli;
mod json;
mod laravel;
mod mask;
mod sdk;
mod sentence;
mod smtp;
mod xml;

use self::sentence::Sentence;
use super::complaint::{Api, Complaint, Kind};

/// What a wrapping adds to AWS's words.
#[derive(Debug, Default)]
struct Wrapping {
    code: Option<String>,
    api: Option<Api>,
    /// From the address of the endpoint.
    region: Option<String>,
    request_id: Option<String>,
}

pub(super) fn read(text: &str) -> Option<Complaint> {
    let flat = flat(text);
    let readers: [fn(&Flat) -> Wrapping; 6] = [cli::read, xml::read, sdk::read, json::read, smtp::read, laravel::read];
    let said = readers.iter().map(|read| read(&flat)).fold(Wrapping::default(), Wrapping::or);
    let sentence = sentence::read(&flat);
    if sentence.is_none() && said.code.is_none() {
        return None;
    }
    let sentence = sentence.unwrap_or_else(|| Sentence::of_code(said.code.as_deref().unwrap_or_default()));
    Some(Complaint {
        code: said.code.or_else(|| usual_code(sentence.kind, said.api).map(String::from)),
        kind: sentence.kind,
        message: sentence.message.map(|message| mask::mask(&message)),
        api: said.api,
        identities: sentence.identities.iter().map(|name| mask::mask(name)).collect(),
        cut: sentence.cut.map(|beginning| mask::mask(&beginning)),
        region: sentence.region.or(said.region),
        action: sentence.action.map(|action| mask::mask(&action)),
        resource: sentence.resource.map(|resource| mask::mask(&resource)),
        request_id: said.request_id,
    })
}

impl Wrapping {
    fn or(self, other: Wrapping) -> Wrapping {
        Wrapping {
            code: self.code.or(other.code),
            api: self.api.or(other.api),
            region: self.region.or(other.region),
            request_id: self.request_id.or(other.request_id),
        }
    }
}

/// The code that goes with a sentence of AWS's, where Laravel left it out.
fn usual_code(kind: Kind, api: Option<Api>) -> Option<&'static str> {
    match (kind, api) {
        (Kind::NotVerified, _) => Some("MessageRejected"),
        (Kind::Signature | Kind::Clock, Some(Api::V1)) => Some("SignatureDoesNotMatch"),
        (Kind::KeyNotAccepted, Some(Api::V1)) => Some("InvalidClientTokenId"),
        (Kind::KeyNotAccepted, Some(Api::V2)) => Some("UnrecognizedClientException"),
        (Kind::Expired, Some(Api::V1)) => Some("ExpiredToken"),
        (Kind::Expired, Some(Api::V2)) => Some("ExpiredTokenException"),
        (Kind::NotAuthorized, Some(Api::V1)) => Some("AccessDenied"),
        (Kind::NotAuthorized, Some(Api::V2)) => Some("AccessDeniedException"),
        (Kind::RateExceeded | Kind::QuotaExceeded, Some(Api::V1)) => Some("Throttling"),
        (Kind::RateExceeded, Some(Api::V2)) => Some("TooManyRequestsException"),
        (
            Kind::Signature
            | Kind::Clock
            | Kind::KeyNotAccepted
            | Kind::Expired
            | Kind::NotAuthorized
            | Kind::RateExceeded
            | Kind::QuotaExceeded
            | Kind::UnverifiedUser
            | Kind::NoCredentials
            | Kind::SmtpLogin
            | Kind::SdkMissing
            | Kind::MailerUndefined
            | Kind::EnvRefused
            | Kind::Other,
            _,
        ) => None,
    }
}

/// Text on one line, escapes undone, with its lower-case twin of the same length to search in.
struct Flat {
    text: String,
    low: String,
}

/// Undoes what JSON, XML and terminals do to a sentence: `\"`, `\n`, `\u0027`, `&quot;`, line breaks and indentation.
fn flat(text: &str) -> Flat {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (undone, length) = escape(rest).unwrap_or((c, c.len_utf8()));
        rest = &rest[length..];
        match undone.is_whitespace() || undone.is_control() {
            true if out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.push(undone),
        }
    }
    // ASCII only, or the two would differ in length.
    let low = out.to_ascii_lowercase();
    Flat { text: out, low }
}

/// The character that an escape at the beginning stands for, and the escape's length.
fn escape(text: &str) -> Option<(char, usize)> {
    const NAMED: [(&str, char); 13] = [
        ("\\\\", '\\'),
        ("\\\"", '"'),
        ("\\/", '/'),
        ("\\n", ' '),
        ("\\r", ' '),
        ("\\t", ' '),
        ("&quot;", '"'),
        ("&#34;", '"'),
        ("&apos;", '\''),
        ("&#39;", '\''),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&amp;", '&'),
    ];
    if let Some((written, is)) = NAMED.iter().find(|(written, _)| text.starts_with(written)) {
        return Some((*is, written.len()));
    }
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, 6))
}

impl Flat {
    /// What follows the first of these words, which are in lower case.
    fn after(&self, words: &str) -> Option<&str> {
        let at = self.low.find(words)? + words.len();
        Some(&self.text[at..])
    }

    /// What stands between two words.
    fn between(&self, before: &str, behind: &str) -> Option<&str> {
        let rest = self.after(before)?;
        rest.get(..rest.to_ascii_lowercase().find(behind)?)
    }

    fn has(&self, words: &str) -> bool {
        self.low.contains(words)
    }
}

/// `MessageRejected`; also `ns#Code`, `Code:http://…` and `Code,`.
fn code(text: &str) -> Option<String> {
    let text = text.split_once('#').map_or(text, |(_, behind)| behind);
    let code: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
    (code.len() > 3 && code.starts_with(|c: char| c.is_ascii_uppercase()) && mask::mask(&code) == code).then_some(code)
}

/// `8a4f2c1e-…`: letters, digits and hyphens.
fn request_id(text: &str) -> Option<String> {
    let text = text.trim_start_matches([' ', '"', '\'', ':']);
    let id: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    ((16..=80).contains(&id.len()) && id.contains('-')).then_some(id)
}

/// The region in the host of an endpoint, or in an ARN of SES.
fn region_in(flat: &Flat) -> Option<String> {
    ["://email.", "email-smtp.", "arn:aws:ses:"].iter().find_map(|before| {
        let code: String = flat.after(before)?.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        is_region(&code).then(|| code.to_ascii_lowercase())
    })
}

/// `ap-northeast-2`, in any case.
fn is_region(code: &str) -> bool {
    let parts: Vec<&str> = code.split('-').collect();
    parts.len() >= 3 && parts.last().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()) && !last.is_empty())
}
