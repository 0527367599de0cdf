//! The two requests of signing in by the browser: the one that the browser makes, as an address, and the exchange of what it
//! brings back for credentials. Knows neither where a session rests nor who opens the address.

use std::{
    fmt,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_sdk_signin::{
    Client,
    config::{
        Builder,
        endpoint::{DefaultResolver, Params, ResolveEndpoint as _},
    },
    error::ProvideErrorMetadata as _,
    operation::create_o_auth2_token::CreateOAuth2TokenError,
    types::{CreateOAuth2TokenRequestBody, CreateOAuth2TokenResponseBody, OAuth2ErrorCode},
};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::BeforeTransmitInterceptorContextMut},
        orchestrator::HttpResponse,
        result::SdkError,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::{config_bag::ConfigBag, retry::RetryConfig};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{
    super::{
        error,
        watch::{CallLog, Watch},
    },
    pasted::{answers_in, is_code},
    proof::{ProofKey, random, uuid},
};
use crate::terms::{AccountId, Failure, FailureKind, Secret, Timestamp, is_private};

/// The public client for a browser on the same machine: it comes back to a port of ours. Both ids stand in AWS's API reference
/// as the values that are expected, and a client of our own cannot be had: those that one may register get no credentials.
const SAME_DEVICE: &str = "arn:aws:signin:::devtools/same-device";
/// The public client for a browser elsewhere: it ends on a page that shows a text.
const OTHER_DEVICE: &str = "arn:aws:signin:::devtools/cross-device";

/// Says whose request it is: ours, and not the AWS CLI's.
const USER_AGENT: &str = concat!("sesame/", env!("CARGO_PKG_VERSION"), " (open-sesame; aws-sdk-rust)");

/// A clock that is further off than this is worth a word.
const SKEW: jiff::SignedDuration = jiff::SignedDuration::from_mins(2);

/// Where the browser is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginWay {
    /// On this machine; it comes back to this address of ours.
    SameDevice { redirect: String },
    /// Anywhere; what its page shows is pasted.
    OtherDevice,
}

/// A sign-in that was begun: what the browser is to open, and what only we know of it. Used up by the exchange.
pub struct LoginRequest {
    /// What the browser opens. It holds no secret: with it alone nothing can be exchanged.
    pub url: String,
    /// The host of the page.
    pub host: String,
    /// The environment or the profile names this host, and not AWS.
    pub is_overridden: bool,
    state: Secret,
    verifier: Secret,
    client: &'static str,
    redirect: String,
    key: ProofKey,
    endpoint: String,
    region: String,
}

impl LoginRequest {
    /// What the answer must bring along.
    pub fn state(&self) -> &Secret {
        &self.state
    }

    /// The code in the text that the page of another device shows, or in the address of that page, with whatever stands around
    /// it. An error of kind `BadInput` where there is no such text, or one of another sign-in.
    pub fn pasted(&self, text: &Secret) -> Result<Secret, Failure> {
        let bad = |why: &str| Failure::new(FailureKind::BadInput, "read what the page shows").because(why);
        let mut is_anothers = false;
        for (state, code) in answers_in(text.reveal()) {
            match state == self.state {
                true => return Ok(code),
                false => is_anothers = true,
            }
        }
        Err(bad(match is_anothers {
            true => "it belongs to another sign-in; open the address that is shown now",
            false => "it is not the whole text that the page shows",
        }))
    }
}

/// Nothing of what only we know.
impl fmt::Debug for LoginRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LoginRequest({})", self.host)
    }
}

/// What an exchange has brought: a session of the console.
pub struct ConsoleSession {
    /// The principal that has signed in.
    pub arn: String,
    /// Its account.
    pub account: AccountId,
    pub(in crate::aws) credentials: Credentials,
    pub(super) token_type: Option<String>,
    pub(super) refresh: Secret,
    pub(super) id_token: Option<Secret>,
    pub(super) client: String,
    pub(super) key: ProofKey,
    /// Where it was begun, and can be renewed.
    pub(in crate::aws) region: String,
}

impl fmt::Debug for ConsoleSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConsoleSession({})", self.arn)
    }
}

/// Begins one: nothing is sent yet. `named` is the server that takes the place of AWS's, if one does; an error of kind `BadInput`
/// where it may not be used.
pub(in crate::aws) async fn begin(
    base: &SdkConfig,
    named: Option<&str>,
    region: &str,
    way: LoginWay,
) -> Result<LoginRequest, Failure> {
    let (endpoint, is_overridden) = (endpoint(base, named, region).await?, named.is_some());
    let (client, redirect) = match way {
        LoginWay::SameDevice { redirect } => (SAME_DEVICE, redirect),
        LoginWay::OtherDevice => (OTHER_DEVICE, format!("{endpoint}/v1/sessions/confirmation")),
    };
    let (state, verifier) = (Secret::new(uuid()), Secret::new(URL_SAFE_NO_PAD.encode(*random::<48>())));
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.reveal()));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([
        ("response_type", "code"),
        ("client_id", client),
        ("state", state.reveal()),
        ("code_challenge", &challenge),
        // AWS's own word for what others call S256.
        ("code_challenge_method", "SHA-256"),
        ("scope", "openid"),
        ("redirect_uri", &redirect),
    ]);
    let url = format!("{endpoint}/v1/authorize?{}", query.finish());
    let host = endpoint.split_once("://").map_or(endpoint.as_str(), |(_, host)| host).to_owned();
    let (key, region) = (ProofKey::make(), region.to_owned());
    Ok(LoginRequest { url, host, is_overridden, state, verifier, client, redirect, key, endpoint, region })
}

/// Exchanges a code, once: where the answer is lost the code is lost too.
pub(in crate::aws) async fn exchange(
    base: &SdkConfig,
    log: &CallLog,
    asked: LoginRequest,
    code: Secret,
) -> Result<ConsoleSession, Failure> {
    let LoginRequest { verifier, client, redirect, key, endpoint, region, .. } = asked;
    if !is_code(&code) {
        return Err(failed(FailureKind::BadInput).because("what came back from the browser is not a code"));
    }
    let body = CreateOAuth2TokenRequestBody::builder()
        .client_id(client)
        .grant_type("authorization_code")
        .code(code.reveal())
        .code_verifier(verifier.reveal())
        .redirect_uri(redirect)
        .build()
        .expect("it has what it needs");
    let to = Endpoint { url: &endpoint, region: &region };
    let given =
        send(base, log, to, &key, body, What::Exchange).await.map_err(|failure| match failure.may_have_happened() {
            true => failure
                .because("what came from the browser is good for one request and is not sent again; sign in anew"),
            false => failure,
        })?;
    let id_token = Secret::new(given.id_token.as_deref().unwrap_or_default());
    let (arn, account) = subject(&id_token)
        .ok_or_else(|| failed(FailureKind::Garbled).because("the answer does not say who has signed in"))?;
    let now = base.time_source().unwrap_or_default().now();
    let credentials = credentials_of(&given, now)
        .ok_or_else(|| failed(FailureKind::Garbled).because("the answer has no credentials"))?;
    let (token_type, refresh) = (Some(given.token_type), Secret::new(given.refresh_token));
    let (id_token, client) = (Some(id_token), client.to_owned());
    Ok(ConsoleSession { arn, account, credentials, token_type, refresh, id_token, client, key, region })
}

/// The same session with credentials for another quarter of an hour. `named` is the server that takes the place of AWS's, if
/// one does; an error of kind `LoginUnusable` where it may not be used.
pub(in crate::aws) async fn renew(
    base: &SdkConfig,
    log: &CallLog,
    named: Option<&str>,
    session: &mut ConsoleSession,
) -> Result<(), Failure> {
    let endpoint = endpoint(base, named, &session.region).await;
    let endpoint = endpoint.map_err(|why| {
        let unusable = Failure::new(FailureKind::LoginUnusable, RENEWING);
        why.causes().fold(unusable, |failure, cause| failure.because(cause))
    })?;
    let body = CreateOAuth2TokenRequestBody::builder()
        .client_id(&session.client)
        .grant_type("refresh_token")
        .refresh_token(session.refresh.reveal())
        .build()
        .expect("it has what it needs");
    let to = Endpoint { url: &endpoint, region: &session.region };
    let given = send(base, log, to, &session.key, body, What::Renewal).await?;
    let now = base.time_source().unwrap_or_default().now();
    let garbled = || Failure::new(FailureKind::Garbled, RENEWING).because("the answer has no credentials");
    session.credentials = credentials_of(&given, now).ok_or_else(garbled)?;
    session.refresh = Secret::new(given.refresh_token);
    Ok(())
}

/// Where a request for tokens goes.
#[derive(Clone, Copy)]
struct Endpoint<'a> {
    url: &'a str,
    region: &'a str,
}

/// What tokens are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Exchange,
    Renewal,
}

async fn send(
    base: &SdkConfig,
    log: &CallLog,
    to: Endpoint<'_>,
    key: &ProofKey,
    body: CreateOAuth2TokenRequestBody,
    what: What,
) -> Result<CreateOAuth2TokenResponseBody, Failure> {
    let answered: Arc<Mutex<Option<Timestamp>>> = Arc::default();
    let watch = Watch::of_sign_in(to.region, log.clone(), answered.clone());
    let time = base.time_source().unwrap_or_default();
    let config = Builder::from(base)
        .endpoint_url(to.url)
        .region(aws_config::Region::new(to.region.to_owned()))
        .retry_config(what.retries())
        .interceptor(watch)
        .interceptor(Proves { key: key.clone(), time: time.clone() })
        .build();
    let sent = Client::from_conf(config).create_o_auth2_token().token_input(body).send().await;
    let output = sent.map_err(|why| {
        let theirs = *answered.lock().expect("no panic while it is held");
        let ahead = theirs.zip(Timestamp::try_from(time.now()).ok()).map(|(theirs, ours)| ours.duration_since(theirs));
        refused(what, to.region, why, ahead.filter(|ahead| ahead.abs() > SKEW))
    })?;
    output.token_output.ok_or_else(|| Failure::new(FailureKind::Garbled, what.doing()).because("the answer is empty"))
}

/// Puts the proof and our name on a request that is otherwise complete.
#[derive(Debug)]
struct Proves {
    key: ProofKey,
    time: aws_smithy_async::time::SharedTimeSource,
}

impl Intercept for Proves {
    fn name(&self) -> &'static str {
        "Proves"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let now = Timestamp::try_from(self.time.now())?;
        let request = context.request_mut();
        let proof = self.key.proof(request.uri(), now);
        let headers = request.headers_mut();
        headers.insert("dpop", proof);
        headers.insert("user-agent", USER_AGENT);
        headers.remove("x-amz-user-agent");
        Ok(())
    }
}

/// What a refusal says in its body. Its name comes in a header, or not.
#[derive(Deserialize)]
struct Refusal {
    error: String,
    #[serde(default)]
    message: Option<String>,
}

impl Refusal {
    /// The refusal that nothing names but its body.
    fn unnamed(why: &SdkError<CreateOAuth2TokenError, HttpResponse>) -> Option<Refusal> {
        if why.as_service_error()?.code().is_some() {
            return None;
        }
        let is_plain = |text: &String| text.len() <= 500 && text.chars().all(|c| !c.is_control());
        let refusal: Refusal = serde_json::from_slice(why.raw_response()?.body().bytes()?).ok()?;
        let is_good = is_plain(&refusal.error) && refusal.message.as_ref().is_none_or(is_plain);
        is_good.then_some(refusal)
    }

    /// As AWS names a refusal of this status, by its model.
    fn name(status: u16) -> &'static str {
        if status == 429 {
            "TooManyRequestsError"
        } else if status >= 500 {
            "InternalServerException"
        } else if matches!(status, 401 | 403) {
            "AccessDeniedException"
        } else {
            "ValidationException"
        }
    }
}

/// AWS's refusal in our words; what it may mean beyond them. `ahead` is how far this machine's clock is, where it is wrong.
fn refused(
    what: What,
    region: &str,
    why: SdkError<CreateOAuth2TokenError, HttpResponse>,
    ahead: Option<jiff::SignedDuration>,
) -> Failure {
    let unnamed = Refusal::unnamed(&why);
    let error = match (why.as_service_error(), &unnamed) {
        (Some(CreateOAuth2TokenError::AccessDeniedException(it)), _) => Some(it.error.clone()),
        (Some(_) | None, Some(refusal)) => Some(OAuth2ErrorCode::from(refusal.error.as_str())),
        (Some(_) | None, None) => None,
    };
    let message = why.as_service_error().and_then(|it| it.message()).unwrap_or_default().to_owned();
    let mut failure = match unnamed {
        Some(refusal) => {
            let status = why.raw_response().map_or(0, |it| it.status().as_u16());
            let name = Refusal::name(status);
            let said = refusal.message.as_ref().unwrap_or(&refusal.error);
            let failure = Failure::new(error::kind_of(name, said, status), what.doing());
            Failure { code: Some(name.into()), ..failure }.because(format!("{name}: {said}"))
        }
        None => error::failure(what.doing(), why),
    };
    match error {
        Some(OAuth2ErrorCode::InsufficientPermissions) => {
            failure.kind = FailureKind::Denied;
            let by_organization = message.contains("service control policy");
            failure = failure.because(match by_organization {
                true => {
                    "a policy of the organization says no to it; only the organization's administrator can change that"
                }
                false => "the AWS managed policy SignInLocalDevelopmentAccess allows it",
            });
        }
        Some(OAuth2ErrorCode::UserCredentialsChanged) => {
            failure.kind = FailureKind::CredentialsExpired;
            failure = failure.because("the password was changed since; sign in anew");
        }
        Some(OAuth2ErrorCode::TokenExpired) => {
            failure.kind = FailureKind::CredentialsExpired;
            failure = failure.because("the session is over; sign in anew");
        }
        Some(OAuth2ErrorCode::AuthcodeExpired) => {
            failure.kind = FailureKind::CredentialsExpired;
            failure = failure.because("the page was confirmed too long ago; sign in anew");
        }
        Some(_) | None if what == What::Renewal && failure.kind == FailureKind::RequestRefused && ahead.is_none() => {
            failure.kind = FailureKind::CredentialsExpired;
            failure = failure.because(format!(
                "AWS does not renew this session: it is over, or was begun in another region than {region}"
            ));
        }
        Some(_) | None => {}
    }
    let Some(ahead) = ahead else { return failure };
    let (minutes, way) = (ahead.abs().as_mins(), if ahead.is_positive() { "ahead of" } else { "behind" });
    let then = match what {
        What::Exchange => "set it right, then sign in anew",
        What::Renewal => "set it right, then try again",
    };
    failure.because(format!("this computer's clock is {minutes} minutes {way} AWS's; {then}"))
}

impl What {
    /// A code can be used once: whether the first attempt has arrived is not for us to guess. A refresh token that comes twice
    /// is answered twice.
    fn retries(self) -> RetryConfig {
        match self {
            What::Exchange => RetryConfig::disabled(),
            What::Renewal => RetryConfig::standard().with_max_attempts(3),
        }
    }

    /// As in "could not …".
    fn doing(self) -> &'static str {
        match self {
            What::Exchange => DOING,
            What::Renewal => RENEWING,
        }
    }
}

const DOING: &str = "sign in by the browser";
const RENEWING: &str = "renew the session";

/// A failure to sign in.
fn failed(kind: FailureKind) -> Failure {
    Failure::new(kind, DOING)
}

fn credentials_of(given: &CreateOAuth2TokenResponseBody, now: SystemTime) -> Option<Credentials> {
    let token = given.access_token.as_ref()?;
    let lasts = Duration::from_secs(u64::try_from(given.expires_in).unwrap_or_default());
    let (id, secret) = (token.access_key_id(), token.secret_access_key());
    Some(Credentials::new(id, secret, Some(token.session_token().to_owned()), Some(now + lasts), "AWS Sign-In"))
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
}

/// Who it is. The signature is not checked: the token came from AWS itself, over TLS.
fn subject(id_token: &Secret) -> Option<(String, AccountId)> {
    let payload = id_token.reveal().split('.').nth(1)?;
    let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?).ok()?;
    // It goes into a line of a file.
    let is_plain = claims.sub.starts_with("arn:") && claims.sub.bytes().all(|byte| byte.is_ascii_graphic());
    let account = claims.sub.split(':').nth(4)?.parse().ok()?;
    is_plain.then_some((claims.sub, account))
}

/// The one endpoint of page and token, without a slash at its end: the one that is named, else AWS's.
async fn endpoint(base: &SdkConfig, named: Option<&str>, region: &str) -> Result<String, Failure> {
    if let Some(named) = named {
        return checked(named);
    }
    let params = Params::builder()
        .region(region)
        .set_use_fips(base.use_fips())
        .set_use_dual_stack(base.use_dual_stack())
        .is_control_plane(false)
        .build();
    let bad = |why: String| failed(FailureKind::BadInput).because(why);
    let params = params.map_err(|why| bad(why.to_string()))?;
    let found = DefaultResolver::new().resolve_endpoint(&params).await.map_err(|why| bad(why.to_string()))?;
    checked(found.url())
}

/// The endpoint, where it is one of https, or of http on this machine's own address: what goes there cannot be read on the way.
fn checked(endpoint: &str) -> Result<String, Failure> {
    let bad = |why: &str| {
        let shown: String = endpoint.chars().take(120).flat_map(char::escape_debug).collect();
        Err(failed(FailureKind::BadInput).because(format!("the endpoint {shown} {why}")))
    };
    let Ok(uri) = endpoint.parse::<http::Uri>() else { return bad("is not an address") };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return bad("is not an address");
    };
    if authority.as_str().contains('@') || uri.query().is_some() || !matches!(uri.path(), "" | "/") {
        return bad("must be a host alone, without a user, a path or a query");
    }
    match is_private(&uri) {
        true => Ok(format!("{scheme}://{authority}")),
        false => bad("is neither https nor on this machine"),
    }
}
