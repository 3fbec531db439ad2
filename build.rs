//! Precomputes the index that [`Index::embedded`] carries: reads the folder named by `MIDU_CORPUS`
//! (default `www/corpus`; the empty text means none) and leaves its index in `OUT_DIR`. How a file is
//! read and how an index is written is the business of midu-ingest and midu-core, not of this script.

use midu_core::{IndexWriter, Layout};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

const DEFAULT_CORPUS: &str = "www/corpus";

fn main() -> ExitCode {
    let Err(error) = run() else { return ExitCode::SUCCESS };
    eprintln!("cannot build the embedded index: {error}");
    ExitCode::FAILURE
}

fn run() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=MIDU_CORPUS");
    let index = match corpus_folder() {
        Some(folder) => {
            println!("cargo::rerun-if-changed={}", folder.display());
            index_of(&folder)?
        }
        None => {
            println!("cargo::rerun-if-changed=build.rs");
            Vec::new()
        }
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    Ok(fs::write(out.join("index.midu"), index)?)
}

/// The folder to index, below the root of the package where it is relative. The default may be
/// absent, as it is in a packaged crate; a folder that somebody named may not.
fn corpus_folder() -> Option<PathBuf> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    match env::var_os("MIDU_CORPUS") {
        Some(name) if name.is_empty() => None,
        Some(name) => Some(root.join(name)),
        None => Some(root.join(DEFAULT_CORPUS)).filter(|folder| folder.is_dir()),
    }
}

fn index_of(folder: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let (documents, _report) = midu_ingest::read_folder(folder)?;
    let mut writer = IndexWriter::new(Layout::Embedded);
    for document in documents {
        writer.add(document)?;
    }
    Ok(writer.finish(&mut |_| {})?)
}
