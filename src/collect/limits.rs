//! How much of AWS a scan may take: requests in flight, shares of the rates that AWS grants, and time.

use std::time::Duration;

/// The bounds of a scan.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Requests in flight, in all accounts.
    pub in_flight: usize,
    /// Requests in flight in one account.
    pub in_flight_of_account: usize,
    /// The part of the rate that AWS grants an account which the scan may take, above 0 and up to 1.
    pub share: f64,
    /// How long one request may take, with its answer.
    pub request: Duration,
    /// How long one call may take, with all its attempts.
    pub call: Duration,
    /// How long reading one account may take.
    pub account: Duration,
    /// How long the whole run may take.
    pub run: Duration,
}

/// What a scan takes unless the settings say otherwise.
impl Default for Limits {
    fn default() -> Self {
        const MINUTE: u64 = 60;
        Limits {
            in_flight: 512,
            in_flight_of_account: 12,
            share: 0.5,
            request: Duration::from_secs(20),
            call: Duration::from_secs(2 * MINUTE),
            account: Duration::from_secs(30 * MINUTE),
            run: Duration::from_secs(6 * 60 * MINUTE),
        }
    }
}

/// Requests in flight to one service in one account and region.
pub(super) const IN_FLIGHT_OF_LANE: usize = 8;

/// The rate that AWS grants each read of a service in an account and region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Budget {
    /// Requests per second, for ever.
    pub per_second: f64,
    /// Requests at once after a pause.
    pub burst: f64,
}

/// What a service grants that is not in the table, in which stand those whose documentation names more, or less.
const USUAL: Budget = Budget { per_second: 20.0, burst: 40.0 };

/// By the prefix of their IAM actions.
const BUDGETS: [(&str, Budget); 7] = [
    // Buckets of 100 that refill at 20 per second; of 50 and 10 for unpaginated lists without a filter.
    ("ec2", Budget { per_second: 20.0, burst: 100.0 }),
    ("sts", Budget { per_second: 600.0, burst: 600.0 }),
    // Reads of a bucket's settings are not counted by account: what is sent here goes to many buckets.
    ("s3", Budget { per_second: 100.0, burst: 200.0 }),
    ("kms", Budget { per_second: 100.0, burst: 200.0 }),
    ("secretsmanager", Budget { per_second: 50.0, burst: 100.0 }),
    // Global, and one of the services that other tools are throttled by most.
    ("iam", Budget { per_second: 15.0, burst: 60.0 }),
    // Most of its reads are granted less than ten a second, whatever the size of the organization.
    ("organizations", Budget { per_second: 10.0, burst: 20.0 }),
];

/// The rate of a service.
pub(super) fn budget(service: &str) -> Budget {
    BUDGETS.iter().find(|(name, _)| *name == service).map_or(USUAL, |(_, budget)| *budget)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_budget_is_of_a_service_that_is_asked() {
        let asked = crate::collect::operations();
        for (service, _) in BUDGETS {
            let is_asked = asked.iter().any(|o| o.action.split(':').next() == Some(service));
            assert!(is_asked || service == "sts", "nobody asks {service}");
        }
    }
}
