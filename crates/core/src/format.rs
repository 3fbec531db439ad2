//! The container: head, section table, page table, checksums. What writer and reader share and
//! nothing else; the meaning of a section's bytes is elsewhere.
//!
//! A file is a head of [`HEAD_LENGTH`] bytes and then its sections in the order of [`Section::ALL`].
//! The first ones are resident: a reader holds them whole, and their size hardly grows with the
//! corpus. The others are cut into pages that are read one by one, each ended by its own checksum.

use crate::bytes::{ByteReader, crc32c};
use crate::error::said;
use crate::{Code, Error, Result, Weights};
use std::ops::Range;

/// Version of the format that this build writes.
///
/// History: 1 = first; it may change without a new number until it is released.
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
/// The largest of [`Weights`].
pub(crate) const MOST_WEIGHT: u32 = 1000;
/// Bytes of a page's checksum.
pub(crate) const PAGE_CHECKSUM: usize = 4;

/// The sections, in file order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    /// Characters and what folds to them.
    Char,
    /// Classes of documents and the widths of their slots.
    Slots,
    /// Where the pages of ROUTES lie, and where what each tells of starts.
    Pages,
    /// `fst::Map` from keys to pages of ROUTES.
    Router,
    /// Keys that part the pages of HEADS and GRAMS, and lengths of all pages.
    Routes,
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
    /// Values of documents that can be filtered and sorted by.
    Filters,
    /// How the characters of this index are read, and its frequent pairs by their sound.
    Pinyin,
    /// Words that the documents hold, for suggestions.
    Words,
    /// Where words begin in the stream.
    Cuts,
}

/// Number of sections.
pub(crate) const SECTIONS: usize = 15;

impl Section {
    pub(crate) const ALL: [Self; SECTIONS] = [
        Self::Char,
        Self::Slots,
        Self::Pages,
        Self::Router,
        Self::Routes,
        Self::Tokens,
        Self::Fold,
        Self::Heads,
        Self::Grams,
        Self::Docs,
        Self::Text,
        Self::Filters,
        Self::Pinyin,
        Self::Words,
        Self::Cuts,
    ];

    /// Sections that are cut into pages, in file order.
    pub(crate) const PAGED: [Self; 11] = [
        Self::Routes,
        Self::Tokens,
        Self::Fold,
        Self::Heads,
        Self::Grams,
        Self::Docs,
        Self::Text,
        Self::Filters,
        Self::Pinyin,
        Self::Words,
        Self::Cuts,
    ];

    /// Sections whose pages are found by way of ROUTES. TOKENS and FOLD have one page each.
    pub(crate) const ROUTED: [Self; 8] = [
        Self::Heads,
        Self::Grams,
        Self::Docs,
        Self::Text,
        Self::Filters,
        Self::Pinyin,
        Self::Words,
        Self::Cuts,
    ];

    /// Pages whose keys and lengths are on one page of ROUTES: as many as make it a few kilobytes.
    pub(crate) const fn routed_pages(self) -> u32 {
        match self {
            Self::Heads | Self::Grams => 2048,
            _ => 8192,
        }
    }

    /// Pages are filled up to a multiple of so many bytes, so that their lengths are cheap to tell.
    pub(crate) const fn grain(self) -> u32 {
        match self {
            Self::Grams => 16,
            Self::Heads | Self::Docs | Self::Text => 4,
            _ => 1,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Char => "CHAR",
            Self::Slots => "SLOTS",
            Self::Pages => "PAGES",
            Self::Router => "ROUTER",
            Self::Routes => "ROUTES",
            Self::Tokens => "TOKENS",
            Self::Fold => "FOLD",
            Self::Heads => "HEADS",
            Self::Grams => "GRAMS",
            Self::Docs => "DOCS",
            Self::Text => "TEXT",
            Self::Filters => "FILTERS",
            Self::Pinyin => "PINYIN",
            Self::Words => "WORDS",
            Self::Cuts => "CUTS",
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
    pub(crate) places: [Place; SECTIONS],
    /// What occurrences count, where the index was told.
    pub(crate) weights: Option<Weights>,
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
        self.place(Section::Routes).offset
    }

    pub(crate) fn file_length(&self) -> u64 {
        let last = self.place(Section::Cuts);
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
        if let Some(Weights { title, heading, body }) = self.weights {
            // One more than each: zeros stand for none.
            [title, heading, body].iter().for_each(|weight| out.extend((weight + 1).to_le_bytes()));
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
                said("the index has format version ", version.into(), ", this build reads ")
                    + &said("", OLDEST_READABLE.into(), " to ")
                    + &said(
                        "",
                        FORMAT_VERSION.into(),
                        "; build index and reader with the same release",
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
            other => return Err(Error::invalid(said("there is no layout ", other.into(), ""))),
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
            places: [Place::default(); SECTIONS],
            weights: None,
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
                return Err(Error::invalid(
                    "section ".to_owned() + section.name() + " is misplaced",
                ));
            }
            next = place.offset + place.length;
        }
        head.weights = read_weights([input.u32()?, input.u32()?, input.u32()?])?;
        if head.documents == 0 || head.titles > head.stream || head.stream == u32::MAX {
            return Err(Error::invalid("the counts of the head contradict each other"));
        }
        Ok(head)
    }
}

/// The weights of a head, each one more than it is; all zeros for none.
fn read_weights(stored: [u32; 3]) -> Result<Option<Weights>> {
    if stored == [0; 3] {
        return Ok(None);
    }
    let [title, heading, body] = stored.map(|weight| weight.wrapping_sub(1));
    match [title, heading, body].iter().all(|&weight| weight <= MOST_WEIGHT) {
        true => Ok(Some(Weights { title, heading, body })),
        false => Err(Error::invalid("the weights of the head are none; rebuild the index")),
    }
}

fn not_an_index(bytes: &[u8]) -> Error {
    let start = bytes.get(..16.min(bytes.len())).unwrap_or_default();
    let hint = if bytes.is_empty() {
        "there are no bytes at all"
    } else if MAGIC.starts_with(start) {
        return Error::new(
            Code::Truncated,
            said("the index ends after ", bytes.len() as u64, " bytes, inside its head"),
        );
    } else if start.trim_ascii_start().starts_with(b"<") {
        "this looks like HTML: the server answered with a page in place of the file"
    } else {
        "the first bytes are not those of a .midu file"
    };
    Error::new(Code::NotAnIndex, "not a midu index: ".to_owned() + hint)
}

/// A failed checksum, with what it covers and where that starts in the file.
pub(crate) fn corrupt(what: &str, offset: u64) -> Error {
    Error::new(
        Code::Corrupt,
        said(
            &(what.to_owned() + " at byte "),
            offset,
            " fails its checksum: it was changed, cut, or belongs to another index; fetch or build it \
             again",
        ),
    )
}

/// Fills a page up and appends its checksum, which covers its index and its number too.
pub(crate) fn seal_page(mut page: Vec<u8>, section: Section, identity: u32, id: PageId) -> Vec<u8> {
    let length = (page.len() + PAGE_CHECKSUM).next_multiple_of(section.grain() as usize);
    page.resize(length - PAGE_CHECKSUM, 0);
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
        return Err(corrupt(&said("page ", id.0.into(), ""), range.start));
    }
    Ok(page.len())
}

fn page_checksum(page: &[u8], identity: u32, id: PageId) -> u32 {
    crc32c(&[&identity.to_le_bytes(), &id.0.to_le_bytes(), page])
}
