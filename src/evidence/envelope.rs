//! The envelope that a signed statement comes in: DSSE 1. What is signed is the statement with its type, so that no signature of
//! something else can be shown for it.

pub use super::keys::{PublicKey, SigningKey};

use super::Error;
use super::bundle::Signature;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde::{Deserialize, Serialize};

const TYPE: &str = "application/vnd.in-toto+json";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload_type: String,
    payload: String,
    signatures: Vec<Signed>,
}

#[derive(Serialize, Deserialize)]
struct Signed {
    #[serde(default)]
    keyid: String,
    sig: String,
}

/// Signs a statement.
///
/// # Errors
/// When signing fails.
pub fn seal(statement: &[u8], key: &SigningKey) -> Result<Vec<u8>, Error> {
    let sig = STANDARD.encode(key.sign(&signed_bytes(TYPE, statement))?);
    let envelope = Envelope {
        payload_type: TYPE.to_owned(),
        payload: STANDARD.encode(statement),
        signatures: vec![Signed { keyid: key.public().id(), sig }],
    };
    let mut text = serde_json::to_string_pretty(&envelope).unwrap_or_default();
    text.push('\n');
    Ok(text.into_bytes())
}

/// The statement in an envelope, and who has signed it.
///
/// # Errors
/// What is wrong with the envelope, or with the signature of the key that is given.
pub fn open(bytes: &[u8], key: Option<&PublicKey>) -> Result<(Vec<u8>, Signature), String> {
    let envelope = serde_json::from_slice::<Envelope>(bytes);
    let envelope = envelope.map_err(|why| format!("the signed statement is truncated or no envelope: {why}"))?;
    let kind = &envelope.payload_type;
    if kind != TYPE {
        return Err(format!("what is signed is no in-toto statement but `{}`", crate::escape::terminal(kind)));
    }
    // Both alphabets are in use, says DSSE.
    let decoded = |text: &str| STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok();
    let payload = decoded(&envelope.payload).ok_or("the payload of the signed statement is no base64")?;
    let ids = || envelope.signatures.iter().map(|s| crate::escape::terminal(&s.keyid)).collect::<Vec<_>>();
    if envelope.signatures.is_empty() {
        return Err("the signed statement has no signature".to_owned());
    }
    let Some(key) = key else { return Ok((payload, Signature::Unchecked(ids()))) };
    // The id is a hint that nobody has signed: any signature that fits will do.
    let message = signed_bytes(kind, &payload);
    let fits = |s: &Signed| decoded(&s.sig).is_some_and(|signature| key.verifies(&message, &signature));
    if envelope.signatures.iter().any(fits) {
        return Ok((payload, Signature::Of(key.id())));
    }
    if envelope.signatures.iter().any(|s| s.keyid == key.id()) {
        return Err("the signature does not fit: the statement or the signature was changed after signing".to_owned());
    }
    Err(format!("signed by another key: by {}, not by {}", ids().join(", "), key.id()))
}

/// What is signed (DSSE's pre-authentication encoding).
fn signed_bytes(kind: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_as_dsse_says() {
        // The example of the specification.
        let expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world";
        assert_eq!(signed_bytes("http://example.com/HelloWorld", b"hello world"), expected);
    }
}
