//! `midu merge`: one index out of several, byte for byte that of one build over all of their inputs.
//! So a corpus can be read in parts, on as many machines as there are.

use crate::carrier::{self, Destination};
use crate::draft::{self, Delivery};
use crate::failure::Failure;
use crate::index::{LayoutName, Memory};
use crate::progress::Shown;
use crate::scratch::Disk;
use crate::sizes::count;
use crate::weights;
use midu_core::{DocId, Document, Index, IndexWriter, Layout, PageId, Step, Weights};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Bytes of pages of one part that are kept: neighbours share pages.
const KEPT: usize = 1 << 20;

/// Make one index out of several, the same as one build over all of their inputs.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Indexes of any layout; no two may have a url in common.
    #[arg(required = true, value_name = "INDEX")]
    parts: Vec<PathBuf>,

    /// What to write: an index file that ends in .midu, or a folder.
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,

    /// Which sections the index has, and so how it is read [default: paged].
    #[arg(long, value_enum, value_name = "LAYOUT")]
    layout: Option<LayoutName>,

    /// What an occurrence counts in a title, a heading and the body, unless a query says so [default:
    /// what the parts say].
    #[arg(long, value_name = "T,H,B", value_parser = weights::parse)]
    weights: Option<Weights>,

    #[command(flatten)]
    carrier: carrier::Choice,

    #[command(flatten)]
    memory: Memory,

    /// Show no progress.
    #[arg(long)]
    quiet: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let start = Instant::now();
    let output = &arguments.output;
    let destination = Destination::new(&arguments.carrier, output)?;
    let mut shown = Shown::new(arguments.quiet);
    let memory = arguments.memory.bytes();
    let scratch = Disk::new(destination.folder(), memory);
    let mut writer = IndexWriter::with_scratch(Layout::Paged, &scratch, memory);
    let mut weights = arguments.weights;
    for path in &arguments.parts {
        let mut part = Part::open(path)?;
        let own = part.index.weights();
        if arguments.weights.is_none() && *weights.get_or_insert(own) != own {
            let help = "say which hold with --weights";
            return Err(Failure::new(
                "it has other weights than the first part",
                part.name(),
                help,
            ));
        }
        let documents = part.index.summary().documents;
        let phase = format!("reading {}", path.display());
        for doc in 0..documents {
            shown.show(&phase, u64::from(doc) * 1000 / u64::from(documents));
            let document = part.document(doc)?;
            writer.add(document).map_err(|cause| Failure::engine(part.name(), &cause))?;
        }
    }
    writer.set_weights(weights.unwrap_or_default());
    let names: Vec<String> = arguments.parts.iter().map(|p| p.display().to_string()).collect();
    let layout = arguments.layout.map(Layout::from);
    let Delivery { sizes, shipped } =
        draft::ship(writer, layout, &destination, &names.join(", "), &mut shown)?;
    drop(shown);
    let mut out = io::stdout().lock();
    sizes.write_table(&mut out)?;
    let parts = count(arguments.parts.len() as u64, "part", "parts");
    let seconds = start.elapsed().as_secs_f64();
    writeln!(out, "\n{}: {parts}, {seconds:.2} s", output.display())?;
    shipped.write_text(&mut out)?;
    Ok(out.flush()?)
}

/// An index whose pages are read as they are needed.
struct Part<'p> {
    path: &'p Path,
    file: File,
    index: Index<Vec<u8>>,
}

impl<'p> Part<'p> {
    fn open(path: &'p Path) -> Result<Self, Failure> {
        let unreadable = |cause: io::Error| Failure::unreadable(path, &cause);
        // An index in a folder is put together first.
        let mut file = if path.is_dir() {
            let mut file = tempfile::tempfile().map_err(unreadable)?;
            file.write_all(&carrier::read(path)?).map_err(unreadable)?;
            file
        } else {
            File::open(path).map_err(unreadable)?
        };
        let mut index = draft::open(&mut file, &path.display().to_string())?;
        index.set_page_budget(KEPT);
        Ok(Self { path, file, index })
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn document(&mut self, doc: u32) -> Result<Document, Failure> {
        let mut rounds = 0;
        loop {
            let step = self.index.document(DocId(doc));
            match step.map_err(|cause| Failure::engine(self.name(), &cause))? {
                Step::Done(document) => return Ok(document),
                Step::Need(pages) => {
                    rounds += 1;
                    for page in pages {
                        let bytes = self.page(page).ok_or_else(|| self.lacks(page))?;
                        if rounds > MOST_ROUNDS {
                            return Err(self.lacks(page));
                        }
                        let supplied = self.index.supply(page, bytes);
                        supplied.map_err(|cause| Failure::engine(self.name(), &cause))?;
                    }
                }
            }
        }
    }

    fn page(&mut self, page: PageId) -> Option<Vec<u8>> {
        let range = self.index.page_range(page)?;
        let mut bytes = vec![0; usize::try_from(range.end - range.start).ok()?];
        self.file.seek(SeekFrom::Start(range.start)).ok()?;
        self.file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }

    fn lacks(&self, page: PageId) -> Failure {
        let what = format!("page {} is missing or of no use", page.0);
        let help = "run `midu check` on it, or build it again";
        Failure::new(what, self.name(), help)
    }
}

/// Requests that a document takes at most: record and text, their tables before.
const MOST_ROUNDS: u32 = 8;
