//! The size of what a reader downloads, after brotli, against tests/budget.json. Raising a budget is
//! a commit of its own.

use crate::command::program;
use crate::paths;
use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

/// Compresses as a good static host does; Node has brotli built in.
const COMPRESS: &str = "const { brotliCompressSync, constants: c } = require('node:zlib');
const bytes = require('node:fs').readFileSync(process.argv[1]);
const params = { [c.BROTLI_PARAM_QUALITY]: 11, [c.BROTLI_PARAM_SIZE_HINT]: bytes.length };
console.log(brotliCompressSync(bytes, { params }).length);";

/// Prints part, bytes and budget; fails where one is exceeded.
pub(crate) fn check() -> Result<String> {
    let budget = budget()?;
    let most = budget.get(TOTAL).and_then(Value::as_u64);
    let most = most.with_context(|| format!("tests/budget.json has no number `{TOTAL}`"))?;
    let rows = measure(parts(&budget)?)?;
    let total = Row { name: TOTAL, bytes: rows.iter().map(|row| row.bytes).sum(), most };
    let mut table = String::new();
    for row in rows.iter().chain([&total]) {
        table += &format!("    {:<28} {:>7} of {:>7}\n", row.name, row.bytes, row.most);
    }
    let table = table.trim_end();
    if let Some(row) = rows.iter().chain([&total]).find(|row| row.bytes > row.most) {
        bail!("{} takes {} bytes, {} are allowed:\n{table}", row.name, row.bytes, row.most);
    }
    Ok(format!("{} of {} bytes\n{table}", total.bytes, total.most))
}

/// Bytes of all that a reader downloads after brotli, if it is built.
pub(crate) fn code() -> Result<Option<u64>> {
    let budget = budget()?;
    let parts = parts(&budget)?;
    if !parts.keys().all(|name| paths::dist().join(name).is_file()) {
        return Ok(None);
    }
    Ok(Some(measure(parts)?.iter().map(|row| row.bytes).sum()))
}

fn budget() -> Result<Value> {
    let file = paths::root().join("tests/budget.json");
    let text = fs::read_to_string(&file).with_context(|| format!("no {}", file.display()))?;
    serde_json::from_str(&text).context("tests/budget.json")
}

fn parts(budget: &Value) -> Result<&Map<String, Value>> {
    let parts = budget.get("parts").and_then(Value::as_object);
    parts.context("tests/budget.json has no object `parts`")
}

const TOTAL: &str = "wasm+js+css brotli";

struct Row<'a> {
    name: &'a str,
    bytes: u64,
    most: u64,
}

fn measure(parts: &Map<String, Value>) -> Result<Vec<Row<'_>>> {
    let mut rows = Vec::new();
    for (name, most) in parts {
        let most =
            most.as_u64().with_context(|| format!("tests/budget.json: {name}: no number"))?;
        rows.push(Row { name, bytes: brotli(&paths::dist().join(name))?, most });
    }
    Ok(rows)
}

/// The length of a file after brotli at quality 11.
pub(crate) fn brotli(file: &Path) -> Result<u64> {
    let output = program("node").args(["-e", COMPRESS]).arg(file).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().with_context(|| {
        format!("{}: {}", file.display(), String::from_utf8_lossy(&output.stderr).trim())
    })
}
