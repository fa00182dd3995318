//! Policies of resources as they were read.

use crate::model::{Fetched, PolicyDocument, policy_document};
use crate::snapshot::Gap;

/// A resource's policy: null when there is none, unknown when it could not be read or not be understood.
pub fn fetched(text: Result<Option<String>, Gap>) -> Fetched<Option<PolicyDocument>> {
    match text.map(|text| text.map(|t| policy_document(&t)).transpose()) {
        Ok(Ok(document)) => Fetched::Value(document),
        Ok(Err(why)) => Fetched::Unknown(why),
        Err(gap) => Fetched::Unknown(gap.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Outcome;

    #[test]
    fn no_policy_is_null_and_one_that_is_not_understood_is_unknown() {
        assert!(matches!(fetched(Ok(None)), Fetched::Value(None)));
        assert!(matches!(fetched(Ok(Some(String::new()))), Fetched::Unknown(_)));
        let denied = fetched(Err(Gap::new("s3:GetBucketPolicy", Outcome::Denied, Some("AccessDenied"))));
        assert!(matches!(denied, Fetched::Unknown(why) if why == "s3:GetBucketPolicy denied (AccessDenied)"));
        assert!(matches!(fetched(Ok(Some(r#"{"Statement": []}"#.into()))), Fetched::Value(Some(_))));
    }
}
