//! First pass over a corpus: which characters it has, what they fold to, how often.

use crate::bytes::to_u32;
use crate::fold::table::{CharData, FoldTable, Image, Rank};
use crate::fold::unicode::Unicode;
use crate::fold::{Folded, Folder, Mapping, State, Symbol, segments};
use crate::{Code, Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Characters and segments of the source, before anything is counted.
#[derive(Debug, Default)]
pub(super) struct Sources {
    chars: BTreeSet<char>,
    segments: BTreeSet<Box<str>>,
    seen: Vec<bool>,
}

impl Sources {
    /// Notes the characters and longer segments of a text.
    pub(super) fn read(&mut self, unicode: &Unicode, text: &str) {
        self.seen.resize(0x11_0000, false);
        let mut combining = false;
        for c in text.chars() {
            if let Some(seen) = self.seen.get_mut(c as usize)
                && !std::mem::replace(seen, true)
            {
                self.chars.insert(c);
            }
            combining |= unicode.continues(c);
        }
        if combining {
            for range in segments(unicode, text) {
                let segment = &text[range];
                if segment.chars().nth(1).is_some() {
                    self.segments.insert(segment.into());
                }
            }
        }
    }

    /// The table for these sources with provisional ranks, by code point.
    pub(super) fn provisional(&self, unicode: &Unicode) -> CharData {
        let images: BTreeMap<char, Vec<Symbol<char>>> =
            self.chars.iter().map(|&c| (c, image(unicode, c.encode_utf8(&mut [0; 4])))).collect();
        let segments: BTreeMap<Box<str>, Vec<Symbol<char>>> = self
            .segments
            .iter()
            .map(|segment| (segment.clone(), image(unicode, segment)))
            .filter(|(segment, whole)| {
                let parts = segment.chars().filter_map(|c| images.get(&c)).flatten();
                !parts.eq(whole)
            })
            .collect();
        let folded: BTreeSet<char> = images
            .values()
            .chain(segments.values())
            .flatten()
            .filter_map(|symbol| match symbol {
                Symbol::Char(c, _) => Some(*c),
                Symbol::Break | Symbol::Space => None,
            })
            .chain([' '])
            .collect();
        let ranks: BTreeMap<char, Rank> = folded.iter().copied().zip(1..).collect();
        let to_image = |symbols: &Vec<Symbol<char>>| -> Image {
            symbols.iter().map(|symbol| rank_of(&ranks, symbol)).collect()
        };
        CharData {
            chars: folded.iter().map(|&c| (c, 0)).collect(),
            images: images
                .iter()
                .filter(|&(c, symbols)| {
                    !matches!(symbols[..], [Symbol::Char(only, _)] if only == *c)
                        && !matches!(symbols[..], [Symbol::Break])
                })
                .map(|(&c, symbols)| (c, to_image(symbols)))
                .collect(),
            continuing: self.chars.iter().copied().filter(|&c| unicode.continues(c)).collect(),
            segments: segments.iter().map(|(s, symbols)| (s.clone(), to_image(symbols))).collect(),
        }
    }
}

fn image(unicode: &Unicode, segment: &str) -> Vec<Symbol<char>> {
    let mut symbols = Vec::new();
    unicode.map(segment, &mut symbols);
    symbols
}

fn rank_of(ranks: &BTreeMap<char, Rank>, symbol: &Symbol<char>) -> Rank {
    match symbol {
        Symbol::Char(c, _) => ranks.get(c).copied().unwrap_or(0),
        Symbol::Break | Symbol::Space => 0,
    }
}

/// Counts folded characters, to rank them.
pub(super) struct Counter<'t> {
    table: &'t FoldTable,
    counts: Vec<u64>,
    space: usize,
}

impl<'t> Counter<'t> {
    /// Counts by a provisional table.
    pub(super) fn new(table: &'t FoldTable) -> Self {
        let chars = &table.data().chars;
        let space = chars.binary_search(&(' ', 0)).map_or(0, |index| index + 1);
        Self { table, counts: vec![0; chars.len() + 1], space }
    }

    /// Folds a text; how many characters and block ends it comes to.
    pub(super) fn read(&mut self, text: &str) -> Result<u32> {
        let mut length = 0;
        Folder::new(self.table, State::START).fold(text, |item, _| {
            length += 1;
            match item {
                Folded::Char(rank) => self.counts[rank as usize] += 1,
                Folded::Space => self.counts[self.space] += 1,
                Folded::Break => {}
            }
        });
        to_u32(length, "characters of a document")
    }

    /// The table with true ranks.
    pub(super) fn finish(self) -> Result<CharData> {
        let Self { table, counts, .. } = self;
        let data = table.data();
        let mut order: Vec<(Rank, char, u64)> = (1..)
            .zip(&data.chars)
            .map(|(rank, &(c, _))| (rank, c, counts[rank as usize]))
            .filter(|&(.., count)| count > 0)
            .collect();
        for (.., count) in &mut order {
            *count = rounded(*count);
        }
        order.sort_by_key(|&(_, c, count)| (std::cmp::Reverse(count), c));
        let mut renamed = vec![0; counts.len()];
        let mut chars = Vec::with_capacity(order.len());
        for (new, &(old, c, count)) in (1..).zip(&order) {
            renamed[old as usize] = new;
            let count = u32::try_from(count).map_err(|_| too_many())?;
            chars.push((c, count));
        }
        // A character that only ever stands in longer segments may fold to what no text has. Its image
        // is left out: it would turn into that of white space.
        let rename = |image: &Image| -> Option<Image> {
            let ranks = image.iter().map(|&old| (old, renamed[old as usize]));
            ranks.map(|(old, new)| (old == 0 || new != 0).then_some(new)).collect()
        };
        Ok(CharData {
            chars,
            images: data
                .images
                .iter()
                .filter_map(|(c, image)| Some((*c, rename(image)?)))
                .collect(),
            continuing: data.continuing.clone(),
            segments: data
                .segments
                .iter()
                .filter_map(|(s, image)| Some((s.clone(), rename(image)?)))
                .collect(),
        })
    }
}

/// A count to its four highest bits. A rank needs no more, and among characters that are about as
/// frequent their order costs nothing to store: CHAR is two fifths smaller.
const fn rounded(count: u64) -> u64 {
    let dropped = (u64::BITS - count.leading_zeros()).saturating_sub(4);
    count >> dropped << dropped
}

pub(super) fn too_many() -> Error {
    Error::new(
        Code::TooLarge,
        "the corpus has more than 4 billion characters; split it into several indexes",
    )
}

/// Images of characters that the corpus does not have but a query may: those in NFKC whose folded
/// form is made of the corpus's characters. Ignorable ones have an empty image.
pub(super) fn query_images(unicode: &Unicode, data: &CharData) -> Vec<(char, Image)> {
    let ranks: BTreeMap<char, Rank> = data.chars.iter().map(|&(c, _)| c).zip(1..).collect();
    let sources: BTreeSet<char> = data.images.iter().map(|&(c, _)| c).collect();
    let mut images = Vec::new();
    for (c, symbols) in unicode.changing() {
        if ranks.contains_key(c) || sources.contains(c) {
            continue;
        }
        let image: Option<Image> = symbols
            .iter()
            .map(|symbol| match symbol {
                Symbol::Char(c, _) => ranks.get(c).copied(),
                Symbol::Break | Symbol::Space => None,
            })
            .collect();
        images.extend(image.map(|image| (*c, image)));
    }
    images
}
