//! The archive: files in a fixed order, with no times and no owners. What others have packed is unpacked only as far as it is
//! what this packs: plain files with plain names.

use super::Error;
use crate::snapshot::Bounded;
use std::collections::BTreeMap;
use std::io::{Read, Result, Write};
use std::path::Path;

/// Packs files, one after the other.
pub struct Packer<W: Write>(tar::Builder<zstd::Encoder<'static, W>>);

impl<W: Write> Packer<W> {
    /// Packs into a writer.
    pub fn new(to: W) -> Result<Packer<W>> {
        let mut packed = zstd::Encoder::new(to, 3)?;
        packed.include_checksum(true)?;
        Ok(Packer(tar::Builder::new(packed)))
    }

    /// Adds a file.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        if !is_plain(name) {
            let message = format!("`{}` cannot be the name of a file in an archive", crate::escape::terminal(name));
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, message));
        }
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Regular);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(bytes.len() as u64);
        self.0.append_data(&mut header, name, bytes)
    }

    /// Ends the archive.
    pub fn finish(self) -> Result<W> {
        self.0.into_inner()?.finish()
    }
}

/// The files of an archive by their names.
///
/// # Errors
/// When it is none, is not whole, or holds anything but plain files, each once.
pub fn unpack(path: &Path) -> std::result::Result<BTreeMap<String, Vec<u8>>, Error> {
    let file = std::fs::File::open(path).map_err(Error::io(path))?;
    let length = file.metadata().map_err(Error::io(path))?.len();
    let broken = |why: std::io::Error| Error::malformed(path, format!("cannot be unpacked: {why}"));
    let wrong = |why: String| Error::malformed(path, crate::escape::terminal(&why));
    let unpacked = Bounded::new(zstd::Decoder::new(file).map_err(broken)?, length);
    let mut archive = tar::Archive::new(unpacked);
    let mut files = BTreeMap::new();
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if !entry.header().entry_type().is_file() {
            return Err(wrong(format!("`{name}` is no plain file; nothing else is in a bundle")));
        }
        if !is_plain(&name) {
            return Err(wrong(format!("the name `{name}` leads out of the bundle, or is none")));
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(broken)?;
        if files.insert(name.clone(), bytes).is_some() {
            return Err(wrong(format!("`{name}` is in it twice")));
        }
    }
    // What stands behind the end of an archive is unpacked by nobody, and could be anything.
    let mut rest = archive.into_inner();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match rest.read(&mut buffer).map_err(broken)? {
            0 => return Ok(files),
            read if buffer[..read].iter().all(|byte| *byte == 0) => {}
            _ => return Err(wrong("goes on behind the end of its files".to_owned())),
        }
    }
}

/// Whether a name leads to a place below the root, and to one only.
fn is_plain(name: &str) -> bool {
    let step = |step: &str| !matches!(step, "" | "." | "..") && !step.contains(['\\', '\u{fffd}']);
    name.split('/').all(step) && !name.contains(|c: char| c.is_control()) && !has_drive(name)
}

/// On Windows `C:x` is somewhere else.
fn has_drive(name: &str) -> bool {
    let mut start = name.chars();
    start.next().is_some_and(|c| c.is_ascii_alphabetic()) && start.next() == Some(':')
}
