//! A policy document, as AWS sends it.
#![no_main]

#[path = "../readers.rs"]
mod readers;
use trueline::{model, snapshot};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = readers::policy(text);
});
