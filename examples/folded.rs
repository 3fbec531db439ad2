//! Prints the folded texts of a corpus, one JSON object a line: `{"url":…,"texts":[title, block…]}`.
//! What the engine bench scans with `String.prototype.includes`; not for anything else.

mod measure;

use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

fn main() -> Result<(), measure::Failure> {
    let corpus = std::env::args_os().nth(1).ok_or("usage: folded PATH")?;
    let (documents, _) = midu_ingest::read_inputs(&[PathBuf::from(corpus)], &mut |_| {})?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (document, texts) in documents.iter().zip(measure::corpus::folded(&documents)?) {
        let line = serde_json::json!({ "url": document.url, "texts": texts });
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}
