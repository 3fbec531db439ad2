//! The engine as JavaScript: what a module of WebAssembly goes through so that wasm2js takes it.
//!
//! wasm2js knows the first version of WebAssembly. The compiler is told so, but a standard library
//! that comes ready-made has newer instructions, which are lowered here; and the bindings generator
//! must not see that these were allowed, or it hands over values by reference types.

use crate::command::{program, run};
use crate::paths;
use crate::wasm::OPTIMISE;
use anyhow::{Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// For the compiler.
pub(crate) const FLAGS: &str = "-C target-cpu=mvp";

/// What is left in the folder for `www/build.mjs`, which joins them.
pub(crate) const FILES: [&str; 2] = ["midu.js", "midu_bg.js"];

/// For wasm-opt, before the bindings are made.
const LOWERING: [&str; 4] = [
    "--signext-lowering",
    "--llvm-memory-copy-fill-lowering",
    "--llvm-nontrapping-fptoint-lowering",
    "--strip-target-features",
];

/// What the first version lacks but every module of Rust exports: its stack pointer.
const GLOBALS: &str = "--enable-mutable-globals";

/// The module without newer instructions.
pub(crate) fn lowered(module: &Path) -> Result<PathBuf> {
    let lowered = module.with_extension("mvp.wasm");
    let mut tool = program(paths::www().join("node_modules/.bin/wasm-opt"));
    run(tool.args(LOWERING).arg(module).arg("-o").arg(&lowered), "wasm-opt-lowering")?;
    Ok(lowered)
}

/// Puts a script in the place of the module beside its bindings; says how long it is.
pub(crate) fn translated(folder: &Path) -> Result<u64> {
    let (module, script) = (folder.join("midu_bg.wasm"), folder.join("midu_bg.js"));
    let tools = paths::www().join("node_modules/.bin");
    let mut optimise = program(tools.join("wasm-opt"));
    // Optimising brings sign extensions back.
    optimise.args([OPTIMISE[0], GLOBALS, "--signext-lowering"]).arg(&module).arg("-o").arg(&module);
    run(&mut optimise, "wasm-opt-script")?;
    let mut translate = program(tools.join("wasm2js"));
    // A hundredth larger than with -Oz.
    translate.args(["-O3", GLOBALS]).arg(&module).arg("-o").arg(&script);
    run(&mut translate, "wasm2js")?;
    fs::remove_file(&module).with_context(|| format!("cannot remove {}", module.display()))?;
    Ok(fs::metadata(&script)?.len())
}
