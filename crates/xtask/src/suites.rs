//! `cargo xtask test`: every suite of the project, one after the other. A suite that fails does not
//! stop the next; the last line says how many tests passed and failed in all.

use crate::command::{Ended, cargo, finish, program, run};
use crate::steps::{Done, Seconds, Steps};
use crate::{
    bench_peers, browser, budget, layers, node, paths, playground, simd, site, sites, wasm,
};
use anyhow::{Result, bail};
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use std::process::Command;
use std::time::{Duration, Instant};

/// Run every test of the project, browser tests included.
#[derive(Args)]
pub(crate) struct Test {
    /// Only the suites of these names, with the set-up they need [default: all but sites].
    #[arg(value_name = "SUITE", value_parser = PossibleValuesParser::new(NAMES.into_iter().chain(ON_REQUEST)))]
    suites: Vec<String>,
    /// The browsers that the page is tested in.
    #[arg(long, value_enum, default_value_t = Browsers::Chromium)]
    browsers: Browsers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Browsers {
    /// Chromium alone.
    Chromium,
    /// Firefox too, with what needs no protocol of Chromium's own, and WebKitGTK with tests of its own.
    All,
}

const NAMES: [&str; 10] =
    ["fmt", "clippy", "layers", "rust", "simd", "face", "types", "www", "bench", "budget"];

/// Suites that download what they test with, or take long.
const ON_REQUEST: [&str; 3] = ["firefox", "webkit", "sites"];

/// Those of them that `--browsers all` runs too.
const BROWSERS: [&str; 2] = ["firefox", "webkit"];

/// The suites that look at built modules and pages.
const NEED_BUILD: [&str; 9] =
    ["simd", "face", "types", "www", "firefox", "webkit", "bench", "budget", "sites"];

/// Files of tests of the page that hold in any browser.
const ANY_BROWSER: [&str; 8] = [
    "answers",
    "behaviour",
    "features",
    "hostile",
    "overlay",
    "overlay-places",
    "passages",
    "reader",
];

/// How many tests of a suite ended how.
#[derive(Clone, Copy, Default)]
struct Count {
    passed: u32,
    failed: u32,
    skipped: u32,
}

impl Count {
    const ONE_PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };
    const ONE_FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// A suite that was run.
struct Row {
    name: &'static str,
    count: Count,
    time: Duration,
}

impl Test {
    /// Runs the suites; whether all of them passed.
    pub(crate) fn run(&self) -> Result<bool> {
        let wanted = |name: &str| {
            let usual = self.suites.is_empty() && !ON_REQUEST.contains(&name);
            let all = self.suites.is_empty() && self.browsers == Browsers::All;
            usual || (all && BROWSERS.contains(&name)) || self.suites.iter().any(|s| s == name)
        };
        let mut rows = Vec::new();
        if NEED_BUILD.into_iter().any(wanted) {
            rows.push(timed("set-up", || set_up(wanted("www"))));
        }
        let ready = rows.iter().all(|row| row.count.failed == 0);
        for name in NAMES.into_iter().chain(ON_REQUEST).filter(|name| wanted(name)) {
            if !ready && NEED_BUILD.contains(&name) {
                println!("{name}: not run, as the set-up failed");
                rows.push(Row { name, count: Count::ONE_FAILED, time: Duration::ZERO });
                continue;
            }
            println!("{name} ...");
            let row = timed(name, || suite(name));
            println!("{}\n", describe(&row));
            rows.push(row);
        }
        Ok(summary(&rows))
    }
}

fn timed(name: &'static str, work: impl FnOnce() -> Result<Count>) -> Row {
    let start = Instant::now();
    let count = work().unwrap_or_else(|error| {
        println!("{error:#}");
        Count::ONE_FAILED
    });
    Row { name, count, time: start.elapsed() }
}

fn set_up(with_browser: bool) -> Result<Count> {
    let mut steps = Steps::new(wasm::STEPS + playground::STEPS + 3);
    if with_browser {
        steps.run("set-up: browser", || browser::ready().map(|(_, done)| done))?;
    } else {
        steps.run("set-up: browser, not needed", || Ok(Done::Before))?;
    }
    wasm::build(&mut steps)?;
    wasm::build_trap(&mut steps)?;
    playground::build(&mut steps)?;
    steps.run("page: scripts and styles", site::build_page)?;
    println!();
    // Setting up is no test; a row without counts shows its time.
    Ok(Count::default())
}

fn suite(name: &str) -> Result<Count> {
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    match name {
        "fmt" => one(cargo().args(["fmt", "--all", "--check"]), name),
        "clippy" => one(cargo().args(clippy), name),
        "layers" => checked(layers::check()),
        "rust" => rust(),
        "simd" => checked(simd::check()),
        "face" => face(),
        "types" => one(&mut node::npm(&["run", "typecheck"]), name),
        "www" => www(),
        "firefox" => firefox(),
        "webkit" => webkit(),
        "bench" => bench(),
        "budget" => checked(budget::check()),
        "sites" => node_tests(&mut sites::prepared()?, name),
        other => bail!("there is no suite {other}"),
    }
}

/// A program that is a test as a whole.
fn one(command: &mut Command, name: &str) -> Result<Count> {
    let ended = finish(command, name)?;
    Ok(if ended.success { Count::ONE_PASSED } else { shown(&ended, Count::ONE_FAILED) })
}

/// A check of our own that is a test as a whole.
fn checked(outcome: Result<String>) -> Result<Count> {
    println!("  {}", outcome?);
    Ok(Count::ONE_PASSED)
}

fn rust() -> Result<Count> {
    let ended = finish(cargo().args(["test", "--workspace", "--no-fail-fast"]), "rust")?;
    let mut count = Count::default();
    for line in ended.output.lines().filter(|line| line.starts_with("test result:")) {
        count.passed += number_before(line, "passed");
        count.failed += number_before(line, "failed");
        count.skipped += number_before(line, "ignored");
    }
    let ended = Ended { output: failures(&ended.output), ..ended };
    Ok(verdict(&ended, count))
}

/// What `cargo test` says of failed tests, or all it says where it came to none.
fn failures(output: &str) -> String {
    between(output, |line| line == "failures:", |line| line.starts_with("test result:"))
}

/// The lines from each beginning up to its end, or all of them where there is no beginning.
fn between(output: &str, begins: fn(&str) -> bool, ends: fn(&str) -> bool) -> String {
    let mut inside = false;
    let told = output.lines().filter(|line| {
        inside = begins(line) || (inside && !ends(line));
        inside
    });
    let told: Vec<&str> = told.collect();
    if told.is_empty() { output.to_owned() } else { told.join("\n") }
}

/// The built modules in Node, over the sample corpus in every layout.
fn face() -> Result<Count> {
    site::build_command()?;
    let indexes = paths::records().join("indexes");
    std::fs::create_dir_all(&indexes)?;
    for layout in ["paged", "embedded", "compact"] {
        let mut midu = site::midu();
        midu.arg("index").arg(paths::www().join("corpus")).args(["--layout", layout, "-o"]);
        run(midu.arg(indexes.join(layout).with_extension("midu")), &format!("index-{layout}"))?;
    }
    let mut midu = site::midu();
    midu.arg("index").arg(paths::www().join("corpus")).args(["--weights", "1,20,90", "-o"]);
    run(midu.arg(indexes.join("weighted.midu")), "index-weighted")?;
    let mut tests = program("node");
    node_tests(tests.args(["--test", "tests/face.test.mjs"]).env("MIDU_INDEXES", indexes), "face")
}

fn www() -> Result<Count> {
    let (chromium, _) = browser::ready()?;
    node_tests(node::npm(&["test"]).env("CHROMIUM", chromium), "www")
}

fn firefox() -> Result<Count> {
    site::build_command()?;
    let mut tests = program("node");
    tests.current_dir(paths::www()).env("FIREFOX", browser::firefox()?);
    tests.env("MIDU_CLI", site::midu().get_program());
    tests.args(["--test", "--test-concurrency=1"]);
    node_tests(tests.args(ANY_BROWSER.map(|name| format!("tests/{name}.test.mjs"))), "firefox")
}

/// In a display of its own: WebKitGTK has no way to run without one.
fn webkit() -> Result<Count> {
    let driver = browser::webkit()?;
    site::build_command()?;
    let mut tests = program("xvfb-run");
    tests.current_dir(paths::www()).env("WEBKIT", driver);
    tests.env("MIDU_CLI", site::midu().get_program());
    tests.args(["--auto-servernum", "--server-args=-screen 0 1280x1024x24"]);
    node_tests(tests.args(["node", "--test", "tests/webkit.test.mjs"]), "webkit")
}

/// The bench beside the peers, over the sample corpus and without the peers.
fn bench() -> Result<Count> {
    let (chromium, _) = browser::ready()?;
    node::peers()?;
    site::build_command()?;
    bench_peers::build_fold()?;
    let mut tests = program("npm");
    tests.arg("test").current_dir(paths::peers()).env("CHROMIUM", chromium);
    bench_peers::name_programs(&mut tests);
    node_tests(&mut tests, "bench")
}

/// A run of Node's test runner.
fn node_tests(command: &mut Command, name: &str) -> Result<Count> {
    let ended = finish(command, name)?;
    let mut count = Count::default();
    for line in ended.output.lines() {
        // `# pass 12` from the tap reporter, `ℹ pass 12` from the one for people.
        let Some(rest) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) else {
            continue;
        };
        let Some((word, number)) = rest.split_once(' ') else { continue };
        let number = number.trim().parse().unwrap_or(0);
        match word {
            "pass" => count.passed += number,
            "fail" | "cancelled" => count.failed += number,
            "skipped" | "todo" => count.skipped += number,
            _ => {}
        }
    }
    let begins = |line: &str| line.trim_start().starts_with("not ok ");
    let ends = |line: &str| ["# ", "ok "].iter().any(|end| line.trim_start().starts_with(end));
    let ended = Ended { output: between(&ended.output, begins, ends), ..ended };
    Ok(verdict(&ended, count))
}

/// A program that failed, or ran nothing, failed at least one test, whatever it counted itself.
fn verdict(ended: &Ended, mut count: Count) -> Count {
    if (!ended.success || count.passed == 0) && count.failed == 0 {
        count.failed = 1;
    }
    if count.failed > 0 { shown(ended, count) } else { count }
}

fn shown(ended: &Ended, count: Count) -> Count {
    println!("{}", ended.tail());
    count
}

/// The number before a word: 3 of `ok. 3 passed; 0 failed`.
fn number_before(line: &str, word: &str) -> u32 {
    let mut before = "";
    for piece in line.split([' ', ';']) {
        if piece == word {
            return before.parse().unwrap_or(0);
        }
        before = piece;
    }
    0
}

fn describe(row: &Row) -> String {
    let Count { passed, failed, skipped } = row.count;
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    let time = Seconds(row.time).to_string();
    format!("{:<8} {verdict:<7} {passed:>6} {failed:>6} {skipped:>7} {time:>8}", row.name)
}

fn summary(rows: &[Row]) -> bool {
    println!("suite    result  passed failed skipped     time");
    let mut all = Count::default();
    for row in rows {
        println!("{}", describe(row));
        all.add(row.count);
    }
    let Count { passed, failed, skipped } = all;
    let skips = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    println!("\n{passed} passed, {failed} failed{skips}");
    failed == 0
}

#[cfg(test)]
mod tests {
    use super::{failures, number_before};

    #[test]
    fn only_failed_tests_are_told() {
        let output = "test a ... ok\nfailures:\nit broke\ntest result: FAILED.\ntest c ... ok";
        assert_eq!(failures(output), "failures:\nit broke");
        assert_eq!(failures("error: it does not compile"), "error: it does not compile");
    }

    #[test]
    fn counts_are_read_from_the_line_of_cargo_test() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; finished";
        assert_eq!(
            ["passed", "failed", "ignored", "unheard"].map(|word| number_before(line, word)),
            [12, 3, 1, 0]
        );
    }
}
