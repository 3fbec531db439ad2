//! Positions of the folded stream -> pages of GRAMS and HEADS.
//!
//! Every position is in exactly one list. A list that would not fit a page is replaced by those of
//! its grams one character longer, and at [`MAX_GRAM`] by pieces of itself. What was known of the
//! longer list as a whole becomes a head, so that a short query need not read all pieces.

use super::pages::Pages;
use super::scratch::Scratch;
use super::stream::Stream;
use crate::Result;
use crate::bounds::Bounds;
use crate::gram::{BREAK_UNIT, MAX_GRAM, Unit, cut_key, separator};
use crate::postings::{Entry, HEAD_DOCS, Head, HeadEntry, MAX_LIST, PageBuilder, PositionList};
use std::collections::BTreeMap;

/// Bytes of a page of GRAMS or HEADS, at most.
const PAGE_BYTES: usize = 4096;
/// Bits of a list that is not split, at most; leaves room for its key in a page.
const LIST_BITS: u64 = (PAGE_BYTES as u64 - 64) * 8;

/// Fills pages with ascending entries.
#[derive(Debug)]
struct Packer {
    builder: PageBuilder,
    pages: Pages,
    last: Vec<Unit>,
}

impl Packer {
    fn new(scratch: &dyn Scratch) -> Result<Self> {
        let (builder, pages) = (PageBuilder::new(PAGE_BYTES), Pages::new(scratch)?);
        Ok(Self { builder, pages, last: Vec::new() })
    }

    fn add(&mut self, key: &[Unit], entry: &impl Entry) -> Result<()> {
        if !self.builder.add(key, entry) {
            self.pages.push(&self.builder.finish())?;
            self.pages.keys.push(separator(&self.last, key).to_vec());
            self.builder.add(key, entry);
        }
        self.last.clear();
        self.last.extend_from_slice(key);
        Ok(())
    }

    fn finish(mut self) -> Result<Pages> {
        if !self.builder.is_empty() {
            self.pages.push(&self.builder.finish())?;
        }
        self.pages.contents.seal()?;
        Ok(self.pages)
    }
}

/// Splits the stream's positions into lists.
pub(super) struct Splitter<'a> {
    stream: &'a Stream,
    bounds: &'a Bounds,
    with_heads: bool,
    lists: Packer,
    heads: BTreeMap<Vec<Unit>, Head>,
}

/// GRAMS and HEADS.
#[derive(Debug)]
pub(super) struct GramSections {
    pub(super) grams: Pages,
    pub(super) heads: Pages,
}

impl<'a> Splitter<'a> {
    pub(super) fn new(
        stream: &'a Stream,
        bounds: &'a Bounds,
        with_heads: bool,
        scratch: &dyn Scratch,
    ) -> Result<Self> {
        let lists = Packer::new(scratch)?;
        Ok(Self { stream, bounds, with_heads, lists, heads: BTreeMap::new() })
    }

    /// Runs over all positions, about `at_once` of them in memory at a time; `progress` gets
    /// thousandths.
    pub(super) fn run(
        mut self,
        scratch: &dyn Scratch,
        at_once: u64,
        progress: &mut dyn FnMut(u32),
    ) -> Result<GramSections> {
        let counts = self.unit_counts()?;
        let (mut first, mut done) = (1, 0);
        while first < counts.len() {
            let mut end = first;
            let mut positions = 0;
            while end < counts.len() && (end == first || positions + counts[end] <= at_once) {
                positions += counts[end];
                end += 1;
            }
            for (unit, list) in (first..).zip(self.positions_of(first..end, &counts)?) {
                if !list.is_empty() {
                    self.split(&mut vec![unit as Unit], &list)?;
                    done += list.len() as u64;
                    progress((done * 1000 / u64::from(self.stream.len())) as u32);
                }
            }
            first = end;
        }
        let mut heads = Packer::new(scratch)?;
        let documents = self.bounds.documents();
        let grams = self.lists.finish()?;
        // A gram whose lists share a page is answered by that page.
        for (gram, head) in self.heads.iter().filter(|(gram, _)| grams.part(gram)) {
            heads.add(gram, &HeadEntry { head, documents })?;
        }
        Ok(GramSections { grams, heads: heads.finish()? })
    }

    fn unit_counts(&self) -> Result<Vec<u64>> {
        let mut counts = vec![0; 0x1_0000];
        self.stream.each(|_, units| {
            units.iter().for_each(|&unit| counts[usize::from(unit)] += 1);
        })?;
        Ok(counts)
    }

    /// Where units of a range stand, in one pass over the stream.
    fn positions_of(&self, range: std::ops::Range<usize>, counts: &[u64]) -> Result<Vec<Vec<u32>>> {
        let sizes = counts[range.clone()].iter();
        let mut lists: Vec<Vec<u32>> =
            sizes.map(|&count| Vec::with_capacity(count as usize)).collect();
        self.stream.each(|start, units| {
            for (position, &unit) in (start..).zip(units) {
                if range.contains(&usize::from(unit)) {
                    lists[usize::from(unit) - range.start].push(position);
                }
            }
        })?;
        Ok(lists)
    }

    /// Stores all occurrences of a gram, given in ascending order.
    fn split(&mut self, gram: &mut Vec<Unit>, positions: &[u32]) -> Result<()> {
        if gram.len() >= 2 && self.fits(positions) {
            return self.store(gram, positions);
        }
        if self.with_heads {
            self.note_head(gram, positions);
        }
        if gram.len() == MAX_GRAM || gram.last() == Some(&BREAK_UNIT) {
            let mut whole = gram.clone();
            whole.resize(MAX_GRAM, BREAK_UNIT);
            for piece in self.pieces(positions) {
                self.store(&cut_key(&whole, piece[0]), piece)?;
            }
            return Ok(());
        }
        // The unit that follows in the high half, the position in the low half.
        let mut keyed = Vec::with_capacity(positions.len());
        for &position in positions {
            let next = self.stream.unit(position.saturating_add(gram.len() as u32))?;
            keyed.push(u64::from(next) << 32 | u64::from(position));
        }
        keyed.sort_unstable();
        for group in keyed.chunk_by(|a, b| a >> 32 == b >> 32) {
            let positions: Vec<u32> = group.iter().map(|&key| key as u32).collect();
            gram.push((group[0] >> 32) as Unit);
            self.split(gram, &positions)?;
            gram.pop();
        }
        Ok(())
    }

    fn fits(&self, positions: &[u32]) -> bool {
        positions.len() <= MAX_LIST && self.bits(positions) <= LIST_BITS
    }

    fn bits(&self, positions: &[u32]) -> u64 {
        let mut out = crate::bits::BitWriter::new();
        PositionList { positions, stream: self.stream.len() }.write(&mut out);
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

    fn store(&mut self, key: &[Unit], positions: &[u32]) -> Result<()> {
        let list = PositionList { positions, stream: self.stream.len() };
        self.lists.add(key, &list)
    }

    fn note_head(&mut self, gram: &[Unit], positions: &[u32]) {
        let mut best = self.bounds.rank(positions);
        let documents = best.len() as u32;
        best.truncate(HEAD_DOCS);
        let head = Head { occurrences: positions.len() as u32, documents, best };
        self.heads.insert(gram.to_vec(), head);
    }
}
