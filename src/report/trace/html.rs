//! A trace as one HTML page that loads nothing: style inside, no script, every text escaped.

use super::{counts, left_open, sections, sentence, verdict};
use crate::escape::html as escaped;
use crate::findings::trace::{Row, Trace, TraceVerdict};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}\
article{border-left:.4rem solid #767676;padding:.1rem 1rem;margin:1rem 0;break-inside:avoid}\
article.pass,article.partial_pass{border-color:#1a7f37}article.fail{border-color:#b3261e}article.unknown{border-color:#9a6700}\
h3{margin:.4rem 0}h3 span{font-weight:normal}code{font-size:.9em}ul{padding-left:1.2rem}";

/// The trace for a browser or a printer.
pub(super) fn write(trace: &Trace) -> String {
    let title = escaped(&trace.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    if let Some(snapshot) = &trace.snapshot {
        out.push_str(&format!("<p>{}</p>\n", escaped(snapshot)));
    }
    for (section, rows) in sections(trace) {
        let heading = if section.is_empty() { "controls" } else { section };
        out.push_str(&format!("<section>\n<h2>{}</h2>\n", escaped(heading)));
        rows.into_iter().for_each(|row| write_row(row, &mut out));
        out.push_str("</section>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn write_row(row: &Row, out: &mut String) {
    let id = escaped(row.id.text());
    let verdict = match verdict(row) {
        none if none.is_empty() => none,
        verdict => format!(" <span>{}</span>", escaped(&verdict)),
    };
    out.push_str(&format!("<article id=\"{id}\" class=\"{}\">\n<h3>{id}{verdict}</h3>\n", class(row.verdict)));
    out.push_str(&format!("<p>{}</p>\n<ul>\n", escaped(&row.text)));
    match &row.subjects {
        None => row.rules.iter().for_each(|rule| out.push_str(&format!("<li><code>{}</code></li>\n", escaped(rule)))),
        Some(all) => {
            for subjects in all {
                out.push_str(&format!("<li><code>{}</code>: {}", escaped(&subjects.rule), escaped(&counts(subjects))));
                let open = subjects.fail.iter().chain(&subjects.unknown);
                let items = open.map(|s| format!("<li>{}</li>", escaped(&sentence(s)))).collect::<String>();
                if !items.is_empty() {
                    out.push_str(&format!("<ul>{items}</ul>"));
                }
                out.push_str("</li>\n");
            }
        }
    }
    if let Some(open) = left_open(row) {
        out.push_str(&format!("<li>{}</li>\n", escaped(&open)));
    }
    out.push_str("</ul>\n</article>\n");
}

fn class(verdict: Option<TraceVerdict>) -> &'static str {
    match verdict {
        None | Some(TraceVerdict::NotApplicable | TraceVerdict::NotRead) => "open",
        Some(TraceVerdict::Pass) => "pass",
        Some(TraceVerdict::PartialPass) => "partial_pass",
        Some(TraceVerdict::Unknown) => "unknown",
        Some(TraceVerdict::Fail) => "fail",
    }
}
