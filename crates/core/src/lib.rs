//! The engine of midu: exact substring search over Chinese text, from documents to hits.
//!
//! Pure by intent: no I/O, no clock, no JavaScript, no unsafe code. Documents go through
//! [`IndexWriter`] and come out as the bytes of one `.midu` file; [`Index`] opens such bytes (all of
//! them, or only the part that is always needed) and [`Index::search`] either answers or names the
//! pages that it still needs.

mod document;
mod error;
mod reader;
mod search;
mod writer;

pub use document::{DocId, Document};
pub use error::{Code, Error, Result};
pub use reader::{HEAD_LENGTH, Index, PageId, SectionInfo, Summary, resident_length};
pub use search::{Answer, Hit, Marked, Options, Query, Step};
pub use writer::{IndexWriter, Layout, Progress};
