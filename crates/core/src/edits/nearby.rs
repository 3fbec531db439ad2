//! What stands beside a half of a text, read from lists and from text, and how it differs from what
//! should stand there.

use super::{MOST_LIST_PAGES, Places};
use crate::fold::table::UNKNOWN;
use crate::gram::{BREAK_UNIT, FIRST_HIGH, FIRST_LOW, KeyKind, MAX_GRAM, STRANGE, Unit, units_of};
use crate::reader::Missing;
use crate::{Index, Result};

/// A half of a text, and the rest as it is read from there: forwards, or backwards from the half on.
pub(super) struct Side {
    pub(super) forward: bool,
    /// The half, in the direction of reading.
    pub(super) anchor: Vec<u32>,
    /// The rest, in the direction of reading.
    pub(super) tail: Vec<u32>,
}

impl Side {
    /// Characters in the direction of reading as units of the stream.
    pub(super) fn in_order(&self, chars: &[u32]) -> Vec<Unit> {
        let mut units = Vec::new();
        if self.forward {
            chars.iter().for_each(|&c| push_char(&mut units, c));
        } else {
            chars.iter().rev().for_each(|&c| push_char(&mut units, c));
        }
        units
    }

    /// The units of the half.
    pub(super) fn units(&self) -> Vec<Unit> {
        self.in_order(&self.anchor)
    }

    /// The half with what was found beside it.
    pub(super) fn text(&self, found: &[u32]) -> Vec<Unit> {
        let mut chars = self.anchor.clone();
        chars.extend_from_slice(found);
        self.in_order(&chars)
    }

    /// Where that starts, for an edge.
    pub(super) fn position(&self, edge: u32, found: &[u32]) -> u32 {
        let before = if self.forward { &self.anchor } else { found };
        edge.saturating_sub(self.in_order(before).len() as u32)
    }
}

/// The characters of units: the first unit of a pair in the high half.
pub(super) fn chars_of(units: &[Unit]) -> Vec<u32> {
    let mut chars: Vec<u32> = Vec::with_capacity(units.len());
    for &unit in units {
        match chars.last_mut() {
            Some(last) if (u32::from(FIRST_HIGH)..u32::from(FIRST_LOW)).contains(last) => {
                *last = *last << 16 | u32::from(unit);
            }
            _ => chars.push(unit.into()),
        }
    }
    chars
}

/// Appends the units of a character.
pub(super) fn push_char(out: &mut Vec<Unit>, c: u32) {
    if c >> 16 != 0 {
        out.push((c >> 16) as Unit);
    }
    out.push(c as Unit);
}

/// The lengths at which what was found begins with a text at one edit from `tail`. A shared start is
/// never touched by the edit: one inside of it would be one at its end as well.
pub(super) fn variants(tail: &[u32], found: &[u32]) -> Vec<usize> {
    let shared = tail.iter().zip(found).take_while(|(a, b)| a == b).count();
    let length = tail.len();
    let (rest, beside) = (&tail[shared..], &found[shared..]);
    let mut lengths = Vec::new();
    if let [_, rest @ ..] = rest {
        if beside.starts_with(rest) {
            lengths.push(length - 1);
        }
        if beside.get(1..).is_some_and(|beside| beside.starts_with(rest)) {
            lengths.push(length);
        }
    }
    if let ([x, y, rest @ ..], [v, w, beside @ ..]) = (rest, beside)
        && x == w
        && y == v
        && x != y
        && beside.starts_with(rest)
    {
        lengths.push(length);
    }
    if !rest.is_empty() && beside.get(1..).is_some_and(|beside| beside.starts_with(rest)) {
        lengths.push(length + 1);
    }
    lengths
}

impl<D: AsRef<[u8]>> Index<D> {
    /// The first unit of the space; 0, which no text has, where there is none.
    pub(super) fn space_unit(&self) -> Unit {
        match self.fold.space() {
            UNKNOWN => BREAK_UNIT,
            rank => units_of(rank)[0],
        }
    }

    /// About how often a character stands anywhere.
    pub(super) fn count(&self, c: u32) -> u32 {
        let place = (c as usize).wrapping_sub(1);
        self.fold.data().chars.get(place).map_or(0, |&(_, count)| count)
    }

    /// Whether the stream is in memory.
    #[cfg(feature = "compact")]
    pub(super) fn is_scanned(&self) -> bool {
        self.memory().is_some()
    }

    #[cfg(not(feature = "compact"))]
    pub(super) fn is_scanned(&self) -> bool {
        false
    }

    /// The places of a text, by a scan where the stream is in memory.
    #[cfg(feature = "compact")]
    pub(super) fn scanned_places(&self, text: &[Unit]) -> Option<Vec<u32>> {
        self.memory().map(|compact| crate::scan::find(&compact.units, text))
    }

    #[cfg(not(feature = "compact"))]
    pub(super) fn scanned_places(&self, _: &[Unit]) -> Option<Vec<u32>> {
        None
    }

    /// The places that agree with a text, as far as lists of its start tell that are on few pages: of
    /// `least` units, or of more where those are on many.
    pub(super) fn listed(
        &self,
        text: &[Unit],
        least: usize,
        missing: &mut Missing,
    ) -> Result<Places> {
        for length in least..=text.len().min(MAX_GRAM).max(least) {
            let gram = text.get(..length).unwrap_or(text);
            if gram.contains(&STRANGE) {
                return Ok(Places::All(Vec::new()));
            }
            let Some(pages) = self.router_pages(KeyKind::Grams, gram, missing)? else {
                return Ok(Places::Unknown);
            };
            if pages.len() <= MOST_LIST_PAGES {
                let lists = self.all_lists(gram, 0, pages, missing)?;
                return Ok(lists.map_or(Places::Unknown, |(positions, _)| Places::All(positions)));
            }
        }
        Ok(Places::Many)
    }

    /// The places of a single character.
    pub(super) fn single(&self, units: &[Unit], missing: &mut Missing) -> Result<Places> {
        match self.scanned_places(units) {
            _ if units.contains(&STRANGE) => Ok(Places::All(Vec::new())),
            Some(places) => Ok(Places::All(places)),
            None => self.listed(units, units.len(), missing),
        }
    }

    /// The characters beside an edge, in the direction of reading, one more than the rest of the text
    /// has; `None` where the half does not stand there after all, or pages are missing.
    pub(super) fn window(
        &self,
        side: &Side,
        edge: u32,
        missing: &mut Missing,
    ) -> Result<Option<Vec<u32>>> {
        let anchor = side.units();
        let length = anchor.len() as u32;
        let start = if side.forward { edge.saturating_sub(length) } else { edge };
        let Some(doc) = self.bounds.doc_at(start) else { return Ok(None) };
        let part = match start < self.bounds.titles_end() {
            true => self.bounds.title(doc),
            false => self.bounds.body(doc),
        };
        let widest = if self.fold.data().has_pairs() { 2 } else { 1 };
        let reach = (side.tail.len() as u32 + 1) * widest;
        let (low, high) = match side.forward {
            true => (start, edge.saturating_add(reach)),
            false => (start.saturating_sub(reach), start.saturating_add(length)),
        };
        let range = low.max(part.start)..high.min(part.end);
        let Some(units) = self.units_at(range.clone(), missing)? else { return Ok(None) };
        // A text may end before its slot does.
        let edge = (edge.saturating_sub(range.start) as usize).min(units.len());
        let (before, after) = units.split_at(edge);
        let (half, beside) = if side.forward { (before, after) } else { (after, before) };
        if half != anchor {
            return Ok(None);
        }
        Ok(Some(if side.forward {
            let end = beside.iter().position(|&unit| unit == BREAK_UNIT);
            chars_of(beside.get(..end.unwrap_or(beside.len())).unwrap_or_default())
        } else {
            let start = beside.iter().rposition(|&unit| unit == BREAK_UNIT).map_or(0, |at| at + 1);
            let mut inside = beside.get(start..).unwrap_or_default();
            // The start may be inside of a character.
            if inside.first().is_some_and(|&unit| widest > 1 && unit >= FIRST_LOW) {
                inside = inside.get(1..).unwrap_or_default();
            }
            chars_of(inside).into_iter().rev().collect()
        }))
    }

    /// The units of a part of one title or body.
    fn units_at(
        &self,
        range: std::ops::Range<u32>,
        missing: &mut Missing,
    ) -> Result<Option<Vec<Unit>>> {
        #[cfg(feature = "compact")]
        if let Some(compact) = self.memory() {
            let units = compact.units.get(range.start as usize..range.end as usize);
            return Ok(units.map(<[Unit]>::to_vec));
        }
        let Some(region) = self.region_at(range.clone(), missing)? else { return Ok(None) };
        let place = |position: u32| {
            (position.saturating_sub(region.start) as usize).min(region.units.len())
        };
        if region.start > range.start {
            return Ok(None);
        }
        Ok(region.units.get(place(range.start)..place(range.end)).map(<[Unit]>::to_vec))
    }
}
