//! Front matter: the block of YAML (`---`) or TOML (`+++`) that a file may open with. Its scalars
//! become fields of the document; lists and nested values are passed over.
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

type Pairs = Vec<(String, String)>;

/// The scalar members of the mapping at the top, as they are spelled: `1.10` stays `1.10`.
fn yaml(inside: &str) -> Result<Pairs, String> {
    let mut pairs = Pairs::new();
    let mut depth = 0_u32;
    let mut key: Option<String> = None;
    let mut is_key = true;
    for event in Parser::new_from_str(inside) {
        let (event, _) = event.map_err(|fault| fault.to_string())?;
        match event {
            Event::Scalar(value, style, ..) if depth == 1 => {
                if is_key {
                    key = Some(value.into_owned());
                } else if let Some(key) = key.take()
                    && !(style == ScalarStyle::Plain && is_null(&value))
                {
                    pairs.push((key, value.into_owned()));
                }
                is_key = !is_key;
            }
            Event::Alias(_) if depth == 1 => is_key = !is_key,
            Event::MappingStart(..) => depth += 1,
            Event::Scalar(..) | Event::SequenceStart(..) if depth == 0 => {
                return Err("it is not a list of `name: value` lines".into());
            }
            Event::SequenceStart(..) => depth += 1,
            Event::MappingEnd | Event::SequenceEnd => {
                depth = depth.saturating_sub(1);
                // A nested value, or key, just ended.
                if depth == 1 {
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
            toml::Value::String(value) => value,
            toml::Value::Array(_) | toml::Value::Table(_) => return None,
            scalar => scalar.to_string(),
        };
        Some((key, value))
    });
    Ok(pairs.collect())
}

impl FrontMatter {
    fn from_pairs(pairs: Pairs) -> Self {
        let mut front = Self::default();
        for (key, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match key.as_str() {
                "title" => front.title = Some(value.to_owned()),
                "date" => front.date = Some(value.to_owned()),
                "lang" => front.lang = Some(value.to_owned()),
                _ => {
                    front.meta.insert(key, value.to_owned());
                }
            }
        }
        front
    }
}
