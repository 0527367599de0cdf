//! A rate limit: so many at once, then so many per second. Knows neither what is counted nor which caller it is counted
//! for.

use crate::terms::Timestamp;

/// So many at once, then so many per second.
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    left: f64,
    at: Timestamp,
}

impl Bucket {
    /// A bucket that nothing was taken from; `size` is how many go at once.
    pub fn full(size: f64, at: Timestamp) -> Self {
        Bucket { left: size, at }
    }

    /// Takes `cost`, if there is as much.
    pub fn takes(&mut self, cost: f64, size: f64, per_second: f64, now: Timestamp) -> bool {
        let passed = now.duration_since(self.at).as_secs_f64().max(0.0);
        self.left = (self.left + passed * per_second).min(size);
        self.at = now;
        // A message to more recipients than a second allows still goes, from a full bucket.
        let enough = self.left >= cost.min(size);
        if enough {
            self.left -= cost;
        }
        enough
    }
}
