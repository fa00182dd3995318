//! The evidence of every finding, in blocks of its own: a browser unpacks one when somebody opens a finding that it belongs to.

use super::columns::Strings;
use super::embed::{self, Name};
use super::model::Model;
use super::text::{second, value};
use crate::findings::EvidenceLine;
use maud::{Markup, html};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashMap;
use std::io::Result;

/// How many findings share a block. The script has this number too.
pub(super) const TOGETHER: usize = 4_096;

/// Findings share what they rest on: lines are kept once, and so are lists of lines.
#[derive(Default, Serialize)]
struct Block {
    str: Vec<String>,
    /// Path, value, call and time of each line, by the places of the strings: columns, which pack better than rows.
    lines: [Vec<usize>; 4],
    /// By finding, how many lines it has.
    n: Vec<usize>,
    /// The places of their lines, as steps from one to the next: most are new, and so the step is 1.
    of: Vec<i64>,
}

/// The blocks, in the order of the findings.
pub(super) fn blocks(model: &Model, listed: usize) -> Result<Markup> {
    let findings = &model.findings[..listed.min(model.findings.len())];
    let all = findings.par_chunks(TOGETHER).map(|some| {
        let (mut strings, mut block, mut known) = (Strings::default(), Block::default(), HashMap::new());
        let mut last = -1;
        for (_, finding) in some {
            block.n.push(finding.evidence.len());
            for line in &finding.evidence {
                let line = told(line).map(|text| strings.place(&text));
                let next = known.len() as i64;
                let place = *known.entry(line).or_insert_with(|| {
                    block.lines.iter_mut().zip(line).for_each(|(column, place)| column.push(place));
                    next
                });
                block.of.push(place - last);
                last = place;
            }
        }
        block.str = strings.into_texts();
        embed::block(&block, Name::Class("evidence"))
    });
    let all = all.collect::<Result<Vec<_>>>()?;
    Ok(html! { @for block in all { (block) } })
}

/// A line of evidence as it is shown: path, value, call, time.
pub(super) fn told(line: &EvidenceLine) -> [String; 4] {
    let source = line.source.clone().unwrap_or_default();
    [line.path.clone(), value(&line.value), source, line.read_at.map(second).unwrap_or_default()]
}
