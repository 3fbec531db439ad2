//! Front matter: the block of YAML (`---`) or TOML (`+++`) that a file may open with. Its scalars
//! become fields of the document and its lists filters; nested values are passed over.
//!
//! YAML is read as a stream of events, so that an alias is never expanded: a few lines of nested
//! aliases would otherwise fill any memory.

use crate::report::{Place, Reporter};
use saphyr_parser::{Event, Parser, ScalarStyle};
use std::collections::BTreeMap;
use std::path::Path;

/// Longer blocks are text. Keeps a huge file that happens to open with a rule out of the parsers.
const LONGEST: usize = 64 << 10;

/// What front matter said.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    pub(crate) title: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) lang: Option<String>,
    pub(crate) meta: BTreeMap<String, String>,
    pub(crate) filters: BTreeMap<String, Vec<String>>,
    /// Where the page is published, if the front matter says so.
    pub(crate) url: Option<String>,
    /// Why the page is no document, where it is none.
    pub(crate) left_out: Option<&'static str>,
}

/// Takes the front matter off a text. Without any, or where it is broken, the text stays whole.
pub(crate) fn split(
    mut text: String,
    path: &Path,
    reporter: &mut Reporter,
) -> (FrontMatter, String) {
    let Some((fence, inside, end)) = find(&text) else { return (FrontMatter::default(), text) };
    let parsed = if fence == "---" { yaml(inside) } else { toml(inside) };
    match parsed {
        Ok(pairs) => {
            text.drain(..end);
            (FrontMatter::from_pairs(pairs), text)
        }
        Err(reason) => {
            let note = format!("its front matter is broken and was kept as text: {reason}");
            reporter.warn(path, Place::Line(1), note);
            (FrontMatter::default(), text)
        }
    }
}

/// The fence, what stands inside, and where the text after it starts.
fn find(text: &str) -> Option<(&'static str, &str, usize)> {
    let fence = ["---", "+++"].into_iter().find(|fence| text.starts_with(fence))?;
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next()?;
    if opening.trim_end() != fence {
        return None;
    }
    let mut at = opening.len();
    for line in lines {
        let closes = line.trim_end() == fence || (fence == "---" && line.trim_end() == "...");
        if closes {
            return Some((fence, text.get(opening.len()..at)?, at + line.len()));
        }
        at += line.len();
        if at > LONGEST {
            break;
        }
    }
    None
}

/// A scalar, or a list of scalars.
enum Value {
    One(String),
    Many(Vec<String>),
}

type Pairs = Vec<(String, Value)>;

/// The members of the mapping at the top, scalars as they are spelled: `1.10` stays `1.10`.
fn yaml(inside: &str) -> Result<Pairs, String> {
    let mut pairs = Pairs::new();
    let mut depth = 0_u32;
    let mut key: Option<String> = None;
    let mut is_key = true;
    // The list that is open at the top, under its key.
    let mut list: Option<(String, Vec<String>)> = None;
    for event in Parser::new_from_str(inside) {
        let (event, _) = event.map_err(|fault| fault.to_string())?;
        match event {
            Event::Scalar(value, style, ..) if depth == 1 => {
                if is_key {
                    key = Some(value.into_owned());
                } else if let Some(key) = key.take()
                    && !(style == ScalarStyle::Plain && is_null(&value))
                {
                    pairs.push((key, Value::One(value.into_owned())));
                }
                is_key = !is_key;
            }
            Event::Alias(_) if depth == 1 => is_key = !is_key,
            Event::MappingStart(..) => depth += 1,
            Event::Scalar(..) | Event::SequenceStart(..) if depth == 0 => {
                return Err("it is not a list of `name: value` lines".into());
            }
            Event::SequenceStart(..) => {
                if depth == 1 && !is_key {
                    list = key.take().map(|key| (key, Vec::new()));
                }
                depth += 1;
            }
            Event::Scalar(value, style, ..) if depth == 2 => {
                if let Some((_, values)) = &mut list
                    && !(style == ScalarStyle::Plain && is_null(&value))
                {
                    values.push(value.into_owned());
                }
            }
            Event::MappingEnd | Event::SequenceEnd => {
                depth = depth.saturating_sub(1);
                // A nested value, or key, just ended.
                if depth == 1 {
                    pairs.extend(list.take().map(|(key, values)| (key, Value::Many(values))));
                    key = None;
                    is_key = !is_key;
                }
            }
            _ => {}
        }
    }
    Ok(pairs)
}

fn is_null(plain: &str) -> bool {
    matches!(plain, "" | "~" | "null" | "Null" | "NULL")
}

fn toml(inside: &str) -> Result<Pairs, String> {
    let table: toml::Table = inside.parse().map_err(|e: toml::de::Error| e.message().to_owned())?;
    let pairs = table.into_iter().filter_map(|(key, value)| {
        let value = match value {
            toml::Value::String(value) => Value::One(value),
            toml::Value::Array(values) => {
                Value::Many(values.into_iter().filter_map(text).collect())
            }
            scalar => Value::One(text(scalar)?),
        };
        Some((key, value))
    });
    Ok(pairs.collect())
}

fn text(value: toml::Value) -> Option<String> {
    match value {
        toml::Value::String(value) => Some(value),
        toml::Value::Array(_) | toml::Value::Table(_) => None,
        scalar => Some(scalar.to_string()),
    }
}

impl FrontMatter {
    fn from_pairs(pairs: Pairs) -> Self {
        let mut front = Self::default();
        for (key, value) in pairs {
            match value {
                Value::One(value) => front.scalar(key, value.trim()),
                Value::Many(values) => {
                    let values = values.iter().map(|value| value.trim().to_owned());
                    let values: Vec<String> = values.filter(|value| !value.is_empty()).collect();
                    if !values.is_empty() {
                        front.filters.insert(key, values);
                    }
                }
            }
        }
        front
    }

    fn scalar(&mut self, key: String, value: &str) {
        if value.is_empty() {
            return;
        }
        match (key.as_str(), value) {
            ("draft" | "noindex", "true") | ("published" | "search" | "index", "false") => {
                self.left_out = Some("its front matter keeps it back");
            }
            ("title", _) => self.title = Some(value.to_owned()),
            ("date", _) => self.date = Some(value.to_owned()),
            ("lang", _) => self.lang = Some(value.to_owned()),
            ("permalink" | "url", _) if value.starts_with('/') && !value.starts_with("//") => {
                self.url = Some(value.to_owned());
            }
            _ => {
                self.meta.insert(key, value.to_owned());
            }
        }
    }
}
