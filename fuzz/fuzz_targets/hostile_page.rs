//! Bytes as a file of every kind that is read: any of them gives documents or a clear error, never a
//! panic, and what the documents say of themselves holds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use midu_ingest::{Ingest, Options, Page};
use std::path::Path;
use std::sync::LazyLock;

const NAMES: [&str; 7] = ["a.html", "a.md", "a.txt", "a.json", "a.jsonl", "a.csv", "a.xml"];

/// Pieces that put bytes on a way which chance would take long to find.
const PIECES: [&str; 16] = [
    "<main>", "</main>", "<h2 id=x>", "<table><tr><td>", "<script>", "</script>", "<svg>", "<pre>",
    "<!--", "<p data-midu-meta='a[b],c:d'>", "<a href=javascript:x>", "---\ntitle: x\n---\n",
    "::: tip\n", "{\"url\":\"a\",\"text\":\"", "<rss><item><link>", "本报讯(记者 甲) ",
];

static INGEST: LazyLock<Ingest> = LazyLock::new(|| Ingest::new(Options::default()));

fuzz_target!(|input: (u8, Vec<(u8, Vec<u8>)>)| {
    let (kind, parts) = input;
    let mut bytes = Vec::new();
    for (piece, more) in parts {
        // Half of all numbers name a piece.
        if let Some(piece) = PIECES.get(usize::from(piece) % (2 * PIECES.len())) {
            bytes.extend_from_slice(piece.as_bytes());
        }
        bytes.extend_from_slice(&more);
    }
    let name = NAMES[usize::from(kind) % NAMES.len()];
    let Ok(pages) = INGEST.read_bytes(Path::new(name), bytes) else { return };
    pages.iter().for_each(holds);
});

fn holds(page: &Page) {
    let blocks = &page.document.blocks;
    assert!(blocks.iter().all(|block| !block.contains('\0')));
    let mut last = 0;
    for section in &page.sections {
        assert!(section.first_block < blocks.len() && section.first_block >= last);
        last = section.first_block;
    }
    for weight in &page.weights {
        assert!(weight.blocks.end <= blocks.len() && !weight.blocks.is_empty());
    }
    if let Some(image) = page.document.meta.get("image") {
        assert!(!image.trim_start().to_ascii_lowercase().starts_with("javascript:"));
    }
}
