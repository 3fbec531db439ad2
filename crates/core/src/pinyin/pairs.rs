//! Which voices follow each other anywhere in the corpus: the further pages of PINYIN.
//!
//! A *row* tells all followers of one voice: a bit for each voice, whose chance follows from how many
//! followers the one and how many preceders the other has. That comes to the entropy of the set, four
//! bits and a half for a pair in prose, where lists take twice as much. Where a pair is likelier than
//! not to occur its bit is left out and it is taken to occur: that it does not costs a look into GRAMS
//! and no truth. Rows stand by sound, so those of a syllable are on one page or two.
//!
//! Pages of the most frequent pairs follow, from the most frequent on: for queries that fit so many
//! voices that their rows would be most of the section.

use super::broken;
use super::coder::{Chance, Decoder, Encoder, InContext};
use super::{Sounds, Voice};
use crate::Result;
use crate::bits::{AdaptiveOrder, BitReader, BitWriter};
use crate::bytes::at;

/// Bits of a class.
pub(crate) const CLASS_BITS: u32 = 6;
/// Number of sums of two classes.
const SUMS: usize = 2 << CLASS_BITS;
/// Bytes of a page of rows, about.
const ROW_PAGE: usize = 560;
/// Most rows of a page.
const MOST_ROWS: usize = 255;
/// From this chance on a pair is taken to occur.
const ASSUMED: Chance = 1 << 15;
/// What stands for such a chance.
const SURE: Chance = Chance::MAX;
/// Frequent pairs that are listed.
pub(crate) const FREQUENT: usize = 2048;
/// Frequent pairs on a page.
const FREQUENT_PAGE: usize = 1024;

/// A number in half octaves: 0, then twice its binary logarithm plus one.
pub(crate) const fn class_of(number: u32) -> u8 {
    if number == 0 {
        return 0;
    }
    let octave = number.ilog2();
    let upper = (number as u64 * number as u64) >> (2 * octave + 1) != 0;
    (1 + 2 * octave + upper as u32) as u8
}

/// A voice and one that follows it, as numbers.
pub(crate) type Pair = (u16, u16);

/// How the pairs are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Rows of each page of rows, from the voice number 0 on.
    pub(crate) rows: Vec<u32>,
    /// Pages of frequent pairs.
    pub(crate) frequent: u32,
    /// For each sum of classes how likely a pair is: 0 is never and not written, nor is [`SURE`].
    chances: Vec<Chance>,
}

impl Shape {
    /// What follows from voices whose classes are known and their pairs, before there are pages.
    pub(crate) fn new(voices: &[Voice], pairs: &[Pair]) -> Self {
        let class = |number: u16| voices.get(usize::from(number));
        let (mut firsts, mut seconds) = ([0_u64; SUMS], [0_u64; SUMS]);
        for voice in voices {
            firsts[usize::from(voice.followers)] += 1;
            seconds[usize::from(voice.preceders)] += 1;
        }
        let (mut all, mut some) = ([0_u64; SUMS], [0_u64; SUMS]);
        for (a, first) in firsts.iter().enumerate().skip(1).filter(|(_, count)| **count > 0) {
            for (b, second) in seconds.iter().enumerate().skip(1).filter(|(_, c)| **c > 0) {
                all[a + b] += first * second;
            }
        }
        for &(a, b) in pairs {
            if let (Some(a), Some(b)) = (class(a), class(b)) {
                some[usize::from(a.followers) + usize::from(b.preceders)] += 1;
            }
        }
        let chance = |(&all, &some): (&u64, &u64)| match (some << 16).checked_div(all) {
            None => 0,
            Some(_) if some == 0 => 0,
            Some(chance) if chance >= u64::from(ASSUMED) => SURE,
            Some(chance) => chance.max(1) as Chance,
        };
        Self { rows: Vec::new(), frequent: 0, chances: all.iter().zip(&some).map(chance).collect() }
    }

    #[inline]
    fn chance(&self, followers: u8, preceders: u8) -> Chance {
        if followers == 0 || preceders == 0 {
            return 0;
        }
        let sum = usize::from(followers) + usize::from(preceders);
        self.chances.get(sum).copied().unwrap_or(0)
    }

    pub(super) fn write(&self, out: &mut Encoder) {
        let mut lengths = InContext::new(3, 5);
        let mut put = |out: &mut Encoder, kind: usize, number: u32| {
            let bits = (number + 1).ilog2();
            lengths.write(out, kind, bits);
            (0..bits).rev().for_each(|shift| out.bit((number + 1) >> shift & 1 == 1, 1 << 15));
        };
        put(out, 0, self.rows.len() as u32);
        self.rows.iter().for_each(|&rows| put(out, 1, rows));
        put(out, 0, self.frequent);
        let last = self.chances.iter().rposition(|&chance| chance != 0).map_or(0, |at| at + 1);
        put(out, 0, last as u32);
        self.chances.iter().take(last).for_each(|&chance| put(out, 2, chance.into()));
    }

    #[cfg(feature = "language")]
    pub(super) fn read(input: &mut Decoder<'_>, voices: usize) -> Result<Self> {
        let mut lengths = InContext::new(3, 5);
        let mut take = |input: &mut Decoder<'_>, kind: usize| {
            let bits = lengths.read(input, kind).min(16);
            (0..bits).fold(1_u32, |number, _| number << 1 | u32::from(input.bit(1 << 15))) - 1
        };
        let mut shape = Self { rows: Vec::new(), frequent: 0, chances: Vec::new() };
        let mut rows = 0;
        for _ in 0..take(input, 0) {
            let count = take(input, 1);
            rows += at(count);
            if input.overrun() || rows > voices || !(1..=MOST_ROWS).contains(&at(count)) {
                return Err(broken("the pages of rows"));
            }
            shape.rows.push(count);
        }
        shape.frequent = take(input, 0);
        let chances = at(take(input, 0));
        if rows != voices || chances > SUMS {
            return Err(broken("the rows"));
        }
        shape.chances = (0..chances).map(|_| take(input, 2).min(SURE.into()) as Chance).collect();
        shape.chances.resize(SUMS, 0);
        Ok(shape)
    }

    /// Whether a pair is taken to occur without a bit that says so.
    #[cfg(feature = "language")]
    pub(crate) fn assumes(&self, first: &Voice, second: &Voice) -> bool {
        self.chance(first.followers, second.preceders) == SURE
    }

    /// Rows of a page by its number.
    #[cfg(feature = "language")]
    pub(crate) fn rows_of(&self, page: u32) -> u32 {
        self.rows.get(at(page.wrapping_sub(1))).copied().unwrap_or(0)
    }

    /// The page of rows of a voice.
    #[cfg(feature = "language")]
    pub(crate) fn page_of(&self, voice: u16) -> Option<u32> {
        let mut end = 0;
        let page = self.rows.iter().position(|&rows| {
            end += rows;
            u32::from(voice) < end
        })?;
        Some(page as u32 + 1)
    }
}

/// Writes the pages of rows and notes how many each has. `pairs` ascend.
pub(crate) fn write_rows(voices: &[Voice], pairs: &[Pair], shape: &mut Shape) -> Vec<Vec<u8>> {
    let mut pages = Vec::new();
    let (mut out, mut rows) = (Encoder::new(), 0);
    let mut rest = pairs;
    for (a, first) in (0..).zip(voices) {
        if rows > 0 && (out.length() >= ROW_PAGE || rows as usize == MOST_ROWS) {
            pages.push(std::mem::replace(&mut out, Encoder::new()).finish());
            shape.rows.push(std::mem::take(&mut rows));
        }
        let count = rest.iter().take_while(|pair| pair.0 == a).count();
        let (row, after) = rest.split_at(count);
        rest = after;
        let mut row = row.iter().peekable();
        for (b, second) in (0..).zip(voices) {
            let bit = row.next_if(|pair| pair.1 == b).is_some();
            match shape.chance(first.followers, second.preceders) {
                0 | SURE => {}
                chance => out.bit(bit, chance),
            }
        }
        rows += 1;
    }
    if rows > 0 {
        pages.push(out.finish());
        shape.rows.push(rows);
    }
    pages
}

/// The rows of one page.
#[cfg(feature = "language")]
#[derive(Debug)]
pub(crate) struct Rows {
    first: usize,
    width: usize,
    bits: Vec<u64>,
}

#[cfg(feature = "language")]
impl Rows {
    /// Reads a page by its number; the first page of rows is number 1.
    pub(crate) fn read(bytes: &[u8], sounds: &Sounds, shape: &Shape, page: u32) -> Result<Self> {
        let index = at(page.wrapping_sub(1));
        let before = shape.rows.get(..index).unwrap_or_default();
        let first: usize = before.iter().map(|&rows| at(rows)).sum();
        let count = at(shape.rows.get(index).copied().unwrap_or(0));
        let width = sounds.voices.len().div_ceil(64);
        let mut rows = Self { first, width, bits: vec![0; width * count] };
        let mut input = Decoder::new(bytes);
        let firsts = sounds.voices.iter().skip(first).take(count);
        for (voice, row) in firsts.zip(rows.bits.chunks_exact_mut(width.max(1))) {
            for (seconds, word) in sounds.voices.chunks(64).zip(row) {
                for (place, second) in seconds.iter().enumerate() {
                    let bit = match shape.chance(voice.followers, second.preceders) {
                        0 => false,
                        SURE => true,
                        chance => input.bit(chance),
                    };
                    *word |= u64::from(bit) << place;
                }
            }
            if input.overrun() {
                return Err(broken("the end of a page of rows"));
            }
        }
        Ok(rows)
    }

    /// Whether a pair may occur; `None` where the row of its first voice is not on this page.
    #[inline]
    pub(crate) fn has(&self, (a, b): Pair) -> Option<bool> {
        let row = usize::from(a).checked_sub(self.first)?;
        let word = self.bits.get(row * self.width + usize::from(b) / 64)?;
        (usize::from(b) / 64 < self.width).then_some(word >> (b % 64) & 1 == 1)
    }
}

/// Writes the pages of frequent pairs: pairs with how often they occur, by falling class of that, then
/// by rank of both.
pub(crate) fn write_frequent(sounds: &Sounds, pairs: &[(Pair, u32)]) -> Vec<Vec<u8>> {
    let mut places = vec![0_u32; sounds.voices.len()];
    for (place, number) in (0..).zip(sounds.by_rank()) {
        places[usize::from(number)] = place;
    }
    let voices = places.len() as u32;
    let mut keyed: Vec<(std::cmp::Reverse<u8>, u32)> = pairs
        .iter()
        .map(|&((a, b), count)| {
            let key = places[usize::from(a)] * voices + places[usize::from(b)];
            (std::cmp::Reverse(class_of(count)), key)
        })
        .collect();
    keyed.sort_unstable();
    let page = |pairs: &[(std::cmp::Reverse<u8>, u32)]| {
        let mut out = BitWriter::new();
        let groups: Vec<_> = pairs.chunk_by(|a, b| a.0 == b.0).collect();
        out.gamma(groups.len() as u32 + 1);
        for group in groups {
            out.put(group[0].0.0.into(), CLASS_BITS);
            out.gamma(group.len() as u32);
            let (mut next, mut order) = (0, AdaptiveOrder::default());
            for &(_, key) in group {
                out.exp_golomb(key - next, order.order());
                order.learn(key - next);
                next = key + 1;
            }
        }
        out.finish()
    };
    keyed.chunks(FREQUENT_PAGE).map(page).collect()
}

/// Reads a page of frequent pairs, each with the class of its count.
#[cfg(feature = "language")]
pub(crate) fn read_frequent(bytes: &[u8], by_rank: &[u16]) -> Result<Vec<(Pair, u8)>> {
    let voices = by_rank.len() as u32;
    let mut input = BitReader::new(bytes);
    let mut pairs = Vec::new();
    let mut last = u8::MAX;
    for _ in 1..input.gamma().min(1 << CLASS_BITS) {
        let class = input.take(CLASS_BITS) as u8;
        let size = input.gamma();
        if input.overrun() || class >= last || at(size) > FREQUENT_PAGE - pairs.len() {
            return Err(broken("a page of frequent pairs"));
        }
        last = class;
        let (mut next, mut order) = (0_u32, AdaptiveOrder::default());
        for _ in 0..size {
            let step = input.exp_golomb(order.order());
            order.learn(step);
            let key = next.checked_add(step).ok_or_else(|| broken("a frequent pair"))?;
            let voice = |place: u32| by_rank.get(at(place)).copied();
            let pair = key.checked_div(voices).and_then(voice).zip(voice(key % voices.max(1)));
            pairs.push((pair.ok_or_else(|| broken("a frequent pair"))?, class));
            next = key.saturating_add(1);
        }
    }
    if input.overrun() { Err(broken("a page of frequent pairs")) } else { Ok(pairs) }
}
