//! What documents can be filtered and sorted by, as section FILTERS stores it: fields, each a list of
//! values in their order with the documents of each. Knows nothing of pages' places or of queries.
//!
//! Page 0 is a [`Directory`]: names, and for each field its pages with where each starts, or, of a small
//! field, all that it has. A page of characters that queries hold may follow, then the pages of all
//! fields in a row. So one value is found on the directory and the page of its field that holds it.

mod code;
mod collect;
pub(crate) mod dates;
mod directory;
mod verify;

pub(crate) use code::{
    BlockWriter, LONGEST_TEXT, Letters, MAX_LIST, MAX_PAGE_DOCS, MOST_ENTRIES, Reading,
};
pub(crate) use collect::{Collector, further_images};
pub(crate) use directory::{Directory, Listed, Part, separator};
pub(crate) use verify::verify;

/// The filter of languages, beside which there may be none of that name.
pub(crate) const LANG: &str = "lang";

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Texts to filter by, in the order of their folded forms.
    Filter,
    /// Numbers of dates.
    Dates,
    /// Ranks of what documents are sorted by; what has a rank is not stored.
    Ranks,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Filter, Self::Dates, Self::Ranks];

    /// Whether values are texts, and not numbers.
    pub(crate) const fn is_text(self) -> bool {
        matches!(self, Self::Filter)
    }
}

/// A value with its documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Value {
    /// Of a text, its folded form.
    pub(crate) key: String,
    /// Of a text, the text as the documents write it.
    pub(crate) text: String,
    /// What it is if it is no text.
    pub(crate) number: u32,
    /// Ascending.
    pub(crate) docs: Vec<u32>,
}

/// One field of an index, in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) kind: Kind,
    /// The folded name.
    pub(crate) key: String,
    /// Of a filter, its name as documents write it: the first of those that fold to the same.
    pub(crate) name: String,
    /// Ascending: texts by folded form, then as written; numbers as they are.
    pub(crate) values: Vec<Value>,
}

/// The form that a value is compared by, from its folded text. Languages are written with either sign.
pub(crate) fn key_of(field: &str, folded: String) -> String {
    if field == LANG { folded.replace('_', "-") } else { folded }
}

fn broken() -> crate::Error {
    crate::Error::invalid("a page of filters breaks the rules of the format; rebuild the index")
}
