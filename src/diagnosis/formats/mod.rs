//! Errors as people paste them: a line of `laravel.log`, a whole stack trace, the answer of an API, a reply of SMTP. Knows
//! no fact and no log; what is not said stays empty.
//!
//! The same words of AWS arrive in many wrappings, cut off anywhere and wrapped by a terminal. So no wrapping is parsed
//! as a whole: `tells` finds what explains most, `sentence` takes it apart, and each file adds what its wrapping says.
//! What it costs: text that quotes an error is taken for one.

mod cli;
mod flat;
mod json;
mod laravel;
mod mask;
mod sdk;
mod sentence;
mod smtp;
mod tells;
mod xml;

pub(super) use self::tells::Weighing;

use self::flat::{Flat, first, flat};
use super::complaint::{Api, Complaint, Kind};

/// What a wrapping adds to AWS's words.
#[derive(Debug, Default)]
struct Wrapping {
    api: Option<Api>,
    /// From the address of the endpoint.
    region: Option<String>,
    request_id: Option<String>,
}

/// What one record complains of: of all the errors in it the one that explains the others.
pub(super) fn read(text: &[u8]) -> Option<Complaint> {
    let mut weighing = Weighing::default();
    weighing.add(text, text.len());
    let tell = weighing.best()?;
    let flat = flat(text);
    let readers: [fn(&Flat) -> Wrapping; 5] = [xml::read, sdk::read, json::read, smtp::read, laravel::read];
    let said = readers.iter().map(|read| read(&flat)).fold(Wrapping::default(), Wrapping::or);
    let sentence = sentence::read(&flat, tell, text);
    let own = tell.code.clone().or_else(|| tells::codes(text).find(|code| tells::goes_with(code, sentence.kind)));
    Some(Complaint {
        code: own.or_else(|| usual_code(sentence.kind, said.api).map(String::from)),
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

/// `MessageRejected`, also behind `ns#`, and what follows it. A longer word that only begins like one does not count.
fn code(text: &[u8]) -> Option<(String, &[u8])> {
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
    (whole && aws && length < LONGEST && mask::mask(code) == code).then(|| (code.to_owned(), &text[length..]))
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
