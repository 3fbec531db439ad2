//! `midu index --dry-run`: every document as it would be indexed, and nothing written.

use super::build::Inputs;
use super::report::{Notes, write_notes};
use crate::failure::Failure;
use crate::progress::Shown;
use crate::sizes::{count, grouped};
use crate::style::visible;
use midu_ingest::Page;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Characters of an excerpt.
const EXCERPT: usize = 60;

/// All that would be indexed.
#[derive(Serialize)]
struct Listing<'a> {
    files: u64,
    documents: u64,
    #[serde(flatten)]
    notes: Notes<'a>,
    list: Vec<Line<'a>>,
}

/// One document.
#[derive(Serialize)]
struct Line<'a> {
    url: &'a str,
    title: &'a str,
    file: String,
    line: Option<u64>,
    date: Option<&'a str>,
    lang: Option<&'a str>,
    blocks: usize,
    characters: u64,
    /// How the text starts.
    excerpt: String,
    sections: Vec<Heading<'a>>,
    meta: &'a BTreeMap<String, String>,
    filters: &'a BTreeMap<String, Vec<String>>,
    sort: &'a BTreeMap<String, String>,
}

/// A heading of a document.
#[derive(Serialize)]
struct Heading<'a> {
    heading: &'a str,
    level: u8,
    anchor: Option<&'a str>,
    block: usize,
}

pub(crate) fn run(inputs: &mut Inputs, json: bool) -> Result<(), Failure> {
    let mut shown = Shown::new(inputs.quiet);
    let (pages, report) = inputs.read(&mut shown)?;
    drop(shown);
    let listing = Listing {
        files: report.files,
        documents: report.documents,
        notes: Notes::of(&report),
        list: pages.iter().map(Line::of).collect(),
    };
    let mut out = io::stdout().lock();
    if json {
        serde_json::to_writer_pretty(&mut out, &listing)?;
        writeln!(out)?;
        return Ok(());
    }
    for line in &listing.list {
        line.write(&mut out)?;
    }
    let (documents, files) = (listing.documents, listing.files);
    writeln!(
        out,
        "\n{} of {}; nothing was written",
        count(documents, "document", "documents"),
        count(files, "file", "files")
    )?;
    write_notes(&report, &mut out)?;
    Ok(())
}

impl<'a> Line<'a> {
    fn of(page: &'a Page) -> Self {
        let document = &page.document;
        let heading = |section: &'a midu_ingest::Section| Heading {
            heading: &section.heading,
            level: section.level,
            anchor: section.anchor.as_deref(),
            block: section.first_block,
        };
        Self {
            url: &document.url,
            title: &document.title,
            file: page.path.display().to_string(),
            line: page.line,
            date: document.date.as_deref(),
            lang: document.lang.as_deref(),
            blocks: document.blocks.len(),
            characters: document.blocks.iter().map(|block| block.chars().count() as u64).sum(),
            excerpt: excerpt(&document.blocks),
            sections: page.sections.iter().map(heading).collect(),
            meta: &document.meta,
            filters: &document.filters,
            sort: &page.sort,
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let title = if self.title.is_empty() { "(untitled)" } else { self.title };
        writeln!(out, "{}", visible(title))?;
        let sections = match self.sections.len() as u64 {
            0 => String::new(),
            number => format!(", {}", count(number, "section", "sections")),
        };
        writeln!(
            out,
            "  {}  {} characters{sections}",
            visible(self.url),
            grouped(self.characters)
        )?;
        if self.excerpt.is_empty() { Ok(()) } else { writeln!(out, "  {}", self.excerpt) }
    }
}

/// The first words of a text, on one line.
fn excerpt(blocks: &[String]) -> String {
    let words = blocks.iter().flat_map(|block| block.split_whitespace());
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
        if text.chars().nth(EXCERPT).is_some() {
            let short: String = text.chars().take(EXCERPT).collect();
            return visible(&(short + "…"));
        }
    }
    visible(&text)
}
