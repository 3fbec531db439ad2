//! The steps that are tried where a query finds nothing, each only where those before found nothing;
//! and what Latin letters that do stand somewhere find as pinyin besides.
//!
//! Relaxed are the plain words of a query. What stands in quotes, has wildcards, is named, left out
//! or one of several still holds as it is, and so do filters.

use crate::evaluate::{Found, Leaf, Place, difference, intersection};
use crate::order::is_sign;
use crate::reader::Missing;
use crate::request::{Note, Relaxed, Request};
use crate::several::{nearest, taken};
use crate::signs::Pairs;
use crate::syntax::{Term, Tree};
use crate::{Index, Result};
use std::cmp::Reverse;

/// Units between pieces that count as near.
const NEAR: u32 = 48;
/// Fewest letters of a text in which an edit is looked for: a shorter one is near everything.
const LEAST_EDITED: usize = 3;
/// Words of a query that are relaxed.
const MOST_WORDS: usize = 8;
/// Fewest letters that are read as pinyin where they stand somewhere as they are.
const LEAST_HEARD: usize = 2;
/// Documents that hold letters as they are, beside which those are listened for: where there are more,
/// the letters are a word of the corpus, and nobody gets to the end of them.
pub(crate) const MOST_BESIDE: u32 = 100;
/// The same for initials, which are heard all over a text.
const MOST_BESIDE_INITIALS: usize = 12;
/// Texts that are told of an edit.
const MOST_TOLD: usize = 4;

/// A query apart: its plain words, and what holds as it is.
#[derive(Debug, Default)]
struct Apart {
    words: Vec<String>,
    rest: Vec<Tree>,
}

impl Apart {
    fn of(tree: &Tree, normalize: fn(&str) -> String) -> Self {
        let mut apart = Self::default();
        apart.take(tree, normalize);
        apart
    }

    /// Whether all words are Latin letters and enough of them to listen for.
    fn is_heard(&self) -> bool {
        let letters = self.words.iter().flat_map(|word| word.chars()).filter(|c| c.is_alphabetic());
        letters.count() >= LEAST_HEARD
            && self.words.len() <= MOST_WORDS
            && self.words.iter().all(|word| is_spelled(word))
    }

    fn take(&mut self, tree: &Tree, normalize: fn(&str) -> String) {
        match tree {
            Tree::All(trees) => trees.iter().for_each(|tree| self.take(tree, normalize)),
            Tree::Term(Term { quoted: false, .. }) if tree.as_text().is_some() => {
                self.words.extend(tree.as_text().map(normalize));
            }
            other => self.rest.push(other.clone()),
        }
    }
}

/// Whether a word is Latin letters alone, as pinyin is.
fn is_spelled(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, 'ü' | '\'' | '’'))
}

/// Whether what a query finds as pinyin follows what it finds as it is.
pub(crate) fn is_heard_besides(tree: &Tree, request: &Request) -> bool {
    request.relax.pinyin && !request.literal && Apart::of(tree, request.normalize).is_heard()
}

/// What a step found, and how it is told; `None` where it found nothing.
type Stepped = Option<(Found, Relaxed)>;

impl<D: AsRef<[u8]>> Index<D> {
    /// What the first step finds that finds anything; `None` while pages are missing.
    pub(crate) fn relax(
        &self,
        tree: &Tree,
        filter: Option<&[u32]>,
        request: &Request,
        missing: &mut Missing,
    ) -> Result<Option<(Found, Option<Relaxed>)>> {
        let Some(tree) = self.without_colons(tree, request.normalize, missing)? else {
            return Ok(None);
        };
        let apart = Apart::of(&tree, request.normalize);
        let steps = request.relax;
        if request.literal || apart.words.is_empty() || apart.words.len() > MOST_WORDS {
            return Ok(Some((Found::default(), None)));
        }
        let Some(within) = self.within(&apart.rest, filter, request, missing)? else {
            return Ok(None);
        };
        // Letters alone are pinyin, or a word whose pairs stand all over the text: to look for pieces of
        // it costs more than all else and finds noise.
        let spelled = steps.pinyin && apart.words.iter().all(|word| is_spelled(word));
        let pieces = (steps.signs || steps.near) && !spelled;
        let Some(pairs) = self.pairs_of(&apart.words, pieces, missing)? else { return Ok(None) };
        let mut notes: Vec<Note> = Vec::new();
        for step in 0..4 {
            let stepped = match step {
                0 if steps.signs && pieces => self.by_signs(&pairs, missing)?,
                1 if steps.near && pieces => Some(self.by_pieces(&pairs, &apart.words)),
                2 if steps.pinyin => self.by_pinyin(&apart.words, request.fuzzy, missing)?,
                3 if steps.edit => self.by_edit(&apart.words, missing)?,
                _ => continue,
            };
            let Some(stepped) = stepped else { return Ok(None) };
            let Some((mut found, relaxed)) = stepped else { continue };
            if let Some(within) = &within {
                found.documents = intersection(&found.documents, within);
            }
            if !found.documents.is_empty() {
                return Ok(Some((found, Some(relaxed))));
            }
            notes.extend(found.notes);
        }
        notes.dedup();
        Ok(Some((Found { notes, ..Found::default() }, None)))
    }

    /// What a query of Latin letters finds as pinyin in other documents than those that hold it as it
    /// is, which are given in ascending order. `None` while pages are missing; then `None` where it
    /// finds nothing, or is not to be heard beside so many.
    pub(crate) fn heard_besides(
        &self,
        tree: &Tree,
        filter: Option<&[u32]>,
        request: &Request,
        literal: &[u32],
        missing: &mut Missing,
    ) -> Result<Option<Option<Found>>> {
        let apart = Apart::of(tree, request.normalize);
        let ear = self.ear(&apart.words.join(" "), request.fuzzy, missing)?;
        let Some(within) = self.within(&apart.rest, filter, request, missing)? else {
            return Ok(None);
        };
        let Some(ear) = ear else { return Ok(None) };
        let few = literal.len() <= MOST_BESIDE_INITIALS;
        if ear.is_none_or(|ear| ear.is_abbreviated() && !few) {
            return Ok(Some(None));
        }
        let heard = self.by_pinyin(&apart.words, request.fuzzy, missing)?;
        Ok(heard.map(|heard| {
            let (mut found, _) = heard?;
            if let Some(within) = &within {
                found.documents = intersection(&found.documents, within);
            }
            found.documents = difference(&found.documents, literal);
            (!found.documents.is_empty()).then_some(found)
        }))
    }

    /// The documents that fulfil what holds as it is, ascending, all of them if there is no such thing;
    /// `None` while pages are missing.
    fn within(
        &self,
        rest: &[Tree],
        filter: Option<&[u32]>,
        request: &Request,
        missing: &mut Missing,
    ) -> Result<Option<Option<Vec<u32>>>> {
        if rest.is_empty() {
            return Ok(Some(filter.map(<[u32]>::to_vec)));
        }
        let rest = Tree::All(rest.to_vec());
        let Some(found) = self.evaluate(&rest, request.normalize, missing)? else {
            return Ok(None);
        };
        let documents = match filter {
            Some(filter) => intersection(filter, &found.documents),
            None => found.documents,
        };
        Ok(Some(Some(documents)))
    }

    fn pairs_of(
        &self,
        words: &[String],
        wanted: bool,
        missing: &mut Missing,
    ) -> Result<Option<Vec<Pairs>>> {
        let mut all = Vec::new();
        for word in words {
            // Loads what further characters fold to, where it is needed.
            if self.folded(word, missing)?.0.is_none() {
                return Ok(None);
            }
        }
        for word in words {
            let letters: String = word.chars().filter(|&c| !is_sign(c)).collect();
            let letters = self.characters(&letters);
            if !letters.is_empty() && wanted {
                all.push(self.pairs(letters, missing)?);
            }
        }
        Ok(all.into_iter().collect())
    }

    /// All words across signs.
    fn by_signs(&self, all: &[Pairs], missing: &mut Missing) -> Result<Option<Stepped>> {
        let (mut leaves, mut cut) = (Vec::new(), false);
        for pairs in all {
            let found = self.across_signs(pairs, missing)?;
            let Some((places, more)) = found else { continue };
            cut |= more;
            leaves.push(self.leaf(places));
        }
        Ok(missing.is_empty().then(|| self.together(leaves, cut).map(|f| (f, Relaxed::Signs))))
    }

    /// All pieces of all words near each other.
    fn by_pieces(&self, all: &[Pairs], words: &[String]) -> Stepped {
        let (mut leaves, mut texts, mut covered, mut letters) = (Vec::new(), Vec::new(), 0, 0);
        for (pairs, word) in all.iter().zip(words.iter().filter(|word| !word.chars().all(is_sign)))
        {
            letters += pairs.len();
            for piece in pairs.pieces() {
                covered += piece.letters.len();
                let shown = word.chars().filter(|&c| !is_sign(c)).skip(piece.letters.start);
                texts.push(shown.take(piece.letters.len()).collect());
                let text = pairs.units(&piece);
                // A piece that stands twice in the query is one thing to find.
                if leaves.iter().any(|leaf: &Leaf| leaf.text == text) {
                    texts.pop();
                    continue;
                }
                leaves.push(Leaf { text, ..self.leaf(piece.places.clone()) });
            }
        }
        if leaves.len() < 2 || covered * 3 < letters * 2 {
            return None;
        }
        let mut found = self.together(leaves, false)?;
        let documents = std::mem::take(&mut found.documents);
        found.documents = documents.into_iter().filter(|&doc| self.are_near(&found, doc)).collect();
        Some((found, Relaxed::Near(texts)))
    }

    /// Whether all leaves stand near each other in the title or in the body of a document.
    fn are_near(&self, found: &Found, doc: u32) -> bool {
        [self.bounds.title(doc), self.bounds.body(doc)].into_iter().any(|part| {
            let lists: Vec<&[Place]> = found
                .leaves
                .iter()
                .map(|leaf| taken(&leaf.places, &mut 0, part.start, part.end))
                .collect();
            lists.iter().all(|list| !list.is_empty())
                && nearest(&lists).is_some_and(|nearest| nearest.gap <= NEAR)
        })
    }

    /// All words together as pinyin.
    fn by_pinyin(
        &self,
        words: &[String],
        fuzzy: bool,
        missing: &mut Missing,
    ) -> Result<Option<Stepped>> {
        let text = words.join(" ");
        if !text.chars().any(|c| c.is_ascii_alphabetic() || c == 'ü') {
            return Ok(Some(None));
        }
        let Some(sounding) = self.sounding(&text, fuzzy, missing)? else { return Ok(None) };
        let Some(sounding) = sounding else { return Ok(Some(None)) };
        let leaf = self.leaf(sounding.places);
        Ok(Some(self.together(vec![leaf], sounding.cut).map(|found| (found, Relaxed::Pinyin))))
    }

    /// The text of all words with one edit.
    fn by_edit(&self, words: &[String], missing: &mut Missing) -> Result<Option<Stepped>> {
        let letters = self.characters(&words.join(" "));
        if letters.len() < LEAST_EDITED {
            return Ok(Some(None));
        }
        let Some(edited) = self.one_edit(&letters.concat(), missing)? else { return Ok(None) };
        let mut places: Vec<Place> = Vec::new();
        for (units, positions) in &edited.texts {
            places.extend(positions.iter().map(|&start| (start, units.len() as u32)));
        }
        let places = outermost(places);
        let mut texts = Vec::new();
        for (units, positions) in &edited.texts {
            let stands = |&start: &u32| places.binary_search(&(start, units.len() as u32)).is_ok();
            if texts.len() < MOST_TOLD && positions.iter().any(stands) {
                texts.push(self.text_of(units));
            }
        }
        let found = self.together(vec![self.leaf(places)], edited.cut);
        Ok(Some(found.map(|found| (found, Relaxed::Edit(texts)))))
    }

    fn leaf(&self, places: Vec<Place>) -> Leaf {
        let documents = self.documents_at(&places);
        Leaf { places, documents, text: Vec::new(), wanted: true }
    }

    /// The documents that hold all leaves; `None` where there is no leaf.
    fn together(&self, leaves: Vec<Leaf>, cut: bool) -> Option<Found> {
        let mut sets = leaves.iter().map(|leaf| leaf.documents.clone());
        let first = sets.next()?;
        let documents = sets.fold(first, |all, set| intersection(&all, &set));
        let notes = if cut { vec![Note::ManyPlaces] } else { Vec::new() };
        Some(Found { documents, leaves, notes, filtered: false })
    }

    /// Folded units as text.
    pub(crate) fn text_of(&self, units: &[crate::gram::Unit]) -> String {
        let chars = &self.fold.data().chars;
        let mut text = String::new();
        let mut rest = units;
        while let Some(&unit) = rest.first() {
            let width = crate::gram::width(unit);
            let (character, more) = rest.split_at(width.min(rest.len()));
            let rank = crate::gram::rank_of(character);
            text.extend(rank.and_then(|rank| chars.get(rank as usize - 1)).map(|&(c, _)| c));
            rest = more;
        }
        text
    }
}

/// Places that are inside no other one, in their order: 渡口 is not found once more inside 渡口的.
fn outermost(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable_by_key(|&(start, length)| (start, Reverse(length)));
    let mut last = 0;
    places.retain(|&(start, length)| {
        let end = start.saturating_add(length);
        let outside = end > last;
        last = last.max(end);
        outside
    });
    places
}
