//! What a failed call means for the ledger.

use crate::snapshot::{DeniedBy, Gap, Outcome};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::error::Error;

/// Why a call failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// For the ledger.
    pub outcome: Outcome,
    /// The service's code, or what went wrong on the way.
    pub code: String,
    /// The service's words, or the chain of errors on the way.
    pub message: String,
    /// Which kind of policy denies it, where AWS says so.
    pub denied_by: Option<DeniedBy>,
}

impl Failure {
    /// The failure that an SDK error means.
    pub fn of<E, R>(error: &SdkError<E, R>) -> Failure
    where
        E: ProvideErrorMetadata + Error + 'static,
        R: std::fmt::Debug,
    {
        let code = match (error.code(), error) {
            (Some(code), _) => code.to_owned(),
            (None, SdkError::TimeoutError(_)) => "Timeout".to_owned(),
            (None, SdkError::DispatchFailure(failure)) if failure.is_timeout() => "Timeout".to_owned(),
            (None, SdkError::DispatchFailure(_)) => "ConnectionFailed".to_owned(),
            (None, SdkError::ResponseError(_)) => "UnreadableResponse".to_owned(),
            (None, _) => "Unknown".to_owned(),
        };
        let message = error.message().map_or_else(|| chain(error), str::to_owned);
        Failure::new(outcome(&code), &code, message)
    }

    /// A failure with its code and words.
    pub fn new(outcome: Outcome, code: &str, message: impl Into<String>) -> Failure {
        let message = message.into();
        let denied_by = DeniedBy::told_by(&message).filter(|_| outcome == Outcome::Denied);
        Failure { outcome, code: code.to_owned(), message, denied_by }
    }

    /// The gap that the failure leaves.
    pub fn gap(&self, action: &str) -> Gap {
        Gap::new(action, self.outcome, Some(&self.code))
    }
}

fn outcome(code: &str) -> Outcome {
    match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "AccessDeniedFault"
        | "NotAuthorized"
        | "AuthorizationError"
        | "MethodNotAllowed" => Outcome::Denied,
        code if is_throttling(code) => Outcome::Throttled,
        "OptInRequired" | "RegionDisabledException" => Outcome::UnsupportedRegion,
        _ => Outcome::Failed,
    }
}

/// Whether a code asks to slow down.
pub fn is_throttling(code: &str) -> bool {
    const CODES: [&str; 13] = [
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "SlowDown",
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "DependencyThrottle",
    ];
    CODES.contains(&code)
}

/// An error with its causes, outermost first, without repeating what a cause says again.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let next = cause.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        source = cause.source();
    }
    text
}
