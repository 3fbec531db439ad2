//! [`Carrier::Files`] and [`Carrier::Range`] in a folder: the resident part and the packs as files of
//! their own, or one index file, below the folder of the build.

use super::entry::{self, Entry};
use super::folder::{self, Written};
use super::packs::{self, Packs};
use crate::carrier::Carrier;
use crate::failure::Failure;
use midu_core::{Index, PageId};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

/// File of the resident part; all of the index where it is not paged.
pub(crate) const RESIDENT: &str = "resident.bin";
/// The whole index, for [`Carrier::Range`].
pub(crate) const WHOLE: &str = "index.midu";

/// Name of a pack.
pub(crate) fn pack_name(number: u64) -> String {
    format!("{number}.bin")
}

/// Writes an index into a folder.
pub(crate) fn write<D: AsRef<[u8]>>(
    output: &Path,
    input: &mut (impl Read + Seek),
    index: &Index<D>,
    carrier: Carrier,
    max_files: u32,
) -> Result<Written, Failure> {
    let plan = Plan::new(index, carrier, u64::from(max_files).saturating_sub(2))?;
    let fill = |folder: &Path| {
        let mut hasher = plan.entry.hasher();
        let mut files = 0;
        let mut bytes = 0;
        plan.each(input, &mut |name, head, content| {
            let mut file = BufWriter::new(File::create(folder.join(name))?);
            file.write_all(head)?;
            files += 1;
            bytes += head.len() as u64 + copy_hashed(content, &mut file, &mut hasher)?;
            file.flush()
        })?;
        Ok((entry::name_of(hasher), files, bytes))
    };
    folder::write(output, entry::JSON, fill, |build| plan.entry.of_build(build).text() + "\n")
}

/// Copies what is left of a file, and lets it take part in a hash.
pub(crate) fn copy_hashed(
    from: &mut dyn Read,
    to: &mut dyn Write,
    hasher: &mut Sha256,
) -> io::Result<u64> {
    let mut buffer = vec![0; 65_536];
    let mut length = 0;
    loop {
        let read = from.read(&mut buffer)?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else {
            return Ok(length);
        };
        hasher.update(piece);
        to.write_all(piece)?;
        length += read as u64;
    }
}

/// What goes into which file.
pub(crate) struct Plan {
    /// The entry without the name of the build.
    pub(crate) entry: Entry,
    /// Name and bytes of each file, in the order of the index.
    files: Vec<(String, Range<u64>)>,
}

/// Takes the name, the head and the content of a file.
pub(crate) type Take<'a> = dyn FnMut(&str, &[u8], &mut dyn Read) -> io::Result<()> + 'a;

impl Plan {
    /// Plans at most `most` packs.
    pub(crate) fn new<D: AsRef<[u8]>>(
        index: &Index<D>,
        carrier: Carrier,
        most: u64,
    ) -> Result<Self, Failure> {
        let summary = index.summary();
        if carrier == Carrier::Range {
            let entry = Entry::new(carrier, &summary, &Packs::none());
            return Ok(Self { entry, files: vec![(WHOLE.into(), 0..summary.file_length)] });
        }
        let packs = Packs::fitting(&summary, most)?;
        let entry = Entry::new(carrier, &summary, &packs);
        let mut pages: Vec<Range<u64>> =
            (0..).map_while(|page| index.page_range(PageId(page))).collect();
        pages.sort_by_key(|page| page.start);
        let mut files = vec![(RESIDENT.into(), 0..entry.resident)];
        files.extend((0..).map(pack_name).zip(packs.cut(&pages)));
        Ok(Self { entry, files })
    }

    /// Hands over every file in order.
    pub(crate) fn each(
        &self,
        input: &mut (impl Read + Seek),
        take: &mut Take<'_>,
    ) -> io::Result<()> {
        for (name, range) in &self.files {
            input.seek(SeekFrom::Start(range.start))?;
            let head = packs::head(range);
            let head = if name == RESIDENT || name == WHOLE { &[][..] } else { &head };
            take(name, head, &mut input.by_ref().take(range.end - range.start))?;
        }
        Ok(())
    }
}
