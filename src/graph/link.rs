//! Parts into one graph: nodes sorted by type, references followed, inverses built.
//!
//! Everything that only reads runs in parallel and returns what is to be written; the writes come after, in a fixed order, so
//! that the result depends on the order of the parts alone.

use super::index::{Place, TypeIndex};
use super::{
    Cell, Graph, Interner, Inverse, NodeId, Part, Reason, Span, Sym, Tag, UnreadListing, derived, index, policy,
};
use crate::model::{
    ACCOUNT_ID_SLOT, ACCOUNT_SLOT, InverseShape, Presence, Relation, Shape, TYPES, Type, index_of, inverses,
};
use crate::snapshot::Gap;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Resources that one thread takes at a time.
const CHUNK: usize = 16 * 1024;

impl Graph {
    /// Links parts, in their order, with the listings that are not complete.
    pub fn new(parts: Vec<Part>, unread: &[UnreadListing]) -> Graph {
        let mut graph = merge(parts);
        graph.add_ghosts(unread);
        let index = index::build(&graph);
        graph.link_accounts(&index);
        graph.link_ghosts();
        let stored = |r: &&Reference| r.presence != Presence::Derived;
        let references = references();
        graph.follow(&index, &references.iter().filter(stored).collect::<Vec<_>>());
        graph.mark_incomplete(unread);
        graph.mark_made();
        policy::name_undecidable(&mut graph);
        derived::compute(&mut graph, |graph, field| {
            let own = |r: &&Reference| std::ptr::eq(r.relation, field);
            if let Some(reference) = references.iter().find(own) {
                graph.follow(&index, &[reference]);
                // The list is new, and so are its gaps.
                graph.mark_incomplete(unread);
                graph.mark_made();
            }
        });
        graph.cells.shrink_to_fit();
        graph
    }

    fn link_accounts(&mut self, index: &[TypeIndex]) {
        let lists = TYPES.par_iter().enumerate().map(|(ty, shape)| {
            let (shape, nodes) = (shape(), self.ranges[ty].clone());
            let mut last = (Cell::NULL, Cell::NULL);
            let accounts = nodes.clone().map(|node| {
                let row = self.row(NodeId(node));
                let id = self.cell(row, ACCOUNT_ID_SLOT as u32);
                if id != last.0 {
                    let text = Some(id).filter(|id| id.tag() == Tag::Text);
                    let found = text.and_then(|id| index[0].find(self, Sym(id.low()), Place::of(self, row)));
                    last = (id, found.map_or(Cell::unknown(Reason::EXTERNAL), Cell::node));
                }
                last.1
            });
            let accounts = accounts.collect::<Vec<_>>();
            let edges = nodes.zip(&accounts).filter(|(_, a)| a.tag() == Tag::Node);
            let edges = edges.map(|(node, a)| (NodeId(a.low()), NodeId(node))).collect::<Vec<_>>();
            let plural = InverseShape {
                name: shape.identity.as_ref().map_or("", |i| i.plural),
                source: shape,
                target: TYPES[0](),
                relation: None,
            };
            (accounts, Inverse::new(plural, self.ranges[0].clone(), &[edges]))
        });
        let lists = lists.collect::<Vec<_>>();
        let mut account_lists = Vec::with_capacity(lists.len());
        for (ty, (accounts, list)) in lists.into_iter().enumerate() {
            for (node, account) in self.ranges[ty].clone().zip(accounts) {
                let row = self.row(NodeId(node)) as usize;
                self.cells[row + ACCOUNT_SLOT] = account;
            }
            account_lists.push(list);
        }
        // Their places are fixed by the model; the others are filled in as relations are followed.
        let mut account_lists = account_lists.into_iter();
        self.inverses = inverses()
            .map(|shape| match shape.relation {
                None => account_lists.next().unwrap_or_else(|| Inverse::new(shape, 0..0, &[])),
                Some(_) => Inverse::new(shape, self.ranges[index_of(shape.target)].clone(), &[]),
            })
            .collect();
    }

    /// Follows references, each of every resource that has it.
    fn follow(&mut self, index: &[TypeIndex], references: &[&Reference]) {
        let found = references.par_iter().map(|reference| self.found(index, reference)).collect::<Vec<_>>();
        let elements = found.iter().flatten().map(|chunk| chunk.elements.len()).sum();
        let lacks = references.iter().zip(&found).filter_map(|(reference, chunks)| {
            let lacks = chunks.iter().flat_map(|chunk| &chunk.lacks).copied().collect::<Vec<_>>();
            Some((reference.inverse?, lacks)).filter(|(_, lacks)| !lacks.is_empty())
        });
        let lacks = lacks.collect::<Vec<_>>();
        self.cells.reserve_exact(elements);
        let edges =
            found.into_iter().map(|chunks| chunks.into_iter().map(|chunk| self.write(chunk)).collect::<Vec<_>>());
        let edges = edges.collect::<Vec<_>>();
        let lists = references.par_iter().zip(edges).filter_map(|(reference, edges)| {
            let number = reference.inverse?;
            let shape = self.inverses[number].shape;
            Some((number, Inverse::new(shape, self.ranges[index_of(shape.target)].clone(), &edges)))
        });
        for (number, list) in lists.collect::<Vec<_>>() {
            self.inverses[number] = list;
        }
        for (number, lacks) in lacks {
            lacks.into_iter().for_each(|(place, reason)| {
                self.mark_reached(number, Some(place.account), Some(place.region), reason, true);
            });
        }
    }

    /// What following a reference comes to, in chunks of resources.
    fn found(&self, index: &[TypeIndex], reference: &Reference) -> Vec<Found> {
        let target = index_of((reference.relation.target)());
        let nodes = self.ranges[reference.owner].clone();
        let starts = nodes.clone().step_by(CHUNK).collect::<Vec<_>>();
        let chunks = starts.par_iter().map(|start| {
            let mut found = Found::default();
            for node in *start..nodes.end.min(start + CHUNK as u32) {
                let row = self.row(NodeId(node));
                let place = Place::of(self, row);
                self.visit(row, &reference.path, &mut |record| match record {
                    Ok(record) => self.look_up(index, target, reference, place, NodeId(node), record, &mut found),
                    Err(reason) => found.lacks(place, reason),
                });
            }
            found
        });
        chunks.collect()
    }

    /// Writes down what was found; what is left are the edges.
    fn write(&mut self, chunk: Found) -> Vec<(NodeId, NodeId)> {
        let moved = self.cells.len() as u32;
        self.cells.extend(chunk.elements);
        for (at, cell) in chunk.writes {
            let shift = |span: Span| Span { start: span.start + moved, ..span };
            self.cells[at as usize] = match cell.tag() {
                Tag::List => Cell::list(shift(cell.as_span())),
                Tag::PartialList => Cell::partial_list(shift(cell.as_span())),
                _ => cell,
            };
        }
        chunk.edges
    }

    /// Calls `each` with the start of every record that a path of slots leads to, and with the reason where there may be more;
    /// with the row itself for an empty path.
    fn visit(&self, start: u32, path: &[(usize, u32)], each: &mut dyn FnMut(Result<u32, Reason>)) {
        let Some(((slot, width), rest)) = path.split_first() else { return each(Ok(start)) };
        let cell = self.cell(start, *slot as u32);
        if let Some(reason) = self.lacking(cell) {
            each(Err(reason));
        }
        match cell.tag() {
            Tag::Record => self.visit(cell.low(), rest, each),
            Tag::List | Tag::PartialList => {
                let span = cell.as_span();
                (0..span.len).for_each(|i| self.visit(span.start + i * width, rest, each))
            }
            _ => {}
        }
    }

    /// Why a value, or some of a list, could not be read.
    pub(super) fn lacking(&self, cell: Cell) -> Option<Reason> {
        match cell.tag() {
            Tag::Unknown => Some(Reason(cell.low())),
            Tag::PartialList => Some(Reason(self.cells[cell.as_span().start as usize - 1].low())),
            _ => None,
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn look_up(
        &self,
        index: &[TypeIndex],
        target: usize,
        reference: &Reference,
        place: Place,
        node: NodeId,
        record: u32,
        found: &mut Found,
    ) {
        let cell = self.cell(record, reference.from as u32);
        let at = record + reference.to as u32;
        if let Some(reason) = self.lacking(cell) {
            found.lacks(place, reason);
        }
        let mut resolve = |cell: Cell| {
            let resolved = self.resolve(&index[target], reference.relation, cell, place);
            if resolved.tag() == Tag::Node {
                found.edges.push((NodeId(resolved.low()), node))
            }
            resolved
        };
        let written = match cell.tag() {
            Tag::List | Tag::PartialList => {
                let (span, partial) = (cell.as_span(), cell.tag() == Tag::PartialList);
                if partial {
                    found.elements.push(self.cells[span.start as usize - 1])
                }
                let start = found.elements.len() as u32;
                for i in span.start..span.start + span.len {
                    let element = resolve(self.cells[i as usize]);
                    found.elements.push(element)
                }
                let span = Span { start, len: span.len };
                if partial { Cell::partial_list(span) } else { Cell::list(span) }
            }
            _ => resolve(cell),
        };
        found.writes.push((at, written));
    }

    fn resolve(&self, index: &TypeIndex, relation: &'static Relation, reference: Cell, place: Place) -> Cell {
        if reference.tag() != Tag::Text {
            return reference; // null and unknown stay what they are
        }
        let text = Sym(reference.low());
        if !relation.prefix.is_empty() && !self.strings.get(text).starts_with(relation.prefix) {
            return Cell::NULL;
        }
        match index.find(self, text, place) {
            Some(node) => Cell::node(node),
            None => Cell::unknown(self.missing((relation.target)(), relation.reach, place.account, place.region)),
        }
    }
}

/// What following a reference found in one chunk of resources.
#[derive(Default)]
struct Found {
    writes: Vec<(u32, Cell)>,
    /// Elements of lists; spans in `writes` count from the first.
    elements: Vec<Cell>,
    edges: Vec<(NodeId, NodeId)>,
    /// From where there are references that could not be read: whatever they may lead to lacks whom they come from.
    lacks: Vec<(Place, Reason)>,
}

impl Found {
    fn lacks(&mut self, place: Place, reason: Reason) {
        if self.lacks.last() != Some(&(place, reason)) {
            self.lacks.push((place, reason));
        }
    }
}

/// A relation, and where its references stand.
struct Reference {
    /// The resource type, as its place in `TYPES`.
    owner: usize,
    /// Slots that lead from the resource's row to the record, with the width of a list's elements; empty for its own fields.
    path: Vec<(usize, u32)>,
    from: usize,
    to: usize,
    presence: Presence,
    relation: &'static Relation,
    inverse: Option<usize>,
}

/// Every reference of the model.
fn references() -> Vec<Reference> {
    let lists = inverses().collect::<Vec<_>>();
    let mut all = Vec::new();
    for (owner, shape) in TYPES.iter().map(|t| t()).enumerate() {
        collect(owner, shape, &mut Vec::new(), &lists, &mut all);
    }
    all
}

fn collect(
    owner: usize,
    shape: &'static Shape,
    path: &mut Vec<(usize, u32)>,
    lists: &[InverseShape],
    all: &mut Vec<Reference>,
) {
    for (from, to, field, relation) in shape.relations() {
        let own = |l: &InverseShape| l.relation.is_some_and(|r| std::ptr::eq(r, relation));
        let inverse = lists.iter().position(own);
        all.push(Reference { owner, path: path.clone(), from, to, presence: field.presence, relation, inverse });
    }
    for (i, field) in shape.fields.iter().enumerate() {
        let inner = match field.ty {
            Type::Record(inner) | Type::List(Type::Record(inner)) => inner(),
            _ => continue,
        };
        path.push((shape.first() + i, inner.width() as u32));
        collect(owner, inner, path, lists, all);
        path.pop();
    }
}

fn merge(mut parts: Vec<Part>) -> Graph {
    let (strings, symbols) = Interner::merge(parts.iter_mut().map(|part| std::mem::take(&mut part.strings)).collect());
    let (mut gaps, mut cells, mut wide) = (Vec::<Gap>::new(), 0, 0);
    let mut numbers = HashMap::<String, u32>::new();
    let moves = parts.iter().zip(symbols).map(|(part, symbols)| {
        let reasons = part.gaps.iter().map(|text| {
            *numbers.entry(text.clone()).or_insert_with(|| {
                gaps.push(Gap::parse(text));
                gaps.len() as u32 - 1
            })
        });
        let moved = Moved { cells: cells as u32, wide: wide as u32, reasons: reasons.collect(), symbols };
        (cells, wide) = (cells + part.cells.len(), wide + part.wide.len());
        moved
    });
    let moves = moves.collect::<Vec<_>>();
    assert!(cells < u32::MAX as usize, "2^32 cells in one graph");
    parts.par_iter_mut().zip(&moves).for_each(|(part, moved)| {
        part.marks.iter_mut().for_each(|(row, _)| *row += moved.cells);
        part.cells.iter_mut().for_each(|cell| *cell = moved.cell(*cell));
        part.rows.iter_mut().for_each(|(_, row)| *row += moved.cells);
    });
    drop(moves);
    let (mut cells, mut wide) = (Vec::with_capacity(cells), Vec::with_capacity(wide));
    let mut by_type: Vec<Vec<u32>> = vec![Vec::new(); TYPES.len()];
    let mut marked = HashMap::new();
    // A part is gone before the next is laid behind it.
    for part in parts {
        cells.extend_from_slice(&part.cells);
        wide.extend_from_slice(&part.wide);
        part.rows.iter().for_each(|(ty, row)| by_type[*ty as usize].push(*row));
        marked.extend(part.marks);
    }
    let (mut rows, mut ranges) = (Vec::with_capacity(by_type.iter().map(Vec::len).sum()), Vec::new());
    for mut nodes in by_type {
        ranges.push(rows.len() as u32..(rows.len() + nodes.len()) as u32);
        rows.append(&mut nodes);
    }
    let mut marks = BTreeMap::new();
    if !marked.is_empty() {
        let own = rows.iter().enumerate().filter_map(|(n, row)| Some((NodeId(n as u32), *marked.get(row)?)));
        marks.extend(own);
    }
    Graph { cells, rows, ranges, inverses: Vec::new(), strings, wide, gaps, ghosts: Vec::new(), marks }
}

/// How a part's numbers change when it is laid behind the others.
struct Moved {
    cells: u32,
    wide: u32,
    reasons: Vec<u32>,
    symbols: Vec<Sym>,
}
impl Moved {
    fn cell(&self, cell: Cell) -> Cell {
        let shift = |span: Span| Span { start: span.start + self.cells, ..span };
        match cell.tag() {
            Tag::Text => Cell::text(self.symbols[cell.low() as usize]),
            Tag::List => Cell::list(shift(cell.as_span())),
            Tag::PartialList => Cell::partial_list(shift(cell.as_span())),
            Tag::Map => Cell::map(shift(cell.as_span())),
            Tag::Record => Cell::record(cell.low() + self.cells),
            Tag::Double | Tag::WideInt => cell.moved_wide(self.wide),
            Tag::Unknown if cell.low() >= Reason::BUILT_IN => {
                let reason = self.reasons[(cell.low() - Reason::BUILT_IN) as usize];
                Cell::unknown(Reason(reason + Reason::BUILT_IN))
            }
            _ => cell,
        }
    }
}
