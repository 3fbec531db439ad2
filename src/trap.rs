//! Ways for an engine to die, each at a query of its name. Only builds for tests have them: what the
//! client does about a dead engine cannot be seen otherwise, as no other query is known to kill one.

use std::hint::black_box;

/// Dies, hangs or eats memory if the query says so.
pub(crate) fn spring(query: &str) {
    match query {
        "trap:unreachable" => std::process::abort(),
        "trap:memory" => exhaust(),
        "trap:stack" => drop(black_box(overflow(0))),
        "trap:hang" => while black_box(true) {},
        "trap:leak" => std::mem::forget(black_box(vec![1_u8; LEAK])),
        _ => {}
    }
}

/// Bytes that `trap:leak` takes and never gives back.
const LEAK: usize = 8 << 20;

/// Allocates, without touching it, until nothing is left.
fn exhaust() {
    let mut held: Vec<Vec<u8>> = Vec::new();
    while black_box(true) {
        held.push(black_box(Vec::with_capacity(1 << 26)));
    }
}

/// Calls itself with a kilobyte on the stack, without end.
fn overflow(depth: u64) -> u64 {
    let frame = black_box([depth; 128]);
    let below = overflow(black_box(depth.wrapping_add(1)));
    below.wrapping_add(frame.first().copied().unwrap_or(0))
}
