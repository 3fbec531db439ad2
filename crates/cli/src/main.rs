//! The `midu` command: builds, queries, inspects and checks index files.
//!
//! Thin: it reads arguments and files, calls `midu-ingest` and `midu-core`, and prints. One file per
//! subcommand. Exit code 0: done; 1: failed, with `error:`, `where:` and `help:` on standard error;
//! 2: the command line itself is wrong.

mod carrier;
mod check;
mod failure;
mod index;
mod inspect;
mod opened;
mod output;
mod progress;
mod query;
mod sizes;
mod style;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Exact Chinese substring search over static files.
#[derive(Parser)]
#[command(name = "midu", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Index(index::Arguments),
    Query(query::Arguments),
    Inspect(inspect::Arguments),
    Check(check::Arguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Index(arguments) => index::run(&arguments),
        Command::Query(arguments) => query::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read our output has read enough.
        Err(failure) if failure.is_closed_output() => ExitCode::SUCCESS,
        Err(failure) => {
            eprint!("{failure}");
            ExitCode::FAILURE
        }
    }
}
