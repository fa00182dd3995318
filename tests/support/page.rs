//! The HTML report as a reader's browser has it: with what is packed inside of it in clear.

use base64::Engine;
use std::io::Read;

/// Every block of data of a page, unpacked, in the page's order.
pub fn data(page: &str) -> Vec<String> {
    let blocks = page.split("<script type=\"application/").skip(1).map(|block| {
        let (kind, rest) = block.split_once('"').unwrap();
        let text = rest.split_once('>').unwrap().1.split_once("</script>").unwrap().0;
        if kind == "json" {
            return text.to_owned();
        }
        let packed = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
        let mut json = String::new();
        flate2::read::DeflateDecoder::new(&packed[..]).read_to_string(&mut json).unwrap();
        json
    });
    blocks.collect()
}

/// The page with its data in clear instead of packed.
pub fn in_clear(page: &str) -> String {
    let mut out = String::new();
    for (i, block) in page.split("<script type=\"application/octet-stream\"").enumerate() {
        out.push_str(if i == 0 { block } else { block.split_once("</script>").unwrap().1 });
    }
    out + &data(page).join("\n")
}
