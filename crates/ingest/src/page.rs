//! What a reader of files makes of one page: the document, its sections, and what an index has no place
//! for yet.

use midu_core::Document;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

/// One document with its sections and where it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What is indexed, without its sections.
    pub document: Document,
    /// Its headings in the order of the text.
    pub sections: Vec<Section>,
    /// Values to sort results by, under their names.
    pub sort: BTreeMap<String, String>,
    /// Blocks that count more or less than others.
    pub weights: Vec<Weight>,
    /// The file it was read from; `-` for standard input.
    pub path: PathBuf,
    /// The line of that file where the document starts, from 1, where a file holds several.
    pub line: Option<u64>,
}

impl Page {
    /// The document with the headings of its sections, as an index takes it.
    #[must_use]
    pub fn into_document(self) -> Document {
        let section = |section: Section| midu_core::Section {
            block: section.first_block,
            level: section.level,
            anchor: section.anchor,
        };
        let sections = self.sections.into_iter().map(section).collect();
        Document { sections, ..self.document }
    }
}

/// A heading and what stands below it, up to the next heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The text of the heading, on one line.
    pub heading: String,
    /// 1 to 6, as in `h1` to `h6`.
    pub level: u8,
    /// The fragment that leads to it, without `#`; a heading without one is reached by its text.
    pub anchor: Option<String>,
    /// The number of the heading's own block in [`Document::blocks`]; the section goes on to the
    /// `first_block` of the next.
    pub first_block: usize,
}

/// Blocks with a weight of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weight {
    /// Numbers of blocks in [`Document::blocks`].
    pub blocks: Range<usize>,
    /// How much they count, in hundredths: 100 is as usual, 0 to 1,000.
    pub hundredths: u16,
}
