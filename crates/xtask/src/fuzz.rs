//! `cargo xtask fuzz`: changed indexes with checksums put right, documents against a naive scan, and
//! hostile pages, for a while. The targets are in fuzz/, apart from the workspace, as they need a nightly compiler.

use crate::command::{ask, cargo, finish, program, run};
use crate::steps::{Done, Steps};
use anyhow::{Result, bail};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::process::Command;

const TARGETS: [&str; 3] = ["hostile_index", "hostile_page", "text_versus_naive"];

/// Fuzz the reading of pages and of an index, and its answers.
#[derive(Args)]
pub(crate) struct Fuzz {
    /// Only this target [default: all].
    #[arg(value_name = "TARGET", value_parser = PossibleValuesParser::new(TARGETS))]
    target: Option<String>,
    /// For how many seconds, all targets together.
    #[arg(long, value_name = "N", default_value_t = 600)]
    seconds: u32,
}

impl Fuzz {
    /// Runs the targets; whether none of them found anything.
    pub(crate) fn run(&self) -> Result<bool> {
        let wanted = |target: &&str| self.target.as_deref().is_none_or(|only| only == *target);
        let targets: Vec<&str> = TARGETS.into_iter().filter(wanted).collect();
        let mut steps = Steps::new(3 + targets.len());
        steps.run("fuzz: nightly compiler", nightly)?;
        steps.run("fuzz: cargo-fuzz (takes minutes where it is missing)", cargo_fuzz)?;
        steps.run("fuzz: targets", build)?;
        // Zero would mean without end.
        let seconds = (self.seconds / targets.len().max(1) as u32).max(1);
        let mut findings = Vec::new();
        for target in targets {
            steps.run(&format!("fuzz: {target} for {seconds} s"), || {
                let outcome = fuzz(target, seconds)?;
                findings.extend(outcome.finding);
                Ok(Done::With(outcome.executions))
            })?;
        }
        for finding in &findings {
            println!("\n{finding}");
        }
        println!("\n{} findings", findings.len());
        Ok(findings.is_empty())
    }
}

fn nightly() -> Result<Done> {
    if ask("rustup", &["run", "nightly", "rustc", "--version"]).is_none() {
        bail!(
            "fuzzing needs a nightly compiler: rustup toolchain install nightly --profile minimal"
        );
    }
    Ok(Done::Before)
}

fn cargo_fuzz() -> Result<Done> {
    if ask("cargo-fuzz", &["--version"]).is_some() {
        return Ok(Done::Before);
    }
    run(cargo().args(["install", "cargo-fuzz", "--locked"]), "fuzz-install")?;
    Ok(Done::Now)
}

fn build() -> Result<Done> {
    run(&mut cargo_fuzz_command("build"), "fuzz-build")?;
    Ok(Done::Now)
}

/// A subcommand of cargo-fuzz under the nightly compiler; the variables by which the cargo that
/// runs this names its own compiler would win over that.
fn cargo_fuzz_command(subcommand: &str) -> Command {
    let mut command = program("rustup");
    command.args(["run", "nightly", "cargo", "fuzz", subcommand]);
    for variable in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
        command.env_remove(variable);
    }
    command
}

/// What came of one target.
struct Outcome {
    /// Such as "120000 executions".
    executions: String,
    /// How the input that was found is looked at again, and how the target failed.
    finding: Option<String>,
}

fn fuzz(target: &str, seconds: u32) -> Result<Outcome> {
    let mut command = cargo_fuzz_command("run");
    command.args([target, "--", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]);
    // Inputs of full length from the start: a few bytes make no document and change no index.
    command.args(["-len_control=0", "-max_len=1024", &format!("-max_total_time={seconds}")]);
    let ended = finish(&mut command, &format!("fuzz-{target}"))?;
    let count = number_after(&ended.output, "stat::number_of_executed_units:");
    let executions = count.map_or("unknown executions".into(), |n| format!("{n} executions"));
    let finding = (!ended.success).then(|| format!("{target} FAILED:\n{}", ended.tail()));
    Ok(Outcome { executions, finding })
}

/// The number at the end of the line that starts so.
fn number_after(output: &str, start: &str) -> Option<u64> {
    output.lines().find_map(|line| line.strip_prefix(start)?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::number_after;

    #[test]
    fn executions_are_read_from_the_final_statistics() {
        let output = "Done 12 runs\nstat::number_of_executed_units: 1200\nstat::new_units: 3";
        assert_eq!(number_after(output, "stat::number_of_executed_units:"), Some(1200));
        assert_eq!(number_after("it does not build", "stat::"), None);
    }
}
