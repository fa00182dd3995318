//! Strings, once each. A graph's lie in several tables, by their hash, so that what the parts hold is taken over in parallel; which
//! table and which place a string gets depends on the strings and the order of the parts alone.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use rayon::prelude::*;
use std::hash::BuildHasher;

/// A string's number: its table in the low bits, its place there above.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Sym(pub u32);

/// The tables: one, or as many as `2^bits`.
pub struct Interner {
    tables: Vec<Table>,
    bits: u32,
}

/// One buffer of strings.
#[derive(Default)]
struct Table {
    text: String,
    ends: Vec<u32>,
    index: HashTable<(u32, u32)>,
}

impl Default for Interner {
    fn default() -> Self {
        Interner::with_bits(0)
    }
}

#[inline]
fn hash(text: &str) -> u32 {
    FixedState::with_seed(7).hash_one(text.as_bytes()) as u32
}
/// The index keeps 32 bits of each hash, so that growing it does not touch the text.
#[inline]
fn spread(short: u32) -> u64 {
    (short as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Table {
    #[inline]
    fn get(&self, place: u32) -> &str {
        string(&self.text, &self.ends, place)
    }
    #[expect(clippy::expect_used, reason = "a limit of the format: a graph has no room for more")]
    fn intern(&mut self, text: &str, short: u32) -> u32 {
        let Table { text: all, ends, index } = self;
        let same = |&(h, place): &(u32, u32)| h == short && string(all, ends, place) == text;
        match index.entry(spread(short), same, |&(h, _)| spread(h)) {
            hashbrown::hash_table::Entry::Occupied(found) => found.get().1,
            hashbrown::hash_table::Entry::Vacant(free) => {
                let place = ends.len() as u32;
                all.push_str(text);
                ends.push(u32::try_from(all.len()).expect("4 GiB of distinct strings"));
                free.insert((short, place));
                place
            }
        }
    }
}

#[inline]
fn string<'a>(text: &'a str, ends: &[u32], place: u32) -> &'a str {
    let place = place as usize;
    let start = if place == 0 { 0 } else { ends[place - 1] };
    &text[start as usize..ends[place] as usize]
}

impl Interner {
    /// Of a graph's: tables small enough for a core's cache, and enough of them for any machine's cores.
    const BITS: u32 = 7;

    fn with_bits(bits: u32) -> Self {
        Interner { tables: (0..1 << bits).map(|_| Table::default()).collect(), bits }
    }
    /// The high bits of a hash: the index uses the low ones.
    #[inline]
    fn table_of(&self, short: u32) -> usize {
        (u64::from(short) >> (32 - self.bits)) as usize
    }
    #[inline]
    fn sym(&self, table: usize, place: u32) -> Sym {
        assert!(u64::from(place) << self.bits <= u64::from(u32::MAX), "2^32 distinct strings");
        Sym(place << self.bits | table as u32)
    }

    /// The string.
    #[inline]
    pub fn get(&self, sym: Sym) -> &str {
        let table = sym.0 & ((1 << self.bits) - 1);
        self.tables[table as usize].get(sym.0 >> self.bits)
    }
    /// Its symbol, if it has one.
    pub fn find(&self, text: &str) -> Option<Sym> {
        let short = hash(text);
        let number = self.table_of(short);
        let table = &self.tables[number];
        let found = table.index.find(spread(short), |&(h, place)| h == short && table.get(place) == text);
        found.map(|&(_, place)| self.sym(number, place))
    }
    /// Its symbol, a new one if need be.
    #[inline]
    pub fn intern(&mut self, text: &str) -> Sym {
        let short = hash(text);
        let table = self.table_of(short);
        let place = self.tables[table].intern(text, short);
        self.sym(table, place)
    }

    /// The strings of several parts in one; for each of them, the new symbols by the old ones.
    pub fn merge(parts: Vec<Interner>) -> (Interner, Vec<Vec<Sym>>) {
        let mut all = Interner::with_bits(Interner::BITS);
        let sorted = parts.into_par_iter().map(|part| Sorted::new(&part, &all)).collect::<Vec<_>>();
        // Each table takes its strings from one part after the other.
        let places = all.tables.par_iter_mut().enumerate().map(|(number, table)| {
            let of_parts = sorted.iter().map(|sorted| sorted.of_table(number));
            let (count, bytes) =
                of_parts.clone().fold((0, 0), |(n, b), (symbols, text)| (n + symbols.len(), b + text.len()));
            table.index.reserve(count, |&(h, _)| spread(h));
            table.ends.reserve(count);
            table.text.reserve(bytes);
            let places = of_parts.map(|(symbols, mut text)| {
                let places = symbols.iter().map(|string| {
                    let (this, rest) = text.split_at(string.bytes as usize);
                    text = rest;
                    table.intern(this, string.short)
                });
                places.collect::<Vec<u32>>()
            });
            let places = places.collect::<Vec<_>>();
            table.index.shrink_to_fit(|&(h, _)| spread(h));
            table.text.shrink_to_fit();
            table.ends.shrink_to_fit();
            places
        });
        let places = places.collect::<Vec<_>>();
        let symbols = sorted.par_iter().enumerate().map(|(part, sorted)| {
            let mut symbols = vec![Sym(0); sorted.strings.len()];
            for (number, places) in places.iter().enumerate() {
                for (string, place) in sorted.of_table(number).0.iter().zip(&places[part]) {
                    symbols[string.sym as usize] = all.sym(number, *place);
                }
            }
            symbols
        });
        let symbols = symbols.collect();
        (all, symbols)
    }

    /// How many strings.
    pub fn len(&self) -> usize {
        self.tables.iter().map(|t| t.ends.len()).sum()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Heap in bytes.
    pub fn bytes(&self) -> usize {
        self.tables.iter().map(|t| t.text.capacity() + t.ends.capacity() * 4 + t.index.allocation_size()).sum()
    }
}

/// A part's strings by the table that they go to, in the order of their symbols, with their text side by side.
struct Sorted {
    strings: Vec<SortedString>,
    text: String,
    /// Per table: where its strings and their text begin.
    starts: Vec<(usize, usize)>,
}

#[derive(Clone, Copy, Default)]
struct SortedString {
    short: u32,
    sym: u32,
    bytes: u32,
}

impl Sorted {
    fn new(part: &Interner, target: &Interner) -> Sorted {
        let [table] = &part.tables[..] else { unreachable!("a part has one table") };
        let mut hashes = vec![0; table.ends.len()];
        table.index.iter().for_each(|&(short, sym)| hashes[sym as usize] = short);
        let mut next = vec![0; target.tables.len()];
        hashes.iter().for_each(|short| next[target.table_of(*short)] += 1);
        let mut total = 0;
        next.iter_mut().for_each(|count| total += std::mem::replace(count, total));
        let begins = next.clone();
        let mut strings = vec![SortedString::default(); hashes.len()];
        for (sym, short) in hashes.into_iter().enumerate() {
            let place = &mut next[target.table_of(short)];
            let sym = sym as u32;
            strings[*place] = SortedString { short, sym, bytes: table.get(sym).len() as u32 };
            *place += 1;
        }
        let (mut text, mut starts) = (String::with_capacity(table.text.len()), Vec::with_capacity(begins.len() + 1));
        for (begin, end) in begins.into_iter().zip(next) {
            starts.push((begin, text.len()));
            strings[begin..end].iter().for_each(|s| text.push_str(table.get(s.sym)));
        }
        starts.push((strings.len(), text.len()));
        Sorted { strings, text, starts }
    }

    fn of_table(&self, number: usize) -> (&[SortedString], &str) {
        let [(start, text), (end, text_end)] = [self.starts[number], self.starts[number + 1]];
        (&self.strings[start..end], &self.text[text..text_end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_strings_keep_their_text_and_become_one() {
        let words = |range: std::ops::Range<u32>| range.map(|n| format!("word-{n}")).collect::<Vec<_>>();
        let parts = [words(0..2000), words(1000..3000)].map(|words| {
            let mut part = Interner::default();
            words.iter().for_each(|w| {
                part.intern(w);
            });
            part
        });
        let texts = parts
            .each_ref()
            .map(|part| (0..part.len()).map(|i| part.get(Sym(i as u32)).to_owned()).collect::<Vec<_>>());
        let (mut all, symbols) = Interner::merge(parts.into());
        assert_eq!(all.len(), 3000);
        for (texts, symbols) in texts.iter().zip(&symbols) {
            for (old, new) in symbols.iter().enumerate() {
                assert_eq!(texts[old], all.get(*new));
                assert_eq!(all.find(all.get(*new)), Some(*new));
            }
        }
        assert_eq!(symbols[0][1500], symbols[1][500]);
        assert_eq!(all.find("another"), None);
        let another = all.intern("another");
        assert_eq!((all.get(another), all.find("another")), ("another", Some(another)));
    }
}
