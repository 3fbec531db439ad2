//! What an index stores of a document apart from its body: a short list of strings. The same list is
//! token-coded in pages and plain in the compact layout.

use crate::fold::BREAK;
use crate::gram::{BREAK_UNIT, Unit};
use crate::{Document, Error, HitSection, Result, Section};

/// The character for a url that shares nothing with the one before it.
const FIRST_SHARED: u8 = b' ';
/// Most characters of a url that are left out.
const MOST_SHARED: usize = 94;
/// Characters of a heading that are kept for its section's name; a longer one is a paragraph.
const MOST_HEADING: usize = 80;
/// Levels of headings.
const LEVELS: u32 = 6;

fn broken() -> Error {
    Error::invalid("the data of a document breaks the rules of the format; rebuild the index")
}

/// A document's url, title and further data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) url: String,
    pub(crate) title: String,
    pub(crate) id: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) lang: Option<String>,
    pub(crate) meta: Vec<(String, String)>,
    pub(crate) filters: Vec<(String, Vec<String>)>,
    pub(crate) headings: Vec<Heading>,
}

/// A heading and its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heading {
    /// Where it starts: in an index by units from the start of the body, which is what a hit knows;
    /// while documents wait to be written, when there are no units yet, by blocks.
    pub(crate) start: u32,
    /// 1 to 6.
    pub(crate) level: u32,
    pub(crate) text: String,
    pub(crate) anchor: Option<String>,
}

impl Record {
    /// Takes a document apart: what is stored of it, and its blocks.
    pub(crate) fn of(document: Document) -> (Self, Vec<String>) {
        let Document { url, title, blocks, sections, id, date, lang, meta, filters } = document;
        let (meta, filters) = (meta.into_iter().collect(), filters.into_iter().collect());
        let headings = headings(sections, &blocks);
        (Self { url, title, id, date, lang, meta, filters, headings }, blocks)
    }

    /// The document again, from the record, the text of its body and that folded.
    pub(crate) fn document(self, body: &str, units: &[Unit]) -> Document {
        let Self { url, title, id, date, lang, meta, filters, headings } = self;
        let blocks = body.split_terminator(BREAK).map(str::to_owned).collect();
        let (meta, filters) = (meta.into_iter().collect(), filters.into_iter().collect());
        let section = |heading: Heading| {
            let before = units.iter().take(heading.start as usize);
            let block = before.filter(|&&unit| unit == BREAK_UNIT).count();
            Section { block, level: heading.level as u8, anchor: heading.anchor }
        };
        let sections = headings.into_iter().map(section).collect();
        Document { url, title, blocks, sections, id, date, lang, meta, filters }
    }

    /// The section that holds a place of the body, under all headings that it stands below.
    pub(crate) fn section_at(&self, place: u32) -> Option<HitSection> {
        let mut found: Option<HitSection> = None;
        let mut level = u32::MAX;
        for heading in self.headings.iter().rev().filter(|heading| heading.start <= place) {
            if heading.level < level {
                level = heading.level;
                let anchor = &heading.anchor;
                let section = found
                    .get_or_insert_with(|| HitSection { path: Vec::new(), anchor: anchor.clone() });
                section.path.insert(0, heading.text.clone());
            }
        }
        found
    }

    /// What follows url and title, each with a letter that says what it is. None is empty, so an
    /// empty string ends a record.
    pub(crate) fn extras(&self) -> Vec<String> {
        let mut extras = Vec::new();
        for (tag, value) in [('i', &self.id), ('d', &self.date), ('l', &self.lang)] {
            extras.extend(value.as_ref().map(|value| format!("{tag}{value}")));
        }
        for (key, value) in &self.meta {
            extras.extend([format!("k{key}"), format!("v{value}")]);
        }
        for (name, values) in &self.filters {
            extras.push(format!("f{name}"));
            extras.extend(values.iter().map(|value| format!("o{value}")));
        }
        let mut before = 0;
        for Heading { start, level, text, anchor } in &self.headings {
            // The place by what it is further on, with the level as its lowest digit.
            let place = u64::from(start - before) * u64::from(LEVELS) + u64::from(level - 1);
            extras.push(format!("h{place} {text}"));
            // Generators make the fragment of a heading from its text, which in Chinese is often all.
            if let Some(anchor) = anchor {
                extras.push(format!("a{}", if anchor == text { "" } else { anchor }));
            }
            before = *start;
        }
        extras
    }

    /// Puts a record together again; `next` yields the strings after the title.
    pub(crate) fn read(
        url: String,
        title: String,
        mut next: impl FnMut() -> Result<String>,
    ) -> Result<Self> {
        let mut record = Self { url, title, ..Self::default() };
        let mut key = String::new();
        loop {
            let extra = next()?;
            let mut chars = extra.chars();
            let Some(tag) = chars.next() else { return Ok(record) };
            let value = chars.as_str().to_owned();
            match tag {
                'i' => record.id = Some(value),
                'd' => record.date = Some(value),
                'l' => record.lang = Some(value),
                'k' => key = value,
                'v' => record.meta.push((std::mem::take(&mut key), value)),
                'f' => record.filters.push((value, Vec::new())),
                'o' => record.filters.last_mut().ok_or_else(broken)?.1.push(value),
                'h' => {
                    let before = record.headings.last().map_or(0, |heading| heading.start);
                    record.headings.push(heading(&value, before).ok_or_else(broken)?);
                }
                'a' => {
                    let heading = record.headings.last_mut().ok_or_else(broken)?;
                    let own = value.is_empty();
                    heading.anchor = Some(if own { heading.text.clone() } else { value });
                }
                _ => return Err(broken()),
            }
        }
    }

    /// Appends the record as text: each string ended by a block end, the url without what it shares
    /// with the one before, whose length stands before it as a character.
    pub(crate) fn write(&self, previous: &str, out: &mut String) {
        let same = previous.chars().zip(self.url.chars()).take_while(|(a, b)| a == b);
        let shared = same.count().min(MOST_SHARED);
        out.push(char::from(FIRST_SHARED + shared as u8));
        out.extend(self.url.chars().skip(shared));
        out.push(BREAK);
        for part in std::iter::once(&self.title).chain(&self.extras()) {
            out.push_str(part);
            out.push(BREAK);
        }
        out.push(BREAK);
    }

    /// Reads what [`Self::write`] wrote, for all records in a row.
    #[cfg(feature = "compact")]
    pub(crate) fn read_all(text: &str) -> Result<Vec<Self>> {
        let mut strings = text.split_terminator(BREAK);
        let mut records: Vec<Self> = Vec::new();
        while let Some(start) = strings.next() {
            let mut chars = start.chars();
            let shared = chars.next().ok_or_else(broken)? as usize;
            let shared = shared.wrapping_sub(usize::from(FIRST_SHARED));
            let previous = records.last().map_or("", |record| &record.url);
            let url = previous.chars().take(shared.min(MOST_SHARED)).chain(chars).collect();
            let mut next = || strings.next().map(str::to_owned).ok_or_else(broken);
            let title = next()?;
            records.push(Self::read(url, title, next)?);
        }
        Ok(records)
    }
}

/// The headings of a document, by the number of their block among those that are not empty.
fn headings(mut sections: Vec<Section>, blocks: &[String]) -> Vec<Heading> {
    sections.sort_by_key(|section| section.block);
    let mut sections = sections.into_iter().peekable();
    let mut headings = Vec::new();
    let mut start = 0;
    for (number, block) in blocks.iter().enumerate() {
        let there = !block.trim().is_empty();
        while let Some(section) = sections.next_if(|section| section.block == number) {
            let level = u32::from(section.level).clamp(1, LEVELS);
            let anchor = section.anchor.filter(|anchor| !anchor.is_empty());
            let text = heading_text(block);
            headings.extend(there.then_some(Heading { start, level, text, anchor }));
        }
        start += u32::from(there);
    }
    headings
}

/// What of a heading's block names its section: one line, not too long.
pub(crate) fn heading_text(block: &str) -> String {
    let mut text = String::new();
    for word in block.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    let end = text.char_indices().nth(MOST_HEADING).map(|(end, _)| end);
    text.truncate(end.unwrap_or(text.len()));
    text
}

/// Reads a heading; `None` where it breaks the rules. `before` is where the one before it starts.
fn heading(value: &str, before: u32) -> Option<Heading> {
    let (place, text) = value.split_once(' ')?;
    let mut number = 0_u32;
    for digit in place.bytes() {
        let digit = u32::from(digit.wrapping_sub(b'0'));
        number = number.checked_mul(10)?.checked_add(Some(digit).filter(|&digit| digit < 10)?)?;
    }
    let start = before.checked_add(number / LEVELS)?;
    Some(Heading { start, level: number % LEVELS + 1, text: text.to_owned(), anchor: None })
}
