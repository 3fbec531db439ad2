//! How the bytes of an index reach a reader: one file that is read by HTTP Range, a folder of
//! immutable files for any host, or scripts for pages that are opened without a host. This file
//! chooses and says why; DESIGN.md, “Carriers”, has the reasons.

mod assets;
mod entry;
mod files;
mod folder;
mod packs;
mod read;
mod script;

pub(crate) use read::read;

use crate::failure::Failure;
use crate::output;
use crate::sizes::{count, grouped};
use clap::ValueEnum;
use midu_core::{Index, Layout};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Up to this many bytes a folder holds one file. On a host without Range a reader then downloads it
/// whole, which is no more than half a dozen searches take from packs.
const ONE_FILE: u64 = 262_144;

/// Up to this many characters one HTML file holds the compact layout, which is the smallest but is
/// decoded whole before the first answer.
const COMPACT_CHARACTERS: u64 = 2_000_000;

/// Most files of one build, unless told.
const MAX_FILES: u32 = 5_000;

/// How the index reaches its readers.
#[derive(clap::Args)]
#[command(next_help_heading = "Carrier")]
pub(crate) struct Choice {
    /// How readers get the index [default: by the name of OUT, else by size].
    #[arg(long, value_enum, value_name = "CARRIER")]
    carrier: Option<Carrier>,

    /// Write one HTML file with page, engine and index in it.
    #[arg(long, conflicts_with_all = ["carrier", "max_files", "prune"])]
    single_file: bool,

    /// Write at most so many files for one build; a larger corpus gets larger ones. Two builds are
    /// kept in a folder [default: 5000, or `max-files` of midu.toml].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(16..))]
    max_files: Option<u32>,

    /// Remove the build before this one too, which readers with an open page may still need.
    #[arg(long)]
    prune: bool,

    /// The folder `script` of a built midu package, for --carrier script and --single-file
    /// [default: what is built into this command].
    #[arg(long, value_name = "DIR")]
    assets: Option<PathBuf>,
}

impl Choice {
    /// Takes from settings what the command line leaves open.
    pub(crate) fn settle(
        &mut self,
        carrier: Option<Carrier>,
        max_files: Option<u32>,
        prune: Option<bool>,
    ) {
        if !self.single_file {
            self.carrier = self.carrier.or(carrier);
        }
        self.max_files = self.max_files.or(max_files);
        self.prune |= prune.unwrap_or(false);
    }

    fn max_files(&self) -> u32 {
        self.max_files.unwrap_or(MAX_FILES)
    }
}

/// The ways to carry an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Carrier {
    /// One file that a host serves by HTTP Range.
    Range,
    /// A folder of immutable files, for any host.
    Files,
    /// A folder of scripts, for pages on a disc or a share.
    Script,
}

impl Carrier {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::Files => "files",
            Self::Script => "script",
        }
    }
}

/// What is written where, as far as it is known before the index is.
pub(crate) struct Destination<'a> {
    choice: &'a Choice,
    output: &'a Path,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A bare index file.
    File,
    /// A folder with an entry.
    Folder,
    /// One HTML file.
    Page,
}

/// What was written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shipped {
    carrier: Carrier,
    reason: String,
    /// What identifies the build; a bare file has no name for it.
    build: Option<String>,
    /// Files and bytes of this build.
    files: u64,
    bytes: u64,
    /// The build before, where its files stay, and how many older ones went.
    kept: Option<String>,
    removed: u64,
    /// What to write in a page, or to open.
    usage: String,
}

impl<'a> Destination<'a> {
    /// Refuses what cannot become an output, before any work is done for it.
    pub(crate) fn new(choice: &'a Choice, output: &'a Path) -> Result<Self, Failure> {
        let shape = if choice.single_file {
            Shape::Page
        } else if choice.carrier.is_none_or(|carrier| carrier == Carrier::Range)
            && has_extension(output, "midu")
            && !output.is_dir()
        {
            Shape::File
        } else {
            Shape::Folder
        };
        match shape {
            Shape::File => output::refuse(output)?,
            Shape::Page => script::refuse_page(output)?,
            Shape::Folder => folder::refuse(output)?,
        }
        let scripts = shape == Shape::Page || choice.carrier == Some(Carrier::Script);
        if scripts {
            assets::Assets::find(choice.assets.as_deref())?;
        }
        Ok(Self { choice, output, shape })
    }

    /// The folder that the output is in, where what does not fit the memory waits.
    pub(crate) fn folder(&self) -> &'a Path {
        let parent = self.output.parent().filter(|parent| !parent.as_os_str().is_empty());
        parent.unwrap_or(Path::new("."))
    }

    /// The layout where the command line names none.
    pub(crate) fn usual_layout(&self, characters: u64) -> Layout {
        match self.shape {
            Shape::Page if characters <= COMPACT_CHARACTERS => Layout::Compact,
            Shape::Page => Layout::Embedded,
            Shape::File | Shape::Folder => Layout::Paged,
        }
    }

    /// Writes a finished index; `input` are its bytes.
    pub(crate) fn write<D: AsRef<[u8]>>(
        &self,
        input: &mut (impl Read + Seek),
        index: &Index<D>,
    ) -> Result<Shipped, Failure> {
        let bytes = index.summary().file_length;
        let (carrier, reason) = self.choose(bytes);
        let (output, choice) = (self.output, self.choice);
        match (self.shape, carrier) {
            (Shape::File, _) => {
                output::write(output, input)?;
                let usage = element(&file_name(output));
                Ok(Shipped::one(carrier, reason, bytes, usage))
            }
            (Shape::Page, _) => {
                let assets = assets::Assets::find(choice.assets.as_deref())?;
                let bytes = script::write_page(output, input, index, &assets)?;
                let usage = format!("open {}", output.display());
                Ok(Shipped::one(carrier, reason, bytes, usage))
            }
            (Shape::Folder, Carrier::Range | Carrier::Files) => {
                let written = files::write(output, input, index, carrier, choice.max_files())?;
                let usage = element(&format!("{}/", file_name(output)));
                Shipped::build(carrier, reason, written, output, choice.prune, usage)
            }
            (Shape::Folder, Carrier::Script) => {
                let assets = assets::Assets::find(choice.assets.as_deref())?;
                let written = script::write(output, input, index, choice.max_files(), &assets)?;
                let usage = format!("open {}", output.join("index.html").display());
                Shipped::build(carrier, reason, written, output, choice.prune, usage)
            }
        }
    }

    /// The carrier and why it is that one.
    fn choose(&self, bytes: u64) -> (Carrier, String) {
        if self.shape == Shape::Page {
            return (Carrier::Script, "asked for as one file".into());
        }
        if let Some(carrier) = self.choice.carrier {
            return (carrier, "asked for".into());
        }
        if self.shape == Shape::File {
            return (Carrier::Range, "by the name .midu".into());
        }
        let (least, limit) = (grouped(bytes), grouped(ONE_FILE));
        if bytes <= ONE_FILE {
            (Carrier::Range, format!("{least} bytes are at most {limit}"))
        } else {
            (Carrier::Files, format!("{least} bytes are more than {limit}"))
        }
    }
}

impl Shipped {
    fn one(carrier: Carrier, reason: String, bytes: u64, usage: String) -> Self {
        Self { carrier, reason, build: None, files: 1, bytes, kept: None, removed: 0, usage }
    }

    fn build(
        carrier: Carrier,
        reason: String,
        written: folder::Written,
        output: &Path,
        prune: bool,
        usage: String,
    ) -> Result<Self, Failure> {
        let folder::Written { build, before, files, bytes } = written;
        let (kept, removed) = folder::prune(output, &build, before, prune)?;
        Ok(Self { carrier, reason, build: Some(build), files, bytes, kept, removed, usage })
    }

    /// Two or three lines for people.
    pub(crate) fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        let (files, bytes) = (count(self.files, "file", "files"), grouped(self.bytes));
        let name = self.carrier.as_str();
        write!(out, "carrier: {name} ({}), {files}, {bytes} bytes", self.reason)?;
        if let Some(build) = &self.build {
            write!(out, ", build {build}")?;
        }
        writeln!(out)?;
        if let Some(kept) = &self.kept {
            let help = "for readers with an open page; --prune removes it";
            writeln!(out, "build {kept} is kept {help}")?;
        }
        if self.removed > 0 {
            writeln!(out, "{} removed", count(self.removed, "older build", "older builds"))?;
        }
        if self.carrier == Carrier::Range && self.bytes > ONE_FILE {
            let help = "--carrier files suits any";
            writeln!(out, "a host without HTTP Range sends all of it to each reader; {help}")?;
        }
        writeln!(out, "use: {}", self.usage)
    }
}

fn element(source: &str) -> String {
    format!("<midu-search src=\"{source}\"></midu-search>")
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| ".".into())
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}
