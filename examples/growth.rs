//! Bytes that a query touches while the corpus grows: the same queries, asked of ever more documents.
//!
//! `growth PATH` prints JSON. The documents of PATH are taken twice, the second time with new urls, and
//! of these the first that hold 1, 3, 6 and 12 million folded characters. Queries are substrings of the
//! first million, so every size has them all. `cargo xtask bench growth` runs it and draws the result.

mod measure;

use measure::Failure;
use measure::corpus::{Corpus, Kind};
use measure::cost::{Cost, Exactness, Reader, ask, percentile, resident};
use midu_core::{Document, IndexWriter, Layout};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Millions of folded characters.
const SIZES: [usize; 4] = [1, 3, 6, 12];
/// Random queries of each length.
const QUERIES: usize = 200;
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=12;

/// What the queries cost at one size.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Size {
    characters: usize,
    documents: usize,
    /// Length of the index.
    file: usize,
    /// Length of the part that is read once.
    resident: usize,
    queries: usize,
    /// Median and 95th percentile for a warm reader: of pages of lists, of text and records of ten
    /// hits, of both, and of round trips.
    index: [u64; 2],
    text: [u64; 2],
    all: [u64; 2],
    rounds: [u64; 2],
    /// The same of everything but the code for a reader who comes with this query.
    cold: [u64; 2],
    /// Answers that are not those of a scan.
    wrong: u64,
}

fn main() -> Result<(), Failure> {
    let path = std::env::args_os().nth(1).ok_or("usage: growth PATH")?;
    let (mut documents, _) = midu_ingest::read_inputs(&[PathBuf::from(&path)], &mut |_| ())?;
    let again = |document: &Document| Document {
        url: format!("{}?again", document.url),
        ..document.clone()
    };
    let second: Vec<Document> = documents.iter().map(again).collect();
    documents.extend(second);
    let name = Path::new(&path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let whole = Corpus::new(name, documents)?;
    let mut queries = Vec::new();
    let mut sizes = Vec::new();
    for millions in SIZES {
        let corpus = whole.first(millions * 1_000_000);
        eprintln!("{millions} M characters: {} documents", corpus.documents.len());
        if queries.is_empty() {
            queries = LENGTHS.map(|length| corpus.queries(Kind::Han, length, QUERIES)).collect();
        }
        sizes.push(measure_size(&corpus, &queries)?);
        if corpus.documents.len() == whole.documents.len() {
            eprintln!("that is the whole corpus twice over");
            break;
        }
    }
    println!("{}", serde_json::to_string_pretty(&sizes)?);
    Ok(())
}

fn measure_size(corpus: &Corpus, queries: &[Vec<Vec<char>>]) -> Result<Size, Failure> {
    let mut writer = IndexWriter::new(Layout::Paged);
    for document in &corpus.documents {
        writer.add(document.clone())?;
    }
    let file = writer.finish(&mut |_| ())?;
    let (mut costs, mut cold) = (Vec::new(), Vec::new());
    let mut exact = Exactness::default();
    for same_length in queries {
        let truth = corpus.scan(same_length);
        for query in same_length {
            let places = truth.get(query.as_slice()).ok_or("a query that was not scanned for")?;
            let query: String = query.iter().collect();
            let (cost, answer) = ask(&file, &query, Reader::Warm)?;
            exact.compare(&answer, false, &corpus.documents, places);
            costs.push(cost);
            cold.push(ask(&file, &query, Reader::Cold)?.0.bytes());
        }
    }
    let spread = |value: fn(&Cost) -> u64| {
        let values: Vec<u64> = costs.iter().map(value).collect();
        [50, 95].map(|percent| percentile(&values, percent))
    };
    Ok(Size {
        characters: corpus.characters(),
        documents: corpus.documents.len(),
        file: file.len(),
        resident: resident(&file)?,
        queries: costs.len(),
        index: spread(|cost| cost.index),
        text: spread(|cost| cost.text + cost.docs),
        all: spread(|cost| cost.tables + cost.index + cost.text + cost.docs),
        rounds: spread(|cost| cost.rounds),
        cold: [50, 95].map(|percent| percentile(&cold, percent)),
        wrong: exact.wrong,
    })
}
