//! What a person typed -> the text that is looked for. Knows nothing of an index.

use crate::fold::unicode::nfkc;

/// Most characters of a query after folding.
pub(crate) const MAX_QUERY: usize = 1024;
/// Most bytes of a query that are folded at all: white space in it may vanish.
pub(crate) const MAX_QUERY_BYTES: usize = 16 * MAX_QUERY;

/// A query: one run of text that is looked for as a whole.
#[derive(Clone, Debug)]
pub struct Query {
    text: String,
}

impl Query {
    /// Takes the text of a query and brings it to Unicode normalization form KC by the tables of
    /// this build.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: nfkc(text) }
    }

    /// Takes text that is in NFKC already (in a browser, `String.prototype.normalize` did it), so
    /// that no Unicode tables are linked.
    #[must_use]
    pub fn from_nfkc(text: &str) -> Self {
        Self { text: text.to_owned() }
    }

    /// The text in NFKC.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}
