//! Permissions of security groups. AWS keeps one rule for each source and answers one permission for each protocol and ports;
//! Terraform writes them in blocks, or in resources of three types.

use super::super::super::joined::Joined;
use super::super::super::resource::{Resource, Told};
use crate::model::{PrefixList, Record, SecurityGroup};
use serde_json::{Value, json};

const EITHER: &str = "aws_security_group_rule";

/// What of a group is read.
#[derive(Clone, Copy)]
pub struct Direction {
    /// The attribute with blocks.
    pub block: &'static str,
    /// The type of a resource of its own.
    pub rule: &'static str,
}

pub const INGRESS: Direction = Direction { block: "ingress", rule: "aws_vpc_security_group_ingress_rule" };
pub const EGRESS: Direction = Direction { block: "egress", rule: "aws_vpc_security_group_egress_rule" };

/// The kinds of sources, as the model calls them.
const KINDS: [&str; 4] = ["cidr_ips", "cidr_ipv6s", "prefix_list_ids", "source_group_ids"];

/// Protocol and ports, with everything that is admitted.
struct Permission {
    ports: [Value; 3],
    sources: [Joined; 4],
}

/// What goes in, or out.
pub fn permissions(group: &Resource, direction: Direction) -> Option<Value> {
    let mut all = group.own(direction.block, || {
        let count = group.blocks(direction.block);
        let blocks =
            |count| Some((0..count).map(|i| block(group, &format!("{}[{i}]", direction.block))).map(value).collect());
        count.map_or_else(|| group.value(direction.block), blocks)
    });
    let mut merged = Vec::<Permission>::new();
    for item in std::mem::take(&mut all.items) {
        merge(&mut merged, permission(&item));
    }
    for part in parts(group.taken(direction.block, EITHER), group.taken(direction.block, direction.rule), direction) {
        take(&mut merged, &rule(&part));
    }
    let single = parts(group.parts(EITHER), group.parts(direction.rule), direction);
    single.iter().for_each(|part| merge(&mut merged, rule(part)));
    if !matches!(group.told(direction.block), Told::Known(_))
        && let Some(why) = [EITHER, direction.rule].iter().find_map(|terraform| group.lacks_parts(terraform))
    {
        all.lacks.get_or_insert_with(|| why.to_owned());
    }
    all.items = merged
        .into_iter()
        .filter(|p| p.sources.iter().any(|s| !s.items.is_empty() || s.lacks.is_some()))
        .map(value)
        .collect();
    Some(all.value())
}

fn parts<'s>(either: Vec<Resource<'s>>, own: Vec<Resource<'s>>, direction: Direction) -> Vec<Resource<'s>> {
    let fits = either.into_iter().filter(|part| part.text("type") == Some(direction.block));
    fits.chain(own).collect()
}

/// A block of a group.
fn block(group: &Resource, base: &str) -> Permission {
    let path = |name: &str| format!("{base}.{name}");
    let own = group.is_true(&path("self")).then(|| group.identity().map(|id| json!(id))).flatten();
    let mut groups =
        Joined::of(Some(group.links(&path("security_groups"), SecurityGroup::shape()).unwrap_or_default()));
    groups.items.splice(0..0, own);
    let listed = |name: &str| Joined::of(Some(group.value(&path(name)).unwrap_or_default()));
    Permission {
        ports: ports(group, &path("protocol"), &path("from_port"), &path("to_port")),
        sources: [
            listed("cidr_blocks"),
            listed("ipv6_cidr_blocks"),
            Joined::of(Some(group.links(&path("prefix_list_ids"), PrefixList::shape()).unwrap_or_default())),
            groups,
        ],
    }
}

/// A resource of its own.
fn rule(part: &Resource) -> Permission {
    let one = |name: &str| Joined::of(Some(part.value(name).unwrap_or_default()));
    if part.terraform() != EITHER {
        return Permission {
            ports: ports(part, "ip_protocol", "from_port", "to_port"),
            sources: [
                one("cidr_ipv4"),
                one("cidr_ipv6"),
                Joined::of(Some(part.link("prefix_list_id", PrefixList::shape()).unwrap_or_default())),
                Joined::of(Some(part.link("referenced_security_group_id", SecurityGroup::shape()).unwrap_or_default())),
            ],
        };
    }
    let mut groups = Joined::default();
    // Ranges and other groups exclude each other; what is left out AWS fills in.
    let ranges = ["cidr_blocks", "ipv6_cidr_blocks"].iter().any(|name| part.blocks(name).is_some_and(|n| n > 0));
    if part.is_true("self") {
        groups.add(part.link("security_group_id", SecurityGroup::shape()).unwrap_or_default());
    } else if !ranges && !part.is_left_to_aws("source_security_group_id") {
        groups.add(part.link("source_security_group_id", SecurityGroup::shape()).unwrap_or_default());
    }
    Permission {
        ports: ports(part, "protocol", "from_port", "to_port"),
        sources: [
            one("cidr_blocks"),
            one("ipv6_cidr_blocks"),
            Joined::of(Some(part.links("prefix_list_ids", PrefixList::shape()).unwrap_or_default())),
            groups,
        ],
    }
}

/// As AWS answers them: four protocols by name, and no ports where all protocols are meant.
fn ports(resource: &Resource, protocol: &str, from: &str, to: &str) -> [Value; 3] {
    let told = resource.value(protocol).unwrap_or_default();
    let protocol = told.as_str().map(str::to_lowercase).map(|name| match name.as_str() {
        "all" => "-1".to_owned(),
        "1" => "icmp".to_owned(),
        "6" => "tcp".to_owned(),
        "17" => "udp".to_owned(),
        "58" => "icmpv6".to_owned(),
        _ => name,
    });
    let port = |name: &str| match protocol.as_deref() {
        Some("-1") => Value::Null,
        _ if resource.is_left_to_aws(name) => Value::Null,
        _ => resource.value(name).unwrap_or_default(),
    };
    [protocol.as_deref().map_or(told, |name| json!(name)), port(from), port(to)]
}

fn merge(all: &mut Vec<Permission>, new: Permission) {
    match all.iter_mut().find(|p| p.ports == new.ports) {
        Some(same) => {
            for (sources, more) in same.sources.iter_mut().zip(new.sources) {
                sources.add(more.value());
            }
        }
        None => all.push(new),
    }
}

fn take(all: &mut [Permission], gone: &Permission) {
    for same in all.iter_mut().filter(|p| p.ports == gone.ports) {
        for (sources, gone) in same.sources.iter_mut().zip(&gone.sources) {
            sources.items.retain(|source| !gone.items.contains(source));
        }
    }
}

fn value(permission: Permission) -> Value {
    let [protocol, from, to] = permission.ports;
    let mut value = json!({"ip_protocol": protocol, "from_port": from, "to_port": to});
    for (kind, sources) in KINDS.iter().zip(permission.sources) {
        value[kind] = sources.value();
    }
    value
}

fn permission(value: &Value) -> Permission {
    Permission {
        ports: ["ip_protocol", "from_port", "to_port"].map(|name| value[name].clone()),
        sources: KINDS.map(|kind| Joined::of(Some(value[kind].clone()))),
    }
}
