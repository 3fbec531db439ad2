//! Bytes at rest and bytes touched by a query, against the goals in DESIGN.md.

use anyhow::{Result, bail};

/// Prints goal, measured and ratio for every size that the project promises.
pub(crate) fn run() -> Result<()> {
    bail!("bench sizes is not there yet: it needs the finished engine")
}
