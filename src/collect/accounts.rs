//! Which accounts are wanted, and what is known of each before it is read.

use super::error::Failure;
use crate::snapshot::AccountInfo;
use std::collections::BTreeMap;

/// Which accounts to read.
#[derive(Clone, Debug, Default)]
pub struct AccountsWanted {
    /// Environment by account id, as the settings give them. Empty: all active accounts of the organization, and their
    /// environments by name.
    pub by_id: BTreeMap<String, String>,
    /// The names that an environment can have.
    pub environments: Vec<String>,
}

impl AccountsWanted {
    /// The environment of an account: as the settings say; without them the one that its name is, or ends with after a dash,
    /// a dot, an underscore or a space.
    pub fn environment(&self, id: &str, name: &str) -> Option<String> {
        if !self.by_id.is_empty() {
            return self.by_id.get(id).cloned();
        }
        let name = name.to_lowercase();
        let last = name.rsplit(['-', '_', '.', ' ']).next().unwrap_or_default();
        self.environments
            .iter()
            .find(|e| **e == name)
            .or_else(|| self.environments.iter().find(|e| *e == last))
            .cloned()
    }
}

/// An account of the scan.
#[derive(Clone)]
pub(super) struct Account {
    pub info: AccountInfo,
    pub is_management: bool,
    /// Read with the caller's own credentials.
    pub is_caller: bool,
    /// Known beforehand not to be readable, as a suspended account.
    pub unreadable: Option<Failure>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environments_are_found_by_name_unless_the_settings_say_so() {
        let environments = ["management", "dev", "prod"].map(str::to_owned).to_vec();
        let by_name = AccountsWanted { by_id: BTreeMap::new(), environments: environments.clone() };
        assert_eq!(by_name.environment("1", "Innovate-Prod").as_deref(), Some("prod"));
        assert_eq!(by_name.environment("1", "dev").as_deref(), Some("dev"));
        assert_eq!(by_name.environment("1", "devtools"), None);
        let by_id = BTreeMap::from([("1".to_owned(), "dev".to_owned())]);
        let given = AccountsWanted { by_id, environments };
        assert_eq!(given.environment("1", "prod").as_deref(), Some("dev"));
        assert_eq!(given.environment("2", "prod"), None);
    }
}
