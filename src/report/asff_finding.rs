//! A finding as Security Hub takes it.

use super::asff_fields::{self as fields, cut, resource_type};
use super::record::{Record, Verdict};
use super::shared::{self, Excuse, shown};
use crate::escape::terminal as one_line;
use crate::findings::Report;
use crate::rules::Severity;
use serde_json::{Map, Value, json};

/// Evidence that a finding tells; the JSON report has all.
const MAX_EVIDENCE: usize = 20;
/// Requirements that a finding names.
const MAX_REQUIREMENTS: usize = 32;

/// A finding, filed in an account and region.
pub(super) fn finding(report: &Report, record: &Record, (account, region): (&str, &str)) -> Value {
    let partition = record.partition(region);
    let at = format!("{:.3}", report.snapshot.taken_at);
    let types = types(record);
    let severity = json!({"Label": label(record), "Original": record.severity.word()});
    let mut finding = json!({
        "SchemaVersion": "2018-10-08",
        "Id": cut(&format!("trueline/{}", record.id), fields::ID),
        "ProductArn": format!("arn:{partition}:securityhub:{region}:{account}:product/{account}/default"),
        "ProductName": report.tool.name,
        "CompanyName": report.tool.name,
        "GeneratorId": cut(&format!("trueline/{}", record.rule_id), fields::ID),
        "AwsAccountId": account,
        "Region": region,
        "Types": types,
        "CreatedAt": at,
        "UpdatedAt": at,
        "Severity": severity,
        "FindingProviderFields": {"Severity": severity, "Types": types},
        "Title": cut(&record.sentence(), fields::TITLE),
        "Description": cut(&description(record), fields::DESCRIPTION),
        "ProductFields": product_fields(report, record),
        "Resources": [resource(record, partition)],
        "Compliance": compliance(record),
        "Workflow": {"Status": workflow(record)},
        "RecordState": if record.resolved.is_some() { "ARCHIVED" } else { "ACTIVE" },
    });
    if let Some(recommendation) = recommendation(record) {
        finding["Remediation"] = json!({"Recommendation": recommendation});
    }
    finding
}

/// A pass needs nobody's attention, whatever its rule's severity.
fn label(record: &Record) -> &'static str {
    match (record.verdict, record.severity) {
        (Verdict::Pass, _) | (_, Severity::Info) => "INFORMATIONAL",
        (_, Severity::Low) => "LOW",
        (_, Severity::Medium) => "MEDIUM",
        (_, Severity::High) => "HIGH",
        (_, Severity::Critical) => "CRITICAL",
    }
}

fn workflow(record: &Record) -> &'static str {
    match (record.excuse, record.verdict) {
        (Some(Excuse::Waived(_)), _) => "SUPPRESSED",
        (_, Verdict::Pass | Verdict::Gone) => "RESOLVED",
        (_, Verdict::Fail | Verdict::Unknown) => "NEW",
    }
}

fn types(record: &Record) -> Vec<String> {
    const CHECKS: &str = "Software and Configuration Checks";
    let frameworks = record.rule.into_iter().flat_map(|rule| rule.frameworks.keys());
    let standards = frameworks.map(|name| format!("{CHECKS}/Industry and Regulatory Standards/{}", shown(name)));
    let own = format!("{CHECKS}/AWS Security Best Practices");
    [own].into_iter().chain(standards).map(|text| cut(&text, fields::TYPE)).take(fields::MAX_ENTRIES).collect()
}

/// A pass says what is required as it is.
fn description(record: &Record) -> String {
    let (sentence, requirement) = (record.sentence(), record.requirement());
    let why = record.rule.map(|rule| one_line(rule.why.trim())).unwrap_or_default();
    match record.verdict {
        Verdict::Pass if !why.is_empty() => format!("{sentence}. {why}"),
        Verdict::Fail | Verdict::Unknown | Verdict::Gone if !requirement.is_empty() => {
            format!("{sentence}. {requirement}")
        }
        _ => sentence,
    }
}

fn compliance(record: &Record) -> Value {
    let status = match record.verdict {
        Verdict::Pass => "PASSED",
        Verdict::Fail => "FAILED",
        // Some information is missing.
        Verdict::Unknown => "WARNING",
        Verdict::Gone => "NOT_AVAILABLE",
    };
    let mut compliance = json!({"Status": status});
    let mut requirements = record.requirements();
    let count = requirements.len();
    if count > MAX_REQUIREMENTS {
        requirements.truncate(MAX_REQUIREMENTS - 1);
        requirements.push(format!("… and {} more", count - requirements.len()));
    }
    if count > 0 {
        let requirements = requirements.iter().map(|r| cut(r, fields::REQUIREMENT)).collect::<Vec<_>>();
        compliance["RelatedRequirements"] = json!(requirements);
    }
    let reason = match (record.finding.and_then(|f| f.unknown.as_ref()), record.verdict) {
        (Some(unknown), _) => Some(("NOT_READ", shown(&unknown.reason))),
        (None, Verdict::Gone) => Some(("GONE", "there is nothing to judge any more".to_owned())),
        (None, _) => None,
    };
    if let Some((code, words)) = reason.filter(|(_, words)| !words.trim().is_empty()) {
        compliance["StatusReasons"] = json!([{"ReasonCode": code, "Description": cut(&words, fields::REASON)}]);
    }
    compliance
}

fn recommendation(record: &Record) -> Option<Value> {
    let text = record.remediation();
    let url = record.rule.and_then(|rule| rule.references.iter().find(|r| r.starts_with("https://")));
    let mut recommendation = Map::new();
    if !text.is_empty() {
        recommendation.insert("Text".to_owned(), json!(cut(&text, fields::TEXT)));
    }
    if let Some(url) = url.filter(|url| url.len() <= fields::TEXT) {
        recommendation.insert("Url".to_owned(), json!(url));
    }
    (!recommendation.is_empty()).then_some(Value::Object(recommendation))
}

fn resource(record: &Record, partition: &str) -> Value {
    let mut resource = json!({
        "Type": resource_type(&record.resource.r#type),
        "Id": cut(&record.resource_id(), fields::ID),
        "Partition": partition,
    });
    if fields::is_region(record.region) {
        resource["Region"] = json!(record.region);
    }
    let details = details(record);
    if !details.is_empty() {
        resource["Details"] = json!({"Other": details});
    }
    resource
}

/// The resource's name and type as AWS calls them, and what the verdict rests on.
fn details(record: &Record) -> Map<String, Value> {
    let evidence = record.finding.map(|f| f.evidence.as_slice()).unwrap_or_default();
    let mut details = Map::new();
    let mut tell = |key: &str, value: &str| {
        let (key, value) = (cut(&one_line(key), fields::KEY), cut(&one_line(value), fields::DETAIL));
        // Of two long paths that begin alike, the second has no room.
        let has_room = !key.trim().is_empty() && !value.trim().is_empty() && !details.contains_key(&key);
        if has_room {
            details.insert(key, json!(value));
        }
        has_room
    };
    tell("type", &record.resource.r#type);
    tell("name", shared::name(record.resource));
    let mut told = 0;
    for line in evidence.iter().take(MAX_EVIDENCE) {
        let plain = line.value.as_str().filter(|text| !text.trim().is_empty());
        told += usize::from(tell(&line.path, &plain.map_or_else(|| line.value.to_string(), str::to_owned)));
    }
    if evidence.len() > told {
        tell("…", &format!("{} more; the JSON report has all", evidence.len() - told));
    }
    details
}

fn product_fields(report: &Report, record: &Record) -> Map<String, Value> {
    let finding = record.finding;
    let waiver = finding.and_then(|f| f.waiver.as_ref());
    let unknown = finding.and_then(|f| f.unknown.as_ref());
    let planned = record.resource.planned.as_ref();
    let word = |value: Value| value.as_str().map(str::to_owned);
    let overridden = report.inputs.overridden.iter().map(shared::overridden).collect::<Vec<_>>();
    let known = [
        ("rule", Some(record.rule_id.to_owned())),
        ("status", Some(record.verdict.word().to_owned())),
        ("severity", Some(record.severity.word().to_owned())),
        ("gates", Some(record.gates.to_string())),
        ("account", Some(record.account_id.to_owned())),
        ("account-name", Some(record.account_name.to_owned())),
        ("excuse", record.excuse.map(|e| e.words())),
        ("baseline", finding.and_then(|f| word(json!(f.baseline)))),
        ("change", finding.and_then(|f| word(json!(f.change)))),
        ("resolved-since", word(json!(record.resolved))),
        ("waiver-expires", waiver.map(|w| w.expires.clone())),
        ("waiver-owner", waiver.map(|w| w.owner.clone())),
        ("unread-operation", unknown.and_then(|u| u.operation.clone())),
        ("unread-error-code", unknown.and_then(|u| u.error_code.clone())),
        ("terraform-address", planned.map(|p| p.address.clone())),
        ("version", Some(report.tool.version.clone())),
        ("snapshot", Some(report.snapshot.id.clone())),
        ("rules", Some(report.rules.digest.clone())),
        ("overridden", Some(overridden.join("; "))),
    ];
    let told = known.into_iter().filter_map(|(key, value)| Some((key, one_line(&value?))));
    let told = told.filter(|(_, value)| !value.trim().is_empty());
    told.map(|(key, value)| (format!("trueline/{key}"), json!(cut(&value, fields::FIELD)))).collect()
}
