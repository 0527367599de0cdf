//! A stretch of time as people write it in scenarios and at the control door. Knows no clock.

use std::{str::FromStr, time::Duration};

use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde::Deserialize;

/// `90s`, `5m`, `26h`, `3d`; never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Lapse(SignedDuration);

impl Lapse {
    /// So many seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Lapse(SignedDuration::from_secs(seconds))
    }

    /// So many minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Lapse(SignedDuration::from_mins(minutes))
    }

    /// In the world's time.
    pub fn signed(self) -> SignedDuration {
        self.0
    }

    /// In real time.
    pub fn real(self) -> Duration {
        self.0.unsigned_abs()
    }

    /// The part `numerator`/`denominator` of it.
    pub fn part(self, numerator: i32, denominator: i32) -> Self {
        Lapse(self.0 * numerator / denominator)
    }
}

impl FromStr for Lapse {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let no = || format!("“{text}” is not a stretch of time; write it like 90s, 5m, 24h or 3d");
        let span: Span = text.parse().map_err(|_| no())?;
        let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| no())?;
        if length.is_negative() {
            return Err(format!("“{text}” goes back in time; write it like 90s, 5m, 24h or 3d"));
        }
        Ok(Lapse(length))
    }
}

impl TryFrom<String> for Lapse {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
