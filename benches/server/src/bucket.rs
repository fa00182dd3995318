//! How many requests each operation grants an account in a region.

use std::time::Instant;

/// A token bucket, and how many requests came to it.
pub struct Bucket {
    rate: f64,
    burst: f64,
    left: f64,
    at: Instant,
    pub asked: u64,
}

impl Bucket {
    /// One that is full. Rate 0 grants everything.
    pub fn new(rate: f64, burst: f64) -> Bucket {
        Bucket { rate, burst, left: burst, at: Instant::now(), asked: 0 }
    }

    /// Whether one more request is granted.
    pub fn take(&mut self) -> bool {
        self.asked += 1;
        let now = Instant::now();
        self.left = (self.left + now.duration_since(self.at).as_secs_f64() * self.rate).min(self.burst);
        self.at = now;
        let granted = self.rate <= 0.0 || self.left >= 1.0;
        if granted {
            self.left -= 1.0;
        }
        granted
    }

    /// What it takes at least to be granted all that was asked, for who takes a share of the grant.
    pub fn seconds(&self, share: f64) -> f64 {
        if self.rate <= 0.0 { 0.0 } else { ((self.asked as f64 / share - self.burst) / self.rate).max(0.0) }
    }
}
