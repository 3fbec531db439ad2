//! Documents -> the bytes of one index. The same documents give the same bytes, in whatever order
//! they were added. Never meets the reader; what both know is in `format`, `postings` and `text`.
//!
//! Documents wait in scratch storage and are read once by every pass: characters, their order and
//! lengths, the folded stream, and at last grams and text, each on a thread of its own.

mod characters;
mod classes;
mod cuts;
mod file;
mod filters;
mod grams;
mod pages;
mod pinyin;
mod scratch;
mod spool;
mod stream;
mod texts;
mod words;

use crate::bits::BitWriter;
use crate::bounds::{Bounds, PageSizes, Slots};
use crate::bytes::{Checksum, to_u32};
use crate::fold::table::{CharData, FoldTable};
use crate::fold::unicode::Unicode;
use crate::fold::{BREAK, State};
use crate::format::{FORMAT_VERSION, Head, MOST_WEIGHT, Place, SECTIONS, Section};
use crate::record::Record;
use crate::text::stream::{Compressor, DENSE_ORDER, Dense, PLAIN_ORDER};
use crate::{Code, Document, Error, Layout, Result, Weights};
use classes::{Classes, Lengths};
use file::File;
use grams::{GramSections, Splitter};
use pages::Pages;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use texts::{TextSections, Texts};

#[cfg(test)]
pub(crate) use pinyin::{readings, syllables};
pub use scratch::{InMemory, Scratch, ScratchFile};
use spool::{Spool, Spooled};
use stream::{Stream, StreamWriter};
#[cfg(test)]
pub(crate) use words::Cutter;

/// How far a build is: a phase and its share in thousandths.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Name of the phase, for people.
    pub phase: &'static str,
    /// Done within the phase, 0..=1000.
    pub thousandths: u32,
}

/// The pages of WORDS, and those of CUTS.
type WordSections = (Vec<Vec<u8>>, Pages);

/// Bytes of a page of TEXT that its part of the stream aims at.
const TEXT_PAGE_BYTES: u64 = 560;
/// Bytes of the records on a page of DOCS before they are coded to about a third.
const DOCS_PAGE_BYTES: u32 = 360;
/// Positions that are sorted into lists at once, at least.
const MIN_AT_ONCE: u64 = 1 << 12;

/// Collects documents, then writes the index in one go.
///
/// Without scratch storage it holds the documents once and, while writing, about ten times the UTF-8
/// bytes of their text. With it, it keeps to the memory it is told, beside about 100 bytes for each
/// document and 100 MB for the model of the text.
///
/// ```
/// use midu_core::{Document, Index, IndexWriter, Layout, Options, Query, Step};
///
/// let mut writer = IndexWriter::new(Layout::Embedded);
/// writer.add(Document {
///     url: "ferry.html".into(),
///     title: "渡口".into(),
///     blocks: vec!["清晨的渡口，船还没有来。".into()],
///     ..Document::default()
/// })?;
/// let index = Index::open(writer.finish(&mut |_| ())?)?;
/// let Step::Done(answer) = index.search(&Query::new("渡口"), Options::default())? else {
///     panic!("all pages are there");
/// };
/// assert_eq!((answer.total, answer.occurrences), (1, 2));
/// # Ok::<(), midu_core::Error>(())
/// ```
pub struct IndexWriter<'s> {
    layout: Layout,
    scratch: &'s dyn Scratch,
    /// Bytes that may be used for what grows with the corpus.
    memory: u64,
    spool: Option<Spool>,
    sources: characters::Sources,
    entries: Vec<Entry>,
    /// Documents by the hash of their url: the last one of each, and the one before it.
    by_url: HashMap<u64, u32>,
    hasher: RandomState,
    source_characters: u64,
    text_bytes: u64,
    weights: Option<Weights>,
}

impl std::fmt::Debug for IndexWriter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IndexWriter of {} documents, {:?}", self.entries.len(), self.layout)
    }
}

/// What is kept in memory of a document.
#[derive(Debug)]
struct Entry {
    url: Box<str>,
    place: u64,
    lengths: Lengths,
    class: u16,
}

impl IndexWriter<'static> {
    /// An empty writer for one layout, all in memory.
    #[must_use]
    pub fn new(layout: Layout) -> Self {
        Self::with_scratch(layout, &InMemory, u64::MAX)
    }
}

impl<'s> IndexWriter<'s> {
    /// An empty writer for one layout, with somewhere to put what exceeds `memory` bytes.
    #[must_use]
    pub fn with_scratch(layout: Layout, scratch: &'s dyn Scratch, memory: u64) -> Self {
        Self {
            layout,
            scratch,
            memory,
            spool: None,
            sources: characters::Sources::default(),
            entries: Vec::new(),
            by_url: HashMap::new(),
            hasher: RandomState::new(),
            source_characters: 0,
            text_bytes: 0,
            weights: None,
        }
    }

    /// Says what occurrences count where a request does not; above 1,000 counts as 1,000.
    pub fn set_weights(&mut self, Weights { title, heading, body }: Weights) {
        let [title, heading, body] = [title, heading, body].map(|weight| weight.min(MOST_WEIGHT));
        self.weights = Some(Weights { title, heading, body });
    }

    /// Takes another layout than the one given first, such as one chosen by what was added.
    pub const fn set_layout(&mut self, layout: Layout) {
        self.layout = layout;
    }

    /// Characters of the titles and bodies added so far.
    #[must_use]
    pub const fn source_characters(&self) -> u64 {
        self.source_characters
    }

    /// Number of documents added so far.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.entries.len()
    }

    /// Adds a document. U+0000, which the format uses, becomes U+FFFD.
    ///
    /// # Errors
    /// [`Code::DuplicateUrl`] if a document with the same url was added before; [`Code::Storage`]
    /// from the scratch storage.
    pub fn add(&mut self, mut document: Document) -> Result<()> {
        without_breaks(&mut document);
        self.claim(&document.url)?;
        let (record, blocks) = Record::of(document);
        let document = Spooled::new(record, &blocks);
        let unicode = Unicode::shared();
        let characters = |text: &str| text.chars().count() as u64;
        for text in [&document.record.title, &document.body] {
            self.sources.read(unicode, text);
            self.source_characters += characters(text);
        }
        self.text_bytes += document.body.len() as u64;
        let spool = match &mut self.spool {
            Some(spool) => spool,
            none => none.insert(Spool::new(self.scratch)?),
        };
        let place = spool.push(&document)?;
        let url = document.record.url.into();
        self.entries.push(Entry { url, place, lengths: (0, 0), class: 0 });
        Ok(())
    }

    /// Notes a url, which must be new.
    fn claim(&mut self, url: &str) -> Result<()> {
        // Two urls with one hash take neighbouring keys.
        let mut hash = self.hasher.hash_one(url);
        while let Some(&other) = self.by_url.get(&hash) {
            if self.entries.get(other as usize).is_some_and(|entry| &*entry.url == url) {
                let message = format!("two documents have the url {url:?}; give each its own");
                return Err(Error::new(Code::DuplicateUrl, message));
            }
            hash = hash.wrapping_add(1);
        }
        self.by_url.insert(hash, to_u32(self.entries.len(), "documents")?);
        Ok(())
    }

    /// Writes the index into memory.
    ///
    /// # Errors
    /// As [`Self::finish_into`].
    pub fn finish(self, progress: &mut dyn FnMut(Progress)) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        self.finish_into(&mut out, progress)?;
        Ok(out)
    }

    /// Writes the index from its first byte to its last.
    ///
    /// # Errors
    /// [`Code::NoDocuments`]; [`Code::TooLarge`] above 4 billion characters; [`Code::Storage`] from
    /// the scratch storage and from `out`.
    pub fn finish_into(
        mut self,
        out: &mut dyn Write,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<()> {
        let Some(mut spool) = self.spool.take() else {
            return Err(Error::new(Code::NoDocuments, "there are no documents to index"));
        };
        spool.seal()?;
        self.by_url = HashMap::new();
        let table = self.characters(&spool, progress)?;
        let classes = self.sort();
        let corpus = Corpus::new(&self, &spool, &table, classes)?;
        let mut file = File::default();
        let mut bits = BitWriter::new();
        table.data().write(&mut bits);
        file.resident(Section::Char, bits.finish());
        let fold = characters::query_images(Unicode::shared(), table.data());
        file.page(Section::Fold, table.data().write_query_images(&fold));
        file.small_pages(Section::Filters, filters::pages(&spool, &corpus.order, &table)?);
        let mut identity = Checksum::new();
        identity.update(self.layout.as_str().as_bytes());
        let sum = |part: fn(&Entry) -> u32| self.entries.iter().map(part).sum::<u32>();
        // The compact layout has no slots, so nothing in its stream is unused.
        let (mut titles, mut stream) = (sum(|e| e.lengths.0), sum(|e| e.lengths.0 + e.lengths.1));
        let words;
        if self.layout == Layout::Compact {
            let (cut, begins) = corpus.cut(self.source_characters)?;
            corpus.compress(&mut file, &mut identity, progress)?;
            file.page(Section::Cuts, corpus.cuts_in_one(&begins)?);
            file.small_pages(Section::Pinyin, pinyin::readings_only(table.data()));
            words = corpus.words(self.layout, self.source_characters, cut)?;
        } else {
            let folded = corpus.fold(&mut identity, progress)?;
            (titles, stream) = (corpus.bounds.titles_end(), folded.len());
            file.resident(Section::Slots, corpus.slots.write());
            let sounds = pinyin::with_pairs(table.data(), &folded, self.memory / 8)?;
            file.small_pages(Section::Pinyin, sounds);
            let characters = self.source_characters;
            let (grams, texts, cuts);
            (grams, texts, (words, cuts)) =
                corpus.sections(self.layout, characters, folded, progress)?;
            file.pages(Section::Heads, grams.heads);
            file.pages(Section::Grams, grams.grams);
            file.page(Section::Tokens, texts.tokens);
            file.pages(Section::Docs, texts.docs);
            file.pages(Section::Text, texts.text);
            file.pages(Section::Cuts, cuts);
        }
        if !words.is_empty() {
            file.small_pages(Section::Words, words);
        }
        let head = Head {
            version: FORMAT_VERSION,
            layout: self.layout,
            identity: identity.finish(),
            documents: to_u32(self.entries.len(), "documents")?,
            stream,
            titles,
            source_characters: self.source_characters,
            text_bytes: self.text_bytes,
            places: [Place::default(); SECTIONS],
            weights: self.weights.filter(|&weights| weights != Weights::default()),
        };
        file.write(head, out, &mut |thousandths| {
            progress(Progress { phase: "writing", thousandths });
        })
    }

    /// Folds everything once: characters by frequency, lengths of titles and bodies.
    fn characters(
        &mut self,
        spool: &Spool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<FoldTable> {
        let sources = std::mem::take(&mut self.sources);
        let provisional = FoldTable::new(sources.provisional(Unicode::shared()));
        let mut counter = characters::Counter::new(&provisional);
        let documents = self.entries.len();
        let entries = &mut self.entries;
        spool.each(documents, |number, document| {
            let Spooled { record, body } = document;
            // A title is ended by a block end of its own.
            entries[number].lengths = (counter.read(&record.title)? + 1, counter.read(&body)?);
            let thousandths = (number as u64 * 1000 / documents as u64) as u32;
            progress(Progress { phase: "characters", thousandths });
            Ok(())
        })?;
        let table = FoldTable::new(counter.finish()?);
        if table.data().has_pairs() {
            // Some characters take two units: the lengths were those in characters.
            spool.each(documents, |number, document| {
                let mut units = Vec::new();
                let mut length = |text: &str| {
                    units.clear();
                    table.fold_units(State::START, text, &mut units);
                    to_u32(units.len(), "characters of a document")
                };
                entries[number].lengths =
                    (length(&document.record.title)? + 1, length(&document.body)?);
                Ok(())
            })?;
        }
        Ok(table)
    }

    /// Puts documents in the order of the index: by class, then by url.
    fn sort(&mut self) -> Classes {
        let classes = Classes::new(self.entries.iter().map(|entry| entry.lengths));
        for entry in &mut self.entries {
            entry.class = classes.of(entry.lengths);
        }
        self.entries.sort_unstable_by(|a, b| (a.class, &a.url).cmp(&(b.class, &b.url)));
        classes
    }
}

fn without_breaks(document: &mut Document) {
    let clean = |text: &mut String| {
        if text.contains(BREAK) {
            *text = text.replace(BREAK, "\u{fffd}");
        }
    };
    let Document { url, title, blocks, sections, id, date, lang, meta, filters, .. } = document;
    [url, title]
        .into_iter()
        .chain(blocks)
        .chain(sections.iter_mut().filter_map(|section| section.anchor.as_mut()))
        .chain([id, date, lang].into_iter().flatten())
        .for_each(clean);
    for (mut key, mut value) in std::mem::take(meta) {
        clean(&mut key);
        clean(&mut value);
        meta.insert(key, value);
    }
    for (mut name, mut values) in std::mem::take(filters) {
        clean(&mut name);
        values.iter_mut().for_each(clean);
        filters.insert(name, values);
    }
}

/// A corpus in order, its characters and slots settled.
struct Corpus<'a> {
    scratch: &'a dyn Scratch,
    memory: u64,
    spool: &'a Spool,
    table: &'a FoldTable,
    /// Where documents are in the spool, in the order of the index.
    order: Vec<u64>,
    slots: Slots,
    bounds: Bounds,
    /// UTF-8 bytes of all bodies.
    text_bytes: u64,
    /// The same with all records.
    bytes: u64,
}

impl<'a> Corpus<'a> {
    fn new(
        writer: &IndexWriter<'a>,
        spool: &'a Spool,
        table: &'a FoldTable,
        classes: Classes,
    ) -> Result<Self> {
        // Records are stored without what a url shares with the one before.
        let (mut records, mut titles, mut previous) = (0, 0, String::new());
        let order: Vec<u64> = writer.entries.iter().map(|entry| entry.place).collect();
        for &place in &order {
            let record = spool.read_record(place)?;
            let same = previous.chars().zip(record.url.chars()).take_while(|(a, b)| a == b);
            let shared: usize = same.map(|(c, _)| c.len_utf8()).sum();
            let extras: usize = record.extras().iter().map(|extra| extra.len() + 1).sum();
            records += (record.url.len() - shared + extras + 3) as u64;
            titles += record.title.len() as u64;
            previous = record.url;
        }
        let sizes = PageSizes {
            text_units: page_units(table.data()),
            docs_bytes: DOCS_PAGE_BYTES,
            record_bytes: (records / order.len() as u64).min(DOCS_PAGE_BYTES.into()) as u32,
        };
        let slots = Slots::new(&classes.classes, sizes).ok_or_else(characters::too_many)?;
        Ok(Self {
            scratch: writer.scratch,
            memory: writer.memory,
            spool,
            table,
            order,
            bounds: Bounds::Slots(slots.clone()),
            slots,
            text_bytes: writer.text_bytes,
            bytes: writer.text_bytes + records + titles,
        })
    }

    /// Visits all documents in order.
    fn each(
        &self,
        phase: &'static str,
        progress: &mut dyn FnMut(Progress),
        mut visit: impl FnMut(u32, Spooled) -> Result<()>,
    ) -> Result<()> {
        for (number, &place) in (0..).zip(&self.order) {
            visit(number, self.spool.read(place)?)?;
            let thousandths = (u64::from(number) * 1000 / self.order.len() as u64) as u32;
            progress(Progress { phase, thousandths });
        }
        Ok(())
    }

    /// The folded stream; what it is made of goes into the index's identity.
    fn fold(&self, identity: &mut Checksum, progress: &mut dyn FnMut(Progress)) -> Result<Stream> {
        let length = u64::from(self.bounds.end());
        let mut stream = StreamWriter::new(self.scratch, length * 2 <= self.memory / 4)?;
        let mut units = Vec::new();
        for (number, &place) in (0..).zip(&self.order) {
            units.clear();
            let record = self.spool.read_record(place)?;
            self.table.fold_units(State::START, &record.title, &mut units);
            units.push(crate::gram::BREAK_UNIT);
            stream.push_slot(&units, self.bounds.title(number).end)?;
        }
        self.each("folding", progress, |number, document| {
            document.identify(identity);
            units.clear();
            self.table.fold_units(State::START, &document.body, &mut units);
            stream.push_slot(&units, self.bounds.body(number).end)
        })?;
        stream.finish()
    }

    /// The sections of the paged and embedded layouts: grams, text and words know nothing of each
    /// other, so each has a thread.
    fn sections(
        &self,
        layout: Layout,
        characters: u64,
        stream: Stream,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(GramSections, TextSections, WordSections)> {
        let mut report = |thousandths| progress(Progress { phase: "grams and text", thousandths });
        if cfg!(target_family = "wasm") {
            let grams = self.grams(layout, &stream, &mut |done| report(done / 2))?;
            let texts = self.texts().write(self.scratch, &mut |done| report(500 + done / 2))?;
            return Ok((grams, texts, self.words_and_cuts(layout, characters)?));
        }
        std::thread::scope(|scope| {
            let (send, receive) = std::sync::mpsc::channel();
            let other = send.clone();
            // A report that nobody takes any more is of no use.
            let grams = scope.spawn(move || {
                self.grams(layout, &stream, &mut |done| {
                    let _ = other.send((0, done));
                })
            });
            let texts = scope.spawn(move || {
                self.texts().write(self.scratch, &mut |done| {
                    let _ = send.send((1, done));
                })
            });
            let words = scope.spawn(move || self.words_and_cuts(layout, characters));
            let mut shares = [0; 2];
            for (which, done) in receive {
                let share: &mut u32 = &mut shares[which];
                if done > *share {
                    *share = done;
                    report(shares.iter().sum::<u32>() / 2);
                }
            }
            Ok((joined(grams)?, joined(texts)?, joined(words)?))
        })
    }

    fn words_and_cuts(&self, layout: Layout, characters: u64) -> Result<WordSections> {
        let (cut, begins) = self.cut(characters)?;
        Ok((self.words(layout, characters, cut)?, self.cuts(&begins)?))
    }

    fn grams(
        &self,
        layout: Layout,
        stream: &Stream,
        progress: &mut dyn FnMut(u32),
    ) -> Result<GramSections> {
        // A position takes four bytes in its list and up to sixteen while the list is split.
        let at_once = (self.memory / 16).max(MIN_AT_ONCE);
        Splitter::new(stream, &self.bounds, layout == Layout::Paged, self.scratch)?.run(
            self.scratch,
            at_once,
            progress,
        )
    }

    fn texts(&self) -> Texts<'_> {
        Texts {
            spool: self.spool,
            order: &self.order,
            table: self.table,
            slots: &self.slots,
            bytes: self.bytes,
        }
    }

    /// The sections of the compact layout.
    fn compress(
        &self,
        file: &mut File,
        identity: &mut Checksum,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<()> {
        let mut records = Compressor::new(PLAIN_ORDER, self.bytes - self.text_bytes)?;
        let mut bodies = Compressor::new(DENSE_ORDER, self.text_bytes)?;
        let dense = Dense::new(&FoldTable::alphabet(self.table.data()));
        let (mut previous, mut text, mut bytes) = (String::new(), String::new(), Vec::new());
        self.each("compressing", progress, |_, mut document| {
            document.identify(identity);
            document.place_headings(self.table);
            let Spooled { record, mut body } = document;
            text.clear();
            record.write(&previous, &mut text);
            records.push(text.as_bytes())?;
            previous = record.url;
            // One more block end ends a document.
            body.push(BREAK);
            bytes.clear();
            dense.push(&body, &mut bytes);
            bodies.push(&bytes)
        })?;
        file.page(Section::Docs, records.finish()?);
        file.page(Section::Text, bodies.finish()?);
        Ok(())
    }
}

/// What a thread came to; it panics only where the thread did.
fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Units of a page of TEXT, from the entropy of single characters: token coding comes to about seven
/// tenths of it.
fn page_units(chars: &CharData) -> u32 {
    let total: u64 = chars.chars.iter().map(|&(_, count)| u64::from(count)).sum();
    let bits: u64 = chars
        .chars
        .iter()
        .map(|&(_, count)| u64::from(count) * log2_sixteenths(total / u64::from(count.max(1))))
        .sum();
    let millibytes = (bits / total.max(1) * 1000 / (8 * 16) * 7 / 10).max(200);
    (TEXT_PAGE_BYTES * 1000 / millibytes).clamp(256, 4096) as u32
}

/// Sixteenths of a binary logarithm, linear between powers of two; integers, because bytes of an
/// index depend on it and floating-point logarithms differ between machines.
fn log2_sixteenths(value: u64) -> u64 {
    let value = value.max(1);
    let whole = u64::from(value.ilog2());
    whole * 16 + ((value << 4) >> whole) - 16
}
