//! A request over an open index -> its response: reads the query, evaluates it, relaxes it where
//! nothing is found, orders the documents and shows those that are wanted. Runs from the start each
//! time, as every search does.

use crate::evaluate::{Folded, Found, Place, intersection};
use crate::gram::Unit;
use crate::order::{OfText, Ranked, with_all_best};
use crate::reader::Missing;
use crate::region::Region;
use crate::relax::{MOST_BESIDE, is_heard_besides};
use crate::request::{Also, Note, Relaxed, Request, Response, SortKey};
use crate::search::{Marking, marks_in};
use crate::snippet::merge;
use crate::syntax::{Piece, Term, Tree};
use crate::{Index, Options, Result, Step, Weights};
use std::ops::Range;

/// What is to be shown: documents in their order, and what to mark in them.
pub(crate) struct Shown {
    total: u32,
    occurrences: u64,
    pub(crate) ranked: Vec<Ranked>,
    /// All documents found, where they are known.
    documents: Option<Vec<u32>>,
    /// Texts to mark wherever they stand.
    texts: Vec<Vec<Unit>>,
    /// The texts that were looked for.
    words: Vec<Vec<Unit>>,
    /// Places to mark beside.
    places: Vec<Place>,
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Answers a request, or names the pages it needs for that.
    ///
    /// The query is read as [`Tree`] says, never with an error. Documents are ordered by their score:
    /// texts in the title, number of occurrences, nearness; among the best twelve also a title or
    /// heading that is the query, and how early it stands. Ties go by the order of the index, so the
    /// same request has the same response, in every layout. A text alone is ordered as by `search`.
    ///
    /// # Errors
    /// As [`Self::search`]; only a literal query can be too long, any other is cut with a note.
    pub fn query(&self, request: &Request) -> Result<Step<Response>> {
        self.begin_search();
        let mut missing = Missing::new();
        let mut response = Response::default();
        let tree = self.tree_of(request, &mut response)?;
        let Some(mut groups) = self.shown(&tree, request, &mut response, &mut missing)? else {
            return self.need(missing, request.options);
        };
        let whole = self.characters(&(request.normalize)(&request.query)).concat();
        let mut complete = true;
        for one in &mut groups {
            let words: Vec<&[Unit]> = one.words.iter().map(Vec::as_slice).collect();
            let weights = self.weights_of(request);
            complete &= self.order_best(&mut one.ranked, &whole, &words, weights, &mut missing)?;
        }
        if !complete {
            // Most of those that are best so far will be shown: their text comes in the same round.
            if request.sort.is_empty() {
                let options = with_all_best(request.options);
                self.show(&groups, (request, options), &mut response, &mut missing)?;
            }
            return self.need(missing, request.options);
        }
        for one in &mut groups {
            complete &= self.put_in_order(&mut one.ranked, request, &mut missing)?;
        }
        if !complete {
            return self.need(missing, request.options);
        }
        self.show(&groups, (request, request.options), &mut response, &mut missing)?;
        let documents = groups.first().and_then(|own| own.documents.as_ref());
        if let Some(documents) = documents.filter(|_| !request.facets.is_empty()) {
            let names: Vec<String> =
                request.facets.iter().map(|name| (request.normalize)(name)).collect();
            match self.facets(documents, &names, &mut missing)? {
                Some(facets) => response.facets = facets,
                None => return self.need(missing, request.options),
            }
        }
        if missing.is_empty() {
            Ok(Step::Done(response))
        } else {
            self.need(missing, request.options)
        }
    }

    /// The query as a tree, with what is to be said of it.
    pub(crate) fn tree_of(&self, request: &Request, response: &mut Response) -> Result<Tree> {
        if request.literal {
            let text = (request.normalize)(&request.query);
            self.needle(&crate::Query::from_nfkc(&text))?;
            let pieces = vec![Piece::Text(request.query.clone())];
            return Ok(match request.query.trim().is_empty() {
                true => Tree::All(Vec::new()),
                false => Tree::Term(Term { pieces, quoted: true }),
            });
        }
        let parsed = Tree::parse(&request.query);
        response.notes.extend(parsed.too_many.then_some(Note::TooManyTerms));
        response.notes.extend(parsed.too_deep.then_some(Note::TooDeep));
        Ok(parsed.tree)
    }

    fn weights_of(&self, request: &Request) -> Weights {
        request.weights.unwrap_or(self.weights())
    }

    /// What a tree finds, or, where that is nothing, what it finds relaxed; behind it what a further step
    /// finds. `None` while pages are missing.
    pub(crate) fn shown(
        &self,
        tree: &Tree,
        request: &Request,
        response: &mut Response,
        missing: &mut Missing,
    ) -> Result<Option<Vec<Shown>>> {
        if let Some(text) = tree.as_text().filter(|_| is_plain(request)) {
            let text = (request.normalize)(text);
            let (folded, cut) = self.folded(&text, missing)?;
            note(response, cut.then_some(Note::LongText));
            match folded {
                None => return Ok(None),
                Some(Folded::Nothing | Folded::Absent) => {}
                Some(Folded::Units(units)) => {
                    let Some(shown) = self.one_text(units, tree, request, missing)? else {
                        return Ok(None);
                    };
                    if shown.total > 0 {
                        return self.with_others(shown, tree, None, request, response, missing);
                    }
                }
            }
            return self.relaxed(tree, None, request, response, missing);
        }
        let Some(mut found) = self.evaluate(tree, request.normalize, missing)? else {
            return Ok(None);
        };
        let filter = match &request.filter {
            None => None,
            Some(filter) => match self.evaluate(filter, request.normalize, missing)? {
                None => return Ok(None),
                Some(filter) => Some(filter),
            },
        };
        let blank = matches!(tree, Tree::All(trees) if trees.is_empty());
        let asked = found.has_wanted() || found.filtered || (filter.is_some() && !blank);
        if let Some(filter) = &filter {
            filter.notes.iter().for_each(|&note| found.note(note));
            found.documents = match blank {
                true => filter.documents.clone(),
                false => intersection(&found.documents, &filter.documents),
            };
        }
        found.notes.drain(..).for_each(|one| note(response, Some(one)));
        if !asked && filter.is_none() {
            note(response, (!blank).then_some(Note::NothingAsked));
            return Ok(Some(vec![self.of_found(&Found::default(), request)]));
        }
        let filter = filter.map(|filter| filter.documents);
        if !found.documents.is_empty() || !found.has_wanted() {
            let shown = self.of_found(&found, request);
            return self.with_others(shown, tree, filter.as_deref(), request, response, missing);
        }
        self.relaxed(tree, filter.as_deref(), request, response, missing)
    }

    /// What one text finds, by the heads of long lists where these tell enough.
    fn one_text(
        &self,
        units: Vec<Unit>,
        tree: &Tree,
        request: &Request,
        missing: &mut Missing,
    ) -> Result<Option<Shown>> {
        let enough = request.options.offset.saturating_add(request.options.limit) as usize;
        let weights = self.weights_of(request);
        let mut found = self.of_text(&units, enough, weights, missing)?;
        // All of them are to be known where others follow.
        let cut = |found: &OfText| {
            found.total <= MOST_BESIDE && found.ranked.len() < found.total as usize
        };
        if found.as_ref().is_some_and(cut) && is_heard_besides(tree, request) {
            found = self.of_text(&units, usize::MAX, weights, missing)?;
        }
        let Some(OfText { total, occurrences, ranked }) = found else { return Ok(None) };
        Ok(Some(Shown {
            total,
            occurrences,
            ranked,
            documents: None,
            words: vec![units.clone()],
            texts: vec![units],
            places: Vec::new(),
        }))
    }

    /// What a found set shows.
    fn of_found(&self, found: &Found, request: &Request) -> Shown {
        let mut ranked = self.ranked(found, self.weights_of(request));
        let occurrences = ranked
            .iter()
            .map(|one| u64::from(one.count.in_title) + u64::from(one.count.in_body))
            .sum();
        let mut places: Vec<Place> = Vec::new();
        for leaf in found.leaves.iter().filter(|leaf| leaf.wanted) {
            places.extend(&leaf.places);
        }
        places.sort_unstable();
        for one in &mut ranked {
            let start = self.bounds.body(one.count.doc).start.saturating_add(one.count.first);
            let place = places.get(places.partition_point(|&(place, _)| place < start));
            one.length = place.filter(|place| place.0 == start).map_or(0, |place| place.1 as usize);
        }
        let words = found.leaves.iter().filter(|leaf| leaf.wanted && !leaf.text.is_empty());
        let words = words.map(|leaf| leaf.text.clone()).collect();
        Shown {
            total: found.documents.len() as u32,
            occurrences,
            ranked,
            documents: Some(found.documents.clone()),
            texts: Vec::new(),
            words,
            places,
        }
    }

    /// What a query finds, and what follows it. While pages of that are missing it is left out, so that
    /// the query's own records and texts come in the same round.
    fn with_others(
        &self,
        own: Shown,
        tree: &Tree,
        filter: Option<&[u32]>,
        request: &Request,
        response: &mut Response,
        missing: &mut Missing,
    ) -> Result<Option<Vec<Shown>>> {
        if !(1..=MOST_BESIDE).contains(&own.total) || !is_heard_besides(tree, request) {
            return Ok(Some(vec![own]));
        }
        let mut literal: Vec<u32> = own.ranked.iter().map(|one| one.count.doc).collect();
        literal.sort_unstable();
        let heard = self.heard_besides(tree, filter, request, &literal, missing)?;
        let Some(found) = heard.flatten() else { return Ok(Some(vec![own])) };
        let others = self.of_found(&found, request);
        response.also = Some(Also {
            step: Relaxed::Pinyin,
            total: others.total,
            occurrences: others.occurrences,
            notes: found.notes,
        });
        Ok(Some(vec![own, others]))
    }

    /// What the steps find that may be tried where the query finds nothing; the first one that finds
    /// something is told.
    fn relaxed(
        &self,
        tree: &Tree,
        filter: Option<&[u32]>,
        request: &Request,
        response: &mut Response,
        missing: &mut Missing,
    ) -> Result<Option<Vec<Shown>>> {
        let Some(relaxed) = self.relax(tree, filter, request, missing)? else { return Ok(None) };
        let (mut found, step): (Found, Option<Relaxed>) = relaxed;
        found.notes.drain(..).for_each(|one| note(response, Some(one)));
        response.relaxed = step;
        Ok(Some(vec![self.of_found(&found, request)]))
    }

    fn put_in_order(
        &self,
        ranked: &mut Vec<Ranked>,
        request: &Request,
        missing: &mut Missing,
    ) -> Result<bool> {
        let best_first = |sort: &crate::Sort| sort.key == SortKey::Relevance && sort.descending;
        if request.sort.is_empty() || request.sort.first().is_some_and(best_first) {
            return Ok(true);
        }
        let documents = ranked.iter().map(|one| one.count.doc).collect();
        let mut by_document: Vec<(u32, usize)> =
            (0..).zip(ranked.iter()).map(|(at, one)| (one.count.doc, at)).collect();
        by_document.sort_unstable();
        let place = |doc: u32| {
            let found = by_document.binary_search_by_key(&doc, |&(doc, _)| doc).ok()?;
            by_document.get(found).map(|&(_, at)| at)
        };
        let score = |doc: u32| place(doc).and_then(|at| ranked.get(at)).map_or(0, Ranked::total);
        let mut sort = request.sort.clone();
        for one in &mut sort {
            if let SortKey::Named(name) = &mut one.key {
                *name = (request.normalize)(name);
            }
        }
        let Some(sorted) = self.sorted(documents, &sort, &score, missing)? else {
            return Ok(false);
        };
        let places = sorted.into_iter().filter_map(place);
        *ranked = places.filter_map(|at| ranked.get(at).cloned()).collect();
        Ok(true)
    }

    /// Builds the hits that are wanted. Where a group follows, all documents of the first are known.
    fn show(
        &self,
        groups: &[Shown],
        (request, options): (&Request, Options),
        response: &mut Response,
        missing: &mut Missing,
    ) -> Result<()> {
        if let Some(Shown { total, occurrences, .. }) = groups.first() {
            (response.answer.total, response.answer.occurrences) = (*total, *occurrences);
        }
        let all = groups.iter().flat_map(|group| group.ranked.iter().map(move |one| (group, one)));
        let wanted = all.skip(options.offset as usize).take(options.limit as usize);
        for (shown, one) in wanted {
            let title = self.bounds.title(one.count.doc).start;
            let marking = Marks { shown, title, length: one.length };
            let hit = self.hit(one, &marking, options.excerpts, missing)?;
            response.answer.hits.extend(hit);
            if request.explain {
                response.scores.push(one.score());
            }
        }
        Ok(())
    }
}

/// What to mark in one document.
struct Marks<'s> {
    shown: &'s Shown,
    /// Where its title stands.
    title: u32,
    length: usize,
}

impl Marking for Marks<'_> {
    fn length(&self) -> usize {
        self.length
    }

    fn marks(&self, region: &Region, bytes: Range<usize>) -> Vec<Range<usize>> {
        self.shown.marks(region, bytes, self.title)
    }
}

impl Shown {
    /// Units of the longest that is looked for, or more.
    pub(crate) fn longest(&self) -> usize {
        let texts = self.texts.iter().map(Vec::len);
        let places = self.places.iter().map(|&(_, length)| length as usize);
        texts.chain(places).max().unwrap_or_default()
    }

    /// A place of the stream that no occurrence in a document that ends behind another place starts before.
    pub(crate) fn first_after(&self, place: u32, doc: u32, body: u32) -> u32 {
        if self.texts.is_empty() {
            let earliest = place.saturating_sub(self.longest() as u32);
            let next = self.places.partition_point(|&(start, _)| start < earliest);
            return self.places.get(next).map_or(u32::MAX, |&(start, _)| start);
        }
        let ranked = self.ranked.iter().find(|one| one.count.doc == doc);
        ranked.map_or(place, |one| body.saturating_add(one.count.first)).max(place)
    }

    /// What to mark in some bytes of a region; that of a title starts at 0 and stands at `title`.
    pub(crate) fn marks(
        &self,
        region: &Region,
        bytes: Range<usize>,
        title: u32,
    ) -> Vec<Range<usize>> {
        let mut marks: Vec<Range<usize>> = Vec::new();
        for text in &self.texts {
            marks.extend(marks_in(region, text, bytes.clone()));
        }
        let start = if region.start == 0 { title } else { region.start };
        let end = start.saturating_add(region.units.len() as u32);
        let first = self.places.partition_point(|&(place, _)| place < start);
        let places = self.places.get(first..).unwrap_or_default().iter();
        for &(place, length) in places.take_while(|&&(place, _)| place < end) {
            let from = (place - start) as usize;
            let source = region.source(from..from + length as usize);
            marks.extend(source.filter(|s| bytes.start <= s.start && s.end <= bytes.end));
        }
        marks.sort_unstable_by_key(|mark| (mark.start, mark.end));
        merge(marks)
    }
}

/// Whether nothing is asked beside the text, so that the heads of long lists may answer.
fn is_plain(request: &Request) -> bool {
    request.filter.is_none() && request.sort.is_empty() && request.facets.is_empty()
}

fn note(response: &mut Response, note: Option<Note>) {
    if let Some(note) = note.filter(|note| !response.notes.contains(note)) {
        response.notes.push(note);
    }
}
