//! Inputs -> pages, in the order of the inputs. Files that hold one page each are read on all cores;
//! what they gave comes out in order all the same, so that the same inputs give the same index.

use crate::cache::{self, Cache, Key};
use crate::delivery::Delivery;
use crate::files::{Outcome, Read};
use crate::lines::Lines;
use crate::page::Page;
use crate::report::{Progress, Report, Reporter};
use crate::source::{Kind, Source};
use crate::{Error, Options, Result, files, inputs, jsonl, records, site, source};
use rayon::prelude::*;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Files that are read before their pages are handed over: enough to keep all cores busy, few enough
/// to be forgotten soon.
const BATCH: usize = 128;
const BATCH_BYTES: u64 = 32 << 20;

/// Reads inputs.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::ops::ControlFlow;
/// let site = tempfile::tempdir()?;
/// std::fs::write(site.path().join("index.html"), "<main><h1>渡口</h1><h2 id=a>船</h2>开了。</main>")?;
/// let mut ingest = midu_ingest::Ingest::new(midu_ingest::Options::default());
/// let inputs = [site.path().to_path_buf()];
/// let report = ingest.read(&inputs, &mut |_| {}, &mut |page| {
///     assert_eq!(page.document.url, "/");
///     assert_eq!(page.document.title, "渡口");
///     assert_eq!(page.sections[0].anchor.as_deref(), Some("a"));
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(report.documents, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Ingest {
    options: Options,
    cache: Option<Cache>,
}

impl Ingest {
    /// Reads with these options, every file anew.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options, cache: None }
    }

    /// Reads with these options, and takes from a cache what files that have not changed gave before.
    #[must_use]
    pub fn with_cache(options: Options, cache: Cache) -> Self {
        Self { options, cache: Some(cache) }
    }

    /// The cache as the last reading left it.
    #[must_use]
    pub fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref()
    }

    /// Reads files and folders, and `-` as standard input with lines of JSON, in the order given.
    /// Tells `progress` before each file and hands every page to `take`, which may end the reading.
    ///
    /// # Errors
    /// Any [`crate::Code`]. Pages handed over before an error are no whole input.
    pub fn read(
        &mut self,
        paths: &[PathBuf],
        progress: &mut dyn FnMut(Progress<'_>),
        take: &mut dyn FnMut(Page) -> ControlFlow<()>,
    ) -> Result<Report> {
        let mut reporter = Reporter::default();
        let mut sources = inputs::find(paths, &self.options, &mut reporter)?;
        site::apply_site_maps(&mut sources, &self.options, &mut reporter)?;
        let marked = site::is_marked(&sources);
        if let Some(cache) = &mut self.cache {
            cache.start();
        }
        let mut delivery = Delivery::new(&sources, &self.options, reporter, take);
        let bytes_total = sources.iter().map(|source| source.bytes).sum();
        let files_total = sources.len() as u64;
        let mut rest = sources.as_slice();
        while let Some((first, _)) = rest.split_first() {
            let batch = if first.kind.holds_many() { 1 } else { batch(rest) };
            let (now, later) = rest.split_at_checked(batch).unwrap_or((rest, &[]));
            rest = later;
            let mut outcomes =
                if first.kind.holds_many() { Vec::new() } else { self.read_batch(now, marked) }
                    .into_iter();
            for source in now {
                progress(Progress {
                    path: &source.path,
                    files: delivery.report.files,
                    files_total,
                    bytes: delivery.report.bytes,
                    bytes_total,
                    documents: delivery.report.documents,
                });
                match outcomes.next() {
                    Some(outcome) => self.deliver_file(outcome?, &mut delivery)?,
                    None => {
                        let (files, before) = (delivery.report.files, delivery.report.bytes);
                        self.read_many(source, &mut delivery, &mut |bytes, documents| {
                            progress(Progress {
                                path: &source.path,
                                files,
                                files_total,
                                bytes: before + bytes,
                                bytes_total,
                                documents,
                            });
                        })?;
                    }
                }
                delivery.report.files += 1;
                delivery.report.bytes += source.bytes;
                if delivery.ended {
                    return Ok(delivery.finish());
                }
            }
        }
        if delivery.report.documents == 0 && delivery.report.left_out.is_empty() {
            let left_out = &delivery.reporter.left_out;
            if left_out.is_empty() {
                return Err(Error::no_documents(paths));
            }
            return Err(Error::all_left_out(left_out));
        }
        Ok(delivery.finish())
    }

    /// Reads one file that is in memory; its name says what kind it is of.
    ///
    /// # Errors
    /// [`crate::Code::UnknownKind`], and those of broken files.
    pub fn read_bytes(&self, name: &Path, bytes: Vec<u8>) -> Result<Vec<Page>> {
        let kind = source::kind_of(name).ok_or_else(|| Error::unknown_kind(name))?;
        let source = source::in_memory(name, kind, &self.options);
        let outcome = files::read_any(&source, bytes, &self.options)?;
        Ok(outcome.pages.into_iter().map(|read| read.page).collect())
    }

    fn read_batch(&self, sources: &[Source], marked: bool) -> Vec<Result<FromFile>> {
        let read = |source: &Source| {
            let bytes =
                std::fs::read(&source.path).map_err(|e| Error::unreadable(&source.path, e))?;
            let Some(cache) = &self.cache else {
                let outcome = files::read(source, bytes, &self.options, marked);
                return Ok(FromFile { outcome, key: None, reused: false });
            };
            // All that a page depends on besides its bytes.
            let how = format!("{:?}\n{source:?}\n{marked}", self.options);
            let key = cache::key(&how, &bytes);
            let kept = cache.get(&key);
            let reused = kept.is_some();
            let outcome = kept.unwrap_or_else(|| files::read(source, bytes, &self.options, marked));
            Ok(FromFile { outcome, key: Some(key), reused })
        };
        sources.par_iter().map(read).collect()
    }

    fn deliver_file(&mut self, file: FromFile, delivery: &mut Delivery<'_>) -> Result<()> {
        if let (Some(key), Some(cache)) = (file.key, &mut self.cache) {
            cache.put(key, &file.outcome);
        }
        delivery.report.reused += u64::from(file.reused);
        delivery.reporter.append(file.outcome.reporter);
        for read in file.outcome.pages {
            delivery.page(read)?;
        }
        Ok(())
    }

    /// Reads a file of many documents; `progress` gets the bytes read of it and the documents.
    fn read_many(
        &self,
        source: &Source,
        delivery: &mut Delivery<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<()> {
        let path = &source.path;
        let unreadable = |cause| Error::unreadable(path, cause);
        let mut reporter = Reporter::default();
        let mut fault = None;
        let mut take = |page| {
            if fault.is_none() {
                fault = delivery.page(Read { page, canonical: None }).err();
            }
            delivery.report.documents
        };
        let file = opened(source).map_err(unreadable)?;
        let by_line = match source.kind {
            Kind::Json | Kind::Csv | Kind::Xml => Err(file),
            _ => Lines::of(file).map_err(unreadable)?,
        };
        let read = match by_line {
            Ok(mut lines) => {
                let documents = Cell::new(0);
                let lines = std::iter::from_fn(|| {
                    progress(lines.read(), documents.get());
                    lines.next()
                });
                let mut add = |mut page: Page| {
                    page.path.clone_from(path);
                    documents.set(take(page));
                };
                jsonl::read(lines, path, &self.options, &mut reporter, &mut add)
            }
            Err(mut file) => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).map_err(unreadable)?;
                records::read(source, bytes, &self.options, &mut reporter, &mut |page| {
                    take(page);
                })
            }
        };
        delivery.reporter.append(reporter);
        match fault {
            Some(fault) => Err(fault),
            None => read,
        }
    }
}

/// A file of many documents; standard input, which can be read once only, as a file.
fn opened(source: &Source) -> io::Result<File> {
    if !source.is_standard_input() {
        return File::open(&source.path);
    }
    let mut file = tempfile::tempfile()?;
    io::copy(&mut io::stdin().lock(), &mut file)?;
    file.rewind()?;
    Ok(file)
}

/// How many of the next files are read together: none that holds many documents, and no more than
/// memory should hold.
fn batch(sources: &[Source]) -> usize {
    let mut bytes = 0;
    let fits = |source: &&Source| {
        bytes += source.bytes;
        !source.kind.holds_many() && bytes <= BATCH_BYTES
    };
    sources.iter().take(BATCH).take_while(fits).count().max(1)
}

struct FromFile {
    outcome: Outcome,
    key: Option<Key>,
    reused: bool,
}
