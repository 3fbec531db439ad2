//! CSV and TSV -> pages, one a row; the first row names the columns. Columns without a role of their
//! own become meta data.

use crate::page::Page;
use crate::{Error, Options, Result, record};
use serde_json::{Map, Value};
use std::path::Path;

const HELP: &str = "the first row names the columns: url, title and text at least, or tell which \
                    columns hold them; a field with a comma or a line break stands in quotes";

/// Reads all rows.
pub(crate) fn read(
    text: &str,
    path: &Path,
    options: &Options,
    add: &mut dyn FnMut(Page),
) -> Result<()> {
    let first = text.lines().next().unwrap_or_default();
    // The separator that the first row has most of.
    let separator = [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|mark| first.bytes().filter(|byte| byte == mark).count());
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator.unwrap_or(b',')).from_reader(text.as_bytes());
    let fault = |cause: csv::Error| {
        let line = cause.position().map_or(1, csv::Position::line);
        Error::broken_file(
            path,
            Some((line, 1)),
            format!("it is not CSV: {}", reason(&cause)),
            HELP,
        )
    };
    let columns = reader.headers().map_err(fault)?.clone();
    let mut row = csv::StringRecord::new();
    let (mut at, mut line) = (0, 1);
    loop {
        if !reader.read_record(&mut row).map_err(fault)? {
            return Ok(());
        }
        // A row may be said to start at the end of the line before it.
        let start = row.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(text.len());
        let rest = text.get(start..).unwrap_or_default();
        let start = start + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        line += text.get(at..start).unwrap_or_default().matches('\n').count() as u64;
        at = start;
        let mut object = Map::new();
        for (name, value) in columns.iter().zip(row.iter()) {
            if !value.is_empty() {
                object.insert(name.trim().to_owned(), Value::String(value.to_owned()));
            }
        }
        let rest = object.clone();
        let (mut page, left) = record::page(object, options).map_err(|reason| {
            let what = format!("the row is not a document: {reason}");
            Error::broken_file(path, Some((line, 1)), what, HELP)
        })?;
        for name in left {
            if let Some(Value::String(value)) = rest.get(&name) {
                page.document.meta.insert(name, record::clean(value.clone()));
            }
        }
        for values in page.document.filters.values_mut() {
            let split = |value: &String| -> Vec<String> {
                value.split([';', '|', '；']).map(|part| part.trim().to_owned()).collect()
            };
            *values = values.iter().flat_map(split).filter(|value| !value.is_empty()).collect();
        }
        page.line = Some(line);
        add(page);
    }
}

fn reason(cause: &csv::Error) -> String {
    match cause.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("a row of {len} fields below {expected_len} columns")
        }
        _ => cause.to_string(),
    }
}
