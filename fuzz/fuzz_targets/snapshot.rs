//! Lines of resources, in a snapshot whose digests are right.
#![no_main]

#[path = "../readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|lines: &[u8]| {
    let mut files = readers::sample();
    files.insert("444444444444/eu-west-1/resources.jsonl.zst".to_owned(), lines.to_vec());
    let _ = readers::snapshot(&readers::manifest(), &files);
});
