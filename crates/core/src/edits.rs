//! Stub.
use crate::gram::Unit;
use crate::reader::Missing;
use crate::{Index, Result};
pub(crate) struct Edited {
    pub(crate) texts: Vec<(Vec<Unit>, Vec<u32>)>,
    pub(crate) cut: bool,
}
impl<D: AsRef<[u8]>> Index<D> {
    pub(crate) fn one_edit(&self, _: &[Unit], _: &mut Missing) -> Result<Option<Edited>> {
        Ok(Some(Edited { texts: Vec::new(), cut: false }))
    }
}
