//! Who we are.

use super::News;
use crate::{
    aws::{self, Session},
    engine::Ports,
    setup::{Facts, Intent},
    terms::{Fact, FailureKind, Region},
};

/// AWS under the intent's sign-in, or the news that there are no credentials.
pub(super) async fn session(ports: &Ports, intent: &Intent) -> Result<Session, News> {
    // STS answers in every region; before one is chosen, the oldest will do.
    let region = intent.region.unwrap_or_else(|| Region::all().next().expect("there are regions"));
    ports.cloud.signed_in(&intent.sign_in, region).await.map_err(|failure| {
        let caller = match failure.kind {
            FailureKind::NoCredentials => Fact::Absent,
            FailureKind::CredentialsExpired => {
                let message = failure.causes.join(": ");
                Fact::Hidden(crate::terms::Denial { code: failure.kind.to_string(), message })
            }
            FailureKind::BadInput
            | FailureKind::MissingFlag
            | FailureKind::KeyNotAccepted
            | FailureKind::SignatureRefused
            | FailureKind::Denied
            | FailureKind::OtherAccount
            | FailureKind::NotActivated
            | FailureKind::RegionUnavailable
            | FailureKind::NotFound
            | FailureKind::Conflict
            | FailureKind::RequestRefused
            | FailureKind::LimitExceeded
            | FailureKind::Throttled
            | FailureKind::Rejected
            | FailureKind::Network
            | FailureKind::OutcomeUnknown
            | FailureKind::Garbled
            | FailureKind::ServiceFailed
            | FailureKind::Vault
            | FailureKind::Dns
            | FailureKind::NotLaravel
            | FailureKind::EnvUnusable
            | FailureKind::FileChanged
            | FailureKind::File
            | FailureKind::ReadOnly
            | FailureKind::Bug => Fact::Unknown,
        };
        News { facts: Facts { caller, ..Facts::default() }, trouble: vec![failure] }
    })
}

pub(super) async fn look(session: &Session) -> News {
    match session.caller().await {
        Ok(caller) => News::told(Facts { caller: Fact::Present(caller), ..Facts::default() }),
        Err(failure) => match aws::denial(&failure) {
            Some(denial) => {
                News { facts: Facts { caller: Fact::Hidden(denial), ..Facts::default() }, trouble: vec![failure] }
            }
            None => News::of(failure),
        },
    }
}
