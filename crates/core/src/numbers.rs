//! Lists of numbers that are alike, such as lengths: each as its difference to their running mean, in
//! an exponential Golomb code whose order follows.

use crate::bits::{AdaptiveOrder, BitReader, BitWriter};
use crate::{Error, Result};

/// Writes numbers as differences to the one before, or to their own mean, whichever is shorter.
pub(crate) fn write_numbers(out: &mut BitWriter, numbers: impl Iterator<Item = u32>) {
    let mut mean = 0_u32;
    let mut order = AdaptiveOrder::default();
    for number in numbers {
        let code = difference(number, mean);
        out.exp_golomb(code, order.order());
        order.learn(code);
        mean = next_mean(mean, number);
    }
}

pub(crate) fn read_numbers(input: &mut BitReader<'_>, count: u32) -> Result<Vec<u32>> {
    let mut mean = 0_u32;
    let mut order = AdaptiveOrder::default();
    let mut numbers = Vec::new();
    for _ in 0..count {
        let code = input.exp_golomb(order.order());
        order.learn(code);
        if input.overrun() {
            return Err(Error::invalid("a list of numbers ends too early"));
        }
        let number = apply_difference(code, mean);
        numbers.push(number);
        mean = next_mean(mean, number);
    }
    Ok(numbers)
}

const fn next_mean(mean: u32, number: u32) -> u32 {
    if mean == 0 { number } else { ((mean as u64 * 7 + number as u64) / 8) as u32 }
}

/// Zigzag of the wrapped difference: even for above the mean, odd for below.
const fn difference(number: u32, mean: u32) -> u32 {
    let step = number.wrapping_sub(mean) as i32;
    ((step << 1) ^ (step >> 31)) as u32
}

const fn apply_difference(code: u32, mean: u32) -> u32 {
    mean.wrapping_add((code >> 1) ^ (code & 1).wrapping_neg())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_read_back(numbers in prop::collection::vec(0_u32..1 << 29, 0..50)) {
            let mut out = BitWriter::new();
            write_numbers(&mut out, numbers.iter().copied());
            let bytes = out.finish();
            let count = numbers.len() as u32;
            prop_assert_eq!(read_numbers(&mut BitReader::new(&bytes), count).unwrap(), numbers);
        }
    }
}
