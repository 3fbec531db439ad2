//! Rows of goal, measured and ratio, for people as a table and for programs as JSON.

use serde::Serialize;

/// How a row's number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Bytes,
    /// Bytes per character of the source.
    PerCharacter,
    Count,
    /// 1 is perfect, anything else is not.
    Share,
    Seconds,
}

/// One fact, with the goal that it is held against if there is one.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Row {
    what: String,
    goal: Option<f64>,
    measured: f64,
    /// Measured by goal.
    ratio: Option<f64>,
    reached: Option<bool>,
    #[serde(skip)]
    unit: Unit,
}

impl Row {
    /// A fact without a goal.
    pub(crate) fn fact(what: impl Into<String>, unit: Unit, measured: f64) -> Self {
        Self { what: what.into(), goal: None, measured, ratio: None, reached: None, unit }
    }

    /// A number that should be at most the goal; a share should be the goal.
    pub(crate) fn goal(what: impl Into<String>, unit: Unit, goal: f64, measured: f64) -> Self {
        let exact = measured.total_cmp(&goal).is_eq();
        let reached = if unit == Unit::Share { exact } else { measured <= goal };
        Self {
            what: what.into(),
            goal: Some(goal),
            measured,
            ratio: Some(measured / goal),
            reached: Some(reached),
            unit,
        }
    }

    /// The same fact with or without a goal.
    pub(crate) fn maybe(what: &str, unit: Unit, goal: Option<f64>, measured: f64) -> Self {
        match goal {
            Some(goal) => Self::goal(what, unit, goal, measured),
            None => Self::fact(what, unit, measured),
        }
    }

    fn number(&self, value: f64) -> String {
        match self.unit {
            Unit::Bytes | Unit::Count => grouped(value),
            Unit::PerCharacter => format!("{value:.3}"),
            Unit::Share => format!("{value}"),
            Unit::Seconds => format!("{value:.1} s"),
        }
    }
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

/// Queries of one kind and length: percentiles of what they cost.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LengthRow {
    pub(crate) kind: &'static str,
    pub(crate) length: usize,
    pub(crate) queries: usize,
    /// Median, 95th percentile, largest.
    pub(crate) index: [u64; 3],
    pub(crate) text: [u64; 3],
    pub(crate) docs: [u64; 3],
    pub(crate) rounds: [u64; 3],
    pub(crate) requests: [u64; 3],
    /// Pages of all these queries by section and round, such as `GRAMS@1`.
    pub(crate) pages: std::collections::BTreeMap<String, u64>,
}

/// All about one corpus.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    pub(crate) corpus: String,
    pub(crate) documents: usize,
    pub(crate) characters: u64,
    pub(crate) rows: Vec<Row>,
    pub(crate) lengths: Vec<LengthRow>,
    pub(crate) language: Vec<super::language::Language>,
}

impl Report {
    pub(crate) fn table(&self) -> String {
        let mut out = format!(
            "\n{}: {} documents, {} characters\n\n{:<62} {:>11} {:>11} {:>7}\n",
            self.corpus,
            grouped(self.documents as f64),
            grouped(self.characters as f64),
            "what",
            "goal",
            "measured",
            "ratio",
        );
        for row in &self.rows {
            let goal = row.goal.map_or_else(|| "-".to_owned(), |goal| row.number(goal));
            let ratio = row.ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
            let mark = match row.reached {
                Some(true) => "ok",
                Some(false) => "OVER",
                None => "",
            };
            let measured = row.number(row.measured);
            out += &format!("{:<62} {goal:>11} {measured:>11} {ratio:>7} {mark}\n", row.what);
        }
        out += "\nbytes and rounds by length of the query, each p50 / p95 / max\n\n";
        out += &format!(
            "{:<9} {:>3}  {:<21} {:<21} {:<21} {:<11} {:<14}\n",
            "queries", "len", "index", "text", "docs", "rounds", "requests"
        );
        for row in &self.lengths {
            let join = |values: [u64; 3]| values.map(|value| value.to_string()).join(" / ");
            let line = format!(
                "{:<9} {:>3}  {:<21} {:<21} {:<21} {:<11} {:<14}",
                row.kind,
                row.length,
                join(row.index),
                join(row.text),
                join(row.docs),
                join(row.rounds),
                join(row.requests)
            );
            out += line.trim_end();
            out.push('\n');
        }
        out += "\nqueries in the language, each p50 / p95 / max\n";
        self.language.iter().for_each(|language| out += &language.table());
        out
    }
}
