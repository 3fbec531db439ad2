//! The fold of one index as text, for what is compared as a whole and has no place in the stream:
//! names and values of filters. Takes text in NFKC; of any other the writer stores the folded form.

use super::table::{FoldTable, UNKNOWN};
use super::{BREAK, Folded, Folder, Mapping, State, Symbol, is_cjk};
use std::ops::Range;

/// What a character folds to, where the index's own characters do not tell.
pub(crate) type Images = [(char, String)];

/// The table of an index, read as characters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain<'a> {
    table: &'a FoldTable,
    /// Whether characters that only queries hold are folded too. Without, the result is the same
    /// whichever pages are here.
    queries: bool,
    /// Images of further characters, ascending.
    images: &'a Images,
}

impl<'a> Plain<'a> {
    /// By the characters of the indexed texts alone.
    pub(crate) const fn of_sources(table: &'a FoldTable) -> Self {
        Self { table, queries: false, images: &[] }
    }

    /// By all that is known.
    #[cfg(feature = "language")]
    pub(crate) const fn of_queries(table: &'a FoldTable, images: &'a Images) -> Self {
        Self { table, queries: true, images }
    }

    /// The folded form of a text.
    pub(crate) fn fold(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        Folder::new(self, State::START).fold(text, |item: Folded<char>, _: Range<usize>| {
            out.push(match item {
                Folded::Break => BREAK,
                Folded::Space => ' ',
                Folded::Char(c) => c,
            });
        });
        out
    }

    /// Whether each character is one of the indexed texts, or needs no table.
    #[cfg(feature = "language")]
    pub(crate) fn knows(&self, text: &str) -> bool {
        text.chars().all(|c| c.is_ascii() || self.table.image(c, self.queries).is_some())
    }
}

impl Mapping for Plain<'_> {
    type Unit = char;

    /// In NFKC no character changes those beside it.
    fn continues(&self, _: char) -> bool {
        false
    }

    fn map(&self, segment: &str, out: &mut Vec<Symbol<char>>) {
        let mut put = |c: char| {
            out.push(match c {
                BREAK => Symbol::Break,
                c if c.is_whitespace() => Symbol::Space,
                c => Symbol::Char(c, is_cjk(c)),
            });
        };
        for c in segment.chars() {
            if c.is_whitespace() || c == BREAK {
                put(c);
            } else if let Some(image) = self.table.image(c, self.queries) {
                let known = |rank: u32| (rank as usize).checked_sub(1);
                for &rank in image {
                    put(match (rank, known(rank).and_then(|at| self.table.data().chars.get(at))) {
                        (UNKNOWN, _) => c,
                        (_, Some(&(c, _))) => c,
                        (_, None) => ' ',
                    });
                }
            } else if let Ok(at) = self.images.binary_search_by_key(&c, |&(c, _)| c) {
                self.images.get(at).iter().for_each(|(_, image)| image.chars().for_each(&mut put));
            } else {
                put(c.to_ascii_lowercase());
            }
        }
    }
}
