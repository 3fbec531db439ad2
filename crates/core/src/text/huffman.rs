//! Canonical Huffman codes of bounded length (Huffman 1952; Schwartz and Kallick 1964 for the
//! canonical form). Lengths alone define the code.

use crate::bits::{BitReader, BitWriter};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Longest code.
pub(crate) const MAX_LENGTH: usize = 22;

/// A code ready for writing and reading.
#[derive(Debug)]
pub(crate) struct Huffman {
    lengths: Vec<u8>,
    codes: Vec<u32>,
    /// Symbols with a code, by length, then by number.
    sorted: Vec<u32>,
    /// For each length: the first code that is longer, left-aligned to `MAX_LENGTH` bits, the number
    /// of the first symbol of that length in `sorted`, and its code.
    limits: [(u32, u32, u32); MAX_LENGTH + 1],
}

impl Huffman {
    /// The code with these lengths; `None` if they are no complete prefix code.
    pub(crate) fn new(lengths: &[u8]) -> Option<Self> {
        let coded = lengths.iter().filter(|&&length| length > 0).count();
        let mut sorted: Vec<u32> = Vec::with_capacity(coded);
        let mut codes = vec![0; lengths.len()];
        let mut limits = [(0, 0, 0); MAX_LENGTH + 1];
        let mut code = 0_u32;
        for (length, limit) in limits.iter_mut().enumerate().skip(1) {
            code <<= 1;
            let first = (sorted.len() as u32, code);
            for (symbol, slot) in (0..).zip(&mut codes) {
                if lengths.get(symbol as usize).copied().map(usize::from) == Some(length) {
                    *slot = code;
                    code = code.checked_add(1)?;
                    sorted.push(symbol);
                }
            }
            if code > 1 << length {
                return None;
            }
            *limit = (code << (MAX_LENGTH - length), first.0, first.1);
        }
        let complete = sorted.len() == coded && (code == 1 << MAX_LENGTH || sorted.len() == 1);
        complete.then(|| Self { lengths: lengths.to_vec(), codes, sorted, limits })
    }

    /// Appends the code of a symbol.
    pub(crate) fn write(&self, symbol: u32, out: &mut BitWriter) {
        let symbol = symbol as usize;
        debug_assert!(self.lengths[symbol] > 0, "symbol {symbol} has no code");
        out.put(self.codes[symbol], u32::from(self.lengths[symbol]));
    }

    /// Reads one symbol; `None` where the bits are no code.
    #[inline]
    pub(crate) fn read(&self, input: &mut BitReader<'_>) -> Option<u32> {
        let window = input.peek(MAX_LENGTH as u32);
        let mut length = 1;
        while window >= self.limits.get(length)?.0 {
            length += 1;
        }
        let &(_, first, first_code) = self.limits.get(length)?;
        input.skip(length as u32);
        let code = window >> (MAX_LENGTH - length);
        self.sorted.get((first + code.wrapping_sub(first_code)) as usize).copied()
    }
}

/// Code lengths for symbols that occur so often; 0 for those that never do. Two symbols at least
/// get a code, so that a code exists.
pub(crate) fn lengths_for(counts: &[u64]) -> Vec<u8> {
    let mut counts = counts.to_vec();
    for symbol in 0..counts.len().min(2) {
        counts[symbol] = counts[symbol].max(1);
    }
    loop {
        let lengths = unbounded(&counts);
        if lengths.iter().all(|&length| usize::from(length) <= MAX_LENGTH) {
            return lengths;
        }
        // Flatter counts give shorter longest codes; what is lost is a few bits on rare symbols.
        for count in counts.iter_mut().filter(|count| **count > 0) {
            *count = *count / 2 + 1;
        }
    }
}

fn unbounded(counts: &[u64]) -> Vec<u8> {
    let mut heap: BinaryHeap<Reverse<(u64, usize)>> = counts
        .iter()
        .enumerate()
        .filter(|&(_, &count)| count > 0)
        .map(|(node, &count)| Reverse((count, node)))
        .collect();
    let mut parents = vec![usize::MAX; counts.len()];
    while heap.len() > 1 {
        if let (Some(Reverse(a)), Some(Reverse(b))) = (heap.pop(), heap.pop()) {
            let node = parents.len();
            parents.push(usize::MAX);
            parents[a.1] = node;
            parents[b.1] = node;
            heap.push(Reverse((a.0 + b.0, node)));
        }
    }
    let mut depths = vec![0_u8; parents.len()];
    for node in (0..parents.len()).rev() {
        if let Some(&depth) = depths.get(parents[node]) {
            depths[node] = depth.saturating_add(1);
        }
    }
    depths.truncate(counts.len());
    depths
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn symbols_read_back(
            counts in prop::collection::vec(prop_oneof![Just(0_u64), 1..9_u64, 1..1_000_000_000_u64], 2..60),
            picks in prop::collection::vec(any::<prop::sample::Index>(), 0..50),
        ) {
            let lengths = lengths_for(&counts);
            let huffman = Huffman::new(&lengths).expect("a complete code");
            let coded: Vec<u32> =
                (0..).zip(&lengths).filter(|(_, l)| **l > 0).map(|(s, _)| s).collect();
            let symbols: Vec<u32> = picks.iter().map(|pick| *pick.get(&coded)).collect();
            let mut out = BitWriter::new();
            symbols.iter().for_each(|&symbol| huffman.write(symbol, &mut out));
            let bytes = out.finish();
            let mut input = BitReader::new(&bytes);
            for symbol in symbols {
                prop_assert_eq!(huffman.read(&mut input), Some(symbol));
            }
        }

        #[test]
        fn other_lengths_are_refused(lengths in prop::collection::vec(0_u8..30, 0..40)) {
            if let Some(huffman) = Huffman::new(&lengths) {
                let kraft: f64 = lengths.iter().filter(|l| **l > 0).map(|l| 0.5_f64.powi(i32::from(*l))).sum();
                prop_assert!(kraft == 1.0 || huffman.sorted.len() == 1);
            }
        }
    }

    #[test]
    fn fibonacci_counts_stay_within_the_longest_code() {
        let mut counts = vec![1_u64, 1];
        for i in 2..60 {
            counts.push(counts[i - 1] + counts[i - 2]);
        }
        assert!(Huffman::new(&lengths_for(&counts)).is_some());
    }
}
