//! Keys in PEM files: Ed25519, and ECDSA with P-256 and SHA-256. They are used and never written anywhere.

use super::Error;
use ring::rand::SystemRandom;
use ring::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use rustls_pki_types::pem::{PemObject, SectionKind};
use std::path::Path;

/// A public key in DER is one of these, and then the key itself.
const ED25519: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const P256: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
/// The algorithm of a P-256 key, as it stands before the key in PKCS #8.
const P256_ALGORITHM: &[u8] = &[
    0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
    0xce, 0x3d, 0x03, 0x01, 0x07,
];

/// A private key.
pub enum SigningKey {
    /// Signs in the same way each time.
    Ed25519(Ed25519KeyPair),
    /// Signs in another way each time.
    P256(EcdsaKeyPair),
}

impl SigningKey {
    /// Reads a private key, as `openssl genpkey` writes it.
    ///
    /// # Errors
    /// When there is none, or none that can be used.
    pub fn read(path: &Path) -> Result<SigningKey, Error> {
        const HELP: &str = "`openssl genpkey -algorithm ed25519 -out key.pem` makes one";
        let wrong = |why: &str| Error::malformed(path, format!("{why}; {HELP}"));
        let text = std::fs::read(path).map_err(Error::io(path))?;
        let pkcs8 = match section(&text, &[SectionKind::PrivateKey, SectionKind::EcPrivateKey]) {
            Some((SectionKind::EcPrivateKey, der)) => wrapped(&der),
            Some((_, der)) => der,
            None if contains(&text, "BEGIN ENCRYPTED PRIVATE KEY") => {
                return Err(wrong("the key is encrypted; decrypt it first (`openssl pkey -in KEY -out PLAIN`)"));
            }
            None if contains(&text, "BEGIN PUBLIC KEY") => {
                return Err(wrong("is a public key; signing needs the private one"));
            }
            None => return Err(wrong("holds no private key in PEM")),
        };
        // The public half is left out by most programs: there is nothing to check it by.
        if let Ok(key) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pkcs8) {
            return Ok(SigningKey::Ed25519(key));
        }
        let algorithm = &signature::ECDSA_P256_SHA256_ASN1_SIGNING;
        let key = EcdsaKeyPair::from_pkcs8(algorithm, &pkcs8, &SystemRandom::new());
        key.map(SigningKey::P256).map_err(|_| wrong("is neither an Ed25519 key nor an ECDSA key with P-256"))
    }

    /// Signs a message.
    ///
    /// # Errors
    /// When the machine has no random numbers.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        match self {
            SigningKey::Ed25519(key) => Ok(key.sign(message).as_ref().to_vec()),
            SigningKey::P256(key) => {
                let signature = key.sign(&SystemRandom::new(), message);
                let signature = signature.map_err(|_| Error::malformed(Path::new("--key"), "signing failed"))?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        let (prefix, key) = match self {
            SigningKey::Ed25519(key) => (ED25519, key.public_key().as_ref()),
            SigningKey::P256(key) => (P256, key.public_key().as_ref()),
        };
        PublicKey([prefix, key].concat())
    }
}

/// A public key in DER.
pub struct PublicKey(Vec<u8>);

impl PublicKey {
    /// Reads a public key, as `openssl pkey -pubout` writes it.
    ///
    /// # Errors
    /// When there is none, or none that can be used.
    pub fn read(path: &Path) -> Result<PublicKey, Error> {
        const HELP: &str = "`openssl pkey -in key.pem -pubout -out key.pub.pem` writes that of a private key";
        let wrong = |why: &str| Error::malformed(path, format!("{why}; {HELP}"));
        let text = std::fs::read(path).map_err(Error::io(path))?;
        let Some((_, der)) = section(&text, &[SectionKind::PublicKey]) else {
            return Err(wrong("holds no public key in PEM"));
        };
        let is = |prefix: &[u8], length| der.starts_with(prefix) && der.len() == prefix.len() + length;
        match is(ED25519, 32) || is(P256, 65) {
            true => Ok(PublicKey(der)),
            false => Err(wrong("is neither an Ed25519 key nor an uncompressed ECDSA key with P-256")),
        }
    }

    /// The digest of its DER: what signatures call it.
    pub fn id(&self) -> String {
        crate::digest(&self.0)
    }

    /// Whether a signature of a message is this key's.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let (algorithm, prefix): (&dyn signature::VerificationAlgorithm, _) = match self.0.starts_with(ED25519) {
            true => (&signature::ED25519, ED25519),
            false => (&signature::ECDSA_P256_SHA256_ASN1, P256),
        };
        let key = self.0.get(prefix.len()..).unwrap_or_default();
        UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
    }
}

/// The first section of one of these kinds.
fn section(text: &[u8], kinds: &[SectionKind]) -> Option<(SectionKind, Vec<u8>)> {
    let all = <(SectionKind, Vec<u8>)>::pem_slice_iter(text);
    all.map_while(Result::ok).find(|(kind, _)| kinds.contains(kind))
}

fn contains(text: &[u8], words: &str) -> bool {
    String::from_utf8_lossy(text).contains(words)
}

/// A key of SEC 1 as PKCS #8.
fn wrapped(key: &[u8]) -> Vec<u8> {
    let inner = [P256_ALGORITHM, &element(0x04, key)].concat();
    element(0x30, &inner)
}

/// An element of DER.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let bytes = content.len().to_be_bytes();
    let digits = bytes.iter().position(|b| *b != 0).map_or(&bytes[..0], |first| &bytes[first..]);
    let length =
        if content.len() < 0x80 { vec![content.len() as u8] } else { [&[0x80 | digits.len() as u8], digits].concat() };
    [&[tag], &length[..], content].concat()
}
