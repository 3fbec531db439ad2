//! What a build came to, for people and for programs.

use crate::carrier::Shipped;
use crate::sizes::{Sizes, count, grouped};
use midu_ingest::{Report, Warning};
use serde::{Serialize, Serializer};
use std::io::{self, Write};

/// Warnings that a person is shown; a folder in a legacy encoding has one per file.
const WARNINGS_SHOWN: usize = 20;

/// Pages left out that a person is shown.
const LEFT_OUT_SHOWN: usize = 3;

/// What was built.
#[derive(Serialize)]
pub(crate) struct Built {
    pub(crate) output: String,
    pub(crate) seconds: f64,
    pub(crate) files: u64,
    #[serde(flatten)]
    pub(crate) sizes: Sizes,
    pub(crate) carrier: Shipped,
    /// What to paste into a page, where the search box was written too.
    pub(crate) tag: Option<String>,
    #[serde(flatten, serialize_with = "as_notes")]
    pub(crate) report: Report,
}

/// One warning as a program reads it.
#[derive(Serialize)]
pub(crate) struct WarningLine<'a> {
    path: String,
    line: Option<u64>,
    byte: Option<u64>,
    text: &'a str,
}

/// The notes of a report as a program reads them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Notes<'a> {
    reused: u64,
    left_out: Vec<WarningLine<'a>>,
    warnings: Vec<WarningLine<'a>>,
}

impl<'a> Notes<'a> {
    pub(crate) fn of(report: &'a Report) -> Self {
        let lines = |list: &'a [Warning]| list.iter().map(WarningLine::of).collect();
        Self {
            reused: report.reused,
            left_out: lines(&report.left_out),
            warnings: lines(&report.warnings),
        }
    }
}

impl<'a> WarningLine<'a> {
    fn of(warning: &'a Warning) -> Self {
        Self {
            path: warning.path.display().to_string(),
            line: warning.line,
            byte: warning.byte,
            text: &warning.text,
        }
    }
}

fn as_notes<S: Serializer>(report: &Report, to: S) -> Result<S::Ok, S::Error> {
    Notes::of(report).serialize(to)
}

impl Built {
    pub(crate) fn write(&self, out: &mut dyn Write, json: bool) -> io::Result<()> {
        if json {
            serde_json::to_writer_pretty(&mut *out, self)?;
            return writeln!(out);
        }
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
        if self.report.reused > 0 {
            let reused = count(self.report.reused, "file", "files");
            writeln!(out, "{reused} unchanged since the last time")?;
        }
        self.carrier.write_text(out)?;
        write_notes(&self.report, out)?;
        match &self.tag {
            Some(tag) => writeln!(out, "\nPaste into a page:\n{tag}"),
            None => Ok(()),
        }
    }
}

/// What was left out and what deserves a look.
pub(crate) fn write_notes(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let lists = [
        ("left out", "left out", &report.left_out, LEFT_OUT_SHOWN),
        ("warning", "warnings", &report.warnings, WARNINGS_SHOWN),
    ];
    for (one, many, list, shown) in lists {
        if !list.is_empty() {
            writeln!(out, "{}:", count(list.len() as u64, one, many))?;
        }
        for warning in list.iter().take(shown) {
            writeln!(out, "  {warning}")?;
        }
        if let Some(more @ 1..) = list.len().checked_sub(shown) {
            writeln!(out, "  and {} more; --json lists all", grouped(more as u64))?;
        }
    }
    Ok(())
}
