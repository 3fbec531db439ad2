//! Whether texts that were found are whole words where they stand, by the bits of [`crate::cuts`]: in
//! a title, or at the first place in a body. It counts for the order and finds nothing.

use crate::cuts::{self, PAGE_UNITS};
use crate::error::said;
use crate::format::Section;
use crate::gram::Unit;
use crate::reader::Missing;
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
                    let short =
                        || Error::invalid(said("page ", page.into(), " of CUTS is too short"));
                    let bits = cuts::read_page(bytes, end - first).ok_or_else(short)?;
                    begins.extend_from_slice(
                        bits.get((start - first) as usize..).unwrap_or_default(),
                    );
                }
                None => complete = false,
            }
            start = end;
        }
        Ok(complete.then_some(begins))
    }
}

/// Whether both ends of a text are ends of words, by the bits of what is around it; where these end, words
/// do.
pub(crate) fn is_whole(begins: &[bool], place: usize, length: usize) -> bool {
    [place, place + length].iter().all(|&end| begins.get(end).is_none_or(|&begun| begun))
}
