//! Whether a permission of a security group admits the whole internet.

use super::{Graph, Inputs, Outcome, slot, texts};
use crate::model::{self, Record};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// The ranges are taken together: two halves of the address space are the whole of it.
pub(super) fn admits_internet(graph: &Graph, record: u32, inputs: &mut Inputs) -> Outcome {
    let shape = model::SecurityGroupPermission::shape();
    let mut unknown = None;
    for field in ["cidr_ips", "cidr_ipv6s"] {
        let slot = slot(shape, field);
        let (ranges, missing) = texts(graph, record, slot);
        unknown = unknown.or(missing);
        inputs.read(graph, shape, record, slot, String::new);
        if covers_everything(&ranges) {
            inputs.keep_last(1);
            return true.into();
        }
    }
    unknown.map_or(false.into(), Outcome::from)
}

fn covers_everything(ranges: &[&str]) -> bool {
    let (mut v4, mut v6) = (Vec::<Ipv4Net>::new(), Vec::<Ipv6Net>::new());
    for range in ranges.iter().filter_map(|r| r.parse::<IpNet>().ok()) {
        match range {
            IpNet::V4(net) => v4.push(net),
            IpNet::V6(net) => v6.push(net),
        }
    }
    // 2000::/3 holds every public IPv6 address there is.
    Ipv4Net::aggregate(&v4).iter().any(|n| n.prefix_len() == 0)
        || Ipv6Net::aggregate(&v6).iter().any(|n| n.prefix_len() <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_the_whole() {
        let covers = covers_everything;
        assert!(covers(&["0.0.0.0/0"]));
        assert!(covers(&["0.0.0.0/1", "128.0.0.0/1"]));
        assert!(covers(&["::/0"]));
        assert!(covers(&["::/1", "8000::/1"]));
        assert!(!covers(&["0.0.0.0/1"]));
        assert!(!covers(&["10.0.0.0/8", "192.0.2.0/24"]));
        assert!(!covers(&[]));
    }
}
