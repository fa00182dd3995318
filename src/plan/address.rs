//! Terraform's addresses and references: `module.a["x"].aws_subnet.private[0].id`.

use std::fmt;

/// A step of an address, with the key of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// The name between dots.
    pub name: String,
    /// What stands in brackets behind it; of several, the first.
    pub key: Option<Key>,
}

/// Which instance of several.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Of `count`.
    Index(u64),
    /// Of `for_each`.
    Name(String),
}

impl Key {
    /// The `index` of a resource change.
    pub fn of(value: &serde_json::Value) -> Option<Key> {
        match value {
            serde_json::Value::Number(n) => n.as_u64().map(Key::Index),
            serde_json::Value::String(s) => Some(Key::Name(s.clone())),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Key::Index(n) => write!(f, "[{n}]"),
            Key::Name(s) => write!(f, "[{}]", serde_json::Value::from(s.as_str())),
        }
    }
}

/// Splits at dots and brackets outside quotes. What is no key (an expression) is left out.
pub fn steps(text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut key = None;
        while rest.starts_with('[') {
            let close = closing(rest);
            let inner = rest.get(1..close).unwrap_or_default();
            let parsed = serde_json::from_str(inner).ok().and_then(|value| Key::of(&value));
            key = key.or(parsed);
            rest = rest.get(close + 1..).unwrap_or_default();
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
        steps.push(Step { name, key });
    }
    steps
}

/// Where the bracket at the beginning ends.
fn closing(text: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (i, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ']' if !quoted => return i,
            _ => {}
        }
    }
    text.len()
}

/// The address of the module above, and the module's own step; none for the root module.
pub fn parent(module: &str) -> Option<(String, Step)> {
    let all = steps(module);
    let (own, above) = all.split_last()?;
    // Steps come in pairs: `module`, then its name.
    let above = &above[..above.len().saturating_sub(1)];
    let text = above.chunks(2).map(|pair| {
        let key = pair.last().and_then(|s| s.key.as_ref()).map(Key::to_string).unwrap_or_default();
        format!("module.{}{key}", pair.last().map_or("", |s| &s.name))
    });
    Some((text.collect::<Vec<_>>().join("."), own.clone()))
}

/// The address of a module that a call in another makes.
pub fn child(module: &str, call: &str, key: Option<&Key>) -> String {
    let key = key.map(Key::to_string).unwrap_or_default();
    if module.is_empty() { format!("module.{call}{key}") } else { format!("{module}.module.{call}{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_may_hold_anything() {
        let all = steps(r#"module.a["x.y]\"z"].aws_subnet.b[0].id"#);
        let names = all.iter().map(|s| s.name.as_str()).collect::<Vec<_>>();
        assert_eq!(names, ["module", "a", "aws_subnet", "b", "id"]);
        assert_eq!(all[1].key, Some(Key::Name("x.y]\"z".into())));
        assert_eq!(all[3].key, Some(Key::Index(0)));
    }

    #[test]
    fn modules_lead_up_and_down() {
        let inner = child(&child("", "a", Some(&Key::Name("k.\"".into()))), "b", None);
        assert_eq!(inner, r#"module.a["k.\""].module.b"#);
        let (above, own) = parent(&inner).unwrap();
        assert_eq!((above.as_str(), own.name.as_str()), (r#"module.a["k.\""]"#, "b"));
        assert_eq!(parent("module.a").map(|(above, _)| above), Some(String::new()));
        assert_eq!(parent(""), None);
    }

    #[test]
    fn broken_addresses_end() {
        for text in ["a[", "a[\"", "[", "..", "a.[0]]b", "a[[0]]"] {
            steps(text);
            parent(text);
        }
    }
}
