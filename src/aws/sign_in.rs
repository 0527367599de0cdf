//! Credentials of this machine: environment and profiles (static, SSO, `aws login`, assume-role, `credential_process`).
//! Knows no page and no command. Never asks instance metadata, which costs seconds and would find a server's role
//! instead of a person.

use aws_config::{
    BehaviorVersion, SdkConfig,
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
use aws_smithy_runtime_api::client::{http::SharedHttpClient, orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata as _;

use super::{
    at_hand::{BEFORE_THE_END, causes, doing, with_causes},
    login::{self, HeldSession},
    profiles::{self, Base, Profiles, Role},
    program, sso,
    watch::CallLog,
};
use crate::{
    setup::{Lasts, LoginFlaw, Renewal},
    terms::{Failure, FailureKind, Timestamp, shell_word},
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

/// This machine's environment and profiles, read anew whenever they are asked.
pub(super) fn of_this_machine(here: &ThisMachine, profile: Option<&str>) -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(OfThisMachine { here: here.clone(), profile: profile.map(String::from) })
}

/// What is asked for credentials, and what hears of it.
#[derive(Clone)]
pub(super) struct ThisMachine {
    pub http: SharedHttpClient,
    pub time: SharedTimeSource,
    /// For what is asked of AWS Sign-In.
    pub base: SdkConfig,
    pub log: CallLog,
}

struct OfThisMachine {
    here: ThisMachine,
    profile: Option<String>,
}

impl std::fmt::Debug for OfThisMachine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OfThisMachine({:?})", self.profile)
    }
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
        if let Lasts::Over { since, renewal } = chain.lasts(profiles.usual(), self.now()) {
            let ended = since.map_or("there is no session".to_owned(), |at| format!("its session ended at {at}"));
            let why = chain.sso().and_then(|sso| sso::why_over(sso, self.now()));
            let failure = why.into_iter().fold(expired(&doing).because(ended), Failure::because);
            return Err(failure.because(begin_anew(&renewal)).into());
        }
        let region = RegionProviderChain::first_try(region_of_the_environment())
            .or_else(region::Builder::default().profile_files(profiles.for_the_sdk()).profile_name(name).build())
            .region()
            .await
            // Roles are handed out in every region; the AWS CLI too asks here where none is named.
            .or_else(|| Some(aws_config::Region::new("us-east-1")));
        let held = match &chain.base {
            Base::Program { command } => {
                let now = self.here.time.now();
                let begun = program::ask(&chain.holder, command, program::LIMIT, now).await?;
                return Ok(self.assume(&profiles, name, region, begun, &chain.roles).await?);
            }
            Base::Console { session } => {
                let begun = self.of_the_console(&profiles, &chain.holder, session).await;
                let renewal = chain.renewal(profiles.usual());
                let begun = begun.map_err(|failure| match renewal {
                    Some(renewal) if failure.kind == FailureKind::CredentialsExpired => {
                        failure.because(begin_anew(&renewal))
                    }
                    Some(_) | None => failure,
                })?;
                return Ok(self.assume(&profiles, name, region, begun, &chain.roles).await?);
            }
            Base::Elsewhere { source } if source == "Environment" => {
                let begun = EnvironmentVariableCredentialsProvider::new().provide_credentials().await;
                let begun =
                    begun.map_err(|error| with_causes(Failure::new(FailureKind::NoCredentials, &doing), &error))?;
                return Ok(self.assume(&profiles, name, region, begun, &chain.roles).await?);
            }
            // A server's own role is no person's, and to ask in vain for one takes seconds.
            Base::Elsewhere { source } => {
                let why = format!("its credential_source is {source}, and Sesame asks no machine for its role");
                return Err(Failure::new(FailureKind::LoginUnusable, doing).because(why).into());
            }
            Base::Keys { .. } | Base::Sso(_) | Base::WebIdentity { .. } => {
                let http = self.here.http.clone();
                let ports = ProviderConfig::without_region().with_http_client(http).with_region(region);
                let keys = ProfileFileCredentialsProvider::builder()
                    .profile_files(profiles.for_the_sdk())
                    .profile_name(name)
                    .configure(&ports)
                    .build();
                tokio::time::timeout(program::LIMIT, async { keys.provide_credentials().await }).await
            }
        };
        held.map_err(|_| unanswered(&doing))?.map_err(|error| {
            match (refused_role(&error), chain.sso(), chain.renewal(profiles.usual())) {
                (Some(failure), _, _) => failure.into(),
                (None, Some(sso), Some(renewal)) => {
                    sso::failure(&doing, &error, sso, &begin_anew(&renewal), self.now()).into()
                }
                (None, Some(_) | None, Some(_) | None) => Why::Sdks(error),
            }
        })
    }

    fn now(&self) -> Timestamp {
        self.here.time.now().try_into().unwrap_or_default()
    }
}

impl OfThisMachine {
    /// Of a session of the console. Only the region that it was begun in renews it: the one of the profile that holds it.
    async fn of_the_console(&self, profiles: &Profiles, holder: &str, session: &str) -> Result<Credentials, Failure> {
        let region = profiles.region_of(holder).or_else(profiles::region_by_environment);
        let endpoint = profiles.sign_in_endpoint(holder);
        let held = HeldSession {
            arn: session,
            region: region.as_deref().unwrap_or("us-east-1"),
            endpoint: endpoint.as_deref(),
        };
        login::credentials(&self.here.base, &self.here.log, held, BEFORE_THE_END).await
    }

    /// One role after the other, as the profile of this name has them. The SDK does the same for all profiles but those that
    /// begin with a program, the environment or a session of the console.
    async fn assume(
        &self,
        profiles: &Profiles,
        name: &str,
        region: Option<aws_config::Region>,
        begun: Credentials,
        roles: &[Role],
    ) -> Result<Credentials, Failure> {
        let (mut held, doing) = (begun, doing(self.profile.as_deref()));
        for role in roles {
            let base = aws_config::defaults(BehaviorVersion::latest())
                .http_client(self.here.http.clone())
                .region(region.clone())
                .profile_files(profiles.for_the_sdk())
                .profile_name(name)
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
            held = taken.map_err(|_| unanswered(&doing))?.map_err(|error| {
                let unusable = || with_causes(Failure::new(FailureKind::LoginUnusable, &doing), &error);
                refused_role(&error).unwrap_or_else(unusable)
            })?;
        }
        Ok(held)
    }
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

/// `AWS_REGION`, else `AWS_DEFAULT_REGION`; one that is set and empty counts as not set, where the SDK would take it for a
/// region without a name.
fn region_of_the_environment() -> Option<aws_config::Region> {
    profiles::region_by_environment().map(aws_config::Region::new)
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
