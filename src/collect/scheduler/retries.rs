//! How often an account may be asked again.

use std::sync::{Mutex, PoisonError};

/// Attempts after the first that may still be made.
pub(in crate::collect) struct RetryBudget(Mutex<f64>);

impl Default for RetryBudget {
    fn default() -> Self {
        RetryBudget(Mutex::new(Self::FULL))
    }
}

impl RetryBudget {
    const FULL: f64 = 200.0;
    /// What a call that succeeds gives back.
    const BACK: f64 = 0.2;

    /// Whether one more may be made.
    pub fn take(&self) -> bool {
        let mut left = self.left();
        let enough = *left >= 1.0;
        *left -= if enough { 1.0 } else { 0.0 };
        enough
    }
    pub fn give_back(&self) {
        let mut left = self.left();
        *left = (*left + Self::BACK).min(Self::FULL);
    }
    fn left(&self) -> std::sync::MutexGuard<'_, f64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_few_for_who_never_succeeds_and_many_for_who_mostly_does() {
        let budget = RetryBudget::default();
        assert_eq!((0..1000).filter(|_| budget.take()).count(), 200);
        (0..5).for_each(|_| budget.give_back());
        assert!(budget.take() && !budget.take());
    }
}
