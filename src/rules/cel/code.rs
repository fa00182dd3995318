//! Checked code: three kinds of node, because they are evaluated differently. A `Test` has a truth, an `Expr` has a value, a
//! `List` is walked and, as a rule, never built.

use super::eval::Value;
use crate::model::Shape;
use std::cmp::Ordering;

/// What has a truth.
#[derive(Debug)]
pub enum Test {
    /// `true` or `false`
    Const(bool),
    /// `a && b && c`
    And(Vec<Test>),
    /// `a || b || c`
    Or(Vec<Test>),
    /// `!a`
    Not(Box<Test>),
    /// `a ? b : c` of bools
    If(Box<[Test; 3]>),
    /// A value that is a bool.
    Holds(Expr),
    /// `a == b`
    Equal(Expr, Expr),
    /// `a < b` and its like
    Order(Expr, Orders, Expr),
    /// `a in list`
    In(Expr, List),
    /// `key in map`
    HasKey(Expr, Expr),
    /// `startsWith`, `endsWith`, `contains`
    Text(TextTest, Expr, Expr),
    /// `matches`, with the pattern compiled
    Matches(Expr, Box<regex::Regex>),
    /// `has(x.f)`, or `x.f != null`
    Present(Expr),
    /// `list.all(v, test)`
    All(List, Var, Box<Test>),
    /// `list.exists(v, test)`
    Exists(List, Var, Box<Test>),
    /// `list.exists_one(v, test)`
    ExistsOne(List, Var, Box<Test>),
}

/// A variable's number: 0 is the subject, loops count on from there.
pub type Var = u32;

/// A test of two strings.
#[derive(Clone, Copy, Debug)]
pub enum TextTest {
    /// `startsWith`
    Starts,
    /// `endsWith`
    Ends,
    /// `contains`
    Contains,
}

/// Which outcomes of a comparison make it true.
#[derive(Clone, Copy, Debug)]
pub struct Orders {
    /// The left one is less.
    pub less: bool,
    /// They are equal.
    pub equal: bool,
    /// The left one is greater.
    pub greater: bool,
}
impl Orders {
    /// Whether this outcome is one of them.
    #[inline]
    pub fn admit(self, o: Ordering) -> bool {
        match o {
            Ordering::Less => self.less,
            Ordering::Equal => self.equal,
            Ordering::Greater => self.greater,
        }
    }
}

/// What has a value.
#[derive(Debug)]
pub enum Expr {
    /// A literal or an architecture parameter.
    Const(Value),
    /// The snapshot's time.
    Now,
    /// The subject or a loop's variable.
    Var(Var),
    /// A field or a to-one relation: the slot is known, the row is not.
    Slot(Box<Expr>, Slot),
    /// The same, of a variable: nine expressions in ten.
    VarSlot(Var, Slot),
    /// A map's value; null when it has no such key.
    Get(Box<Expr>, Box<Expr>),
    /// A list's element.
    Index(Box<List>, Box<Expr>),
    /// `a ? b : c`
    If(Box<(Test, Expr, Expr)>),
    /// A truth as a value.
    Test(Box<Test>),
    /// A list as a value: the only case in which a walk is built.
    List(Box<List>),
    /// A map literal with computed parts.
    Map(Vec<(Expr, Expr)>),
    /// How many elements.
    Size(Box<List>),
    /// `a + b` and its like
    Arithmetic(Box<(Expr, Expr)>, Operator),
    /// `-a`
    Negate(Box<Expr>),
    /// `min`, `max`, `sum`
    Fold(Fold, Box<List>),
    /// `list.join(separator)`
    Join(Box<List>, Box<Expr>),
    /// Any function of values alone.
    Call(Builtin, Vec<Expr>),
    /// `scp_denies(account, action, keys)`
    ScpDenies(Box<[Expr; 3]>),
    /// A `let` inside of a loop, by its number: no loop's variable is in it, so that once for each subject will do.
    Once(u32, Box<Expr>),
}

/// An arithmetic operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// A list's elements into one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs)]
pub enum Fold {
    Min,
    Max,
    Sum,
}

/// Functions of values alone: unknown when an argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs)]
pub enum Builtin {
    TextSize,
    LowerAscii,
    UpperAscii,
    Trim,
    Replace,
    Substring,
    IndexOf,
    LastIndexOf,
    CharAt,
    Reverse,
    Split,
    ToInt,
    ToDouble,
    ToText,
    ToBool,
    ToTime,
    ToDuration,
    Clock(Clock),
    CidrContains,
    CidrOverlaps,
    ArnAccount,
    ArnRegion,
    WildcardMatch,
}

/// A part of a timestamp or a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs)]
pub enum Clock {
    FullYear,
    Month,
    Date,
    DayOfMonth,
    DayOfWeek,
    DayOfYear,
    Hours,
    Minutes,
    Seconds,
    Milliseconds,
}

/// A place in every row of a shape. What it is called is looked up when somebody asks.
#[derive(Clone, Copy)]
pub struct Slot {
    /// The type or record.
    pub shape: &'static Shape,
    /// The place.
    pub index: u32,
}
impl Slot {
    /// What the member is called.
    pub fn name(self) -> &'static str {
        self.shape.slot_name(self.index as usize)
    }
    /// The operation that returned it.
    pub fn source(self) -> Option<&'static str> {
        self.shape.slot_source(self.index as usize)
    }
}
impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{}.{}", self.shape.name, self.name())
    }
}

/// What is walked.
#[derive(Debug)]
pub enum List {
    /// The list that a value is; in the graph its elements are `width` cells each.
    Of {
        /// The value.
        of: Expr,
        /// Cells of an element.
        width: u32,
        /// Whether the elements are records.
        record: bool,
    },
    /// `vpc.subnets`
    Inverse {
        /// The target.
        of: Expr,
        /// Its place in `Graph::inverses`.
        inverse: u32,
    },
    /// `[a, b]`
    Items(Vec<Expr>),
    /// The keys of a map.
    Keys(Expr),
    /// The values of a map, with the key in the variable.
    Entries(Expr, Var),
    /// The elements of a list with the index in the variable.
    Indexed(Box<List>, Var),
    /// `list.filter(v, test)`
    Filter(Box<List>, Var, Box<Test>),
    /// `list.map(v, value)`
    Map(Box<List>, Var, Box<Expr>),
    /// `a + b`
    Concat(Box<[List; 2]>),
    /// `list.distinct()`
    Distinct(Box<List>),
    /// `list.flatten()`; the inner lists' elements are as in `Of`
    Flatten(Box<List>, u32, bool),
    /// A `let` inside of a loop, by its number.
    Once(u32, Box<List>),
}
