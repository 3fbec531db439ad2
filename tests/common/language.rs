//! The query language evaluated in its plainest form, over folded texts.

use super::naive_fold;
use midu_core::{Document, Piece, Term, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// The folded parts of a document.
struct Parts {
    url: String,
    title: Vec<char>,
    blocks: Vec<Vec<char>>,
    headings: BTreeMap<usize, Vec<char>>,
    document: Document,
}

/// All documents, each looked through for each query.
pub struct Plain {
    parts: Vec<Parts>,
    characters: BTreeMap<char, String>,
}

/// What a tree finds: urls, each with the occurrences of what is looked for.
pub type Expected = BTreeMap<String, u32>;

/// Texts, and the least and most characters between them.
type Pattern = (Vec<Vec<char>>, Vec<(usize, usize)>);

#[derive(Clone, Copy, PartialEq)]
enum Field {
    Whole,
    Title,
    Section,
}

impl Plain {
    pub fn new(documents: &[Document]) -> Self {
        let mut characters = BTreeMap::new();
        let mut fold = |text: &str| naive_fold(text, &mut characters).chars().collect::<Vec<_>>();
        let parts = documents
            .iter()
            .map(|document| {
                let heading = |block: usize| {
                    let text = document.blocks.get(block).filter(|text| !text.trim().is_empty())?;
                    let words: Vec<&str> = text.split_whitespace().collect();
                    Some(words.join(" ").chars().take(80).collect::<String>())
                };
                let headings: Vec<(usize, String)> = document
                    .sections
                    .iter()
                    .filter_map(|section| Some((section.block, heading(section.block)?)))
                    .collect();
                Parts {
                    url: document.url.clone(),
                    title: fold(&document.title),
                    blocks: document.blocks.iter().map(|block| fold(block)).collect(),
                    headings: headings.into_iter().map(|(at, text)| (at, fold(&text))).collect(),
                    document: document.clone(),
                }
            })
            .collect();
        Self { parts, characters }
    }

    pub fn fold(&mut self, text: &str) -> Vec<char> {
        naive_fold(text, &mut self.characters).chars().collect()
    }

    /// What a tree finds.
    pub fn find(&mut self, tree: &Tree) -> Expected {
        if !self.asks(tree, true) {
            return Expected::new();
        }
        let mut expected = Expected::new();
        for number in 0..self.parts.len() {
            if self.holds(tree, number) == Some(true) {
                let count = self.count(tree, number, true);
                expected.insert(self.parts[number].url.clone(), count);
            }
        }
        expected
    }

    fn names(&self) -> BTreeSet<&str> {
        self.parts
            .iter()
            .flat_map(|parts| parts.document.filters.keys())
            .map(String::as_str)
            .collect()
    }

    /// Whether a tree looks for anything.
    fn asks(&mut self, tree: &Tree, wanted: bool) -> bool {
        match tree {
            Tree::All(trees) | Tree::Any(trees) => trees.iter().any(|tree| self.asks(tree, wanted)),
            Tree::Not(tree) => self.asks(tree, !wanted),
            Tree::Term(term) => wanted && self.pattern(term).is_some(),
            Tree::Named { name, term } => {
                (self.names().contains(name.as_str()) && term.as_text().is_some())
                    || (wanted && self.pattern(&self.of_name(name, term).1).is_some())
            }
        }
    }

    fn of_name(&self, name: &str, term: &Term) -> (Field, Term) {
        match name.to_lowercase().as_str() {
            "title" => (Field::Title, term.clone()),
            "section" => (Field::Section, term.clone()),
            _ => {
                let mut term = term.clone();
                term.quoted = false;
                let Some(Piece::Text(text)) = term.pieces.first_mut() else { unreachable!() };
                *text = format!("{name}:{text}");
                (Field::Whole, term)
            }
        }
    }

    /// Whether a document fulfils a tree; `None` where the tree says nothing.
    fn holds(&mut self, tree: &Tree, number: usize) -> Option<bool> {
        match tree {
            Tree::All(trees) => {
                let all: Vec<bool> =
                    trees.iter().filter_map(|tree| self.holds(tree, number)).collect();
                (!all.is_empty()).then(|| all.iter().all(|&one| one))
            }
            Tree::Any(trees) => {
                let all: Vec<bool> =
                    trees.iter().filter_map(|tree| self.holds(tree, number)).collect();
                (!all.is_empty()).then(|| all.iter().any(|&one| one))
            }
            Tree::Not(tree) => self.holds(tree, number).map(|holds| !holds),
            Tree::Term(term) => Some(self.places(term, Field::Whole, number)? > 0),
            Tree::Named { name, term } => {
                if self.names().contains(name.as_str()) && term.as_text().is_some() {
                    let values = self.parts[number].document.filters.get(name).cloned();
                    let values = values.unwrap_or_default();
                    let value = self.fold(term.as_text()?);
                    return Some(values.iter().any(|one| self.fold(one) == value));
                }
                let (field, term) = self.of_name(name, term);
                Some(self.places(&term, field, number)? > 0)
            }
        }
    }

    /// Occurrences of what a tree looks for.
    fn count(&mut self, tree: &Tree, number: usize, wanted: bool) -> u32 {
        match tree {
            Tree::All(trees) | Tree::Any(trees) => {
                trees.iter().map(|tree| self.count(tree, number, wanted)).sum()
            }
            Tree::Not(tree) => self.count(tree, number, !wanted),
            _ if !wanted => 0,
            Tree::Term(term) => self.places(term, Field::Whole, number).unwrap_or(0),
            Tree::Named { name, term } => {
                if self.names().contains(name.as_str()) && term.as_text().is_some() {
                    return 0;
                }
                let (field, term) = self.of_name(name, term);
                self.places(&term, field, number).unwrap_or(0)
            }
        }
    }

    /// Texts and the least and most characters between them; `None` for a blank term.
    fn pattern(&mut self, term: &Term) -> Option<Pattern> {
        let (mut texts, mut gaps, mut gap) = (Vec::new(), Vec::new(), (0, 0));
        for piece in &term.pieces {
            match piece {
                Piece::One => gap = (gap.0 + 1, gap.1 + 1),
                Piece::Many => gap.1 += Piece::MOST as usize,
                Piece::Text(text) => {
                    let text = self.fold(text);
                    if text.is_empty() {
                        continue;
                    }
                    texts.push(text);
                    if texts.len() > 1 {
                        gaps.push(gap);
                    }
                    gap = (0, 0);
                }
            }
        }
        (!texts.is_empty()).then_some((texts, gaps))
    }

    /// How often a term stands in a document; `None` for a blank term.
    fn places(&mut self, term: &Term, field: Field, number: usize) -> Option<u32> {
        let (texts, gaps) = self.pattern(term)?;
        let parts = &self.parts[number];
        let mut fields: Vec<&Vec<char>> = Vec::new();
        if field != Field::Section {
            fields.push(&parts.title);
        }
        if field == Field::Whole {
            fields.extend(&parts.blocks);
        }
        if field == Field::Section {
            fields.extend(parts.headings.values());
        }
        let at = |field: &Vec<char>| {
            (0..field.len()).filter(|&start| stands(&field[start..], &texts, &gaps)).count() as u32
        };
        Some(fields.into_iter().map(at).sum())
    }
}

fn stands(text: &[char], texts: &[Vec<char>], gaps: &[(usize, usize)]) -> bool {
    let Some((first, more)) = texts.split_first() else { return true };
    let Some(rest) = text.strip_prefix(first.as_slice()) else { return false };
    let Some((&(least, most), gaps)) = gaps.split_first() else { return more.is_empty() };
    (least..=most.min(rest.len())).any(|gap| stands(&rest[gap..], more, gaps))
}
