//! The same answers from the documents themselves, in the plainest way.

use super::score;
use crate::fold::unicode::nfkc;
use crate::{Document, Facet, Sort, SortKey};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The fold, each text once: many documents have the same values.
fn fold(text: &str) -> String {
    thread_local!(static KNOWN: RefCell<HashMap<String, String>> = RefCell::default());
    KNOWN.with_borrow_mut(|known| match known.get(text) {
        Some(folded) => folded.clone(),
        None => known.entry(text.to_owned()).or_insert(crate::fold(text)).clone(),
    })
}

/// The documents, asked in the plainest way.
pub(super) struct Naive(pub(super) Vec<Document>);

impl Naive {
    /// Values of a filter, as written, of each document.
    fn values(&self, name: &str) -> Vec<BTreeSet<String>> {
        let name = fold(name);
        let of = |document: &Document| -> BTreeSet<String> {
            let same = document.filters.iter().filter(|(other, _)| fold(other) == name);
            let lang = document.lang.iter().filter(|_| name == "lang").cloned();
            let all = same.flat_map(|(_, values)| values.clone()).chain(lang);
            let fits = |text: &str| !text.is_empty() && text.chars().count() <= 256;
            all.filter(|value| fits(&name) && fits(value) && fits(&fold(value))).collect()
        };
        self.0.iter().map(of).collect()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.values(name).iter().any(|values| !values.is_empty())
    }

    fn filter(&self, name: &str, wanted: impl Fn(&str) -> bool) -> Option<Vec<u32>> {
        let values = self.values(name);
        let found = (0..).zip(&values).filter(|(_, values)| values.iter().any(|v| wanted(v)));
        self.has(name).then(|| found.map(|(doc, _)| doc).collect())
    }

    pub(super) fn with(&self, name: &str, value: &str) -> Option<Vec<u32>> {
        let value = fold(value);
        if fold(name) != "lang" {
            return self.filter(name, |other| fold(other) == value);
        }
        let tag = |text: &str| text.replace('_', "-");
        let start = tag(&value) + "-";
        self.filter(name, |other| {
            let other = tag(&fold(other));
            other == tag(&value) || (!value.is_empty() && other.starts_with(&start))
        })
    }

    pub(super) fn names(&self) -> Vec<String> {
        let all = self.0.iter().flat_map(|document| document.filters.keys().cloned());
        let all = all.chain(["lang".to_owned()]);
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let lang = self.0.iter().any(|document| document.lang.is_some());
        for name in all.filter(|name| self.has(name)) {
            // `lang` is a name of its own only where a document says its language, and no name is one whose
            // values are all too long to be kept.
            let kept = |value: &String| value.chars().count() <= 256;
            let written = self.0.iter().any(|document| {
                document.filters.get(&name).is_some_and(|values| values.iter().any(kept))
            });
            if written || (name == "lang" && lang) {
                let first = names.entry(fold(&name)).or_insert_with(|| name.clone());
                *first = first.clone().min(name);
            }
        }
        names.into_values().collect()
    }

    pub(super) fn facets(&self, docs: &[u32], names: &[String]) -> Vec<Facet> {
        let names = names.iter().filter(|name| self.has(name));
        names
            .map(|name| {
                let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
                let all = self.values(name);
                for &doc in docs {
                    for value in &all[doc as usize] {
                        let key = fold(value);
                        let key = if fold(name) == "lang" { key.replace('_', "-") } else { key };
                        *counts.entry((key, value.clone())).or_default() += 1;
                    }
                }
                let mut values: Vec<(String, u32)> =
                    counts.into_iter().map(|((_, value), count)| (value, count)).collect();
                values.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
                values.truncate(1000);
                Facet { name: nfkc(name), values }
            })
            .collect()
    }

    /// How the values of each document stand to each other by a criterion.
    pub(super) fn sorted(&self, docs: &[u32], sort: &[Sort]) -> Vec<u32> {
        let columns: Vec<Vec<Option<(f64, String)>>> =
            sort.iter().map(|sort| self.column(sort)).collect();
        let mut docs = docs.to_vec();
        docs.sort_by(|&a, &b| {
            let by = |(sort, column): (&Sort, &Vec<Option<(f64, String)>>)| {
                let order = match (&column[a as usize], &column[b as usize]) {
                    (Some(a), Some(b)) => a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)),
                    (None, None) => return Ordering::Equal,
                    (a, _) => return if a.is_some() { Ordering::Less } else { Ordering::Greater },
                };
                if sort.descending { order.reverse() } else { order }
            };
            let orders = sort.iter().zip(&columns).map(by);
            orders.fold(Ordering::Equal, Ordering::then)
        });
        docs
    }

    fn column(&self, sort: &Sort) -> Vec<Option<(f64, String)>> {
        let name = match &sort.key {
            SortKey::Relevance => {
                let all = 0..self.0.len() as u32;
                return all.map(|doc| Some((score(doc) as f64, String::new()))).collect();
            }
            SortKey::Date => {
                let dates = self.0.iter().map(|document| document.date.as_deref());
                return dates.map(|date| Some((naive_date(date?)?.0, String::new()))).collect();
            }
            SortKey::Named(name) => name,
        };
        let mut values: Vec<BTreeSet<String>> = self.values(name);
        if !self.has(name) {
            let of = |document: &Document| -> BTreeSet<String> {
                let same = document.meta.iter().filter(|(other, _)| fold(other) == fold(name));
                same.map(|(_, value)| value.clone()).collect()
            };
            values = self.0.iter().map(of).collect();
            if values.iter().flatten().any(|value| value.chars().count() > 64) {
                return vec![None; values.len()];
            }
        }
        let lang = fold(name) == "lang" && self.has(name);
        let tag = |text: String| if lang { text.replace('_', "-") } else { text };
        let folded: Vec<Vec<String>> = values
            .iter()
            .map(|values| values.iter().map(|value| tag(fold(value))).collect())
            .collect();
        let number = |text: &str| {
            let plain = text.bytes().all(|c| c.is_ascii_digit() || b".-".contains(&c));
            text.parse::<f64>().ok().filter(|_| plain)
        };
        let all = folded.iter().flatten().filter(|text| !text.is_empty());
        let numeric = all.clone().all(|text| number(text).is_some());
        folded
            .iter()
            .map(|texts| {
                let of = |text: &String| match number(text).filter(|_| numeric) {
                    Some(number) => (number, String::new()),
                    None => (0.0, text.clone()),
                };
                let texts = texts.iter().filter(|text| !text.is_empty()).map(of);
                let order = |a: &(f64, String), b: &(f64, String)| {
                    a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1))
                };
                if sort.descending { texts.max_by(order) } else { texts.min_by(order) }
            })
            .collect()
    }

    /// Documents all of whose days are among those of a range.
    pub(super) fn dated(&self, inside: impl Fn(u32) -> bool) -> Option<Vec<u32>> {
        let dates: Vec<Option<Vec<u32>>> = self
            .0
            .iter()
            .map(|document| naive_date(document.date.as_deref()?).map(|(_, days)| days))
            .collect();
        let found = (0..)
            .zip(&dates)
            .filter(|(_, days)| days.as_ref().is_some_and(|days| days.iter().all(|&d| inside(d))));
        dates.iter().any(Option::is_some).then(|| found.map(|(doc, _)| doc).collect())
    }
}

/// The order of a date of [`DATES`], and its days as numbers such as 20240229.
fn naive_date(text: &str) -> Option<(f64, Vec<u32>)> {
    let text = text.split('T').next().unwrap().trim().replace('-', "");
    let number: u32 = text.parse().ok()?;
    let leap = |year: u32| {
        year.is_multiple_of(400) || (year.is_multiple_of(4) && !year.is_multiple_of(100))
    };
    let month = |year: u32, month: u32| -> Vec<u32> {
        let last = match month {
            2 if leap(year) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        (1..=last).map(|day| (year * 100 + month) * 100 + day).collect()
    };
    Some(match text.len() {
        4 => {
            let days = (1..=12).flat_map(|m| month(number, m)).collect();
            (f64::from(number * 10000), days)
        }
        6 => (f64::from(number * 100), month(number / 100, number % 100)),
        8 => {
            let days = month(number / 10000, number / 100 % 100);
            (f64::from(number), vec![*days.iter().find(|&&day| day == number)?])
        }
        _ => return None,
    })
}

/// The days of a range, told apart from the engine's own reading by trying days as numbers.
pub(super) fn naive_range(text: &str) -> Option<(u32, u32)> {
    let text = text.trim();
    let days = |text: &str| {
        let (_, days) = naive_date(text)?;
        Some((*days.first()?, *days.last()?))
    };
    for (sign, part) in [(">=", 0), ("<=", 1), (">", 2), ("<", 3)] {
        if let Some(rest) = text.strip_prefix(sign) {
            let (first, last) = days(rest)?;
            return Some(
                [(first, u32::MAX), (0, last), (last + 1, u32::MAX), (0, first - 1)][part],
            );
        }
    }
    let Some((from, to)) = text.split_once("..") else { return days(text) };
    let to = to.trim_start_matches('.').trim();
    match (from.trim(), to) {
        ("", "") => None,
        ("", to) => Some((0, days(to)?.1)),
        (from, "") => Some((days(from)?.0, u32::MAX)),
        (from, to) => Some((days(from)?.0, days(to)?.1)),
    }
}
