//! `midu inspect`: what an index says of itself.

use crate::failure::Failure;
use crate::opened::IndexFile;
use crate::sizes::{Sizes, grouped};
use std::io::Write;
use std::path::PathBuf;

/// Show version, layout, counts, and bytes per section and per character.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The index file.
    index: PathBuf,

    /// Print one JSON object instead of tables.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let file = IndexFile::read(&arguments.index)?;
    let sizes = Sizes::of(&file.open()?.summary());
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &sizes)?;
        writeln!(out)?;
        return Ok(());
    }
    for (name, value) in [
        ("format version", sizes.format_version.to_string()),
        ("layout", sizes.layout.to_owned()),
        ("documents", grouped(sizes.documents.into())),
        ("characters", grouped(sizes.characters)),
        ("folded characters", grouped(sizes.folded_characters)),
        ("needed to open", format!("{} bytes", grouped(sizes.resident_bytes))),
    ] {
        writeln!(out, "{name:<18} {value}")?;
    }
    writeln!(out)?;
    sizes.write_table(&mut out)?;
    Ok(())
}
