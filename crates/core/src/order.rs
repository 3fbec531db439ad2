//! Documents that were found -> their order: what each scores, and of what its score is made.
//!
//! All documents are ordered by what their places tell: texts in the title, number of occurrences,
//! how near the texts of the query stand to each other. The best twelve are then put in order again
//! by what only their records tell: whether the title is the query or begins with it, and whether a
//! heading holds it; by how early it stands there; whether it is whole words; and what the page says
//! that it counts. Twelve, since the heads of
//! long lists name as many; always the same twelve, so that pages of results fit together.

use crate::evaluate::{Found, Place};
use crate::fold::table::UNKNOWN;
use crate::fold::{Folded, Folder, State};
use crate::gram::{STRANGE, Unit, width};
use crate::postings::DocCount;
use crate::reader::Missing;
use crate::record::Record;
use crate::request::{Part, Score};
use crate::{Index, Result, Weights};

/// Documents that are put in order by their records.
pub(crate) const BEST: usize = 12;
/// What a weight counts for a document whose title holds all texts of the query.
const TITLE: u64 = 1000;
/// Occurrences that count for the score.
const MOST_OCCURRENCES: u64 = 7999;
/// What texts that stand side by side add.
const NEAR: u64 = 500;
/// Distance in units at which that is halved.
const HALF_NEAR: u64 = 16;
/// What a title that begins with the query adds for its weight; one that is it, [`TITLE`].
const STARTS: u64 = 250;
/// What a heading that holds a text adds for its weight.
const HEADING: u64 = 100;
/// What a text adds for the weight of title or body where it is whole words there: more than
/// [`STARTS`] in a title where all texts are, and in a body as much as so many occurrences.
const WORD: u64 = 250;
/// What an occurrence at the start of the body adds.
const EARLY: u64 = 40;
/// Units from the start at which that is halved.
const HALF_EARLY: u64 = 64;

/// What a weight in hundredths of hundredths is a share of.
const SHARES: u64 = 10_000;

/// A document that was found, with what its score is made of.
#[derive(Clone, Debug)]
pub(crate) struct Ranked {
    pub(crate) count: DocCount,
    pub(crate) parts: Vec<Part>,
}

impl Ranked {
    pub(crate) fn total(&self) -> u64 {
        let total: i64 = self.parts.iter().map(|part| part.value).sum();
        total.unsigned_abs()
    }

    fn occurrences(&self) -> u64 {
        u64::from(self.count.in_title) + u64::from(self.count.in_body)
    }

    fn add(&mut self, name: &'static str, value: u64) {
        if value > 0 {
            self.parts.push(Part { name, value: value.cast_signed() });
        }
    }

    pub(crate) fn score(&self) -> Score {
        Score { total: self.total(), parts: self.parts.clone() }
    }
}

/// The best first: by score, then by occurrences, then by the order of the index.
pub(crate) fn sort(ranked: &mut [Ranked]) {
    ranked.sort_by_cached_key(|one| {
        (std::cmp::Reverse((one.total(), one.occurrences())), one.count.doc)
    });
}

/// A document of one text, of which only counts are known.
pub(crate) fn counted(count: DocCount, weights: Weights) -> Ranked {
    let mut ranked = Ranked { count, parts: Vec::new() };
    ranked.add("title", u64::from(count.in_title > 0) * TITLE * u64::from(weights.title));
    let occurrences = ranked.occurrences().min(MOST_OCCURRENCES);
    ranked.add("occurrences", occurrences * u64::from(weights.body));
    ranked
}

/// Whether weights have the same order for one text as the heads of long lists have: a document with
/// it in the title before any without.
pub(crate) fn titles_first(weights: Weights) -> bool {
    let most = MOST_OCCURRENCES * u64::from(weights.body);
    weights.body > 0 && u64::from(weights.title) * TITLE > most
}

impl<D: AsRef<[u8]>> Index<D> {
    /// What occurrences count where a request does not say so: as the index was told, or as usual.
    #[must_use]
    pub fn weights(&self) -> Weights {
        self.head.weights.unwrap_or_default()
    }

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
            let mut one = Ranked { count, parts: Vec::new() };
            one.add(
                "title",
                (in_title * TITLE * u64::from(weights.title)).checked_div(there).unwrap_or(0),
            );
            let occurrences = one.occurrences().min(MOST_OCCURRENCES);
            one.add("occurrences", occurrences * u64::from(weights.body));
            if let Some(distance) = nearest(&bodies).filter(|_| there > 1) {
                let near = NEAR * HALF_NEAR / (HALF_NEAR + u64::from(distance.gap));
                one.add("near", near * u64::from(weights.body.min(1)));
                one.count.first = distance.start - body.start;
            }
            ranked.push(one);
        }
        sort(&mut ranked);
        ranked
    }

    /// Puts the best in order by their records; false while some are missing. `whole` is the text of
    /// the query, its signs and white space left out; `length_at` tells the units of the first place
    /// in a body.
    pub(crate) fn order_best(
        &self,
        ranked: &mut [Ranked],
        whole: &[Unit],
        texts: &[Vec<Unit>],
        (weights, length_at): (Weights, &dyn Fn(&Ranked) -> usize),
        missing: &mut Missing,
    ) -> Result<bool> {
        let end = ranked.len().min(BEST);
        let best = ranked.get_mut(..end).unwrap_or_default();
        let mut complete = true;
        let maybe_words: Vec<&[Unit]> =
            texts.iter().map(Vec::as_slice).filter(|text| self.may_be_word(text)).collect();
        for one in best.iter_mut() {
            let record = self.record(one.count.doc, missing)?;
            let word =
                self.word(one, record.as_ref(), &maybe_words, (weights, length_at), missing)?;
            let (Some(record), Some(word)) = (record, word) else {
                complete = false;
                continue;
            };
            let title = self.letters(&record.title);
            let (weight, same) = (u64::from(weights.title), title == whole && !whole.is_empty());
            if same {
                one.add("whole title", weight * TITLE);
            } else if !whole.is_empty() && title.starts_with(whole) {
                one.add("start of title", weight * STARTS);
            }
            let holds = |heading: &str| {
                let mut units = Vec::new();
                self.fold.fold_units(State::START, heading, &mut units);
                texts.iter().any(|text| units.windows(text.len().max(1)).any(|w| w == text))
            };
            if weights.heading > 0 {
                let whole_heading =
                    record.headings().any(|heading| self.letters(heading.text) == whole);
                let heading = whole_heading || record.headings().any(|heading| holds(heading.text));
                let value = if whole_heading { 3 * HEADING } else { u64::from(heading) * HEADING };
                one.add("heading", value * u64::from(weights.heading));
            }
            if one.count.in_body > 0 {
                // By the place alone: how long a body is, not every layout knows.
                let first = u64::from(one.count.first);
                one.add("early", EARLY * HALF_EARLY / (HALF_EARLY + first));
            }
            one.add("word", word);
            // What the page says of itself, or of the part where the query stands first.
            let place = Some(one.count.first).filter(|_| one.count.in_title == 0);
            let (before, weight) = (one.total(), u64::from(record.weight_at(place)));
            let value = (before * weight / SHARES).cast_signed() - before.cast_signed();
            if value != 0 {
                one.parts.push(Part { name: "weight", value });
            }
        }
        sort(best);
        Ok(complete)
    }

    /// What it adds that texts are whole words: in the title, or at the first place in the body where
    /// the title has none; `None` while pages are missing.
    fn word(
        &self,
        one: &Ranked,
        record: Option<&Record>,
        texts: &[&[Unit]],
        (weights, length_at): (Weights, &dyn Fn(&Ranked) -> usize),
        missing: &mut Missing,
    ) -> Result<Option<u64>> {
        let DocCount { doc, in_title, in_body, first } = one.count;
        if in_title > 0 && !texts.is_empty() {
            let found = self.whole_in_title(doc, record, texts, missing)?;
            let Some((there, whole)) = found else { return Ok(None) };
            if there > 0 {
                let all = texts.len() as u64;
                return Ok(Some(WORD * u64::from(weights.title) * whole / all));
            }
        }
        let length = if in_body > 0 { length_at(one) } else { 0 };
        if !texts.iter().any(|text| text.len() == length) {
            return Ok(Some(0));
        }
        let place = self.bounds.body(doc).start.saturating_add(first);
        let whole = self.whole_at(place, length as u32, missing)?;
        Ok(whole.map(|whole| u64::from(whole) * WORD * u64::from(weights.body)))
    }

    /// The folded letters and digits of a text, without signs and white space.
    pub(crate) fn letters(&self, text: &str) -> Vec<Unit> {
        let letters: String = text.chars().filter(|&c| !is_sign(c)).collect();
        self.characters(&letters).concat()
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

    /// Whether a unit of the stream is white space or a sign. A block's end is neither.
    pub(crate) fn is_sign_unit(&self, unit: Unit) -> bool {
        let rank = usize::from(unit).checked_sub(1);
        let character = rank.and_then(|rank| self.fold.data().chars.get(rank));
        // Halves of rare characters stand for no sign that anybody leaves out.
        character.is_some_and(|&(c, _)| is_sign(c)) && width(unit) == 1
    }
}

/// Whether a character is neither letter nor digit nor a mark on one.
pub(crate) fn is_sign(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}')
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
