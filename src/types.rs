//! The shapes that cross to JavaScript, and their TypeScript text. Each is built from the engine's
//! own type and crosses once, as one plain object. Offsets become UTF-16 code units here and only
//! here: the engine counts bytes.

use midu_core as core;
use serde::{Serialize, Serializer};
use std::ops::Range;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPESCRIPT: &str = include_str!("types.d.ts");

#[wasm_bindgen]
extern "C" {
    /// Options of a search; what is absent keeps the default of the engine. Read property by
    /// property: a general deserializer for three values was a third of the empty module.
    #[wasm_bindgen(typescript_type = "SearchOptions")]
    pub type SearchOptions;

    #[wasm_bindgen(method, getter, catch)]
    fn offset(this: &SearchOptions) -> Result<Option<f64>, JsValue>;

    #[wasm_bindgen(method, getter, catch)]
    fn limit(this: &SearchOptions) -> Result<Option<f64>, JsValue>;

    #[wasm_bindgen(method, getter, catch)]
    fn excerpts(this: &SearchOptions) -> Result<Option<bool>, JsValue>;
}

impl SearchOptions {
    /// The options as the engine takes them.
    pub(crate) fn to_core(&self) -> Result<core::Options, JsValue> {
        let default = core::Options::default();
        Ok(core::Options {
            offset: self.offset()?.map_or(default.offset, saturating),
            limit: self.limit()?.map_or(default.limit, saturating),
            excerpts: self.excerpts()?.unwrap_or(default.excerpts),
        })
    }
}

/// A count as JavaScript has it: `Infinity` is all of them, what is below zero or no number is none.
pub(crate) fn saturating(count: f64) -> u32 {
    count as u32
}

/// What an index says of itself.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Info {
    format_version: u32,
    layout: &'static str,
    documents: u32,
    characters: u64,
    source_characters: u64,
    resident_length: u64,
    file_length: u64,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    name: &'static str,
    offset: u64,
    length: u64,
    pages: u32,
}

impl From<core::Summary> for Info {
    fn from(summary: core::Summary) -> Self {
        Self {
            format_version: summary.format_version,
            layout: summary.layout.as_str(),
            documents: summary.documents,
            characters: summary.characters,
            source_characters: summary.source_characters,
            resident_length: summary.resident_length,
            file_length: summary.file_length,
            sections: summary.sections.into_iter().map(Section::from).collect(),
        }
    }
}

impl From<core::SectionInfo> for Section {
    fn from(section: core::SectionInfo) -> Self {
        let core::SectionInfo { name, offset, length, pages, .. } = section;
        Self { name, offset, length, pages }
    }
}

/// What a search comes to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub(crate) enum Step {
    /// Byte ranges that are still missing.
    Pages { pages: Vec<Page> },
    /// The answer.
    Answer { total: u32, occurrences: u64, hits: Vec<Hit> },
}

/// A page that is missing and where it lies in the file.
#[derive(Serialize)]
pub(crate) struct Page {
    id: u32,
    offset: u64,
    length: u64,
}

impl Page {
    pub(crate) fn new(id: core::PageId, range: Range<u64>) -> Self {
        Self { id: id.0, offset: range.start, length: range.end.saturating_sub(range.start) }
    }
}

/// One document that holds the query.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Hit {
    doc: u32,
    url: String,
    title: Marked,
    excerpt: Marked,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<String>,
    occurrences: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    #[serde(serialize_with = "as_object")]
    meta: Vec<(String, String)>,
    #[cfg(feature = "language")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) score: Option<Score>,
}

/// A score and what it is made of. Numbers of JavaScript: what is beyond 2^53 is rounded.
#[cfg(feature = "language")]
#[derive(Serialize)]
pub(crate) struct Score {
    total: f64,
    parts: Vec<Part>,
}

#[cfg(feature = "language")]
#[derive(Serialize)]
struct Part {
    name: &'static str,
    value: f64,
}

#[cfg(feature = "language")]
impl From<core::Score> for Score {
    fn from(score: core::Score) -> Self {
        let part = |part: core::Part| Part { name: part.name, value: part.value as f64 };
        Self { total: score.total as f64, parts: score.parts.into_iter().map(part).collect() }
    }
}

fn as_object<S: Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}

/// Text with the ranges to mark, in UTF-16 code units.
#[derive(Serialize)]
struct Marked {
    text: String,
    marks: Vec<(u32, u32)>,
}

impl From<core::Answer> for Step {
    fn from(answer: core::Answer) -> Self {
        let core::Answer { total, occurrences, hits, .. } = answer;
        Self::Answer { total, occurrences, hits: hits.into_iter().map(Hit::from).collect() }
    }
}

impl From<core::Hit> for Hit {
    fn from(hit: core::Hit) -> Self {
        Self {
            doc: hit.doc.0,
            url: hit.url,
            title: hit.title.into(),
            excerpt: hit.excerpt.into(),
            path: hit.path,
            anchor: hit.anchor,
            occurrences: hit.occurrences,
            id: hit.id,
            date: hit.date,
            lang: hit.lang,
            meta: hit.meta,
            #[cfg(feature = "language")]
            score: None,
        }
    }
}

impl From<core::Marked> for Marked {
    fn from(marked: core::Marked) -> Self {
        Self { marks: utf16_marks(&marked.text, &marked.marks), text: marked.text }
    }
}

/// Byte ranges of `text`, ascending and disjoint, as ranges of UTF-16 code units. One pass over the
/// characters, whatever the number of marks.
fn utf16_marks(text: &str, marks: &[Range<usize>]) -> Vec<(u32, u32)> {
    let mut characters = text.char_indices().peekable();
    let mut units = 0_u32;
    let mut units_before = |byte: usize| {
        while let Some((_, character)) = characters.next_if(|&(at, _)| at < byte) {
            units += if u32::from(character) > 0xFFFF { 2 } else { 1 };
        }
        units
    };
    marks.iter().map(|mark| (units_before(mark.start), units_before(mark.end))).collect()
}

#[cfg(test)]
mod tests {
    use super::{saturating, utf16_marks};
    use std::ops::Range;

    #[test]
    fn any_number_is_a_count() {
        let counts = [0.0, 7.9, -1.0, f64::NAN, f64::INFINITY, 1e12].map(saturating);
        assert_eq!(counts, [0, 7, 0, 0, u32::MAX, u32::MAX]);
    }

    #[test]
    fn marks_count_utf16_code_units() {
        // a: 1 byte, 1 unit; 渡: 3 bytes, 1 unit; 𠮷: 4 bytes, 2 units; é: 2 bytes, 1 unit.
        let text = "a渡𠮷é渡";
        assert_eq!(text.len(), 13);
        for (start, end, units) in [
            (0, 0, (0, 0)),
            (0, 1, (0, 1)),
            (1, 4, (1, 2)),
            (4, 8, (2, 4)),
            (4, 13, (2, 6)),
            (10, 13, (5, 6)),
            (13, 13, (6, 6)),
        ] {
            assert_eq!(utf16_marks(text, &[Range { start, end }]), [units], "{start}..{end}");
        }
        assert_eq!(utf16_marks(text, &[0..1, 1..4, 8..10]), [(0, 1), (1, 2), (4, 5)]);
        assert_eq!(utf16_marks("", &[]), []);
    }
}
