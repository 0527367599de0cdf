//! AWS's pace: one control call of SES a second, for each action in each region. Calls wait here for their turn, every
//! attempt of the SDK's and every page of a list, whichever part of the program makes them. Knows no operation by name:
//! a method and a path are one action.
//!
//! AWS does not say how much it lets through at once. [`AT_ONCE`] are tried, as a look asks for the account twice, once
//! with the app's own key; where AWS answers that this is too much, the action has no allowance any more. The SDK sends
//! a refused call again, so no caller notices.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        connector_metadata::ConnectorMetadata,
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
            SharedHttpConnector,
        },
        orchestrator::HttpRequest,
        runtime_components::{RuntimeComponents, RuntimeComponentsBuilder},
    },
};
use aws_smithy_types::config_bag::ConfigBag;
use futures_util::future::BoxFuture;

/// How we wait; a rehearsal may make that short.
pub type Pause = Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

/// Calls of one action that go out without a pause.
const AT_ONCE: u32 = 2;
const GAP: Duration = Duration::from_secs(1);
/// No call queues for so long: the clock was set back.
const TOO_LONG: Duration = Duration::from_secs(60);

/// The client that waits its turn.
pub(super) fn paced(inner: SharedHttpClient, time: SharedTimeSource, wait: Pause) -> SharedHttpClient {
    SharedHttpClient::new(Paced { inner, turns: Arc::new(Turns { time, wait, lanes: Mutex::default() }) })
}

#[derive(Debug)]
struct Paced {
    inner: SharedHttpClient,
    turns: Arc<Turns>,
}

impl HttpClient for Paced {
    fn http_connector(&self, settings: &HttpConnectorSettings, parts: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, parts);
        SharedHttpConnector::new(PacedConnector { inner, turns: self.turns.clone() })
    }

    fn validate_base_client_config(
        &self,
        parts: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.inner.validate_base_client_config(parts, config)
    }

    fn validate_final_config(&self, parts: &RuntimeComponents, config: &ConfigBag) -> Result<(), BoxError> {
        self.inner.validate_final_config(parts, config)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}

#[derive(Debug)]
struct PacedConnector {
    inner: SharedHttpConnector,
    turns: Arc<Turns>,
}

impl HttpConnector for PacedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Some(action) = Action::of(&request) else { return self.inner.call(request) };
        let (inner, turns) = (self.inner.clone(), self.turns.clone());
        HttpConnectorFuture::new(async move {
            turns.take(&action).await;
            let answer = inner.call(request).await;
            if answer.as_ref().is_ok_and(|it| it.status().as_u16() == TOO_MANY) {
                turns.was_too_much(&action);
            }
            answer
        })
    }
}

const TOO_MANY: u16 = 429;

/// What AWS counts together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Action {
    method: String,
    /// Without the names in it: `identities/*/mail-from`.
    path: String,
    region: String,
}

impl Action {
    /// `None` for what has no such limit: sending, and other services.
    fn of(request: &HttpRequest) -> Option<Action> {
        // `/v2/email/identities/example.co.kr/mail-from`; DKIM's signing attributes are under `/v1` in the same service.
        let (_, after) = request.uri().split_once("/email/")?;
        let path: Vec<&str> = after.split('?').next().unwrap_or_default().split('/').collect();
        let path = match path[..] {
            ["outbound-emails" | "outbound-bulk-emails", ..] => return None,
            ["identities", _, ref rest @ ..] => [&["identities", "*"], rest].concat(),
            _ => path,
        };
        // `AWS4-HMAC-SHA256 Credential=AKIA…/20261123/ap-northeast-2/ses/aws4_request, …`
        let region = request.headers().get("authorization").and_then(|it| it.split('/').nth(2)).unwrap_or_default();
        Some(Action { method: request.method().to_owned(), path: path.join("/"), region: region.to_owned() })
    }
}

struct Turns {
    time: SharedTimeSource,
    wait: Pause,
    lanes: Mutex<HashMap<Action, Lane>>,
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Turns")
    }
}

/// When the allowance of an action is whole again, and how much that is.
#[derive(Clone, Copy)]
struct Lane {
    whole_at: SystemTime,
    at_once: u32,
}

impl Turns {
    /// Waits for a turn and takes it.
    async fn take(&self, action: &Action) {
        let now = self.time.now();
        let pause = self.change(action, now, |lane| {
            let turn = now.max(lane.whole_at - GAP * (lane.at_once - 1));
            lane.whole_at = lane.whole_at.max(now) + GAP;
            turn.duration_since(now).unwrap_or_default()
        });
        if !pause.is_zero() {
            (self.wait)(pause).await;
        }
    }

    fn was_too_much(&self, action: &Action) {
        let now = self.time.now();
        self.change(action, now, |lane| *lane = Lane { whole_at: lane.whole_at.max(now + GAP), at_once: 1 });
    }

    fn change<T>(&self, action: &Action, now: SystemTime, change: impl FnOnce(&mut Lane) -> T) -> T {
        let mut lanes = self.lanes.lock().expect("no panic while it is held");
        let lane = lanes.entry(action.clone()).or_insert(Lane { whole_at: now, at_once: AT_ONCE });
        if lane.whole_at > now + TOO_LONG {
            lane.whole_at = now;
        }
        change(lane)
    }
}
