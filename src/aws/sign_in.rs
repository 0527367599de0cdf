//! Credentials of this machine: environment and profiles (static, SSO, assume-role, `credential_process`). Never asks
//! instance metadata, which costs seconds and would find a server's role instead of a person.

use aws_config::{
    environment::credentials::EnvironmentVariableCredentialsProvider,
    environment::region::EnvironmentVariableRegionProvider,
    meta::{credentials::CredentialsProviderChain, region::RegionProviderChain},
    profile::{ProfileFileCredentialsProvider, region},
    provider_config::ProviderConfig,
};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials as _, SharedCredentialsProvider, error::CredentialsError},
};
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

/// As in the AWS CLI, a named profile beats the environment's keys.
pub(super) async fn quiet_chain(http: SharedHttpClient, profile: Option<&str>) -> SharedCredentialsProvider {
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
pub(super) async fn ask(provider: &SharedCredentialsProvider, sign_in: &SignIn) -> Result<Credentials, Failure> {
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
