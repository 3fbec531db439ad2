//! The first page of FILTERS: which fields there are, and where the values of each stand. And the page
//! of characters that may follow it.

use super::code::{TextReader, TextWriter};
use super::{BlockWriter, Kind, Letters, MAX_PAGE_DOCS, Reading, Value, broken};
use crate::Result;
use crate::bits::{AdaptiveOrder, BitReader, BitWriter};
use crate::fold::plain::Images;
use std::ops::Range;

/// More fields than any index has.
const MOST_FIELDS: u32 = 1 << 10;
/// More characters than Unicode has that fold to something else.
const MOST_IMAGES: usize = 1 << 15;
/// Bytes of all texts that say where pages start: more than those of any index that can be written in
/// reasonable time, and little enough to be read.
const MOST_LETTERS: usize = 1 << 25;

/// Where a page of a field starts, which is not its first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Part {
    /// Not above the first key of the page, and above the last one before.
    pub(crate) key: String,
    /// The first number of the page.
    pub(crate) number: u32,
    /// Whether the key or number is that of the last value before, too.
    pub(crate) amid: bool,
}

/// A field as the directory has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) kind: Kind,
    pub(crate) key: String,
    pub(crate) name: String,
    /// Its pages in the section.
    pub(crate) pages: Range<u32>,
    /// Where all of them but the first start.
    pub(crate) parts: Vec<Part>,
    /// All values, where there are no pages.
    pub(crate) values: Vec<Value>,
}

#[cfg(feature = "language")]
impl Listed {
    /// The pages that hold values from one bound to another, given how the start of a page stands to
    /// each of the two.
    pub(crate) fn between(
        &self,
        from: impl Fn(&Part) -> std::cmp::Ordering,
        to: impl Fn(&Part) -> std::cmp::Ordering,
    ) -> Range<u32> {
        let before = self.parts.partition_point(|part| from(part).is_lt());
        let end = self.parts.partition_point(|part| to(part).is_le());
        // Where a page starts with the bound itself, the one before has it only if that says so.
        let starts = self.parts.get(before).is_some_and(|part| from(part).is_eq() && !part.amid);
        let first = self.pages.start.saturating_add(before as u32 + u32::from(starts));
        first.min(self.pages.end)
            ..self.pages.start.saturating_add(end as u32 + 1).min(self.pages.end)
    }
}

/// The shortest text that parts two.
pub(crate) fn separator(before: &str, first: &str) -> String {
    let shared = before.chars().zip(first.chars()).take_while(|(a, b)| a == b).count();
    first.chars().take(shared + 1).collect()
}

/// All fields of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Directory {
    pub(crate) fields: Vec<Listed>,
    /// The page of characters, if there is one.
    pub(crate) images: Option<u32>,
}

impl Directory {
    /// Writes the directory; each field comes with its only block where it has no pages.
    pub(crate) fn write(
        letters: &Letters<'_>,
        fields: &[(Listed, Option<BlockWriter<'_>>)],
        images: bool,
    ) -> Vec<u8> {
        let mut out = BitWriter::new();
        let mut texts = TextWriter::default();
        out.put(u32::from(images), 1);
        out.gamma(fields.len() as u32 + 1);
        for (field, block) in fields {
            out.put(field.kind as u32, 2);
            texts.write(&mut out, letters, &field.key);
            if field.kind.is_text() {
                texts.write(&mut out, letters, &field.name);
            }
            out.gamma(field.pages.len() as u32 + 1);
            if let Some(block) = block {
                block.finish(&mut out);
            }
            let (mut keys, mut steps) = (TextWriter::default(), AdaptiveOrder::default());
            let mut last = 0;
            for part in &field.parts {
                out.put(u32::from(part.amid), 1);
                if field.kind.is_text() {
                    keys.write(&mut out, letters, &part.key);
                } else {
                    out.exp_golomb(part.number - last, steps.order());
                    steps.learn(part.number - last);
                    last = part.number;
                }
            }
        }
        out.finish()
    }

    /// Reads it, given the number of pages in the section.
    pub(crate) fn read(bytes: &[u8], reading: &Reading<'_>, section: u32) -> Result<Self> {
        let mut input = BitReader::new(bytes);
        let mut texts = TextReader::default();
        let images = (input.take(1) == 1).then_some(1);
        let mut next = 1 + images.unwrap_or(0);
        let mut directory = Self { fields: Vec::new(), images };
        let mut most = MAX_PAGE_DOCS;
        let fields = input.gamma();
        if fields > MOST_FIELDS {
            return Err(broken());
        }
        let mut left = MOST_LETTERS;
        for _ in 1..fields {
            let kind = *Kind::ALL.get(input.take(2) as usize).ok_or_else(broken)?;
            let key = texts.read(&mut input, &reading.alphabet)?;
            let name = match kind.is_text() {
                true => texts.read(&mut input, &reading.alphabet)?,
                false => String::new(),
            };
            let count = input.gamma().wrapping_sub(1);
            let end = next.checked_add(count).filter(|&end| end <= section).ok_or_else(broken)?;
            let mut field =
                Listed { kind, key, name, pages: next..end, parts: Vec::new(), values: Vec::new() };
            if count == 0 {
                field.values = reading.block(&mut input, &field.key, kind, &mut most)?;
            }
            let (mut keys, mut steps) = (TextReader::default(), AdaptiveOrder::default());
            let mut last = 0_u32;
            for _ in 1..count {
                let mut part = Part { amid: input.take(1) == 1, ..Part::default() };
                if kind.is_text() {
                    part.key = keys.read(&mut input, &reading.alphabet)?;
                } else {
                    let step = input.exp_golomb(steps.order());
                    steps.learn(step);
                    last = last.checked_add(step).ok_or_else(broken)?;
                    part.number = last;
                }
                left = left.checked_sub(part.key.len()).ok_or_else(broken)?;
                if input.overrun() {
                    return Err(broken());
                }
                field.parts.push(part);
            }
            next = end;
            directory.fields.push(field);
        }
        if input.overrun() || next != section { Err(broken()) } else { Ok(directory) }
    }

    /// Writes the page of characters.
    pub(crate) fn write_images(letters: &Letters<'_>, images: &Images) -> Vec<u8> {
        let (mut out, mut texts) = (BitWriter::new(), TextWriter::default());
        let (mut next, mut order) = (0, AdaptiveOrder::default());
        out.gamma(images.len() as u32 + 1);
        for (c, image) in images {
            let step = *c as u32 - next;
            out.exp_golomb(step, order.order());
            order.learn(step);
            next = *c as u32 + 1;
            texts.write(&mut out, letters, image);
        }
        out.finish()
    }

    pub(crate) fn read_images(bytes: &[u8], reading: &Reading<'_>) -> Result<Vec<(char, String)>> {
        let (mut input, mut texts) = (BitReader::new(bytes), TextReader::default());
        let (mut next, mut order) = (0_u32, AdaptiveOrder::default());
        let mut images = Vec::new();
        for _ in 1..input.gamma() {
            let step = input.exp_golomb(order.order());
            order.learn(step);
            let c = char::from_u32(next.saturating_add(step)).ok_or_else(broken)?;
            next = c as u32 + 1;
            if images.len() > MOST_IMAGES {
                return Err(broken());
            }
            images.push((c, texts.read(&mut input, &reading.alphabet)?));
        }
        if input.overrun() { Err(broken()) } else { Ok(images) }
    }
}
