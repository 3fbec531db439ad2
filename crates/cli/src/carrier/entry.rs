//! The entry of an index in many files: the one small file whose name never changes, which says where
//! the others are. The client reads the same object (www/src/carrier.ts).

use super::packs::Packs;
use crate::carrier::Carrier;
use midu_core::{Layout, Summary};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Name of the entry of [`Carrier::Range`] and [`Carrier::Files`].
pub(crate) const JSON: &str = "midu.json";
/// Name of the entry of [`Carrier::Script`].
pub(crate) const SCRIPT: &str = "midu-index.js";

/// Version of this object and of the files that it names:
/// 1: packs with a head of 16 bytes; scripts that call `midu.index` and `midu.put`.
const VERSION: u32 = 1;

/// What the entry says. Its length does not depend on the number of files: their names are counted,
/// below a folder that is named after the content of all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// [`VERSION`].
    pub(crate) midu: u32,
    /// `range`, `files` or `script`.
    pub(crate) carrier: String,
    /// Format version of the index.
    pub(crate) format: u32,
    /// Hash of everything below; the folder of this build has this name.
    pub(crate) build: String,
    /// Layout of the index.
    pub(crate) layout: String,
    /// Number of documents.
    pub(crate) documents: u32,
    /// Bytes of the whole index.
    pub(crate) length: u64,
    /// Bytes from its start that are read first, and are in a file of their own.
    pub(crate) resident: u64,
    /// For each section that is cut into packs: where it starts, the stretch that is one pack, how
    /// many there are. Packs are numbered through all of them.
    pub(crate) packs: Vec<(u64, u64, u64)>,
}

impl Entry {
    /// An entry that lacks the name of its build.
    pub(crate) fn new(carrier: Carrier, summary: &Summary, packs: &Packs) -> Self {
        Self {
            midu: VERSION,
            carrier: carrier.as_str().into(),
            format: summary.format_version,
            build: String::new(),
            layout: summary.layout.as_str().into(),
            documents: summary.documents,
            length: summary.file_length,
            resident: resident_length(summary),
            packs: packs.ranges(),
        }
    }

    /// The entry with the name of its build.
    pub(crate) fn of_build(&self, build: &str) -> Self {
        Self { build: build.into(), ..self.clone() }
    }

    /// The text of the entry, one line.
    pub(crate) fn text(&self) -> String {
        // Strings, numbers and arrays of them can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// A hasher for the name of the build: what the entry says takes part, so that equal bytes in
    /// other packs have another name.
    pub(crate) fn hasher(&self) -> Sha256 {
        Sha256::new_with_prefix(self.text())
    }
}

/// Sixteen hexadecimal digits.
pub(crate) fn name_of(hasher: Sha256) -> String {
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a name is one that [`name_of`] gives.
pub(crate) fn is_build(name: &str) -> bool {
    name.len() == 16 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// What a reader needs before the first query; all where the layout is not paged.
pub(crate) fn resident_length(summary: &Summary) -> u64 {
    match summary.layout {
        Layout::Paged => summary.resident_length,
        Layout::Embedded | Layout::Compact => summary.file_length,
    }
}
