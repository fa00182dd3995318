//! What an expression refers to. A plan has no values before apply, but the configuration names for each expression what it is
//! made of: `references`. They are followed through variables, outputs, `each` and `count` to instances of resources. Locals are
//! in no plan: behind them lies anything.

use super::address::{Key, Step, child, parent, steps};
use super::file::{Module, ModuleCall, PlanFile};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Modules that lead through more variables and outputs than this go in a circle.
const DEPTH: usize = 64;

/// A plan's configuration and instances, by name.
pub struct Tracer<'p> {
    configuration: &'p Module,
    /// By module, type and name.
    instances: HashMap<(&'p str, &'p str, &'p str), Vec<usize>>,
    /// Keys of instances, by number.
    keys: Vec<Option<Key>>,
    /// Addresses of module instances.
    modules: BTreeSet<String>,
    /// Data sources that are read during apply, by module, type and name.
    deferred: HashSet<(&'p str, &'p str, &'p str)>,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
pub struct Scope<'s> {
    /// The module's address.
    pub module: &'s str,
    /// The `for_each` around it.
    pub for_each: &'s Value,
    /// The key of the instance.
    pub key: Option<&'s Key>,
    /// How many instances there are beside it, with it.
    pub siblings: usize,
}

/// What an expression refers to.
#[derive(Default, Debug)]
pub struct Traced {
    /// Resources, one group for each that is named.
    pub groups: Vec<Group>,
    /// Whether something else has a say: a constant, a variable's value, a data source.
    pub others: bool,
    /// Whether a local has.
    pub local: bool,
    /// Whether a data source has, read before or not.
    pub data: bool,
    /// Whether something has that is known only after apply and cannot be followed: a data source that is read then, or an output
    /// of which the plan keeps no name.
    pub later: bool,
    /// Whether only some of all these are meant, and the plan does not say which.
    pub some: bool,
    /// Whether the key of the instance chooses.
    keyed: bool,
    /// Whether the value of the instance does.
    picked: bool,
}

/// Instances of a resource that is named.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Their numbers, with the key that each is chosen by.
    pub instances: Vec<(usize, Option<Key>)>,
    /// What is asked of them; empty for the whole.
    pub attribute: String,
    /// Whether the choice among several was made by the key alone.
    pub inferred: bool,
}

impl<'p> Tracer<'p> {
    /// Of a plan; `keys` are those of its resource changes.
    pub fn new(file: &'p PlanFile) -> Tracer<'p> {
        let (mut instances, mut modules) = (HashMap::<_, Vec<usize>>::new(), BTreeSet::new());
        let mut deferred = HashSet::new();
        let changes = file.resource_changes.as_deref().unwrap_or_default();
        for (i, change) in changes.iter().enumerate() {
            let mut module = change.module_address.clone();
            while !module.is_empty() && modules.insert(module.clone()) {
                module = parent(&module).map(|(above, _)| above).unwrap_or_default();
            }
            let name = (&*change.module_address, &*change.r#type, &*change.name);
            if change.mode == "managed" && change.deposed.is_none() {
                instances.entry(name).or_default().push(i);
            } else if change.mode == "data" {
                deferred.insert(name);
            }
        }
        let keys = changes.iter().map(|c| c.key()).collect();
        Tracer { configuration: &file.configuration.root_module, instances, keys, modules, deferred }
    }

    /// The configuration of a module instance.
    pub fn module(&self, address: &str) -> Option<&'p Module> {
        let mut module = self.configuration;
        for pair in steps(address).chunks(2) {
            module = &module.module_calls.get(&pair.last()?.name)?.module;
        }
        Some(module)
    }

    /// Every instance of a resource in a module instance.
    pub fn instances<'s>(&'s self, module: &'s str, r#type: &'s str, name: &'s str) -> &'s [usize] {
        let instances: &HashMap<(&'s str, &'s str, &'s str), Vec<usize>> = &self.instances;
        instances.get(&(module, r#type, name)).map_or(&[], Vec::as_slice)
    }

    /// What the expression at a path of a block refers to; nothing where the configuration says nothing of it.
    pub fn expression(&self, scope: Scope, block: &Value, path: &str) -> Traced {
        let mut traced = Traced::default();
        at(block, path).into_iter().for_each(|expression| self.follow(scope, expression, &mut traced, DEPTH));
        traced.choose(scope);
        traced
    }

    fn follow(&self, scope: Scope, expression: &Value, traced: &mut Traced, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            traced.others = true;
            return;
        };
        match expression {
            Value::Object(members) if members.contains_key("references") => {
                let all = members["references"].as_array().map(Vec::as_slice).unwrap_or_default();
                let all = all.iter().filter_map(Value::as_str).collect::<Vec<_>>();
                whole(&all).into_iter().for_each(|reference| self.reference(scope, &steps(reference), traced, depth));
            }
            Value::Object(members) if members.contains_key("constant_value") => traced.others = true,
            // A block, or several.
            Value::Object(members) => members.values().for_each(|inner| self.follow(scope, inner, traced, depth)),
            Value::Array(all) => all.iter().for_each(|inner| self.follow(scope, inner, traced, depth)),
            _ => traced.others = true,
        }
    }

    fn reference(&self, scope: Scope, steps: &[Step], traced: &mut Traced, depth: usize) {
        let rest = |from: usize| attribute(steps.get(from..).unwrap_or_default());
        let second = steps.get(1);
        match (steps.first().map(|s| s.name.as_str()), second) {
            (Some("var"), Some(variable)) => self.variable(scope.module, variable, &rest(2), traced, depth),
            (Some("each"), Some(what)) if what.name == "value" => self.each_value(scope, &rest(2), traced, depth),
            (Some("each" | "count"), _) => traced.keyed = true,
            (Some("local"), _) => traced.local = true,
            (Some("module"), Some(call)) => {
                self.output(scope.module, call, steps.get(2), &rest(3), traced, depth);
            }
            (Some("data"), Some(r#type)) => {
                let name = steps.get(2).map_or("", |s| &s.name);
                (traced.others, traced.data) = (true, true);
                traced.later |= self.is_deferred(scope.module, &r#type.name, name);
            }
            (Some("path" | "terraform" | "self"), _) | (None, _) | (_, None) => traced.others = true,
            (Some(r#type), Some(resource)) => {
                let all = self.instances(scope.module, r#type, &resource.name).iter();
                let keyed = all.map(|i| (*i, self.keys.get(*i).cloned().flatten()));
                let instances = keyed.filter(|(_, key)| resource.key.is_none() || *key == resource.key);
                let instances = instances.collect::<Vec<_>>();
                match instances.is_empty() {
                    // None is planned: whatever else the expression has decides.
                    true => traced.others = true,
                    false => traced.add(Group { instances, attribute: rest(2), inferred: false }),
                }
            }
        }
    }

    fn is_deferred(&self, module: &str, r#type: &str, name: &str) -> bool {
        self.deferred.iter().any(|own| *own == (module, r#type, name))
    }

    fn variable(&self, module: &str, variable: &Step, attribute: &str, traced: &mut Traced, depth: usize) {
        let call = parent(module).and_then(|(above, step)| {
            let call: &ModuleCall = self.module(&above)?.module_calls.get(&step.name)?;
            Some((above, step, call))
        });
        let Some((above, step, call)) = call else {
            traced.others = true;
            return;
        };
        let siblings = self.children(&above, &step.name).count();
        let scope = Scope { module: &above, for_each: &call.for_each_expression, key: step.key.as_ref(), siblings };
        let Some(expression) = call.expressions.get(&variable.name) else {
            traced.others = true;
            return;
        };
        let mut inner = Traced::default();
        self.follow(scope, expression, &mut inner, depth);
        inner.choose(scope);
        inner.member(variable, attribute);
        for mut group in std::mem::take(&mut inner.groups) {
            if !attribute.is_empty() {
                // A member of an object: which of what the object is made of is not said, the type has to tell.
                group.inferred |= !group.attribute.is_empty();
                if group.attribute.is_empty() {
                    group.attribute = attribute.to_owned();
                }
            }
            traced.add(group);
        }
        traced.join(&inner);
    }

    fn each_value(&self, scope: Scope, attribute: &str, traced: &mut Traced, depth: usize) {
        let mut inner = Traced::default();
        self.follow(Scope { for_each: &Value::Null, ..scope }, scope.for_each, &mut inner, depth);
        if let ([group], false, false) = (inner.groups.as_slice(), inner.others, inner.local) {
            // `for_each = aws_subnet.private`: the same keys, each with its own.
            let own = group.instances.iter().find(|(_, key)| key.is_some() && key.as_ref() == scope.key);
            if let Some(own) = own.filter(|_| group.attribute.is_empty()) {
                let instances = vec![own.clone()];
                traced.add(Group { instances, attribute: attribute.to_owned(), inferred: false });
                return;
            }
        }
        inner.keyed = true;
        inner.choose(scope);
        traced.picked = true;
        traced.others |= inner.groups.is_empty();
        traced.join(&inner);
        for mut group in inner.groups {
            if group.attribute.is_empty() {
                group.attribute = attribute.to_owned();
            }
            traced.add(group);
        }
    }

    fn output(
        &self,
        module: &str,
        call: &Step,
        output: Option<&Step>,
        attribute: &str,
        traced: &mut Traced,
        depth: usize,
    ) {
        let mut merged = Vec::<Group>::new();
        let all = self.children(module, &call.name).filter(|(_, key)| call.key.is_none() || *key == call.key);
        let mut all = all.collect::<Vec<_>>();
        if all.is_empty() && self.is_bare(module, &call.name) {
            all.push((child(module, &call.name, None), None));
        }
        for (address, key) in &all {
            let expression = output.and_then(|step| Some(&self.module(address)?.outputs.get(&step.name)?.expression));
            // Of `module.a[each.key].b` the plan keeps `module.a`.
            let (Some(expression), Some(output)) = (expression, output) else {
                (traced.others, traced.later) = (true, true);
                continue;
            };
            let scope = Scope { module: address, for_each: &Value::Null, key: None, siblings: 1 };
            let mut inner = Traced::default();
            self.follow(scope, expression, &mut inner, depth);
            inner.member(output, attribute);
            traced.join(&inner);
            for (n, mut group) in inner.groups.into_iter().enumerate() {
                if group.attribute.is_empty() {
                    group.attribute = attribute.to_owned();
                }
                if key.is_some() {
                    group.instances.iter_mut().for_each(|(_, own)| *own = key.clone());
                }
                // The same output of several instances of a module: one of them is meant, or all.
                match merged.get_mut(n).filter(|g| g.attribute == group.attribute && key.is_some()) {
                    Some(known) => known.instances.extend(group.instances),
                    None => merged.push(group),
                }
            }
        }
        traced.others |= all.is_empty();
        merged.into_iter().for_each(|group| traced.add(group));
    }

    /// Whether a call makes one instance of a module that has nothing of its own: it hands on what it is given.
    fn is_bare(&self, module: &str, call: &str) -> bool {
        let call = self.module(module).and_then(|m| m.module_calls.get(call));
        call.is_some_and(|call| {
            let (is_one, own) = (call.for_each_expression.is_null() && call.count_expression.is_null(), &call.module);
            is_one && own.resources.is_empty() && own.module_calls.is_empty()
        })
    }

    /// Module instances that a call makes, with their keys.
    fn children(&self, module: &str, call: &str) -> impl Iterator<Item = (String, Option<Key>)> {
        let plain = child(module, call, None);
        let own = move |address: &&String| {
            address.strip_prefix(plain.as_str()).is_some_and(|rest| {
                rest.is_empty() || (rest.starts_with('[') && parent(address).is_some_and(|(_, s)| s.name == *call))
            })
        };
        let modules = self.modules.iter().filter(own.clone()).cloned();
        let (module, call) = (module.to_owned(), call.to_owned());
        let keyed = modules.map(move |address| {
            let key = parent(&address).and_then(|(_, step)| step.key);
            (address, key)
        });
        keyed
            .filter(move |(address, key)| *address == child(&module, &call, key.as_ref()))
            .collect::<Vec<_>>()
            .into_iter()
    }
}

impl Traced {
    /// Of an expression that is in no plan.
    pub fn unknown() -> Traced {
        Traced { others: true, later: true, ..Traced::default() }
    }

    fn add(&mut self, group: Group) {
        if !self.groups.contains(&group) {
            self.groups.push(group)
        }
    }

    /// Takes over what else has a say.
    fn join(&mut self, inner: &Traced) {
        self.others |= inner.others;
        self.local |= inner.local;
        self.data |= inner.data;
        self.later |= inner.later;
        self.some |= inner.some;
    }

    /// Where a member of it is asked for: it is made of one of these, and the plan does not say of which.
    fn member(&mut self, whole: &Step, attribute: &str) {
        self.some |= self.groups.len() > 1 && (whole.key.is_some() || !attribute.is_empty());
    }

    /// Where `each.key` or `count.index` chooses among several: the one of the same key, when their keys are alike.
    fn choose(&mut self, scope: Scope) {
        for group in self.groups.iter_mut().filter(|_| self.keyed) {
            let same = group.instances.iter().filter(|(_, key)| key.is_some() && key.as_ref() == scope.key).count();
            let alike = group.instances.len() == scope.siblings || matches!(scope.key, Some(Key::Name(_)));
            if group.instances.len() > 1 && same == 1 && alike && !self.local {
                group.instances.retain(|(_, key)| key.as_ref() == scope.key);
                group.inferred = true;
            }
        }
        let several = self.groups.len() > 1 || self.groups.iter().any(|group| group.instances.len() > 1);
        self.some |= (self.keyed || self.picked) && several;
    }
}

/// Only what is referred to as a whole: `a.b[0].id` stands before `a.b[0]` and `a.b`, which it implies.
pub(super) fn whole<'r>(references: &[&'r str]) -> Vec<&'r str> {
    let mut kept = Vec::<&str>::new();
    for reference in references {
        let implied = |longer: &&str| {
            longer.strip_prefix(reference).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        if !kept.iter().any(implied) {
            kept.push(reference)
        }
    }
    kept
}

fn attribute(steps: &[Step]) -> String {
    let text = steps.iter().map(|s| format!("{}{}", s.name, s.key.as_ref().map(Key::to_string).unwrap_or_default()));
    text.collect::<Vec<_>>().join(".")
}

/// The expressions of an attribute: as deep as the configuration tells them, else those of what it is a part of. A step without
/// a number goes into every block: those of a set stand in the plan in another order than in the configuration.
pub fn at<'v>(block: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut here = vec![block];
    for step in steps(path) {
        let inner = here.into_iter().flat_map(|value| {
            if value.get("references").is_some() || value.get("constant_value").is_some() {
                return vec![value];
            }
            match (value.get(&step.name), &step.key) {
                (Some(Value::Array(all)), Some(Key::Index(i))) => {
                    usize::try_from(*i).ok().and_then(|i| all.get(i)).into_iter().collect()
                }
                (Some(Value::Array(all)), _) => all.iter().collect(),
                (found, _) => found.into_iter().collect(),
            }
        });
        here = inner.collect();
    }
    here
}
