//! Documents that were found -> their order: what each scores, and of what its score is made.
//!
//! All documents are ordered by what their places tell: texts in the title, number of occurrences,
//! how near the texts of the query stand to each other. The best twelve are then put in order again
//! by what only their records tell: whether the title is the query or begins with it, and whether a
//! heading holds it; by how early it stands there; whether it is whole words; and what the page says
//! that it counts. Twelve, since the heads of
//! long lists name as many; always the same twelve, so that pages of results fit together.

use crate::aligned::is_whole;
use crate::gram::{Unit, width};
use crate::plan::Found;
use crate::postings::{DocCount, HEAD_DOCS};
use crate::reader::Missing;
use crate::record::Record;
use crate::region::Region;
use crate::{Index, Options, Result, Weights};
use std::cmp::Reverse;

/// Documents that are put in order by their records: as many as the head of a long list names.
pub(crate) const BEST: usize = HEAD_DOCS;
/// What a weight counts for a document whose title holds all texts of the query.
pub(crate) const TITLE: u64 = 1000;
/// Occurrences that count for the score.
pub(crate) const MOST_OCCURRENCES: u64 = 7999;
/// What a title that begins with the query adds for its weight; one that is it, [`TITLE`].
const STARTS: u64 = 250;
/// What a heading that holds a text adds for its weight, and one that is the query.
const HEADING: u64 = 100;
const WHOLE_HEADING: u64 = 3 * HEADING;
/// What a text adds for the weight of title or body where it is whole words there: more than
/// [`STARTS`] in a title where all texts are, and in a body as much as so many occurrences.
const WORD: u64 = 250;
/// What an occurrence at the start of the body adds.
const EARLY: u64 = 40;
/// Units from the start at which that is halved.
const HALF_EARLY: u64 = 64;

/// What a weight in hundredths of hundredths is a share of.
const SHARES: u64 = 10_000;

/// A part of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Title,
    Occurrences,
    #[cfg(feature = "language")]
    Near,
    WholeTitle,
    StartOfTitle,
    Heading,
    Early,
    Word,
    Weight,
}

/// How many parts there are.
#[cfg(feature = "language")]
pub(crate) const PARTS: usize = Part::Weight as usize + 1;

/// A document that was found, with what its score is made of.
#[derive(Clone, Debug)]
pub(crate) struct Ranked {
    pub(crate) count: DocCount,
    /// Units of the first occurrence in the body.
    pub(crate) length: usize,
    total: i64,
    /// What each part adds, where somebody may ask for that.
    #[cfg(feature = "language")]
    pub(crate) parts: [i64; PARTS],
}

impl Ranked {
    /// With a score of nothing yet; `length` is in units.
    pub(crate) const fn new(count: DocCount, length: usize) -> Self {
        Self {
            count,
            length,
            total: 0,
            #[cfg(feature = "language")]
            parts: [0; PARTS],
        }
    }

    pub(crate) const fn total(&self) -> u64 {
        self.total.unsigned_abs()
    }

    pub(crate) fn occurrences(&self) -> u64 {
        u64::from(self.count.in_title) + u64::from(self.count.in_body)
    }

    pub(crate) fn add(&mut self, part: Part, value: u64) {
        self.change(part, value.cast_signed());
    }

    fn change(&mut self, part: Part, value: i64) {
        self.total += value;
        #[cfg(feature = "language")]
        if let Some(kept) = self.parts.get_mut(part as usize) {
            *kept += value;
        }
        #[cfg(not(feature = "language"))]
        let _ = part;
    }
}

/// The best first: by score, then by occurrences, then by the order of the index.
pub(crate) fn sort(ranked: &mut [Ranked]) {
    ranked.sort_unstable_by_key(|one| (Reverse((one.total(), one.occurrences())), one.count.doc));
}

/// A document of one text, of which only counts are known.
fn counted(count: DocCount, length: usize, weights: Weights) -> Ranked {
    let mut ranked = Ranked::new(count, length);
    ranked.add(Part::Title, u64::from(count.in_title > 0) * TITLE * u64::from(weights.title));
    let occurrences = ranked.occurrences().min(MOST_OCCURRENCES);
    ranked.add(Part::Occurrences, occurrences * u64::from(weights.body));
    ranked
}

/// Whether weights have the same order for one text as the heads of long lists have: a document with
/// it in the title before any without.
fn titles_first(weights: Weights) -> bool {
    let most = MOST_OCCURRENCES * u64::from(weights.body);
    weights.body > 0 && u64::from(weights.title) * TITLE > most
}

/// What to show while the order of the best is not known, so that no text has to be read behind their
/// records: all of them. Where few are wanted that is more than a round is worth.
pub(crate) fn with_all_best(options: Options) -> Options {
    let best = BEST as u32;
    if options.offset >= best || options.limit <= best / 2 {
        return options;
    }
    let limit = options.limit.saturating_add(options.offset).max(best);
    Options { offset: 0, limit, ..options }
}

/// What one text finds.
#[derive(Debug)]
pub(crate) struct OfText {
    pub(crate) total: u32,
    pub(crate) occurrences: u64,
    /// All documents, or the best of more.
    pub(crate) ranked: Vec<Ranked>,
}

impl<D: AsRef<[u8]>> Index<D> {
    /// What occurrences count where a request does not say so: as the index was told, or as usual.
    #[must_use]
    pub fn weights(&self) -> Weights {
        self.head.weights.unwrap_or_default()
    }

    /// Finds the documents with a text, in their order as far as places tell it; `enough` of them are
    /// wanted. `None` while pages are missing.
    pub(crate) fn of_text(
        &self,
        units: &[Unit],
        enough: usize,
        weights: Weights,
        missing: &mut Missing,
    ) -> Result<Option<OfText>> {
        let in_order = titles_first(weights);
        // The best are chosen among as many as a head names, however few are wanted.
        let enough = if in_order { enough.max(BEST) } else { usize::MAX };
        let found = match self.scanned(units) {
            Some(positions) => Found::All(positions),
            None => self.locate(units, enough, missing)?,
        };
        let (total, occurrences, counts) = match found {
            Found::Nothing => return Ok(None),
            Found::All(positions) => {
                let counts = self.bounds.rank(&positions);
                (counts.len() as u32, positions.len() as u64, counts)
            }
            Found::Best(head) => (head.documents, u64::from(head.occurrences), head.best),
        };
        let mut ranked: Vec<Ranked> =
            counts.into_iter().map(|count| counted(count, units.len(), weights)).collect();
        if !in_order {
            sort(&mut ranked);
        }
        Ok(Some(OfText { total, occurrences, ranked }))
    }

    /// Puts the best in order by their records; false while some are missing. `whole` is the query,
    /// folded.
    pub(crate) fn order_best(
        &self,
        ranked: &mut [Ranked],
        whole: &[Unit],
        texts: &[&[Unit]],
        weights: Weights,
        missing: &mut Missing,
    ) -> Result<bool> {
        let end = ranked.len().min(BEST);
        let best = ranked.get_mut(..end).unwrap_or_default();
        let mut complete = true;
        for one in best.iter_mut() {
            let record = self.record(one.count.doc, missing)?;
            let title = record.as_ref().map(|record| Region::of_text(&self.fold, &record.title, 0));
            let word = self.word(one, title.as_ref(), texts, weights, missing)?;
            let (Some(record), Some(title), Some(word)) = (record, title, word) else {
                complete = false;
                continue;
            };
            let weight = u64::from(weights.title);
            match self.begins_with(&title.units, whole) {
                Some(true) => one.add(Part::WholeTitle, weight * TITLE),
                Some(false) => one.add(Part::StartOfTitle, weight * STARTS),
                None => {}
            }
            let heading = self.heading(&record, whole, texts);
            one.add(Part::Heading, heading * u64::from(weights.heading));
            if one.count.in_body > 0 {
                // By the place alone: how long a body is, not every layout knows.
                let first = u64::from(one.count.first);
                one.add(Part::Early, EARLY * HALF_EARLY / (HALF_EARLY + first));
            }
            one.add(Part::Word, word);
            // What the page says of itself, or of the part where the query stands first.
            let place = Some(one.count.first).filter(|_| one.count.in_title == 0);
            let (before, weight) = (one.total(), u64::from(record.weight_at(place)));
            let after = (before * weight / SHARES).cast_signed();
            one.change(Part::Weight, after - before.cast_signed());
        }
        sort(best);
        Ok(complete)
    }

    /// What the best of a document's headings adds, times its weight.
    fn heading(&self, record: &Record, whole: &[Unit], texts: &[&[Unit]]) -> u64 {
        let mut best = 0;
        for heading in record.headings() {
            let text = Region::of_text(&self.fold, heading.text, 0);
            if self.begins_with(&text.units, whole) == Some(true) {
                return WHOLE_HEADING;
            }
            if texts.iter().any(|each| text.places(each).next().is_some()) {
                best = HEADING;
            }
        }
        best
    }

    /// What it adds that texts are whole words: in the title, or at the first place in the body where
    /// the title has none; `None` while pages are missing.
    fn word(
        &self,
        one: &Ranked,
        title: Option<&Region>,
        texts: &[&[Unit]],
        weights: Weights,
        missing: &mut Missing,
    ) -> Result<Option<u64>> {
        let DocCount { doc, in_title, in_body, first } = one.count;
        let mut texts = texts.iter().filter(|text| self.may_be_word(text));
        let all = texts.clone().count() as u64;
        if in_title > 0 && all > 0 {
            let begins = self.begins(self.bounds.title(doc), missing)?;
            let (Some(begins), Some(title)) = (begins, title) else { return Ok(None) };
            let (mut there, mut whole) = (0, 0);
            for text in texts.clone() {
                let mut places = title.places(text).peekable();
                there += u64::from(places.peek().is_some());
                whole += u64::from(places.any(|place| is_whole(&begins, place, text.len())));
            }
            if there > 0 {
                return Ok(Some(WORD * u64::from(weights.title) * whole / all));
            }
        }
        let length = if in_body > 0 { one.length } else { 0 };
        if !texts.any(|text| text.len() == length) {
            return Ok(Some(0));
        }
        let place = self.bounds.body(doc).start.saturating_add(first);
        let end = place.saturating_add(length as u32);
        let begins = self.begins(place..end.saturating_add(1), missing)?;
        let whole = |begins: Vec<bool>| u64::from(is_whole(&begins, 0, length));
        Ok(begins.map(|begins| whole(begins) * WORD * u64::from(weights.body)))
    }

    /// Whether a folded text begins with the letters and digits of another one, which has any, signs and
    /// white space left out of both; and if so, whether that is all of it.
    fn begins_with(&self, text: &[Unit], whole: &[Unit]) -> Option<bool> {
        let mut text = text.iter().filter(|&&unit| !self.is_sign_unit(unit));
        let mut any = false;
        for unit in whole.iter().filter(|&&unit| !self.is_sign_unit(unit)) {
            any = true;
            if text.next() != Some(unit) {
                return None;
            }
        }
        any.then(|| text.next().is_none())
    }

    /// Whether a unit of the stream is white space or a sign. A block's end is neither.
    pub(crate) fn is_sign_unit(&self, unit: Unit) -> bool {
        let rank = usize::from(unit).checked_sub(1);
        let character = rank.and_then(|rank| self.fold.data().chars.get(rank));
        // Halves of rare characters stand for no sign that anybody leaves out.
        character.is_some_and(|&(c, _)| is_sign(c)) && width(unit) == 1
    }
}

/// Whether a folded character is white space, punctuation or a symbol, by the blocks of the Unicode
/// Character Database (Blocks.txt) that hold these: a page has no tables of categories. What is folded
/// has no wide forms.
pub(crate) const fn is_sign(c: char) -> bool {
    matches!(c as u32,
        0..=0x2f | 0x3a..=0x40 | 0x5b..=0x60 | 0x7b..=0xa9 | 0xab..=0xb1 | 0xb4..=0xb8 | 0xbb..=0xbf
        | 0xd7 | 0xf7
        | 0x2000..=0x206f    // general punctuation
        | 0x20a0..=0x20cf    // currency
        | 0x2190..=0x245f    // arrows, mathematics, technical
        | 0x2500..=0x2775 | 0x2794..=0x2bff // boxes, shapes, dingbats but numerals
        | 0x2e00..=0x2e2e | 0x2e30..=0x2e7f // further punctuation
        | 0x3000..=0x3004 | 0x3008..=0x3020 | 0x3030 | 0x3037 | 0x303d..=0x303f // CJK
        | 0x30fb             // the dot in names
        | 0xfe10..=0xfe6f    // vertical and small forms
        | 0x1f000..=0x1f0ff | 0x1f18a..=0x1faff // pictures but letters
    )
}

#[cfg(test)]
mod tests {
    use super::is_sign;
    use crate::fold::unicode::fold;

    #[test]
    fn signs_are_told_from_letters_by_blocks() {
        let folded = |c: &char| fold(&c.to_string()).chars().eq([*c]);
        for c in ('\0'..=char::MAX).filter(folded) {
            assert!(!is_sign(c) || !c.is_alphanumeric(), "{c:?} is a letter or a digit");
        }
        // What stands in Chinese text. Signs of other scripts count as letters, as their marks do.
        let blocks = [0..=0xff, 0x2000..=0x206f, 0x2190..=0x2bff, 0x3000..=0x303f, 0xfe10..=0xfe6f];
        for c in blocks.into_iter().flatten().filter_map(char::from_u32).filter(folded) {
            assert!(is_sign(c) || c.is_alphanumeric() || is_mark(c), "{c:?} is a sign");
        }
    }

    /// What belongs to the letter before it, and what is no character at all.
    const fn is_mark(c: char) -> bool {
        matches!(c, '\u{302a}'..='\u{302f}' | '\u{fe20}'..='\u{fe2f}' | '\u{ffbf}'..='\u{ffef}')
    }
}
