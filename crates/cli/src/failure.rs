//! Why a command failed, as a person reads it: what, where, what to do.

use midu_core::Code;
use std::fmt;
use std::io::ErrorKind;
use std::path::Path;

/// What went wrong in a command.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    place: String,
    help: String,
    closed_output: bool,
}

impl Failure {
    pub(crate) fn new(
        what: impl Into<String>,
        place: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { what: what.into(), place: place.into(), help: help.into(), closed_output: false }
    }

    /// An index file that is not there or may not be read.
    pub(crate) fn unreadable(path: &Path, cause: &std::io::Error) -> Self {
        Self::new(format!("cannot read it: {cause}"), path.display().to_string(), "check the path")
    }

    /// A fault that the engine found; `place` is the file, or the file and the line of a query.
    pub(crate) fn engine(place: impl Into<String>, cause: &midu_core::Error) -> Self {
        let help = match cause.code() {
            Code::NotAnIndex => "name a file that `midu index` wrote",
            Code::FormatVersion => "build the index again with this version of midu",
            Code::Truncated | Code::Corrupt | Code::Invalid => {
                "copy the file again from where it was built, or build it again"
            }
            Code::DuplicateUrl => "give each document a url of its own",
            Code::NoDocuments => "name an input that holds text",
            Code::TooLarge => "split the input and build an index of each part",
            Code::QueryTooLong => "ask for a shorter part of it",
            _ => "see the message above",
        };
        Self::new(chain(cause), place, help)
    }

    pub(crate) fn is_closed_output(&self) -> bool {
        self.closed_output
    }
}

/// The message of an error and of all its causes.
fn chain(cause: &dyn std::error::Error) -> String {
    let mut text = cause.to_string();
    let mut next = cause.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

impl From<midu_ingest::Error> for Failure {
    fn from(cause: midu_ingest::Error) -> Self {
        Self::new(cause.what(), cause.place(), cause.help())
    }
}

/// Only standard output is written with `?`; every file names itself.
impl From<std::io::Error> for Failure {
    fn from(cause: std::io::Error) -> Self {
        let mut failure = Self::new(
            format!("cannot write the result: {cause}"),
            "standard output",
            "check where the output goes to",
        );
        failure.closed_output = cause.kind() == ErrorKind::BrokenPipe;
        failure
    }
}

impl From<serde_json::Error> for Failure {
    fn from(cause: serde_json::Error) -> Self {
        std::io::Error::from(cause).into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.what)?;
        writeln!(f, "  where: {}", self.place)?;
        writeln!(f, "  help: {}", self.help)
    }
}
