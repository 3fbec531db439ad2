//! What a reader of files makes of one page: the document, its sections and weights, and what an index
//! has no place for yet.

use midu_core::Document;
pub use midu_core::Weight;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One document with its sections and where it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What is indexed, without its sections and the weights of its blocks.
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
    /// The document with the headings of its sections and what it counts, as an index takes it: a
    /// weight that all of its blocks have is one of its title too.
    #[must_use]
    pub fn into_document(self) -> Document {
        let section = |section: Section| midu_core::Section {
            block: section.first_block,
            level: section.level,
            anchor: section.anchor,
        };
        let sections = self.sections.into_iter().map(section).collect();
        let (mut document, mut weights) = (self.document, self.weights);
        if let [whole] = weights.as_slice()
            && whole.blocks == (0..document.blocks.len())
        {
            document.weight = Some(whole.hundredths);
            weights.clear();
        }
        Document { sections, weights, ..document }
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
