//! The results of requests as JavaScript sees them. Hits and pages are those of a search.

use crate::types::{Hit, Marked, Page};
use midu_core as core;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

/// What a request comes to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub(crate) enum QueryStep {
    /// Byte ranges that are still missing.
    Pages { pages: Vec<Page> },
    /// The answer.
    Answer(Box<Answer>),
    /// What may be meant.
    Suggestions { suggestions: Vec<Suggestion> },
    /// Places of one document.
    Passages {
        passages: Vec<Passage>,
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<u32>,
    },
}

#[derive(Serialize)]
pub(crate) struct Answer {
    total: u32,
    occurrences: u64,
    hits: Hits,
    notes: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relaxed: Option<Relaxed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    also: Option<Also>,
    facets: Vec<Facet>,
}

/// Hits, and scores of as many as were asked for.
struct Hits(Vec<core::Hit>, Vec<core::Score>);

impl Serialize for Hits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(hits, scores) = self;
        let hit = |(place, hit)| Hit { hit, score: scores.get(place) };
        serializer.collect_seq(hits.iter().enumerate().map(hit))
    }
}

#[derive(Serialize)]
struct Relaxed {
    step: &'static str,
    texts: Vec<String>,
}

/// What a step found beside.
#[derive(Serialize)]
struct Also {
    step: &'static str,
    texts: Vec<String>,
    total: u32,
    occurrences: u64,
    notes: Vec<&'static str>,
}

#[derive(Serialize)]
struct Facet {
    name: String,
    values: Vec<Value>,
}

#[derive(Serialize)]
struct Value {
    value: String,
    count: u32,
}

/// A place of a document.
pub(crate) struct Passage(core::Passage);

impl Serialize for Passage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let core::Passage { excerpt, path, anchor } = &self.0;
        let mut passage = serializer.serialize_map(None)?;
        passage.serialize_entry("excerpt", &Marked(excerpt))?;
        passage.serialize_entry("path", path)?;
        if let Some(anchor) = anchor {
            passage.serialize_entry("anchor", anchor)?;
        }
        passage.end()
    }
}

/// A text that may be meant.
#[derive(Serialize)]
pub(crate) struct Suggestion {
    text: String,
    documents: u32,
    title: bool,
}

impl From<core::Response> for QueryStep {
    fn from(response: core::Response) -> Self {
        let core::Response { answer, scores, relaxed, also, notes, facets } = response;
        Self::Answer(Box::new(Answer {
            total: answer.total,
            occurrences: answer.occurrences,
            hits: Hits(answer.hits, scores),
            notes: names(notes),
            relaxed: relaxed.map(Relaxed::from),
            also: also.map(Also::from),
            facets: facets.into_iter().map(Facet::from).collect(),
        }))
    }
}

impl From<Vec<core::Suggestion>> for QueryStep {
    fn from(suggestions: Vec<core::Suggestion>) -> Self {
        let suggestion =
            |core::Suggestion { text, documents, title }| Suggestion { text, documents, title };
        Self::Suggestions { suggestions: suggestions.into_iter().map(suggestion).collect() }
    }
}

impl From<core::Passages> for QueryStep {
    fn from(core::Passages { passages, next }: core::Passages) -> Self {
        Self::Passages { passages: passages.into_iter().map(Passage).collect(), next }
    }
}

impl From<core::Relaxed> for Relaxed {
    fn from(relaxed: core::Relaxed) -> Self {
        let (step, texts) = match relaxed {
            core::Relaxed::Signs => ("signs", Vec::new()),
            core::Relaxed::Near(texts) => ("near", texts),
            core::Relaxed::Pinyin => ("pinyin", Vec::new()),
            core::Relaxed::Edit(texts) => ("edit", texts),
        };
        Self { step, texts }
    }
}

impl From<core::Also> for Also {
    fn from(core::Also { step, total, occurrences, notes }: core::Also) -> Self {
        let Relaxed { step, texts } = step.into();
        Self { step, texts, total, occurrences, notes: names(notes) }
    }
}

fn names(notes: Vec<core::Note>) -> Vec<&'static str> {
    notes.into_iter().map(core::Note::as_str).collect()
}

impl From<core::Facet> for Facet {
    fn from(core::Facet { name, values }: core::Facet) -> Self {
        let value = |(value, count)| Value { value, count };
        Self { name, values: values.into_iter().map(value).collect() }
    }
}
