//! Time of a query in a real page, as a ratio to `String.prototype.includes` over the same texts.

use anyhow::{Result, bail};

/// Prints the ratio for queries of every length.
pub(crate) fn run() -> Result<()> {
    bail!("bench engine is not there yet: it needs the finished engine")
}
