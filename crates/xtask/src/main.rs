//! `cargo xtask`: set-up, builds, tests and benches of this repository, on a fresh machine as well
//! as on one where everything is there. Each command is a list of steps; a step that finds its work
//! done says so and does nothing.

mod apt;
mod bench;
mod bench_build;
mod bench_engine;
mod bench_growth;
mod bench_peers;
mod bench_rebuild;
mod bench_relevance;
mod bench_sizes;
mod browser;
mod budget;
mod command;
mod corpora;
mod docs_site;
mod fuzz;
mod layers;
mod marks;
mod names;
mod node;
mod paths;
mod playground;
mod plot;
mod script;
mod serve;
mod shots;
mod simd;
mod site;
mod sites;
mod stamp;
mod steps;
mod suites;
mod toolchain;
mod wasm;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Set-up, builds, tests and benches of the midu repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the page and the index of a corpus, and serve them on 127.0.0.1.
    Demo(site::Demo),
    /// Build the documentation with its search box, and serve it on 127.0.0.1.
    Site(docs_site::Site),
    /// Run every test of the project, browser tests included.
    Test(suites::Test),
    /// Build the WebAssembly modules with their bindings into www/dist.
    Wasm {
        /// Only the writer of the playground.
        #[arg(long)]
        playground: bool,
    },
    /// Measure, and compare with what the project promises.
    Bench(bench::Bench),
    /// Take a picture of every state of the element, and one of them all.
    Shots,
    /// Fuzz the reading of pages and of an index, and its answers.
    Fuzz(fuzz::Fuzz),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().task {
        Task::Demo(demo) => demo.run().map(|()| true),
        Task::Site(site) => site.run().map(|()| true),
        Task::Test(test) => test.run(),
        Task::Wasm { playground } => wasm_alone(playground).map(|()| true),
        Task::Bench(bench) => bench.run().map(|()| true),
        Task::Shots => shots::take().map(|()| true),
        Task::Fuzz(fuzz) => fuzz.run(),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn wasm_alone(only_playground: bool) -> Result<()> {
    if only_playground {
        return playground::build(&mut steps::Steps::new(playground::STEPS));
    }
    let mut steps = steps::Steps::new(wasm::STEPS + playground::STEPS);
    wasm::build(&mut steps)?;
    playground::build(&mut steps)
}
