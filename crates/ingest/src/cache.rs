//! What files gave the last time, by the hash of what they hold: a file that has not changed is not
//! parsed again. A cache is never needed and never trusted further than its own bytes: one that cannot
//! be read is as good as none.

use crate::files::{Outcome, Read};
use crate::page::{Page, Section, Weight};
use crate::report::{Reporter, Warning};
use midu_core::Document;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

/// Changes whenever what is read from a file changes, so that an older cache is left alone.
const VERSION: &str = concat!("midu-ingest ", env!("CARGO_PKG_VERSION"), " pages 2");

/// Names the content of a file and the way it is read.
pub(crate) type Key = [u8; 32];

/// Pages of files by their content.
#[derive(Debug, Default)]
pub struct Cache {
    entries: HashMap<Key, Vec<u8>>,
    used: HashSet<Key>,
}

/// A file of the cache.
#[derive(Serialize, Deserialize)]
struct Stored {
    version: String,
    entries: Vec<(Key, Vec<u8>)>,
}

impl Cache {
    /// Reads a cache; one that is not there, or is of another version, is empty.
    #[must_use]
    pub fn open(path: &Path) -> Self {
        let stored = std::fs::read(path).ok().and_then(|bytes| {
            let stored: Stored = postcard::from_bytes(&bytes).ok()?;
            (stored.version == VERSION).then_some(stored)
        });
        let entries = stored.map(|stored| stored.entries.into_iter().collect());
        Self { entries: entries.unwrap_or_default(), used: HashSet::new() }
    }

    /// Writes what the last reading used under a temporary name and renames it.
    ///
    /// # Errors
    /// That the file cannot be written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let mut entries: Vec<(Key, Vec<u8>)> = self
            .entries
            .iter()
            .filter(|(key, _)| self.used.contains(*key))
            .map(|(key, bytes)| (*key, bytes.clone()))
            .collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        let stored = Stored { version: VERSION.into(), entries };
        let bytes = postcard::to_stdvec(&stored).map_err(io::Error::other)?;
        // The same again is not written: who watches its folder would be woken for nothing.
        if std::fs::read(path).is_ok_and(|there| there == bytes) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        let part = PathBuf::from(name);
        std::fs::write(&part, bytes)?;
        std::fs::rename(&part, path)
    }

    /// Forgets what was used before; a reading starts.
    pub(crate) fn start(&mut self) {
        self.used.clear();
    }

    pub(crate) fn get(&self, key: &Key) -> Option<Outcome> {
        let kept: Kept = postcard::from_bytes(self.entries.get(key)?).ok()?;
        Some(kept.into())
    }

    pub(crate) fn put(&mut self, key: Key, outcome: &Outcome) {
        self.used.insert(key);
        if !self.entries.contains_key(&key)
            && let Ok(bytes) = postcard::to_stdvec(&Kept::from(outcome))
        {
            self.entries.insert(key, bytes);
        }
    }
}

/// The key of a file: `how` is all that the result depends on besides the bytes.
pub(crate) fn key(how: &str, bytes: &[u8]) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(how.len() as u64).to_le_bytes());
    hasher.update(how.as_bytes());
    hasher.update(bytes);
    *hasher.finalize().as_bytes()
}

// The shapes that are stored. They copy those of the documents, which know nothing of storage.

#[derive(Serialize, Deserialize)]
struct Kept {
    pages: Vec<KeptPage>,
    warnings: Vec<KeptWarning>,
    left_out: Vec<KeptWarning>,
}

#[derive(Serialize, Deserialize)]
struct KeptPage {
    url: String,
    title: String,
    blocks: Vec<String>,
    id: Option<String>,
    date: Option<String>,
    lang: Option<String>,
    meta: BTreeMap<String, String>,
    filters: BTreeMap<String, Vec<String>>,
    sections: Vec<(String, u8, Option<String>, usize)>,
    sort: BTreeMap<String, String>,
    weight: Option<u16>,
    weights: Vec<(usize, usize, u16)>,
    path: PathBuf,
    line: Option<u64>,
    canonical: Option<String>,
}

type KeptWarning = (PathBuf, Option<u64>, Option<u64>, String);

impl From<&Outcome> for Kept {
    fn from(outcome: &Outcome) -> Self {
        let told = |list: &[Warning]| {
            list.iter().map(|w| (w.path.clone(), w.line, w.byte, w.text.clone())).collect()
        };
        Self {
            pages: outcome.pages.iter().map(KeptPage::from).collect(),
            warnings: told(&outcome.reporter.warnings),
            left_out: told(&outcome.reporter.left_out),
        }
    }
}

impl From<Kept> for Outcome {
    fn from(kept: Kept) -> Self {
        let told = |list: Vec<KeptWarning>| {
            let warning = |(path, line, byte, text)| Warning { path, line, byte, text };
            list.into_iter().map(warning).collect()
        };
        Self {
            pages: kept.pages.into_iter().map(Read::from).collect(),
            reporter: Reporter { warnings: told(kept.warnings), left_out: told(kept.left_out) },
        }
    }
}

impl From<&Read> for KeptPage {
    fn from(read: &Read) -> Self {
        let Page { document, sections, sort, weights, path, line } = read.page.clone();
        let section = |s: Section| (s.heading, s.level, s.anchor, s.first_block);
        let weight = |w: Weight| (w.blocks.start, w.blocks.end, w.hundredths);
        Self {
            url: document.url,
            title: document.title,
            blocks: document.blocks,
            id: document.id,
            date: document.date,
            lang: document.lang,
            meta: document.meta,
            filters: document.filters,
            sections: sections.into_iter().map(section).collect(),
            sort,
            weight: document.weight,
            weights: weights.into_iter().map(weight).collect(),
            path,
            line,
            canonical: read.canonical.clone(),
        }
    }
}

impl From<KeptPage> for Read {
    fn from(kept: KeptPage) -> Self {
        let section =
            |(heading, level, anchor, first_block)| Section { heading, level, anchor, first_block };
        let weight = |(start, end, hundredths)| Weight { blocks: start..end, hundredths };
        let document = Document {
            url: kept.url,
            title: kept.title,
            blocks: kept.blocks,
            sections: Vec::new(),
            id: kept.id,
            date: kept.date,
            lang: kept.lang,
            meta: kept.meta,
            filters: kept.filters,
            weight: kept.weight,
            weights: Vec::new(),
        };
        let page = Page {
            document,
            sections: kept.sections.into_iter().map(section).collect(),
            sort: kept.sort,
            weights: kept.weights.into_iter().map(weight).collect(),
            path: kept.path,
            line: kept.line,
        };
        Self { page, canonical: kept.canonical }
    }
}
