//! Time of a query in a real page, as a ratio to `String.prototype.includes` over the same folded
//! texts, and of each feature of the query language as a ratio to that of one text. The page is
//! bench/page.html; here its files are made and the browser is started.

use crate::command::{cargo, program, run};
use crate::steps::{Done, Steps};
use crate::{browser, corpora, paths, site, wasm};
use anyhow::{Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Measured where nothing else is asked for; the sample corpus stands in where they are absent.
const USUAL: [&str; 2] = ["weekly", "changzhou"];
const LAYOUTS: [&str; 3] = ["paged", "embedded", "compact"];

/// Prints a table for each corpus.
pub(crate) fn run_all(asked: &[String]) -> Result<()> {
    let mut corpora = corpora::find(asked, &USUAL)?;
    if corpora.is_empty() {
        corpora.push(paths::www().join("corpus"));
    }
    let mut steps = Steps::new(wasm::STEPS + 2 + corpora.len());
    let mut chromium = PathBuf::new();
    steps.run("set-up: browser", || {
        let (found, done) = browser::ready()?;
        chromium = found;
        Ok(done)
    })?;
    wasm::build(&mut steps)?;
    steps.run("index: the midu command", site::build_command)?;
    let mut folders = Vec::new();
    for corpus in &corpora {
        let what = format!("bench: files of {}", corpus.display());
        steps.run(&what, || {
            prepare(corpus).map(|folder| folders.push(folder)).map(|()| Done::Now)
        })?;
    }
    for (corpus, folder) in corpora.iter().zip(&folders) {
        println!("\n{}", corpus.display());
        let mut bench = program("node");
        bench.arg("bench/engine.mjs").arg(folder).env("CHROMIUM", &chromium);
        let status = bench.stdin(Stdio::null()).status().context("cannot run node")?;
        anyhow::ensure!(status.success(), "the bench of {} failed", corpus.display());
    }
    Ok(())
}

/// One index for each layout, the folded texts, and indexes with queries in the language.
fn prepare(corpus: &Path) -> Result<PathBuf> {
    let name = corpus.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = paths::records().join("bench").join(&name);
    fs::create_dir_all(&folder)?;
    for layout in LAYOUTS {
        let mut midu = site::midu();
        midu.arg("index").arg(corpus).args(["--layout", layout, "--quiet", "-o"]);
        run(midu.arg(folder.join(layout).with_extension("midu")), "bench-index")?;
    }
    let folded = fs::File::create(folder.join("folded.jsonl"))?;
    let mut example = cargo();
    example.args(["run", "--quiet", "--release", "--package", "midu", "--example", "folded", "--"]);
    let status = example.arg(corpus).env("MIDU_CORPUS", "").stdout(folded).status()?;
    anyhow::ensure!(status.success(), "the texts of {} could not be folded", corpus.display());
    let mut example = cargo();
    example.args(["run", "--quiet", "--release", "--package", "midu", "--example", "sizes", "--"]);
    example.arg("--files").arg(&folder).arg(corpus).env("MIDU_CORPUS", "");
    let status = example.status()?;
    anyhow::ensure!(status.success(), "no queries in the language for {}", corpus.display());
    Ok(folder)
}
