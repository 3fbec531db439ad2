//! What can be asked of an index beyond one text, and what comes back.

use crate::syntax::Tree;
use crate::{Answer, Options, Weights};

/// A query in the query language with all that can be said beside it.
#[derive(Clone, Debug)]
pub struct Request {
    /// What was typed.
    pub query: String,
    /// Takes the query as one text, whatever its characters are.
    pub literal: bool,
    /// Brings a text to Unicode normalization form KC. [`Request::new`] takes the tables of this build;
    /// in a browser `String.prototype.normalize` does it, so that no tables are linked.
    pub normalize: fn(&str) -> String,
    /// Which hits are wanted.
    pub options: Options,
    /// What documents must fulfil beside the query; it marks nothing and counts for no rank.
    pub filter: Option<Tree>,
    /// The order of the hits.
    pub sort: Vec<Sort>,
    /// Names of the filters whose values are to be counted over all documents found.
    pub facets: Vec<String>,
    /// Whether each hit comes with the parts of its score.
    pub explain: bool,
    /// What an occurrence counts; unless told, what the index says.
    pub weights: Option<Weights>,
    /// Which steps are tried, one after the other, where nothing is found; and whether a query of Latin
    /// letters that up to 100 documents hold is read as pinyin besides.
    pub relax: Relax,
    /// Whether pinyin is read as those hear it who do not tell zh from z, n from l, in from ing.
    pub fuzzy: bool,
}

/// One criterion of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// From the largest to the smallest. Documents without the key come last either way.
    pub descending: bool,
}

/// What documents can be sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// Their score; the best first, or the worst if ascending.
    Relevance,
    /// Their date.
    Date,
    /// A filter or a key of their meta data that the index was told to sort by.
    Named(String),
}

/// The steps that may be tried where nothing is found, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Relax {
    /// Across punctuation and space.
    pub signs: bool,
    /// All pieces near each other.
    pub near: bool,
    /// Latin letters as pinyin.
    pub pinyin: bool,
    /// One character changed, left out or put in.
    pub edit: bool,
}

impl Relax {
    /// No step.
    pub const NONE: Self = Self { signs: false, near: false, pinyin: false, edit: false };
    /// All steps.
    pub const ALL: Self = Self { signs: true, near: true, pinyin: true, edit: true };
}

/// The step that found what the query itself did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relaxed {
    /// The query's text occurs where punctuation and white space are left out of both.
    Signs,
    /// These pieces of the query stand near each other.
    Near(Vec<String>),
    /// The query was read as pinyin.
    Pinyin,
    /// These texts, one edit away from the query, occur; the most frequent first.
    Edit(Vec<String>),
}

/// What a person should know of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// The query has more terms than are evaluated; the last ones were left out.
    TooManyTerms,
    /// Its parentheses are nested too deep; the inner ones were read as text.
    TooDeep,
    /// Its text is longer than is looked for; it was cut.
    LongText,
    /// It stands at more places than are looked at; there may be further documents.
    ManyPlaces,
    /// It has nothing to find, only something to leave out.
    NothingAsked,
}

impl Note {
    /// Its stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooManyTerms => "too-many-terms",
            Self::TooDeep => "too-deep",
            Self::LongText => "long-text",
            Self::ManyPlaces => "many-places",
            Self::NothingAsked => "nothing-asked",
        }
    }
}

/// A filter with its values over the documents found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// Name of the filter.
    pub name: String,
    /// Its values and how many of the documents found have each, by falling number, then by value.
    pub values: Vec<(String, u32)>,
}

/// A score and what it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The sum of the parts.
    pub total: u64,
    /// The parts that are not 0.
    pub parts: Vec<Part>,
}

/// One part of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name, such as `title`.
    pub name: &'static str,
    /// What it adds; only `weight` may take away.
    pub value: i64,
}

/// What a step found beside what the query itself finds, in other documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Also {
    /// The step; [`Relaxed::Pinyin`] so far.
    pub step: Relaxed,
    /// Its documents, none of which the query itself finds.
    pub total: u32,
    /// Occurrences in these.
    pub occurrences: u64,
    /// What a person should know of them.
    pub notes: Vec<Note>,
}

/// The result of a request.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Response {
    /// Totals and hits. `occurrences` counts those of all texts that were looked for and not
    /// excluded, in the documents found.
    pub answer: Answer,
    /// For each hit its score, if that was asked for.
    pub scores: Vec<Score>,
    /// Which step found the hits, where the query itself found none.
    pub relaxed: Option<Relaxed>,
    /// What Latin letters that occur find as pinyin too. Its hits follow all of the query's own: a hit
    /// whose place among all, from [`Options::offset`] on, is `answer.total` or beyond is one of these.
    /// Totals, facets and notes are without them.
    pub also: Option<Also>,
    /// What a person should know, each once.
    pub notes: Vec<Note>,
    /// The facets asked for that the index has.
    pub facets: Vec<Facet>,
}

/// A text that may be meant by the start of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The text, as the documents write it.
    pub text: String,
    /// How many documents hold it.
    pub documents: u32,
    /// Whether it is the title of a document.
    pub title: bool,
}

impl Request {
    /// A request with the defaults: the ten best hits, no filter, nothing relaxed.
    #[must_use]
    pub fn new(query: impl Into<String>) -> Self {
        Self {
            query: query.into(),
            literal: false,
            normalize: crate::fold::unicode::nfkc,
            options: Options::default(),
            filter: None,
            sort: Vec::new(),
            facets: Vec::new(),
            explain: false,
            weights: None,
            relax: Relax::NONE,
            fuzzy: false,
        }
    }
}
