//! Original text, urls and titles -> TOKENS and the pages of DOCS and TEXT.

use super::pages::Pages;
use super::scratch::{Pile, PileReader, Scratch};
use super::spool::{Spool, Spooled};
use crate::Result;
use crate::bits::BitWriter;
use crate::bounds::Slots;
use crate::fold::table::FoldTable;
use crate::fold::{BREAK, Folder, State, segments};
use crate::record::Record;
use crate::text::train::{SAMPLE_BYTES, Trainer};
use crate::text::{MAX_MERGES, TokenModel};

/// Bytes of the corpus for each merged token: more tokens than this pay for their place in the model
/// only in larger corpora.
const BYTES_PER_MERGE: u64 = 250;
/// Most merged tokens, which bounds what a reader loads before the first answer.
const MERGES: u64 = 4096;
/// Bytes of a piece of the sample.
const SAMPLE_PIECE: usize = 4096;

/// TOKENS, and the pages of DOCS and TEXT.
#[derive(Debug)]
pub(super) struct TextSections {
    pub(super) tokens: Vec<u8>,
    pub(super) docs: Pages,
    pub(super) text: Pages,
}

/// The corpus as the text codec sees it.
pub(super) struct Texts<'a> {
    pub(super) spool: &'a Spool,
    /// Where documents are in the spool, in the order of the index.
    pub(super) order: &'a [u64],
    pub(super) table: &'a FoldTable,
    pub(super) slots: &'a Slots,
    /// Bytes of all bodies and records.
    pub(super) bytes: u64,
}

impl Texts<'_> {
    /// Trains the model and writes everything with it.
    pub(super) fn write(
        &self,
        scratch: &dyn Scratch,
        progress: &mut dyn FnMut(u32),
    ) -> Result<TextSections> {
        let alphabet = FoldTable::alphabet(self.table.data());
        let merges = (self.bytes / BYTES_PER_MERGE).clamp(64, MERGES.min(MAX_MERGES as u64));
        let (sample, share) = self.sample()?;
        let trainer = Trainer::train(alphabet, &sample, share, merges as usize, &mut |done| {
            progress(done / 2);
        })?;
        drop(sample);
        let mut coder =
            Coder { counts: vec![0; trainer.len()], trainer, pile: Pile::new(scratch)? };
        self.each(|number, document, shared| {
            document.place_headings(self.table);
            coder.push(&record_text(&document.record, shared), shared, State::START, 0)?;
            self.each_piece(number, &document.body, |text, state, late| {
                coder.push(text, 0, state, late)
            })?;
            progress(500 + (u64::from(number) * 400 / self.order.len() as u64) as u32);
            Ok(())
        })?;
        let Coder { counts, trainer, mut pile } = coder;
        pile.seal()?;
        let (data, model) = trainer.finish(&counts)?;
        let mut tokens = BitWriter::new();
        data.write(&mut tokens);
        let (docs, text) = self.pages(&model, &pile, scratch)?;
        progress(1000);
        Ok(TextSections { tokens: tokens.finish(), docs, text })
    }

    /// Visits all documents in order, each with how many characters its url shares with the one
    /// before on its page of DOCS.
    fn each(&self, mut visit: impl FnMut(u32, &mut Spooled, u32) -> Result<()>) -> Result<()> {
        let mut previous = String::new();
        for (number, &place) in (0..).zip(self.order) {
            let mut document = self.spool.read(place)?;
            if self.starts_page(number) {
                previous.clear();
            }
            let same =
                previous.chars().zip(document.record.url.chars()).take_while(|(a, b)| a == b);
            let shared = same.count() as u32;
            visit(number, &mut document, shared)?;
            previous = document.record.url;
        }
        Ok(())
    }

    /// Whether a document is the first on its page of DOCS.
    fn starts_page(&self, number: u32) -> bool {
        self.slots.record_page(number).is_none_or(|(_, before)| before == 0)
    }

    /// Evenly spread pieces of all texts, and how many of the corpus's occurrences one of the sample
    /// stands for.
    fn sample(&self) -> Result<(Vec<String>, u64)> {
        let step = (self.bytes / SAMPLE_BYTES).max(1);
        let (mut chosen, mut index) = (Vec::new(), 0);
        self.each(|number, document, shared| {
            let mut take = |text: &str| {
                for piece in pieces(text) {
                    if index % step == 0 {
                        chosen.push(piece.to_owned());
                    }
                    index += 1;
                }
            };
            take(&record_text(&document.record, shared));
            self.each_piece(number, &document.body, |text, _, _| {
                take(text);
                Ok(())
            })
        })?;
        Ok((chosen, step))
    }

    /// Cuts a body where its pages of TEXT end; the last piece is ended by one more block end. With
    /// each piece come the fold's state before it and the units by which it starts late.
    fn each_piece(
        &self,
        number: u32,
        body: &str,
        mut visit: impl FnMut(&str, State, u32) -> Result<()>,
    ) -> Result<()> {
        let Some(pages) = self.slots.body_pages(number) else { return Ok(()) };
        let (mut start, mut state, mut late) = (0, State::START, 0);
        if pages.count > 1 {
            let mut folder = Folder::new(self.table, State::START);
            let (mut units, mut page) = (Vec::new(), 1);
            for segment in segments(self.table, body) {
                while page < pages.count && units.len() >= (page * pages.step) as usize {
                    visit(&body[start..segment.start], state, late)?;
                    (start, state) = (segment.start, folder.state());
                    late = units.len() as u32 - page * pages.step;
                    page += 1;
                }
                folder.fold(&body[segment], |item, _| self.table.push_folded(item, &mut units));
            }
            visit(&format!("{}{BREAK}", &body[start..]), state, late)?;
            return (page..pages.count).try_for_each(|_| visit("", State::START, 0));
        }
        visit(&format!("{body}{BREAK}"), state, late)
    }

    /// Writes the pages from the coded pieces.
    fn pages(
        &self,
        model: &TokenModel,
        pile: &Pile,
        scratch: &dyn Scratch,
    ) -> Result<(Pages, Pages)> {
        let (mut docs, mut text) = (Pages::new(scratch)?, Pages::new(scratch)?);
        let mut input = pile.reader(0);
        let mut records = BitWriter::new();
        // Whole bodies that wait for their page to be full.
        let mut waiting: Vec<Piece> = Vec::new();
        let mut waiting_page = 0;
        let documents = self.order.len() as u32;
        for number in 0..documents {
            if number > 0 && self.starts_page(number) {
                docs.push(&std::mem::take(&mut records).finish())?;
            }
            let record = Piece::read(&mut input)?;
            records.gamma(record.shared + 1);
            record.write(model, &mut records);
            let Some(pages) = self.slots.body_pages(number) else { continue };
            if pages.first != waiting_page && !waiting.is_empty() {
                text.push(&page(model, &std::mem::take(&mut waiting)))?;
            }
            for part in 0..pages.count {
                let piece = Piece::read(&mut input)?;
                if pages.count == 1 {
                    waiting_page = pages.first;
                    waiting.push(piece);
                } else {
                    debug_assert_eq!(text.lengths.len() as u32, pages.first + part);
                    text.push(&page(model, &[piece]))?;
                }
            }
        }
        docs.push(&records.finish())?;
        if !waiting.is_empty() {
            text.push(&page(model, &waiting))?;
        }
        for pages in [&mut docs, &mut text] {
            pages.contents.seal()?;
        }
        Ok((docs, text))
    }
}

/// Codes texts into a pile and counts their tokens.
struct Coder {
    trainer: Trainer,
    counts: Vec<u64>,
    pile: Pile,
}

impl Coder {
    fn push(&mut self, text: &str, shared: u32, state: State, late: u32) -> Result<()> {
        let mut tokens = Vec::new();
        self.trainer.parse(text, |token, c| tokens.push((token, c)));
        for number in [shared, state.code(), late, tokens.len() as u32] {
            self.pile.push_number(number)?;
        }
        for (token, c) in tokens {
            self.counts[token as usize] += 1;
            self.pile.push_number(token)?;
            if token == crate::text::ESCAPE {
                self.pile.push_number(c as u32)?;
            }
        }
        Ok(())
    }
}

/// A coded piece of text.
struct Piece {
    shared: u32,
    state: u32,
    late: u32,
    tokens: Vec<(u32, char)>,
}

impl Piece {
    fn read(input: &mut PileReader<'_>) -> Result<Self> {
        let [shared, state, late, count] = [(); 4].map(|()| input.number());
        let (shared, state, late) = (shared?, state?, late?);
        let mut tokens = Vec::new();
        for _ in 0..count? {
            let token = input.number()?;
            let escaped = if token == crate::text::ESCAPE { input.number()? } else { 0 };
            tokens.push((token, char::from_u32(escaped).unwrap_or_default()));
        }
        Ok(Self { shared, state, late, tokens })
    }

    fn write(&self, model: &TokenModel, out: &mut BitWriter) {
        self.tokens.iter().for_each(|&(token, c)| model.write(token, c, out));
    }
}

/// A page of TEXT: whole bodies, or one part of one.
fn page(model: &TokenModel, pieces: &[Piece]) -> Vec<u8> {
    let mut out = BitWriter::new();
    let (state, late) = pieces.first().map_or((0, 0), |first| (first.state, first.late));
    out.gamma(state + 1);
    out.gamma(late + 1);
    out.gamma(pieces.iter().map(|piece| piece.tokens.len() as u32).sum::<u32>() + 1);
    pieces.iter().for_each(|piece| piece.write(model, &mut out));
    out.finish()
}

/// The strings of a record from what its url does not share with the one before, each ended by a
/// block end.
fn record_text(record: &Record, shared: u32) -> String {
    let skipped: usize = record.url.chars().take(shared as usize).map(char::len_utf8).sum();
    let extras = record.extras();
    let parts = [&record.url[skipped..], &record.title]
        .into_iter()
        .chain(extras.iter().map(String::as_str))
        .chain([""]);
    parts.flat_map(|part| [part, "\0"]).collect()
}

/// A text in pieces of about [`SAMPLE_PIECE`] bytes.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = rest.split_at(rest.ceil_char_boundary(SAMPLE_PIECE));
        rest = after;
        Some(piece)
    })
}
