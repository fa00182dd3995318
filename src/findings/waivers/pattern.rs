//! A waiver's `resource`: an ARN with IAM's wildcards, or the id of something that AWS has given no ARN yet.
//!
//! Each of an ARN's six parts is compared by itself, as IAM does, so that no wildcard reaches over to a part that was not meant.

use crate::graph::policy::wildcard;

const WILDCARDS: [char; 2] = ['*', '?'];

/// Which resources a waiver is about, by their ARN or id.
#[derive(Clone, Debug)]
pub(super) struct Pattern(pub(super) String);

impl Pattern {
    /// Whether it is about a resource; an id counts where there is no ARN.
    pub(super) fn matches(&self, arn: &str, id: &str) -> bool {
        if arn.is_empty() {
            return wildcard(id, &self.0);
        }
        match (parts(&self.0), parts(arn)) {
            (Some(own), Some(other)) => own.iter().zip(other).all(|(own, other)| fits(other, own)),
            _ => false,
        }
    }

    /// Whether it could be about a resource of an account and region that nobody has seen.
    pub(super) fn reaches(&self, account: &str, region: &str) -> bool {
        let Some([_, _, service, own_region, own_account, _]) = parts(&self.0) else { return true };
        let may = |own: &str, other: &str| own.is_empty() || fits(other, own);
        // The ARN of an account names the management account, and what is global may be listed from anywhere.
        (service == "organizations" || may(own_account, account)) && (region == "global" || may(own_region, region))
    }

    /// Whether it can only be about what a plan is going to make: an address of Terraform's.
    pub(super) fn is_address(&self) -> bool {
        !self.0.starts_with("arn:") && self.0.contains('.')
    }

    /// Why it says too little about which resources are meant, if it does.
    pub(super) fn too_broad(&self) -> Option<&'static str> {
        let fixed = self.0.split(WILDCARDS).next().unwrap_or_default();
        if !has_wildcard(&self.0) {
            return None;
        }
        if !fixed.starts_with("arn:") {
            // `a*` would be the id of anything, and reads as every ARN.
            let any = "arn:".starts_with(fixed) || !names(&self.0, ['.', '/', ':']);
            return any.then_some("names no resource");
        }
        let Some([.., account, resource]) = parts(&self.0) else {
            return Some("is not of the form arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, and names no account");
        };
        let names_account = !account.is_empty() && !has_wildcard(account);
        (!names_account && !names(resource, [':', '/', '/'])).then_some("names neither an account nor a resource")
    }
}

/// There may be many waivers and many findings; most parts of an ARN are written out.
fn fits(text: &str, pattern: &str) -> bool {
    if has_wildcard(pattern) { wildcard(text, pattern) } else { text == pattern }
}

fn has_wildcard(text: &str) -> bool {
    text.contains(WILDCARDS)
}

/// Whether anything is said of the name that comes after the type.
fn names(resource: &str, separators: [char; 3]) -> bool {
    let name = resource.split_once(separators).map_or(resource, |(_, name)| name);
    name.contains(char::is_alphanumeric)
}

fn parts(arn: &str) -> Option<[&str; 6]> {
    let parts = arn.splitn(6, ':').collect::<Vec<_>>().try_into().ok();
    parts.filter(|parts: &[&str; 6]| parts[0] == "arn")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// IAM's wildcards as they are explained, in exponential time.
    fn naive(text: &[char], pattern: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, rest) => rest.is_none(),
            (Some(('*', after)), _) => (0..=text.len()).any(|taken| naive(&text[taken..], after)),
            (Some((p, after)), Some((t, rest))) => (*p == '?' || p == t) && naive(rest, after),
            (Some(_), None) => false,
        }
    }

    fn naive_arn(arn: &str, pattern: &str) -> bool {
        let split = |text: &str| text.splitn(6, ':').map(|part| part.chars().collect()).collect::<Vec<Vec<char>>>();
        let (arn, pattern) = (split(arn), split(pattern));
        pattern.len() == 6 && arn.iter().zip(&pattern).all(|(a, p)| naive(a, p))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4096) })]

        #[test]
        fn an_id_is_matched_as_iam_does(id in "[abAé:/*]{0,8}", pattern in "[abAé:/*?]{0,8}") {
            let [text, chars] = [&id, &pattern].map(|t| t.chars().collect::<Vec<_>>());
            prop_assert_eq!(Pattern(pattern).matches("", &id), naive(&text, &chars));
        }

        #[test]
        fn an_arn_is_matched_part_by_part(
            region in "[a-b]{0,3}", account in "[12]{1,3}", resource in "[ab:/]{1,5}",
            own in ["[ab*?]{0,3}", "[12*?]{0,3}", "[ab:/*?]{1,5}"],
        ) {
            let arn = format!("arn:aws:x:{region}:{account}:{resource}");
            let pattern = format!("arn:aws:*:{}:{}:{}", own[0], own[1], own[2]);
            prop_assert_eq!(Pattern(pattern.clone()).matches(&arn, "id"), naive_arn(&arn, &pattern));
        }

        #[test]
        fn a_resource_matches_its_own_arn_whatever_it_is_called(resource in "\\PC{1,20}") {
            let arn = format!("arn:aws:x:eu-west-1:222222222222:{resource}");
            prop_assert!(Pattern(arn.clone()).matches(&arn, ""));
        }
    }

    #[test]
    fn a_wildcard_stays_in_its_part_and_case_counts() {
        let arn = "arn:aws:rds:eu-west-1:222222222222:cluster:legacy-1";
        for (pattern, expected) in [
            ("arn:aws:rds:*:222222222222:cluster:legacy-*", true),
            ("arn:aws:rds:eu-west-?:222222222222:cluster:*", true),
            ("arn:*:rds:*:222222222222:*", true),
            ("arn:aws:rds:*:222222222222:cluster:legacy", false),
            ("arn:aws:rds:*:222222222222:cluster:LEGACY-*", false),
            ("arn:aws:rds:*:cluster:legacy-1", false),
            ("legacy-1", false),
        ] {
            assert_eq!(Pattern(pattern.to_owned()).matches(arn, "legacy-1"), expected, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_has_to_say_what_it_is_about() {
        for (pattern, broad) in [
            ("*", true),
            ("?*", true),
            ("a*", true),
            ("arn*", true),
            ("arn:*", true),
            ("arn:aws:rds:*", true),
            ("arn:aws:rds:*:*:*", true),
            ("arn:aws:rds:*:*:cluster:*", true),
            ("arn:aws:rds:*:2*:cluster:*", true),
            ("arn:aws:s3:::*", true),
            ("arn:*:*:*:*:*", true),
            ("aws_rds_cluster.*", true),
            ("module.*", true),
            ("arn:aws:rds:*:222222222222:*", false),
            ("arn:*:*:*:222222222222:*", false),
            ("arn:aws:iam::*:role/legacy-*", false),
            ("arn:aws:s3:::innovate-*", false),
            ("module.legacy.*", false),
            ("aws_rds_cluster.legacy[*]", false),
            ("a", false),
        ] {
            assert_eq!(Pattern(pattern.to_owned()).too_broad().is_some(), broad, "{pattern}");
        }
    }

    #[test]
    fn what_was_not_seen_could_be_where_the_pattern_points() {
        let reaches = |pattern: &str| Pattern(pattern.to_owned()).reaches("222222222222", "eu-west-1");
        assert!(reaches("arn:aws:rds:*:222222222222:cluster:x"));
        assert!(reaches("arn:aws:s3:::x"));
        assert!(reaches("arn:aws:organizations::111111111111:account/o-1/222222222222"));
        assert!(!reaches("arn:aws:rds:*:333333333333:cluster:x"));
        assert!(!reaches("arn:aws:rds:eu-central-1:222222222222:cluster:x"));
        assert!(Pattern("arn:aws:s3:eu-west-1:222222222222:x".to_owned()).reaches("222222222222", "global"));
    }
}
