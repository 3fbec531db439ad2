//! What each feature of the query language costs a reader who has the tables that such queries need,
//! but no page that only one of them needs: bytes and rounds, counted exactly, and the engine's time
//! as a ratio to that of one text in the same run.

use super::Failure;
use super::corpus::Corpus;
use super::cost::{Cost, fetch, percentile, tables_end};
use super::features::{Asked, By, Feature, of_fields, of_texts};
use midu_core::{
    Document, Index, IndexWriter, Layout, Note, Options, PageId, Query, Section, Step,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

/// More rounds than any query may take.
const MOST_ROUNDS: u64 = 64;
/// As many as the client asks for where it is not told.
const SUGGESTIONS: usize = 8;
/// Runs of each query, of which the fastest counts.
const RUNS: usize = 3;
const TAGS: usize = 20;

/// Queries of one feature: what they cost.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FeatureRow {
    feature: &'static str,
    queries: usize,
    /// Median, 95th percentile, largest.
    bytes: [u64; 3],
    rounds: [u64; 3],
    /// Queries that found something by the step that the feature is.
    found: usize,
    /// Queries whose answer says that not all places were looked at.
    cut: usize,
    /// Pages of all these queries by section and round, such as `PINYIN@3`.
    pages: BTreeMap<String, u64>,
    /// Time by that of one text at the median: median and 95th percentile.
    time: [f64; 2],
}

/// All features of one corpus.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Language {
    corpus: String,
    /// Bytes of the first pages of FILTERS, PINYIN and WORDS, which are held.
    held: u64,
    rows: Vec<FeatureRow>,
}

/// An index with the queries that it is asked.
struct Bench {
    name: String,
    file: Vec<u8>,
    features: Vec<Feature>,
}

/// Costs over the corpus as it is, and over one with headings, and tags and dates that are made up.
pub(crate) fn measure(corpus: &Corpus) -> Result<Vec<Language>, Failure> {
    Ok(vec![rows(plain(corpus)?)?, rows(fields(corpus)?)?])
}

/// Writes both indexes with their queries as JSON, for the bench in the browser.
pub(crate) fn write(corpus: &Corpus, folder: &Path) -> Result<(), Failure> {
    for (name, bench) in [("plain", plain(corpus)?), ("fields", fields(corpus)?)] {
        let path = folder.join(format!("language-{name}"));
        std::fs::write(path.with_extension("midu"), &bench.file)?;
        let features: Vec<serde_json::Value> = bench.features.iter().map(Feature::json).collect();
        std::fs::write(path.with_extension("json"), serde_json::to_vec(&features)?)?;
    }
    Ok(())
}

fn plain(corpus: &Corpus) -> Result<Bench, Failure> {
    let file = build(&corpus.documents)?;
    let features = of_texts(corpus, &Index::open(&*file)?)?;
    Ok(Bench { name: corpus.name.clone(), features, file })
}

fn fields(corpus: &Corpus) -> Result<Bench, Failure> {
    let documents = (0..).zip(&corpus.documents).map(|(number, one)| dressed(number, one));
    let name = format!("{}, with headings and with tags and dates made up", corpus.name);
    let corpus = Corpus::new(name, documents.collect())?;
    let file = build(&corpus.documents)?;
    let features = of_fields(&corpus, &Index::open(&*file)?)?;
    Ok(Bench { name: corpus.name, features, file })
}

fn build(documents: &[Document]) -> Result<Vec<u8>, Failure> {
    let mut writer = IndexWriter::new(Layout::Paged);
    for document in documents {
        writer.add(document.clone())?;
    }
    Ok(writer.finish(&mut |_| ())?)
}

/// The tag of a document: few have many documents, many have few.
pub(crate) fn tag(number: usize) -> String {
    let mixed = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let number = mixed as usize % (TAGS * (TAGS + 1) / 2);
    let mut left = number;
    let tag = (0..TAGS).find(|tag| {
        let here = left < TAGS - tag;
        left = left.saturating_sub(TAGS - tag);
        here
    });
    format!("t{}", tag.unwrap_or(0))
}

/// A document in blocks, by its empty lines; those that start with `#` are headings.
fn dressed(number: usize, document: &Document) -> Document {
    let mut dressed = document.clone();
    dressed.blocks.clear();
    for block in document.blocks.iter().flat_map(|block| block.split("\n\n")) {
        let text = block.trim_start_matches('#');
        let level = block.len() - text.len();
        if level > 0 {
            let section = Section { block: dressed.blocks.len(), level: level as u8, anchor: None };
            dressed.sections.push(section);
        }
        dressed.blocks.push(text.trim().to_owned());
    }
    dressed.filters.insert("tag".into(), vec![tag(number)]);
    let (year, month, day) = (2015 + number % 10, 1 + number % 12, 1 + number % 28);
    dressed.date = Some(format!("{year}-{month:02}-{day:02}"));
    dressed
}

fn rows(bench: Bench) -> Result<Language, Failure> {
    let Bench { name, file, features } = bench;
    let whole = Index::open(&*file)?;
    let held = first_pages(&whole);
    let mut rows: Vec<FeatureRow> = Vec::new();
    let mut unit = None;
    for feature in features {
        let (mut costs, mut times, mut found, mut cut) = (Vec::new(), Vec::new(), 0, 0);
        for asked in &feature.asked {
            let (cost, outcome, index) = ask(&file, &held, asked, feature.by)?;
            found += usize::from(outcome.found);
            cut += usize::from(outcome.cut);
            costs.push(cost);
            times.push(nanoseconds(&index, asked)?);
        }
        let mut pages = BTreeMap::new();
        for (section, count) in costs.iter().flat_map(|cost| &cost.pages) {
            *pages.entry(section.clone()).or_default() += count;
        }
        let spread = |of: fn(&Cost) -> u64| {
            let values: Vec<u64> = costs.iter().map(of).collect();
            [50, 95, 100].map(|percent| percentile(&values, percent))
        };
        // The first row is one text, as a request.
        let unit = *unit.get_or_insert(percentile(&times, 50).max(1));
        rows.push(FeatureRow {
            feature: feature.name,
            queries: costs.len(),
            bytes: spread(Cost::bytes),
            rounds: spread(|cost| cost.rounds),
            found,
            cut,
            pages,
            time: [50, 95].map(|percent| percentile(&times, percent) as f64 / unit as f64),
        });
    }
    let held = held.iter().filter_map(|&page| whole.page_range(page));
    let held = held.map(|range| range.end - range.start).sum();
    Ok(Language { corpus: name, held, rows })
}

/// The first page of each section that has one to begin with.
fn first_pages(index: &Index<&[u8]>) -> Vec<PageId> {
    let mut sections = vec!["FILTERS", "PINYIN", "WORDS"];
    let mut pages = Vec::new();
    for page in (0..).map(PageId) {
        let Some(section) = index.page_section(page) else { break };
        if let Some(place) = sections.iter().position(|&other| other == section) {
            sections.remove(place);
            pages.push(page);
        }
    }
    pages
}

#[derive(Clone, Copy, Debug, Default)]
struct Outcome {
    found: bool,
    cut: bool,
}

/// What an index says to a query: the outcome, or the pages that it needs.
fn step<D: AsRef<[u8]>>(
    index: &Index<D>,
    asked: &Asked,
    by: By,
) -> Result<Result<Outcome, Vec<PageId>>, Failure> {
    Ok(match asked {
        Asked::Search(text) => {
            match index.search(&Query::new(text.as_str()), Options::default())? {
                Step::Need(pages) => Err(pages),
                Step::Done(answer) => Ok(Outcome { found: answer.total > 0, cut: false }),
            }
        }
        Asked::Request(request) => match index.query(request)? {
            Step::Need(pages) => Err(pages),
            Step::Done(response) => Ok(Outcome {
                found: response.answer.total > 0 && by.is(response.relaxed.as_ref()),
                cut: response.notes.contains(&Note::ManyPlaces),
            }),
        },
        Asked::Suggest(prefix) => match index.suggest(prefix, SUGGESTIONS)? {
            Step::Need(pages) => Err(pages),
            Step::Done(words) => Ok(Outcome { found: !words.is_empty(), cut: false }),
        },
    })
}

fn ask<'f>(
    file: &'f [u8],
    held: &[PageId],
    asked: &Asked,
    by: By,
) -> Result<(Cost, Outcome, Index<&'f [u8]>), Failure> {
    let start =
        file.get(..tables_end(file, "HEADS")?).ok_or("the file is shorter than its head says")?;
    let mut index = Index::open(start)?;
    fetch(file, &mut index, held, &mut Cost::default())?;
    let mut cost = Cost::default();
    while cost.rounds < MOST_ROUNDS {
        match step(&index, asked, by)? {
            Ok(outcome) => return Ok((cost, outcome, index)),
            Err(pages) => fetch(file, &mut index, &pages, &mut cost)?,
        }
    }
    Err(format!("{asked:?} was not answered in {MOST_ROUNDS} rounds").into())
}

/// The time of an answer by an index that has the pages for it.
fn nanoseconds(index: &Index<&[u8]>, asked: &Asked) -> Result<u64, Failure> {
    let mut least = u64::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        step(index, asked, By::Any)?.map_err(|_| "an index that answered asks for pages")?;
        least = least.min(u64::try_from(start.elapsed().as_nanos())?);
    }
    Ok(least)
}

impl Language {
    /// A table in Markdown.
    pub(crate) fn table(&self) -> String {
        let mut out = format!(
            "\n{}; first pages of FILTERS, PINYIN and WORDS: {} bytes\n\n\
             | | queries | bytes | round trips | found | cut | time by one text |\n\
             | --- | --- | --- | --- | --- | --- | --- |\n",
            self.corpus, self.held,
        );
        for row in &self.rows {
            let join = |values: [u64; 3]| values.map(|value| value.to_string()).join(" / ");
            if row.queries == 0 {
                out += &format!("| {} | 0 | | | | | |\n", row.feature);
                continue;
            }
            let [median, most] = row.time;
            out += &format!(
                "| {} | {} | {} | {} | {} | {} | {median:.1} / {most:.1} |\n",
                row.feature,
                row.queries,
                join(row.bytes),
                join(row.rounds),
                row.found,
                row.cut,
            );
        }
        out
    }
}
