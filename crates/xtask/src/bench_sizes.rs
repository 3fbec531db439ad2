//! Bytes at rest and bytes touched by queries, against the goals of the project. The measuring is
//! examples/sizes.rs, which is compiled for speed; here it gets its corpora and the size of the code.

use crate::command::cargo;
use crate::{budget, corpora, marks};
use anyhow::{Context as _, Result, ensure};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Measured where nothing else is asked for.
const USUAL: [&str; 2] = ["weekly", "poetry-100k"];
/// Whose queries in the language are written down.
const SAVED: &str = "weekly";
/// Where the tables of queries in the language stand.
const PAGE: &str = "docs/measurements.md";

/// Prints goal, measured and ratio for every size that the project promises.
pub(crate) fn run(asked: &[String], json: bool) -> Result<()> {
    let mut example = example(asked)?;
    if json {
        example.arg("--json");
    }
    if let Some(bytes) = budget::code()? {
        example.arg("--code").arg(bytes.to_string());
    }
    let status = example.status();
    ensure!(status.context("cannot run cargo")?.success(), "the sizes could not be measured");
    Ok(())
}

/// Measures the queries in the language and puts their tables where they are read.
pub(crate) fn save() -> Result<()> {
    let mut example = example(&[SAVED.to_owned()])?;
    let output = example.arg("--language").stderr(Stdio::inherit()).output();
    let output = output.context("cannot run cargo")?;
    ensure!(output.status.success(), "the queries could not be measured");
    let tables = String::from_utf8(output.stdout)?;
    println!("{tables}");
    marks::put(PAGE, "language", tables.trim_start())
}

/// The example over corpora that were asked for, or the usual ones.
fn example(asked: &[String]) -> Result<Command> {
    let corpora: Vec<PathBuf> = corpora::find(asked, &USUAL)?;
    ensure!(!corpora.is_empty(), "there is no corpus to measure: name one with --corpus");
    let mut example = cargo();
    example.args(["run", "--quiet", "--release", "--package", "midu", "--example", "sizes", "--"]);
    // The library that an example links needs no embedded corpus.
    example.args(corpora).env("MIDU_CORPUS", "").stdin(Stdio::null());
    Ok(example)
}
