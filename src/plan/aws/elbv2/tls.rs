//! The protocols that TLS policies of load balancers accept. Their names say the lowest and the highest one: AWS adds policies, and
//! a list of them would grow old.

/// What a listener with TLS has that names no policy.
pub const DEFAULT: &str = "ELBSecurityPolicy-2016-08";

const PROTOCOLS: [&str; 4] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/// The protocols of a policy; none where its name does not say them.
pub fn protocols(policy: &str) -> Option<&'static [&'static str]> {
    let name = policy.strip_prefix("ELBSecurityPolicy-")?;
    let (lowest, highest) = match name {
        "2016-08" | "2015-05" | "FS-2018-06" => (0, 2),
        _ => {
            let families = [("TLS13-1-", 3), ("TLS-1-", 2), ("FS-1-", 2)];
            let (rest, highest) =
                families.iter().find_map(|(family, highest)| Some((name.strip_prefix(family)?, *highest)))?;
            (rest.split('-').next()?.parse::<usize>().ok()?, highest)
        }
    };
    PROTOCOLS.get(lowest..=highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_the_protocols() {
        assert_eq!(protocols(DEFAULT), Some(&PROTOCOLS[..3]));
        assert_eq!(protocols("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"), Some(&PROTOCOLS[2..]));
        assert_eq!(protocols("ELBSecurityPolicy-TLS13-1-3-2021-06"), Some(&PROTOCOLS[3..]));
        assert_eq!(protocols("ELBSecurityPolicy-TLS13-1-0-2021-06"), Some(&PROTOCOLS[..]));
        assert_eq!(protocols("ELBSecurityPolicy-TLS-1-2-Ext-2018-06"), Some(&PROTOCOLS[2..3]));
        assert_eq!(protocols("ELBSecurityPolicy-FS-1-1-2019-08"), Some(&PROTOCOLS[1..3]));
        assert_eq!(protocols("ELBSecurityPolicy-FS-1-2-Res-2020-10"), Some(&PROTOCOLS[2..3]));
        for other in ["my-own", "ELBSecurityPolicy-TLS14-1-3", "ELBSecurityPolicy-TLS-1-9-2018"] {
            assert_eq!(protocols(other), None, "{other}");
        }
    }
}
