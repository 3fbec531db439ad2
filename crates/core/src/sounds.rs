//! Stub.
use crate::reader::Missing;
use crate::{Index, Result};
pub(crate) struct Sounding {
    pub(crate) places: Vec<(u32, u32)>,
    pub(crate) cut: bool,
}
impl<D: AsRef<[u8]>> Index<D> {
    pub(crate) fn sounding(
        &self,
        _: &str,
        _: bool,
        _: &mut Missing,
    ) -> Result<Option<Option<Sounding>>> {
        Ok(Some(None))
    }
}
