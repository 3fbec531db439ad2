//! The lattice of a text over the pages of an index -> the places that sound so.
//!
//! A place sounds right exactly if each of its characters does, so lists of pairs that sound right can
//! be intersected at their distance without regard to which pairs meet. PINYIN tells which pairs of
//! characters may follow each other; what fits no way through the lattice is left out; of what is left
//! the pairs with the fewest different texts are looked up in GRAMS, as [`Index::locate`] does it. Few
//! candidates are verified in the text. Where that would take too many pages, the most frequent pairs
//! alone are looked up, and the result says that it was cut.

use super::Ear;
use crate::bytes::sort_numbers;
use crate::format::Section;
use crate::gram::{KeyKind, Unit};
use crate::pinyin::pairs::{Pair, Shape, read_frequent};
use crate::pinyin::split::Edge;
use crate::plan::Found;
use crate::reader::Missing;
use crate::{Index, Layout, Result};

/// Texts of a pair above which the most frequent ones are enough where another pair is not known.
const MANY_TEXTS: usize = 32;
/// Pages of GRAMS that one query reads.
const GRAM_PAGES: usize = 64;
/// The same where all bytes are at hand.
const GRAM_PAGES_AT_HAND: usize = 4096;
/// Candidates that are verified in the text rather than by further pages of GRAMS.
const VERIFY_IN_TEXT: usize = 24;
/// The same where there are no such pages.
const MOST_VERIFIED: usize = 64;

/// Pages that a query may still read.
pub(super) struct Budget {
    pages: Vec<u32>,
    most: usize,
    pub(super) cut: bool,
}

/// Two edges in a row, and the pairs of characters that may stand for them; none is known where
/// rows were not read.
pub(super) struct Link {
    pub(super) first: usize,
    pub(super) second: usize,
    pub(super) pairs: Option<Vec<Pair>>,
}

/// A search over pages.
pub(super) struct Search<'s, D> {
    pub(super) index: &'s Index<D>,
    pub(super) ear: &'s Ear,
    pub(super) shape: &'s Shape,
    pub(super) links: Vec<Link>,
    /// For each edge whether each voice is on a way through the lattice.
    pub(super) alive: Vec<Vec<bool>>,
    pub(super) budget: Budget,
}

impl<'s, D: AsRef<[u8]>> Search<'s, D> {
    pub(super) fn new(index: &'s Index<D>, ear: &'s Ear, shape: &'s Shape) -> Self {
        let paged = index.head.layout == Layout::Paged;
        let most = if paged { GRAM_PAGES } else { GRAM_PAGES_AT_HAND };
        let edges = &ear.lattice.edges;
        let alive = edges.iter().map(|edge| ear.member.get(edge.item).cloned());
        let alive = alive.map(Option::unwrap_or_default).collect();
        let budget = Budget { pages: Vec::new(), most, cut: false };
        Self { index, ear, shape, links: Vec::new(), alive, budget }
    }

    pub(super) fn edges(&self) -> &'s [Edge] {
        &self.ear.lattice.edges
    }

    pub(super) fn set(&self, edge: usize) -> &'s [u16] {
        let item = self.edges().get(edge).and_then(|edge| self.ear.sets.get(edge.item));
        item.map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_alive(&self, edge: usize, voice: u16) -> bool {
        let alive = self.alive.get(edge).and_then(|alive| alive.get(usize::from(voice)));
        alive.copied().unwrap_or(false)
    }

    /// Voices of an edge that are on a way.
    pub(super) fn voices(&self, edge: usize) -> impl Iterator<Item = u16> {
        self.set(edge).iter().copied().filter(move |&voice| self.is_alive(edge, voice))
    }

    pub(super) fn run(&mut self, missing: &mut Missing) -> Result<Option<Vec<(u32, u32)>>> {
        if !self.link(missing)? {
            return Ok(None);
        }
        self.prune();
        let ways = self.ways();
        let mut keys: Vec<u64> = Vec::new();
        let mut complete = true;
        for way in &ways {
            match self.follow(way, missing)? {
                Some(starts) => {
                    keys.extend(starts.iter().map(|&s| u64::from(s) << 32 | way.len() as u64));
                }
                None => complete = false,
            }
        }
        if !complete {
            return Ok(None);
        }
        sort_numbers(&mut keys);
        keys.dedup();
        Ok(Some(keys.into_iter().map(|key| ((key >> 32) as u32, key as u32)).collect()))
    }

    /// Where one split sounds; `None` while pages are missing.
    fn follow(&mut self, way: &[usize], missing: &mut Missing) -> Result<Option<Vec<u32>>> {
        if let &[edge] = way {
            let mut voices: Vec<u64> = self
                .voices(edge)
                .map(|voice| u64::from(self.ear.unit(voice)) << 16 | u64::from(voice))
                .collect();
            // The most frequent ones first.
            sort_numbers(&mut voices);
            let texts: Vec<Vec<u16>> = voices.iter().map(|&key| vec![key as u16]).collect();
            return self.places_of(&texts, 0, usize::MAX, missing);
        }
        let mut lists: Vec<Option<Vec<Vec<u16>>>> = way.windows(2).map(|_| None).collect();
        for (list, edges) in lists.iter_mut().zip(way.windows(2)) {
            let link = self.links.iter().find(|link| [link.first, link.second] == *edges);
            let pairs = link.and_then(|link| link.pairs.as_ref().map(|pairs| (link, pairs)));
            *list = pairs.map(|(link, pairs)| {
                let fit = pairs.iter().filter(|&&(a, b)| {
                    self.is_alive(link.first, a) && self.is_alive(link.second, b)
                });
                fit.map(|&(a, b)| vec![a, b]).collect()
            });
            if list.as_ref().is_some_and(|texts| texts.len() > self.budget.most) {
                // They will be cut, so the most frequent ones come first.
                let Some(frequent) = self.frequent(missing)? else { return Ok(None) };
                *list = list.take().map(|texts| first_of(&texts, &frequent));
            }
        }
        if lists.iter().any(Option::is_none) {
            if let Some((at, texts)) = self.rare(way) {
                let Some(mut starts) = self.places_of(&texts, at, usize::MAX, missing)? else {
                    return Ok(None);
                };
                return Ok(self.verify(way, &mut starts, missing)?.then_some(starts));
            }
            let Some(frequent) = self.frequent(missing)? else { return Ok(None) };
            self.budget.cut = true;
            for (list, edges) in lists.iter_mut().zip(way.windows(2)) {
                let &[first, second] = edges else { continue };
                if list.as_ref().is_some_and(|texts| texts.len() <= MANY_TEXTS) {
                    continue;
                }
                let fit = frequent
                    .iter()
                    .filter(|&&(a, b)| self.is_alive(first, a) && self.is_alive(second, b));
                *list = Some(fit.map(|&(a, b)| vec![a, b]).collect());
            }
        }
        self.intersect(way, &mut lists, missing)
    }

    /// Intersects lists of pairs, those with the fewest texts first.
    fn intersect(
        &mut self,
        way: &[usize],
        lists: &mut [Option<Vec<Vec<u16>>>],
        missing: &mut Missing,
    ) -> Result<Option<Vec<u32>>> {
        let mut covered = vec![false; way.len()];
        let mut starts: Option<Vec<u32>> = None;
        let (mut complete, mut read) = (true, 0);
        loop {
            let few = starts.as_ref().is_some_and(|starts| starts.len() <= VERIFY_IN_TEXT);
            if covered.iter().all(|covered| *covered) || (few && read > 1) {
                break;
            }
            // What covers most, then what has fewest texts; the very first by its texts alone.
            let gain = |at: usize| {
                let fresh = covered.iter().skip(at).take(2).filter(|covered| !**covered).count();
                lists.get(at)?.as_ref().filter(|_| fresh > 0).map(|list| (2 - fresh, list.len()))
            };
            let best = (0..lists.len()).filter_map(|at| gain(at).map(|gain| (gain, at))).min();
            let Some((_, at)) = best else { break };
            let Some(texts) = lists.get_mut(at).and_then(Option::take) else { break };
            // No list takes what the next one needs.
            let share = if way.len() > 2 { self.budget.most / 2 } else { self.budget.most };
            match (self.places_of(&texts, at, share, missing)?, &mut starts) {
                (None, _) => complete = false,
                (Some(found), Some(starts)) => {
                    starts.retain(|start| found.binary_search(start).is_ok());
                }
                (Some(found), none) => *none = Some(found),
            }
            covered.iter_mut().skip(at).take(2).for_each(|covered| *covered = true);
            read += 1;
            // Two at once; what comes after depends on what they leave.
            if !complete && read > 1 {
                return Ok(None);
            }
        }
        let Some(mut starts) = starts.filter(|_| complete) else { return Ok(None) };
        if covered.iter().all(|covered| *covered) {
            return Ok(Some(starts));
        }
        Ok(self.verify(way, &mut starts, missing)?.then_some(starts))
    }

    /// Where texts stand, less their offset in the split, ascending; at most so many pages are read.
    /// `None` while pages are missing.
    fn places_of(
        &mut self,
        texts: &[Vec<u16>],
        offset: usize,
        most: usize,
        missing: &mut Missing,
    ) -> Result<Option<Vec<u32>>> {
        let mut keys: Vec<u64> = Vec::new();
        let mut complete = true;
        let most = self.budget.most.min(self.budget.pages.len().saturating_add(most));
        for text in texts {
            let units: Vec<Unit> = text.iter().map(|&voice| self.ear.unit(voice)).collect();
            let Some(pages) = self.index.router_pages(KeyKind::Grams, &units, missing)? else {
                complete = false;
                continue;
            };
            let budget = &mut self.budget;
            let fresh: Vec<u32> = pages.filter(|page| !budget.pages.contains(page)).collect();
            if budget.pages.len() + fresh.len() > most {
                budget.cut = true;
                continue;
            }
            budget.pages.extend(fresh);
            match self.index.locate(&units, usize::MAX, missing)? {
                Found::All(positions) => {
                    let starts = positions.iter().filter_map(|p| p.checked_sub(offset as u32));
                    keys.extend(starts.map(u64::from));
                }
                _ => complete = false,
            }
        }
        sort_numbers(&mut keys);
        keys.dedup();
        Ok(complete.then(|| keys.into_iter().map(|key| key as u32).collect()))
    }

    /// The item of a split whose characters are so rare that all their places can be verified.
    fn rare(&self, way: &[usize]) -> Option<(usize, Vec<Vec<u16>>)> {
        let chars = &self.index.fold.data().chars;
        let count = |voice: u16| {
            let rank = usize::from(self.ear.unit(voice));
            chars.get(rank.wrapping_sub(1)).map_or(u32::MAX, |&(_, count)| count)
        };
        let total = |edge: usize| {
            self.voices(edge).fold(0_u32, |sum, voice| sum.saturating_add(count(voice)))
        };
        let (total, at, edge) =
            way.iter().enumerate().map(|(at, &edge)| (total(edge), at, edge)).min()?;
        let texts = || self.voices(edge).map(|voice| vec![voice]).collect();
        (total as usize <= MOST_VERIFIED).then(|| (at, texts()))
    }

    /// The listed pairs, the most frequent first.
    fn frequent(&self, missing: &mut Missing) -> Result<Option<Vec<Pair>>> {
        let by_rank = self.ear.sounds.by_rank();
        let first = self.shape.rows.len() as u32 + 1;
        let (mut pairs, mut complete) = (Vec::new(), true);
        for page in first..first.saturating_add(self.shape.frequent) {
            match self.index.page(Section::Pinyin, page, missing)? {
                Some(bytes) => {
                    pairs.extend(read_frequent(bytes, &by_rank)?.into_iter().map(|(p, _)| p));
                }
                None => complete = false,
            }
        }
        Ok(complete.then_some(pairs))
    }

    /// Keeps the starts where the text has a split, as far as so many are looked at; false while text
    /// is missing.
    fn verify(
        &mut self,
        way: &[usize],
        starts: &mut Vec<u32>,
        missing: &mut Missing,
    ) -> Result<bool> {
        if starts.len() > MOST_VERIFIED {
            starts.truncate(MOST_VERIFIED);
            self.budget.cut = true;
        }
        let (mut kept, mut complete) = (Vec::new(), true);
        for &start in starts.iter() {
            let Some(end) = start.checked_add(way.len() as u32) else { continue };
            let mut lacks = Missing::new();
            let region = self.index.region_at(start..end, &mut lacks)?;
            complete &= lacks.is_empty();
            missing.append(lacks);
            let Some(region) = region else { continue };
            let place = start.saturating_sub(region.start) as usize;
            let units = region.units.get(place..place + way.len()).unwrap_or_default();
            let mut each = units.iter().zip(way);
            let heard = units.len() == way.len()
                && each.all(|(&unit, &edge)| {
                    let voice = self.ear.voice(unit);
                    voice.is_some_and(|voice| self.ear.fits(edge, voice))
                });
            if heard {
                kept.push(start);
            }
        }
        *starts = kept;
        Ok(complete)
    }
}

/// Puts those texts first that are among frequent pairs, in the order of these.
fn first_of(texts: &[Vec<u16>], frequent: &[Pair]) -> Vec<Vec<u16>> {
    let key = |a: u16, b: u16| u64::from(a) << 48 | u64::from(b) << 32;
    let mut known: Vec<u64> = (0..).zip(frequent).map(|(at, &(a, b))| key(a, b) | at).collect();
    sort_numbers(&mut known);
    let mut order: Vec<u64> = Vec::new();
    for (number, text) in (0..).zip(texts) {
        let &[a, b] = text.as_slice() else { continue };
        let place = known.partition_point(|&known| known < key(a, b));
        let found = known.get(place).filter(|&&known| known >> 32 == key(a, b) >> 32);
        let place = found.map_or(u64::from(u32::MAX), |&known| u64::from(known as u32));
        order.push(place << 32 | number);
    }
    sort_numbers(&mut order);
    order.into_iter().filter_map(|key| texts.get(key as u32 as usize).cloned()).collect()
}
