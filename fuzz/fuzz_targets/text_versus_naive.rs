//! Any documents, any query: every layout answers as a naive scan does, from a whole file as well
//! as page by page.
#![no_main]

#[path = "../../tests/common/mod.rs"]
mod common;

use common::hostile::tiny;
use common::{ALL, LAYOUTS, Naive, Remote, answer, assert_same, build};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use midu_core::{Document, Index, Options};

#[derive(Debug, Arbitrary)]
struct Input {
    documents: Vec<(String, Vec<String>)>,
    /// A query of its own.
    query: String,
    /// A query cut out of the text: document, field, first character, length.
    cut: (u8, u8, u8, u8),
}

impl Input {
    fn documents(&self) -> Vec<Document> {
        // Sources hold no U+0000: the writer replaces it, and the naive scan need not know.
        let clean = |text: &String| text.replace('\0', "");
        let documents = self.documents.iter().take(16).enumerate();
        documents
            .map(|(number, (title, blocks))| Document {
                url: number.to_string(),
                title: clean(title),
                blocks: blocks.iter().map(clean).collect(),
                ..Document::default()
            })
            .collect()
    }

    fn cut(&self, documents: &[Document]) -> String {
        let (document, field, first, length) = self.cut;
        let document = &documents[usize::from(document) % documents.len()];
        let fields: Vec<&String> =
            std::iter::once(&document.title).chain(&document.blocks).collect();
        let field = fields[usize::from(field) % fields.len()];
        field.chars().skip(first.into()).take(length.into()).collect()
    }
}

// The first index of a process works out tables for all others, longer than an input may take.
fuzz_target!(init: { build(LAYOUTS[0], &tiny()); }, |input: Input| {
    let documents = input.documents();
    if documents.is_empty() {
        return;
    }
    let mut naive = Naive::new(&documents);
    let queries = [input.cut(&documents), input.query.replace('\0', "")];
    for layout in LAYOUTS {
        let file = build(layout, &documents);
        let index = Index::open(file.as_slice()).expect("a sound index");
        index.check().expect("a sound index");
        let mut remote = Remote::open(&file);
        for query in queries.iter().filter(|query| query.chars().count() <= 64) {
            let expected = naive.search(query);
            assert_same(&answer(&index, query, ALL), &expected, query, layout.as_str());
            let first = answer(&index, query, Options::default());
            common::assert_totals(&first, &expected, query, layout.as_str());
            assert_eq!(remote.search(query, Options::default()), first, "{query:?} page by page");
        }
    }
});
