//! Where words begin: bits beside the text, by which an occurrence that is whole words is told from
//! one that cuts a word, as 京都 does in 东京都. What is found does not depend on them.
//!
//! A bit stands for each unit of the stream; it is set where a word begins or anything that is no
//! word, so two ends of a place are two bits. A page of CUTS has those of [`PAGE_UNITS`] units, coded
//! by the bits before them, so that a reader needs no text. The compact layout, which has all text, has
//! one page: of titles and bodies by turns the bits of Han characters that are first there or stand
//! behind another one, coded by the characters around. Elsewhere words begin and end of themselves.

use crate::fold::table::CharData;
use crate::gram::{Unit, rank_of, width};
use crate::pinyin::coder::{Chance, Decoder, Encoder};

/// Whether a character is Han: what the dictionary has words of.
pub(crate) const fn is_han(c: char) -> bool {
    matches!(c as u32, 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// Units of the character that starts a text, and whether it is Han; `None` at the end.
pub(crate) fn next(data: &CharData, units: &[Unit]) -> Option<(usize, bool)> {
    let width = width(*units.first()?).min(units.len());
    let rank = units.get(..width).and_then(rank_of);
    let place = rank.and_then(|rank| (rank as usize).checked_sub(1));
    let character = place.and_then(|place| data.chars.get(place));
    Some((width, character.is_some_and(|&(c, _)| is_han(c))))
}

/// Visits the units of a title or body with which a word begins or not as the dictionary has it.
pub(crate) fn each(data: &CharData, units: &[Unit], mut visit: impl FnMut(usize)) {
    let (mut place, mut after) = (0, true);
    while let Some((width, han)) = next(data, units.get(place..).unwrap_or_default()) {
        if han && after {
            visit(place);
        }
        (place, after) = (place + width, han);
    }
}

/// Units whose bits are on one page of CUTS.
pub(crate) const PAGE_UNITS: u32 = 2048;
/// Bits before one that tell its chance.
const BEFORE: u32 = 4;
/// How slowly chances follow the bits of a page, as a power of two.
const SLOWNESS: u32 = 6;

/// What a page starts with: the chance of a bit by those before it, in 256ths, measured over technical
/// prose and classical poems.
const STARTS: [Chance; 1 << BEFORE] =
    [209, 181, 229, 106, 205, 157, 226, 152, 234, 158, 218, 119, 185, 125, 222, 211];

/// Codes the bits of one page.
#[derive(Clone, Debug)]
struct PageBits {
    chances: [Chance; 1 << BEFORE],
    before: usize,
}

impl PageBits {
    fn new() -> Self {
        Self { chances: STARTS.map(|start| start << 8), before: (1 << BEFORE) - 1 }
    }

    /// The chance of the next bit.
    fn chance(&self) -> Chance {
        self.chances.get(self.before).copied().unwrap_or(1 << 15)
    }

    fn learn(&mut self, bit: bool) {
        if let Some(chance) = self.chances.get_mut(self.before) {
            // Stays above 0 and below 65,536, as either step is less than what is left.
            *chance = match bit {
                true => *chance + ((Chance::MAX - *chance) >> SLOWNESS),
                false => *chance - (*chance >> SLOWNESS),
            };
        }
        self.before = (self.before << 1 | usize::from(bit)) & ((1 << BEFORE) - 1);
    }
}

/// Writes a page of CUTS.
#[derive(Clone, Debug)]
pub(crate) struct PageWriter {
    bits: PageBits,
    out: Encoder,
}

impl Default for PageWriter {
    fn default() -> Self {
        Self { bits: PageBits::new(), out: Encoder::new() }
    }
}

impl PageWriter {
    pub(crate) fn push(&mut self, bit: bool) {
        self.out.bit(bit, self.bits.chance());
        self.bits.learn(bit);
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.out.finish()
    }
}

/// The first `count` bits of a page; `None` where it is too short for them.
pub(crate) fn read_page(page: &[u8], count: u32) -> Option<Vec<bool>> {
    let (mut bits, mut input) = (PageBits::new(), Decoder::new(page));
    let mut read = Vec::new();
    for _ in 0..count.min(PAGE_UNITS) {
        let bit = input.bit(bits.chance());
        bits.learn(bit);
        read.push(bit);
    }
    (!input.overrun()).then_some(read)
}

/// Contexts that each predict a bit.
const CONTEXTS: usize = 6;
/// Chances kept for each context, as a power of two.
const SLOTS: u32 = 18;
/// Bits of which a chance is the mean at most.
const MEMORY: u32 = 255;
/// Certainty of a mixed chance: a share of 4,096.
const FULL: i32 = 1 << 12;

/// Codes the bits of all pieces with chances that it learns: those of the characters around are mixed
/// by weights that follow what was right (Mahoney, "Data Compression Explained", section 4.3.2).
#[derive(Debug)]
pub(crate) struct Whole {
    /// For each slot a chance in 22 bits and how many bits it is the mean of in ten.
    chances: Vec<u32>,
    /// The logarithm of the odds for each chance, in 256ths.
    stretched: Vec<i32>,
    weights: [[i32; CONTEXTS]; 2],
    slots: [usize; CONTEXTS],
    inputs: [i32; CONTEXTS],
    mixed: i32,
    last: bool,
}

/// The chance of some odds.
fn squash(odds: i32) -> i32 {
    // 4096 / (1 + exp(-x)) for x from -8 to 8 by halves.
    const TABLE: [i32; 33] = [
        1, 2, 4, 6, 10, 17, 27, 45, 74, 120, 194, 310, 488, 747, 1102, 1546, 2048, 2550, 2994,
        3349, 3608, 3786, 3902, 3976, 4022, 4051, 4069, 4079, 4086, 4090, 4092, 4094, 4095,
    ];
    let odds = odds.clamp(-2047, 2047) + 2048;
    let (place, part) = (odds >> 7, odds & 127);
    let at = |place: i32| TABLE.get(place as usize).copied().unwrap_or(FULL - 1);
    (at(place) * (128 - part) + at(place + 1) * part + 64) >> 7
}

impl Whole {
    pub(crate) fn new() -> Self {
        let mut stretched = Vec::with_capacity(FULL as usize);
        for odds in -2047..2048 {
            let upto = squash(odds);
            stretched.resize((upto as usize + 1).max(stretched.len()), odds);
        }
        stretched.resize(FULL as usize, 2047);
        Self {
            chances: vec![1 << 31; CONTEXTS << SLOTS],
            stretched,
            weights: [[1 << 14; CONTEXTS]; 2],
            slots: [0; CONTEXTS],
            inputs: [0; CONTEXTS],
            mixed: FULL / 2,
            last: true,
        }
    }

    /// The chance that a word begins with a unit of a title or body.
    fn chance(&mut self, units: &[Unit], place: usize) -> Chance {
        let unit = |place: Option<usize>| {
            place.and_then(|place| units.get(place)).map_or(0, |&unit| u32::from(unit))
        };
        let (first, before) = (unit(place.checked_sub(2)), unit(place.checked_sub(1)));
        let (this, after) = (unit(Some(place)), unit(place.checked_add(1)));
        let last = u32::from(self.last);
        let contexts = [
            (this, last, 0),
            (before, this, last),
            (this, after, last),
            (before, this, after),
            (first, before, this),
            (before, last, 0x1_0000),
        ];
        let mut odds = 0_i64;
        for (number, (a, b, c)) in contexts.into_iter().enumerate() {
            let mixed = a.wrapping_mul(0x9e37_79b1)
                ^ b.wrapping_mul(0x85eb_ca6b).rotate_left(11)
                ^ c.wrapping_mul(0xc2b2_ae35).rotate_left(21);
            let slot = (mixed.wrapping_mul(0x2c1b_3c6d) >> (32 - SLOTS)) as usize;
            let slot = slot | number << SLOTS;
            let chance = self.chances.get(slot).map_or(0, |chance| chance >> 20);
            let input = self.stretched.get(chance as usize).copied().unwrap_or(0);
            if let (Some(place), Some(odd)) =
                (self.slots.get_mut(number), self.inputs.get_mut(number))
            {
                (*place, *odd) = (slot, input);
            }
            let weights = self.weights.get(usize::from(self.last));
            let weight = weights.and_then(|weights| weights.get(number)).copied().unwrap_or(0);
            odds += i64::from(input) * i64::from(weight);
        }
        self.mixed = squash((odds >> 16).clamp(-2047, 2047) as i32);
        (self.mixed.clamp(1, FULL - 1) << 4) as Chance
    }

    fn learn(&mut self, bit: bool) {
        for &slot in &self.slots {
            let Some(chance) = self.chances.get_mut(slot) else { continue };
            let (share, seen) = (*chance >> 10, *chance & 0x3ff);
            let aim = if bit { (1 << 22) - 1 } else { 0_i32 };
            let step = (aim - share as i32) * 2 / (seen as i32 * 2 + 3);
            let seen = (seen + 1).min(MEMORY);
            *chance = ((share as i32 + step) as u32) << 10 | seen;
        }
        let error = (if bit { FULL - 1 } else { 0 } - self.mixed) * 7;
        let weights = self.weights.get_mut(usize::from(self.last));
        for (weight, input) in weights.into_iter().flatten().zip(&self.inputs) {
            *weight = weight.saturating_add((input * error + 0x8000) >> 16);
        }
        self.last = bit;
    }

    /// Writes the bits of a title or body.
    pub(crate) fn write(
        &mut self,
        data: &CharData,
        units: &[Unit],
        bits: &[bool],
        out: &mut Encoder,
    ) {
        let mut bits = bits.iter();
        each(data, units, |place| {
            let bit = bits.next().is_none_or(|&bit| bit);
            let chance = self.chance(units, place);
            out.bit(bit, chance);
            self.learn(bit);
        });
    }

    /// Reads the bits of a title or body: whether a word begins with each unit that has one.
    #[cfg(feature = "compact")]
    pub(crate) fn read(
        &mut self,
        data: &CharData,
        units: &[Unit],
        input: &mut Decoder<'_>,
        mut visit: impl FnMut(usize, bool),
    ) {
        each(data, units, |place| {
            let chance = self.chance(units, place);
            let bit = input.bit(chance);
            self.learn(bit);
            visit(place, bit);
        });
    }
}
