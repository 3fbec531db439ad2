//! Time and memory of builds: bench/build.mjs, which gets the command and the corpora here.

use crate::command::program;
use crate::steps::Steps;
use crate::{corpora, marks, node, paths, site};
use anyhow::{Context as _, Result, ensure};
use clap::Args;
use std::process::Stdio;

/// Grown fourfold, and rendered to pages, where nothing else is asked for.
const GROWN: [&str; 1] = ["poetry-100k"];
const RENDERED: [&str; 1] = ["weekly"];

/// Where what was found goes.
const PAGE: &str = "docs/measurements.md";

/// Options of `cargo xtask bench build`.
#[derive(Args)]
pub(crate) struct Build {
    /// The corpus that grows to four times its size: a name, folder or .jsonl file [default:
    /// poetry-100k].
    #[arg(long, value_name = "NAME|PATH")]
    corpus: Option<String>,
    /// The corpus that is rendered to HTML for Pagefind and midu [default: weekly].
    #[arg(long, value_name = "NAME|PATH")]
    pages: Option<String>,
    /// Write what was found into docs/measurements.md too.
    #[arg(long, conflicts_with_all = ["corpus", "pages"])]
    save: bool,
    /// What `midu index --memory` is told, in MB.
    #[arg(long, value_name = "MB", default_value_t = 256)]
    memory: u32,
}

impl Build {
    pub(crate) fn run(&self) -> Result<()> {
        let find = |asked: &Option<String>, usual: &[&str]| {
            let asked: Vec<String> = asked.iter().cloned().collect();
            corpora::find(&asked, usual)
        };
        let (grown, rendered) = (find(&self.corpus, &GROWN)?, find(&self.pages, &RENDERED)?);
        ensure!(!(grown.is_empty() && rendered.is_empty()), "there is no corpus to build");
        let mut steps = Steps::new(2);
        steps.run("set-up: peers", node::peers)?;
        steps.run("index: the midu command", site::build_command)?;
        let mut bench = program("node");
        bench.arg("bench/build.mjs").arg("--work").arg(paths::records().join("bench/build"));
        bench.args(["--memory", &self.memory.to_string()]);
        for (option, corpora) in [("--grow", grown), ("--pages", rendered)] {
            if let Some(corpus) = corpora.first() {
                bench.arg(option).arg(corpus);
            }
        }
        bench.env("MIDU_CLI", site::midu().get_program());
        let output = bench.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
        let output = output.context("cannot run node")?;
        ensure!(output.status.success(), "the builds could not be measured");
        let found = String::from_utf8_lossy(&output.stdout);
        println!("\n{found}");
        if self.save { marks::put(PAGE, "build", &found) } else { Ok(()) }
    }
}
