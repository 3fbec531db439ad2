//! Documents of several texts -> their order as far as places tell it, and the parts of a score by name.

use crate::evaluate::{Found, Place};
use crate::fold::table::UNKNOWN;
use crate::fold::{Folded, Folder, State};
use crate::gram::{STRANGE, Unit};
use crate::order::{self, MOST_OCCURRENCES, PARTS, Part, Ranked, TITLE};
use crate::postings::DocCount;
use crate::request::{self, Score};
use crate::{Index, Weights};

/// What texts that stand side by side add.
const NEAR: u64 = 500;
/// Distance in units at which that is halved.
const HALF_NEAR: u64 = 16;

/// The parts of a score, by their number.
const NAMES: [&str; PARTS] = [
    "title",
    "occurrences",
    "near",
    "whole title",
    "start of title",
    "heading",
    "early",
    "word",
    "weight",
];

impl Ranked {
    pub(crate) fn score(&self) -> Score {
        let named = NAMES.into_iter().zip(self.parts).filter(|&(_, value)| value != 0);
        let parts = named.map(|(name, value)| request::Part { name, value }).collect();
        Score { total: self.total(), parts }
    }
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Counts and scores of all documents found, best first.
    pub(crate) fn ranked(&self, found: &Found, weights: Weights) -> Vec<Ranked> {
        let wanted: Vec<&[Place]> = found
            .leaves
            .iter()
            .filter(|leaf| leaf.wanted)
            .map(|leaf| leaf.places.as_slice())
            .collect();
        let mut cursors = vec![(0, 0); wanted.len()];
        let titles_end = self.bounds.titles_end();
        for ((_, body), places) in cursors.iter_mut().zip(&wanted) {
            *body = places.partition_point(|&(start, _)| start < titles_end);
        }
        let mut ranked = Vec::with_capacity(found.documents.len());
        for &doc in &found.documents {
            let (title, body) = (self.bounds.title(doc), self.bounds.body(doc));
            let mut count = DocCount { doc, in_title: 0, in_body: 0, first: u32::MAX };
            let (mut in_title, mut there) = (0_u64, 0_u64);
            let mut bodies: Vec<&[Place]> = Vec::new();
            for ((at_title, at_body), places) in cursors.iter_mut().zip(&wanted) {
                let titles = taken(places, at_title, title.start, title.end);
                let places = taken(places, at_body, body.start, body.end);
                count.in_title = count.in_title.saturating_add(titles.len() as u32);
                count.in_body = count.in_body.saturating_add(places.len() as u32);
                if let Some(&(start, _)) = places.first() {
                    count.first = count.first.min(start - body.start);
                }
                in_title += u64::from(!titles.is_empty());
                there += u64::from(!titles.is_empty() || !places.is_empty());
                bodies.push(places);
            }
            if count.in_body == 0 {
                count.first = 0;
            }
            let mut one = Ranked::new(count, 0);
            one.add(
                Part::Title,
                (in_title * TITLE * u64::from(weights.title)).checked_div(there).unwrap_or(0),
            );
            let occurrences = one.occurrences().min(MOST_OCCURRENCES);
            one.add(Part::Occurrences, occurrences * u64::from(weights.body));
            if let Some(distance) = nearest(&bodies).filter(|_| there > 1) {
                let near = NEAR * HALF_NEAR / (HALF_NEAR + u64::from(distance.gap));
                one.add(Part::Near, near * u64::from(weights.body.min(1)));
                one.count.first = distance.start - body.start;
            }
            ranked.push(one);
        }
        order::sort(&mut ranked);
        ranked
    }

    /// The folded characters of a text. One that no document has is [`STRANGE`].
    pub(crate) fn characters(&self, text: &str) -> Vec<Vec<Unit>> {
        let mut characters = Vec::new();
        Folder::new(&self.fold, State::START).fold(text, |item, _| {
            let mut units = Vec::new();
            match item {
                Folded::Char(UNKNOWN) | Folded::Break => units.push(STRANGE),
                Folded::Space if self.fold.space() == UNKNOWN => units.push(STRANGE),
                Folded::Char(_) | Folded::Space => self.fold.push_folded(item, &mut units),
            }
            characters.push(units);
        });
        characters
    }
}

/// The places in a part of the stream; the cursor moves on behind them.
pub(crate) fn taken<'p>(
    places: &'p [Place],
    cursor: &mut usize,
    start: u32,
    end: u32,
) -> &'p [Place] {
    let rest = places.get(*cursor..).unwrap_or_default();
    let first = *cursor + rest.partition_point(|&(place, _)| place < start);
    let rest = places.get(first..).unwrap_or_default();
    *cursor = first + rest.partition_point(|&(place, _)| place < end);
    places.get(first..*cursor).unwrap_or_default()
}

/// Where texts stand nearest to each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nearest {
    /// Start of the first of them.
    pub(crate) start: u32,
    /// Units between them.
    pub(crate) gap: u32,
}

/// The shortest stretch that holds a place of each list that has any; `None` for fewer than two.
pub(crate) fn nearest(lists: &[&[Place]]) -> Option<Nearest> {
    let lists: Vec<&[Place]> = lists.iter().copied().filter(|list| !list.is_empty()).collect();
    if lists.len() < 2 {
        return None;
    }
    let mut all: Vec<(Place, usize)> = Vec::new();
    for (number, list) in lists.iter().enumerate() {
        all.extend(list.iter().map(|&place| (place, number)));
    }
    all.sort_unstable();
    let mut last: Vec<Option<Place>> = vec![None; lists.len()];
    let mut best: Option<Nearest> = None;
    for (place, number) in all {
        if let Some(last) = last.get_mut(number) {
            *last = Some(place);
        }
        let Some(places) = last.iter().copied().collect::<Option<Vec<Place>>>() else { continue };
        let start = places.iter().map(|&(start, _)| start).min().unwrap_or(0);
        let end = places.iter().map(|&(start, length)| start.saturating_add(length)).max();
        let lengths: u32 = places.iter().map(|&(_, length)| length).sum();
        let gap = end.unwrap_or(start).saturating_sub(start).saturating_sub(lengths);
        if best.is_none_or(|best| gap < best.gap) {
            best = Some(Nearest { start, gap });
        }
    }
    best
}

#[cfg(test)]
mod tests;
