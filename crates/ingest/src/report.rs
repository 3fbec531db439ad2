//! What a caller is told beside the documents: how far the reading is, what was read, and what
//! deserves a look. What stops the reading is an error instead.

use std::fmt;
use std::path::{Path, PathBuf};

/// How far the reading is, told before each file.
#[cfg(feature = "files")]
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// The file about to be read.
    pub path: &'a Path,
    /// Files read.
    pub files: u64,
    /// Files to read in all.
    pub files_total: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Bytes to read in all.
    pub bytes_total: u64,
    /// Documents so far.
    pub documents: u64,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files read.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Documents in them.
    pub documents: u64,
    /// What deserves a look, in the order of reading.
    pub warnings: Vec<Warning>,
    /// Pages that are no documents because they or their site say so, each with the reason.
    pub left_out: Vec<Warning>,
    /// Files whose documents came out of the cache.
    pub reused: u64,
}

/// Something that did not stop the reading and that the owner of the text may want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The file or folder.
    pub path: PathBuf,
    /// The line from 1, where there is one.
    pub line: Option<u64>,
    /// The offset in bytes from 0, where there is one.
    pub byte: Option<u64>,
    /// What was seen and what was done about it.
    pub text: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(byte) = self.byte {
            write!(f, ", byte {byte}")?;
        }
        write!(f, ": {}", self.text)
    }
}

/// Where in a file something was seen.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    File,
    Line(u64),
    Byte(u64),
}

/// Collects what is to be told while files are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reporter {
    pub(crate) warnings: Vec<Warning>,
    pub(crate) left_out: Vec<Warning>,
}

impl Reporter {
    pub(crate) fn warn(&mut self, path: &Path, place: Place, text: String) {
        self.warnings.push(at(path, place, text));
    }

    /// Notes a page that is no document.
    pub(crate) fn leave_out(&mut self, path: &Path, reason: &str) {
        self.left_out.push(at(path, Place::File, reason.to_owned()));
    }

    pub(crate) fn append(&mut self, other: Self) {
        self.warnings.extend(other.warnings);
        self.left_out.extend(other.left_out);
    }
}

fn at(path: &Path, place: Place, text: String) -> Warning {
    let (line, byte) = match place {
        Place::File => (None, None),
        Place::Line(line) => (Some(line), None),
        Place::Byte(byte) => (None, Some(byte)),
    };
    Warning { path: path.to_path_buf(), line, byte, text }
}
