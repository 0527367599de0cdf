//! The SDK's errors in our words, with AWS's own code and sentence beside them. Knows no operation.
//!
//! Never prints an error with `Debug`: of an answer that could not be parsed it would show the body, and the body of
//! CreateAccessKey is a secret.

use std::error::Error;

use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::terms::{Denial, Fact, Failure, FailureKind, FailureSort};

/// What went wrong while we tried to `doing`.
pub(super) fn failure<E>(doing: impl Into<String>, error: SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    failure_of(doing, &error)
}

/// The same of an error that stays where it is.
pub(super) fn failure_of<E>(doing: impl Into<String>, error: &SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let doing = doing.into();
    let request_id = error.raw_response().and_then(|it| it.headers().get("x-amzn-requestid")).map(String::from);
    let mut failure = match error {
        SdkError::ServiceError(service) => {
            let status = service.raw().status().as_u16();
            let Some(code) = service.err().code() else {
                return Failure { request_id, ..Failure::new(kind_of_status(status), doing) }
                    .because(format!("HTTP {status} without a word that AWS would say; is the endpoint AWS?"));
            };
            // A refused signature may bring the whole canonical request along, session token included.
            let message = service.err().message().and_then(|it| it.lines().next()).unwrap_or("AWS gave no reason");
            Failure { code: Some(code.into()), ..Failure::new(kind_of(code, message, status), doing) }
                .because(format!("{code}: {message}"))
        }
        SdkError::TimeoutError(_) => {
            Failure::new(FailureKind::OutcomeUnknown, doing).because("AWS did not answer in time")
        }
        SdkError::DispatchFailure(dispatch) => {
            let failure = Failure::new(FailureKind::Network, doing);
            match dispatch.as_connector_error() {
                Some(error) => chain(error).into_iter().fold(failure, Failure::because),
                None => failure.because("the request did not leave this machine"),
            }
        }
        SdkError::ResponseError(_) => {
            Failure::new(FailureKind::Garbled, doing).because("AWS's answer could not be read")
        }
        SdkError::ConstructionFailure(_) => {
            Failure::new(FailureKind::Bug, doing).because("the request could not be built")
        }
        _ => Failure::new(FailureKind::OutcomeUnknown, doing).because("the SDK reported an error of a new kind"),
    };
    failure.request_id = request_id;
    failure
}

pub(super) fn chain(error: &dyn Error) -> Vec<String> {
    let mut causes = vec![without_the_request(&error.to_string()).to_owned()];
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(without_the_request(&cause.to_string()).to_owned());
        next = cause.source();
    }
    // The SDK's word for what it has no sort for; what it is stands behind it.
    causes.retain(|said| said != "other");
    if causes.iter().any(|said| said.contains("invalid peer certificate")) {
        causes.push(UNTRUSTED.to_owned());
    }
    causes
}

/// What to do about a certificate that is not trusted.
pub(super) const UNTRUSTED: &str = "this machine does not know who issued the certificate, as with a company's proxy: name a file with that authority in AWS_CA_BUNDLE, or as ca_bundle in the profile, and start again";

/// What the SDK says before it shows the whole request, with the token in it.
pub(super) fn without_the_request(said: &str) -> &str {
    match said.split_once("to request ") {
        Some((before, _)) => before.trim_end(),
        None => said,
    }
}

fn kind_of_status(status: u16) -> FailureKind {
    if status >= 500 { FailureKind::ServiceFailed } else { FailureKind::Garbled }
}

/// The kind of an error that AWS answered with this code, sentence and HTTP status.
pub(super) fn kind_of(code: &str, message: &str, status: u16) -> FailureKind {
    match FailureKind::of_code(code) {
        // It speaks of the region in the signature, not of the secret: no region of AWS's is called so.
        Some(FailureKind::SignatureRefused) if message.contains("scoped to a valid region") => {
            FailureKind::RegionUnavailable
        }
        Some(kind) => kind,
        None if status >= 500 => FailureKind::ServiceFailed,
        None if message.contains("not authorized to perform") => FailureKind::Denied,
        None => FailureKind::RequestRefused,
    }
}

/// A refusal of the caller, as opposed to trouble on the way: AWS repeats it until a permission, a key or a setting is
/// changed.
pub fn denial(failure: &Failure) -> Option<Denial> {
    let is_one = match failure.kind.sort() {
        FailureSort::Refused => true,
        FailureSort::SignIn => failure.kind == FailureKind::CredentialsExpired,
        FailureSort::Usage | FailureSort::Request | FailureSort::Lost | FailureSort::Here | FailureSort::Bug => false,
    };
    is_one.then(|| failure.denial())
}

/// A read as a fact: not there, hidden from us, or there. Trouble on the way stays an error.
pub(super) fn fact<T>(read: Result<T, Failure>) -> Result<Fact<T>, Failure> {
    match read {
        Ok(it) => Ok(Fact::Present(it)),
        Err(failure) if failure.kind == FailureKind::NotFound => Ok(Fact::Absent),
        Err(failure) => denial(&failure).map(Fact::Hidden).ok_or(failure),
    }
}
