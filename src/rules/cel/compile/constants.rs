//! Literals of lists and maps, and parameters: what is constant is laid out once, at compilation.

use super::*;
use crate::graph::Span;
use crate::rules::cel::eval::CONSTANT;
use serde_json::Value as Json;
use std::rc::Rc;

pub(super) struct Constant {
    pub value: Value,
    pub ty: Ty,
}

impl Compiler<'_> {
    /// A parameter.
    pub(super) fn constant(&mut self, json: &Json) -> Constant {
        let (value, ty) = match json {
            Json::Null => (Value::Null, Kind::Null.into()),
            Json::Bool(b) => (Value::Bool(*b), Kind::Bool.into()),
            Json::Number(n) => match n.as_i64() {
                Some(i) => (Value::Int(i), Kind::Int.into()),
                None => (Value::Double(n.as_f64().unwrap_or(f64::NAN)), Kind::Double.into()),
            },
            Json::String(s) => (self.text(s), Kind::Text.into()),
            Json::Array(items) => {
                // `[1, 2.5]` in YAML means two numbers of one kind.
                let doubles = items.iter().all(Json::is_number) && items.iter().any(|i| !i.is_i64());
                let items = items.iter().map(|item| match (item.as_f64(), doubles) {
                    (Some(d), true) => Constant { value: Value::Double(d), ty: Kind::Double.into() },
                    _ => self.constant(item),
                });
                let items = items.collect::<Vec<_>>();
                let ty = items.iter().fold(Ty::from(Kind::Never), |ty, item| ty.unify(&item.ty));
                (self.constant_list(items.iter().map(|i| i.value).collect()), Ty::list(ty))
            }
            Json::Object(members) => {
                let members = members.iter().map(|(key, value)| (key.clone(), self.text(key), self.constant(value)));
                let members = members.collect::<Vec<_>>();
                let pairs = members.iter().map(|(_, key, member)| [*key, member.value]).collect();
                let types = members.into_iter().map(|(name, _, member)| (name, member.ty)).collect();
                (self.constant_map(pairs), Kind::Object(Rc::new(types)).into())
            }
        };
        Constant { value, ty }
    }

    fn constant_list(&mut self, items: Vec<Value>) -> Value {
        let span = Span { start: self.constants.len() as u32 | CONSTANT, len: items.len() as u32 };
        self.constants.extend(items);
        Value::Items(span, false)
    }

    fn constant_map(&mut self, pairs: Vec<[Value; 2]>) -> Value {
        let span = Span { start: self.constants.len() as u32 | CONSTANT, len: pairs.len() as u32 };
        self.constants.extend(pairs.into_flattened());
        Value::Pairs(span)
    }

    /// Whether a constant map has a constant key. Says yes of what it does not know.
    pub(super) fn has_key(&self, map: Value, key: Value) -> bool {
        let Value::Pairs(span) = map else { return true };
        let start = (span.start & !CONSTANT) as usize;
        let keys = self.constants.iter().skip(start).step_by(2).take(span.len as usize);
        keys.clone().any(|other| same_key(*other, key))
    }

    pub(super) fn list_literal(&mut self, items: &[Node], e: &Node) -> Result<Code> {
        let items = items.iter().map(|item| self.value(item)).collect::<Result<Vec<_>>>()?;
        let ty = self.merge(items.iter().map(|(_, ty)| ty), e)?;
        Ok(match constants(items.iter().map(|(item, _)| item)) {
            Some(values) => Code::Expr(Expr::Const(self.constant_list(values)), Ty::list(ty)),
            None => Code::List(List::Items(items.into_iter().map(|(item, _)| item).collect()), ty.into()),
        })
    }

    pub(super) fn map_literal(&mut self, map: &[[Node; 2]], e: &Node) -> Result<Code> {
        let (mut entries, mut keys, mut types) = (Vec::new(), Vec::new(), Vec::new());
        for [key_written, value_written] in map {
            let (key, key_kind) = self.present(key_written)?;
            if !matches!(key_kind, Kind::Text | Kind::Int | Kind::Bool | Kind::Never) {
                return Err(self.error(key_written, format!("keys are strings, integers or bools, not {key_kind}")));
            }
            if let Expr::Const(value) = key
                && entries.iter().any(|(other, _)| matches!(other, Expr::Const(v) if same_key(*v, value)))
            {
                return Err(self.error(key_written, "this key occurs twice"));
            }
            let (value, ty) = self.value(value_written)?;
            entries.push((key, value));
            keys.push(Ty::from(key_kind));
            types.push(ty);
        }
        let names = entries.iter().map(|(key, _)| self.constant_text(key).map(str::to_owned));
        let ty = match names.collect::<Option<Vec<_>>>() {
            Some(names) => Kind::Object(Rc::new(names.into_iter().zip(types).collect())),
            None => {
                let key = keys.iter().fold(Ty::from(Kind::Never), |ty, key| ty.unify(key));
                Kind::Map(Box::new(key.kind), Box::new(self.merge(types.iter(), e)?))
            }
        };
        let parts = entries.iter().flat_map(|(key, value)| [key, value]);
        let expr = match constants(parts) {
            Some(values) => Expr::Const(self.constant_map(values.as_chunks::<2>().0.to_vec())),
            None => Expr::Map(entries),
        };
        Ok(Code::Expr(expr, ty.into()))
    }

    /// The type of all of them. Records are not mixed with anything: they cannot be compared.
    pub(super) fn merge<'t>(&self, types: impl Iterator<Item = &'t Ty> + Clone, e: &Node) -> Result<Ty> {
        let ty = types.clone().fold(Ty::from(Kind::Never), |ty, other| ty.unify(other));
        if matches!(ty.kind, Kind::Any) && types.clone().any(|t| t.kind.holds_record()) {
            return Err(self.error(e, "a record cannot stand beside values of other types"));
        }
        Ok(ty)
    }
}

fn constants<'e>(mut exprs: impl Iterator<Item = &'e Expr>) -> Option<Vec<Value>> {
    exprs.try_fold(Vec::new(), |mut values, expr| match expr {
        Expr::Const(value) => {
            values.push(*value);
            Some(values)
        }
        _ => None,
    })
}

fn same_key(a: Value, b: Value) -> bool {
    match (a, b) {
        (Value::Int(i), Value::Double(d)) | (Value::Double(d), Value::Int(i)) => i as f64 == d,
        (a, b) => a == b,
    }
}
