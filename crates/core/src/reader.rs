//! Bytes of an index -> checked views: resident sections are verified and read at once, pages when
//! they are first touched. Knows where things are, not what a query wants.

use crate::bits::BitReader;
use crate::bounds::{Bounds, Slots};
use crate::bytes::{at, crc32c, sort_numbers};
use crate::cache::PageCache;
#[cfg(feature = "compact")]
use crate::compact::Compact;
use crate::directory::{Directory, Located};
use crate::error::said;
use crate::fold::State;
use crate::fold::table::{CharData, FoldTable};
use crate::format::{HEAD_LENGTH, Head, PAGE_CHECKSUM, Section, corrupt, open_page};
use crate::gram::{KeyKind, MAX_GRAM, Unit};
use crate::postings::{self, FoundList};
use crate::record::Record;
use crate::router::Router;
use crate::text::{TokenData, TokenModel};
use crate::{Code, Error, Layout, PageId, Result};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// Pages of ROUTES that are asked for before it is known whether they tell of what is needed.
const MOST_FORESEEN: usize = 4;

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

    /// Number of entries.
    #[cfg(feature = "language")]
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// The same with each page once.
    #[cfg(feature = "language")]
    pub(crate) fn distinct(self) -> Self {
        Self(self.into_pages())
    }

    /// Takes over what another looked for.
    #[cfg(feature = "language")]
    pub(crate) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
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
    directory: Directory,
    /// Contents of pages that were handed over.
    supplied: PageCache,
    /// Which pages of `bytes` have been verified, where it holds the whole file.
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
        /// Where it is not here yet, no text can be read.
        model: Option<Box<TokenModel>>,
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
            let message = said("the index ends after ", length, " bytes, ")
                + &said("", head.resident_length(), " are needed; fetch or copy it again");
            return Err(Error::new(Code::Truncated, message));
        }
        if length > head.file_length() {
            return Err(corrupt("what follows the end of the index", head.file_length()));
        }
        let char_section = section(data, &head, Section::Char)?;
        let fold = FoldTable::new(CharData::read(&mut BitReader::new(char_section))?);
        let directory = Directory::read(section(data, &head, Section::Pages)?, &head)?;
        // Pages of a mere start of the file are few, and verified whenever they are read.
        let whole = if length == head.file_length() { directory.page_count() } else { 0 };
        let mut index = Self {
            head,
            directory,
            supplied: PageCache::default(),
            verified: (0..whole).map(|_| AtomicBool::new(false)).collect(),
            bounds: Bounds::default(),
            store: Store::Nothing,
            fold,
            bytes,
        };
        index.read_store()?;
        for id in (0..index.directory.firsts_of(Section::Heads)).map(PageId) {
            if let Some(page) = index.page_of(id, &mut Missing::new())? {
                let page = page.to_vec();
                index.take(id, &page)?;
            }
        }
        #[cfg(feature = "compact")]
        if index.head.layout == Layout::Compact {
            index.read_compact()?;
        }
        Ok(index)
    }

    fn read_store(&mut self) -> Result<()> {
        let head = &self.head;
        if head.layout == Layout::Compact {
            return readable();
        }
        let data = self.bytes.as_ref();
        let slots = Slots::read(section(data, head, Section::Slots)?)?;
        let pages = [slots.docs_pages(), slots.pages()];
        let bounds = Bounds::Slots(slots);
        let claimed = (head.documents, head.titles, head.stream);
        if (bounds.documents(), bounds.titles_end(), bounds.end()) != claimed
            || pages != [Section::Docs, Section::Text].map(|section| head.place(section).pages)
        {
            return Err(Error::invalid("the classes of documents contradict the head"));
        }
        let router = Box::new(Router::open(section(data, head, Section::Router)?.to_vec())?);
        self.bounds = bounds;
        self.store = Store::Pages { router, model: None };
        Ok(())
    }

    #[cfg(feature = "compact")]
    fn read_compact(&mut self) -> Result<()> {
        let docs = self.whole_page(Section::Docs)?;
        let text = self.whole_page(Section::Text)?;
        #[allow(unused_mut, reason = "only the query language asks where words begin")]
        let mut compact = Compact::read(docs, text, &self.fold, &self.head)?;
        compact.read_begins(self.whole_page(Section::Cuts)?, &self.fold)?;
        self.bounds = compact.bounds.clone();
        self.store = Store::Memory(Box::new(compact));
        Ok(())
    }

    /// The only page of a section that has to be there.
    #[cfg(feature = "compact")]
    fn whole_page(&self, section: Section) -> Result<&[u8]> {
        let missing = || Error::invalid(format!("section {} is missing", section.name()));
        self.page(section, 0, &mut Missing::new())?.ok_or_else(missing)
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

    /// Where a page lies in the file; `None` if there is no such page, or if it is not known yet
    /// because a page that tells of it is not here.
    #[must_use]
    pub fn page_range(&self, page: PageId) -> Option<Range<u64>> {
        match self.directory.locate(page)? {
            Located::At(range) => Some(range),
            Located::Ask(_) => None,
        }
    }

    /// Name of the section that a page is of; `None` if there is no such page.
    #[must_use]
    pub fn page_section(&self, page: PageId) -> Option<&'static str> {
        self.directory.section_of(page).map(|(section, _)| section.name())
    }

    /// Hands over the bytes of a page that [`crate::Step::Need`] named.
    ///
    /// # Errors
    /// [`Code::Corrupt`] if these are not the bytes of that page of this index.
    pub fn supply(&mut self, page: PageId, mut bytes: Vec<u8>) -> Result<()> {
        let range = self
            .page_range(page)
            .ok_or_else(|| Error::invalid(said("the index has no page ", page.0.into(), "")))?;
        let length = open_page(&bytes, self.head.identity, page, &range)?;
        bytes.truncate(length);
        if !self.take(page, &bytes)? {
            self.supplied.insert(page, bytes);
        }
        Ok(())
    }

    /// Sets how many bytes of supplied pages are kept. Above it those go that were not used for
    /// longest; never one that the last few searches looked at, so a search always comes to its end.
    pub fn set_page_budget(&mut self, bytes: usize) {
        self.supplied.set_budget(bytes);
    }

    /// Notes that a search begins.
    pub(crate) fn begin_search(&self) {
        self.supplied.tick();
    }

    /// Decodes a page that is read as a whole and kept in another form; false for any other.
    fn take(&mut self, page: PageId, bytes: &[u8]) -> Result<bool> {
        match self.directory.section_of(page) {
            Some((Section::Routes, index)) => self.directory.add(index, bytes, &self.head)?,
            Some((Section::Fold, _)) => self.fold.add_query_images(bytes)?,
            Some((Section::Tokens, _)) => {
                let alphabet = FoldTable::alphabet(self.fold.data());
                let data = TokenData::read(alphabet.len(), &mut BitReader::new(bytes))?;
                let tokens = Box::new(TokenModel::new(&data, &alphabet)?);
                if let Store::Pages { model, .. } = &mut self.store {
                    *model = Some(tokens);
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The content of a page; `None`, and a note in `missing`, if it is not here.
    pub(crate) fn page(
        &self,
        section: Section,
        index: u32,
        missing: &mut Missing,
    ) -> Result<Option<&[u8]>> {
        let absent = || {
            Error::invalid(said(
                &("section ".to_owned() + section.name() + " has no page "),
                index.into(),
                "",
            ))
        };
        self.page_of(self.directory.id(section, index).ok_or_else(absent)?, missing)
    }

    fn page_of(&self, id: PageId, missing: &mut Missing) -> Result<Option<&[u8]>> {
        if let Some(page) = self.supplied.get(id) {
            return Ok(Some(page));
        }
        let absent = || Error::invalid(said("there is no page ", id.0.into(), ""));
        let range = match self.directory.locate(id).ok_or_else(absent)? {
            Located::At(range) => range,
            Located::Ask(routes) => {
                missing.insert(routes);
                return Ok(None);
            }
        };
        let here = usize::try_from(range.start)
            .ok()
            .zip(usize::try_from(range.end).ok())
            .and_then(|(start, end)| self.bytes.as_ref().get(start..end));
        let Some(bytes) = here else {
            missing.insert(id);
            return Ok(None);
        };
        let opened = || open_page(bytes, self.head.identity, id, &range);
        match self.verified.get(at(id.0)) {
            Some(verified) if verified.load(Ordering::Relaxed) => {}
            Some(verified) => {
                opened()?;
                verified.store(true, Ordering::Relaxed);
            }
            // Of a mere start, a damaged page is like one that is not here: it can be had again.
            None if opened().is_err() => {
                missing.insert(id);
                return Ok(None);
            }
            None => {}
        }
        Ok(bytes.get(..bytes.len().saturating_sub(PAGE_CHECKSUM)))
    }

    /// Number of pages of a section.
    pub(crate) fn page_count(&self, section: Section) -> u32 {
        self.head.place(section).pages
    }

    /// Pages of a kind that may hold a gram; `None`, and notes in `missing`, while pages that tell
    /// of them are not here.
    pub(crate) fn router_pages(
        &self,
        kind: KeyKind,
        gram: &[Unit],
        missing: &mut Missing,
    ) -> Result<Option<Range<u32>>> {
        let section = match kind {
            KeyKind::Heads => Section::Heads,
            KeyKind::Grams => Section::Grams,
        };
        let Store::Pages { router, .. } = &self.store else {
            return Err(Error::invalid("the compact layout has no grams"));
        };
        let gram = gram.get(..gram.len().min(MAX_GRAM)).unwrap_or(gram);
        let routes = router.routes(kind, gram)?;
        match self.directory.pages(section, gram, routes)? {
            Ok(pages) => Ok(Some(pages)),
            Err(ask) => {
                ask.into_iter().for_each(|page| missing.insert(page));
                Ok(None)
            }
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

    /// The text of all documents, where it is in memory.
    #[cfg(feature = "compact")]
    pub(crate) fn memory(&self) -> Option<&Compact> {
        match &self.store {
            Store::Memory(compact) => Some(compact),
            _ => None,
        }
    }

    /// The text model; `None`, and a note in `missing`, if it is not here.
    pub(crate) fn model(&self, missing: &mut Missing) -> Result<Option<&TokenModel>> {
        match &self.store {
            Store::Pages { model: Some(model), .. } => Ok(Some(model)),
            Store::Pages { .. } => {
                self.page(Section::Tokens, 0, missing)?;
                Ok(None)
            }
            _ => Err(Error::invalid("the compact layout has no pages of text")),
        }
    }

    /// Notes what reading any record or text will need, as far as that is little.
    pub(crate) fn foresee_text(&self, missing: &mut Missing) -> Result<()> {
        if let Store::Pages { .. } = &self.store {
            self.model(missing)?;
            self.directory.text_routes(MOST_FORESEEN).for_each(|page| missing.insert(page));
        }
        Ok(())
    }

    /// What is stored of a document apart from its body.
    pub(crate) fn record(&self, doc: u32, missing: &mut Missing) -> Result<Option<Record>> {
        let absent = || Error::invalid(said("there is no document ", doc.into(), ""));
        if doc >= self.head.documents {
            return Err(absent());
        }
        #[cfg(feature = "compact")]
        if let Some(compact) = self.memory() {
            return compact.records.get(at(doc)).cloned().ok_or_else(absent).map(Some);
        }
        let Bounds::Slots(slots) = &self.bounds else { return Err(absent()) };
        let (page, before) = slots.record_page(doc).ok_or_else(absent)?;
        let page = self.page(Section::Docs, page, missing)?;
        let (Some(model), Some(page)) = (self.model(missing)?, page) else { return Ok(None) };
        let mut input = BitReader::new(page);
        let mut url = String::new();
        for left in (0..=before).rev() {
            let shared = at(input.gamma().wrapping_sub(1));
            let kept = url.char_indices().nth(shared).map_or(url.len(), |(end, _)| end);
            url.truncate(kept);
            url.push_str(&model.read_string(&mut input)?);
            let title = model.read_string(&mut input)?;
            let strings = || model.read_string(&mut input);
            let record = Record::read(std::mem::take(&mut url), title, strings)?;
            if left == 0 {
                return Ok(Some(record));
            }
            url = record.url;
        }
        Err(absent())
    }

    /// A page of TEXT: the fold's state before it, the units by which it starts late, and the text.
    pub(crate) fn text_page(
        &self,
        page: u32,
        missing: &mut Missing,
    ) -> Result<Option<(State, u32, String)>> {
        let model = self.model(missing)?;
        let bytes = self.page(Section::Text, page, missing)?;
        let (Some(model), Some(bytes)) = (model, bytes) else { return Ok(None) };
        let mut input = BitReader::new(bytes);
        let state = input.gamma().wrapping_sub(1);
        let late = input.gamma().wrapping_sub(1);
        let count = input.gamma().wrapping_sub(1);
        if state >= State::CODES || u64::from(count) > bytes.len() as u64 * 8 {
            return Err(Error::invalid(said("page ", page.into(), " of TEXT has a broken start")));
        }
        Ok(Some((State::from_code(state), late, model.read_tokens(count, &mut input)?)))
    }
}

/// Whether this build reads the compact layout.
fn readable() -> Result<()> {
    if cfg!(feature = "compact") {
        return Ok(());
    }
    crate::text::stream::decompress(&[]).map(|_| ())
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
            "section ".to_owned() + section.name() + " is cut off; fetch or copy the index again";
        Error::new(Code::Truncated, message)
    };
    let bytes = here.ok_or_else(cut)?;
    if crc32c(&[bytes]) != place.checksum {
        return Err(corrupt(&("section ".to_owned() + section.name()), place.offset));
    }
    Ok(bytes)
}
