//! `midu check`: whether a file is a whole and sound index.

use crate::failure::Failure;
use crate::opened::IndexFile;
use crate::sizes::grouped;
use std::io::Write;
use std::path::PathBuf;

/// Verify every checksum and every rule of the format.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The index file.
    index: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let file = IndexFile::read(&arguments.index)?;
    let index = file.open()?;
    index.check().map_err(|cause| Failure::engine(file.name(), &cause))?;
    let about = index.summary();
    writeln!(
        std::io::stdout(),
        "sound: {} bytes, {} documents, {} sections",
        grouped(about.file_length),
        grouped(about.documents.into()),
        about.sections.len()
    )?;
    Ok(())
}
