//! The writer of the playground page, crates/playground, as a module with its bindings: www/dist/wasm-playground.
//! It is stamped on its own sources, so that neither it nor an engine is built anew for the other.

use crate::command::run;
use crate::paths;
use crate::stamp::{By, Stamp};
use crate::steps::{Done, Steps};
use crate::toolchain::{TARGET, Toolchain};
use anyhow::{Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// Folder below www/dist.
pub(crate) const FOLDER: &str = "wasm-playground";

/// How many steps [`build`] takes.
pub(crate) const STEPS: usize = 1;

const FILES: [&str; 3] = ["builder.js", "builder_bg.wasm", "builder.d.ts"];

const INPUTS: [&str; 10] = [
    "Cargo.toml",
    "Cargo.lock",
    "crates/core/Cargo.toml",
    "crates/core/src",
    "crates/ingest/Cargo.toml",
    "crates/ingest/src",
    "crates/playground/Cargo.toml",
    "crates/playground/src",
    "crates/xtask/src/playground.rs",
    "crates/xtask/src/toolchain.rs",
];

/// Builds the module if it is not up to date; after the engines, as these bring the toolchain.
pub(crate) fn build(steps: &mut Steps) -> Result<()> {
    steps.run("wasm: writer of the playground", || {
        let toolchain = Toolchain::ready()?.0;
        let folder = paths::dist().join(FOLDER);
        let inputs: Vec<PathBuf> = INPUTS.map(|input| paths::root().join(input)).to_vec();
        let stamp = Stamp::new(FOLDER, By::Content, &inputs, &[&toolchain.version()?])?;
        let stamp = stamp.inside(&folder);
        if stamp.holds(&FILES.map(|file| folder.join(file))) {
            return Ok(Done::Before);
        }
        bind(&compile(&toolchain)?, &folder)?;
        stamp.set()?;
        // Half a gigabyte that nothing else is built of.
        fs::remove_dir_all(built()).context("what the playground was built of")?;
        let bytes = fs::metadata(folder.join("builder_bg.wasm"))?.len();
        Ok(Done::With(format!("{bytes} bytes")))
    })
}

/// Whoever comes here waits for a corpus to be indexed, not for a page to open: speed before size.
fn compile(toolchain: &Toolchain) -> Result<PathBuf> {
    let mut cargo = toolchain.build_quoting("-C target-feature=+simd128");
    cargo.args(["--release", "--package", "midu-playground", "--lib"]);
    run(&mut cargo, "cargo-wasm-playground")?;
    Ok(built().join("midu_playground.wasm"))
}

/// The folder that cargo fills for it alone: the engines have a profile of their own.
fn built() -> PathBuf {
    paths::wasm_target().join(TARGET).join("release")
}

fn bind(module: &Path, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    let mut bindings = Bindgen::new();
    bindings.input_path(module).out_name("builder").typescript(true).remove_name_section(true);
    bindings.remove_producers_section(true).web(true)?.generate(folder)
}
