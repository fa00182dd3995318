//! Unpacking what may have been made to unpack without end.

use std::io::{Error, ErrorKind, Read, Result};

/// What may come out of any file, however well it is packed.
const ALWAYS: u64 = 256 << 20;
/// How many times its size may come out of a file. Lines that resemble each other pack a hundredfold; a bomb, thousandfold.
const TIMES: u64 = 500;

/// A reader that gives up when more comes out than a snapshot holds.
pub(crate) struct Bounded<R> {
    inner: R,
    most: u64,
    left: u64,
}

impl<R: Read> Bounded<R> {
    /// For what is unpacked from so many bytes.
    pub fn new(inner: R, packed: u64) -> Bounded<R> {
        let most = packed.saturating_mul(TIMES).max(ALWAYS);
        Bounded { inner, most, left: most }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let message = format!("it unpacks to more than {} bytes, as nothing does that was collected", self.most);
            Error::new(ErrorKind::FileTooLarge, message)
        })?;
        Ok(read)
    }
}
