//! How Terraform's resources become resources of the model: one [`Mapping`] for each type of the model, in the file of its service.
//!
//! A field that a mapping does not name has the value of Terraform's attribute of the same name: AWS's members and Terraform's
//! attributes are called alike in nearly all cases. Where there is none, a plan does not tell the field.

use super::aws;
use super::resource::Resource;
use crate::model::Shape;
use serde_json::{Value, json};

/// Where a type of the model comes from.
pub struct Mapping {
    /// Terraform's types that are this one; what a resource is called in a plan is one of them.
    pub terraform: &'static [&'static str],
    /// The type of the model.
    pub shape: fn() -> &'static Shape,
    /// The attribute that holds the id, as the model has it; several in braces; or, behind `=`, what it is in each account and
    /// region. An ARN that is not known yet is made of the pattern below.
    pub id: &'static str,
    /// The attribute that holds the name; the tag `Name`, else the attribute `name`, where this is empty.
    pub name: &'static str,
    /// What ids begin with, where AWS chooses them: a stand-in for one that is not known yet begins so too.
    pub prefix: &'static str,
    /// The ARN of a resource whose id somebody chose, with `{account}`, `{region}`, `{id}` and attributes in braces (of a URL, what
    /// follows its scheme); empty where AWS chooses a part of it.
    pub arn: &'static str,
    /// Whether it belongs to no region.
    pub is_global: bool,
    /// Whether a resource of Terraform's, or a part, is such a one at all: rules of other buses than the default one are not.
    pub is_one: fn(&Resource) -> bool,
    /// The id in a text that a part names it by: that of a queue's URL is its end.
    pub id_in: fn(&str) -> &str,
    /// Terraform's resources that are parts of it.
    pub parts: &'static [Part],
    /// Where fields come from that are not the attribute of their name.
    pub fields: &'static [(&'static str, From)],
}

/// A resource of Terraform's that is a part of one of AWS's.
pub struct Part {
    /// Its type.
    pub terraform: &'static str,
    /// The attribute that says of which, or of which ones; empty where its account and region have but one.
    pub of: &'static str,
}

/// Where a field comes from.
pub enum From {
    /// An attribute, by its path: `vpc_config[0].subnet_ids`.
    Attribute(&'static str),
    /// The same; where it is null, or AWS is left to decide it for what the plan makes, AWS's default.
    Or(&'static str, Constant),
    /// A block, with what its fields are where they are called otherwise.
    Block(&'static str, &'static [(&'static str, From)]),
    /// Always this.
    Is(Constant),
    /// This, when the plan makes it: Terraform waits until it is. Of what is there already a plan does not tell it.
    Made(Constant),
    /// It takes more than that; empty where the plan does not tell it.
    With(fn(&Resource) -> Option<Value>),
}

/// A value that is known beforehand.
#[derive(Clone, Copy)]
pub enum Constant {
    /// True or false.
    Bool(bool),
    /// A number.
    Int(i64),
    /// A text.
    Text(&'static str),
    /// None.
    Null,
    /// An empty list.
    Empty,
}

impl Constant {
    /// As JSON.
    pub fn value(self) -> Value {
        match self {
            Constant::Bool(value) => json!(value),
            Constant::Int(value) => json!(value),
            Constant::Text(value) => json!(value),
            Constant::Null => Value::Null,
            Constant::Empty => json!([]),
        }
    }
}

impl Mapping {
    /// What a mapping is that says nothing else.
    pub const fn new(shape: fn() -> &'static Shape, terraform: &'static [&'static str], id: &'static str) -> Mapping {
        Mapping {
            terraform,
            shape,
            id,
            name: "",
            prefix: "",
            arn: "",
            is_global: false,
            is_one: |_| true,
            id_in: |text| text,
            parts: &[],
            fields: &[],
        }
    }
}

/// Every mapping.
pub fn all() -> impl Iterator<Item = &'static Mapping> + Clone {
    aws::MAPPINGS.iter().flat_map(|service| service.iter())
}

/// Where resources of one of Terraform's types go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Goes {
    /// It is a resource of the mapping of that number.
    Whole(usize),
    /// It is a part of something.
    Part,
    /// The model has nothing like it.
    Nowhere,
}

/// Where a type goes.
pub fn of_type(terraform: &str) -> Goes {
    match all().position(|m| m.terraform.contains(&terraform)) {
        Some(number) => Goes::Whole(number),
        None if all().any(|m| m.parts.iter().any(|p| p.terraform == terraform)) => Goes::Part,
        None => Goes::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn mappings_name_fields_that_there_are() {
        let mut seen = BTreeSet::new();
        for mapping in all() {
            let shape = (mapping.shape)();
            for (field, _) in mapping.fields {
                assert!(shape.slot(field).is_some(), "{}: no field {field}", shape.type_name());
            }
            assert!(
                mapping.id != "arn" || !mapping.arn.contains("{id}"),
                "{}: an ARN made of itself",
                shape.type_name()
            );
            for terraform in mapping.terraform {
                assert!(seen.insert(terraform), "{terraform} stands in two mappings");
            }
        }
    }
}
