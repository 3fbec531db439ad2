//! `cargo xtask`: set-up, builds, tests and benches of this repository.
fn main() {}
