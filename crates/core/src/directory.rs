//! Where pages lie. A page of ROUTES tells the lengths of a few thousand pages of one section and, for
//! HEADS and GRAMS, the keys that part them; PAGES tells where each page of ROUTES lies and where
//! what it tells of starts. So what is resident stays small at any size of corpus, and the router's
//! second level is a page like any other.

use crate::bits::{BitReader, BitWriter};
use crate::bytes::{at, to_u32};
use crate::format::{Head, PAGE_CHECKSUM, Section};
use crate::gram::Unit;
use crate::numbers::{read_numbers, write_numbers};
use crate::postings::KeyCoder;
use crate::{Error, PageId, Result};
use std::ops::Range;

fn broken() -> Error {
    Error::invalid("the tables of pages contradict each other; rebuild the index")
}

/// What one page of ROUTES tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Routes {
    /// Keys that part the pages one after the other, in a row, and the end of each; none for DOCS,
    /// TEXT and what follows.
    units: Vec<Unit>,
    key_ends: Vec<u32>,
    /// End of each page in bytes from the start of the first one.
    ends: Vec<u32>,
}

impl Routes {
    /// Writes the routes of neighbouring pages of a section: the lengths of the pages, and the keys
    /// that part them.
    pub(crate) fn write(section: Section, lengths: &[u32], keys: &[Vec<Unit>]) -> Vec<u8> {
        let mut out = BitWriter::new();
        write_numbers(&mut out, lengths.iter().map(|length| length / section.grain()));
        let mut coder = KeyCoder::default();
        for key in keys {
            coder.write(&mut out, key);
        }
        out.finish()
    }

    fn read(bytes: &[u8], section: Section, pages: u32) -> Result<Self> {
        let mut input = BitReader::new(bytes);
        let mut routes = Self::default();
        let mut end = 0_u32;
        for grains in read_numbers(&mut input, pages)? {
            let length = grains.checked_mul(section.grain()).ok_or_else(broken)?;
            if length < PAGE_CHECKSUM as u32 {
                return Err(broken());
            }
            end = end.checked_add(length).ok_or_else(broken)?;
            routes.ends.push(end);
        }
        if matches!(section, Section::Heads | Section::Grams) {
            let mut coder = KeyCoder::default();
            for _ in 1..pages {
                coder.read(&mut input)?;
                routes.units.extend_from_slice(coder.key());
                routes.key_ends.push(routes.units.len() as u32);
            }
        }
        if input.overrun() { Err(broken()) } else { Ok(routes) }
    }

    fn key(&self, index: usize) -> &[Unit] {
        let start = index.checked_sub(1).and_then(|before| self.key_ends.get(before)).copied();
        let end = self.key_ends.get(index).copied().unwrap_or(0);
        self.units.get(at(start.unwrap_or(0))..at(end)).unwrap_or_default()
    }

    /// How many of the keys fulfil what the first ones do.
    fn keys_before(&self, before: impl Fn(&[Unit]) -> bool) -> u32 {
        let (mut low, mut high) = (0, self.key_ends.len());
        while low < high {
            let middle = low.midpoint(high);
            if before(self.key(middle)) { low = middle + 1 } else { high = middle }
        }
        low as u32
    }
}

/// Where all pages lie, as far as the pages of ROUTES are here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Directory {
    /// First page of each of [`Section::PAGED`], and the number of all pages.
    firsts: [u32; 12],
    /// Where each of them starts in the file.
    offsets: [u64; 11],
    /// Ends of the pages of ROUTES in bytes from the first one.
    routes_ends: Vec<u64>,
    /// Where the pages that each of them tells of start in their section, in bytes.
    starts: Vec<u64>,
    /// First page of ROUTES for each of [`Section::ROUTED`].
    first_routes: [u32; 9],
    routes: Vec<Option<Routes>>,
}

/// Where a page is to be found.
pub(crate) enum Located {
    /// In these bytes of the file.
    At(Range<u64>),
    /// This page of ROUTES tells.
    Ask(PageId),
}

impl Directory {
    /// Writes PAGES: lengths of the pages of ROUTES, and of what each tells of.
    pub(crate) fn write(routes: &[u32], told: &[u64]) -> Vec<u8> {
        let mut out = BitWriter::new();
        write_numbers(&mut out, routes.iter().copied());
        for &length in told {
            out.put((length >> 32) as u32, 16);
            out.put(length as u32, 32);
        }
        out.finish()
    }

    pub(crate) fn read(bytes: &[u8], head: &Head) -> Result<Self> {
        let mut directory = Self::default();
        let mut pages = 0_u32;
        for (slot, section) in Section::PAGED.into_iter().enumerate() {
            let place = head.place(section);
            // Even an empty page has a checksum, so this bounds what is allocated.
            if u64::from(place.pages) > place.length / PAGE_CHECKSUM as u64
                || (place.pages == 0) != (place.length == 0)
                || (matches!(section, Section::Tokens | Section::Fold) && place.pages > 1)
            {
                return Err(broken());
            }
            pages = pages.checked_add(place.pages).ok_or_else(broken)?;
            *directory.firsts.get_mut(slot + 1).ok_or_else(broken)? = pages;
            *directory.offsets.get_mut(slot).ok_or_else(broken)? = place.offset;
        }
        let mut count = 0;
        for (slot, section) in Section::ROUTED.into_iter().enumerate() {
            count += head.place(section).pages.div_ceil(section.routed_pages());
            *directory.first_routes.get_mut(slot + 1).ok_or_else(broken)? = count;
        }
        let routes = head.place(Section::Routes);
        if routes.pages != count {
            return Err(broken());
        }
        let mut input = BitReader::new(bytes);
        let mut end = 0;
        for length in read_numbers(&mut input, count)? {
            end += u64::from(length);
            directory.routes_ends.push(end);
            if length < PAGE_CHECKSUM as u32 {
                return Err(broken());
            }
        }
        for (slot, section) in Section::ROUTED.into_iter().enumerate() {
            let mut start = 0;
            for _ in directory.routes_of(slot) {
                directory.starts.push(start);
                start += u64::from(input.take(16)) << 32 | u64::from(input.take(32));
            }
            if start != head.place(section).length {
                return Err(broken());
            }
        }
        if input.overrun() || end != routes.length {
            return Err(broken());
        }
        directory.routes.resize(at(count), None);
        Ok(directory)
    }

    fn routes_of(&self, slot: usize) -> Range<u32> {
        let edge = |slot: usize| self.first_routes.get(slot).copied().unwrap_or(0);
        edge(slot)..edge(slot + 1)
    }

    /// Number of the first page of a section among all.
    pub(crate) fn firsts_of(&self, section: Section) -> u32 {
        let slot = Section::PAGED.iter().position(|&paged| paged == section);
        slot.and_then(|slot| self.firsts.get(slot)).copied().unwrap_or(0)
    }

    /// Number of all pages.
    pub(crate) fn page_count(&self) -> u32 {
        self.firsts.last().copied().unwrap_or(0)
    }

    /// Number of a section's page among all.
    pub(crate) fn id(&self, section: Section, index: u32) -> Option<PageId> {
        let slot = Section::PAGED.iter().position(|&paged| paged == section)?;
        let id = self.firsts.get(slot)?.checked_add(index)?;
        (id < *self.firsts.get(slot + 1)?).then_some(PageId(id))
    }

    /// The section a page is of, and its number in it.
    pub(crate) fn section_of(&self, id: PageId) -> Option<(Section, u32)> {
        let slot = self.firsts.iter().skip(1).position(|&end| id.0 < end)?;
        Some((*Section::PAGED.get(slot)?, id.0 - self.firsts.get(slot)?))
    }

    /// Where a page lies in the file; `None` if there is no such page.
    pub(crate) fn locate(&self, id: PageId) -> Option<Located> {
        let (section, index) = self.section_of(id)?;
        let slot = Section::PAGED.iter().position(|&paged| paged == section)?;
        let offset = *self.offsets.get(slot)?;
        let range = match Section::ROUTED.iter().position(|&routed| routed == section) {
            None if section == Section::Routes => {
                let start = index.checked_sub(1).map(|before| self.routes_ends.get(at(before)));
                start.flatten().copied().unwrap_or(0)..*self.routes_ends.get(at(index))?
            }
            // The only page of its section: the next one starts where it ends.
            None => 0..self.offsets.get(slot + 1)? - offset,
            Some(routed) => {
                let page = self.routes_of(routed).start + index / section.routed_pages();
                let Some(routes) = self.routes.get(at(page))? else {
                    return self.id(Section::Routes, page).map(Located::Ask);
                };
                let index = at(index % section.routed_pages());
                let start = *self.starts.get(at(page))?;
                let before = index.checked_sub(1).and_then(|before| routes.ends.get(before));
                let before = u64::from(before.copied().unwrap_or(0));
                start + before..start + u64::from(*routes.ends.get(index)?)
            }
        };
        Some(Located::At(offset + range.start..offset + range.end))
    }

    /// Takes the content of a page of ROUTES.
    pub(crate) fn add(&mut self, index: u32, bytes: &[u8], head: &Head) -> Result<()> {
        let slot = self.first_routes.iter().skip(1).position(|&end| index < end);
        let slot = slot.ok_or_else(broken)?;
        let section = *Section::ROUTED.get(slot).ok_or_else(broken)?;
        let before = (index - self.routes_of(slot).start) * section.routed_pages();
        let pages = head.place(section).pages - before;
        let routes = Routes::read(bytes, section, pages.min(section.routed_pages()))?;
        let start = self.starts.get(at(index)).copied().unwrap_or(0);
        let next = Some(index + 1).filter(|next| self.routes_of(slot).contains(next));
        let end = next.and_then(|next| self.starts.get(at(next)).copied());
        let end = end.unwrap_or_else(|| head.place(section).length);
        let told = routes.ends.last().copied().unwrap_or(0);
        if end.checked_sub(start) != Some(u64::from(told)) {
            return Err(broken());
        }
        *self.routes.get_mut(at(index)).ok_or_else(broken)? = Some(routes);
        Ok(())
    }

    /// The pages of ROUTES that tell of DOCS and TEXT, and of CUTS, and are not here; none of either where
    /// they are more than `most`.
    pub(crate) fn text_routes(&self, most: usize) -> impl Iterator<Item = PageId> + '_ {
        let all = self.routes_of(2).start..self.routes_of(3).end;
        let few = if all.len() > most { 0..0 } else { all };
        let cuts = Some(self.routes_of(7)).filter(|cuts| cuts.len() <= most).unwrap_or(0..0);
        few.chain(cuts)
            .filter(|&page| matches!(self.routes.get(at(page)), Some(None)))
            .filter_map(|page| self.id(Section::Routes, page))
    }

    /// The pages of a section, HEADS or GRAMS, that hold every key which continues `gram` and the one
    /// that holds a key which is a prefix of it, given the pages of ROUTES that tell of the first and
    /// the last of them, by number in the section; or the page of ROUTES to ask first.
    pub(crate) fn pages(
        &self,
        section: Section,
        gram: &[Unit],
        (first, last): (u32, u32),
    ) -> Result<std::result::Result<Range<u32>, Vec<PageId>>> {
        let slot = Section::ROUTED.iter().position(|&routed| routed == section);
        let range = self.routes_of(slot.ok_or_else(broken)?);
        let mut ask = Vec::new();
        let mut page = |route: u32, before: &dyn Fn(&[Unit]) -> bool| -> Result<u32> {
            let number = range.start + route;
            if route >= range.end - range.start {
                return Err(broken());
            }
            match self.routes.get(at(number)) {
                Some(Some(routes)) => {
                    Ok(route * section.routed_pages() + routes.keys_before(before))
                }
                _ => {
                    ask.extend(self.id(Section::Routes, number));
                    Ok(0)
                }
            }
        };
        let start = page(first, &|key| key <= gram)?;
        let end = page(last, &|key| key <= gram || key.starts_with(gram))?;
        if !ask.is_empty() {
            return Ok(Err(ask));
        }
        if start > end { Err(broken()) } else { Ok(Ok(start..to_u32(at(end) + 1, "pages")?)) }
    }
}
