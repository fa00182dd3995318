//! A Terraform plan, as `terraform show -json` prints it.
#![no_main]

#[path = "../readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = readers::plan(bytes);
});
