//! Plans as a graph: alone, or laid over a snapshot.

use super::open::{parts, unread_listings};
use super::{Graph, Mark, Part, UnreadListing};
use crate::model::{Scope, Shape, TYPES, UNKNOWN, index_of};
use crate::snapshot::{self, AccountInfo, Change, CoverageEntry, Draft, Error, Gap, NOT_TOLD, Snapshot};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// A side of plans.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Before they are applied.
    Before,
    /// After.
    After,
}

/// Changes that one thread reads at a time.
const PIECE: usize = 128;

impl Graph {
    /// A snapshot as it will be when plans are applied, with the coverage that the ledger proves.
    ///
    /// # Errors
    /// When a file is broken: with its name and line.
    pub fn projected(snapshot: &Snapshot, changes: &[Change]) -> Result<(Graph, Vec<CoverageEntry>), Error> {
        let index = Index::new(changes);
        let mut parts = parts(snapshot, |line, part| index.read(line, part))?;
        let made = changes.iter().enumerate().filter(|(i, _)| !index.matched[*i].load(Ordering::Relaxed));
        // What others own is not in the plan, and not in the snapshot either: it stays outside.
        let made = made.filter(|(_, c)| c.is_new || c.is_whole);
        parts.push(part_of(made, &[], Side::After)?);
        let coverage = snapshot::coverage(&snapshot.manifest, &snapshot.ledger()?);
        let graph = Graph::new(parts, &unread_listings(&snapshot.manifest, &coverage));
        Ok((graph, coverage))
    }

    /// Plans alone, on one side of them. What they do not tell is unknown; of what is not in them nothing is known.
    ///
    /// # Errors
    /// When a plan has told something that does not fit the model.
    pub fn planned(accounts: &[AccountInfo], changes: &[Change], side: Side) -> Result<Graph, Error> {
        let pieces = changes.par_chunks(PIECE).enumerate();
        let parts = pieces.map(|(number, piece)| part_of((number * PIECE..).zip(piece), accounts, side));
        let mut parts = parts.collect::<Result<Vec<_>, _>>()?;
        let mut part = Part::default();
        let drafts = changes.iter().filter_map(|change| draft_of(change, side)).collect::<Vec<_>>();
        // One that a plan is about stands there already.
        for account in accounts.iter().filter(|a| !drafts.iter().any(|d| is_account(d, a))) {
            part.read_line(&account_draft(account).line()).map_err(malformed)?;
        }
        let gap = |account: &AccountInfo| Gap::parse(NOT_TOLD).at(&account.id, "global");
        let listings = TYPES
            .iter()
            .flat_map(|shape| accounts.iter().map(move |account| UnreadListing { shape: shape(), gap: gap(account) }));
        parts.push(part);
        let mut graph = Graph::new(parts, &listings.collect::<Vec<_>>());
        // That there may be more of everything is nothing to report.
        graph.ghosts.clear();
        Ok(graph)
    }
}

fn malformed(why: serde_json::Error) -> Error {
    Error::Malformed { path: "plan".into(), message: why.to_string() }
}

fn draft_of(change: &Change, side: Side) -> Option<&Draft> {
    match side {
        Side::Before => change.before.as_ref(),
        Side::After => change.after.as_ref(),
    }
}

fn is_account(draft: &Draft, account: &AccountInfo) -> bool {
    std::ptr::eq(draft.shape, TYPES[0]()) && draft.id == account.id
}

/// The resources of one side; what `accounts` says of one of them, no plan does.
fn part_of<'c>(
    changes: impl Iterator<Item = (usize, &'c Change)>,
    accounts: &[AccountInfo],
    side: Side,
) -> Result<Part, Error> {
    let mut part = Part::default();
    for (number, change) in changes {
        if let Some(draft) = draft_of(change, side) {
            let mut draft = Cow::Borrowed(draft);
            for account in accounts.iter().filter(|account| is_account(&draft, account)).collect::<Vec<_>>() {
                let settled = account_draft(account).fields.into_iter().filter(|(_, v)| v.get(UNKNOWN).is_none());
                draft.to_mut().fields.extend(settled);
            }
            let mark = Mark { change: number as u32, is_new: change.is_new && side == Side::After };
            part.read_planned(&draft.line(), mark).map_err(malformed)?;
        }
    }
    Ok(part)
}

/// An account, as far as settings tell it.
fn account_draft(account: &AccountInfo) -> Draft {
    let environment = account.environment.as_ref();
    let management = environment.map_or_else(|| json!({UNKNOWN: NOT_TOLD}), |e| json!(e == "management"));
    let environment = environment.map_or_else(|| json!({UNKNOWN: NOT_TOLD}), |e| json!(e));
    let shape = TYPES[0]();
    let fields = shape.fields.iter().map(|field| {
        let value = match field.name {
            "account_number" => json!(account.id),
            "environment" => environment.clone(),
            "is_management" => management.clone(),
            _ => json!({UNKNOWN: NOT_TOLD}),
        };
        (field.name.to_owned(), value)
    });
    Draft {
        shape,
        id: account.id.clone(),
        arn: Some(format!("arn:aws:organizations::{}:account", account.id)),
        name: account.name.clone(),
        account_id: account.id.clone(),
        region: "global".to_owned(),
        fields: fields.collect(),
        inferred: Vec::new(),
    }
}

/// Changes by what they change.
struct Index<'c> {
    changes: &'c [Change],
    /// By type, and id or ARN.
    named: HashMap<(usize, &'c str), Vec<usize>>,
    /// The beginnings of lines of the types that are changed.
    beginnings: Vec<String>,
    matched: Vec<AtomicBool>,
}

/// What a line says first.
#[derive(Deserialize)]
struct Header<'l> {
    #[serde(borrow)]
    r#type: Cow<'l, str>,
    #[serde(default)]
    arn: Value,
    #[serde(default)]
    id: Value,
    #[serde(default)]
    account_id: Value,
    #[serde(default)]
    region: Value,
}

impl<'c> Index<'c> {
    fn new(changes: &'c [Change]) -> Index<'c> {
        let mut named = HashMap::<_, Vec<usize>>::new();
        let mut types = Vec::new();
        for (number, change) in changes.iter().enumerate() {
            let Some(draft) = change.before.as_ref().or(change.after.as_ref()) else { continue };
            let ty = index_of(draft.shape);
            if !types.contains(&ty) {
                types.push(ty);
            }
            for name in std::iter::once(&draft.id).chain(&draft.arn) {
                let known = named.entry((ty, name.as_str())).or_default();
                if !known.contains(&number) {
                    known.push(number);
                }
            }
        }
        let beginnings = types.iter().map(|ty| format!("{{\"type\":\"{}\",", TYPES[*ty]().type_name()));
        let matched = changes.iter().map(|_| AtomicBool::new(false)).collect();
        Index { changes, named, beginnings: beginnings.collect(), matched }
    }

    /// Reads a line, with what is changed about it.
    fn read(&self, line: &str, part: &mut Part) -> Result<(), serde_json::Error> {
        if line.starts_with("{\"type\":\"") && !self.beginnings.iter().any(|b| line.starts_with(b.as_str())) {
            return part.read_line(line);
        }
        let header = serde_json::from_str::<Header>(line)?;
        let Some(shape) = crate::model::type_named(&header.r#type) else { return part.read_line(line) };
        let mut own = Vec::new();
        for name in [&header.id, &header.arn].into_iter().filter_map(Value::as_str) {
            own.extend(self.named.get(&(index_of(shape), name)).into_iter().flatten().copied());
        }
        own.retain(|number| self.is_of(*number, shape, &header));
        own.sort_unstable();
        own.dedup();
        if own.is_empty() {
            return part.read_line(line);
        }
        let mut value = serde_json::from_str::<Value>(line)?;
        for number in &own {
            let change = &self.changes[*number];
            self.matched[*number].store(true, Ordering::Relaxed);
            let is_sure = self.is_sure(*number, shape);
            if change.after.is_none() && is_sure {
                return Ok(());
            }
            match value.get_mut("fields").and_then(Value::as_object_mut) {
                Some(fields) if !is_sure => {
                    let why = format!("{}: the plan does not say in which account or region it is", change.address);
                    match change.after.is_none() {
                        true => *fields = Map::from_iter([(UNKNOWN.to_owned(), json!(why))]),
                        false => change.changed().into_iter().for_each(|name| {
                            fields.insert(name.to_owned(), json!({UNKNOWN: why}));
                        }),
                    }
                }
                Some(fields) if !fields.contains_key(UNKNOWN) => change.apply(fields),
                // It could not be read, and what the plan changes about it does not tell the rest.
                _ => {}
            }
        }
        let last = own.last().copied().unwrap_or_default();
        // The reader wants the type first, and a map of JSON sorts its members.
        let ordered = reordered(value);
        part.read_planned(&ordered, Mark { change: last as u32, is_new: false })
    }

    /// Whether a plan says which of all that have a name it means.
    fn is_sure(&self, number: usize, shape: &'static Shape) -> bool {
        let change = &self.changes[number];
        let scope = shape.identity.as_ref().map_or(Scope::Unique, |i| i.scope);
        change.before.as_ref().or(change.after.as_ref()).is_some_and(|draft| match scope {
            _ if draft.arn.is_some() => true,
            Scope::Unique => true,
            Scope::Account => has_account(draft),
            Scope::Region => has_account(draft) && has_region(draft),
        })
    }

    /// Names are unique in their account or region only; a plan that does not say where it is may mean any that there is already.
    fn is_of(&self, number: usize, shape: &'static Shape, header: &Header) -> bool {
        let change = &self.changes[number];
        let Some(draft) = change.before.as_ref().or(change.after.as_ref()) else { return false };
        if change.is_new && !self.is_sure(number, shape) {
            return false;
        }
        let scope = shape.identity.as_ref().map_or(Scope::Unique, |i| i.scope);
        let account = !has_account(draft) || header.account_id == draft.account_id.as_str();
        let region = !has_region(draft) || header.region == draft.region.as_str();
        match scope {
            Scope::Unique => true,
            Scope::Account => account,
            Scope::Region => account && region,
        }
    }
}

/// A word in brackets stands for an account that nothing tells.
fn has_account(draft: &Draft) -> bool {
    draft.account_id.starts_with(|c: char| c.is_ascii_alphanumeric())
}

fn has_region(draft: &Draft) -> bool {
    draft.region != "unknown"
}

fn reordered(value: Value) -> String {
    let Value::Object(mut members) = value else { return value.to_string() };
    let first = members.remove("type").unwrap_or_default();
    let rest = serde_json::to_string(&members).unwrap_or_default();
    match rest.strip_prefix('{') {
        Some("}") | None => format!("{{\"type\":{first}}}"),
        Some(rest) => format!("{{\"type\":{first},{rest}"),
    }
}
