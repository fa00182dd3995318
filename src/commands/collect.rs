//! Collecting from a live organization.

use super::check;
use super::progress::Progress;
use crate::cli::{Collect, Scan};
use crate::collect::{self, AccountsWanted, Before, Limits, Role, Stop, Stopped, Watch};
use crate::rules::Sources;
use crate::settings::Settings;
use crate::snapshot::{ScannedRegions, Snapshot, Writer};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::Path;

/// The exit code of a run after which something is not known.
const NOT_WHOLE: u8 = 3;

/// `trueline scan`
pub fn scan(settings: &Settings, args: &Scan, verbose: bool) -> Result<u8> {
    let prepared = check::prepare(settings, &args.checking)?;
    let temporary;
    let out = match &args.out {
        Some(out) => out.as_path(),
        None => {
            temporary = tempfile::tempdir()?;
            &temporary.path().join("snapshot")
        }
    };
    let stopped = read(settings, Writer::create(out)?, None, verbose)?;
    if stopped == Some(Stopped::Interrupted) {
        // Who interrupts a scan waits for no report. What was read is kept where it was asked for.
        say(&match &args.out {
            Some(out) => interrupted(out),
            None => "interrupted; nothing was kept, for lack of --out".to_owned(),
        });
        return Ok(NOT_WHOLE);
    }
    check::report(&Snapshot::open(out)?, prepared)
}

/// `trueline collect`
pub fn collect(settings: &Settings, args: &Collect, verbose: bool) -> Result<u8> {
    let before = match &args.resume {
        Some(path) => Some(
            Before::new(Snapshot::open(path)?)
                .map_err(|why| anyhow::anyhow!("{} cannot be completed: {why}", path.display()))?,
        ),
        None => None,
    };
    let (writer, out) = match (&args.out, &args.resume) {
        (Some(out), _) => (Writer::create(out)?, out),
        (None, Some(old)) if old.is_dir() => (Writer::replacing(old)?, old),
        (None, Some(old)) => bail!("{} is an archive: say by --out where the whole snapshot is to be", old.display()),
        (None, None) => bail!("say by --out where the snapshot is to be"),
    };
    let stopped = read(settings, writer, before, verbose)?;
    if stopped.is_none() {
        return Ok(0);
    }
    say(&interrupted(out));
    Ok(NOT_WHOLE)
}

fn interrupted(out: &Path) -> String {
    let out = out.display();
    format!(
        "stopped before everything was read; {out} holds what was, and `trueline collect --resume {out}` reads the rest"
    )
}

/// Reads the organization; why it was stopped, if it was.
fn read(settings: &Settings, writer: Writer, before: Option<Before>, verbose: bool) -> Result<Option<Stopped>> {
    let wanted = wanted(settings)?;
    let runtime = runtime()?;
    let watch = Watch::default();
    let progress = Progress::new(watch.counters.clone());
    let result = runtime.block_on(async {
        let signals = tokio::spawn(stop_on_signals(watch.stop.clone()));
        let result = collect::collect(&wanted, writer, before, &watch, &|p| progress.note(p)).await;
        signals.abort();
        result
    });
    progress.finish(verbose);
    Ok(result?)
}

/// Threads for collecting, with room for the SDK's deep calls.
pub(super) fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(8 << 20).build()
}

/// The first signal stops the run, which then writes what it has; the second ends the program.
async fn stop_on_signals(stop: Stop) -> Result<()> {
    let mut terminate = terminations().context("SIGTERM")?;
    for first in [true, false] {
        tokio::select! {
            signal = tokio::signal::ctrl_c() => signal.context("Ctrl-C")?,
            () = terminate.next() => {}
        }
        if first {
            say("stopping: what was read is being written (once more: at once, without it)");
            stop.stop(Stopped::Interrupted);
        }
    }
    std::process::exit(130);
}

#[cfg(unix)]
struct Terminations(tokio::signal::unix::Signal);

#[cfg(unix)]
fn terminations() -> std::io::Result<Terminations> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).map(Terminations)
}

#[cfg(unix)]
impl Terminations {
    async fn next(&mut self) {
        self.0.recv().await;
    }
}

/// Nobody asks a program to end but by Ctrl-C.
#[cfg(not(unix))]
struct Terminations;

#[cfg(not(unix))]
fn terminations() -> std::io::Result<Terminations> {
    Ok(Terminations)
}

#[cfg(not(unix))]
impl Terminations {
    async fn next(&mut self) {
        std::future::pending().await
    }
}

fn say(text: &str) {
    // stderr may be closed; there is nobody left to tell.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{text}\n").as_bytes());
}

/// What collecting needs of the settings.
pub(super) fn wanted(settings: &Settings) -> Result<collect::Settings> {
    if settings.regions.is_empty() {
        bail!(
            "no region is configured: say where the environments live, by `regions:` in {} or TRUELINE_REGIONS; \
               `trueline init` writes a file to start from",
            settings.path.display()
        );
    }
    let parameters = Sources::built_in().parameters()?;
    let names = parameters.get("organization").and_then(|o| o.get("accounts")).and_then(Value::as_array);
    let environments = names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let by_id = settings.accounts.iter().map(|(environment, id)| (id.clone(), environment.clone())).collect();
    Ok(collect::Settings {
        accounts: AccountsWanted { by_id, environments },
        regions: ScannedRegions { home: settings.regions.clone(), dr: settings.dr_region.clone() },
        role: Role {
            name: settings.role_name.clone(),
            chain: settings.role_chain.clone(),
            external_id: settings.external_id.clone(),
            session_name: settings.session_name.clone(),
            session_tags: settings.session_tags.clone(),
        },
        limits: limits(settings),
        sdk: None,
    })
}

fn limits(settings: &Settings) -> Limits {
    let (given, usual) = (&settings.bounds, Limits::default());
    Limits {
        in_flight: given.concurrency.unwrap_or(usual.in_flight),
        in_flight_of_account: given.concurrency_per_account.unwrap_or(usual.in_flight_of_account),
        share: given.api_share.unwrap_or(usual.share),
        request: given.request.unwrap_or(usual.request),
        call: given.call.unwrap_or(usual.call),
        account: given.account.unwrap_or(usual.account),
        run: given.run.unwrap_or(usual.run),
    }
}
