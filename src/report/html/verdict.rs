//! The first thing on the page: the verdict in a sentence, how much there is, and what to look at first.

use super::finding::{anchor, target};
use super::kind::{Kind, glyph};
use super::model::Model;
use super::text::{count, moment, number, shown, some_of};
use crate::findings::{BaselineMark, Change, ClauseStatus, Finding, told_change};
use crate::report::shared::{gates, name};
use crate::rules::Severity;
use crate::snapshot::Outcome;
use maud::{Markup, html};

/// How many findings are named at the top.
const FIRST: usize = 4;

/// The section.
pub(super) fn section(model: &Model) -> Markup {
    let report = model.report;
    let (state, [before, stressed, after]) = sentence(model);
    let accounts = count(report.snapshot.accounts.len(), "account");
    html! {
        section class={ "verdict " (state.word()) } {
            p.kicker { "AWS organization, " (accounts) ", as of " (moment(report.snapshot.taken_at)) }
            h1 { (before) em { (stressed) } (after) }
            p.lede { (lede(model)) }
            (bar(model))
            ul.tally {
                @for kind in Kind::ALL {
                    li {
                        a href="#findings" data-filter={ "status=" (kind.word()) } {
                            (glyph(kind.word())) b { (number(model.tally.of(kind))) } span { (kind.word()) }
                        }
                    }
                }
            }
            div.two {
                (first(model))
                div { h2.small { "What was checked" } (facts(model)) }
            }
        }
    }
}

/// The verdict, with its stressed words apart. Never a score: that would hide one critical failure among many passes.
fn sentence(model: &Model) -> (Kind, [&'static str; 3]) {
    let report = model.report;
    let fails = |kind| model.tally.of(kind) > 0;
    let never = report.inputs.fail_on == "never";
    let state = match report.summary.exit_code {
        1 => Kind::Fail,
        3 => Kind::Unknown,
        // Nothing is meant to fail the run; that is no verdict on the organization.
        _ if never && fails(Kind::Fail) => Kind::Fail,
        _ if never && fails(Kind::Unknown) => Kind::Unknown,
        _ => Kind::Pass,
    };
    let of_plan = report.inputs.gate.as_deref() == Some("introduced");
    let words = match state {
        Kind::Fail if of_plan => ["The plan ", "introduces deviations", " from the documented architecture."],
        Kind::Fail => ["The organization does ", "not match", " its documented architecture."],
        Kind::Unknown if of_plan => {
            ["Nothing that the plan introduces fails, but some of it ", "could not be judged", "."]
        }
        Kind::Unknown => ["Nothing that counts deviates, but the organization was ", "not read completely", "."],
        _ if of_plan => ["The plan ", "introduces nothing that counts", " against the documented architecture."],
        _ if [Kind::Fail, Kind::Unknown, Kind::Waived].into_iter().any(fails) => {
            ["", "Nothing that counts", " deviates from the documented architecture."]
        }
        _ if is_partial(model) => ["What was looked at ", "matches", " the documented architecture."],
        _ => ["The organization ", "matches", " its documented architecture."],
    };
    (state, words)
}

/// Whether filters or planes leave something out.
fn is_partial(model: &Model) -> bool {
    let inputs = &model.report.inputs;
    let unread = |c: &crate::findings::ClauseVerdict| c.verdict == ClauseStatus::NotRead;
    [&inputs.select, &inputs.accounts, &inputs.regions].into_iter().any(|f| !f.is_empty())
        || model.report.architecture.iter().any(unread)
}

fn lede(model: &Model) -> String {
    let (report, tally) = (model.report, &model.tally);
    let of = |kind| tally.of(kind);
    let having = |wanted: &dyn Fn(&Finding) -> bool| model.deviations().filter(|(_, f)| wanted(f)).count();
    let mut told = Vec::new();
    if of(Kind::Fail) > 0 {
        let verb = if of(Kind::Fail) == 1 { "fails" } else { "fail" };
        let counting = having(&|f| Kind::of(f) == Kind::Fail && gates(report, f));
        let fresh = having(&|f| Kind::of(f) == Kind::Fail && f.baseline == Some(BaselineMark::New));
        let since = report.inputs.baseline.is_some().then(|| format!(", {} new since the baseline", number(fresh)));
        told.push(format!(
            "{} of {} {verb}, {} at or above the severity that counts ({}){}.",
            number(of(Kind::Fail)),
            count(tally.total(), "finding"),
            if counting == of(Kind::Fail) { "all".to_owned() } else { number(counting) },
            shown(&report.inputs.fail_on),
            since.unwrap_or_default()
        ));
    } else {
        told.push(format!("None of {} fails.", count(tally.total(), "finding")));
    }
    if of(Kind::Unknown) > 0 {
        told.push(format!(
            "{} could not be decided, mostly because something could not be read.",
            number(of(Kind::Unknown))
        ));
    }
    if of(Kind::Waived) > 0 {
        told.push(format!(
            "{} by a waiver.",
            if of(Kind::Waived) == 1 {
                "1 is accepted".to_owned()
            } else {
                format!("{} are accepted", number(of(Kind::Waived)))
            }
        ));
    }
    let introduced = having(&|f| told_change(f) == Some(Change::Introduced));
    if !report.inputs.plans.is_empty() {
        told.push(format!("The plan brings {} of what does not pass.", number(introduced)));
    }
    let unread = report.architecture.iter().filter(|c| c.verdict == ClauseStatus::NotRead).count();
    if unread > 0 {
        let verb = if unread == 1 { "is" } else { "are" };
        told.push(format!("{} of the document {verb} not yet read.", count(unread, "clause")));
    }
    let inputs = &report.inputs;
    for (what, chosen) in [("rules", &inputs.select), ("accounts", &inputs.accounts), ("regions", &inputs.regions)] {
        if !chosen.is_empty() {
            told.push(format!("Only some {what} were looked at: {}.", some_of(chosen.iter().map(String::as_str), 5)));
        }
    }
    told.join(" ")
}

/// Proportions; what deviates keeps a width that can be seen, one among a hundred thousand too.
fn bar(model: &Model) -> Markup {
    const GAP: usize = 4;
    const LEAST: usize = 12;
    let kinds = model.tally.kinds().collect::<Vec<_>>();
    let free = 1_000usize.saturating_sub(kinds.len() * (GAP + LEAST)) + GAP;
    let mut from = 0;
    let parts = kinds.into_iter().map(|kind| {
        let width = LEAST + free * model.tally.of(kind) / model.tally.total().max(1);
        let part = (kind, from, width);
        from += width + GAP;
        part
    });
    html! {
        svg.bar viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
            @for (kind, from, width) in parts { rect class=(kind.word()) x=(from) width=(width) height="10" {} }
        }
    }
}

fn first(model: &Model) -> Markup {
    let open = model.deviations().filter(|(kind, _)| matches!(kind, Kind::Fail | Kind::Unknown));
    let first = open.take(FIRST).collect::<Vec<_>>();
    html! {
        @if !first.is_empty() {
            div {
                h2.small { "Look at these first" }
                ul.first {
                    @for (kind, finding) in first {
                        li {
                            a href=(anchor(finding).map_or("#findings".to_owned(), |id| target(&id))) {
                                (glyph(kind.word()))
                                span.t { b { (shown(name(&finding.resource))) } " " (shown(&finding.message)) }
                                @let account = &model.accounts[model.account_of(finding)];
                                span.w { (severity(finding.severity, kind)) " · " (account.label()) }
                                span.d { "Required: " (required(model, finding)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a finding's rule asks for, with its clauses.
fn required(model: &Model, finding: &Finding) -> String {
    let rule = model.rule_of(&finding.rule_id).and_then(|at| model.rules[at].item);
    let title = rule.map_or(&finding.rule_id, |r| &r.title);
    match finding.clauses.is_empty() {
        true => shown(title),
        false => format!("{} ({})", shown(title), some_of(finding.clauses.iter().map(String::as_str), 3)),
    }
}

/// A severity, marked where it is the worst.
pub(super) fn severity(severity: Severity, kind: Kind) -> Markup {
    let marked = severity == Severity::Critical && kind == Kind::Fail;
    html! { @if marked { span.tag.critical { (severity.word()) } } @else { (severity.word()) } }
}

fn facts(model: &Model) -> Markup {
    let report = model.report;
    let read = report.coverage.iter().filter(|c| c.outcome == Outcome::Ok).count();
    let accounts = report.snapshot.accounts.iter().map(|a| a.name.as_str());
    let exit = match report.summary.exit_code {
        1 => format!("1: a failure at {} or above", shown(&report.inputs.fail_on)),
        3 => "3: something needed could not be read".to_owned(),
        _ if report.inputs.fail_on == "never" => "0: nothing was to fail the run".to_owned(),
        code => format!("{code}: nothing that counts failed"),
    };
    let changed = report.inputs.overridden.len();
    let rows = [
        ("Snapshot", moment(report.snapshot.taken_at)),
        ("Accounts", some_of(accounts, 6)),
        ("Regions", some_of(report.snapshot.regions.iter().map(String::as_str), 6)),
        ("Rules", format!("{} over {}", number(report.rules.count), count(report.architecture.len(), "clause"))),
        ("Read in full", format!("{} of {}", number(read), count(report.coverage.len(), "API operation"))),
        ("Exit code", exit),
    ];
    html! {
        dl.facts {
            @for (what, words) in rows { dt { (what) } dd { (words) } }
            @if changed > 0 {
                dt { "Parameters" }
                dd { a href="#compared" { (count(changed, "parameter")) " not as in the document" } }
            }
        }
    }
}
