//! Where a long text may stand with one edit, told by the lists of its pairs of neighbouring
//! characters.
//!
//! One edit breaks at most three pairs in a row. Those before stand where they are in the text, those
//! behind as far off as the edit is long. So a place at which all but three agree is worth reading, and
//! of any four pairs one leads there. Halves would not do: the first half of a title is often that
//! of a hundred others.

use super::nearby::{Side, push_char, variants};
use super::{MOST_PLACES, MOST_SCANNED, Places, Search};
use crate::gram::Unit;
use crate::reader::Missing;
use crate::{Index, Result};

/// Most pairs that are looked up; of a longer text every second or third one.
const MOST_PAIRS: usize = 24;
/// Pairs in a row that one edit breaks at most.
const BROKEN: usize = 3;

/// A pair of the text: how many units are before it, and where it stands anywhere.
struct Pair {
    before: u32,
    places: Vec<u32>,
}

impl Pair {
    /// Whether it stands where it would, were the start of the text at a place.
    fn fits(&self, start: i64) -> bool {
        let place = u32::try_from(start + i64::from(self.before));
        place.is_ok_and(|place| self.places.binary_search(&place).is_ok())
    }
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Texts at one edit from a long one.
    pub(super) fn along(
        &self,
        chars: &[u32],
        search: &mut Search,
        missing: &mut Missing,
    ) -> Result<()> {
        let Some(pairs) = self.pairs_along(chars, missing)? else { return Ok(()) };
        let shift = if self.fold.data().has_pairs() { 2 } else { 1 };
        let starts = starts(&pairs, shift);
        // Fewer pairs than one edit may break lead nowhere for sure.
        search.cut |= pairs.len() <= BROKEN;
        let most = if self.is_scanned() { MOST_SCANNED } else { MOST_PLACES };
        search.cut |= starts.len() > most;
        let side = Side { forward: true, anchor: Vec::new(), tail: chars.to_vec() };
        for &start in starts.iter().take(most) {
            let Some(found) = self.window(&side, start, missing)? else { continue };
            for length in variants(chars, &found) {
                let found = found.get(..length).unwrap_or_default();
                search.note(side.text(found), start, self.space_unit());
            }
        }
        Ok(())
    }

    /// The pairs whose places are on few pages; `None` while some are missing.
    fn pairs_along(&self, chars: &[u32], missing: &mut Missing) -> Result<Option<Vec<Pair>>> {
        let step = (chars.len() - 1).div_ceil(MOST_PAIRS).max(1);
        let (mut pairs, mut known, mut before) = (Vec::new(), true, 0);
        for (at, pair) in chars.windows(2).enumerate() {
            let mut units: Vec<Unit> = Vec::new();
            pair.iter().for_each(|&c| push_char(&mut units, c));
            if at % step == 0 {
                let places = match self.scanned_places(&units) {
                    Some(places) => Places::All(places),
                    None => self.listed(&units, units.len(), missing)?,
                };
                match places {
                    Places::Unknown => known = false,
                    Places::Many => {}
                    Places::All(places) => pairs.push(Pair { before, places }),
                }
            }
            before += pair.first().map_or(0, |&c| super::width(c)) as u32;
        }
        Ok(known.then_some(pairs))
    }
}

/// Places at which a text may start for one edit, those first at which most pairs agree.
fn starts(pairs: &[Pair], shift: i64) -> Vec<u32> {
    let mut rarest: Vec<&Pair> = pairs.iter().collect();
    rarest.sort_by_key(|pair| pair.places.len());
    let mut bases: Vec<i64> = Vec::new();
    for pair in rarest.into_iter().take(BROKEN + 1) {
        for &place in &pair.places {
            let start = i64::from(place) - i64::from(pair.before);
            bases.extend(start - shift..=start + shift);
        }
    }
    bases.sort_unstable();
    bases.dedup();
    let mut scored: Vec<(usize, u32)> = Vec::new();
    for base in bases {
        let before = pairs.iter().take_while(|pair| pair.fits(base)).count();
        let behind = (base - shift..=base + shift)
            .map(|base| pairs.iter().rev().take_while(|pair| pair.fits(base)).count())
            .max();
        let broken = pairs.len().saturating_sub(before + behind.unwrap_or(0));
        if let Ok(start) = u32::try_from(base)
            && broken <= BROKEN
        {
            scored.push((broken, start));
        }
    }
    scored.sort_unstable();
    scored.into_iter().map(|(_, start)| start).collect()
}
