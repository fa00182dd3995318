//! The program: parse, run, exit.

use clap::Parser;
use std::process::ExitCode;
use trueline::cli::Cli;
use trueline::commands;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match commands::run(&cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // stderr may be closed; there is nobody left to tell.
            let _ = std::io::Write::write_all(&mut std::io::stderr(), said(&error).as_bytes());
            ExitCode::from(2)
        }
    }
}

/// An error's chain. It may hold the words of others, as AWS's, and is shown line by line without what commands a terminal.
fn said(error: &anyhow::Error) -> String {
    let lines = format!("{error:#}").lines().map(trueline::escape::terminal).collect::<Vec<_>>();
    format!("error: {}\n", lines.join("\n"))
}
