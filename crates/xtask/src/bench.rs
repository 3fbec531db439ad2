//! `cargo xtask bench`: measures, and compares with what the project promises.

use crate::{bench_engine, bench_sizes};
use anyhow::Result;
use clap::{Args, ValueEnum};

/// Measure, and compare with what the project promises.
#[derive(Args)]
pub(crate) struct Bench {
    /// What to measure.
    what: What,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Bytes at rest and bytes touched by a query.
    Sizes,
    /// Time of a query, as a ratio to String.prototype.includes.
    Engine,
}

impl Bench {
    pub(crate) fn run(&self) -> Result<()> {
        match self.what {
            What::Sizes => bench_sizes::run(),
            What::Engine => bench_engine::run_all(),
        }
    }
}
