//! Time of a rebuild after one page changed: bench/rebuild.mjs, which gets the command here.

use crate::command::program;
use crate::steps::Steps;
use crate::{node, paths, site};
use anyhow::{Context as _, Result, ensure};
use clap::Args;
use std::process::Stdio;

/// Options of `cargo xtask bench rebuild`.
#[derive(Args)]
pub(crate) struct Rebuild {
    /// How many pages the site has.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pages: u32,
}

impl Rebuild {
    pub(crate) fn run(&self) -> Result<()> {
        node::ready()?;
        let mut steps = Steps::new(1);
        steps.run("index: the midu command", site::build_command)?;
        let mut bench = program("node");
        bench.arg("bench/rebuild.mjs").arg("--work").arg(paths::records().join("bench/rebuild"));
        bench.args(["--pages", &self.pages.to_string()]);
        let midu = site::midu();
        let status = bench.env("MIDU_CLI", midu.get_program()).stdin(Stdio::null()).status();
        ensure!(status.context("cannot run node")?.success(), "the rebuild could not be measured");
        Ok(())
    }
}
