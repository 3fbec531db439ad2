//! Prints the folded texts of a corpus, one JSON object a line: `{"url":…,"texts":[title, block…]}`.
//! What the engine bench scans with `String.prototype.includes`; not for anything else.

use midu_core::fold;
use std::error::Error;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let corpus = std::env::args_os().nth(1).ok_or("usage: folded PATH")?;
    let (documents, _) = midu_ingest::read_inputs(&[PathBuf::from(corpus)], &mut |_| {})?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for document in documents {
        let title = fold(&document.title);
        let blocks = document.blocks.iter().map(|block| fold(block));
        let texts: Vec<String> = std::iter::once(title).chain(blocks).collect();
        let line = serde_json::json!({ "url": document.url, "texts": texts });
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}
