//! A query's tree over an open index -> the documents that it finds and where its texts stand.

use crate::fold::State;
use crate::gram::{BREAK_UNIT, STRANGE, Unit};
use crate::plan::Found as Located;
use crate::reader::Missing;
use crate::region::Region;
use crate::request::Note;
use crate::search::Needle;
use crate::syntax::{Piece, Term, Tree};
use crate::{Code, Index, Query, Result};
use std::ops::Range;

/// Characters of a term that are looked for.
const MOST_CHARACTERS: usize = 1024;
/// Places of a term with wildcards that are looked at in the text.
const MOST_LOOKED_AT: usize = 512;
/// Documents whose headings are read for one `section:` term.
const MOST_RECORDS: usize = 256;

/// Where something stands in the stream: its start, and its length in units.
pub(crate) type Place = (u32, u32);

/// What is known of one text of the query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Leaf {
    /// Where it stands; ascending starts, each once.
    pub(crate) places: Vec<Place>,
    /// The documents that it stands in.
    pub(crate) documents: Vec<u32>,
    /// It, if it is one text without wildcards.
    pub(crate) text: Vec<Unit>,
    /// Whether the query looks for it, and does not leave it out.
    pub(crate) wanted: bool,
}

/// What a tree comes to, before its documents are counted together.
#[derive(Clone, Debug)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Leaf(usize),
    Documents(Vec<u32>),
}

/// A tree that was evaluated.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// Documents that fulfil it, ascending.
    pub(crate) documents: Vec<u32>,
    /// Its texts.
    pub(crate) leaves: Vec<Leaf>,
    /// What a person should know.
    pub(crate) notes: Vec<Note>,
    /// Whether it says what documents must be beside what they hold.
    pub(crate) filtered: bool,
}

impl Found {
    pub(crate) fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Whether it looks for any text.
    pub(crate) fn has_wanted(&self) -> bool {
        self.leaves.iter().any(|leaf| leaf.wanted)
    }
}

/// The part of the text that a term is looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Whole,
    Title,
    Section,
}

impl Field {
    fn of_name(name: &str, normalize: fn(&str) -> String) -> Option<Self> {
        match normalize(name).to_lowercase().as_str() {
            "title" | "标题" | "標題" => Some(Self::Title),
            "section" | "章节" | "章節" => Some(Self::Section),
            _ => None,
        }
    }
}

/// The text with a colon that a term is under a name that is none.
fn with_colon(name: &str, term: &Term) -> Term {
    let mut whole = term.clone();
    whole.quoted = false;
    match whole.pieces.first_mut() {
        Some(Piece::Text(text)) => text.insert_str(0, &format!("{name}:")),
        _ => whole.pieces.insert(0, Piece::Text(format!("{name}:"))),
    }
    whole
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Evaluates a tree; `None` while pages are missing.
    pub(crate) fn evaluate(
        &self,
        tree: &Tree,
        normalize: fn(&str) -> String,
        missing: &mut Missing,
    ) -> Result<Option<Found>> {
        let mut evaluation =
            Evaluation { index: self, normalize, found: Found::default(), missing };
        let node = evaluation.node(tree, true)?;
        let (mut found, missing) = (evaluation.found, evaluation.missing);
        if !missing.is_empty() {
            return Ok(None);
        }
        found.documents = match node {
            None => Vec::new(),
            Some(node) => self.documents_of(&node, &found.leaves),
        };
        Ok(Some(found))
    }

    /// A query in which what stands behind a name that is none is the text with a colon that it is
    /// evaluated as, unless it is in quotes; `None` while pages are missing.
    pub(crate) fn without_colons(
        &self,
        tree: &Tree,
        normalize: fn(&str) -> String,
        missing: &mut Missing,
    ) -> Result<Option<Tree>> {
        Ok(match tree {
            Tree::All(trees) => {
                let trees: Result<Option<Vec<Tree>>> = trees
                    .iter()
                    .map(|tree| self.without_colons(tree, normalize, missing))
                    .collect();
                trees?.map(Tree::All)
            }
            Tree::Named { name, term }
                if !term.quoted && Field::of_name(name, normalize).is_none() =>
            {
                self.documents_under(name, term, normalize, missing)?.map(|named| match named {
                    Some(_) => tree.clone(),
                    None => Tree::Term(with_colon(name, term)),
                })
            }
            _ => Some(tree.clone()),
        })
    }

    /// The documents that a name says something of: those with a value of a filter, or a date; `None`
    /// where it is no such name. `None` while pages are missing.
    fn documents_under(
        &self,
        name: &str,
        term: &Term,
        normalize: fn(&str) -> String,
        missing: &mut Missing,
    ) -> Result<Option<Option<Vec<u32>>>> {
        let Some(value) = term.as_text() else { return Ok(Some(None)) };
        let (name, value) = (normalize(name), normalize(value));
        match name.to_lowercase().as_str() {
            "date" | "日期" => self.documents_dated(&value, missing),
            _ => self.documents_with(&name, &value, missing),
        }
    }

    fn documents_of(&self, node: &Node, leaves: &[Leaf]) -> Vec<u32> {
        match node {
            Node::Leaf(leaf) => leaves.get(*leaf).map_or(Vec::new(), |l| l.documents.clone()),
            Node::Documents(documents) => documents.clone(),
            Node::Not(node) => {
                let without = self.documents_of(node, leaves);
                difference(&(0..self.head.documents).collect::<Vec<_>>(), &without)
            }
            Node::Any(nodes) => {
                let sets = nodes.iter().map(|node| self.documents_of(node, leaves));
                sets.fold(Vec::new(), |all, set| union(&all, &set))
            }
            Node::All(nodes) => {
                // What is left out is taken from what there is, never from all documents.
                let (without, with): (Vec<&Node>, Vec<&Node>) =
                    nodes.iter().partition(|node| matches!(node, Node::Not(_)));
                let mut sets = with.into_iter().map(|node| self.documents_of(node, leaves));
                let first = sets.next().unwrap_or_else(|| (0..self.head.documents).collect());
                let all = sets.fold(first, |all, set| intersection(&all, &set));
                without.into_iter().fold(all, |all, node| match node {
                    Node::Not(node) => difference(&all, &self.documents_of(node, leaves)),
                    _ => all,
                })
            }
        }
    }

    /// The documents of ascending places.
    pub(crate) fn documents_at(&self, places: &[Place]) -> Vec<u32> {
        let titles_end = self.bounds.titles_end();
        let (mut documents, mut bodies) = (Vec::new(), Vec::new());
        let mut end = 0;
        for &(start, _) in places {
            if start < end {
                continue;
            }
            let Some(doc) = self.bounds.doc_at(start) else { continue };
            let in_title = start < titles_end;
            end = if in_title { self.bounds.title(doc).end } else { self.bounds.body(doc).end };
            if in_title { documents.push(doc) } else { bodies.push(doc) }
        }
        union(&documents, &bodies)
    }

    /// Every position of a text; `None` while pages are missing.
    pub(crate) fn positions(
        &self,
        units: &[Unit],
        missing: &mut Missing,
    ) -> Result<Option<Vec<u32>>> {
        if units.is_empty() || units.contains(&STRANGE) {
            return Ok(Some(Vec::new()));
        }
        if let Some(positions) = self.scanned(units) {
            return Ok(Some(positions));
        }
        Ok(match self.locate(units, usize::MAX, missing)? {
            Located::All(positions) => Some(positions),
            Located::Best(_) | Located::Nothing => None,
        })
    }

    /// A text as it is looked for, cut to what is looked for at most; `None` while what further
    /// characters fold to is missing, an empty one for a text that no document can hold.
    pub(crate) fn folded(
        &self,
        text: &str,
        missing: &mut Missing,
    ) -> Result<(Option<Folded>, bool)> {
        let mut most = MOST_CHARACTERS;
        let mut cut = false;
        loop {
            let end = text.char_indices().nth(most).map(|(end, _)| end);
            cut |= end.is_some();
            let part = text.get(..end.unwrap_or(text.len())).unwrap_or(text);
            match self.needle(&Query::from_nfkc(part)) {
                Err(error) if error.code() == Code::QueryTooLong && most > 1 => {
                    most /= 2;
                    cut = true;
                }
                Err(error) => return Err(error),
                Ok(Needle::Empty) => return Ok((Some(Folded::Nothing), cut)),
                Ok(Needle::Absent) => return Ok((Some(Folded::Absent), cut)),
                Ok(Needle::Units(units)) => return Ok((Some(Folded::Units(units)), cut)),
                Ok(Needle::Unclear) => {
                    self.page(crate::format::Section::Fold, 0, missing)?;
                    return Ok((None, cut));
                }
            }
        }
    }
}

/// A folded text.
#[derive(Clone, Debug)]
pub(crate) enum Folded {
    /// Nothing is left of it.
    Nothing,
    /// It has a character that no document has.
    Absent,
    Units(Vec<Unit>),
}

struct Evaluation<'i, 'm, D> {
    index: &'i Index<D>,
    normalize: fn(&str) -> String,
    found: Found,
    missing: &'m mut Missing,
}

impl<D: AsRef<[u8]>> Evaluation<'_, '_, D> {
    /// Settles what a tree means in this index; `None` for what says nothing, such as a blank text.
    fn node(&mut self, tree: &Tree, wanted: bool) -> Result<Option<Node>> {
        Ok(match tree {
            Tree::All(trees) => self.nodes(trees, wanted)?.map(Node::All),
            Tree::Any(trees) => self.nodes(trees, wanted)?.map(Node::Any),
            Tree::Not(tree) => self.node(tree, !wanted)?.map(|node| Node::Not(Box::new(node))),
            Tree::Term(term) => self.term(term, Field::Whole, wanted)?,
            Tree::Named { name, term } => self.named(name, term, wanted)?,
        })
    }

    fn nodes(&mut self, trees: &[Tree], wanted: bool) -> Result<Option<Vec<Node>>> {
        let mut nodes = Vec::new();
        for tree in trees {
            nodes.extend(self.node(tree, wanted)?);
        }
        Ok((!nodes.is_empty()).then_some(nodes))
    }

    fn named(&mut self, name: &str, term: &Term, wanted: bool) -> Result<Option<Node>> {
        if let Some(field) = Field::of_name(name, self.normalize) {
            return self.term(term, field, wanted);
        }
        match self.index.documents_under(name, term, self.normalize, self.missing)? {
            None => Ok(Some(Node::Documents(Vec::new()))),
            Some(Some(documents)) => {
                self.found.filtered = true;
                Ok(Some(Node::Documents(documents)))
            }
            Some(None) => self.term(&with_colon(name, term), Field::Whole, wanted),
        }
    }

    fn term(&mut self, term: &Term, field: Field, wanted: bool) -> Result<Option<Node>> {
        let Some((places, text)) = self.places(term)? else { return Ok(None) };
        let places = self.in_field(places, field)?;
        let documents = self.index.documents_at(&places);
        self.found.leaves.push(Leaf { places, documents, text, wanted });
        Ok(Some(Node::Leaf(self.found.leaves.len() - 1)))
    }

    /// Where a term stands, and its text if it is one; `None` for a blank one.
    fn places(&mut self, term: &Term) -> Result<Option<(Vec<Place>, Vec<Unit>)>> {
        let (mut texts, mut gaps, mut gap) = (Vec::new(), Vec::new(), Gap::default());
        for piece in &term.pieces {
            match piece {
                Piece::One => gap.least += 1,
                Piece::Many => gap.more += Piece::MOST,
                Piece::Text(text) => {
                    let (folded, cut) = self.index.folded(&(self.normalize)(text), self.missing)?;
                    if cut {
                        self.found.note(Note::LongText);
                    }
                    match folded {
                        None | Some(Folded::Absent) => texts.push(None),
                        // Between two wildcards nothing is left to stand.
                        Some(Folded::Nothing) => continue,
                        Some(Folded::Units(units)) => texts.push(Some(units)),
                    }
                    if texts.len() > 1 {
                        gaps.push(std::mem::take(&mut gap));
                    }
                    gap = Gap::default();
                }
            }
        }
        if texts.is_empty() {
            return Ok(None);
        }
        let Some(texts) = texts.into_iter().collect::<Option<Vec<Vec<Unit>>>>() else {
            return Ok(Some((Vec::new(), Vec::new())));
        };
        let mut positions = Vec::new();
        for text in &texts {
            positions.push(self.index.positions(text, self.missing)?);
        }
        let Some(positions) = positions.into_iter().collect::<Option<Vec<_>>>() else {
            return Ok(Some((Vec::new(), Vec::new())));
        };
        if let ([text], [positions]) = (texts.as_slice(), positions.as_slice()) {
            let length = text.len() as u32;
            let places = positions.iter().map(|&start| (start, length)).collect();
            return Ok(Some((places, text.clone())));
        }
        let pattern = Pattern { texts, gaps };
        let starts = pattern.candidates(&positions);
        Ok(Some((self.matched(&pattern, &starts)?, Vec::new())))
    }

    /// The places among these starts where a pattern really stands, by the text.
    fn matched(&mut self, pattern: &Pattern, starts: &[u32]) -> Result<Vec<Place>> {
        let bounds = &self.index.bounds;
        if starts.len() > MOST_LOOKED_AT {
            self.found.note(Note::ManyPlaces);
        }
        let mut places = Vec::new();
        let mut region: Option<Region> = None;
        for &start in starts.iter().take(MOST_LOOKED_AT) {
            let Some(doc) = bounds.doc_at(start) else { continue };
            let in_title = start < bounds.titles_end();
            let slot = if in_title { bounds.title(doc) } else { bounds.body(doc) };
            let end = start.saturating_add(pattern.longest()).min(slot.end);
            let here = region.as_ref().filter(|region| {
                region.start <= start
                    && (end <= region.end() || region.ended)
                    && start < region.end()
            });
            if here.is_none() {
                region = self.index.region_at(start..end, self.missing)?;
            }
            let Some(region) = &region else { continue };
            let from = start.saturating_sub(region.start) as usize;
            let units = region.units.get(from..).unwrap_or_default();
            places.extend(pattern.matches(units).map(|length| (start, length)));
        }
        Ok(places)
    }

    fn in_field(&mut self, mut places: Vec<Place>, field: Field) -> Result<Vec<Place>> {
        let titles_end = self.index.bounds.titles_end();
        match field {
            Field::Whole => Ok(places),
            Field::Title => {
                places.retain(|&(start, _)| start < titles_end);
                Ok(places)
            }
            Field::Section => {
                places.retain(|&(start, _)| start >= titles_end);
                let documents = self.index.documents_at(&places);
                if documents.len() > MOST_RECORDS {
                    self.found.note(Note::ManyPlaces);
                }
                let mut kept = Vec::new();
                for &doc in documents.iter().take(MOST_RECORDS) {
                    let headings = self.headings(doc)?;
                    let body = self.index.bounds.body(doc);
                    let first = places.partition_point(|&(start, _)| start < body.start);
                    let here = places.get(first..).unwrap_or_default().iter();
                    kept.extend(here.take_while(|&&(start, _)| start < body.end).filter(
                        |&&(start, length)| {
                            let place = start - body.start..start - body.start + length;
                            let holds = |heading: &&Range<u32>| {
                                heading.start <= place.start && place.end <= heading.end
                            };
                            headings.iter().any(|heading| holds(&heading))
                        },
                    ));
                }
                Ok(kept)
            }
        }
    }

    /// Where the headings of a document stand, in units from the start of its body.
    fn headings(&mut self, doc: u32) -> Result<Vec<Range<u32>>> {
        let record = self.index.record(doc, self.missing)?;
        let headings = record.iter().flat_map(|record| record.headings());
        let ranges = headings.map(|heading| {
            let mut units = Vec::new();
            self.index.fold.fold_units(State::START, heading.text, &mut units);
            heading.start..heading.start.saturating_add(units.len() as u32)
        });
        Ok(ranges.collect())
    }
}

/// How many characters may stand between two texts.
#[derive(Clone, Copy, Debug, Default)]
struct Gap {
    least: u32,
    more: u32,
}

/// Texts with gaps between them.
#[derive(Debug)]
struct Pattern {
    texts: Vec<Vec<Unit>>,
    gaps: Vec<Gap>,
}

/// Units of a character at most.
const WIDEST: u32 = 2;

impl Pattern {
    /// Most units that it takes.
    fn longest(&self) -> u32 {
        let texts: usize = self.texts.iter().map(Vec::len).sum();
        let gaps: u32 = self.gaps.iter().map(|gap| (gap.least + gap.more) * WIDEST).sum();
        texts as u32 + gaps
    }

    /// Starts from which the other texts are within reach, whatever stands between them; `positions`
    /// are those of each text.
    fn candidates(&self, positions: &[Vec<u32>]) -> Vec<u32> {
        let mut kept = positions.last().cloned().unwrap_or_default();
        let mut texts = self.texts.iter().zip(positions).rev().skip(1);
        for gap in self.gaps.iter().rev() {
            let Some((text, positions)) = texts.next() else { break };
            kept = positions
                .iter()
                .copied()
                .filter(|&start| {
                    let end = start.saturating_add(text.len() as u32);
                    let least = end.saturating_add(gap.least);
                    let most = end.saturating_add((gap.least + gap.more) * WIDEST);
                    let next = kept.partition_point(|&next| next < least);
                    kept.get(next).is_some_and(|&next| next <= most)
                })
                .collect();
        }
        kept
    }

    /// The length of its shortest match at the start of some units, which go on beyond it or end
    /// with a block.
    fn matches(&self, units: &[Unit]) -> Option<u32> {
        let mut ends = vec![0];
        let mut gaps = self.gaps.iter();
        for text in &self.texts {
            ends.retain(|&end| units.get(end..).is_some_and(|rest| rest.starts_with(text)));
            ends.iter_mut().for_each(|end| *end += text.len());
            let Some(gap) = gaps.next() else { break };
            let mut next = Vec::new();
            for &end in &ends {
                let mut at = end;
                for count in 0..=gap.least + gap.more {
                    if count >= gap.least {
                        next.push(at);
                    }
                    match units.get(at) {
                        None | Some(&BREAK_UNIT) => break,
                        Some(&unit) => at += crate::gram::width(unit),
                    }
                }
            }
            next.sort_unstable();
            next.dedup();
            ends = next;
        }
        ends.first().map(|&end| end as u32)
    }
}

/// What is in both of two ascending lists.
pub(crate) fn intersection(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    few.iter().copied().filter(|doc| many.binary_search(doc).is_ok()).collect()
}

/// What is in the first of two ascending lists and not in the second.
pub(crate) fn difference(a: &[u32], b: &[u32]) -> Vec<u32> {
    a.iter().copied().filter(|doc| b.binary_search(doc).is_err()).collect()
}

/// What is in either of two ascending lists.
pub(crate) fn union(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (mut all, mut rest) = (Vec::with_capacity(a.len() + b.len()), b.iter().copied().peekable());
    for &doc in a {
        while let Some(other) = rest.next_if(|&other| other < doc) {
            all.push(other);
        }
        rest.next_if_eq(&doc);
        all.push(doc);
    }
    all.extend(rest);
    all
}
