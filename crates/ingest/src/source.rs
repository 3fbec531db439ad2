//! What is known of a file before it is read: its kind, its url, the title of last resort.

use crate::report::{Place, Reporter};
use crate::{Options, urls};
use std::path::{Path, PathBuf};

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Html,
    Text,
    Markdown,
    Json,
    JsonLines,
    Csv,
    Xml,
}

impl Kind {
    /// Whether such files hold many documents, and so are read only where they are named.
    pub(crate) fn holds_many(self) -> bool {
        matches!(self, Self::Json | Self::JsonLines | Self::Csv | Self::Xml)
    }
}

/// One file to read.
#[derive(Debug)]
pub(crate) struct Source {
    /// `-` for standard input.
    pub(crate) path: PathBuf,
    pub(crate) kind: Kind,
    /// The path below the folder that was named, as an address.
    pub(crate) url: String,
    /// The file name without its extension: the title of last resort.
    pub(crate) stem: String,
    pub(crate) bytes: u64,
    /// The date that a site map gives.
    pub(crate) date: Option<String>,
}

impl Source {
    #[cfg(feature = "files")]
    pub(crate) fn is_standard_input(&self) -> bool {
        self.path == Path::new("-")
    }
}

/// The kind that the name of a file tells.
pub(crate) fn kind_of(path: &Path) -> Option<Kind> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "html" | "htm" | "xhtml" => Some(Kind::Html),
        "txt" => Some(Kind::Text),
        "md" | "markdown" => Some(Kind::Markdown),
        "json" => Some(Kind::Json),
        "jsonl" | "ndjson" => Some(Kind::JsonLines),
        "csv" | "tsv" => Some(Kind::Csv),
        "xml" | "rss" | "atom" => Some(Kind::Xml),
        _ => None,
    }
}

/// A file that is in memory, at the root of its site.
#[cfg(feature = "files")]
pub(crate) fn in_memory(name: &Path, kind: Kind, options: &Options) -> Source {
    let root = name.parent().unwrap_or(Path::new(""));
    source(name, root, kind, 0, options, &mut Reporter::default())
}

/// A file by its path, whose url is what of it is below `root`.
pub(crate) fn source(
    path: &Path,
    root: &Path,
    kind: Kind,
    bytes: u64,
    options: &Options,
    reporter: &mut Reporter,
) -> Source {
    let below = path.strip_prefix(root).unwrap_or(path);
    let (url, lossy) = urls::of_file(below, kind, options);
    if lossy {
        let text = format!("its name is not UTF-8; the url {url:?} may lead nowhere");
        reporter.warn(path, Place::File, text);
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Source { path: path.to_path_buf(), kind, url, stem, bytes, date: None }
}
