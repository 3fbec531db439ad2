//! Bytes of a query while the corpus grows. The measuring is examples/growth.rs, which is compiled for
//! speed; here it gets its corpus, and what it found becomes a table and a plot.

use crate::command::cargo;
use crate::plot::{Line, Panel, svg};
use crate::{corpora, paths};
use anyhow::{Context as _, Result, ensure};
use clap::Args;
use serde_json::Value;
use std::fs;
use std::process::Stdio;

/// Measured where nothing else is asked for.
const USUAL: [&str; 1] = ["poetry-100k"];
/// The plot, for docs/measurements.md.
const PLOT: &str = "docs/growth.svg";

/// Options of `cargo xtask bench growth`.
#[derive(Args)]
pub(crate) struct Growth {
    /// A corpus of ../shared/corpora by name, or a folder or .jsonl file.
    #[arg(long, value_name = "NAME|PATH")]
    corpus: Option<String>,
    /// Draw docs/growth.svg too.
    #[arg(long)]
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
        print!("{}", table(&sizes));
        if self.save {
            let plot = paths::root().join(PLOT);
            fs::write(&plot, draw(&sizes)).with_context(|| plot.display().to_string())?;
            println!("\n{PLOT} is drawn");
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

/// One line for what a query costs at all sizes, then a table with the parts.
fn table(sizes: &[Value]) -> String {
    let pair = |size: &Value, name: &str| {
        format!("{:.0} / {:.0}", of_two(size, name, 0), of_two(size, name, 1))
    };
    let all = sizes.iter().map(|size| format!("{:.0} M: {}", millions(size), pair(size, "all")));
    let mut out = format!("bytes per query, p50 / p95: {}\n", all.collect::<Vec<_>>().join(", "));
    if let [first, .., last] = sizes {
        for (which, name) in ["p50", "p95"].iter().enumerate() {
            let growth = of_two(last, "all", which) / of_two(first, "all", which);
            out += &format!("{name}: {growth:.3} times as many as at {:.0} M\n", millions(first));
        }
    }
    out += "\n| characters | documents | queries | index bytes, p50 / p95 | text of ten hits | all | round trips | resident | file |\n";
    out += "| --: | --: | --: | --: | --: | --: | --: | --: | --: |\n";
    for size in sizes {
        let counts = ["characters", "documents", "queries"].map(|name| number(size, name));
        let pairs = ["index", "text", "all", "rounds"].map(|name| pair(size, name));
        let ends = ["resident", "file"].map(|name| number(size, name));
        let cells = counts.map(|n| n.to_string()).into_iter().chain(pairs);
        let cells: Vec<String> = cells.chain(ends.map(|n| n.to_string())).collect();
        out += &format!("| {} |\n", cells.join(" | "));
    }
    out
}

fn draw(sizes: &[Value]) -> String {
    let line = |name: &str, value: &dyn Fn(&Value) -> f64| Line {
        name: name.into(),
        points: sizes.iter().map(|size| (millions(size), value(size))).collect(),
    };
    let query = [
        line("all, p95", &|size| of_two(size, "all", 1)),
        line("all, p50", &|size| of_two(size, "all", 0)),
        line("index, p95", &|size| of_two(size, "index", 1)),
        line("index, p50", &|size| of_two(size, "index", 0)),
    ];
    let panels = [
        Panel { title: "KB per query, ten hits shown".into(), scale: 1e3, lines: query.into() },
        Panel {
            title: "KB read once, when the index is opened".into(),
            scale: 1e3,
            lines: vec![line("resident", &|size| number(size, "resident"))],
        },
    ];
    svg(&panels, "million characters")
}
