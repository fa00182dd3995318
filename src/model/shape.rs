//! Shapes: declarations as data.

use super::Type;

/// A resource type, or a structure inside a field.
pub struct Shape {
    /// The struct's name.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
    /// Absent for a structure inside a field.
    pub identity: Option<Identity>,
    /// In declaration order.
    pub fields: &'static [Field],
    /// How many of them are references.
    pub relation_count: usize,
}

impl std::fmt::Debug for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.type_name())
    }
}

/// What makes a shape a resource type.
pub struct Identity {
    /// CloudFormation's name of the type.
    pub type_name: &'static str,
    /// What an account calls its resources of this type.
    pub plural: &'static str,
    /// The field that other resources refer to it by.
    pub id: &'static str,
    /// Where that field is unique.
    pub scope: Scope,
    /// The operation that returns the fields which name none of their own.
    pub source: &'static str,
    /// The operation that says which resources there are.
    pub listing: &'static str,
}

/// Where a type's id is unique. Names that people choose are unique in their account or region only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere.
    Unique,
    /// In its account.
    Account,
    /// In its account and region.
    Region,
}

/// How far a reference can lead from the resource that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Within account and region, or from there to the account's global resources and back.
    Region,
    /// To other regions of the account.
    Account,
    /// To other accounts.
    Organization,
}

/// Which of the three states a field can be in when the collector that wrote it knew the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It came with the listing.
    Listed,
    /// It took a call of its own and may be unknown.
    Fetched,
    /// It is computed from the graph and stands in no snapshot.
    Derived,
}

/// A field of a shape.
pub struct Field {
    /// The API member's name in snake case.
    pub name: &'static str,
    /// What it means, with the API member that it comes from.
    pub doc: &'static str,
    /// The operation that returns it, where it is not the one of the resource.
    pub source: Option<&'static str>,
    /// Where the field's value leads, when it is a reference.
    pub relation: Option<Relation>,
    /// The type of its value.
    pub ty: &'static Type,
    /// Whether AWS may answer that there is none.
    pub nullable: bool,
    /// Where the value comes from.
    pub presence: Presence,
}

/// A reference that can be followed.
pub struct Relation {
    /// What the resource that was found is called.
    pub name: &'static str,
    /// What the target calls the resources that lead to it; none inside a record.
    pub inverse: Option<&'static str>,
    /// What a reference of this kind begins with; others lead nowhere (null). Empty when all do.
    pub prefix: &'static str,
    /// How far it can lead.
    pub reach: Reach,
    /// The type that it leads to.
    pub target: fn() -> &'static Shape,
}

/// A field that every resource has before its own.
pub struct HeaderField {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub ty: &'static Type,
    /// What it means.
    pub doc: &'static str,
}

const fn header(name: &'static str, ty: &'static Type, doc: &'static str) -> HeaderField {
    HeaderField { name, ty, doc }
}

/// The fields that every resource has, before its own.
pub const HEADER: [HeaderField; 6] = [
    header("arn", &Type::Text, "The resource's ARN; in its form where AWS gives the type none."),
    header("id", &Type::Text, "What other resources refer to it by."),
    header("name", &Type::Text, "The `Name` tag, else the name in the API, else the id."),
    header("account_id", &Type::Text, "The account that it was read in."),
    header("region", &Type::Text, "The region, or `global`."),
    header("read_at", &Type::Time, "When it was read."),
];
/// The slot of `arn`.
pub const ARN_SLOT: usize = 0;
/// The slot of `id`.
pub const ID_SLOT: usize = 1;
/// The slot of `name`.
pub const NAME_SLOT: usize = 2;
/// The slot of `account_id`.
pub const ACCOUNT_ID_SLOT: usize = 3;
/// The slot of `region`.
pub const REGION_SLOT: usize = 4;
/// The slot of `read_at`.
pub const READ_AT_SLOT: usize = 5;
/// The slot after the header: the relation to the account.
pub const ACCOUNT_SLOT: usize = HEADER.len();

impl Shape {
    /// CloudFormation's name of a resource type, the struct's name of a record.
    pub fn type_name(&self) -> &'static str {
        self.identity.as_ref().map_or(self.name, |i| i.type_name)
    }

    /// Slots before the declared fields.
    pub fn first(&self) -> usize {
        if self.identity.is_some() { HEADER.len() + 1 } else { 0 }
    }

    /// Slots of a row: header, account, fields in declaration order, then one per relation.
    pub fn width(&self) -> usize {
        self.first() + self.fields.len() + self.relation_count
    }

    /// Each relation with the slot of the reference and the slot of what it leads to.
    pub fn relations(&self) -> impl Iterator<Item = (usize, usize, &'static Field, &'static Relation)> + use<> {
        let (first, fields) = (self.first(), self.fields);
        let with = fields.iter().enumerate().filter_map(|(i, f)| f.relation.as_ref().map(|r| (i, f, r)));
        with.enumerate().map(move |(n, (i, f, r))| (first + i, first + fields.len() + n, f, r))
    }

    /// The slot of a declared field.
    pub fn slot(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.name == field).map(|i| self.first() + i)
    }

    /// What the member in a slot is called: a header field, `account`, a field or a relation.
    pub fn slot_name(&self, slot: usize) -> &'static str {
        let first = self.first();
        if slot < first {
            return HEADER.get(slot).map_or("account", |h| h.name);
        }
        match self.fields.get(slot - first) {
            Some(field) => field.name,
            None => self.relations().find(|(_, to, ..)| *to == slot).map_or("", |(.., r)| r.name),
        }
    }

    /// The operation that returned what a slot holds.
    pub fn slot_source(&self, slot: usize) -> Option<&'static str> {
        let own = slot.checked_sub(self.first()).and_then(|i| match self.fields.get(i) {
            Some(field) => field.source,
            None => self.relations().find(|(_, to, ..)| *to == slot).and_then(|(_, _, f, _)| f.source),
        });
        // What the listing says is known of whatever could not be described.
        let listed = [ID_SLOT, ACCOUNT_ID_SLOT, REGION_SLOT, ACCOUNT_SLOT].contains(&slot) && slot < self.first();
        own.or(self.identity.as_ref().map(|i| if listed { i.listing } else { i.source }))
    }
}
