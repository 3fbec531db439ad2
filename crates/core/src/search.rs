//! A query over an open index: an answer, or the pages that are still needed.

use crate::{DocId, Index, PageId, Result};
use std::ops::Range;

/// A query as a person typed it, in Unicode form NFKC.
#[derive(Clone, Debug)]
pub struct Query {
    _text: String,
}

impl Query {
    /// Takes the text of a query, which is brought to NFKC by the Unicode tables of this build.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { _text: text.to_owned() }
    }

    /// Takes text that is in NFKC already (in a browser, `String.prototype.normalize` did it), so
    /// that no Unicode tables are linked.
    #[must_use]
    pub fn from_nfkc(text: &str) -> Self {
        Self { _text: text.to_owned() }
    }
}

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
    /// Occurrences in title and body; overlapping ones count each.
    pub occurrences: u32,
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
    /// The hits asked for, best first.
    pub hits: Vec<Hit>,
}

/// What [`Index::search`] comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The answer.
    Done(Answer),
    /// These pages are needed; hand them over with [`Index::supply`] and search again.
    Need(Vec<PageId>),
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Answers a query or names the pages it needs for that. An empty query has an empty answer.
    ///
    /// # Errors
    /// [`crate::Code::QueryTooLong`]; [`crate::Code::Corrupt`] or [`crate::Code::Invalid`] where a
    /// page of the buffer that the index was opened from is not what it should be.
    pub fn search(&self, query: &Query, options: Options) -> Result<Step> {
        let _ = (query, options);
        Ok(Step::Done(Answer::default()))
    }
}
