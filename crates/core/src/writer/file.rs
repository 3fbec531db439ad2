//! Sections -> one file, from its first byte to its last.

use super::pages::Pages;
use crate::bytes::{crc32c, to_u32};
use crate::directory::{Directory, Routes};
use crate::format::{Head, PAGE_CHECKSUM, Place, SECTIONS, Section, seal_page};
use crate::gram::KeyKind;
use crate::{Code, Error, PageId, Result};
use std::collections::BTreeMap;
use std::io::Write;

/// Sections on their way into a file.
#[derive(Debug, Default)]
pub(super) struct File {
    resident: BTreeMap<Section, Vec<u8>>,
    /// Pages that are in memory: of ROUTES, TOKENS, FOLD, FILTERS, PINYIN and WORDS, and those of the
    /// compact layout.
    small: BTreeMap<Section, Vec<Vec<u8>>>,
    pages: BTreeMap<Section, Pages>,
}

impl File {
    pub(super) fn resident(&mut self, section: Section, bytes: Vec<u8>) {
        self.resident.insert(section, bytes);
    }

    /// A section of one page.
    pub(super) fn page(&mut self, section: Section, page: Vec<u8>) {
        self.small.insert(section, vec![page]);
    }

    /// A section whose pages are few.
    pub(super) fn small_pages(&mut self, section: Section, pages: Vec<Vec<u8>>) {
        self.small.insert(section, pages);
    }

    pub(super) fn pages(&mut self, section: Section, pages: Pages) {
        self.pages.insert(section, pages);
    }

    /// Writes everything: `head` without its places.
    pub(super) fn write(
        mut self,
        mut head: Head,
        out: &mut dyn Write,
        progress: &mut dyn FnMut(u32),
    ) -> Result<()> {
        self.route()?;
        head.places = self.places()?;
        let mut output = Output { out, written: 0, length: head.file_length(), progress };
        output.write(&head.write())?;
        let mut id = PageId(0);
        for section in Section::ALL {
            if let Some(bytes) = self.resident.get(&section) {
                output.write(bytes)?;
            }
            for page in self.small.remove(&section).unwrap_or_default() {
                output.page(page, section, head.identity, &mut id)?;
            }
            let Some(pages) = self.pages.get(&section) else { continue };
            let mut contents = pages.contents.reader(0);
            for &length in &pages.lengths {
                let mut page = vec![0; length as usize];
                contents.fill(&mut page)?;
                output.page(page, section, head.identity, &mut id)?;
            }
        }
        Ok(())
    }

    /// Makes ROUTES, PAGES and ROUTER.
    fn route(&mut self) -> Result<()> {
        let (mut routes, mut told) = (Vec::new(), Vec::new());
        let mut router = fst::MapBuilder::memory();
        let failed = |e: fst::Error| Error::invalid(format!("the router cannot be built: {e}"));
        for section in Section::ROUTED {
            let lengths = self.lengths(section)?;
            let keys = self.pages.get(&section).map_or(&[][..], |pages| &pages.keys);
            let at_once = section.routed_pages() as usize;
            let count = lengths.len().div_ceil(at_once);
            for (number, lengths) in lengths.chunks(at_once).enumerate() {
                let first = number * at_once;
                let inside = keys.get(first..(first + lengths.len() - 1).min(keys.len()));
                routes.push(Routes::write(section, lengths, inside.unwrap_or_default()));
                told.push(lengths.iter().map(|&length| u64::from(length)).sum());
                let kind = match section {
                    Section::Heads => KeyKind::Heads,
                    Section::Grams => KeyKind::Grams,
                    _ => continue,
                };
                let key = match keys.get(first + at_once - 1) {
                    Some(key) if number + 1 < count => kind.router_key(key),
                    _ => kind.last_key().to_vec(),
                };
                router.insert(key, number as u64).map_err(failed)?;
            }
        }
        if self.pages.contains_key(&Section::Grams) {
            self.resident.insert(Section::Router, router.into_inner().map_err(failed)?);
        }
        self.small.insert(Section::Routes, routes);
        let lengths = self.lengths(Section::Routes)?;
        self.resident.insert(Section::Pages, Directory::write(&lengths, &told));
        Ok(())
    }

    /// Lengths of a section's pages once they are filled up and sealed.
    fn lengths(&self, section: Section) -> Result<Vec<u32>> {
        let sealed = |length: usize| {
            let length = (length + PAGE_CHECKSUM).next_multiple_of(section.grain() as usize);
            to_u32(length, "bytes of a page")
        };
        let small = self.small.get(&section).into_iter().flatten().map(Vec::len);
        let large = self.pages.get(&section).map_or(&[][..], |pages| &pages.lengths);
        small.chain(large.iter().map(|&length| length as usize)).map(sealed).collect()
    }

    fn places(&self) -> Result<[Place; SECTIONS]> {
        let mut places = [Place::default(); SECTIONS];
        let mut offset = crate::HEAD_LENGTH as u64;
        for section in Section::ALL {
            let lengths = self.lengths(section)?;
            let resident = self.resident.get(&section).map_or(&[][..], Vec::as_slice);
            let paged: u64 = lengths.iter().map(|&length| u64::from(length)).sum();
            let length = paged + resident.len() as u64;
            let checksum = if lengths.is_empty() { crc32c(&[resident]) } else { 0 };
            let pages = to_u32(lengths.len(), "pages")?;
            places[section as usize] = Place { offset, length, checksum, pages };
            offset += length;
        }
        Ok(places)
    }
}

struct Output<'o> {
    out: &'o mut dyn Write,
    written: u64,
    length: u64,
    progress: &'o mut dyn FnMut(u32),
}

impl Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let failed = |cause| Error::caused(Code::Storage, "the index cannot be written", cause);
        self.out.write_all(bytes).map_err(failed)?;
        let before = self.written * 1000 / self.length;
        self.written += bytes.len() as u64;
        let now = self.written * 1000 / self.length;
        if now > before {
            (self.progress)(now as u32);
        }
        Ok(())
    }

    fn page(
        &mut self,
        page: Vec<u8>,
        section: Section,
        identity: u32,
        id: &mut PageId,
    ) -> Result<()> {
        self.write(&seal_page(page, section, identity, *id))?;
        id.0 += 1;
        Ok(())
    }
}
