//! Stopping a run before it is done.

use super::super::error::Failure;
use crate::snapshot::Outcome;
use tokio::sync::watch;

/// Why a run ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Somebody asked for it.
    Interrupted,
    /// It took as long as it may.
    Deadline,
}

impl Stopped {
    /// As a snapshot's manifest says it.
    pub fn words(self) -> &'static str {
        match self {
            Stopped::Interrupted => "interrupted",
            Stopped::Deadline => "deadline",
        }
    }

    /// What is not read any more is cancelled.
    pub(in crate::collect) fn failure(self) -> Failure {
        let (code, message) = match self {
            Stopped::Interrupted => ("Interrupted", "the run was interrupted before"),
            Stopped::Deadline => ("RunDeadline", "the run took as long as the settings allow"),
        };
        Failure::new(Outcome::Cancelled, code, message)
    }
}

/// A switch that ends a run: what is in flight is dropped, nothing more is sent, and what was read is kept.
#[derive(Clone, Debug)]
pub struct Stop(watch::Sender<Option<Stopped>>);

impl Default for Stop {
    fn default() -> Self {
        Stop(watch::Sender::new(None))
    }
}

impl Stop {
    /// Ends the run. The first reason stays.
    pub fn stop(&self, why: Stopped) {
        self.0.send_if_modified(|stopped| {
            let first = stopped.is_none();
            stopped.get_or_insert(why);
            first
        });
    }

    /// Why the run was ended, if it was.
    pub fn stopped(&self) -> Option<Stopped> {
        *self.0.borrow()
    }

    /// Waits for the end.
    pub async fn wait(&self) -> Stopped {
        let mut changes = self.0.subscribe();
        match changes.wait_for(Option::is_some).await.map(|stopped| *stopped) {
            Ok(Some(stopped)) => stopped,
            // The sender is this switch's own.
            _ => std::future::pending().await,
        }
    }
}
