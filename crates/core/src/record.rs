//! What an index stores of a document apart from its body: a short list of strings. The same list is
//! token-coded in pages and plain in the compact layout.

use crate::fold::BREAK;
use crate::{Document, Error, Result};

/// The character for a url that shares nothing with the one before it.
const FIRST_SHARED: u8 = b' ';
/// Most characters of a url that are left out.
const MOST_SHARED: usize = 94;

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
}

impl Record {
    /// Takes a document apart: what is stored of it, and its blocks.
    pub(crate) fn of(document: Document) -> (Self, Vec<String>) {
        let Document { url, title, blocks, id, date, lang, meta, filters } = document;
        let (meta, filters) = (meta.into_iter().collect(), filters.into_iter().collect());
        (Self { url, title, id, date, lang, meta, filters }, blocks)
    }

    /// The document again, from the record and the text of its body.
    pub(crate) fn document(self, body: &str) -> Document {
        let Self { url, title, id, date, lang, meta, filters } = self;
        let blocks = body.split_terminator(BREAK).map(str::to_owned).collect();
        let (meta, filters) = (meta.into_iter().collect(), filters.into_iter().collect());
        Document { url, title, blocks, id, date, lang, meta, filters }
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
