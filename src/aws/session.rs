//! AWS in one region, under one set of credentials: the clients that the operations call. The operations are in the files
//! of their services; this one knows none.

use std::{
    fmt::Display,
    sync::{Arc, LazyLock, Mutex},
};

use aws_config::SdkConfig;

use super::{
    recall::Recall,
    watch::{Moved, Watch},
};
use crate::terms::{Failure, Region, Timestamp};

/// A client that is made when it is first asked something: five are a millisecond together, and a look at every region needs
/// one of each.
type Later<C> = Arc<LazyLock<C, Box<dyn FnOnce() -> C + Send>>>;

fn later<C>(make: impl FnOnce() -> C + Send + 'static) -> Later<C> {
    Arc::new(LazyLock::new(Box::new(make)))
}

/// AWS in one region, under one set of credentials.
#[derive(Clone)]
pub struct Session {
    pub(super) iam: Later<aws_sdk_iam::Client>,
    pub(super) sts: Later<aws_sdk_sts::Client>,
    pub(super) ses: Later<aws_sdk_sesv2::Client>,
    pub(super) ses_v1: Later<aws_sdk_ses::Client>,
    pub(super) route53: Later<aws_sdk_route53::Client>,
    pub(super) region: Region,
    answered: Arc<Mutex<Option<Timestamp>>>,
    moved: Moved,
    /// What the look that this belongs to has asked already; none where each question is put anew.
    recall: Option<Recall>,
}

impl Session {
    /// With the HTTP client, the clock and the credentials of `base`; every call is told to `watch`.
    pub(super) fn new(base: &SdkConfig, region: Region, watch: &Watch) -> Session {
        let base = base.clone().into_builder().region(aws_config::Region::new(region.code())).build();
        // A region that is off knows no key at all; who we are, another one can tell.
        let sts_region = if region.row().opt_in { "us-east-1" } else { region.code() };
        let for_sts = base.clone().into_builder().region(aws_config::Region::new(sts_region)).build();
        let (for_iam, for_ses, for_ses_v1, for_route53) = (base.clone(), base.clone(), base.clone(), base);
        let (iam, sts, ses, ses_v1, route53) =
            (watch.global(), watch.clone(), watch.clone(), watch.clone(), watch.global());
        Session {
            iam: later(move || {
                aws_sdk_iam::Client::from_conf(aws_sdk_iam::config::Builder::from(&for_iam).interceptor(iam).build())
            }),
            sts: later(move || {
                aws_sdk_sts::Client::from_conf(aws_sdk_sts::config::Builder::from(&for_sts).interceptor(sts).build())
            }),
            ses: later(move || {
                aws_sdk_sesv2::Client::from_conf(
                    aws_sdk_sesv2::config::Builder::from(&for_ses).interceptor(ses).build(),
                )
            }),
            ses_v1: later(move || {
                let config = aws_sdk_ses::config::Builder::from(&for_ses_v1).interceptor(ses_v1).build();
                aws_sdk_ses::Client::from_conf(config)
            }),
            route53: later(move || {
                let config = aws_sdk_route53::config::Builder::from(&for_route53).interceptor(route53).build();
                aws_sdk_route53::Client::from_conf(config)
            }),
            region,
            answered: watch.answered(),
            moved: watch.moved(),
            recall: None,
        }
    }

    /// The same, asking nothing that was asked with this before.
    #[must_use]
    pub fn recalling(mut self, recall: &Recall) -> Session {
        self.recall = Some(recall.clone());
        self
    }

    /// Asks, or takes what was answered before in the look that this belongs to.
    pub(super) async fn once<T: Clone + Send + Sync + 'static>(
        &self,
        operation: &'static str,
        subject: impl Display,
        ask: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        // A future of its own: with the SDK's calls in it the whole program's would be too deep a one for the compiler.
        let ask = Box::pin(ask);
        match &self.recall {
            Some(recall) => recall.once(operation, self.region, subject.to_string(), ask).await,
            None => ask.await,
        }
    }

    /// Whether the other end has said that it is a rehearsal.
    pub fn is_of_a_rehearsal(&self) -> bool {
        self.moved.lock().expect("no panic while it is held").is_some()
    }

    /// What time it is where the last answer came from. A rehearsal lets its own time pass, and says by how much.
    pub fn clock(&self) -> Option<Timestamp> {
        let moved = self.moved.lock().expect("no panic while it is held").unwrap_or_default();
        self.aws_time().map(|date| date - jiff::SignedDuration::from_secs(moved))
    }

    /// The `Date` of AWS's last answer: the only clock that can be compared with a CreateDate.
    pub fn aws_time(&self) -> Option<Timestamp> {
        *self.answered.lock().expect("no panic while it is held")
    }
}
