//! `cargo xtask bench`: measures, and compares with what the project promises.

use crate::{bench_build, bench_engine, bench_growth, bench_peers, bench_rebuild};
use crate::{bench_relevance, bench_sizes};
use anyhow::Result;
use clap::{Args, Subcommand};

/// Measure, and compare with what the project promises.
#[derive(Args)]
pub(crate) struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Bytes at rest and bytes touched by a query [default corpora: weekly, poetry-100k].
    Sizes {
        /// A corpus of ../shared/corpora by name, or a folder or .jsonl file; may be repeated.
        #[arg(long, value_name = "NAME|PATH")]
        corpus: Vec<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Measure the queries in the language alone, and write their tables into
        /// docs/measurements.md.
        #[arg(long, conflicts_with_all = ["corpus", "json"])]
        save: bool,
    },
    /// Time of a query, as a ratio to String.prototype.includes [default corpora: weekly, changzhou].
    Engine {
        /// A corpus of ../shared/corpora by name, or a folder or .jsonl file; may be repeated.
        #[arg(long, value_name = "NAME|PATH")]
        corpus: Vec<String>,
    },
    /// Time of a rebuild after one page of many changed, as a ratio to the full build.
    Rebuild(bench_rebuild::Rebuild),
    /// midu beside other search libraries, in Chromium [default corpora: weekly, poetry-100k, changzhou].
    Peers(bench_peers::Peers),
    /// How often the wanted document comes first, beside other search libraries [default corpora:
    /// weekly, the sample corpus].
    Relevance(bench_relevance::Relevance),
    /// Bytes of a query while the corpus grows twelvefold [default corpus: poetry-100k].
    Growth(bench_growth::Growth),
    /// Time and memory of builds, as the corpus grows and beside Pagefind.
    Build(bench_build::Build),
}

impl Bench {
    pub(crate) fn run(&self) -> Result<()> {
        match &self.what {
            What::Sizes { save: true, .. } => bench_sizes::save(),
            What::Sizes { corpus, json, .. } => bench_sizes::run(corpus, *json),
            What::Engine { corpus } => bench_engine::run_all(corpus),
            What::Rebuild(rebuild) => rebuild.run(),
            What::Peers(peers) => peers.run(),
            What::Relevance(relevance) => relevance.run(),
            What::Growth(growth) => growth.run(),
            What::Build(build) => build.run(),
        }
    }
}
