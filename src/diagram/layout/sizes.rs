//! The sizes of things, in pixels of a page that shows the drawing as large as it is.

use crate::diagram::Profile;

/// The sizes of one profile.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub profile: Profile,
    pub width: i32,
    /// The strip left of the frames, which ways past the documented one take.
    pub lane: i32,
    pub pad: i32,
    pub gap: i32,
    pub head: i32,
    pub pill: (i32, i32),
    pub chip: i32,
    pub chip_gap: i32,
    pub band: i32,
    pub mini: i32,
    /// Between zones; lines go through here.
    pub zone_gap: i32,
    pub side: i32,
    pub far: i32,
    /// Zones that have a column; of more, the last column counts those that have none.
    pub zones: usize,
}

const WIDE: Sizes = Sizes {
    profile: Profile::Wide,
    width: 1208,
    lane: 24,
    pad: 12,
    gap: 16,
    head: 28,
    pill: (196, 36),
    chip: 40,
    chip_gap: 8,
    band: 46,
    mini: 28,
    zone_gap: 14,
    side: 200,
    far: 224,
    zones: 4,
};

const NARROW: Sizes = Sizes {
    profile: Profile::Narrow,
    width: 344,
    lane: 8,
    pad: 6,
    gap: 8,
    head: 24,
    pill: (160, 34),
    chip: 40,
    chip_gap: 6,
    band: 44,
    mini: 26,
    zone_gap: 8,
    side: 0,
    far: 0,
    zones: 3,
};

impl Sizes {
    pub fn of(profile: Profile) -> Sizes {
        match profile {
            Profile::Wide => WIDE,
            Profile::Narrow => NARROW,
        }
    }
    pub fn is_wide(self) -> bool {
        self.profile == Profile::Wide
    }
    /// One of two, by profile.
    pub fn pick<T>(self, wide: T, narrow: T) -> T {
        if self.is_wide() { wide } else { narrow }
    }
    /// The width of the main column.
    pub fn main(self) -> i32 {
        self.pick(928, self.width - 2 * self.lane)
    }
    pub fn vpc_x(self) -> i32 {
        self.lane + self.pad
    }
    /// The width of a VPC.
    pub fn vpc(self) -> i32 {
        self.pick(688, self.main() - 2 * self.pad)
    }
    pub fn centre(self) -> i32 {
        self.vpc_x() + self.vpc() / 2
    }
    pub fn side_x(self) -> i32 {
        self.vpc_x() + self.vpc() + self.gap
    }
    pub fn far_x(self) -> i32 {
        self.lane + self.main() + self.gap
    }
    /// The distance between a subnet or a band and the column behind it.
    pub fn inset(self) -> i32 {
        self.pick(8, 4)
    }
}
