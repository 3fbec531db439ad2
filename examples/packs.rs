//! What packs of pages cost: for each size of the files that hold position lists and of those that
//! hold documents, how many files there are and what a query fetches of them, beside byte ranges of
//! one file. docs/measurements.md says what came out, `crates/cli/src/carrier` what was chosen.
//!
//! `packs PATH…`, each a folder or a .jsonl file.

mod measure;

use measure::Failure;
use measure::corpus::{Corpus, Kind};
use measure::cost::{percentile, resident};
use midu_core::{Index, IndexWriter, Layout, Options, PageId, Query, SectionInfo, Step};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Random queries of each length.
const QUERIES: usize = 200;
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=12;
/// Bytes of a pack in sections with lists, and in those with documents and their text.
const LISTS: [u64; 5] = [4_096, 8_192, 16_384, 32_768, 65_536];
const DOCUMENTS: [u64; 5] = [1_024, 2_048, 4_096, 8_192, 16_384];
/// Bytes between two pages up to which the client joins them in one request (www/src/pages.ts).
const JOINED_GAP: u64 = 512;
/// More rounds than any query may take.
const MOST_ROUNDS: usize = 16;

fn main() -> Result<(), Failure> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        return Err("usage: packs PATH…".into());
    }
    for path in &paths {
        report(&Corpus::read(path)?)?;
    }
    Ok(())
}

/// Pages that one query read, by where they start and end in the file.
type Read = Vec<std::ops::Range<u64>>;

fn report(corpus: &Corpus) -> Result<(), Failure> {
    let mut writer = IndexWriter::new(Layout::Paged);
    for document in &corpus.documents {
        writer.add(document.clone())?;
    }
    let file = writer.finish(&mut |_| ())?;
    let mut reads = Vec::new();
    for length in LENGTHS {
        for query in corpus.queries(Kind::Han, length, QUERIES) {
            reads.push(ask(&file, &query.into_iter().collect::<String>())?);
        }
    }
    let full: Vec<Read> = reads.iter().filter(|(_, full)| *full).map(|(r, _)| r.clone()).collect();
    let all: Vec<Read> = reads.into_iter().map(|(read, _)| read).collect();
    println!("\n{}: {} queries, {} with ten hits", corpus.name, all.len(), full.len());
    println!(
        "| lists | documents | files | bytes p50 | p95 | ten hits p50 | p95 | requests p50 | p95 |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    row("range", "", 1, &all, &full, |read| by_ranges(read));
    let sections = Index::open(file.as_slice())?.summary().sections;
    for lists in LISTS {
        for documents in DOCUMENTS {
            let packs = Packs { sections: &sections, lists, documents, file: &file };
            let sizes = packs.lengths()?;
            let name = (kilobytes(lists), kilobytes(documents));
            row(&name.0, &name.1, sizes.len(), &all, &full, |read| packs.cost(read, &sizes));
        }
    }
    Ok(())
}

fn kilobytes(bytes: u64) -> String {
    format!("{} KB", bytes / 1024)
}

fn row(
    lists: &str,
    documents: &str,
    files: usize,
    all: &[Read],
    full: &[Read],
    cost: impl Fn(&Read) -> (u64, u64),
) {
    let costs: Vec<(u64, u64)> = all.iter().map(&cost).collect();
    let bytes: Vec<u64> = costs.iter().map(|cost| cost.0).collect();
    let requests: Vec<u64> = costs.iter().map(|cost| cost.1).collect();
    let shown: Vec<u64> = full.iter().map(|read| cost(read).0).collect();
    let numbers = [
        percentile(&bytes, 50),
        percentile(&bytes, 95),
        percentile(&shown, 50),
        percentile(&shown, 95),
        percentile(&requests, 50),
        percentile(&requests, 95),
    ];
    let numbers = numbers.map(|number| number.to_string()).join(" | ");
    println!("| {lists} | {documents} | {files} | {numbers} |");
}

/// The pages a query reads of an index of which only the resident part is there, and whether ten
/// hits were shown.
fn ask(file: &[u8], query: &str) -> Result<(Read, bool), Failure> {
    let prefix = file.get(..resident(file)?).ok_or("the file is shorter than its head says")?;
    let mut index = Index::open(prefix)?;
    let mut read = Read::new();
    for _ in 0..MOST_ROUNDS {
        match index.search(&Query::new(query), Options::default())? {
            Step::Done(answer) => return Ok((read, answer.hits.len() >= 10)),
            Step::Need(pages) => {
                for page in pages {
                    let range = index.page_range(page).ok_or("no such page")?;
                    let bytes =
                        file.get(usize::try_from(range.start)?..usize::try_from(range.end)?);
                    index.supply(page, bytes.ok_or("a page beyond the end")?.to_vec())?;
                    read.push(range);
                }
            }
        }
    }
    Err(format!("{query:?} was not answered in {MOST_ROUNDS} rounds").into())
}

/// Bytes and requests as the client reads one file; rounds are not told apart.
fn by_ranges(read: &Read) -> (u64, u64) {
    let mut sorted = read.clone();
    sorted.sort_by_key(|range| range.start);
    let (mut bytes, mut requests, mut end) = (0, 0, None::<u64>);
    for range in sorted {
        match end {
            Some(last) if range.start <= last + JOINED_GAP => bytes += range.end - last,
            _ => {
                bytes += range.end - range.start;
                requests += 1;
            }
        }
        end = Some(range.end);
    }
    (bytes, requests)
}

/// Pages that start in the same stretch of a section share a file.
struct Packs<'a> {
    sections: &'a [SectionInfo],
    lists: u64,
    documents: u64,
    file: &'a [u8],
}

impl Packs<'_> {
    /// The pack of a page, as section and number in it.
    fn of(&self, start: u64) -> (usize, u64) {
        let at = self.sections.iter().rposition(|s| s.offset <= start).unwrap_or(0);
        let Some(section) = self.sections.get(at) else { return (0, 0) };
        let size = match section.name {
            "DOCS" | "TEXT" => self.documents,
            _ => self.lists,
        };
        (at, (start - section.offset) / size)
    }

    /// The length of every pack.
    fn lengths(&self) -> Result<std::collections::BTreeMap<(usize, u64), u64>, Failure> {
        let index = Index::open(self.file)?;
        let mut lengths = std::collections::BTreeMap::new();
        for page in 0.. {
            let Some(range) = index.page_range(PageId(page)) else { break };
            *lengths.entry(self.of(range.start)).or_default() += range.end - range.start;
        }
        Ok(lengths)
    }

    fn cost(
        &self,
        read: &Read,
        lengths: &std::collections::BTreeMap<(usize, u64), u64>,
    ) -> (u64, u64) {
        let packs: BTreeSet<(usize, u64)> = read.iter().map(|page| self.of(page.start)).collect();
        let bytes = packs.iter().filter_map(|pack| lengths.get(pack)).sum();
        (bytes, packs.len() as u64)
    }
}
