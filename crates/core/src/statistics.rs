//! What an index is made of, for a person who looks at it: which characters are frequent, which lists
//! are long. Reads all lists, so all bytes have to be here.

use crate::fold::table::FoldTable;
use crate::format::Section;
use crate::gram::{BREAK_UNIT, FIRST_HIGH, Unit, gram_of_key, units_of};
use crate::postings::{each_head, each_list};
use crate::reader::Missing;
use crate::{Index, Layout, Result};
use std::collections::BTreeMap;

/// A run of folded characters and how often it occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gram {
    /// The characters; a block's end is shown as `⏎`.
    pub text: String,
    /// Occurrences in the whole index.
    pub occurrences: u64,
}

/// See [`Index::statistics`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Different folded characters.
    pub different: u64,
    /// The most frequent characters, the most frequent first.
    pub characters: Vec<Gram>,
    /// The longest lists, the longest first: grams whose positions fill several pages, then single
    /// lists. The compact layout has none.
    pub lists: Vec<Gram>,
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Counts characters and lists; at most `most` of each are named. Costs one pass over all lists.
    ///
    /// # Errors
    /// [`crate::Code::Corrupt`] or [`crate::Code::Invalid`] for the first fault on a page. Pages that
    /// are not here are passed over.
    pub fn statistics(&self, most: usize) -> Result<Statistics> {
        let mut counts: BTreeMap<Vec<Unit>, u64> = BTreeMap::new();
        let mut lists: BTreeMap<Vec<Unit>, u64> = BTreeMap::new();
        if self.head.layout == Layout::Compact {
            let stream = self.refold()?;
            let mut rest = stream.as_slice();
            while let Some(first) = rest.first() {
                let length = if *first >= FIRST_HIGH { 2 } else { 1 };
                let (character, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
                rest = after;
                if *first != BREAK_UNIT {
                    *counts.entry(character.to_vec()).or_default() += 1;
                }
            }
        }
        for page in 0..self.page_count(Section::Grams) {
            let Some(bytes) = self.page(Section::Grams, page, &mut Missing::new())? else {
                continue;
            };
            each_list(bytes, self.head.stream, |key, positions| {
                let gram = gram_of_key(key);
                let number = positions.len() as u64;
                *counts.entry(first_character(gram).to_vec()).or_default() += number;
                *lists.entry(gram.to_vec()).or_default() += number;
            })?;
        }
        for page in 0..self.page_count(Section::Heads) {
            let Some(bytes) = self.page(Section::Heads, page, &mut Missing::new())? else {
                continue;
            };
            each_head(bytes, self.head.documents, |gram, head| {
                lists.insert(gram.to_vec(), u64::from(head.occurrences));
            })?;
        }
        let alphabet = FoldTable::alphabet(self.fold.data());
        let names: BTreeMap<Vec<Unit>, char> = alphabet
            .iter()
            .zip(1..)
            .map(|(c, rank)| {
                let [first, second] = units_of(rank);
                (if second == 0 { vec![first] } else { vec![first, second] }, *c)
            })
            .collect();
        Ok(Statistics {
            different: counts.len() as u64,
            characters: longest(counts, most, &names),
            lists: longest(lists, most, &names),
        })
    }
}

/// The units of the first character.
fn first_character(gram: &[Unit]) -> &[Unit] {
    let two = gram.first().is_some_and(|first| *first >= FIRST_HIGH);
    gram.get(..if two { 2 } else { 1 }).unwrap_or(gram)
}

/// The grams with most occurrences, those with as many in the order of their units.
fn longest(
    counts: BTreeMap<Vec<Unit>, u64>,
    most: usize,
    names: &BTreeMap<Vec<Unit>, char>,
) -> Vec<Gram> {
    let mut grams: Vec<(Vec<Unit>, u64)> = counts.into_iter().collect();
    grams.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    grams.truncate(most);
    let text = |gram: &[Unit]| {
        let mut text = String::new();
        let mut rest = gram;
        while !rest.is_empty() {
            let character = first_character(rest);
            rest = rest.get(character.len()..).unwrap_or_default();
            let known = names.get(character).copied();
            let shown = if character == [BREAK_UNIT] { Some('⏎') } else { known };
            text.push(shown.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        text
    };
    grams.into_iter().map(|(gram, occurrences)| Gram { text: text(&gram), occurrences }).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Document, Index, IndexWriter, Layout};
    use std::collections::BTreeMap;

    /// Characters are counted as a naive count counts them, in every layout.
    #[test]
    fn characters_are_counted_exactly() {
        let blocks = vec!["渡口的船，渡口的灯。渡𠀀".repeat(50), "船渡".into()];
        let mut naive: BTreeMap<char, u64> = BTreeMap::new();
        for c in blocks.iter().flat_map(|block| block.chars()).chain("渡".chars()) {
            *naive.entry(c).or_default() += 1;
        }
        for layout in [Layout::Paged, Layout::Embedded, Layout::Compact] {
            let mut writer = IndexWriter::new(layout);
            let (url, title) = ("/".into(), "渡".into());
            let document = Document { url, title, blocks: blocks.clone(), ..Document::default() };
            writer.add(document).unwrap();
            let index = Index::open(writer.finish(&mut |_| {}).unwrap()).unwrap();
            let found = index.statistics(4).unwrap();
            assert_eq!(found.different, 8, "{layout:?}");
            let top = &found.characters[0];
            assert_eq!((top.text.as_str(), top.occurrences), ("渡", naive[&'渡']), "{layout:?}");
            assert_eq!(found.characters.len(), 4);
            assert_eq!(found.lists.is_empty(), layout == Layout::Compact);
            let lists = &found.lists;
            assert!(lists.is_sorted_by_key(|list| std::cmp::Reverse(list.occurrences)));
        }
    }
}
