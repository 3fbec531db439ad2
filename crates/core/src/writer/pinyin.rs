//! Characters and the folded stream -> PINYIN. The tables of readings come from a crate and are used
//! here alone; an index carries the readings of its own characters.

use super::stream::Stream;
use crate::Result;
use crate::fold::table::{CharData, Rank};
use crate::gram::Unit;
use crate::pinyin::pairs::{FREQUENT, Pair, Shape, class_of, write_frequent, write_rows};
use crate::pinyin::{MOST_READINGS, Sounds, Voice, is_han};
use pinyin::ToPinyinMulti;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;

/// Bytes for a pair while pairs are counted.
const PAIR_BYTES: u64 = 8;
/// Least number of occurrences of a pair that is listed.
const LEAST_FREQUENT: u32 = 2;

/// The toneless readings of a character, the most usual first, with `v` for ü.
pub(crate) fn readings(c: char) -> Vec<String> {
    let mut readings = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let mut plain = String::new();
        for letter in reading.plain().nfd() {
            match letter {
                '\u{308}' => {
                    plain.pop();
                    plain.push('v');
                }
                'a'..='z' => plain.push(letter),
                _ => {}
            }
        }
        if plain.contains(['a', 'e', 'i', 'o', 'u', 'v']) && !readings.contains(&plain) {
            readings.push(plain);
        }
    }
    readings
}

/// Every reading of any character, ascending.
pub(crate) fn syllables() -> &'static [String] {
    static SYLLABLES: OnceLock<Vec<String>> = OnceLock::new();
    SYLLABLES.get_or_init(|| {
        let all = ('\u{3007}'..='\u{3ffff}').filter(|&c| is_han(c));
        let set: BTreeSet<String> = all.flat_map(readings).collect();
        set.into_iter().collect()
    })
}

/// The characters' voices in their order; nothing is known of pairs yet.
fn sounds(data: &CharData) -> Sounds {
    let syllables = syllables();
    let mut sources: BTreeMap<Rank, Vec<char>> = BTreeMap::new();
    for (c, image) in &data.images {
        if let [rank] = image[..] {
            sources.entry(rank).or_default().push(*c);
        }
    }
    let voice = |(rank, _): (Rank, u32)| {
        let own = data.chars.get(rank as usize - 1).map(|&(c, _)| c);
        let mut numbers: Vec<u16> = Vec::new();
        for c in own.iter().chain(sources.get(&rank).into_iter().flatten()) {
            for reading in readings(*c) {
                let number = syllables.binary_search(&reading).ok().map(|number| number as u16);
                numbers.extend(number.filter(|number| !numbers.contains(number)));
            }
        }
        numbers.truncate(MOST_READINGS);
        Voice { rank, readings: numbers, followers: 0, preceders: 0 }
    };
    let voices = Sounds::sorted(Sounds::ranks(&data.chars).map(voice).collect());
    Sounds { syllables: syllables.to_vec(), voices, shape: None }
}

/// The pages of an index without pairs, for the compact layout; none where there is no Han character.
pub(super) fn readings_only(data: &CharData) -> Vec<Vec<u8>> {
    let sounds = sounds(data);
    if sounds.voices.is_empty() { Vec::new() } else { vec![sounds.write(&data.chars)] }
}

/// The pages with the pairs of a stream. About `at_once` bytes are used while they are counted, beside
/// four for each different pair.
pub(super) fn with_pairs(data: &CharData, stream: &Stream, memory: u64) -> Result<Vec<Vec<u8>>> {
    let mut sounds = sounds(data);
    if sounds.voices.is_empty() {
        return Ok(Vec::new());
    }
    let (pairs, frequent) = count(&sounds, data.chars.len(), stream, memory)?;
    let (mut followers, mut preceders) =
        (vec![0_u32; sounds.voices.len()], vec![0_u32; sounds.voices.len()]);
    for &(a, b) in &pairs {
        followers[usize::from(a)] += 1;
        preceders[usize::from(b)] += 1;
    }
    for (number, voice) in sounds.voices.iter_mut().enumerate() {
        voice.followers = class_of(followers[number]);
        voice.preceders = class_of(preceders[number]);
    }
    let mut shape = Shape::new(&sounds.voices, &pairs);
    let rows = write_rows(&sounds.voices, &pairs, &mut shape);
    let lists = write_frequent(&sounds, &frequent);
    shape.frequent = lists.len() as u32;
    sounds.shape = Some(shape);
    let mut pages = vec![sounds.write(&data.chars)];
    pages.extend(rows);
    pages.extend(lists);
    Ok(pages)
}

/// All pairs, ascending, and the most frequent ones with their counts.
type Counted = (Vec<Pair>, Vec<(Pair, u32)>);

fn count(sounds: &Sounds, ranks: usize, stream: &Stream, memory: u64) -> Result<Counted> {
    let numbers = sounds.numbers(ranks);
    let of = |unit: Unit| numbers.get(usize::from(unit)).copied().flatten();
    let mut counts = vec![0_u64; sounds.voices.len()];
    stream.each(|_, units| {
        units.iter().filter_map(|&u| of(u)).for_each(|number| counts[usize::from(number)] += 1);
    })?;
    let at_once = memory / PAIR_BYTES;
    let (mut pairs, mut frequent) = (Vec::new(), Vec::new());
    let mut first = 0;
    while first < counts.len() {
        let (mut end, mut positions) = (first, 0);
        while end < counts.len() && (end == first || positions + counts[end] <= at_once) {
            positions += counts[end];
            end += 1;
        }
        let (mut found, mut last): (Vec<Pair>, Option<u16>) = (Vec::new(), None);
        stream.each(|_, units| {
            for &unit in units {
                let next = of(unit);
                let inside = last.filter(|&a| (first..end).contains(&usize::from(a)));
                found.extend(inside.zip(next));
                last = next;
            }
        })?;
        found.sort_unstable();
        for group in found.chunk_by(|a, b| a == b) {
            pairs.push(group[0]);
            if group.len() as u64 >= u64::from(LEAST_FREQUENT) {
                frequent.push((group[0], group.len() as u32));
            }
        }
        keep_most(&mut frequent);
        first = end;
    }
    Ok((pairs, frequent))
}

/// Keeps the most frequent pairs; of those as frequent the first by number.
fn keep_most(frequent: &mut Vec<(Pair, u32)>) {
    frequent.sort_unstable_by_key(|&(pair, count)| (std::cmp::Reverse(count), pair));
    frequent.truncate(FREQUENT);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_toneless_all_of_them_and_have_a_vowel() {
        assert_eq!(readings('长')[..2], ["zhang", "chang"].map(String::from));
        assert!(["le", "yue"].iter().all(|r| readings('乐').contains(&(*r).to_owned())));
        assert!(readings('女').contains(&"nv".to_owned()), "{:?}", readings('女'));
        assert!(readings('略').contains(&"lve".to_owned()));
        assert!(readings('嗯').is_empty() && readings('a').is_empty());
        let all = syllables();
        assert!((400..512).contains(&all.len()), "{}", all.len());
        assert!(all.iter().all(|syllable| syllable.len() <= 6), "{all:?}");
    }
}
