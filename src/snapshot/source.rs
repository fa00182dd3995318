//! Where a snapshot's files are: a directory, an archive, or the binary itself.

use super::Error;
use super::bounded::Bounded;
use include_dir::Dir;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// Files by their path below the snapshot's root.
pub enum Source {
    /// A directory.
    Directory(PathBuf),
    /// The contents of a `.tar.zst`.
    Archive(PathBuf, BTreeMap<PathBuf, Vec<u8>>),
    /// Files inside the binary.
    Embedded(&'static Dir<'static>),
}

impl Source {
    /// A directory, or an archive.
    ///
    /// # Errors
    /// When there is neither at that path, or the archive cannot be unpacked.
    pub fn open(path: &Path) -> Result<Source, Error> {
        let metadata = std::fs::metadata(path).map_err(Error::io(path))?;
        if metadata.is_dir() {
            return Ok(Source::Directory(path.to_owned()));
        }
        let file = std::fs::File::open(path).map_err(Error::io(path))?;
        let broken = |why: std::io::Error| {
            Error::malformed(path, format!("not a snapshot: neither a directory nor a readable .tar.zst ({why})"))
        };
        let unpacked = Bounded::new(zstd::Decoder::new(file).map_err(broken)?, metadata.len());
        let mut archive = tar::Archive::new(unpacked);
        let mut files = BTreeMap::new();
        for entry in archive.entries().map_err(broken)? {
            let mut entry = entry.map_err(broken)?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let name = entry.path().map_err(broken)?.into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(broken)?;
            files.insert(name.strip_prefix(".").map(Path::to_owned).unwrap_or(name), bytes);
        }
        // An archive of the directory itself has its name before every path.
        let root = files.keys().find(|p| p.ends_with("manifest.json")).and_then(|p| p.parent()).map(Path::to_owned);
        let root = root.unwrap_or_default();
        let below = |(p, b): (PathBuf, Vec<u8>)| p.strip_prefix(&root).ok().map(|p| (p.to_owned(), b));
        Ok(Source::Archive(path.to_owned(), files.into_iter().filter_map(below).collect()))
    }

    /// What to call a file in a message.
    pub fn name_of(&self, path: &str) -> PathBuf {
        match self {
            Source::Directory(root) | Source::Archive(root, _) => root.join(path),
            Source::Embedded(_) => Path::new("sample").join(path),
        }
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// When it is not there or cannot be read, or its path leads elsewhere.
    pub fn read(&self, path: &str) -> Result<Cow<'_, [u8]>, Error> {
        if !Path::new(path).components().all(|step| matches!(step, Component::Normal(_))) {
            return Err(Error::malformed(self.name_of(""), format!("`{path}` leads out of the snapshot")));
        }
        let missing = || Error::Io { path: self.name_of(path), source: std::io::ErrorKind::NotFound.into() };
        match self {
            Source::Directory(root) => {
                let path = root.join(path);
                std::fs::read(&path).map(Cow::Owned).map_err(Error::io(path))
            }
            Source::Archive(_, files) => files.get(Path::new(path)).map(|b| Cow::Borrowed(&b[..])).ok_or_else(missing),
            Source::Embedded(root) => root.get_file(path).map(|f| Cow::Borrowed(f.contents())).ok_or_else(missing),
        }
    }
}
