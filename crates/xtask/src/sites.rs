//! `cargo xtask test sites`: real sites of VitePress, Hexo and mdBook, built from a few pages, indexed
//! from what the generators wrote and searched in a browser. Slow, and it downloads the generators:
//! run on request only.

use crate::command::{ask, cargo, program, run};
use crate::node;
use crate::{browser, paths, site};
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// The generator that comes from crates.io; the others are in www/tests/sites/package.json.
const MDBOOK: &str = "0.5.4";

/// Where the script and its packages are.
fn folder() -> PathBuf {
    paths::www().join("tests/sites")
}

/// Installs the generators, and makes the command that runs the test.
pub(crate) fn prepared() -> Result<Command> {
    let (chromium, _) = browser::ready()?;
    let mut install = node::npm(&["ci", "--no-audit", "--no-fund"]);
    run(install.current_dir(folder()), "sites-npm-ci")?;
    site::build_command()?;
    let mut test = program("node");
    test.args(["--test", "tests/sites/sites.mjs"]).current_dir(paths::www());
    test.env("CHROMIUM", chromium).env("MIDU", site::midu().get_program());
    test.env("MIDU_WIDGET", paths::dist()).env("MDBOOK", mdbook()?);
    Ok(test)
}

/// The mdbook of this version, compiled once.
fn mdbook() -> Result<PathBuf> {
    let root = paths::records().join(format!("mdbook-{MDBOOK}"));
    let binary = root.join("bin/mdbook");
    if ask(&binary.to_string_lossy(), &["--version"]).is_none() {
        let mut install = cargo();
        install.args(["install", "mdbook", "--version", MDBOOK, "--locked", "--root"]).arg(&root);
        run(install.arg("--no-default-features"), "sites-mdbook")?;
    }
    Ok(binary)
}
