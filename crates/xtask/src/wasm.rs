//! The engines of www/dist: cargo, then the bindings, then wasm-opt; for the one that is JavaScript
//! wasm2js as well.

use crate::command::{program, run};
use crate::names;
use crate::node;
use crate::paths;
use crate::script;
use crate::stamp::{By, Stamp};
use crate::steps::{Done, Steps};
use crate::toolchain::{TARGET, Toolchain};
use anyhow::{Context as _, Result};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// One module: where it goes and what differs.
pub(crate) struct Variant {
    /// Folder below www/dist.
    pub(crate) folder: &'static str,
    /// Whether it may use 128-bit SIMD instructions.
    pub(crate) simd: bool,
    /// The folder that build.rs indexes; none where empty.
    corpus: &'static str,
    /// Features of the root package, by commas.
    features: &'static str,
    says: &'static str,
}

/// All modules that are built.
pub(crate) const VARIANTS: [Variant; 4] = [
    Variant { folder: "wasm", simd: true, corpus: "", features: "", says: "engine" },
    Variant {
        folder: "wasm-full",
        simd: true,
        corpus: "",
        features: "compact,language",
        says: "engine for the compact layout and the query language",
    },
    Variant {
        folder: "wasm-scalar",
        simd: false,
        corpus: "",
        features: "compact,language",
        says: "engine without SIMD",
    },
    Variant {
        folder: "wasm-embedded",
        simd: true,
        corpus: "www/corpus",
        features: "",
        says: "engine with the sample corpus",
    },
];

/// The engine for browsers and pages that let no WebAssembly run, see [`crate::script`].
const SCRIPT: Variant = Variant {
    folder: "wasm-js",
    simd: false,
    corpus: "",
    features: "compact,language",
    says: "engine as JavaScript",
};

/// The engine that certain queries kill. It is no part of the package.
const TRAP: Variant = Variant {
    folder: "wasm-trap",
    simd: true,
    corpus: "",
    features: "compact,test-trap",
    says: "engine that dies, for tests",
};

/// How many steps [`build`] takes.
pub(crate) const STEPS: usize = 3 + VARIANTS.len();

/// The names of the files of a module in its folder.
const FILES: [&str; 3] = ["midu.js", "midu_bg.wasm", "midu.d.ts"];

/// Builds every module that is not up to date.
pub(crate) fn build(steps: &mut Steps) -> Result<()> {
    let mut toolchain = Toolchain::Source;
    steps.run("set-up: Rust for wasm", || {
        let (found, done) = Toolchain::ready()?;
        toolchain = found;
        Ok(done)
    })?;
    steps.run("set-up: npm packages", node::packages)?;
    for variant in &VARIANTS {
        steps.run(&format!("wasm: {}", variant.says), || build_one(variant, &toolchain))?;
    }
    steps.run(&format!("wasm: {}", SCRIPT.says), || build_script(&toolchain))
}

/// Builds the module that only tests use; one step, after [`build`].
pub(crate) fn build_trap(steps: &mut Steps) -> Result<()> {
    let toolchain = Toolchain::ready()?.0;
    steps.run(&format!("wasm: {}", TRAP.says), || build_one(&TRAP, &toolchain))
}

/// Folders below www/dist that hold engines for pages.
pub(crate) fn folders() -> impl Iterator<Item = &'static str> {
    VARIANTS.iter().chain([&SCRIPT]).map(|variant| variant.folder)
}

impl Variant {
    /// The finished module.
    pub(crate) fn module(&self) -> PathBuf {
        paths::dist().join(self.folder).join("midu_bg.wasm")
    }

    fn stamp(&self, toolchain: &Toolchain) -> Result<Stamp> {
        let mut inputs: Vec<PathBuf> =
            ["Cargo.toml", "Cargo.lock", "build.rs", "src", "crates/core", "crates/ingest"]
                .map(|input| paths::root().join(input))
                .to_vec();
        for steps in ["wasm.rs", "script.rs", "toolchain.rs", "names.rs"] {
            inputs.push(paths::root().join("crates/xtask/src").join(steps));
        }
        if !self.corpus.is_empty() {
            inputs.push(paths::root().join(self.corpus));
        }
        Stamp::new(self.folder, By::Content, &inputs, &[self.corpus, &toolchain.version()?])
    }
}

fn build_one(variant: &Variant, toolchain: &Toolchain) -> Result<Done> {
    let folder = paths::dist().join(variant.folder);
    let stamp = variant.stamp(toolchain)?.inside(&folder);
    if stamp.holds(&FILES.map(|file| folder.join(file))) {
        return Ok(Done::Before);
    }
    let flags = if variant.simd { "-C target-feature=+simd128" } else { "" };
    let module = compile(variant, toolchain, flags)?;
    bind(&module, &folder)?;
    optimise(&variant.module(), variant.folder)?;
    stamp.set()?;
    let bytes = fs::metadata(variant.module())?.len();
    Ok(Done::With(format!("{bytes} bytes")))
}

fn build_script(toolchain: &Toolchain) -> Result<Done> {
    let folder = paths::dist().join(SCRIPT.folder);
    let stamp = SCRIPT.stamp(toolchain)?.inside(&folder);
    if stamp.holds(&script::FILES.map(|file| folder.join(file))) {
        return Ok(Done::Before);
    }
    let module = compile(&SCRIPT, toolchain, script::FLAGS)?;
    let lowered = script::lowered(&module)?;
    bind(&lowered, &folder)?;
    let bytes = script::translated(&folder)?;
    stamp.set()?;
    Ok(Done::With(format!("{bytes} bytes")))
}

fn compile(variant: &Variant, toolchain: &Toolchain, flags: &str) -> Result<PathBuf> {
    let mut cargo = toolchain.build(flags);
    cargo
        .args(["--profile", PROFILE, "--package", "midu", "--lib", "--no-default-features"])
        .args(["--features", variant.features])
        .env("MIDU_CORPUS", variant.corpus);
    if !variant.features.is_empty() {
        // The scan is a loop over the whole text; for speed alone the module would be a third larger.
        cargo.env("CARGO_PROFILE_WASM_OPT_LEVEL", "s");
    }
    run(&mut cargo, &format!("cargo-{}", variant.folder))?;
    Ok(paths::wasm_target().join(TARGET).join(PROFILE).join("midu.wasm"))
}

/// The profile of the wasm builds, in the root Cargo.toml.
const PROFILE: &str = "wasm";

/// Writes the module with its bindings for `<script type=module>` and bundlers alike.
fn bind(module: &Path, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    let mut bindings = Bindgen::new();
    bindings.input_path(module).out_name("midu").typescript(true).remove_name_section(true);
    bindings.remove_producers_section(true).web(true)?.generate(folder)?;
    let [script, declarations, module] =
        ["midu.js", "midu.d.ts", "midu_bg.wasm"].map(|file| folder.join(file));
    names::shorten(&script, &declarations, &module)
}

/// Makes the module smaller.
fn optimise(module: &Path, name: &str) -> Result<()> {
    let larger = module.with_extension("before-opt");
    fs::rename(module, &larger).with_context(|| format!("no {}", module.display()))?;
    let mut tool = program(paths::www().join("node_modules/.bin/wasm-opt"));
    tool.args(OPTIMISE).arg(&larger).arg("-o").arg(module);
    run(&mut tool, &format!("wasm-opt-{name}"))?;
    fs::remove_file(&larger).with_context(|| format!("cannot remove {}", larger.display()))
}

/// Chosen by size after brotli, among some hundred sequences. Functions of one caller stay functions where
/// they are larger than a few instructions: inlined into one of 20 KB they took a fiftieth more. No address
/// below 1024 is used: the stack stands lowest and grows down, so only one that is about to run out gets
/// there. At last goes the section that told wasm-opt what it may use.
pub(crate) const OPTIMISE: [&str; 10] = [
    "-O3",
    "--low-memory-unused",
    "-O3",
    "--flatten",
    "--rereloop",
    "-O3",
    "-O3",
    "--one-caller-inline-max-function-size",
    "10",
    "--strip-target-features",
];
