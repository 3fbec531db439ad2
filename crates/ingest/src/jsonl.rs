//! JSON lines -> documents, one object a line. A faulty line stops the reading: a corpus with holes
//! that nobody chose would answer wrongly later.

use crate::page::Page;
use crate::record::clean;
use crate::report::{Place, Reporter};
use crate::{Error, Options, Result, html, record};
use midu_core::Document;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One line as the file has it.
#[derive(Deserialize)]
#[serde(expecting = "an object such as {\"url\":…,\"title\":…,\"text\":…}")]
struct Line {
    url: String,
    #[serde(default)]
    title: Option<String>,
    text: String,
    #[serde(default)]
    id: Option<Scalar>,
    #[serde(default)]
    date: Option<Scalar>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    meta: Option<BTreeMap<String, Option<Scalar>>>,
    #[serde(default)]
    filters: Option<BTreeMap<String, Values>>,
    #[serde(default)]
    weight: Option<f64>,
    #[serde(flatten)]
    other: BTreeMap<String, IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a string, a number, true or false")]
enum Scalar {
    Text(String),
    Number(serde_json::Number),
    Truth(bool),
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a string or a list of strings")]
enum Values {
    One(Scalar),
    Many(Vec<Scalar>),
}

/// Reads all lines and hands over each document with its line number.
pub(crate) fn read(
    lines: impl Iterator<Item = std::io::Result<String>>,
    path: &Path,
    options: &Options,
    reporter: &mut Reporter,
    add: &mut dyn FnMut(Page),
) -> Result<()> {
    let mut ignored: BTreeMap<String, u64> = BTreeMap::new();
    let mut nul: BTreeSet<u64> = BTreeSet::new();
    for (line, number) in lines.zip(1_u64..) {
        let line = &line.map_err(|cause| Error::unreadable(path, cause))?;
        if line.trim().is_empty() {
            continue;
        }
        let (mut page, other) = if options.fields.is_empty() {
            parse(line, path, number)?
        } else {
            by_fields(line, path, number, options)?
        };
        for name in other {
            ignored.entry(name).or_insert(number);
        }
        if line.contains("\\u0000") {
            nul.insert(number);
        }
        page.document.url = record::address(&page.document.url, options);
        page.line = Some(number);
        add(page);
    }
    for (name, number) in ignored {
        let note = format!("the field {name:?} is not used; name it in \"meta\" to keep it");
        reporter.warn(path, Place::Line(number), note);
    }
    if let Some(first) = nul.first() {
        let note =
            format!("{} lines with a NUL, replaced by U+FFFD, the first one here", nul.len());
        reporter.warn(path, Place::Line(*first), note);
    }
    Ok(())
}

/// A line whose fields go by other names.
fn by_fields(
    text: &str,
    path: &Path,
    number: u64,
    options: &Options,
) -> Result<(Page, Vec<String>)> {
    let fault =
        |column: usize, reason: &str| Error::broken_line(path, number, column as u64, reason);
    let object = serde_json::from_str(text).map_err(|e| fault(e.column(), &e.to_string()))?;
    record::page(object, options).map_err(|reason| fault(1, &reason))
}

fn parse(text: &str, path: &Path, number: u64) -> Result<(Page, Vec<String>)> {
    let fault = |column: usize, reason: &str| {
        // The parser counts bytes; people and editors count characters.
        let before = text.as_bytes().get(..column.saturating_sub(1)).unwrap_or(text.as_bytes());
        let column = String::from_utf8_lossy(before).chars().count() as u64 + 1;
        Error::broken_line(path, number, column, reason)
    };
    let line: Line = serde_json::from_str(text).map_err(|cause| {
        let message = cause.to_string();
        let place = format!(" at line {} column {}", cause.line(), cause.column());
        fault(cause.column(), message.strip_suffix(&place).unwrap_or(&message))
    })?;
    if line.url.trim().is_empty() {
        return Err(fault(1, "its `url` is empty"));
    }
    let other = line.other.keys().cloned().collect();
    Ok((Page { document: document(line), ..Page::default() }, other))
}

fn document(line: Line) -> Document {
    let meta = line.meta.unwrap_or_default().into_iter();
    let filters = line.filters.unwrap_or_default().into_iter();
    Document {
        url: clean(line.url),
        title: line.title.map(clean).unwrap_or_default(),
        blocks: if line.text.trim().is_empty() { Vec::new() } else { vec![clean(line.text)] },
        sections: Vec::new(),
        id: line.id.map(Scalar::into_text),
        date: line.date.map(Scalar::into_text),
        lang: line.lang.map(clean),
        meta: meta.filter_map(|(name, value)| Some((clean(name), value?.into_text()))).collect(),
        filters: filters.map(|(name, values)| (clean(name), values.into_texts())).collect(),
        weight: line.weight.and_then(html::hundredths),
        weights: Vec::new(),
    }
}

impl Scalar {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => clean(text),
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

impl Values {
    fn into_texts(self) -> Vec<String> {
        match self {
            Self::One(value) => vec![value.into_text()],
            Self::Many(values) => values.into_iter().map(Scalar::into_text).collect(),
        }
    }
}
