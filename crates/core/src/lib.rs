//! The engine of midu: exact substring search over Chinese text, from documents to hits.
//!
//! Pure by intent: no I/O, no clock, no JavaScript, no unsafe code. Documents go through
//! [`IndexWriter`] and come out as the bytes of one `.midu` file; [`Index`] opens such bytes (all of
//! them, or only the part that is always needed) and [`Index::search`] either answers or names the
//! pages that it still needs.

mod aligned;
mod bits;
mod bounds;
mod bytes;
mod cache;
mod check;
#[cfg(feature = "compact")]
mod compact;
mod cuts;
mod directory;
mod document;
#[cfg(feature = "language")]
mod edits;
mod error;
#[cfg(feature = "language")]
mod evaluate;
#[cfg(feature = "language")]
mod filtered;
mod filters;
mod fold;
mod format;
mod gram;
#[cfg(feature = "language")]
mod lexicon;
mod numbers;
mod order;
#[cfg(feature = "language")]
mod passages;
#[cfg_attr(
    not(feature = "language"),
    allow(dead_code, unused_imports, reason = "only the query language reads it")
)]
mod pinyin;
mod plan;
mod postings;
mod query;
mod reader;
mod record;
mod region;
#[cfg(feature = "language")]
mod relax;
#[cfg(feature = "language")]
mod request;
#[cfg(feature = "language")]
mod response;
mod router;
mod scan;
mod search;
#[cfg(feature = "language")]
mod several;
#[cfg(feature = "language")]
mod signs;
mod snippet;
#[cfg(feature = "language")]
mod sounds;
mod statistics;
#[cfg(feature = "language")]
mod syntax;
mod text;
mod words;
mod writer;

pub use document::{DocId, Document, Section, Weight, Weights};
pub use error::{Code, Error, Result};
pub use fold::unicode::fold;
pub use format::{HEAD_LENGTH, Layout, PageId};
#[cfg(feature = "language")]
pub use passages::{Passage, Passages};
pub use query::Query;
pub use reader::{Index, SectionInfo, Summary, resident_length};
#[cfg(feature = "language")]
pub use request::{
    Also, Facet, Note, Part, Relax, Relaxed, Request, Response, Score, Sort, SortKey, Suggestion,
};
pub use search::{Answer, Hit, Marked, Options, Step};
pub use statistics::{Gram, Statistics};
#[cfg(feature = "language")]
pub use syntax::{Parsed, Piece, Term, Tree};
pub use writer::{InMemory, IndexWriter, Progress, Scratch, ScratchFile};
