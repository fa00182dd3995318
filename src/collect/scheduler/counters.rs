//! What a run has come to so far, for whoever watches it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Counts of a run.
#[derive(Debug, Default)]
pub struct Counters {
    requests: AtomicU64,
    throttled: AtomicU64,
    gaps: AtomicU64,
    /// Milliseconds below which a call is not among the slowest.
    slow: AtomicU64,
    slowest: Mutex<Vec<SlowCall>>,
}

/// A call, and how long it took with all its attempts.
#[derive(Clone, Debug)]
pub struct SlowCall {
    /// With its waiting between attempts, and without what it waited for its turn.
    pub time: Duration,
    /// The operation.
    pub operation: &'static str,
    /// The account.
    pub account_id: String,
    /// The region, or `global`.
    pub region: String,
    /// Requests that were sent.
    pub attempts: u64,
}

impl Counters {
    /// How many of the slowest calls are kept.
    const SLOWEST: usize = 10;

    /// Requests that were sent, attempts included.
    pub fn requests(&self) -> u64 {
        self.requests.load(Relaxed)
    }
    /// Requests that AWS answered by asking to slow down.
    pub fn throttled(&self) -> u64 {
        self.throttled.load(Relaxed)
    }
    /// Calls that left a gap.
    pub fn gaps(&self) -> u64 {
        self.gaps.load(Relaxed)
    }
    /// The slowest calls, the slowest first.
    pub fn slowest(&self) -> Vec<SlowCall> {
        self.slowest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(in crate::collect) fn sent(&self) {
        self.requests.fetch_add(1, Relaxed);
    }
    pub(in crate::collect) fn asked_to_slow_down(&self) {
        self.throttled.fetch_add(1, Relaxed);
    }
    pub(in crate::collect) fn gap(&self) {
        self.gaps.fetch_add(1, Relaxed);
    }
    pub(in crate::collect) fn took(&self, time: Duration, call: impl FnOnce() -> SlowCall) {
        if (time.as_millis() as u64) < self.slow.load(Relaxed) {
            return;
        }
        let mut slowest = self.slowest.lock().unwrap_or_else(PoisonError::into_inner);
        let place = slowest.partition_point(|s| s.time >= time);
        slowest.insert(place, call());
        slowest.truncate(Self::SLOWEST);
        if slowest.len() == Self::SLOWEST {
            self.slow.store(slowest.last().map_or(0, |s| s.time.as_millis() as u64), Relaxed);
        }
    }
}
