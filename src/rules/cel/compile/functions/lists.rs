//! Functions of lists and maps: quantifiers, filters, folds.

use super::*;

pub(super) static FUNCTIONS: [Function; 16] = [
    own(
        "all",
        "list.all(v, test)",
        "Whether the test holds for every element; of a map, for every key. `list.all(i, v, test)` has the index or key too.",
        |c, call| quantifier(c, call, Test::All),
    ),
    own(
        "exists",
        "list.exists(v, test)",
        "Whether the test holds for some element; of a map, for some key. `list.exists(i, v, test)` has the index or key too.",
        |c, call| quantifier(c, call, Test::Exists),
    ),
    own(
        "exists_one",
        "list.exists_one(v, test)",
        "Whether the test holds for exactly one element; `existsOne` is the same.",
        |c, call| quantifier(c, call, Test::ExistsOne),
    ),
    own(
        "existsOne",
        "list.existsOne(v, test)",
        "Whether the test holds for exactly one element; `exists_one` is the same.",
        |c, call| quantifier(c, call, Test::ExistsOne),
    ),
    own(
        "filter",
        "list.filter(v, test)",
        "The elements for which the test holds. Whether one belongs that is unknown is unknown: so is the size then.",
        filter,
    ),
    own(
        "map",
        "list.map(v, value)",
        "A value for each element; `list.map(v, test, value)` for each for which the test holds.",
        map,
    ),
    own(
        "transformList",
        "list.transformList(i, v, value)",
        "A value for each index and element, or key and value; `list.transformList(i, v, test, value)` where the test holds.",
        transform,
    ),
    own(
        "size",
        "size(x)",
        "How many elements a list or map has, or characters a string; `x.size()` is the same.",
        size,
    ),
    own(
        "has",
        "has(x.field)",
        "Whether the field is not null; of a map, whether it has the key. Unknown when the field is.",
        has,
    ),
    own("in", "x in list", "Whether an element equals x; of a map, whether x is a key.", |_, _| Ok(None)),
    own("distinct", "list.distinct()", "Each element once, where it first stands.", distinct),
    own("flatten", "list.flatten()", "The elements of a list's lists, one level deep.", flatten),
    own(
        "min",
        "list.min()",
        "The least element of a list of numbers, strings or times; null when it is empty.",
        |c, call| fold(c, call, Fold::Min),
    ),
    own(
        "max",
        "list.max()",
        "The greatest element of a list of numbers, strings or times; null when it is empty.",
        |c, call| fold(c, call, Fold::Max),
    ),
    own("sum", "list.sum()", "The sum of a list of numbers or durations; null when it is empty.", |c, call| {
        fold(c, call, Fold::Sum)
    }),
    own(
        "join",
        "list.join(separator)",
        "A list's strings as one, with the separator between; `list.join()` has none.",
        join,
    ),
];

/// The list of a call, the loop's variable, and its own name and elements: with two names, the first is the index or key.
struct Loop<'c> {
    list: List,
    elements: Elements,
    v: &'c Node,
    /// The index or key: its variable counts before the element's.
    outer: Option<(&'c Node, Ty)>,
}

impl<'c> Loop<'c> {
    fn of(c: &mut Compiler, target: &Node, index: Option<&'c Node>, v: &'c Node) -> Result<Self> {
        let (list, elements) = c.list(target)?;
        let Some(index) = index else { return Ok(Loop { list, elements, v, outer: None }) };
        let var = c.vars.len() as Var;
        let (list, elements, index_ty) = match list {
            List::Keys(map) => {
                let value = match c.value(target)?.1.kind {
                    Kind::Map(_, value) => *value,
                    Kind::Object(members) => members.iter().fold(Ty::from(Kind::Never), |ty, (_, m)| ty.unify(m)),
                    _ => Kind::Any.into(),
                };
                (List::Entries(map, var), value.into(), elements.ty)
            }
            list => (List::Indexed(Box::new(list), var), elements, Kind::Int.into()),
        };
        Ok(Loop { list, elements, v, outer: Some((index, index_ty)) })
    }

    /// Compiles what is said of each element; the list comes back with the element's variable.
    fn body<R>(
        self,
        c: &mut Compiler,
        body: impl FnOnce(&mut Compiler) -> Result<R>,
    ) -> Result<(List, Elements, Var, R)> {
        let Loop { list, elements, v, outer } = self;
        let (var, result) = match outer {
            Some((index, ty)) => {
                let (_, inner) = c.bind(index, &ty.into(), |c| c.bind(v, &elements, body))?;
                inner
            }
            None => c.bind(v, &elements, body)?,
        };
        Ok((list, elements, var, result))
    }
}

fn quantifier(c: &mut Compiler, call: &Call, make: fn(List, Var, Box<Test>) -> Test) -> Result<Option<Code>> {
    let (index, v, test) = match (call.target, call.args) {
        (Some(_), [v, test]) => (None, v, test),
        (Some(_), [index, v, test]) => (Some(index), v, test),
        _ => return Ok(None),
    };
    let Some(target) = call.target else { return Ok(None) };
    let (list, _, var, (test, _)) = Loop::of(c, target, index, v)?.body(c, |c| c.truth(test))?;
    Ok(Some(Code::Test(make(list, var, Box::new(test)), Facts::default())))
}

fn filter(c: &mut Compiler, call: &Call) -> Result<Option<Code>> {
    let (Some(target), [v, test]) = (call.target, call.args) else { return Ok(None) };
    let (list, elements, var, (test, facts)) = Loop::of(c, target, None, v)?.body(c, |c| c.truth(test))?;
    let elements = elements.knowing(narrow::about_element(&facts.when_true, var as usize));
    Ok(Some(Code::List(List::Filter(Box::new(list), var, Box::new(test)), elements)))
}

fn map(c: &mut Compiler, call: &Call) -> Result<Option<Code>> {
    match (call.target, call.args) {
        (Some(target), [v, value]) => mapped(c, target, None, v, None, value),
        (Some(target), [v, test, value]) => mapped(c, target, None, v, Some(test), value),
        _ => Ok(None),
    }
}

fn transform(c: &mut Compiler, call: &Call) -> Result<Option<Code>> {
    match (call.target, call.args) {
        (Some(target), [i, v, value]) => mapped(c, target, Some(i), v, None, value),
        (Some(target), [i, v, test, value]) => mapped(c, target, Some(i), v, Some(test), value),
        _ => Ok(None),
    }
}

fn mapped(
    c: &mut Compiler,
    target: &Node,
    index: Option<&Node>,
    v: &Node,
    test: Option<&Node>,
    value: &Node,
) -> Result<Option<Code>> {
    let (list, _, var, (test, (value, ty))) = Loop::of(c, target, index, v)?.body(c, |c| {
        let (test, facts) = test.map(|test| c.truth(test)).transpose()?.unzip();
        let facts = facts.map_or_else(Vec::new, |f: Facts| f.when_true);
        Ok((test, c.knowing(&facts, |c| c.value(value))?))
    })?;
    let list = match test {
        Some(test) => List::Filter(Box::new(list), var, Box::new(test)),
        None => list,
    };
    Ok(Some(Code::List(List::Map(Box::new(list), var, Box::new(value)), ty.into())))
}

fn size(c: &mut Compiler, call: &Call) -> Result<Option<Code>> {
    let (Some(of), []) =
        (call.target.or(call.args.first()), &call.args[call.args.len().min(usize::from(call.target.is_none()))..])
    else {
        return Ok(None);
    };
    let size = match c.code(of)? {
        Code::Expr(text, ty) if matches!(ty.kind, Kind::Text) => {
            c.sure(&ty, of)?;
            Expr::Call(Builtin::TextSize, vec![text])
        }
        code => Expr::Size(Box::new(c.as_list(code, of)?.0)),
    };
    Ok(Some(Code::Expr(size, Kind::Int.into())))
}

fn has(c: &mut Compiler, call: &Call) -> Result<Option<Code>> {
    let (None, [a]) = (call.target, call.args) else { return Ok(None) };
    let Ast::Select(of, field) = &a.ast else {
        return Err(c.error(a, "has() takes a field: has(resource.field)"));
    };
    if let (_, Kind::Object(members)) = c.present(of)?
        && members.iter().all(|(name, _)| name != field)
        && names_no_parameter(of)
    {
        return Ok(Some(Code::Test(Test::Const(false), Facts::default())));
    }
    let facts = Facts::when_true(Some(c.key(a)));
    Ok(Some(match c.code(a)? {
        Code::Expr(value, _) => Code::Test(Test::Present(value), facts),
        Code::Test(Test::Holds(value), _) => Code::Test(Test::Present(value), facts),
        Code::Test(..) | Code::List(..) => Code::Test(Test::Const(true), facts),
    }))
}

/// A parameter that is not declared is a mistake, even where it is asked for.
fn names_no_parameter(e: &Node) -> bool {
    match &e.ast {
        Ast::Name(name) => name != "architecture",
        Ast::Select(of, _) => names_no_parameter(of),
        _ => true,
    }
}

fn distinct(c: &mut Compiler, call: &Call) -> Result<Option<Code>> {
    let (Some(target), []) = (call.target, call.args) else { return Ok(None) };
    let (list, elements) = c.list(target)?;
    c.comparable(&elements.ty.kind, &elements.ty.kind, call.e)?;
    Ok(Some(Code::List(List::Distinct(Box::new(list)), elements)))
}

fn flatten(c: &mut Compiler, call: &Call) -> Result<Option<Code>> {
    let (Some(target), []) = (call.target, call.args) else { return Ok(None) };
    let (list, elements) = c.list(target)?;
    let inner = match elements.ty.kind {
        Kind::List(inner) if !elements.ty.nullable || c.lenient => *inner,
        Kind::Never => Kind::Never.into(),
        Kind::List(_) => {
            return Err(c
                .error(call.e, "some of the inner lists may be null")
                .help("filter those out first: .filter(x, x != null)"));
        }
        kind => return Err(c.error(call.e, format!("flatten() takes a list of lists; the elements are each {kind}"))),
    };
    let (width, record) = layout(&inner.kind);
    Ok(Some(Code::List(List::Flatten(Box::new(list), width, record), inner.into())))
}

fn fold(c: &mut Compiler, call: &Call, fold: Fold) -> Result<Option<Code>> {
    let (Some(target), []) = (call.target, call.args) else { return Ok(None) };
    let (list, elements) = c.list(target)?;
    let Ty { kind, nullable } = elements.ty;
    let fits = match fold {
        Fold::Min | Fold::Max => kind.is_ordered(),
        Fold::Sum => matches!(kind, Kind::Int | Kind::Double | Kind::Duration | Kind::Never),
    };
    if !fits {
        return Err(c.error(call.e, format!("{}() takes no list whose elements are each {kind}", call.name)));
    }
    if nullable && !c.lenient {
        return Err(c
            .error(call.e, "some of the elements may be null")
            .help("filter those out first: .filter(x, x != null)"));
    }
    Ok(Some(Code::Expr(Expr::Fold(fold, Box::new(list)), Ty::from(kind).or_null(true))))
}

fn join(c: &mut Compiler, call: &Call) -> Result<Option<Code>> {
    let Some(target) = call.target else { return Ok(None) };
    let separator = match call.args {
        [] => Expr::Const(c.text("")),
        [separator] => c.typed(separator, "a string", Kind::is_text)?,
        _ => return Ok(None),
    };
    let (list, elements) = c.list(target)?;
    if !elements.ty.kind.is_text() || elements.ty.nullable && !c.lenient {
        let error = c.error(call.e, "join() takes a list of strings");
        return Err(if elements.ty.nullable {
            error.help("filter nulls out first: .filter(x, x != null)")
        } else {
            error
        });
    }
    Ok(Some(Code::Expr(Expr::Join(Box::new(list), Box::new(separator)), Kind::Text.into())))
}
