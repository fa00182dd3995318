//! The report as a page: what it says, that nothing in it is more than text, how large it is, and what a browser makes of it.
#![allow(clippy::disallowed_macros)] // figures are printed
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

#[path = "html/browser.rs"]
mod browser;
#[path = "html/pages.rs"]
mod pages;
#[path = "formats/reports.rs"]
mod reports;
mod support;
#[path = "html/texts.rs"]
mod texts;
#[path = "html/tokens.rs"]
mod tokens;

use pages::{data, drawings, large, page, rich};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use std::collections::BTreeMap;
use support::{Run, trueline};
use trueline::findings::Report;
use trueline::rules::Status;

/// What would be more than text if it were not escaped.
pub const EVIL: [&str; 12] = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "]]><svg onload=alert(1)>",
    "</style><style>*{background:url(http://127.0.0.1:1/x)}",
    "\u{202e}gnp.exe\u{2028}\u{0}\u{200b}",
    "${alert(1)}{{7*7}}&status=pass&q=",
    "&lt;b&gt;&#x3c;b&#x3e;",
    "</title></textarea></svg><iframe src=//127.0.0.1:1>",
    "</table></details></main><a href=javascript:alert(1)>",
];

/// A text with something harmful before or after it; what was the same before is the same after.
pub fn hostile(at: usize, before: bool) -> impl Fn(&str) -> String {
    move |text| {
        let sum = text.bytes().fold(at, |sum, b| (sum * 31 + usize::from(b)) % 1_000_003);
        let evil = EVIL[sum % EVIL.len()];
        if before { format!("{evil}{text}") } else { format!("{text}{evil}") }
    }
}

/// The same with something that is only a text.
pub fn harmless(before: bool) -> impl Fn(&str) -> String {
    move |text| if before { format!("a name {text}") } else { format!("{text} a name") }
}

fn changed(report: &Report, change: &dyn Fn(&str) -> String) -> Report {
    let mut report = report.clone();
    texts::change(&mut report, change);
    report
}

/// The page without the packed data, which has its own test.
fn markup(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some(at) = rest.find("<script type=\"application/") {
        out.push_str(&rest[..at]);
        rest = &rest[at..][rest[at..].find("</script>").unwrap()..];
    }
    out + rest
}

#[test]
fn the_same_report_gives_the_same_page() {
    let directory = tempfile::tempdir().unwrap();
    let run = |threads: &str| {
        let run =
            Run::of(trueline(directory.path()).args(["scan", "--sample", "--format", "html", "--threads", threads]));
        assert_eq!((run.code, &*run.stderr), (1, ""));
        run.stdout
    };
    let one = run("1");
    assert_eq!(one, run("4"));
    assert_eq!(Run::of(trueline(directory.path()).args(["scan", "--sample", "--report", "html=page.html"])).code, 1);
    assert_eq!(one, std::fs::read_to_string(directory.path().join("page.html")).unwrap());
    let report = rich();
    assert_eq!(page(&report, None), page(&report.clone(), None));
}

#[test]
fn a_page_is_small() {
    let script = include_str!("../reports/report.js").len();
    let sample = page(&reports::sample(), None).len();
    println!("script {script} bytes, page of the sample {sample}");
    assert!(script < 25_000 && sample < 300_000, "{script}, {sample}");
}

#[test]
fn a_hundred_thousand_findings_are_a_few_megabytes() {
    let report = large(100_000);
    let page = page(&report, None);
    println!("100,000 findings, {} of them failures: {} bytes", report.summary.fail, page.len());
    assert!(page.len() < 10_000_000, "{}", page.len());
    assert_eq!(data(&page)[0]["n"], 100_000);
    // So many rows are HTML, and what is not says how many there are.
    assert_eq!(page.matches("<details class=\"f ").count(), 200);
    assert!(page.contains(&format!("200 of {} findings that deviate", with_commas(report.summary.fail))));
}

fn with_commas(n: usize) -> String {
    format!("{},{:03}", n / 1_000, n % 1_000)
}

/// Passes that are too many are counted; what deviates is there.
#[test]
fn what_a_page_leaves_out_is_said() {
    let mut report = large(250_001);
    report.findings.iter_mut().for_each(|f| f.evidence.clear());
    let page = page(&report, None);
    let deviating = report.findings.iter().filter(|f| f.status != Status::Pass).count();
    assert_eq!(data(&page)[0]["n"], deviating);
    let told = format!(
        "This page carries {} of 250,001 findings: {} that pass are",
        with_commas(deviating),
        with_commas(250_001 - deviating)
    );
    assert!(page.contains(&told), "{told}");
}

/// Attributes of the elements with a class, as the page has them.
fn numbers<'p>(page: &'p str, before: &str, after: &str) -> Vec<&'p str> {
    page.split(before).skip(1).map(|rest| rest.split_once(after).unwrap().0).collect()
}

#[test]
fn bar_matrix_and_list_say_what_the_summary_says() {
    for report in [reports::sample(), rich()] {
        let (page, summary) = (page(&report, None), &report.summary);
        let data = data(&page);
        let mut kinds = BTreeMap::<u64, usize>::new();
        data[0]["c"]["kind"]
            .as_array()
            .unwrap()
            .iter()
            .for_each(|k| *kinds.entry(k.as_u64().unwrap()).or_default() += 1);
        let of = |kind| kinds.get(&kind).copied().unwrap_or_default();
        assert_eq!(of(0) + of(1) + of(2), summary.fail + summary.unknown);
        assert_eq!((of(2), of(3)), (summary.waived, summary.pass));
        let tally = numbers(&page, "data-filter=\"status=", "</b>");
        let shown = tally.iter().map(|t| t.rsplit_once('>').unwrap().1.replace(',', "").parse::<usize>().unwrap());
        assert_eq!(shown.collect::<Vec<_>>(), [of(0), of(1), of(2), of(3)]);
        // The bar has a part for each kind that there is, in their order.
        let bar = numbers(&page, "<svg class=\"bar\"", "</svg>")[0];
        let parts = numbers(bar, "<rect class=\"", "\"");
        let present = ["fail", "unknown", "waived", "pass"].into_iter().enumerate().filter(|(k, _)| of(*k as u64) > 0);
        assert_eq!(parts, present.map(|(_, word)| word).collect::<Vec<_>>());
        // Cells count a finding once in each section that its rule's clauses are of.
        let mut cells = BTreeMap::<&str, usize>::new();
        for words in numbers(&page, "<a class=\"cell ", "<svg").iter().filter_map(|c| c.split_once("title=\"")) {
            for part in words.1.split_once('"').unwrap().0.split([',', ';']).map(str::trim) {
                let (n, word) = part.split_once(' ').unwrap();
                if !word.starts_with("clause") {
                    *cells.entry(word).or_default() += n.parse::<usize>().unwrap();
                }
            }
        }
        let rules = data[0]["rules"].as_array().unwrap();
        let mut expected = BTreeMap::<&str, usize>::new();
        let columns = |name: &str| data[0]["c"][name].as_array().unwrap().iter().map(|v| v.as_u64().unwrap() as usize);
        for (kind, rule) in columns("kind").zip(columns("rule")) {
            let sections = rules[rule]["sections"].as_array().unwrap().len();
            *expected.entry(["fail", "unknown", "waived", "pass"][kind]).or_default() += sections;
        }
        assert_eq!(cells, expected);
        assert_eq!(page.matches("<details class=\"f ").count(), of(0) + of(1) + of(2));
    }
}

/// The columns hold every finding as the report has it, evidence included.
#[test]
fn the_data_is_the_report() {
    let report = rich();
    let blocks = data(&page(&report, None));
    let (block, evidence) = (&blocks[0], &blocks[1]);
    let text = |table: &Value, at: &Value| table[at.as_u64().unwrap() as usize].as_str().unwrap().to_owned();
    let (mut place, mut from) = (-1, 0);
    let steps = evidence["of"].as_array().unwrap();
    let mut found = BTreeMap::new();
    for at in 0..block["n"].as_u64().unwrap() as usize {
        let c = |name: &str| &block["c"][name][at];
        let n = evidence["n"][at].as_u64().unwrap() as usize;
        let lines = steps[from..from + n].iter().map(|step| {
            place += step.as_i64().unwrap();
            [0, 1, 2, 3].map(|column| text(&evidence["str"], &evidence["lines"][column][place as usize]))
        });
        let lines = lines.collect::<Vec<_>>();
        from += n;
        let rule = block["rules"][c("rule").as_u64().unwrap() as usize]["id"].as_str().unwrap().to_owned();
        let account = block["accounts"][c("acct").as_u64().unwrap() as usize][0].as_str().unwrap().to_owned();
        let own = ["region", "type", "name", "arn", "msg"].map(|name| text(&block["str"], c(name)));
        found.entry((rule, account, own)).or_insert_with(Vec::new).push((c("kind").as_u64(), c("sev").as_u64(), lines));
    }
    assert_eq!(found.values().map(Vec::len).sum::<usize>(), report.findings.len());
    for finding in &report.findings {
        let r = &finding.resource;
        let name = [&r.name, &r.id].into_iter().find(|n| !n.is_empty()).unwrap_or(&r.arn);
        let key = if r.arn.is_empty() { &r.id } else { &r.arn };
        let own = [&finding.region, &r.r#type, name, key, &finding.message].map(String::clone);
        let rows = &found[&(finding.rule_id.clone(), finding.account_id.clone(), own)];
        let kind = match finding.status {
            Status::Pass | Status::NotApplicable => 3,
            _ if finding.waiver.is_some() => 2,
            Status::Unknown => 1,
            Status::Fail => 0,
        };
        let lines = finding.evidence.iter().map(|line| {
            let value = line.value.as_str().map_or_else(|| line.value.to_string(), str::to_owned);
            let at = line.read_at.map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string());
            [line.path.clone(), value, line.source.clone().unwrap_or_default(), at.unwrap_or_default()]
        });
        let severity = ["critical", "high", "medium", "low", "info"].iter().position(|s| *s == finding.severity.word());
        let row = (Some(kind), severity.map(|s| s as u64), lines.collect::<Vec<_>>());
        assert!(rows.contains(&row), "{}: {row:?} is not among {rows:?}", finding.id);
    }
}

/// The policy names the one script and the one style by what they hold, and there is nothing else that runs or loads.
#[test]
fn the_policy_names_what_is_there() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let report = rich();
    for drawn in [None, Some(drawings(&report))] {
        let page = page(&report, drawn.as_ref());
        let hash = |text: &str| {
            let hex = trueline::digest(text.as_bytes())["sha256:".len()..].to_owned();
            let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
            format!("'sha256-{}'", STANDARD.encode(bytes.collect::<Vec<_>>()))
        };
        let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
        let script = page.split_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
        let policy = numbers(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")[0];
        for part in [format!("script-src {}", hash(script)), format!("style-src {}", hash(style))] {
            assert!(policy.replace("&#39;", "'").contains(&part), "{part}: {policy}");
        }
        assert!(policy.starts_with("default-src "), "{policy}");
        let head = page.find("Content-Security-Policy").unwrap();
        assert!(head < page.find("<style>").unwrap() && head < page.find("<title>").unwrap());
        assert_eq!((page.matches("<script>").count(), page.matches("<style>").count()), (1, 1));
        let markup = markup(&page);
        let body = &markup[markup.find("<body>").unwrap()..markup.rfind("<script>").unwrap()];
        for never in [
            " style=",
            " src=",
            "javascript:",
            "url(http",
            "<link",
            "<img",
            "<iframe",
            "<base",
            "<object",
            " onload",
            " onclick",
        ] {
            assert!(!body.contains(never), "{never}");
        }
        assert!(
            numbers(body, " href=\"", "\"").iter().all(|href| href.starts_with('#') || href.starts_with("https://"))
        );
    }
}

/// As many elements and attributes as with names that are only names, whatever stands in any text of the report; and nothing
/// that hides.
#[test]
fn no_text_is_markup() {
    let report = rich();
    for before in [true, false] {
        let plain = markup(&page(&changed(&report, &harmless(before)), None));
        let count = |page: &str| ['<', '>', '"'].map(|sign| page.matches(sign).count());
        for at in 0..EVIL.len() {
            let evil = page(&changed(&report, &hostile(at, before)), None);
            let hidden = evil.chars().find(|c| {
                (c.is_control() && *c != '\n') || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            });
            assert_eq!(hidden, None);
            assert_eq!(count(&markup(&evil)), count(&plain), "{at}");
            for block in data(&evil) {
                let text = block.to_string();
                assert!(!text.contains(['\u{202e}', '\u{2028}', '\u{200b}']), "{at}");
            }
        }
    }
    let few = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(few, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let small = reports::of_every_kind();
    let whole = |name: String| {
        let plain = markup(&page(&changed(&small, &|text| format!("a name {text}")), None));
        let other = markup(&page(&changed(&small, &|text| format!("a name {name}{text}")), None));
        prop_assert_eq!(plain.matches('<').count(), other.matches('<').count());
        prop_assert_eq!(plain.matches('"').count(), other.matches('"').count());
        Ok(())
    };
    runner.run(&any::<String>(), whole).unwrap();
}

/// Each kind of run has its sentence.
#[test]
fn the_verdict_is_what_the_run_says() {
    let sentence = |change: &dyn Fn(&mut Report)| {
        let mut report = reports::sample();
        change(&mut report);
        reports::settle(&mut report);
        let page = page(&report, None);
        numbers(&page, "<h1>", "</h1>")[0].replace("<em>", "").replace("</em>", "")
    };
    let passing = |report: &mut Report| report.findings.retain(|f| f.status == Status::Pass);
    let read = |report: &mut Report| {
        report.architecture.iter_mut().for_each(|c| c.verdict = trueline::findings::ClauseStatus::Pass)
    };
    assert_eq!(sentence(&|_| {}), "The organization does not match its documented architecture.");
    assert_eq!(
        sentence(&|r| {
            passing(r);
            read(r)
        }),
        "The organization matches its documented architecture."
    );
    assert_eq!(sentence(&passing), "What was looked at matches the documented architecture.");
    let unknown = |report: &mut Report| {
        passing(report);
        report.findings.push(reports::finding(1, Status::Unknown, trueline::rules::Severity::High));
    };
    assert_eq!(sentence(&unknown), "Nothing that counts deviates, but the organization was not read completely.");
    let below = |report: &mut Report| {
        passing(report);
        report.findings.push(reports::finding(1, Status::Fail, trueline::rules::Severity::Low));
    };
    assert_eq!(sentence(&below), "Nothing that counts deviates from the documented architecture.");
    let planned = |report: &mut Report| *report = reports::of_every_kind();
    assert_eq!(sentence(&planned), "The plan introduces deviations from the documented architecture.");
}

/// What cannot be told is told to be so: each gap with what it costs, each waiver with its end.
#[test]
fn gaps_waivers_and_changes_are_told() {
    let report = rich();
    let page = page(&report, None);
    let section = |id: &str| numbers(&page, &format!("<section id=\"{id}\">"), "</section>")[0].to_owned();
    let gaps = section("gaps");
    assert!(
        gaps.contains("rds:DescribeDBClusterSnapshots") && gaps.contains("aurora-backup-retention</a> × 3"),
        "{gaps}"
    );
    assert!(gaps.contains("denied (AccessDenied)") && gaps.contains("Unknown for another reason"), "{gaps}");
    let waivers = section("waivers");
    for text in [
        "2026-12-05<br><small>ends in 10 days",
        "network team",
        "the second gateway is tried out",
        "team-data",
        "What is wrong with waivers",
    ] {
        assert!(waivers.contains(text), "{text}: {waivers}");
    }
    assert!(waivers.find("2026-12-05").unwrap() < waivers.find("2027-03-31").unwrap());
    let changes = section("changes");
    assert!(changes.contains("by the plan") && changes.contains("since the baseline"), "{changes}");
    let counts = "introduce 6; 2 of it was there before, and 1 would be mended. 2 cannot be judged by a plan alone.";
    assert!(changes.contains(counts), "{changes}");
    let compared = section("compared");
    for text in [
        &report.snapshot.id,
        &report.rules.digest,
        "database.backup_retention_days",
        "444444444444",
        "sha256:1, of the snapshot sha256:2",
    ] {
        assert!(compared.contains(text), "{text}");
    }
    assert!(
        self::page(&reports::sample(), None)
            .contains("trueline report REPORT.json --snapshot SNAPSHOT --report html=FILE")
    );
    assert!(!self::page(&reports::sample(), None).contains("id=\"changes\""));
}
