//! Original text, urls and titles -> TOKENS and the pages of DOCS and TEXT.

use super::stream::Piece;
use crate::Result;
use crate::bits::BitWriter;
use crate::fold::BREAK;
use crate::fold::table::{CharData, FoldTable};
use crate::record::Record;
use crate::text::train::Trainer;
use crate::text::{MAX_MERGES, Token, TokenModel};

/// Characters of the corpus for each merged token: more tokens than this pay for their place in the
/// model only in larger corpora.
const CHARS_PER_MERGE: usize = 250;
/// Most merged tokens, which bounds what a reader loads before the first answer.
const MERGES: usize = 4096;
/// Bytes of url, title and further data in a page of DOCS before they are coded to about a third.
const DOCS_PAGE_BYTES: usize = 360;

/// TOKENS, and the pages of DOCS and TEXT.
#[derive(Debug, Default)]
pub(super) struct TextSections {
    pub(super) tokens: Vec<u8>,
    pub(super) docs: Vec<Vec<u8>>,
    /// First document of each page of DOCS.
    pub(super) doc_starts: Vec<u32>,
    pub(super) text: Vec<Vec<u8>>,
}

/// A text as tokens, each with the character that an escape stands for.
type Coded = Vec<(Token, char)>;

/// One document's strings: characters shared with the url before, then the rest coded.
struct CodedRecord {
    shared: u32,
    strings: Coded,
}

/// Trains the model and writes everything with it.
pub(super) fn write(
    chars: &CharData,
    records: &[Record],
    bodies: &str,
    pieces: &[Piece],
    progress: &mut dyn FnMut(u32),
) -> Result<TextSections> {
    let alphabet = FoldTable::alphabet(chars);
    let (strings, doc_starts) = record_strings(records);
    let sample: Vec<&str> = pieces
        .iter()
        .map(|piece| &bodies[piece.bytes.clone()])
        .chain(strings.iter().map(|(_, text)| text.as_str()))
        .collect();
    let merges = (bodies.len() / CHARS_PER_MERGE).clamp(64, MERGES.min(MAX_MERGES));
    let letters = alphabet.len();
    let trainer = Trainer::train(alphabet, &sample, merges, &mut |done| progress(done / 2))?;
    let mut counts = vec![0; trainer.len()];
    let mut code = |text: &str| -> Coded {
        let mut coded = Vec::new();
        trainer.parse(text, |token, c| {
            counts[token as usize] += 1;
            coded.push((token, c));
        });
        coded
    };
    let records: Vec<CodedRecord> = strings
        .iter()
        .map(|(shared, text)| CodedRecord { shared: *shared, strings: code(text) })
        .collect();
    let mut texts = Vec::with_capacity(pieces.len());
    for (done, piece) in pieces.iter().enumerate() {
        texts.push(code(&bodies[piece.bytes.clone()]));
        progress(500 + (done * 400 / pieces.len()) as u32);
    }
    let (data, model) = trainer.finish(&counts)?;
    let mut tokens = BitWriter::new();
    data.write(letters, &mut tokens);
    Ok(TextSections {
        tokens: tokens.finish(),
        docs: docs_pages(&model, &records, &doc_starts),
        doc_starts,
        text: pieces.iter().zip(&texts).map(|(p, text)| text_page(&model, p, text)).collect(),
    })
}

fn write_coded(model: &TokenModel, coded: &Coded, out: &mut BitWriter) {
    coded.iter().for_each(|&(token, c)| model.write(token, c, out));
}

fn text_page(model: &TokenModel, piece: &Piece, text: &Coded) -> Vec<u8> {
    let mut out = BitWriter::new();
    out.gamma(piece.state.code() + 1);
    out.gamma(text.len() as u32 + 1);
    write_coded(model, text, &mut out);
    out.finish()
}

/// For each document the number of characters that its url shares with the one before, and its
/// strings, each ended by a block end, from the rest of the url on; and the first document of each
/// page. A page starts with a whole url.
fn record_strings(records: &[Record]) -> (Vec<(u32, String)>, Vec<u32>) {
    let (mut strings, mut starts) = (Vec::with_capacity(records.len()), vec![0]);
    let (mut previous, mut size) = ("", 0);
    for (doc, record) in (0..).zip(records) {
        if size > DOCS_PAGE_BYTES {
            starts.push(doc);
            (previous, size) = ("", 0);
        }
        let shared = previous.chars().zip(record.url.chars()).take_while(|(a, b)| a == b).count();
        let skipped: usize = record.url.chars().take(shared).map(char::len_utf8).sum();
        let mut text = String::new();
        let extras = record.extras();
        let parts = [&record.url[skipped..], &record.title]
            .into_iter()
            .chain(extras.iter().map(String::as_str))
            .chain([""]);
        for part in parts {
            text.push_str(part);
            text.push(BREAK);
        }
        size += text.len();
        previous = &record.url;
        strings.push((shared as u32, text));
    }
    (strings, starts)
}

fn docs_pages(model: &TokenModel, records: &[CodedRecord], starts: &[u32]) -> Vec<Vec<u8>> {
    let ends = starts.iter().skip(1).copied().chain([records.len() as u32]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| {
            let mut out = BitWriter::new();
            for record in &records[start as usize..end as usize] {
                out.gamma(record.shared + 1);
                write_coded(model, &record.strings, &mut out);
            }
            out.finish()
        })
        .collect()
}
