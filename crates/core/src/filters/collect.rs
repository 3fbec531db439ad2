//! Records of documents, in the order of the index -> fields. The writer stores them, and a check holds
//! what is stored against them.

use super::{Field, Kind, LANG, LONGEST_TEXT, MOST_ENTRIES, Value, dates, key_of};
use crate::fold::Symbol;
use crate::fold::table::CharData;
use crate::fold::unicode::{Unicode, fold};
use crate::record::Record;
use crate::{Code, Error, Result};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Most filters of an index, those that most documents have.
const MOST_FILTERS: usize = 256;
/// Most keys of meta data that an index can be sorted by, those that most documents have.
const MOST_KEYS: usize = 64;
/// Characters of the longest value that a key of meta data may have to be one of these.
const LONGEST: usize = 64;

/// Values by which documents are found, of one field.
#[derive(Debug, Default)]
struct Gathered {
    names: BTreeSet<String>,
    values: BTreeMap<Box<str>, u32>,
    /// Values by their numbers in `values`, and documents.
    pairs: Vec<(u32, u32)>,
    documents: u32,
    /// Whether it is left out.
    off: bool,
}

impl Gathered {
    fn add(&mut self, doc: u32, value: &str) {
        if self.pairs.last().is_none_or(|&(_, last)| last != doc) {
            self.documents += 1;
        }
        let number = match self.values.get(value) {
            Some(&number) => number,
            None => {
                let number = self.values.len() as u32;
                self.values.insert(value.into(), number);
                number
            }
        };
        self.pairs.push((number, doc));
    }

    /// Every value once, with its folded form and its documents.
    fn values(self, field: &str) -> Vec<Value> {
        let mut values = vec![Value::default(); self.values.len()];
        for (text, number) in self.values {
            let key = key_of(field, fold(&text));
            values[number as usize] = Value { key, text: text.into(), number: 0, docs: Vec::new() };
        }
        for (number, doc) in self.pairs {
            let docs = &mut values[number as usize].docs;
            if docs.last() != Some(&doc) {
                docs.push(doc);
            }
        }
        // What folds to nothing cannot be asked for.
        values.retain(|value| !value.key.is_empty() && fits(&value.key));
        values.sort_by(|a, b| (&a.key, &a.text).cmp(&(&b.key, &b.text)));
        values
    }
}

/// Reads records.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    filters: BTreeMap<String, Gathered>,
    meta: BTreeMap<String, Gathered>,
    dates: BTreeMap<u32, Vec<u32>>,
    /// Folded forms of names.
    keys: BTreeMap<String, String>,
    entries: u64,
}

impl Collector {
    /// Takes the next document.
    pub(crate) fn add(&mut self, doc: u32, record: &Record) -> Result<()> {
        for (name, value) in record.filters().filter(|(name, value)| fits(name) && fits(value)) {
            self.count()?;
            let key = self.key(name);
            let field = self.filters.entry(key).or_default();
            if !field.names.contains(name) {
                field.names.insert(name.to_owned());
            }
            field.add(doc, value);
        }
        if let Some(lang) = record.lang.as_ref().filter(|lang| fits(lang)) {
            self.count()?;
            let field = self.filters.entry(LANG.to_owned()).or_default();
            field.names.insert(LANG.to_owned());
            field.add(doc, lang);
        }
        if let Some(date) = record.date.as_deref().and_then(dates::date) {
            self.count()?;
            self.dates.entry(date).or_default().push(doc);
        }
        for (name, value) in record.meta.iter().filter(|(name, _)| fits(name)) {
            self.count()?;
            let key = self.key(name);
            let field = self.meta.entry(key).or_default();
            if field.off {
                continue;
            }
            if value.chars().nth(LONGEST).is_some() {
                *field = Gathered { off: true, ..Gathered::default() };
            } else {
                field.add(doc, value);
            }
        }
        Ok(())
    }

    fn count(&mut self) -> Result<()> {
        self.entries += 1;
        // Each filter may be there twice.
        if self.entries > MOST_ENTRIES / 2 {
            let message = format!(
                "the documents have more than {} values to filter and sort by; split the corpus",
                MOST_ENTRIES / 2
            );
            return Err(Error::new(Code::TooLarge, message));
        }
        Ok(())
    }

    fn key(&mut self, name: &str) -> String {
        if let Some(key) = self.keys.get(name) {
            return key.clone();
        }
        let key = fold(name);
        self.keys.insert(name.to_owned(), key.clone());
        key
    }

    /// The fields, by key.
    pub(crate) fn finish(self) -> Vec<Field> {
        let mut fields = Vec::new();
        for (key, mut field) in most(self.filters, MOST_FILTERS) {
            let name = std::mem::take(&mut field.names).pop_first().unwrap_or_default();
            let values = field.values(&key);
            // As texts numbers are in another order, or some that are the same are not.
            let twin = numeric(&values).filter(|ranks| !ranks.is_sorted_by(|a, b| a < b));
            if let Some(ranks) = twin {
                fields.push(Field::ranks(key.clone(), ranked(&values, &ranks)));
            }
            fields.push(Field { kind: Kind::Filter, key, name, values });
        }
        fields.retain(|field| !field.values.is_empty());
        let taken: BTreeSet<&String> = fields.iter().map(|field| &field.key).collect();
        let meta = self.meta.into_iter().filter(|(key, field)| !field.off && !taken.contains(key));
        for (key, field) in most(meta.collect(), MOST_KEYS) {
            let values = field.values(&key);
            let ranks = numeric(&values).unwrap_or_else(|| alphabetic(&values));
            fields.push(Field::ranks(key, ranked(&values, &ranks)));
        }
        let dates = self.dates.into_iter();
        let values =
            dates.map(|(number, docs)| Value { number, docs, ..Value::default() }).collect();
        fields.push(Field { kind: Kind::Dates, key: "date".into(), name: String::new(), values });
        fields.retain(|field| !field.values.is_empty());
        fields.sort_by(|a, b| (&a.key, a.kind).cmp(&(&b.key, b.kind)));
        fields
    }
}

impl Field {
    fn ranks(key: String, values: Vec<Value>) -> Self {
        Self { kind: Kind::Ranks, key, name: String::new(), values }
    }
}

/// Whether a text is short enough.
fn fits(text: &str) -> bool {
    text.chars().nth(LONGEST_TEXT).is_none()
}

/// Those that most documents have, and that have a name.
fn most(fields: BTreeMap<String, Gathered>, count: usize) -> BTreeMap<String, Gathered> {
    let mut fields: Vec<(String, Gathered)> =
        fields.into_iter().filter(|(key, _)| !key.is_empty() && fits(key)).collect();
    fields.sort_by_key(|(_, field)| std::cmp::Reverse(field.documents));
    fields.truncate(count);
    fields.into_iter().collect()
}

/// Ranks of values by their folded forms.
fn alphabetic(values: &[Value]) -> Vec<u32> {
    let mut ranks = Vec::with_capacity(values.len());
    let mut rank = 0;
    let mut last: Option<&str> = None;
    for value in values {
        rank += u32::from(last.is_some_and(|last| last != value.key));
        last = Some(&value.key);
        ranks.push(rank);
    }
    ranks
}

/// Ranks of values by what they amount to, if all of them are numbers.
fn numeric(values: &[Value]) -> Option<Vec<u32>> {
    let numbers: Option<Vec<Decimal<'_>>> =
        values.iter().map(|value| Decimal::read(&value.key)).collect();
    let numbers = numbers?;
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by(|&a, &b| numbers[a].cmp(&numbers[b]));
    let mut ranks = vec![0; numbers.len()];
    let mut rank = 0;
    for (place, &index) in order.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| &numbers[order[before]]);
        rank += u32::from(before.is_some_and(|before| *before != numbers[index]));
        ranks[index] = rank;
    }
    Some(ranks)
}

/// The documents of each rank.
fn ranked(values: &[Value], ranks: &[u32]) -> Vec<Value> {
    let count = ranks.iter().max().map_or(0, |&rank| rank as usize + 1);
    let mut ranked: Vec<Value> =
        (0..count as u32).map(|number| Value { number, ..Value::default() }).collect();
    for (value, &rank) in values.iter().zip(ranks) {
        ranked[rank as usize].docs.extend(&value.docs);
    }
    for value in &mut ranked {
        value.docs.sort_unstable();
        value.docs.dedup();
    }
    ranked
}

/// A decimal number, compared exactly.
#[derive(Debug, PartialEq, Eq)]
struct Decimal<'t> {
    negative: bool,
    /// Without zeros before them.
    whole: &'t str,
    /// Without zeros behind them.
    fraction: &'t str,
}

impl<'t> Decimal<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix(['-', '−']) {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        // There is one zero.
        let negative = negative && !(whole.is_empty() && fraction.is_empty());
        Some(Self { negative, whole, fraction })
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = |n: &Self| (n.whole.len(), n.whole.to_owned(), n.fraction.to_owned());
        match (self.negative, other.negative) {
            (false, false) => size(self).cmp(&size(other)),
            (true, true) => size(other).cmp(&size(self)),
            (negative, _) => {
                if negative {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
        }
    }
}

/// Images of characters that neither the texts nor any page of images for queries has, but that fold to
/// what names and values do.
pub(crate) fn further_images(data: &CharData, fields: &[Field]) -> Vec<(char, String)> {
    let ours: BTreeSet<char> = data.chars.iter().map(|&(c, _)| c).collect();
    let filters = fields.iter().filter(|field| field.kind.is_text());
    let values = filters.flat_map(|field| field.values.iter().map(|value| &value.key));
    let keys = fields.iter().map(|field| &field.key).chain(values);
    let theirs: BTreeSet<char> = keys.flat_map(|key| key.chars()).collect();
    if theirs.is_subset(&ours) {
        return Vec::new();
    }
    let sources: BTreeSet<char> = data.images.iter().map(|&(c, _)| c).collect();
    let mut images = Vec::new();
    for (c, symbols) in Unicode::shared().changing() {
        if ours.contains(c) || sources.contains(c) {
            continue;
        }
        let image: String = symbols
            .iter()
            .map(|symbol| match symbol {
                Symbol::Char(c, _) => *c,
                Symbol::Break | Symbol::Space => ' ',
            })
            .collect();
        let new = image.chars().any(|c| !ours.contains(&c));
        if new && image.chars().all(|c| c == ' ' || ours.contains(&c) || theirs.contains(&c)) {
            images.push((*c, image));
        }
    }
    images
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_as_numbers() {
        let sorted = ["-12", "-2.50", "-2.5", "-0", "0", "0.05", "+0.5", "1", "007", "10", "10.01"];
        let read = |text| Decimal::read(text).unwrap();
        for pair in sorted.windows(2) {
            assert!(read(pair[0]) <= read(pair[1]), "{pair:?}");
        }
        assert_eq!(read("-2.50"), read("-2.5"));
        assert_eq!(read("-0"), read("00.0"));
        assert!(read("9") < read("10") && read("-10") < read("-9"));
        for text in ["", "-", "1.", ".5", "1e3", "1,000", "٣", "1.2.3", "NaN"] {
            assert_eq!(Decimal::read(text), None, "{text:?}");
        }
    }
}
