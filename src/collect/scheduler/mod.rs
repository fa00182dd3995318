//! When a call may be made: bounded in flight in the whole run, per account and per service in an account and region; at a declared
//! share of the rate that AWS grants each operation there; never after a deadline or the end of the run.

mod bucket;
mod call;
mod counters;
mod lane;
mod reach;
mod retries;
mod run;
mod stop;

pub(super) use call::{CALL, Call};
pub use counters::{Counters, SlowCall};
pub(super) use run::Run;
pub use stop::{Stop, Stopped};

use super::error::Failure;
use crate::snapshot::Outcome;
use lane::Lane;
use retries::RetryBudget;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

/// One account's part of a run.
pub(super) struct AccountQueue {
    pub run: Arc<Run>,
    in_flight: Semaphore,
    deadline: Instant,
    lanes: Mutex<HashMap<(String, String), Arc<Lane>>>,
    /// Attempts after the first that the account may still make; a call that succeeds gives a part of one back.
    retries: Arc<RetryBudget>,
}

impl AccountQueue {
    /// The queue of an account that is read: it takes as long as the settings allow.
    pub fn new(run: &Arc<Run>) -> Arc<AccountQueue> {
        AccountQueue::lasting(run, run.limits.account)
    }

    /// The queue of whoever collects, for as long as the run may take: it enters all other accounts.
    pub fn of_caller(run: &Arc<Run>) -> Arc<AccountQueue> {
        // The run's own deadline ends it before.
        AccountQueue::lasting(run, run.limits.run * 2)
    }

    fn lasting(run: &Arc<Run>, time: Duration) -> Arc<AccountQueue> {
        Arc::new(AccountQueue {
            in_flight: Semaphore::new(run.limits.in_flight_of_account.max(1)),
            deadline: Instant::now() + time,
            lanes: Mutex::default(),
            retries: Arc::default(),
            run: run.clone(),
        })
    }

    /// Makes a call when it is its turn. What it sends goes through [`super::transport`], which counts it and sends it again.
    ///
    /// # Errors
    /// When the run or the account is over, or the call took too long: nothing is known then of what it asked.
    pub async fn send<T>(
        self: &Arc<Self>,
        action: &str,
        region: &str,
        answer: impl Future<Output = T>,
    ) -> (Result<T, Failure>, Arc<Call>) {
        // The SDK's futures are large, and this one lies within those of collectors, regions and the account.
        let answer = Box::pin(answer);
        let service = action.split(':').next().unwrap_or_default();
        let lane = self.lane(service, region);
        let call = Arc::new(Call::new(action, self.run.clone(), self.retries.clone(), lane.clone()));
        let (start, stop) = (Instant::now(), &self.run.stop);
        let admitted = async {
            // Sessions are renewed while the calls that need them, also those that enter accounts, hold their places.
            let _places = match service {
                "sts" => None,
                _ => Some((lane.in_flight.acquire().await, self.in_flight.acquire().await)),
            };
            call.began(if service == "sts" { None } else { self.run.place().await });
            let deadline = self.deadline.min(Instant::now() + self.run.limits.call);
            let answer = timeout_at(deadline, CALL.scope(call.clone(), answer)).await;
            call.ended();
            answer.map_err(|_| if deadline == self.deadline { self.over() } else { too_slow(self.run.limits.call) })
        };
        let answer = tokio::select! {
            biased;
            stopped = stop.wait() => Err(stopped.failure()),
            answer = timeout_at(self.deadline, admitted) => answer.unwrap_or_else(|_| Err(self.over())),
        };
        tracing::trace!(action, region, waited = ?start.elapsed(), "call");
        (answer, call)
    }

    fn lane(&self, service: &str, region: &str) -> Arc<Lane> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Lane::new(service, self.run.limits.share, self.run.reach(service, region)));
        lanes.entry((service.to_owned(), region.to_owned())).or_insert_with(new).clone()
    }

    fn over(&self) -> Failure {
        let message = format!("reading the account took longer than {:?}", self.run.limits.account);
        Failure::new(Outcome::Cancelled, "AccountDeadline", message)
    }
}

fn too_slow(limit: Duration) -> Failure {
    let message = format!("no answer within {limit:?}, in all attempts together");
    Failure::new(Outcome::Failed, "CallDeadline", message)
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_more_is_in_flight_than_the_narrowest_bound_allows() {
        let limits = Limits { in_flight: 5, in_flight_of_account: 3, share: 1.0, ..Limits::default() };
        let run = Run::new(limits, Arc::default(), Stop::default());
        let accounts = [AccountQueue::new(&run), AccountQueue::new(&run)];
        let (now, most) = (std::cell::Cell::new([0, 0]), std::cell::Cell::new([0, 0, 0]));
        let calls = (0..40).map(|i| {
            let (account, now, most) = (i % 2, &now, &most);
            accounts[account].send("ec2:DescribeVpcs", "eu-west-1", async move {
                let change = |by: i32| {
                    let mut all = now.get();
                    all[account] += by;
                    now.set(all);
                    let [a, b, both] = most.get();
                    most.set([a.max(all[0]), b.max(all[1]), both.max(all[0] + all[1])]);
                };
                change(1);
                tokio::time::sleep(Duration::from_secs(1)).await;
                change(-1);
            })
        });
        let sent = futures_util::future::join_all(calls).await;
        assert!(sent.iter().all(|(result, _)| result.is_ok()));
        assert_eq!(most.get(), [3, 3, 5]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_has_not_been_sent_is_not_sent_after_the_end() {
        let (stop, counters) = (Stop::default(), Arc::default());
        let run = Run::new(Limits::default(), counters, stop.clone());
        let queue = AccountQueue::new(&run);
        let waiting = queue.send("ec2:DescribeVpcs", "eu-west-1", std::future::pending::<()>());
        let ended = async {
            tokio::time::sleep(Duration::from_secs(3)).await;
            stop.stop(Stopped::Interrupted);
        };
        let ((result, _), ()) = futures_util::future::join(waiting, ended).await;
        assert_eq!(result.unwrap_err().code, "Interrupted");
        let (result, _) = queue.send("ec2:DescribeVpcs", "eu-west-1", async {}).await;
        assert_eq!(result.unwrap_err().outcome, Outcome::Cancelled);
    }
}
