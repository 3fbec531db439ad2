//! Bytes of an index -> checked views: resident sections are verified and read at once, pages when
//! they are first touched. Knows where things are, not what a query wants.

use crate::bits::BitReader;
use crate::bounds::Bounds;
use crate::bytes::{at, crc32c, sort_numbers};
#[cfg(feature = "compact")]
use crate::compact::Compact;
use crate::fold::State;
use crate::fold::table::{CharData, FoldTable};
use crate::format::{HEAD_LENGTH, Head, PageTable, Section, corrupt, open_page};
use crate::gram::{KeyKind, Unit};
use crate::postings::{self, FoundList};
use crate::record::Record;
use crate::router::Router;
use crate::text::{TokenData, TokenModel};
use crate::{Code, Error, Layout, PageId, Result};
use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};
use std::sync::atomic::{AtomicBool, Ordering};

/// One section of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionInfo {
    /// Name as in DESIGN.md, such as `GRAMS`.
    pub name: &'static str,
    /// Where it starts, in bytes from the start of the file.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
    /// How many pages it has; 0 for a section that is read whole.
    pub pages: u32,
}

/// What an index says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Format version of the file.
    pub format_version: u32,
    /// Layout of the file.
    pub layout: Layout,
    /// Number of documents.
    pub documents: u32,
    /// Length of the folded stream in characters, titles and block ends included.
    pub characters: u64,
    /// Characters of the original bodies and titles.
    pub source_characters: u64,
    /// Bytes from the start that must be there to open the index.
    pub resident_length: u64,
    /// Length of the whole file in bytes.
    pub file_length: u64,
    /// The head and all sections in file order.
    pub sections: Vec<SectionInfo>,
}

/// Bytes from the start of the file that must be there before [`Index::open`] can succeed, read from
/// its first [`HEAD_LENGTH`] bytes (more do no harm).
///
/// # Errors
/// [`Code::NotAnIndex`], [`Code::FormatVersion`], [`Code::Truncated`], [`Code::Corrupt`],
/// [`Code::Invalid`].
pub fn resident_length(prefix: &[u8]) -> Result<u64> {
    Ok(Head::read(prefix)?.resident_length())
}

/// Pages that a step has looked for and not found.
#[derive(Debug, Default)]
pub(crate) struct Missing(Vec<PageId>);

impl Missing {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn insert(&mut self, page: PageId) {
        self.0.push(page);
    }

    /// Each page once, ascending.
    pub(crate) fn into_pages(self) -> Vec<PageId> {
        let mut numbers: Vec<u64> = self.0.into_iter().map(|page| u64::from(page.0)).collect();
        sort_numbers(&mut numbers);
        numbers.dedup();
        numbers.into_iter().map(|number| PageId(number as u32)).collect()
    }
}

/// An open index.
///
/// `D` is where the bytes live: a `Vec<u8>`, a `&'static [u8]` of `include_bytes!`, a memory map.
#[derive(Debug)]
pub struct Index<D> {
    bytes: D,
    pub(crate) head: Head,
    pages: PageTable,
    /// Contents of pages that were handed over, by number.
    supplied: Vec<Option<Vec<u8>>>,
    /// Which pages of `bytes` have been verified.
    verified: Vec<AtomicBool>,
    pub(crate) fold: FoldTable,
    pub(crate) bounds: Bounds,
    store: Store,
}

/// Where lists and text come from.
#[derive(Debug)]
enum Store {
    Pages {
        router: Box<Router>,
        model: Box<TokenModel>,
    },
    #[cfg(feature = "compact")]
    Memory(Box<Compact>),
    /// Not read yet.
    Nothing,
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Opens an index from all of its bytes, or, if its layout is paged, from at least the first
    /// [`Summary::resident_length`] of them; what is missing is asked for page by page.
    ///
    /// # Errors
    /// Any [`Code`] that speaks of the bytes.
    pub fn open(bytes: D) -> Result<Self> {
        let data = bytes.as_ref();
        let head = Head::read(data)?;
        let length = data.len() as u64;
        if length < head.resident_length() {
            let message = format!(
                "the index ends after {length} bytes, {} are needed; fetch or copy it again",
                head.resident_length()
            );
            return Err(Error::new(Code::Truncated, message));
        }
        if length > head.file_length() {
            return Err(corrupt("what follows the end of the index", head.file_length()));
        }
        let char_section = section(data, &head, Section::Char)?;
        let mut fold = FoldTable::new(CharData::read(&mut BitReader::new(char_section))?);
        let pages = PageTable::read(section(data, &head, Section::Pages)?, &head)?;
        let verified = pages.ends.iter().map(|_| AtomicBool::new(false)).collect();
        let mut index = Self {
            head,
            supplied: pages.ends.iter().map(|_| None).collect(),
            pages,
            verified,
            bounds: Bounds::default(),
            store: Store::Nothing,
            fold: FoldTable::new(CharData::default()),
            bytes,
        };
        index.read_query_images(&mut fold)?;
        index.fold = fold;
        index.read_store()?;
        Ok(index)
    }

    fn read_store(&mut self) -> Result<()> {
        let head = &self.head;
        if head.layout == Layout::Compact {
            return self.read_compact();
        }
        let data = self.bytes.as_ref();
        let lengths = section(data, head, Section::Lengths)?;
        self.bounds = Bounds::read(lengths, head.documents, head.titles, head.stream)?;
        let router = Router::open(section(data, head, Section::Router)?.to_vec())?;
        let alphabet = FoldTable::alphabet(self.fold.data());
        let mut tokens = BitReader::new(section(data, head, Section::Tokens)?);
        let data = TokenData::read(alphabet.len(), &mut tokens)?;
        let model = Box::new(TokenModel::new(&data, &alphabet)?);
        self.store = Store::Pages { router: Box::new(router), model };
        Ok(())
    }

    #[cfg(feature = "compact")]
    fn read_compact(&mut self) -> Result<()> {
        let docs = self.whole_page(Section::Docs)?;
        let text = self.whole_page(Section::Text)?;
        let compact = Compact::read(docs, text, &self.fold, &self.head)?;
        self.bounds = compact.bounds.clone();
        self.store = Store::Memory(Box::new(compact));
        Ok(())
    }

    #[cfg(not(feature = "compact"))]
    fn read_compact(&mut self) -> Result<()> {
        crate::text::stream::decompress(&[]).map(|_| ())
    }

    /// The only page of a section that has to be there.
    #[cfg(feature = "compact")]
    fn whole_page(&self, section: Section) -> Result<&[u8]> {
        let missing = || Error::invalid(format!("section {} is missing", section.name()));
        self.page(section, 0, &mut Missing::new())?.ok_or_else(missing)
    }

    fn read_query_images(&self, fold: &mut FoldTable) -> Result<()> {
        if let Some(page) = self.page(Section::Fold, 0, &mut Missing::new())? {
            fold.add_query_images(page)?;
        }
        Ok(())
    }

    /// What the index says of itself.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let head = &self.head;
        let head_section =
            SectionInfo { name: "HEAD", offset: 0, length: HEAD_LENGTH as u64, pages: 0 };
        let sections = Section::ALL.into_iter().map(|section| {
            let place = head.place(section);
            let (offset, length, pages) = (place.offset, place.length, place.pages);
            SectionInfo { name: section.name(), offset, length, pages }
        });
        Summary {
            format_version: head.version,
            layout: head.layout,
            documents: head.documents,
            characters: u64::from(head.stream),
            source_characters: head.source_characters,
            resident_length: head.resident_length(),
            file_length: head.file_length(),
            sections: std::iter::once(head_section).chain(sections).collect(),
        }
    }

    /// Where a page lies in the file; `None` if there is no such page.
    #[must_use]
    pub fn page_range(&self, page: PageId) -> Option<Range<u64>> {
        let range = self.pages.range(page)?;
        let first = self.head.place(Section::Fold).offset;
        Some(first + range.start..first + range.end)
    }

    /// Name of the section that a page is of; `None` if there is no such page.
    #[must_use]
    pub fn page_section(&self, page: PageId) -> Option<&'static str> {
        self.pages.section_of(page).map(Section::name)
    }

    /// Hands over the bytes of a page that [`crate::Step::Need`] named.
    ///
    /// # Errors
    /// [`Code::Corrupt`] if these are not the bytes of that page of this index.
    pub fn supply(&mut self, page: PageId, mut bytes: Vec<u8>) -> Result<()> {
        let range = self
            .page_range(page)
            .ok_or_else(|| Error::invalid(format!("the index has no page {}", page.0)))?;
        let length = open_page(&bytes, self.head.identity, page, &range)?;
        bytes.truncate(length);
        if self.pages.section_of(page) == Some(Section::Fold) {
            self.fold.add_query_images(&bytes)?;
        }
        if let Some(slot) = self.supplied.get_mut(at(page.0)) {
            *slot = Some(bytes);
        }
        Ok(())
    }

    /// The content of a page; `None`, and a note in `missing`, if it is not here.
    pub(crate) fn page(
        &self,
        section: Section,
        index: u32,
        missing: &mut Missing,
    ) -> Result<Option<&[u8]>> {
        let absent = || Error::invalid(format!("section {} has no page {index}", section.name()));
        let id = self.pages.id(section, index).ok_or_else(absent)?;
        if let Some(Some(page)) = self.supplied.get(at(id.0)) {
            return Ok(Some(page));
        }
        let range = self.page_range(id).ok_or_else(absent)?;
        let here = usize::try_from(range.start)
            .ok()
            .zip(usize::try_from(range.end).ok())
            .and_then(|(start, end)| self.bytes.as_ref().get(start..end));
        let Some(bytes) = here else {
            missing.insert(id);
            return Ok(None);
        };
        let verified = self.verified.get(at(id.0)).ok_or_else(absent)?;
        if !verified.load(Ordering::Relaxed) {
            open_page(bytes, self.head.identity, id, &range)?;
            verified.store(true, Ordering::Relaxed);
        }
        Ok(bytes.get(..bytes.len().saturating_sub(4)))
    }

    /// Number of pages of a section.
    pub(crate) fn page_count(&self, section: Section) -> u32 {
        self.head.place(section).pages
    }

    /// Pages of a kind that may hold a gram.
    pub(crate) fn router_pages(&self, kind: KeyKind, gram: &[Unit]) -> Result<RangeInclusive<u32>> {
        let section = match kind {
            KeyKind::Heads => Section::Heads,
            KeyKind::Grams => Section::Grams,
        };
        match &self.store {
            Store::Pages { router, .. } => router.pages(kind, gram, self.page_count(section)),
            _ => Err(Error::invalid("the compact layout has no grams")),
        }
    }

    /// Lists on a page that agree with a query.
    pub(crate) fn lists(
        &self,
        page: u32,
        query: &[Unit],
        missing: &mut Missing,
    ) -> Result<Option<Vec<FoundList>>> {
        let page = self.page(Section::Grams, page, missing)?;
        page.map(|page| postings::find_lists(page, query, self.head.stream)).transpose()
    }

    /// The stream, where it is in memory.
    pub(crate) fn units(&self) -> Option<&[Unit]> {
        match &self.store {
            #[cfg(feature = "compact")]
            Store::Memory(compact) => Some(&compact.units),
            _ => None,
        }
    }

    /// What is stored of a document apart from its body.
    pub(crate) fn record(
        &self,
        doc: u32,
        missing: &mut Missing,
    ) -> Result<Option<Cow<'_, Record>>> {
        let absent = || Error::invalid(format!("there is no document {doc}"));
        let model = match &self.store {
            #[cfg(feature = "compact")]
            Store::Memory(compact) => {
                return Ok(Some(Cow::Borrowed(compact.records.get(at(doc)).ok_or_else(absent)?)));
            }
            Store::Pages { model, .. } => model,
            Store::Nothing => return Err(absent()),
        };
        let starts = &self.pages.doc_starts;
        let index = starts.partition_point(|&start| start <= doc).checked_sub(1);
        let index = index.ok_or_else(absent)?;
        let Some(page) = self.page(Section::Docs, index as u32, missing)? else { return Ok(None) };
        let mut input = BitReader::new(page);
        let mut url = String::new();
        for current in starts.get(index).copied().unwrap_or(doc)..=doc {
            let shared = at(input.gamma().wrapping_sub(1));
            let kept = url.char_indices().nth(shared).map_or(url.len(), |(end, _)| end);
            url.truncate(kept);
            url.push_str(&model.read_string(&mut input)?);
            let title = model.read_string(&mut input)?;
            let strings = || model.read_string(&mut input);
            let record = Record::read(std::mem::take(&mut url), title, strings)?;
            if current == doc {
                return Ok(Some(Cow::Owned(record)));
            }
            url = record.url;
        }
        Err(absent())
    }

    /// Number of pieces of original text.
    pub(crate) fn piece_count(&self) -> u32 {
        self.piece_starts().len() as u32
    }

    fn piece_starts(&self) -> &[u32] {
        match &self.store {
            #[cfg(feature = "compact")]
            Store::Memory(compact) => &compact.starts,
            _ => &self.pages.text_starts,
        }
    }

    /// Numbers of the pieces of original text that hold this part of the stream.
    pub(crate) fn text_pieces(&self, units: &Range<u32>) -> Range<u32> {
        let starts = self.piece_starts();
        // Several pieces may start at one place where a piece has nothing but white space.
        let first = starts.partition_point(|&start| start <= units.start).saturating_sub(1);
        let end = starts.partition_point(|&start| start < units.end).max(first + 1);
        first as u32..end.min(starts.len()) as u32
    }

    /// A piece of original text: where it starts in the stream, the fold's state there, the text.
    pub(crate) fn text_piece(
        &self,
        index: u32,
        missing: &mut Missing,
    ) -> Result<Option<(u32, State, Cow<'_, str>)>> {
        let absent = || Error::invalid(format!("there is no piece of text {index}"));
        let model = match &self.store {
            #[cfg(feature = "compact")]
            Store::Memory(compact) => return compact.piece(at(index)).map(Some).ok_or_else(absent),
            Store::Pages { model, .. } => model,
            Store::Nothing => return Err(absent()),
        };
        let start = *self.pages.text_starts.get(at(index)).ok_or_else(absent)?;
        let Some(page) = self.page(Section::Text, index, missing)? else { return Ok(None) };
        let mut input = BitReader::new(page);
        let state = input.gamma().wrapping_sub(1);
        let count = input.gamma().wrapping_sub(1);
        if state >= State::CODES || u64::from(count) > page.len() as u64 * 8 {
            return Err(Error::invalid(format!("piece of text {index} has a broken start")));
        }
        let text = model.read_tokens(count, &mut input)?;
        Ok(Some((start, State::from_code(state), Cow::Owned(text))))
    }
}

/// The bytes of a resident section after its checksum.
fn section<'d>(data: &'d [u8], head: &Head, section: Section) -> Result<&'d [u8]> {
    let place = head.place(section);
    let here = usize::try_from(place.offset)
        .ok()
        .zip(usize::try_from(place.length).ok())
        .and_then(|(offset, length)| data.get(offset..offset.checked_add(length)?));
    let cut = || {
        let message =
            format!("section {} is cut off; fetch or copy the index again", section.name());
        Error::new(Code::Truncated, message)
    };
    let bytes = here.ok_or_else(cut)?;
    if crc32c(&[bytes]) != place.checksum {
        return Err(corrupt(&format!("section {}", section.name()), place.offset));
    }
    Ok(bytes)
}
