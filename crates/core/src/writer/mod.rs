//! Documents -> the bytes of one index. The same documents give the same bytes, in whatever order
//! they were added. Never meets the reader; what both know is in `format`, `postings` and `text`.

mod characters;
mod grams;
mod stream;
mod texts;

use crate::bits::BitWriter;
use crate::bytes::{crc32c, to_u32};
use crate::fold::BREAK;
use crate::fold::table::{CharData, FoldTable};
use crate::fold::unicode::Unicode;
use crate::format::{FORMAT_VERSION, HEAD_LENGTH, Head, PageTable, Place, Section, seal_page};
use crate::record::Record;
use crate::text::stream::{DENSE_ORDER, PLAIN_ORDER, compress, to_dense};
use crate::{Code, Document, Error, Layout, PageId, Result};
use std::collections::BTreeMap;
use stream::Stream;

/// How far a build is: a phase and its share in thousandths.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Name of the phase, for people.
    pub phase: &'static str,
    /// Done within the phase, 0..=1000.
    pub thousandths: u32,
}

/// Bytes of a page of TEXT that piece lengths aim at.
const TEXT_PAGE_BYTES: usize = 560;

/// Collects documents, then writes the index in one go.
///
/// Holds the documents once and, while writing, about ten times the UTF-8 bytes of their text.
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
#[derive(Debug)]
pub struct IndexWriter {
    layout: Layout,
    documents: BTreeMap<String, Document>,
}

impl IndexWriter {
    /// An empty writer for one layout.
    #[must_use]
    pub const fn new(layout: Layout) -> Self {
        Self { layout, documents: BTreeMap::new() }
    }

    /// Adds a document. U+0000, which the format uses, becomes U+FFFD.
    ///
    /// # Errors
    /// [`Code::DuplicateUrl`] if a document with the same url was added before.
    pub fn add(&mut self, mut document: Document) -> Result<()> {
        without_breaks(&mut document);
        let url = document.url.clone();
        if self.documents.contains_key(&url) {
            return Err(Error::new(
                Code::DuplicateUrl,
                format!("two documents have the url {url:?}; give each its own"),
            ));
        }
        self.documents.insert(url, document);
        Ok(())
    }

    /// Writes the index.
    ///
    /// # Errors
    /// [`Code::NoDocuments`]; [`Code::TooLarge`] above 4 billion characters.
    pub fn finish(self, progress: &mut dyn FnMut(Progress)) -> Result<Vec<u8>> {
        let report = |phase| move |thousandths| Progress { phase, thousandths };
        let corpus = Corpus::new(self.documents)?;
        progress(report("characters")(0));
        let unicode = Unicode::shared();
        let chars = corpus.characters(unicode)?;
        let table = FoldTable::new(chars);
        progress(report("folding")(0));
        let identity = crc32c(&[
            self.layout.as_str().as_bytes(),
            Record::write_all(&corpus.records).as_bytes(),
            corpus.marked_bodies().as_bytes(),
        ]);
        let stream = Stream::fold(
            &table,
            &corpus.records,
            &corpus.bodies,
            &corpus.ends,
            corpus.piece_chars(table.data()),
        )?;
        let mut file = File::new(self.layout, identity);
        let fold = characters::query_images(unicode, table.data());
        let mut bits = BitWriter::new();
        table.data().write(&mut bits);
        file.resident(Section::Char, bits.finish());
        file.paged(Section::Fold, vec![table.data().write_query_images(&fold)]);
        if self.layout == Layout::Compact {
            progress(report("compressing")(0));
            let records = Record::write_all(&corpus.records);
            file.paged(Section::Docs, vec![compress(records.as_bytes(), PLAIN_ORDER)?]);
            let text = to_dense(&corpus.marked_bodies(), &FoldTable::alphabet(table.data()));
            file.paged(Section::Text, vec![compress(&text, DENSE_ORDER)?]);
        } else {
            file.resident(Section::Lengths, stream.bounds.write());
            let with_heads = self.layout == Layout::Paged;
            let grams = grams::Splitter::new(&stream.units, &stream.bounds, with_heads)
                .run(&mut |done| progress(report("grams")(done)))?;
            file.resident(Section::Router, grams.router);
            file.paged(Section::Heads, grams.heads);
            file.paged(Section::Grams, grams.grams);
            let texts = texts::write(
                table.data(),
                &corpus.records,
                &corpus.bodies,
                &stream.pieces,
                &mut |done| progress(report("text")(done)),
            )?;
            file.resident(Section::Tokens, texts.tokens);
            file.paged(Section::Docs, texts.docs);
            file.paged(Section::Text, texts.text);
            file.doc_starts = texts.doc_starts;
            file.text_starts = stream.pieces.iter().map(|piece| piece.start).collect();
        }
        let head = Head {
            version: FORMAT_VERSION,
            layout: self.layout,
            identity,
            documents: to_u32(corpus.records.len(), "documents")?,
            stream: to_u32(stream.units.len(), "characters")?,
            titles: stream.bounds.titles_end(),
            source_characters: corpus.source_characters(),
            text_bytes: corpus.bodies.len() as u64,
            places: [Place::default(); 10],
        };
        file.assemble(head)
    }
}

fn without_breaks(document: &mut Document) {
    let clean = |text: &mut String| {
        if text.contains(BREAK) {
            *text = text.replace(BREAK, "\u{fffd}");
        }
    };
    let Document { url, title, blocks, id, date, lang, meta, filters } = document;
    [url, title]
        .into_iter()
        .chain(blocks)
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

/// All documents in static-rank order (by url), their bodies in a row.
struct Corpus {
    records: Vec<Record>,
    bodies: String,
    /// End of each body in `bodies`.
    ends: Vec<usize>,
}

impl Corpus {
    fn new(documents: BTreeMap<String, Document>) -> Result<Self> {
        if documents.is_empty() {
            return Err(Error::new(Code::NoDocuments, "there are no documents to index"));
        }
        let mut corpus = Self { records: Vec::new(), bodies: String::new(), ends: Vec::new() };
        for document in documents.into_values() {
            let (record, blocks) = Record::of(document);
            for block in blocks.iter().map(|block| block.trim()).filter(|block| !block.is_empty()) {
                corpus.bodies.push_str(block);
                corpus.bodies.push(BREAK);
            }
            corpus.ends.push(corpus.bodies.len());
            corpus.records.push(record);
        }
        Ok(corpus)
    }

    fn characters(&self, unicode: &Unicode) -> Result<CharData> {
        let mut sources = characters::Sources::default();
        for record in &self.records {
            sources.read(unicode, &record.title);
        }
        sources.read(unicode, &self.bodies);
        let titles = self.records.iter().map(|record| record.title.as_str());
        characters::by_frequency(sources.provisional(unicode), titles.chain([&*self.bodies]))
    }

    fn source_characters(&self) -> u64 {
        let titles: usize = self.records.iter().map(|record| record.title.chars().count()).sum();
        (titles + self.bodies.chars().count()) as u64
    }

    /// Characters in a page of TEXT, from the entropy of single characters: token coding comes to
    /// about seven tenths of it.
    fn piece_chars(&self, chars: &CharData) -> usize {
        let total: u64 = chars.chars.iter().map(|&(_, count)| u64::from(count)).sum();
        let bits: u64 = chars
            .chars
            .iter()
            .map(|&(_, count)| u64::from(count) * log2_sixteenths(total / u64::from(count.max(1))))
            .sum();
        let millibytes = (bits / total.max(1) * 1000 / (8 * 16) * 7 / 10).max(200) as usize;
        (TEXT_PAGE_BYTES * 1000 / millibytes).clamp(256, 4096)
    }

    /// Bodies in a row, each ended by one more block end.
    fn marked_bodies(&self) -> String {
        let mut out = String::with_capacity(self.bodies.len() + self.ends.len());
        let mut start = 0;
        for &end in &self.ends {
            out.push_str(&self.bodies[start..end]);
            out.push(BREAK);
            start = end;
        }
        out
    }
}

/// Sixteenths of a binary logarithm, linear between powers of two; integers, because bytes of an
/// index depend on it and floating-point logarithms differ between machines.
fn log2_sixteenths(value: u64) -> u64 {
    let value = value.max(1);
    let whole = u64::from(value.ilog2());
    whole * 16 + ((value << 4) >> whole) - 16
}

/// Sections on their way into a file.
struct File {
    layout: Layout,
    identity: u32,
    resident: BTreeMap<Section, Vec<u8>>,
    paged: BTreeMap<Section, Vec<Vec<u8>>>,
    doc_starts: Vec<u32>,
    text_starts: Vec<u32>,
}

impl File {
    const fn new(layout: Layout, identity: u32) -> Self {
        Self {
            layout,
            identity,
            resident: BTreeMap::new(),
            paged: BTreeMap::new(),
            doc_starts: Vec::new(),
            text_starts: Vec::new(),
        }
    }

    fn resident(&mut self, section: Section, bytes: Vec<u8>) {
        self.resident.insert(section, bytes);
    }

    fn paged(&mut self, section: Section, pages: Vec<Vec<u8>>) {
        self.paged.insert(section, pages);
    }

    fn assemble(mut self, mut head: Head) -> Result<Vec<u8>> {
        let mut lengths: [Vec<u32>; 5] = Default::default();
        let mut pages = Vec::new();
        let mut id = 0;
        for (slot, section) in lengths.iter_mut().zip(Section::PAGED) {
            let mut bytes = Vec::new();
            for page in self.paged.remove(&section).unwrap_or_default() {
                let page = seal_page(page, self.identity, PageId(id));
                slot.push(to_u32(page.len(), "bytes of a page")?);
                bytes.extend(page);
                id += 1;
            }
            pages.push((section, to_u32(slot.len(), "pages")?, bytes));
        }
        if self.layout == Layout::Compact {
            // Readers of the compact layout find documents and text by decoding all of them.
            self.doc_starts = vec![0];
            self.text_starts = vec![head.titles];
        }
        let table = PageTable::write(&lengths, &self.text_starts, &self.doc_starts);
        self.resident(Section::Pages, table);
        let mut out = vec![0; HEAD_LENGTH];
        for section in Section::ALL {
            let offset = out.len() as u64;
            let paged = pages.iter().find(|(paged, ..)| *paged == section);
            let resident = self.resident.remove(&section).unwrap_or_default();
            let (bytes, checksum, count) = match paged {
                Some((_, count, bytes)) => (bytes.as_slice(), 0, *count),
                None => (resident.as_slice(), crc32c(&[&resident]), 0),
            };
            out.extend(bytes);
            head.places[section as usize] =
                Place { offset, length: bytes.len() as u64, checksum, pages: count };
        }
        let head = head.write();
        out[..HEAD_LENGTH].copy_from_slice(&head);
        Ok(out)
    }
}
