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
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Bytes of a page of GRAMS or HEADS, at most.
const PAGE_BYTES: usize = 4096;
/// Bits of a list that is not split, at most; leaves room for its key in a page.
const LIST_BITS: u64 = (PAGE_BYTES as u64 - 64) * 8;

/// Positions of a gram that takes several pages, about.
const FREQUENT: u64 = 5000;
/// Positions that are not worth deciding by lists: their text is read.
const DECIDED: usize = 48;
/// A list is split where more than this part of it goes on with a frequent gram.
const UNDECIDED_SHARE: usize = 4;

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
    /// Grams that take several pages.
    frequent: BTreeSet<Vec<Unit>>,
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
        let (frequent, heads) = (BTreeSet::new(), BTreeMap::new());
        Ok(Self { stream, bounds, with_heads, frequent, lists, heads })
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
        let many: Vec<u64> =
            counts.iter().map(|&count| if count < FREQUENT { 0 } else { count }).collect();
        self.each_unit(&many, at_once, |splitter, unit, positions| {
            splitter.note_frequent(&mut vec![unit], positions)
        })?;
        let (total, mut done) = (u64::from(self.stream.len()), 0);
        self.each_unit(&counts, at_once, |splitter, unit, positions| {
            splitter.split(&mut vec![unit], positions)?;
            done += positions.len() as u64;
            progress((done * 1000 / total) as u32);
            Ok(())
        })?;
        let mut heads = Packer::new(scratch)?;
        let documents = self.bounds.documents();
        let grams = self.lists.finish()?;
        // A gram whose lists share a page is answered by that page.
        for (gram, head) in self.heads.iter().filter(|(gram, _)| grams.part(gram)) {
            heads.add(gram, &HeadEntry { head, documents })?;
        }
        Ok(GramSections { grams, heads: heads.finish()? })
    }

    /// Visits all units that occur, in order, each with its positions; `counts` says how many it has.
    fn each_unit(
        &mut self,
        counts: &[u64],
        at_once: u64,
        mut visit: impl FnMut(&mut Self, Unit, &[u32]) -> Result<()>,
    ) -> Result<()> {
        let mut first = 1;
        while first < counts.len() {
            let (mut end, mut positions) = (first, 0);
            while end < counts.len() && (positions == 0 || positions + counts[end] <= at_once) {
                positions += counts[end];
                end += 1;
            }
            for (unit, list) in (first..).zip(self.positions_of(first..end, counts)?) {
                if !list.is_empty() {
                    visit(self, unit as Unit, &list)?;
                }
            }
            first = end;
        }
        Ok(())
    }

    /// Notes this gram and all that continue it, as far as they take several pages.
    fn note_frequent(&mut self, gram: &mut Vec<Unit>, positions: &[u32]) -> Result<()> {
        self.frequent.insert(gram.clone());
        if gram.len() == MAX_GRAM || gram.last() == Some(&BREAK_UNIT) {
            return Ok(());
        }
        for (next, positions) in self.by_next_unit(gram.len(), positions)? {
            if positions.len() as u64 >= FREQUENT {
                gram.push(next);
                self.note_frequent(gram, &positions)?;
                gram.pop();
            }
        }
        Ok(())
    }

    fn unit_counts(&self) -> Result<Vec<u64>> {
        let mut counts = vec![0; 0x1_0000];
        self.stream.each(|_, units| {
            units.iter().for_each(|&unit| counts[usize::from(unit)] += 1);
        })?;
        Ok(counts)
    }

    /// Where units of a range stand, in one pass over the stream; nothing for a unit without a count.
    fn positions_of(&self, range: Range<usize>, counts: &[u64]) -> Result<Vec<Vec<u32>>> {
        let wanted = &counts[range.clone()];
        let mut lists: Vec<Vec<u32>> =
            wanted.iter().map(|&count| Vec::with_capacity(count as usize)).collect();
        self.stream.each(|start, units| {
            for (position, &unit) in (start..).zip(units) {
                let place = usize::from(unit).wrapping_sub(range.start);
                if wanted.get(place).is_some_and(|&count| count > 0) {
                    lists[place].push(position);
                }
            }
        })?;
        Ok(lists)
    }

    /// Positions by the unit that stands so far behind each.
    fn by_next_unit(&self, distance: usize, positions: &[u32]) -> Result<Vec<(Unit, Vec<u32>)>> {
        // The unit in the high half, the position in the low half.
        let mut keyed = Vec::with_capacity(positions.len());
        for &position in positions {
            let next = self.stream.unit(position.saturating_add(distance as u32))?;
            keyed.push(u64::from(next) << 32 | u64::from(position));
        }
        keyed.sort_unstable();
        let groups = keyed.chunk_by(|a, b| a >> 32 == b >> 32);
        Ok(groups
            .map(|group| ((group[0] >> 32) as Unit, group.iter().map(|&key| key as u32).collect()))
            .collect())
    }

    /// Stores all occurrences of a gram, given in ascending order.
    fn split(&mut self, gram: &mut Vec<Unit>, positions: &[u32]) -> Result<()> {
        let fits = gram.len() >= 2 && self.fits(positions);
        if fits && (positions.len() < DECIDED || gram.len() == MAX_GRAM) {
            return self.store(gram, positions);
        }
        if gram.len() == MAX_GRAM || gram.last() == Some(&BREAK_UNIT) {
            if fits {
                return self.store(gram, positions);
            }
            self.note_head(gram, positions);
            let mut whole = gram.clone();
            whole.resize(MAX_GRAM, BREAK_UNIT);
            for piece in self.pieces(positions) {
                self.store(&cut_key(&whole, piece[0]), piece)?;
            }
            return Ok(());
        }
        let groups = self.by_next_unit(gram.len(), positions)?;
        if fits && !self.is_undecided(gram, &groups, positions.len()) {
            return self.store(gram, positions);
        }
        self.note_head(gram, positions);
        for (next, positions) in groups {
            gram.push(next);
            self.split(gram, &positions)?;
            gram.pop();
        }
        Ok(())
    }

    /// Whether many of a gram's positions go on in a way that no single page tells: the list does
    /// not, for it is of the gram alone, nor do the lists of what follows, which are on many pages.
    fn is_undecided(&self, gram: &[Unit], groups: &[(Unit, Vec<u32>)], positions: usize) -> bool {
        let mut end = gram.get(1..).unwrap_or_default().to_vec();
        let mut undecided = 0;
        for (next, group) in groups {
            end.push(*next);
            if self.frequent.contains(&end) {
                undecided += group.len();
            }
            end.pop();
        }
        undecided * UNDECIDED_SHARE > positions
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
        if !self.with_heads {
            return;
        }
        let mut best = self.bounds.rank(positions);
        let documents = best.len() as u32;
        best.truncate(HEAD_DOCS);
        // The rest was as many documents as hold the gram.
        best.shrink_to_fit();
        let head = Head { occurrences: positions.len() as u32, documents, best };
        self.heads.insert(gram.to_vec(), head);
    }
}
