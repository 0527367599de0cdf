//! Credentials of this machine: environment and profiles (static, SSO, `aws login`, assume-role, `credential_process`).
//! Knows no page and no command. Never asks instance metadata, which costs seconds and would find a server's role
//! instead of a person.

use std::{
    collections::HashMap,
    error::Error,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use aws_config::{
    BehaviorVersion,
    environment::credentials::EnvironmentVariableCredentialsProvider,
    meta::region::RegionProviderChain,
    profile::{ProfileFileCredentialsProvider, region},
    provider_config::ProviderConfig,
    sts::AssumeRoleProvider,
};
use aws_credential_types::{
    Credentials,
    provider::{
        ProvideCredentials, SharedCredentialsProvider, error::CredentialsError,
        future::ProvideCredentials as ProvidedCredentials,
    },
};
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_http_client::{
    Builder, Connector,
    proxy::ProxyConfig,
    tls::{self, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    http::SharedHttpClient,
    orchestrator::HttpResponse,
    result::{ConnectorError, SdkError},
};
use aws_smithy_types::error::metadata::ProvideErrorMetadata as _;

use super::{
    profiles::{self, Base, Profiles, Role},
    program,
};
use crate::{
    setup::{Lasts, LoginFlaw, Renewal},
    terms::{Failure, FailureKind, shell_word},
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

/// This machine's environment and profiles, read anew whenever they are asked.
pub(super) fn of_this_machine(
    http: SharedHttpClient,
    time: SharedTimeSource,
    profile: Option<&str>,
) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(OfThisMachine { http, time, profile: profile.map(String::from) })
}

#[derive(Debug)]
struct OfThisMachine {
    http: SharedHttpClient,
    time: SharedTimeSource,
    profile: Option<String>,
}

impl ProvideCredentials for OfThisMachine {
    fn provide_credentials<'a>(&'a self) -> ProvidedCredentials<'a>
    where
        Self: 'a,
    {
        ProvidedCredentials::new(async {
            // What we know better than the SDK is in the failure, which `ask` takes out again.
            self.credentials().await.map_err(|why| match why {
                Why::Ours(failure) => CredentialsError::provider_error(*failure),
                Why::Sdks(error) => error,
            })
        })
    }
}

/// Why there are no credentials.
enum Why {
    Ours(Box<Failure>),
    Sdks(CredentialsError),
}

impl From<Failure> for Why {
    fn from(failure: Failure) -> Why {
        Why::Ours(Box::new(failure))
    }
}

impl OfThisMachine {
    /// As in the AWS CLI, a named profile beats the environment's keys.
    async fn credentials(&self) -> Result<Credentials, Why> {
        if self.profile.is_none()
            && let Ok(found) = EnvironmentVariableCredentialsProvider::new().provide_credentials().await
        {
            return Ok(found);
        }
        let doing = doing(self.profile.as_deref());
        let profiles = Profiles::read().map_err(|flaw| unusable(&doing, &flaw))?;
        let name = self.profile.as_deref().unwrap_or(profiles.usual());
        let chain = profiles.chain(name).map_err(|flaw| unusable(&doing, &flaw))?;
        let Some(chain) = chain else {
            let asked_for = self.profile.is_some() || profiles.is_named();
            if let Some(flaw) = profiles.missing(name).filter(|_| asked_for) {
                return Err(unusable(&doing, &flaw).into());
            }
            let why = match self.profile {
                None => format!(
                    "the environment has no AWS_ACCESS_KEY_ID, and the profile {name} does not exist or holds none"
                ),
                Some(_) => format!("the profile {name} holds nothing to sign in with"),
            };
            return Err(Failure::new(FailureKind::NoCredentials, doing).because(why).into());
        };
        if let Lasts::Over { since, renewal } =
            chain.lasts(profiles.usual(), self.time.now().try_into().unwrap_or_default())
        {
            let ended = since.map_or("there is no session".to_owned(), |at| format!("its session ended at {at}"));
            return Err(expired(&doing).because(ended).because(begin_anew(&renewal)).into());
        }
        // Only the region that a session of the console was begun in renews it: the one of the profile that holds it.
        let begun_in = match &chain.base {
            Base::Console { .. } => profiles.region_of(&chain.holder).map(aws_config::Region::new),
            Base::Keys { .. }
            | Base::Sso { .. }
            | Base::Program { .. }
            | Base::WebIdentity { .. }
            | Base::Elsewhere { .. } => None,
        };
        let region = RegionProviderChain::first_try(begun_in)
            .or_else(region_of_the_environment())
            .or_else(region::Builder::default().profile_files(profiles.for_the_sdk()).profile_name(name).build())
            .region()
            .await
            // Roles are handed out in every region; the AWS CLI too asks here where none is named.
            .or_else(|| Some(aws_config::Region::new("us-east-1")));
        let held = match &chain.base {
            Base::Program { command } => {
                let now = self.time.now();
                let begun = program::ask(&chain.holder, command, program::LIMIT, now).await?;
                return Ok(assume(self.http.clone(), region, begun, &chain.roles, &doing).await?);
            }
            Base::Elsewhere { source } if source == "Environment" => {
                let begun = EnvironmentVariableCredentialsProvider::new().provide_credentials().await;
                let begun =
                    begun.map_err(|error| with_causes(Failure::new(FailureKind::NoCredentials, &doing), &error))?;
                return Ok(assume(self.http.clone(), region, begun, &chain.roles, &doing).await?);
            }
            // A server's own role is no person's, and to ask in vain for one takes seconds.
            Base::Elsewhere { source } => {
                let why = format!("its credential_source is {source}, and Sesame asks no machine for its role");
                return Err(Failure::new(FailureKind::LoginUnusable, doing).because(why).into());
            }
            Base::Keys { .. } | Base::Sso { .. } | Base::Console { .. } | Base::WebIdentity { .. } => {
                let ports = ProviderConfig::without_region().with_http_client(self.http.clone()).with_region(region);
                let keys = ProfileFileCredentialsProvider::builder()
                    .profile_files(profiles.for_the_sdk())
                    .profile_name(name)
                    .configure(&ports)
                    .build();
                tokio::time::timeout(program::LIMIT, async { keys.provide_credentials().await }).await
            }
        };
        held.map_err(|_| unanswered(&doing))?.map_err(|error| {
            match (refused_role(&error), chain.renewal(profiles.usual())) {
                (Some(failure), _) => failure.into(),
                (None, Some(renewal)) if !is_network(&error) => {
                    with_causes(expired(&doing), &error).because(begin_anew(&renewal)).into()
                }
                (None, Some(_) | None) => Why::Sdks(error),
            }
        })
    }
}

/// One role after the other. The SDK does the same for all profiles but those with a program.
async fn assume(
    http: SharedHttpClient,
    region: Option<aws_config::Region>,
    begun: Credentials,
    roles: &[Role],
    doing: &str,
) -> Result<Credentials, Failure> {
    let mut held = begun;
    for role in roles {
        let base = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http.clone())
            .region(region.clone())
            .no_credentials()
            .load()
            .await;
        let mut builder = AssumeRoleProvider::builder(&role.arn)
            .configure(&base)
            .session_name(role.session_name.as_deref().unwrap_or("sesame"));
        if let Some(id) = &role.external_id {
            builder = builder.external_id(id);
        }
        let provider = builder.build_from_provider(held).await;
        let taken = tokio::time::timeout(program::LIMIT, async { provider.provide_credentials().await }).await;
        held = taken.map_err(|_| unanswered(doing))?.map_err(|error| {
            refused_role(&error).unwrap_or_else(|| with_causes(Failure::new(FailureKind::LoginUnusable, doing), &error))
        })?;
    }
    Ok(held)
}

/// AWS's own words, where it does not let the caller assume a role.
fn refused_role(error: &CredentialsError) -> Option<Failure> {
    let refused = causes(error).find_map(|it| it.downcast_ref::<SdkError<AssumeRoleError, HttpResponse>>())?;
    let SdkError::ServiceError(refused) = refused else { return None };
    let (code, said) = (refused.err().code()?, refused.err().message().unwrap_or_default());
    let said = said.lines().next().unwrap_or_default();
    let failure = Failure::new(super::error::kind_of(code, said, refused.raw().status().as_u16()), "take on the role");
    Some(Failure { code: Some(code.into()), ..failure }.because(format!("{code}: {said}")))
}

/// The service that hands out credentials cannot be reached.
fn is_network(error: &CredentialsError) -> bool {
    let no_way = |it: &ConnectorError| it.is_io() || it.is_timeout();
    causes(error).any(|it| it.downcast_ref::<ConnectorError>().is_some_and(no_way))
}

/// What lies behind an error, from the outside in.
fn causes(error: &CredentialsError) -> impl Iterator<Item = &(dyn Error + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

fn doing(profile: Option<&str>) -> String {
    match profile {
        None => "find AWS credentials".to_owned(),
        Some(name) => format!("find credentials in the profile {name}"),
    }
}

fn unanswered(doing: &str) -> Failure {
    Failure::new(FailureKind::Network, doing)
        .because(format!("nothing answered within {} seconds", program::LIMIT.as_secs()))
}

fn unusable(doing: &str, flaw: &LoginFlaw) -> Failure {
    Failure::new(FailureKind::LoginUnusable, doing).because(flaw)
}

fn expired(doing: &str) -> Failure {
    Failure::new(FailureKind::CredentialsExpired, doing)
}

fn begin_anew(renewal: &Renewal) -> String {
    match renewal {
        Renewal::Console { profile } => {
            let profile = profile.as_deref().unwrap_or("default");
            format!("sign in anew with `{renewal}`, or with `sesame login --profile {}`", shell_word(profile))
        }
        Renewal::Sso { .. } | Renewal::SsoSession { .. } => format!("sign in anew with `{renewal}`"),
    }
}

/// The failure with the SDK's own causes behind it, each once.
fn with_causes(failure: Failure, error: &CredentialsError) -> Failure {
    let mut failure = failure.because(error);
    for said in causes(error).map(ToString::to_string) {
        if !failure.causes().any(|told| told.contains(&said)) {
            failure = failure.because(said);
        }
    }
    failure
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

/// `AWS_REGION`, else `AWS_DEFAULT_REGION`; one that is set and empty counts as not set, where the SDK would take it for a
/// region without a name.
fn region_of_the_environment() -> Option<aws_config::Region> {
    let said = |name| std::env::var(name).ok().filter(|said: &String| !said.trim().is_empty());
    said("AWS_REGION").or_else(|| said("AWS_DEFAULT_REGION")).map(aws_config::Region::new)
}

/// The region that the environment names, else the profile; as text, for it may be none that has SES.
pub async fn region_here(profile: Option<&str>) -> Option<String> {
    let mut place = region::Builder::default().profile_name(profile.map_or_else(profiles::usual, String::from));
    // What cannot be read is told where one signs in.
    if let Ok(profiles) = Profiles::read() {
        place = place.profile_files(profiles.for_the_sdk());
    }
    let chain = RegionProviderChain::first_try(region_of_the_environment()).or_else(place.build());
    chain.region().await.map(|region| region.to_string())
}
