//! Words with their counts -> the guide and pages.

use crate::bits::BitWriter;
use crate::fold::table::CharData;
use crate::gram::Rank;
use crate::words::{BEST, Guide, MANY_PAGES, MAX_SYLLABLE, Sources, Word, WordWriter};
use pinyin::ToPinyinMulti;
use std::collections::BTreeMap;

/// Bytes of a page that aims at ending with the words of a character, and that does not wait for it.
const PAGE_BYTES: [usize; 2] = [1536, 2560];

/// The most frequent characters, of which second readings are stored.
const WITH_OTHERS: usize = 1024;

/// The pages of WORDS, the guide first.
pub(super) fn pages(mut words: Vec<Word>, data: &CharData, sources: &Sources) -> Vec<Vec<u8>> {
    let mut guide = readings(&words, data);
    words.sort_by(|a, b| guide.compare(&a.ranks, &b.ranks));
    let (mut pages, mut places) = (Vec::new(), Vec::new());
    let mut writer = WordWriter::default();
    let mut end_page = |writer: &mut WordWriter| {
        let mut out = BitWriter::new();
        std::mem::take(writer).finish(&mut out);
        pages.push(out.finish());
    };
    let mut last: &[Rank] = &[];
    for word in &words {
        let (bytes, same) = (writer.bytes(), last.first() == word.ranks.first());
        if bytes > PAGE_BYTES[usize::from(same)] {
            end_page(&mut writer);
        }
        if writer.bytes() == 0 {
            guide.firsts.push(separator(last, &word.ranks).to_vec());
        }
        writer.add(word, sources);
        places.push(guide.firsts.len());
        last = &word.ranks;
    }
    end_page(&mut writer);
    guide.best = best(&words, &places, &guide, data);
    pages.insert(0, guide.write(sources));
    pages
}

/// Syllables and readings of the characters of all words; second readings of the frequent ones.
fn readings(words: &[Word], data: &CharData) -> Guide {
    let mut used = vec![false; data.chars.len() + 1];
    for &rank in words.iter().flat_map(|word| &word.ranks) {
        used[rank as usize] = true;
    }
    let readings: Vec<Vec<String>> = (0..used.len())
        .map(|rank| {
            let c = data.chars.get(rank.wrapping_sub(1)).filter(|_| used[rank]);
            let most = if rank <= WITH_OTHERS { 2 } else { 1 };
            c.map(|&(c, _)| syllables(c, most)).unwrap_or_default()
        })
        .collect();
    let known = readings.iter().rposition(|read| !read.is_empty()).map_or(0, |last| last + 1);
    let mut syllables: Vec<String> = readings.iter().flatten().cloned().collect();
    syllables.sort();
    syllables.dedup();
    let number = |letters: Option<&String>| {
        let place = letters.and_then(|letters| syllables.binary_search(letters).ok());
        place.map_or(0, |place| place as u32 + 1)
    };
    let firsts = readings.iter().take(known).map(|read| number(read.first())).collect();
    let others = (0..).zip(&readings).map(|(rank, read)| (rank, number(read.get(1))));
    let others = others.filter(|&(_, reading)| reading > 0).collect();
    Guide { readings: firsts, others, syllables, ..Guide::default() }
}

/// How a character is read, without tones: the first readings that differ, the commonest first.
fn syllables(c: char, most: usize) -> Vec<String> {
    let mut read: Vec<String> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let letters = reading.plain().replace('ü', "v");
        let plain = letters.bytes().all(|letter| letter.is_ascii_lowercase())
            && (1..=MAX_SYLLABLE).contains(&letters.len());
        if plain && read.len() < most && !read.contains(&letters) {
            read.push(letters);
        }
    }
    read
}

/// The best words for each start of a syllable, or of a Latin word's first letters, that stands on
/// many pages.
fn best(
    words: &[Word],
    places: &[usize],
    guide: &Guide,
    data: &CharData,
) -> Vec<(String, Vec<Word>)> {
    let mut starts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, word) in words.iter().enumerate() {
        let letters = match guide.syllables_of(word.ranks[0]) {
            ["", _] => latin_start(word, data),
            [syllable, _] => syllable.to_owned(),
        };
        for length in 1..=letters.len() {
            starts.entry(letters[..length].to_owned()).or_default().push(number);
        }
    }
    let mut best = Vec::new();
    for (start, mut numbers) in starts {
        let mut pages: Vec<usize> = numbers.iter().map(|&number| places[number]).collect();
        pages.dedup();
        if pages.len() <= MANY_PAGES {
            continue;
        }
        numbers.sort_by(|&a, &b| words[a].before(&words[b], data));
        best.push((start, numbers.iter().take(BEST).map(|&n| words[n].clone()).collect()));
    }
    best
}

fn latin_start(word: &Word, data: &CharData) -> String {
    let chars = word.ranks.iter().filter_map(|&rank| data.chars.get(rank as usize - 1));
    let letters = chars.map(|&(c, _)| c).take_while(char::is_ascii_lowercase);
    letters.take(MAX_SYLLABLE).collect()
}

/// Shortest start of `next` that is above `last`.
fn separator<'w>(last: &[Rank], next: &'w [Rank]) -> &'w [Rank] {
    let shared = last.iter().zip(next).take_while(|(a, b)| a == b).count();
    &next[..next.len().min(shared + 1)]
}
