//! Whether an endpoint answers at all: one that never did is not waited for again and again.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// What is known of one service's endpoint in one region, from all accounts.
#[derive(Debug, Default)]
pub(in crate::collect) struct Reach {
    /// Once anything has answered, silence is a matter of single calls.
    answered: AtomicBool,
    unanswered: AtomicU32,
    tried: Mutex<Option<Instant>>,
}

impl Reach {
    /// Requests without an answer after which the endpoint counts as gone: more than one operation makes.
    const ENOUGH: u32 = 8;
    /// How long it counts as gone before one more request is spent on it.
    const PAUSE: Duration = Duration::from_secs(60);

    /// Whether a request is worth sending.
    pub fn is_open(&self) -> bool {
        if self.answered.load(Relaxed) || self.unanswered.load(Relaxed) < Self::ENOUGH {
            return true;
        }
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        let due = tried.is_none_or(|at| at.elapsed() >= Self::PAUSE);
        if due {
            *tried = Some(Instant::now());
        }
        due
    }

    pub fn answered(&self) {
        self.answered.store(true, Relaxed);
    }

    pub fn unanswered(&self) {
        if self.unanswered.fetch_add(1, Relaxed) + 1 == Self::ENOUGH {
            *self.tried.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_endpoint_that_never_answered_is_tried_once_a_minute() {
        let reach = Reach::default();
        (0..Reach::ENOUGH).for_each(|_| reach.unanswered());
        assert!(!reach.is_open());
        tokio::time::sleep(Reach::PAUSE).await;
        assert!(reach.is_open());
        assert!(!reach.is_open(), "one request at a time");
        reach.answered();
        assert!(reach.is_open());
    }

    #[test]
    fn one_that_has_answered_is_never_given_up() {
        let reach = Reach::default();
        reach.answered();
        (0..100).for_each(|_| reach.unanswered());
        assert!(reach.is_open());
    }
}
