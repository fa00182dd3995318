//! The benchmark's rules in two other engines, on the same resources: `cargo run --release -- [ACCOUNTS] [cel|regorus]`, 5,001
//! resources each.
//!
//! Both get every advantage: documents are converted beforehand, a resource's neighbours stand inside its document, nothing is
//! explained, unknown counts as false. One thread. What a million resources would take is extrapolated, and says so.
#![allow(dead_code, unsafe_code)] // a counting allocator and the C library's clock

mod documents;
mod interpreter;
mod rego;
#[path = "../../support/mod.rs"]
mod support;

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use support::measure::{Counting, Took, best, heap, once, print};
use support::organization::{Place, SIZE, TAKEN_AT};
use support::{resources, rules};
use trueline::graph::{Graph, Part};
use trueline::rules::{Rule, Status, evaluate};

#[global_allocator]
static HEAP: Counting = Counting;

/// How many resources satisfy each rule, by type and place among its rules.
type Passes = BTreeMap<(&'static str, usize), usize>;

fn main() -> Result<()> {
    let accounts = std::env::args().nth(1).map_or(Ok(2), |a| a.parse())?;
    let lines = (0..accounts).map(|n| resources::of(&Place::new(n), SIZE)).collect::<Vec<_>>();
    let expected = ours(&lines)?;
    let only = std::env::args().nth(2);
    for (engine, run) in [("cel", interpreter::run as fn(&[Vec<String>]) -> Result<Passes>), ("regorus", rego::run)] {
        if only.as_ref().is_some_and(|o| o != engine) {
            continue;
        }
        let passes = run(&lines)?;
        for ((ty, rule), count) in &expected {
            let theirs = passes.get(&(*ty, *rule)).copied().unwrap_or_default();
            if theirs != *count {
                println!("{engine}: rule {} of {ty} is satisfied by {theirs} instead of {count}", rule + 1);
            }
        }
    }
    Ok(())
}

fn ours(lines: &[Vec<String>]) -> Result<Passes> {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global()?;
    let before = heap();
    let (graph, loaded) = once(|| -> Result<Graph> {
        let parts = lines.iter().map(|lines| {
            let mut part = Part::default();
            lines.iter().try_for_each(|line| part.read_line(line)).map(|()| part)
        });
        Ok(Graph::new(parts.collect::<Result<_, _>>()?, &[]))
    });
    let graph = graph?;
    let count = graph.rows.len();
    print("trueline: read and linked", loaded, count, "resource");
    println!("{:<34} {} B per resource", "", (heap() - before) / count);
    let set = rules::load()?;
    let all = set.rules.iter().collect::<Vec<&Rule>>();
    let now = TAKEN_AT.parse::<jiff::Timestamp>()?.as_microsecond();
    let (verdicts, took) = best(3, || evaluate(&graph, &all, now));
    let verdicts = verdicts.iter().collect::<Vec<_>>();
    print("trueline: verdicts", took, verdicts.len(), "verdict");
    million(took, verdicts.len());
    let mut passes = Passes::new();
    for verdict in &verdicts {
        let rule = all[verdict.rule as usize];
        let (_, place) = rule.id().rsplit_once('-').context("an id without a number")?;
        let key = (rule.subject.type_name(), place.parse::<usize>()? - 1);
        *passes.entry(key).or_default() += usize::from(verdict.status == Status::Pass);
    }
    Ok(passes)
}

/// What eight verdicts on each of a million resources would take.
fn million(took: Took, verdicts: usize) {
    println!("{:<34} {:8.1} CPU-s for 8 million, extrapolated", "", took.cpu / verdicts as f64 * 8e6);
}
