//! Notes every call: what was asked, what came of it, how long it took, and what time it is at AWS. Knows no operation,
//! and keeps nothing of a body but an error's code.

use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{
            Intercept,
            context::{
                BeforeDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextRef,
                FinalizerInterceptorContextRef,
            },
        },
        orchestrator::Metadata,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};

use super::at_hand::Asked;
use crate::terms::{Call, CallResult, REHEARSED, Region, Timestamp};

/// The listener that is told of every call.
#[derive(Clone)]
pub struct CallLog(Arc<dyn Fn(Call) + Send + Sync>);

impl CallLog {
    /// `tell` is called once for each call, when it has ended.
    pub fn new(tell: impl Fn(Call) + Send + Sync + 'static) -> Self {
        CallLog(Arc::new(tell))
    }
}

/// The SDK's interceptor of a session's calls.
#[derive(Clone)]
pub(super) struct Watch {
    region: Option<String>,
    log: CallLog,
    answered: Arc<Mutex<Option<Timestamp>>>,
    moved: Moved,
    asked: Option<Asked>,
}

/// By how many seconds a rehearsal's time is ahead of this machine's, where the other end has said that it is one.
pub(super) type Moved = Arc<Mutex<Option<i64>>>;

impl Watch {
    /// `answered` takes the `Date` of each answer; `asked` learns which codes AWS refused with.
    pub fn new(region: Region, log: CallLog, answered: Arc<Mutex<Option<Timestamp>>>, asked: Option<Asked>) -> Self {
        Watch { region: Some(region.code().to_owned()), log, answered, moved: Moved::default(), asked }
    }

    /// Of a request that is not signed, in a region that need not have SES.
    pub fn of_sign_in(region: &str, log: CallLog, answered: Arc<Mutex<Option<Timestamp>>>) -> Self {
        Watch { region: Some(region.to_owned()), log, answered, moved: Moved::default(), asked: None }
    }

    /// Of a service that is not AWS's: it says nothing of AWS's time.
    pub fn of_web(log: CallLog) -> Self {
        Watch { region: None, log, answered: Arc::default(), moved: Moved::default(), asked: None }
    }

    /// Where the `Date` of AWS's last answer is kept.
    pub fn answered(&self) -> Arc<Mutex<Option<Timestamp>>> {
        self.answered.clone()
    }

    /// Where is kept what a rehearsal says of its time.
    pub fn moved(&self) -> Moved {
        self.moved.clone()
    }

    /// The same, kept beside what others of one account hear.
    #[must_use]
    pub fn hearing(mut self, moved: Moved) -> Self {
        self.moved = moved;
        self
    }

    /// For a service without regions.
    pub fn global(&self) -> Self {
        Watch { region: None, ..self.clone() }
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

#[derive(Debug)]
struct Began(Instant);

impl Storable for Began {
    type Storer = StoreReplace<Self>;
}

impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "Watch"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        bag.interceptor_state().store_put(Began(Instant::now()));
        Ok(())
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date").and_then(http_date);
        let moved = context.response().headers().get(REHEARSED).and_then(|said| said.parse().ok());
        if moved.is_some() {
            *self.moved.lock().expect("no panic while it is held") = moved;
        }
        if date.is_some() {
            *self.answered.lock().expect("no panic while it is held") = date;
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(what) = bag.load::<Metadata>() else { return Ok(()) };
        let response = context.response();
        let header = |name: &str| response.and_then(|it| it.headers().get(name)).map(String::from);
        let result = match (context.output_or_error(), response) {
            (Some(Ok(_)), _) => CallResult::Ok,
            (_, None) | (None, _) => CallResult::NoAnswer,
            (Some(Err(_)), Some(response)) => {
                let code = header("x-amzn-errortype").map(|it| it.split(':').next().unwrap_or_default().to_owned());
                let code = code.or_else(|| in_xml(response.body().bytes()?));
                CallResult::Refused(code.unwrap_or_else(|| format!("HTTP {}", response.status().as_u16())))
            }
        };
        if let (CallResult::Refused(code), Some(asked)) = (&result, &self.asked) {
            asked.was_refused(code);
        }
        (self.log.0)(Call {
            service: what.service().to_ascii_lowercase(),
            operation: what.name().to_owned(),
            region: self.region.clone(),
            result,
            took_ms: bag.load::<Began>().map_or(0, |it| it.0.elapsed().as_millis() as u64),
            request_id: header("x-amzn-requestid").or_else(|| header("x-amz-request-id")),
        });
        Ok(())
    }
}

/// The code of an error in XML, as IAM, STS and SES v1 put it.
fn in_xml(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.').then(|| code.to_owned())
}

/// `Mon, 23 Nov 2026 18:00:02 GMT`
fn http_date(text: &str) -> Option<Timestamp> {
    let date = aws_smithy_types::DateTime::from_str(text, aws_smithy_types::date_time::Format::HttpDate).ok()?;
    Timestamp::from_second(date.secs()).ok()
}
