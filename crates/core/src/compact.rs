//! The compact layout in memory: all text decoded, the whole folded stream, and places from which
//! folding can start, so that what is above need not know in which way an index is stored.

use crate::bounds::Bounds;
use crate::fold::table::FoldTable;
use crate::fold::{BREAK, Mapping, State};
use crate::format::Head;
use crate::gram::{BREAK_UNIT, Unit};
use crate::record::Record;
use crate::text::stream::{decompress, from_dense};
use crate::{Error, Result};
use std::borrow::Cow;

/// Characters of a piece of text, which is folded again for an excerpt.
const PIECE_CHARS: usize = 1024;

/// Everything of a compact index.
#[derive(Debug, Default)]
pub(crate) struct Compact {
    pub(crate) records: Vec<Record>,
    pub(crate) units: Vec<Unit>,
    pub(crate) bounds: Bounds,
    /// Where each piece starts in `units`.
    pub(crate) starts: Vec<u32>,
    pieces: Vec<(usize, State)>,
    bodies: String,
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
        compact.bounds = Bounds::new(titles, body_ends);
        Ok(compact)
    }

    fn fold_bodies(&mut self, fold: &FoldTable, bodies: &str, ends: &[usize]) -> Result<Vec<u32>> {
        let mut body_ends = Vec::with_capacity(ends.len());
        let mut state = State::START;
        let mut start = 0;
        for &end in ends {
            while start < end {
                self.starts.push(self.units.len() as u32);
                self.pieces.push((start, state));
                let mut rest = bodies.get(start..end).ok_or_else(broken)?.char_indices();
                let next = rest.by_ref().skip(PIECE_CHARS).find(|&(_, c)| !fold.continues(c));
                let stop = next.map_or(end, |(offset, _)| start + offset);
                let piece = bodies.get(start..stop).ok_or_else(broken)?;
                state = fold.fold_units(state, piece, &mut self.units);
                start = stop;
            }
            body_ends.push(self.units.len() as u32);
        }
        if start == bodies.len() { Ok(body_ends) } else { Err(broken()) }
    }

    /// A piece of text: where it starts in the stream, the fold's state there, the text.
    pub(crate) fn piece(&self, index: usize) -> Option<(u32, State, Cow<'_, str>)> {
        let &(start, state) = self.pieces.get(index)?;
        let end = self.pieces.get(index + 1).map_or(self.bodies.len(), |next| next.0);
        Some((*self.starts.get(index)?, state, Cow::Borrowed(self.bodies.get(start..end)?)))
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
