//! Credentials of this machine: environment and profiles (static, SSO, assume-role, `credential_process`). Never asks
//! instance metadata, which costs seconds and would find a server's role instead of a person.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_config::{
    environment::credentials::EnvironmentVariableCredentialsProvider,
    environment::region::EnvironmentVariableRegionProvider,
    meta::{credentials::CredentialsProviderChain, region::RegionProviderChain},
    profile::{ProfileFileCredentialsProvider, region},
    provider_config::ProviderConfig,
};
use aws_credential_types::{
    Credentials,
    provider::{
        ProvideCredentials, SharedCredentialsProvider, error::CredentialsError,
        future::ProvideCredentials as ProvidedCredentials,
    },
};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_http_client::{
    Builder, Connector,
    proxy::ProxyConfig,
    tls::{self, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::{
    setup::SignIn,
    terms::{Failure, FailureKind},
};

/// One TLS stack for everything, through the proxy that the environment names.
pub(super) fn https() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, parts| {
        let mut connector = Connector::builder()
            .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
            .proxy_config(ProxyConfig::from_env());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(parts.and_then(|parts| parts.sleep_impl()));
        connector.build()
    })
}

/// The credentials that were asked for last, until they are about to run out or AWS refuses them: a profile may run a
/// program for them, or ask SSO, and a look comes every few seconds.
pub(super) struct AtHand {
    ask: Box<dyn Fn(&SignIn) -> SharedCredentialsProvider + Send + Sync>,
    time: SharedTimeSource,
    /// Held while somebody asks, so that nobody asks beside them.
    asking: tokio::sync::Mutex<()>,
    kept: Mutex<Option<Kept>>,
}

/// One provider for all who use them: the SDK keeps what it knows of a caller by it.
struct Kept {
    sign_in: SignIn,
    credentials: Credentials,
    provider: SharedCredentialsProvider,
}

/// Longer than a look or a change takes.
const BEFORE_THE_END: Duration = Duration::from_secs(300);

impl AtHand {
    pub fn new(
        time: SharedTimeSource,
        ask: impl Fn(&SignIn) -> SharedCredentialsProvider + Send + Sync + 'static,
    ) -> AtHand {
        AtHand { ask: Box::new(ask), time, asking: tokio::sync::Mutex::default(), kept: Mutex::default() }
    }

    /// Credentials for a session, and the id of their key.
    pub async fn credentials(&self, sign_in: &SignIn) -> Result<(SharedCredentialsProvider, String), Failure> {
        let _alone = self.asking.lock().await;
        let still_good = |kept: &&Kept| {
            let lasts = |end| end > self.time.now() + BEFORE_THE_END;
            kept.sign_in == *sign_in && kept.credentials.expiry().is_none_or(lasts)
        };
        let told = |kept: &Kept| (kept.provider.clone(), kept.credentials.access_key_id().to_owned());
        if let Some(kept) = self.kept().as_ref().filter(still_good) {
            return Ok(told(kept));
        }
        let credentials = ask(&(self.ask)(sign_in), sign_in).await?;
        let provider = SharedCredentialsProvider::new(credentials.clone());
        Ok(told(self.kept().insert(Kept { sign_in: sign_in.clone(), credentials, provider })))
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Option<Kept>> {
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
    // A region that is off knows no key at all and says UnrecognizedClientException: that says nothing of the key.
    pub fn was_refused(&self, code: &str) {
        let for_the_key = matches!(
            code,
            "ExpiredToken"
                | "ExpiredTokenException"
                | "InvalidClientTokenId"
                | "SignatureDoesNotMatch"
                | "InvalidSignatureException"
        );
        if for_the_key {
            let mut kept = self.at_hand.kept();
            kept.take_if(|kept| kept.credentials.access_key_id() == self.key);
        }
    }
}

/// This machine's environment and profiles, read anew whenever they are asked.
pub(super) fn of_this_machine(http: SharedHttpClient, sign_in: &SignIn) -> SharedCredentialsProvider {
    let profile = match sign_in {
        SignIn::Ambient => None,
        SignIn::Profile(name) => Some(name.clone()),
    };
    SharedCredentialsProvider::new(OfThisMachine { http, profile })
}

#[derive(Debug)]
struct OfThisMachine {
    http: SharedHttpClient,
    profile: Option<String>,
}

impl ProvideCredentials for OfThisMachine {
    fn provide_credentials<'a>(&'a self) -> ProvidedCredentials<'a>
    where
        Self: 'a,
    {
        ProvidedCredentials::new(async {
            let chain = quiet_chain(self.http.clone(), self.profile.as_deref()).await;
            chain.provide_credentials().await
        })
    }
}

/// As in the AWS CLI, a named profile beats the environment's keys.
async fn quiet_chain(http: SharedHttpClient, profile: Option<&str>) -> SharedCredentialsProvider {
    let mut place = region::Builder::default();
    let mut keys = ProfileFileCredentialsProvider::builder();
    if let Some(name) = named(profile) {
        place = place.profile_name(name);
        keys = keys.profile_name(name);
    }
    let region =
        RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new()).or_else(place.build()).region().await;
    let ports = ProviderConfig::without_region().with_http_client(http).with_region(region);
    let keys = keys.configure(&ports).build();
    SharedCredentialsProvider::new(match profile {
        Some(_) => CredentialsProviderChain::first_try("Profile", keys),
        None => CredentialsProviderChain::first_try("Environment", EnvironmentVariableCredentialsProvider::new())
            .or_else("Profile", keys),
    })
}

/// As the AWS CLI takes it, an empty `AWS_PROFILE` names none; the SDK would look for a profile without a name.
fn named(profile: Option<&str>) -> Option<&str> {
    let empty = std::env::var_os("AWS_PROFILE").is_some_and(|name| name.is_empty());
    profile.or(empty.then_some("default"))
}

/// Through a service call a missing credential is only a failed dispatch; asked directly it says what is wrong.
async fn ask(provider: &SharedCredentialsProvider, sign_in: &SignIn) -> Result<Credentials, Failure> {
    let doing = match sign_in {
        SignIn::Ambient => "find AWS credentials".to_owned(),
        SignIn::Profile(name) => format!("find credentials in the profile {name}"),
    };
    let fail = |kind, error: &CredentialsError| {
        let source = std::error::Error::source(error).map(ToString::to_string);
        let failure = Failure::new(kind, doing.clone()).because(error);
        match source {
            Some(source) => failure.because(source),
            None => failure,
        }
    };
    match provider.provide_credentials().await {
        Ok(credentials) => Ok(credentials),
        Err(error @ (CredentialsError::CredentialsNotLoaded(_) | CredentialsError::InvalidConfiguration(_))) => {
            Err(fail(FailureKind::NoCredentials, &error))
        }
        Err(error @ CredentialsError::ProviderTimedOut(_)) => Err(fail(FailureKind::OutcomeUnknown, &error)),
        Err(error) => Err(fail(FailureKind::CredentialsExpired, &error)),
    }
}

/// The region that the environment names, else the profile; as text, for it may be none that has SES.
pub async fn region_here(profile: Option<&str>) -> Option<String> {
    let mut place = region::Builder::default();
    if let Some(name) = named(profile) {
        place = place.profile_name(name);
    }
    let chain = RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new()).or_else(place.build());
    chain.region().await.map(|region| region.to_string())
}
