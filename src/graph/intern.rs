//! Strings, once each, in one buffer.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// A string's number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Sym(pub u32);

/// The table.
pub struct Interner {
    text: String,
    ends: Vec<u32>,
    table: HashTable<(u32, u32)>,
}

impl Default for Interner {
    fn default() -> Self {
        Interner { text: String::new(), ends: vec![0], table: HashTable::new() }
    }
}

fn hash(text: &str) -> u64 {
    FixedState::with_seed(7).hash_one(text.as_bytes())
}
/// The table keeps 32 bits of each hash, so that growing it does not touch the text.
fn spread(short: u32) -> u64 {
    (short as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Interner {
    /// The string.
    pub fn get(&self, sym: Sym) -> &str {
        &self.text[self.ends[sym.0 as usize] as usize..self.ends[sym.0 as usize + 1] as usize]
    }
    /// Its symbol, if it has one.
    pub fn find(&self, text: &str) -> Option<Sym> {
        let short = hash(text) as u32;
        self.table.find(spread(short), |&(h, s)| h == short && self.get(Sym(s)) == text).map(|&(_, s)| Sym(s))
    }
    /// Its symbol, a new one if need be.
    pub fn intern(&mut self, text: &str) -> Sym {
        self.intern_hashed(text, hash(text) as u32)
    }
    #[expect(clippy::expect_used, reason = "no machine holds the snapshot that has them")]
    fn intern_hashed(&mut self, text: &str, short: u32) -> Sym {
        let Interner { text: all, ends, table } = self;
        let same =
            |&(h, s): &(u32, u32)| h == short && &all[ends[s as usize] as usize..ends[s as usize + 1] as usize] == text;
        match table.entry(spread(short), same, |&(h, _)| spread(h)) {
            hashbrown::hash_table::Entry::Occupied(found) => Sym(found.get().1),
            hashbrown::hash_table::Entry::Vacant(place) => {
                let sym = ends.len() as u32 - 1;
                all.push_str(text);
                ends.push(u32::try_from(all.len()).expect("4 GiB of distinct strings"));
                place.insert((short, sym));
                Sym(sym)
            }
        }
    }
    /// Takes over another table's strings; the result is indexed by the other's symbols.
    pub fn absorb(&mut self, other: &Interner) -> Vec<Sym> {
        let mut map = vec![Sym(0); other.len()];
        for &(short, sym) in &other.table {
            map[sym as usize] = Sym(short)
        } // the hash, for the moment
        (0..other.len()).map(|i| self.intern_hashed(other.get(Sym(i as u32)), map[i].0)).collect()
    }
    /// How many strings.
    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Heap in bytes.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4 + self.table.allocation_size()
    }
}
