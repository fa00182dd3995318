//! Functions of strings: tests, parts, conversions, and what AWS writes into strings.

use super::Argument::{Int, Text};
use super::Form::{Global, Method};
use super::*;

/// Of a string, with arguments that may be left out beyond the first `least`.
const fn method(
    name: &'static str,
    usage: &'static str,
    doc: &'static str,
    builtin: Builtin,
    arguments: &'static [Argument],
    least: usize,
    result: Gives,
) -> Function {
    Function { name, usage, doc, build: Build::Plain(builtin, Method, arguments, least, result) }
}

/// Of strings alone.
const fn global(
    name: &'static str,
    usage: &'static str,
    doc: &'static str,
    builtin: Builtin,
    arguments: &'static [Argument],
    result: Gives,
) -> Function {
    Function { name, usage, doc, build: Build::Plain(builtin, Global, arguments, arguments.len(), result) }
}

pub(super) static FUNCTIONS: [Function; 23] = [
    own("startsWith", "text.startsWith(prefix)", "Whether a string begins with another.", |c, call| {
        tested(c, call, TextTest::Starts)
    }),
    own("endsWith", "text.endsWith(suffix)", "Whether a string ends with another.", |c, call| {
        tested(c, call, TextTest::Ends)
    }),
    own(
        "contains",
        "text.contains(part)",
        "Whether a string contains another; of a list, write `x in list`.",
        |c, call| tested(c, call, TextTest::Contains),
    ),
    own(
        "matches",
        "text.matches(pattern)",
        "Whether a regular expression (RE2) matches a part of a string; ^ and $ make it the whole.",
        matches,
    ),
    method(
        "lowerAscii",
        "text.lowerAscii()",
        "In small letters, as far as they are ASCII.",
        Builtin::LowerAscii,
        &[Text],
        1,
        Gives::Text,
    ),
    method(
        "upperAscii",
        "text.upperAscii()",
        "In capitals, as far as they are ASCII.",
        Builtin::UpperAscii,
        &[Text],
        1,
        Gives::Text,
    ),
    method("trim", "text.trim()", "Without white space at both ends.", Builtin::Trim, &[Text], 1, Gives::Text),
    method(
        "reverse",
        "text.reverse()",
        "From the last character to the first.",
        Builtin::Reverse,
        &[Text],
        1,
        Gives::Text,
    ),
    method(
        "replace",
        "text.replace(part, other)",
        "With a part replaced wherever it stands, or `text.replace(part, other, times)`.",
        Builtin::Replace,
        &[Text, Text, Text, Int],
        3,
        Gives::Text,
    ),
    method(
        "split",
        "text.split(separator)",
        "The parts between separators; `text.split(separator, limit)` makes so many at most.",
        Builtin::Split,
        &[Text, Text, Int],
        2,
        Gives::Texts,
    ),
    method(
        "substring",
        "text.substring(start, end)",
        "The characters from a place to before another, or to the end.",
        Builtin::Substring,
        &[Text, Int, Int],
        2,
        Gives::Text,
    ),
    method(
        "charAt",
        "text.charAt(place)",
        "The character at a place, counted from 0.",
        Builtin::CharAt,
        &[Text, Int],
        2,
        Gives::Text,
    ),
    method(
        "indexOf",
        "text.indexOf(part)",
        "Where a part first stands, or -1; `text.indexOf(part, start)` looks from a place on.",
        Builtin::IndexOf,
        &[Text, Text, Int],
        2,
        Gives::Int,
    ),
    method(
        "lastIndexOf",
        "text.lastIndexOf(part)",
        "Where a part last stands, or -1; `text.lastIndexOf(part, last)` looks up to a place.",
        Builtin::LastIndexOf,
        &[Text, Text, Int],
        2,
        Gives::Int,
    ),
    own(
        "int",
        "int(x)",
        "A double without its fraction, a string of digits, or a timestamp's seconds since 1970, as an integer.",
        |c, call| {
            let from = |k: &Kind| matches!(k, Kind::Int | Kind::Double | Kind::Text | Kind::Time);
            convert(c, call, Builtin::ToInt, from, Kind::Int)
        },
    ),
    own("double", "double(x)", "An integer or a string as a double.", |c, call| {
        convert(c, call, Builtin::ToDouble, |k| matches!(k, Kind::Int | Kind::Double | Kind::Text), Kind::Double)
    }),
    own("string", "string(x)", "A number, bool, timestamp or duration as a string.", |c, call| {
        let from = |k: &Kind| k.is_ordered();
        convert(c, call, Builtin::ToText, from, Kind::Text)
    }),
    own("bool", "bool(x)", "The string `true` or `false` as a bool.", |c, call| {
        convert(c, call, Builtin::ToBool, |k| matches!(k, Kind::Bool | Kind::Text), Kind::Bool)
    }),
    global(
        "cidr_contains",
        "cidr_contains(outer, inner)",
        "Whether a range of addresses (10.0.0.0/16) contains another range or an address. Unknown when either is neither.",
        Builtin::CidrContains,
        &[Text, Text],
        Gives::Bool,
    ),
    global(
        "cidr_overlaps",
        "cidr_overlaps(a, b)",
        "Whether two ranges of addresses share one.",
        Builtin::CidrOverlaps,
        &[Text, Text],
        Gives::Bool,
    ),
    global(
        "arn_account",
        "arn_account(arn)",
        "The account in an ARN; empty where it names none.",
        Builtin::ArnAccount,
        &[Text],
        Gives::Text,
    ),
    global(
        "arn_region",
        "arn_region(arn)",
        "The region in an ARN; empty where it names none.",
        Builtin::ArnRegion,
        &[Text],
        Gives::Text,
    ),
    global(
        "wildcard_match",
        "wildcard_match(text, pattern)",
        "Whether a string matches a pattern in which, as in IAM, `*` is any characters and `?` is one.",
        Builtin::WildcardMatch,
        &[Text, Text],
        Gives::Bool,
    ),
];

fn tested(c: &mut Compiler, call: &Call, test: TextTest) -> Result<Option<Code>> {
    let (Some(text), [other]) = (call.target, call.args) else { return Ok(None) };
    let text = c.typed(text, "a string", Kind::is_text)?;
    let other = c.typed(other, "a string", Kind::is_text)?;
    Ok(Some(Code::Test(Test::Text(test, text, other), Facts::default())))
}

/// The pattern is compiled here, so that a mistake in it is found when the rule is loaded.
fn matches(c: &mut Compiler, call: &Call) -> Result<Option<Code>> {
    let (text, pattern) = match (call.target, call.args) {
        (Some(text), [pattern]) | (None, [text, pattern]) => (text, pattern),
        _ => return Ok(None),
    };
    let text = c.typed(text, "a string", Kind::is_text)?;
    let compiled = c.typed(pattern, "a string", Kind::is_text)?;
    let Some(literal) = c.constant_text(&compiled) else {
        return Err(c.error(pattern, "the pattern is a literal or a parameter: it is compiled when the rule is loaded"));
    };
    let regex = regex::Regex::new(literal).map_err(|why| {
        let why = why.to_string();
        let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        c.error(pattern, format!("this is no regular expression: {why}"))
    })?;
    Ok(Some(Code::Test(Test::Matches(text, Box::new(regex)), Facts::default())))
}
