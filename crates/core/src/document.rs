//! What is indexed: a document with a url, a title and a body of blocks. Nothing here knows how a
//! document was read or how it is stored.

use std::collections::BTreeMap;
use std::ops::Range;

/// The number of a document inside one index, from 0, in static-rank order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId(pub u32);

/// One document as a source gives it.
///
/// A match never crosses the border of two blocks, nor that of title and body. Inside a block white
/// space is folded, so a word broken over lines or pages is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Where a hit leads to; unique in an index.
    pub url: String,
    /// The title, a field of its own.
    pub title: String,
    /// The body, cut where the source says that a block ended. Plain text is one block.
    pub blocks: Vec<String>,
    /// The headings of the body, by their blocks. What stands from one up to the next is a section.
    pub sections: Vec<Section>,
    /// The identifier that the source gave, if any; returned with a hit.
    pub id: Option<String>,
    /// The date as the source wrote it, ISO 8601 by preference.
    pub date: Option<String>,
    /// BCP 47 language tag.
    pub lang: Option<String>,
    /// Free data returned with a hit.
    pub meta: BTreeMap<String, String>,
    /// Values to filter by, under their names.
    pub filters: BTreeMap<String, Vec<String>>,
    /// How much it counts among the best results, in hundredths: 100 is as usual, 1,000 the most.
    pub weight: Option<u16>,
    /// Blocks that count more or less than others.
    pub weights: Vec<Weight>,
}

/// Blocks with a weight of their own: how much the first occurrence counts where it is in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weight {
    /// Numbers of blocks in [`Document::blocks`]; where stretches overlap, the last one counts.
    pub blocks: Range<usize>,
    /// How much they count, in hundredths: 100 is as usual, 0 to 1,000.
    pub hundredths: u16,
}

/// What an occurrence counts by where it stands; 0 to 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// In a title.
    pub title: u32,
    /// In a heading of the body.
    pub heading: u32,
    /// In the body.
    pub body: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { title: 8, heading: 3, body: 1 }
    }
}

/// A heading in the body of a document, whose section goes on to the next one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The number of the heading's own block in [`Document::blocks`]. One that is empty or not there
    /// is no heading.
    pub block: usize,
    /// 1 to 6, as in `h1` to `h6`; what is beyond counts as the nearest of these.
    pub level: u8,
    /// The fragment of the url that leads to it, without `#`.
    pub anchor: Option<String>,
}
