//! Paths as a person names them -> the files to read, each with its kind and url. Opens no file.

use crate::report::{Place, Reporter};
use crate::{Error, Result};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Markdown,
    JsonLines,
}

/// One file to read.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) kind: Kind,
    /// The path below the folder that was named, with `/` between its parts.
    pub(crate) url: String,
    /// The file name without its extension: the title of last resort.
    pub(crate) stem: String,
    pub(crate) bytes: u64,
}

/// Finds the files of all inputs: in the order given, and inside a folder by name.
pub(crate) fn find(paths: &[PathBuf], reporter: &mut Reporter) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in paths {
        let about = std::fs::metadata(path).map_err(|e| Error::unreadable(path, e))?;
        if about.is_dir() {
            find_in_folder(path, reporter, &mut sources)?;
        } else {
            let kind = kind_of(path).ok_or_else(|| Error::unknown_kind(path))?;
            let root = path.parent().unwrap_or(Path::new(""));
            sources.push(source(path, root, kind, about.len(), reporter));
        }
    }
    Ok(sources)
}

fn find_in_folder(root: &Path, reporter: &mut Reporter, out: &mut Vec<Source>) -> Result<()> {
    let walk = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(cause) => {
                survive(root, cause, reporter)?;
                continue;
            }
        };
        match kind_of(entry.path()) {
            _ if !entry.file_type().is_file() => {}
            Some(Kind::JsonLines) => {
                let text = "not read: a .jsonl file inside a folder must be named itself";
                reporter.warn(entry.path(), Place::File, text.into());
            }
            Some(kind) => {
                let bytes = entry.metadata().map_or(0, |about| about.len());
                out.push(source(entry.path(), root, kind, bytes, reporter));
            }
            None => {}
        }
    }
    Ok(())
}

/// A symbolic link that leads nowhere or in a circle holds no text: a warning. Anything else may hide
/// text that was meant to be indexed: an error.
fn survive(root: &Path, cause: walkdir::Error, reporter: &mut Reporter) -> Result<()> {
    let path = cause.path().unwrap_or(root).to_path_buf();
    if cause.loop_ancestor().is_some() {
        let text = "not followed: this symbolic link leads back to a folder that holds it";
        reporter.warn(&path, Place::File, text.into());
        return Ok(());
    }
    let is_link = std::fs::symlink_metadata(&path).is_ok_and(|about| about.is_symlink());
    let cause = cause.into_io_error().unwrap_or_else(|| ErrorKind::Other.into());
    if is_link && cause.kind() != ErrorKind::PermissionDenied {
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if !hidden {
            reporter.warn(&path, Place::File, "skipped: a symbolic link to nothing".into());
        }
        return Ok(());
    }
    Err(Error::unreadable(&path, cause))
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn kind_of(path: &Path) -> Option<Kind> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "txt" => Some(Kind::Text),
        "md" | "markdown" => Some(Kind::Markdown),
        "jsonl" => Some(Kind::JsonLines),
        _ => None,
    }
}

fn source(path: &Path, root: &Path, kind: Kind, bytes: u64, reporter: &mut Reporter) -> Source {
    let below = path.strip_prefix(root).unwrap_or(path);
    let mut url = String::new();
    let mut lossy = false;
    for part in below.components() {
        if !url.is_empty() {
            url.push('/');
        }
        let part = part.as_os_str();
        lossy |= part.to_str().is_none();
        url.push_str(&part.to_string_lossy());
    }
    if lossy {
        let text = format!("its name is not UTF-8; the url {url:?} may lead nowhere");
        reporter.warn(path, Place::File, text);
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Source { path: path.to_path_buf(), kind, url, stem, bytes }
}
