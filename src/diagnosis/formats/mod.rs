//! Errors as users paste them: a line of `laravel.log`, a stack trace, the answer of an API, a reply of SMTP. Knows no
//! fact and no log; what the text does not say stays empty.
//!
//! The same words of AWS arrive in many wrappings, cut off anywhere and wrapped by a terminal. So no wrapping is parsed
//! as a whole: `tells` finds what explains most, `sentence` takes it apart, and each file adds what its wrapping says.
//! The price: text that quotes an error is taken for one.

mod about;
mod cli;
mod extent;
mod flat;
mod form;
mod hosts;
mod json;
mod known;
mod laravel;
mod lines;
mod mask;
mod outcomes;
mod rank;
mod received;
mod recipient;
mod rejection;
mod relays;
mod row;
mod sdk;
mod sentence;
mod sentences;
mod services;
mod smtp;
mod tables;
mod tells;
mod tools;
mod unwrap;
mod wrapping;
mod xml;

pub(super) use self::{
    form::{FormId, RecordForm},
    hosts::is_anothers,
    lines::{Above, above_an_error, begins_anew, process},
    rank::{Doubt, Rank},
    tables::unframed,
    tells::{Weighing, expect_a_log},
    unwrap::unwrapped,
};

use self::{
    flat::{Flat, flat},
    wrapping::Wrapping,
};
use super::complaint::{Api, Complaint, Kind, Station};
use crate::terms::Region;

/// What one record complains of: the error in it that explains the others.
pub(super) fn read(text: &[u8]) -> Option<Complaint> {
    let mut weighing = Weighing::default();
    weighing.add(text, text.len());
    let error = weighing.best()?;
    let flat = flat(text);
    let readers: [fn(&Flat) -> Wrapping; 5] = [xml::read, sdk::read, json::read, laravel::read, smtp::read];
    let said = readers.iter().map(|read| read(&flat)).fold(Wrapping::default(), Wrapping::or);
    let sentence = sentence::read(&flat, error, text);
    let own = error
        .code
        .clone()
        .or_else(|| tells::codes(text).map(|(code, _)| code).find(|code| tells::goes_with(code, sentence.kind)));
    let host = hosts::ses_host_near(text, error.from).or_else(|| hosts::first_ses_host(text));
    let by_host = host.as_ref().filter(|host| host.is_smtp).map(|_| Api::Smtp);
    let nameless = sentence.kind == Kind::HostNotFound && host.as_ref().is_some_and(|host| host.region.is_none());
    let region = sentence.region.or(said.region).or_else(|| host?.region);
    // A host at which one signs in says nothing of SES, except where there is no such region.
    let no_region = || hosts::region_of_sign_in(text, error.from).filter(|code| code.parse::<Region>().is_err());
    let region = region.or_else(|| no_region().filter(|_| error.kind.station() == Station::Way));
    // A refusal of AWS's names no region of its own; the command does.
    let is_a_call = error.kind.is_of_aws() && error.kind != Kind::SmtpLogin && by_host.is_none();
    let region = region.or_else(|| cli::region_above(&text[..error.from]).filter(|_| is_a_call));
    // SES has no host without a region.
    let (kind, message) = match rejection::left_out(error, sentence.message.as_deref()) {
        Some(left_out) => (Kind::Rejected, left_out.message),
        None if nameless && region.is_none() => (Kind::RegionRefused, sentence.message),
        None => (sentence.kind, sentence.message),
    };
    // Where SES itself was heard: many an app has its words without the names.
    let is_ses = region.is_some() || said.api.is_some() || error.rank != Rank::Unverified;
    Some(Complaint {
        code: own.or_else(|| usual_code(kind, said.api).filter(|_| is_ses).map(String::from)),
        kind,
        message: message.map(|message| mask::mask(&message)),
        api: said.api.or(by_host),
        identities: match sentence.kind == Kind::Suppressed {
            true => recipient::named(&flat.text),
            false => sentence.identities.iter().map(|name| mask::mask(name)).collect(),
        },
        cut: sentence.cut.map(|beginning| mask::mask(&beginning)),
        region: region.map(|region| mask::mask(&region)),
        action: sentence.action.map(|action| mask::mask(&action)),
        resource: sentence.resource.map(|resource| mask::mask(&resource)),
        principal: sentence.principal.map(|arn| mask::mask(&arn)),
        denier: sentence.denier,
        request_id: said.request_id,
        endpoint: said.endpoint,
        program: (!error.names_mail)
            .then(|| tools::set_up_by(&self::flat::flat(around(text, error.from)).low))
            .flatten(),
        key: mask::key_sort(&flat.text),
        received: (sentence.kind == Kind::Received)
            .then(|| received::read(&self::flat::flat(&text[error.from..error.to]))),
    })
}

/// What stands near a place; a program may name itself some lines above its error.
fn around(text: &[u8], at: usize) -> &[u8] {
    const NEAR: usize = 2 * 1024;
    &text[at.saturating_sub(NEAR)..text.len().min(at + NEAR)]
}

/// The code that AWS gives with a sentence, where Laravel left it out.
fn usual_code(kind: Kind, api: Option<Api>) -> Option<&'static str> {
    Some(match (kind, api) {
        (Kind::NotVerified, _) => "MessageRejected",
        (Kind::SmtpLogin, _) => "535",
        (Kind::Signature | Kind::Clock, Some(Api::V1)) => "SignatureDoesNotMatch",
        (Kind::KeyNotAccepted, Some(Api::V1)) => "InvalidClientTokenId",
        (Kind::KeyNotAccepted, Some(Api::V2)) => "UnrecognizedClientException",
        (Kind::Expired, Some(Api::V1)) => "ExpiredToken",
        (Kind::Expired, Some(Api::V2)) => "ExpiredTokenException",
        (Kind::NotAuthorized, Some(Api::V1)) => "AccessDenied",
        (Kind::NotAuthorized, Some(Api::V2)) => "AccessDeniedException",
        (Kind::RateExceeded | Kind::QuotaExceeded, Some(Api::V1)) => "Throttling",
        (Kind::RateExceeded, Some(Api::V2)) => "TooManyRequestsException",
        (Kind::AddressRefused | Kind::HeaderRefused, Some(Api::V1)) => "InvalidParameterValue",
        (Kind::AddressRefused | Kind::HeaderRefused, Some(Api::V2)) => "BadRequestException",
        (_, _) => return None,
    })
}
