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
            let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("error: {error:#}\n").as_bytes());
            ExitCode::from(2)
        }
    }
}
