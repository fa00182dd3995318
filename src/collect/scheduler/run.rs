//! What all accounts of a run share.

use super::super::limits::Limits;
use super::counters::Counters;
use super::reach::Reach;
use super::stop::Stop;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// One run.
pub(in crate::collect) struct Run {
    pub limits: Limits,
    pub counters: Arc<Counters>,
    pub stop: Stop,
    in_flight: Arc<Semaphore>,
    /// By service and region: whether anything there answers.
    reach: Mutex<HashMap<(String, String), Arc<Reach>>>,
}

impl Run {
    pub fn new(limits: Limits, counters: Arc<Counters>, stop: Stop) -> Arc<Run> {
        let in_flight = Arc::new(Semaphore::new(limits.in_flight.max(1)));
        Arc::new(Run { limits, counters, stop, in_flight, reach: Mutex::default() })
    }

    /// A place among all requests.
    pub async fn place(&self) -> Option<OwnedSemaphorePermit> {
        self.in_flight.clone().acquire_owned().await.ok() // never closed
    }

    /// What is known of a service's endpoint in a region.
    pub fn reach(&self, service: &str, region: &str) -> Arc<Reach> {
        let mut all = self.reach.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry((service.to_owned(), region.to_owned())).or_default().clone()
    }
}
