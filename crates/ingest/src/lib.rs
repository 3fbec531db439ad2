//! Files -> documents. In a browser only on the playground page, which indexes what a reader drops there.
//!
//! [`Ingest`] takes files and folders and hands over [`Page`]s: [`midu_core::Document`]s with their
//! sections. Understood are built HTML, Markdown and plain text in folders, and JSON, JSON lines, CSV,
//! feeds and site maps that are named; any encoding that browsers know is decoded. What was read and
//! what deserves a look is in a [`Report`]. Nothing here knows how an index is built.
//!
//! Without the default feature `files` there is no file system and no thread: [`Gathering`] reads files
//! that are in memory.
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

mod articles;
#[cfg(feature = "files")]
mod cache;
mod csv_table;
mod decode;
mod delivery;
mod error;
mod feed;
mod files;
mod front_matter;
mod gathering;
mod generator;
mod html;
#[cfg(feature = "files")]
mod ingest;
#[cfg(feature = "files")]
mod inputs;
mod json;
mod jsonl;
#[cfg(feature = "files")]
mod lines;
mod markdown;
mod options;
mod page;
mod record;
mod records;
mod report;
#[cfg(feature = "files")]
mod site;
mod source;
mod text;
mod urls;

#[cfg(feature = "files")]
pub use cache::Cache;
pub use error::{Code, Error, Result};
pub use gathering::Gathering;
pub use html::{HtmlOptions, Selector};
#[cfg(feature = "files")]
pub use ingest::Ingest;
pub use options::Options;
pub use page::{Page, Section, Weight};
#[cfg(feature = "files")]
pub use report::Progress;
pub use report::{Report, Warning};

#[cfg(feature = "files")]
use midu_core::Document;
#[cfg(feature = "files")]
use std::ops::ControlFlow;
#[cfg(feature = "files")]
use std::path::{Path, PathBuf};

/// Reads all texts below a folder with the usual options, in the order of the file names.
///
/// # Errors
/// Any [`Code`]; nothing is returned of a folder that could not be read as a whole.
#[cfg(feature = "files")]
pub fn read_folder(path: &Path) -> Result<(Vec<Document>, Report)> {
    read_inputs(&[path.to_path_buf()], &mut |_| {})
}

/// Reads files and folders with the usual options, in the order given, and tells `progress` before
/// each file.
///
/// The url of a document from a file is the path of that file below the folder that was named, or its
/// bare name if the file itself was; a record of a file of many brings its own.
///
/// # Errors
/// Any [`Code`]; nothing is returned of inputs that could not be read as a whole.
#[cfg(feature = "files")]
pub fn read_inputs(
    paths: &[PathBuf],
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(Vec<Document>, Report)> {
    let mut documents = Vec::new();
    let report = Ingest::new(Options::default()).read(paths, progress, &mut |page| {
        documents.push(page.into_document());
        ControlFlow::Continue(())
    })?;
    Ok((documents, report))
}
