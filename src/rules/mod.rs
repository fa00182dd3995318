//! Rules: files of YAML with conditions in CEL, checked against the model when they are loaded, and verdicts over a graph.
//!
//! `set` loads files and compiles them, `cel` is the language, `parity` compares two accounts, `evaluate` gives the verdicts,
//! `test` and `lint` are what a rule's author runs.

pub mod cel;
pub mod clauses;
pub mod evaluate;
pub mod file;
pub mod frameworks;
pub mod lint;
mod message;
pub mod mutate;
pub mod parameters;
pub mod parity;
mod pending;
pub mod set;
pub mod test;

pub use clauses::Clause;
pub use evaluate::{Evaluation, Verdict, Verdicts, evaluate};
pub use file::{Fix, Level, RuleFile, Severity, Status};
pub use frameworks::{Control, Framework};
pub use set::{Condition, Rule, RuleSet, Sources};
