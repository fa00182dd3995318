//! Service control policies: which ones count for an account, and what they keep it from.
//!
//! At each level (root, every unit on the way, the account) an action has to be allowed by one of the policies that are attached
//! there, and none may deny it. They do not count for the management account.

use super::condition::{self, Held, Key};
use super::document::{Statement, statements};
use super::undecidable;
use super::wildcard::wildcard_any_case;
use crate::graph::{Cell, Graph, NodeId, Reason, Sym, Tag};
use crate::model::{
    Account, ID_SLOT, Organization, OrganizationPolicy, OrganizationalUnit, PolicyTarget, Record, Shape,
};
use crate::snapshot::Gap;

const TYPE: &str = "SERVICE_CONTROL_POLICY";

/// What is asked for: an action, with condition keys (in small letters) that the request has.
pub struct Request<'r> {
    /// `cloudtrail:StopLogging`
    pub action: &'r str,
    /// Keys and their values.
    pub keys: &'r [(String, String)],
}

impl condition::Request for Request<'_> {
    fn get(&self, key: &str) -> Key<'_> {
        match self.keys.iter().find(|(k, _)| k == key) {
            Some((_, value)) => Key::Values(vec![value]),
            None => Key::Unknown,
        }
    }
}

/// Whether policies deny a request of an account's.
pub struct Decision {
    /// Unknown for this reason.
    pub denied: Result<bool, Reason>,
    /// The policy and the number of its statement that denies, or that cannot be decided.
    pub by: Option<(NodeId, u32)>,
}

/// The policies that count for an account, each once, from the root down.
///
/// # Errors
/// Why they are not known.
pub fn effective_policies(graph: &Graph, account: NodeId) -> Result<Vec<NodeId>, Reason> {
    let mut all = Vec::new();
    for policy in levels(graph, account)?.into_iter().flatten() {
        if !all.contains(&policy) {
            all.push(policy)
        }
    }
    Ok(all)
}

/// Whether the policies that count for an account keep it from something, on every resource.
pub fn denies(graph: &Graph, account: NodeId, request: &Request) -> Decision {
    let levels = match levels(graph, account) {
        Ok(levels) => levels,
        Err(reason) => return Decision { denied: Err(reason), by: None },
    };
    let (mut unknown, mut implicitly) = (None, false);
    for level in &levels {
        // A level without any policy is not one of AWS's: nothing follows from it.
        let mut allowed = if level.is_empty() { Held::Yes } else { Held::No };
        for policy in level {
            let content = field(graph, OrganizationPolicy::shape(), *policy, "content");
            let statements = match statements(graph, content) {
                Ok(statements) => statements,
                Err(reason) => {
                    unknown = unknown.or(Some((reason, None)));
                    continue;
                }
            };
            for statement in statements.iter().filter(|s| is_about(s, request.action)) {
                match (statement.allows, condition::held(&statement.conditions, request)) {
                    (true, Held::Yes) => allowed = Held::Yes,
                    (true, Held::Unknown(key)) if allowed == Held::No => allowed = Held::Unknown(key),
                    (false, Held::Yes) if is_total(statement) => {
                        return Decision { denied: Ok(true), by: Some((*policy, statement.index)) };
                    }
                    (false, Held::Unknown(key)) if is_total(statement) => {
                        unknown = unknown.or(Some((reason(graph, key), Some((*policy, statement.index)))))
                    }
                    _ => {}
                }
            }
        }
        match allowed {
            Held::Yes => {}
            Held::No => implicitly = true,
            Held::Unknown(key) => unknown = unknown.or(Some((reason(graph, key), None))),
        }
    }
    match unknown {
        // An unread policy of a level may be the one that allows.
        Some((reason, by)) => Decision { denied: Err(reason), by },
        None => Decision { denied: Ok(implicitly), by: None },
    }
}

/// Notes a gap for every condition key that a policy of the organization has, for verdicts that turn on it.
pub fn name_undecidable(graph: &mut Graph) {
    let mut texts = Vec::new();
    for policy in graph.nodes(OrganizationPolicy::shape()) {
        let content = field(graph, OrganizationPolicy::shape(), policy, "content");
        let statements = statements(graph, content).unwrap_or_default();
        texts.extend(statements.iter().flat_map(|s| &s.conditions).map(|c| undecidable(c.key)));
    }
    texts.sort();
    texts.dedup();
    for text in texts {
        graph.gap_reason(&Gap::parse(&text));
    }
}

fn reason(graph: &Graph, key: &str) -> Reason {
    let text = undecidable(key);
    let known = graph.gaps.iter().position(|gap| gap.text == text);
    known.map_or(Reason::MALFORMED, |i| Reason(Reason::BUILT_IN + i as u32))
}

fn is_about(statement: &Statement, action: &str) -> bool {
    let matches = |pattern: &&str| wildcard_any_case(action, pattern);
    statement.actions.iter().any(matches)
        || !statement.not_actions.is_empty() && !statement.not_actions.iter().any(matches)
}

/// What is denied on some resources only is still possible on others.
fn is_total(statement: &Statement) -> bool {
    statement.resources.contains(&"*") || statement.resources.is_empty() && statement.not_resources.is_empty()
}

/// The policies of each level from the root down; none at all where policies do not count.
fn levels(graph: &Graph, account: NodeId) -> Result<Vec<Vec<NodeId>>, Reason> {
    if field(graph, Account::shape(), account, "is_management") == Cell::bool(true) {
        return Ok(Vec::new());
    }
    let Some(organization) = relation(graph, Account::shape(), account, "organization")? else { return Ok(Vec::new()) };
    let enabled = known(field(graph, Organization::shape(), organization, "enabled_policy_types"))?;
    if !elements(enabled).any(|at| text(graph, graph.cells[at as usize]) == TYPE) {
        return Ok(Vec::new());
    }
    // Equal texts are one symbol: an account is compared with every target of every policy.
    let id = |node: NodeId| graph.cell(graph.row(node), ID_SLOT as u32);
    let mut ids = vec![id(account)];
    let mut unit = relation(graph, Account::shape(), account, "organizational_unit")?;
    while let Some(node) = unit {
        let id = id(node);
        // No unit is above itself, whatever a file says.
        if ids.contains(&id) {
            break;
        }
        ids.push(id);
        unit = relation(graph, OrganizationalUnit::shape(), node, "parent")?;
    }
    ids.push(known(field(graph, Organization::shape(), organization, "root_id"))?);
    if let Some(unread) = graph.ghosts.iter().find(|g| std::ptr::eq(g.shape, OrganizationPolicy::shape())) {
        return Err(unread.reason);
    }
    let mut levels = vec![Vec::new(); ids.len()];
    for policy in graph.nodes(OrganizationPolicy::shape()) {
        let shape = OrganizationPolicy::shape();
        if text(graph, field(graph, shape, policy, "policy_type")) != TYPE {
            continue;
        }
        let target = PolicyTarget::shape();
        let slot = target.slot("target_id").unwrap_or_default() as u32;
        let targets = known(field(graph, shape, policy, "targets"))?;
        for place in 0..targets.as_span().len {
            let record = targets.as_span().start + place * target.width() as u32;
            let id = graph.cell(record, slot);
            if let Some(level) = ids.iter().rev().position(|own| *own == id) {
                levels[level].push(policy)
            }
        }
    }
    Ok(levels)
}

fn field(graph: &Graph, shape: &'static Shape, node: NodeId, name: &str) -> Cell {
    graph.cell(graph.row(node), shape.slot(name).unwrap_or_default() as u32)
}

fn relation(graph: &Graph, shape: &'static Shape, node: NodeId, name: &str) -> Result<Option<NodeId>, Reason> {
    let to = shape.relations().find(|(.., r)| r.name == name).map_or(0, |(_, to, ..)| to);
    let cell = graph.cell(graph.row(node), to as u32);
    known(cell).map(|cell| (cell.tag() == Tag::Node).then(|| NodeId(cell.low())))
}

fn known(cell: Cell) -> Result<Cell, Reason> {
    if cell.is_unknown() { Err(Reason(cell.low())) } else { Ok(cell) }
}

fn elements(list: Cell) -> impl Iterator<Item = u32> {
    let span = list.as_span();
    let len = if list.tag() == Tag::List { span.len } else { 0 };
    span.start..span.start + len
}

fn text(graph: &Graph, cell: Cell) -> &str {
    if cell.tag() == Tag::Text { graph.strings.get(Sym(cell.low())) } else { "" }
}
