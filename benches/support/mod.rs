//! What the benchmarks share: a made-up organization, rules for it, and clocks.

pub mod grown;
pub mod measure;
pub mod organization;
pub mod resources;
pub mod rules;
