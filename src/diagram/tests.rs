//! Properties of drawings over made-up accounts: however many zones, chips and VPCs there are.

use super::scene::{Rect, Scene, Shape};
use super::{AccountDrawing, Diagram, Edge, Flow, Kind, Node, Profile, State, layout, overview};
use proptest::prelude::*;
use std::collections::BTreeSet;

const ACCOUNT: &str = "222222222222";

fn node(kind: Kind, key: &str, parent: Option<&str>, state: State) -> Node {
    let id = format!("{ACCOUNT}/{kind:?}/{key}");
    let findings =
        if matches!(state, State::Pass | State::Missing) { vec![] } else { vec![format!("finding of {id}")] };
    Node {
        id,
        kind,
        account: ACCOUNT.to_owned(),
        parent: parent.map(str::to_owned),
        label: format!("{kind:?} {key}"),
        short: None,
        sub: Some("and some more words about it".to_owned()),
        state,
        findings,
        rank: 0,
        names: Vec::new(),
    }
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![
        6 => Just(State::Pass),
        1 => Just(State::Waived),
        1 => Just(State::Unknown),
        1 => Just(State::Missing),
        2 => Just(State::Fail),
    ]
}

/// How many there are of what, and how they are.
#[derive(Clone, Debug)]
struct Made {
    vpcs: Vec<Vec<[Vec<State>; 2]>>,
    bands: [Vec<State>; 3],
    controllers: Vec<State>,
    endpoints: Vec<State>,
    sides: Vec<State>,
    controls: Vec<State>,
    edge: Vec<State>,
    copies: Vec<State>,
    has_users: bool,
}

fn states(most: usize) -> impl Strategy<Value = Vec<State>> {
    prop::collection::vec(state(), 0..=most)
}

fn made() -> impl Strategy<Value = Made> {
    let zone = || [states(30), states(30)];
    let vpc = || prop::collection::vec(zone(), 0..=5);
    let few = (states(5), states(16), states(40), states(14), states(12), states(3));
    let bands = [states(6), states(6), states(6)];
    (prop::collection::vec(vpc(), 0..=3), bands, few, any::<bool>()).prop_map(|(vpcs, bands, few, has_users)| {
        let (controllers, endpoints, sides, controls, edge, copies) = few;
        Made { vpcs, bands, controllers, endpoints, sides, controls, edge, copies, has_users }
    })
}

const CONTROLS: [Kind; 4] = [Kind::Guardrails, Kind::Identity, Kind::IamUsers, Kind::Other];
const SIDES: [Kind; 7] =
    [Kind::DeployRole, Kind::Repository, Kind::Secrets, Kind::Keys, Kind::Logs, Kind::SecurityGroups, Kind::Snapshots];
const RESIDENTS: [Kind; 4] = [Kind::NatGateway, Kind::NodeGroup, Kind::Instances, Kind::DatabaseInstance];

impl Made {
    fn nodes(&self) -> Vec<Node> {
        let mut all = vec![node(Kind::Account, "", None, State::Pass)];
        let account = all[0].id.clone();
        let region = node(Kind::Region, "eu", Some(&account), State::Pass);
        let recovery = node(Kind::RecoveryRegion, "dr", Some(&account), State::Pass);
        let many = |kinds: &[Kind], parent: &str, states: &[State], all: &mut Vec<Node>| {
            for (i, state) in states.iter().enumerate() {
                all.push(node(kinds[i % kinds.len()], &format!("{}-{i}", parent.len()), Some(parent), *state));
            }
        };
        if self.has_users {
            all.push(node(Kind::Users, "", None, State::Pass));
            all.push(node(Kind::Pipelines, "", None, State::Pass));
        }
        many(&[Kind::WebAcl, Kind::Distribution, Kind::Bucket], &account, &self.edge, &mut all);
        many(&CONTROLS, &account, &self.controls, &mut all);
        many(&SIDES, &region.id, &self.sides, &mut all);
        many(&[Kind::Copies, Kind::RecoveryKeys], &recovery.id, &self.copies, &mut all);
        for (v, zones) in self.vpcs.iter().enumerate() {
            let vpc = node(Kind::Vpc, &format!("{v}"), Some(&region.id), State::Pass);
            for (z, cells) in zones.iter().enumerate() {
                let zone = node(Kind::Zone, &format!("{v}-{z}"), Some(&vpc.id), State::Pass);
                for (kind, chips) in [Kind::PublicSubnet, Kind::PrivateSubnet].into_iter().zip(cells) {
                    let subnet =
                        node(kind, &format!("{v}-{z}"), Some(&zone.id), chips.first().copied().unwrap_or_default());
                    for (i, state) in chips.iter().enumerate() {
                        let key = format!("{v}-{z}-{kind:?}-{i}");
                        all.push(node(RESIDENTS[i % 4], &key, Some(&subnet.id), *state));
                    }
                    all.push(subnet);
                }
                all.push(zone);
            }
            if v == 0 {
                let kinds = [Kind::LoadBalancer, Kind::Cluster, Kind::Database];
                for (kind, states) in kinds.into_iter().zip(&self.bands) {
                    for (i, state) in states.iter().enumerate() {
                        let band = node(kind, &format!("{i}"), Some(&vpc.id), *state);
                        if kind == Kind::Cluster && i == 0 {
                            for (c, state) in self.controllers.iter().enumerate() {
                                all.push(node(Kind::Controller, &format!("{c}"), Some(&band.id), *state));
                            }
                        }
                        all.push(band);
                    }
                }
                for (i, state) in self.endpoints.iter().enumerate() {
                    all.push(node(Kind::Endpoint, &format!("{i}"), Some(&vpc.id), *state));
                }
            }
            all.push(node(Kind::InternetGateway, &format!("{v}"), Some(&vpc.id), State::Pass));
            all.push(vpc);
        }
        if !self.copies.is_empty() {
            all.push(recovery);
        }
        if !self.sides.is_empty() || !self.vpcs.is_empty() {
            all.push(region);
        }
        all
    }
}

fn diagram(mut nodes: Vec<Node>) -> Diagram {
    nodes.sort_by(super::order::order);
    let first = |kind| nodes.iter().find(|n: &&Node| n.kind == kind).map(|n| n.id.clone());
    let flows = [
        (Kind::Users, Kind::Distribution, Flow::Traffic, None),
        (Kind::Users, Kind::InternetGateway, Flow::Traffic, None),
        (Kind::WebAcl, Kind::Distribution, Flow::Traffic, None),
        (Kind::Distribution, Kind::Bucket, Flow::Traffic, None),
        (Kind::InternetGateway, Kind::LoadBalancer, Flow::Traffic, None),
        (Kind::LoadBalancer, Kind::Cluster, Flow::Traffic, Some(1)),
        (Kind::Cluster, Kind::Database, Flow::Traffic, Some(2)),
        (Kind::Users, Kind::Cluster, Flow::Exposure, None),
        (Kind::Users, Kind::Vpc, Flow::Exposure, None),
        (Kind::Pipelines, Kind::DeployRole, Flow::Delivery, None),
        (Kind::DeployRole, Kind::Repository, Flow::Delivery, None),
        (Kind::Repository, Kind::Cluster, Flow::Delivery, None),
        (Kind::Database, Kind::Snapshots, Flow::Copy, None),
        (Kind::Snapshots, Kind::Copies, Flow::Copy, None),
    ];
    let edges = flows.into_iter().filter_map(|(from, to, kind, via)| {
        let account = ACCOUNT.to_owned();
        Some(Edge { account, from: first(from)?, to: first(to)?, kind, label: Some("words".to_owned()), via })
    });
    let edges = edges.collect();
    Diagram { accounts: vec![drawing(ACCOUNT, State::Fail, "")], nodes, edges }
}

fn drawing(id: &str, state: State, shape: &str) -> AccountDrawing {
    let fail = usize::from(state == State::Fail);
    AccountDrawing {
        id: id.to_owned(),
        name: format!("account {id}"),
        environment: None,
        state,
        is_small: false,
        fail,
        unknown: 0,
        waived: 0,
        shape: shape.to_owned(),
    }
}

fn overlap(a: Rect, b: Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

fn holds(outer: Rect, inner: Rect) -> bool {
    outer.x <= inner.x && outer.y <= inner.y && inner.right() <= outer.right() && inner.bottom() <= outer.bottom()
}

/// Boxes lie in what they lie in and beside each other; lines lead through none.
fn is_sound(scene: &Scene) {
    for (i, placed) in scene.boxes.iter().enumerate() {
        let rect = placed.rect;
        assert!(rect.w > 0 && rect.h > 0, "{placed:?}");
        assert!(
            rect.x >= 0 && rect.y >= 0 && rect.right() <= scene.width && rect.bottom() <= scene.height,
            "{placed:?}"
        );
        // A gateway stands on the border.
        if let Some(outer) = placed.inside.filter(|_| placed.shape != Shape::Gate) {
            assert!(holds(scene.boxes[outer].rect, rect), "{placed:?} is not in {:?}", scene.boxes[outer]);
        }
        for (j, other) in scene.boxes.iter().enumerate().skip(i + 1) {
            let zones = [placed.shape, other.shape].iter().filter(|s| **s == Shape::Zone).count();
            // Bands span the columns, which lie behind them.
            let is_siblings = placed.inside == other.inside && zones != 1;
            assert!(!is_siblings || !overlap(rect, other.rect), "{placed:?} overlaps {other:?} ({i}, {j})");
        }
    }
    for line in &scene.lines {
        assert!(line.points.windows(2).all(|p| p[0].0 == p[1].0 || p[0].1 == p[1].1), "{line:?} is not straight");
        assert!(scene.is_free(&line.points, line.ends), "{line:?} leads through a box");
    }
}

/// Whatever deviates has a box of its own, or is behind a count that is at least as bad and tells its findings.
fn is_whole(scene: &Scene, diagram: &Diagram) {
    for node in diagram.nodes.iter().filter(|n| n.kind != Kind::Unit && n.kind != Kind::Organization) {
        let stands = scene.boxes.iter().find(|b| b.stands_for.contains(&node.id));
        let stands = stands.unwrap_or_else(|| panic!("{node:?} is neither drawn nor counted"));
        assert!(stands.node.state >= node.state, "{node:?} is behind {stands:?}");
        assert!(node.findings.iter().all(|f| stands.node.findings.contains(f)), "{node:?} is behind {stands:?}");
    }
    let counts = scene.boxes.iter().filter(|b| b.node.id.is_empty() && !b.stands_for.is_empty());
    counts.for_each(|b| assert!(b.node.label.starts_with('+'), "{b:?}"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn drawings_are_sound_and_whole_and_do_not_depend_on_the_order(made in made()) {
        let mut nodes = made.nodes();
        let forward = diagram(nodes.clone());
        nodes.reverse();
        let backward = diagram(nodes);
        for profile in [Profile::Wide, Profile::Narrow] {
            let scene = layout::account(&forward, 0, profile);
            is_sound(&scene);
            is_whole(&scene, &forward);
            prop_assert_eq!(super::svg(&forward, 0, profile, "a"), super::svg(&backward, 0, profile, "a"));
        }
        prop_assert_eq!(forward.mermaid(None), backward.mermaid(None));
        prop_assert_eq!(forward.dot(None), backward.dot(None));
    }
}

/// An organization of so many accounts, of which `deviating` deviate, in three units.
fn organization(count: usize, deviating: usize) -> Diagram {
    let root = Node {
        id: "/organization/".to_owned(),
        account: String::new(),
        ..node(Kind::Organization, "", None, State::Pass)
    };
    let mut nodes = vec![root];
    for unit in 0..3 {
        let id = format!("/unit/{unit}");
        nodes.push(Node { id, account: String::new(), ..node(Kind::Unit, "", Some("/organization/"), State::Pass) });
    }
    let mut accounts = Vec::new();
    for i in 0..count {
        let (id, state) = (format!("{i:012}"), if i < deviating { State::Fail } else { State::Pass });
        let own = node(Kind::Account, "", Some(&format!("/unit/{}", i % 3)), state);
        nodes.push(Node { id: format!("{id}/account/"), account: id.clone(), label: format!("account {i}"), ..own });
        accounts.push(drawing(&id, state, "same"));
    }
    Diagram { accounts, nodes, edges: Vec::new() }
}

#[test]
fn many_accounts_that_are_alike_are_one_with_their_number() {
    for (count, deviating) in [(0, 0), (1, 0), (4, 2), (8, 0), (40, 3), (40, 40)] {
        let diagram = organization(count, deviating);
        for profile in [Profile::Wide, Profile::Narrow] {
            let scene = overview::scene(&diagram, profile);
            is_sound(&scene);
            is_whole(&scene, &diagram);
            let cards = scene.boxes.iter().filter(|b| b.shape == Shape::Card).count();
            let expected = if count <= 8 { count } else { deviating + if deviating < count { 6 } else { 0 } };
            assert_eq!(cards, expected, "{count} accounts, {deviating} of them deviating");
        }
        let choice = overview::choice(&diagram);
        let drawn = deviating.max(usize::from(count > 0));
        assert_eq!(choice.drawn.len(), drawn.min(12), "{count}, {deviating}");
        assert_eq!(choice.note.is_some(), choice.drawn.len() < count);
    }
}

#[test]
fn ids_in_the_drawing_come_from_no_data_and_names_are_no_markup() {
    let hostile =
        "\"><script>alert(1)</script><a href=\"javascript:x\">&amp;\u{202e}\u{0}]]>--%%{init}%% #quot; \\l \\N";
    let mut nodes = Made {
        vpcs: vec![vec![[vec![State::Fail; 9], vec![State::Unknown; 2]]; 5]; 2],
        bands: [vec![State::Fail], vec![State::Waived], vec![State::Missing]],
        controllers: vec![State::Fail; 8],
        endpoints: vec![State::Pass; 3],
        sides: vec![State::Fail; 7],
        controls: vec![State::Unknown; 4],
        edge: vec![State::Fail; 3],
        copies: vec![State::Pass; 2],
        has_users: true,
    }
    .nodes();
    let tame = diagram(nodes.clone());
    for node in &mut nodes {
        node.label = hostile.to_owned();
        node.sub = Some(hostile.to_owned());
        node.short = Some(hostile.to_owned());
        node.findings.iter_mut().for_each(|f| *f = format!("{hostile}{f}"));
    }
    let mut wild = diagram(nodes);
    wild.accounts[0].name = hostile.to_owned();
    wild.edges.iter_mut().for_each(|e| e.label = Some(hostile.to_owned()));
    for profile in [Profile::Wide, Profile::Narrow] {
        let [tame, wild] = [&tame, &wild].map(|d| elements(&super::svg(d, 0, profile, "p")));
        let other = tame.iter().zip(&wild).find(|(a, b)| a != b);
        assert!(other.is_none() && tame.len() == wild.len(), "{other:?}");
    }
    elements(&super::standalone(&wild, None));
    let mermaid = wild.mermaid(None);
    assert!(["script>", "%%", "quot;"].iter().all(|m| !mermaid.contains(m)));
}

/// Every element with the names of its attributes, and those of its values that may not come from data.
fn elements(svg: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(svg);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let mut text = tag.name().as_ref().to_owned();
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap();
                    let name = attribute.key.as_ref().to_owned();
                    let value = attribute.value.to_string();
                    assert!(!name.starts_with("on") && name != "style", "{name}");
                    assert!(name != "href" || value.starts_with("#f-"), "{value}");
                    text += &format!(" {name}");
                    if ["id", "class", "aria-labelledby"].contains(&name.as_str()) {
                        text += &format!("={value}");
                    }
                }
                found.push(text);
            }
            _ => {}
        }
    }
    found.sort();
    // A cut name may leave no room for what comes after it.
    found.retain(|e| !e.starts_with("text"));
    assert!(found.iter().all(|e| !e.starts_with("script")));
    assert!(found.iter().collect::<BTreeSet<_>>().len() > 5);
    found
}
