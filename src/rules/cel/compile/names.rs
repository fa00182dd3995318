//! Variables, lets, fields, relations and parameters.

use super::constants::Constant;
use super::*;
use crate::model::{ACCOUNT_SLOT, HEADER, TYPES, Type, inverses};

/// A `let` inside of a loop, which need not be computed for each element.
fn once(number: u32, code: Code) -> Code {
    let once = |expr| Expr::Once(number, Box::new(expr));
    match code {
        Code::Expr(expr @ (Expr::Const(_) | Expr::Now | Expr::Slot(..) | Expr::VarSlot(..)), ty) => {
            Code::Expr(expr, ty)
        }
        Code::Expr(expr, ty) => Code::Expr(once(expr), ty),
        Code::Test(Test::Const(known), facts) => Code::Test(Test::Const(known), facts),
        Code::Test(test, facts) => Code::Test(Test::Holds(once(Expr::Test(Box::new(test)))), facts),
        Code::List(list @ (List::Of { .. } | List::Inverse { .. }), elements) => Code::List(list, elements),
        Code::List(list, elements) => Code::List(List::Once(number, Box::new(list)), elements),
    }
}

impl Compiler<'_> {
    pub(super) fn name(&mut self, name: &str, e: &Node) -> Result<Code> {
        if let Some(var) = self.vars.iter().rposition(|(n, _)| n == name) {
            return Ok(Code::Expr(Expr::Var(var as Var), self.vars[var].1.clone()));
        }
        if let Some(position) = self.lets.iter().position(|l| l.name == name) {
            let code = self.inlined(position)?;
            return Ok(if self.vars.len() > 1 { once(position as u32, code) } else { code });
        }
        if name == "architecture" {
            let Constant { value, ty } = self.constant(self.environment.architecture);
            return Ok(Code::Expr(Expr::Const(value), ty));
        }
        if name == "snapshot" {
            return Err(self.error(e, "of the snapshot, rules know `snapshot.taken_at` alone"));
        }
        let known = self.vars.iter().map(|(n, _)| n.as_str()).chain(self.lets.iter().map(|l| l.name.as_str()));
        Err(self.unknown(e, "name", name, known.chain(["architecture", "snapshot"])))
    }

    /// A let sees the lets before it and no loop's variable; those keep their numbers, for the let has loops of its own.
    fn inlined(&mut self, position: usize) -> Result<Code> {
        let lets = self.lets;
        let own = &lets[position];
        let names = self.vars.iter_mut().skip(1).map(|(n, _)| std::mem::take(n)).collect::<Vec<_>>();
        self.lets = &lets[..position];
        let code = self.code(&own.ast);
        self.lets = lets;
        for ((n, _), old) in self.vars.iter_mut().skip(1).zip(names) {
            *n = old
        }
        code.map_err(|d| Diagnostic { within: d.within.or_else(|| Some(own.name.clone())), ..d })
    }

    pub(super) fn select(&mut self, of: &Node, name: &str, e: &Node) -> Result<Code> {
        if let Some(path) = constant_path(e)
            && !self.vars.iter().any(|(n, _)| n == path[0])
        {
            match path[0] {
                "architecture" => {
                    if let Some(code) = self.parameter(&path[1..], e)? {
                        return Ok(code);
                    }
                }
                "snapshot" if path[1..] == ["taken_at"] => return Ok(Code::Expr(Expr::Now, Kind::Time.into())),
                "snapshot" => {
                    return Err(self.error(e, "of the snapshot, rules know `snapshot.taken_at` alone"));
                }
                _ => {}
            }
        }
        let (of, kind) = self.present(of)?;
        match kind {
            Kind::Node(shape) | Kind::Record(shape) => self.field(of, shape, name, e),
            kind @ (Kind::Map(..) | Kind::Object(_) | Kind::Never) => {
                let key = Expr::Const(self.text(name));
                self.entry(of, kind, key, Kind::Text, e)
            }
            Kind::List(_) => Err(self
                .error(e, format!("{kind} has no fields"))
                .help("its elements have: list.all(v, …), list[0], …")),
            kind => Err(self.error(e, format!("{kind} has no fields"))),
        }
    }

    /// A map's value, which is null when there is no such key, except where the keys are known.
    pub(super) fn entry(&mut self, of: Expr, map: Kind, key: Expr, key_kind: Kind, e: &Node) -> Result<Code> {
        let ty = match map {
            Kind::Object(members) => {
                if !key_kind.comparable(&Kind::Text) {
                    return Err(self.error(e, format!("the keys are strings, this is {key_kind}")));
                }
                match self.constant_text(&key) {
                    Some(name) => match members.iter().find(|(n, _)| n == name) {
                        Some((_, ty)) => ty.clone(),
                        None => {
                            return Err(self.unknown(
                                e,
                                "key of this map",
                                name,
                                members.iter().map(|(n, _)| n.as_str()),
                            ));
                        }
                    },
                    None => members.iter().fold(Ty::from(Kind::Never), |ty, (_, m)| ty.unify(m)).or_null(true),
                }
            }
            Kind::Map(keys, value) => {
                if !keys.comparable(&key_kind) {
                    return Err(self.error(e, format!("the keys are each {keys}, this is {key_kind}")));
                }
                if let (Expr::Const(map), Expr::Const(key)) = (&of, &key)
                    && !self.has_key(*map, *key)
                {
                    return Err(self.error(e, "this map has no such key"));
                }
                value.or_null(true)
            }
            // What is not there has no parts, and whoever looks at one learns why it is not there.
            Kind::Never => Kind::Never.into(),
            kind => return Err(self.error(e, format!("expected a map, found {kind}"))),
        };
        Ok(Code::Expr(Expr::Get(Box::new(of), Box::new(key)), ty))
    }

    fn field(&mut self, of: Expr, shape: &'static Shape, name: &str, e: &Node) -> Result<Code> {
        let resource = shape.identity.is_some();
        let header = HEADER.iter().position(|h| resource && h.name == name);
        if let Some(i) = header {
            return Ok(Code::Expr(self.slot(of, shape, i), Kind::of(HEADER[i].ty).into()));
        }
        if resource && name == "account" {
            return Ok(Code::Expr(self.slot(of, shape, ACCOUNT_SLOT), Kind::Node(TYPES[0]()).into()));
        }
        if let Some(i) = shape.fields.iter().position(|f| f.name == name) {
            let field = &shape.fields[i];
            let ty = Ty { kind: Kind::of(field.ty), nullable: field.nullable };
            return Ok(Code::Expr(self.slot(of, shape, shape.first() + i), ty));
        }
        if let Some((_, to, field, relation)) = shape.relations().find(|(.., r)| r.name == name) {
            // References of another kind lead nowhere.
            let elsewhere = !relation.prefix.is_empty();
            let target = Ty::from(Kind::Node((relation.target)()));
            let ty = match field.ty {
                Type::List(_) => Ty::list(target.or_null(elsewhere)),
                _ => target.or_null(elsewhere),
            };
            return Ok(Code::Expr(self.slot(of, shape, to), ty.or_null(field.nullable)));
        }
        let inverse = inverses().enumerate().find(|(_, i)| i.name == name && std::ptr::eq(i.target, shape));
        if let Some((place, inverse)) = inverse {
            let place = place as u32;
            if !self.inverses.contains(&place) {
                self.inverses.push(place)
            }
            let elements = Ty::from(Kind::Node(inverse.source)).into();
            return Ok(Code::List(List::Inverse { of, inverse: place }, elements));
        }
        let header = HEADER.iter().map(|h| h.name).chain(["account"]).filter(|_| resource);
        let own = shape.fields.iter().map(|f| f.name).chain(shape.relations().map(|(.., r)| r.name));
        let lists = inverses().filter(|i| std::ptr::eq(i.target, shape)).map(|i| i.name);
        Err(self.unknown(e, &format!("field of {}", shape.type_name()), name, own.chain(lists).chain(header)))
    }

    fn slot(&mut self, of: Expr, shape: &'static Shape, index: usize) -> Expr {
        let slot = Slot { shape, index: index as u32 };
        if !self.slots.iter().any(|s| s.index == slot.index && std::ptr::eq(s.shape, shape)) {
            self.slots.push(slot)
        }
        match of {
            Expr::Var(var) => Expr::VarSlot(var, slot),
            of => Expr::Slot(Box::new(of), slot),
        }
    }

    /// A parameter by its path; none when the path leads through something that is no group of parameters.
    fn parameter(&mut self, path: &[&str], e: &Node) -> Result<Option<Code>> {
        let mut at = self.environment.architecture;
        for (i, name) in path.iter().enumerate() {
            let Some(group) = at.as_object() else { return Ok(None) };
            let Some(next) = group.get(*name) else {
                let e = operand(e, path.len() - 1 - i);
                return Err(self.unknown(e, "architecture parameter", name, group.keys().map(String::as_str)));
            };
            at = next;
        }
        let path = path.join(".");
        if !self.parameters.contains(&path) {
            self.parameters.push(path)
        }
        let Constant { value, ty } = self.constant(at);
        Ok(Some(match value {
            Value::Bool(b) => Code::Test(Test::Const(b), Facts::default()),
            value => Code::Expr(Expr::Const(value), ty),
        }))
    }
}

/// What stands before the last so many fields.
fn operand(e: &Node, fields: usize) -> &Node {
    match (&e.ast, fields) {
        (Ast::Select(of, _), 1..) => operand(of, fields - 1),
        _ => e,
    }
}

/// The names of `a.b.c`.
fn constant_path(e: &Node) -> Option<Vec<&str>> {
    match &e.ast {
        Ast::Name(name) => Some(vec![name]),
        Ast::Select(of, field) => {
            let mut path = constant_path(of)?;
            path.push(field);
            Some(path)
        }
        _ => None,
    }
}
