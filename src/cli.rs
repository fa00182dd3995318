//! What the user typed. Nothing here knows what is to be done with it.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Checks an AWS organization against its documented architecture.
#[derive(Parser, Debug)]
#[command(name = "trueline", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Settings file [default: trueline.yaml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Say more on stderr; twice for every request
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// What stderr says of a run: text, or json for programs, with one line per account
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// Threads that read and judge [default: one per core]
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
}

const EXIT_CODES: &str = "Exit codes: 0 compliant; 1 a failure at or above --fail-on; 2 usage, configuration, rule or input error; \
3 nothing failed, but something needed could not be read.";

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Collect, check and report: what runs at night
    Scan(Scan),
    /// Read the organization into a snapshot; needs AWS and nothing else
    Collect(Collect),
    /// Check a snapshot; needs no AWS
    Check(Check),
    /// List, show, lint and test rules
    Rules {
        /// What to do with them.
        #[command(subcommand)]
        command: Rules,
    },
    /// Print the document's clauses, or a framework's controls, with their rules and, for a snapshot, their verdicts
    Trace(Trace),
    /// Write an earlier JSON report in any format, or bundle it with all that it was made from
    Report(Report),
    /// Check a bundle: digests, signature, and that what is in it gives the report
    Verify(Verify),
    /// Draw the architecture of a snapshot: what there is, what deviates, what is missing
    Graph(Drawing),
    /// Print the read-only IAM policy that the scanner's role needs
    Permissions,
    /// Try credentials, organization and role before a scan
    Doctor,
    /// Write a trueline.yaml to start from
    Init,
    /// Print the JSON Schema of a file or of a resource type, or the reference of the expression language
    Schema(Schema),
}

/// `trueline scan`
#[derive(Args, Debug)]
pub struct Scan {
    /// Check the sample organization inside the program instead of a live one
    #[arg(long)]
    pub sample: bool,
    /// Keep the snapshot in this directory
    #[arg(long, value_name = "DIR", conflicts_with = "sample")]
    pub out: Option<PathBuf>,
    /// What to check and how to report it.
    #[command(flatten)]
    pub checking: Checking,
}

/// `trueline collect`
#[derive(Args, Debug)]
pub struct Collect {
    /// The snapshot's directory; it must not exist
    #[arg(long, value_name = "DIR", required_unless_present = "resume")]
    pub out: Option<PathBuf>,
    /// Read only what this snapshot lacks; without --out, the whole one takes its place
    #[arg(long, value_name = "SNAPSHOT")]
    pub resume: Option<PathBuf>,
}

/// `trueline check`
#[derive(Args, Debug)]
pub struct Check {
    /// A snapshot: its directory, or a .tar.zst of it; with --plan it may be left out
    #[arg(required_unless_present = "plan")]
    pub snapshot: Option<PathBuf>,
    /// A Terraform plan (`terraform show -json`), laid over the snapshot or judged alone; NAME is the account that it is for, where its
    /// providers do not say; can be repeated
    #[arg(long, value_name = "[NAME=]FILE")]
    pub plan: Vec<String>,
    /// With --plan, which failures fail the run: those that a plan introduces, or all
    #[arg(long, value_name = "GATE", default_value = "introduced", requires = "plan")]
    pub gate: Gate,
    /// The root module's directory: findings then name the file and line of a resource's block
    #[arg(long, value_name = "DIR", requires = "plan")]
    pub source: Option<PathBuf>,
    /// What to check and how to report it.
    #[command(flatten)]
    pub checking: Checking,
}

/// Which failures fail a run with plans.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Those that a plan introduces.
    Introduced,
    /// All.
    All,
}

/// What to check and how to report it.
#[derive(Args, Debug, Default)]
pub struct Checking {
    /// Use the rules of this directory instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// Only these rules: ids, clauses, sections or severities
    #[arg(long, value_name = "RULE|CLAUSE|SECTION|SEVERITY", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Only findings of these accounts: ids, names or environments
    #[arg(long, value_name = "ACCOUNT", value_delimiter = ',')]
    pub account: Vec<String>,
    /// Only findings of these regions
    #[arg(long, value_name = "REGION", value_delimiter = ',')]
    pub region: Vec<String>,
    /// Least severity that fails the run: critical, high, medium, low, info or never [default: medium]
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<String>,
    /// Accept what the waivers of this file cover [default: `waivers` of the settings]
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// Compare with an earlier JSON report: what failed there already does not fail the run
    #[arg(long, value_name = "REPORT.json")]
    pub baseline: Option<PathBuf>,
    /// Format of what goes to stdout: table, json, sarif, junit, github, markdown, pull-request, gitlab, ocsf, asff, csv
    /// or html
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: String,
    /// Write a report to a file, too; can be repeated
    #[arg(long, value_name = "FORMAT=PATH")]
    pub report: Vec<String>,
}

/// `trueline rules …`
#[derive(Subcommand, Debug)]
pub enum Rules {
    /// List rules with severity, clauses and title
    List {
        /// Rules to list instead of the built-in ones
        dir: Option<PathBuf>,
        /// table or json
        #[arg(long, value_name = "FORMAT", default_value = "table")]
        format: ListFormat,
    },
    /// Show a rule: what it requires, why, how to mend it
    Show {
        /// The rule's id
        id: String,
        /// Look in this directory instead of the built-in rules
        #[arg(long, value_name = "DIR")]
        rules: Option<PathBuf>,
    },
    /// Check rules without running them
    Lint {
        /// Rules to check instead of the built-in ones
        dir: Option<PathBuf>,
    },
    /// Run the examples of rules
    Test {
        /// Rules to test instead of the built-in ones
        dir: Option<PathBuf>,
        /// Change every condition in every way: an example has to notice
        #[arg(long)]
        mutate: bool,
    },
    /// Write the documentation of rules: an index, and a page for each section
    Docs {
        /// Rules to document instead of the built-in ones
        dir: Option<PathBuf>,
        /// The directory that the pages go to; of its files only pages that were made before are touched
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// The formats of the log.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// The formats of a list.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFormat {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// `trueline trace`
#[derive(Args, Debug)]
pub struct Trace {
    /// A snapshot; without one, clauses or controls and rules alone
    pub snapshot: Option<PathBuf>,
    /// Use the sample organization inside the program
    #[arg(long, conflicts_with = "snapshot")]
    pub sample: bool,
    /// Use the rules of this directory instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// A framework's controls instead of the document's clauses
    #[arg(long, value_name = "NAME")]
    pub framework: Option<String>,
    /// table, json, markdown or html
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: crate::report::trace::Format,
}

/// `trueline report`
#[derive(Args, Debug)]
#[command(after_help = "Exit codes: 0 written, whatever the report says; 2 usage, configuration or input error.")]
pub struct Report {
    /// A report that `check` or `scan` wrote as JSON
    #[arg(value_name = "REPORT.json")]
    pub file: PathBuf,
    /// Format of what goes to stdout, as for `check`
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: String,
    /// Write the report to a file, too; can be repeated
    #[arg(long, value_name = "FORMAT=PATH")]
    pub report: Vec<String>,
    /// The snapshot that the report is about
    #[arg(long)]
    pub snapshot: Option<PathBuf>,
    /// Pack the report with all that it was made from: rules, settings, waivers, baseline, plans, snapshot. They are judged again
    /// first, and have to give the report byte for byte. The file must not exist
    #[arg(long, value_name = "OUT.tar.zst")]
    pub bundle: Option<PathBuf>,
    /// Sign what is in the bundle: a private key in PEM (Ed25519, or ECDSA with P-256)
    #[arg(long, value_name = "KEY.pem", requires = "bundle")]
    pub key: Option<PathBuf>,
    /// Leave snapshot and plans out of the bundle, which then holds their digests only
    #[arg(long, requires = "bundle")]
    pub digest_only: bool,
    /// For the bundle: the directory of rules that the report was made by, if it was not the built-in ones
    #[arg(long, value_name = "DIR", requires = "bundle")]
    pub rules: Option<PathBuf>,
    /// For the bundle: the waivers that the report was made with [default: `waivers` of the settings]
    #[arg(long, value_name = "FILE", requires = "bundle")]
    pub waivers: Option<PathBuf>,
    /// For the bundle: the report that it was compared with
    #[arg(long, value_name = "REPORT.json", requires = "bundle")]
    pub baseline: Option<PathBuf>,
    /// For the bundle: the plans that were judged, as `check` was given them
    #[arg(long, value_name = "[NAME=]FILE", requires = "bundle")]
    pub plan: Vec<String>,
    /// For the bundle: the root module's directory, as `check` was given it
    #[arg(long, value_name = "DIR", requires = "plan")]
    pub source: Option<PathBuf>,
}

/// `trueline verify`
#[derive(Args, Debug)]
#[command(after_help = "Exit codes: 0 verified; 1 not; 2 usage or input error.")]
pub struct Verify {
    /// What `report --bundle` wrote
    pub bundle: PathBuf,
    /// Whose signature it has to have: a public key in PEM
    #[arg(long, value_name = "PUB.pem")]
    pub key: Option<PathBuf>,
    /// The snapshot, where the bundle holds its digest only
    #[arg(long)]
    pub snapshot: Option<PathBuf>,
    /// The plans, in their order, where the bundle holds their digests only
    #[arg(long, value_name = "FILE")]
    pub plan: Vec<PathBuf>,
}

/// `trueline graph`
#[derive(Args, Debug)]
pub struct Drawing {
    /// A snapshot: its directory, or a .tar.zst of it
    #[arg(required_unless_present = "sample")]
    pub snapshot: Option<PathBuf>,
    /// Use the sample organization inside the program
    #[arg(long, conflicts_with = "snapshot")]
    pub sample: bool,
    /// Draw this account alone: an id, a name or an environment
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    /// Use the rules of this directory instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// svg, mermaid, dot or json
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    pub format: GraphFormat,
}

/// The formats of a drawing.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// A picture that loads nothing.
    Svg,
    /// A flowchart for Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
    /// Nodes and edges, for programs.
    Json,
}

/// `trueline schema`
#[derive(Args, Debug)]
pub struct Schema {
    /// A file (report, manifest, ledger, resource, rule, waivers or settings), or a resource type as AWS::EC2::Subnet; without one,
    /// the names of all
    pub name: Option<String>,
    /// As documentation instead of JSON Schema, of a resource type
    #[arg(long)]
    pub markdown: bool,
    /// The functions of the expression language
    #[arg(long, conflicts_with_all = ["name", "markdown"])]
    pub functions: bool,
}
