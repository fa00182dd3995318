//! Data inside of the page: as JSON where there is little of it, packed where there is much. A browser unpacks it by itself.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, write::DeflateEncoder};
use maud::{Markup, PreEscaped, html};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::io::{Result, Write};

/// Up to as many bytes it can be read in the page's source; a whole organization's rules with their remediation alone are more.
const PLAIN_BYTES: usize = 1 << 16;

/// What a block is found by.
#[derive(Clone, Copy)]
pub(super) enum Name {
    /// There is one of it.
    Id(&'static str),
    /// There are several.
    Class(&'static str),
}

/// A block of data.
pub(super) fn block(data: &impl Serialize, name: Name) -> Result<Markup> {
    let json = serde_json::to_string(data)?;
    let (id, class) = match name {
        Name::Id(id) => (Some(id), None),
        Name::Class(class) => (None, Some(class)),
    };
    if json.len() <= PLAIN_BYTES {
        // In JSON this sign stands inside of texts only; after it a browser might see the script's end.
        let json = json.replace('<', "\\u003c");
        return Ok(html! { script type="application/json" id=[id] class=[class] { (PreEscaped(json)) } });
    }
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::new(6));
    packed.write_all(json.as_bytes())?;
    let text = STANDARD.encode(packed.finish()?);
    Ok(html! { script type="application/octet-stream" id=[id] class=[class] { (PreEscaped(text)) } })
}

/// A text's digest as a Content-Security-Policy names it.
pub(super) fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}
