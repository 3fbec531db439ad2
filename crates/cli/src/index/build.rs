//! One build: read, write the index, open it once, ship it.

use super::report::Built;
use crate::carrier::Destination;
use crate::failure::Failure;
use crate::progress::Shown;
use crate::sizes::{Sizes, count};
use crate::widget::Widget;
use midu_core::{Document, Index, IndexWriter, Layout};
use midu_ingest::{Ingest, Page, Report};
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What is read.
pub(crate) struct Inputs {
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) ingest: Ingest,
    /// Where to keep what pages gave.
    pub(crate) cache: Option<PathBuf>,
    pub(crate) quiet: bool,
}

impl Inputs {
    /// Reads all pages, and saves the cache.
    pub(crate) fn read(&mut self, shown: &mut Shown) -> Result<(Vec<Page>, Report), Failure> {
        let mut pages = Vec::new();
        let mut progress = |at: midu_ingest::Progress<'_>| {
            let thousandths = (at.bytes * 1000).checked_div(at.bytes_total).unwrap_or(1000);
            shown.show(&format!("reading {}", count(at.files_total, "file", "files")), thousandths);
        };
        let report = self.ingest.read(&self.paths, &mut progress, &mut |page| {
            pages.push(page);
            ControlFlow::Continue(())
        })?;
        if let (Some(path), Some(cache)) = (&self.cache, self.ingest.cache()) {
            cache.save(path).map_err(|cause| Failure::unwritable(path, &cause))?;
        }
        Ok((pages, report))
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.paths.iter().map(|path| path.display().to_string()).collect();
        names.join(", ")
    }
}

/// What is written, and where.
pub(crate) struct Builder<'a> {
    pub(crate) destination: Destination<'a>,
    pub(crate) layout: Option<Layout>,
    pub(crate) output: &'a Path,
    /// The search box to put beside the index.
    pub(crate) widget: Option<Widget>,
    pub(crate) base_url: Option<String>,
}

impl Builder<'_> {
    /// Reads the inputs and writes the index.
    pub(crate) fn build(&mut self, inputs: &mut Inputs) -> Result<Built, Failure> {
        let start = Instant::now();
        let mut shown = Shown::new(inputs.quiet);
        let (pages, report) = inputs.read(&mut shown)?;
        let documents = pages.into_iter().map(|page| page.document).collect::<Vec<_>>();
        let characters = documents.iter().map(characters_of).sum();
        let layout = self.layout.unwrap_or_else(|| self.destination.usual_layout(characters));
        let bytes = write(documents, layout, &inputs.names(), &mut shown)?;
        shown.show("writing", 0);
        // Opened before it is written: a file that could not be read is never left to be found later.
        let name = self.output.display().to_string();
        let index = Index::open(bytes.as_slice());
        let index = index.map_err(|cause| Failure::engine(name.clone(), &cause))?;
        let sizes = Sizes::of(&index.summary());
        let carrier = self.destination.write(&mut Cursor::new(&bytes), &index)?;
        let tag = match &self.widget {
            None => None,
            Some(widget) => {
                let folder = if self.output.is_dir() {
                    self.output
                } else {
                    self.output.parent().unwrap_or(Path::new(""))
                };
                widget.write(folder)?;
                let base = self.base_url.as_deref().unwrap_or("/");
                Some(crate::widget::tag(&inputs.paths, self.output, base))
            }
        };
        drop(shown);
        let seconds = start.elapsed().as_secs_f64();
        Ok(Built { output: name, seconds, files: report.files, sizes, carrier, tag, report })
    }
}

/// The bytes of an index of these documents.
pub(crate) fn write(
    documents: Vec<Document>,
    layout: Layout,
    inputs: &str,
    shown: &mut Shown,
) -> Result<Vec<u8>, Failure> {
    let mut writer = IndexWriter::new(layout);
    for document in documents {
        let url = document.url.clone();
        writer.add(document).map_err(|cause| Failure::engine(url, &cause))?;
    }
    let bytes = writer.finish(&mut |at| shown.show(at.phase, at.thousandths.into()));
    bytes.map_err(|cause| Failure::engine(inputs, &cause))
}

fn characters_of(document: &Document) -> u64 {
    let texts = std::iter::once(&document.title).chain(&document.blocks);
    texts.map(|text| text.chars().count() as u64).sum()
}
