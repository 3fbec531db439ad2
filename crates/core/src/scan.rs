//! Substring search by scanning: the engine of the compact layout, and the twin that the gram index
//! is tested against.
//!
//! Two units of the query are compared in blocks of vectors (`simd128` on wasm, SSE2 or NEON
//! elsewhere, plain code where there are none); only blocks with a candidate are looked at closer.
//! The rarest units are the largest numbers, so choosing what to compare needs no statistics.

use crate::gram::Unit;
use wide::u16x8;

/// Units that are compared at once.
const BLOCK: usize = 64;

/// All positions of `query` in `stream`, ascending, overlapping ones too.
pub(crate) fn find(stream: &[Unit], query: &[Unit]) -> Vec<u32> {
    let mut positions = Vec::new();
    let Some(last_start) = stream.len().checked_sub(query.len()) else { return positions };
    let Some((first, second)) = probes(query) else { return positions };
    let (a, b) = (query[first], query[second]);
    let starts = last_start + 1;
    let mut start = 0;
    while start + BLOCK <= starts {
        let one = &stream[start + first..start + first + BLOCK];
        let two = &stream[start + second..start + second + BLOCK];
        if block_has(one, two, a, b) {
            find_scalar_in(stream, query, (first, second), start..start + BLOCK, &mut positions);
        }
        start += BLOCK;
    }
    find_scalar_in(stream, query, (first, second), start..starts, &mut positions);
    positions
}

/// The same without blocks: the plain form, for targets without vectors and for tests.
#[cfg(test)]
fn find_scalar(stream: &[Unit], query: &[Unit]) -> Vec<u32> {
    let mut positions = Vec::new();
    if let (Some(last), Some(probes)) = (stream.len().checked_sub(query.len()), probes(query)) {
        find_scalar_in(stream, query, probes, 0..last + 1, &mut positions);
    }
    positions
}

/// Places of the two rarest units of a query, the same one twice if it has only one.
fn probes(query: &[Unit]) -> Option<(usize, usize)> {
    let first = (0..query.len()).max_by_key(|&place| query[place])?;
    let second = (0..query.len()).filter(|&place| place != first).max_by_key(|&place| query[place]);
    Some((first, second.unwrap_or(first)))
}

/// Whether both units stand at the same place anywhere in two blocks. Few blocks have the first one,
/// the rarest of the query, so the second is mostly left alone.
#[inline]
fn block_has(one: &[Unit], two: &[Unit], a: Unit, b: Unit) -> bool {
    let (a, b) = (u16x8::splat(a), u16x8::splat(b));
    let mut any = u16x8::ZERO;
    for x in one.as_chunks().0 {
        any |= u16x8::new(*x).simd_eq(a);
    }
    if any == u16x8::ZERO {
        return false;
    }
    any = u16x8::ZERO;
    for (x, y) in one.as_chunks().0.iter().zip(two.as_chunks().0) {
        any |= u16x8::new(*x).simd_eq(a) & u16x8::new(*y).simd_eq(b);
    }
    any != u16x8::ZERO
}

fn find_scalar_in(
    stream: &[Unit],
    query: &[Unit],
    (first, second): (usize, usize),
    starts: std::ops::Range<usize>,
    positions: &mut Vec<u32>,
) {
    for start in starts {
        if stream[start + first] == query[first]
            && stream[start + second] == query[second]
            && stream[start..].starts_with(query)
        {
            positions.push(start as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn blocks_plain_loop_and_windows_find_the_same(
            stream in prop::collection::vec(1_u16..5, 0..400),
            query in prop::collection::vec(1_u16..5, 1..6),
        ) {
            let naive: Vec<u32> = stream
                .windows(query.len())
                .enumerate()
                .filter(|(_, window)| *window == &query[..])
                .map(|(place, _)| place as u32)
                .collect();
            prop_assert_eq!(&find(&stream, &query), &naive);
            prop_assert_eq!(&find_scalar(&stream, &query), &naive);
        }
    }
}
