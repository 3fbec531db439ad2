//! The places of one document where a query is found, one passage after the other: what a reader sees who
//! wants more of a hit than its first excerpt.

use crate::document::DocId;
use crate::reader::Missing;
use crate::region::{CONTEXT, Region};
use crate::request::{Request, Response};
use crate::response::Shown;
use crate::search::Marked;
use crate::snippet::{Window, extent, show};
use crate::{Error, Index, Result, Step};
use std::ops::Range;

/// Units of a body that are looked through at once: about forty pages of text.
const STRETCH: u32 = 8192;
/// How many of these one request looks through.
const MOST_STRETCHES: u32 = 8;

/// A place of a document where a query is found, with what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The text around it, further occurrences in it marked too.
    pub excerpt: Marked,
    /// The headings that it stands below, as [`crate::Hit::path`].
    pub path: String,
    /// The fragment of the url that leads there, without `#`.
    pub anchor: Option<String>,
}

/// Passages of one document in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passages {
    /// As many as were asked for. No occurrence is marked in two of them.
    pub passages: Vec<Passage>,
    /// Where to go on, for the next request. `None` where the document has no further occurrence.
    pub next: Option<u32>,
}

impl<D: AsRef<[u8]>> Index<D> {
    /// The passages of a document that hold what a request looks for, as many as its limit says; `from` is
    /// 0, or what [`Passages::next`] said. It marks what [`Self::query`] marks for the same request. Where
    /// a document is long, fewer passages than wanted and a place to go on may come back.
    ///
    /// # Errors
    /// As [`Self::query`]; [`crate::Code::Invalid`] if there is no such document.
    pub fn passages(&self, request: &Request, doc: DocId, from: u32) -> Result<Step<Passages>> {
        self.begin_search();
        let mut missing = Missing::new();
        let record = self.record(doc.0, &mut missing)?;
        let mut response = Response::default();
        let tree = self.tree_of(request, &mut response)?;
        let groups = self.shown(&tree, request, &mut response, &mut missing)?;
        let (Some(record), Some(groups)) = (record, groups) else {
            return Ok(Step::Need(missing.into_pages()));
        };
        let of_doc = |shown: &&Shown| shown.ranked.iter().any(|one| one.count.doc == doc.0);
        let Some(shown) = groups.iter().find(of_doc).or(groups.first()) else {
            return Ok(Step::Done(Passages::default()));
        };
        let mut walk = Walk { index: self, shown, doc: doc.0, at: 0, found: Vec::new() };
        walk.at = self.bounds.body(doc.0).start.saturating_add(from);
        let wanted = request.options.limit as usize;
        let Some(more) = walk.passages(wanted, &mut missing)? else {
            return Ok(Step::Need(missing.into_pages()));
        };
        let start = self.bounds.body(doc.0).start;
        let next = more.map(|at| at - start);
        let passage = |(place, excerpt): (u32, Marked)| {
            let (path, anchor) = record.section_at(place - start);
            Passage { excerpt, path, anchor }
        };
        let passages = walk.found.into_iter().map(passage).collect();
        Ok(Step::Done(Passages { passages, next }))
    }
}

/// A way through a body from one occurrence to the next.
struct Walk<'w, D> {
    index: &'w Index<D>,
    shown: &'w Shown,
    doc: u32,
    /// Where what was not shown yet begins, in the stream.
    at: u32,
    /// Where the first occurrence of each passage stands, and its excerpt.
    found: Vec<(u32, Marked)>,
}

impl<D: AsRef<[u8]>> Walk<'_, D> {
    /// Fills `found`; returns where to go on, if there is more. `None`, and notes in `missing`, while pages
    /// are not here.
    fn passages(&mut self, wanted: usize, missing: &mut Missing) -> Result<Option<Option<u32>>> {
        let body = self.index.bounds.body(self.doc);
        let longest = self.shown.longest() as u32;
        let first = self.shown.first_after(self.at, self.doc, body.start);
        let mut stretch = self.at.max(first.saturating_sub(longest));
        for _ in 0..MOST_STRETCHES {
            if stretch >= body.end {
                return Ok(Some(None));
            }
            let end = stretch.saturating_add(STRETCH).min(body.end);
            let back = longest.max(CONTEXT.0);
            let around = stretch.saturating_sub(back).max(body.start)
                ..end.saturating_add(longest).saturating_add(CONTEXT.1).min(body.end);
            let Some(region) = self.index.region(self.doc, &around, missing)? else {
                return Ok(None);
            };
            if self.stretch(&region, stretch..end, wanted)? {
                return Ok(Some(Some(self.at)));
            }
            // A slot may be wider than the body in it.
            let ended = region.ended && region.end() <= end;
            stretch = if ended { body.end } else { end };
        }
        Ok(Some((stretch < body.end).then_some(self.at.max(stretch))))
    }

    /// The passages whose first occurrence starts in a stretch of the body. Whether there is one more than
    /// was wanted.
    fn stretch(&mut self, region: &Region, units: Range<u32>, wanted: usize) -> Result<bool> {
        let longest = self.shown.longest() as u32;
        for mark in self.marks(region, 0..region.text.len()) {
            let (mut place, end) = (region.unit_at(mark.start), region.unit_at(mark.end));
            if place >= units.end {
                continue;
            }
            while self.at < end {
                if self.found.len() >= wanted {
                    return Ok(true);
                }
                // Of a long run of overlapping occurrences each passage shows a part.
                if end - place > longest {
                    place = place.max(self.at);
                }
                if !self.passage(region, place, longest)? {
                    break;
                }
            }
        }
        Ok(false)
    }

    /// Adds the passage of the first occurrence from a place on, which is of so many units at most. False where
    /// there is none near.
    fn passage(&mut self, region: &Region, place: u32, longest: u32) -> Result<bool> {
        let body = self.index.bounds.body(self.doc);
        let start = place.saturating_sub(CONTEXT.0).max(body.start);
        let end = place.saturating_add(longest).saturating_add(CONTEXT.1);
        let part = start.max(self.at.min(place))..end.min(body.end).min(region.end());
        let window = Window {
            bytes: region.bytes_of(&part),
            more_before: part.start > body.start,
            more_after: part.end < region.end() || !region.ended,
            at_block_start: region.at_block_start,
        };
        let marks = self.marks(region, window.bytes.clone());
        let focus = region.bytes_of(&(place..part.end)).start;
        let Some(first) = marks.iter().find(|mark| mark.end > focus) else { return Ok(false) };
        let extent = extent(&region.text, &window, &marks, first.start);
        let shown_to = region.unit_at(extent.end);
        if shown_to <= self.at {
            return Err(Error::invalid("an occurrence lies outside of its document"));
        }
        self.found.push((place, show(&region.text, &window, extent, &marks)));
        self.at = shown_to;
        Ok(true)
    }

    fn marks(&self, region: &Region, bytes: Range<usize>) -> Vec<Range<usize>> {
        self.shown.marks(region, bytes, self.index.bounds.title(self.doc).start)
    }
}
