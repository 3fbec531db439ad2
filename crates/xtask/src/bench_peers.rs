//! midu beside other search libraries: same corpora, same queries, one browser. The bench is
//! bench/peers; here all that it needs is built, and it is told where.

use crate::command::{cargo, program, run};
use crate::steps::{Done, Steps};
use crate::{browser, corpora, marks, node, paths, site, wasm};
use anyhow::{Context as _, Result, ensure};
use clap::Args;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Measured where nothing else is asked for; the sample corpus stands in where they are absent.
const USUAL: [&str; 3] = ["weekly", "poetry-100k", "changzhou"];
/// The tables and the page that each goes to.
const TABLES: [(&str, &str); 7] = [
    ("short", "README.md"),
    ("short", "README.zh-CN.md"),
    ("peers", "docs/peers.md"),
    ("recall", "docs/peers.md"),
    ("precision", "docs/peers.md"),
    ("goals", "docs/peers.md"),
    ("settings", "docs/peers.md"),
];

/// Options of `cargo xtask bench peers`.
#[derive(Args)]
pub(crate) struct Peers {
    /// A corpus of ../shared/corpora by name, or a folder or .jsonl file; may be repeated.
    #[arg(long, value_name = "NAME|PATH")]
    corpus: Vec<String>,
    /// A folder of bench/peers/adapters; may be repeated [default: all].
    #[arg(long, value_name = "NAME")]
    peer: Vec<String>,
    /// Seconds that the timing of one peer may take; whole answers may take three times as long.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    budget: u32,
    /// Build and measure again what is there.
    #[arg(long)]
    again: bool,
    /// Write the tables into README.md and docs/peers.md too; of all peers and corpora only.
    #[arg(long, conflicts_with_all = ["corpus", "peer"])]
    save: bool,
}

impl Peers {
    pub(crate) fn run(&self) -> Result<()> {
        let mut corpora = corpora::find(&self.corpus, &USUAL)?;
        if corpora.is_empty() {
            corpora.push(paths::www().join("corpus"));
        }
        let mut steps = Steps::new(SET_UP + 1);
        let chromium = set_up(&mut steps)?;
        steps.run("truth: the fold", build_fold)?;
        let mut bench = program("node");
        bench
            .arg(paths::peers().join("bench.mjs"))
            .arg("--work")
            .arg(paths::records().join("peers"));
        bench.args(["--budget", &self.budget.to_string()]).args(self.again.then_some("--again"));
        for corpus in &corpora {
            bench.arg("--corpus").arg(corpus);
        }
        for peer in &self.peer {
            bench.args(["--peer", peer]);
        }
        let found = paths::records().join("peers/found.json");
        bench.arg("--json").arg(&found);
        name_programs(&mut bench);
        let status = bench.env("CHROMIUM", chromium).stdin(Stdio::null()).status();
        ensure!(status.context("cannot run node")?.success(), "the bench of the peers failed");
        if self.save { save(&found) } else { Ok(()) }
    }
}

/// How many steps [`set_up`] takes.
pub(crate) const SET_UP: usize = wasm::STEPS + 4;

/// Builds all that peers and midu are asked with; the browser to ask them in.
pub(crate) fn set_up(steps: &mut Steps) -> Result<PathBuf> {
    let mut chromium = PathBuf::new();
    steps.run("set-up: browser", || {
        let (found, done) = browser::ready()?;
        chromium = found;
        Ok(done)
    })?;
    steps.run("set-up: peers", node::peers)?;
    wasm::build(steps)?;
    steps.run("client: scripts", site::build_page)?;
    steps.run("index: the midu command", site::build_command)?;
    Ok(chromium)
}

fn save(found: &Path) -> Result<()> {
    put_tables(found, &TABLES)?;
    println!("\nthe tables are in the READMEs and docs/peers.md");
    Ok(())
}

/// Puts the tables that a bench left in its JSON into their pages.
pub(crate) fn put_tables(found: &Path, tables: &[(&str, &str)]) -> Result<()> {
    let found: Value = serde_json::from_str(&fs::read_to_string(found)?)?;
    for (name, page) in tables {
        let table = found.get("tables").and_then(|tables| tables.get(name));
        marks::put(page, name, table.and_then(Value::as_str).unwrap_or_default())?;
    }
    Ok(())
}

/// Compiles examples/folded.rs, which says what a text is to midu.
pub(crate) fn build_fold() -> Result<Done> {
    let mut build = cargo();
    build.args(["build", "--release", "--package", "midu", "--example", "folded"]);
    let output = run(build.env("MIDU_CORPUS", ""), "cargo-folded")?;
    Ok(if output.contains("Compiling") { Done::Now } else { Done::Before })
}

/// Tells the scripts of bench/peers where the command and the fold are.
pub(crate) fn name_programs(script: &mut Command) {
    script.env("MIDU_CLI", site::midu().get_program());
    script.env("MIDU_FOLDED", paths::target().join("release/examples/folded"));
}
