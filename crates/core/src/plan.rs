//! Where a query stands, by the gram index: which pages to read, what they prove, what is left to
//! verify. Exact always; the first step asks for at most two pages, all of them at once.
//!
//! A page found for the rest of the query from some offset yields every position that may be it: the
//! list of the longest indexed gram there, or, where the query ends first, all lists that continue
//! it. Lists of two offsets are intersected at their distance. What their grams leave uncovered is
//! looked up in further pages or in the text, whichever reads less.

use crate::bytes::sort_numbers;
use crate::format::Section;
use crate::gram::{KeyKind, MAX_GRAM, Unit};
use crate::postings::{DocCount, HEAD_DOCS, Head};
use crate::reader::Missing;
use crate::region::{Region, shown_part};
use crate::{Code, Error, Index, Result};
use std::ops::Range;

/// Candidates that are verified in the text at once rather than by further pages of GRAMS: the text of
/// ten is shown anyway, that of seven more takes as much as one such page, and it saves a round trip.
const VERIFY_IN_TEXT: usize = 24;
/// Documents whose text and records are asked for before it is known whether they are results.
const FORESEEN: usize = 12;
/// Positions of a gram that takes several pages, at least about.
const FREQUENT: u32 = 2048;
/// Pages that are asked for at once where more than the first two are needed.
const COVER_AT_ONCE: usize = 4;
/// Offsets of a query that are considered.
const MAX_OFFSETS: usize = 24;
/// Bytes of a page of GRAMS beside one of TEXT, for choosing between them.
const GRAM_PAGE_COST: usize = 4;
/// Positions that one search may read whatever the index claims, and more for each byte of it.
const MIN_WORK: u64 = 1 << 24;

/// What is known of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Every position, ascending.
    All(Vec<u32>),
    /// Totals and the best documents.
    Best(Head),
    /// Not yet anything: pages are missing.
    Nothing,
}

/// A place in the query whose page is known.
#[derive(Clone, Copy, Debug)]
struct Offset {
    at: usize,
    page: u32,
    /// Units that the page surely covers: up to here the router tells keys apart.
    reach: usize,
    /// How much its units narrow the stream down, as in [`Index::bits`].
    bits: u32,
}

/// Positions of the query that agree with what has been read, and which units that proves.
struct Candidates {
    positions: Vec<u32>,
    covered: Vec<bool>,
}

impl Candidates {
    fn uncovered(&self) -> usize {
        self.covered.iter().filter(|covered| !**covered).count()
    }

    /// Keeps what stands at `offset` too.
    fn intersect(&mut self, offset: usize, found: &[u32]) {
        self.positions.retain(|position| {
            position.checked_add(offset as u32).is_some_and(|p| found.binary_search(&p).is_ok())
        });
    }
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Finds a query of at least one unit; `enough` documents are wanted.
    pub(crate) fn locate(
        &self,
        query: &[Unit],
        enough: usize,
        missing: &mut Missing,
    ) -> Result<Found> {
        let Some(pages) = self.router_pages(KeyKind::Grams, query, missing)? else {
            // What ROUTES tells of the rest of the query is needed as well.
            self.offsets(query, missing)?;
            return Ok(Found::Nothing);
        };
        if query.len() <= MAX_GRAM && pages.len() > 1 {
            return if enough <= HEAD_DOCS && self.page_count(Section::Heads) > 0 {
                self.head_of(query, missing)
            } else {
                let all = self.all_lists(query, 0, pages, missing)?;
                Ok(all.map_or(Found::Nothing, |(positions, _)| Found::All(positions)))
            };
        }
        if query.len() == 1 {
            let all = self.all_lists(query, 0, pages, missing)?;
            return Ok(all.map_or(Found::Nothing, |(positions, _)| Found::All(positions)));
        }
        let Some(offsets) = self.offsets(query, missing)? else { return Ok(Found::Nothing) };
        let Some(mut candidates) = self.first_candidates(query, &offsets, missing)? else {
            return Ok(Found::Nothing);
        };
        if candidates.positions.is_empty() || candidates.uncovered() == 0 {
            return Ok(Found::All(candidates.positions));
        }
        if candidates.positions.len() > VERIFY_IN_TEXT
            && !self.cover(query, &offsets, &mut candidates, missing)?
        {
            return Ok(Found::Nothing);
        }
        if candidates.uncovered() > 0 {
            let likely = self.bounds.rank(&candidates.positions);
            if !self.verify(query, &mut candidates.positions, missing)? {
                self.foresee(query, &likely, enough, missing)?;
                return Ok(Found::Nothing);
            }
        }
        Ok(Found::All(candidates.positions))
    }

    fn head_of(&self, query: &[Unit], missing: &mut Missing) -> Result<Found> {
        let Some(pages) = self.router_pages(KeyKind::Heads, query, missing)? else {
            return Ok(Found::Nothing);
        };
        let Some(bytes) = self.page(Section::Heads, pages.start, missing)? else {
            return Ok(Found::Nothing);
        };
        let head = crate::postings::find_head(bytes, query, self.head.documents)?;
        head.map(Found::Best)
            .ok_or_else(|| Error::invalid("a gram on several pages has no head; rebuild the index"))
    }

    /// Positions of all lists that agree with the query from an offset on, and how many units from
    /// there they all prove; `None` while pages are missing.
    pub(crate) fn all_lists(
        &self,
        query: &[Unit],
        offset: usize,
        pages: Range<u32>,
        missing: &mut Missing,
    ) -> Result<Option<(Vec<u32>, usize)>> {
        let rest = query.get(offset..).unwrap_or(query);
        let (mut positions, mut reach) = (Vec::new(), rest.len());
        let limit = MIN_WORK + self.head.file_length() * 8;
        for page in pages {
            for list in self.lists(page, rest, missing)?.into_iter().flatten() {
                reach = reach.min(list.covered);
                positions.extend(list.positions);
            }
            if positions.len() as u64 > limit {
                return Err(Error::new(Code::Invalid, "a list is longer than the index can hold"));
            }
        }
        Ok(missing.is_empty().then(|| (ascending(positions), reach)))
    }

    /// How rare a unit is: quarters of bits by which it narrows the stream down.
    fn bits(&self, unit: Unit) -> u32 {
        let rank = usize::from(unit).wrapping_sub(1);
        // Halves of rare characters have no count of their own.
        let count = self.fold.data().chars.get(rank).map_or(1, |&(_, count)| count);
        self.bits_of_count(count)
    }

    fn bits_of_count(&self, count: u32) -> u32 {
        let share = u128::from(self.head.stream / count.max(1)).max(1);
        share.pow(4).ilog2()
    }

    /// The offsets from which one page decides, evenly chosen where there are many.
    /// `None` while pages that tell where they are found are missing.
    fn offsets(&self, query: &[Unit], missing: &mut Missing) -> Result<Option<Vec<Offset>>> {
        let last = query.len() - 1;
        let step = last.div_ceil(MAX_OFFSETS).max(1);
        let (mut offsets, mut complete) = (Vec::new(), true);
        let frequent = self.bits_of_count(FREQUENT);
        for at in (0..last).filter(|at| at % step == 0 || at + 1 == last) {
            let rest = query.get(at..).unwrap_or_default();
            let most = rest.len().min(MAX_GRAM);
            for length in 2..=most {
                let gram = rest.get(..length).unwrap_or(rest);
                let Some(pages) = self.router_pages(KeyKind::Grams, gram, missing)? else {
                    complete = false;
                    break;
                };
                if pages.len() == 1 {
                    // All but the last unit are a gram on several pages, so it is frequent.
                    let start = rest.get(..length - 1).unwrap_or_default();
                    let start: u32 = start.iter().map(|&unit| self.bits(unit)).sum();
                    let start = if length > 2 { start.min(frequent) } else { start };
                    let end = rest.get(length - 1).map_or(0, |&unit| self.bits(unit));
                    let page = pages.start;
                    offsets.push(Offset { at, page, reach: at + length, bits: start + end });
                    break;
                }
            }
        }
        Ok(complete.then_some(offsets))
    }

    /// Reads one or two pages that together cover most and are rarest.
    fn first_candidates(
        &self,
        query: &[Unit],
        offsets: &[Offset],
        missing: &mut Missing,
    ) -> Result<Option<Candidates>> {
        let bits: Vec<u32> = query.iter().map(|&unit| self.bits(unit)).collect();
        let chosen = best_pair(&bits, offsets);
        let mut candidates: Option<Candidates> = None;
        let mut complete = true;
        for offset in chosen {
            match &mut candidates {
                None => match self.read_offset(query, offset, missing)? {
                    Some(first) => candidates = Some(first),
                    None => complete = false,
                },
                Some(candidates) => complete &= self.refine(query, offset, candidates, missing)?,
            }
        }
        if candidates.is_none() && complete {
            // No offset is decided by one page: every gram of the query is among the most frequent.
            // The whole query cut to the longest gram has the fewest positions.
            let gram = query.get(..query.len().min(MAX_GRAM)).unwrap_or(query);
            let Some(pages) = self.router_pages(KeyKind::Grams, gram, missing)? else {
                return Ok(None);
            };
            let Some((positions, _)) = self.all_lists(gram, 0, pages, missing)? else {
                return Ok(None);
            };
            let mut covered = vec![false; query.len()];
            covered.iter_mut().take(gram.len()).for_each(|covered| *covered = true);
            return Ok(Some(Candidates { positions, covered }));
        }
        Ok(candidates.filter(|_| complete))
    }

    /// Positions of the query that agree with one page; `None` if it is missing.
    fn read_offset(
        &self,
        query: &[Unit],
        offset: Offset,
        missing: &mut Missing,
    ) -> Result<Option<Candidates>> {
        let rest = query.get(offset.at..).unwrap_or_default();
        let Some(lists) = self.lists(offset.page, rest, missing)? else { return Ok(None) };
        let reach = lists.iter().map(|list| list.covered).min().unwrap_or(rest.len());
        let mut covered = vec![false; query.len()];
        covered.iter_mut().skip(offset.at).take(reach).for_each(|covered| *covered = true);
        let several = lists.len() > 1;
        let positions = lists
            .into_iter()
            .flat_map(|list| list.positions)
            .filter_map(|position| position.checked_sub(offset.at as u32))
            .collect();
        let positions = if several { ascending(positions) } else { positions };
        Ok(Some(Candidates { positions, covered }))
    }

    fn refine(
        &self,
        query: &[Unit],
        offset: Offset,
        candidates: &mut Candidates,
        missing: &mut Missing,
    ) -> Result<bool> {
        let Some(more) = self.read_offset(query, offset, missing)? else { return Ok(false) };
        candidates.intersect(0, &more.positions);
        candidates.covered.iter_mut().zip(more.covered).for_each(|(a, b)| *a |= b);
        Ok(true)
    }

    /// Reads further pages for units that are not covered yet, as long as there are more candidates
    /// than the text is asked for; false while pages are missing.
    fn cover(
        &self,
        query: &[Unit],
        offsets: &[Offset],
        candidates: &mut Candidates,
        missing: &mut Missing,
    ) -> Result<bool> {
        let mut left: Vec<Offset> = offsets.to_vec();
        while candidates.uncovered() > 0 && candidates.positions.len() > VERIFY_IN_TEXT {
            let chosen = self.cover_pages(query, &mut left, &candidates.covered);
            if chosen.is_empty() {
                break;
            }
            let mut complete = true;
            for offset in chosen {
                complete &= self.refine(query, offset, candidates, missing)?;
            }
            if !complete {
                return Ok(false);
            }
        }
        if candidates.uncovered() == 0 || candidates.positions.len() <= VERIFY_IN_TEXT {
            return Ok(true);
        }
        self.cover_end(query, candidates, missing)
    }

    /// Takes from `left` the next offsets to read: each covers most of what those before it leave.
    fn cover_pages(&self, query: &[Unit], left: &mut Vec<Offset>, covered: &[bool]) -> Vec<Offset> {
        let mut covered = covered.to_vec();
        let mut chosen = Vec::new();
        while chosen.len() < COVER_AT_ONCE {
            let gain = |offset: &Offset| -> u32 {
                let units = query.iter().zip(&covered).take(offset.reach).skip(offset.at);
                units.filter(|(_, covered)| !**covered).map(|(&unit, _)| 1 + self.bits(unit)).sum()
            };
            let best = (0..left.len()).max_by_key(|&i| left.get(i).map_or(0, gain));
            let Some(best) = best.filter(|&i| left.get(i).map_or(0, gain) > 0) else { break };
            let offset = left.swap_remove(best);
            covered.iter_mut().take(offset.reach).skip(offset.at).for_each(|c| *c = true);
            chosen.push(offset);
        }
        chosen
    }

    /// The end of a query may be a gram on many pages; they are read where that is less than the
    /// text of all candidates.
    fn cover_end(
        &self,
        query: &[Unit],
        candidates: &mut Candidates,
        missing: &mut Missing,
    ) -> Result<bool> {
        let Some(first) = candidates.covered.iter().position(|covered| !covered) else {
            return Ok(true);
        };
        let offset = first.saturating_sub(1).min(query.len().saturating_sub(2));
        let rest = query.get(offset..).unwrap_or_default();
        let Some(pages) = self.router_pages(KeyKind::Grams, rest, missing)? else {
            return Ok(false);
        };
        let count = pages.len();
        if rest.len() > MAX_GRAM || count * GRAM_PAGE_COST > candidates.positions.len() {
            return Ok(true);
        }
        let Some((positions, reach)) = self.all_lists(query, offset, pages, missing)? else {
            return Ok(false);
        };
        candidates.intersect(offset, &positions);
        // The rest may go on beyond a gram that is indexed whole: then only that much is proven.
        let proven = candidates.covered.iter_mut().skip(offset).take(reach);
        proven.for_each(|covered| *covered = true);
        Ok(true)
    }

    /// Keeps the positions where the query really stands, by the text; false if some is missing.
    fn verify(
        &self,
        query: &[Unit],
        positions: &mut Vec<u32>,
        missing: &mut Missing,
    ) -> Result<bool> {
        let mut kept = Vec::with_capacity(positions.len());
        let mut region: Option<Region> = None;
        for &position in positions.iter() {
            let Some(end) = position.checked_add(query.len() as u32) else { continue };
            let here = region.as_ref().filter(|r| r.start <= position && end <= r.end());
            if here.is_none() {
                region = self.region_at(position..end, missing)?;
            }
            if region.as_ref().is_some_and(|region| region.has(query, position)) {
                kept.push(position);
            }
        }
        *positions = kept;
        Ok(missing.is_empty())
    }

    /// Notes what showing these documents will need, most of which are results: so that it comes in
    /// one round with the text that verifies them.
    fn foresee(
        &self,
        query: &[Unit],
        likely: &[DocCount],
        enough: usize,
        missing: &mut Missing,
    ) -> Result<()> {
        for count in likely.iter().take(enough.min(FORESEEN)) {
            self.record(count.doc, missing)?;
            let shown = shown_part(&self.bounds, count, query.len());
            if let Some(shown) = shown.filter(|shown| !shown.is_empty()) {
                self.region(count.doc, &shown, missing)?;
            }
        }
        Ok(())
    }

    /// The text around a position, whether it is in a title or in a body; `None` where it is missing,
    /// and where the part is not of one text.
    pub(crate) fn region_at(
        &self,
        units: Range<u32>,
        missing: &mut Missing,
    ) -> Result<Option<Region>> {
        let Some(doc) = self.bounds.doc_at(units.start) else { return Ok(None) };
        if units.start >= self.bounds.titles_end() {
            let inside = units.end <= self.bounds.body(doc).end;
            return if inside { self.region(doc, &units, missing) } else { Ok(None) };
        }
        let record = self.record(doc, missing)?;
        let start = self.bounds.title(doc).start;
        Ok(record.map(|record| Region::of_text(&self.fold, &record.title, start)))
    }
}

/// Each position once, in order.
fn ascending(positions: Vec<u32>) -> Vec<u32> {
    let mut numbers: Vec<u64> = positions.into_iter().map(u64::from).collect();
    sort_numbers(&mut numbers);
    numbers.dedup();
    numbers.into_iter().map(|number| number as u32).collect()
}

/// The offset that covers everything, or the pair that does, or the pair whose units, `bits` for each
/// unit of the query, are rarest.
fn best_pair(bits: &[u32], offsets: &[Offset]) -> Vec<Offset> {
    let length = bits.len();
    if let Some(&whole) = offsets.iter().find(|offset| offset.at == 0 && offset.reach == length) {
        return vec![whole];
    }
    let pairs = offsets.iter().enumerate().flat_map(|(i, &a)| {
        offsets.iter().skip(i + 1).map(move |&b| {
            let shared = bits.get(b.at..a.reach).unwrap_or_default();
            let covered = (a.reach - a.at) + (b.reach - b.at) - shared.len();
            let rare = (a.bits + b.bits).saturating_sub(shared.iter().sum());
            // Two offsets on one page cost one request, so they win over others as good.
            (covered == length, rare, a.page == b.page, a, b)
        })
    });
    let best = pairs.max_by_key(|&(whole, rare, same, ..)| (whole, rare, same));
    best.map_or_else(|| offsets.first().copied().into_iter().collect(), |(.., a, b)| vec![a, b])
}
