//! Positions of the folded stream -> pages of GRAMS and HEADS, and the router over both.
//!
//! Every position is in exactly one list. A list that would not fit a page is replaced by those of
//! its grams one character longer, and at [`MAX_GRAM`] by pieces of itself. What was known of the
//! longer list as a whole becomes a head, so that a short query need not read all pieces.

use crate::bounds::Bounds;
use crate::gram::{BREAK_UNIT, KeyKind, MAX_GRAM, Unit, cut_key, separator};
use crate::postings::{Entry, HEAD_DOCS, Head, HeadEntry, MAX_LIST, PageBuilder, PositionList};
use crate::{Error, Result};
use std::collections::BTreeMap;

/// Bytes of a page of GRAMS or HEADS, at most.
const PAGE_BYTES: usize = 4096;
/// Bits of a list that is not split, at most; leaves room for its key in a page.
const LIST_BITS: u64 = (PAGE_BYTES as u64 - 64) * 8;

/// Pages and the keys that part them.
#[derive(Debug, Default)]
pub(super) struct Pages {
    pub(super) pages: Vec<Vec<u8>>,
    separators: Vec<Vec<Unit>>,
}

impl Pages {
    /// Whether the entries whose keys continue a gram are on more than one page.
    fn part(&self, gram: &[Unit]) -> bool {
        let index = self.separators.partition_point(|separator| separator.as_slice() <= gram);
        self.separators.get(index).is_some_and(|separator| separator.starts_with(gram))
    }
}

/// Fills pages with ascending entries.
#[derive(Debug)]
struct Packer {
    builder: PageBuilder,
    done: Pages,
    last: Vec<Unit>,
}

impl Packer {
    fn new() -> Self {
        Self { builder: PageBuilder::new(PAGE_BYTES), done: Pages::default(), last: Vec::new() }
    }

    fn add(&mut self, key: &[Unit], entry: &impl Entry) {
        if !self.builder.add(key, entry) {
            self.done.pages.push(self.builder.finish());
            self.done.separators.push(separator(&self.last, key).to_vec());
            self.builder.add(key, entry);
        }
        self.last.clear();
        self.last.extend_from_slice(key);
    }

    fn finish(mut self) -> Pages {
        if !self.builder.is_empty() {
            self.done.pages.push(self.builder.finish());
        }
        self.done
    }
}

/// Splits the stream's positions into lists.
pub(super) struct Splitter<'a> {
    stream: &'a [Unit],
    bounds: &'a Bounds,
    with_heads: bool,
    lists: Packer,
    heads: BTreeMap<Vec<Unit>, Head>,
}

/// GRAMS, HEADS and ROUTER.
#[derive(Debug)]
pub(super) struct GramSections {
    pub(super) grams: Vec<Vec<u8>>,
    pub(super) heads: Vec<Vec<u8>>,
    pub(super) router: Vec<u8>,
}

impl<'a> Splitter<'a> {
    pub(super) fn new(stream: &'a [Unit], bounds: &'a Bounds, with_heads: bool) -> Self {
        Self { stream, bounds, with_heads, lists: Packer::new(), heads: BTreeMap::new() }
    }

    /// Runs over all positions; `progress` gets thousandths.
    pub(super) fn run(mut self, progress: &mut dyn FnMut(u32)) -> Result<GramSections> {
        let by_unit = self.by_first_unit();
        let mut done = 0;
        for (unit, positions) in by_unit.iter().enumerate().skip(1) {
            if !positions.is_empty() {
                self.split(&mut vec![unit as Unit], positions);
                done += positions.len();
                progress((done as u64 * 1000 / self.stream.len() as u64) as u32);
            }
        }
        let mut heads = Packer::new();
        let documents = self.bounds.documents();
        let grams = self.lists.finish();
        // A gram whose lists share a page is answered by that page.
        for (gram, head) in self.heads.iter().filter(|(gram, _)| grams.part(gram)) {
            heads.add(gram, &HeadEntry { head, documents });
        }
        let heads = heads.finish();
        let router = router(&[(KeyKind::Heads, &heads), (KeyKind::Grams, &grams)])?;
        Ok(GramSections { grams: grams.pages, heads: heads.pages, router })
    }

    fn by_first_unit(&self) -> Vec<Vec<u32>> {
        let mut counts = vec![0; 0x1_0000];
        for &unit in self.stream {
            counts[usize::from(unit)] += 1;
        }
        let mut lists: Vec<Vec<u32>> = counts.into_iter().map(Vec::with_capacity).collect();
        for (position, &unit) in (0..).zip(self.stream) {
            if unit != BREAK_UNIT {
                lists[usize::from(unit)].push(position);
            }
        }
        lists
    }

    fn unit_at(&self, position: u32, offset: usize) -> Unit {
        self.stream.get(position as usize + offset).copied().unwrap_or(BREAK_UNIT)
    }

    /// Stores all occurrences of a gram, given in ascending order.
    fn split(&mut self, gram: &mut Vec<Unit>, positions: &[u32]) {
        if gram.len() >= 2 && self.fits(positions) {
            self.store(gram, positions);
            return;
        }
        if self.with_heads {
            self.note_head(gram, positions);
        }
        if gram.len() == MAX_GRAM || gram.last() == Some(&BREAK_UNIT) {
            let mut whole = gram.clone();
            whole.resize(MAX_GRAM, BREAK_UNIT);
            for piece in self.pieces(positions) {
                self.store(&cut_key(&whole, piece[0]), piece);
            }
            return;
        }
        // The unit that follows in the high half, the position in the low half.
        let mut keyed: Vec<u64> = positions
            .iter()
            .map(|&position| {
                u64::from(self.unit_at(position, gram.len())) << 32 | u64::from(position)
            })
            .collect();
        keyed.sort_unstable();
        for group in keyed.chunk_by(|a, b| a >> 32 == b >> 32) {
            let positions: Vec<u32> = group.iter().map(|&key| key as u32).collect();
            gram.push((group[0] >> 32) as Unit);
            self.split(gram, &positions);
            gram.pop();
        }
    }

    fn fits(&self, positions: &[u32]) -> bool {
        positions.len() <= MAX_LIST && self.bits(positions) <= LIST_BITS
    }

    fn bits(&self, positions: &[u32]) -> u64 {
        let mut out = crate::bits::BitWriter::new();
        PositionList { positions, stream: self.stream.len() as u32 }.write(&mut out);
        out.bit_length()
    }

    fn pieces<'p>(&self, positions: &'p [u32]) -> Vec<&'p [u32]> {
        if self.fits(positions) {
            return vec![positions];
        }
        let (left, right) = positions.split_at(positions.len() / 2);
        let mut pieces = self.pieces(left);
        pieces.extend(self.pieces(right));
        pieces
    }

    fn store(&mut self, key: &[Unit], positions: &[u32]) {
        let list = PositionList { positions, stream: self.stream.len() as u32 };
        self.lists.add(key, &list);
    }

    fn note_head(&mut self, gram: &[Unit], positions: &[u32]) {
        let mut best = self.bounds.rank(positions);
        let documents = best.len() as u32;
        best.truncate(HEAD_DOCS);
        let head = Head { occurrences: positions.len() as u32, documents, best };
        self.heads.insert(gram.to_vec(), head);
    }
}

fn router(sections: &[(KeyKind, &Pages)]) -> Result<Vec<u8>> {
    let failed = |error: fst::Error| Error::invalid(format!("the router cannot be built: {error}"));
    let mut router = fst::MapBuilder::memory();
    for &(kind, section) in sections {
        for (page, separator) in (0..).zip(&section.separators) {
            router.insert(kind.router_key(separator), page).map_err(failed)?;
        }
        if let Some(last) = section.pages.len().checked_sub(1) {
            router.insert(kind.last_key(), last as u64).map_err(failed)?;
        }
    }
    router.into_inner().map_err(failed)
}
