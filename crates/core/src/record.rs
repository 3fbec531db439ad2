//! What an index stores of a document apart from its body: a short list of strings. The same list is
//! token-coded in pages and plain in the compact layout.

use crate::fold::BREAK;
use crate::gram::{BREAK_UNIT, Unit};
use crate::{Document, Error, Result, Section, Weight};
use std::ops::Range;

/// The character for a url that shares nothing with the one before it.
const FIRST_SHARED: u8 = b' ';
/// Most characters of a url that are left out.
const MOST_SHARED: usize = 94;
/// Characters of a heading that are kept for its section's name; a longer one is a paragraph.
const MOST_HEADING: usize = 80;
/// Levels of headings.
const LEVELS: u32 = 6;

/// The weight of what has none, in hundredths.
const USUAL: u16 = 100;
/// The largest weight.
const MOST: u16 = 1000;

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
    /// Filters, weights and headings as they are stored, each string with its letter: most hits need neither,
    /// and types of their own for them were kilobytes of the wasm.
    further: Vec<String>,
}

/// A heading and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Heading<'r> {
    /// Where it starts: in an index by units from the start of the body, which is what a hit knows;
    /// while documents wait to be written, when there are no units yet, by blocks.
    pub(crate) start: u32,
    /// 1 to 6.
    pub(crate) level: u32,
    pub(crate) text: &'r str,
    pub(crate) anchor: Option<&'r str>,
}

impl<'r> Heading<'r> {
    /// Appends the strings that stand for it behind a heading that starts at `before`: its place by
    /// what it is further on, with the level as lowest digit, and its text; then its anchor, if any.
    fn coded(&self, before: u32, out: &mut Vec<String>) {
        let place = u64::from(self.start.saturating_sub(before)) * u64::from(LEVELS);
        out.push(format!("h{} {}", place + u64::from(self.level - 1), self.text));
        // Generators make the anchor of a heading from its text, which in Chinese is often all.
        let own = |anchor| if anchor == self.text { "" } else { anchor };
        out.extend(self.anchor.map(|anchor| format!("a{}", own(anchor))));
    }

    /// Reads what [`Self::coded`] made. Any strings are some heading; `Index::check` tells a wrong one.
    fn read(head: &'r str, anchor: Option<&'r str>, before: u32) -> Self {
        let (number, text) = numbered(head.get(1..).unwrap_or_default());
        let anchor = anchor.map(|other| if other.is_empty() { text } else { other });
        let start = before.wrapping_add(number / LEVELS);
        Self { start, level: number % LEVELS + 1, text, anchor }
    }
}

impl Record {
    /// Takes a document apart: what is stored of it, and its blocks.
    pub(crate) fn of(document: Document) -> (Self, Vec<String>) {
        let Document {
            url,
            title,
            blocks,
            sections,
            id,
            date,
            lang,
            meta,
            filters,
            weight,
            weights,
        } = document;
        let meta = meta.into_iter().collect();
        let mut further = Vec::new();
        for (name, values) in &filters {
            further.push(format!("f{name}"));
            further.extend(values.iter().map(|value| format!("o{value}")));
        }
        let usual = |&weight: &u16| weight != USUAL;
        further.extend(weight.filter(usual).map(|weight| format!("w{}", weight.min(MOST))));
        let mut record = Self { url, title, id, date, lang, meta, further };
        record.add_stretches(&weights, &blocks);
        record.add_headings(&sections, &blocks);
        (record, blocks)
    }

    /// The document again, from the record, the text of its body and that folded.
    pub(crate) fn document(self, body: &str, units: &[Unit]) -> Document {
        let section = |heading: Heading<'_>| {
            let before = units.iter().take(heading.start as usize);
            let block = before.filter(|&&unit| unit == BREAK_UNIT).count();
            let anchor = heading.anchor.map(str::to_owned);
            Section { block, level: heading.level as u8, anchor }
        };
        let sections = self.headings().map(section).collect();
        let mut filters: Vec<(String, Vec<String>)> = Vec::new();
        for extra in &self.further {
            if let Some(name) = extra.strip_prefix('f') {
                filters.push((name.to_owned(), Vec::new()));
            } else if let (Some(value), Some(last)) = (extra.strip_prefix('o'), filters.last_mut())
            {
                last.1.push(value.to_owned());
            }
        }
        let block = |place: u32| {
            let before = units.iter().take(place as usize);
            before.filter(|&&unit| unit == BREAK_UNIT).count()
        };
        let weight = |(units, hundredths): (Range<u32>, u16)| Weight {
            blocks: block(units.start)..block(units.end),
            hundredths,
        };
        let weights = self.stretches().map(weight).collect();
        let weight = self.weight();
        let Self { url, title, id, date, lang, meta, .. } = self;
        let blocks = body.split_terminator(BREAK).map(str::to_owned).collect();
        let (meta, filters) = (meta.into_iter().collect(), filters.into_iter().collect());
        Document { url, title, blocks, sections, id, date, lang, meta, filters, weight, weights }
    }

    /// Values of filters, each with the name of its filter.
    pub(crate) fn filters(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut name = "";
        self.further.iter().filter_map(move |extra| match extra.strip_prefix('f') {
            Some(next) => {
                name = next;
                None
            }
            None => Some((name, extra.strip_prefix('o')?)),
        })
    }

    /// The headings in the order of the text.
    pub(crate) fn headings(&self) -> impl Iterator<Item = Heading<'_>> {
        let mut before = 0;
        let heads = (1..).zip(&self.further).filter(|(_, head)| head.starts_with('h'));
        heads.map(move |(next, head)| {
            let anchor = self.further.get(next).and_then(|next| next.strip_prefix('a'));
            let heading = Heading::read(head, anchor, before);
            before = heading.start;
            heading
        })
    }

    /// How much the document counts, in hundredths, where that is not as usual.
    pub(crate) fn weight(&self) -> Option<u16> {
        let stored = self.further.iter().find_map(|extra| extra.strip_prefix('w'))?;
        Some(hundredths(stored))
    }

    /// Parts of the body, by units or blocks as headings are, with how much they count in hundredths.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (Range<u32>, u16)> {
        self.further.iter().filter_map(|extra| {
            let (start, rest) = numbered(extra.strip_prefix('s')?);
            let (end, weight) = numbered(rest);
            Some((start..end, hundredths(weight)))
        })
    }

    /// How much a place of the body counts, or the title where there is none, in hundredths of
    /// hundredths.
    pub(crate) fn weight_at(&self, place: Option<u32>) -> u32 {
        let stretch =
            self.stretches().filter(|(units, _)| place.is_some_and(|at| units.contains(&at)));
        let stretch = stretch.last().map_or(USUAL, |(_, weight)| weight);
        u32::from(self.weight().unwrap_or(USUAL)) * u32::from(stretch)
    }

    /// Takes the weights of blocks, by the numbers of those that are not empty.
    fn add_stretches(&mut self, weights: &[Weight], blocks: &[String]) {
        let number = |block: usize| {
            let before = blocks.iter().take(block);
            before.filter(|block| !block.trim().is_empty()).count()
        };
        for Weight { blocks, hundredths } in weights.iter().filter(|one| one.hundredths != USUAL) {
            let (start, end) = (number(blocks.start), number(blocks.end));
            if start < end {
                self.further.push(format!("s{start} {end} {}", hundredths.min(&MOST)));
            }
        }
    }

    /// Whether it says something of places in the body.
    pub(crate) fn has_places(&self) -> bool {
        self.further.iter().any(|extra| extra.starts_with(['h', 's']))
    }

    /// Takes the headings of a document, by the number of their block among those that are not empty.
    fn add_headings(&mut self, sections: &[Section], blocks: &[String]) {
        let mut sections: Vec<&Section> = sections.iter().collect();
        sections.sort_by_key(|section| section.block);
        let mut sections = sections.into_iter().peekable();
        let (mut start, mut before) = (0, 0);
        for (number, block) in blocks.iter().enumerate() {
            let there = !block.trim().is_empty();
            while let Some(section) = sections.next_if(|section| section.block == number) {
                if there {
                    let level = u32::from(section.level).clamp(1, LEVELS);
                    let anchor = section.anchor.as_deref().filter(|anchor| !anchor.is_empty());
                    let text = &heading_text(block);
                    Heading { start, level, text, anchor }.coded(before, &mut self.further);
                    before = start;
                }
            }
            start += u32::from(there);
        }
    }

    /// Says of each heading and weight that it stands where `place` puts it; places ascend as headings do.
    pub(crate) fn place_headings(&mut self, place: impl Fn(u32) -> u32) {
        let others =
            self.further.iter().filter(|extra| extra.starts_with(['f', 'o', 'w'])).cloned();
        let (mut before, mut placed): (_, Vec<String>) = (0, others.collect());
        for (blocks, weight) in self.stretches() {
            placed.push(format!("s{} {} {weight}", place(blocks.start), place(blocks.end)));
        }
        for heading in self.headings() {
            let start = place(heading.start);
            Heading { start, ..heading }.coded(before, &mut placed);
            before = start;
        }
        self.further = placed;
    }

    /// The headings that a place of the body stands below, one a line, and the anchor of the last.
    pub(crate) fn section_at(&self, place: u32) -> (String, Option<String>) {
        let (mut path, mut anchor) = (String::new(), None);
        // How long the path is with the headings above each level.
        let mut above = [0; LEVELS as usize];
        for heading in self.headings().take_while(|heading| heading.start <= place) {
            let mut levels = above.iter_mut().skip(heading.level as usize - 1);
            path.truncate(levels.next().copied().unwrap_or_default());
            if !path.is_empty() {
                path.push('\n');
            }
            path.push_str(heading.text);
            levels.for_each(|above| *above = path.len());
            anchor = heading.anchor;
        }
        (path, anchor.map(str::to_owned))
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
        extras.extend(self.further.iter().cloned());
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
                'f' | 'o' | 'h' | 'a' | 's' | 'w' => record.further.push(extra),
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

/// The number that a string starts with, and what follows the space behind it. Any string starts with some
/// number.
fn numbered(text: &str) -> (u32, &str) {
    let (mut number, mut length) = (0_u32, 0);
    for digit in text.bytes().take_while(u8::is_ascii_digit) {
        number = number.wrapping_mul(10).wrapping_add(u32::from(digit & 15));
        length += 1;
    }
    (number, text.get(length + 1..).unwrap_or_default())
}

/// A weight as it is stored.
fn hundredths(text: &str) -> u16 {
    numbered(text).0.min(u32::from(MOST)) as u16
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
