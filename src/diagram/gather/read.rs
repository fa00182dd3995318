//! Reading the graph by names of fields and relations.

use crate::graph::{Cell, Graph, NodeId, Span, Sym, Tag};
use crate::model::{Account, Record, Shape, index_of, inverses};
use std::collections::{HashMap, HashSet};

/// The graph, and where its lists stand.
pub(super) struct Reader<'g> {
    pub graph: &'g Graph,
    lists: HashMap<(usize, &'static str), usize>,
    /// Types whose listing was not read, by account and region.
    unread: HashSet<(usize, &'g str, &'g str)>,
}

impl<'g> Reader<'g> {
    pub fn new(graph: &'g Graph) -> Reader<'g> {
        let lists = inverses().enumerate().map(|(i, list)| ((index_of(list.target), list.name), i)).collect();
        let unread = graph.ghosts.iter().map(|g| (index_of(g.shape), graph.account_id(g.node), graph.region(g.node)));
        Reader { graph, lists, unread: unread.collect() }
    }

    /// Whether everything of a type was listed in an account and region.
    pub fn is_complete(&self, shape: &'static Shape, account: &str, region: &str) -> bool {
        !self.unread.contains(&(index_of(shape), account, region))
    }

    /// The resources that a list of `of` holds, in the graph's order.
    pub fn list(&self, of: NodeId, name: &'static str) -> &'g [NodeId] {
        let place = self.lists.get(&(index_of(self.graph.shape(of)), name));
        place.map_or(&[], |place| self.graph.inverses[*place].of(of).0)
    }

    /// An account's resources of a type.
    pub fn of_account(&self, account: Option<NodeId>, shape: &'static Shape) -> &'g [NodeId] {
        let plural = shape.identity.as_ref().map_or("", |i| i.plural);
        account.map_or(&[], |account| self.list(account, plural))
    }

    /// The account of that id.
    pub fn account(&self, id: &str) -> Option<NodeId> {
        self.graph.nodes(Account::shape()).find(|n| self.graph.id(*n) == id)
    }

    fn cell(&self, node: NodeId, field: &str) -> Option<Cell> {
        let shape = self.graph.shape(node);
        let relation = || shape.relations().find(|(.., r)| r.name == field).map(|(_, to, ..)| to);
        let slot = shape.slot(field).or_else(relation)?;
        Some(self.graph.cell(self.graph.row(node), slot as u32))
    }

    fn of_cell(&self, cell: Cell) -> Option<&'g str> {
        (cell.tag() == Tag::Text).then(|| self.graph.strings.get(Sym(cell.low())))
    }

    /// A field's text; none where it is null or unknown.
    pub fn text(&self, node: NodeId, field: &str) -> Option<&'g str> {
        self.cell(node, field).and_then(|cell| self.of_cell(cell))
    }

    /// A field that says yes or no; none where it is null or unknown.
    pub fn flag(&self, node: NodeId, field: &str) -> Option<bool> {
        self.cell(node, field).filter(|cell| cell.tag() == Tag::Bool).map(|cell| cell.low() == 1)
    }

    /// A field's number; none where it is null or unknown.
    pub fn number(&self, node: NodeId, field: &str) -> Option<i64> {
        self.cell(node, field).filter(|cell| cell.tag() == Tag::Int).map(Cell::as_signed)
    }

    fn elements(&self, cell: Cell, width: usize) -> impl Iterator<Item = u32> + use<> {
        let span = match cell.tag() {
            Tag::List | Tag::PartialList => cell.as_span(),
            Tag::Record => Span { start: cell.low(), len: 1 },
            _ => Span { start: 0, len: 0 },
        };
        (0..span.len).map(move |i| span.start + i * width as u32)
    }

    /// The resources that a reference, or a list of them, leads to.
    pub fn follow(&self, node: NodeId, relation: &str) -> Vec<NodeId> {
        let Some(cell) = self.cell(node, relation) else { return Vec::new() };
        let found = |cell: Cell| (cell.tag() == Tag::Node).then(|| NodeId(cell.low()));
        match cell.tag() {
            Tag::Node => found(cell).into_iter().collect(),
            _ => self.elements(cell, 1).filter_map(|at| found(self.graph.cells[at as usize])).collect(),
        }
    }

    /// The members of a field's records: of each, those that are asked for.
    pub fn records<const N: usize>(
        &self,
        node: NodeId,
        field: &str,
        shape: &'static Shape,
        members: [&str; N],
    ) -> Vec<[Cell; N]> {
        let Some(cell) = self.cell(node, field) else { return Vec::new() };
        let slot = |name: &str| {
            let relation = || shape.relations().find(|(.., r)| r.name == name).map(|(_, to, ..)| to);
            shape.slot(name).or_else(relation).unwrap_or_default()
        };
        let slots = members.map(slot);
        let record = |at: u32| slots.map(|slot| self.graph.cell(at, slot as u32));
        self.elements(cell, shape.width()).map(record).collect()
    }

    /// The text of a record's member.
    pub fn member_text(&self, cell: Cell) -> Option<&'g str> {
        self.of_cell(cell)
    }

    /// The number of a record's member, as it is written.
    pub fn member_number(&self, cell: Cell) -> Option<String> {
        match cell.tag() {
            Tag::Int => Some(cell.as_signed().to_string()),
            Tag::Double => Some(f64::from_bits(*self.graph.wide.get(cell.low() as usize)?).to_string()),
            _ => None,
        }
    }

    /// The value of a tag.
    pub fn tag(&self, node: NodeId, tag: &str) -> Option<&'g str> {
        let cell = self.cell(node, "tags").filter(|cell| cell.tag() == Tag::Map)?;
        let span = cell.as_span();
        let key = |i: &u32| self.of_cell(self.graph.cells[(span.start + 2 * i) as usize]) == Some(tag);
        let place = (0..span.len).find(key)?;
        self.of_cell(self.graph.cells[(span.start + 2 * place + 1) as usize])
    }
}
