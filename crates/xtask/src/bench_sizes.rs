//! Bytes at rest and bytes touched by queries, against the goals of the project. The measuring is
//! examples/sizes.rs, which is compiled for speed; here it gets its corpora and the size of the code.

use crate::command::cargo;
use crate::{budget, corpora};
use anyhow::{Context as _, Result, ensure};
use std::process::Stdio;

/// Measured where nothing else is asked for.
const USUAL: [&str; 2] = ["weekly", "poetry-100k"];

/// Prints goal, measured and ratio for every size that the project promises.
pub(crate) fn run(asked: &[String], json: bool) -> Result<()> {
    let corpora = corpora::find(asked, &USUAL)?;
    ensure!(!corpora.is_empty(), "there is no corpus to measure: name one with --corpus");
    let mut example = cargo();
    example.args(["run", "--quiet", "--release", "--package", "midu", "--example", "sizes", "--"]);
    if json {
        example.arg("--json");
    }
    if let Some(bytes) = budget::code()? {
        example.arg("--code").arg(bytes.to_string());
    }
    // The library that an example links needs no embedded corpus.
    let status = example.args(corpora).env("MIDU_CORPUS", "").stdin(Stdio::null()).status();
    ensure!(status.context("cannot run cargo")?.success(), "the sizes could not be measured");
    Ok(())
}
