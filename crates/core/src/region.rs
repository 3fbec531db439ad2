//! A part of the original text, folded again, with the way back: which bytes each unit came from.
//! Storing this map would cost more than folding a page anew.

use crate::fold::table::FoldTable;
use crate::fold::{BREAK, Folder, State};
use crate::gram::Unit;
use crate::reader::Missing;
use crate::{Index, Result};
use std::ops::Range;

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
}

impl Region {
    /// Folds a text of its own, such as a title.
    pub(crate) fn of_text(fold: &FoldTable, text: &str, start: u32) -> Self {
        let mut region = Self { start, ..Self::default() };
        region.push(fold, State::START, text);
        region
    }

    fn push(&mut self, fold: &FoldTable, state: State, text: &str) {
        let base = self.text.len();
        self.text.push_str(text);
        let (units, sources) = (&mut self.units, &mut self.sources);
        Folder::new(fold, state).fold(text, |item, source| {
            fold.push_folded(item, units);
            let source = (base + source.start) as u32..(base + source.end) as u32;
            sources.resize(units.len(), source);
        });
    }

    /// The bytes that a range of units came from.
    pub(crate) fn source(&self, units: Range<usize>) -> Option<Range<usize>> {
        let first = self.sources.get(units.start)?;
        let last = self.sources.get(units.end.checked_sub(1)?)?;
        Some(first.start as usize..(last.end as usize).max(first.start as usize))
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

impl<D: AsRef<[u8]>> Index<D> {
    /// The region that covers a part of the stream; `None`, and notes in `missing`, if pages of it
    /// are not here.
    pub(crate) fn region(
        &self,
        units: &Range<u32>,
        missing: &mut Missing,
    ) -> Result<Option<Region>> {
        let mut region: Option<Region> = None;
        let mut complete = true;
        for piece in self.text_pieces(units) {
            match self.text_piece(piece, missing)? {
                Some((start, state, text)) => {
                    let region =
                        region.get_or_insert_with(|| Region { start, ..Region::default() });
                    region.push(&self.fold, state, &text);
                }
                None => complete = false,
            }
        }
        Ok(region.filter(|_| complete))
    }
}
