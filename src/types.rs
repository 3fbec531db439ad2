//! The shapes that cross to JavaScript, and their TypeScript text. Each is built from the engine's
//! own type and crosses once, as one plain object. Offsets become UTF-16 code units here and only
//! here: the engine counts bytes.

use midu_core as core;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use std::ops::Range;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPESCRIPT: &str = include_str!("types.d.ts");

/// A count as JavaScript has it: `Infinity` is all of them, what is below zero or no number is none.
pub(crate) fn saturating(count: f64) -> u32 {
    count as u32
}

/// What an index says of itself, or one of its sections: an object of a text, numbers and, in that of the
/// index, the sections. Derived for a type of its own each, it was a fiftieth of the module.
pub(crate) struct Info {
    text: (&'static str, &'static str),
    numbers: Vec<(&'static str, u64)>,
    sections: Vec<Info>,
}

impl Serialize for Info {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(self.text.0, self.text.1)?;
        for (name, number) in &self.numbers {
            map.serialize_entry(name, number)?;
        }
        if !self.sections.is_empty() {
            map.serialize_entry("sections", &self.sections)?;
        }
        map.end()
    }
}

impl From<core::Summary> for Info {
    fn from(summary: core::Summary) -> Self {
        Self {
            text: ("layout", summary.layout.as_str()),
            numbers: vec![
                ("formatVersion", summary.format_version.into()),
                ("documents", summary.documents.into()),
                ("characters", summary.characters),
                ("sourceCharacters", summary.source_characters),
                ("residentLength", summary.resident_length),
                ("fileLength", summary.file_length),
            ],
            sections: summary.sections.into_iter().map(Self::from).collect(),
        }
    }
}

impl From<core::SectionInfo> for Info {
    fn from(section: core::SectionInfo) -> Self {
        let core::SectionInfo { name, offset, length, pages, .. } = section;
        let numbers = vec![("offset", offset), ("length", length), ("pages", pages.into())];
        Self { text: ("name", name), numbers, sections: Vec::new() }
    }
}

/// What a search comes to.
pub(crate) enum Step {
    /// Byte ranges that are still missing.
    Pages(Vec<Page>),
    /// The answer.
    Answer(core::Answer),
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut step = serializer.serialize_map(None)?;
        match self {
            Self::Pages(pages) => {
                step.serialize_entry("kind", "pages")?;
                step.serialize_entry("pages", pages)?;
            }
            Self::Answer(answer) => {
                step.serialize_entry("kind", "answer")?;
                step.serialize_entry("total", &answer.total)?;
                step.serialize_entry("occurrences", &answer.occurrences)?;
                step.serialize_entry("hits", &Hits(answer))?;
            }
        }
        step.end()
    }
}

/// A page that is missing and where it lies in the file.
pub(crate) struct Page([(&'static str, u64); 3]);

impl Page {
    pub(crate) fn new(id: core::PageId, range: Range<u64>) -> Self {
        let length = range.end.saturating_sub(range.start);
        Self([("id", id.0.into()), ("offset", range.start), ("length", length)])
    }
}

impl Serialize for Page {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0)
    }
}

/// The largest number below which a number of JavaScript tells all whole ones apart.
const MOST_EXACT: u64 = 1 << 53;

/// The hits of an answer.
struct Hits<'h>(&'h core::Answer);

impl Serialize for Hits<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.hits.iter().map(|hit| Hit {
            hit,
            #[cfg(feature = "language")]
            score: None,
        }))
    }
}

/// A document that holds the query, with its score where that was asked for.
pub(crate) struct Hit<'h> {
    pub(crate) hit: &'h core::Hit,
    #[cfg(feature = "language")]
    pub(crate) score: Option<&'h core::Score>,
}

impl Serialize for Hit<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let hit = self.hit;
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("doc", &hit.doc.0)?;
        object.serialize_entry("occurrences", &hit.occurrences)?;
        object.serialize_entry("relevance", &hit.relevance.min(MOST_EXACT))?;
        let texts = [
            ("url", Some(&hit.url)),
            ("path", Some(&hit.path)),
            ("anchor", hit.anchor.as_ref()),
            ("id", hit.id.as_ref()),
            ("date", hit.date.as_ref()),
            ("lang", hit.lang.as_ref()),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                object.serialize_entry(name, text)?;
            }
        }
        for (name, marked) in [("title", &hit.title), ("excerpt", &hit.excerpt)] {
            object.serialize_entry(name, &Marked(marked))?;
        }
        object.serialize_entry("meta", &Meta(&hit.meta))?;
        #[cfg(feature = "language")]
        if let Some(score) = self.score {
            object.serialize_entry("score", &Score::from(score))?;
        }
        object.end()
    }
}

/// Free data of a document, as an object.
struct Meta<'h>(&'h [(String, String)]);

impl Serialize for Meta<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// Text with the ranges to mark, in UTF-16 code units.
pub(crate) struct Marked<'h>(pub(crate) &'h core::Marked);

impl Serialize for Marked<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let core::Marked { text, marks } = self.0;
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("text", text)?;
        object.serialize_entry("marks", &utf16_marks(text, marks))?;
        object.end()
    }
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
impl From<&core::Score> for Score {
    fn from(score: &core::Score) -> Self {
        let part = |part: &core::Part| Part { name: part.name, value: part.value as f64 };
        Self { total: score.total as f64, parts: score.parts.iter().map(part).collect() }
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
