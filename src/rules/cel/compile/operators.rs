//! Operators: logic with what it says about null, comparison, arithmetic, membership, indexing.

use super::*;
use crate::rules::cel::syntax::{Binary, Chain, Unary};

impl Compiler<'_> {
    pub(super) fn unary(&mut self, operator: Unary, a: &Node, e: &Node) -> Result<Code> {
        match operator {
            Unary::Negate => self.negation(a, e),
            Unary::Not => {
                let (test, facts) = self.truth(a)?;
                Ok(Code::Test(Test::Not(Box::new(test)), facts.swapped()))
            }
        }
    }

    pub(super) fn binary(&mut self, operator: Binary, a: &Node, b: &Node, e: &Node) -> Result<Code> {
        match operator {
            Binary::Equal => {
                let (test, facts) = self.equality(a, b, e)?;
                Ok(Code::Test(test, facts))
            }
            Binary::NotEqual => {
                let (test, facts) = self.equality(a, b, e)?;
                Ok(Code::Test(Test::Not(Box::new(test)), facts.swapped()))
            }
            Binary::Less => self.order(a, Orders { less: true, equal: false, greater: false }, b, e),
            Binary::LessOrEqual => self.order(a, Orders { less: true, equal: true, greater: false }, b, e),
            Binary::Greater => self.order(a, Orders { less: false, equal: false, greater: true }, b, e),
            Binary::GreaterOrEqual => self.order(a, Orders { less: false, equal: true, greater: true }, b, e),
            Binary::In => self.membership(a, b, e),
            Binary::Add => self.arithmetic(a, Operator::Add, b, e),
            Binary::Subtract => self.arithmetic(a, Operator::Subtract, b, e),
            Binary::Multiply => self.arithmetic(a, Operator::Multiply, b, e),
            Binary::Divide => self.arithmetic(a, Operator::Divide, b, e),
            Binary::Modulo => self.arithmetic(a, Operator::Modulo, b, e),
        }
    }

    /// `a && b && c`: what an operand says holds for those after it.
    pub(super) fn chain(&mut self, chain: Chain, operands: &[Node]) -> Result<Code> {
        let (and, known) = (chain == Chain::And, self.facts.len());
        let compiled = operands.iter().map(|operand| {
            let (test, facts) = self.truth(operand)?;
            self.facts.extend_from_slice(if and { &facts.when_true } else { &facts.when_false });
            Ok((test, facts))
        });
        let compiled = compiled.collect::<Result<Vec<_>>>();
        self.facts.truncate(known);
        let (tests, facts): (Vec<_>, Vec<_>) = compiled?.into_iter().unzip();
        Ok(if and {
            Code::Test(Test::And(tests), Facts::and(facts))
        } else {
            Code::Test(Test::Or(tests), Facts::or(facts))
        })
    }

    pub(super) fn conditional(&mut self, [condition, a, b]: &[Node; 3], e: &Node) -> Result<Code> {
        let (condition, facts) = self.truth(condition)?;
        let yes = self.knowing(&facts.when_true, |c| c.code(a))?;
        let no = self.knowing(&facts.when_false, |c| c.code(b))?;
        match (yes, no) {
            (Code::Test(a, yes), Code::Test(b, no)) => {
                Ok(Code::Test(Test::If(Box::new([condition, a, b])), Facts::conditional(facts, yes, no)))
            }
            (yes, no) => {
                let ((a, ty), (b, other)) = (expr(yes), expr(no));
                if !ty.kind.comparable(&other.kind) {
                    let error = self.error(e, format!("this is either {} or {}", ty.kind, other.kind));
                    return Err(error.help("both branches of `c ? a : b` have one type"));
                }
                let ty = self.merge([&ty, &other].into_iter(), e)?;
                Ok(Code::Expr(Expr::If(Box::new((condition, a, b))), ty))
            }
        }
    }

    fn equality(&mut self, a: &Node, b: &Node, e: &Node) -> Result<(Test, Facts)> {
        let ((left, ty), (right, other)) = (self.value(a)?, self.value(b)?);
        self.comparable(&ty.kind, &other.kind, e)?;
        // `x == null` is the form of it that is asked most often.
        let asked = match (&left, &right) {
            (_, Expr::Const(Value::Null)) => Some(a),
            (Expr::Const(Value::Null), _) => Some(b),
            _ => None,
        };
        if let Some(asked) = asked {
            let of = if matches!(right, Expr::Const(Value::Null)) { left } else { right };
            let facts = Facts::when_true(Some(self.key(asked))).swapped();
            return Ok((Test::Not(Box::new(Test::Present(of))), facts));
        }
        // What equals something that is not null is not null.
        let facts = Facts::when_true(match (ty.nullable, other.nullable) {
            (true, false) => Some(self.key(a)),
            (false, true) => Some(self.key(b)),
            _ => None,
        });
        Ok((Test::Equal(left, right), facts))
    }

    pub(super) fn comparable(&self, a: &Kind, b: &Kind, e: &Node) -> Result<()> {
        if !a.comparable(b) {
            return Err(self.error(e, format!("{a} is compared with {b}")));
        }
        let null = matches!(a, Kind::Null) || matches!(b, Kind::Null);
        if !null && (a.holds_record() || b.holds_record()) {
            return Err(self.error(e, "records are not compared as a whole: compare their fields"));
        }
        Ok(())
    }

    fn order(&mut self, a: &Node, orders: Orders, b: &Node, e: &Node) -> Result<Code> {
        let ((left, kind), (right, other)) = (self.present(a)?, self.present(b)?);
        self.comparable(&kind, &other, e)?;
        if let Some(kind) = [kind, other].iter().find(|k| !k.is_ordered()) {
            return Err(self.error(e, format!("{kind} has no order")));
        }
        Ok(Code::Test(Test::Order(left, orders, right), Facts::default()))
    }

    fn arithmetic(&mut self, a: &Node, operator: Operator, b: &Node, e: &Node) -> Result<Code> {
        use Kind::{Double, Duration, Int, Never, Text, Time};
        use Operator::*;
        let (left, right) = (self.code(a)?, self.code(b)?);
        if operator == Add && left.is_list() && right.is_list() {
            let ((left, elements), (right, other)) = (self.as_list(left, a)?, self.as_list(right, b)?);
            let ty = self.merge([&elements.ty, &other.ty].into_iter(), e)?;
            return Ok(Code::List(List::Concat(Box::new([left, right])), ty.into()));
        }
        let ((left, kind), (right, other)) = (self.as_present(left, a)?, self.as_present(right, b)?);
        let result = match (&kind, operator, &other) {
            (Never, _, kind) | (kind, _, Never) => kind.clone(),
            (Int, _, Int) => Int,
            (Double, Add | Subtract | Multiply | Divide, Double) => Double,
            (Time, Subtract, Time) => Duration,
            (Time, Add | Subtract, Duration) | (Duration, Add, Time) => Time,
            (Duration, Add | Subtract, Duration) => Duration,
            (Text, Add, Text) => Text,
            (Int, _, Double) | (Double, _, Int) => {
                let error = self.error(e, "an integer and a double are not added, multiplied or divided");
                return Err(error.help("convert one: double(x) or int(x)"));
            }
            _ => {
                let verb = match operator {
                    Add => "added to",
                    Subtract => "subtracted by",
                    Multiply => "multiplied by",
                    Divide | Modulo => "divided by",
                };
                return Err(self.error(e, format!("{kind} cannot be {verb} {other}")));
            }
        };
        Ok(Code::Expr(Expr::Arithmetic(Box::new((left, right)), operator), result.into()))
    }

    fn negation(&mut self, a: &Node, e: &Node) -> Result<Code> {
        let (value, kind) = self.present(a)?;
        match kind {
            Kind::Int | Kind::Double | Kind::Duration | Kind::Never => {
                Ok(Code::Expr(Expr::Negate(Box::new(value)), kind.into()))
            }
            kind => Err(self.error(e, format!("{kind} has no negative")).help("not is written `!`")),
        }
    }

    fn membership(&mut self, a: &Node, b: &Node, e: &Node) -> Result<Code> {
        let (item, ty) = self.value(a)?;
        match self.list(b)? {
            (List::Keys(map), keys) => {
                self.comparable(&ty.kind, &keys.ty.kind, e)?;
                self.sure(&ty, a)?;
                // `k in m` says that `m[k]` is there.
                let key = self.key_of_entry(b, a);
                Ok(Code::Test(Test::HasKey(item, map), Facts::when_true(Some(key))))
            }
            (list, elements) => {
                self.comparable(&ty.kind, &elements.ty.kind, e)?;
                let facts = Facts::when_true((ty.nullable && !elements.ty.nullable).then(|| self.key(a)));
                Ok(Code::Test(Test::In(item, list), facts))
            }
        }
    }

    pub(super) fn index(&mut self, a: &Node, b: &Node, e: &Node) -> Result<Code> {
        let (list, elements) = match self.code(a)? {
            code if code.is_list() => self.as_list(code, a)?,
            code => {
                let (of, kind) = self.as_present(code, a)?;
                let (key, key_kind) = self.present(b)?;
                return self.entry(of, kind, key, key_kind, e);
            }
        };
        let index = self.typed(b, "an integer", |k| matches!(k, Kind::Int))?;
        Ok(Code::Expr(Expr::Index(Box::new(list), Box::new(index)), elements.ty))
    }
}
