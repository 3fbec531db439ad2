//! A part of the original text, folded again, with the way back: which bytes each unit came from.
//! Storing this map would cost more than folding a page anew. A region is of one title or one body,
//! so it tells nothing of what stands beside it on a page.

use crate::bounds::Bounds;
use crate::error::said;
use crate::fold::table::FoldTable;
use crate::fold::{BREAK, Folder, State};
use crate::gram::Unit;
use crate::postings::DocCount;
use crate::reader::Missing;
use crate::{Error, Index, Result};
use std::ops::Range;

/// Units that an excerpt may show before its mark, and after it.
pub(crate) const CONTEXT: (u32, u32) = (24, 60);

/// Folded text with its sources.
#[derive(Clone, Debug, Default)]
pub(crate) struct Region {
    /// Original text.
    pub(crate) text: String,
    /// Where the first unit stands in the stream.
    pub(crate) start: u32,
    pub(crate) units: Vec<Unit>,
    /// For each unit the bytes of `text` that it came from.
    sources: Vec<Range<u32>>,
    /// Whether a block starts where the region does.
    pub(crate) at_block_start: bool,
    /// Whether the body ends where the region does.
    pub(crate) ended: bool,
}

impl Region {
    /// An empty region at a place of the stream where the fold is in this state.
    pub(crate) fn at(start: u32, state: State) -> Self {
        Self { start, at_block_start: state == State::START, ..Self::default() }
    }

    /// Folds a text of its own, such as a title.
    pub(crate) fn of_text(fold: &FoldTable, text: &str, start: u32) -> Self {
        let mut region = Self { ended: true, ..Self::at(start, State::START) };
        region.push(fold, State::START, text);
        region
    }

    /// Goes on with the text that follows.
    pub(crate) fn push(&mut self, fold: &FoldTable, state: State, text: &str) {
        let base = self.text.len();
        self.text.push_str(text);
        let (units, sources) = (&mut self.units, &mut self.sources);
        Folder::new(fold, state).fold(text, |item, source| {
            fold.push_folded(item, units);
            let source = (base + source.start) as u32..(base + source.end) as u32;
            sources.resize(units.len(), source);
        });
    }

    /// Where it ends in the stream.
    pub(crate) fn end(&self) -> u32 {
        self.start.saturating_add(self.units.len() as u32)
    }

    /// The bytes that a range of units came from.
    pub(crate) fn source(&self, units: Range<usize>) -> Option<Range<usize>> {
        let first = self.sources.get(units.start)?;
        let last = self.sources.get(units.end.checked_sub(1)?)?;
        Some(first.start as usize..(last.end as usize).max(first.start as usize))
    }

    /// The first place of the stream whose unit came from a byte or what follows it.
    #[cfg(feature = "language")]
    pub(crate) fn unit_at(&self, byte: usize) -> u32 {
        let unit = self.sources.partition_point(|source| (source.start as usize) < byte);
        self.start.saturating_add(unit as u32)
    }

    /// Where a query stands in the region, overlapping places too, as indices into `units`.
    pub(crate) fn places<'a>(&'a self, query: &'a [Unit]) -> impl Iterator<Item = usize> + 'a {
        self.units
            .windows(query.len().max(1))
            .enumerate()
            .filter(move |(_, window)| *window == query)
            .map(|(place, _)| place)
    }

    /// Whether the query stands at a position of the stream.
    pub(crate) fn has(&self, query: &[Unit], position: u32) -> bool {
        let place = position.checked_sub(self.start).map(|place| place as usize);
        place
            .and_then(|place| self.units.get(place..place.checked_add(query.len())?))
            .is_some_and(|window| window == query)
    }

    /// The bytes that a part of the stream came from, without the block ends at its ends: the same
    /// whatever the region holds beyond it.
    pub(crate) fn bytes_of(&self, units: &Range<u32>) -> Range<usize> {
        let index = |position: u32| position.saturating_sub(self.start) as usize;
        let source = self.source(index(units.start)..index(units.end)).unwrap_or(0..0);
        let text = self.text.get(source.clone()).unwrap_or_default();
        source.start..source.start + text.trim_end_matches(BREAK).len()
    }
}

/// The part of a body that an excerpt may show: the first occurrence, or the opening where the title
/// alone has one. `None` where the occurrence lies outside of the body.
pub(crate) fn shown_part(bounds: &Bounds, count: &DocCount, query: usize) -> Option<Range<u32>> {
    let body = bounds.body(count.doc);
    let place = body.start.checked_add(count.first)?;
    let length = if count.in_body == 0 { 0 } else { query as u32 };
    let end = place.checked_add(length).filter(|&end| end <= body.end)?;
    let start = place.saturating_sub(CONTEXT.0).max(body.start);
    Some(start..end.saturating_add(CONTEXT.1).min(body.end))
}

impl<D: AsRef<[u8]>> Index<D> {
    /// The region that covers a part of a document's body, or as much of it as there is text;
    /// `None`, and notes in `missing`, if pages of it are not here.
    pub(crate) fn region(
        &self,
        doc: u32,
        units: &Range<u32>,
        missing: &mut Missing,
    ) -> Result<Option<Region>> {
        let slots = match &self.bounds {
            Bounds::Slots(slots) => slots,
            #[cfg(feature = "compact")]
            Bounds::Ends(_) => {
                let absent =
                    || Error::invalid(said("there is no text of document ", doc.into(), ""));
                let compact = self.memory().ok_or_else(absent)?;
                return compact.region(&self.fold, units).map(Some).ok_or_else(absent);
            }
            #[cfg(not(feature = "compact"))]
            Bounds::Ends(_) => return Err(Error::invalid("there is no text")),
        };
        let body = self.bounds.body(doc);
        let Some(pages) = slots.body_pages(doc) else { return Ok(Some(Region::default())) };
        if pages.count == 1 {
            let Some((_, _, text)) = self.text_page(pages.first, missing)? else { return Ok(None) };
            let text = nth_body(&text, pages.skip).ok_or_else(|| no_body(doc))?;
            return Ok(Some(Region::of_text(&self.fold, text, body.start)));
        }
        let page_of =
            |unit: u32| (unit.saturating_sub(body.start) / pages.step).min(pages.count - 1);
        let (first, last) = (page_of(units.start), page_of(units.end.saturating_sub(1)));
        let region = self.parts(pages.first, body.start, pages.step, first..=last, missing)?;
        // What stands before a page's late start is on the page before.
        match region {
            Some(region) if region.start > units.start && first > 0 => {
                self.parts(pages.first, body.start, pages.step, first - 1..=last, missing)
            }
            region => Ok(region),
        }
    }

    /// The region on some of the pages of one body.
    fn parts(
        &self,
        first_page: u32,
        body: u32,
        step: u32,
        parts: std::ops::RangeInclusive<u32>,
        missing: &mut Missing,
    ) -> Result<Option<Region>> {
        let mut region: Option<Region> = None;
        let mut complete = true;
        for part in parts {
            let Some((state, late, text)) = self.text_page(first_page + part, missing)? else {
                complete = false;
                continue;
            };
            let start = body.saturating_add(part.saturating_mul(step)).saturating_add(late);
            let region = region.get_or_insert_with(|| Region::at(start, state));
            let end = text
                .strip_suffix(BREAK)
                .filter(|text| text.ends_with(BREAK) || (text.is_empty() && state == State::START));
            region.push(&self.fold, state, end.unwrap_or(&text));
            region.ended = end.is_some();
            if region.ended {
                break;
            }
        }
        Ok(region.filter(|_| complete))
    }
}

fn no_body(doc: u32) -> Error {
    Error::invalid(said("the page has no body of document ", doc.into(), "; rebuild the index"))
}

/// The body after so many others in a row, each ended by a block end where no block is.
fn nth_body(text: &str, skip: u32) -> Option<&str> {
    let (mut start, mut left, mut in_block) = (0, skip, false);
    for (at, c) in text.char_indices() {
        if c != BREAK || in_block {
            in_block = c != BREAK;
            continue;
        }
        if left == 0 {
            return text.get(start..at);
        }
        left -= 1;
        start = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::nth_body;

    #[test]
    fn bodies_in_a_row_are_told_apart() {
        let text = "a\0b\0\0\0c\0\0";
        assert_eq!([0, 1, 2].map(|n| nth_body(text, n)), [Some("a\0b\0"), Some(""), Some("c\0")]);
        assert_eq!((nth_body(text, 3), nth_body("", 0)), (None, None));
    }
}
