//! Bytes of an index are changed and its checksums put right: the engine may refuse it or answer
//! anything, but must not panic, hang or fill the memory.
#![no_main]

#[path = "../../tests/common/mod.rs"]
mod common;

use common::hostile::{QUERIES, Seed, exercise, tiny, varied};
use common::LAYOUTS;
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// Most bytes that are changed.
const MAX_EDITS: usize = 64;

/// A small and a larger index of each layout.
static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| {
    let seeds = LAYOUTS.map(|layout| [Seed::new(layout, tiny()), Seed::new(layout, varied())]);
    seeds.into_iter().flatten().collect()
});

#[derive(Debug, Arbitrary)]
struct Input {
    seed: u8,
    known: u8,
    edits: Vec<(u16, u8)>,
    query: String,
}

// The indexes are made first, as that takes longer than an input may.
fuzz_target!(init: { LazyLock::force(&SEEDS); }, |input: Input| {
    let seed = &SEEDS[usize::from(input.seed) % SEEDS.len()];
    let edits = input.edits.iter().take(MAX_EDITS);
    let edits: Vec<(usize, u8)> =
        edits.map(|&(place, value)| (usize::from(place), value)).collect();
    let known = |step: u8| QUERIES[usize::from(input.known.wrapping_add(step)) % QUERIES.len()];
    exercise(&seed.tampered(&edits), &[&input.query, known(0), known(1), known(2)]);
});
