//! What the cross-layer tests share: a naive search to compare with, and a reader that fetches every
//! page of a paged index as a browser would.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test binary uses its part")]

pub mod hostile;
pub mod language;

use midu_core::{
    Answer, DocId, Document, Index, IndexWriter, Layout, Options, Passage, Query, Request,
    Response, Step, Suggestion, resident_length,
};
use std::collections::BTreeMap;
use std::path::PathBuf;
use unicode_normalization::UnicodeNormalization;

pub const LAYOUTS: [Layout; 3] = [Layout::Paged, Layout::Embedded, Layout::Compact];

/// Builds an index of documents.
pub fn build(layout: Layout, documents: &[Document]) -> Vec<u8> {
    let mut writer = IndexWriter::new(layout);
    for document in documents {
        writer.add(document.clone()).expect("urls are unique");
    }
    writer.finish(&mut |_| ()).expect("the corpus is sound")
}

/// All documents of an index.
pub fn documents_of(file: &[u8]) -> Vec<Document> {
    let index = Index::open(file).unwrap();
    (0..index.summary().documents)
        .map(|doc| match index.document(DocId(doc)).unwrap() {
            Step::Done(document) => document,
            Step::Need(pages) => panic!("all bytes are here, yet {pages:?} are needed"),
        })
        .collect()
}

/// A document of blocks.
pub fn document(url: impl Into<String>, title: &str, blocks: &[&str]) -> Document {
    Document {
        url: url.into(),
        title: title.into(),
        blocks: blocks.iter().map(|&block| block.into()).collect(),
        ..Document::default()
    }
}

/// An optional corpus beside the repository; says so where it is absent.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {name} is not beside the repository");
    None
}

/// The documents of a corpus.
pub fn read(path: PathBuf) -> Vec<Document> {
    midu_ingest::read_inputs(&[path], &mut |_| ()).expect("a readable corpus").0
}

/// The fold in its plainest form, step by step over whole strings. Only the table of characters is
/// the engine's own, since tables are data; everything else is written anew here.
pub fn naive_fold(text: &str, characters: &mut BTreeMap<char, String>) -> String {
    let normal: String = text.nfkc().collect();
    let mut folded: Vec<char> = Vec::new();
    for c in normal.chars() {
        if c.is_whitespace() {
            folded.push(' ');
        } else {
            let image = characters.entry(c).or_insert_with(|| midu_core::fold(&c.to_string()));
            folded.extend(image.chars());
        }
    }
    let cjk = |c: char| {
        let wide = matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}');
        let more = matches!(c, '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
        let forms = matches!(c, '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}');
        let far = matches!(c, '\u{16fe0}'..='\u{18dff}' | '\u{1aff0}'..='\u{1b2ff}' | '\u{1f200}'..='\u{1f2ff}');
        wide || more || forms || far
    };
    let mut out = String::new();
    let words: Vec<String> = folded
        .split(|&c| c == ' ')
        .filter(|word| !word.is_empty())
        .map(|word| word.iter().collect())
        .collect();
    for word in words {
        let joint = out.chars().last().is_none_or(cjk) || word.chars().next().is_none_or(cjk);
        if !joint {
            out.push(' ');
        }
        out.push_str(&word);
    }
    out
}

/// Folded fields of all documents, searched from end to end.
pub struct Naive {
    /// Url, and the folded title and blocks.
    documents: Vec<(String, Vec<String>)>,
    characters: BTreeMap<char, String>,
}

impl Naive {
    pub fn new(documents: &[Document]) -> Self {
        let mut characters = BTreeMap::new();
        let documents = documents
            .iter()
            .map(|document| {
                let fields = std::iter::once(&document.title).chain(&document.blocks);
                let fields = fields.map(|field| naive_fold(field, &mut characters)).collect();
                (document.url.clone(), fields)
            })
            .collect();
        Self { documents, characters }
    }

    /// All folded fields.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().flat_map(|(_, fields)| fields).map(String::as_str)
    }

    pub fn fold(&mut self, query: &str) -> String {
        naive_fold(query, &mut self.characters)
    }

    /// For each document that holds the query its url and number of occurrences, overlapping ones
    /// too; by url.
    pub fn search(&mut self, query: &str) -> BTreeMap<String, u32> {
        let query = self.fold(query);
        let mut found = BTreeMap::new();
        if query.is_empty() {
            return found;
        }
        for (url, fields) in &self.documents {
            let count: u32 = fields.iter().map(|field| overlapping(field, &query)).sum();
            if count > 0 {
                found.insert(url.clone(), count);
            }
        }
        found
    }
}

impl Naive {
    /// The same for many queries in one pass over the texts, by an automaton of all of them (Aho and
    /// Corasick, "Efficient String Matching", CACM 18, 1975) from a crate that knows nothing of ours.
    pub fn search_all(&mut self, queries: &[String]) -> Vec<BTreeMap<String, u32>> {
        let folded: Vec<String> = queries.iter().map(|query| self.fold(query)).collect();
        let mut patterns: Vec<&String> = folded.iter().filter(|query| !query.is_empty()).collect();
        patterns.sort();
        patterns.dedup();
        let automaton = aho_corasick::AhoCorasick::new(&patterns).expect("a small automaton");
        let mut found = vec![BTreeMap::new(); patterns.len()];
        for (url, fields) in &self.documents {
            let mut counts = BTreeMap::new();
            for field in fields {
                for place in automaton.find_overlapping_iter(field) {
                    *counts.entry(place.pattern().as_usize()).or_default() += 1;
                }
            }
            for (pattern, count) in counts {
                found[pattern].insert(url.clone(), count);
            }
        }
        let of = |query| patterns.binary_search(&query).map(|pattern| found[pattern].clone());
        folded.iter().map(|query| of(query).unwrap_or_default()).collect()
    }
}

fn overlapping(text: &str, query: &str) -> u32 {
    let mut count = 0;
    let mut from = 0;
    while let Some(at) = text[from..].find(query) {
        count += 1;
        from += at + text[from + at..].chars().next().map_or(1, char::len_utf8);
    }
    count
}

/// Reads an index as a browser does: the resident part first, then the pages that are asked for.
pub struct Remote<'a> {
    file: &'a [u8],
    pub index: Index<Vec<u8>>,
    /// Rounds of requests for the last query, and the bytes of each section's pages in them.
    pub rounds: u32,
    pub bytes: BTreeMap<&'static str, u64>,
}

impl<'a> Remote<'a> {
    pub fn open(file: &'a [u8]) -> Self {
        let resident = resident_length(&file[..512]).expect("a sound head") as usize;
        let index = Index::open(file[..resident].to_vec()).expect("a sound index");
        Self { file, index, rounds: 0, bytes: BTreeMap::new() }
    }

    pub fn search(&mut self, query: &str, options: Options) -> Answer {
        self.answered(query, |index| index.search(&Query::new(query), options))
    }

    pub fn request(&mut self, request: &Request) -> Response {
        self.answered(&request.query, |index| index.query(request))
    }

    pub fn suggest(&mut self, prefix: &str, limit: usize) -> Vec<Suggestion> {
        self.answered(prefix, |index| index.suggest(prefix, limit))
    }

    pub fn passages(&mut self, request: &Request, doc: DocId) -> Vec<Passage> {
        self.answered(&request.query, |index| index.passages(request, doc, 0)).passages
    }

    fn answered<T>(
        &mut self,
        query: &str,
        ask: impl Fn(&Index<Vec<u8>>) -> midu_core::Result<Step<T>>,
    ) -> T {
        (self.rounds, self.bytes) = (0, BTreeMap::new());
        loop {
            match ask(&self.index).expect("a sound index") {
                Step::Done(answer) => return answer,
                Step::Need(pages) => {
                    assert!(!pages.is_empty(), "a step that needs nothing");
                    self.rounds += 1;
                    assert!(self.rounds < 20, "{query:?} never ends");
                    for page in pages {
                        let range = self.index.page_range(page).expect("a page of this index");
                        let bytes = &self.file[range.start as usize..range.end as usize];
                        let section = self.index.page_section(page).expect("a section");
                        *self.bytes.entry(section).or_default() += bytes.len() as u64;
                        self.index.supply(page, bytes.to_vec()).expect("the right bytes");
                    }
                }
            }
        }
    }
}

/// The response of an index that has all of its bytes.
pub fn response<D: AsRef<[u8]>>(index: &Index<D>, request: &Request) -> Response {
    match index.query(request).expect("a sound index") {
        Step::Done(response) => response,
        Step::Need(pages) => panic!("all bytes are here, yet {pages:?} are needed: {request:?}"),
    }
}

/// The answer of an index that has all of its bytes.
pub fn answer<D: AsRef<[u8]>>(index: &Index<D>, query: &str, options: Options) -> Answer {
    match index.search(&Query::new(query), options).expect("a sound index") {
        Step::Done(answer) => answer,
        Step::Need(pages) => panic!("all bytes are here, yet {pages:?} are needed for {query:?}"),
    }
}

/// Everything, without excerpts.
pub const ALL: Options = Options { offset: 0, limit: u32::MAX, excerpts: false };

/// Holds an answer with all hits against the naive one.
pub fn assert_same(answer: &Answer, naive: &BTreeMap<String, u32>, query: &str, what: &str) {
    let found: BTreeMap<String, u32> =
        answer.hits.iter().map(|hit| (hit.url.clone(), hit.occurrences)).collect();
    assert_eq!(&found, naive, "{what}: documents of {query:?}");
    assert_totals(answer, naive, query, what);
}

/// Holds the totals of an answer against the naive one.
pub fn assert_totals(answer: &Answer, naive: &BTreeMap<String, u32>, query: &str, what: &str) {
    let occurrences: u64 = naive.values().map(|&count| u64::from(count)).sum();
    assert_eq!(answer.total as usize, naive.len(), "{what}: documents of {query:?}");
    assert_eq!(answer.occurrences, occurrences, "{what}: occurrences of {query:?}");
}

/// Marks are in order, apart, and each is the query to the fold.
pub fn assert_marks(answer: &Answer, folded: &str, what: &str) {
    for hit in &answer.hits {
        let mut any = false;
        for marked in [&hit.title, &hit.excerpt] {
            let mut end = 0;
            for mark in &marked.marks {
                assert!(end <= mark.start && mark.start < mark.end, "{what}: {marked:?}");
                end = mark.end;
                let text = midu_core::fold(&marked.text[mark.clone()]);
                // Overlapping occurrences share a mark, which then starts and ends with the query;
                // a character that folds to several is marked whole.
                assert!(text.contains(folded), "{what}: {text:?} marked for {folded:?}");
                any = true;
            }
        }
        assert!(any, "{what}: nothing is marked for {folded:?} in {hit:?}");
    }
}

/// A small generator of numbers for reproducible picks.
pub struct Picks(pub u64);

impl Picks {
    pub fn below(&mut self, limit: usize) -> usize {
        // splitmix64 (Steele, Lea, Flood, OOPSLA 2014)
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }
}
