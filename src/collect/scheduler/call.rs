//! A call while it is made, seen by who makes it and by who sends its requests.

use super::lane::Lane;
use super::retries::RetryBudget;
use super::run::Run;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep};

tokio::task_local! {
    /// The call that is being made. The SDK has no place that both the caller and the HTTP client can see.
    pub(in crate::collect) static CALL: Arc<Call>;
}

/// A call while it is made.
pub(in crate::collect) struct Call {
    action: String,
    run: Arc<Run>,
    retries: Arc<RetryBudget>,
    pub lane: Arc<Lane>,
    slot: Mutex<Option<OwnedSemaphorePermit>>,
    began: Mutex<Option<Instant>>,
    attempts: AtomicU32,
    throttled: AtomicU32,
}

impl Call {
    pub fn new(action: &str, run: Arc<Run>, retries: Arc<RetryBudget>, lane: Arc<Lane>) -> Call {
        let (attempts, throttled) = (AtomicU32::new(0), AtomicU32::new(0));
        Call {
            action: action.to_owned(),
            run,
            retries,
            lane,
            slot: Mutex::default(),
            began: Mutex::default(),
            attempts,
            throttled,
        }
    }
    pub fn began(&self, slot: Option<OwnedSemaphorePermit>) {
        *lock(&self.slot) = slot;
        *lock(&self.began) = Some(Instant::now());
    }
    pub fn ended(&self) {
        lock(&self.slot).take();
    }
    /// How long it took, without what it waited for its turn.
    pub fn time(&self) -> Duration {
        lock(&self.began).map_or(Duration::ZERO, |at| at.elapsed())
    }
    /// Requests that were sent for it.
    pub fn attempts(&self) -> u64 {
        u64::from(self.attempts.load(Relaxed))
    }
    /// How many of them AWS answered by asking to slow down.
    pub fn throttled(&self) -> u64 {
        u64::from(self.throttled.load(Relaxed))
    }

    /// Waits until the operation's rate allows one more request, which is sent then.
    pub async fn turn(&self) {
        self.lane.take(&self.action).await;
        self.attempts.fetch_add(1, Relaxed);
        self.run.counters.sent();
    }
    /// AWS answered.
    pub fn answered(&self) {
        self.lane.answered(&self.action);
        self.retries.give_back();
    }
    /// AWS asked to slow down.
    pub fn asked_to_slow_down(&self) {
        self.lane.throttled(&self.action);
        self.throttled.fetch_add(1, Relaxed);
        self.run.counters.asked_to_slow_down();
    }
    /// Whether another attempt may be made.
    pub fn may_try_again(&self) -> bool {
        self.retries.take()
    }

    /// Waits before the next attempt, without a place among the requests in flight.
    pub async fn pause(&self, time: Duration) {
        let held = lock(&self.slot).take().is_some();
        sleep(time).await;
        if held {
            let slot = self.run.place().await;
            *lock(&self.slot) = slot;
        }
    }
}

fn lock<T>(value: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
