//! The engine against a naive scan on real corpora, where they lie beside the repository.

mod common;

use common::{
    ALL, LAYOUTS, Naive, Picks, Remote, answer, assert_marks, assert_same, build, read, shared,
};
use midu_core::{Document, Index, Options};
use std::collections::{BTreeMap, BTreeSet};

/// The sample corpus of the repository, always there.
#[test]
fn every_substring_of_the_sample_corpus_is_found() {
    let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("www/corpus");
    every_substring(&read(path), 6);
}

#[test]
fn every_substring_of_the_changzhou_documents_is_found() {
    if let Some(path) = shared("changzhou") {
        every_substring(&read(path), 12);
    }
}

/// All substrings of 1..=`longest` characters of the folded fields, each once, in every layout.
fn every_substring(documents: &[Document], longest: usize) {
    let naive = Naive::new(documents);
    // How often each substring occurs in each document, counted once over all fields.
    let mut counts: BTreeMap<Vec<char>, BTreeMap<usize, u32>> = BTreeMap::new();
    let urls: Vec<&str> = documents.iter().map(|document| document.url.as_str()).collect();
    let mut field_of = documents
        .iter()
        .enumerate()
        .flat_map(|(doc, d)| std::iter::repeat_n(doc, 1 + d.blocks.len()));
    for field in naive.fields() {
        let doc = field_of.next().expect("as many fields as there are");
        let chars: Vec<char> = field.chars().collect();
        for start in 0..chars.len() {
            for end in start + 1..=(start + longest).min(chars.len()) {
                // A query is trimmed, so a piece that starts or ends in a space is another one.
                if chars[start] != ' ' && chars[end - 1] != ' ' {
                    let docs = counts.entry(chars[start..end].to_vec()).or_default();
                    *docs.entry(doc).or_default() += 1;
                }
            }
        }
    }
    eprintln!("{} substrings of {} documents", counts.len(), documents.len());
    for layout in LAYOUTS {
        let file = build(layout, documents);
        let index = Index::open(file.as_slice()).unwrap();
        for (piece, docs) in &counts {
            let query: String = piece.iter().collect();
            let expected =
                docs.iter().map(|(&doc, &count)| (urls[doc].to_owned(), count)).collect();
            assert_same(&answer(&index, &query, ALL), &expected, &query, layout.as_str());
        }
    }
}

#[test]
fn random_substrings_of_the_weekly_documents_are_found() {
    let Some(path) = shared("weekly.jsonl") else { return };
    random_substrings(&read(path), 20_000);
}

/// Substrings of every length 1..=64 and strangers: all layouts answer as the naive scan does.
fn random_substrings(documents: &[Document], queries: usize) {
    let mut naive = Naive::new(documents);
    let fields: Vec<Vec<char>> = naive
        .fields()
        .map(|field| field.chars().collect::<Vec<_>>())
        .filter(|f| !f.is_empty())
        .collect();
    let mut picks = Picks(20_261);
    let mut chosen = BTreeSet::new();
    while chosen.len() < queries {
        let field = &fields[picks.below(fields.len())];
        let length = 1 + picks.below(64);
        let start = picks.below(field.len());
        let mut piece: Vec<char> = field[start..(start + length).min(field.len())].to_vec();
        if picks.below(8) == 0 {
            // A stranger: one character from elsewhere, mostly absent then.
            let other = &fields[picks.below(fields.len())];
            let at = picks.below(piece.len());
            piece[at] = other[picks.below(other.len())];
        }
        chosen.insert(piece.into_iter().collect::<String>());
    }
    let chosen: Vec<String> = chosen.into_iter().collect();
    let expected = naive.search_all(&chosen);
    let files = LAYOUTS.map(|layout| build(layout, documents));
    let indexes = [0, 1, 2].map(|i| Index::open(files[i].as_slice()).unwrap());
    let mut remote = Remote::open(&files[0]);
    for (number, (query, expected)) in chosen.iter().zip(&expected).enumerate() {
        let [paged, embedded, compact] = [0, 1, 2].map(|i| answer(&indexes[i], query, ALL));
        assert_same(&compact, expected, query, "compact");
        assert_eq!(paged, compact, "paged and compact, {query:?}");
        assert_eq!(embedded, compact, "embedded and compact, {query:?}");
        let first = remote.search(query, Options::default());
        common::assert_totals(&first, expected, query, "over pages");
        assert_marks(&first, &naive.fold(query), "over pages");
        if number % 1000 == 0 {
            assert_eq!(&naive.search(query), expected, "two naive scans, {query:?}");
        }
    }
}

#[test]
fn the_words_of_the_changzhou_documents_have_exact_counts() {
    let Some(path) = shared("changzhou") else { return };
    let documents = read(path);
    let mut naive = Naive::new(&documents);
    let same = [
        ["產業", "产业"],
        ["122个项目", "122 个项目"],
        ["长荡湖", "長蕩湖"],
        ["ＧＤＰ万亿", "gdp 万亿"],
    ];
    for layout in LAYOUTS {
        let index_file = build(layout, &documents);
        let index = Index::open(index_file.as_slice()).unwrap();
        for pair in same {
            let [one, other] = pair.map(|query| answer(&index, query, Options::default()));
            assert_eq!(one, other, "{pair:?}");
        }
        for query in same.iter().flatten().chain(&["因地制宜", "州", "新质生产力"]) {
            let found = answer(&index, query, ALL);
            assert_same(&found, &naive.search(query), query, layout.as_str());
            assert!(found.total > 0, "{query}");
        }
    }
}
