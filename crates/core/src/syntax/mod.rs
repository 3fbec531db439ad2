//! What a person typed -> a tree of what is asked for. Knows nothing of an index: which names before
//! a colon mean something is settled when the tree is evaluated.
//!
//! ```text
//! query  = { any }                              all of them
//! any    = one { ( "|" | "OR" ) one }            at least one of them
//! one    = [ "-" ] ( "(" query ")" | [ name ":" ] term )
//! term   = quoted | word
//! quoted = '"' … '"' | '“' … '”' | '「' … '」' | '『' … '』'
//! word   = characters other than white space, quotes, "|" and parentheses;
//!          inside it "?" is any one character and "*" any number of them
//! ```
//!
//! White space is any of Unicode's, so U+3000 too. `－`, `｜`, `（`, `）` and `：` do what their narrow
//! forms do. A backslash before a character that the grammar uses takes its meaning away. Every text is
//! a query: what is not finished, or stands where it has no meaning, is text.

mod parse;
mod print;

pub use parse::Parsed;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// Documents that every one of these finds; all documents if there are none.
    All(Vec<Tree>),
    /// Documents that at least one of these finds; none if there are none.
    Any(Vec<Tree>),
    /// Documents that this does not find.
    Not(Box<Tree>),
    /// Documents that hold a text in title or body.
    Term(Term),
    /// What stands behind a name and a colon. What it means depends on the index: `title` and
    /// `section` are places of the text, `date` and `lang` what documents say of themselves, others
    /// are filters that the index has; and where it has none of that name, this is the text
    /// `name:term`.
    Named {
        /// The name, as typed.
        name: String,
        /// What stands behind the colon.
        term: Term,
    },
}

/// A text that is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Term {
    /// Its pieces: texts, and what may stand between them. No two texts follow each other, and a
    /// wildcard stands between two texts.
    pub pieces: Vec<Piece>,
    /// Whether it stood in quotes: then it has one piece, and is never relaxed.
    pub quoted: bool,
}

/// A piece of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// These characters, at least one.
    Text(String),
    /// Any one character, but no block's end: `?`.
    One,
    /// Any number of characters up to [`Piece::MOST`], none too, but no block's end: `*`.
    Many,
}

impl Piece {
    /// Most folded characters that one [`Piece::Many`] stands for.
    pub const MOST: u32 = 16;
}

impl Term {
    /// A term that is one text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self { pieces: vec![Piece::Text(text.to_owned())], quoted: false }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }
}

impl Tree {
    /// Reads a query. Never fails; what [`Parsed`] says beside the tree is for the person who typed it.
    #[must_use]
    pub fn parse(query: &str) -> Parsed {
        parse::parse(query)
    }

    /// The text that the whole query is, if it is one term, quoted or not.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Term(term) => term.as_text(),
            Self::All(_) | Self::Any(_) | Self::Not(_) | Self::Named { .. } => None,
        }
    }
}
