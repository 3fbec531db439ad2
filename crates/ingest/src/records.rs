//! A file of many documents that is in memory -> its documents.

use crate::page::Page;
use crate::report::Reporter;
use crate::source::{Kind, Source};
use crate::{Options, Result, csv_table, decode, feed, json, jsonl};

/// Hands over the documents one after the other; those before a fault were handed over, too.
pub(crate) fn read(
    source: &Source,
    bytes: Vec<u8>,
    options: &Options,
    reporter: &mut Reporter,
    take: &mut dyn FnMut(Page),
) -> Result<()> {
    let path = &source.path;
    let text = decode::decode(bytes, path, reporter);
    let mut add = |mut page: Page| {
        page.path.clone_from(path);
        take(page);
    };
    match source.kind {
        Kind::Json => json::read(&text, path, options, reporter, &mut add),
        Kind::Csv => csv_table::read(&text, path, options, &mut add),
        Kind::Xml => feed::read(&text, path, options, &mut add),
        _ => {
            let lines = text.split('\n').map(|line| Ok(line.to_owned()));
            jsonl::read(lines, path, options, reporter, &mut add)
        }
    }
}
