//! A VPC: columns are zones, bands are what spans them, and rows are shared by all zones, so that like stands beside like.

use super::sketch::Sketch;
use crate::diagram::order::fold;
use crate::diagram::scene::{Rect, Shape};
use crate::diagram::{Kind, Node};

/// Where the rows of a VPC begin: load balancers, clusters, private subnets, databases.
pub(super) struct Tracks {
    pub rows: [i32; 4],
}

/// Parts of a kind that there is room for.
const BANDS: usize = 4;
const CHIPS: usize = 4;
const SUBNETS: usize = 4;

/// What stands in a subnet.
const RESIDENTS: [Kind; 4] = [Kind::NatGateway, Kind::NodeGroup, Kind::Instances, Kind::DatabaseInstance];

/// The zones of a VPC that have a column.
struct Columns<'d> {
    zones: Vec<&'d Node>,
    /// The column that counts those that have none.
    rest: Vec<&'d Node>,
    frame: usize,
    x: i32,
    width: i32,
    count: i32,
}

impl Columns<'_> {
    fn at(&self, column: usize, gap: i32) -> i32 {
        self.x + column as i32 * (self.width + gap)
    }
}

impl<'d> Sketch<'d> {
    /// Returns where it ends, and its tracks.
    pub(super) fn vpc(&mut self, vpc: &'d Node, y: i32, frame: usize) -> (i32, Tracks) {
        let sizes = self.sizes;
        let place = Rect { x: sizes.vpc_x(), y, w: sizes.vpc(), h: 0 };
        let frame = self.put(Shape::Vpc, vpc, place, Some(frame));
        self.gates(vpc, y, frame);
        let mut y = y + sizes.pick(30, 40);
        let top = y;
        let columns = self.columns(vpc, y, frame);
        y += sizes.head - 4;
        let mut rows = [y; 4];
        y = self.bands(&self.inside(vpc, &[Kind::LoadBalancer]), &columns, y);
        y = self.subnets(&columns, Kind::PublicSubnet, y);
        rows[1] = y;
        y = self.bands(&self.inside(vpc, &[Kind::Cluster]), &columns, y);
        rows[2] = y;
        y = self.subnets(&columns, Kind::PrivateSubnet, y);
        rows[3] = y;
        y = self.bands(&self.inside(vpc, &[Kind::Database]), &columns, y);
        let zones = columns.zones.iter().filter_map(|zone| self.at.get(zone.id.as_str()).copied()).collect::<Vec<_>>();
        zones.into_iter().for_each(|zone| self.scene.close(zone, y));
        self.rest(&columns, top, y);
        y = self.endpoints(vpc, y + 8, frame);
        self.scene.close(frame, y);
        (y, Tracks { rows })
    }

    /// Internet gateways on the upper border.
    fn gates(&mut self, vpc: &'d Node, y: i32, frame: usize) {
        let sizes = self.sizes;
        let gates = fold(&self.inside(vpc, &[Kind::InternetGateway]), sizes.pick(2, 1));
        let place = |i: usize| Rect { x: sizes.centre() - 84 + i as i32 * 180, y: y - 14, w: 168, h: 28 };
        for (i, gate) in gates.shown.iter().enumerate() {
            self.put(Shape::Gate, gate, place(i), Some(frame));
        }
        if !gates.hidden.is_empty() {
            self.more(Shape::Gate, &gates.hidden, "gateways", place(gates.shown.len()), frame);
        }
    }

    fn columns(&mut self, vpc: &'d Node, y: i32, frame: usize) -> Columns<'d> {
        let sizes = self.sizes;
        let zones = self.inside(vpc, &[Kind::Zone]);
        let shown = if zones.len() > sizes.zones { sizes.zones - 1 } else { zones.len() };
        let (zones, rest) = (zones[..shown].to_vec(), zones[shown..].to_vec());
        let count = (zones.len() + usize::from(!rest.is_empty())).max(1) as i32;
        let x = sizes.vpc_x() + sizes.pad;
        let width = (sizes.vpc() - 2 * sizes.pad - (count - 1) * sizes.zone_gap) / count;
        let columns = Columns { zones, rest, frame, x, width, count };
        for (i, zone) in columns.zones.iter().enumerate() {
            let rect = Rect { x: columns.at(i, sizes.zone_gap), y, w: width, h: 0 };
            self.put(Shape::Zone, zone, rect, Some(frame));
        }
        columns
    }

    /// The column that stands for the zones without one. It begins below the bands, which lie over it.
    fn rest(&mut self, columns: &Columns<'d>, top: i32, bottom: i32) {
        if columns.rest.is_empty() {
            return;
        }
        let x = columns.at(columns.zones.len(), self.sizes.zone_gap);
        let rect = Rect { x, y: top, w: columns.width, h: bottom - top };
        self.more(Shape::Zone, &columns.rest, "zones", rect, columns.frame);
    }

    /// Bands from the first zone to the last; returns where the next row begins.
    fn bands(&mut self, nodes: &[&'d Node], columns: &Columns<'d>, y: i32) -> i32 {
        let sizes = self.sizes;
        let width = columns.count * (columns.width + sizes.zone_gap) - sizes.zone_gap - 2 * sizes.inset();
        let bands = fold(nodes, BANDS);
        let mut rect = Rect { x: columns.x + sizes.inset(), y, w: width, h: sizes.band };
        for band in &bands.shown {
            let place = self.put(Shape::Band, band, rect, Some(columns.frame));
            rect.y = self.controllers(band, place) + 10;
        }
        if !bands.hidden.is_empty() {
            self.more(Shape::Band, &bands.hidden, "more", rect, columns.frame);
            rect.y += rect.h + 10;
        }
        rect.y
    }

    /// What belongs to a band: a few beside its name, more below; returns where the band ends.
    fn controllers(&mut self, band: &'d Node, place: usize) -> i32 {
        let sizes = self.sizes;
        let rect = self.scene.boxes[place].rect;
        let room = sizes.pick(5, 3);
        let nodes = fold(&self.children(band), room);
        let count = nodes.shown.len() as i32 + i32::from(!nodes.hidden.is_empty());
        if count == 0 {
            return rect.bottom();
        }
        let is_beside = sizes.is_wide() && count <= 2;
        let width = if is_beside { 116 } else { (rect.w - 16 - (room as i32 - 1) * 6) / room as i32 };
        let start = if is_beside { rect.right() - 8 - count * (width + 6) + 6 } else { rect.x + 8 };
        let y = rect.y + if is_beside { (rect.h - sizes.mini) / 2 } else { rect.h - 2 };
        let spot = |i: usize| Rect { x: start + i as i32 * (width + 6), y, w: width, h: sizes.mini };
        for (i, node) in nodes.shown.iter().enumerate() {
            self.put(Shape::Mini, node, spot(i), Some(place));
        }
        if !nodes.hidden.is_empty() {
            self.more(Shape::Mini, &nodes.hidden, "more", spot(nodes.shown.len()), place);
        }
        if is_beside {
            self.scene.boxes[place].text_width = Some(start - rect.x - 46);
            return rect.bottom();
        }
        self.scene.boxes[place].rect.h = y + sizes.mini + 8 - rect.y;
        y + sizes.mini + 8
    }

    /// Subnets of a kind, a row for each that a zone has; returns where the next row begins.
    fn subnets(&mut self, columns: &Columns<'d>, kind: Kind, y: i32) -> i32 {
        let sizes = self.sizes;
        let cells = columns.zones.iter().map(|zone| fold(&self.inside(zone, &[kind]), SUBNETS)).collect::<Vec<_>>();
        let rows = cells.iter().map(|c| c.shown.len() + usize::from(!c.hidden.is_empty())).max().unwrap_or(0);
        let (step, chip) = (sizes.chip_gap, sizes.pick(sizes.chip, sizes.mini));
        // The mark of a chip does not cover the range beside the subnet's name.
        let head = sizes.pick(28, 24);
        let mut y = y;
        for row in 0..rows {
            let residents = |subnet: &&'d Node| fold(&self.inside(subnet, &RESIDENTS), CHIPS);
            let chips = cells.iter().map(|c| c.shown.get(row).map(residents)).collect::<Vec<_>>();
            let tallest = chips.iter().flatten().map(|f| f.shown.len() + usize::from(!f.hidden.is_empty())).max();
            let height = match tallest.unwrap_or(0) as i32 {
                0 => sizes.chip,
                n => head + n * (chip + step) - step + 8,
            };
            for (column, (cell, chips)) in cells.iter().zip(chips).enumerate() {
                let x = columns.at(column, sizes.zone_gap) + sizes.inset();
                let rect = Rect { x, y, w: columns.width - 2 * sizes.inset(), h: height };
                let zone = columns.zones.get(column).and_then(|zone| self.at.get(zone.id.as_str())).copied();
                match (cell.shown.get(row), chips) {
                    (Some(subnet), Some(chips)) => {
                        let place = self.put(Shape::Subnet, subnet, rect, zone);
                        let shape = sizes.pick(Shape::Chip, Shape::Small);
                        let spot = |i: usize| Rect {
                            x: x + sizes.inset(),
                            y: y + head + i as i32 * (chip + step),
                            w: rect.w - 2 * sizes.inset(),
                            h: chip,
                        };
                        for (i, node) in chips.shown.iter().enumerate() {
                            self.put(shape, node, spot(i), Some(place));
                        }
                        if !chips.hidden.is_empty() {
                            self.more(shape, &chips.hidden, "more", spot(chips.shown.len()), place);
                        }
                    }
                    _ if row == cell.shown.len() && !cell.hidden.is_empty() => {
                        self.more(Shape::Small, &cell.hidden, "subnets", Rect { h: chip, ..rect }, zone.unwrap_or(0));
                    }
                    _ => {}
                }
            }
            y += height + 10;
        }
        y
    }

    /// The strip of endpoints at the lower edge; returns where the VPC ends.
    fn endpoints(&mut self, vpc: &'d Node, y: i32, frame: usize) -> i32 {
        let sizes = self.sizes;
        let ends = fold(&self.inside(vpc, &[Kind::Endpoint]), sizes.pick(12, 8));
        let count = ends.shown.len() + usize::from(!ends.hidden.is_empty());
        if count == 0 {
            return y;
        }
        let (per, heading) = (sizes.pick(4, 2), sizes.pick(104, 0));
        let rect = Rect { x: sizes.vpc_x() + sizes.pad, y, w: sizes.pick(100, 200), h: sizes.pick(sizes.mini, 20) };
        self.heading(Shape::Note, "VPC endpoints", None, rect, Some(frame));
        let y = y + sizes.pick(0, 22);
        let width = (sizes.vpc() - 2 * sizes.pad - heading - (per - 1) * 8) / per;
        let spot = |i: usize| {
            let (row, column) = (i as i32 / per, i as i32 % per);
            let x = sizes.vpc_x() + sizes.pad + heading + column * (width + 8);
            Rect { x, y: y + row * (sizes.mini + 6), w: width, h: sizes.mini }
        };
        for (i, node) in ends.shown.iter().enumerate() {
            self.put(Shape::Mini, node, spot(i), Some(frame));
        }
        if !ends.hidden.is_empty() {
            self.more(Shape::Mini, &ends.hidden, "endpoints", spot(ends.shown.len()), frame);
        }
        spot(count - 1).bottom() + sizes.pad
    }
}
