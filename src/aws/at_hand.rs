//! Credentials that were asked for, and are kept for as long as they are good. Knows neither profiles nor what they are asked of.

use std::{
    collections::HashMap,
    error::Error,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials as _, SharedCredentialsProvider, error::CredentialsError},
};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::result::ConnectorError;

use super::error::{UNTRUSTED, without_the_request};
use crate::terms::{Failure, FailureKind};

/// Where credentials come from: of this profile, or, where none is named, of what the environment says.
type Ask = dyn Fn(Option<&str>) -> SharedCredentialsProvider + Send + Sync;

/// The credentials that were asked for, until they are about to run out or AWS refuses them: a profile may run a program for
/// them, or ask SSO, and a look comes every few seconds.
pub(super) struct AtHand {
    ask: Box<Ask>,
    time: SharedTimeSource,
    /// By profile; the environment's under none.
    kept: Mutex<HashMap<Option<String>, Arc<Place>>>,
}

/// One profile's.
#[derive(Default)]
struct Place {
    /// Held by the call that asks, so that no other asks beside it. Another profile is not kept waiting by it.
    asking: tokio::sync::Mutex<()>,
    kept: Mutex<Option<Kept>>,
}

/// One provider for all sessions that use them: the SDK keeps what it knows of a caller by it.
struct Kept {
    credentials: Credentials,
    provider: SharedCredentialsProvider,
}

/// Longer than a look or a change takes.
pub(super) const BEFORE_THE_END: Duration = Duration::from_secs(300);

impl AtHand {
    /// `ask` makes the provider of a profile's credentials; without a profile, of the environment's.
    pub fn new(
        time: SharedTimeSource,
        ask: impl Fn(Option<&str>) -> SharedCredentialsProvider + Send + Sync + 'static,
    ) -> AtHand {
        AtHand { ask: Box::new(ask), time, kept: Mutex::default() }
    }

    /// Credentials for a session, and the id of their key.
    pub async fn credentials(&self, profile: Option<&str>) -> Result<(SharedCredentialsProvider, String), Failure> {
        let place = self.all().entry(profile.map(String::from)).or_default().clone();
        let _alone = place.asking.lock().await;
        let lasts = |end| end > self.time.now() + BEFORE_THE_END;
        let still_good = |kept: &&Kept| kept.credentials.expiry().is_none_or(lasts);
        let told = |kept: &Kept| (kept.provider.clone(), kept.credentials.access_key_id().to_owned());
        if let Some(kept) = place.kept().as_ref().filter(still_good) {
            return Ok(told(kept));
        }
        let credentials = ask(&(self.ask)(profile), profile).await?;
        let provider = SharedCredentialsProvider::new(credentials.clone());
        Ok(told(place.kept().insert(Kept { credentials, provider })))
    }

    /// The user may have signed in anew: every profile is asked again.
    pub fn forget(&self) {
        self.all().clear();
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Option<String>, Arc<Place>>> {
        self.kept.lock().expect("no panic while it is held")
    }
}

impl Place {
    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        self.kept.lock().expect("no panic while it is held")
    }
}

/// A session's tie to where its credentials came from.
#[derive(Clone)]
pub(super) struct Asked {
    pub at_hand: Arc<AtHand>,
    /// The id of their key.
    pub key: String,
}

impl Asked {
    /// AWS has refused something with this code. Credentials that it does not take any more are asked for anew next time.
    pub fn was_refused(&self, code: &str) {
        // A region that is off knows no key at all and says UnrecognizedClientException: that says nothing of the key.
        let for_the_key = matches!(
            code,
            "ExpiredToken"
                | "ExpiredTokenException"
                | "InvalidClientTokenId"
                | "SignatureDoesNotMatch"
                | "InvalidSignatureException"
        );
        if for_the_key {
            for place in self.at_hand.all().values() {
                place.kept().take_if(|kept| kept.credentials.access_key_id() == self.key);
            }
        }
    }
}

/// The service that hands out credentials cannot be reached.
pub(super) fn is_network(error: &CredentialsError) -> bool {
    let no_way = |it: &ConnectorError| it.is_io() || it.is_timeout();
    causes(error).any(|it| it.downcast_ref::<ConnectorError>().is_some_and(no_way))
}

/// What lies behind an error, from the outside in.
pub(super) fn causes(error: &CredentialsError) -> impl Iterator<Item = &(dyn Error + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

pub(super) fn doing(profile: Option<&str>) -> String {
    match profile {
        None => "find AWS credentials".to_owned(),
        Some(name) => format!("find credentials in the profile {name}"),
    }
}

/// The failure with the SDK's own causes behind it, each once.
pub(super) fn with_causes(failure: Failure, error: &CredentialsError) -> Failure {
    let mut failure = failure.because(without_the_request(&error.to_string()));
    for said in causes(error).map(|it| without_the_request(&it.to_string()).to_owned()) {
        if !failure.causes().any(|told| told.contains(&said)) {
            failure = failure.because(said);
        }
    }
    let is_untrusted = failure.causes().any(|told| told.contains("invalid peer certificate"));
    if is_untrusted { failure.because(UNTRUSTED) } else { failure }
}

/// Through a service call a missing credential is only a failed dispatch; asked directly it says what is wrong.
async fn ask(provider: &SharedCredentialsProvider, profile: Option<&str>) -> Result<Credentials, Failure> {
    let error = match provider.provide_credentials().await {
        Ok(credentials) => return Ok(credentials),
        Err(error) => error,
    };
    if let Some(ours) = error.source().and_then(|it| it.downcast_ref::<Failure>()) {
        return Err(ours.clone());
    }
    let kind = match &error {
        CredentialsError::CredentialsNotLoaded(_) => FailureKind::NoCredentials,
        CredentialsError::ProviderTimedOut(_) => FailureKind::OutcomeUnknown,
        other if is_network(other) => FailureKind::Network,
        _ => FailureKind::LoginUnusable,
    };
    Err(with_causes(Failure::new(kind, doing(profile)), &error))
}
