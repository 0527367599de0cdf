//! A call to an API that is not AWS's, through the same client: its TLS, its proxy, its time limits and the call log are those of
//! every call. Knows no API, and keeps nothing of what it carries.

use std::{error::Error, fmt};

use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::{
    orchestrator::{HttpRequest, HttpResponse, OrchestratorError},
    result::SdkError,
    stalled_stream_protection::StalledStreamProtectionConfig,
};
use aws_smithy_types::body::SdkBody;

use super::{cloud::Cloud, watch::Watch};
use crate::terms::{Failure, FailureKind, Secret};

/// One call.
pub struct WebCall<'a> {
    /// As it is named in the call log.
    pub operation: &'static str,
    /// `GET`, `POST`, `DELETE`
    pub method: &'static str,
    /// Behind the API's address, with its query: `/zones?name=example.co.kr`.
    pub path: String,
    /// A body in JSON.
    pub body: Option<String>,
    /// What it is signed in with.
    pub token: &'a Secret,
}

/// What came back, whatever it says.
#[derive(Clone)]
pub struct WebAnswer {
    /// HTTP's.
    pub status: u16,
    /// For how many seconds not to ask again, where it says so.
    pub retry_after: Option<u64>,
    /// The body.
    pub body: Vec<u8>,
}

impl fmt::Debug for WebAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebAnswer({})", self.status)
    }
}

/// The status is one of an error; only for the call log.
#[derive(Debug)]
struct Refusal(WebAnswer);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {}", self.0.status)
    }
}

impl Error for Refusal {}

/// A request on its way, whose header is not shown.
struct Sent {
    method: &'static str,
    path: String,
    body: Option<String>,
    token: Secret,
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl Cloud {
    /// Calls Cloudflare's API, once.
    pub async fn call_cloudflare(&self, doing: &str, call: WebCall<'_>) -> Result<WebAnswer, Failure> {
        let url = self.cloudflare.as_str().to_owned();
        let operation = Operation::builder()
            .service_name("cloudflare")
            .operation_name(call.operation)
            .http_client(self.http.clone())
            .endpoint_url(&url)
            .no_auth()
            .no_retry()
            .timeout_config(super::cloud::limits())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .sleep_impl(TokioSleep::new())
            .time_source(self.base.time_source().unwrap_or_default())
            .interceptor(Watch::of_web(self.log.clone()))
            .serializer(|sent: Sent| {
                let mut request = HttpRequest::new(sent.body.map_or_else(SdkBody::empty, SdkBody::from));
                request.set_method(sent.method)?;
                request.set_uri(sent.path)?;
                let headers = request.headers_mut();
                headers.try_insert("authorization", format!("Bearer {}", sent.token.reveal()))?;
                headers.try_insert("accept", "application/json")?;
                headers.try_insert("user-agent", concat!("sesame/", env!("CARGO_PKG_VERSION")))?;
                headers.try_insert("content-type", "application/json")?;
                Ok(request)
            })
            .deserializer(answered)
            .build();
        let sent = Sent { method: call.method, path: call.path, body: call.body, token: call.token.copy() };
        match Box::pin(operation.invoke(sent)).await {
            Ok(answer) => Ok(answer),
            Err(SdkError::ServiceError(refused)) => Ok(refused.into_err().0),
            Err(error) => Err(lost(doing, error)),
        }
    }
}

fn answered(response: &HttpResponse) -> Result<WebAnswer, OrchestratorError<Refusal>> {
    let header = |name: &str| response.headers().get(name).and_then(|it| it.trim().parse().ok());
    let body = response.body().bytes().unwrap_or_default().to_vec();
    let answer = WebAnswer { status: response.status().as_u16(), retry_after: header("retry-after"), body };
    match answer.status < 400 {
        true => Ok(answer),
        false => Err(OrchestratorError::operation(Refusal(answer))),
    }
}

fn lost(doing: &str, error: SdkError<Refusal, HttpResponse>) -> Failure {
    match &error {
        SdkError::TimeoutError(_) => {
            Failure::new(FailureKind::OutcomeUnknown, doing).because("Cloudflare did not answer in time")
        }
        SdkError::DispatchFailure(dispatch) => {
            let failure = Failure::new(FailureKind::Network, doing);
            match dispatch.as_connector_error() {
                Some(error) => super::error::chain(error).into_iter().fold(failure, Failure::because),
                None => failure.because("the request did not leave this machine"),
            }
        }
        SdkError::ConstructionFailure(_) => {
            Failure::new(FailureKind::DnsToken, doing).because("the token has characters that no token has")
        }
        _ => Failure::new(FailureKind::Garbled, doing).because("Cloudflare's answer could not be read"),
    }
}
