//! Bytes of an index -> checked views.

use crate::{Error, Layout, Result};
use std::ops::Range;

/// The number of a page inside one index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u32);

/// One section of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionInfo {
    /// Name as in DESIGN.md, such as `GRAMS`.
    pub name: &'static str,
    /// Where it starts, in bytes from the start of the file.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
    /// How many pages it has; 0 for a section that is read whole.
    pub pages: u32,
}

/// What an index says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Format version of the file.
    pub format_version: u32,
    /// Layout of the file.
    pub layout: Layout,
    /// Number of documents.
    pub documents: u32,
    /// Length of the folded stream in characters, titles and separators included.
    pub characters: u64,
    /// Characters of the original bodies and titles.
    pub source_characters: u64,
    /// Bytes from the start that must be there to open the index.
    pub resident_length: u64,
    /// Length of the whole file in bytes.
    pub file_length: u64,
    /// Sections in file order.
    pub sections: Vec<SectionInfo>,
}

/// An open index.
#[derive(Debug)]
pub struct Index<D> {
    _bytes: D,
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Opens an index from all of its bytes, or from at least the first
    /// [`Summary::resident_length`] of them; what is missing is asked for page by page.
    ///
    /// # Errors
    /// Any [`crate::Code`] that speaks of the bytes.
    pub fn open(bytes: D) -> Result<Self> {
        let _ = bytes;
        Err(Error::invalid("not written yet"))
    }

    /// What the index says of itself.
    #[must_use]
    pub fn summary(&self) -> Summary {
        unreachable!()
    }

    /// Where a page lies in the file; `None` if there is no such page.
    #[must_use]
    pub fn page_range(&self, page: PageId) -> Option<Range<u64>> {
        let _ = page;
        None
    }

    /// Hands over the bytes of a page that [`crate::Step::Need`] named.
    ///
    /// # Errors
    /// [`crate::Code::Corrupt`] if these are not the bytes of that page of this index.
    pub fn supply(&mut self, page: PageId, bytes: Vec<u8>) -> Result<()> {
        let _ = (page, bytes);
        Ok(())
    }

    /// Verifies every checksum and every rule of the format. Needs all bytes.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// Bytes from the start of the file that must be there before [`Index::open`] can succeed, read from
/// a prefix of at least [`HEAD_LENGTH`] bytes.
///
/// # Errors
/// Any [`crate::Code`] that speaks of the bytes.
pub fn resident_length(prefix: &[u8]) -> Result<u64> {
    let _ = prefix;
    Ok(0)
}

/// Bytes that [`resident_length`] needs.
pub const HEAD_LENGTH: usize = 512;
