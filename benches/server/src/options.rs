//! The command line.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// What the server is asked to be.
pub struct Options {
    /// The file that `GET /_emulator/recording` gave.
    pub recording: PathBuf,
    /// Member accounts.
    pub accounts: u64,
    /// How long an answer takes, at least and at most.
    pub latency: (Duration, Duration),
    /// Requests per second that each operation grants an account in a region; 0: as many as they like.
    pub rate: f64,
    /// Requests at once after a pause.
    pub burst: f64,
    /// 0: any that is free.
    pub port: u16,
}

impl Options {
    /// Of the program's arguments.
    ///
    /// # Errors
    /// When one is unknown or no number.
    pub fn of(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
        let (mut recording, mut latency) = (None, (Duration::ZERO, Duration::ZERO));
        let (mut accounts, mut rate, mut burst, mut port) = (200, 0.0, 40.0, 0);
        while let Some(name) = arguments.next() {
            let value = arguments.next().with_context(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--recording" => recording = Some(PathBuf::from(value)),
                "--accounts" => accounts = number(&name, &value)?,
                "--latency-ms" => {
                    let (low, high) = value.split_once("..").context("--latency-ms is a range, as 50..200")?;
                    latency = (Duration::from_millis(number(&name, low)?), Duration::from_millis(number(&name, high)?));
                }
                "--rate" => rate = number(&name, &value)?,
                "--burst" => burst = number(&name, &value)?,
                "--port" => port = number(&name, &value)?,
                _ => bail!("unknown: {name}"),
            }
        }
        let recording = recording.context("--recording FILE is missing")?;
        Ok(Options { recording, accounts, latency, rate, burst, port })
    }
}

fn number<T: FromStr>(name: &str, value: &str) -> Result<T> {
    value.parse().ok().with_context(|| format!("{name}: not a number: {value}"))
}
