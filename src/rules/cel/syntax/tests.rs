//! The reader beside another one of the same language, on the rules' own expressions and on whatever tokens can follow each
//! other; and what a tree is written back as.

use super::*;
use cel::common::ast::{EntryExpr, Expr, IdedExpr, LiteralValue, operators as op};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// Another reader's tree as ours would be written; none where it has what ours refuses.
fn theirs(text: &str) -> Result<Option<String>, String> {
    let parser = cel::Env::default().parser().enable_ident_escape_syntax(true);
    parser.parse_with_source_info(text).map(|(tree, _)| shown(&tree)).map_err(|why| why.to_string())
}

fn shown(tree: &IdedExpr) -> Option<String> {
    let all = |trees: &[IdedExpr]| Some(trees.iter().map(shown).collect::<Option<Vec<_>>>()?.join(" "));
    Some(match &tree.expr {
        Expr::Ident(name) if name.starts_with('.') => return None,
        Expr::Ident(name) => name.clone(),
        Expr::Select(select) => format!("(. {} {})", shown(&select.operand)?, select.field),
        Expr::List(list) if list.optional_indices.is_empty() => format!("[{}]", all(&list.elements)?),
        Expr::Map(map) => {
            let entry = |entry: &EntryExpr| match entry {
                EntryExpr::MapEntry(entry) if !entry.optional => {
                    Some(format!("{} {}", shown(&entry.key)?, shown(&entry.value)?))
                }
                _ => None,
            };
            let entries = map.entries.iter().map(|e| entry(&e.expr)).collect::<Option<Vec<_>>>()?;
            format!("{{{}}}", entries.join(" "))
        }
        Expr::Call(call) => match (call.func_name.as_str(), &call.target) {
            (op::OPT_INDEX | op::OPT_SELECT, _) => return None,
            (name, None) if name.starts_with('.') => return None,
            (name @ (op::LOGICAL_AND | op::LOGICAL_OR), None) => {
                let mut operands = Vec::new();
                operands_of(tree, name, &mut operands)?;
                format!("({name} {})", operands.join(" "))
            }
            (name, None) => format!("({name} {})", all(&call.args)?),
            (name, Some(target)) => format!("(.{name} {} {})", shown(target)?, all(&call.args)?),
        },
        Expr::Literal(literal) => match literal {
            LiteralValue::Null => "null".to_owned(),
            LiteralValue::Boolean(b) => b.inner().to_string(),
            LiteralValue::Int(i) => i.inner().to_string(),
            LiteralValue::UInt(u) => i64::try_from(*u.inner()).ok()?.to_string(),
            LiteralValue::Double(d) => format!("{:?}", d.inner()),
            LiteralValue::String(s) => format!("{:?}", s.inner()),
            LiteralValue::Bytes(_) => return None,
        },
        Expr::List(_) | Expr::Struct(_) | Expr::Comprehension(_) | Expr::Unspecified => return None,
    })
}

/// Their chains are trees of pairs.
fn operands_of(tree: &IdedExpr, name: &str, into: &mut Vec<String>) -> Option<()> {
    match &tree.expr {
        Expr::Call(call) if call.func_name == name && call.target.is_none() => {
            call.args.iter().try_for_each(|operand| operands_of(operand, name, into))
        }
        _ => {
            into.push(shown(tree)?);
            Some(())
        }
    }
}

/// Our tree in the same form.
fn ours(node: &Node) -> String {
    let all = |nodes: &mut dyn Iterator<Item = &Node>| nodes.map(ours).collect::<Vec<_>>().join(" ");
    match &node.ast {
        Ast::Literal(Literal::Text(text)) => format!("{text:?}"),
        Ast::Literal(_) => written(node),
        Ast::Name(name) => name.clone(),
        Ast::Select(of, field) => format!("(. {} {field})", ours(of)),
        Ast::Index(parts) => format!("({} {})", op::INDEX, all(&mut parts.iter())),
        Ast::Unary(Unary::Not, of) => format!("({} {})", op::LOGICAL_NOT, ours(of)),
        Ast::Unary(Unary::Negate, of) => format!("({} {})", op::NEGATE, ours(of)),
        Ast::Binary(binary, parts) => {
            let name = match binary {
                Binary::Equal => op::EQUALS,
                Binary::NotEqual => op::NOT_EQUALS,
                Binary::Less => op::LESS,
                Binary::LessOrEqual => op::LESS_EQUALS,
                Binary::Greater => op::GREATER,
                Binary::GreaterOrEqual => op::GREATER_EQUALS,
                Binary::In => op::IN,
                Binary::Add => op::ADD,
                Binary::Subtract => op::SUBSTRACT,
                Binary::Multiply => op::MULTIPLY,
                Binary::Divide => op::DIVIDE,
                Binary::Modulo => op::MODULO,
            };
            format!("({name} {})", all(&mut parts.iter()))
        }
        Ast::Chain(Chain::And, parts) => format!("({} {})", op::LOGICAL_AND, all(&mut parts.iter())),
        Ast::Chain(Chain::Or, parts) => format!("({} {})", op::LOGICAL_OR, all(&mut parts.iter())),
        Ast::Conditional(parts) => format!("({} {})", op::CONDITIONAL, all(&mut parts.iter())),
        Ast::Call { target: Some(target), name, arguments } => {
            format!("(.{name} {} {})", ours(target), all(&mut arguments.iter()))
        }
        Ast::Call { target: None, name, arguments } => format!("({name} {})", all(&mut arguments.iter())),
        Ast::List(items) => format!("[{}]", all(&mut items.iter())),
        Ast::Map(entries) => format!("{{{}}}", all(&mut entries.iter().flatten())),
    }
}

/// Both read it alike, or neither does; where ours alone refuses, it says why in words that name what it refuses.
fn same(text: &str) -> Result<(), TestCaseError> {
    const REFUSED: [&str; 6] = [
        "bytes have no use",
        "messages of protocol buffers",
        "would hide an unknown",
        "integers have 64 bits",
        "an operand is expected here, not `.`",
        "is expected here, not `,`", // `[,]` is a list there
    ];
    match (parse(text), theirs(text)) {
        (Ok(mine), Ok(Some(other))) => prop_assert_eq!(ours(&mine), other, "{}", text),
        (Ok(_), Ok(None)) => return Err(TestCaseError::fail(format!("read, and not refused: {text}"))),
        (Ok(_), Err(why)) => {
            // `!-a` is no expression there, and no bool here.
            let dense = text.replace("// c\n", "").split_whitespace().collect::<String>();
            prop_assert!(dense.contains("!-") || dense.contains("-!"), "they do not read {}: {}", text, why);
        }
        (Err(why), Ok(_)) => {
            prop_assert!(REFUSED.iter().any(|known| why.message.contains(known)), "{}: {}", text, why);
        }
        (Err(_), Err(_)) => {}
    }
    Ok(())
}

fn some(node: &Node, is: &dyn Fn(&Node) -> bool) -> bool {
    let parts = match &node.ast {
        Ast::Literal(_) | Ast::Name(_) => Vec::new(),
        Ast::Select(of, _) | Ast::Unary(_, of) => vec![&**of],
        Ast::Index(parts) | Ast::Binary(_, parts) => parts.iter().collect(),
        Ast::Conditional(parts) => parts.iter().collect(),
        Ast::Chain(_, parts) | Ast::List(parts) => parts.iter().collect(),
        Ast::Map(entries) => entries.iter().flatten().collect(),
        Ast::Call { target, arguments, .. } => target.as_deref().into_iter().chain(arguments).collect(),
    };
    is(node) || parts.into_iter().any(|part| some(part, is))
}

/// The other reader descends many functions for each bracket.
fn on_a_large_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 << 20).spawn(test).unwrap().join().unwrap();
}

#[test]
fn every_expression_of_the_rules_is_read_alike() {
    on_a_large_stack(|| {
        let sources = crate::rules::Sources::built_in();
        let rules = crate::rules::RuleSet::load(&sources, &serde_json::Value::Null, std::path::Path::new("")).unwrap();
        let texts = rules.rules.iter().flat_map(|rule| {
            let file = &rule.file;
            let lets = file.lets.0.iter().map(|(_, text)| text);
            let aspects = file.parity.iter().flat_map(|parity| parity.aspects.0.iter().map(|(_, text)| text));
            file.check.iter().chain(&file.when).chain(lets).chain(aspects).map(|text| text.value.clone())
        });
        let texts = texts.collect::<Vec<_>>();
        assert!(texts.len() > 300, "{}", texts.len());
        for text in texts {
            same(&text).unwrap();
            let node = parse(&text).unwrap();
            assert_eq!(ours(&parse(&written(&node)).unwrap()), ours(&node), "{text}");
        }
    });
}

const TOKENS: [&str; 70] = [
    "a",
    "b.c",
    "resource",
    "in",
    "true",
    "null",
    "if",
    "has",
    "x",
    "_y1",
    "`k-e.y`",
    ".",
    ".",
    ".size",
    "(",
    "(",
    "(",
    ")",
    ")",
    ")",
    "[",
    "[",
    "]",
    "]",
    "{",
    "}",
    ",",
    ",",
    ":",
    "?",
    "!",
    "!",
    "-",
    "-",
    "+",
    "*",
    "/",
    "%",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "&&",
    "&&",
    "||",
    "||",
    "0",
    "7",
    "1.5",
    "1e3",
    ".5",
    "0x1F",
    "9223372036854775808",
    "2u",
    "'a'",
    "\"b\\n\"",
    "r'\\d'",
    "'''t'''",
    "''",
    "b'x'",
    "'\\u00fc'",
    "'\\303'",
    "// c\n",
    "\n",
    "=",
    "&",
    "'",
    "ü",
];

/// What an expression is made of, by its first choices; so most of what comes out can be read.
fn grown(choices: &mut std::slice::Iter<u8>, depth: usize) -> String {
    let choice = choices.next().copied().unwrap_or_default();
    if depth == 0 {
        let leaves = ["a", "b", "1", "-1", "2.5", "'t'", "true", "null", "r'\\x'", "[]", "{}"];
        return leaves[choice as usize % leaves.len()].to_owned();
    }
    let mut part = || grown(choices, depth - 1);
    const OPERATORS: [&str; 14] = ["&&", "||", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"];
    match choice % 24 {
        i @ 0..14 => format!("{} {} {}", part(), OPERATORS[i as usize], part()),
        14 => format!("({})", part()),
        15 => format!("!{}", part()),
        16 => format!("-{}", part()),
        17 => format!("{} ? {} : {}", part(), part(), part()),
        18 => format!("({}).f", part()),
        19 => format!("a.all(v, {})", part()),
        20 => format!("a[{}]", part()),
        21 => format!("[{}, {}]", part(), part()),
        22 => format!("{{{}: {}}}", part(), part()),
        _ => format!("f({})", part()),
    }
}

#[test]
fn whatever_tokens_follow_each_other_are_read_alike() {
    on_a_large_stack(|| {
        let config = ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() };
        let tokens = prop::collection::vec((0..TOKENS.len(), any::<bool>()), 1..12);
        let soup = TestRunner::new(config.clone()).run(&tokens, |tokens| {
            let word = |(i, space): (usize, bool)| format!("{}{}", TOKENS[i], if space { " " } else { "" });
            same(&tokens.into_iter().map(word).collect::<String>())
        });
        soup.unwrap();
        let grown =
            TestRunner::new(config).run(&(prop::collection::vec(any::<u8>(), 0..40), 1..5usize), |(bytes, depth)| {
                let text = grown(&mut bytes.iter(), depth);
                if let Ok(node) = parse(&text) {
                    prop_assert_eq!(ours(&parse(&written(&node)).unwrap()), ours(&node), "{}", &text);
                }
                same(&text)
            });
        grown.unwrap();
    });
}

#[test]
fn parts_know_where_they_stand() {
    let text = "(a || b.c) && !d['k'].f(1, 'ü') ? x in y : -2";
    let node = parse(text).unwrap();
    let seen = std::cell::RefCell::new(Vec::new());
    some(&node, &|node: &Node| {
        seen.borrow_mut().push((&text[node.at.start..node.at.end], &text[node.whole.start..node.whole.end]));
        false
    });
    assert_eq!(
        seen.into_inner(),
        [
            ("?", text),
            ("&&", "(a || b.c) && !d['k'].f(1, 'ü')"),
            ("||", "(a || b.c)"),
            ("a", "a"),
            ("c", "b.c"),
            ("b", "b"),
            ("!", "!d['k'].f(1, 'ü')"),
            ("f", "d['k'].f(1, 'ü')"),
            ("[", "d['k']"),
            ("d", "d"),
            ("'k'", "'k'"),
            ("1", "1"),
            ("'ü'", "'ü'"),
            ("in", "x in y"),
            ("x", "x"),
            ("y", "y"),
            ("-2", "-2"),
        ]
    );
}

#[test]
fn what_was_written_reads_the_same() {
    for text in [
        "a && (b || c) && !d",
        "!(a || b.c.exists(v, v.x >= 3))",
        "a ? b : c ? d : e",
        "a - b - (c - d) <= duration('1h')",
        "size(a.filter(v, v in [1, 2])) == 0 || m['k:v'] != null",
        "-(a + b) * 2.0 < {'k': 1}.k",
        "t.`a-b` == 'it\\'s\\n\\u0007'",
    ] {
        assert_eq!(written(&parse(text).unwrap()), text);
    }
}

#[test]
fn mistakes_are_said_in_our_words() {
    for (text, place, message) in [
        ("a b", "b", "an operator is expected here, not `b`"),
        ("a.in", "in", "`in` is a word of the language, and no field's name; a key is written in brackets: ['in']"),
        ("if == 1", "if", "`if` is reserved by the language; give it another name"),
        ("f(a b)", "b", "`,` or `)` is expected here, not `b`"),
        ("[a, b", "", "the expression ends too early; is a bracket or an operand missing?"),
        ("{'a' 1}", "1", "`:` is expected here, not `1`"),
        ("a ? b", "", "the expression ends too early; is a bracket or an operand missing?"),
        ("a &&", "", "the expression ends too early; is a bracket or an operand missing?"),
        ("a && && b", "&&", "an operand is expected here, not `&&`"),
        ("a.(b)", "(", "a field's name is expected here, not `(`"),
        (
            "x.matches('\\d+')",
            "\\d",
            "`\\d` is no escape; a backslash of the text is written `\\\\`, or in a raw string: r'\\d'",
        ),
        ("x == 'a\nb'", "'", "this string has no end; a string stands between two quotes of one kind, on one line"),
        ("9223372036854775808", "9223372036854775808", "integers have 64 bits and a sign"),
        ("1e999", "1e999", "no double is as large as this"),
        (
            "a.`b+c`",
            "`",
            "between backticks stand ASCII letters, digits and any of `_.-/ `; names are of ASCII letters, digits and _; any other key is written in brackets, as in tags['größe']",
        ),
    ] {
        let why = parse(text).unwrap_err();
        assert_eq!((&text[why.start..why.end], why.to_string().as_str()), (place, message), "{text}");
    }
}

#[test]
fn depth_and_length_have_an_end() {
    let deep = |times| format!("{}1{}", "(".repeat(times), ")".repeat(times));
    assert!(parse(&deep(DEEPEST - 1)).is_ok());
    assert_eq!(parse(&deep(DEEPEST)).unwrap_err().message, "this is nested too deeply");
    assert_eq!(parse(&"!-".repeat(1000)).unwrap_err().message, "this is nested too deeply");
    assert!(parse(&"!".repeat(3999)).unwrap_err().message.contains("ends too early"));
    assert_eq!(parse(&"1".repeat(4001)).unwrap_err().message, "this expression is too long");
}
