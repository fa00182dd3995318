//! Collecting from a live organization.

use super::{check, print};
use crate::cli::Scan;
use crate::collect::{self, AccountsWanted, Progress, Role};
use crate::rules::Sources;
use crate::settings::Settings;
use crate::snapshot::{ScannedRegions, Snapshot, Writer};
use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use std::io::IsTerminal;
use std::path::Path;

/// `trueline scan`
pub fn scan(settings: &Settings, args: &Scan) -> Result<u8> {
    let prepared = check::prepare(settings, &args.checking)?;
    let temporary;
    let out = match &args.out {
        Some(out) => out.as_path(),
        None => {
            temporary = tempfile::tempdir()?;
            &temporary.path().join("snapshot")
        }
    };
    collect(settings, out)?;
    check::report(&Snapshot::open(out)?, prepared)
}

/// `trueline collect`
pub fn collect(settings: &Settings, out: &Path) -> Result<u8> {
    let wanted = wanted(settings)?;
    let writer = Writer::create(out)?;
    let bar = ProgressBar::hidden();
    if std::io::stderr().is_terminal() {
        bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos}/{len} accounts, {msg}") {
            bar.set_style(style);
        }
    }
    let progress = |progress: Progress| match progress {
        Progress::Accounts(count) => bar.set_length(count as u64),
        Progress::AccountDone { account, requests } => {
            bar.inc(1);
            bar.set_message(format!("{requests} requests"));
            tracing::info!(account = account.id, name = account.name, requests, "account read");
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        tokio::select! {
            result = collect::collect(&wanted, writer, &progress) => result.map_err(anyhow::Error::from),
            // The writer is dropped, and with it what it has written.
            _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted; nothing was written")),
        }
    });
    bar.finish_and_clear();
    result.map(|()| 0)
}

/// `trueline doctor`
pub fn doctor(settings: &Settings) -> Result<u8> {
    let wanted = wanted(settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let checked = runtime.block_on(collect::doctor(&wanted))?;
    let mut text = format!(
        "organization  {}\n",
        checked.organization.as_deref().unwrap_or("not readable; accounts are the settings'")
    );
    for (account, result) in &checked.accounts {
        let environment = account.environment.as_deref().unwrap_or("no environment");
        let result = match result {
            Ok(()) => "ok".to_owned(),
            Err(why) => format!("{} {}: {}", why.outcome, why.code, why.message),
        };
        text.push_str(&format!("{} {} ({environment})  {result}\n", account.id, account.name));
    }
    let failed = checked.accounts.iter().filter(|(_, r)| r.is_err()).count();
    text.push_str(&match failed {
        0 => "every account can be entered; `trueline scan` says which reads are refused\n".to_owned(),
        _ => format!(
            "{failed} of {} accounts cannot be entered: their findings will be unknown\n",
            checked.accounts.len()
        ),
    });
    print(&text)?;
    Ok(if failed == 0 { 0 } else { 3 })
}

fn wanted(settings: &Settings) -> Result<collect::Settings> {
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
            external_id: settings.external_id.clone(),
            session_name: settings.session_name.clone(),
        },
        concurrency: settings.concurrency,
    })
}
