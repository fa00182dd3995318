//! What collectors may ask.

use crate::snapshot::OperationScope;

/// A read operation of an AWS service.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// Its IAM action, which is its name in the ledger: `ec2:DescribeVpcs`.
    pub action: &'static str,
    /// Where it is sent.
    pub scope: OperationScope,
    /// The operations whose answers say for what it is asked; without them it cannot be.
    pub after: &'static [&'static str],
    /// Whether it is asked for some of those answers only.
    pub conditional: bool,
}

impl Operation {
    /// Once, in the management account.
    pub const fn organization(action: &'static str) -> Operation {
        Operation::new(action, OperationScope::Organization)
    }

    /// Once in each account.
    pub const fn account(action: &'static str) -> Operation {
        Operation::new(action, OperationScope::Account)
    }

    /// In each account's configured regions and the disaster recovery region.
    pub const fn region(action: &'static str) -> Operation {
        Operation::new(action, OperationScope::Region)
    }

    /// In each region that is enabled: what must be nowhere else is looked for everywhere.
    pub const fn every_region(action: &'static str) -> Operation {
        Operation::new(action, OperationScope::EveryRegion)
    }

    /// In each region that is enabled in the management account: where the organization has it, nothing else says.
    pub const fn organization_every_region(action: &'static str) -> Operation {
        Operation::new(action, OperationScope::OrganizationEveryRegion)
    }

    const fn new(action: &'static str, scope: OperationScope) -> Operation {
        Operation { action, scope, after: &[], conditional: false }
    }

    /// The same operation, asked for each answer of others.
    pub const fn after(self, after: &'static [&'static str]) -> Operation {
        Operation { after, ..self }
    }

    /// The same operation, asked for some answers of others only.
    pub const fn conditional(self) -> Operation {
        Operation { conditional: true, ..self }
    }
}
