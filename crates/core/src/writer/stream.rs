//! Second pass over a corpus: the folded stream, where documents end in it, and where the original
//! text is cut into pages.

use super::characters::too_many;
use crate::Result;
use crate::bounds::Bounds;
use crate::fold::table::FoldTable;
use crate::fold::{Mapping, State};
use crate::gram::{BREAK_UNIT, Unit};
use crate::record::Record;
use std::ops::Range;

/// Most units that a position can name.
const MAX_STREAM: usize = u32::MAX as usize - 1;

/// One piece of the original text.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its bytes in the concatenated bodies.
    pub(super) bytes: Range<usize>,
    /// The fold's state before it.
    pub(super) state: State,
    /// Where its first unit stands in the stream.
    pub(super) start: u32,
}

/// The folded corpus.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) units: Vec<Unit>,
    pub(super) bounds: Bounds,
    pub(super) pieces: Vec<Piece>,
}

impl Stream {
    /// Folds all titles and bodies. `bodies` holds those of all documents in a row, `ends` where each
    /// ends; pieces have `piece_chars` characters.
    pub(super) fn fold(
        table: &FoldTable,
        records: &[Record],
        bodies: &str,
        ends: &[usize],
        piece_chars: usize,
    ) -> Result<Self> {
        let mut units = Vec::with_capacity(bodies.len() / 2);
        let mut titles = Vec::with_capacity(records.len());
        for record in records {
            table.fold_units(State::START, &record.title, &mut units);
            units.push(BREAK_UNIT);
            titles.push(units.len() as u32);
        }
        let mut body_ends = Vec::with_capacity(ends.len());
        let mut pieces = Vec::new();
        let (mut state, mut start) = (State::START, 0);
        let mut waiting = ends.iter().copied().peekable();
        while start < bodies.len() {
            let end = cut(table, bodies, start, piece_chars);
            pieces.push(Piece { bytes: start..end, state, start: units.len() as u32 });
            // Documents end at a block end, where the fold starts afresh, so that a piece may be
            // folded in parts without a difference.
            let mut part = start;
            while let Some(stop) = waiting.next_if(|&stop| stop <= end) {
                state = table.fold_units(state, &bodies[part..stop], &mut units);
                body_ends.push(units.len() as u32);
                part = stop;
            }
            state = table.fold_units(state, &bodies[part..end], &mut units);
            start = end;
            if units.len() > MAX_STREAM {
                return Err(too_many());
            }
        }
        body_ends.resize(ends.len(), units.len() as u32);
        Ok(Self { units, bounds: Bounds::new(titles, body_ends), pieces })
    }
}

/// Where a piece of about so many characters ends: never inside a segment.
fn cut(table: &FoldTable, text: &str, start: usize, chars: usize) -> usize {
    let mut rest = text[start..].char_indices().skip(chars);
    rest.find(|&(_, c)| !table.continues(c)).map_or(text.len(), |(offset, _)| start + offset)
}
