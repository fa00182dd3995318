//! AWS's Security Finding Format: a batch for BatchImportFindings a line, each an array of findings.
//!
//! Security Hub takes a finding from the account that it is about, in the region that it is filed in, and no more than a hundred
//! at a time: so a batch is of one account and region, and a line of the file is what `--findings file://…` wants. A global
//! resource is filed in the first region of the scan, what is of no account in the management account. A finding that Security Hub
//! has already keeps its workflow, whatever a later import says: that is its reader's own.

use super::asff_fields::{self as fields, cut, resource_type};
use super::record::{Record, Verdict, records};
use super::shared::{self, Excuse, shown};
use crate::escape::terminal as one_line;
use crate::findings::Report;
use crate::rules::Severity;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{Error, Result, Write};

/// Findings that a call takes, and their size.
const MAX_FINDINGS: usize = 100;
const MAX_BYTES: usize = 6_000_000;
/// Evidence that a finding tells; the JSON report has all.
const MAX_EVIDENCE: usize = 20;
/// Requirements that a finding names.
const MAX_REQUIREMENTS: usize = 32;

/// The report as lines of batches.
///
/// # Errors
/// When it cannot be written there, or an account is not known.
pub(super) fn write(report: &Report, to: &mut dyn Write) -> Result<()> {
    let home = report.snapshot.regions.iter().find(|region| is_region(region)).map_or("us-east-1", String::as_str);
    let home_account = home_account(report);
    let mut units = BTreeMap::<(&str, &str), Vec<Record>>::new();
    for record in records(report) {
        let own = Some(record.account_id).filter(|id| is_account(id));
        let account = own.or(home_account).ok_or_else(|| no_account(&record))?;
        let region = if is_region(record.region) { record.region } else { home };
        units.entry((account, region)).or_default().push(record);
    }
    for (place, unit) in units {
        let (mut batch, mut count) = (String::new(), 0);
        for record in unit {
            let finding = finding(report, &record, place).to_string();
            if count == MAX_FINDINGS || batch.len() + finding.len() + 3 > MAX_BYTES {
                writeln!(to, "[{batch}]")?;
                (batch, count) = (String::new(), 0);
            }
            if count > 0 {
                batch.push(',');
            }
            batch.push_str(&finding);
            count += 1;
        }
        writeln!(to, "[{batch}]")?;
    }
    Ok(())
}

/// Whether it is the name of one; what is global is in none, and a plan does not always tell it.
fn is_region(text: &str) -> bool {
    let is_name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let ends_with_number = text.bytes().last().is_some_and(|b| b.is_ascii_digit());
    text.len() <= fields::REGION && text.contains('-') && ends_with_number && text.bytes().all(is_name)
}

/// Whether it is an account's id. A waiver is of none, and a plan may make the account that it fills.
fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The account that what is of none is filed in: the management account, or the first of the scan.
fn home_account(report: &Report) -> Option<&str> {
    let mut known = report.snapshot.accounts.iter().filter(|a| is_account(&a.id)).collect::<Vec<_>>();
    known.sort_by_key(|a| a.environment.as_deref() != Some("management"));
    known.first().map(|a| a.id.as_str())
}

fn no_account(record: &Record) -> Error {
    Error::other(format!(
        "asff: Security Hub wants an account for each finding, `{}` is none, and no other is known; name the one that a plan is \
         for, as in --plan dev=plan.json",
        shown(record.account_id)
    ))
}

fn finding(report: &Report, record: &Record, (account, region): (&str, &str)) -> Value {
    let partition = record.partition();
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
        "Resources": [resource(record)],
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

fn resource(record: &Record) -> Value {
    let mut resource = json!({
        "Type": resource_type(&record.resource.r#type),
        "Id": cut(&record.resource_id(), fields::ID),
        "Partition": record.partition(),
    });
    if is_region(record.region) {
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
