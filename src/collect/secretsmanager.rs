//! Not yet read.

use super::Collector;

/// The collector.
pub(super) const COLLECTOR: Collector = Collector { operations: &[], run: |_| Box::pin(async {}) };
