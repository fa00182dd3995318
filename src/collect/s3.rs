//! Not yet read.

use super::Collector;

/// The collector.
pub(super) const COLLECTOR: Collector = Collector { operations: &[], run: |_| Box::pin(async {}) };
/// The collector of the account's own settings.
pub(super) const ACCOUNT_COLLECTOR: Collector = Collector { operations: &[], run: |_| Box::pin(async {}) };
