//! This machine's clock and time zone. Knows no pace: a wait lasts as long as it says.

use std::time::Duration;

use async_trait::async_trait;
use jiff::tz::TimeZone;

use crate::{
    engine::ports::Clock,
    terms::{Offset, Timestamp},
};

/// This machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn offset(&self, at: Timestamp) -> Offset {
        TimeZone::try_system().map_or(Offset::UTC, |zone| zone.to_offset(at))
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
