//! The reader of queries.

use super::Tree;

/// Most terms of a query that are evaluated.
pub(super) const MOST_TERMS: usize = 32;
/// Deepest nesting of parentheses that is followed.
pub(super) const MOST_DEPTH: usize = 16;

/// A query as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// What is asked for.
    pub tree: Tree,
    /// Whether terms were left out, because there are more than 32.
    pub too_many: bool,
    /// Whether parentheses were read as text, because they are nested deeper than 16.
    pub too_deep: bool,
}

pub(super) fn parse(query: &str) -> Parsed {
    let _ = query;
    Parsed { tree: Tree::All(Vec::new()), too_many: false, too_deep: false }
}
