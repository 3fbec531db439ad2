//! Where words begin: found when documents are cut into words, then written as CUTS.

use super::Corpus;
use super::pages::Pages;
use super::scratch::{Pile, PileReader, Scratch};
use super::spool::Spooled;
use crate::Result;
use crate::cuts::{self, PAGE_UNITS, PageWriter, Whole};
use crate::fold::State;
use crate::gram::Unit;
use crate::pinyin::coder::Encoder;

/// The bits of all documents in the order of the index, of each its title and its body.
#[derive(Debug)]
pub(super) struct Begins(Pile);

impl Begins {
    pub(super) fn new(scratch: &dyn Scratch) -> Result<Self> {
        Ok(Self(Pile::new(scratch)?))
    }

    /// Appends the bits of a title or a body.
    pub(super) fn push(&mut self, bits: &[bool]) -> Result<()> {
        self.0.push_number(bits.len() as u32)?;
        let byte =
            |bits: &[bool]| (0..).zip(bits).fold(0, |byte, (at, &bit)| byte | u8::from(bit) << at);
        let bytes: Vec<u8> = bits.chunks(8).map(byte).collect();
        self.0.push(&bytes)
    }

    /// Ends the writing; everything can be read then.
    pub(super) fn seal(&mut self) -> Result<()> {
        self.0.seal()
    }
}

/// Reads what was pushed.
fn read(reader: &mut PileReader<'_>) -> Result<Vec<bool>> {
    let count = reader.number()? as usize;
    let mut bytes = vec![0; count.div_ceil(8)];
    reader.fill(&mut bytes)?;
    Ok((0..count).map(|at| bytes[at / 8] >> (at % 8) & 1 == 1).collect())
}

impl Corpus<'_> {
    /// The one page of the compact layout.
    pub(super) fn cuts_in_one(&self, begins: &Begins) -> Result<Vec<u8>> {
        let (mut input, mut coder, mut out) = (begins.0.reader(0), Whole::new(), Encoder::new());
        self.each("words", &mut |_| (), |_, Spooled { record, body }| {
            for text in [&record.title, &body] {
                let units = self.units(text);
                coder.write(self.table.data(), &units, &read(&mut input)?, &mut out);
            }
            Ok(())
        })?;
        Ok(out.finish())
    }

    /// The pages of CUTS: bits for all units of the stream, titles first.
    pub(super) fn cuts(&self, begins: &Begins) -> Result<Pages> {
        let mut pages = Pages::new(self.scratch)?;
        let (mut page, mut length) = (PageWriter::default(), 0);
        for bodies in [false, true] {
            let mut input = begins.0.reader(0);
            self.each("words", &mut |_| (), |number, Spooled { record, body }| {
                let bits = [read(&mut input)?, read(&mut input)?];
                let (text, bits, slot) = match bodies {
                    false => (&record.title, &bits[0], self.bounds.title(number)),
                    true => (&body, &bits[1], self.bounds.body(number)),
                };
                let units = self.units(text);
                // What a slot has beyond its text is no word.
                let mut begun = vec![true; slot.len()];
                let mut bits = bits.iter();
                cuts::each(self.table.data(), &units, |place| {
                    begun[place] = bits.next().is_none_or(|&bit| bit);
                });
                for bit in begun {
                    page.push(bit);
                    length += 1;
                    if length % PAGE_UNITS == 0 {
                        pages.push(&std::mem::take(&mut page).finish())?;
                    }
                }
                Ok(())
            })?;
        }
        if length % PAGE_UNITS > 0 {
            pages.push(&page.finish())?;
        }
        pages.contents.seal()?;
        Ok(pages)
    }

    fn units(&self, text: &str) -> Vec<Unit> {
        let mut units = Vec::new();
        self.table.fold_units(State::START, text, &mut units);
        units
    }
}

#[cfg(test)]
mod tests {
    use super::super::scratch::InMemory;
    use super::*;

    #[test]
    fn bits_are_read_back() {
        let mut begins = Begins::new(&InMemory).unwrap();
        let lists: Vec<Vec<bool>> =
            (0..40).map(|length| (0..length).map(|at| at * length % 3 == 1).collect()).collect();
        lists.iter().for_each(|bits| begins.push(bits).unwrap());
        begins.seal().unwrap();
        let mut reader = begins.0.reader(0);
        assert!(lists.iter().all(|bits| *bits == read(&mut reader).unwrap()));
    }
}
