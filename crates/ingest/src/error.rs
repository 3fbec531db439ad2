//! The one error type of ingestion. Opaque: a stable code, and three texts that say what happened,
//! where, and what to do about it. Things that a build can live with are warnings, see `report.rs`.

use std::fmt;
use std::path::{Path, PathBuf};

/// Result with the [`Error`] of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// A stable, machine-readable reason. The text of [`Code::as_str`] never changes once released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// A file or folder could not be read.
    Unreadable,
    /// A file was named whose kind is not known.
    UnknownKind,
    /// There is nothing to index.
    NoDocuments,
    /// A line of a `.jsonl` file is not what it should be.
    BrokenLine,
    /// Two documents have the same url.
    DuplicateUrl,
}

impl Code {
    /// The stable text of the code, in kebab case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::UnknownKind => "unknown-kind",
            Self::NoDocuments => "no-documents",
            Self::BrokenLine => "broken-line",
            Self::DuplicateUrl => "duplicate-url",
        }
    }
}

/// What went wrong, where, and what to do about it.
#[derive(Debug)]
pub struct Error {
    code: Code,
    what: String,
    place: String,
    help: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// The stable reason.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// What happened.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The file, and the line where there is one.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }

    pub(crate) fn unreadable(path: &Path, cause: std::io::Error) -> Self {
        Self {
            code: Code::Unreadable,
            what: format!("cannot read it: {cause}"),
            place: path.display().to_string(),
            help: "make it readable, or leave it out of the input".into(),
            source: Some(Box::new(cause)),
        }
    }

    pub(crate) fn unknown_kind(path: &Path) -> Self {
        Self {
            code: Code::UnknownKind,
            what: "cannot tell from its name what kind of file it is".into(),
            place: path.display().to_string(),
            help: "name folders, .txt, .md or .jsonl files; rename plain text to .txt".into(),
            source: None,
        }
    }

    pub(crate) fn no_documents(paths: &[PathBuf]) -> Self {
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        Self {
            code: Code::NoDocuments,
            what: "there is nothing to index".into(),
            place: if names.is_empty() { "no input".into() } else { names.join(", ") },
            help: "looked for .txt, .md and .markdown files at any depth (hidden ones are skipped) \
                   and for lines in .jsonl files named directly; put text there or name another input"
                .into(),
            source: None,
        }
    }

    pub(crate) fn broken_line(path: &Path, line: u64, column: u64, reason: &str) -> Self {
        Self {
            code: Code::BrokenLine,
            what: format!("the line is not a document: {reason}"),
            place: format!("{}:{line}:{column}", path.display()),
            help: "each line is one JSON object such as \
                   {\"url\":\"/a\",\"title\":\"题\",\"text\":\"文\"}; repair or delete this line"
                .into(),
            source: None,
        }
    }

    pub(crate) fn duplicate_url(
        url: &str,
        first: (&Path, Option<u64>),
        second: (&Path, Option<u64>),
    ) -> Self {
        let name = |(path, line): (&Path, Option<u64>)| match line {
            Some(line) => format!("{}:{line}", path.display()),
            None => path.display().to_string(),
        };
        Self {
            code: Code::DuplicateUrl,
            what: format!("two documents have the url {url:?}"),
            place: format!("{} and {}", name(first), name(second)),
            help: "give each document a url of its own, or leave one of the two out".into(),
            source: None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.place, self.what, self.help)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|cause| &**cause as _)
    }
}
