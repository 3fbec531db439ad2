//! The container: head, section table, page table, checksums. What writer and reader share and
//! nothing else; the meaning of a section's bytes is elsewhere.
//!
//! A file is a head of [`HEAD_LENGTH`] bytes and then its sections in the order of [`Section::ALL`].
//! The first ones are resident: a reader holds them whole. The others are cut into pages that are
//! read one by one, each ended by its own checksum.

use crate::bits::{AdaptiveOrder, BitReader, BitWriter};
use crate::bytes::{ByteReader, at, crc32c, to_u32};
use crate::{Code, Error, Result};
use std::ops::Range;

/// Version of the format that this build writes.
///
/// History: 1 = first.
pub(crate) const FORMAT_VERSION: u32 = 1;
/// Oldest version that this build reads.
pub(crate) const OLDEST_READABLE: u32 = 1;

/// Length of the head, and so the least that [`resident_length`](crate::resident_length) needs.
pub const HEAD_LENGTH: usize = 512;

/// Which sections an index has, and so how it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Read lazily from a static host: the resident part first, then pages.
    Paged,
    /// All in one buffer, answered by the gram index.
    Embedded,
    /// The smallest download, answered by a scan.
    Compact,
}

impl Layout {
    /// Its name on the command line and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paged => "paged",
            Self::Embedded => "embedded",
            Self::Compact => "compact",
        }
    }
}

/// The number of a page inside one index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u32);

/// First bytes of every index: not text, and damaged visibly by transfers that change line ends.
const MAGIC: [u8; 8] = *b"\x89MIDU\r\n\x1a";
/// Where the head's own checksum stands.
const HEAD_CHECKSUM: usize = HEAD_LENGTH - 4;
/// Bytes of a page's checksum.
const PAGE_CHECKSUM: usize = 4;

/// The sections, in file order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    /// Characters and what folds to them.
    Char,
    /// Lengths of titles and bodies.
    Lengths,
    /// Lengths of all pages, and where text and documents start in them.
    Pages,
    /// `fst::Map` from keys to pages.
    Router,
    /// The text model.
    Tokens,
    /// What further characters of queries fold to.
    Fold,
    /// Heads of long lists.
    Heads,
    /// Position lists.
    Grams,
    /// Urls, titles and other data of documents.
    Docs,
    /// Original text.
    Text,
}

impl Section {
    pub(crate) const ALL: [Self; 10] = [
        Self::Char,
        Self::Lengths,
        Self::Pages,
        Self::Router,
        Self::Tokens,
        Self::Fold,
        Self::Heads,
        Self::Grams,
        Self::Docs,
        Self::Text,
    ];

    /// Sections that are cut into pages, in file order.
    pub(crate) const PAGED: [Self; 5] =
        [Self::Fold, Self::Heads, Self::Grams, Self::Docs, Self::Text];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Char => "CHAR",
            Self::Lengths => "LENGTHS",
            Self::Pages => "PAGES",
            Self::Router => "ROUTER",
            Self::Tokens => "TOKENS",
            Self::Fold => "FOLD",
            Self::Heads => "HEADS",
            Self::Grams => "GRAMS",
            Self::Docs => "DOCS",
            Self::Text => "TEXT",
        }
    }
}

/// Where a section lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) offset: u64,
    pub(crate) length: u64,
    /// Checksum of a resident section; 0 for a paged one.
    pub(crate) checksum: u32,
    /// Number of pages; 0 for a resident section.
    pub(crate) pages: u32,
}

/// The head of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) version: u32,
    pub(crate) layout: Layout,
    /// Tells this index's pages from those of any other.
    pub(crate) identity: u32,
    pub(crate) documents: u32,
    /// Units of the folded stream.
    pub(crate) stream: u32,
    /// Units of the stream's first part, the titles.
    pub(crate) titles: u32,
    /// Characters of original titles and bodies.
    pub(crate) source_characters: u64,
    /// Bytes of original bodies, block ends included.
    pub(crate) text_bytes: u64,
    pub(crate) places: [Place; 10],
}

impl Head {
    pub(crate) const fn place(&self, section: Section) -> Place {
        self.places[section as usize]
    }

    /// Bytes from the start that have to be there.
    pub(crate) fn resident_length(&self) -> u64 {
        if self.layout != Layout::Paged {
            return self.file_length();
        }
        self.place(Section::Fold).offset
    }

    pub(crate) fn file_length(&self) -> u64 {
        let last = self.place(Section::Text);
        last.offset + last.length
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let layout = match self.layout {
            Layout::Paged => 0,
            Layout::Embedded => 1,
            Layout::Compact => 2,
        };
        for number in
            [self.version, layout, self.identity, self.documents, self.stream, self.titles]
        {
            out.extend(number.to_le_bytes());
        }
        out.extend(self.source_characters.to_le_bytes());
        out.extend(self.text_bytes.to_le_bytes());
        for place in self.places {
            out.extend(place.offset.to_le_bytes());
            out.extend(place.length.to_le_bytes());
            out.extend(place.checksum.to_le_bytes());
            out.extend(place.pages.to_le_bytes());
        }
        out.resize(HEAD_CHECKSUM, 0);
        let checksum = crc32c(&[&out]);
        out.extend(checksum.to_le_bytes());
        out
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Self> {
        if !bytes.starts_with(&MAGIC) {
            return Err(not_an_index(bytes));
        }
        let mut input = ByteReader::new(bytes);
        input.take(MAGIC.len())?;
        let version = input.u32()?;
        if !(OLDEST_READABLE..=FORMAT_VERSION).contains(&version) {
            return Err(Error::new(
                Code::FormatVersion,
                format!(
                    "the index has format version {version}, this build reads {OLDEST_READABLE} \
                     to {FORMAT_VERSION}; build index and reader with the same release"
                ),
            ));
        }
        let mut whole = ByteReader::new(bytes);
        let checked = whole.take(HEAD_CHECKSUM)?;
        if whole.u32()? != crc32c(&[checked]) {
            return Err(corrupt("the head", 0));
        }
        let layout = match input.u32()? {
            0 => Layout::Paged,
            1 => Layout::Embedded,
            2 => Layout::Compact,
            other => return Err(Error::invalid(format!("there is no layout {other}"))),
        };
        let mut head = Self {
            version,
            layout,
            identity: input.u32()?,
            documents: input.u32()?,
            stream: input.u32()?,
            titles: input.u32()?,
            source_characters: input.u64()?,
            text_bytes: input.u64()?,
            places: [Place::default(); 10],
        };
        let mut next = HEAD_LENGTH as u64;
        for (section, place) in Section::ALL.iter().zip(&mut head.places) {
            *place = Place {
                offset: input.u64()?,
                length: input.u64()?,
                checksum: input.u32()?,
                pages: input.u32()?,
            };
            let end = place.offset.checked_add(place.length);
            if place.offset != next || end.is_none_or(|end| end > 1 << 48) {
                return Err(Error::invalid(format!("section {} is misplaced", section.name())));
            }
            next = place.offset + place.length;
        }
        if head.documents == 0 || head.titles > head.stream || head.stream == u32::MAX {
            return Err(Error::invalid("the counts of the head contradict each other"));
        }
        Ok(head)
    }
}

fn not_an_index(bytes: &[u8]) -> Error {
    let start = bytes.get(..16.min(bytes.len())).unwrap_or_default();
    let hint = if bytes.is_empty() {
        "there are no bytes at all"
    } else if MAGIC.starts_with(start) {
        return Error::new(
            Code::Truncated,
            format!("the index ends after {} bytes, inside its head", bytes.len()),
        );
    } else if start.trim_ascii_start().starts_with(b"<") {
        "this looks like HTML: the server answered with a page in place of the file"
    } else {
        "the first bytes are not those of a .midu file"
    };
    Error::new(Code::NotAnIndex, format!("not a midu index: {hint}"))
}

/// A failed checksum, with what it covers and where that starts in the file.
pub(crate) fn corrupt(what: &str, offset: u64) -> Error {
    Error::new(
        Code::Corrupt,
        format!(
            "{what} at byte {offset} fails its checksum: it was changed, cut, or belongs to another \
             index; fetch or build it again"
        ),
    )
}

/// Appends a page's checksum, which covers its index and its number too.
pub(crate) fn seal_page(mut page: Vec<u8>, identity: u32, id: PageId) -> Vec<u8> {
    let checksum = page_checksum(&page, identity, id);
    page.extend(checksum.to_le_bytes());
    page
}

/// The content of a page whose checksum holds.
pub(crate) fn open_page(
    bytes: &[u8],
    identity: u32,
    id: PageId,
    range: &Range<u64>,
) -> Result<usize> {
    let content = bytes.len().checked_sub(PAGE_CHECKSUM);
    let (page, sum) = content.map_or((bytes, &[][..]), |length| bytes.split_at(length));
    let expected = range.end - range.start;
    if bytes.len() as u64 != expected || sum != page_checksum(page, identity, id).to_le_bytes() {
        return Err(corrupt(&format!("page {}", id.0), range.start));
    }
    Ok(page.len())
}

fn page_checksum(page: &[u8], identity: u32, id: PageId) -> u32 {
    crc32c(&[&identity.to_le_bytes(), &id.0.to_le_bytes(), page])
}

/// Lengths of all pages, and what of TEXT and DOCS lies in which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageTable {
    /// End of each page of the paged sections, in bytes from the start of the first one.
    pub(crate) ends: Vec<u64>,
    /// First page of each of [`Section::PAGED`], and the number of all pages.
    pub(crate) firsts: [u32; 6],
    /// For each page of TEXT, where it starts in the folded stream.
    pub(crate) text_starts: Vec<u32>,
    /// For each page of DOCS, its first document.
    pub(crate) doc_starts: Vec<u32>,
}

impl PageTable {
    /// Writes the table of pages with these lengths; `starts` as in [`PageTable`].
    pub(crate) fn write(
        lengths: &[Vec<u32>; 5],
        text_starts: &[u32],
        doc_starts: &[u32],
    ) -> Vec<u8> {
        let mut out = BitWriter::new();
        for lengths in lengths {
            write_numbers(&mut out, lengths.iter().copied());
        }
        for starts in [text_starts, doc_starts] {
            let steps = starts.windows(2).map(|pair| pair[1] - pair[0]);
            write_numbers(&mut out, starts.first().copied().into_iter().chain(steps));
        }
        out.finish()
    }

    pub(crate) fn read(bytes: &[u8], head: &Head) -> Result<Self> {
        let broken = || Error::invalid("the table of pages contradicts the head");
        let mut input = BitReader::new(bytes);
        let mut table = Self::default();
        let mut end = 0;
        for (index, section) in Section::PAGED.into_iter().enumerate() {
            let place = head.place(section);
            let start = end;
            // Even an empty page has a checksum, so this bounds what is allocated.
            if u64::from(place.pages) > place.length / PAGE_CHECKSUM as u64 {
                return Err(broken());
            }
            for length in read_numbers(&mut input, place.pages)? {
                end += u64::from(length);
                table.ends.push(end);
            }
            if end - start != place.length {
                return Err(broken());
            }
            *table.firsts.get_mut(index + 1).ok_or_else(broken)? =
                to_u32(table.ends.len(), "pages")?;
        }
        for (section, starts) in
            [(Section::Text, &mut table.text_starts), (Section::Docs, &mut table.doc_starts)]
        {
            let mut start = 0_u32;
            for step in read_numbers(&mut input, head.place(section).pages)? {
                start = start.checked_add(step).ok_or_else(broken)?;
                starts.push(start);
            }
        }
        let last = |starts: &[u32], limit: u32| starts.last().is_none_or(|&start| start <= limit);
        let first = table.doc_starts.first().copied().unwrap_or(0);
        if !last(&table.text_starts, head.stream)
            || !last(&table.doc_starts, head.documents)
            || first != 0
        {
            return Err(broken());
        }
        Ok(table)
    }

    /// Number of a section's page among all.
    pub(crate) fn id(&self, section: Section, index: u32) -> Option<PageId> {
        let slot = Section::PAGED.iter().position(|&paged| paged == section)?;
        let id = self.firsts.get(slot)?.checked_add(index)?;
        (id < *self.firsts.get(slot + 1)?).then_some(PageId(id))
    }

    /// Where a page lies, from the start of the first one.
    pub(crate) fn range(&self, id: PageId) -> Option<Range<u64>> {
        let end = *self.ends.get(at(id.0))?;
        let start = at(id.0).checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(start..end)
    }

    /// The section a page is of.
    pub(crate) fn section_of(&self, id: PageId) -> Option<Section> {
        let slot = self.firsts.iter().skip(1).position(|&end| id.0 < end)?;
        Section::PAGED.get(slot).copied()
    }
}

/// Writes numbers as differences to the one before, or to their own mean, whichever is shorter.
pub(crate) fn write_numbers(out: &mut BitWriter, numbers: impl Iterator<Item = u32>) {
    let mut mean = 0_u32;
    let mut order = AdaptiveOrder::default();
    for number in numbers {
        let code = difference(number, mean);
        out.exp_golomb(code, order.order());
        order.learn(code);
        mean = next_mean(mean, number);
    }
}

pub(crate) fn read_numbers(input: &mut BitReader<'_>, count: u32) -> Result<Vec<u32>> {
    let mut mean = 0_u32;
    let mut order = AdaptiveOrder::default();
    let mut numbers = Vec::new();
    for _ in 0..count {
        let code = input.exp_golomb(order.order());
        order.learn(code);
        if input.overrun() {
            return Err(Error::invalid("a list of numbers ends too early"));
        }
        let number = apply_difference(code, mean);
        numbers.push(number);
        mean = next_mean(mean, number);
    }
    Ok(numbers)
}

const fn next_mean(mean: u32, number: u32) -> u32 {
    if mean == 0 { number } else { ((mean as u64 * 7 + number as u64) / 8) as u32 }
}

/// Zigzag of the wrapped difference: even for above the mean, odd for below.
const fn difference(number: u32, mean: u32) -> u32 {
    let step = number.wrapping_sub(mean) as i32;
    ((step << 1) ^ (step >> 31)) as u32
}

const fn apply_difference(code: u32, mean: u32) -> u32 {
    mean.wrapping_add((code >> 1) ^ (code & 1).wrapping_neg())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_read_back(numbers in prop::collection::vec(0_u32..1 << 29, 0..50)) {
            let mut out = BitWriter::new();
            write_numbers(&mut out, numbers.iter().copied());
            let bytes = out.finish();
            let count = numbers.len() as u32;
            prop_assert_eq!(read_numbers(&mut BitReader::new(&bytes), count).unwrap(), numbers);
        }
    }
}
