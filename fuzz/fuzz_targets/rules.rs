//! A rule's file, in a directory of its own.
#![no_main]

#[path = "../readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|rule: &[u8]| {
    let directory = std::env::temp_dir().join(format!("trueline-fuzz-{}", std::process::id()));
    let _ = readers::rules(&directory, &[("rule.yaml", rule)]);
});
