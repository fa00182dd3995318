//! How collecting goes on, on stderr: a bar on a terminal, the log elsewhere.

use crate::collect::{self, Counters};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::Arc;
use std::time::Duration;

/// Watches a run.
pub struct Progress {
    bar: ProgressBar,
    counters: Arc<Counters>,
}

const TEMPLATE: &str = "{bar:20} {pos}/{len} accounts, {counts}, {left}";

impl Progress {
    /// Shows the bar, on a terminal.
    pub fn new(counters: Arc<Counters>) -> Progress {
        let bar = ProgressBar::hidden();
        if std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            let of_run = counters.clone();
            if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
                let style = style.with_key("counts", move |_: &ProgressState, text: &mut dyn Write| {
                    let _ = text.write_str(&counts(&of_run));
                });
                bar.set_style(style.with_key("left", left));
            }
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Progress { bar, counters }
    }

    /// Takes note of what has happened.
    pub fn note(&self, progress: collect::Progress) {
        match progress {
            collect::Progress::Accounts(count) => self.bar.set_length(count as u64),
            collect::Progress::AccountDone { account, gaps } => {
                self.bar.inc(1);
                tracing::info!(
                    account = account.id,
                    name = account.name,
                    environment = account.environment,
                    gaps,
                    accounts_done = self.bar.position(),
                    accounts = self.bar.length(),
                    requests = self.counters.requests(),
                    throttled = self.counters.throttled(),
                    "account read"
                );
            }
        }
    }

    /// Takes the bar away; with `verbose`, says which calls took longest.
    pub fn finish(&self, verbose: bool) {
        self.bar.finish_and_clear();
        if !verbose {
            return;
        }
        tracing::info!(
            requests = self.counters.requests(),
            throttled = self.counters.throttled(),
            gaps = self.counters.gaps(),
            "everything read"
        );
        for call in self.counters.slowest() {
            tracing::info!(
                milliseconds = call.time.as_millis() as u64,
                operation = call.operation,
                account = call.account_id,
                region = call.region,
                attempts = call.attempts,
                "slowest calls"
            );
        }
    }
}

fn counts(counters: &Counters) -> String {
    format!("{} requests, {} throttled, {} gaps", counters.requests(), counters.throttled(), counters.gaps())
}

/// The time that is left, once there is something to tell it by.
fn left(state: &ProgressState, text: &mut dyn Write) {
    let _ = match state.pos() {
        0 => text.write_str("time left unknown"),
        _ => write!(text, "{} left", indicatif::HumanDuration(state.eta())),
    };
}
