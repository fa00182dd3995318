//! CEL text → checked code → verdicts with evidence. `compile::check` turns a rule's condition into an [`Expression`] or a
//! [`Diagnostic`] that points into its text, `Bound::new` looks up its literals in a graph, and `Machine::run` gives a node's
//! verdict. `evidence` runs the same code again and says what the verdict rested on, so that the two cannot disagree.
//!
//! `syntax` makes a tree of the text; `compile` makes `code` of the tree, typed and with every name resolved; `eval` runs it,
//! generic over `trace`: with `Silent` for the verdict, with `Recorder` for the evidence.

pub mod code;
pub mod compile;
mod diagnostic;
pub mod eval;
mod evidence;
mod show;
mod syntax;
#[cfg(test)]
mod tests;
mod trace;

pub use code::Slot;
pub use compile::{Environment, Expression, functions::reference};
pub use diagnostic::Diagnostic;
pub use eval::{Bound, Machine, Truth, Value};
pub use evidence::{Evidence, evidence, evidence_with};
pub use show::{plain, render, value_of, whole_value_of};
pub use syntax::closing_brace;
pub use trace::{Recorder, Silent, Trace};
