//! The IAM policy that a scan needs: what the collectors ask, nothing more and nothing that writes.

use crate::collect::{self, Operation};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// IAM's names of the operations that it calls otherwise than the ledger does.
const OTHER_NAMES: [(&str, &str); 4] = [
    // The call lists all buckets of the caller; `s3:ListBucket` lists the objects in one.
    ("s3:ListBuckets", "s3:ListAllMyBuckets"),
    // Keys and ages of objects, never what is in them.
    ("s3:ListObjectsV2", "s3:ListBucket"),
    // The bucket's own; the account's is `s3:GetAccountPublicAccessBlock` in both.
    ("s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
    ("s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"),
];

/// What the scanner's role need not be allowed: the caller assumes it, and anyone may ask who they are.
const NOT_NEEDED: [&str; 1] = ["sts:GetCallerIdentity"];

/// The policy document. The statement `Account` is for every account, `Organization` for the management account.
pub fn policy() -> Value {
    let (organization, account) = collect::operations().into_iter().partition(|o| o.scope.is_organization());
    json!({
        "Version": "2012-10-17",
        "Statement": [statement("Account", account), statement("Organization", organization)],
    })
}

fn statement(sid: &str, operations: Vec<Operation>) -> Value {
    let needed = operations.iter().map(|o| o.action).filter(|o| !NOT_NEEDED.contains(o));
    let actions = needed.map(iam_action).collect::<BTreeSet<_>>();
    json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*"})
}

/// The IAM action that allows an operation.
pub fn iam_action(operation: &str) -> &str {
    OTHER_NAMES.iter().find(|(name, _)| *name == operation).map_or(operation, |(_, action)| action)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actions() -> Vec<String> {
        let policy = policy();
        let statements = policy["Statement"].as_array().unwrap();
        let actions = statements.iter().flat_map(|s| s["Action"].as_array().unwrap());
        actions.map(|a| a.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn nothing_that_is_allowed_writes() {
        for action in actions() {
            let verb = action.split_once(':').unwrap().1;
            assert!(
                ["Describe", "Get", "List", "BatchGetRepositoryScanningConfiguration"]
                    .iter()
                    .any(|v| verb.starts_with(v)),
                "{action}"
            );
        }
    }

    #[test]
    fn nothing_that_is_allowed_reads_data() {
        let data = [
            "secretsmanager:GetSecretValue",
            "s3:GetObject",
            "ssm:GetParameter",
            "lambda:GetFunction",
            "ecr:BatchGetImage",
        ];
        assert!(actions().iter().all(|a| !data.contains(&a.as_str()) && !a.contains('*')));
    }

    #[test]
    fn every_operation_is_allowed_in_one_statement() {
        let all = actions();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        let asked = collect::operations().iter().map(|o| o.action).collect::<BTreeSet<_>>();
        assert_eq!(all.len() + NOT_NEEDED.len(), asked.len());
        for (operation, _) in OTHER_NAMES {
            assert!(asked.contains(operation), "nobody asks {operation}");
        }
    }
}
