//! Files -> documents. Native only; never in the browser.
//!
//! [`read_inputs`] takes files and folders and returns [`midu_core::Document`]s with a [`Report`] of
//! what was read and what deserves a look. Text (`.txt`), Markdown (`.md`, `.markdown`) and JSON lines
//! (`.jsonl`) are understood; any encoding that browsers know is decoded. Nothing here knows how an
//! index is built.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("ferry.txt"), "渡口\n船在早上六点开。")?;
//! let (documents, report) = midu_ingest::read_folder(folder.path())?;
//! assert_eq!(documents[0].url, "ferry.txt");
//! assert_eq!(documents[0].title, "渡口");
//! assert_eq!(report.files, 1);
//! # Ok(())
//! # }
//! ```

mod decode;
mod error;
mod front_matter;
mod html;
mod inputs;
mod jsonl;
mod markdown;
mod report;
mod text;

pub use error::{Code, Error, Result};
pub use report::{Progress, Report, Warning};

use inputs::{Kind, Source};
use midu_core::Document;
use report::{Place, Reporter};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Reads every `.txt` and `.md` below a folder, in the order of the file names.
///
/// # Errors
/// Any [`Code`]; nothing is returned of a folder that could not be read as a whole.
pub fn read_folder(path: &Path) -> Result<(Vec<Document>, Report)> {
    read_inputs(&[path.to_path_buf()], &mut |_| {})
}

/// Reads files and folders, in the order given, and tells `progress` before each file.
///
/// The url of a document from a file is the path of that file below the folder that was named, or its
/// bare name if the file itself was; a line of a `.jsonl` brings its own.
///
/// # Errors
/// Any [`Code`]; nothing is returned of inputs that could not be read as a whole.
pub fn read_inputs(
    paths: &[PathBuf],
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(Vec<Document>, Report)> {
    let mut reporter = Reporter::default();
    let sources = inputs::find(paths, &mut reporter)?;
    let mut collected = Collected::default();
    let bytes_total = sources.iter().map(|source| source.bytes).sum();
    let mut bytes = 0;
    for (file, source) in sources.iter().enumerate() {
        progress(Progress {
            path: &source.path,
            files: file as u64,
            files_total: sources.len() as u64,
            bytes,
            bytes_total,
            documents: collected.documents.len() as u64,
        });
        collected.read(file, source, &mut reporter)?;
        bytes += source.bytes;
    }
    collected.refuse_duplicates(&sources)?;
    if collected.documents.is_empty() {
        return Err(Error::no_documents(paths));
    }
    let report = reporter.finish(sources.len() as u64, bytes, collected.documents.len() as u64);
    Ok((collected.documents, report))
}

/// The documents so far, each with the file and the line it came from.
#[derive(Default)]
struct Collected {
    documents: Vec<Document>,
    places: Vec<(usize, Option<u64>)>,
}

impl Collected {
    fn read(&mut self, file: usize, source: &Source, reporter: &mut Reporter) -> Result<()> {
        let bytes = std::fs::read(&source.path).map_err(|e| Error::unreadable(&source.path, e))?;
        let text = decode::decode(bytes, &source.path, reporter);
        if source.kind == Kind::JsonLines {
            return jsonl::read(&text, &source.path, reporter, &mut |line, document| {
                self.documents.push(document);
                self.places.push((file, Some(line)));
            });
        }
        let (front, text) = front_matter::split(text, &source.path, reporter);
        let (title, blocks) = match source.kind {
            Kind::Markdown => markdown::read(&text),
            Kind::Text | Kind::JsonLines => text::read(text, front.title.is_some()),
        };
        let title = front.title.or(title);
        if title.is_none() && blocks.is_empty() {
            reporter.warn(&source.path, Place::File, "it holds no text".into());
        }
        let title = title.unwrap_or_else(|| source.stem.clone());
        self.documents.push(Document {
            url: source.url.clone(),
            title,
            blocks,
            id: None,
            date: front.date,
            lang: front.lang,
            meta: front.meta,
            filters: Default::default(),
        });
        self.places.push((file, None));
        Ok(())
    }

    fn refuse_duplicates(&self, sources: &[Source]) -> Result<()> {
        let mut seen: HashMap<&str, usize> = HashMap::with_capacity(self.documents.len());
        for (number, document) in self.documents.iter().enumerate() {
            if let Some(first) = seen.insert(&document.url, number) {
                let place = |number: usize| {
                    let (file, line) = self.places.get(number).copied().unwrap_or_default();
                    (sources.get(file).map_or(Path::new(""), |s| s.path.as_path()), line)
                };
                return Err(Error::duplicate_url(&document.url, place(first), place(number)));
            }
        }
        Ok(())
    }
}
