//! Pages on their way out: each under the address that it names, none twice.

use crate::files::Read;
use crate::page::Page;
use crate::report::{Report, Reporter};
use crate::source::{Kind, Source};
use crate::{Error, Options, Result, urls};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Pages on their way out.
pub(crate) struct Delivery<'a> {
    addresses: Addresses,
    canonical: bool,
    /// Where each url was seen first: a number in `paths`, and a line or 0. By their hashes of 128
    /// bits, since millions of urls would take more memory than what is made of their pages.
    seen: HashMap<[u8; 16], (u32, u32)>,
    paths: Vec<PathBuf>,
    pub(crate) report: Report,
    pub(crate) reporter: Reporter,
    pub(crate) ended: bool,
    take: &'a mut dyn FnMut(Page) -> ControlFlow<()>,
}

impl<'a> Delivery<'a> {
    /// Nothing has come out yet; `sources` are all files, `reporter` has what was told before.
    pub(crate) fn new(
        sources: &[Source],
        options: &Options,
        reporter: Reporter,
        take: &'a mut dyn FnMut(Page) -> ControlFlow<()>,
    ) -> Self {
        Self {
            addresses: Addresses::of(sources),
            canonical: options.canonical,
            seen: HashMap::new(),
            paths: Vec::new(),
            report: Report::default(),
            reporter,
            ended: false,
            take,
        }
    }

    /// Hands over a page, unless it is a copy of another.
    ///
    /// # Errors
    /// [`crate::Code::DuplicateUrl`]
    pub(crate) fn page(&mut self, mut read: Read) -> Result<()> {
        if self.ended || (self.canonical && !self.addresses.settle(&mut read, &mut self.reporter)) {
            return Ok(());
        }
        let page = read.page;
        let url = &page.document.url;
        let mut key = [0; 16];
        blake3::Hasher::new().update(url.as_bytes()).finalize_xof().fill(&mut key);
        if let Some(&(path, line)) = self.seen.get(&key) {
            let path = self.paths.get(path as usize).map_or(Path::new(""), PathBuf::as_path);
            let first = (path, Some(u64::from(line)).filter(|&line| line > 0));
            return Err(Error::duplicate_url(url, first, (&page.path, page.line)));
        }
        if self.paths.last() != Some(&page.path) {
            self.paths.push(page.path.clone());
        }
        let line = page.line.map_or(0, |line| u32::try_from(line).unwrap_or(u32::MAX));
        self.seen.insert(key, ((self.paths.len() - 1) as u32, line));
        self.report.documents += 1;
        self.ended = (self.take)(page).is_break();
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Report {
        self.report.warnings = self.reporter.warnings;
        self.report.left_out = self.reporter.left_out;
        self.report
    }
}

/// The addresses of a site, to tell what a canonical address means.
struct Addresses {
    known: HashSet<String>,
}

impl Addresses {
    fn of(sources: &[Source]) -> Self {
        let pages = sources.iter().filter(|source| source.kind == Kind::Html);
        Self { known: pages.map(|source| urls::key(&source.url)).collect() }
    }

    /// Gives a page the canonical address that it names. A page that names another page of the site
    /// is a copy of it, and no document.
    fn settle(&self, read: &mut Read, reporter: &mut Reporter) -> bool {
        let own = read.page.document.url.clone();
        let canonical = read.canonical.as_deref().and_then(|to| urls::resolve(to, &own));
        let Some(canonical) = canonical else { return true };
        let key = urls::key(canonical.as_str());
        if key == urls::key(&own) {
            return true;
        }
        if self.known.contains(&key) {
            let reason = format!("a copy: its canonical address is {canonical}");
            reporter.leave_out(&read.page.path, &reason);
            return false;
        }
        read.page.document.url = urls::kept(&canonical);
        true
    }
}
