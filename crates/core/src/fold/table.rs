//! The part of the fold that one index needs, as the index carries it: its characters by frequency,
//! what its source characters become, and, apart, what further characters of a query become.
//! No Unicode tables; the same [`super::Folder`] runs on it as on the full ones.

use super::{BREAK, Folded, Folder, Mapping, State, Symbol, is_cjk};
use crate::bits::{AdaptiveOrder, BitReader, BitWriter};
use crate::bytes::at;
use crate::gram::{BREAK_UNIT, Unit, is_pair, push_units};
use crate::{Error, Result};

pub(crate) use crate::gram::Rank;

/// The rank of every character that the index does not have.
pub(crate) const UNKNOWN: Rank = u32::MAX;

/// More characters than Unicode has.
const MAX_CHARS: u32 = 0x11_0000;
/// Most characters with an image of their own that a reader accepts; the standard has some 20,000.
const MAX_IMAGES: u32 = 0x2_0000;
/// Longest image of one character or segment; NFKC's longest is 18 (UAX #15, U+FDFA).
const MAX_SYMBOLS: u32 = 256;

/// One symbol of an image: 0 = space, otherwise a rank.
pub(crate) type Image = Box<[Rank]>;

/// Everything about characters that an index stores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CharData {
    /// Folded characters with about the number of their occurrences, in rank order: by falling count,
    /// then by code point.
    pub(crate) chars: Vec<(char, u32)>,
    /// Source characters that do not fold to themselves, ascending.
    pub(crate) images: Vec<(char, Image)>,
    /// Source characters that may combine with what stands before them, ascending.
    pub(crate) continuing: Vec<char>,
    /// Segments whose image is not that of their characters in a row, ascending.
    pub(crate) segments: Vec<(Box<str>, Image)>,
}

impl CharData {
    pub(crate) fn write(&self, out: &mut BitWriter) {
        out.gamma(self.chars.len() as u32 + 1);
        let mut previous = u32::MAX;
        let mut rest = &self.chars[..];
        while let Some(&(_, count)) = rest.first() {
            let size = rest.iter().take_while(|&&(_, other)| other == count).count();
            out.gamma(if previous == u32::MAX { count } else { previous - count });
            out.gamma(size as u32);
            write_ascending(out, rest[..size].iter().map(|&(c, _)| c));
            previous = count;
            rest = &rest[size..];
        }
        write_images(out, &self.images, self.rank_bits());
        out.gamma(self.continuing.len() as u32 + 1);
        write_ascending(out, self.continuing.iter().copied());
        out.gamma(self.segments.len() as u32 + 1);
        for (segment, image) in &self.segments {
            out.gamma(segment.chars().count() as u32);
            for c in segment.chars() {
                out.put(c as u32, 21);
            }
            write_image(out, image, self.rank_bits());
        }
    }

    pub(crate) fn read(input: &mut BitReader<'_>) -> Result<Self> {
        let mut data = Self::default();
        let length = read_count(input)?;
        let mut count = 0;
        while data.chars.len() < at(length) {
            let step = input.gamma();
            count = if data.chars.is_empty() { step } else { count.wrapping_sub(step) };
            let size = input.gamma();
            if input.overrun() || size > length - data.chars.len() as u32 {
                return Err(broken());
            }
            for c in read_ascending(input, size)? {
                data.chars.push((c, count));
            }
        }
        let bits = data.rank_bits();
        data.images = read_images(input, bits, length)?;
        let continuing = read_count(input)?;
        data.continuing = read_ascending(input, continuing)?;
        for _ in 0..read_count(input)? {
            let mut segment = String::new();
            for _ in 0..input.gamma().min(MAX_SYMBOLS) {
                segment.push(read_char(input.take(21))?);
            }
            let image = read_image(input, bits, length)?;
            let segment: Box<str> = segment.into();
            if data.segments.last().is_some_and(|(last, _)| *last >= segment) {
                return Err(broken());
            }
            data.segments.push((segment, image));
        }
        if input.overrun() { Err(broken()) } else { Ok(data) }
    }

    /// Whether some characters take two units.
    pub(crate) fn has_pairs(&self) -> bool {
        is_pair(self.chars.len() as Rank)
    }

    fn rank_bits(&self) -> u32 {
        u32::BITS - (self.chars.len() as u32).leading_zeros()
    }

    /// Writes images of characters that only a query may hold; ranks refer to `self.chars`.
    pub(crate) fn write_query_images(&self, images: &[(char, Image)]) -> Vec<u8> {
        let mut out = BitWriter::new();
        write_images(&mut out, images, self.rank_bits());
        out.finish()
    }
}

fn broken() -> Error {
    Error::invalid("the table of characters breaks the rules of the format; rebuild the index")
}

fn read_char(code: u32) -> Result<char> {
    char::from_u32(code).ok_or_else(broken)
}

fn read_count(input: &mut BitReader<'_>) -> Result<u32> {
    let count = input.gamma().wrapping_sub(1);
    if input.overrun() || count > MAX_CHARS { Err(broken()) } else { Ok(count) }
}

fn write_ascending(out: &mut BitWriter, chars: impl Iterator<Item = char>) {
    let (mut next, mut order) = (0, AdaptiveOrder::default());
    for c in chars {
        let step = c as u32 - next;
        out.exp_golomb(step, order.order());
        order.learn(step);
        next = c as u32 + 1;
    }
}

fn read_ascending(input: &mut BitReader<'_>, count: u32) -> Result<Vec<char>> {
    let (mut next, mut order) = (0_u32, AdaptiveOrder::default());
    let mut chars = Vec::new();
    for _ in 0..count {
        let step = input.exp_golomb(order.order());
        order.learn(step);
        let c = read_char(next.saturating_add(step))?;
        if input.overrun() {
            return Err(broken());
        }
        chars.push(c);
        next = c as u32 + 1;
    }
    Ok(chars)
}

/// Runs of neighbouring characters with an empty image are written as one, since whole planes of
/// ignorable characters exist.
fn write_images(out: &mut BitWriter, images: &[(char, Image)], bits: u32) {
    let mut runs: Vec<(char, u32, &Image)> = Vec::new();
    for &(c, ref image) in images {
        match runs.last_mut() {
            Some((start, length, last))
                if image.is_empty() && last.is_empty() && *start as u32 + *length == c as u32 =>
            {
                *length += 1;
            }
            _ => runs.push((c, 1, image)),
        }
    }
    out.gamma(runs.len() as u32 + 1);
    write_ascending(out, runs.iter().map(|&(c, ..)| c));
    for (_, length, image) in runs {
        write_image(out, image, bits);
        if image.is_empty() {
            out.gamma(length);
        }
    }
}

fn read_images(input: &mut BitReader<'_>, bits: u32, chars: u32) -> Result<Vec<(char, Image)>> {
    let count = read_count(input)?;
    let mut images = Vec::new();
    for c in read_ascending(input, count)? {
        let image = read_image(input, bits, chars)?;
        let length = if image.is_empty() { input.gamma() } else { 1 };
        if input.overrun() || length > MAX_IMAGES || images.len() > at(MAX_IMAGES) {
            return Err(broken());
        }
        for code in c as u32..(c as u32).saturating_add(length) {
            images.push((read_char(code)?, image.clone()));
        }
    }
    Ok(images)
}

fn write_image(out: &mut BitWriter, image: &[Rank], bits: u32) {
    // One character is by far the commonest image: a single bit says so.
    out.gamma(match image.len() as u32 {
        1 => 1,
        0 => 2,
        n => n + 1,
    });
    for &rank in image {
        out.put(rank, bits);
    }
}

fn read_image(input: &mut BitReader<'_>, bits: u32, chars: u32) -> Result<Image> {
    let length = match input.gamma() {
        1 => 1,
        2 => 0,
        n => n.wrapping_sub(1),
    };
    if input.overrun() || length > MAX_SYMBOLS {
        return Err(broken());
    }
    let image: Image = (0..length).map(|_| input.take(bits)).collect();
    if image.iter().any(|&rank| rank > chars) { Err(broken()) } else { Ok(image) }
}

/// Code points in a block of the look-up table.
const BLOCK: usize = 256;

/// What a known source character becomes.
#[derive(Clone, Debug)]
enum Target {
    One(Rank),
    Several(Image),
}

/// [`CharData`] made fast to look up.
#[derive(Clone, Debug)]
pub(crate) struct FoldTable {
    data: CharData,
    /// For each 256 code points where their slots start in `slots`; 0 = none is known.
    blocks: Vec<u32>,
    /// Index into `targets` plus one for each code point of a block; 0 = unknown.
    slots: Vec<u32>,
    targets: Vec<(char, Target, bool)>,
    /// How many of them are characters of the sources.
    sources: usize,
    cjk: Vec<bool>,
    has_query_images: bool,
    space: Rank,
}

impl FoldTable {
    pub(crate) fn new(data: CharData) -> Self {
        let mut cjk = vec![false; data.chars.len() + 1];
        for (slot, &(c, _)) in cjk.iter_mut().skip(1).zip(&data.chars) {
            *slot = is_cjk(c);
        }
        let mut table = Self {
            blocks: vec![0; 0x1100],
            slots: vec![0; BLOCK],
            targets: Vec::with_capacity(data.chars.len() + data.images.len()),
            sources: 0,
            cjk,
            has_query_images: false,
            space: UNKNOWN,
            data: CharData::default(),
        };
        for (c, image) in &data.images {
            table.insert_image(*c, image);
        }
        for (rank, &(c, _)) in (1..).zip(&data.chars) {
            // The space of a source is white space, whose fate the fold decides.
            if c == ' ' {
                table.space = rank;
            } else {
                table.insert(c, Target::One(rank));
            }
        }
        table.sources = table.targets.len();
        for &c in &data.continuing {
            // A mark that is only ever composed away has no rank, but still belongs to a segment.
            table.insert(c, Target::One(UNKNOWN));
            let slot = at(table.slot(c));
            if let Some((.., continues)) =
                slot.checked_sub(1).and_then(|i| table.targets.get_mut(i))
            {
                *continues = true;
            }
        }
        table.data = data;
        table
    }

    fn insert_image(&mut self, c: char, image: &Image) {
        let target = match image[..] {
            [rank] if rank != 0 => Target::One(rank),
            _ => Target::Several(image.clone()),
        };
        self.insert(c, target);
    }

    fn insert(&mut self, c: char, target: Target) {
        if self.slot(c) != 0 {
            return;
        }
        self.targets.push((c, target, false));
        let slot = self.targets.len() as u32;
        let Some(block) = self.blocks.get_mut(c as usize / BLOCK) else { return };
        if *block == 0 {
            *block = self.slots.len() as u32;
            self.slots.resize(self.slots.len() + BLOCK, 0);
        }
        if let Some(entry) = self.slots.get_mut(at(*block) + c as usize % BLOCK) {
            *entry = slot;
        }
    }

    #[inline]
    fn slot(&self, c: char) -> u32 {
        // Block 0 of `slots` stays empty, so unknown blocks need no test.
        let block = self.blocks.get(c as usize / BLOCK).copied().unwrap_or(0);
        self.slots.get(at(block) + c as usize % BLOCK).copied().unwrap_or(0)
    }

    #[inline]
    fn target(&self, c: char) -> Option<&(char, Target, bool)> {
        at(self.slot(c)).checked_sub(1).and_then(|index| self.targets.get(index))
    }

    /// The ranks that a character of the sources becomes; with `queries` also one that only queries
    /// hold, as far as those are here.
    pub(crate) fn image(&self, c: char, queries: bool) -> Option<&[Rank]> {
        let index = at(self.slot(c)).checked_sub(1).filter(|&i| queries || i < self.sources)?;
        Some(match self.targets.get(index)? {
            (_, Target::One(rank), _) => std::slice::from_ref(rank),
            (_, Target::Several(image), _) => image,
        })
    }

    /// What is stored.
    pub(crate) const fn data(&self) -> &CharData {
        &self.data
    }

    /// Known source characters of the index (not of queries only), in a fixed order: the folded ones
    /// by rank, then those with an image. The text codec's alphabet.
    pub(crate) fn alphabet(data: &CharData) -> Vec<char> {
        let sources = data.images.iter().map(|&(c, _)| c);
        data.chars.iter().map(|&(c, _)| c).chain(sources).collect()
    }

    /// The rank of the space, [`UNKNOWN`] where no folded text has one.
    pub(crate) const fn space(&self) -> Rank {
        self.space
    }

    /// Whether [`Self::add_query_images`] was called.
    pub(crate) const fn has_query_images(&self) -> bool {
        self.has_query_images
    }

    /// Adds images of characters that only queries hold.
    pub(crate) fn add_query_images(&mut self, bytes: &[u8]) -> Result<()> {
        let mut input = BitReader::new(bytes);
        let length = self.data.chars.len() as u32;
        let images = read_images(&mut input, self.data.rank_bits(), length)?;
        if input.overrun() {
            return Err(broken());
        }
        for (c, image) in &images {
            self.insert_image(*c, image);
        }
        self.has_query_images = true;
        Ok(())
    }

    /// Folds a text onto a stream of units; returns the state after it.
    pub(crate) fn fold_units(&self, state: State, text: &str, units: &mut Vec<Unit>) -> State {
        let mut folder = Folder::new(self, state);
        folder.fold(text, |item, _| self.push_folded(item, units));
        folder.state()
    }

    /// Appends the units of one folded item.
    #[inline]
    pub(crate) fn push_folded(&self, item: Folded<Rank>, units: &mut Vec<Unit>) {
        match item {
            Folded::Break => units.push(BREAK_UNIT),
            Folded::Space => push_units(units, self.space),
            Folded::Char(rank) => push_units(units, rank),
        }
    }

    fn push_rank(&self, rank: Rank, out: &mut Vec<Symbol<Rank>>) {
        out.push(if rank == 0 {
            Symbol::Space
        } else {
            Symbol::Char(rank, self.cjk.get(at(rank)).copied().unwrap_or(false))
        });
    }

    fn map_char(&self, c: char, out: &mut Vec<Symbol<Rank>>) {
        match self.target(c) {
            Some((_, Target::One(rank), _)) => self.push_rank(*rank, out),
            Some((_, Target::Several(image), _)) => {
                for &rank in image {
                    self.push_rank(rank, out);
                }
            }
            None if c == BREAK => out.push(Symbol::Break),
            None if c.is_whitespace() => out.push(Symbol::Space),
            None if c.is_ascii_uppercase() => self.map_char(c.to_ascii_lowercase(), out),
            None => out.push(Symbol::Char(UNKNOWN, is_cjk(c))),
        }
    }
}

impl Mapping for FoldTable {
    type Unit = Rank;

    #[inline]
    fn continues(&self, c: char) -> bool {
        self.target(c).is_some_and(|&(.., continues)| continues)
    }

    fn map(&self, segment: &str, out: &mut Vec<Symbol<Rank>>) {
        let mut chars = segment.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            return self.map_char(c, out);
        }
        let found = self.data.segments.binary_search_by(|(known, _)| (**known).cmp(segment));
        match found.ok().and_then(|index| self.data.segments.get(index)) {
            Some((_, image)) => image.iter().for_each(|&rank| self.push_rank(rank, out)),
            None => segment.chars().for_each(|c| self.map_char(c, out)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_back_what_was_written() {
        let image = |ranks: &[Rank]| -> Image { ranks.into() };
        let data = CharData {
            chars: vec![('的', 900), ('a', 7), ('中', 7), ('\u{2a6d6}', 1)],
            images: [
                ('\n', image(&[0])),
                ('A', image(&[2])),
                ('\u{200b}', image(&[])),
                ('\u{200c}', image(&[])),
                ('…', image(&[2, 0, 3])),
            ]
            .into(),
            continuing: vec!['\u{301}', '\u{3099}'],
            segments: [("a\u{301}".into(), image(&[4]))].into(),
        };
        let mut out = BitWriter::new();
        data.write(&mut out);
        let bytes = out.finish();
        let mut input = BitReader::new(&bytes);
        assert_eq!(CharData::read(&mut input).unwrap(), data);
        assert!(input.at_end());
        for length in 0..bytes.len() - 1 {
            let _ = CharData::read(&mut BitReader::new(&bytes[..length]));
        }
    }
}
