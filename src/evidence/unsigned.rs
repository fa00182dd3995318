//! What stands for signatures in a program that was built without them.

use super::Error;
use super::bundle::Signature;
use std::convert::Infallible;
use std::path::Path;

const WITHOUT: &str = "this program was built without the feature `signatures`; it neither signs nor checks signatures";

/// A private key, of which there is none.
pub struct SigningKey(Infallible);

impl SigningKey {
    /// Reads no key.
    ///
    /// # Errors
    /// Always.
    pub fn read(path: &Path) -> Result<SigningKey, Error> {
        Err(Error::malformed(path, WITHOUT))
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        match self.0 {}
    }
}

/// A public key, of which there is none.
pub struct PublicKey(Infallible);

impl PublicKey {
    /// Reads no key.
    ///
    /// # Errors
    /// Always.
    pub fn read(path: &Path) -> Result<PublicKey, Error> {
        Err(Error::malformed(path, WITHOUT))
    }

    /// What signatures call it.
    pub fn id(&self) -> String {
        match self.0 {}
    }
}

pub(super) fn seal(_: &[u8], key: &SigningKey) -> Result<Vec<u8>, Error> {
    match key.0 {}
}

pub(super) fn open(_: &[u8], _: Option<&PublicKey>) -> Result<(Vec<u8>, Signature), String> {
    Err(format!("the bundle is signed, and {WITHOUT}"))
}
