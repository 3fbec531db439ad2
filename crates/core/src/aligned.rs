//! Whether texts that were found are whole words where they stand, by the bits of [`crate::cuts`]: in
//! a title, or at the first place in a body. It counts for the order and finds nothing.

use crate::cuts::{self, PAGE_UNITS};
use crate::format::Section;
use crate::gram::Unit;
use crate::reader::Missing;
use crate::record::Record;
use crate::region::Region;
use crate::{Error, Index, Result};
use std::ops::Range;

/// Han characters of the texts that are looked at: one is rarely a word that was meant, and a longer
/// text is rarely cut.
const CHARACTERS: Range<usize> = 2..5;

impl<D: AsRef<[u8]>> Index<D> {
    /// Whether a text is looked at.
    pub(crate) fn may_be_word(&self, text: &[Unit]) -> bool {
        let (mut place, mut characters) = (0, 0);
        while let Some((width, han)) =
            cuts::next(self.fold.data(), text.get(place..).unwrap_or_default())
        {
            if !han {
                return false;
            }
            (place, characters) = (place + width, characters + 1);
        }
        CHARACTERS.contains(&characters)
    }

    /// How many of some texts are in a title, and how many are whole words at any place there; `None`
    /// while pages are missing.
    pub(crate) fn whole_in_title(
        &self,
        doc: u32,
        record: Option<&Record>,
        texts: &[&[Unit]],
        missing: &mut Missing,
    ) -> Result<Option<(u64, u64)>> {
        let begins = self.begins(self.bounds.title(doc), missing)?;
        let (Some(begins), Some(record)) = (begins, record) else { return Ok(None) };
        let title = Region::of_text(&self.fold, &record.title, 0);
        let (mut there, mut whole) = (0, 0);
        for text in texts {
            let begun = |place: usize| begins.get(place).is_none_or(|&begun| begun);
            let mut places = title.places(text).peekable();
            there += u64::from(places.peek().is_some());
            whole += u64::from(places.any(|place| begun(place) && begun(place + text.len())));
        }
        Ok(Some((there, whole)))
    }

    /// Whether what stands at a place of the stream is whole words; `None` while pages are missing.
    pub(crate) fn whole_at(
        &self,
        place: u32,
        length: u32,
        missing: &mut Missing,
    ) -> Result<Option<bool>> {
        let mut ends = [true; 2];
        let mut complete = true;
        for (end, place) in ends.iter_mut().zip([place, place.saturating_add(length)]) {
            match self.begins(place..place.saturating_add(1), missing)? {
                Some(begins) => *end = begins.first().is_none_or(|&begun| begun),
                None => complete = false,
            }
        }
        Ok(complete.then_some(ends == [true; 2]))
    }

    /// For each unit of a part of the stream whether a word begins with it, or anything that is no
    /// word; `None` while pages are missing.
    pub(crate) fn begins(
        &self,
        units: Range<u32>,
        missing: &mut Missing,
    ) -> Result<Option<Vec<bool>>> {
        let units = units.start..units.end.min(self.head.stream);
        #[cfg(feature = "compact")]
        if let Some(compact) = self.memory() {
            let units = units.start as usize..units.end as usize;
            return Ok(Some(compact.begins.get(units).unwrap_or_default().to_vec()));
        }
        let (mut begins, mut complete) = (Vec::new(), true);
        let mut start = units.start;
        while start < units.end {
            let page = start / PAGE_UNITS;
            let first = page * PAGE_UNITS;
            let end = units.end.min(first.saturating_add(PAGE_UNITS));
            match self.page(Section::Cuts, page, missing)? {
                Some(bytes) => {
                    let short = || Error::invalid(format!("page {page} of CUTS is too short"));
                    let bits = cuts::read_page(bytes, end - first).ok_or_else(short)?;
                    begins.extend(bits.iter().skip((start - first) as usize));
                }
                None => complete = false,
            }
            start = end;
        }
        Ok(complete.then_some(begins))
    }
}

#[cfg(test)]
mod tests;
