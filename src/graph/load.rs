//! Snapshot lines straight into cells: the type's shape drives the reader, no JSON value exists in between.
//!
//! Fields arrive in declaration order (we wrote them), so that the next key is compared with the next field's name first;
//! any other order works and is slower. A field that is absent is unknown: an older version wrote the snapshot.

use super::{Cell, Interner, Mark, Reason, Span, Sym, Tag};
use crate::model::{HEADER, INCOMPLETE, Shape, TYPES, Type, UNKNOWN};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::HashMap;
use std::fmt;

/// What one worker has read: cells with symbols and offsets of its own, until `Graph::new` lays parts side by side.
#[derive(Default)]
pub struct Part {
    pub(super) cells: Vec<Cell>,
    /// Type and start of each resource's row.
    pub(super) rows: Vec<(u16, u32)>,
    pub(super) strings: Interner,
    pub(super) wide: Vec<u64>,
    pub(super) gaps: Vec<String>,
    /// Rows that a plan has a say in.
    pub(super) marks: Vec<(u32, Mark)>,
    /// The number of each of them.
    reasons: HashMap<String, Reason>,
    stack: Vec<Cell>,
    /// The time of the line before, as it was written: neighbouring lines are alike.
    last_time: (String, i64),
}

impl Part {
    /// Reads one line of a snapshot.
    pub fn read_line(&mut self, line: &str) -> Result<(), serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(line);
        ResourceSeed(self).deserialize(&mut json)?;
        json.end()
    }

    /// Reads a line that a plan has made or changed.
    ///
    /// # Errors
    /// As [`Part::read_line`].
    pub fn read_planned(&mut self, line: &str, mark: Mark) -> Result<(), serde_json::Error> {
        self.read_line(line)?;
        self.marks.extend(self.rows.last().map(|(_, row)| (*row, mark)));
        Ok(())
    }

    /// The number of a reason that the snapshot gives in words.
    pub fn reason(&mut self, text: &str) -> Reason {
        if let Some(known) = self.reasons.get(text) {
            return *known;
        }
        let reason = Reason(Reason::BUILT_IN + self.gaps.len() as u32);
        self.gaps.push(text.to_owned());
        self.reasons.insert(text.to_owned(), reason);
        reason
    }

    /// What stands in a slot of a row; null without one.
    #[inline]
    fn like(&self, row: Option<u32>, slot: usize) -> Cell {
        row.map_or(Cell::NULL, |row| self.cells[row as usize + slot])
    }

    /// Microseconds since 1970.
    #[inline]
    fn time(&mut self, text: &str) -> Result<i64, jiff::Error> {
        let (last, time) = &mut self.last_time;
        // An empty text is none, and not the one before the first.
        if last != text || text.is_empty() {
            *time = text.parse::<jiff::Timestamp>()?.as_microsecond();
            last.clear();
            last.push_str(text);
        }
        Ok(*time)
    }

    /// Moves what the stack holds above `mark` to its final place.
    #[inline]
    fn settle(&mut self, mark: usize) -> u32 {
        let start = self.cells.len() as u32;
        self.cells.extend_from_slice(&self.stack[mark..]);
        self.stack.truncate(mark);
        start
    }
}

struct ResourceSeed<'a>(&'a mut Part);
impl<'de> DeserializeSeed<'de> for ResourceSeed<'_> {
    type Value = ();
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_map(self)
    }
}
impl<'de> Visitor<'de> for ResourceSeed<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a resource")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let part = self.0;
        if map.next_key_seed(Key(|k: &str| k == "type"))? != Some(true) {
            return Err(A::Error::custom("the first member of a resource is `type`"));
        }
        let last = part.rows.last().map(|(index, row)| (*index as usize, *row));
        let index = map
            .next_value_seed(Key(|name: &str| {
                let is = |i: &usize| TYPES[*i]().type_name() == name;
                last.map(|(index, _)| index).filter(is).or_else(|| (0..TYPES.len()).find(is))
            }))?
            .ok_or_else(|| A::Error::custom("no such resource type"))?;
        let shape = TYPES[index]();
        // Of the resource before, where it is of the same type: many texts are the same.
        let before = last.filter(|(before, _)| *before == index).map(|(_, row)| row);
        part.stack.clear();
        part.stack.resize(shape.width(), Cell::unknown(Reason::NOT_IN_SNAPSHOT));
        const FIELDS: usize = HEADER.len();
        let mut next = 0;
        while let Some(slot) = map.next_key_seed(Key(|key: &str| match HEADER.get(next) {
            Some(field) if field.name == key => Some(next),
            _ if key == "fields" => Some(FIELDS),
            _ => HEADER.iter().position(|field| field.name == key),
        }))? {
            match slot {
                Some(FIELDS) => {
                    let unread = map.next_value_seed(RecordSeed { part, shape, at: shape.first(), before })?;
                    if let Some(reason) = unread {
                        // It is there, and that is all that is known of it.
                        part.stack[shape.first()..].fill(Cell::unknown(reason));
                    }
                }
                Some(slot) => {
                    let like = part.like(before, slot);
                    part.stack[slot] = map.next_value_seed(ValueSeed { part, ty: HEADER[slot].ty, like })?
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            next += 1;
        }
        let start = part.settle(0);
        part.rows.push((index as u16, start));
        Ok(())
    }
}

/// Fills the cells of a record that lie on the stack from `at`; `Some` when the record turns out to be unknown.
struct RecordSeed<'a> {
    part: &'a mut Part,
    shape: &'static Shape,
    at: usize,
    /// The row of the resource before, whose fields may be the same.
    before: Option<u32>,
}
impl<'de> DeserializeSeed<'de> for RecordSeed<'_> {
    type Value = Option<Reason>;
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Option<Reason>, D::Error> {
        d.deserialize_map(self)
    }
}
impl<'de> Visitor<'de> for RecordSeed<'_> {
    type Value = Option<Reason>;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "the fields of {}", self.shape.name)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Reason>, A::Error> {
        const GAP: usize = usize::MAX;
        let RecordSeed { part, shape, at, before } = self;
        let mut next = 0;
        while let Some(field) = map.next_key_seed(Key(|key: &str| match shape.fields.get(next) {
            Some(field) if field.name == key => Some(next),
            _ if key == UNKNOWN => Some(GAP),
            _ => shape.fields.iter().position(|f| f.name == key),
        }))? {
            match field {
                Some(GAP) => return Ok(Some(gap(part, &mut map)?)),
                Some(field) => {
                    let like = part.like(before, at + field);
                    part.stack[at + field] =
                        map.next_value_seed(ValueSeed { part, ty: shape.fields[field].ty, like })?;
                    next = field + 1;
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                } // a newer version wrote the snapshot
            }
        }
        Ok(None)
    }
}

struct ValueSeed<'a> {
    part: &'a mut Part,
    ty: &'static Type,
    /// What it may well be again.
    like: Cell,
}
impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Cell;
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Cell, D::Error> {
        d.deserialize_any(self)
    }
}
impl ValueSeed<'_> {
    fn wrong<E: Error>(&self, found: &str) -> E {
        E::custom(format_args!("expected {:?}, found {found}", self.ty))
    }
}
impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Cell;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:?}", self.ty)
    }
    #[inline]
    fn visit_unit<E: Error>(self) -> Result<Cell, E> {
        Ok(Cell::NULL)
    }
    #[inline]
    fn visit_bool<E: Error>(self, value: bool) -> Result<Cell, E> {
        match self.ty {
            Type::Bool => Ok(Cell::bool(value)),
            _ => Err(self.wrong("a bool")),
        }
    }
    #[inline]
    fn visit_u64<E: Error>(self, value: u64) -> Result<Cell, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => Err(self.wrong("a number beyond 64 bits")),
        }
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Cell, E> {
        match self.ty {
            Type::Int => Ok(Cell::int(value, &mut self.part.wide)),
            Type::Double => Ok(Cell::double(value as f64, &mut self.part.wide)),
            _ => Err(self.wrong("an integer")),
        }
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Cell, E> {
        match self.ty {
            Type::Double => Ok(Cell::double(value, &mut self.part.wide)),
            _ => Err(self.wrong("a number")),
        }
    }
    #[inline]
    fn visit_str<E: Error>(self, value: &str) -> Result<Cell, E> {
        match self.ty {
            Type::Text if self.like.tag() == Tag::Text && self.part.strings.get(Sym(self.like.low())) == value => {
                Ok(self.like)
            }
            Type::Text => Ok(Cell::text(self.part.strings.intern(value))),
            Type::Time => self.part.time(value).map(Cell::time).map_err(E::custom),
            _ => Err(self.wrong("a string")),
        }
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Cell, A::Error> {
        let Type::List(item) = self.ty else { return Err(self.wrong("a list")) };
        let (part, mut len) = (self.part, 0);
        let mark = part.stack.len();
        while seq.next_element_seed(Push { part, ty: item })?.is_some() {
            // Whoever walks a list of scalars takes each for one; a record's last field may well be null.
            let hole = part.stack.last().is_some_and(|cell| matches!(cell.tag(), Tag::Null | Tag::Unknown));
            if hole && !matches!(item, Type::Record(_)) {
                return Err(A::Error::custom(format_args!("expected {item:?}, found an element without a value")));
            }
            len += 1
        }
        Ok(Cell::list(Span { start: part.settle(mark), len }))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cell, A::Error> {
        let ValueSeed { part, ty, .. } = self;
        let mark = part.stack.len();
        match ty {
            Type::Record(shape) => {
                let shape = shape();
                part.stack.resize(mark + shape.width(), Cell::unknown(Reason::NOT_IN_SNAPSHOT));
                let reason = RecordSeed { part, shape, at: mark, before: None }.visit_map(map)?;
                Ok(match reason {
                    Some(reason) => {
                        part.stack.truncate(mark);
                        Cell::unknown(reason)
                    }
                    None => Cell::record(part.settle(mark)),
                })
            }
            Type::Map(value) => {
                let mut len = 0;
                while let Some(key) =
                    map.next_key_seed(Key(|k: &str| (k != UNKNOWN).then(|| part.strings.intern(k))))?
                {
                    let Some(key) = key else {
                        part.stack.truncate(mark);
                        return Ok(Cell::unknown(gap(part, &mut map)?));
                    };
                    part.stack.push(Cell::text(key));
                    map.next_value_seed(Push { part, ty: value })?;
                    len += 1;
                }
                Ok(Cell::map(Span { start: part.settle(mark), len }))
            }
            _ => match map.next_key_seed(Key(|k: &str| (k == UNKNOWN, k == INCOMPLETE)))? {
                Some((true, _)) => Ok(Cell::unknown(gap(part, &mut map)?)),
                Some((_, true)) => {
                    let reason = map.next_value_seed(Key(|text: &str| text.to_owned()))?;
                    let reason = part.reason(&reason);
                    map.next_key::<IgnoredAny>()?;
                    let list = map.next_value_seed(ValueSeed { part, ty, like: Cell::NULL })?;
                    let (Type::List(item), Tag::List) = (ty, list.tag()) else {
                        return Err(A::Error::custom("only lists are incomplete"));
                    };
                    // the elements again, behind their reason: incomplete lists are rare and short
                    let span = list.as_span();
                    let cells = span.len as usize * width(item);
                    let start = part.cells.len() as u32 + 1;
                    part.cells.push(Cell::unknown(reason));
                    part.cells.extend_from_within(span.start as usize..span.start as usize + cells);
                    Ok(Cell::partial_list(Span { start, len: span.len }))
                }
                _ => Err(A::Error::custom(format_args!("expected {ty:?}, found an object"))),
            },
        }
    }
}

fn gap<'de, A: MapAccess<'de>>(part: &mut Part, map: &mut A) -> Result<Reason, A::Error> {
    let text = map.next_value_seed(Key(|text: &str| text.to_owned()))?;
    Ok(part.reason(&text))
}

/// How many cells one element of a list takes.
pub fn width(item: &Type) -> usize {
    match item {
        Type::Record(shape) => shape().width(),
        _ => 1,
    }
}

/// One element of a list, or one value of a map, onto the stack: records lie there whole.
struct Push<'a> {
    part: &'a mut Part,
    ty: &'static Type,
}
impl<'de> DeserializeSeed<'de> for Push<'_> {
    type Value = ();
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        let Push { part, ty } = self;
        if let Type::Record(shape) = ty {
            let (shape, at) = (shape(), part.stack.len());
            part.stack.resize(at + shape.width(), Cell::unknown(Reason::NOT_IN_SNAPSHOT));
            return RecordSeed { part, shape, at, before: None }.deserialize(d).map(drop);
        }
        let cell = ValueSeed { part, ty, like: Cell::NULL }.deserialize(d)?;
        part.stack.push(cell);
        Ok(())
    }
}

/// A string, handed to a function without becoming a `String`.
struct Key<F>(F);
impl<'de, T, F: FnOnce(&str) -> T> DeserializeSeed<'de> for Key<F> {
    type Value = T;
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<T, D::Error> {
        d.deserialize_str(self)
    }
}
impl<'de, T, F: FnOnce(&str) -> T> Visitor<'de> for Key<F> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a string")
    }
    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok((self.0)(text))
    }
}
