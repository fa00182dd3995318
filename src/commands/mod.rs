//! What is to be done, one file per command. Results go to stdout, everything else to stderr.

mod check;
#[cfg(feature = "aws")]
mod collect;
#[cfg(feature = "aws")]
mod doctor;
mod drawing;
#[cfg(feature = "pages")]
mod graph;
mod init;
mod plan;
#[cfg(feature = "aws")]
mod progress;
mod replay;
mod report;
mod rules;
mod schema;
mod trace;
mod verify;

#[cfg(feature = "aws")]
use crate::cli::LogFormat;
use crate::cli::{Cli, Command};
use crate::problem::Problem;
use crate::report::table::Style;
use crate::rules::{RuleSet, Sources};
use crate::settings::Settings;
use anyhow::{Context, Result};
use std::io::{IsTerminal, Write};
use std::path::Path;

/// Runs a command; the exit code when it could be run.
///
/// # Errors
/// Usage, configuration, rule and input errors: exit code 2.
pub fn run(cli: &Cli) -> Result<u8> {
    #[cfg(feature = "aws")]
    log(cli.verbose, cli.log_format);
    if let Some(threads) = cli.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("--threads")?;
    }
    match &cli.command {
        Command::Scan(scan) if scan.sample => check::sample(&settings(cli)?, &scan.checking),
        Command::Check(check) => check::check(&settings(cli)?, check),
        Command::Rules { command } => rules::run(&settings(cli)?, command),
        Command::Trace(trace) => trace::trace(&settings(cli)?, trace),
        Command::Report(report) => report::report(&settings(cli)?, report),
        Command::Verify(verify) => verify::verify(verify),
        #[cfg(feature = "pages")]
        Command::Graph(drawing) => graph::graph(&settings(cli)?, drawing),
        #[cfg(not(feature = "pages"))]
        Command::Graph(_) => anyhow::bail!("this program was built without the feature `pages`; it draws nothing"),
        Command::Init => init::init(),
        Command::Schema(schema) => schema::schema(schema),
        #[cfg(feature = "aws")]
        Command::Scan(scan) => collect::scan(&settings(cli)?, scan, cli.verbose > 0),
        #[cfg(feature = "aws")]
        Command::Collect(collect) => collect::collect(&settings(cli)?, collect, cli.verbose > 0),
        #[cfg(feature = "aws")]
        Command::Doctor => doctor::doctor(&settings(cli)?),
        #[cfg(feature = "aws")]
        Command::Permissions => {
            let text = serde_json::to_string_pretty(&crate::permissions::policy())?;
            print(&(text + "\n")).map(|()| 0)
        }
        #[cfg(not(feature = "aws"))]
        Command::Scan(_) | Command::Collect(_) | Command::Doctor | Command::Permissions => {
            anyhow::bail!("this program was built without the feature `aws`; it can check snapshots and rules alone")
        }
    }
}

fn settings(cli: &Cli) -> Result<Settings> {
    Ok(Settings::load(cli.config.as_deref(), std::env::vars())?)
}

/// `RUST_LOG` says more than `-v`. Only collecting has anything to log: the rest is pure.
#[cfg(feature = "aws")]
fn log(verbose: u8, format: LogFormat) {
    use tracing::Level;
    use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
    use tracing_subscriber::layer::{Layer, SubscriberExt};
    use tracing_subscriber::util::SubscriberInitExt;
    // Who reads the log by a program has no progress bar beside it.
    let least = u8::from(format == LogFormat::Json);
    let level = ["warn", "trueline=info", "trueline=debug"][usize::from(verbose.max(least).min(2))];
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    // At the lowest level the SDK writes down whole answers, and with them the secrets of sessions.
    let spoken = filter_fn(|told| *told.level() <= Level::DEBUG || told.target().starts_with("trueline"));
    let ansi = std::io::stderr().is_terminal() && no_color().is_none();
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(ansi);
    let log = match format {
        LogFormat::Text => log.boxed(),
        LogFormat::Json => log.json().flatten_event(true).with_target(false).boxed(),
    };
    // Tests run commands in one process: the first subscriber stays.
    let _ = tracing_subscriber::registry().with(log.with_filter(filter.and(spoken))).try_init();
}

fn no_color() -> Option<String> {
    std::env::var("NO_COLOR").ok().filter(|v| !v.is_empty())
}

/// Writes to stdout.
fn print(text: &str) -> Result<()> {
    printed(std::io::stdout().write_all(text.as_bytes()))
}

/// What writing to stdout came to. A reader that has seen enough is no error.
fn printed(result: std::io::Result<()>) -> Result<()> {
    match result {
        Err(why) if why.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("stdout"),
    }
}

/// How stdout is: its width where it is a terminal, 80 columns elsewhere.
fn style() -> Style {
    let stdout = std::io::stdout();
    let width = comfy_table::Table::new().width().unwrap_or(80).clamp(40, 160);
    let is_terminal = stdout.is_terminal();
    Style { width: if is_terminal { width } else { 80 }, color: is_terminal && no_color().is_none() }
}

/// Rules of a directory, or the built-in ones, with the settings' parameters.
fn rules_of(settings: &Settings, dir: Option<&Path>) -> Result<RuleSet> {
    RuleSet::load(&to_judge_by(dir)?, &settings.architecture, &settings.path).map_err(listed)
}

/// The built-in rules are known to be whole; a user's are read with their examples, to find what is wrong with them.
fn to_judge_by(dir: Option<&Path>) -> Result<Sources> {
    let sources = sources(dir)?;
    Ok(if dir.is_none() { sources.without_examples() } else { sources })
}

fn sources(dir: Option<&Path>) -> Result<Sources> {
    match dir {
        None => Ok(Sources::built_in()),
        Some(dir) => Ok(Sources::directory(dir)?),
    }
}

/// Several mistakes as one error.
fn listed(problems: Vec<Problem>) -> anyhow::Error {
    let count = problems.len();
    let all = problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n\n");
    match count {
        1 => anyhow::anyhow!("{all}"),
        _ => anyhow::anyhow!("{all}\n\n{count} mistakes"),
    }
}
