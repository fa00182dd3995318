//! The types that a field can have, and its three states.
//!
//! The Rust type says which states can occur: `T` always a value, `Option<T>` a value or null, `Fetched<T>` a value or
//! unknown, `Fetched<Option<T>>` all three, `Derived<T>` computed later from the graph.

use super::{Presence, Shape};
use serde::{Serialize, Serializer, ser::SerializeMap};
use std::{borrow::Cow, collections::BTreeMap, marker::PhantomData};

/// The type of a field's value.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// True or false.
    Bool,
    /// A signed integer of 64 bits.
    Int,
    /// A floating-point number.
    Double,
    /// A string.
    Text,
    /// An instant.
    Time,
    /// Elements of one type.
    List(&'static Type),
    /// Values of one type by string.
    Map(&'static Type),
    /// A structure.
    Record(fn() -> &'static Shape),
}

/// A struct that a derive describes.
pub trait Record {
    /// The struct's declaration as data.
    fn shape() -> &'static Shape;
}
/// A record that is a node of the graph.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource type",
    note = "derive `Resource` for it, and list it in `model::TYPES`"
)]
pub trait Resource: Record {}

/// A type that a field can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a field",
    note = "fields are bool, i64, f64, String, Timestamp, Ref<T>, Vec<T>, BTreeMap<String, T> or a struct with #[derive(Record)], plain or in Option, Fetched or Derived"
)]
pub trait FieldType {
    /// The type of the value.
    const TYPE: &'static Type;
    /// Whether AWS may answer that there is none.
    const NULLABLE: bool = false;
    /// Where the value comes from.
    const PRESENCE: Presence = Presence::Listed;
}

/// What `#[relation]` may stand on: `Ref<T>`, also in `Option`, `Fetched` or `Vec`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no #[relation]: it is not a reference",
    note = "use Ref<T>, Option<Ref<T>>, Fetched<Ref<T>> or Vec<Ref<T>>"
)]
pub trait Reference {
    /// The type that it leads to.
    fn target() -> &'static Shape;
}

macro_rules! scalar {
    ($($rust:ty => $ty:ident),* $(,)?) => { $(impl FieldType for $rust { const TYPE: &'static Type = &Type::$ty; })* };
}
scalar!(bool => Bool, i64 => Int, i32 => Int, f64 => Double, String => Text, Cow<'static, str> => Text, Timestamp => Time);

impl<T: FieldType> FieldType for Vec<T> {
    const TYPE: &'static Type = &Type::List(T::TYPE);
}
impl<T: FieldType> FieldType for BTreeMap<String, T> {
    const TYPE: &'static Type = &Type::Map(T::TYPE);
}
impl<T: FieldType> FieldType for Option<T> {
    const TYPE: &'static Type = T::TYPE;
    const NULLABLE: bool = true;
}
impl<T: FieldType> FieldType for Fetched<T> {
    const TYPE: &'static Type = T::TYPE;
    const NULLABLE: bool = T::NULLABLE;
    const PRESENCE: Presence = Presence::Fetched;
}
impl<T: FieldType> FieldType for Derived<T> {
    const TYPE: &'static Type = T::TYPE;
    const NULLABLE: bool = T::NULLABLE;
    const PRESENCE: Presence = Presence::Derived;
}
impl<T> FieldType for Ref<T> {
    const TYPE: &'static Type = &Type::Text;
}

impl<T: Resource> Reference for Ref<T> {
    fn target() -> &'static Shape {
        T::shape()
    }
}
impl<T: Reference> Reference for Option<T> {
    fn target() -> &'static Shape {
        T::target()
    }
}
impl<T: Reference> Reference for Fetched<T> {
    fn target() -> &'static Shape {
        T::target()
    }
}
impl<T: Reference> Reference for Derived<T> {
    fn target() -> &'static Shape {
        T::target()
    }
}
impl<T: Reference> Reference for Vec<T> {
    fn target() -> &'static Shape {
        T::target()
    }
}

/// An instant of the API: RFC 3339 in the snapshot.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub jiff::Timestamp);

/// Tags by key.
pub type Tags = BTreeMap<String, String>;

/// The id or ARN of a resource of type `T`.
pub struct Ref<T>(pub String, PhantomData<fn() -> T>);
impl<T> From<String> for Ref<T> {
    fn from(id: String) -> Self {
        Ref(id, PhantomData)
    }
}
impl<T> From<&str> for Ref<T> {
    fn from(id: &str) -> Self {
        Ref(id.to_owned(), PhantomData)
    }
}
impl<T> Serialize for Ref<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

/// What a call of its own said about a field: the value, or why it could not be read.
#[derive(Debug, Clone)]
pub enum Fetched<T> {
    /// What AWS answered.
    Value(T),
    /// Why there is no answer, in the words of [`crate::snapshot::Gap`].
    Unknown(String),
}
impl<T: Serialize> Serialize for Fetched<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Fetched::Value(value) => value.serialize(s),
            Fetched::Unknown(reason) => unknown(reason, s),
        }
    }
}

/// `{"$unknown": reason}`
pub fn unknown<S: Serializer>(reason: &str, s: S) -> Result<S::Ok, S::Error> {
    let mut map = s.serialize_map(Some(1))?;
    map.serialize_entry(UNKNOWN, reason)?;
    map.end()
}

/// The key that marks a value which could not be read.
pub const UNKNOWN: &str = "$unknown";
/// The key that marks a list which may lack elements; its elements stand under `items`.
pub const INCOMPLETE: &str = "$incomplete";

/// A field that the graph computes: it takes no room here and stands in no snapshot.
pub struct Derived<T>(PhantomData<fn() -> T>);
impl<T> Default for Derived<T> {
    fn default() -> Self {
        Derived(PhantomData)
    }
}
