//! `midu index`: files and folders to an index, and that to where readers get it.

use crate::carrier::{self, Destination, Shipped};
use crate::failure::Failure;
use crate::progress::Shown;
use crate::sizes::{Sizes, count, grouped};
use clap::ValueEnum;
use midu_core::{Document, Index, IndexWriter, Layout};
use midu_ingest::Report;
use serde::Serialize;
use std::io::{self, Cursor, Write};
use std::path::PathBuf;
use std::time::Instant;

/// Warnings that a person is shown; a folder in a legacy encoding has one per file.
const WARNINGS_SHOWN: usize = 20;

/// Build an index of texts.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Folders of .txt and .md files, or single .txt, .md and .jsonl files.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// What to write: an index file that ends in .midu, or a folder.
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,

    /// Which sections the index has, and so how it is read [default: paged; for --single-file by
    /// size].
    #[arg(long, value_enum, value_name = "LAYOUT")]
    layout: Option<LayoutName>,

    #[command(flatten)]
    carrier: carrier::Choice,

    /// Show no progress.
    #[arg(long)]
    quiet: bool,

    /// Print one JSON object instead of tables.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum LayoutName {
    /// Read lazily from a static host, page by page.
    Paged,
    /// All in one buffer, answered by the gram index.
    Embedded,
    /// The smallest download, answered by a scan.
    Compact,
}

impl From<LayoutName> for Layout {
    fn from(name: LayoutName) -> Self {
        match name {
            LayoutName::Paged => Self::Paged,
            LayoutName::Embedded => Self::Embedded,
            LayoutName::Compact => Self::Compact,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let destination = Destination::new(&arguments.carrier, &arguments.output)?;
    let start = Instant::now();
    let mut shown = Shown::new(arguments.quiet);
    let (documents, report) = midu_ingest::read_inputs(&arguments.inputs, &mut |at| {
        let thousandths = (at.bytes * 1000).checked_div(at.bytes_total).unwrap_or(1000);
        shown.show(&format!("reading {}", count(at.files_total, "file", "files")), thousandths);
    })?;
    let inputs = || {
        let names: Vec<String> = arguments.inputs.iter().map(|p| p.display().to_string()).collect();
        names.join(", ")
    };
    let characters = documents.iter().map(characters_of).sum();
    let usual = || destination.usual_layout(characters);
    let mut writer = IndexWriter::new(arguments.layout.map_or_else(usual, Layout::from));
    for document in documents {
        let url = document.url.clone();
        writer.add(document).map_err(|cause| Failure::engine(url, &cause))?;
    }
    let bytes = writer.finish(&mut |at| shown.show(at.phase, at.thousandths.into()));
    let bytes = bytes.map_err(|cause| Failure::engine(inputs(), &cause))?;
    shown.show("writing", 0);
    // Opened before it is written: a file that could not be read is never left to be found later.
    let name = arguments.output.display().to_string();
    let index = Index::open(bytes.as_slice());
    let index = index.map_err(|cause| Failure::engine(name.clone(), &cause))?;
    let sizes = Sizes::of(&index.summary());
    let carrier = destination.write(&mut Cursor::new(&bytes), &index)?;
    drop(shown);
    let seconds = start.elapsed().as_secs_f64();
    let built = Built { output: name, seconds, files: report.files, sizes, carrier, report };
    let mut out = io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &built)?;
        writeln!(out)?;
    } else {
        built.write_text(&mut out)?;
    }
    Ok(())
}

fn characters_of(document: &Document) -> u64 {
    let texts = std::iter::once(&document.title).chain(&document.blocks);
    texts.map(|text| text.chars().count() as u64).sum()
}

/// What was built.
#[derive(Serialize)]
struct Built {
    output: String,
    seconds: f64,
    files: u64,
    #[serde(flatten)]
    sizes: Sizes,
    carrier: Shipped,
    #[serde(rename = "warnings", serialize_with = "as_warnings")]
    report: Report,
}

/// One warning as a program reads it.
#[derive(Serialize)]
struct WarningLine<'a> {
    path: String,
    line: Option<u64>,
    byte: Option<u64>,
    text: &'a str,
}

fn as_warnings<S: serde::Serializer>(report: &Report, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(report.warnings.iter().map(|warning| WarningLine {
        path: warning.path.display().to_string(),
        line: warning.line,
        byte: warning.byte,
        text: &warning.text,
    }))
}

impl Built {
    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        self.sizes.write_table(out)?;
        writeln!(
            out,
            "\n{}: {} layout, {} of {}, {}, {:.2} s",
            self.output,
            self.sizes.layout,
            count(self.sizes.documents.into(), "document", "documents"),
            count(self.files, "file", "files"),
            count(self.sizes.characters, "character", "characters"),
            self.seconds
        )?;
        self.carrier.write_text(out)?;
        let warnings = &self.report.warnings;
        if !warnings.is_empty() {
            writeln!(out, "{}:", count(warnings.len() as u64, "warning", "warnings"))?;
        }
        for warning in warnings.iter().take(WARNINGS_SHOWN) {
            writeln!(out, "  {warning}")?;
        }
        if let Some(more @ 1..) = warnings.len().checked_sub(WARNINGS_SHOWN) {
            writeln!(out, "  and {} more; --json lists all", grouped(more as u64))?;
        }
        Ok(())
    }
}
