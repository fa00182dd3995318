//! A policy document, as AWS sends it.
#![no_main]

#[path = "../readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = readers::policy(text);
});
