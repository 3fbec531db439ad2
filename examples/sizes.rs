//! Bytes of an index at rest and bytes that queries touch, against the goals of the project.
//!
//! `sizes [--json] [--language] [--code BYTES] PATH…`, where `--code` is what a page downloads beside
//! the index, and `--language` prints nothing but the tables of queries in the language, as Markdown.
//! `--files FOLDER` writes the indexes of these tables with their queries there, and measures nothing.
//! `cargo xtask bench sizes` runs it; docs/measurements.md says what came out.

mod measure;

use measure::Failure;
use measure::corpus::{Corpus, Kind};
use measure::cost::{Cost, Exactness, Reader, ask, percentile, resident, whole_answer};
use measure::language;
use measure::report::{LengthRow, Report, Row, Unit};
use midu_core::{Index, IndexWriter, Layout, Options, Summary};
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

/// Random queries of each length.
const QUERIES: usize = 500;
const LENGTHS: std::ops::RangeInclusive<usize> = 1..=12;
/// Queries found in more documents are compared by totals and shown hits only.
const MOST_LISTED: usize = 1000;
/// Queries of each length that the two other layouts are asked as well.
const ASKED_OF_ALL: usize = 40;
const EVERYTHING: Options = Options { offset: 0, limit: u32::MAX, excerpts: false };

fn main() -> Result<(), Failure> {
    let (mut json, mut only, mut files) = (false, false, None);
    let (mut code, mut paths) = (None, Vec::new());
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--json") => json = true,
            Some("--language") => only = true,
            Some("--files") => files = arguments.next().map(PathBuf::from),
            Some("--code") => {
                let bytes = arguments.next().ok_or("--code needs a number of bytes")?;
                code = Some(bytes.to_string_lossy().parse()?);
            }
            _ => paths.push(PathBuf::from(argument)),
        }
    }
    if paths.is_empty() {
        return Err("usage: sizes [--json] [--language] [--code BYTES] PATH…".into());
    }
    let mut reports = Vec::new();
    for path in &paths {
        let corpus = Corpus::read(path)?;
        if let Some(folder) = &files {
            language::write(&corpus, folder)?;
            continue;
        }
        if only {
            let tables = language::measure(&corpus)?;
            match json {
                true => println!("{}", serde_json::to_string(&tables)?),
                false => tables.iter().for_each(|table| print!("{}", table.table())),
            }
            continue;
        }
        let report = report(&corpus, code)?;
        if !json {
            print!("{}", report.table());
            std::io::stdout().flush()?;
        }
        reports.push(report);
    }
    if json && !only && files.is_none() {
        println!("{}", serde_json::to_string_pretty(&reports)?);
    }
    Ok(())
}

/// An index of a corpus with the seconds that it took.
struct Built {
    file: Vec<u8>,
    seconds: f64,
}

fn build(corpus: &Corpus, layout: Layout) -> Result<Built, Failure> {
    let mut writer = IndexWriter::new(layout);
    for document in &corpus.documents {
        writer.add(document.clone())?;
    }
    let start = Instant::now();
    let file = writer.finish(&mut |_| ())?;
    Ok(Built { file, seconds: start.elapsed().as_secs_f64() })
}

fn report(corpus: &Corpus, code: Option<u64>) -> Result<Report, Failure> {
    let [paged, embedded, compact] =
        [Layout::Paged, Layout::Embedded, Layout::Compact].map(|layout| build(corpus, layout));
    let (paged, embedded, compact) = (paged?, embedded?, compact?);
    let others = [Index::open(&*embedded.file)?, Index::open(&*compact.file)?];
    let mut exact = Exactness::default();
    let (mut lengths, mut costs) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        for length in LENGTHS {
            let measured = ask_all(corpus, kind, length, &paged.file, &others, &mut exact)?;
            lengths.push(by_length(kind, length, &measured));
            costs.extend(measured.into_iter().map(|cost| (kind, cost)));
        }
    }
    let summary = Index::open(&*paged.file)?.summary();
    let mut rows = vec![
        Row::goal("recall, all queries and layouts", Unit::Share, 1.0, exact.recall()),
        Row::goal("precision, all queries and layouts", Unit::Share, 1.0, exact.precision()),
        Row::fact("answers compared with a scan", Unit::Count, exact.queries as f64),
        Row::fact("answers with other totals than the scan", Unit::Count, exact.wrong as f64),
    ];
    for kind in Kind::ALL {
        rows.extend(per_query(kind, &costs));
    }
    rows.extend(first_answer(&paged.file, code, corpus)?);
    rows.extend(at_rest(&corpus.name, &summary, embedded.file.len(), compact.file.len()));
    for (layout, built) in [("paged", &paged), ("embedded", &embedded), ("compact", &compact)] {
        rows.push(Row::fact(format!("build, {layout} (this run)"), Unit::Seconds, built.seconds));
    }
    let (documents, characters) = (corpus.documents.len(), summary.source_characters);
    let language = language::measure(corpus)?;
    Ok(Report { corpus: corpus.name.clone(), documents, characters, rows, lengths, language })
}

/// Asks all queries of one kind and length and compares every answer with the scan.
fn ask_all(
    corpus: &Corpus,
    kind: Kind,
    length: usize,
    paged: &[u8],
    others: &[Index<&[u8]>; 2],
    exact: &mut Exactness,
) -> Result<Vec<Cost>, Failure> {
    let queries = corpus.queries(kind, length, QUERIES);
    let truth = corpus.scan(&queries);
    let whole = Index::open(paged)?;
    let mut costs = Vec::with_capacity(queries.len());
    for (number, query) in queries.iter().enumerate() {
        let places = truth.get(query.as_slice()).ok_or("a query that was not scanned for")?;
        let text: String = query.iter().collect();
        let (cost, answer) = ask(paged, &text, Reader::Warm)?;
        exact.compare(&answer, false, &corpus.documents, places);
        costs.push(cost);
        let listed = places.len() <= MOST_LISTED;
        let options = if listed { EVERYTHING } else { Options::default() };
        let asked = if number < ASKED_OF_ALL { others.as_slice() } else { &[] };
        for index in std::iter::once(&whole).chain(asked) {
            let answer = whole_answer(index, &text, options)?;
            exact.compare(&answer, listed, &corpus.documents, places);
        }
    }
    Ok(costs)
}

fn spread(values: impl Iterator<Item = u64>) -> [u64; 3] {
    let values: Vec<u64> = values.collect();
    [50, 95, 100].map(|percent| percentile(&values, percent))
}

fn by_length(kind: Kind, length: usize, costs: &[Cost]) -> LengthRow {
    let mut pages = std::collections::BTreeMap::new();
    for (section, count) in costs.iter().flat_map(|cost| &cost.pages) {
        *pages.entry(section.clone()).or_default() += count;
    }
    LengthRow {
        kind: kind.name(),
        length,
        queries: costs.len(),
        index: spread(costs.iter().map(|cost| cost.index)),
        text: spread(costs.iter().map(|cost| cost.text)),
        docs: spread(costs.iter().map(|cost| cost.docs)),
        rounds: spread(costs.iter().map(|cost| cost.rounds)),
        requests: spread(costs.iter().map(|cost| cost.requests)),
        pages,
    }
}

/// Three rows: median, 95th percentile and largest, each with its goal.
fn three(
    what: &str,
    unit: Unit,
    goals: [Option<f64>; 3],
    values: impl Iterator<Item = u64>,
) -> Vec<Row> {
    let names = ["p50", "p95", "max"];
    let rows = names.iter().zip(goals).zip(spread(values));
    rows.map(|((name, goal), value)| {
        Row::maybe(&format!("{what}, {name}"), unit, goal, value as f64)
    })
    .collect()
}

/// Rows on the queries of one kind with 2 to 12 characters.
fn per_query(kind: Kind, costs: &[(Kind, Cost)]) -> Vec<Row> {
    let longer = || costs.iter().filter(move |(k, c)| *k == kind && c.length >= 2).map(|(_, c)| c);
    let all = || costs.iter().filter(move |(k, _)| *k == kind).map(|(_, c)| c);
    let full = || all().filter(|cost| cost.full);
    let name = |what: &str| format!("{}: {what}", kind.name());
    let index = longer().map(|cost| cost.index);
    let index_goals = [Some(8192.0), Some(16384.0), None];
    let mut rows = three(&name("index bytes, 2..12 characters"), Unit::Bytes, index_goals, index);
    rows.push(Row::fact(name("queries with ten shown hits"), Unit::Count, full().count() as f64));
    let text_goals = [Some(12288.0), Some(12288.0), None];
    let shown = full().map(|cost| cost.text + cost.docs);
    rows.extend(three(&name("text bytes for ten shown hits"), Unit::Bytes, text_goals, shown));
    let parts =
        [("TEXT", spread(full().map(|c| c.text))), ("DOCS", spread(full().map(|c| c.docs)))];
    for (section, [p50, p95, _]) in parts {
        let what = |p: &str| name(&format!("of these {section}, {p}"));
        rows.push(Row::fact(what("p50"), Unit::Bytes, p50 as f64));
        rows.push(Row::fact(what("p95"), Unit::Bytes, p95 as f64));
    }
    let any = all().map(|cost| cost.text + cost.docs);
    rows.extend(three(&name("text bytes, all queries"), Unit::Bytes, text_goals, any));
    let rounds = all().map(|cost| cost.rounds);
    rows.extend(three(&name("dependent round trips, warm"), Unit::Count, [Some(2.0); 3], rounds));
    let more = all().filter(|cost| cost.rounds > 2).count() as f64;
    rows.push(Row::fact(name("queries with more than two round trips"), Unit::Count, more));
    let requests = all().map(|cost| cost.requests);
    rows.extend(three(&name("requests, warm"), Unit::Count, [None; 3], requests));
    rows
}

/// Rows on a reader who comes for the first time.
fn first_answer(file: &[u8], code: Option<u64>, corpus: &Corpus) -> Result<Vec<Row>, Failure> {
    let mut costs = Vec::new();
    for length in LENGTHS.skip(1) {
        for query in corpus.queries(Kind::Han, length, QUERIES) {
            let query: String = query.iter().collect();
            costs.push(ask(file, &query, Reader::Cold)?.0);
        }
    }
    let mut rows = vec![Row::fact("resident part", Unit::Bytes, resident(file)? as f64)];
    let opening = costs.first().map_or(0, |cost| cost.opening_rounds);
    rows.push(Row::fact("requests for it, one after the other", Unit::Count, opening as f64));
    let rounds = costs.iter().map(|cost| cost.opening_rounds + cost.rounds);
    rows.extend(three("dependent round trips, cold", Unit::Count, [Some(3.0); 3], rounds));
    let goal = (corpus.name == "weekly" && code.is_some()).then_some(102_400.0);
    let what = match code {
        Some(_) => "first answer, code included",
        None => "first answer without code (www/dist is not built)",
    };
    rows.extend(code.map(|code| Row::goal("code, brotli", Unit::Bytes, 61440.0, code as f64)));
    let bytes = costs.iter().map(|cost| cost.bytes() + code.unwrap_or(0));
    rows.extend(three(what, Unit::Bytes, [goal; 3], bytes));
    Ok(rows)
}

/// Rows on the files.
fn at_rest(corpus: &str, summary: &Summary, embedded: usize, compact: usize) -> Vec<Row> {
    let characters = summary.source_characters as f64;
    let length = |names: &[&str]| {
        let sections = summary.sections.iter().filter(|section| names.contains(&section.name));
        sections.map(|section| section.length).sum::<u64>() as f64 / characters
    };
    let [index, text, whole] = match corpus {
        "weekly" => [Some(2.0), Some(0.55), Some(0.39)],
        name if name.starts_with("poetry") => [Some(2.7), Some(1.1), Some(1.02)],
        _ => [None; 3],
    };
    let unit = Unit::PerCharacter;
    let grams = length(&["GRAMS", "HEADS", "ROUTER"]);
    let mut rows = vec![
        Row::maybe("at rest: GRAMS + HEADS + ROUTER, bytes a character", unit, index, grams),
        Row::maybe("at rest: TEXT + TOKENS", unit, text, length(&["TEXT", "TOKENS"])),
        Row::fact("at rest: DOCS (urls, titles, dates, meta)", unit, length(&["DOCS"])),
    ];
    for section in &summary.sections {
        let what = format!("  {}", section.name);
        rows.push(Row::fact(what, Unit::Bytes, section.length as f64));
    }
    rows.push(Row::fact("paged, whole file", Unit::Bytes, summary.file_length as f64));
    rows.push(Row::fact("embedded, whole file", Unit::Bytes, embedded as f64));
    rows.push(Row::fact("compact, whole file", Unit::Bytes, compact as f64));
    let what = "compact download, bytes a character";
    rows.push(Row::maybe(what, unit, whole, compact as f64 / characters));
    rows
}
