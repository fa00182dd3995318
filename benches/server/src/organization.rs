//! The made-up organization: which accounts there are, and which of them asks.

/// The management account, here and in the recording.
pub const MANAGEMENT: &str = "111111111111";
/// The recorded account that all members are like.
pub const LIKE: &str = "222222222222";
/// Its name.
pub const LIKE_NAME: &str = "dev";
/// Members have this before their number in four digits and more.
const FIRST: u64 = 500_000_000_000;
const FIRST_DIGITS: &[u8] = b"5000";
/// An access key that carries an account's id: as long as real ones.
const KEY: &str = "ASIA0000";

/// How many members there are.
#[derive(Clone, Copy)]
pub struct Organization(pub u64);

impl Organization {
    /// The members' ids.
    pub fn members(self) -> impl Iterator<Item = String> {
        (1..=self.0).map(|n| (FIRST + n).to_string())
    }

    /// The account that has an access key.
    pub fn of_key(self, key: &str) -> Option<&str> {
        if key == "test" {
            return Some(MANAGEMENT);
        }
        key.strip_prefix(KEY).filter(|id| self.is_member(id.as_bytes()))
    }

    /// The first member whose id stands in a request.
    pub fn named_in(self, text: &[u8]) -> Option<&str> {
        let start = text.windows(12).position(|w| self.is_member(w))?;
        std::str::from_utf8(&text[start..start + 12]).ok()
    }

    fn is_member(self, id: &[u8]) -> bool {
        let number = || std::str::from_utf8(id).ok()?.parse::<u64>().ok();
        id.len() == 12
            && id.starts_with(FIRST_DIGITS)
            && number().is_some_and(|n| (FIRST + 1..=FIRST + self.0).contains(&n))
    }
}

/// A member's name. It ends with the environment that it is.
pub fn name(id: &str) -> String {
    format!("workload-{}-{LIKE_NAME}", &id[id.len() - 5..])
}

/// The access key of a session in an account.
pub fn key(id: &str) -> String {
    format!("{KEY}{id}")
}

/// Access key and region of a signature: `… Credential=KEY/20261126/eu-west-1/ec2/aws4_request, …`
pub fn signer(authorization: &str) -> Option<(&str, &str)> {
    let scope = authorization.split_once("Credential=")?.1;
    let mut parts = scope.split(['/', ',']);
    Some((parts.next()?, parts.nth(1)?))
}

/// Puts one id in another's place, as long as it is.
pub fn replace(text: &mut [u8], from: &str, to: &str) {
    let mut start = 0;
    while let Some(found) = text[start..].windows(from.len()).position(|w| w == from.as_bytes()) {
        start += found;
        text[start..start + to.len()].copy_from_slice(to.as_bytes());
        start += to.len();
    }
}
