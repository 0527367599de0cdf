//! The way to AWS: one HTTP client, one clock, and whose credentials a session signs with. Knows no operation.

use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_async::{rt::sleep::TokioSleep, time::SharedTimeSource};
use aws_smithy_runtime_api::client::{
    http::SharedHttpClient, stalled_stream_protection::StalledStreamProtectionConfig,
};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};

use super::{
    api_url::ApiUrl,
    at_hand::{Asked, AtHand, BEFORE_THE_END},
    at_rest, cli,
    endpoints::Endpoints,
    login::{self, Agreed, ConsoleSession, Keeping, LoginPlan, LoginRequest, LoginWay},
    pace::{Pause, paced},
    profiles::{self, Profiles},
    session::Session,
    sign_in::{self, ThisMachine},
    watch::{self, CallLog},
};
use crate::{
    setup::{
        CliVersion, EndedLogin, Lasts, Login, LoginKind, Logins, NamedIn, ProcessEndpoint, ProfileEndpoint, Renewal,
        SignIn,
    },
    terms::{self, Fact, Failure, FailureKind, KeyId, Region, Secret, Timestamp},
};

/// The way to AWS: one HTTP client and one clock for everything.
#[derive(Clone)]
pub struct Cloud {
    pub(super) base: SdkConfig,
    /// Where Cloudflare's API is.
    pub(super) cloudflare: ApiUrl,
    /// Without a pace.
    pub(super) http: SharedHttpClient,
    keys: Keys,
    pub(super) log: CallLog,
    answered: Arc<Mutex<Option<Timestamp>>>,
    moved: watch::Moved,
    /// A session that the user is asked about.
    aside: Arc<Mutex<Option<SetAside>>>,
    /// The servers that are asked in the place of AWS's with keys that are held here.
    endpoints: Arc<Mutex<Endpoints>>,
}

/// A session that is not at rest yet, and to what the user has said yes once more is said to go on.
type SetAside = (LoginPlan, ConsoleSession, Agreed);

/// Where the administrator's credentials come from.
#[derive(Clone)]
enum Keys {
    /// They are asked for, and kept for as long as they are good.
    Asked(Arc<AtHand>),
    /// These and no others, and what is signed in to in this run; nothing of this machine's.
    Only(Arc<OwnKeys>),
}

/// The credentials of a cloud that looks at no file.
struct OwnKeys {
    given: Option<Credentials>,
    /// A session that was begun in this run, and the name of its profile.
    begun: tokio::sync::Mutex<Option<(ConsoleSession, String)>>,
}

/// Under whose credentials a session calls.
#[derive(Clone)]
pub struct Signer {
    provider: SharedCredentialsProvider,
    /// Where they were asked for, if they were.
    asked: Option<Asked>,
    endpoints: Endpoints,
}

impl Cloud {
    /// The real one: TLS, proxies, endpoints and profiles as this machine has them.
    pub async fn live(profile: Option<&str>, log: CallLog) -> Cloud {
        let http = sign_in::https(profile);
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http.clone())
            .no_credentials()
            // Where it is not said here, the SDK looks for it, and panics at a value that it does not know.
            .retry_config(RetryConfig::standard())
            .profile_name(profile.map_or_else(profiles::usual, String::from))
            .region(aws_config::Region::new("us-east-1"));
        if let Ok(profiles) = Profiles::read() {
            loader = loader.profile_files(profiles.for_the_sdk());
        }
        let found = loader.load().await;
        // Each session is told by itself which servers are asked.
        let mut base = found.into_builder().service_config(Endpoints::default());
        base.set_endpoint_url(None);
        let base = base.build();
        let time = base.time_source().unwrap_or_default();
        let of_sign_in = limited(base.clone());
        let here = ThisMachine { time: time.clone(), base: of_sign_in, log: log.clone() };
        let ask = move |profile: Option<&str>| sign_in::of_this_machine(&here, profile);
        let cloud = Cloud::new(base, http, Keys::Asked(Arc::new(AtHand::new(time, ask))), log);
        cloud.goes_by(profile);
        cloud
    }

    /// With keys that are held here AWS is asked where this profile says, or the one that is taken where none is named.
    pub fn goes_by(&self, profile: Option<&str>) {
        *self.endpoints.lock().expect("no panic while it is held") = self.endpoints_of(profile);
    }

    fn endpoints_of(&self, profile: Option<&str>) -> Endpoints {
        match (&self.keys, Profiles::read()) {
            (Keys::Only(_), _) => Endpoints::default(),
            (Keys::Asked(_), Ok(profiles)) => Endpoints::of(&profiles, profile.unwrap_or(profiles.usual())),
            (Keys::Asked(_), Err(_)) => Endpoints::of_the_environment(),
        }
    }

    fn current_endpoints(&self) -> Endpoints {
        self.endpoints.lock().expect("no panic while it is held").clone()
    }

    /// One behind a client of another's making, with credentials that are asked for. Touches no environment.
    pub fn asking(
        http: SharedHttpClient,
        time: SharedTimeSource,
        ask: impl Fn(Option<&str>) -> SharedCredentialsProvider + Send + Sync + 'static,
        log: CallLog,
    ) -> Cloud {
        let keys = Keys::Asked(Arc::new(AtHand::new(time.clone(), ask)));
        Cloud::new(bare(time), http, keys, log)
    }

    /// One behind a client of another's making, with these credentials or none. Touches no environment.
    pub fn behind(
        http: SharedHttpClient,
        time: SharedTimeSource,
        keys: impl Into<Option<Credentials>>,
        log: CallLog,
    ) -> Cloud {
        let keys = OwnKeys { given: keys.into(), begun: tokio::sync::Mutex::default() };
        Cloud::new(bare(time), http, Keys::Only(Arc::new(keys)), log)
    }

    fn new(base: SdkConfig, http: SharedHttpClient, keys: Keys, log: CallLog) -> Cloud {
        let base = limited(base);
        let by_the_machine: Pause = Arc::new(|time| Box::pin(tokio::time::sleep(time)));
        let cloudflare = ApiUrl::cloudflare();
        Cloud {
            base,
            cloudflare,
            http,
            keys,
            log,
            answered: Arc::default(),
            moved: Arc::default(),
            aside: Arc::default(),
            endpoints: Arc::default(),
        }
        .waiting(by_the_machine)
    }

    /// The same, waiting by another clock than this machine's where AWS's pace asks for it.
    #[must_use]
    pub fn waiting(mut self, wait: Pause) -> Cloud {
        let time = self.base.time_source().unwrap_or_default();
        self.base = self.base.into_builder().http_client(paced(self.http.clone(), time, wait)).build();
        self
    }

    /// The same, with Cloudflare's API at another address.
    #[must_use]
    pub fn with_cloudflare_at(self, cloudflare: ApiUrl) -> Cloud {
        Cloud { cloudflare, ..self }
    }

    /// The signer that this machine's environment names, or this profile. An error where there are no credentials,
    /// before anything is asked of AWS.
    pub async fn of_this_machine(&self, profile: Option<&str>) -> Result<Signer, Failure> {
        match &self.keys {
            Keys::Only(keys) => {
                let provider = SharedCredentialsProvider::new(self.own(keys).await?);
                Ok(Signer { provider, asked: None, endpoints: Endpoints::default() })
            }
            Keys::Asked(at_hand) => {
                let endpoints = self.endpoints_of(profile);
                endpoints.refuse_what_is_none()?;
                let (provider, key) = at_hand.credentials(profile).await?;
                Ok(Signer { provider, asked: Some(Asked { at_hand: at_hand.clone(), key }), endpoints })
            }
        }
    }

    /// The signer that holds these. An error where what this machine names in AWS's place is no address.
    pub fn of(&self, held: &terms::Credentials) -> Result<Signer, Failure> {
        let token = held.token.as_ref().map(|token| token.reveal().to_owned());
        let signer = signer(&held.id, &held.secret, token, self.current_endpoints());
        signer.endpoints.refuse_what_is_none().map(|()| signer)
    }

    /// AWS as the app sees it.
    pub fn with_key(&self, key: &KeyId, secret: &Secret, region: Region) -> Session {
        self.session(&signer(key, secret, None, self.current_endpoints()), region)
    }

    /// The ways to sign in that lie at hand, read from files alone; `chosen` is the profile that the set-up names.
    pub async fn logins(&self, chosen: Option<&str>, now: Timestamp) -> Logins {
        match &self.keys {
            Keys::Asked(_) => at_rest::found(chosen, now),
            Keys::Only(keys) => {
                let begun = keys.begun.lock().await;
                let begun = begun.as_ref().map(|(session, profile)| begun_here(session, profile));
                Logins {
                    found: begun.or_else(|| keys.given.as_ref().map(given)).into_iter().collect(),
                    flaws: Vec::new(),
                }
            }
        }
    }

    /// The server that the environment names in the place of SES's. Nothing of it counts where nothing of this machine is asked.
    pub fn process_endpoint(&self) -> Option<ProcessEndpoint> {
        match &self.keys {
            Keys::Asked(_) => Endpoints::of_the_environment().of_process(),
            Keys::Only(_) => None,
        }
    }

    /// The server that takes the place of SES's for this profile, without what could be a password, and where it is named.
    pub fn named_in_awss_place(&self, profile: Option<&str>) -> Option<(NamedIn, String)> {
        let endpoints = self.endpoints_of(profile);
        let (by, url) = endpoints.of_ses()?;
        let uri: http::Uri = url.parse().ok()?;
        let authority = uri.authority()?.as_str();
        let host = authority.rsplit('@').next().unwrap_or(authority);
        Some((by, format!("{}://{host}", uri.scheme_str()?)))
    }

    /// The server that the chosen profile names in the place of SES's, or the one that is taken where none is chosen.
    pub fn endpoint(&self, chosen: Option<&str>) -> Option<ProfileEndpoint> {
        match &self.keys {
            Keys::Asked(_) => {
                let profiles = Profiles::read().ok()?;
                profiles.endpoint(chosen.unwrap_or(profiles.usual()))
            }
            Keys::Only(_) => None,
        }
    }

    /// The AWS CLI of this machine. Absent where it is not installed, or where nothing of this machine is asked.
    pub async fn cli(&self) -> Fact<CliVersion> {
        match &self.keys {
            Keys::Asked(_) => cli::version().await,
            Keys::Only(_) => Fact::Absent,
        }
    }

    /// The user may have signed in anew: credentials are asked for again.
    pub fn forget_credentials(&self) {
        match &self.keys {
            Keys::Asked(at_hand) => at_hand.forget(),
            Keys::Only(_) => {}
        }
    }

    /// Where a session of the console would go: to this profile, or to one of our own. An error of kind `Conflict` where
    /// the profile holds something else.
    pub fn plan_login(&self, profile: Option<&str>, region: Option<Region>) -> Result<LoginPlan, Failure> {
        match &self.keys {
            Keys::Asked(_) => login::plan(profile, region),
            Keys::Only(_) => Ok(LoginPlan::without_files(profile, region)),
        }
    }

    /// Begins to sign in: the address for the browser. Nothing is sent.
    pub async fn begin_login(&self, plan: &LoginPlan, way: LoginWay) -> Result<LoginRequest, Failure> {
        login::begin(&self.base, plan.endpoint.as_deref(), &plan.region, way).await
    }

    /// Exchanges what came back from the browser, once.
    pub async fn finish_login(&self, request: LoginRequest, code: Secret) -> Result<ConsoleSession, Failure> {
        login::exchange(&self.base, &self.log, request, code).await
    }

    /// Keeps a session: in the files of this machine, or, where nothing of it is touched, in this run's memory. One that the
    /// user is asked about is set aside.
    pub async fn keep_login(
        &self,
        plan: LoginPlan,
        session: ConsoleSession,
        agreed: Agreed,
    ) -> Result<Keeping, Failure> {
        let kept = match &self.keys {
            Keys::Asked(_) => plan.keep(&session, &agreed).await?,
            Keys::Only(keys) => {
                let kept = plan.kept_in_memory(&session);
                *keys.begun.lock().await = Some((session, plan.profile));
                return Ok(Keeping::Kept(kept));
            }
        };
        if let Keeping::Asked(question) = &kept {
            *self.aside() = Some((plan, session, agreed.and_to(question.clone())));
        }
        self.forget_credentials();
        Ok(kept)
    }

    /// The session that was set aside, with a yes to what was asked. It is set aside no longer.
    pub fn take_aside(&self) -> Option<(LoginPlan, ConsoleSession, Agreed)> {
        self.aside().take()
    }

    fn aside(&self) -> MutexGuard<'_, Option<SetAside>> {
        self.aside.lock().expect("no panic while it is held")
    }

    /// Signs out of the session that this sign-in goes by, if it goes by one.
    pub async fn end_login(&self, sign_in: &SignIn) -> Result<EndedLogin, Failure> {
        let ended = match &self.keys {
            Keys::Asked(_) => login::end(sign_in)?,
            Keys::Only(keys) => match keys.begun.lock().await.take() {
                Some((session, profile)) => {
                    EndedLogin { profile: Some(profile), arn: Some(session.arn), ..EndedLogin::default() }
                }
                None => EndedLogin::default(),
            },
        };
        self.forget_credentials();
        Ok(ended)
    }

    /// Signs out of every session; how many there were.
    pub async fn end_all_logins(&self) -> Result<usize, Failure> {
        let gone = match &self.keys {
            Keys::Asked(_) => login::forget_all_sessions()?,
            Keys::Only(keys) => usize::from(keys.begun.lock().await.take().is_some()),
        };
        self.forget_credentials();
        Ok(gone)
    }

    /// What a cloud without files signs with, good for some minutes at least.
    async fn own(&self, keys: &OwnKeys) -> Result<Credentials, Failure> {
        let mut begun = keys.begun.lock().await;
        if let Some((session, _)) = begun.as_mut() {
            let now = self.base.time_source().unwrap_or_default().now();
            if session.credentials.expiry().is_none_or(|end| end <= now + BEFORE_THE_END) {
                login::renew(&self.base, &self.log, None, session).await?;
            }
            return Ok(session.credentials.clone());
        }
        let none = || Failure::new(FailureKind::NoCredentials, "find AWS credentials").because("nobody is signed in");
        keys.given.clone().ok_or_else(none)
    }

    /// AWS in a region, as this signer sees it.
    pub fn session(&self, signer: &Signer, region: Region) -> Session {
        let Signer { provider, asked, endpoints } = signer.clone();
        let base = self.base.clone().into_builder().credentials_provider(provider).service_config(endpoints).build();
        let watch = watch::Watch::new(region, self.log.clone(), self.answered.clone(), asked);
        Session::new(&base, region, &watch.hearing(self.moved.clone()))
    }
}

fn limited(base: SdkConfig) -> SdkConfig {
    // Each answer is small: a stream that stalls is a time-out, and over a client in memory there is no stream.
    base.into_builder()
        .sleep_impl(TokioSleep::new())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .timeout_config(limits())
        .retry_config(RetryConfig::standard().with_max_attempts(4))
        .build()
}

/// How long a call may take.
pub(super) fn limits() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(4))
        .operation_attempt_timeout(Duration::from_secs(15))
        .operation_timeout(Duration::from_secs(40))
        .build()
}

fn signer(key: &KeyId, secret: &Secret, token: Option<String>, endpoints: Endpoints) -> Signer {
    let keys = Credentials::new(key.as_str(), secret.reveal(), token, None, "held here");
    Signer { provider: SharedCredentialsProvider::new(keys), asked: None, endpoints }
}

/// The login of a session that was begun in this run.
fn begun_here(session: &ConsoleSession, profile: &str) -> Login {
    Login {
        by: SignIn::Profile(profile.to_owned()),
        profile: Some(profile.to_owned()),
        kind: LoginKind::Console,
        account: Some(session.account.clone()),
        principal: session.arn.rsplit(['/', ':']).next().map(String::from),
        region: session.region.parse().ok(),
        lasts: Lasts::NoEnd,
        anew: Some(Renewal::Console { profile: Some(profile.to_owned()) }),
    }
}

/// The one login of a cloud that was given its credentials.
fn given(keys: &Credentials) -> Login {
    let end = keys.expiry().and_then(|end| Timestamp::try_from(end).ok());
    Login {
        by: SignIn::Ambient,
        profile: None,
        kind: LoginKind::Given,
        account: None,
        principal: None,
        region: None,
        lasts: end.map_or(Lasts::NoEnd, Lasts::Until),
        anew: None,
    }
}

fn bare(time: SharedTimeSource) -> SdkConfig {
    SdkConfig::builder().behavior_version(BehaviorVersion::latest()).time_source(time).build()
}
