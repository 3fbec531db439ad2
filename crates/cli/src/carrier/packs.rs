//! Which pages share a file. A pack holds the pages that start in one stretch of a section, so that
//! the pack of a page follows from its place and no list of files is needed.

use crate::failure::Failure;
use midu_core::{Layout, SectionInfo, Summary};
use std::ops::Range;

/// Stretches of sections with lists, of which a query reads one or two pages, and of sections with
/// documents, of which ten hits read a dozen pages in as many places. With that many reads each,
/// bytes and files weigh the least at this ratio; docs/measurements.md has the table.
const LISTS: u64 = 8_192;
const DOCUMENTS: u64 = 2_048;

/// Stretches are multiplied by this until the files are few enough.
const GROW: (u64, u64) = (5, 4);

/// Length of the head of a pack.
pub(crate) const HEAD: usize = 16;
/// First bytes of a pack.
pub(crate) const MAGIC: [u8; 4] = *b"MPAK";

/// How the paged sections of one index are cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Packs {
    groups: Vec<Group>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    start: u64,
    end: u64,
    stretch: u64,
    count: u64,
}

impl Packs {
    /// No packs: the whole index is one file.
    pub(crate) const fn none() -> Self {
        Self { groups: Vec::new() }
    }

    /// The smallest packs of which there are at most `most`.
    pub(crate) fn fitting(summary: &Summary, most: u64) -> Result<Self, Failure> {
        if summary.layout != Layout::Paged {
            return Ok(Self::none());
        }
        let paged: Vec<&SectionInfo> =
            summary.sections.iter().filter(|section| section.pages > 0).collect();
        if most < paged.len() as u64 {
            let help = format!("allow at least {} files", paged.len() + 8);
            return Err(Failure::new("there are too few files for it", "--max-files", help));
        }
        let mut scale = 64;
        loop {
            let packs = Self::scaled(&paged, scale);
            if packs.count() <= most {
                return Ok(packs);
            }
            scale = scale * GROW.0 / GROW.1;
        }
    }

    /// Packs of the usual stretches, in 64ths.
    fn scaled(paged: &[&SectionInfo], scale: u64) -> Self {
        let group = |section: &&SectionInfo| {
            let usual = match section.name {
                "DOCS" | "TEXT" => DOCUMENTS,
                _ => LISTS,
            };
            let stretch = usual * scale / 64;
            let count = section.length.div_ceil(stretch);
            let (start, end) = (section.offset, section.offset + section.length);
            Group { start, end, stretch, count }
        };
        Self { groups: paged.iter().map(group).collect() }
    }

    /// Number of packs. Some may hold no page: a long page fills more than one stretch.
    pub(crate) fn count(&self) -> u64 {
        self.groups.iter().map(|group| group.count).sum()
    }

    /// For each section its start, stretch and number of packs, as in the entry.
    pub(crate) fn ranges(&self) -> Vec<(u64, u64, u64)> {
        self.groups.iter().map(|group| (group.start, group.stretch, group.count)).collect()
    }

    /// The bytes of every pack, in order, of an index with these pages; the ranges follow each other.
    pub(crate) fn cut(&self, pages: &[Range<u64>]) -> Vec<Range<u64>> {
        let mut packs = Vec::new();
        let mut pages = pages.iter().peekable();
        let mut end = pages.peek().map_or(0, |page| page.start);
        for group in &self.groups {
            for number in 1..=group.count {
                let limit = group.end.min(group.start + number * group.stretch);
                let start = end;
                while let Some(page) = pages.next_if(|page| page.start < limit) {
                    end = page.end;
                }
                packs.push(start..end);
            }
        }
        packs
    }
}

/// The head of a pack: magic, length of what follows, where in the index that starts.
pub(crate) fn head(range: &Range<u64>) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    // A longer pack than 4 GB could not be told and would be refused by its readers.
    let length = u32::try_from(range.end - range.start).unwrap_or(u32::MAX).to_le_bytes();
    let bytes = MAGIC.into_iter().chain(length).chain(range.start.to_le_bytes());
    head.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(name: &'static str, offset: u64, pages: &[u64]) -> (SectionInfo, Vec<Range<u64>>) {
        let mut at = offset;
        let ranges = pages
            .iter()
            .map(|length| {
                let range = at..at + length;
                at = range.end;
                range
            })
            .collect();
        let (length, pages) = (at - offset, pages.len() as u32);
        (SectionInfo { name, offset, length, pages }, ranges)
    }

    #[test]
    fn every_page_is_in_the_pack_that_its_place_names() {
        // One page longer than a stretch, one that starts on a border, one that crosses one.
        let (lists, mut pages) = section("GRAMS", 100, &[20_000, 4_576, 1, 8_191, 30, 4_000]);
        let (texts, more) = section("TEXT", lists.offset + lists.length, &[700; 40]);
        pages.extend(more);
        for scale in [64, 65, 100, 1000] {
            let packs = Packs::scaled(&[&lists, &texts], scale);
            let cut = packs.cut(&pages);
            assert_eq!(cut.len() as u64, packs.count());
            let mut end = 100;
            for range in &cut {
                assert_eq!(range.start, end, "packs follow each other");
                end = range.end;
            }
            assert_eq!(end, pages.last().unwrap().end, "and hold everything");
            for page in &pages {
                let mut first = 0;
                let mut found = None;
                for (start, stretch, count) in packs.ranges() {
                    if page.start >= start {
                        found = Some(first + (page.start - start) / stretch);
                    }
                    first += count;
                }
                let pack = &cut[usize::try_from(found.unwrap()).unwrap()];
                assert!(pack.start <= page.start && page.end <= pack.end, "{page:?} in {pack:?}");
            }
        }
    }

    #[test]
    fn fewer_files_are_larger() {
        let (lists, _) = section("GRAMS", 512, &[4_000; 5_000]);
        let sections = vec![lists];
        let summary = |sections| Summary {
            format_version: 1,
            layout: Layout::Paged,
            documents: 1,
            characters: 1,
            source_characters: 1,
            resident_length: 512,
            file_length: 20_000_512,
            sections,
        };
        let mut last = u64::MAX;
        for most in [20_000, 1_000, 100, 1] {
            let packs = Packs::fitting(&summary(sections.clone()), most).unwrap();
            assert!(packs.count() <= most && packs.count() < last);
            last = packs.count();
        }
        assert!(Packs::fitting(&summary(sections), 0).is_err());
    }
}
