//! All documents of a build, in scratch storage: written once as they come, read again by every pass
//! over the corpus.

use super::scratch::{Pile, PileReader, Scratch};
use crate::Result;
use crate::bytes::{Checksum, to_u32};
use crate::fold::table::FoldTable;
use crate::fold::{BREAK, State};
use crate::gram::BREAK_UNIT;
use crate::record::Record;

/// Documents in the order in which they came.
#[derive(Debug)]
pub(super) struct Spool {
    pile: Pile,
}

/// A document as it is stored: its record, and its blocks in a row, each ended by a block end.
#[derive(Debug)]
pub(super) struct Spooled {
    pub(super) record: Record,
    pub(super) body: String,
}

impl Spooled {
    /// Blocks without white space at their ends, empty ones left out.
    pub(super) fn new(record: Record, blocks: &[String]) -> Self {
        let mut body = String::with_capacity(blocks.iter().map(|block| block.len() + 1).sum());
        for block in blocks.iter().map(|block| block.trim()).filter(|block| !block.is_empty()) {
            body.push_str(block);
            body.push(BREAK);
        }
        Self { record, body }
    }

    /// Says of headings where they stand in the folded body, as an index does, in place of the number
    /// of their block.
    pub(super) fn place_headings(&mut self, table: &FoldTable) {
        if !self.record.has_places() {
            return;
        }
        let mut units = Vec::new();
        table.fold_units(State::START, &self.body, &mut units);
        let ends = (1..).zip(&units).filter(|&(_, unit)| *unit == BREAK_UNIT).map(|(end, _)| end);
        let starts: Vec<u32> = std::iter::once(0).chain(ends).collect();
        self.record.place_headings(|block| starts.get(block as usize).copied().unwrap_or(0));
    }

    /// All that is stored, string by string; an empty one ends the record.
    fn each_part(&self, visit: impl FnMut(&str) -> Result<()>) -> Result<()> {
        let extras = self.record.extras();
        [&*self.record.url, &self.record.title]
            .into_iter()
            .chain(extras.iter().map(String::as_str))
            .chain(["", &self.body])
            .try_for_each(visit)
    }

    /// Makes an index with this document another than one without.
    pub(super) fn identify(&self, identity: &mut Checksum) {
        // Cannot fail, as what is done with each part does not.
        let _ = self.each_part(|part| {
            identity.update(part.as_bytes());
            identity.update(b"\0");
            Ok(())
        });
    }
}

impl Spool {
    pub(super) fn new(scratch: &dyn Scratch) -> Result<Self> {
        Ok(Self { pile: Pile::new(scratch)? })
    }

    /// Appends a document; where it stands.
    pub(super) fn push(&mut self, document: &Spooled) -> Result<u64> {
        let place = self.pile.len();
        document.each_part(|part| {
            self.pile.push_number(to_u32(part.len(), "bytes of a document")?)?;
            self.pile.push(part.as_bytes())
        })?;
        Ok(place)
    }

    /// Ends the writing.
    pub(super) fn seal(&mut self) -> Result<()> {
        self.pile.seal()
    }

    /// The record of the document that stands at a place.
    pub(super) fn read_record(&self, place: u64) -> Result<Record> {
        Self::next_record(&mut self.pile.reader(place))
    }

    /// The document that stands at a place.
    pub(super) fn read(&self, place: u64) -> Result<Spooled> {
        Self::next(&mut self.pile.reader(place))
    }

    /// Reads `count` documents in the order in which they came.
    pub(super) fn each(
        &self,
        count: usize,
        mut visit: impl FnMut(usize, Spooled) -> Result<()>,
    ) -> Result<()> {
        let mut reader = self.pile.reader(0);
        (0..count).try_for_each(|number| visit(number, Self::next(&mut reader)?))
    }

    fn next_record(reader: &mut PileReader<'_>) -> Result<Record> {
        let (url, title) = (reader.string()?, reader.string()?);
        Record::read(url, title, || reader.string())
    }

    fn next(reader: &mut PileReader<'_>) -> Result<Spooled> {
        Ok(Spooled { record: Self::next_record(reader)?, body: reader.string()? })
    }
}
