//! What was compared with what: enough to do it again.

use super::model::{Model, environment_name};
use super::parts::head;
use super::text::{moment, number, second, shown, value};
use maud::{Markup, html};

/// The section.
pub(super) fn section(model: &Model) -> Markup {
    let (report, inputs) = (model.report, &model.report.inputs);
    let all = |names: &[String]| {
        if names.is_empty() { "all".to_owned() } else { names.iter().map(|n| shown(n)).collect::<Vec<_>>().join(", ") }
    };
    let mut rows = vec![
        ("Snapshot", shown(&report.snapshot.id)),
        ("Taken at", format!("{} UTC", second(report.snapshot.taken_at))),
        ("Regions", all(&report.snapshot.regions)),
        ("Planes", all(&inputs.planes)),
        (
            "Rules",
            format!(
                "{} evaluated, {} of them without a subject",
                number(report.rules.count),
                number(report.summary.not_applicable)
            ),
        ),
        ("Digest of the rules", shown(&report.rules.digest)),
        ("Tool", format!("{} {}", shown(&report.tool.name), shown(&report.tool.version))),
        ("Report", format!("schema version {}", shown(&report.schema_version))),
        ("Fails the run", format!("from {} on", shown(&inputs.fail_on))),
        ("Exit code", report.summary.exit_code.to_string()),
        ("Chosen rules", all(&inputs.select)),
        ("Chosen accounts", all(&inputs.accounts)),
        ("Chosen regions", all(&inputs.regions)),
        ("Waivers", inputs.waivers.as_deref().map_or_else(|| "none".to_owned(), shown)),
    ];
    match &inputs.baseline {
        None => rows.push(("Baseline", "none".to_owned())),
        Some(baseline) => {
            let of = format!(
                "{}, of the snapshot {} of {}",
                shown(&baseline.digest),
                shown(&baseline.snapshot),
                moment(baseline.taken_at)
            );
            rows.push(("Baseline", of));
        }
    }
    rows.extend(inputs.plans.iter().map(|plan| ("Plan", format!("{}, {}", shown(&plan.path), shown(&plan.digest)))));
    rows.extend(inputs.gate.iter().map(|gate| ("Gate", shown(gate))));
    if !inputs.redacted.is_empty() {
        rows.push(("Under pseudonyms", all(&inputs.redacted)));
    }
    html! {
        section #compared {
            h2 { "What was compared" }
            p.sub { "The same snapshot, rules and settings give the same report, byte for byte, on any machine." }
            dl.facts.wide { @for (what, words) in rows { dt { (what) } dd { (words) } } }
            h3 { "Accounts" }
            table.plain {
                (head(&["Name", "Id", "Environment"]))
                tbody {
                    @for account in &report.snapshot.accounts {
                        @let environment = account.environment.as_deref().unwrap_or_default();
                        tr {
                            td { (shown(&account.name)) } td { (shown(&account.id)) } td { (environment_name(environment)) }
                        }
                    }
                }
            }
            h3 { "Parameters that are not the document's" }
            @if inputs.overridden.is_empty() { p.sub { "None: every rule compares with what the document says." } }
            @else {
                table.plain {
                    (head(&["Parameter", "Here", "In the document"]))
                    tbody {
                        @for changed in &inputs.overridden {
                            tr {
                                td { code { (shown(&changed.parameter)) } }
                                td { (value(&changed.effective)) } td { (value(&changed.documented)) }
                            }
                        }
                    }
                }
            }
            p.sub { "All that rules compare with stand under " code { "inputs.architecture" } " of the JSON report." }
        }
    }
}
