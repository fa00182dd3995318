//! What policies come to: who is let in by one (`grants`), and what an account may not do by those of its organization
//! (`guardrails`).
//!
//! Documents lie in the graph as records; `document` hands them out statement by statement, `condition` and `wildcard` are IAM's
//! own comparisons. What cannot be decided names the condition key that it would take.

mod condition;
mod document;
mod grants;
mod guardrails;
mod wildcard;

pub use document::{Statement, statements};
pub use grants::{Grant, Who, grants};
pub use guardrails::{Decision, Request, denies, effective_policies, name_undecidable};
pub use wildcard::wildcard;

#[cfg(test)]
mod tests;

/// The text of a gap: what is unknown for want of a condition key.
fn undecidable(key: &str) -> String {
    format!("cannot be decided without the condition key {key}")
}
