//! What an evaluation reads.

use super::{code::Slot, eval::Value};
use crate::graph::NodeId;

/// Paths and reads, or nothing at all: with `Silent` every call below compiles to nothing.
#[expect(missing_docs)]
pub trait Trace {
    /// Whether anything is kept.
    const ON: bool;
    /// Where a value was found.
    type Path: Copy;
    fn root(&mut self) -> Self::Path;
    fn none(&mut self) -> Self::Path;
    fn field(&mut self, of: Self::Path, slot: Slot) -> Self::Path;
    fn relation(&mut self, of: Self::Path, inverse: u32) -> Self::Path;
    fn item(&mut self, of: Self::Path, index: u32, item: Value) -> Self::Path;
    fn key(&mut self, of: Self::Path, key: Value) -> Self::Path;
    fn read(&mut self, path: Self::Path, value: Value);
    fn mark(&self) -> usize;
    /// Forgets what was read from `start` to `end`: it turned out not to matter.
    fn forget(&mut self, start: usize, end: usize);
    /// Shortens what was read since `start`, the reads of one list's elements, when they are very many.
    fn cap(&mut self, start: usize);
}

/// Keeps nothing.
pub struct Silent;
impl Trace for Silent {
    const ON: bool = false;
    type Path = ();
    #[inline]
    fn root(&mut self) {}
    #[inline]
    fn none(&mut self) {}
    #[inline]
    fn field(&mut self, _: (), _: Slot) {}
    #[inline]
    fn relation(&mut self, _: (), _: u32) {}
    #[inline]
    fn item(&mut self, _: (), _: u32, _: Value) {}
    #[inline]
    fn key(&mut self, _: (), _: Value) {}
    #[inline]
    fn read(&mut self, _: (), _: Value) {}
    #[inline]
    fn mark(&self) -> usize {
        0
    }
    #[inline]
    fn forget(&mut self, _: usize, _: usize) {}
    #[inline]
    fn cap(&mut self, _: usize) {}
}

/// One step of a path: a link to the step before.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub of: u32,
    pub what: What,
}
#[derive(Clone, Copy)]
pub(super) enum What {
    Root,
    Field(Slot),
    Relation(u32),
    Item(u32),
    Member(NodeId),
    Key(Value),
}

/// A read, or how many were left out.
#[derive(Clone, Copy)]
pub(super) enum Read {
    Value(u32, Value),
    More(usize),
}

/// Reads as (path, value); paths become text only when rendered.
#[derive(Default)]
pub struct Recorder {
    pub(super) steps: Vec<Step>,
    pub(super) reads: Vec<Read>,
}

const NO_PATH: u32 = u32::MAX;
/// Lines that one list gives at most.
const CAP: usize = 20;

impl Recorder {
    #[inline]
    fn step(&mut self, of: u32, what: What) -> u32 {
        self.steps.push(Step { of, what });
        self.steps.len() as u32 - 1
    }
    #[inline]
    fn below(&mut self, of: u32, what: What) -> u32 {
        if of == NO_PATH { of } else { self.step(of, what) }
    }
    /// Forgets everything, keeping the memory.
    pub fn clear(&mut self) {
        self.steps.clear();
        self.reads.clear()
    }
    /// How many reads are kept.
    pub fn len(&self) -> usize {
        self.reads.len()
    }
    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.reads.is_empty()
    }
}

impl Trace for Recorder {
    const ON: bool = true;
    type Path = u32;
    #[inline]
    fn root(&mut self) -> u32 {
        self.step(NO_PATH, What::Root)
    }
    #[inline]
    fn none(&mut self) -> u32 {
        NO_PATH
    }
    #[inline]
    fn field(&mut self, of: u32, slot: Slot) -> u32 {
        self.below(of, What::Field(slot))
    }
    #[inline]
    fn relation(&mut self, of: u32, inverse: u32) -> u32 {
        self.below(of, What::Relation(inverse))
    }
    #[inline]
    fn item(&mut self, of: u32, index: u32, item: Value) -> u32 {
        self.below(of, if let Value::Node(node) = item { What::Member(node) } else { What::Item(index) })
    }
    #[inline]
    fn key(&mut self, of: u32, key: Value) -> u32 {
        self.below(of, What::Key(key))
    }
    #[inline]
    fn read(&mut self, path: u32, value: Value) {
        if path != NO_PATH {
            self.reads.push(Read::Value(path, value))
        }
    }
    #[inline]
    fn mark(&self) -> usize {
        self.reads.len()
    }
    #[inline]
    fn forget(&mut self, start: usize, end: usize) {
        let end = end.min(self.reads.len());
        self.reads.drain(start.min(end)..end);
    }
    fn cap(&mut self, start: usize) {
        // The list's own line is the last one.
        if self.reads.len() <= start + CAP + 1 {
            return;
        }
        let list = self.reads.pop();
        let (mut kept, mut unknown, mut more) = (0, 0, 0);
        let mut place = start;
        for i in start..self.reads.len() {
            let read = self.reads[i];
            let keep = match read {
                Read::More(n) => {
                    more += n;
                    false
                }
                // What is unknown decided: it is not lost behind twenty values that are known.
                Read::Value(_, Value::Unknown(_)) if unknown < CAP => {
                    unknown += 1;
                    true
                }
                Read::Value(..) if kept < CAP => {
                    kept += 1;
                    true
                }
                Read::Value(..) => {
                    more += 1;
                    false
                }
            };
            if keep {
                self.reads[place] = read;
                place += 1;
            }
        }
        self.reads.truncate(place);
        if more > 0 {
            self.reads.push(Read::More(more))
        }
        self.reads.extend(list);
    }
}
