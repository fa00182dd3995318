//! Fields that follow from several resources. They are declared on their type as `Derived`, computed here once per graph, and
//! explained here when a verdict rests on one: by the inputs that decided it, each with the call that returned it.

mod grants;
mod groups;
mod internet;
mod origin;
mod policies;
mod subnet;

use super::{Cell, Graph, NodeId, Reason, Span, Tag};
use crate::model::{self, Presence, Record, Relation, Shape, TYPES, Type};
use crate::snapshot::Gap;
use rayon::prelude::*;

/// An input of a derived field.
pub struct Explained {
    /// From the record that has the field, for example `.route_table.routes[2].gateway_id`.
    pub path: String,
    /// What stood there.
    pub value: Cell,
    /// Its type.
    pub ty: &'static Type,
    /// The operation that returned it.
    pub source: Option<&'static str>,
}

/// What a derivation came to.
enum Outcome {
    Cell(Cell),
    /// A text that no resource need have held.
    Text(String),
    /// Unknown, for a reason that no resource need have held.
    Unknown(String),
    /// A list.
    List(Vec<Outcome>),
    /// A list that may lack some, for a reason.
    PartialList(Vec<Outcome>, Reason),
    /// A list of records: their fields side by side.
    Records(Vec<Vec<Outcome>>),
}

impl Outcome {
    fn texts(texts: impl IntoIterator<Item = String>) -> Outcome {
        Outcome::List(texts.into_iter().map(Outcome::Text).collect())
    }

    /// As a cell of the graph, which takes in what is new to it.
    fn settle(self, graph: &mut Graph) -> Cell {
        match self {
            Outcome::Cell(cell) => cell,
            Outcome::Text(text) => Cell::text(graph.strings.intern(&text)),
            Outcome::Unknown(text) => Cell::unknown(graph.gap_reason(&Gap::parse(&text))),
            Outcome::List(items) => {
                let len = items.len() as u32;
                let cells = items.into_iter().map(|item| item.settle(graph)).collect::<Vec<_>>();
                graph.append(cells, len)
            }
            Outcome::PartialList(items, reason) => {
                let len = items.len() as u32;
                let reason = std::iter::once(Cell::unknown(reason));
                let cells = reason.chain(items.into_iter().map(|item| item.settle(graph))).collect::<Vec<_>>();
                let span = graph.append(cells, len).as_span();
                Cell::partial_list(Span { start: span.start + 1, ..span })
            }
            Outcome::Records(records) => {
                let len = records.len() as u32;
                let cells = records.into_iter().flatten().map(|field| field.settle(graph)).collect::<Vec<_>>();
                graph.append(cells, len)
            }
        }
    }
}

impl From<bool> for Outcome {
    fn from(value: bool) -> Self {
        Outcome::Cell(Cell::bool(value))
    }
}
impl From<Reason> for Outcome {
    fn from(reason: Reason) -> Self {
        Outcome::Cell(Cell::unknown(reason))
    }
}

/// Where a derivation notes what decided it; computing notes nothing.
struct Inputs(Option<Vec<Explained>>);
impl Inputs {
    /// Notes the member in a slot of a record, which `path` leads to.
    fn read(&mut self, graph: &Graph, shape: &'static Shape, record: u32, slot: usize, path: impl FnOnce() -> String) {
        let Some(inputs) = &mut self.0 else { return };
        let field = slot.checked_sub(shape.first()).and_then(|i| shape.fields.get(i));
        inputs.push(Explained {
            path: path() + "." + shape.slot_name(slot),
            value: graph.cell(record, slot as u32),
            ty: field.map_or(&Type::Text, |f| f.ty),
            source: shape.slot_source(slot),
        });
    }

    /// Forgets all but the last `keep` inputs: they turned out not to matter.
    fn keep_last(&mut self, keep: usize) {
        if let Some(inputs) = &mut self.0 {
            inputs.drain(..inputs.len().saturating_sub(keep));
        }
    }
}

/// From the start of a record's cells.
type Derive = fn(&Graph, u32, &mut Inputs) -> Outcome;

struct Derivation {
    shape: fn() -> &'static Shape,
    field: &'static str,
    derive: Derive,
}

/// Every derived field, each after those that it rests on.
const DERIVATIONS: [Derivation; 14] = [
    Derivation { shape: model::Subnet::shape, field: "route_table_id", derive: subnet::route_table_id },
    Derivation { shape: model::Subnet::shape, field: "is_public", derive: subnet::is_public },
    Derivation { shape: model::Subnet::shape, field: "has_default_route", derive: subnet::has_default_route },
    Derivation {
        shape: model::SecurityGroupPermission::shape,
        field: "admits_internet",
        derive: internet::admits_internet,
    },
    Derivation { shape: model::SecurityGroup::shape, field: "named_group_ids", derive: groups::named_group_ids },
    Derivation { shape: model::Origin::shape, field: "bucket_name", derive: origin::bucket_name },
    Derivation {
        shape: model::Account::shape,
        field: "service_control_policy_ids",
        derive: policies::service_control_policy_ids,
    },
    Derivation { shape: model::Role::shape, field: "grants", derive: grants::of_role },
    Derivation { shape: model::Bucket::shape, field: "grants", derive: grants::of_bucket },
    Derivation { shape: model::KmsKey::shape, field: "grants", derive: grants::of_key },
    Derivation { shape: model::Secret::shape, field: "grants", derive: grants::of_secret },
    Derivation { shape: model::BackupVault::shape, field: "grants", derive: grants::of_vault },
    Derivation { shape: model::EcrRepository::shape, field: "grants", derive: grants::of_repository },
    Derivation { shape: model::EcrRegistry::shape, field: "grants", derive: grants::of_registry },
];

/// Computes all derived fields; `linked` is told of each that is a reference, to follow it.
pub(super) fn compute(graph: &mut Graph, mut follow: impl FnMut(&mut Graph, &'static Relation)) {
    for derivation in &DERIVATIONS {
        let shape = (derivation.shape)();
        let Some(slot) = shape.slot(derivation.field) else { continue };
        let records = records(graph, shape);
        let derive = |record: &u32| (derivation.derive)(graph, *record, &mut Inputs(None));
        let outcomes = records.par_iter().map(derive).collect::<Vec<_>>();
        for (record, outcome) in records.into_iter().zip(outcomes) {
            graph.cells[record as usize + slot] = outcome.settle(graph);
        }
        if let Some(relation) =
            shape.fields.iter().find(|f| f.name == derivation.field).and_then(|f| f.relation.as_ref())
        {
            follow(graph, relation)
        }
    }
}

impl Graph {
    /// A list of so many elements, behind everything else.
    fn append(&mut self, cells: Vec<Cell>, len: u32) -> Cell {
        let start = self.cells.len() as u32;
        self.cells.extend(cells);
        Cell::list(Span { start, len })
    }

    /// What decided a derived field of a record; nothing for a field that is stored.
    pub fn explain(&self, shape: &'static Shape, slot: usize, record: u32) -> Vec<Explained> {
        let field = slot.checked_sub(shape.first()).and_then(|i| {
            // What a derived reference leads to is explained as the reference is.
            let relation = || shape.relations().find(|(_, to, ..)| *to == slot).map(|(_, _, field, _)| field);
            shape.fields.get(i).or_else(relation)
        });
        let Some(field) = field.filter(|f| f.presence == Presence::Derived) else { return Vec::new() };
        let own = |d: &&Derivation| std::ptr::eq((d.shape)(), shape) && d.field == field.name;
        let Some(derivation) = DERIVATIONS.iter().find(own) else { return Vec::new() };
        let mut inputs = Inputs(Some(Vec::new()));
        (derivation.derive)(self, record, &mut inputs);
        let inputs = inputs.0.unwrap_or_default().into_iter();
        // A record's fields come with its resource, which the derived field names.
        inputs.map(|input| Explained { source: input.source.or(field.source), ..input }).collect()
    }
}

/// The start of every record of a shape: rows of a resource type, or records inside any resource.
fn records(graph: &Graph, wanted: &'static Shape) -> Vec<u32> {
    let mut found = Vec::new();
    for (ty, shape) in TYPES.iter().map(|t| t()).enumerate() {
        if std::ptr::eq(shape, wanted) {
            found.extend(graph.ranges[ty].clone().map(|n| graph.row(NodeId(n))));
        } else if holds(shape, wanted) {
            graph.ranges[ty].clone().for_each(|n| inside(graph, shape, graph.row(NodeId(n)), wanted, &mut found));
        }
    }
    found
}

fn inner(ty: &Type) -> Option<&'static Shape> {
    match ty {
        Type::Record(inner) | Type::List(Type::Record(inner)) => Some(inner()),
        _ => None,
    }
}

fn holds(shape: &'static Shape, wanted: &'static Shape) -> bool {
    shape.fields.iter().filter_map(|f| inner(f.ty)).any(|s| std::ptr::eq(s, wanted) || holds(s, wanted))
}

fn inside(graph: &Graph, shape: &'static Shape, record: u32, wanted: &'static Shape, found: &mut Vec<u32>) {
    for (i, field) in shape.fields.iter().enumerate() {
        let Some(inner) = inner(field.ty) else { continue };
        for start in elements(graph.cell(record, (shape.first() + i) as u32), inner) {
            if std::ptr::eq(inner, wanted) {
                found.push(start)
            }
            inside(graph, inner, start, wanted, found);
        }
    }
}

/// The starts of a list's records, or of a single one.
fn elements(cell: Cell, shape: &'static Shape) -> impl Iterator<Item = u32> + use<> {
    let (start, len) = match cell.tag() {
        Tag::Record => (cell.low(), 1),
        Tag::List | Tag::PartialList => (cell.as_span().start, cell.as_span().len),
        _ => (0, 0),
    };
    let width = shape.width() as u32;
    (0..len).map(move |i| start + i * width)
}

/// The slot of a field that the shape declares.
fn slot(shape: &'static Shape, field: &str) -> usize {
    shape.slot(field).unwrap_or_default()
}

/// The text in a slot: `Ok(None)` when it is null.
fn text(graph: &Graph, record: u32, slot: usize) -> Result<Option<&str>, Reason> {
    let cell = graph.cell(record, slot as u32);
    match cell.tag() {
        Tag::Text => Ok(Some(graph.strings.get(super::Sym(cell.low())))),
        Tag::Unknown => Err(Reason(cell.low())),
        _ => Ok(None),
    }
}

/// A list of texts; a reason when it is unknown or may lack some.
fn texts(graph: &Graph, record: u32, slot: usize) -> (Vec<&str>, Option<Reason>) {
    let cell = graph.cell(record, slot as u32);
    let reason = graph.lacking(cell);
    let span = match cell.tag() {
        Tag::List | Tag::PartialList => cell.as_span(),
        _ => return (Vec::new(), reason),
    };
    let cells = &graph.cells[span.start as usize..(span.start + span.len) as usize];
    let texts = cells.iter().filter(|c| c.tag() == Tag::Text);
    (texts.map(|c| graph.strings.get(super::Sym(c.low()))).collect(), reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_derived_field_is_derived_once() {
        let mut shapes = Vec::new();
        fn add(shape: &'static Shape, shapes: &mut Vec<&'static Shape>) {
            if !shapes.iter().any(|s| std::ptr::eq(*s, shape)) {
                shapes.push(shape);
                shape.fields.iter().filter_map(|f| inner(f.ty)).for_each(|s| add(s, shapes));
            }
        }
        TYPES.iter().for_each(|t| add(t(), &mut shapes));
        let declared = shapes.iter().flat_map(|s| s.fields.iter().map(move |f| (s, f)));
        let declared = declared.filter(|(_, f)| f.presence == Presence::Derived).map(|(s, f)| (s.name, f.name));
        let mut declared = declared.collect::<Vec<_>>();
        let mut derived = DERIVATIONS.iter().map(|d| ((d.shape)().name, d.field)).collect::<Vec<_>>();
        declared.sort();
        derived.sort();
        assert_eq!(declared, derived);
    }
}
