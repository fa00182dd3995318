//! Thousands of spoilt inputs for the readers of what others write: snapshots, rules, policy documents. Each is an error or a
//! result, soon; none ends the program. The cases are the same on every run; `fuzz/` looks for others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

#[path = "../fuzz/readers.rs"]
mod readers;

use serde::de::IgnoredAny;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use trueline::graph::Graph;
use trueline::snapshot;
use trueline::snapshot::{Snapshot, Source};

/// A case takes milliseconds; a machine that does other work besides may take this long, and a loop without end takes longer.
const LONGEST: Duration = Duration::from_secs(10);

/// xorshift64*: a failure's number is enough to see it again.
struct Random(u64);

impl Random {
    fn of(case: u64) -> Random {
        Random((case + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound.max(1)
    }

    /// Short mostly, so that what is around it stays what it was.
    fn length(&mut self) -> usize {
        let bits = self.below(12);
        self.below(1 << bits)
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// What readers have stumbled over, here or elsewhere.
const TOKENS: [&str; 32] = [
    "null",
    "true",
    "0",
    "-1",
    "1e999",
    "-0.0",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "\"\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"*\"",
    "\"9999-12-31T23:59:59.999999999Z\"",
    "\"-009999-01-01T00:00:00Z\"",
    "[]",
    "[null]",
    "[[]]",
    "{}",
    "{\"$unknown\":\"x\"}",
    "{\"$unknown\":null}",
    "{\"$incomplete\":\"x\",\"elements\":[]}",
    "{\"$incomplete\":\"x\",\"elements\":{\"$unknown\":\"y\"}}",
    "{\"$incomplete\":\"x\",\"elements\":{\"$incomplete\":\"y\",\"elements\":[]}}",
    "ä€😀",
    "\u{feff}",
    "\r\n",
    "\u{85}\u{2028}",
    "&a [*a, *a]",
    "!!binary x",
    "${",
    "%ff%",
];

/// One or a few changes of a text; `others` are texts of the same kind, of which pieces are put in.
fn spoilt(random: &mut Random, text: &[u8], others: &[Vec<u8>]) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..1 + random.below(3) {
        let at = random.below(text.len() + 1);
        let to = (at + random.length()).min(text.len());
        match random.below(12) {
            0 if at < text.len() => text[at] ^= 1 << random.below(8),
            1 => text.truncate(at),
            2 => drop(text.drain(at..to)),
            3 => {
                let other = random.one(others);
                let from = random.below(other.len() + 1);
                let until = (from + random.length()).min(other.len());
                text.splice(at..to, other[from..until].iter().copied());
            }
            4 => drop(text.splice(at..at, random.one(&TOKENS).bytes())),
            5 => lines(random, &mut text),
            6 => blown_up(random, &mut text),
            7 => {
                let (open, close) =
                    *random.one(&[("[", "]"), ("{\"a\":", "}"), ("(", ")"), ("[", ""), ("- ", ""), ("!", "")]);
                let depth = 1 << random.below(13);
                let nested = [open.repeat(depth), close.repeat(depth)].concat();
                text.splice(at..at, nested.into_bytes());
            }
            8 => {
                let all = text.iter().filter(|b| **b == b'\n').count();
                if all < 10_000 {
                    text = String::from_utf8_lossy(&text).replace('\n', "\r\n").into_bytes();
                }
            }
            // Most of what is JSON is to stay JSON, so that the change comes further than its parser.
            _ => value(random, &mut text),
        }
    }
    text
}

/// A line twice, or two that have changed places, or one that is gone.
fn lines(random: &mut Random, text: &mut Vec<u8>) {
    let mut all = text.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (a, b) = (random.below(all.len()), random.below(all.len()));
    match random.below(3) {
        _ if all.is_empty() => {}
        0 => all.insert(a, all[b].clone()),
        1 => all.swap(a, b),
        _ => drop(all.remove(a)),
    }
    *text = all.concat();
}

/// A number becomes one that hardly fits, or does not.
fn blown_up(random: &mut Random, text: &mut Vec<u8>) {
    let at = random.below(text.len());
    let Some(start) = text[at..].iter().position(u8::is_ascii_digit).map(|i| at + i) else { return };
    let digits = text[start..].iter().take_while(|b| b.is_ascii_digit()).count();
    let many =
        *random.one(&["9223372036854775808", "99999999999999999999999999", "4294967296", "1e400", "-2", "0x10", "000"]);
    text.splice(start..start + digits, many.bytes());
}

/// The value of a member gives way to another that stands somewhere in the text, or to one that nobody expects.
fn value(random: &mut Random, text: &mut Vec<u8>) {
    let Ok(all) = std::str::from_utf8(text) else { return };
    let mut any = || {
        let mut at = random.below(all.len());
        while !all.is_char_boundary(at) {
            at += 1
        }
        let start = at + all[at..].find("\":")? + 2;
        let mut value = serde_json::Deserializer::from_str(&all[start..]).into_iter::<IgnoredAny>();
        value.next()?.ok()?;
        Some(start..start + value.byte_offset())
    };
    let (Some(old), Some(new)) = (any(), any()) else { return };
    let new = if random.below(2) == 0 { all[new].to_owned() } else { (*random.one(&TOKENS)).to_owned() };
    text.splice(old, new.into_bytes());
}

/// Runs cases one after the other and fails on the first that panics or does not end; the number of those with a result.
fn cases(number: u64, run: impl Fn(u64, &mut Random) -> bool + Send + 'static) -> u64 {
    let (done, waits) = channel();
    std::thread::spawn(move || {
        for case in 0..number {
            let result = catch_unwind(AssertUnwindSafe(|| run(case, &mut Random::of(case))));
            if done.send(result).is_err() {
                break;
            }
        }
    });
    let mut results = 0;
    for case in 0..number {
        match waits.recv_timeout(LONGEST) {
            Ok(Ok(result)) => results += u64::from(result),
            Ok(Err(_)) => panic!("case {case} of {number} panics"),
            Err(RecvTimeoutError::Timeout) => panic!("case {case} of {number} does not end"),
            Err(RecvTimeoutError::Disconnected) => panic!("case {case} of {number} has ended the thread"),
        }
    }
    results
}

/// The sample's files as they are stored.
fn stored() -> Vec<(PathBuf, Vec<u8>)> {
    let root = readers::sample_path();
    let mut files = vec![("manifest.json".into(), readers::manifest())];
    let paths = readers::sample().into_keys().map(|path| Path::new("parts/aws").join(path));
    for path in paths.chain(["parts/aws/part.json".into()]) {
        let bytes = std::fs::read(root.join(&path)).unwrap();
        files.push((path, bytes));
    }
    files
}

fn built_in(directory: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    for entry in std::fs::read_dir(root.join(directory)).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            all.push((path.strip_prefix(&root).unwrap().to_owned(), std::fs::read(&path).unwrap()));
        }
    }
    all.sort();
    all
}

#[test]
fn a_snapshot_of_which_any_file_was_changed_is_refused() {
    let files = stored();
    let of = |files: &[(PathBuf, Vec<u8>)]| {
        let snapshot = Snapshot::read(Source::Archive("snapshot".into(), files.iter().cloned().collect()))?;
        Graph::open(&snapshot)?;
        Ok::<_, snapshot::Error>(snapshot.id)
    };
    let id = of(&files).unwrap();
    for number in 0..files.len() {
        for case in 0..8 {
            let (mut random, mut changed) = (Random::of((number * 8 + case) as u64), files.clone());
            let bytes = &mut changed[number].1;
            let at = random.below(bytes.len());
            match case {
                0 => bytes.clear(),
                1 => bytes.truncate(at),
                2 => bytes.push(0),
                3 => drop(changed.remove(number)),
                _ => bytes[at] ^= 1 << random.below(8),
            }
            let path = files[number].0.display();
            match of(&changed) {
                // Nothing stands above the manifest: what was changed in it is a snapshot of another id.
                Ok(other) if number == 0 => assert_ne!(other, id, "{path}, change {case}"),
                Ok(_) => panic!("{path} was changed (change {case}), and the snapshot read"),
                Err(why) => assert!(!why.to_string().is_empty()),
            }
        }
    }
}

#[test]
fn a_snapshot_that_says_anything_under_right_digests_is_read_or_refused() {
    let (sample, manifest) = (readers::sample(), readers::manifest());
    assert!(readers::snapshot(&manifest, &sample).unwrap() > 100);
    let others = sample.values().cloned().collect::<Vec<_>>();
    let paths = sample.keys().cloned().collect::<Vec<_>>();
    let read = cases(1200, move |case, random| {
        if case % 8 == 0 {
            return readers::snapshot(&spoilt(random, &manifest, &others), &sample).is_ok();
        }
        // The organization, and one or two others: a case is as fast as it is small.
        let near = |path: &str| path.starts_with("111111111111/global");
        let mut files = sample.clone();
        let kept = [random.one(&paths).clone(), random.one(&paths).clone()];
        files.retain(|path, _| near(path) || kept.contains(path));
        let path = files.keys().nth(random.below(files.len())).unwrap().clone();
        let changed = spoilt(random, &files[&path], &others);
        // What a path says is read as well.
        let elsewhere = case % 16 == 1;
        let path = if elsewhere { spoilt(random, path.as_bytes(), &others) } else { path.into_bytes() };
        files.insert(String::from_utf8_lossy(&path).into_owned(), changed);
        readers::snapshot(&manifest, &files).is_ok()
    });
    assert!(read > 300, "most changes came no further than the parser of JSON: {read} were read");
}

#[test]
fn an_archive_that_is_broken_anywhere_is_read_or_refused() {
    let directory = tempfile::tempdir().unwrap();
    let mut tar = tar::Builder::new(Vec::new());
    for (path, bytes) in stored() {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, path, &bytes[..]).unwrap();
    }
    let tar = tar.into_inner().unwrap();
    let others = vec![tar.clone()];
    let path = directory.path().join("snapshot.tar.zst");
    let open = move |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        Snapshot::open(&path).map_err(|why| why.to_string()).and_then(|snapshot| readers::judged(&snapshot)).is_ok()
    };
    assert!(open(&zstd::encode_all(&tar[..], 1).unwrap()));
    cases(400, move |case, random| match case % 4 {
        0 => open(&spoilt(random, &zstd::encode_all(&tar[..], 1).unwrap(), &others)),
        // In a header, where lengths and kinds of entries stand.
        1 => {
            let mut tar = tar.clone();
            let at = random.below(tar.len() / 512) * 512 + random.below(160);
            tar[at] = *random.one(b"\0\xff0789LKgxS/");
            open(&zstd::encode_all(&tar[..], 1).unwrap())
        }
        _ => open(&zstd::encode_all(&spoilt(random, &tar, &others)[..], 1).unwrap()),
    });
}

#[test]
fn a_directory_of_rules_that_says_anything_is_loaded_or_refused() {
    let directory = tempfile::tempdir().unwrap();
    let own = built_in("");
    let rules = ["network", "organization", "database", "scale", "secrets", "compute"].map(built_in).concat();
    // A dozen are longer than all others: they would take most of the time.
    let rules = rules.into_iter().filter(|(_, text)| text.len() < 12_000).collect::<Vec<_>>();
    let others = rules.iter().chain(&own).map(|(_, text)| text.clone()).collect::<Vec<_>>();
    let frameworks = built_in("frameworks");
    let loaded = cases(1600, move |case, random| {
        let (path, text) = random.one(&rules);
        let (path, mut text) = (path.to_str().unwrap(), text.clone());
        let (also, mut more) = random.one(if case % 16 == 0 { &frameworks } else { &own }).clone();
        let changed = if case % 8 == 0 { &mut more } else { &mut text };
        *changed = spoilt(random, changed, &others);
        let mut files = vec![(path, &text[..])];
        if case % 8 == 0 {
            files.push((also.to_str().unwrap(), &more[..]));
        }
        readers::rules(&directory.path().join("rules"), &files).is_ok()
    });
    assert!(loaded > 100, "most changes came no further than the parser of YAML: {loaded} were loaded");
}

/// One of each kind: whom a resource lets in, who assumes a role, what an organization denies.
const POLICIES: [&str; 3] = [
    r#"{"Version":"2012-10-17","Statement":[{"Sid":"Pull","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::444444444444:root","*"],"Service":"ec2.amazonaws.com"},
"Action":["s3:GetObject","s3:Put*"],"Resource":"arn:aws:s3:::b/*","Condition":{"StringLike":{"aws:PrincipalArn":["arn:aws:iam::444444444444:role/*"]},"Bool":{"aws:SecureTransport":true}}},
{"Effect":"Deny","Principal":"*","Action":"*","NotResource":[],"Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}}]}"#,
    "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Federated%22%3A%22arn%3Aaws%3Aiam%3A%3A444444444444%3Aoidc-provider%2Fx%22%7D%2C%22Action%22%3A%22sts%3AAssumeRoleWithWebIdentity%22%2C%22Condition%22%3A%7B%22StringEquals%22%3A%7B%22x%3Asub%22%3A%22y%22%7D%7D%7D%7D",
    r#"{"Statement":[{"Effect":"Deny","NotAction":["iam:*","cloudfront:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1"]},"ForAllValues:ArnNotLikeIfExists":{"aws:PrincipalARN":"arn:*:iam::*:role/${aws:username}"}}},
{"Effect":"Deny","Action":["cloudtrail:Stop?ogging"],"Resource":"*"},{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
];

#[test]
fn a_policy_document_that_says_anything_is_parsed_or_refused() {
    let others = POLICIES.map(|text| text.as_bytes().to_vec()).to_vec();
    assert!(POLICIES.iter().all(|text| readers::policy(text).unwrap() > 0));
    let parsed = cases(4000, move |_, random| {
        let text = *random.one(&POLICIES);
        let text = spoilt(random, text.as_bytes(), &others);
        readers::policy(&String::from_utf8_lossy(&text)).is_ok()
    });
    assert!(parsed > 1000, "most changes came no further than the parser of JSON: {parsed} were parsed");
}

#[test]
fn a_policy_document_of_a_snapshot_that_says_anything_is_read_or_refused() {
    const DOCUMENT: &str = r#"{"version":null,"statements":[{"sid":"s","effect":"Allow","principals":[{"kind":"AWS","value":"*"},{"kind":"Service","value":"x"}],"not_principals":[],"actions":["s3:*","*"],"not_actions":[],"resources":["*"],"not_resources":[],"conditions":[{"operator":"StringEquals","key":"aws:principalaccount","values":["444444444444"]}]},{"sid":null,"effect":"Deny","principals":[],"not_principals":[],"actions":[],"not_actions":["iam:*"],"resources":["*"],"not_resources":[],"conditions":[{"operator":"StringNotLike","key":"aws:requestedregion","values":["eu-*"]}]}]}"#;
    assert!(readers::graph_policy(DOCUMENT).unwrap() > 0);
    let read = cases(4000, |_, random| {
        let text = spoilt(random, DOCUMENT.as_bytes(), &[DOCUMENT.as_bytes().to_vec()]);
        readers::graph_policy(&String::from_utf8_lossy(&text)).is_ok()
    });
    assert!(read > 1000, "most changes came no further than the parser of JSON: {read} were read");
}

#[test]
fn brackets_in_one_another_without_end_are_refused_by_every_reader() {
    let directory = tempfile::tempdir().unwrap();
    let rule = String::from_utf8(built_in("network").remove(0).1).unwrap();
    let line = |value: &str| {
        format!(
            r#"{{"type":"AWS::EC2::VPC","arn":"a","id":"v","name":"n","account_id":"1","region":"r","new":{value},"fields":{{"tags":{value}}}}}"#
        )
    };
    let nests = [("[", "]"), ("{\"a\":", "}"), ("(", ")"), ("!", ""), ("- ", ""), ("{", "}"), ("a: [", "]")];
    cases(5 * nests.len() as u64, move |case, _| {
        let (open, close) = nests[case as usize % nests.len()];
        let depth = [100, 1_000, 1_800, 10_000, 100_000][case as usize / nests.len()];
        let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
        let _ = readers::policy(&nested);
        let _ = readers::policy(&format!(r#"{{"Statement":{nested}}}"#));
        let _ = readers::graph_policy(&nested);
        let mut files = readers::Files::new();
        files.insert("1/r/resources.jsonl.zst".into(), line(&nested).into_bytes());
        let _ = readers::snapshot(&readers::manifest(), &files);
        files.insert("1/r/ledger.jsonl.zst".into(), nested.clone().into_bytes());
        let _ = readers::snapshot(nested.as_bytes(), &files);
        let root = directory.path().join("rules");
        let _ = readers::rules(&root, &[("rule.yaml", nested.as_bytes())]);
        let _ = readers::rules(&root, &[("rule.yaml", format!("{rule}\nfix: {nested}\n").as_bytes())]);
        let checked = rule.replacen("check: ", &format!("check: {nested} == "), 1);
        let _ = readers::rules(&root, &[("rule.yaml", checked.as_bytes())]);
        readers::rules(&root, &[("rule.yaml", rule.as_bytes()), ("architecture.yaml", nested.as_bytes())]).is_ok()
    });
}

/// A file of one account's and region's.
fn unit(lines: &str) -> readers::Files {
    [("444444444444/global/resources.jsonl.zst".to_owned(), lines.as_bytes().to_vec())].into()
}

fn resource(ty: &str, id: &str, fields: &str) -> String {
    format!(
        r#"{{"type":"{ty}","arn":"{id}","id":"{id}","name":"n","account_id":"444444444444","region":"global","read_at":"2026-11-01T00:00:00Z","fields":{fields}}}"#
    )
}

fn read(lines: &[String]) -> Result<usize, String> {
    readers::snapshot(&readers::manifest(), &unit(&lines.join("\n")))
}

#[test]
fn an_incomplete_list_that_is_no_list_is_refused() {
    let with = |elements: &str| {
        let fields = format!(r#"{{"targets":{{"$incomplete":"x","elements":{elements}}}}}"#);
        read(&[resource("AWS::Organizations::Policy", "p-1", &fields)])
    };
    for elements in [r#"{"$unknown":"y"}"#, "null", r#"{"$incomplete":"y","elements":[]}"#] {
        assert!(with(elements).unwrap_err().contains("only lists are incomplete"), "{elements}");
    }
    with("[]").unwrap();
}

#[test]
fn an_empty_time_is_no_time() {
    let line = resource("AWS::EC2::VPC", "v", "{}");
    assert!(read(&[line.replace("2026-11-01T00:00:00Z", "")]).unwrap_err().contains("line 1: "));
    read(&[line]).unwrap();
}

#[test]
fn a_list_of_texts_has_no_holes() {
    for hole in ["null", r#"{"$unknown":"x"}"#] {
        let fields = format!(r#"{{"enabled_policy_types":["a",{hole}]}}"#);
        let why = read(&[resource("AWS::Organizations::Organization", "o-1", &fields)]).unwrap_err();
        assert!(why.contains("expected Text, found an element without a value"), "{why}");
    }
}

#[test]
fn a_map_that_turns_out_to_be_unknown_leaves_its_neighbours_where_they_are() {
    let tags = |tags: &str| resource("AWS::EC2::VPC", "v", &format!(r#"{{"tags":{tags}}}"#));
    let cells = |line: &str| {
        let mut part = trueline::graph::Part::default();
        part.read_line(line).unwrap();
        Graph::new(vec![part], &[]).cells.len()
    };
    assert_eq!(cells(&tags(r#"{"a":"b","$unknown":"x"}"#)), cells(&tags(r#"{"$unknown":"x"}"#)));
}

#[test]
fn a_snapshot_of_very_many_units_is_opened_at_once() {
    let files = (0..40_000).map(|i| (format!("{i}/r/ledger.jsonl.zst"), Vec::new())).collect();
    let source = Source::Archive("snapshot".into(), readers::sealed(&readers::manifest(), &files));
    let start = std::time::Instant::now();
    assert_eq!(Snapshot::read(source).unwrap().units.len(), 40_000);
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}

#[test]
fn a_mistake_in_a_file_with_the_line_ends_of_windows_is_shown() {
    let directory = tempfile::tempdir().unwrap();
    for lines in 1..10 {
        let text = format!("{}title: x\r\n# ääää😀ä\r\nnonsense: 1\r\n", "# a\r\n".repeat(lines));
        let why = readers::rules(&directory.path().join("rules"), &[("rule.yaml", text.as_bytes())]).unwrap_err();
        assert!(why.contains(&format!("rule.yaml:{}:1: unknown field", lines + 3)), "{why}");
    }
}

#[test]
fn a_unit_that_is_its_own_parent_ends_the_way_up() {
    cases(1, |_, _| {
        let organization = r#"{"root_id":"r-1","enabled_policy_types":["SERVICE_CONTROL_POLICY"]}"#;
        let account = r#"{"is_management":false,"organization_id":"o-1","parent_id":"ou-1"}"#;
        let lines = [
            resource("AWS::Organizations::Organization", "o-1", organization),
            resource("AWS::Organizations::OrganizationalUnit", "ou-1", r#"{"parent_id":"ou-1"}"#),
            resource("AWS::Organizations::Account", "444444444444", account),
        ];
        read(&lines).is_ok()
    });
}
