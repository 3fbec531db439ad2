//! A finished index that nobody can see yet: in a file without a name, opened once, so that one which
//! could not be read is never left to be found later.

use crate::carrier::{Destination, Shipped};
use crate::failure::Failure;
use crate::progress::Shown;
use crate::sizes::Sizes;
use midu_core::{HEAD_LENGTH, Index, IndexWriter, Layout, resident_length};
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek as _, Write as _};
use std::path::Path;

/// The index and its file.
pub(crate) struct Draft {
    pub(crate) file: File,
    pub(crate) index: Index<Vec<u8>>,
}

impl Draft {
    /// Writes what a writer has, with the file in a folder; `inputs` says where it comes from.
    pub(crate) fn write(
        writer: IndexWriter<'_>,
        folder: &Path,
        inputs: &str,
        shown: &mut Shown,
    ) -> Result<Self, Failure> {
        let failed = |cause: io::Error| Failure::unwritable(folder, &cause);
        let mut out = BufWriter::new(tempfile::tempfile_in(folder).map_err(failed)?);
        writer
            .finish_into(&mut out, &mut |at| shown.show(at.phase, at.thousandths.into()))
            .map_err(|cause| Failure::engine(inputs, &cause))?;
        let mut file = out.into_inner().map_err(|fault| failed(fault.into_error()))?;
        file.flush().map_err(failed)?;
        let index = open(&mut file, inputs)?;
        file.rewind().map_err(failed)?;
        Ok(Self { file, index })
    }
}

/// What was shipped.
pub(crate) struct Delivery {
    pub(crate) sizes: Sizes,
    pub(crate) shipped: Shipped,
}

/// Writes what a writer has in a layout, or in the usual one of its destination, and brings it there.
pub(crate) fn ship(
    mut writer: IndexWriter<'_>,
    layout: Option<Layout>,
    destination: &Destination<'_>,
    inputs: &str,
    shown: &mut Shown,
) -> Result<Delivery, Failure> {
    let usual = destination.usual_layout(writer.source_characters());
    writer.set_layout(layout.unwrap_or(usual));
    let mut draft = Draft::write(writer, destination.folder(), inputs, shown)?;
    shown.show("shipping", 0);
    let sizes = Sizes::of(&draft.index.summary());
    let shipped = destination.write(&mut draft.file, &draft.index)?;
    Ok(Delivery { sizes, shipped })
}

/// Opens an index with all that tells where its pages are; the pages of a paged one stay in the file.
pub(crate) fn open(file: &mut File, name: &str) -> Result<Index<Vec<u8>>, Failure> {
    let engine = |cause: midu_core::Error| Failure::engine(name, &cause);
    let head = start(file, HEAD_LENGTH as u64, name)?;
    let resident = start(file, resident_length(&head).map_err(engine)?, name)?;
    let index = Index::open(resident).map_err(engine)?;
    let summary = index.summary();
    let fold = summary.sections.iter().find(|section| section.name == "FOLD");
    match fold {
        Some(fold) if summary.layout == Layout::Paged => {
            Index::open(start(file, fold.offset, name)?).map_err(engine)
        }
        _ => Ok(index),
    }
}

/// The first bytes of a file, as many as there are.
fn start(file: &mut File, length: u64, name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    file.rewind()
        .and_then(|()| file.take(length).read_to_end(&mut bytes))
        .map_err(|cause| Failure::unreadable(Path::new(name), &cause))?;
    Ok(bytes)
}
