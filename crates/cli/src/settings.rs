//! midu.toml: what flags would make long. Its keys are in `keys.rs`; one that is not there is an
//! error with the nearest that is.

use crate::carrier::Carrier;
use crate::failure::{Excerpt, Failure};
use crate::index::LayoutName;
use crate::keys::{self, Key};
use crate::weights;
use midu_core::Weights;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// The file that is read where none is named.
pub(crate) const NAME: &str = "midu.toml";

/// What the file says; absent keys are for flags and defaults.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Settings {
    pub(crate) input: Vec<PathBuf>,
    pub(crate) output: Option<PathBuf>,
    pub(crate) layout: Option<LayoutName>,
    pub(crate) carrier: Option<Carrier>,
    #[serde(deserialize_with = "sixteen_or_more")]
    pub(crate) max_files: Option<u32>,
    pub(crate) prune: Option<bool>,
    pub(crate) widget: Option<bool>,
    pub(crate) cache: Option<PathBuf>,
    #[serde(deserialize_with = "weights::read")]
    pub(crate) weights: Option<Weights>,
    pub(crate) base_url: Option<String>,
    pub(crate) glob: Vec<String>,
    pub(crate) exclude: Vec<String>,
    pub(crate) gitignore: Option<bool>,
    pub(crate) whole: Option<bool>,
    pub(crate) plain: Option<bool>,
    pub(crate) clean_urls: Option<bool>,
    pub(crate) canonical: Option<bool>,
    pub(crate) html: Html,
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) serve: Serve,
}

/// What the flag of this name takes too.
fn sixteen_or_more<'de, D: Deserializer<'de>>(input: D) -> Result<Option<u32>, D::Error> {
    let number = u32::deserialize(input)?;
    let broken = || D::Error::custom(format!("{number} is less than 16"));
    (number >= 16).then_some(Some(number)).ok_or_else(broken)
}

/// The table `[html]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Html {
    pub(crate) root: Vec<String>,
    pub(crate) ignore: Vec<String>,
    pub(crate) alt: Option<bool>,
    pub(crate) code: Option<bool>,
    pub(crate) tables: Option<bool>,
    pub(crate) readings: Option<bool>,
}

/// The table `[serve]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Serve {
    pub(crate) port: Option<u16>,
    pub(crate) watch: Option<bool>,
}

/// Reads the file that was named, or the usual one if it is there. Paths in it are from its folder.
pub(crate) fn load(named: Option<&Path>) -> Result<Settings, Failure> {
    let path = named.unwrap_or(Path::new(NAME));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(_) if named.is_none() && !path.exists() => return Ok(Settings::default()),
        Err(cause) => return Err(Failure::unreadable(path, &cause)),
    };
    let mut settings = parse(path, &text)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let from_folder = |path: &mut PathBuf| {
        if path.is_relative() && path != Path::new("-") {
            *path = folder.join(&path);
        }
    };
    settings.input.iter_mut().for_each(from_folder);
    settings.output.iter_mut().for_each(from_folder);
    settings.cache.iter_mut().for_each(from_folder);
    Ok(settings)
}

fn parse(path: &Path, text: &str) -> Result<Settings, Failure> {
    let broken = |what: String, span: Option<Range<usize>>, help: String| {
        Failure::new(what, path.display().to_string(), help).with(Excerpt::of(
            path,
            text,
            span.unwrap_or(0..0),
        ))
    };
    let explain = || "`midu config --explain` lists every key with its values".to_owned();
    let fault =
        |cause: toml::de::Error| broken(cause.message().trim().to_owned(), cause.span(), explain());
    let table = DeTable::parse(text).map_err(fault)?;
    if let Some((name, span, near)) = unknown(table.get_ref()) {
        let what = format!("there is no key {name:?}");
        let help = match near {
            Some(near) => format!("did you mean {near:?}? {}", explain()),
            None => explain(),
        };
        return Err(broken(what, Some(span), help));
    }
    toml::from_str(text).map_err(fault)
}

/// The first key that is not known, where it stands, and the one that it looks like.
fn unknown(table: &DeTable<'_>) -> Option<(String, Range<usize>, Option<String>)> {
    for (name, value) in table {
        let known =
            keys::KEYS.iter().any(|key| key.table.is_empty() && key.name == *name.get_ref());
        let inside = keys::KEYS.iter().any(|key| key.table == *name.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) if inside => {
                for below in inner.keys() {
                    let fits = |key: &&Key| key.table == *name.get_ref();
                    let names = keys::KEYS.iter().filter(fits).map(|key| key.name);
                    if !names.clone().any(|known| known == *below.get_ref()) {
                        let near = nearest(below.get_ref(), names);
                        let full = format!("{}.{}", name.get_ref(), below.get_ref());
                        return Some((full, below.span(), near));
                    }
                }
            }
            _ if known => {}
            _ => {
                let tables = keys::KEYS.iter().map(|key| key.table).filter(|t| !t.is_empty());
                let top = keys::KEYS.iter().filter(|key| key.table.is_empty()).map(|key| key.name);
                // A key of a table that was written at the top is told by its full name.
                let moved = keys::KEYS.iter().find(|key| key.name == *name.get_ref());
                let near = match moved {
                    Some(key) => Some(format!("{}.{}", key.table, key.name)),
                    None => nearest(name.get_ref(), top.chain(tables)),
                };
                return Some((name.get_ref().to_string(), name.span(), near));
            }
        }
    }
    None
}

fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let plain = name.replace('_', "-").to_lowercase();
    let likeness = |other: &str| strsim::jaro_winkler(&plain, other);
    let best = known.max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) > 0.7).then(|| best.to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse;
    use std::path::Path;

    #[test]
    fn an_unknown_key_is_told_with_the_one_it_looks_like() {
        for (text, name, near) in [
            ("inputs = []", "inputs", Some("input")),
            ("base_url = '/'", "base_url", Some("base-url")),
            ("[html]\nignored = []", "html.ignored", Some("ignore")),
            ("root = ['main']", "root", Some("html.root")),
            ("[htlm]\nroot = []", "htlm", Some("html")),
            ("[fields]\nurls = 'x'", "fields.urls", Some("url")),
            ("zzz = 1", "zzz", None),
        ] {
            let failure = parse(Path::new("midu.toml"), text).unwrap_err().to_string();
            assert!(failure.contains(&format!("there is no key {name:?}")), "{failure}");
            assert_eq!(failure.contains("did you mean"), near.is_some(), "{failure}");
            assert!(
                near.is_none_or(|near| failure.contains(&format!("mean {near:?}"))),
                "{failure}"
            );
        }
    }

    #[test]
    fn a_value_of_another_kind_is_told_with_its_line() {
        for text in [
            "max-files = 15",
            "weights = [8, 3]",
            "weights = [8, 3, 1001]",
            "whole = 'yes'",
            "layout = 'paper'",
            "input = 3",
            "a = ",
            "[serve]\nport = 99999",
        ] {
            let failure = parse(Path::new("midu.toml"), &format!("# one\n{text}\n")).unwrap_err();
            assert!(failure.to_string().contains("midu.toml:"), "{failure}");
        }
    }
}
