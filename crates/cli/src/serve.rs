//! `midu serve`: a site on 127.0.0.1 with the search box put into its pages, to try it out before
//! anything of the site is changed. Nothing is written into the site.

mod inject;
mod server;

use crate::draft::Draft;
use crate::failure::Failure;
use crate::index::{Inputs, Memory};
use crate::progress::Shown;
use crate::reading::Reading;
use crate::scratch::Disk;
use crate::settings;
use crate::sizes::{count, grouped};
use crate::watch::Watch;
use crate::widget;
use midu_core::{IndexWriter, Layout, Weights};
use midu_ingest::{Cache, Ingest};
use std::path::{Path, PathBuf};

/// The port where none is told.
const PORT: u16 = 4170;

/// Serve a site on 127.0.0.1 with the search box in its pages.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder of the built site.
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// The port; 0 takes a free one [default: 4170, or `serve.port` of midu.toml].
    #[arg(long, value_name = "N")]
    port: Option<u16>,

    /// Index anew and load open pages again whenever a file of the site changes.
    #[arg(long)]
    watch: bool,

    /// The folder of a built midu package [default: what is built into this command].
    #[arg(long, value_name = "DIR")]
    widget_from: Option<PathBuf>,

    /// Settings [default: midu.toml, if it is there].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(flatten)]
    reading: Reading,

    /// Say nothing but the address.
    #[arg(long)]
    quiet: bool,
}

pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    let settings = settings::load(arguments.config.as_deref())?;
    let folder = &arguments.folder;
    if !folder.is_dir() {
        let help = "name the folder of a built site";
        return Err(Failure::new("it is no folder", folder.display().to_string(), help));
    }
    let widget = widget::find(arguments.widget_from.as_deref())?;
    let mut options = arguments.reading.options(&settings)?;
    // Served from the root, wherever the site will stand.
    options.base_url = Some("/".into());
    let mut inputs = Inputs {
        paths: vec![folder.clone()],
        ingest: Ingest::with_cache(options, Cache::default()),
        cache: None,
        quiet: arguments.quiet,
    };
    // The port is taken first: a port in use should not be the news after a build.
    let weights = settings.weights;
    let port = arguments.port.or(settings.serve.port).unwrap_or(PORT);
    let server = server::Server::bind(port)?;
    let store = tempfile::tempdir().map_err(|cause| {
        Failure::unwritable(Path::new("the folder for temporary files"), &cause)
    })?;
    let watch = arguments.watch || settings.serve.watch.unwrap_or(false);
    let watch = if watch { Some(Watch::new(&inputs.paths, store.path())?) } else { None };
    build(&mut inputs, weights, store.path())?;
    let version = server.start(folder, store.path(), widget, watch.is_some())?;
    match watch {
        None => server.wait(),
        Some(watch) => {
            while watch.wait() {
                match build(&mut inputs, weights, store.path()) {
                    Ok(()) => version.next(),
                    Err(failure) => failure.report(),
                }
            }
            Ok(())
        }
    }
}

/// Writes the index beside the site.
fn build(inputs: &mut Inputs, weights: Option<Weights>, store: &Path) -> Result<(), Failure> {
    let quiet = inputs.quiet;
    let mut shown = Shown::new(quiet);
    let memory = Memory::default().bytes();
    let scratch = Disk::new(store, memory);
    let mut writer = IndexWriter::with_scratch(Layout::Paged, &scratch, memory);
    if let Some(weights) = weights {
        writer.set_weights(weights);
    }
    let report = inputs.write(&mut writer, &mut shown)?;
    let mut draft = Draft::write(writer, store, "the site", &mut shown)?;
    let path = store.join(server::INDEX);
    crate::output::write(&path, &mut draft.file)?;
    drop(shown);
    let length = draft.index.summary().file_length;
    if !quiet {
        let documents = count(report.documents, "document", "documents");
        eprintln!("midu: {documents}, {} bytes of index", grouped(length));
    }
    Ok(())
}
