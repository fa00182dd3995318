//! Bundles taken apart and put together again, as they are or otherwise, and keys to sign them.
#![allow(dead_code)]

use crate::support::venv;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// Runs `dsse.py`.
pub fn python(arguments: &[&Path]) -> Output {
    // Tests run side by side: one of them installs.
    static PYTHON: LazyLock<PathBuf> = LazyLock::new(|| venv::python("evidence"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence/dsse.py");
    Command::new(&*PYTHON).arg(script).args(arguments).output().unwrap()
}

/// Writes a key of each kind into a folder.
pub fn keys(folder: &Path) {
    let output = python(&[Path::new("keys"), folder]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A file of a bundle: its name, its bytes, its kind.
pub type Entry = (String, Vec<u8>, tar::EntryType);

/// A plain file.
pub fn plain(name: &str, bytes: &[u8]) -> Entry {
    (name.to_owned(), bytes.to_vec(), tar::EntryType::Regular)
}

pub fn unpacked(path: &Path) -> Vec<Entry> {
    let mut archive = tar::Archive::new(zstd::Decoder::new(std::fs::File::open(path).unwrap()).unwrap());
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let header = entry.header();
        let all = [header.mtime().unwrap(), header.uid().unwrap(), header.gid().unwrap()];
        assert_eq!((all, header.mode().unwrap()), ([0; 3], 0o644));
        let kind = header.entry_type();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        (entry.path().unwrap().to_str().unwrap().to_owned(), bytes, kind)
    });
    entries.collect()
}

/// Names are written as they are, whatever they are.
pub fn pack(path: &Path, entries: &[Entry]) {
    let mut all = tar::Builder::new(Vec::new());
    for (name, bytes, kind) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        let link = [tar::EntryType::Symlink, tar::EntryType::Link].contains(kind);
        if link {
            header.set_link_name(std::str::from_utf8(bytes).unwrap()).unwrap();
        }
        let bytes = if link { &[][..] } else { bytes };
        header.set_size(bytes.len() as u64);
        if name.len() < 100 && (name.starts_with(['/', 'C']) || name.contains("./")) {
            header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            all.append(&header, bytes).unwrap();
        } else {
            all.append_data(&mut header, name, bytes).unwrap();
        }
    }
    std::fs::write(path, zstd::encode_all(&all.into_inner().unwrap()[..], 1).unwrap()).unwrap();
}

/// The files of a bundle by their names.
pub fn files(entries: &[Entry]) -> BTreeMap<&str, &[u8]> {
    entries.iter().map(|(name, bytes, _)| (name.as_str(), bytes.as_slice())).collect()
}

/// A bundle's files, with some of them changed: what nobody has signed says so of itself.
pub fn changed(entries: &[Entry], name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<Entry> {
    let mut entries = entries.to_vec();
    change(&mut entries.iter_mut().find(|(own, ..)| own == name).unwrap().1);
    entries
}

/// The same bundle without a signature, saying of itself what is so.
pub fn restated(entries: &[Entry]) -> Vec<Entry> {
    let mut entries = entries.to_vec();
    let (name, mut statement, kind) = entries.pop().unwrap();
    assert_eq!(name, "statement.json");
    let mut said = serde_json::from_slice::<Value>(&statement).unwrap();
    let report = serde_json::from_slice::<Value>(files(&entries)["report.json"]).unwrap();
    said["predicate"]["verdict"] = report["summary"].clone();
    let subjects = entries.iter().map(|(name, bytes, _)| {
        let digest = trueline::digest(bytes);
        serde_json::json!({"name": name, "digest": {"sha256": digest.trim_start_matches("sha256:")}})
    });
    said["subject"] = subjects.collect();
    statement = said.to_string().into_bytes();
    entries.push((name, statement, kind));
    entries
}
