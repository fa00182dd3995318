//! Where an attribute leads whose value is known only after apply: to the resources that its expression names, through others.

use super::address::{Step, steps};
use super::document;
use super::mapping::{self, Goes};
use super::resource::{Resource, Told};
use super::state::Side;
use super::trace::{self, Scope, Traced};
use crate::model::Shape;
use serde_json::Value;

/// References that lead through more resources than this go in a circle.
const DEPTH: usize = 16;

/// Where a reference leads.
#[derive(Debug, PartialEq)]
pub enum Link {
    /// To one resource, by its id; inferred where the plan does not say it in as many words.
    One { id: String, inferred: bool },
    /// To one of these, or to anything else where they are not `all`.
    Several { ids: Vec<String>, all: bool },
}

impl Side<'_> {
    /// Where an attribute leads whose value is known only after apply.
    pub fn link(&self, number: usize, path: &str, target: &'static Shape) -> Link {
        let (found, whole, inferred) = self.found(number, path, target);
        match (found.as_slice(), whole) {
            ([one], true) => Link::One { id: one.clone(), inferred },
            _ => Link::Several { ids: found, all: whole },
        }
    }

    /// Where a list leads of which `lacking` elements are known only after apply, or who knows how many: the ids, whether these
    /// are all, and whether that is inferred.
    pub fn links(
        &self,
        number: usize,
        path: &str,
        target: &'static Shape,
        lacking: Option<usize>,
    ) -> (Vec<String>, bool, bool) {
        let traced = self.traced(number, path);
        let (found, whole, inferred) = self.found(number, path, target);
        let whole = whole && !found.is_empty();
        match lacking {
            Some(count) if whole && count == found.len() => (found, true, inferred),
            Some(_) => (Vec::new(), false, false),
            // Several resources and something that chooses among them: any of them may be meant.
            None if whole && !traced.some && (traced.groups.len() == 1 || !(traced.others || traced.local)) => {
                (found, true, inferred || traced.others)
            }
            None => (Vec::new(), false, false),
        }
    }

    /// Whether nothing that is known only after apply has a say in an attribute.
    pub fn is_left_to_aws(&self, number: usize, path: &str) -> bool {
        // A block that the configuration makes by a loop is not in the plan's expressions, and what is in it cannot be followed.
        let inside = path.rsplit_once('.').filter(|(block, _)| self.resource(number).told(block) != Told::AfterApply);
        let block = self.shared.blocks[number];
        if block.is_none_or(|b| inside.is_some_and(|(outer, _)| trace::at(&b.expressions, outer).is_empty())) {
            return false;
        }
        let traced = self.traced(number, path);
        traced.groups.is_empty() && !(traced.local || traced.data || traced.later)
    }

    /// Whether the configuration says something of an attribute: nothing of it is in a block, or nothing but what is known and is
    /// null, since a value would be in the plan.
    pub fn is_written(&self, number: usize, path: &str) -> bool {
        let block = self.shared.blocks[number];
        block.is_some_and(|block| !trace::at(&block.expressions, path).is_empty()) && {
            let traced = self.traced(number, path);
            !traced.groups.is_empty() || traced.local || traced.data || traced.later || !traced.others
        }
    }

    /// The resource of one of Terraform's types that an attribute leads to.
    pub fn other(&self, number: usize, path: &str, known: Option<&str>, terraform: &str) -> Option<Resource<'_>> {
        let is = |number: &usize| self.changes[*number].r#type == terraform && self.is_there(*number);
        let mut all = self.shared.of_type(terraform).iter().copied().filter(is);
        let found = match known {
            Some(id) => all.find(|n| ["id", "name"].iter().any(|a| self.resource(*n).text(a) == Some(id))),
            None => {
                let groups = self.traced(number, path).groups;
                let mut all = groups.iter().flat_map(|g| &g.instances).map(|(n, _)| *n).filter(is);
                all.next().filter(|_| all.next().is_none())
            }
        };
        found.map(|number| self.resource(number))
    }

    /// The one resource that an attribute refers to, with the attribute of it.
    pub fn leads_to(&self, number: usize, path: &str) -> Option<(Resource<'_>, String)> {
        let mut here = self.traced(number, path).groups;
        let group = here.pop().filter(|_| here.is_empty())?;
        match group.instances.as_slice() {
            [(one, _)] if self.is_there(*one) => Some((self.resource(*one), group.attribute)),
            _ => None,
        }
    }

    /// The data source whose document an attribute is.
    pub fn document(&self, number: usize, path: &str) -> Option<Resource<'_>> {
        let change = &self.changes[number];
        let references = self.shared.blocks[number]?.expressions.get(path)?.get("references")?.as_array()?;
        let all = references.iter().filter_map(Value::as_str).map(steps).collect::<Vec<_>>();
        let [data, of, name, ..] = all.first()?.as_slice() else { return None };
        if data.name != "data" || of.name != document::TYPE {
            return None;
        }
        let is_it = |s: &[Step]| matches!(s, [d, t, n, ..] if (&d.name, &t.name, &n.name) == (&data.name, &of.name, &name.name));
        // What `each.value` chooses is in no plan.
        let is_key =
            |s: &[Step]| matches!(s, [by, of] if (&*by.name, &*of.name) == ("each", "key") || by.name == "count");
        if !all.iter().all(|s| is_it(s) || is_key(s)) {
            return None;
        }
        let key = if all.iter().any(|s| is_key(s)) { change.key() } else { name.key.clone() };
        let found = self.shared.of_type(&of.name).iter().copied().find(|number| {
            let c = &self.changes[*number];
            c.mode == "data" && c.module_address == change.module_address && c.name == name.name && c.key() == key
        });
        Some(Resource { side: self, number: Some(found?), parts: &[], had: &[] })
    }

    pub(super) fn traced(&self, number: usize, path: &str) -> Traced {
        let change = &self.shared.changes[number];
        let Some(block) = self.shared.blocks[number] else { return Traced::default() };
        let key = change.key();
        let siblings = self.shared.tracer.instances(&change.module_address, &change.r#type, &change.name).len();
        let scope =
            Scope { module: &change.module_address, for_each: &block.for_each_expression, key: key.as_ref(), siblings };
        let value = if self.before { &change.change.before } else { &change.change.after };
        let Some(own) = super::blocks::configured(&block.expressions, value, path) else {
            return Traced::unknown();
        };
        let mut traced = self.shared.tracer.expression(scope, &block.expressions, &own.path);
        traced.groups.iter_mut().for_each(|group| group.inferred |= own.inferred);
        traced
    }

    /// Everything that an attribute may lead to, whether nothing else can be, and whether that is inferred.
    fn found(&self, number: usize, path: &str, target: &'static Shape) -> (Vec<String>, bool, bool) {
        let here = (number, path.to_owned());
        if self.following.borrow().len() >= DEPTH || self.following.borrow().contains(&here) {
            return (Vec::new(), false, false);
        }
        self.following.borrow_mut().push(here);
        let answer = self.find(number, path, target);
        self.following.borrow_mut().pop();
        answer
    }

    fn find(&self, number: usize, path: &str, target: &'static Shape) -> (Vec<String>, bool, bool) {
        if let Some(id) = self.by_bringing(number, path, target) {
            return (vec![id], true, false);
        }
        let traced = self.traced(number, path);
        let (mut found, mut whole, mut inferred) = (Vec::<String>::new(), !traced.later, traced.local);
        for group in &traced.groups {
            inferred |= group.inferred;
            for (instance, _) in group.instances.iter().filter(|(instance, _)| self.is_there(*instance)) {
                match self.leads(*instance, &group.attribute, target) {
                    Some((ids, sure)) => {
                        inferred |= !sure;
                        ids.into_iter().for_each(|id| {
                            if !found.contains(&id) {
                                found.push(id)
                            }
                        });
                    }
                    None => whole = false,
                }
            }
        }
        if traced.groups.is_empty() {
            // A local stands for it: what only locals name and leads there, where that is one.
            let module = &self.shared.changes[number].module_address;
            let hidden = self.shared.hidden.in_module(module).iter().filter(|_| traced.local);
            let mut led = hidden.filter_map(|(of, attribute)| self.leads(*of, attribute, target)).map(|(ids, _)| ids);
            if let (Some(ids), None) = (led.next(), led.next())
                && ids.len() == 1
            {
                return (ids, true, true);
            }
            // Where the module has just one such resource, that is what it must be.
            let of = |i: &usize| matches!(self.shared.goes[*i], Goes::Whole(m) if is_of(m, target));
            let there = |i: &usize| self.identity(*i).is_some() && of(i);
            let alike = self.shared.wholes_in(module).iter().copied().filter(there).collect::<Vec<_>>();
            return match alike.as_slice() {
                [one] if traced.local => (self.identity(*one).map(str::to_owned).into_iter().collect(), true, true),
                _ => (Vec::new(), false, false),
            };
        }
        // What only locals name may be what the one in this expression stands for.
        let module = &self.shared.changes[number].module_address;
        let hidden = self.shared.hidden.in_module(module).iter().filter(|_| traced.local);
        let mut led = hidden.filter_map(|(of, attribute)| self.leads(*of, attribute, target)).flat_map(|(ids, _)| ids);
        whole &= led.all(|id| found.contains(&id));
        (found, whole, inferred)
    }

    /// The ids of type `target` that an attribute of a resource stands for, and whether that is said in as many words.
    fn leads(&self, number: usize, attribute: &str, target: &'static Shape) -> Option<(Vec<String>, bool)> {
        let change = &self.shared.changes[number];
        if let Goes::Whole(of) = self.shared.goes[number]
            && is_of(of, target)
        {
            return Some((vec![self.identity(number)?.to_owned()], true));
        }
        // A part stands for its whole: `aws_s3_bucket_versioning.this.bucket`.
        let joins = mapping::all().filter(|m| std::ptr::eq((m.shape)(), target));
        let of = joins.flat_map(|m| m.parts).find(|part| part.terraform == change.r#type).map(|part| part.of);
        let named = |path: &str| match self.resource(number).told(path) {
            Told::Known(Value::String(id)) => Some((vec![id.clone()], true)),
            Told::Known(Value::Array(ids)) => {
                let ids = ids.iter().map(|id| id.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
                ids.map(|ids| (ids, true))
            }
            Told::AfterApply => {
                let (found, whole, inferred) = self.found(number, path, target);
                (whole && !found.is_empty()).then_some((found, !inferred))
            }
            _ => None,
        };
        // Else an attribute that leads there itself: `aws_subnet.this.vpc_id`.
        let own = (!attribute.is_empty()).then(|| named(attribute)).flatten();
        own.or_else(|| named(of?))
    }
}

pub(super) fn is_of(of: usize, target: &'static Shape) -> bool {
    mapping::all().nth(of).is_some_and(|m| std::ptr::eq((m.shape)(), target))
}
