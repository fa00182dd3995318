//! One field of one resource in eight bytes: four bits of tag, sixty of payload.
//!
//! What does not fit in sixty bits (doubles, integers beyond ±2^59) lies in the graph's `wide` table.

use super::{NodeId, Reason, Sym};

/// A field's value, or why there is none.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Cell(u64);

/// What a cell holds.
#[derive(Clone, Copy, PartialEq, Debug)]
#[repr(u8)]
pub enum Tag {
    /// Not read; the payload is the reason.
    Unknown,
    /// None.
    Null,
    /// A bool.
    Bool,
    /// An integer of up to 60 bits.
    Int,
    /// A larger one, in the graph's table.
    WideInt,
    /// A floating-point number, in the graph's table.
    Double,
    /// A string's symbol.
    Text,
    /// Microseconds since 1970.
    Time,
    /// Elements side by side.
    List,
    /// The same, with a reason why some may be missing in the cell before them.
    PartialList,
    /// Keys and values by turns.
    Map,
    /// Fields side by side.
    Record,
    /// A resource.
    Node,
}

/// Elements in `cells[start..]`; a list's elements are `width` cells each, which its type tells.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Span {
    /// The first cell.
    pub start: u32,
    /// How many elements; pairs in a map.
    pub len: u32,
}

impl Cell {
    /// AWS answered that there is none.
    pub const NULL: Cell = Cell(Tag::Null as u64);
    /// It could not be read.
    pub const fn unknown(reason: Reason) -> Cell {
        Cell((reason.0 as u64) << 4)
    }
    /// A bool.
    pub fn bool(value: bool) -> Cell {
        Cell::new(Tag::Bool, value as u64)
    }
    /// A string.
    pub fn text(sym: Sym) -> Cell {
        Cell::new(Tag::Text, sym.0 as u64)
    }
    /// A resource that a reference leads to.
    pub fn node(node: NodeId) -> Cell {
        Cell::new(Tag::Node, node.0 as u64)
    }
    /// A record whose fields begin there.
    pub fn record(start: u32) -> Cell {
        Cell::new(Tag::Record, start as u64)
    }
    /// An instant in microseconds since 1970.
    pub fn time(micros: i64) -> Cell {
        Cell::signed(Tag::Time, micros)
    }
    /// An integer.
    pub fn int(value: i64, wide: &mut Vec<u64>) -> Cell {
        if value << 4 >> 4 == value {
            Cell::signed(Tag::Int, value)
        } else {
            Cell::wide(Tag::WideInt, value as u64, wide)
        }
    }
    /// A floating-point number.
    pub fn double(value: f64, wide: &mut Vec<u64>) -> Cell {
        Cell::wide(Tag::Double, value.to_bits(), wide)
    }
    /// A complete list.
    pub fn list(span: Span) -> Cell {
        Cell::span(Tag::List, span)
    }
    /// The reason lies in the cell before the first element.
    pub fn partial_list(span: Span) -> Cell {
        Cell::span(Tag::PartialList, span)
    }
    /// A map: key, value, key, value.
    pub fn map(span: Span) -> Cell {
        Cell::span(Tag::Map, span)
    }

    fn new(tag: Tag, payload: u64) -> Cell {
        Cell(payload << 4 | tag as u64)
    }
    fn signed(tag: Tag, value: i64) -> Cell {
        Cell((value as u64) << 4 | tag as u64)
    }
    fn wide(tag: Tag, bits: u64, wide: &mut Vec<u64>) -> Cell {
        wide.push(bits);
        Cell::new(tag, wide.len() as u64 - 1)
    }
    fn span(tag: Tag, span: Span) -> Cell {
        assert!(span.len < 1 << 28, "a list of 2^28 elements");
        Cell::new(tag, (span.start as u64) << 28 | span.len as u64)
    }

    /// What it holds.
    #[inline]
    pub fn tag(self) -> Tag {
        // In the order of the tags: this compiles to no look-up.
        match self.0 & 15 {
            0 => Tag::Unknown,
            1 => Tag::Null,
            2 => Tag::Bool,
            3 => Tag::Int,
            4 => Tag::WideInt,
            5 => Tag::Double,
            6 => Tag::Text,
            7 => Tag::Time,
            8 => Tag::List,
            9 => Tag::PartialList,
            10 => Tag::Map,
            11 => Tag::Record,
            _ => Tag::Node,
        }
    }
    /// The payload's low half: a symbol, a node, a reason, a place.
    #[inline]
    pub fn low(self) -> u32 {
        (self.0 >> 4) as u32
    }
    /// The payload as a number.
    #[inline]
    pub fn as_signed(self) -> i64 {
        self.0 as i64 >> 4
    }
    /// The payload as a place and a length.
    #[inline]
    pub fn as_span(self) -> Span {
        Span { start: (self.0 >> 32) as u32, len: (self.0 >> 4) as u32 & 0x0fff_ffff }
    }
    /// The same number, in a table that has moved.
    pub fn moved_wide(self, by: u32) -> Cell {
        Cell(self.0 + ((by as u64) << 4))
    }
    /// Whether it could not be read.
    pub fn is_unknown(self) -> bool {
        self.tag() == Tag::Unknown
    }
}
