//! Bytes of a query while the corpus grows. The measuring is examples/growth.rs, which is compiled for
//! speed; here it gets its corpus, and what it found becomes a table and a plot.

use crate::command::cargo;
use crate::plot::{Line, Panel, svg};
use crate::{corpora, marks, paths};
use anyhow::{Context as _, Result, ensure};
use clap::Args;
use serde_json::Value;
use std::fs;
use std::process::Stdio;

/// Measured where nothing else is asked for.
const USUAL: [&str; 1] = ["poetry-100k"];
/// Where plot and table go.
const PLOT: &str = "docs/growth.svg";
const PAGE: &str = "docs/measurements.md";

/// Options of `cargo xtask bench growth`.
#[derive(Args)]
pub(crate) struct Growth {
    /// A corpus of ../shared/corpora by name, or a folder or .jsonl file.
    #[arg(long, value_name = "NAME|PATH")]
    corpus: Option<String>,
    /// Draw docs/growth.svg and write the table into docs/measurements.md too.
    #[arg(long, conflicts_with = "corpus")]
    save: bool,
}

impl Growth {
    pub(crate) fn run(&self) -> Result<()> {
        let asked: Vec<String> = self.corpus.iter().cloned().collect();
        let corpora = corpora::find(&asked, &USUAL)?;
        let corpus =
            corpora.first().context("there is no corpus to grow: name one with --corpus")?;
        let mut example = cargo();
        example.args([
            "run",
            "--quiet",
            "--release",
            "--package",
            "midu",
            "--example",
            "growth",
            "--",
        ]);
        example.arg(corpus).env("MIDU_CORPUS", "").stdin(Stdio::null()).stderr(Stdio::inherit());
        let output = example.output().context("cannot run cargo")?;
        ensure!(output.status.success(), "the growth could not be measured");
        let sizes: Vec<Value> = serde_json::from_slice(&output.stdout)?;
        println!("{}\n{}", line(&sizes), table(&sizes));
        if self.save {
            let plot = paths::root().join(PLOT);
            fs::write(&plot, draw(&sizes)).with_context(|| plot.display().to_string())?;
            marks::put(PAGE, "growth", &table(&sizes))?;
            println!("{PLOT} is drawn, the table is in {PAGE}");
        }
        let wrong: u64 = sizes.iter().map(|size| number(size, "wrong") as u64).sum();
        ensure!(wrong == 0, "{wrong} answers are not those of a scan");
        Ok(())
    }
}

fn number(size: &Value, name: &str) -> f64 {
    size.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN)
}

/// Median, or 95th percentile.
fn of_two(size: &Value, name: &str, which: usize) -> f64 {
    size.get(name).and_then(|two| two.get(which)).and_then(Value::as_f64).unwrap_or(f64::NAN)
}

fn millions(size: &Value) -> f64 {
    number(size, "characters") / 1e6
}

fn pair(size: &Value, name: &str) -> String {
    [0, 1].map(|which| grouped(of_two(size, name, which))).join(" / ")
}

/// What a query costs at all sizes, and how many times as much at the last as at the first.
fn line(sizes: &[Value]) -> String {
    let all = sizes.iter().map(|size| format!("{:.0} M: {}", millions(size), pair(size, "all")));
    let mut out = format!("bytes per query, p50 / p95: {}\n", all.collect::<Vec<_>>().join(", "));
    if let [first, .., last] = sizes {
        let grown = |which| of_two(last, "all", which) / of_two(first, "all", which);
        let times = millions(last) / millions(first);
        out += &format!("{times:.0} times the text: {:.2} / {:.2} times\n", grown(0), grown(1));
    }
    out
}

fn table(sizes: &[Value]) -> String {
    let head = "characters | documents | index bytes, p50 / p95 | text and records | all | \
                round trips | first answer, cold | resident | file";
    let mut out = format!("| {head} |\n|{}\n", " --: |".repeat(head.split('|').count()));
    for size in sizes {
        let cells = [
            grouped(number(size, "characters")),
            grouped(number(size, "documents")),
            pair(size, "index"),
            pair(size, "text"),
            pair(size, "all"),
            pair(size, "rounds"),
            pair(size, "cold"),
            grouped(number(size, "resident")),
            grouped(number(size, "file")),
        ];
        out += &format!("| {} |\n", cells.join(" | "));
    }
    out
}

/// A whole number with its thousands apart.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn draw(sizes: &[Value]) -> String {
    let of = |name: &str, value: &dyn Fn(&Value) -> f64| Line {
        name: name.into(),
        points: sizes.iter().map(|size| (millions(size), value(size))).collect(),
    };
    let query = [
        of("all, p95", &|size| of_two(size, "all", 1)),
        of("all, p50", &|size| of_two(size, "all", 0)),
        of("index, p95", &|size| of_two(size, "index", 1)),
        of("index, p50", &|size| of_two(size, "index", 0)),
    ];
    let panels = [
        Panel { title: "KB per query, ten hits shown".into(), scale: 1e3, lines: query.into() },
        Panel {
            title: "KB for who comes with the query".into(),
            scale: 1e3,
            lines: vec![
                of("all, p95", &|size| of_two(size, "cold", 1)),
                of("all, p50", &|size| of_two(size, "cold", 0)),
                of("resident", &|size| number(size, "resident")),
            ],
        },
    ];
    svg(&panels, "million characters")
}
