//! The `midu` command: builds, queries, inspects and checks indexes, and tries them out.
//!
//! Thin: it reads arguments and files, calls `midu-ingest` and `midu-core`, and prints. One file per
//! subcommand. Exit code 0: done; 1: failed, with `error:`, `where:` and `help:` on standard error;
//! 2: the command line itself is wrong; 130: interrupted by Ctrl-C while writing.

mod carrier;
mod check;
mod draft;
mod failure;
mod index;
mod init;
mod inspect;
mod keys;
mod merge;
mod opened;
mod output;
mod progress;
mod query;
mod reading;
mod scratch;
mod serve;
mod settings;
mod shell;
mod sizes;
mod style;
mod suggest;
mod watch;
mod weights;
mod widget;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Exact Chinese substring search over static files.
#[derive(Parser)]
#[command(name = "midu", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done; 1 failed, standard error says what, where and what to do; 2 the command line is
wrong; 130 interrupted. NO_COLOR switches colours off.";

#[derive(Subcommand)]
enum Command {
    Index(Box<index::Arguments>),
    Serve(Box<serve::Arguments>),
    Query(Box<query::Arguments>),
    Suggest(suggest::Arguments),
    Inspect(inspect::Arguments),
    Check(check::Arguments),
    Merge(Box<merge::Arguments>),
    Init(init::Arguments),
    Config(shell::Config),
    Completions(shell::Completions),
    Man(shell::Manual),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Index(arguments) => index::run(*arguments),
        Command::Serve(arguments) => serve::run(*arguments),
        Command::Query(arguments) => query::run(&arguments),
        Command::Suggest(arguments) => suggest::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Config(arguments) => shell::config(&arguments),
        Command::Completions(arguments) => shell::completions::<Arguments>(&arguments),
        Command::Man(arguments) => shell::manual::<Arguments>(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read our output has read enough.
        Err(failure) if failure.is_closed_output() => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report();
            ExitCode::FAILURE
        }
    }
}
