//! An index in memory, and a search that is run until it is answered.

use crate::failure::Failure;
use midu_core::{Code, Index, PageId, Step};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The bytes of one index, whichever way it is carried.
pub(crate) struct IndexFile {
    path: PathBuf,
    bytes: Vec<u8>,
}

impl IndexFile {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = crate::carrier::read(path)?;
        Ok(Self { path: path.to_path_buf(), bytes })
    }

    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }

    pub(crate) fn open(&self) -> Result<Index<&[u8]>, Failure> {
        Index::open(self.bytes.as_slice()).map_err(|cause| Failure::engine(self.name(), &cause))
    }

    /// Asks the engine until it answers; `place` says where a query comes from if that is at fault.
    pub(crate) fn ask<'a, T>(
        &'a self,
        index: &mut Index<&'a [u8]>,
        place: &str,
        ask: impl Fn(&Index<&'a [u8]>) -> midu_core::Result<Step<T>>,
    ) -> Result<T, Failure> {
        let mut supplied = HashSet::new();
        let fault = |cause: midu_core::Error| match cause.code() {
            Code::QueryTooLong => Failure::engine(place, &cause),
            _ => Failure::engine(self.name(), &cause),
        };
        loop {
            match ask(index).map_err(fault)? {
                Step::Done(answer) => return Ok(answer),
                Step::Need(pages) => {
                    for page in pages {
                        // A page asked for twice would be asked for for ever.
                        if !supplied.insert(page) {
                            return Err(self.lacks(page));
                        }
                        let bytes = self.page(index, page).ok_or_else(|| self.lacks(page))?;
                        index.supply(page, bytes).map_err(fault)?;
                    }
                }
            }
        }
    }

    fn page(&self, index: &Index<&[u8]>, page: PageId) -> Option<Vec<u8>> {
        let range = index.page_range(page)?;
        let start = usize::try_from(range.start).ok()?;
        let end = usize::try_from(range.end).ok()?;
        self.bytes.get(start..end).map(<[u8]>::to_vec)
    }

    fn lacks(&self, page: PageId) -> Failure {
        let what = format!("page {} is missing or of no use", page.0);
        Failure::new(what, self.name(), "run `midu check` on it, or build it again")
    }
}
