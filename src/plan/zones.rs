//! Ids of Availability Zones. A configuration mostly names zones, and which id a name has differs between accounts: data sources and
//! subnets that are there already tell it.

use super::file::{PlanFile, StateModule};
use serde_json::Value;
use std::collections::HashMap;

/// The ids of zones by their names; none where a plan has two for one name, as accounts may.
#[derive(Default)]
pub struct Zones(HashMap<String, Option<String>>);

impl Zones {
    /// What a plan tells.
    pub fn of(file: &PlanFile) -> Zones {
        let mut zones = Zones::default();
        let state = file.prior_state.as_ref().and_then(|s| s.values.as_ref());
        let mut open = state.map(|v| &v.root_module).into_iter().collect::<Vec<&StateModule>>();
        while let Some(module) = open.pop() {
            open.extend(&module.child_modules);
            for values in module.resources.iter().filter(|r| r.mode == "data").map(|r| &r.values) {
                let list = |name: &str| values.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
                let pairs = list("names").into_iter().zip(list("zone_ids"));
                pairs.for_each(|(name, id)| zones.add(Some(&name), Some(&id)));
            }
        }
        for change in file.resource_changes.iter().flatten().filter(|c| c.r#type == "aws_subnet") {
            for value in [&change.change.before, &change.change.after] {
                zones.add(value.get("availability_zone"), value.get("availability_zone_id"));
            }
        }
        zones
    }

    fn add(&mut self, name: Option<&Value>, id: Option<&Value>) {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).filter(|t| !t.is_empty()).map(str::to_owned);
        let (Some(name), Some(id)) = (text(name), text(id)) else { return };
        let known = self.0.entry(name).or_insert_with(|| Some(id.clone()));
        if known.as_ref() != Some(&id) {
            *known = None;
        }
    }

    /// The id of a zone.
    pub fn id(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref()
    }

    /// Something that differs between zones as their ids do, where no id is known: `euwest1a-az0` of `eu-west-1a`. Real ids count
    /// from one. Zones of cities and of phone networks have longer names.
    pub fn stand_in(&self, name: &str) -> Option<String> {
        let (region, letter) = name.split_at_checked(name.len().checked_sub(1)?)?;
        let parts = region.split('-').collect::<Vec<_>>();
        let is_region =
            parts.len() >= 3 && parts.last().is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty());
        let fits = self.0.is_empty() && is_region && letter.bytes().all(|b| b.is_ascii_lowercase());
        (fits && parts.len() <= 4).then(|| format!("{}{letter}-az0", parts.concat()))
    }
}

/// The region of a zone by its name: `us-west-2` of `us-west-2-lax-1a`.
pub fn region(zone: &str) -> Option<String> {
    let digit = zone.find(|c: char| c.is_ascii_digit())?;
    let (area, rest) = zone.split_at(digit);
    let number = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    let is_area = area.ends_with('-') && area.matches('-').count() >= 2;
    let is_zone = rest[number.len()..].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && rest != number;
    (is_area && is_zone).then(|| format!("{area}{number}"))
}

/// Whether a text is a region's name.
pub fn is_region(text: &str) -> bool {
    region(&format!("{text}a")).is_some_and(|region| region == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_zone_has_one_id_or_none_that_is_known() {
        let mut zones = Zones::default();
        assert_eq!(zones.stand_in("eu-west-1a").as_deref(), Some("euwest1a-az0"));
        assert_eq!(zones.stand_in("us-west-2-lax-1a"), None);
        assert_eq!(zones.stand_in("a"), None);
        zones.add(Some(&json!("eu-west-1a")), Some(&json!("euw1-az2")));
        assert_eq!((zones.id("eu-west-1a"), zones.stand_in("eu-west-1b")), (Some("euw1-az2"), None));
        zones.add(Some(&json!("eu-west-1a")), Some(&json!("euw1-az1")));
        assert_eq!(zones.id("eu-west-1a"), None);
    }
}
