//! Reading a snapshot of a made-up organization from disk, and judging it.
//!
//! `cargo bench --no-default-features --bench snapshot -- [ACCOUNTS] [ROUNDS] [write DIRECTORY | open DIRECTORY]`. `write` only
//! makes the snapshot and `open` only reads one that is there: the memory of a process that does nothing else is then its own.
//!
//! `… -- RESOURCES grow DIRECTORY` writes the sample organization with so many resources, for the whole program to be timed on.
#![allow(dead_code, unsafe_code)] // a counting allocator and the C library's clock
#![allow(clippy::disallowed_macros)] // a benchmark prints what it measured

mod support;

use anyhow::Result;
use rayon::prelude::*;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use support::grown;
use support::measure::{Counting, best, heap, heap_peak, once, print, resident};
use support::organization::{TAKEN_AT, write};
use support::rules;
use trueline::graph::Graph;
use trueline::rules::{Rule, evaluate};
use trueline::snapshot::Snapshot;

#[global_allocator]
static HEAP: Counting = Counting;

fn main() -> Result<()> {
    let arguments = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    let (numbers, words): (Vec<_>, Vec<_>) = arguments.partition(|a| a.parse::<u64>().is_ok());
    let number = |i: usize, default| numbers.get(i).and_then(|n| n.parse::<u64>().ok()).unwrap_or(default);
    let (accounts, rounds) = (number(0, 4), number(1, 3) as usize);
    let temporary = tempfile::tempdir()?;
    let stage = words.first().map(String::as_str);
    let directory = words.get(1).map_or_else(|| temporary.path().join("snapshot"), PathBuf::from);
    if stage == Some("grow") {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sample");
        println!("{} resources", grown::write(&sample, &directory, number(0, 100_000) as usize)?);
        return Ok(());
    }
    if stage != Some("open") {
        let (written, took) = once(|| write(&directory, accounts));
        written?;
        print("made up and written", took, accounts as usize * 5_001, "resource");
    }
    if stage != Some("write") {
        read(&directory, rounds)?;
    }
    Ok(())
}

fn read(directory: &Path, rounds: usize) -> Result<()> {
    let snapshot = Snapshot::open(directory)?;
    let unpack = || {
        snapshot
            .units
            .par_iter()
            .map_init(Vec::new, |buffer, unit| snapshot.resources(unit, buffer).map(|text| black_box(text).len()))
            .sum()
    };
    let (bytes, unpacked) = best::<Result<usize, _>>(rounds, unpack);
    let bytes = bytes?;

    let before = heap();
    let open = || {
        heap_peak();
        Graph::open(&snapshot)
    };
    // A round's graph is gone before the next begins.
    let took = (1..rounds).map(|_| once(|| open().map(drop)).1).collect::<Vec<_>>();
    let (found, last) = once(open);
    let (graph, coverage) = found?;
    let took = took.into_iter().fold(last, |a, b| if b.cpu < a.cpu { b } else { a });
    let count = graph.rows.len();
    println!("{count} resources of {} B, {} threads", bytes / count, rayon::current_num_threads());
    print("unpacked and digests checked", unpacked, count, "resource");
    print("opened: unpacked, read, linked", took, count, "resource");
    println!(
        "{:<34} {} B per resource, at most {} B while opening",
        "heap",
        (heap() - before) / count,
        (heap_peak() - before) / count
    );

    let set = rules::load()?;
    let all = set.rules.iter().collect::<Vec<&Rule>>();
    let now = TAKEN_AT.parse::<jiff::Timestamp>()?.as_microsecond();
    let (verdicts, took) = best(rounds, || evaluate(&graph, &all, now));
    print("verdicts", took, verdicts.iter().count(), "verdict");
    println!("{:<34} {} MB, {} entries of coverage", "resident", resident() / 1_000_000, coverage.len());
    Ok(())
}
