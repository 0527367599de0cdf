//! The way to AWS: one HTTP client, one clock, and whose credentials a session signs with. Knows no operation.

use std::{
    sync::{Arc, Mutex},
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
    cli,
    pace::{Pause, paced},
    profiles,
    session::Session,
    sign_in::{self, Asked, AtHand},
    watch::{self, CallLog},
};
use crate::{
    setup::{CliVersion, Lasts, Login, LoginKind, Logins, SignIn},
    terms::{self, Fact, Failure, KeyId, Region, Secret, Timestamp},
};

/// The way to AWS: one HTTP client and one clock for everything.
#[derive(Clone)]
pub struct Cloud {
    base: SdkConfig,
    /// Without a pace.
    http: SharedHttpClient,
    keys: Keys,
    log: CallLog,
    answered: Arc<Mutex<Option<Timestamp>>>,
}

/// Where the administrator's credentials come from.
#[derive(Clone)]
enum Keys {
    /// They are asked for, and kept for as long as they are good.
    Asked(Arc<AtHand>),
    /// These and no others.
    Only(Credentials),
}

/// Under whose credentials a session calls.
#[derive(Clone)]
pub struct Signer {
    provider: SharedCredentialsProvider,
    /// Where they were asked for, if they were.
    asked: Option<Asked>,
}

impl Cloud {
    /// The real one: TLS, proxies, endpoints and profiles as this machine has them.
    pub async fn live(profile: Option<&str>, log: CallLog) -> Cloud {
        let http = sign_in::https();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http.clone())
            .no_credentials()
            .region(aws_config::Region::new("us-east-1"));
        if let Some(profile) = profile {
            loader = loader.profile_name(profile);
        }
        let base = loader.load().await;
        let time = base.time_source().unwrap_or_default();
        let for_sign_in = (http.clone(), time.clone());
        let ask = move |profile: Option<&str>| {
            let (http, time) = for_sign_in.clone();
            sign_in::of_this_machine(http, time, profile)
        };
        Cloud::new(base, http, Keys::Asked(Arc::new(AtHand::new(time, ask))), log)
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

    /// One behind a client of another's making. Touches no environment.
    pub fn behind(http: SharedHttpClient, time: SharedTimeSource, keys: Credentials, log: CallLog) -> Cloud {
        Cloud::new(bare(time), http, Keys::Only(keys), log)
    }

    fn new(base: SdkConfig, http: SharedHttpClient, keys: Keys, log: CallLog) -> Cloud {
        // Each answer is small: a stream that stalls is a time-out, and over a client in memory there is no stream.
        let base = base
            .into_builder()
            .sleep_impl(TokioSleep::new())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(Duration::from_secs(4))
                    .operation_attempt_timeout(Duration::from_secs(15))
                    .operation_timeout(Duration::from_secs(40))
                    .build(),
            )
            .retry_config(RetryConfig::standard().with_max_attempts(4))
            .build();
        let by_the_machine: Pause = Arc::new(|time| Box::pin(tokio::time::sleep(time)));
        Cloud { base, http, keys, log, answered: Arc::default() }.waiting(by_the_machine)
    }

    /// The same, waiting by another clock than this machine's where AWS's pace asks for it.
    #[must_use]
    pub fn waiting(mut self, wait: Pause) -> Cloud {
        let time = self.base.time_source().unwrap_or_default();
        self.base = self.base.into_builder().http_client(paced(self.http.clone(), time, wait)).build();
        self
    }

    /// The signer that this machine's environment names, or this profile. An error where there are no credentials,
    /// before anything is asked of AWS.
    pub async fn of_this_machine(&self, profile: Option<&str>) -> Result<Signer, Failure> {
        match &self.keys {
            Keys::Only(keys) => Ok(Signer { provider: SharedCredentialsProvider::new(keys.clone()), asked: None }),
            Keys::Asked(at_hand) => {
                let (provider, key) = at_hand.credentials(profile).await?;
                Ok(Signer { provider, asked: Some(Asked { at_hand: at_hand.clone(), key }) })
            }
        }
    }

    /// The signer that holds these.
    pub fn of(&self, held: &terms::Credentials) -> Signer {
        let token = held.token.as_ref().map(|token| token.reveal().to_owned());
        signer(&held.id, &held.secret, token)
    }

    /// AWS as the app sees it.
    pub fn with_key(&self, key: &KeyId, secret: &Secret, region: Region) -> Session {
        self.session(&signer(key, secret, None), region)
    }

    /// The ways to sign in that lie at hand, read from files alone; `chosen` is the profile that the set-up names.
    pub async fn logins(&self, chosen: Option<&str>, now: Timestamp) -> Logins {
        match &self.keys {
            Keys::Asked(_) => profiles::found(chosen, now),
            Keys::Only(keys) => Logins { found: vec![given(keys)], flaws: Vec::new() },
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

    /// AWS in a region, as this signer sees it.
    pub fn session(&self, signer: &Signer, region: Region) -> Session {
        let Signer { provider, asked } = signer.clone();
        let base = self.base.clone().into_builder().credentials_provider(provider).build();
        Session::new(&base, region, &watch::Watch::new(region, self.log.clone(), self.answered.clone(), asked))
    }
}

fn signer(key: &KeyId, secret: &Secret, token: Option<String>) -> Signer {
    let keys = Credentials::new(key.as_str(), secret.reveal(), token, None, "held here");
    Signer { provider: SharedCredentialsProvider::new(keys), asked: None }
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
    }
}

fn bare(time: SharedTimeSource) -> SdkConfig {
    SdkConfig::builder().behavior_version(BehaviorVersion::latest()).time_source(time).build()
}
