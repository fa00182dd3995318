//! Patterns as IAM writes them.

/// IAM's wildcards: `*` is any characters, `?` exactly one. Case counts.
pub fn wildcard(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (text.chars().collect::<Vec<_>>(), pattern.chars().collect::<Vec<_>>());
    // Greedy, with one place to go back to: the last star.
    let (mut t, mut p, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                t += 1;
                p += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (p, t) = (at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// The same without regard to case: actions, services and condition keys have none.
pub fn wildcard_any_case(text: &str, pattern: &str) -> bool {
    wildcard(&text.to_lowercase(), &pattern.to_lowercase())
}

/// Whether every text that the narrow pattern matches is matched by the wide one. The narrow one's wildcards are taken as
/// characters, which only a wildcard of the wide one matches: right wherever it says yes.
pub fn covers(wide: &str, narrow: &str) -> bool {
    wide == narrow || !wide.contains('?') && wildcard(narrow, wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_those_of_iam() {
        for (text, pattern, expected) in [
            ("s3:GetObject", "s3:Get*", true),
            ("s3:GetObject", "*", true),
            ("s3:GetObject", "s3:get*", false),
            ("", "*", true),
            ("", "?", false),
            ("ä", "?", true),
            ("abcabd", "*ab?", true),
            ("abcabd", "a*b*c", false),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*c", false),
            ("a.b", "a?b", true),
        ] {
            assert_eq!(wildcard(text, pattern), expected, "{text} {pattern}");
        }
    }

    #[test]
    fn a_pattern_covers_narrower_ones() {
        assert!(covers("*", "s3:*"));
        assert!(covers("s3:*", "s3:Get*"));
        assert!(covers("s3:Get*", "s3:GetObject"));
        assert!(!covers("s3:Get*", "s3:*"));
        assert!(!covers("s3:Get?", "s3:Get*"));
        assert!(covers("a?", "a?"));
    }
}
