//! The types of expressions. Whether a value may be null is a part of its type.

use crate::model::{Shape, Type};
use std::rc::Rc;

/// A type.
#[derive(Clone, Debug)]
pub(super) struct Ty {
    pub kind: Kind,
    pub nullable: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// What the elements of an empty list have: nothing can go wrong with them.
    Never,
    /// Values of several types: they can be compared for equality, and no more.
    Any,
    Null,
    Bool,
    Int,
    Double,
    Text,
    Time,
    Duration,
    List(Box<Ty>),
    Map(Box<Kind>, Box<Ty>),
    /// A map whose keys are known: a parameter, or a literal.
    Object(Rc<Vec<(String, Ty)>>),
    Record(&'static Shape),
    Node(&'static Shape),
}

impl From<Kind> for Ty {
    fn from(kind: Kind) -> Ty {
        let nullable = matches!(kind, Kind::Null);
        Ty { kind, nullable }
    }
}

impl Ty {
    pub fn list(item: Ty) -> Ty {
        Kind::List(Box::new(item)).into()
    }
    pub fn or_null(self, nullable: bool) -> Ty {
        Ty { nullable: self.nullable || nullable, ..self }
    }
    /// What is left when it is known not to be null.
    pub fn not_null(self) -> Ty {
        let kind = if matches!(self.kind, Kind::Null) { Kind::Never } else { self.kind };
        Ty { kind, nullable: false }
    }

    /// The type that values of both have.
    pub fn unify(&self, other: &Ty) -> Ty {
        let kind = match (&self.kind, &other.kind) {
            (Kind::Never | Kind::Null, kind) | (kind, Kind::Never) | (kind, Kind::Null) => kind.clone(),
            (Kind::List(a), Kind::List(b)) => Kind::List(Box::new(a.unify(b))),
            (Kind::Map(k, a), Kind::Map(l, b)) => Kind::Map(Box::new(unify_keys(k, l)), Box::new(a.unify(b))),
            (Kind::Object(a), Kind::Object(b)) => Kind::Object(Rc::new(unify_members(a, b))),
            (Kind::Object(members), Kind::Map(key, value)) | (Kind::Map(key, value), Kind::Object(members)) => {
                let value = members.iter().fold((**value).clone(), |ty, (_, member)| ty.unify(member));
                Kind::Map(Box::new(unify_keys(key, &Kind::Text)), Box::new(value))
            }
            (Kind::Record(a), Kind::Record(b)) if std::ptr::eq(*a, *b) => Kind::Record(a),
            (Kind::Node(a), Kind::Node(b)) if std::ptr::eq(*a, *b) => Kind::Node(a),
            (a, b) if a.is_scalar() && std::mem::discriminant(a) == std::mem::discriminant(b) => a.clone(),
            _ => Kind::Any,
        };
        Ty { kind, nullable: self.nullable || other.nullable }
    }
}

fn unify_keys(a: &Kind, b: &Kind) -> Kind {
    Ty::from(a.clone()).unify(&Ty::from(b.clone())).kind
}

/// A member that one of them lacks may be null.
fn unify_members(a: &[(String, Ty)], b: &[(String, Ty)]) -> Vec<(String, Ty)> {
    let find = |members: &[(String, Ty)], name: &str| members.iter().find(|(n, _)| n == name).map(|(_, ty)| ty.clone());
    let mut all = Vec::with_capacity(a.len());
    for (name, ty) in a {
        all.push((name.clone(), find(b, name).map_or_else(|| ty.clone().or_null(true), |other| ty.unify(&other))));
    }
    let own = b.iter().filter(|(name, _)| find(a, name).is_none());
    all.extend(own.map(|(name, ty)| (name.clone(), ty.clone().or_null(true))));
    all
}

impl Kind {
    fn is_scalar(&self) -> bool {
        use Kind::*;
        matches!(self, Any | Bool | Int | Double | Text | Time | Duration)
    }
    pub fn is_ordered(&self) -> bool {
        use Kind::*;
        matches!(self, Never | Bool | Int | Double | Text | Time | Duration)
    }
    pub fn is_text(&self) -> bool {
        matches!(self, Kind::Text | Kind::Never)
    }

    /// A record is a part of a resource and no value of its own: it is not compared as a whole.
    pub fn holds_record(&self) -> bool {
        match self {
            Kind::Record(_) => true,
            Kind::List(item) => item.kind.holds_record(),
            Kind::Map(_, value) => value.kind.holds_record(),
            Kind::Object(members) => members.iter().any(|(_, ty)| ty.kind.holds_record()),
            _ => false,
        }
    }

    /// A resource or a record is never the same in two accounts, nor is a value that holds one.
    pub fn holds_resource(&self) -> bool {
        match self {
            Kind::Record(_) | Kind::Node(_) => true,
            Kind::List(item) => item.kind.holds_resource(),
            Kind::Map(_, value) => value.kind.holds_resource(),
            Kind::Object(members) => members.iter().any(|(_, ty)| ty.kind.holds_resource()),
            _ => false,
        }
    }

    /// Whether values of both can be equal.
    pub fn comparable(&self, other: &Kind) -> bool {
        use Kind::*;
        match (self, other) {
            (Never | Any | Null, _) | (_, Never | Any | Null) => true,
            (Int | Double, Int | Double) => true,
            (Node(a), Node(b)) => std::ptr::eq(*a, *b),
            (List(a), List(b)) => a.kind.comparable(&b.kind),
            (Map(k, a), Map(l, b)) => k.comparable(l) && a.kind.comparable(&b.kind),
            (Map(..) | Object(_), Map(..) | Object(_)) => true,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }

    /// Of the model's type.
    pub fn of(ty: &Type) -> Kind {
        match ty {
            Type::Bool => Kind::Bool,
            Type::Int => Kind::Int,
            Type::Double => Kind::Double,
            Type::Text => Kind::Text,
            Type::Time => Kind::Time,
            Type::List(item) => Kind::List(Box::new(Kind::of(item).into())),
            Type::Map(value) => Kind::Map(Box::new(Kind::Text), Box::new(Kind::of(value).into())),
            Type::Record(shape) => Kind::Record(shape()),
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Kind::Node(shape) => write!(f, "a resource {}", shape.type_name()),
            Kind::Record(shape) => write!(f, "a record {}", shape.name),
            Kind::List(item) => match &item.kind {
                Kind::Never => f.write_str("an empty list"),
                kind => write!(f, "a list of {}", kind.plural()),
            },
            Kind::Map(_, value) => write!(f, "a map to {}", value.kind.plural()),
            Kind::Object(_) => f.write_str("a map"),
            Kind::Text => f.write_str("a string"),
            Kind::Int => f.write_str("an integer"),
            Kind::Bool => f.write_str("a bool"),
            Kind::Double => f.write_str("a double"),
            Kind::Time => f.write_str("a timestamp"),
            Kind::Duration => f.write_str("a duration"),
            Kind::Null => f.write_str("null"),
            Kind::Any => f.write_str("a value of one of several types"),
            Kind::Never => f.write_str("nothing"),
        }
    }
}
impl Kind {
    fn plural(&self) -> String {
        match self {
            Kind::Node(shape) => format!("{} resources", shape.type_name()),
            Kind::Record(shape) => format!("{} records", shape.name),
            Kind::List(_) => "lists".into(),
            Kind::Map(..) | Kind::Object(_) => "maps".into(),
            Kind::Any | Kind::Never => "values of several types".into(),
            Kind::Null => "nulls".into(),
            kind => kind.to_string().split_once(' ').map_or_else(String::new, |(_, name)| format!("{name}s")),
        }
    }
}
