//! How well midu and the peers find one wanted document: known-item queries made of titles and
//! headings. The bench is bench/peers/relevance; the peers and their set-up are those of
//! `bench peers`. In: corpora; out: tables, as text and in docs/peers.md.

use crate::command::program;
use crate::steps::Steps;
use crate::{bench_peers, corpora, paths, site};
use anyhow::{Context as _, Result, ensure};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Measured where nothing else is asked for, if it is there; the sample corpus always is.
const USUAL: [&str; 1] = ["weekly"];

/// Options of `cargo xtask bench relevance`.
#[derive(Args)]
pub(crate) struct Relevance {
    /// A corpus of ../shared/corpora by name, or a folder or .jsonl file; may be repeated.
    #[arg(long, value_name = "NAME|PATH")]
    corpus: Vec<String>,
    /// A folder of bench/peers/adapters that the bench asks; may be repeated [default: all].
    #[arg(long, value_name = "NAME")]
    peer: Vec<String>,
    /// 20 queries of a kind, not 200.
    #[arg(long)]
    quick: bool,
    /// Write the tables into docs/peers.md too; of all peers, corpora and queries only.
    #[arg(long, conflicts_with_all = ["corpus", "peer", "quick"])]
    save: bool,
}

impl Relevance {
    pub(crate) fn run(&self) -> Result<()> {
        let corpora = self.corpora()?;
        let mut steps = Steps::new(bench_peers::SET_UP);
        let chromium = bench_peers::set_up(&mut steps)?;
        let found = paths::records().join("peers/relevance.json");
        let mut bench = program("node");
        bench.arg(paths::peers().join("relevance/bench.mjs"));
        bench.arg("--work").arg(paths::records().join("peers")).arg("--json").arg(&found);
        bench.args(self.quick.then_some("--quick"));
        for corpus in &corpora {
            bench.arg("--corpus").arg(corpus);
        }
        for peer in &self.peer {
            bench.args(["--peer", peer]);
        }
        bench.env("MIDU_CLI", site::midu().get_program()).env("CHROMIUM", chromium);
        let status = bench.stdin(Stdio::null()).status().context("cannot run node")?;
        // Tables below the goal are not written: they would be published as if they were reached.
        ensure!(status.success(), "the bench of relevance failed or missed its goal");
        if self.save { save(&found) } else { Ok(()) }
    }

    fn corpora(&self) -> Result<Vec<PathBuf>> {
        let mut found = corpora::find(&self.corpus, &USUAL)?;
        if self.corpus.is_empty() {
            found.push(paths::www().join("corpus"));
        }
        Ok(found)
    }
}

fn save(found: &Path) -> Result<()> {
    bench_peers::put_tables(found, &[("relevance", "docs/peers.md")])?;
    println!("\nthe tables are in docs/peers.md");
    Ok(())
}
