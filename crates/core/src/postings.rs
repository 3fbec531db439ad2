//! Pages of sorted entries under gram keys: position lists (GRAMS) and the heads of long lists
//! (HEADS). One bit stream a page: number of entries, then each key as its difference to the one
//! before and what stands under it. Positions are in interpolative code, near the entropy bound.

use crate::bits::{AdaptiveOrder, BitReader, BitWriter};
use crate::gram::{MAX_GRAM, Unit, gram_of_key};
use crate::{Error, Result};

/// Most positions in one list. Runs cost no bits, so their number is bounded apart.
pub(crate) const MAX_LIST: usize = 1 << 14;
/// Most positions in one page, for the same reason.
pub(crate) const MAX_PAGE_POSITIONS: u32 = 1 << 17;
/// Documents that the head of a long list names.
pub(crate) const HEAD_DOCS: usize = 12;
/// Longest key: a gram and a position in two units.
const MAX_KEY: usize = MAX_GRAM + 2;

fn broken() -> Error {
    Error::invalid("a page of grams breaks the rules of the format; rebuild the index")
}

/// Codes ascending keys by their differences.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyCoder {
    key: Vec<Unit>,
    steps: [AdaptiveOrder; 4],
    /// Of units that follow a step: small numbers are frequent characters.
    units: AdaptiveOrder,
    started: bool,
}

impl KeyCoder {
    /// The last key.
    pub(crate) fn key(&self) -> &[Unit] {
        &self.key
    }

    /// Writes the next key.
    pub(crate) fn write(&mut self, out: &mut BitWriter, key: &[Unit]) {
        let shared = self.key.iter().zip(key).take_while(|(a, b)| a == b).count();
        let mut rest = shared;
        if self.started {
            out.gamma((self.key.len() - shared) as u32 + 1);
            if shared < self.key.len() {
                let step = u32::from(key[shared]) - u32::from(self.key[shared]) - 1;
                let order = &mut self.steps[shared.min(3)];
                out.exp_golomb(step, order.order());
                order.learn(step);
                rest += 1;
            }
        }
        out.gamma((key.len() - rest) as u32 + 1);
        for &unit in &key[rest..] {
            out.exp_golomb(u32::from(unit), self.units.order());
            self.units.learn(u32::from(unit));
        }
        self.started = true;
        self.key.clear();
        self.key.extend_from_slice(key);
    }

    /// Reads the next key.
    pub(crate) fn read(&mut self, input: &mut BitReader<'_>) -> Result<()> {
        if self.started {
            let dropped = (input.gamma() as usize).wrapping_sub(1);
            let shared = self.key.len().checked_sub(dropped).ok_or_else(broken)?;
            if let Some(&unit) = self.key.get(shared) {
                let order = self.steps.get_mut(shared.min(3)).ok_or_else(broken)?;
                let step = input.exp_golomb(order.order());
                order.learn(step);
                let next = u32::from(unit).saturating_add(step).saturating_add(1);
                self.key.truncate(shared);
                self.key.push(Unit::try_from(next).map_err(|_| broken())?);
            }
        }
        let more = (input.gamma() as usize).wrapping_sub(1);
        if input.overrun() || more > MAX_KEY - self.key.len().min(MAX_KEY) {
            return Err(broken());
        }
        for _ in 0..more {
            let unit = input.exp_golomb(self.units.order());
            self.units.learn(unit);
            self.key.push(Unit::try_from(unit).map_err(|_| broken())?);
        }
        self.started = true;
        Ok(())
    }
}

/// Collects entries until a page is full.
#[derive(Debug)]
pub(crate) struct PageBuilder {
    body: BitWriter,
    keys: KeyCoder,
    entries: u32,
    positions: u32,
    max_bits: u64,
}

/// What can stand under a key.
pub(crate) trait Entry {
    /// Appends the entry.
    fn write(&self, out: &mut BitWriter);
    /// How many positions reading it yields.
    fn positions(&self) -> u32;
}

impl PageBuilder {
    /// Pages of at most so many bytes, unless one entry alone is larger.
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self {
            body: BitWriter::new(),
            keys: KeyCoder::default(),
            entries: 0,
            positions: 0,
            // The number of entries and the filling of the last byte come on top.
            max_bits: (max_bytes as u64).saturating_sub(4) * 8,
        }
    }

    /// Adds an entry, or says that the page is full; then it must be finished first.
    pub(crate) fn add(&mut self, key: &[Unit], entry: &impl Entry) -> bool {
        let mut keys = self.keys.clone();
        let mut bits = BitWriter::new();
        keys.write(&mut bits, key);
        entry.write(&mut bits);
        let full = self.body.bit_length() + bits.bit_length() > self.max_bits
            || self.positions + entry.positions() > MAX_PAGE_POSITIONS;
        if self.entries > 0 && full {
            return false;
        }
        self.body.append(&bits);
        self.keys = keys;
        self.entries += 1;
        self.positions += entry.positions();
        true
    }

    /// Whether nothing was added since the last page.
    pub(crate) const fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// The bytes of the page; the builder starts the next one.
    pub(crate) fn finish(&mut self) -> Vec<u8> {
        let mut page = BitWriter::new();
        page.gamma(self.entries + 1);
        page.append(&self.body);
        self.body = BitWriter::new();
        self.keys = KeyCoder::default();
        self.entries = 0;
        self.positions = 0;
        page.finish()
    }
}

/// The positions of one gram.
#[derive(Debug)]
pub(crate) struct PositionList<'a> {
    /// Ascending.
    pub(crate) positions: &'a [u32],
    /// Length of the stream: every position is below.
    pub(crate) stream: u32,
}

impl Entry for PositionList<'_> {
    fn write(&self, out: &mut BitWriter) {
        out.gamma(self.positions.len() as u32);
        out.interpolative(self.positions, 0, self.stream - 1);
    }

    fn positions(&self) -> u32 {
        self.positions.len() as u32
    }
}

/// A list read from a page of GRAMS that agrees with a query as far as both go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundList {
    /// How many units of the query the list's gram covers.
    pub(crate) covered: usize,
    /// Ascending.
    pub(crate) positions: Vec<u32>,
}

/// Reads every entry of a page of GRAMS that agrees with `query`: one whose gram is a prefix of it,
/// or all whose grams continue it.
pub(crate) fn find_lists(page: &[u8], query: &[Unit], stream: u32) -> Result<Vec<FoundList>> {
    let mut found = Vec::new();
    walk_lists(page, stream, |key, count, input| {
        let gram = gram_of_key(key);
        let length = gram.len().min(query.len());
        match gram[..length].cmp(&query[..length]) {
            std::cmp::Ordering::Less => input.skip_interpolative(count, 0, stream - 1),
            std::cmp::Ordering::Equal => {
                let mut positions = Vec::new();
                input.interpolative(&mut positions, count, 0, stream - 1);
                found.push(FoundList { covered: length, positions });
            }
            std::cmp::Ordering::Greater => return false,
        }
        true
    })?;
    Ok(found)
}

/// Reads a whole page of GRAMS; `visit` gets each key and its positions.
pub(crate) fn each_list(
    page: &[u8],
    stream: u32,
    mut visit: impl FnMut(&[Unit], &[u32]),
) -> Result<()> {
    let mut positions = Vec::new();
    walk_lists(page, stream, |key, count, input| {
        positions.clear();
        input.interpolative(&mut positions, count, 0, stream - 1);
        visit(key, &positions);
        true
    })
}

fn walk_lists(
    page: &[u8],
    stream: u32,
    mut visit: impl FnMut(&[Unit], u32, &mut BitReader<'_>) -> bool,
) -> Result<()> {
    let mut input = BitReader::new(page);
    let mut keys = KeyCoder::default();
    let mut total = 0_u32;
    for _ in 1..input.gamma() {
        keys.read(&mut input)?;
        let count = input.gamma();
        total = total.saturating_add(count);
        if input.overrun() || count > stream || total > MAX_PAGE_POSITIONS || count == 0 {
            return Err(broken());
        }
        if !visit(&keys.key, count, &mut input) {
            return Ok(());
        }
        if input.overrun() {
            return Err(broken());
        }
    }
    if input.overrun() { Err(broken()) } else { Ok(()) }
}

/// How a query occurs in one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DocCount {
    /// Number of the document.
    pub(crate) doc: u32,
    /// Occurrences in the title.
    pub(crate) in_title: u32,
    /// Occurrences in the body.
    pub(crate) in_body: u32,
    /// Where the first one in the body starts, in units from the body's start; 0 if there is none.
    pub(crate) first: u32,
}

/// What is known of a gram whose positions fill more than a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Occurrences of the gram.
    pub(crate) occurrences: u32,
    /// Documents that hold it.
    pub(crate) documents: u32,
    /// The first [`HEAD_DOCS`] of them, best first.
    pub(crate) best: Vec<DocCount>,
}

/// A head with what its bytes depend on.
#[derive(Debug)]
pub(crate) struct HeadEntry<'a> {
    pub(crate) head: &'a Head,
    /// Number of documents in the index.
    pub(crate) documents: u32,
}

impl Entry for HeadEntry<'_> {
    fn write(&self, out: &mut BitWriter) {
        out.gamma(self.head.occurrences);
        out.gamma(self.head.documents);
        let mut order = AdaptiveOrder::default();
        for best in &self.head.best {
            out.below(best.doc, self.documents);
            out.gamma(best.in_title + 1);
            out.gamma(best.in_body + 1);
            if best.in_body > 0 {
                out.exp_golomb(best.first, order.order());
                order.learn(best.first);
            }
        }
    }

    fn positions(&self) -> u32 {
        0
    }
}

/// Looks a gram up in a page of HEADS; `documents` is their number in the index.
pub(crate) fn find_head(page: &[u8], gram: &[Unit], documents: u32) -> Result<Option<Head>> {
    let mut found = None;
    each_head(page, documents, |key, head| {
        if key == gram {
            found = Some(head);
        }
    })?;
    Ok(found)
}

/// Reads a whole page of HEADS.
pub(crate) fn each_head(
    page: &[u8],
    documents: u32,
    mut visit: impl FnMut(&[Unit], Head),
) -> Result<()> {
    let mut input = BitReader::new(page);
    let mut keys = KeyCoder::default();
    for _ in 1..input.gamma() {
        keys.read(&mut input)?;
        let mut head =
            Head { occurrences: input.gamma(), documents: input.gamma(), best: Vec::new() };
        if input.overrun() || head.documents > documents {
            return Err(broken());
        }
        let mut order = AdaptiveOrder::default();
        for _ in 0..(head.documents as usize).min(HEAD_DOCS) {
            let mut best = DocCount {
                doc: input.below(documents),
                in_title: input.gamma().wrapping_sub(1),
                in_body: input.gamma().wrapping_sub(1),
                first: 0,
            };
            if best.in_body > 0 {
                best.first = input.exp_golomb(order.order());
                order.learn(best.first);
            }
            head.best.push(best);
        }
        if input.overrun() {
            return Err(broken());
        }
        visit(&keys.key, head);
    }
    if input.overrun() { Err(broken()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_page_yields_the_lists_that_agree_with_a_query(
            grams in prop::collection::btree_map(
                prop::collection::vec(0_u16..4, 3), prop::collection::btree_set(0_u32..500, 1..9), 1..40,
            ),
            query in prop::collection::vec(0_u16..4, 1..5),
        ) {
            let mut builder = PageBuilder::new(1 << 16);
            let lists: Vec<(Vec<Unit>, Vec<u32>)> =
                grams.into_iter().map(|(key, set)| (key, set.into_iter().collect())).collect();
            for (key, positions) in &lists {
                let added = builder.add(key, &PositionList { positions, stream: 500 });
                prop_assert!(added);
            }
            let page = builder.finish();
            let expected: Vec<FoundList> = lists
                .iter()
                .filter(|(key, _)| query.starts_with(key) || key.starts_with(&query))
                .map(|(_, positions)| FoundList {
                    covered: query.len().min(3), positions: positions.clone(),
                })
                .collect();
            prop_assert_eq!(find_lists(&page, &query, 500).unwrap(), expected);
            let mut all = Vec::new();
            each_list(&page, 500, |key, positions| all.push((key.to_vec(), positions.to_vec())))
                .unwrap();
            prop_assert_eq!(all, lists);
        }

        #[test]
        fn any_bytes_are_a_page_or_an_error(page in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = find_lists(&page, &[1, 2], 1000);
            let _ = find_head(&page, &[1, 2], 1000);
        }
    }

    #[test]
    fn heads_read_back_under_keys_that_are_prefixes_of_each_other() {
        let head = |occurrences, docs: u32| Head {
            occurrences,
            documents: docs,
            best: (0..docs.min(HEAD_DOCS as u32))
                .map(|doc| DocCount {
                    doc,
                    in_title: doc % 3,
                    in_body: 7 - doc % 7,
                    first: doc * 9,
                })
                .collect(),
        };
        let heads = [(vec![3], head(900, 30)), (vec![3, 1], head(800, 5)), (vec![4], head(77, 1))];
        let mut builder = PageBuilder::new(1 << 12);
        for (key, head) in &heads {
            assert!(builder.add(key, &HeadEntry { head, documents: 30 }));
        }
        let page = builder.finish();
        for (key, head) in &heads {
            assert_eq!(find_head(&page, key, 30).unwrap().as_ref(), Some(head));
        }
        assert_eq!(find_head(&page, &[3, 2], 30).unwrap(), None);
    }
}
