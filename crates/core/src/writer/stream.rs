//! The folded stream of a corpus: all titles, then all bodies, each in its slot.

use super::scratch::{Pile, Scratch};
use crate::Result;
use crate::gram::{BREAK_UNIT, Unit};
use std::cell::RefCell;

/// Units in a block of the cache.
const BLOCK: usize = 1 << 14;
/// Blocks in the cache: 32 KB each.
const BLOCKS: usize = 512;

/// Takes units slot by slot.
#[derive(Debug)]
pub(super) struct StreamWriter {
    /// Units in memory, where they fit; else in scratch storage, two bytes each.
    memory: Option<Vec<Unit>>,
    pile: Pile,
    length: u32,
}

impl StreamWriter {
    /// A stream that is kept in memory if told.
    pub(super) fn new(scratch: &dyn Scratch, in_memory: bool) -> Result<Self> {
        let memory = in_memory.then(Vec::new);
        Ok(Self { memory, pile: Pile::new(scratch)?, length: 0 })
    }

    /// Appends the units of a slot and fills it up to its end.
    pub(super) fn push_slot(&mut self, units: &[Unit], end: u32) -> Result<()> {
        let rest = (end - self.length) as usize - units.len();
        self.length = end;
        match &mut self.memory {
            Some(memory) => {
                memory.extend_from_slice(units);
                memory.resize(memory.len() + rest, BREAK_UNIT);
                Ok(())
            }
            None => {
                let padding = std::iter::repeat_n(&BREAK_UNIT, rest);
                let bytes: Vec<u8> =
                    units.iter().chain(padding).flat_map(|unit| unit.to_le_bytes()).collect();
                self.pile.push(&bytes)
            }
        }
    }

    /// The stream, ready for reading.
    pub(super) fn finish(mut self) -> Result<Stream> {
        self.pile.seal()?;
        let cache = RefCell::new(vec![(u32::MAX, Vec::new()); BLOCKS]);
        Ok(Stream { memory: self.memory, pile: self.pile, length: self.length, cache })
    }
}

/// The folded corpus.
#[derive(Debug)]
pub(super) struct Stream {
    memory: Option<Vec<Unit>>,
    pile: Pile,
    length: u32,
    /// Blocks by number modulo their count, each with its number.
    cache: RefCell<Vec<(u32, Vec<Unit>)>>,
}

impl Stream {
    /// Units in it.
    pub(super) const fn len(&self) -> u32 {
        self.length
    }

    /// Calls `visit` with pieces of the stream one after the other, each with where it starts.
    pub(super) fn each(&self, mut visit: impl FnMut(u32, &[Unit])) -> Result<()> {
        if let Some(memory) = &self.memory {
            visit(0, memory);
            return Ok(());
        }
        for start in (0..self.length).step_by(BLOCK) {
            visit(start, &self.read(start / BLOCK as u32)?);
        }
        Ok(())
    }

    fn read(&self, block: u32) -> Result<Vec<Unit>> {
        let start = block as usize * BLOCK;
        let length = BLOCK.min(self.length as usize - start);
        let mut bytes = vec![0; length * 2];
        self.pile.read_at(start as u64 * 2, &mut bytes)?;
        let units = bytes.as_chunks().0.iter();
        Ok(units.map(|&unit| Unit::from_le_bytes(unit)).collect())
    }

    /// The unit at a position; a block end beyond the last.
    pub(super) fn unit(&self, position: u32) -> Result<Unit> {
        if let Some(memory) = &self.memory {
            return Ok(memory.get(position as usize).copied().unwrap_or(BREAK_UNIT));
        }
        if position >= self.length {
            return Ok(BREAK_UNIT);
        }
        let block = position / BLOCK as u32;
        let mut cache = self.cache.borrow_mut();
        let place = &mut cache[block as usize % BLOCKS];
        if place.0 != block {
            *place = (block, self.read(block)?);
        }
        Ok(place.1[position as usize % BLOCK])
    }
}

#[cfg(test)]
mod tests {
    use super::super::scratch::InMemory;
    use super::*;

    #[test]
    fn a_stream_in_scratch_storage_is_the_one_in_memory() {
        let streams = [true, false].map(|in_memory| {
            let mut writer = StreamWriter::new(&InMemory, in_memory).unwrap();
            let mut end = 0;
            for slot in 0..30_000_u32 {
                let units: Vec<Unit> = (0..slot % 7).map(|unit| (slot + unit) as Unit).collect();
                end += units.len() as u32 + slot % 3;
                writer.push_slot(&units, end).unwrap();
            }
            writer.finish().unwrap()
        });
        let whole = streams.each_ref().map(|stream| {
            let mut units = Vec::new();
            stream
                .each(|start, piece| {
                    assert_eq!(start as usize, units.len());
                    units.extend_from_slice(piece);
                })
                .unwrap();
            units
        });
        assert!(whole[0] == whole[1] && whole[0].len() == streams[1].len() as usize);
        for position in (0..streams[1].len() + 9).step_by(41) {
            let expected = whole[0].get(position as usize).copied().unwrap_or(BREAK_UNIT);
            assert_eq!(streams[1].unit(position).unwrap(), expected);
        }
    }
}
