//! The one error type of ingestion. Opaque: a stable code, and three texts that say what happened,
//! where, and what to do about it. Things that a build can live with are warnings, see `report.rs`.

#[cfg(feature = "files")]
use crate::report::Warning;
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
    /// A JSON, CSV or XML file is broken, or holds something else than documents.
    BrokenFile,
    /// A setting such as a glob or a selector is not understood.
    BadOption,
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
            Self::BrokenFile => "broken-file",
            Self::BadOption => "bad-option",
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
    at: Option<Box<(PathBuf, u64, u64)>>,
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

    /// The file, the line and the column (both from 1) of a fault inside a file, where known.
    #[must_use]
    pub fn position(&self) -> Option<(&Path, u64, u64)> {
        self.at.as_ref().map(|at| (at.0.as_path(), at.1, at.2))
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }

    fn new(code: Code, what: String, place: String, help: &str) -> Self {
        Self { code, what, place, help: help.into(), at: None, source: None }
    }

    pub(crate) fn unreadable(path: &Path, cause: std::io::Error) -> Self {
        let help = "make it readable, or leave it out of the input";
        let what = format!("cannot read it: {cause}");
        let place = path.display().to_string();
        Self { source: Some(Box::new(cause)), ..Self::new(Code::Unreadable, what, place, help) }
    }

    pub(crate) fn unknown_kind(path: &Path) -> Self {
        Self::new(
            Code::UnknownKind,
            "cannot tell from its name what kind of file it is".into(),
            path.display().to_string(),
            "name folders, or .html, .md, .txt, .json, .jsonl, .csv or .xml files; \
             rename plain text to .txt",
        )
    }

    #[cfg(feature = "files")]
    pub(crate) fn no_documents(paths: &[PathBuf]) -> Self {
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        Self::new(
            Code::NoDocuments,
            "there is nothing to index".into(),
            if names.is_empty() { "no input".into() } else { names.join(", ") },
            "looked for .html, .md and .txt files at any depth (hidden and ignored ones are \
             skipped) and for documents in .json, .jsonl, .csv and .xml files named directly; put \
             text there or name another input",
        )
    }

    #[cfg(feature = "files")]
    /// Pages were read and none of them is to be indexed.
    pub(crate) fn all_left_out(pages: &[Warning]) -> Self {
        let first = pages.first().map(ToString::to_string).unwrap_or_default();
        Self::new(
            Code::NoDocuments,
            format!("there is nothing to index: all {} pages ask to be left out", pages.len()),
            first,
            "take noindex or draft off the pages that are to be found",
        )
    }

    pub(crate) fn broken_line(path: &Path, line: u64, column: u64, reason: &str) -> Self {
        Self {
            at: Some(Box::new((path.to_path_buf(), line, column))),
            ..Self::new(
                Code::BrokenLine,
                format!("the line is not a document: {reason}"),
                format!("{}:{line}:{column}", path.display()),
                "each line is one JSON object such as \
                 {\"url\":\"/a\",\"title\":\"题\",\"text\":\"文\"}; repair or delete this line",
            )
        }
    }

    /// A file of documents that cannot be read as one; `at` is a line and a column.
    pub(crate) fn broken_file(
        path: &Path,
        at: Option<(u64, u64)>,
        what: impl Into<String>,
        help: &str,
    ) -> Self {
        let place = match at {
            Some((line, column)) => format!("{}:{line}:{column}", path.display()),
            None => path.display().to_string(),
        };
        Self {
            at: at.map(|(line, column)| Box::new((path.to_path_buf(), line, column))),
            ..Self::new(Code::BrokenFile, what.into(), place, help)
        }
    }

    #[cfg(feature = "files")]
    pub(crate) fn bad_option(name: &str, value: &str, reason: &str, help: &str) -> Self {
        let what = format!("{value:?} is not understood: {reason}");
        Self::new(Code::BadOption, what, name.into(), help)
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
        Self::new(
            Code::DuplicateUrl,
            format!("two documents have the url {url:?}"),
            format!("{} and {}", name(first), name(second)),
            "give each document a url of its own, or leave one of the two out",
        )
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
