//! Credentials of this machine: environment and profiles (static, SSO, `aws login`, assume-role, `credential_process`).
//! Knows no page and no command. Never asks instance metadata, which costs seconds and would find a server's role
//! instead of a person.

use std::{path::Path, time::SystemTime};

use aws_config::{SdkConfig, sts::AssumeRoleProvider};
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
use zeroize::Zeroizing;

use super::{
    at_hand::{BEFORE_THE_END, causes, doing, is_network, with_causes},
    authorities,
    endpoints::{Endpoints, SIGN_IN},
    environment::{keys_of_the_environment, named_by_environment, region_by_environment, unused},
    login::{self, HeldSession},
    profiles::{Base, Profiles, Role},
    program, sso,
    watch::CallLog,
};
use crate::{
    setup::{Lasts, LoginFlaw, NamedIn, Renewal},
    terms::{BadRegion, Failure, FailureKind, Region, Timestamp, shell_word},
};

/// One TLS stack for everything, through the proxy that the environment names, with the authorities that the user trusts.
pub(super) fn https(profile: Option<&str>) -> SharedHttpClient {
    let trusted = authorities::trusted(profile);
    Builder::new().build_with_connector_fn(move |settings, parts| {
        let mut connector = Connector::builder()
            .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
            .tls_context(trusted.clone())
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
            self.credentials().await.map_err(CredentialsError::provider_error)
        })
    }
}

impl OfThisMachine {
    /// As in the AWS CLI, a named profile beats the environment's keys.
    async fn credentials(&self) -> Result<Credentials, Failure> {
        let doing = doing(self.profile.as_deref());
        if self.profile.is_none()
            && let Some(found) = keys_of_the_environment().map_err(|flaw| unusable(&doing, &flaw))?
        {
            return Ok(found);
        }
        let profiles = Profiles::read().map_err(|flaw| unusable(&doing, &flaw))?;
        let name = self.profile.as_deref().unwrap_or(profiles.usual());
        let chain = profiles.chain(name).map_err(|flaw| unusable(&doing, &flaw))?;
        let Some(chain) = chain else {
            let asked_for = self.profile.is_some() || profiles.is_named();
            if let Some(flaw) = profiles.missing(name).filter(|_| asked_for) {
                return Err(unusable(&doing, &flaw));
            }
            let why = match self.profile {
                None => format!(
                    "the environment has no AWS_ACCESS_KEY_ID, and the profile {name} does not exist or holds none"
                ),
                Some(_) => format!("the profile {name} holds nothing to sign in with"),
            };
            let failure = Failure::new(FailureKind::NoCredentials, doing).because(why);
            let more = profiles
                .why_nothing(name)
                .into_iter()
                .chain(profiles.gone().iter().cloned())
                .chain(unused(false).filter(|_| self.profile.is_none()));
            return Err(more.fold(failure, |failure, flaw| failure.because(flaw)));
        };
        if let Lasts::Over { since, renewal } = chain.lasts(profiles.usual(), self.now()) {
            let ended = since.map_or("there is no session".to_owned(), |at| format!("its session ended at {at}"));
            let why = chain.sso().and_then(|sso| sso::why_over(sso, self.now()));
            let failure = why.into_iter().fold(expired(&doing).because(ended), Failure::because);
            return Err(failure.because(begin_anew(&renewal)));
        }
        let endpoints = Endpoints::of(&profiles, name);
        endpoints.refuse_what_is_none()?;
        // Roles are handed out in every region; the AWS CLI too asks here where none is named.
        let region = region_by_environment().or_else(|| profiles.region_of(name)).unwrap_or("us-east-1".into());
        let base = self.here.base.clone().into_builder().service_config(endpoints);
        let base = base.region(aws_config::Region::new(region)).build();
        let begun = match &chain.base {
            Base::Program { command } => {
                program::ask(&chain.holder, command, program::LIMIT, self.here.time.now()).await?
            }
            Base::Console { session } => {
                let begun = self.of_the_console(&profiles, &chain.holder, session).await;
                let renewal = chain.renewal(profiles.usual());
                begun.map_err(|failure| match renewal {
                    Some(renewal) if failure.kind == FailureKind::CredentialsExpired => {
                        failure.because(begin_anew(&renewal))
                    }
                    Some(_) | None => failure,
                })?
            }
            Base::Elsewhere { source } if source == "Environment" => {
                let none = || {
                    Failure::new(FailureKind::NoCredentials, &doing)
                        .because("its credential_source is Environment, and the environment has no key")
                };
                keys_of_the_environment().map_err(|flaw| unusable(&doing, &flaw))?.ok_or_else(none)?
            }
            // A server's own role is no person's, and to ask in vain for one takes seconds.
            Base::Elsewhere { source } => {
                let why = format!("its credential_source is {source}, and Sesame asks no machine for its role");
                return Err(Failure::new(FailureKind::LoginUnusable, doing).because(why));
            }
            Base::Keys { .. } => {
                let gone = || Failure::new(FailureKind::NoCredentials, &doing).because("its key is there no longer");
                profiles.keys_of(&chain.holder).ok_or_else(gone)?
            }
            Base::Sso(of) => {
                let begun = tokio::time::timeout(program::LIMIT, sso::credentials(&base, of)).await;
                let renewal = chain.renewal(profiles.usual()).map(|it| begin_anew(&it)).unwrap_or_default();
                begun
                    .map_err(|_| unanswered(&doing))?
                    .map_err(|error| sso::failure(&doing, &error, of, &renewal, self.now()))?
            }
            Base::WebIdentity { file, role } => {
                let begun = tokio::time::timeout(program::LIMIT, by_token(&base, file, role)).await;
                begun.map_err(|_| unanswered(&doing))??
            }
        };
        self.assume(&base, begun, &chain.roles).await
    }

    fn now(&self) -> Timestamp {
        self.here.time.now().try_into().unwrap_or_default()
    }
}

impl OfThisMachine {
    /// Of a session of the console. Only the region that it was begun in renews it: the one of the profile that holds it.
    async fn of_the_console(&self, profiles: &Profiles, holder: &str, session: &str) -> Result<Credentials, Failure> {
        let region = profiles.region_of(holder).or_else(region_by_environment);
        let endpoints = Endpoints::of(profiles, holder);
        let held = HeldSession {
            arn: session,
            region: region.as_deref().unwrap_or("us-east-1"),
            endpoint: endpoints.url(SIGN_IN),
        };
        login::credentials(&self.here.base, &self.here.log, held, BEFORE_THE_END).await
    }

    /// One role after the other, with what `base` says of where STS is.
    async fn assume(&self, base: &SdkConfig, begun: Credentials, roles: &[Role]) -> Result<Credentials, Failure> {
        let (mut held, doing) = (begun, doing(self.profile.as_deref()));
        for role in roles {
            let mut builder = AssumeRoleProvider::builder(&role.arn)
                .configure(base)
                .session_name(role.session_name.as_deref().unwrap_or(SESSION_NAME));
            if let Some(id) = &role.external_id {
                builder = builder.external_id(id);
            }
            let provider = builder.build_from_provider(held).await;
            let taken = tokio::time::timeout(program::LIMIT, async { provider.provide_credentials().await }).await;
            held = taken.map_err(|_| unanswered(&doing))?.map_err(|error| {
                let kind = if is_network(&error) { FailureKind::Network } else { FailureKind::LoginUnusable };
                match refused_role(&error) {
                    Some(refused) => role.mfa.iter().fold(refused, |failure, flaw| failure.because(flaw)),
                    None => with_causes(Failure::new(kind, &doing), &error),
                }
            })?;
        }
        Ok(held)
    }
}

/// How a session of a role is called that its profile does not name.
const SESSION_NAME: &str = "sesame";

/// The credentials of a role, for the token in a file.
async fn by_token(base: &SdkConfig, file: &Path, role: &Role) -> Result<Credentials, Failure> {
    let unread = |why: &dyn std::fmt::Display| {
        Failure::new(FailureKind::LoginUnusable, format!("read the token in {}", file.display())).because(why)
    };
    let bytes = Zeroizing::new(std::fs::read(file).map_err(|e| unread(&e))?);
    let token = std::str::from_utf8(&bytes).map_err(|e| unread(&e))?.trim();
    let taken = aws_sdk_sts::Client::new(base)
        .assume_role_with_web_identity()
        .role_arn(&role.arn)
        .role_session_name(role.session_name.as_deref().unwrap_or(SESSION_NAME))
        .web_identity_token(token)
        .send()
        .await;
    let given = taken.map_err(|error| super::error::failure("take on the role", error))?.credentials;
    let garbled = || Failure::new(FailureKind::Garbled, "take on the role").because("the answer has no credentials");
    let given = given.ok_or_else(garbled)?;
    let end = SystemTime::try_from(*given.expiration()).ok();
    let token = Some(given.session_token().to_owned());
    Ok(Credentials::new(given.access_key_id(), given.secret_access_key(), token, end, "web identity"))
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

/// A region, as it is written, and what names it: a variable, or a line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRegion {
    pub said: String,
    pub by: NamedIn,
}

/// The region that the environment names, else the profile; as text, for it may be none that has SES.
pub fn region_here(profile: Option<&str>) -> Option<NamedRegion> {
    if let Some((said, variable)) = named_by_environment() {
        return Some(NamedRegion { said, by: NamedIn::Variable(variable.to_owned()) });
    }
    // What cannot be read is told where one signs in.
    let profiles = Profiles::read().ok()?;
    let name = profile.unwrap_or(profiles.usual());
    let (said, of_profile) = (profiles.region_of(name)?, profiles.profile(name)?);
    // Where a session was begun it is renewed, whether SES is there or not: that is not yet a region to send from.
    let of_session = of_profile.get("login_session").is_some();
    if of_session && matches!(said.parse::<Region>(), Err(BadRegion::WithoutSes { .. })) {
        return None;
    }
    Some(NamedRegion { said, by: NamedIn::File(of_profile.line_of("region")) })
}
