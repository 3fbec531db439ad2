//! Files in memory -> pages, for those who have no folder: each file is read when it comes, what holds for
//! all of them together is settled at the end. A file that is broken leaves the others as they are.

use crate::delivery::Delivery;
use crate::files::{self, Read};
use crate::page::Page;
use crate::report::{Report, Reporter};
use crate::source::{self, Kind, Source};
use crate::{Error, Options, Result};
use std::ops::ControlFlow;
use std::path::Path;

/// Collects files that are in memory.
///
/// ```
/// use midu_ingest::{Gathering, Options};
/// use std::ops::ControlFlow;
/// use std::path::Path;
///
/// let mut gathering = Gathering::new(Options::default());
/// assert_eq!(gathering.add(Path::new("ferry.txt"), "渡口\n船开了。".into())?.documents, 1);
/// let fault = gathering.add(Path::new("broken.jsonl"), "{".into()).unwrap_err();
/// assert!(fault.place().starts_with("broken.jsonl:1:"));
/// let (report, faults) = gathering.finish(&mut |page| {
///     assert_eq!(page.document.title, "渡口");
///     ControlFlow::Continue(())
/// });
/// assert_eq!((report.documents, faults.len()), (1, 0));
/// # Ok::<(), midu_ingest::Error>(())
/// ```
#[derive(Debug)]
pub struct Gathering {
    options: Options,
    sources: Vec<Source>,
    /// What each of the sources gave, and whether it marks its content.
    given: Vec<(Vec<Read>, bool)>,
}

impl Gathering {
    /// Reads with these options; those about folders are of no use here.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options, sources: Vec::new(), given: Vec::new() }
    }

    /// Reads a file; its name says what kind it is of and, as a path below the root of its site, its url.
    /// Says what the file gave.
    ///
    /// # Errors
    /// [`crate::Code::UnknownKind`], and those of broken files, of which nothing is taken then.
    pub fn add(&mut self, name: &Path, bytes: Vec<u8>) -> Result<Report> {
        let kind = source::kind_of(name).ok_or_else(|| Error::unknown_kind(name))?;
        let (length, mut reporter) = (bytes.len() as u64, Reporter::default());
        let read = source::source(name, Path::new(""), kind, length, &self.options, &mut reporter);
        let marked = kind == Kind::Html && files::is_marked(&bytes);
        let outcome = files::read_any(&read, bytes, &self.options)?;
        reporter.append(outcome.reporter);
        let documents = outcome.pages.len() as u64;
        self.sources.push(read);
        self.given.push((outcome.pages, marked));
        let Reporter { warnings, left_out } = reporter;
        Ok(Report { files: 1, bytes: length, documents, warnings, left_out, reused: 0 })
    }

    /// Hands over all pages in the order of their files, under the addresses that they name. Says what came
    /// out and what the files together tell of single ones; a document whose url another has already is a
    /// fault, and not handed over.
    pub fn finish(self, take: &mut dyn FnMut(Page) -> ControlFlow<()>) -> (Report, Vec<Error>) {
        let marked = self.given.iter().any(|&(_, marked)| marked);
        let mut delivery = Delivery::new(&self.sources, &self.options, Reporter::default(), take);
        let mut faults = Vec::new();
        for (source, (pages, is_marked)) in self.sources.iter().zip(self.given) {
            if marked && source.kind == Kind::Html && !is_marked {
                files::leave_out_unmarked(&source.path, &mut delivery.reporter);
                continue;
            }
            for read in pages {
                faults.extend(delivery.page(read).err());
            }
        }
        delivery.report.files = self.sources.len() as u64;
        delivery.report.bytes = self.sources.iter().map(|source| source.bytes).sum();
        (delivery.finish(), faults)
    }
}
