//! `midu index`: inputs to an index, and that to where readers get it. Here are the flags and the
//! order of things; `build` does it once, `listing` only says what it would do.

mod build;
mod listing;
mod report;

pub(crate) use build::{Inputs, Memory};

use crate::carrier::{self, Destination};
use crate::failure::Failure;
use crate::reading::Reading;
use crate::settings::{self, Settings};
use crate::watch::Watch;
use crate::{reading, weights, widget};
use build::Builder;
use clap::ValueEnum;
use clap::error::ErrorKind;
use midu_core::{Layout, Weights};
use midu_ingest::{Cache, Ingest};
use serde::Deserialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Build an index of a site or of texts.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Folders of a built site, of Markdown or of text; .html, .md, .txt, .json, .jsonl, .csv, .xml
    /// (feeds, site maps) files; - for JSON lines on standard input [default: `input` of midu.toml].
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// What to write: an index file that ends in .midu, or a folder [default: `output` of midu.toml].
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    /// Settings [default: midu.toml, if it is there].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Which sections the index has, and so how it is read [default: paged; for --single-file by
    /// size].
    #[arg(long, value_enum, value_name = "LAYOUT")]
    layout: Option<LayoutName>,

    #[command(flatten)]
    carrier: carrier::Choice,

    #[command(flatten)]
    widget: widget::WidgetChoice,

    #[command(flatten)]
    reading: Reading,

    #[command(flatten)]
    memory: Memory,

    /// Keep what pages gave in a file, so that only those that changed are read anew the next time.
    #[arg(long, value_name = "FILE")]
    cache: Option<PathBuf>,

    /// What an occurrence counts in a title, a heading and the body, unless a query says so [default:
    /// 8,3,1].
    #[arg(long, value_name = "T,H,B", value_parser = weights::parse)]
    weights: Option<Weights>,

    /// Build again whenever an input changes, until Ctrl-C.
    #[arg(long, conflicts_with = "dry_run")]
    watch: bool,

    /// Only say what would be indexed.
    #[arg(long)]
    dry_run: bool,

    /// Show no progress.
    #[arg(long)]
    quiet: bool,

    /// Print one JSON object instead of tables.
    #[arg(long)]
    json: bool,
}

/// The layouts as people name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LayoutName {
    /// Read lazily from a static host, page by page.
    Paged,
    /// All in one buffer, answered by the gram index.
    Embedded,
    /// The smallest download, answered by a scan.
    Compact,
}

impl From<LayoutName> for Layout {
    fn from(name: LayoutName) -> Self {
        match name {
            LayoutName::Paged => Self::Paged,
            LayoutName::Embedded => Self::Embedded,
            LayoutName::Compact => Self::Compact,
        }
    }
}

pub(crate) fn run(mut arguments: Arguments) -> Result<(), Failure> {
    let settings = settings::load(arguments.config.as_deref())?;
    let inputs = choose(std::mem::take(&mut arguments.inputs), &settings);
    let output = arguments.output.take().or_else(|| settings.output.clone());
    let mut options = arguments.reading.options(&settings)?;
    if let Some(output) = &output {
        reading::leave_out(&mut options, &inputs, output);
    }
    let cache = arguments.cache.take().or_else(|| settings.cache.clone());
    let kept = cache.as_deref().map(Cache::open);
    let kept = if arguments.watch { Some(kept.unwrap_or_default()) } else { kept };
    let base_url = options.base_url.clone();
    let ingest = match kept {
        Some(kept) => Ingest::with_cache(options, kept),
        None => Ingest::new(options),
    };
    let mut read = Inputs { paths: inputs, ingest, cache, quiet: arguments.quiet };
    if arguments.dry_run {
        return listing::run(&mut read, arguments.json);
    }
    let Some(output) = output else {
        return Err(usage("name what to write with -o OUT, or in midu.toml as `output`"));
    };
    arguments.carrier.settle(settings.carrier, settings.max_files, settings.prune);
    let widget = arguments.widget.find(settings.widget.unwrap_or(false))?;
    let destination = Destination::new(&arguments.carrier, &output)?;
    let layout = arguments.layout.or(settings.layout).map(Layout::from);
    let memory = arguments.memory.bytes();
    let weights = arguments.weights.or(settings.weights);
    let output = &*output;
    let mut builder = Builder { destination, layout, weights, output, widget, base_url, memory };
    let json = arguments.json;
    let once = |read: &mut Inputs, builder: &mut Builder<'_>| {
        let built = builder.build(read)?;
        let mut out = io::stdout().lock();
        built.write(&mut out, json)?;
        out.flush()?;
        Ok(())
    };
    if !arguments.watch {
        return once(&mut read, &mut builder);
    }
    watch(&mut read, output, &mut |read| once(read, &mut builder))
}

/// Builds, and again after every change. A build that fails is told and waits for the next change.
fn watch(
    read: &mut Inputs,
    output: &Path,
    once: &mut dyn FnMut(&mut Inputs) -> Result<(), Failure>,
) -> Result<(), Failure> {
    // Watched before the first build: what changes during it is not missed.
    let watch = Watch::new(&read.paths, output)?;
    loop {
        if let Err(failure) = once(read) {
            if failure.is_closed_output() {
                return Err(failure);
            }
            failure.report();
        }
        eprintln!("midu: waiting for changes, Ctrl-C ends");
        if !watch.wait() {
            return Ok(());
        }
    }
}

/// The inputs of the command line, or else those of the settings.
pub(crate) fn choose(named: Vec<PathBuf>, settings: &Settings) -> Vec<PathBuf> {
    if !named.is_empty() {
        return named;
    }
    if settings.input.is_empty() {
        // Ends the process as every other fault of the command line does.
        let text = "name what to index, or write it into midu.toml as `input` (`midu init`)";
        clap::Error::raw(ErrorKind::MissingRequiredArgument, format!("{text}\n")).exit();
    }
    settings.input.clone()
}

/// A fault of the command line.
fn usage(text: &str) -> Failure {
    clap::Error::raw(ErrorKind::MissingRequiredArgument, format!("{text}\n")).exit()
}
