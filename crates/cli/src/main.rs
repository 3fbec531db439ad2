//! The `midu` command.
fn main() {}
