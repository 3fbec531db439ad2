//! Stub.
use crate::reader::Missing;
use crate::request::{Facet, Sort};
use crate::{Index, Result};
impl<D: AsRef<[u8]>> Index<D> {
    pub(crate) fn documents_with(
        &self,
        _: &str,
        _: &str,
        _: &mut Missing,
    ) -> Result<Option<Option<Vec<u32>>>> {
        Ok(Some(None))
    }
    pub(crate) fn documents_dated(
        &self,
        _: &str,
        _: &mut Missing,
    ) -> Result<Option<Option<Vec<u32>>>> {
        Ok(Some(None))
    }
    pub(crate) fn facets(
        &self,
        _: &[u32],
        _: &[String],
        _: &mut Missing,
    ) -> Result<Option<Vec<Facet>>> {
        Ok(Some(Vec::new()))
    }
    pub(crate) fn sorted(
        &self,
        docs: Vec<u32>,
        _: &[Sort],
        _: &dyn Fn(u32) -> u64,
        _: &mut Missing,
    ) -> Result<Option<Vec<u32>>> {
        Ok(Some(docs))
    }
}
