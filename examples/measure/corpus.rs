//! A corpus, its folded texts in a row, random queries cut from them, and a scan that tells in one
//! pass where all queries of one length stand. The scan shares nothing with the engine but the fold.

use super::Failure;
use midu_core::Document;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// What ends a field in the row of folded texts; the fold makes no other character of it.
pub(crate) const END: char = '\0';

/// Documents and their folded texts.
pub(crate) struct Corpus {
    pub(crate) name: String,
    pub(crate) documents: Vec<Document>,
    /// Folded titles and blocks, each ended by [`END`].
    row: Vec<char>,
    /// Where each document ends in `row`.
    ends: Vec<usize>,
}

/// Which substrings become queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Han characters only: what people look for.
    Han,
    /// Anything that stands in a text: urls, numbers, Latin words, punctuation.
    Any,
}

impl Kind {
    pub(crate) const ALL: [Self; 2] = [Self::Han, Self::Any];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Han => "Han only",
            Self::Any => "any text",
        }
    }
}

/// In which documents, by number, a query occurs and how often.
pub(crate) type Places = BTreeMap<u32, u32>;

impl Corpus {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let (documents, _) = midu_ingest::read_inputs(&[path.to_path_buf()], &mut |_| ())?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Self::new(name, documents)
    }

    pub(crate) fn new(name: String, documents: Vec<Document>) -> Result<Self, Failure> {
        let (mut row, mut ends) = (Vec::new(), Vec::new());
        for texts in folded(&documents)? {
            for text in texts {
                row.extend(text.chars());
                row.push(END);
            }
            ends.push(row.len());
        }
        Ok(Self { name, documents, row, ends })
    }

    /// Folded characters of all titles and bodies.
    pub(crate) fn characters(&self) -> usize {
        self.row.iter().filter(|&&c| c != END).count()
    }

    /// The first documents that hold so many folded characters between them, or all of them.
    pub(crate) fn first(&self, characters: usize) -> Self {
        let (mut documents, mut start, mut found) = (0, 0, 0);
        for &end in &self.ends {
            if found >= characters {
                break;
            }
            let texts = self.row.get(start..end).unwrap_or_default();
            found += texts.iter().filter(|&&c| c != END).count();
            (documents, start) = (documents + 1, end);
        }
        Self {
            name: self.name.clone(),
            documents: self.documents.iter().take(documents).cloned().collect(),
            row: self.row.iter().take(start).copied().collect(),
            ends: self.ends.iter().take(documents).copied().collect(),
        }
    }

    /// Substrings of `length` folded characters from random places, so that each is as frequent
    /// among the queries as in the texts. Fewer where the corpus has no such place.
    pub(crate) fn queries(&self, kind: Kind, length: usize, count: usize) -> Vec<Vec<char>> {
        let mut picks = Picks(length as u64 * 2 + u64::from(kind == Kind::Any));
        let mut queries = Vec::with_capacity(count);
        for _ in 0..count * 1000 {
            if queries.len() == count {
                break;
            }
            let start = picks.below(self.row.len());
            let piece = self.row.get(start..start + length).unwrap_or_default();
            let fits = match kind {
                Kind::Han => piece.iter().all(|&c| is_han(c)),
                // A query is trimmed, so a piece that starts or ends in a space is another one.
                Kind::Any => {
                    !piece.contains(&END)
                        && piece.first() != Some(&' ')
                        && piece.last() != Some(&' ')
                }
            };
            if fits && !piece.is_empty() {
                queries.push(piece.to_vec());
            }
        }
        queries
    }

    /// A piece of the texts at a random place that fits, as long as it says; none where a thousand
    /// times a thousand places do not.
    pub(crate) fn piece(
        &self,
        picks: &mut Picks,
        length: usize,
        fits: impl Fn(&[char]) -> bool,
    ) -> Option<(usize, &[char])> {
        (0..1_000_000).find_map(|_| {
            let start = picks.below(self.row.len());
            let piece = self.row.get(start..start + length)?;
            (!piece.contains(&END) && fits(piece)).then_some((start, piece))
        })
    }

    /// The folded fields of the document at a place, each ended by [`END`]; its title comes first.
    pub(crate) fn around(&self, place: usize) -> &[char] {
        let document = self.ends.partition_point(|&end| end <= place);
        let start = document.checked_sub(1).and_then(|before| self.ends.get(before));
        let end = self.ends.get(document).copied().unwrap_or(self.row.len());
        self.row.get(start.copied().unwrap_or(0)..end).unwrap_or_default()
    }

    /// A random place.
    pub(crate) fn place(&self, picks: &mut Picks) -> usize {
        picks.below(self.row.len())
    }

    /// Where queries of one length stand, overlapping places too: one pass over all texts.
    pub(crate) fn scan<'q>(&self, queries: &'q [Vec<char>]) -> HashMap<&'q [char], Places> {
        let mut found: HashMap<&[char], Places> =
            queries.iter().map(|query| (query.as_slice(), Places::new())).collect();
        let length = queries.first().map_or(1, Vec::len);
        let starts: std::collections::HashSet<(char, Option<char>)> = queries
            .iter()
            .filter_map(|query| Some((*query.first()?, query.get(1).copied())))
            .collect();
        let mut document = 0;
        for (start, window) in self.row.windows(length).enumerate() {
            while self.ends.get(document).is_some_and(|&end| end <= start) {
                document += 1;
            }
            let Some(&first) = window.first() else { continue };
            if !starts.contains(&(first, window.get(1).copied())) {
                continue;
            }
            if let Some(places) = found.get_mut(window) {
                *places.entry(document as u32).or_default() += 1;
            }
        }
        found
    }
}

/// For each document its folded title and blocks.
pub(crate) fn folded(documents: &[Document]) -> Result<Vec<Vec<String>>, Failure> {
    // One call for all: setting up the fold's tables takes longer than folding a poem.
    let mut all = String::new();
    for document in documents {
        for text in std::iter::once(&document.title).chain(&document.blocks) {
            all.extend(text.chars().map(|c| if c == END { '\u{fffd}' } else { c }));
            all.push(END);
        }
    }
    let all = midu_core::fold(&all);
    let mut texts = all.split_terminator(END).map(str::to_owned);
    let folded = documents
        .iter()
        .map(|document| texts.by_ref().take(1 + document.blocks.len()).collect())
        .collect();
    let fields: usize = documents.iter().map(|document| 1 + document.blocks.len()).sum();
    if all.matches(END).count() != fields {
        return Err("the fold lost the end of a block".into());
    }
    Ok(folded)
}

pub(crate) const fn is_han(c: char) -> bool {
    matches!(c as u32, 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// A small generator of numbers, so that every run asks the same.
pub(crate) struct Picks(pub(crate) u64);

impl Picks {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        // splitmix64 (Steele, Lea, Flood, OOPSLA 2014)
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }
}
