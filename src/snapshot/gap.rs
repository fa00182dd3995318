//! Something that could not be read, and why.

use super::Outcome;
use std::fmt;

/// A gap. Its text is what a snapshot holds in place of the value: `eks:DescribeNodegroup denied (AccessDeniedException)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// In words.
    pub text: String,
    /// The operation that failed; empty when the text names none.
    pub operation: String,
    /// How it failed.
    pub outcome: Option<Outcome>,
    /// What AWS answered.
    pub error_code: Option<String>,
    /// Empty inside a resource, whose account it is.
    pub account_id: String,
    /// Empty inside a resource, whose region it is.
    pub region: String,
}

/// What a plan, alone, says nothing about.
pub const NOT_TOLD: &str = "a plan does not tell it";

impl Gap {
    /// The gap that an operation left.
    pub fn new(operation: &str, outcome: Outcome, error_code: Option<&str>) -> Gap {
        let code = error_code.map(|c| format!(" ({c})")).unwrap_or_default();
        Gap {
            text: format!("{operation} {outcome}{code}"),
            operation: operation.to_owned(),
            outcome: Some(outcome),
            error_code: error_code.map(str::to_owned),
            account_id: String::new(),
            region: String::new(),
        }
    }

    /// Of a value that AWS gives when a plan is applied.
    pub fn after_apply(address: &str, attribute: &str) -> Gap {
        Gap::parse(&format!("known after apply: {address}.{attribute}"))
    }

    /// The same gap, in an account and region.
    pub fn at(self, account_id: &str, region: &str) -> Gap {
        Gap { account_id: account_id.to_owned(), region: region.to_owned(), ..self }
    }

    /// Reads what [`Gap::new`] wrote; any other text is a gap of that text.
    pub fn parse(text: &str) -> Gap {
        let structured = || {
            let (operation, rest) = text.split_once(' ')?;
            let (outcome, code) = match rest.split_once(" (") {
                Some((outcome, code)) => (outcome, Some(code.strip_suffix(')')?)),
                None => (rest, None),
            };
            operation.contains(':').then_some(())?;
            Some(Gap::new(operation, Outcome::parse(outcome)?, code))
        };
        structured().unwrap_or_else(|| Gap {
            text: text.to_owned(),
            operation: String::new(),
            outcome: (text == NOT_TOLD).then_some(Outcome::NotRequested),
            error_code: None,
            account_id: String::new(),
            region: String::new(),
        })
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_reads_back_as_it_was_written() {
        let gaps = [
            Gap::new("eks:DescribeNodegroup", Outcome::Denied, Some("AccessDeniedException")),
            Gap::new("ec2:DescribeVpcs", Outcome::UnsupportedRegion, None),
        ];
        for gap in gaps {
            assert_eq!(Gap::parse(&gap.text), gap);
        }
        assert_eq!(Gap::parse("nobody asked").text, "nobody asked");
    }
}
