//! A text that stands nowhere -> the texts at one edit from it that do stand somewhere, and where.
//!
//! One edit leaves one half of a text as it is, unless it swaps the two characters between which the
//! halves are parted, and that text is looked for as it is. So the places of either half are read
//! from position lists, and what stands beside them decides. Where they are many, lists of what else
//! must be there tell the few whose text is worth reading. A text of three characters has no halves
//! that say much: both pairs in it serve as such, and what has another character in the middle is
//! told by the lists of the first and the last.

mod nearby;
mod pairs;
#[cfg(test)]
mod tests;

use crate::gram::{BREAK_UNIT, MAX_GRAM, STRANGE, Unit};
use crate::plan::Found;
use crate::reader::Missing;
use crate::{Index, Result};
use nearby::{Side, chars_of, push_char, variants};
use std::collections::BTreeMap;

/// Fewest characters of a text whose pairs tell where it may stand, and not its halves.
const LONG: usize = 8;
/// Most characters of a text whose edits are looked for.
const MOST_CHARS: usize = 64;
/// Places of a half whose text is read without asking lists first: as many bytes as three pages of
/// lists.
const FEW: usize = 24;
/// Places of a half whose text is read at most.
const MOST_PLACES: usize = 48;
/// The same where the stream is in memory.
const MOST_SCANNED: usize = 1 << 16;
/// Pages of lists that are read for one gram at most.
const MOST_LIST_PAGES: usize = 3;

/// Texts at one edit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edited {
    /// Each text with its positions: those with a character changed or two swapped come first, then
    /// those with more occurrences.
    pub(crate) texts: Vec<(Vec<Unit>, Vec<u32>)>,
    /// Whether some places were not looked at, so that texts or positions may be missing.
    pub(crate) cut: bool,
}

/// What is found on the way.
#[derive(Default)]
struct Search {
    /// Texts, by their units, with their positions.
    texts: BTreeMap<Vec<Unit>, Vec<u32>>,
    cut: bool,
}

/// Places, ascending.
enum Places {
    /// Pages are missing.
    Unknown,
    /// They are on too many pages.
    Many,
    All(Vec<u32>),
}

impl<D: AsRef<[u8]>> Index<D> {
    /// All texts of the documents at one edit from a text of three characters or more that stands
    /// nowhere: one character changed, left out, put in, or swapped with the next. A [`STRANGE`]
    /// among its units is a character that no document has. `None` while pages are missing.
    pub(crate) fn one_edit(
        &self,
        needle: &[Unit],
        missing: &mut Missing,
    ) -> Result<Option<Edited>> {
        let mut search = Search::default();
        let chars = chars_of(needle);
        let strangers = chars.iter().filter(|&&c| c == u32::from(STRANGE)).count();
        if chars.len() < 3 || strangers > 1 || needle.contains(&BREAK_UNIT) {
            return Ok(Some(Edited::default()));
        }
        if chars.len() > MOST_CHARS {
            return Ok(Some(Edited { cut: true, ..Edited::default() }));
        }
        if chars.len() >= LONG {
            self.along(&chars, &mut search, missing)?;
        } else {
            for side in sides(&chars) {
                self.beside(&side, &mut search, missing)?;
            }
            self.swapped(&chars, &mut search, missing)?;
        }
        if chars.len() == 3 {
            self.without_middle(&chars, &mut search, missing)?;
        }
        if !missing.is_empty() {
            return Ok(None);
        }
        let mut texts: Vec<(Vec<Unit>, Vec<u32>)> = search.texts.into_iter().collect();
        for (_, positions) in &mut texts {
            positions.sort_unstable();
            positions.dedup();
        }
        texts.retain(|(text, positions)| !positions.is_empty() && text != needle);
        texts.sort_by_key(|(text, positions)| {
            (chars_of(text).len() != chars.len(), std::cmp::Reverse(positions.len()))
        });
        Ok(Some(Edited { texts, cut: search.cut }))
    }

    /// Texts with one half as it is.
    fn beside(&self, side: &Side, search: &mut Search, missing: &mut Missing) -> Result<()> {
        let mut edges = match self.edges(side, missing)? {
            Places::Unknown => return Ok(()),
            Places::Many => {
                search.cut = true;
                return Ok(());
            }
            Places::All(edges) => edges,
        };
        let ask = !self.is_scanned() && edges.len() > FEW && side.tail.len() > 1;
        // Where some characters are two units, it is not known how far away a list's place is.
        if ask && !self.fold.data().has_pairs() {
            let Some(likely) = self.likely(side, &edges, missing)? else { return Ok(()) };
            edges = likely;
        }
        self.limit(&mut edges, search);
        self.read_beside(side, &edges, search, missing)
    }

    /// Where there are more places than are looked at, keeps a few from everywhere: what is frequent
    /// beside them all shows in those too.
    fn limit(&self, edges: &mut Vec<u32>, search: &mut Search) {
        let [most, few] = if self.is_scanned() { [MOST_SCANNED; 2] } else { [MOST_PLACES, FEW] };
        if edges.len() > most {
            search.cut = true;
            let step = edges.len().div_ceil(few);
            *edges = edges.iter().copied().step_by(step).collect();
        }
    }

    /// Reads the text beside each edge.
    fn read_beside(
        &self,
        side: &Side,
        edges: &[u32],
        search: &mut Search,
        missing: &mut Missing,
    ) -> Result<()> {
        for &edge in edges {
            let Some(found) = self.window(side, edge, missing)? else { continue };
            for length in variants(&side.tail, &found) {
                let found = found.get(..length).unwrap_or_default();
                search.note(side.text(found), side.position(edge, found), self.space_unit());
            }
        }
        Ok(())
    }

    /// The edges of all places of a half: where the rest of the text would begin.
    fn edges(&self, side: &Side, missing: &mut Missing) -> Result<Places> {
        let anchor = side.units();
        let length = anchor.len() as u32;
        let edge = |start: u32| if side.forward { start.saturating_add(length) } else { start };
        if let Some(places) = self.scanned_places(&anchor) {
            return Ok(Places::All(places.into_iter().map(edge).collect()));
        }
        // The first and the last two characters; what is between them the text will tell.
        let chars = chars_of(&anchor);
        let (mut starts, mut unknown): (Option<Vec<u32>>, bool) = (None, false);
        let mut offset = 0;
        for at in 0..chars.len().saturating_sub(1) {
            if at == 0 || at + 2 == chars.len() {
                let rest = anchor.get(offset..).unwrap_or_default();
                let first = chars_of(rest).iter().take(2).map(|&c| width(c)).sum();
                match self.listed(rest, first, missing)? {
                    Places::Unknown => unknown = true,
                    Places::Many => {}
                    Places::All(found) => {
                        let start = |p: u32| p.checked_sub(offset as u32);
                        let found: Vec<u32> = found.into_iter().filter_map(start).collect();
                        match &mut starts {
                            Some(starts) => starts.retain(|p| found.binary_search(p).is_ok()),
                            none => *none = Some(found),
                        }
                    }
                }
            }
            offset += chars.get(at).map_or(0, |&c| width(c));
        }
        Ok(match starts {
            _ if unknown => Places::Unknown,
            Some(starts) => Places::All(starts.into_iter().map(edge).collect()),
            None => Places::Many,
        })
    }

    /// Those edges beside which lists tell that one edit may be; `None` while pages are missing.
    /// Every character is one unit.
    fn likely(
        &self,
        side: &Side,
        edges: &[u32],
        missing: &mut Missing,
    ) -> Result<Option<Vec<u32>>> {
        let Some(&last) = side.anchor.last() else { return Ok(None) };
        let tail = |place: usize| side.tail.get(place).copied();
        let (Some(x), Some(y)) = (tail(0), tail(1)) else { return Ok(None) };
        // Characters one after the other in the direction of the side, and how far beyond the edge
        // the first of them stands where an edit is at the first character or after it.
        let mut grams: Vec<(Vec<u32>, Vec<i64>)> = vec![
            (vec![last, x], vec![-1]),
            // The first is left out, or swapped with the second.
            (vec![last, y], vec![-1]),
            // Something stands between.
            (vec![x, y], vec![1]),
        ];
        grams.push(match tail(2) {
            Some(z) => (vec![y, z], vec![0, 1]),
            None => (vec![y], vec![1]),
        });
        let (mut kept, mut known) = (vec![false; edges.len()], true);
        for (gram, offsets) in grams {
            let units = side.in_order(&gram);
            match self.listed(&units, units.len(), missing)? {
                Places::Unknown => known = false,
                Places::Many => kept.fill(true),
                Places::All(found) => {
                    let places = |edge: u32| {
                        let span = gram.len() as i64;
                        offsets.iter().map(move |offset| match side.forward {
                            true => i64::from(edge) + offset,
                            false => i64::from(edge) - span - offset,
                        })
                    };
                    for (kept, &edge) in kept.iter_mut().zip(edges) {
                        let there = |p: i64| u32::try_from(p).map(|p| found.binary_search(&p));
                        *kept |= places(edge).any(|p| matches!(there(p), Ok(Ok(_))));
                    }
                }
            }
        }
        let kept = edges.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(&edge, _)| edge);
        Ok(known.then(|| kept.collect()))
    }

    /// The text with the two characters swapped between which its halves are parted; of three
    /// characters, both such texts, and the one without the middle, which they hold.
    fn swapped(&self, chars: &[u32], search: &mut Search, missing: &mut Missing) -> Result<()> {
        if let &[a, b, c] = chars {
            if self.exact(&[a, c], search, missing)? {
                self.exact(&[b, a, c], search, missing)?;
                self.exact(&[a, c, b], search, missing)?;
            }
            return Ok(());
        }
        let middle = chars.len() / 2;
        if middle >= 3 && !self.may_be_swapped(chars, missing)? {
            return Ok(());
        }
        let mut text = chars.to_vec();
        text.swap(middle - 1, middle);
        self.exact(&text, search, missing).map(|_| ())
    }

    /// Whether the first and the last two characters stand as far apart as in a text anywhere: lists
    /// that the halves have asked for already.
    fn may_be_swapped(&self, chars: &[u32], missing: &mut Missing) -> Result<bool> {
        let mut parts = [Vec::new(), Vec::new()];
        chars.iter().take(2).for_each(|&c| push_char(&mut parts[0], c));
        chars.iter().skip(chars.len() - 2).for_each(|&c| push_char(&mut parts[1], c));
        if self.is_scanned() || self.fold.data().has_pairs() {
            return Ok(true);
        }
        let [first, last] = parts.map(|part| self.listed(&part, part.len(), missing));
        Ok(match (first?, last?) {
            (Places::Unknown, _) | (_, Places::Unknown) => false,
            (Places::All(first), Places::All(last)) => first.iter().any(|&place| {
                let end = place.checked_add(chars.len() as u32 - 2);
                end.is_some_and(|end| last.binary_search(&end).is_ok())
            }),
            _ => true,
        })
    }

    /// Looks for a text as it is; whether it stands anywhere, as far as is known.
    fn exact(&self, chars: &[u32], search: &mut Search, missing: &mut Missing) -> Result<bool> {
        let mut text = Vec::new();
        chars.iter().for_each(|&c| push_char(&mut text, c));
        if text.contains(&STRANGE) {
            return Ok(false);
        }
        let positions = if let Some(places) = self.scanned_places(&text) {
            places
        } else {
            match self.listed(&text, text.len().min(MAX_GRAM), missing)? {
                Places::Unknown => return Ok(false),
                Places::Many => {
                    search.cut = true;
                    return Ok(true);
                }
                Places::All(places) if places.is_empty() => places,
                Places::All(_) => match self.locate(&text, usize::MAX, missing)? {
                    Found::All(positions) => positions,
                    _ => return Ok(false),
                },
            }
        };
        let found = !positions.is_empty();
        for position in positions {
            search.note(text.clone(), position, self.space_unit());
        }
        Ok(found)
    }

    /// Texts of three characters with another in the middle.
    fn without_middle(
        &self,
        chars: &[u32],
        search: &mut Search,
        missing: &mut Missing,
    ) -> Result<()> {
        let &[a, b, c] = chars else { return Ok(()) };
        // From the rarer one: it and the one that is changed are what an edit begins with.
        let side = match self.count(a) <= self.count(c) {
            true => Side { forward: true, anchor: vec![a], tail: vec![b, c] },
            false => Side { forward: false, anchor: vec![c], tail: vec![b, a] },
        };
        let mut edges = match self.single(&side.units(), missing)? {
            Places::Unknown => return Ok(()),
            Places::Many => {
                search.cut = true;
                return Ok(());
            }
            Places::All(starts) => {
                let length = side.units().len() as u32;
                let edge = |start: u32| if side.forward { start + length } else { start };
                starts.into_iter().map(edge).collect::<Vec<u32>>()
            }
        };
        let ask = !self.is_scanned() && edges.len() > FEW && !self.fold.data().has_pairs();
        if let (true, Some(&other)) = (ask, side.tail.last()) {
            match self.single(&side.in_order(&[other]), missing)? {
                Places::Unknown => return Ok(()),
                Places::Many => {}
                Places::All(found) => edges.retain(|&edge| {
                    let place =
                        if side.forward { edge.checked_add(1) } else { edge.checked_sub(2) };
                    place.is_some_and(|place| found.binary_search(&place).is_ok())
                }),
            }
        }
        self.limit(&mut edges, search);
        for edge in edges {
            let Some(found) = self.window(&side, edge, missing)? else { continue };
            if let Some(found) = found.get(..2).filter(|found| found.last() == side.tail.last()) {
                search.note(side.text(found), side.position(edge, found), self.space_unit());
            }
        }
        Ok(())
    }
}

/// The units of a character.
const fn width(c: u32) -> usize {
    if c >> 16 == 0 { 1 } else { 2 }
}

/// The halves of a text. Where one of its characters is a stranger, the longer side of that alone.
fn sides(chars: &[u32]) -> Vec<Side> {
    let backward = |part: &[u32]| part.iter().rev().copied().collect::<Vec<u32>>();
    let left = |end: usize| Side {
        forward: true,
        anchor: chars.get(..end).unwrap_or_default().to_vec(),
        tail: chars.get(end..).unwrap_or_default().to_vec(),
    };
    let right = |start: usize| Side {
        forward: false,
        anchor: backward(chars.get(start..).unwrap_or_default()),
        tail: backward(chars.get(..start).unwrap_or_default()),
    };
    if let Some(place) = chars.iter().position(|&c| c == u32::from(STRANGE)) {
        let after = chars.len() - place - 1;
        return match place.max(after) {
            0 | 1 => Vec::new(),
            _ if place >= after => vec![left(place)],
            _ => vec![right(place + 1)],
        };
    }
    let middle = chars.len() / 2;
    if chars.len() == 3 { vec![left(2), right(1)] } else { vec![left(middle), right(middle)] }
}

impl Search {
    /// Notes a text; one that begins or ends with a space is no query.
    fn note(&mut self, text: Vec<Unit>, position: u32, space: Unit) {
        let ends = [text.first(), text.last()];
        if ends.iter().all(|end| end.is_some_and(|&unit| unit != space)) {
            self.texts.entry(text).or_default().push(position);
        }
    }
}
