//! Binary arithmetic coding: bits with their probabilities -> bytes and back (the carry-free coder of
//! Mahoney, "Data Compression Explained", section 3.2). What is stored of sounds are sets whose
//! members are each more or less likely; no code of whole bits comes near their entropy.
//!
//! A reader never fails in the middle: past the end it yields zeros and remembers it.

/// Certainty in steps: a probability is a share of 65,536.
pub(crate) type Chance = u16;

/// Collects bits.
#[derive(Clone, Debug)]
pub(crate) struct Encoder {
    low: u32,
    high: u32,
    out: Vec<u8>,
}

fn split(low: u32, high: u32, chance: Chance) -> u32 {
    low + ((u64::from(high - low) * u64::from(chance)) >> 16) as u32
}

impl Encoder {
    pub(crate) const fn new() -> Self {
        Self { low: 0, high: u32::MAX, out: Vec::new() }
    }

    /// Bytes so far, but for some at the end.
    pub(crate) const fn length(&self) -> usize {
        self.out.len()
    }

    /// Writes a bit that is set with this chance.
    pub(crate) fn bit(&mut self, bit: bool, chance: Chance) {
        let middle = split(self.low, self.high, chance);
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.out.push((self.high >> 24) as u8);
            self.low <<= 8;
            self.high = self.high << 8 | 0xff;
        }
    }

    /// The bytes: as few as tell all bits, since zeros follow.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let mut kept = 0;
        for shift in [24, 16, 8, 0] {
            // The lowest number that ends in zeros here and is not below what was written.
            kept = (u64::from(self.low) + (1 << shift) - 1) >> shift << shift;
            if kept <= u64::from(self.high) {
                break;
            }
        }
        self.out.extend((kept as u32).to_be_bytes());
        while self.out.last() == Some(&0) {
            self.out.pop();
        }
        self.out
    }
}

/// Reads what an [`Encoder`] wrote; total on any bytes.
#[derive(Clone, Debug)]
pub(crate) struct Decoder<'a> {
    bytes: &'a [u8],
    position: usize,
    low: u32,
    high: u32,
    code: u32,
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let mut decoder = Self { bytes, position: 0, low: 0, high: u32::MAX, code: 0 };
        (0..4).for_each(|_| decoder.shift());
        decoder
    }

    fn shift(&mut self) {
        let next = self.bytes.get(self.position).copied().unwrap_or(0);
        self.code = self.code << 8 | u32::from(next);
        self.position = self.position.saturating_add(1);
    }

    /// Whether more was read than was ever written.
    pub(crate) const fn overrun(&self) -> bool {
        self.position > self.bytes.len().saturating_add(8)
    }

    #[inline]
    pub(crate) fn bit(&mut self, chance: Chance) -> bool {
        let middle = split(self.low, self.high, chance);
        let bit = self.code <= middle;
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.low <<= 8;
            self.high = self.high << 8 | 0xff;
            self.shift();
        }
        bit
    }
}

/// The chance of a kind of bit, learnt from those before it: their mean at first, later one that
/// follows.
#[derive(Clone, Copy, Debug)]
struct Learnt {
    chance: Chance,
    seen: u8,
}

/// Bits of which a chance is the mean at most.
const MEMORY: u8 = 60;

impl Learnt {
    const NEW: Self = Self { chance: 1 << 15, seen: 0 };

    const fn learn(&mut self, bit: bool) {
        let weight = self.seen as i32 * 2 + 3;
        let aim = if bit { 0xffff } else { 0 };
        let chance = self.chance as i32 + (aim - self.chance as i32) * 2 / weight;
        self.chance = if chance < 32 {
            32
        } else if chance > 0xffdf {
            0xffdf
        } else {
            chance as Chance
        };
        if self.seen < MEMORY {
            self.seen += 1;
        }
    }
}

/// Numbers of so many bits, each bit's chance learnt for the bits above it.
#[derive(Clone, Debug)]
pub(crate) struct Numbers {
    bits: u32,
    nodes: Vec<Learnt>,
}

impl Numbers {
    pub(crate) fn new(bits: u32) -> Self {
        Self { bits, nodes: vec![Learnt::NEW; 1 << bits] }
    }

    pub(crate) fn write(&mut self, out: &mut Encoder, number: u32) {
        debug_assert!(number >> self.bits == 0);
        let mut node = 1;
        for shift in (0..self.bits).rev() {
            let bit = number >> shift & 1 == 1;
            if let Some(learnt) = self.nodes.get_mut(node) {
                out.bit(bit, learnt.chance);
                learnt.learn(bit);
            }
            node = node * 2 + usize::from(bit);
        }
    }

    pub(crate) fn read(&mut self, input: &mut Decoder<'_>) -> u32 {
        let mut node = 1;
        for _ in 0..self.bits {
            if let Some(learnt) = self.nodes.get_mut(node) {
                let bit = input.bit(learnt.chance);
                learnt.learn(bit);
                node = node * 2 + usize::from(bit);
            }
        }
        (node - (1 << self.bits)) as u32
    }
}

/// The same, apart for each of some contexts.
#[derive(Clone, Debug)]
pub(crate) struct InContext(Vec<Numbers>);

impl InContext {
    pub(crate) fn new(contexts: usize, bits: u32) -> Self {
        Self(vec![Numbers::new(bits); contexts])
    }

    pub(crate) fn write(&mut self, out: &mut Encoder, context: usize, number: u32) {
        if let Some(numbers) = self.0.get_mut(context) {
            numbers.write(out, number);
        }
    }

    pub(crate) fn read(&mut self, input: &mut Decoder<'_>, context: usize) -> u32 {
        self.0.get_mut(context).map_or(0, |numbers| numbers.read(input))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(
            bits in prop::collection::vec((any::<bool>(), 1_u16..), 0..300),
            numbers in prop::collection::vec(0_u32..512, 0..300),
        ) {
            let mut out = Encoder::new();
            let (mut plain, mut apart) = (Numbers::new(9), InContext::new(4, 9));
            bits.iter().for_each(|&(bit, chance)| out.bit(bit, chance));
            for &number in &numbers {
                plain.write(&mut out, number);
                apart.write(&mut out, number as usize % 4, number);
            }
            let bytes = out.finish();
            let mut input = Decoder::new(&bytes);
            let (mut plain, mut apart) = (Numbers::new(9), InContext::new(4, 9));
            for &(bit, chance) in &bits {
                prop_assert_eq!(input.bit(chance), bit);
            }
            for &number in &numbers {
                prop_assert_eq!(plain.read(&mut input), number);
                prop_assert_eq!(apart.read(&mut input, number as usize % 4), number);
            }
            prop_assert!(!input.overrun());
        }
    }

    #[test]
    fn rare_bits_cost_little() {
        let mut out = Encoder::new();
        (0..100_000).for_each(|place| out.bit(place % 1000 == 0, 66));
        // 1,000 of 100,000 would be 808 bits each; a hundred cost 11.4 bits each.
        let length = out.finish().len();
        assert!((140..150).contains(&length), "{length}");
    }
}
