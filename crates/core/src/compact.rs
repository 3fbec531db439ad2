//! The compact layout in memory: all text decoded, the whole folded stream, and places from which
//! folding can start, so that what is above need not know in which way an index is stored.

use crate::bounds::{Bounds, Ends};
use crate::cuts::Whole;
use crate::fold::table::FoldTable;
use crate::fold::{BREAK, Mapping, State};
use crate::format::Head;
use crate::gram::{BREAK_UNIT, Unit};
use crate::pinyin::coder::Decoder;
use crate::record::Record;
use crate::region::Region;
use crate::text::stream::{decompress, from_dense};
use crate::{Error, Result};
use std::ops::Range;

/// Characters of a piece of text, which is folded again for an excerpt.
const PIECE_CHARS: usize = 1024;

/// Everything of a compact index.
#[derive(Debug, Default)]
pub(crate) struct Compact {
    pub(crate) records: Vec<Record>,
    pub(crate) units: Vec<Unit>,
    pub(crate) bounds: Bounds,
    /// For each unit whether a word begins there, or anything that is no word.
    pub(crate) begins: Vec<bool>,
    pieces: Vec<Piece>,
    bodies: String,
}

/// A piece of one body, from which on it can be folded.
#[derive(Debug)]
struct Piece {
    /// Where it starts in the stream.
    start: u32,
    /// Its bytes in the text of all bodies.
    bytes: Range<usize>,
    state: State,
    /// Whether the body ends with it.
    last: bool,
}

fn broken() -> Error {
    Error::invalid("the documents of the compact layout contradict the head; rebuild the index")
}

impl Compact {
    /// Decodes both streams and folds everything.
    pub(crate) fn read(docs: &[u8], text: &[u8], fold: &FoldTable, head: &Head) -> Result<Self> {
        let alphabet = FoldTable::alphabet(fold.data());
        let (bodies, ends) = read_bodies(&from_dense(&decompress(text)?, &alphabet)?)?;
        let docs = String::from_utf8(decompress(docs)?).map_err(|_| broken())?;
        let records = Record::read_all(&docs)?;
        if records.len() as u64 != u64::from(head.documents) || ends.len() != records.len() {
            return Err(broken());
        }
        let mut compact = Self { records, ..Self::default() };
        let mut titles = Vec::new();
        for record in &compact.records {
            fold.fold_units(State::START, &record.title, &mut compact.units);
            compact.units.push(BREAK_UNIT);
            titles.push(compact.units.len() as u32);
        }
        let body_ends = compact.fold_bodies(fold, &bodies, &ends)?;
        compact.bodies = bodies;
        let titles_end = titles.last().copied().unwrap_or(0);
        if compact.units.len() as u64 != u64::from(head.stream) || titles_end != head.titles {
            return Err(broken());
        }
        compact.bounds = Bounds::Ends(Ends { titles, bodies: body_ends });
        Ok(compact)
    }

    /// Decodes where words begin.
    pub(crate) fn read_begins(&mut self, bytes: &[u8], fold: &FoldTable) -> Result<()> {
        let (mut coder, mut input) = (Whole::new(), Decoder::new(bytes));
        self.begins = vec![true; self.units.len()];
        for doc in 0..self.bounds.documents() {
            for slot in [self.bounds.title(doc), self.bounds.body(doc)] {
                let slot = slot.start as usize..slot.end as usize;
                let units = self.units.get(slot.clone()).unwrap_or_default();
                coder.read(fold.data(), units, &mut input, |place, bit| {
                    let begins = self.begins.get_mut(slot.start.saturating_add(place));
                    begins.into_iter().for_each(|begins| *begins = bit);
                });
            }
        }
        if input.overrun() { Err(broken()) } else { Ok(()) }
    }

    fn fold_bodies(&mut self, fold: &FoldTable, bodies: &str, ends: &[usize]) -> Result<Vec<u32>> {
        let mut body_ends = Vec::with_capacity(ends.len());
        let mut start = 0;
        for &end in ends {
            let mut state = State::START;
            while start < end {
                let mut rest = bodies.get(start..end).ok_or_else(broken)?.char_indices();
                let next = rest.by_ref().skip(PIECE_CHARS).find(|&(_, c)| !fold.continues(c));
                let stop = next.map_or(end, |(offset, _)| start + offset);
                let text = bodies.get(start..stop).ok_or_else(broken)?;
                let units = self.units.len() as u32;
                self.pieces.push(Piece {
                    start: units,
                    bytes: start..stop,
                    state,
                    last: stop == end,
                });
                state = fold.fold_units(state, text, &mut self.units);
                start = stop;
            }
            body_ends.push(self.units.len() as u32);
        }
        if start == bodies.len() { Ok(body_ends) } else { Err(broken()) }
    }

    /// The region that covers a part of one body; `None` if there is no such text.
    pub(crate) fn region(&self, fold: &FoldTable, units: &Range<u32>) -> Option<Region> {
        let first = self.pieces.partition_point(|piece| piece.start <= units.start);
        let pieces = self.pieces.get(first.checked_sub(1)?..)?;
        let &Piece { start, state, .. } = pieces.first()?;
        let mut region = Region::at(start, state);
        for piece in pieces {
            region.push(fold, piece.state, self.bodies.get(piece.bytes.clone())?);
            region.ended = piece.last;
            if piece.last || region.end() >= units.end {
                break;
            }
        }
        Some(region)
    }
}

/// Bodies in a row, and where each ends. A block end where no block is ends a document.
fn read_bodies(text: &str) -> Result<(String, Vec<usize>)> {
    let (mut bodies, mut ends) = (String::with_capacity(text.len()), Vec::new());
    let mut in_block = false;
    for c in text.chars() {
        if c == BREAK && !in_block {
            ends.push(bodies.len());
        } else {
            bodies.push(c);
            in_block = c != BREAK;
        }
    }
    if in_block { Err(broken()) } else { Ok((bodies, ends)) }
}
