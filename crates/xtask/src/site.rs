//! `cargo xtask demo`: everything from a bare checkout to the page in a browser.

use crate::command::{cargo, program, run};
use crate::stamp::{By, Stamp};
use crate::steps::{Done, Steps};
use crate::{node, paths, playground, serve, wasm};
use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Build the page and the index of a corpus, and serve them on 127.0.0.1.
#[derive(Args)]
pub(crate) struct Demo {
    /// What to index: a folder of .txt and .md files, or a .jsonl file [default: the sample corpus].
    #[arg(long, value_name = "PATH")]
    corpus: Option<PathBuf>,
    /// The port to serve on; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Build only.
    #[arg(long)]
    no_serve: bool,
    /// How the index is laid out.
    #[arg(long, value_enum, default_value_t = Layout::Paged)]
    layout: Layout,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Layout {
    Paged,
    Embedded,
    Compact,
}

impl Layout {
    fn as_str(self) -> &'static str {
        match self {
            Self::Paged => "paged",
            Self::Embedded => "embedded",
            Self::Compact => "compact",
        }
    }
}

impl Demo {
    pub(crate) fn run(&self) -> Result<()> {
        let corpus = self.corpus_path()?;
        // The port is taken first: a port in use should not be the news after minutes of work.
        let listener = if self.no_serve { None } else { Some(serve::listen(self.port)?) };
        let mut steps = Steps::new(wasm::STEPS + playground::STEPS + 4);
        wasm::build(&mut steps)?;
        playground::build(&mut steps)?;
        steps.run("page: scripts and styles", build_page)?;
        steps.run("page: build/site", assemble)?;
        steps.run("index: the midu command", build_command)?;
        steps.run(&format!("index: {}", corpus.display()), || index(&corpus, self.layout))?;
        match listener {
            Some(listener) => serve::serve(listener, &paths::site()),
            None => {
                println!("built {}", paths::site().display());
                Ok(())
            }
        }
    }

    fn corpus_path(&self) -> Result<PathBuf> {
        let Some(path) = &self.corpus else { return Ok(paths::www().join("corpus")) };
        path.canonicalize().with_context(|| format!("--corpus {}: cannot be read", path.display()))
    }
}

/// Builds the scripts of www/ and the demo page, if something changed.
pub(crate) fn build_page() -> Result<Done> {
    node::ready()?;
    let stamp = Stamp::new("page", By::Content, &page_inputs(), &[])?;
    let page = paths::dist().join("demo/index.html");
    let widget = paths::assets().join("widget");
    if stamp.holds(&[page.clone(), paths::assets().join("midu.js"), widget.join("define.js")]) {
        return Ok(Done::Before);
    }
    run(&mut node::npm(&["run", "build"]), "npm-run-build")?;
    if !page.is_file() {
        bail!("npm run build in www/ left no {}", page.display());
    }
    // The command is compiled with them, see crates/cli/build.rs.
    copy_below(&paths::dist().join("script"), &paths::assets())?;
    if widget.is_dir() {
        fs::remove_dir_all(&widget)?;
    }
    copy_widget(&paths::dist(), &widget)?;
    stamp.set()?;
    Ok(Done::Now)
}

/// Folders of www/dist that a page of a site does not need, as in crates/cli/src/widget.rs.
const NOT_SERVED: [&str; 7] =
    ["demo", "types", "script", "wasm-embedded", "wasm-trap", "playground", playground::FOLDER];

/// Copies the scripts and engines of the search box.
fn copy_widget(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let entry = entry?;
        let (source, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let served = [".js", ".wasm", ".css"].iter().any(|end| name.ends_with(end));
        if source.is_dir() && !NOT_SERVED.contains(&&*name) {
            copy_widget(&source, &to.join(&*name))?;
        } else if source.is_file() && served {
            fs::copy(&source, to.join(&*name))
                .with_context(|| format!("copy {}", source.display()))?;
        }
    }
    Ok(())
}

fn page_inputs() -> Vec<PathBuf> {
    let mut inputs = vec![paths::www()];
    inputs.extend(wasm::folders().map(|folder| paths::dist().join(folder)));
    inputs.push(paths::dist().join(playground::FOLDER));
    inputs
}

/// Copies the demo page to build/site, with the playground below it. What was there goes, the index excepted: it has its own stamp.
fn assemble() -> Result<Done> {
    let (from, to) = (paths::dist().join("demo"), paths::site());
    fs::create_dir_all(&to).with_context(|| format!("cannot create {}", to.display()))?;
    for entry in fs::read_dir(&to)? {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(&path)?;
        } else if path != index_path() {
            fs::remove_file(&path)?;
        }
    }
    copy_below(&from, &to)?;
    copy_below(&paths::dist().join("playground"), &to.join("playground"))?;
    Ok(Done::Now)
}

fn copy_below(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let entry = entry?;
        let (source, product) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_below(&source, &product)?;
        } else {
            fs::copy(&source, &product).with_context(|| format!("copy {}", source.display()))?;
        }
    }
    Ok(())
}

/// Compiles the command alone, so that its time does not look like that of indexing.
pub(crate) fn build_command() -> Result<Done> {
    let arguments = ["build", "--release", "--package", "midu-cli"];
    let output = run(cargo().args(arguments), "cargo-midu")?;
    Ok(if output.contains("Compiling") { Done::Now } else { Done::Before })
}

/// The midu command that [`build_command`] compiled.
pub(crate) fn midu() -> Command {
    program(paths::target().join("release/midu"))
}

fn index(corpus: &Path, layout: Layout) -> Result<Done> {
    let stamp = Stamp::new(
        "index",
        By::Time,
        &[corpus.to_path_buf(), paths::target().join("release/midu")],
        &[layout.as_str()],
    )?;
    if stamp.holds(&[index_path()]) {
        return Ok(Done::Before);
    }
    // A large corpus takes a while: the command shows its own progress, then its table of sizes.
    println!();
    let mut command = midu();
    command.arg("index").arg(corpus).arg("-o").arg(index_path());
    let status = command.args(["--layout", layout.as_str()]).status();
    if !status.context("cannot run the midu command")?.success() {
        bail!("{} could not be indexed", corpus.display());
    }
    stamp.set()?;
    Ok(Done::With(format!("{} bytes", fs::metadata(index_path())?.len())))
}

fn index_path() -> PathBuf {
    paths::site().join("corpus.midu")
}
