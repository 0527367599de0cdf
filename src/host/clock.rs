//! The time of day.

use std::time::Duration;

use async_trait::async_trait;

use crate::{engine::ports::Clock, terms::Timestamp};

/// This machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}
