//! WORDS: words and titles of the documents, in pages of about 2 KB, and the page that guides to them.
//!
//! A word is a sequence of ranks. Words ascend by their characters, and characters by their reading,
//! then by rank: so the words that begin with a Han character stand together, and those whose pinyin
//! begins with a syllable do too, without a second order. Page 0, the guide, holds the syllables, the
//! reading of each character, the first word of each further page, and the best words for a start of
//! a syllable that is on many pages.

use crate::bits::{AdaptiveOrder, BitReader, BitWriter};
use crate::bytes::at;
use crate::fold::table::CharData;
use crate::gram::{Rank, Unit, push_units};
use crate::{Error, Result};
use std::cmp::Ordering;

/// Most characters of a word or title.
pub(crate) const MAX_WORD: usize = 24;
/// Longest syllable, which is `zhuang`.
pub(crate) const MAX_SYLLABLE: usize = 7;
/// Words that the guide names for a start of a syllable.
pub(crate) const BEST: usize = 8;
/// Pages beyond which the guide does so.
pub(crate) const MANY_PAGES: usize = 3;
/// There are about 420 syllables without tones.
const MAX_SYLLABLES: u32 = 1 << 10;
/// More starts of syllables than there can be.
const MAX_STARTS: u32 = 1 << 11;
/// Bits for a length up to [`MAX_WORD`].
const LENGTH_BITS: u32 = 5;

fn broken() -> Error {
    Error::invalid("the words break the rules of the format; rebuild the index")
}

/// A word or title that documents hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    /// Its folded characters.
    pub(crate) ranks: Vec<Rank>,
    /// How documents write each of them: 0 as folded, else the number of its source. Empty: as folded.
    pub(crate) form: Vec<u32>,
    /// Documents that hold it, as a search for it finds.
    pub(crate) documents: u32,
    /// Whether it is a whole title.
    pub(crate) title: bool,
}

impl Word {
    /// Its folded text.
    pub(crate) fn folded(&self, data: &CharData) -> String {
        let char_of = |&rank: &Rank| data.chars.get(at(rank).checked_sub(1)?).map(|&(c, _)| c);
        self.ranks.iter().filter_map(char_of).collect()
    }

    /// Its units in the stream.
    pub(crate) fn units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        self.ranks.iter().for_each(|&rank| push_units(&mut units, rank));
        units
    }

    /// Its text as documents write it.
    #[cfg(feature = "language")]
    pub(crate) fn text(&self, data: &CharData, sources: &Sources) -> String {
        let mut text = String::new();
        for (index, c) in self.folded(data).chars().enumerate() {
            let source = self.ranks.get(index).zip(self.form.get(index));
            text.push(source.and_then(|(&rank, &form)| sources.source(rank, form)).unwrap_or(c));
        }
        text
    }

    /// Whether it is suggested before another: for more documents, for fewer characters, by its text.
    pub(crate) fn before(&self, other: &Self, data: &CharData) -> Ordering {
        let key = |word: &Self| (std::cmp::Reverse(word.documents), word.ranks.len());
        key(self).cmp(&key(other)).then_with(|| self.folded(data).cmp(&other.folded(data)))
    }
}

/// For each rank the characters that fold to it alone, ascending.
#[derive(Debug)]
pub(crate) struct Sources {
    /// Rank and source, ascending.
    pairs: Vec<(Rank, char)>,
    chars: u32,
}

impl Sources {
    pub(crate) fn new(data: &CharData) -> Self {
        let mut pairs: Vec<(Rank, char)> = Vec::new();
        // Few sources are there for each rank, so a bucket for each keeps them in order.
        let mut buckets: Vec<Vec<char>> = vec![Vec::new(); data.chars.len() + 1];
        for (source, image) in &data.images {
            if let [rank] = image[..]
                && rank != 0
                && let Some(bucket) = buckets.get_mut(at(rank))
            {
                bucket.push(*source);
            }
        }
        for (rank, bucket) in (0..).zip(buckets) {
            pairs.extend(bucket.into_iter().map(|source| (rank, source)));
        }
        Self { pairs, chars: data.chars.len() as u32 }
    }

    fn of(&self, rank: Rank) -> &[(Rank, char)] {
        let start = self.pairs.partition_point(|&(other, _)| other < rank);
        let end = self.pairs.partition_point(|&(other, _)| other <= rank);
        self.pairs.get(start..end).unwrap_or_default()
    }

    /// The number of a source of a rank, from 1 on.
    pub(crate) fn number(&self, rank: Rank, source: char) -> Option<u32> {
        let place = self.of(rank).iter().position(|&(_, other)| other == source)?;
        Some(place as u32 + 1)
    }

    /// The character that a source's number stands for.
    #[cfg(feature = "language")]
    pub(crate) fn source(&self, rank: Rank, number: u32) -> Option<char> {
        self.of(rank).get(at(number).checked_sub(1)?).map(|&(_, source)| source)
    }
}

/// Codes words in a row, each by what it shares with the one before.
#[derive(Debug, Default)]
struct WordCoder {
    last: Vec<Rank>,
    order: AdaptiveOrder,
}

impl WordCoder {
    fn write(&mut self, out: &mut BitWriter, ranks: &[Rank]) {
        let shared = self.last.iter().zip(ranks).take_while(|(a, b)| a == b).count();
        out.gamma(shared as u32 + 1);
        out.gamma((ranks.len() - shared) as u32 + 1);
        for &rank in &ranks[shared..] {
            out.exp_golomb(rank, self.order.order());
            self.order.learn(rank);
        }
        self.last = ranks.to_vec();
    }

    fn read(&mut self, input: &mut BitReader<'_>, chars: u32) -> Result<()> {
        let shared = at(input.gamma().wrapping_sub(1));
        let more = at(input.gamma().wrapping_sub(1));
        let length = shared.saturating_add(more);
        if input.overrun() || shared > self.last.len() || length == 0 || length > MAX_WORD {
            return Err(broken());
        }
        self.last.truncate(shared);
        for _ in 0..more {
            let rank = input.exp_golomb(self.order.order());
            self.order.learn(rank);
            if rank == 0 || rank > chars {
                return Err(broken());
            }
            self.last.push(rank);
        }
        Ok(())
    }
}

fn write_rest(out: &mut BitWriter, word: &Word, sources: &Sources) {
    out.gamma(word.documents);
    out.put(word.title.into(), 1);
    out.put((!word.form.is_empty()).into(), 1);
    for (&rank, &number) in word.ranks.iter().zip(&word.form) {
        out.put(u32::from(number > 0), 1);
        if number > 0 {
            out.below(number - 1, sources.of(rank).len() as u32);
        }
    }
}

fn read_rest(input: &mut BitReader<'_>, ranks: &[Rank], sources: &Sources) -> Result<Word> {
    let documents = input.gamma();
    let title = input.take(1) == 1;
    let mut form = Vec::new();
    if input.take(1) == 1 {
        for &rank in ranks {
            form.push(match input.take(1) {
                0 => 0,
                _ => {
                    let count = sources.of(rank).len() as u32;
                    let number = input.below(count);
                    if number >= count {
                        return Err(broken());
                    }
                    number + 1
                }
            });
        }
    }
    if input.overrun() || documents == 0 {
        return Err(broken());
    }
    Ok(Word { ranks: ranks.to_vec(), form, documents, title })
}

/// Collects words in a row, as a page or a list of the guide has them.
#[derive(Debug, Default)]
pub(crate) struct WordWriter {
    body: BitWriter,
    coder: WordCoder,
    count: u32,
}

impl WordWriter {
    pub(crate) fn add(&mut self, word: &Word, sources: &Sources) {
        self.coder.write(&mut self.body, &word.ranks);
        write_rest(&mut self.body, word, sources);
        self.count += 1;
    }

    /// Bytes so far, without the number of words.
    pub(crate) fn bytes(&self) -> usize {
        self.body.bit_length().div_ceil(8) as usize
    }

    pub(crate) fn finish(&self, out: &mut BitWriter) {
        out.gamma(self.count + 1);
        out.append(&self.body);
    }
}

/// Reads what a [`WordWriter`] wrote.
pub(crate) fn read_words(input: &mut BitReader<'_>, sources: &Sources) -> Result<Vec<Word>> {
    let mut coder = WordCoder::default();
    let mut words = Vec::new();
    for _ in 1..input.gamma() {
        coder.read(input, sources.chars)?;
        words.push(read_rest(input, &coder.last, sources)?);
    }
    if input.overrun() { Err(broken()) } else { Ok(words) }
}

/// What page 0 says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Guide {
    /// Syllables in ascending order, small letters, `v` for ü.
    pub(crate) syllables: Vec<String>,
    /// For each rank the number of its syllable, from 1 on; 0 for none. Shorter than the alphabet
    /// where the rest have none.
    pub(crate) readings: Vec<u32>,
    /// Second readings of characters, ascending: the words do not stand there in the order, but are
    /// found by them as well.
    pub(crate) others: Vec<(Rank, u32)>,
    /// What parts each page from the one before: the shortest start of its first word that is above
    /// the last word there.
    pub(crate) firsts: Vec<Vec<Rank>>,
    /// Starts of syllables that stand on many pages, ascending, with their best words, best first.
    pub(crate) best: Vec<(String, Vec<Word>)>,
}

impl Guide {
    pub(crate) fn write(&self, sources: &Sources) -> Vec<u8> {
        let mut out = BitWriter::new();
        out.gamma(self.syllables.len() as u32 + 1);
        write_letters(&mut out, self.syllables.iter().map(String::as_str));
        let count = self.syllables.len() as u32;
        out.gamma(self.readings.len() as u32 + 1);
        for &reading in &self.readings {
            out.put(u32::from(reading > 0), 1);
            if reading > 0 {
                out.below(reading - 1, count);
            }
        }
        out.gamma(self.others.len() as u32 + 1);
        let mut last = 0;
        for &(rank, reading) in &self.others {
            out.gamma(rank - last);
            out.below(reading - 1, count);
            last = rank;
        }
        let mut coder = WordCoder::default();
        for first in &self.firsts {
            coder.write(&mut out, first);
        }
        out.gamma(self.best.len() as u32 + 1);
        write_letters(&mut out, self.best.iter().map(|(start, _)| start.as_str()));
        for (_, words) in &self.best {
            let mut writer = WordWriter::default();
            words.iter().for_each(|word| writer.add(word, sources));
            writer.finish(&mut out);
        }
        out.finish()
    }

    /// Reads page 0 of a section with so many further pages.
    pub(crate) fn read(bytes: &[u8], pages: u32, sources: &Sources) -> Result<Self> {
        let mut input = BitReader::new(bytes);
        let count = input.gamma().wrapping_sub(1);
        if count > MAX_SYLLABLES {
            return Err(broken());
        }
        let syllables = read_letters(&mut input, count)?;
        let known = input.gamma().wrapping_sub(1);
        if input.overrun() || known > sources.chars + 1 {
            return Err(broken());
        }
        let mut readings = Vec::new();
        for _ in 0..known {
            readings.push(if input.take(1) == 1 { input.below(count).wrapping_add(1) } else { 0 });
        }
        if input.overrun() || readings.iter().any(|&reading| reading > count) {
            return Err(broken());
        }
        let mut guide = Self { syllables, readings, ..Self::default() };
        let others = input.gamma().wrapping_sub(1);
        let mut rank: Rank = 0;
        for _ in 0..others {
            rank = rank.saturating_add(input.gamma());
            let reading = input.below(count).wrapping_add(1);
            if input.overrun() || reading > count || rank >= known {
                return Err(broken());
            }
            guide.others.push((rank, reading));
        }
        let mut coder = WordCoder::default();
        for _ in 0..pages {
            coder.read(&mut input, sources.chars)?;
            guide.firsts.push(coder.last.clone());
        }
        let count = input.gamma().wrapping_sub(1);
        if input.overrun() || count > MAX_STARTS {
            return Err(broken());
        }
        for start in read_letters(&mut input, count)? {
            guide.best.push((start, read_words(&mut input, sources)?));
        }
        if input.overrun() { Err(broken()) } else { Ok(guide) }
    }

    /// Where a character stands in the order of words: by its syllable, those without one first, then
    /// by rank.
    pub(crate) fn place(&self, rank: Rank) -> (u32, Rank) {
        (self.readings.get(at(rank)).copied().unwrap_or(0), rank)
    }

    /// The second reading of a character; 0 for none.
    pub(crate) fn other(&self, rank: Rank) -> u32 {
        let place = self.others.binary_search_by_key(&rank, |&(rank, _)| rank).ok();
        place.and_then(|place| self.others.get(place)).map_or(0, |&(_, reading)| reading)
    }

    /// The syllables by which a character is read; empty where it has none.
    pub(crate) fn syllables_of(&self, rank: Rank) -> [&str; 2] {
        [self.place(rank).0, self.other(rank)].map(|number| {
            let syllable = at(number).checked_sub(1).and_then(|place| self.syllables.get(place));
            syllable.map_or("", String::as_str)
        })
    }

    /// The order of words.
    pub(crate) fn compare(&self, a: &[Rank], b: &[Rank]) -> Ordering {
        let places = |word: &[Rank]| word.iter().map(|&rank| self.place(rank)).collect::<Vec<_>>();
        places(a).cmp(&places(b))
    }

    /// The pages, numbered from 1, of a run of words: `side` says of a word whether it is before the
    /// run, in it or after it; `low` is below all of the run, if known.
    #[cfg(feature = "language")]
    pub(crate) fn pages(
        &self,
        low: &[Rank],
        side: impl Fn(&[Rank]) -> Ordering,
    ) -> std::ops::Range<u32> {
        let before = self.firsts.partition_point(|first| side(first) == Ordering::Less);
        let until = self.firsts.partition_point(|first| side(first) != Ordering::Greater);
        // The run may start at the end of the page before the first one that starts with it.
        let sharp = self.firsts.get(before).is_some_and(|first| first == low);
        ((before + usize::from(sharp)).max(1) as u32)..(until as u32 + 1)
    }

    /// The best words for a start of a syllable that stands on many pages.
    #[cfg(feature = "language")]
    pub(crate) fn best_of(&self, start: &str) -> Option<&[Word]> {
        let place = self.best.binary_search_by(|(other, _)| other.as_str().cmp(start)).ok()?;
        self.best.get(place).map(|(_, words)| words.as_slice())
    }
}

/// Writes ascending strings of small letters.
fn write_letters<'a>(out: &mut BitWriter, texts: impl Iterator<Item = &'a str>) {
    let mut last = "";
    for text in texts {
        let shared = last.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
        out.gamma(shared as u32 + 1);
        out.put((text.len() - shared) as u32, LENGTH_BITS);
        text.bytes().skip(shared).for_each(|letter| out.put(u32::from(letter - b'a'), 5));
        last = text;
    }
}

fn read_letters(input: &mut BitReader<'_>, count: u32) -> Result<Vec<String>> {
    let mut texts: Vec<String> = Vec::new();
    for _ in 0..count {
        let shared = at(input.gamma().wrapping_sub(1));
        let more = at(input.take(LENGTH_BITS));
        let last = texts.last().map_or("", String::as_str);
        let mut text = last.get(..shared).ok_or_else(broken)?.to_owned();
        for _ in 0..more {
            let letter = input.take(5) as u8 + b'a';
            if !letter.is_ascii_lowercase() {
                return Err(broken());
            }
            text.push(char::from(letter));
        }
        let fits = !text.is_empty() && text.len() <= MAX_SYLLABLE && text.as_str() > last;
        if input.overrun() || !fits {
            return Err(broken());
        }
        texts.push(text);
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sources() -> Sources {
        let chars = ('a'..='j').map(|c| (c, 5)).collect();
        let images = [('A', 1), ('B', 2), ('Á', 1)];
        let images = images.map(|(c, rank)| (c, vec![rank].into()));
        Sources::new(&CharData { chars, images: images.into(), ..CharData::default() })
    }

    fn word() -> impl Strategy<Value = Word> {
        let ranks = prop::collection::vec(1_u32..11, 1..MAX_WORD);
        (ranks, 1_u32..999, any::<bool>(), any::<bool>()).prop_map(
            |(ranks, documents, title, formed)| {
                let form = |rank: &Rank| u32::from(*rank < 3);
                let form = if formed { ranks.iter().map(form).collect() } else { Vec::new() };
                Word { ranks, form, documents, title }
            },
        )
    }

    proptest! {
        #[test]
        fn words_and_guides_read_back(
            words in prop::collection::vec(word(), 0..40),
            readings in prop::collection::vec(0_u32..4, 0..11),
            others in prop::collection::btree_map(1_u32..11, 1_u32..4, 0..4),
        ) {
            let sources = sources();
            let mut writer = WordWriter::default();
            words.iter().for_each(|word| writer.add(word, &sources));
            let mut out = BitWriter::new();
            writer.finish(&mut out);
            let bytes = out.finish();
            prop_assert_eq!(&read_words(&mut BitReader::new(&bytes), &sources).unwrap(), &words);
            let known = readings.len() as u32;
            let guide = Guide {
                syllables: ["chang", "shi", "zhou"].map(str::to_owned).into(),
                readings,
                others: others.into_iter().filter(|&(rank, _)| rank < known).collect(),
                firsts: words.iter().map(|word| word.ranks.clone()).collect(),
                best: vec![("s".into(), words.clone()), ("zh".into(), Vec::new())],
            };
            let bytes = guide.write(&sources);
            prop_assert_eq!(Guide::read(&bytes, words.len() as u32, &sources).unwrap(), guide);
            for length in 0..bytes.len().saturating_sub(1) {
                let _ = Guide::read(&bytes[..length], words.len() as u32, &sources);
            }
        }

        #[test]
        fn any_bytes_are_words_or_an_error(
            bytes in prop::collection::vec(any::<u8>(), 0..80), pages in 0_u32..9,
        ) {
            let _ = read_words(&mut BitReader::new(&bytes), &sources());
            if let Ok(guide) = Guide::read(&bytes, pages, &sources()) {
                let _ = (guide.syllables_of(3), guide.best_of("s"), guide.compare(&[1, 2], &[9]));
                let _ = guide.pages(&[1], |word| guide.compare(word, &[1]));
            }
        }
    }
}
