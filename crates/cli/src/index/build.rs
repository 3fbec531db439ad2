//! One build: read, write the index as a draft, ship it.

use super::report::Built;
use crate::carrier::Destination;
use crate::draft::{self, Delivery};
use crate::failure::Failure;
use crate::progress::Shown;
use crate::scratch::Disk;
use crate::sizes::count;
use crate::widget::Widget;
use midu_core::{IndexWriter, Layout, Weights};
use midu_ingest::{Ingest, Page, Report};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Megabytes of memory for what grows with the corpus, unless told.
pub(crate) const MEMORY: u64 = 512;
/// What a build takes whatever its corpus: tables of the fold, the sample of the text, the program.
const RESERVE: u64 = 160;

/// How much memory a build may take.
#[derive(clap::Args)]
pub(crate) struct Memory {
    /// Megabytes of memory to keep to; what does not fit is put into files beside the output.
    #[arg(long, value_name = "MB", default_value_t = MEMORY,
        value_parser = clap::value_parser!(u64).range(64..))]
    memory: u64,
}

impl Default for Memory {
    fn default() -> Self {
        Self { memory: MEMORY }
    }
}

impl Memory {
    /// Bytes for what grows with the corpus.
    pub(crate) fn bytes(&self) -> u64 {
        self.memory.saturating_sub(RESERVE).max(self.memory / 4) << 20
    }
}

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
    pub(crate) fn read(
        &mut self,
        shown: &mut Shown,
        take: &mut dyn FnMut(Page) -> Result<(), Failure>,
    ) -> Result<Report, Failure> {
        let mut progress = |at: midu_ingest::Progress<'_>| {
            let thousandths = (at.bytes * 1000).checked_div(at.bytes_total).unwrap_or(1000);
            shown.show(&format!("reading {}", count(at.files_total, "file", "files")), thousandths);
        };
        let mut fault = None;
        let report =
            self.ingest.read(&self.paths, &mut progress, &mut |page| match take(page) {
                Ok(()) => ControlFlow::Continue(()),
                Err(failure) => {
                    fault = Some(failure);
                    ControlFlow::Break(())
                }
            })?;
        if let Some(fault) = fault {
            return Err(fault);
        }
        if let (Some(path), Some(cache)) = (&self.cache, self.ingest.cache()) {
            cache.save(path).map_err(|cause| Failure::unwritable(path, &cause))?;
        }
        Ok(report)
    }

    /// Reads all pages into a writer.
    pub(crate) fn write(
        &mut self,
        writer: &mut IndexWriter<'_>,
        shown: &mut Shown,
    ) -> Result<Report, Failure> {
        self.read(shown, &mut |page| {
            let url = page.document.url.clone();
            writer.add(page.into_document()).map_err(|cause| Failure::engine(url, &cause))
        })
    }

    pub(crate) fn names(&self) -> String {
        let names: Vec<String> = self.paths.iter().map(|path| path.display().to_string()).collect();
        names.join(", ")
    }
}

/// What is written, and where.
pub(crate) struct Builder<'a> {
    pub(crate) destination: Destination<'a>,
    pub(crate) layout: Option<Layout>,
    /// What occurrences count.
    pub(crate) weights: Option<Weights>,
    pub(crate) output: &'a Path,
    /// The search box to put beside the index.
    pub(crate) widget: Option<Widget>,
    pub(crate) base_url: Option<String>,
    /// Bytes of memory for what grows with the corpus.
    pub(crate) memory: u64,
}

impl Builder<'_> {
    /// Reads the inputs and writes the index.
    pub(crate) fn build(&mut self, inputs: &mut Inputs) -> Result<Built, Failure> {
        let start = Instant::now();
        let mut shown = Shown::new(inputs.quiet);
        let scratch = Disk::new(self.destination.folder(), self.memory);
        let mut writer = IndexWriter::with_scratch(Layout::Paged, &scratch, self.memory);
        if let Some(weights) = self.weights {
            writer.set_weights(weights);
        }
        let report = inputs.write(&mut writer, &mut shown)?;
        let name = self.output.display().to_string();
        let (layout, destination) = (self.layout, &self.destination);
        let Delivery { sizes, shipped: carrier } =
            draft::ship(writer, layout, destination, &inputs.names(), &mut shown)?;
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
