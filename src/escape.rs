//! Names, tags and messages hold others' words: they are shown, and never read as markup or as commands to a terminal.

/// As text on a terminal, on one line.
pub fn terminal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// As text of an HTML page, or as an attribute's value between quotes.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_hidden(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// As text of a Markdown page, on one line.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c if is_hidden(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// As text of a comment or a summary in Markdown, on one line: beside being no markup it mentions nobody and leads nowhere. What
/// GitHub and GitLab make of a page after Markdown takes no notice of a backslash, so that a character without width stands
/// between a sign and what would follow it.
pub fn comment(text: &str) -> String {
    const APART: &str = "&#8203;";
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let after = rest.as_str();
        out.push_str(&markdown(c.encode_utf8(&mut [0; 4])));
        let is_sign = match c {
            '@' | '#' | '!' | '%' | '&' | '~' | '$' | '^' => {
                !after.starts_with(char::is_whitespace) && !after.is_empty()
            }
            ':' => after.starts_with('/'),
            'w' | 'W' => after.starts_with('.'),
            _ => false,
        };
        if is_sign {
            out.push_str(APART);
        }
    }
    out
}

/// Control characters, those that only turn or hide the text around them, and those that no XML may hold.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_markup() {
        assert_eq!(html("<b onclick=\"x\">&'\u{1b}"), "&lt;b onclick=&quot;x&quot;&gt;&amp;&#39; ");
        assert_eq!(markdown("a_b <script> [x](y)\n# h"), "a\\_b &lt;script&gt; \\[x\\](y) \\# h");
    }

    #[test]
    fn no_name_in_a_comment_calls_anybody_or_leads_anywhere() {
        assert_eq!(comment("@everyone a@b.c"), "@&#8203;everyone a@&#8203;b.c");
        assert_eq!(comment("#12 50% & c!"), "\\#&#8203;12 50% &amp; c!");
        assert_eq!(comment("https://e.x www.e.x $x$"), "https:&#8203;//e.x www&#8203;.e.x $&#8203;x$");
    }

    #[test]
    fn no_name_is_a_command_to_a_terminal_or_turns_the_text_after_it() {
        assert_eq!(terminal("a\u{1b}[31m\nb\u{9b}c\u{202e}d é 名"), "a\\u{1b}[31m\\nb\\u{9b}c\\u{202e}d é 名");
        assert_eq!(html("a\u{202e}b"), "a b");
        assert_eq!(markdown("a\u{200b}b"), "a b");
    }
}
