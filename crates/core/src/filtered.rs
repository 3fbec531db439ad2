//! What documents say of themselves, asked of section FILTERS: which have a value or a date, how many of
//! those found have each value, and in which order they stand.

use crate::bytes::{at, sort_numbers};
use crate::filters::{Directory, Kind, LANG, Listed, MOST_ENTRIES, Reading, Value, dates, key_of};
use crate::fold::plain::Plain;
use crate::format::Section;
use crate::reader::Missing;
use crate::{Error, Facet, Index, Result, Sort, SortKey};
use std::ops::Range;

/// Most values of one facet, the most frequent.
const MOST_VALUES: usize = 1000;
/// The rank of a document that has none.
const NO_RANK: u32 = u32::MAX;

/// Section FILTERS as far as every question needs it.
struct Filters<'a> {
    directory: Directory,
    reading: Reading<'a>,
    images: Vec<(char, String)>,
    plain: &'a crate::fold::table::FoldTable,
}

impl Filters<'_> {
    /// A text as the keys of the index are folded.
    fn fold(&self, text: &str) -> String {
        Plain::of_queries(self.plain, &self.images).fold(text)
    }

    /// The field of a kind by its name.
    fn field(&self, name: &str, kind: Kind) -> Option<&Listed> {
        let key = self.fold(name);
        self.directory.fields.iter().find(|field| field.kind == kind && field.key == key)
    }
}

impl<D: AsRef<[u8]>> Index<D> {
    /// The names of all filters, as the documents write them.
    #[cfg(test)]
    pub(crate) fn filter_names(&self, missing: &mut Missing) -> Result<Option<Vec<String>>> {
        let Some(filters) = self.filters(&[], missing)? else { return Ok(None) };
        let fields = filters.directory.fields.into_iter();
        let names = fields.filter(|field| field.kind == Kind::Filter);
        Ok(Some(names.map(|field| field.name).collect()))
    }

    /// The documents that have a value under the name of a filter, ascending; `Some(None)` where the
    /// index has no such filter. Both are compared folded and must be in NFKC. Under `lang` a language
    /// finds all that it is the start of, as `zh` does `zh-Hant`.
    pub(crate) fn documents_with(
        &self,
        name: &str,
        value: &str,
        missing: &mut Missing,
    ) -> Result<Option<Option<Vec<u32>>>> {
        let Some(filters) = self.filters(&[name, value], missing)? else { return Ok(None) };
        let Some(field) = filters.field(name, Kind::Filter) else { return Ok(Some(None)) };
        let key = key_of(&field.key, filters.fold(value));
        let prefix = (field.key == LANG && !key.is_empty()).then(|| format!("{key}-"));
        // Nothing that starts with the prefix comes after this.
        let last =
            prefix.as_ref().map_or_else(|| key.clone(), |prefix| format!("{prefix}\u{10ffff}"));
        let pages = field.between(|part| part.key.cmp(&key), |part| part.key.cmp(&last));
        let same = |value: &Value| {
            value.key == key || prefix.as_ref().is_some_and(|prefix| value.key.starts_with(prefix))
        };
        self.union(&filters, field, pages, same, missing).map(|docs| docs.map(Some))
    }

    /// The documents dated in a range, ascending; `Some(None)` where the text is no range or the index
    /// has no dates. The range is what may stand behind `date:`, such as `2024`, `2021..2024-02`,
    /// `2021..`, `>=2021` or `<2021-05-06`.
    ///
    /// A date stands for all of its days, and so do the ends of a range. A document is inside of it if
    /// all days of its date are: one dated `2024` is in `2024` and in `2023..`, but not in `2024-02`,
    /// nor in `2024-02..`, as it does not say so. `>2021` starts after the last day of 2021.
    pub(crate) fn documents_dated(
        &self,
        range: &str,
        missing: &mut Missing,
    ) -> Result<Option<Option<Vec<u32>>>> {
        let Some(range) = dates::range(range) else { return Ok(Some(None)) };
        let Some(filters) = self.filters(&[], missing)? else { return Ok(None) };
        let fields = &filters.directory.fields;
        let Some(field) = fields.iter().find(|field| field.kind == Kind::Dates) else {
            return Ok(Some(None));
        };
        if range.is_empty() {
            return Ok(Some(Some(Vec::new())));
        }
        // A year has a smaller number than its days.
        let start = dates::year_of(*range.start());
        let pages =
            field.between(|part| part.number.cmp(&start), |part| part.number.cmp(range.end()));
        let inside = |value: &Value| {
            let (first, last) = dates::days(value.number);
            range.contains(&first) && range.contains(&last)
        };
        self.union(&filters, field, pages, inside, missing).map(|docs| docs.map(Some))
    }

    /// For each of some filters its values and how many of these documents have each. Filters that the
    /// index does not have are left out; each has the name that was asked for. Values of one number
    /// stand in the order of their folded forms; of more than 1,000 values the most frequent are named.
    pub(crate) fn facets(
        &self,
        docs: &[u32],
        names: &[String],
        missing: &mut Missing,
    ) -> Result<Option<Vec<Facet>>> {
        let asked: Vec<&str> = names.iter().map(String::as_str).collect();
        let Some(filters) = self.filters(&asked, missing)? else { return Ok(None) };
        let sorted = ascending(docs.iter().copied());
        let mut facets = Vec::new();
        let mut complete = true;
        for name in names {
            let Some(field) = filters.field(name, Kind::Filter) else { continue };
            let (mut counted, mut last) = (Vec::new(), (String::new(), 0_u32));
            // A value that is on two pages is the last of one and the first of the next.
            complete &=
                self.each_value(&filters, field, field.pages.clone(), missing, |value| {
                    let found = value.docs.iter().filter(|doc| sorted.binary_search(doc).is_ok());
                    let count = found.count() as u32;
                    if last.0 == value.text {
                        last.1 = last.1.saturating_add(count);
                    } else {
                        counted.push(std::mem::replace(&mut last, (value.text, count)));
                        counted.pop_if(|(_, count)| *count == 0);
                        if counted.len() > 4 * MOST_VALUES {
                            keep_most_frequent(&mut counted);
                        }
                    }
                })?;
            counted.push(last);
            counted.pop_if(|(_, count)| *count == 0);
            let order = most_frequent(&counted).into_iter();
            let values =
                order.filter_map(|place| counted.get_mut(place).map(std::mem::take)).collect();
            facets.push(Facet { name: name.clone(), values });
        }
        Ok(complete.then_some(facets))
    }

    /// Documents in another order: by the first criterion, where they are the same in it by the next,
    /// and else as they were given. Documents without what a criterion is about come last in it, whether
    /// it ascends or descends. Of several values the smallest counts if it ascends, else the largest.
    /// A filter or a key of meta data is a number where all of its values are.
    pub(crate) fn sorted(
        &self,
        docs: Vec<u32>,
        sort: &[Sort],
        score_of: &dyn Fn(u32) -> u64,
        missing: &mut Missing,
    ) -> Result<Option<Vec<u32>>> {
        if docs.len() < 2 {
            return Ok(Some(docs));
        }
        let mut names = Vec::new();
        for key in sort {
            match &key.key {
                SortKey::Named(name) => names.push(name.as_str()),
                SortKey::Date => names.push(""),
                SortKey::Relevance => {}
            }
        }
        let filters = match names.is_empty() {
            true => None,
            false => match self.filters(&names, missing)? {
                Some(filters) => Some(filters),
                None => return Ok(None),
            },
        };
        let mut criteria = Vec::new();
        for Sort { key, descending } in sort {
            let field = filters.as_ref().and_then(|filters| match key {
                SortKey::Relevance => None,
                SortKey::Date => {
                    filters.directory.fields.iter().find(|field| field.kind == Kind::Dates)
                }
                SortKey::Named(name) => {
                    filters.field(name, Kind::Ranks).or_else(|| filters.field(name, Kind::Filter))
                }
            });
            criteria.push(match (key, field, &filters) {
                (SortKey::Relevance, ..) => Some(by_score(&docs, score_of, *descending)),
                (_, Some(field), Some(filters)) => {
                    self.filter_ranks(filters, field, &docs, *descending, missing)?
                }
                _ => Some(Vec::new()),
            });
        }
        // From the last criterion to the first, as the sort keeps the order of what is the same.
        let mut order: Vec<u32> = (0..docs.len() as u32).collect();
        for ranks in criteria.into_iter().rev() {
            let Some(ranks) = ranks else { return Ok(None) };
            let rank = |place: u32| u64::from(ranks.get(at(place)).copied().unwrap_or(NO_RANK));
            let mut places: Vec<u64> =
                (0_u64..).zip(&order).map(|(number, &place)| rank(place) << 32 | number).collect();
            sort_numbers(&mut places);
            let moved = places.iter().filter_map(|&number| order.get(number as u32 as usize));
            order = moved.copied().collect();
        }
        Ok(Some(order.iter().filter_map(|&place| docs.get(at(place)).copied()).collect()))
    }

    /// The rank of each document in the order of a field, the first ones first; `None` while pages are
    /// missing.
    fn filter_ranks(
        &self,
        filters: &Filters<'_>,
        field: &Listed,
        docs: &[u32],
        descending: bool,
        missing: &mut Missing,
    ) -> Result<Option<Vec<u32>>> {
        let mut places: Vec<u64> =
            (0_u64..).zip(docs).map(|(place, &doc)| u64::from(doc) << 32 | place).collect();
        sort_numbers(&mut places);
        let mut ranks = vec![NO_RANK; docs.len()];
        let mut rank = 0_u32;
        let mut last: Option<(String, u32)> = None;
        let complete = self.each_value(filters, field, field.pages.clone(), missing, |value| {
            let Value { key, number, docs, .. } = value;
            let same = last.as_ref().is_some_and(|(k, n)| (k, n) == (&key, &number));
            rank += u32::from(last.is_some() && !same);
            last = Some((key, number));
            for doc in docs {
                let start = places.partition_point(|&place| place >> 32 < u64::from(doc));
                let of = places.iter().skip(start).take_while(|&&p| p >> 32 == u64::from(doc));
                for &place in of {
                    if let Some(slot) = ranks.get_mut(place as u32 as usize)
                        && (*slot == NO_RANK || descending)
                    {
                        *slot = rank;
                    }
                }
            }
        })?;
        if descending {
            for slot in ranks.iter_mut().filter(|slot| **slot != NO_RANK) {
                *slot = rank.saturating_sub(*slot);
            }
        }
        Ok(complete.then_some(ranks))
    }

    /// The directory, and what folding some texts needs; `None`, and notes in `missing`, while any of it
    /// is not here. An index without the section has an empty one.
    fn filters(&self, texts: &[&str], missing: &mut Missing) -> Result<Option<Filters<'_>>> {
        let reading = Reading::new(&self.fold, self.head.documents);
        let count = self.page_count(Section::Filters);
        let mut filters = Filters {
            directory: Directory::default(),
            reading,
            images: Vec::new(),
            plain: &self.fold,
        };
        if count == 0 {
            return Ok(Some(filters));
        }
        let known = |text: &&str| Plain::of_queries(&self.fold, &[]).knows(text);
        let strange = !texts.iter().all(known);
        let mut complete = true;
        if strange && !self.fold.has_query_images() && self.page_count(Section::Fold) > 0 {
            complete = self.page(Section::Fold, 0, missing)?.is_some();
        }
        let Some(page) = self.page(Section::Filters, 0, missing)? else { return Ok(None) };
        filters.directory = Directory::read(page, &filters.reading, count)?;
        if let Some(images) = filters.directory.images.filter(|_| strange) {
            let Some(page) = self.page(Section::Filters, images, missing)? else { return Ok(None) };
            filters.images = Directory::read_images(page, &filters.reading)?;
        }
        Ok(complete.then_some(filters))
    }

    /// Visits the values of a field, in order, that stand in the directory or on some of its pages. A value
    /// with many documents comes in pieces. False, and notes in `missing`, while some are not here.
    fn each_value(
        &self,
        filters: &Filters<'_>,
        field: &Listed,
        pages: Range<u32>,
        missing: &mut Missing,
        mut visit: impl FnMut(Value),
    ) -> Result<bool> {
        let mut here = Vec::new();
        let mut complete = true;
        for page in pages {
            match self.page(Section::Filters, page, missing)? {
                Some(page) => here.push(page),
                None => complete = false,
            }
        }
        if !complete {
            return Ok(false);
        }
        field.values.iter().for_each(|value| visit(value.clone()));
        let mut entries = 0;
        for page in here {
            for value in filters.reading.page(page, &field.key, field.kind)? {
                entries += value.docs.len() as u64;
                visit(value);
            }
            if entries > MOST_ENTRIES {
                return Err(Error::invalid("a filter has too many values; rebuild the index"));
            }
        }
        Ok(true)
    }

    /// The documents of all values of some pages that are wanted, ascending.
    fn union(
        &self,
        filters: &Filters<'_>,
        field: &Listed,
        pages: Range<u32>,
        wanted: impl Fn(&Value) -> bool,
        missing: &mut Missing,
    ) -> Result<Option<Vec<u32>>> {
        let mut docs = Vec::new();
        let complete = self.each_value(filters, field, pages, missing, |value| {
            if wanted(&value) {
                docs.extend(value.docs);
            }
        })?;
        Ok(complete.then(|| ascending(docs.into_iter())))
    }
}

/// Places of the values that are most frequent, by falling number, then in their order.
fn most_frequent(counted: &[(String, u32)]) -> Vec<usize> {
    let falling = |(place, &(_, count)): (u64, &(String, u32))| u64::from(!count) << 32 | place;
    let mut order: Vec<u64> = (0..).zip(counted).map(falling).collect();
    sort_numbers(&mut order);
    order.iter().take(MOST_VALUES).map(|&number| at(number as u32)).collect()
}

/// Leaves only these of the values.
fn keep_most_frequent(counted: &mut Vec<(String, u32)>) {
    let mut kept = vec![false; counted.len()];
    for place in most_frequent(counted) {
        if let Some(kept) = kept.get_mut(place) {
            *kept = true;
        }
    }
    let mut kept = kept.into_iter();
    counted.retain(|_| kept.next().unwrap_or(false));
}

/// Numbers in order, each once.
fn ascending(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u64> = numbers.map(u64::from).collect();
    sort_numbers(&mut numbers);
    numbers.dedup();
    numbers.into_iter().map(|number| number as u32).collect()
}

/// Ranks of documents by their scores.
fn by_score(docs: &[u32], score_of: &dyn Fn(u32) -> u64, descending: bool) -> Vec<u32> {
    let scores: Vec<u64> = docs.iter().map(|&doc| score_of(doc)).collect();
    let mut sorted = scores.clone();
    sort_numbers(&mut sorted);
    sorted.dedup();
    let last = sorted.len().saturating_sub(1) as u32;
    let rank = |score: &u64| sorted.partition_point(|other| other < score) as u32;
    scores.iter().map(|score| if descending { last - rank(score) } else { rank(score) }).collect()
}

#[cfg(test)]
mod tests;
