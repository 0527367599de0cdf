//! Errors as users paste them: a line of `laravel.log`, a stack trace, the answer of an API, a reply of SMTP. Knows no
//! fact and no log; what the text does not say stays empty.
//!
//! The same words of AWS arrive in many wrappings, cut off anywhere and wrapped by a terminal. So no wrapping is parsed
//! as a whole: `tells` finds what explains most, `sentence` takes it apart, and each file adds what its wrapping says.
//! The price: text that quotes an error is taken for one.

mod cli;
mod flat;
mod json;
mod laravel;
mod mask;
mod sdk;
mod sentence;
mod smtp;
mod tells;
mod wrapping;
mod xml;

pub(super) use self::tells::Weighing;

use self::{
    flat::{Flat, flat},
    wrapping::Wrapping,
};
use super::complaint::{Api, Complaint, Kind};

/// What one record complains of: the error in it that explains the others.
pub(super) fn read(text: &[u8]) -> Option<Complaint> {
    let mut weighing = Weighing::default();
    weighing.add(text, text.len());
    let error = weighing.best()?;
    let flat = flat(text);
    let readers: [fn(&Flat) -> Wrapping; 5] = [xml::read, sdk::read, json::read, smtp::read, laravel::read];
    let said = readers.iter().map(|read| read(&flat)).fold(Wrapping::default(), Wrapping::or);
    let sentence = sentence::read(&flat, error, text);
    let own = error.code.clone().or_else(|| tells::codes(text).find(|code| tells::goes_with(code, sentence.kind)));
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

/// The code that AWS gives with a sentence, where Laravel left it out.
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
