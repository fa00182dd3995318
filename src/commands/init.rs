//! Settings to start from.

use crate::settings::FILE;
use anyhow::{Context, Result};
use std::io::Write;

const TEMPLATE: &str = r#"# Settings of trueline. Every key can also be given as TRUELINE_<KEY>.

# Account ids by environment. Left out, the organization's accounts are found and their environments told by their names.
# accounts: {management: "111111111111", dev: "222222222222", staging: "333333333333", prod: "444444444444"}

# Where the environments live. us-east-1 is always read for global services.
regions: [eu-west-1]

# Where the copies for disaster recovery are.
dr_region: eu-central-1

# The role that is assumed in every account but the caller's own. `trueline permissions` prints the policy that it needs.
role_name: ComplianceScanner
# external_id: something-only-you-know
# session_name: trueline
# session_tags: {purpose: compliance}
# Roles to assume before, one after the other.
# role_chain: ["arn:aws:iam::111111111111:role/Hub"]

# What collecting may take: requests in flight, in all and in one account, and the part of the rates that AWS grants.
# concurrency: 512
# concurrency_per_account: 12
# api_share: 0.5
# How long one request, one call with all its attempts, one account and the whole run may take.
# deadlines: {request: 20s, call: 2m, account: 30m, run: 6h}

# The least severity that fails a run: critical, high, medium, low, info or never.
fail_on: medium

# Deviations that somebody accepts, and how many days after the snapshot such a waiver may still hold.
# waivers: waivers.yaml
# waiver_max_days: 180

# Accounts of Terraform's providers, by alias or profile, where their blocks do not say them (`check --plan`).
# providers: {dev_dr: dev}

# What stands under pseudonyms in reports.
# redact: [account_ids, account_names, resource_names]

# Parameters of the documented architecture that differ here; reports show each of them.
# architecture: {database: {backup_retention_days: 7}}
"#;

/// `trueline init`
pub fn init() -> Result<u8> {
    let mut file = std::fs::File::create_new(FILE)
        .with_context(|| format!("{FILE} cannot be made (a file that is there already is left as it is)"))?;
    file.write_all(TEMPLATE.as_bytes()).context(FILE)?;
    super::print(&format!("{FILE} written: fill in your regions, then run `trueline doctor`\n"))?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_template_is_valid() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(super::FILE);
        std::fs::write(&path, super::TEMPLATE).unwrap();
        crate::settings::Settings::load(Some(&path), std::iter::empty()).unwrap();
    }
}
