//! Reading, linking and judging a made-up organization in memory.
//!
//! `cargo bench --no-default-features --bench evaluator -- [ACCOUNTS] [ROUNDS]`: 5,001 resources each; 200 accounts (1.6 GB) are
//! what BENCHMARKS.md reports.
#![allow(dead_code, unsafe_code)] // a counting allocator and the C library's clock
#![allow(clippy::disallowed_macros)] // a benchmark prints what it measured

mod support;

use anyhow::Result;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Mutex;
use support::measure::{Counting, Took, best, heap, heap_peak, once, print, resident, thread_cpu};
use support::organization::{Place, SIZE, TAKEN_AT};
use support::{resources, rules};
use trueline::graph::{Graph, Part};
use trueline::rules::{Evaluation, Rule, Status, Verdict, evaluate};

#[global_allocator]
static HEAP: Counting = Counting;

fn main() -> Result<()> {
    let mut numbers = std::env::args().skip(1).filter_map(|a| a.parse::<u64>().ok());
    let accounts = numbers.next().unwrap_or(4);
    let rounds = numbers.next().unwrap_or(3) as usize;

    let graph = load(accounts)?;
    let resources = graph.rows.len();
    let set = rules::load()?;
    let all = set.rules.iter().collect::<Vec<&Rule>>();
    let now = TAKEN_AT.parse::<jiff::Timestamp>()?.as_microsecond();

    let (verdicts, took) = best(rounds, || evaluate(&graph, &all, now));
    let verdicts = verdicts.iter().collect::<Vec<Verdict>>();
    print("verdicts", took, verdicts.len(), "verdict");
    let mut counts = BTreeMap::<Status, usize>::new();
    verdicts.iter().for_each(|v| *counts.entry(v.status).or_default() += 1);
    let neighbours = verdicts.iter().filter(|v| has_neighbours(all[v.rule as usize])).count();
    println!(
        "{:<34} {counts:?}, {:.1} % over several neighbours",
        "",
        neighbours as f64 * 100.0 / verdicts.len() as f64
    );

    let open = verdicts.iter().filter(|v| v.status != Status::Pass).copied().collect::<Vec<Verdict>>();
    let (lines, rendered) = best(rounds, || evidence(&graph, &all, &open, now));
    print("evidence of failures and unknowns", rendered, open.len(), "finding");
    let both = Took { cpu: took.cpu + rendered.cpu, wall: took.wall + rendered.wall };
    print("verdicts and evidence", both, verdicts.len(), "verdict");
    println!("{:<34} {:.1} lines of evidence each", "", lines as f64 / open.len() as f64);
    println!("{:<34} {} MB resident, {} B per resource", "memory", resident() / 1_000_000, resident() / resources);
    if std::env::args().any(|a| a == "each") {
        each_rule(&graph, &all, now);
    }
    Ok(())
}

/// From lines in memory to a linked graph.
fn load(accounts: u64) -> Result<Graph> {
    let before = heap();
    let reading = Mutex::new((0.0, 0));
    let parts = (0..accounts).into_par_iter().map(|number| {
        let lines = resources::of(&Place::new(number), SIZE);
        let bytes = lines.iter().map(String::len).sum::<usize>();
        let start = thread_cpu();
        let mut part = Part::default();
        lines.iter().try_for_each(|line| part.read_line(line))?;
        let took = thread_cpu() - start;
        if let Ok(mut all) = reading.lock() {
            *all = (all.0 + took, all.1 + bytes);
        }
        Ok(part)
    });
    let parts = parts.collect::<Result<Vec<Part>>>()?;
    let (cpu, bytes) = reading.into_inner().unwrap_or_default();
    let read = heap() - before;
    heap_peak();
    let (graph, linked) = once(|| Graph::new(parts, &[]));
    let count = graph.rows.len();
    let each = |bytes: usize| bytes / count;
    println!("{count} resources of {} B in {accounts} accounts, {} threads", each(bytes), rayon::current_num_threads());
    print("read (CPU only)", Took { cpu, wall: 0.0 }, count, "resource");
    print("link", linked, count, "resource");
    println!(
        "{:<34} {} B per resource (cells {}, strings {} in {:.2} distinct ones); parts {} B, while linking {} B",
        "heap of the graph",
        each(heap() - before),
        each(graph.cells.len() * 8),
        each(graph.strings.bytes()),
        graph.strings.len() as f64 / count as f64,
        each(read),
        each(heap_peak() - before),
    );
    Ok(graph)
}

/// How many lines of evidence there are.
fn evidence(graph: &Graph, rules: &[&Rule], verdicts: &[Verdict], now: i64) -> usize {
    let evaluation = Evaluation::new(graph, rules, now);
    let lines =
        verdicts.par_iter().map_init(|| evaluation.recorder(), |r, v| black_box(evaluation.evidence(r, v)).len());
    lines.sum()
}

fn text(rule: &Rule) -> &str {
    rule.file.check.as_ref().map_or(rule.id(), |check| &check.value)
}

fn has_neighbours(rule: &Rule) -> bool {
    [".subnets", ".db_clusters"].iter().any(|list| text(rule).contains(list))
}

/// Each rule alone, over at most 100,000 resources.
fn each_rule(graph: &Graph, rules: &[&Rule], now: i64) {
    for rule in rules {
        let one = [*rule];
        let (verdicts, took) = best(3, || evaluate(graph, &one, now));
        println!("{:6.0} ns  {}", took.cpu * 1e9 / verdicts.iter().count() as f64, text(rule));
    }
}
