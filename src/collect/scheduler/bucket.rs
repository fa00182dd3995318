//! A token bucket whose rate gives way to throttling.

use super::super::limits::Budget;
use std::time::Duration;
use tokio::time::Instant;

/// Says when the next request may be sent. Throttling halves the rate, and each answer gives a part of it back.
#[derive(Debug)]
pub(super) struct Bucket {
    /// The rate that is never exceeded, in requests per second.
    ceiling: f64,
    rate: f64,
    burst: f64,
    /// When the bucket would be full if nothing were taken any more.
    full_at: Instant,
}

impl Bucket {
    /// A share of what a service grants, and at least one request in ten seconds.
    pub fn new(budget: Budget, share: f64, now: Instant) -> Bucket {
        let ceiling = (budget.per_second * share).max(SLOWEST);
        Bucket { ceiling, rate: ceiling, burst: (budget.burst * share).max(1.0), full_at: now }
    }

    /// Takes a token; when the request that it is for may be sent.
    pub fn take(&mut self, now: Instant) -> Instant {
        self.full_at = self.full_at.max(now) + self.interval();
        let depth = Duration::from_secs_f64(self.burst / self.rate);
        self.full_at.checked_sub(depth).map_or(now, |at| at.max(now))
    }

    /// AWS asked to slow down.
    pub fn throttled(&mut self, now: Instant) {
        self.rate = (self.rate / 2.0).max(SLOWEST);
        // What was saved up is not granted any more.
        let depth = Duration::from_secs_f64(self.burst / self.rate);
        self.full_at = self.full_at.max(now + depth);
    }

    /// AWS answered.
    pub fn answered(&mut self) {
        self.rate = (self.rate + self.ceiling / 32.0).min(self.ceiling);
    }

    fn interval(&self) -> Duration {
        Duration::from_secs_f64(1.0 / self.rate)
    }
}

/// Requests per second, however much AWS throttles.
const SLOWEST: f64 = 0.1;

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(now: Instant) -> Bucket {
        Bucket::new(Budget { per_second: 20.0, burst: 40.0 }, 0.5, now)
    }

    /// When each of some requests may be sent, in seconds.
    fn sent(bucket: &mut Bucket, now: Instant, count: usize) -> Vec<f64> {
        (0..count).map(|_| (bucket.take(now) - now).as_secs_f64()).collect()
    }

    #[test]
    fn no_more_than_the_share_is_taken() {
        let now = Instant::now();
        let sent = sent(&mut bucket(now), now, 120);
        assert!(sent[..20].iter().all(|at| *at == 0.0), "{sent:?}");
        // A hundred more at ten a second.
        assert!((sent[119] - 10.0).abs() < 0.01, "{sent:?}");
    }

    #[test]
    fn throttling_slows_down_and_answers_speed_up_to_the_ceiling_again() {
        let now = Instant::now();
        let mut bucket = bucket(now);
        bucket.throttled(now);
        let slow = sent(&mut bucket, now, 11);
        assert!((slow[10] - slow[0] - 2.0).abs() < 0.01, "five a second: {slow:?}");
        assert!(slow[0] > 0.0, "what was saved up is gone: {slow:?}");
        (0..100).for_each(|_| bucket.answered());
        let later = now + Duration::from_secs(60);
        let fast = sent(&mut bucket, later, 120);
        assert!((fast[119] - 10.0).abs() < 0.01, "{fast:?}");
    }
}
