//! `midu query`: one query for a person, many for a program, or, without any, a screen to type in.

mod interactive;
mod request;

use crate::failure::Failure;
use crate::opened::IndexFile;
use crate::sizes::{count, grouped};
use crate::style::{Style, visible};
use clap::error::ErrorKind;
use midu_core::{Also, Hit, Options, Response, Score};
use request::RequestArguments;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Find the documents that hold a text.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The index file.
    index: PathBuf,

    /// What to find: terms by spaces, "quoted", -without, a|b, title:…, 常?市; without it, results are
    /// shown as you type.
    query: Option<String>,

    /// Answer every line of a file instead; `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    from: Option<PathBuf>,

    /// How many documents to list per query.
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: u32,

    /// List all documents.
    #[arg(long, conflicts_with = "limit")]
    all: bool,

    /// Print one JSON object per query.
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    request: RequestArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let typed = arguments.query.is_none() && arguments.from.is_none();
    let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    if typed && (arguments.json || !terminal) {
        let text = "give a query, or --from FILE; without either a terminal is needed to type in";
        clap::Error::raw(ErrorKind::MissingRequiredArgument, format!("{text}\n")).exit();
    }
    let file = IndexFile::read(&arguments.index)?;
    let mut index = file.open()?;
    if typed {
        if let Some(url) = interactive::run(&file, &mut index, arguments, Style::of(terminal))? {
            writeln!(io::stdout(), "{url}")?;
        }
        return Ok(());
    }
    let limit = if arguments.all { u32::MAX } else { arguments.limit };
    let options = Options { offset: 0, limit, excerpts: !arguments.json };
    let style = Style::of_stdout();
    let mut out = BufWriter::new(io::stdout().lock());
    each_query(arguments, &mut |query, place| {
        let request = arguments.request.request(query, options, !arguments.json);
        let response = file.ask(&mut index, place, |index| index.query(&request))?;
        if arguments.json {
            write_json(&mut out, query, &response)?;
        } else {
            write_text(&mut out, query, &response, style)?;
        }
        Ok(())
    })?;
    out.flush()?;
    Ok(())
}

/// Hands over each query with the place it stands at.
fn each_query(
    arguments: &Arguments,
    take: &mut dyn FnMut(&str, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match &arguments.from {
        None => take(arguments.query.as_deref().unwrap_or_default(), "the query"),
        Some(path) if path == Path::new("-") => {
            each_line(&mut io::stdin().lock(), "standard input", take)
        }
        Some(path) => {
            let file = File::open(path).map_err(|cause| Failure::unreadable(path, &cause))?;
            each_line(&mut BufReader::new(file), &path.display().to_string(), take)
        }
    }
}

fn each_line(
    lines: &mut dyn BufRead,
    name: &str,
    take: &mut dyn FnMut(&str, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut line = Vec::new();
    for number in 1_u64.. {
        let place = format!("{name}:{number}");
        line.clear();
        let read = lines.read_until(b'\n', &mut line);
        let read = read.map_err(|cause| Failure::unreadable(Path::new(name), &cause))?;
        if read == 0 {
            break;
        }
        let text = std::str::from_utf8(&line).map_err(|cause| {
            Failure::new(format!("not UTF-8: {cause}"), &place, "save the queries as UTF-8")
        })?;
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let text = if number == 1 { text.trim_start_matches('\u{FEFF}') } else { text };
        take(text, &place)?;
    }
    Ok(())
}

/// The line that a program reads: these keys and no others. The later ones are there only where
/// there is something to say.
#[derive(Serialize)]
struct Line<'a> {
    query: &'a str,
    total: u32,
    occurrences: u64,
    docs: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relaxed: Option<Step<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    also: Option<Beside<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facets: Vec<Facet<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scores: Vec<BTreeMap<&'static str, i64>>,
}

#[derive(Serialize)]
struct Step<'a> {
    step: &'static str,
    texts: &'a [String],
}

/// What a step found beside; its documents are the last of `docs`, from place `total` on.
#[derive(Serialize)]
struct Beside<'a> {
    step: &'static str,
    texts: &'a [String],
    total: u32,
    occurrences: u64,
    notes: Vec<&'static str>,
}

#[derive(Serialize)]
struct Facet<'a> {
    name: &'a str,
    values: &'a [(String, u32)],
}

fn write_json(out: &mut dyn Write, query: &str, response: &Response) -> Result<(), Failure> {
    let answer = &response.answer;
    let relaxed = response.relaxed.as_ref().map(|relaxed| {
        let (step, texts) = request::step(relaxed);
        Step { step, texts }
    });
    let also = response.also.as_ref().map(|Also { step, total, occurrences, notes }| {
        let (step, texts) = request::step(step);
        let notes = notes.iter().map(|note| note.as_str()).collect();
        Beside { step, texts, total: *total, occurrences: *occurrences, notes }
    });
    let facets = response.facets.iter();
    let score = |score: &Score| {
        let parts = score.parts.iter().map(|part| (part.name, part.value));
        parts.chain([("total", score.total.cast_signed())]).collect()
    };
    let line = Line {
        query,
        total: answer.total,
        occurrences: answer.occurrences,
        docs: answer.hits.iter().map(|hit| hit.url.as_str()).collect(),
        relaxed,
        also,
        notes: response.notes.iter().map(|note| note.as_str()).collect(),
        facets: facets.map(|f| Facet { name: &f.name, values: &f.values }).collect(),
        scores: response.scores.iter().map(score).collect(),
    };
    serde_json::to_writer(&mut *out, &line)?;
    writeln!(out)?;
    Ok(())
}

fn write_text(
    out: &mut dyn Write,
    query: &str,
    response: &Response,
    style: Style,
) -> Result<(), Failure> {
    let answer = &response.answer;
    let documents = count(answer.total.into(), "document", "documents");
    let occurrences = count(answer.occurrences, "occurrence", "occurrences");
    writeln!(out, "{}: {documents}, {occurrences}", visible(query))?;
    request::write_notes(out, response)?;
    let mut scores = response.scores.iter();
    for (hit, place) in answer.hits.iter().zip(0..) {
        if let Some(also) = response.also.as_ref().filter(|_| place == answer.total) {
            writeln!(out)?;
            request::write_also(out, also)?;
        }
        write_hit(out, hit, style)?;
        if let Some(score) = scores.next() {
            writeln!(out, "  {}", explained(score))?;
        }
    }
    request::write_facets(out, response)?;
    let shown = answer.hits.len() as u64;
    let also = response.also.as_ref().map_or(0, |also| also.total);
    if shown < u64::from(answer.total) + u64::from(also) {
        if shown <= answer.total.into()
            && let Some(also) = &response.also
        {
            writeln!(out)?;
            request::write_also(out, also)?;
        }
        writeln!(out, "\n{} shown; --limit N or --all shows more", grouped(shown))?;
    }
    Ok(())
}

/// A score as a sum.
fn explained(score: &Score) -> String {
    let parts: Vec<String> =
        score.parts.iter().map(|part| format!("{} {}", part.name, part.value)).collect();
    let sum = if parts.is_empty() { "nothing".to_owned() } else { parts.join(" + ") };
    format!("score {} = {sum}", score.total)
}

fn write_hit(out: &mut dyn Write, hit: &Hit, style: Style) -> io::Result<()> {
    let title = style.marked(&hit.title);
    let title = if title.is_empty() { "(untitled)" } else { title.as_str() };
    let times = count(hit.occurrences.into(), "occurrence", "occurrences");
    writeln!(out, "\n{title}")?;
    if !hit.path.is_empty() {
        writeln!(out, "  {}", visible(&hit.path.replace('\n', " › ")))?;
    }
    writeln!(out, "  {}  {times}", visible(&address(hit)))?;
    let excerpt = style.marked(&hit.excerpt);
    if !excerpt.is_empty() {
        writeln!(out, "  {excerpt}")?;
    }
    Ok(())
}

/// Where a hit leads to: its url, with the anchor of its section if there is one.
fn address(hit: &Hit) -> String {
    match &hit.anchor {
        Some(anchor) if !hit.url.contains('#') => format!("{}#{anchor}", hit.url),
        _ => hit.url.clone(),
    }
}
