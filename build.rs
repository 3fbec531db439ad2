//! Precomputes the index of the corpus folder.
fn main() {}
