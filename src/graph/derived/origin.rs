//! The bucket that an origin's domain name names.

use super::{Cell, Graph, Inputs, Outcome, text};
use crate::model::{self, Record};

pub(super) fn bucket_name(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    let shape = model::Origin::shape();
    inputs.read(graph, shape, record, shape.slot("domain_name").unwrap_or_default(), String::new);
    match text(graph, shape, record, "domain_name") {
        Err(reason) => reason.into(),
        Ok(domain) => {
            domain.as_deref().and_then(bucket).map_or(Outcome::Cell(Cell::NULL), |b| Outcome::Text(b.to_owned()))
        }
    }
}

/// `BUCKET.s3.amazonaws.com`, `BUCKET.s3.REGION.amazonaws.com`, `BUCKET.s3.dualstack.REGION.amazonaws.com` and the older
/// `BUCKET.s3-REGION.amazonaws.com`; never a website's endpoint. A bucket's name may hold dots, even `.s3.`: the last counts.
fn bucket(domain: &str) -> Option<&str> {
    let rest = domain.strip_suffix(".amazonaws.com").or_else(|| domain.strip_suffix(".amazonaws.com.cn"))?;
    let at = rest.rfind(".s3")?;
    let service = &rest[at + 1..];
    let is_api = service == "s3"
        || service.starts_with("s3.")
        || service.starts_with("s3-") && !service.starts_with("s3-website");
    (is_api && at > 0).then(|| &rest[..at])
}

#[cfg(test)]
mod tests {
    use super::bucket;

    #[test]
    fn names_come_out_of_every_form() {
        assert_eq!(bucket("spa.s3.eu-west-1.amazonaws.com"), Some("spa"));
        assert_eq!(bucket("spa.s3.amazonaws.com"), Some("spa"));
        assert_eq!(bucket("spa.s3.dualstack.eu-west-1.amazonaws.com"), Some("spa"));
        assert_eq!(bucket("spa.s3-eu-west-1.amazonaws.com"), Some("spa"));
        assert_eq!(bucket("www.example.com.s3.eu-west-1.amazonaws.com"), Some("www.example.com"));
        assert_eq!(bucket("spa.s3-website-eu-west-1.amazonaws.com"), None);
        assert_eq!(bucket("spa.s3-website.eu-central-1.amazonaws.com"), None);
        assert_eq!(bucket("www.example.com"), None);
    }
}
