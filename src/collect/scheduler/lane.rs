//! One service in one account and region: where AWS counts.

use super::super::limits::{self, Budget};
use super::bucket::Bucket;
use super::reach::Reach;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until};

/// One service in one account and region.
pub(in crate::collect) struct Lane {
    pub in_flight: Semaphore,
    /// AWS grants each operation a rate of its own.
    buckets: Mutex<HashMap<String, Bucket>>,
    budget: Budget,
    share: f64,
    pub reach: Arc<Reach>,
}

impl Lane {
    /// A lane at a share of the service's rates.
    pub fn new(service: &str, share: f64, reach: Arc<Reach>) -> Lane {
        let in_flight = Semaphore::new(limits::IN_FLIGHT_OF_LANE);
        Lane { in_flight, buckets: Mutex::default(), budget: limits::budget(service), share, reach }
    }

    /// Waits until the operation's rate allows one more request.
    pub async fn take(&self, action: &str) {
        let at = self.bucket(action, |bucket| bucket.take(Instant::now()));
        sleep_until(at).await;
    }
    pub fn throttled(&self, action: &str) {
        self.bucket(action, |bucket| bucket.throttled(Instant::now()));
    }
    pub fn answered(&self, action: &str) {
        self.bucket(action, Bucket::answered);
    }
    fn bucket<T>(&self, action: &str, with: impl FnOnce(&mut Bucket) -> T) -> T {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(action) {
            return with(bucket);
        }
        let new = Bucket::new(self.budget, self.share, Instant::now());
        with(buckets.entry(action.to_owned()).or_insert(new))
    }
}
