//! Bit streams, most significant bit first, and the integer codes that the format uses on them:
//! Elias gamma, exponential Golomb, truncated binary, and binary interpolative coding of sorted
//! lists (Moffat and Stuiver, "Binary Interpolative Coding for Effective Index Compression",
//! Information Retrieval 3, 2000). Knows nothing of grams or documents.
//!
//! A reader never fails in the middle: past the end it yields zeros and remembers it, so that a
//! decoder checks [`BitReader::overrun`] once per item and all its loops stay bounded.

/// Collects bits.
#[derive(Clone, Debug, Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    pending: u64,
    filled: u32,
}

impl BitWriter {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Bits written so far.
    pub(crate) const fn bit_length(&self) -> u64 {
        self.bytes.len() as u64 * 8 + self.filled as u64
    }

    /// Writes the low `count` bits of `value`, at most 32.
    pub(crate) fn put(&mut self, value: u32, count: u32) {
        debug_assert!(count <= 32 && (count == 32 || value >> count == 0));
        self.pending = (self.pending << count) | u64::from(value);
        self.filled += count;
        while self.filled >= 8 {
            self.filled -= 8;
            self.bytes.push((self.pending >> self.filled) as u8);
        }
        self.pending &= (1 << self.filled) - 1;
    }

    /// Elias gamma code of `value >= 1`.
    pub(crate) fn gamma(&mut self, value: u32) {
        debug_assert!(value >= 1);
        let bits = 31 - value.leading_zeros();
        self.put(0, bits);
        self.put(1, 1);
        self.put(value & low_mask(bits), bits);
    }

    /// Exponential Golomb code of order `order` of any `value` below `u32::MAX >> order`.
    pub(crate) fn exp_golomb(&mut self, value: u32, order: u32) {
        self.gamma((value >> order) + 1);
        self.put(value & low_mask(order), order);
    }

    /// Truncated binary code of `value` in `0..size`.
    pub(crate) fn below(&mut self, value: u32, size: u32) {
        debug_assert!(value < size);
        let bits = 32 - (size - 1).leading_zeros();
        if bits == 0 {
            return;
        }
        let spare = ((1_u64 << bits) - u64::from(size)) as u32;
        if value < spare {
            self.put(value, bits - 1);
        } else {
            self.put(value + spare, bits);
        }
    }

    /// Interpolative code of strictly ascending `values`, all in `low..=high`.
    pub(crate) fn interpolative(&mut self, values: &[u32], low: u32, high: u32) {
        let Some(&value) = values.get(values.len() / 2) else { return };
        let before = (values.len() / 2) as u32;
        let after = (values.len() - 1) as u32 - before;
        let first = low + before;
        self.below(value - first, high - after - first + 1);
        if before > 0 {
            self.interpolative(&values[..values.len() / 2], low, value - 1);
        }
        if after > 0 {
            self.interpolative(&values[values.len() / 2 + 1..], value + 1, high);
        }
    }

    /// Appends another stream bit by bit.
    pub(crate) fn append(&mut self, other: &Self) {
        for &byte in &other.bytes {
            self.put(u32::from(byte), 8);
        }
        self.put(other.pending as u32, other.filled);
    }

    /// The bytes, the last one filled with zero bits.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.filled > 0 {
            let gap = 8 - self.filled;
            self.put(0, gap);
        }
        self.bytes
    }
}

const fn low_mask(bits: u32) -> u32 {
    if bits >= 32 { u32::MAX } else { (1 << bits) - 1 }
}

/// Reads what a [`BitWriter`] wrote; total on any bytes.
#[derive(Clone, Debug)]
pub(crate) struct BitReader<'a> {
    bytes: &'a [u8],
    position: usize,
    window: u64,
    filled: u32,
    failed: bool,
}

impl<'a> BitReader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0, window: 0, filled: 0, failed: false }
    }

    /// Whether more was read than there is.
    #[inline]
    pub(crate) fn overrun(&self) -> bool {
        self.failed || self.position * 8 > self.bytes.len() * 8 + self.filled as usize
    }

    /// Whether only filling bits are left.
    #[cfg(test)]
    pub(crate) fn at_end(&self) -> bool {
        !self.overrun() && self.bytes.len() * 8 + (self.filled as usize) < self.position * 8 + 8
    }

    /// Makes sure of 32 bits.
    #[inline]
    fn refill(&mut self) {
        if self.filled < 32 {
            self.window = (self.window << 32) | u64::from(self.next_word());
            self.position += 4;
            self.filled += 32;
        }
    }

    #[inline]
    fn next_word(&self) -> u32 {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        match rest.first_chunk() {
            Some(&word) => u32::from_be_bytes(word),
            None => (0..4).fold(0, |word, at| word << 8 | u32::from(*rest.get(at).unwrap_or(&0))),
        }
    }

    /// Reads `count` bits, at most 32.
    #[inline]
    pub(crate) fn take(&mut self, count: u32) -> u32 {
        debug_assert!(count <= 32);
        self.refill();
        self.filled -= count;
        ((self.window >> self.filled) as u32) & low_mask(count)
    }

    /// Looks at the next `count` bits, at most 32, zeros past the end, without reading them.
    #[inline]
    pub(crate) fn peek(&mut self, count: u32) -> u32 {
        self.refill();
        ((self.window >> (self.filled - count)) as u32) & low_mask(count)
    }

    /// Reads bits that were looked at.
    #[inline]
    pub(crate) fn skip(&mut self, count: u32) {
        self.filled -= count.min(self.filled);
    }

    /// Elias gamma code; 0 once the stream has run out.
    #[inline]
    pub(crate) fn gamma(&mut self) -> u32 {
        let bits = self.peek(32).leading_zeros();
        if bits > 31 {
            self.failed = true;
            return 0;
        }
        self.skip(bits + 1);
        (1 << bits) | self.take(bits)
    }

    /// Exponential Golomb code of order `order`; wraps on hostile input.
    #[inline]
    pub(crate) fn exp_golomb(&mut self, order: u32) -> u32 {
        let high = self.gamma().wrapping_sub(1);
        let low = self.take(order);
        if self.failed { 0 } else { (high << order) | low }
    }

    /// Truncated binary code of a value in `0..size`.
    #[inline]
    pub(crate) fn below(&mut self, size: u32) -> u32 {
        let bits = 32 - size.saturating_sub(1).leading_zeros();
        if bits == 0 {
            return 0;
        }
        let spare = ((1_u64 << bits) - u64::from(size)) as u32;
        let short = self.take(bits - 1);
        if short < spare { short } else { ((short << 1) | self.take(1)).wrapping_sub(spare) }
    }

    /// Interpolative code of `count` values in `low..=high`, appended to `out` in ascending order.
    ///
    /// The caller makes sure that `count <= high - low + 1`; then every range below is proper.
    pub(crate) fn interpolative(&mut self, out: &mut Vec<u32>, count: u32, low: u32, high: u32) {
        if count == 0 {
            return;
        }
        let before = count / 2;
        let after = count - 1 - before;
        let first = low + before;
        let value = first + self.below(high - after - first + 1);
        if before > 0 {
            self.interpolative(out, before, low, value - 1);
        }
        out.push(value);
        if after > 0 {
            self.interpolative(out, after, value + 1, high);
        }
    }

    /// Skips the same code without keeping the values.
    pub(crate) fn skip_interpolative(&mut self, count: u32, low: u32, high: u32) {
        if count == 0 {
            return;
        }
        let before = count / 2;
        let after = count - 1 - before;
        let first = low + before;
        let value = first + self.below(high - after - first + 1);
        if before > 0 {
            self.skip_interpolative(before, low, value - 1);
        }
        if after > 0 {
            self.skip_interpolative(after, value + 1, high);
        }
    }
}

/// Order of the exponential Golomb code that suits values of this running mean.
///
/// Both sides keep the mean as `mean += value - mean/8`, a fixed-point average over about eight.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AdaptiveOrder {
    eighths: u32,
}

impl AdaptiveOrder {
    pub(crate) const fn order(self) -> u32 {
        let mean = self.eighths >> 3;
        (32 - mean.leading_zeros()).saturating_sub(1)
    }

    pub(crate) const fn learn(&mut self, value: u32) {
        let value = if value > 0xff_ffff { 0xff_ffff } else { value };
        self.eighths = self.eighths - (self.eighths >> 3) + value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn codes_read_back_what_was_written(
            values in prop::collection::vec((0_u32..1 << 30, 0_u32..12, 1_u32..=u32::MAX), 0..200),
        ) {
            let mut writer = BitWriter::new();
            let mut orders = AdaptiveOrder::default();
            for &(value, order, size) in &values {
                writer.gamma(value + 1);
                writer.exp_golomb(value >> 12, order);
                writer.below(value % size, size);
                writer.exp_golomb(value & 0xffff, orders.order());
                orders.learn(value & 0xffff);
                writer.put(value & 0x7f, 7);
            }
            let bytes = writer.finish();
            let mut reader = BitReader::new(&bytes);
            let mut orders = AdaptiveOrder::default();
            for &(value, order, size) in &values {
                prop_assert_eq!(reader.gamma(), value + 1);
                prop_assert_eq!(reader.exp_golomb(order), value >> 12);
                prop_assert_eq!(reader.below(size), value % size);
                prop_assert_eq!(reader.exp_golomb(orders.order()), value & 0xffff);
                orders.learn(value & 0xffff);
                prop_assert_eq!(reader.peek(7), value & 0x7f);
                reader.skip(7);
            }
            prop_assert!(reader.at_end());
        }

        #[test]
        fn interpolative_lists_read_back(
            set in prop::collection::btree_set(5_u32..5000, 0..300), slack in 0_u32..9,
        ) {
            let values: Vec<u32> = set.into_iter().collect();
            let mut writer = BitWriter::new();
            writer.interpolative(&values, 5 - slack.min(5), 5000 + slack);
            writer.put(1, 1);
            let bytes = writer.finish();
            let (mut reader, mut skipper) = (BitReader::new(&bytes), BitReader::new(&bytes));
            let mut out = Vec::new();
            let count = values.len() as u32;
            reader.interpolative(&mut out, count, 5 - slack.min(5), 5000 + slack);
            skipper.skip_interpolative(count, 5 - slack.min(5), 5000 + slack);
            prop_assert_eq!(out, values);
            prop_assert_eq!((reader.take(1), skipper.take(1)), (1, 1));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut reader = BitReader::new(&bytes);
            for step in 0..200_u32 {
                reader.gamma();
                reader.exp_golomb(step % 20);
                reader.below(step * 7_000_003);
                reader.peek(step % 24);
                reader.skip(step % 24);
                let mut out = Vec::new();
                reader.interpolative(&mut out, step, 10, 10 + step * 2);
                prop_assert!(out.iter().all(|v| (10..=10 + step * 2).contains(v)));
            }
            prop_assert!(reader.overrun());
        }
    }
}
