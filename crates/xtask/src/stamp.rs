//! Tells whether a product is still that of its inputs: a hash of the contents of all input files,
//! kept in a small file, compared before the work is done again.

use crate::paths;
use anyhow::{Context as _, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

/// Folders that hold products or packages, never inputs.
const NOT_INPUTS: [&str; 4] = ["node_modules", "dist", "target", "build"];

/// The inputs of one product at one moment.
pub(crate) struct Stamp {
    file: PathBuf,
    hash: String,
}

/// How a file counts as an input.
#[derive(Clone, Copy)]
pub(crate) enum By {
    /// By every byte of it.
    Content,
    /// By its length and time, for files that may be large.
    Time,
}

impl Stamp {
    /// The stamp called `name` over files and folders (absent ones count as absent) and settings.
    pub(crate) fn new(name: &str, by: By, inputs: &[PathBuf], settings: &[&str]) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        settings.hash(&mut hasher);
        for input in inputs {
            for path in files_below(input)? {
                path.hash(&mut hasher);
                match by {
                    By::Content => read(&path)?.hash(&mut hasher),
                    By::Time => {
                        let data = fs::metadata(&path)?;
                        (data.len(), data.modified()?).hash(&mut hasher);
                    }
                }
            }
        }
        let file = paths::records().join(format!("{name}.stamp"));
        Ok(Self { file, hash: format!("{:016x}", hasher.finish()) })
    }

    /// Keeps the stamp beside what it stands for, so that it goes when that goes.
    pub(crate) fn inside(mut self, folder: &Path) -> Self {
        self.file = folder.join(".stamp");
        self
    }

    /// Whether these inputs made what is there, and all of `products` are there.
    pub(crate) fn holds(&self, products: &[PathBuf]) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|hash| hash == self.hash)
            && products.iter().all(|product| product.exists())
    }

    /// Notes that these inputs made what is there now.
    pub(crate) fn set(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.hash)
            .with_context(|| format!("cannot write {}", self.file.display()))
    }
}

/// All files at or below a path, in the order of their names.
pub(crate) fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(path, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_path_buf());
    } else if path.is_dir() {
        let entries = fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()));
        for entry in entries? {
            let entry = entry?;
            let name = entry.file_name();
            if !NOT_INPUTS.iter().any(|folder| name == *folder) {
                collect(&entry.path(), files)?;
            }
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
