//! How the characters of an index are read: the first page of PINYIN, and what of it both ends know.
//! Knows neither writer nor reader.
//!
//! A *syllable* is toneless, with `v` for ü. A *voice* is a Han character of the index (a folded one)
//! with its readings: its own and those of the source characters of the corpus that fold to it
//! alone. So 干 reads `qian` where the corpus writes 乾. What has no vowel (嗯 as `ng`) is no reading.
//! Characters whose rank takes two units, of which an index with less than 61,440 different ones has
//! none, have no voice and are not found by sound.

pub(crate) mod coder;
pub(crate) mod pairs;
#[cfg(feature = "language")]
pub(crate) mod split;

use crate::bytes::sort_numbers;
use crate::fold::table::Rank;
use crate::gram::is_pair;
use crate::{Error, Result};
use coder::{Decoder, Encoder, InContext, Numbers};
use pairs::{CLASS_BITS, Shape};

/// Bits of a syllable's number: the tables have some 420.
const SYLLABLE_BITS: u32 = 9;
/// Most letters of a syllable.
pub(crate) const MOST_LETTERS: usize = 7;
/// Bits of the number of readings of a character.
const READING_BITS: u32 = 4;
/// Most readings of a character; the tables have eight at most.
pub(crate) const MOST_READINGS: usize = (1 << READING_BITS) - 1;

pub(crate) fn broken(what: &str) -> Error {
    Error::invalid(format!("the sounds of the index are broken ({what}); rebuild the index"))
}

/// Whether a folded character may have a voice: Han, by the blocks of the Unicode Character Database.
pub(crate) const fn is_han(c: char) -> bool {
    matches!(c as u32,
        0x3007 | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// A Han character of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Voice {
    pub(crate) rank: Rank,
    /// Numbers of its syllables, none twice; the first is its home, beside which it stands.
    pub(crate) readings: Vec<u16>,
    /// About how many different characters with a voice follow and precede it, as in
    /// [`pairs::class_of`].
    pub(crate) followers: u8,
    pub(crate) preceders: u8,
}

/// The first page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sounds {
    /// Ascending.
    pub(crate) syllables: Vec<String>,
    /// By home, then by rank. A voice's place here is its number.
    pub(crate) voices: Vec<Voice>,
    /// How the pairs are stored; the compact layout, which has all its text at hand, stores none.
    pub(crate) shape: Option<Shape>,
}

impl Sounds {
    /// Ranks that have a voice, in order: both ends know them from CHAR.
    pub(crate) fn ranks(chars: &[(char, u32)]) -> impl Iterator<Item = (Rank, u32)> {
        let ranked = (1..).zip(chars);
        ranked
            .filter(|&(rank, &(c, _))| is_han(c) && !is_pair(rank))
            .map(|(rank, &(_, count))| (rank, count))
    }

    /// Puts voices that are in the order of their ranks in their own.
    pub(crate) fn sorted(voices: Vec<Voice>) -> Vec<Voice> {
        let home = |voice: &Voice| voice.readings.first().copied().unwrap_or(u16::MAX);
        let mut keys: Vec<u64> =
            (0..).zip(&voices).map(|(place, v)| u64::from(home(v)) << 32 | place).collect();
        sort_numbers(&mut keys);
        let places = keys.into_iter().map(|key| key as u32 as usize);
        places.filter_map(|place| voices.get(place).cloned()).collect()
    }

    /// Numbers of the voices by rank, which is the order on the page.
    pub(crate) fn by_rank(&self) -> Vec<u16> {
        let ranks = self.voices.iter().map(|voice| voice.rank);
        let mut keys: Vec<u64> =
            (0..).zip(ranks).map(|(number, rank)| u64::from(rank) << 32 | number).collect();
        sort_numbers(&mut keys);
        keys.into_iter().map(|key| key as u16).collect()
    }

    /// For each rank the number of its voice.
    pub(crate) fn numbers(&self, ranks: usize) -> Vec<Option<u16>> {
        let mut numbers = vec![None; ranks + 1];
        for (number, voice) in (0..).zip(&self.voices) {
            if let Some(slot) = numbers.get_mut(voice.rank as usize) {
                *slot = Some(number);
            }
        }
        numbers
    }

    pub(crate) fn write(&self, chars: &[(char, u32)]) -> Vec<u8> {
        let mut out = Encoder::new();
        let mut models = Models::new();
        models.count.write(&mut out, self.syllables.len() as u32);
        for syllable in &self.syllables {
            let mut last = 0;
            for letter in syllable.bytes().map(|byte| usize::from(byte - b'a') + 1).chain([0]) {
                models.letters.write(&mut out, last, letter as u32);
                last = letter;
            }
        }
        out.bit(self.shape.is_some(), 1 << 15);
        for (number, (_, count)) in self.by_rank().into_iter().zip(Self::ranks(chars)) {
            let Some(voice) = self.voices.get(usize::from(number)) else { continue };
            models.readings.write(&mut out, voice.readings.len() as u32);
            for (place, &reading) in voice.readings.iter().enumerate() {
                models.syllables.write(&mut out, place.min(1), reading.into());
            }
            if self.shape.is_some() {
                let preceders = u32::from(voice.preceders);
                models.preceders.write(&mut out, size_of(count), preceders);
                models.followers.write(&mut out, preceders as usize, voice.followers.into());
            }
        }
        if let Some(shape) = &self.shape {
            shape.write(&mut out);
        }
        out.finish()
    }

    #[cfg(feature = "language")]
    pub(crate) fn read(bytes: &[u8], chars: &[(char, u32)]) -> Result<Self> {
        let mut input = Decoder::new(bytes);
        let mut models = Models::new();
        let mut sounds = Self::default();
        for _ in 0..models.count.read(&mut input) {
            let (mut syllable, mut last) = (String::new(), 0);
            loop {
                last = models.letters.read(&mut input, last) as usize;
                match last {
                    0 => break,
                    1..=26 if syllable.len() < MOST_LETTERS => {
                        syllable.push(char::from(b'a' + last as u8 - 1));
                    }
                    _ => return Err(broken("a syllable")),
                }
            }
            if syllable.is_empty() || sounds.syllables.last().is_some_and(|s| *s >= syllable) {
                return Err(broken("the order of syllables"));
            }
            sounds.syllables.push(syllable);
        }
        let with_pairs = input.bit(1 << 15);
        for (rank, count) in Self::ranks(chars) {
            let mut readings: Vec<u16> = Vec::new();
            for place in 0..models.readings.read(&mut input) as usize {
                let reading = models.syllables.read(&mut input, place.min(1)) as u16;
                let fresh = !readings.contains(&reading);
                if usize::from(reading) >= sounds.syllables.len() || !fresh {
                    return Err(broken("a reading"));
                }
                readings.push(reading);
            }
            let (mut preceders, mut followers) = (0, 0);
            if with_pairs {
                preceders = models.preceders.read(&mut input, size_of(count)) as u8;
                followers = models.followers.read(&mut input, preceders.into()) as u8;
            }
            if input.overrun() {
                return Err(broken("the end of the readings"));
            }
            sounds.voices.push(Voice { rank, readings, followers, preceders });
        }
        sounds.voices = Self::sorted(sounds.voices);
        if with_pairs {
            sounds.shape = Some(Shape::read(&mut input, sounds.voices.len())?);
        }
        if input.overrun() { Err(broken("the end of the first page")) } else { Ok(sounds) }
    }
}

/// How often, in powers of two.
const fn size_of(count: u32) -> usize {
    match count {
        0 => 0,
        count => count.ilog2() as usize,
    }
}

/// Chances of what the first page says.
struct Models {
    count: Numbers,
    letters: InContext,
    readings: Numbers,
    syllables: InContext,
    preceders: InContext,
    followers: InContext,
}

impl Models {
    fn new() -> Self {
        Self {
            count: Numbers::new(SYLLABLE_BITS),
            letters: InContext::new(27, 5),
            readings: Numbers::new(READING_BITS),
            // The home apart from all others.
            syllables: InContext::new(2, SYLLABLE_BITS),
            preceders: InContext::new(32, CLASS_BITS),
            followers: InContext::new(1 << CLASS_BITS, CLASS_BITS),
        }
    }
}
