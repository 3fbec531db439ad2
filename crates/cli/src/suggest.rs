//! `midu suggest`: what the documents hold that begins as somebody types.

use crate::failure::Failure;
use crate::opened::IndexFile;
use crate::sizes::count;
use crate::style::visible;
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;

/// Show words and titles that begin with a text, or whose pinyin does.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The index file.
    index: PathBuf,

    /// The beginning, in Han characters or pinyin.
    prefix: String,

    /// How many to show.
    #[arg(long, value_name = "N", default_value_t = 8)]
    limit: usize,

    /// Print one JSON object per line.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    documents: u32,
    title: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let file = IndexFile::read(&arguments.index)?;
    let mut index = file.open()?;
    let ask = |index: &midu_core::Index<&[u8]>| index.suggest(&arguments.prefix, arguments.limit);
    let suggestions = file.ask(&mut index, "the prefix", ask)?;
    let mut out = io::stdout().lock();
    for suggestion in &suggestions {
        let (text, documents) = (suggestion.text.as_str(), suggestion.documents);
        if arguments.json {
            let line = Line { text, documents, title: suggestion.title };
            serde_json::to_writer(&mut out, &line)?;
            writeln!(out)?;
        } else {
            let documents = count(documents.into(), "document", "documents");
            let title = if suggestion.title { ", a title" } else { "" };
            writeln!(out, "{}  ({documents}{title})", visible(text))?;
        }
    }
    if suggestions.is_empty() && !arguments.json {
        let meant = file.ask(&mut index, "the prefix", |index| index.meant(&arguments.prefix))?;
        let texts: Vec<String> = meant.iter().map(|word| visible(&word.text)).collect();
        let said =
            if texts.is_empty() { String::new() } else { format!("; meant? {}", texts.join(", ")) };
        writeln!(out, "nothing begins so{said}")?;
    }
    Ok(())
}
