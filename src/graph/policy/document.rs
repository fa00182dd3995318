//! A policy document of the graph, statement by statement.

use super::super::{Cell, Graph, Reason, Sym, Tag};
use crate::model::{PolicyCondition, PolicyDocument, PolicyPrincipal, PolicyStatement, Record, Shape};

/// A statement, with its place in the graph.
pub struct Statement<'g> {
    /// Its number in the document.
    pub index: u32,
    /// Where its record begins.
    pub record: u32,
    /// `Sid`
    pub sid: Option<&'g str>,
    /// Whether it allows; it denies else.
    pub allows: bool,
    /// `Principal`
    pub principals: Vec<Principal<'g>>,
    /// Whether it has `NotPrincipal`.
    pub has_not_principals: bool,
    /// `Action`
    pub actions: Vec<&'g str>,
    /// `NotAction`
    pub not_actions: Vec<&'g str>,
    /// `Resource`
    pub resources: Vec<&'g str>,
    /// `NotResource`
    pub not_resources: Vec<&'g str>,
    /// `Condition`
    pub conditions: Vec<Condition<'g>>,
}

/// A principal, with its place in the graph.
pub struct Principal<'g> {
    /// Where its record begins.
    pub record: u32,
    /// AWS, Service, Federated or CanonicalUser.
    pub kind: &'g str,
    /// An ARN, an id, a name or `*`.
    pub value: &'g str,
}

/// One key of one operator.
pub struct Condition<'g> {
    /// `StringEquals`, with its prefix and suffix.
    pub operator: &'g str,
    /// In small letters.
    pub key: &'g str,
    /// What it is compared with.
    pub values: Vec<&'g str>,
}

/// The statements of the document that a cell holds; none where there is no document.
///
/// # Errors
/// Why the document, or a part of it, is unknown.
pub fn statements(graph: &Graph, document: Cell) -> Result<Vec<Statement<'_>>, Reason> {
    let record = match document.tag() {
        Tag::Record => document.low(),
        Tag::Unknown => return Err(Reason(document.low())),
        _ => return Ok(Vec::new()),
    };
    let statements = records(graph, PolicyDocument::shape(), record, "statements", PolicyStatement::shape())?;
    statements.zip(0..).map(|(record, index)| statement(graph, record, index)).collect()
}

fn statement(graph: &Graph, record: u32, index: u32) -> Result<Statement<'_>, Reason> {
    let shape = PolicyStatement::shape();
    let list = |field: &str| texts(graph, shape, record, field);
    let principal = |record: u32| {
        let own = |field: &str| text(graph, PolicyPrincipal::shape(), record, field);
        Ok(Principal { record, kind: own("kind")?, value: own("value")? })
    };
    let condition = |record: u32| {
        let shape = PolicyCondition::shape();
        let own = |field: &str| text(graph, shape, record, field);
        Ok(Condition { operator: own("operator")?, key: own("key")?, values: texts(graph, shape, record, "values")? })
    };
    Ok(Statement {
        index,
        record,
        sid: optional(graph, shape, record, "sid")?,
        allows: match text(graph, shape, record, "effect")? {
            "Allow" => true,
            "Deny" => false,
            _ => return Err(Reason::MALFORMED),
        },
        principals: records(graph, shape, record, "principals", PolicyPrincipal::shape())?
            .map(principal)
            .collect::<Result<_, _>>()?,
        has_not_principals: records(graph, shape, record, "not_principals", PolicyPrincipal::shape())?.len() > 0,
        actions: list("actions")?,
        not_actions: list("not_actions")?,
        resources: list("resources")?,
        not_resources: list("not_resources")?,
        conditions: records(graph, shape, record, "conditions", PolicyCondition::shape())?
            .map(condition)
            .collect::<Result<_, _>>()?,
    })
}

fn cell(graph: &Graph, shape: &'static Shape, record: u32, field: &str) -> Cell {
    graph.cell(record, shape.slot(field).unwrap_or_default() as u32)
}

fn optional<'g>(graph: &'g Graph, shape: &'static Shape, record: u32, field: &str) -> Result<Option<&'g str>, Reason> {
    let cell = cell(graph, shape, record, field);
    match cell.tag() {
        Tag::Text => Ok(Some(graph.strings.get(Sym(cell.low())))),
        Tag::Unknown => Err(Reason(cell.low())),
        _ => Ok(None),
    }
}

fn text<'g>(graph: &'g Graph, shape: &'static Shape, record: u32, field: &str) -> Result<&'g str, Reason> {
    optional(graph, shape, record, field).map(Option::unwrap_or_default)
}

fn texts<'g>(graph: &'g Graph, shape: &'static Shape, record: u32, field: &str) -> Result<Vec<&'g str>, Reason> {
    let cells = elements(graph, cell(graph, shape, record, field), 1)?;
    let text = |at: u32| graph.strings.get(Sym(graph.cells[at as usize].low()));
    Ok(cells.map(text).collect())
}

fn records<'g>(
    graph: &'g Graph,
    shape: &'static Shape,
    record: u32,
    field: &str,
    of: &'static Shape,
) -> Result<impl ExactSizeIterator<Item = u32> + use<'g>, Reason> {
    elements(graph, cell(graph, shape, record, field), of.width() as u32)
}

/// Where the elements of a complete list begin.
fn elements<'g>(
    graph: &'g Graph,
    list: Cell,
    width: u32,
) -> Result<impl ExactSizeIterator<Item = u32> + use<'g>, Reason> {
    let (start, len) = match list.tag() {
        Tag::List => (list.as_span().start, list.as_span().len),
        Tag::Unknown => return Err(Reason(list.low())),
        Tag::PartialList => return Err(Reason(graph.cells[list.as_span().start as usize - 1].low())),
        _ => (0, 0),
    };
    Ok((0..len).map(move |i| start + i * width))
}
