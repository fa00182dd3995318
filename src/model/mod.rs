//! What a resource is. Each type is one struct in the file of its AWS service; its derive describes it as a [`Shape`], and
//! everything that needs to know about types (snapshot reader, rule compiler, JSON Schema, reference) walks shapes.
//! Nothing is listed twice.

mod backup;
mod cloudfront;
mod cloudtrail;
mod delivery;
pub mod docs;
mod ec2;
mod ecr;
mod eks;
mod elbv2;
mod events;
mod iam;
mod kms;
mod logs;
mod organizations;
mod policy;
mod ram;
mod rds;
mod s3;
pub mod schema;
mod secretsmanager;
mod servicequotas;
mod shape;
mod sqs;
mod ssoadmin;
mod value;
mod wafv2;

pub use backup::*;
pub use cloudfront::*;
pub use cloudtrail::*;
pub use delivery::*;
pub use ec2::*;
pub use ecr::*;
pub use eks::*;
pub use elbv2::*;
pub use events::*;
pub use iam::*;
pub use kms::*;
pub use logs::*;
pub use organizations::*;
pub use policy::*;
pub use ram::*;
pub use rds::*;
pub use s3::*;
pub use secretsmanager::*;
pub use servicequotas::*;
pub use shape::*;
pub use sqs::*;
pub use ssoadmin::*;
pub use value::*;
pub use wafv2::*;

/// Every resource type, in the order of the graph. Accounts come first: every other resource leads to one.
pub const TYPES: [fn() -> &'static Shape; 65] = [
    Account::shape,
    Organization::shape,
    OrganizationalUnit::shape,
    OrganizationPolicy::shape,
    CallerIdentity::shape,
    Role::shape,
    User::shape,
    ManagedPolicy::shape,
    OidcProvider::shape,
    SamlProvider::shape,
    AccountSummary::shape,
    IdentityCenterInstance::shape,
    IdentityCenterAssignment::shape,
    Vpc::shape,
    Subnet::shape,
    RouteTable::shape,
    NatGateway::shape,
    InternetGateway::shape,
    VpcEndpoint::shape,
    SecurityGroup::shape,
    Instance::shape,
    NetworkInterface::shape,
    VpcPeeringConnection::shape,
    TransitGatewayAttachment::shape,
    FlowLog::shape,
    EksCluster::shape,
    NodeGroup::shape,
    Addon::shape,
    PodIdentityAssociation::shape,
    AccessEntry::shape,
    DbCluster::shape,
    DbInstance::shape,
    DbSubnetGroup::shape,
    DbClusterSnapshot::shape,
    ResourceShare::shape,
    Bucket::shape,
    AccountPublicAccessBlock::shape,
    Distribution::shape,
    OriginAccessControl::shape,
    Invalidation::shape,
    WebAcl::shape,
    KmsKey::shape,
    Secret::shape,
    LoadBalancer::shape,
    Listener::shape,
    TargetGroup::shape,
    PrefixList::shape,
    VpcOrigin::shape,
    DeliverySource::shape,
    Delivery::shape,
    Capability::shape,
    Queue::shape,
    EventRule::shape,
    BackupPlan::shape,
    BackupVault::shape,
    RecoveryPoint::shape,
    BackupRegionSettings::shape,
    RestoreTestingPlan::shape,
    RestoreJob::shape,
    EcrRegistry::shape,
    EcrRepository::shape,
    EcrImage::shape,
    LogGroup::shape,
    Trail::shape,
    ServiceQuota::shape,
];

/// A type's place in [`TYPES`].
///
/// # Panics
/// When a relation leads to a type that is not in the table; a test holds the two together.
#[expect(clippy::panic, reason = "a type that a test would have found missing")]
pub fn index_of(shape: &'static Shape) -> usize {
    TYPES
        .iter()
        .position(|t| std::ptr::eq(t(), shape))
        .unwrap_or_else(|| panic!("{} is not in model::TYPES", shape.name))
}

/// The type of that name, as rules and snapshots write it.
pub fn type_named(name: &str) -> Option<&'static Shape> {
    TYPES.iter().map(|t| t()).find(|s| s.type_name() == name)
}

/// Every list that a relation gives its target: what the target calls it, whence it comes, and which relation makes it.
/// The graph builds them in this order.
pub fn inverses() -> impl Iterator<Item = InverseShape> {
    TYPES.iter().map(|t| t()).flat_map(|source| {
        let plural = source.identity.as_ref().map(|i| i.plural).unwrap_or_default();
        let account = InverseShape { name: plural, source, target: TYPES[0](), relation: None };
        let own = source.relations().filter_map(move |(.., relation)| {
            let name = relation.inverse?;
            Some(InverseShape { name, source, target: (relation.target)(), relation: Some(relation) })
        });
        std::iter::once(account).chain(own)
    })
}

/// The shape of an inverse list.
#[derive(Clone, Copy)]
pub struct InverseShape {
    /// What the target calls the list.
    pub name: &'static str,
    /// The type of its elements.
    pub source: &'static Shape,
    /// The type that has the list.
    pub target: &'static Shape,
    /// The relation that it turns round; none for the resources of an account.
    pub relation: Option<&'static Relation>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// CEL's keywords. Its other reserved words are names of fields all the same.
    const RESERVED: [&str; 4] = ["false", "in", "null", "true"];

    fn names(shape: &'static Shape) -> Vec<&'static str> {
        let header =
            if shape.identity.is_some() { HEADER.iter().map(|h| h.name).chain(["account"]).collect() } else { vec![] };
        let inverse = inverses().filter(|i| std::ptr::eq(i.target, shape)).map(|i| i.name);
        let own = shape.fields.iter().map(|f| f.name).chain(shape.relations().map(|(.., r)| r.name));
        header.into_iter().chain(own).chain(inverse).collect()
    }

    fn records(shape: &'static Shape, found: &mut Vec<&'static Shape>) {
        if found.iter().any(|s| std::ptr::eq(*s, shape)) {
            return;
        }
        found.push(shape);
        for field in shape.fields {
            let mut ty = field.ty;
            while let Type::List(inner) | Type::Map(inner) = ty {
                ty = inner
            }
            if let Type::Record(inner) = ty {
                records(inner(), found)
            }
        }
    }

    #[test]
    fn every_name_of_a_type_is_unique_and_writable_in_a_rule() {
        let mut shapes = Vec::new();
        TYPES.iter().for_each(|t| records(t(), &mut shapes));
        for shape in shapes {
            let mut seen = BTreeSet::new();
            for name in names(shape) {
                // A type may repeat a header field under its own API name, never under the header's.
                assert!(seen.insert(name), "{} has two members called `{name}`", shape.name);
                assert!(!RESERVED.contains(&name), "{}.{name} cannot be written in CEL", shape.name);
            }
        }
    }

    #[test]
    fn every_relation_leads_to_a_type_of_the_table() {
        let mut shapes = Vec::new();
        TYPES.iter().for_each(|t| records(t(), &mut shapes));
        for (.., relation) in shapes.iter().flat_map(|s| s.relations()) {
            index_of((relation.target)());
        }
    }
}
