//! Pages of one section on their way into a file: their contents in scratch storage, their lengths
//! and the keys that part them in memory.

use super::scratch::{Pile, Scratch};
use crate::Result;
use crate::bytes::to_u32;
use crate::gram::Unit;

/// The pages of one section.
#[derive(Debug)]
pub(super) struct Pages {
    pub(super) contents: Pile,
    /// Bytes of each page, before it is filled up and sealed.
    pub(super) lengths: Vec<u32>,
    /// For HEADS and GRAMS, the shortest key that parts each page from the one before.
    pub(super) keys: Vec<Vec<Unit>>,
}

impl Pages {
    pub(super) fn new(scratch: &dyn Scratch) -> Result<Self> {
        Ok(Self { contents: Pile::new(scratch)?, lengths: Vec::new(), keys: Vec::new() })
    }

    /// Appends a page.
    pub(super) fn push(&mut self, page: &[u8]) -> Result<()> {
        self.lengths.push(to_u32(page.len(), "bytes of a page")?);
        self.contents.push(page)
    }

    /// Whether the entries whose keys continue a gram are on more than one page.
    pub(super) fn part(&self, gram: &[Unit]) -> bool {
        let index = self.keys.partition_point(|key| key.as_slice() <= gram);
        self.keys.get(index).is_some_and(|key| key.starts_with(gram))
    }
}
