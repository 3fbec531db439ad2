//! A query over an open index: exact totals, documents in rank order, excerpts; or the pages that
//! are still needed. Runs from the start each time, so there is no state to go wrong.

use crate::error::said;
use crate::fold::State;
use crate::fold::table::UNKNOWN;
use crate::fold::{Folded, Folder};
use crate::format::Section;
use crate::gram::Unit;
use crate::order::{OfText, Ranked, with_all_best};
use crate::postings::DocCount;
use crate::query::{MAX_QUERY, MAX_QUERY_BYTES};
use crate::reader::Missing;
use crate::region::{Region, shown_part};
use crate::snippet::{Window, excerpt, merge};
use crate::{Code, DocId, Document, Error, Index, PageId, Query, Result};
use std::ops::Range;

/// Which part of the result is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many hits to skip.
    pub offset: u32,
    /// How many hits to return at most; `u32::MAX` for all.
    pub limit: u32,
    /// Whether hits carry an excerpt; without, no text page is read for display.
    pub excerpts: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { offset: 0, limit: 10, excerpts: true }
    }
}

/// Text in the original script with the ranges to mark, in bytes, ascending, never overlapping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// What to mark in it.
    pub marks: Vec<Range<usize>>,
}

/// One document that holds the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number in the index.
    pub doc: DocId,
    /// Its url.
    pub url: String,
    /// Its title with the occurrences in it.
    pub title: Marked,
    /// A piece of the body around an occurrence; empty if not asked for.
    pub excerpt: Marked,
    /// The headings that the first occurrence in the body stands below, from the outermost to that of
    /// its section, one a line; empty before the first heading and where the title alone has the query.
    pub path: String,
    /// The fragment of the url that leads to that section, without `#`.
    pub anchor: Option<String>,
    /// Occurrences in title and body; overlapping ones count each.
    pub occurrences: u32,
    /// Its score, which hits are ordered by. It tells nothing of other documents, so that hits of several
    /// indexes can be compared.
    pub relevance: u64,
    /// The identifier that the source gave.
    pub id: Option<String>,
    /// The date that the source gave.
    pub date: Option<String>,
    /// The language tag that the source gave.
    pub lang: Option<String>,
    /// Free data of the document.
    pub meta: Vec<(String, String)>,
}

/// The result of a query: exact totals and the hits asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Documents that hold the query, all of them.
    pub total: u32,
    /// Occurrences in all documents; overlapping ones count each.
    pub occurrences: u64,
    /// The hits asked for, best first: documents with the query in the title, then by falling number
    /// of occurrences, then shorter ones, then by url; the best twelve of these in an order that
    /// regards also whether a title or heading is the query, how early it stands in the body, whether
    /// it is whole words, and what the page says that it counts.
    pub hits: Vec<Hit>,
}

/// What [`Index::search`] and [`Index::document`] come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<T = Answer> {
    /// What was asked for.
    Done(T),
    /// These pages are needed; hand them over with [`Index::supply`] and ask again.
    Need(Vec<PageId>),
}

/// The folded query.
pub(crate) enum Needle {
    /// Nothing to look for.
    Empty,
    /// A character that no document has.
    Absent,
    /// Whether one is absent can be told only with the further characters of queries.
    Unclear,
    Units(Vec<Unit>),
}

/// What is looked for, as far as showing a hit needs it.
pub(crate) trait Marking {
    /// Units of the first occurrence in the body.
    fn length(&self) -> usize;
    /// What to mark in some bytes of a region, ascending. That of a title starts at 0, as no body does.
    fn marks(&self, region: &Region, bytes: Range<usize>) -> Vec<Range<usize>>;
}

impl Marking for [Unit] {
    fn length(&self) -> usize {
        self.len()
    }

    fn marks(&self, region: &Region, bytes: Range<usize>) -> Vec<Range<usize>> {
        marks_in(region, self, bytes)
    }
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Answers a query or names the pages it needs for that. An empty query has an empty answer.
    ///
    /// # Errors
    /// [`Code::QueryTooLong`] above 1,024 folded characters; [`Code::Corrupt`] or [`Code::Invalid`]
    /// where a page of the buffer that the index was opened from is not what it should be.
    pub fn search(&self, query: &Query, options: Options) -> Result<Step> {
        self.begin_search();
        let mut missing = Missing::new();
        let needle = match self.needle(query)? {
            Needle::Empty | Needle::Absent => return Ok(Step::Done(Answer::default())),
            Needle::Unclear => {
                self.page(Section::Fold, 0, &mut missing)?;
                return self.need(missing, options);
            }
            Needle::Units(units) => units,
        };
        let enough = options.offset.saturating_add(options.limit) as usize;
        let weights = self.weights();
        let found = self.of_text(&needle, enough, weights, &mut missing)?;
        let Some(OfText { total, occurrences, mut ranked }) = found else {
            return self.need(missing, options);
        };
        let complete = self.order_best(&mut ranked, &needle, &[&needle], weights, &mut missing)?;
        let mut hits = Vec::new();
        let shown = if complete { options } else { with_all_best(options) };
        for one in ranked.iter().skip(shown.offset as usize).take(shown.limit as usize) {
            hits.extend(self.hit(one, needle.as_slice(), options.excerpts, &mut missing)?);
        }
        if missing.is_empty() {
            Ok(Step::Done(Answer { total, occurrences, hits }))
        } else {
            self.need(missing, options)
        }
    }

    /// A document as the index was made from it: blocks without white space at their ends, empty
    /// ones left out, U+0000 replaced. From all of them the same index can be made again, alone or
    /// together with others.
    ///
    /// # Errors
    /// As [`Self::search`]; [`Code::Invalid`] if there is no such document.
    pub fn document(&self, doc: DocId) -> Result<Step<Document>> {
        self.begin_search();
        let mut missing = Missing::new();
        let record = self.record(doc.0, &mut missing)?;
        let body = self.bounds.body(doc.0);
        let text = match body.is_empty() {
            true => Some(Region::default()),
            false => self.region(doc.0, &body, &mut missing)?,
        };
        Ok(match (record, text) {
            (Some(record), Some(Region { text, units, .. })) => {
                Step::Done(record.document(&text, &units))
            }
            _ => Step::Need(missing.into_pages()),
        })
    }

    /// Every position of a query by a scan, where the stream is in memory.
    #[cfg(feature = "compact")]
    pub(crate) fn scanned(&self, needle: &[Unit]) -> Option<Vec<u32>> {
        self.memory().map(|compact| crate::scan::find(&compact.units, needle))
    }

    #[cfg(not(feature = "compact"))]
    pub(crate) fn scanned(&self, _: &[Unit]) -> Option<Vec<u32>> {
        None
    }

    /// The pages that are needed, with those that showing a hit will need too.
    pub(crate) fn need<T>(&self, mut missing: Missing, options: Options) -> Result<Step<T>> {
        if options.limit > 0 {
            self.foresee_text(&mut missing)?;
        }
        Ok(Step::Need(missing.into_pages()))
    }

    pub(crate) fn needle(&self, query: &Query) -> Result<Needle> {
        let too_long = |length: usize, what: &str| {
            let message = said("the query has ", length as u64, &(what.to_owned() + "; at most "))
                + &said("", MAX_QUERY as u64, " characters are searched");
            Error::new(Code::QueryTooLong, message)
        };
        if query.text().len() > MAX_QUERY_BYTES {
            return Err(too_long(query.text().len(), " bytes"));
        }
        let (mut units, mut unknown, mut length) = (Vec::new(), false, 0_usize);
        Folder::new(&self.fold, State::START).fold(query.text(), |item, _| {
            unknown |= match item {
                Folded::Char(rank) => rank == UNKNOWN,
                Folded::Space => self.fold.space() == UNKNOWN,
                Folded::Break => true,
            };
            length += 1;
            if !unknown {
                self.fold.push_folded(item, &mut units);
            }
        });
        Ok(if length == 0 {
            Needle::Empty
        } else if length > MAX_QUERY {
            return Err(too_long(length, " characters"));
        } else if !unknown {
            Needle::Units(units)
        } else if self.fold.has_query_images() {
            Needle::Absent
        } else {
            Needle::Unclear
        })
    }

    /// Builds a hit; `None`, and notes in `missing`, while pages of it are not here.
    pub(crate) fn hit(
        &self,
        ranked: &Ranked,
        needle: &(impl Marking + ?Sized),
        with_excerpt: bool,
        missing: &mut Missing,
    ) -> Result<Option<Hit>> {
        let count = &ranked.count;
        let record = self.record(count.doc, missing)?;
        let excerpt = if with_excerpt {
            self.excerpt_of(count, needle, missing)?
        } else {
            Some(Marked::default())
        };
        let (Some(record), Some(excerpt)) = (record, excerpt) else { return Ok(None) };
        let title = Region::of_text(&self.fold, &record.title, 0);
        let marks = needle.marks(&title, 0..record.title.len());
        let (path, anchor) = match count.in_body {
            0 => Default::default(),
            _ => record.section_at(count.first),
        };
        Ok(Some(Hit {
            doc: DocId(count.doc),
            url: record.url,
            title: Marked { text: record.title, marks },
            excerpt,
            path,
            anchor,
            occurrences: count.in_title.saturating_add(count.in_body),
            relevance: ranked.total(),
            id: record.id,
            date: record.date,
            lang: record.lang,
            meta: record.meta,
        }))
    }

    fn excerpt_of(
        &self,
        count: &DocCount,
        needle: &(impl Marking + ?Sized),
        missing: &mut Missing,
    ) -> Result<Option<Marked>> {
        let body = self.bounds.body(count.doc);
        if body.is_empty() {
            return Ok(Some(Marked::default()));
        }
        let outside = || Error::invalid("an occurrence lies outside of its document");
        let mut shown = shown_part(&self.bounds, count, needle.length()).ok_or_else(outside)?;
        let Some(region) = self.region(count.doc, &shown, missing)? else { return Ok(None) };
        // A slot may be wider than the body in it.
        shown.end = shown.end.min(region.end());
        let window = Window {
            bytes: region.bytes_of(&shown),
            more_before: shown.start > body.start,
            more_after: shown.end < region.end() || !region.ended,
            at_block_start: region.at_block_start,
        };
        let marks = needle.marks(&region, window.bytes.clone());
        let place = body.start.saturating_add(count.first).saturating_sub(region.start) as usize;
        let focus =
            region.source(place..place + 1).map_or(window.bytes.start, |source| source.start);
        Ok(Some(excerpt(&region.text, &window, &marks, focus)))
    }
}

/// Bytes of all occurrences in a part of a region, those that overlap as one.
pub(crate) fn marks_in(region: &Region, needle: &[Unit], bytes: Range<usize>) -> Vec<Range<usize>> {
    let sources =
        region.places(needle).filter_map(|place| region.source(place..place + needle.len()));
    merge(sources.filter(|source| bytes.start <= source.start && source.end <= bytes.end))
}
