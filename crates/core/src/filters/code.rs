//! Values and their documents as bits. A block is a number of entries; an entry is a value, or the mark
//! that it is the one before, and up to [`MAX_LIST`] of its documents in interpolative code.
//!
//! Texts are coded by the numbers of their characters in the alphabet of the index, without what they
//! share with the one before. The folded form is stored only where the index's own table does not
//! lead to it from the text.

use super::{Kind, Value, broken, key_of};
use crate::Result;
use crate::bits::{AdaptiveOrder, BitReader, BitWriter};
use crate::bytes::at;
use crate::fold::plain::Plain;
use crate::fold::table::FoldTable;
use std::collections::BTreeMap;

/// Most documents in one entry.
pub(crate) const MAX_LIST: usize = 1 << 11;
/// Most documents in one block: where all documents have a value, they cost no bits.
pub(crate) const MAX_PAGE_DOCS: usize = 1 << 17;
/// Most entries in one block: texts that share all with the one before cost few bits, too.
pub(crate) const MAX_PAGE_VALUES: u32 = 1 << 12;
/// Characters of the longest text. What is longer is no name, and no value to filter by.
pub(crate) const LONGEST_TEXT: usize = 256;
/// Most documents under all values of an index together.
pub(crate) const MOST_ENTRIES: u64 = 1 << 24;
/// Largest number that is a value: above all dates and ranks.
pub(crate) const MOST_NUMBER: u32 = 1 << 26;
/// Bits of a character that the alphabet does not have.
const CHAR_BITS: u32 = 21;

/// Characters and their numbers, from 1.
pub(crate) struct Letters<'a> {
    pub(super) table: &'a FoldTable,
    numbers: BTreeMap<char, u32>,
}

impl<'a> Letters<'a> {
    pub(crate) fn new(table: &'a FoldTable) -> Self {
        Self { numbers: FoldTable::alphabet(table.data()).into_iter().zip(1..).collect(), table }
    }
}

/// Writes texts.
#[derive(Clone, Default)]
pub(super) struct TextWriter {
    letters: AdaptiveOrder,
    last: String,
}

impl TextWriter {
    pub(super) fn write(&mut self, out: &mut BitWriter, letters: &Letters<'_>, text: &str) {
        let shared = self.last.chars().zip(text.chars()).take_while(|(a, b)| a == b).count();
        out.gamma(shared as u32 + 1);
        out.gamma((text.chars().count() - shared) as u32 + 1);
        for c in text.chars().skip(shared) {
            let number = letters.numbers.get(&c).copied().unwrap_or(0);
            out.exp_golomb(number, self.letters.order());
            self.letters.learn(number);
            if number == 0 {
                out.put(c as u32, CHAR_BITS);
            }
        }
        text.clone_into(&mut self.last);
    }
}

/// Reads what [`TextWriter`] wrote.
#[derive(Default)]
pub(super) struct TextReader {
    letters: AdaptiveOrder,
    last: String,
}

impl TextReader {
    pub(super) fn read(&mut self, input: &mut BitReader<'_>, alphabet: &[char]) -> Result<String> {
        let shared = at(input.gamma().wrapping_sub(1));
        let count = input.gamma().wrapping_sub(1);
        if shared > LONGEST_TEXT || at(count) > LONGEST_TEXT - shared {
            return Err(broken());
        }
        let end = self.last.char_indices().nth(shared).map_or(self.last.len(), |(end, _)| end);
        self.last.truncate(end);
        for _ in 0..count {
            let number = input.exp_golomb(self.letters.order());
            self.letters.learn(number);
            let c = match at(number).checked_sub(1) {
                None => char::from_u32(input.take(CHAR_BITS)),
                Some(index) => alphabet.get(index).copied(),
            };
            if input.overrun() {
                return Err(broken());
            }
            self.last.push(c.ok_or_else(broken)?);
        }
        if input.overrun() { Err(broken()) } else { Ok(self.last.clone()) }
    }
}

/// Collects the entries of a block.
pub(crate) struct BlockWriter<'a> {
    letters: &'a Letters<'a>,
    field: &'a str,
    kind: Kind,
    documents: u32,
    out: BitWriter,
    texts: TextWriter,
    steps: AdaptiveOrder,
    number: u32,
    /// The document after the last one of the last entry.
    next: u32,
    entries: u32,
    docs: usize,
}

impl<'a> BlockWriter<'a> {
    pub(crate) fn new(
        letters: &'a Letters<'a>,
        field: &'a str,
        kind: Kind,
        documents: u32,
    ) -> Self {
        Self {
            letters,
            field,
            kind,
            documents,
            out: BitWriter::new(),
            texts: TextWriter::default(),
            steps: AdaptiveOrder::default(),
            number: 0,
            next: 0,
            entries: 0,
            docs: 0,
        }
    }

    /// Appends some documents of a value, at most [`MAX_LIST`]; `again` where the entry before is of
    /// the same value.
    pub(crate) fn push(&mut self, value: &Value, docs: &[u32], again: bool) {
        let again = again && self.entries > 0;
        self.out.put(u32::from(again), 1);
        if !again {
            self.next = 0;
            if self.kind.is_text() {
                self.texts.write(&mut self.out, self.letters, &value.text);
                let plain = Plain::of_sources(self.letters.table);
                let leads = key_of(self.field, plain.fold(&value.text)) == value.key;
                self.out.put(u32::from(leads), 1);
                if !leads {
                    TextWriter::default().write(&mut self.out, self.letters, &value.key);
                }
            } else {
                let step = value.number - self.number;
                self.out.exp_golomb(step, self.steps.order());
                self.steps.learn(step);
                self.number = value.number;
            }
        }
        let (low, count) = (self.next, docs.len());
        self.out.gamma(count as u32);
        let Some((&last, before)) = docs.split_last() else { return };
        if count == MAX_LIST {
            // Where more follow, the end says how dense they are.
            let least = low + before.len() as u32;
            self.out.below(last - least, self.documents - least);
            self.out.interpolative(before, low, last - 1);
        } else {
            self.out.interpolative(docs, low, self.documents - 1);
        }
        self.next = last + 1;
        self.entries += 1;
        self.docs += count;
    }

    /// Whether there is room for so many more documents, on a page of at least so many bytes.
    pub(crate) const fn has_room(&self, docs: usize, bytes: u64) -> bool {
        self.entries == 0
            || (self.bytes() < bytes
                && self.docs + docs <= MAX_PAGE_DOCS
                && self.entries < MAX_PAGE_VALUES)
    }

    pub(crate) const fn bytes(&self) -> u64 {
        self.out.bit_length() / 8
    }

    pub(crate) const fn docs(&self) -> usize {
        self.docs
    }

    /// Appends the block to other bits.
    pub(crate) fn finish(&self, out: &mut BitWriter) {
        out.gamma(self.entries + 1);
        out.append(&self.out);
    }
}

/// What has to be known to read.
pub(crate) struct Reading<'a> {
    pub(super) table: &'a FoldTable,
    pub(super) alphabet: Vec<char>,
    pub(super) documents: u32,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(table: &'a FoldTable, documents: u32) -> Self {
        Self { table, alphabet: FoldTable::alphabet(table.data()), documents }
    }

    /// The values on a page of a field.
    pub(crate) fn page(&self, bytes: &[u8], field: &str, kind: Kind) -> Result<Vec<Value>> {
        self.block(&mut BitReader::new(bytes), field, kind, &mut MAX_PAGE_DOCS.clone())
    }

    /// The values of a block; `most` is how many documents it may have, and then how many are left.
    pub(super) fn block(
        &self,
        input: &mut BitReader<'_>,
        field: &str,
        kind: Kind,
        most: &mut usize,
    ) -> Result<Vec<Value>> {
        let entries = input.gamma().wrapping_sub(1);
        if entries > MAX_PAGE_VALUES {
            return Err(broken());
        }
        let (mut texts, mut steps) = (TextReader::default(), AdaptiveOrder::default());
        let (mut values, mut number, mut next) = (Vec::<Value>::new(), 0_u32, 0);
        for _ in 0..entries {
            if input.take(1) == 0 || values.is_empty() {
                next = 0;
                let mut value = Value::default();
                if kind.is_text() {
                    value.text = texts.read(input, &self.alphabet)?;
                    value.key = if input.take(1) == 1 {
                        key_of(field, Plain::of_sources(self.table).fold(&value.text))
                    } else {
                        TextReader::default().read(input, &self.alphabet)?
                    };
                } else {
                    let step = input.exp_golomb(steps.order());
                    steps.learn(step);
                    let sum = number.checked_add(step).filter(|&sum| sum <= MOST_NUMBER);
                    number = sum.ok_or_else(broken)?;
                    value.number = number;
                }
                values.push(value);
            }
            let docs = &mut values.last_mut().ok_or_else(broken)?.docs;
            let read = self.docs(input, next, docs)?;
            *most = most.checked_sub(read).ok_or_else(broken)?;
            next = docs.last().map_or(0, |&last| last + 1);
        }
        if input.overrun() { Err(broken()) } else { Ok(values) }
    }

    /// Reads the documents of an entry from `low` on; how many they are.
    fn docs(&self, input: &mut BitReader<'_>, low: u32, out: &mut Vec<u32>) -> Result<usize> {
        let count = input.gamma();
        let left = self.documents.saturating_sub(low);
        if input.overrun() || count == 0 || at(count) > MAX_LIST || count > left {
            return Err(broken());
        }
        if at(count) == MAX_LIST {
            let least = low + count - 1;
            let last = least + input.below(self.documents - least);
            input.interpolative(out, count - 1, low, last - 1);
            out.push(last);
        } else {
            input.interpolative(out, count, low, self.documents - 1);
        }
        if input.overrun() { Err(broken()) } else { Ok(at(count)) }
    }
}
