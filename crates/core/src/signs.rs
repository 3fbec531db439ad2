//! A text by its letters alone -> where it stands across signs and white space, and which of its
//! pieces stand anywhere.
//!
//! Both steps read the lists of the text's pairs of neighbouring letters, and nothing else before the
//! text is looked at. Between two signs a text has two letters or more nearly always, so nearly every
//! pair is found; one letter alone between signs is stepped over, two in a row are not.

use crate::evaluate::Place;
use crate::gram::{BREAK_UNIT, Unit};
use crate::reader::Missing;
use crate::region::Region;
use crate::{Index, Result};

/// Letters whose pairs are looked up; what follows is looked at in the text.
const MOST_LETTERS: usize = 24;
/// Signs in a row that are stepped over.
const MOST_SIGNS: u32 = 8;
/// Places that are looked at in the text.
const MOST_LOOKED_AT: usize = 64;

/// The letters of a text and where its pairs stand.
#[derive(Clone, Debug)]
pub(crate) struct Pairs {
    letters: Vec<Vec<Unit>>,
    /// For each letter but the last looked up: where it stands followed by the next one.
    positions: Vec<Vec<u32>>,
}

/// A piece of a text that occurs.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// The letters of the text that it is.
    pub(crate) letters: std::ops::Range<usize>,
    pub(crate) places: Vec<Place>,
}

/// A way through the letters: where the first letter that is known stands, how many are before it,
/// and where the last one ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    at: u32,
    start: u32,
    before: u32,
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Looks up the pairs of a text given by its letters; `None` while pages are missing.
    pub(crate) fn pairs(
        &self,
        letters: Vec<Vec<Unit>>,
        missing: &mut Missing,
    ) -> Result<Option<Pairs>> {
        let (mut positions, mut complete) = (Vec::new(), true);
        for pair in letters.windows(2).take(MOST_LETTERS - 1) {
            let found = self.positions(&pair.concat(), missing)?;
            complete &= found.is_some();
            positions.extend(found);
        }
        Ok(complete.then_some(Pairs { letters, positions }))
    }

    /// Where the letters stand one after the other with nothing but signs between them, at most
    /// eight in a row, and whether there were more places than are looked at; `None` while pages are
    /// missing.
    pub(crate) fn across_signs(
        &self,
        pairs: &Pairs,
        missing: &mut Missing,
    ) -> Result<Option<(Vec<Place>, bool)>> {
        if let [letter] = pairs.letters.as_slice() {
            // Nothing can stand inside of one letter.
            let positions = self.positions(letter, missing)?;
            let places = |positions: Vec<u32>| {
                positions.into_iter().map(|at| (at, letter.len() as u32)).collect()
            };
            return Ok(positions.map(|positions| (places(positions), false)));
        }
        let ways = pairs.ways();
        let mut places = Vec::new();
        let mut region: Option<Region> = None;
        for way in ways.iter().take(MOST_LOOKED_AT) {
            let start = way.start.saturating_sub(way.before * (MOST_SIGNS + 2));
            let Some(doc) = self.bounds.doc_at(way.start) else { continue };
            let in_title = way.start < self.bounds.titles_end();
            let part = if in_title { self.bounds.title(doc) } else { self.bounds.body(doc) };
            let letters: usize = pairs.letters.iter().map(Vec::len).sum();
            let most = letters as u32 + pairs.letters.len() as u32 * MOST_SIGNS;
            let range = start.max(part.start)..way.start.saturating_add(most).min(part.end);
            let here = region.as_ref().filter(|region| {
                region.start <= range.start && (range.end <= region.end() || region.ended)
            });
            if here.is_none_or(|region| region.end() <= way.start) {
                region = self.region_at(range.clone(), missing)?;
            }
            let Some(region) = &region else { continue };
            for start in range.start..=way.start {
                let from = start.checked_sub(region.start);
                let units = from.and_then(|from| region.units.get(from as usize..));
                let length = units.and_then(|units| self.length_across(&pairs.letters, units));
                places.extend(length.map(|length| (start, length)));
            }
        }
        places.sort_unstable();
        places.dedup();
        Ok(missing.is_empty().then_some((places, ways.len() > MOST_LOOKED_AT)))
    }

    /// How many units of these, from the first on, the letters take with the signs between them.
    fn length_across(&self, letters: &[Vec<Unit>], units: &[Unit]) -> Option<u32> {
        let mut at = 0;
        for (number, letter) in letters.iter().enumerate() {
            let mut signs = 0;
            while number > 0 && signs < MOST_SIGNS && !units.get(at..)?.starts_with(letter) {
                let unit = *units.get(at)?;
                if unit == BREAK_UNIT || !self.is_sign_unit(unit) {
                    return None;
                }
                at += 1;
                signs += 1;
            }
            if !units.get(at..)?.starts_with(letter) {
                return None;
            }
            at += letter.len();
        }
        Some(at as u32)
    }
}

impl Pairs {
    fn width(&self, letter: usize) -> u32 {
        self.letters.get(letter).map_or(1, |units| units.len() as u32)
    }

    /// Where the letters may stand with signs between them.
    fn ways(&self) -> Vec<Way> {
        let last = self.positions.len();
        let mut states: Vec<Vec<Way>> = vec![Vec::new(); last + 2];
        let begin = |at: usize| {
            let positions = self.positions.get(at).map_or(&[][..], Vec::as_slice);
            positions.iter().map(move |&start| Way { at: start, start, before: at as u32 })
        };
        for letter in 0..=last {
            let mut here = states.get_mut(letter).map(std::mem::take).unwrap_or_default();
            // One letter alone may stand before the first pair that is known.
            if letter < 2 {
                here.extend(begin(letter));
            }
            here.sort_unstable();
            here.dedup();
            let pair = self.positions.get(letter).map_or(&[][..], Vec::as_slice);
            for way in here {
                let end = way.at.saturating_add(self.width(letter));
                if letter == last {
                    push(&mut states, last + 1, way);
                } else if pair.binary_search(&way.at).is_ok() {
                    push(&mut states, letter + 1, Way { at: end, ..way });
                } else {
                    self.step_over_signs(letter, way, end, &mut states);
                }
            }
        }
        let mut ways = states.pop().unwrap_or_default();
        ways.sort_unstable_by_key(|way| (way.start, way.before));
        ways.dedup_by_key(|way| (way.start, way.before));
        ways
    }

    /// Goes on behind a sign: to the next letter where it begins a pair, or over it to one that does.
    fn step_over_signs(&self, letter: usize, way: Way, end: u32, states: &mut [Vec<Way>]) {
        let last = self.positions.len();
        let alone = self.width(letter + 1) + 1;
        let reach = [(letter + 1, 1, MOST_SIGNS), (letter + 2, 1 + alone, 2 * MOST_SIGNS + alone)];
        for (next, least, most) in reach {
            if next > last {
                continue;
            }
            let Some(positions) = self.positions.get(next) else {
                // The last letter stands alone.
                push(states, last + 1, way);
                continue;
            };
            let first = positions.partition_point(|&at| at < end.saturating_add(least));
            let near = positions.get(first..).unwrap_or_default().iter();
            for &at in near.take_while(|&&at| at <= end.saturating_add(most)) {
                push(states, next, Way { at, ..way });
            }
        }
    }

    /// The text cut into the longest pieces of two letters or more that occur, from its start on.
    pub(crate) fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut first = 0;
        while let Some(positions) = self.positions.get(first) {
            if positions.is_empty() {
                first += 1;
                continue;
            }
            let (mut here, mut last) = (positions.clone(), first + 1);
            let mut offset = self.width(first);
            while let Some(next) = self.positions.get(last) {
                let longer: Vec<u32> = here
                    .iter()
                    .copied()
                    .filter(|at| next.binary_search(&at.saturating_add(offset)).is_ok())
                    .collect();
                if longer.is_empty() {
                    break;
                }
                here = longer;
                offset += self.width(last);
                last += 1;
            }
            let length = offset + self.width(last);
            let places = here.into_iter().map(|at| (at, length)).collect();
            pieces.push(Piece { letters: first..last + 1, places });
            first = last + 1;
        }
        pieces
    }

    /// How many letters the text has.
    pub(crate) fn len(&self) -> usize {
        self.letters.len()
    }

    /// The units of a piece.
    pub(crate) fn units(&self, piece: &Piece) -> Vec<Unit> {
        self.letters.get(piece.letters.clone()).unwrap_or_default().concat()
    }
}

fn push(states: &mut [Vec<Way>], letter: usize, way: Way) {
    if let Some(state) = states.get_mut(letter) {
        state.push(way);
    }
}
