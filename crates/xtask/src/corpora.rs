//! The corpora that benches measure. They are no part of the repository; one that is absent is left
//! out with a message.

use crate::paths;
use anyhow::{Result, bail};
use std::path::PathBuf;

/// Where corpora may lie, beside the repository.
const FOLDER: &str = "../shared/corpora";

/// Finds corpora by name or path. Of `usual`, those that are absent are skipped; one that was asked
/// for must be there.
pub(crate) fn find(asked: &[String], usual: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for name in asked {
        match locate(name) {
            Some(path) => found.push(path),
            None => bail!("--corpus {name}: no such file or folder, and none in {FOLDER}"),
        }
    }
    if asked.is_empty() {
        for name in usual {
            match locate(name) {
                Some(path) => found.push(path),
                None => eprintln!("skipped: {FOLDER}/{name} is not there"),
            }
        }
    }
    Ok(found)
}

fn locate(name: &str) -> Option<PathBuf> {
    let folder = paths::root().join(FOLDER);
    let places = [name.into(), folder.join(format!("{name}.jsonl")), folder.join(name)];
    places.into_iter().find(|path: &PathBuf| path.exists())?.canonicalize().ok()
}
