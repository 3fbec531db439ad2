//! The same places from the text itself: every character with every reading, letter by letter.

use crate::writer::readings;
use crate::{Document, Index};
use std::collections::{BTreeMap, BTreeSet};

/// The folded stream of an index and the readings of its characters, found without the index's own.
pub(super) struct Naive {
    pub(super) stream: Vec<char>,
    pub(super) readings: BTreeMap<char, Vec<String>>,
}

impl Naive {
    pub(super) fn new(index: &Index<&[u8]>, documents: &[Document]) -> Self {
        let chars = &index.fold.data().chars;
        let of = |unit: u16| chars.get(usize::from(unit).wrapping_sub(1)).map_or('\0', |c| c.0);
        let stream: Vec<char> = index.refold().unwrap().into_iter().map(of).collect();
        let mut known: BTreeMap<char, Vec<String>> = BTreeMap::new();
        let texts = documents.iter().flat_map(|d| std::iter::once(&d.title).chain(&d.blocks));
        let sources: BTreeSet<char> = texts.flat_map(|text| text.chars()).collect();
        for c in stream.iter().copied().collect::<BTreeSet<char>>() {
            known.insert(c, readings(c));
        }
        for c in sources {
            let folded: Vec<char> = crate::fold(&c.to_string()).chars().collect();
            if let [one] = folded[..] {
                known.entry(one).or_default().extend(readings(c));
            }
        }
        Self { stream, readings: known }
    }

    /// Every place from every start, letter by letter.
    pub(super) fn sounding(&self, text: &str, fuzzy: bool) -> Option<Vec<(u32, u32)>> {
        let ways = naive_ways(text, fuzzy)?;
        let mut places = BTreeSet::new();
        for (start, _) in self.stream.iter().enumerate() {
            for way in &ways {
                let rest = &self.stream[start..];
                let fits = rest.len() >= way.len()
                    && way.iter().zip(rest).all(|(item, &c)| self.fits(item, c, fuzzy));
                if fits {
                    places.insert((start as u32, way.len() as u32));
                }
            }
        }
        Some(places.into_iter().collect())
    }

    fn fits(&self, (item, whole): &(String, bool), c: char, fuzzy: bool) -> bool {
        if item.chars().any(crate::pinyin::is_han) {
            return crate::fold(item) == c.to_string();
        }
        let Some(readings) = self.readings.get(&c) else { return false };
        readings.iter().any(|reading| {
            forms(reading, fuzzy)
                .iter()
                .any(|form| if *whole { form == item } else { form.starts_with(item.as_str()) })
        })
    }
}

/// All ways to write a syllable.
fn forms(syllable: &str, fuzzy: bool) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([syllable.to_owned()]);
    let mut pairs: Vec<(&str, &str)> = vec![];
    if fuzzy {
        pairs.extend([("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")]);
    }
    // Start, then end.
    for (a, b) in pairs {
        for (a, b) in [(a, b), (b, a)] {
            if let Some(rest) = syllable.strip_prefix(a).filter(|rest| !rest.starts_with('h')) {
                forms.insert(format!("{b}{rest}"));
            }
        }
    }
    if fuzzy {
        for form in forms.clone() {
            for (a, b) in [("ang", "an"), ("eng", "en"), ("ing", "in")] {
                for (a, b) in [(a, b), (b, a)] {
                    if let Some(rest) = form.strip_suffix(a) {
                        forms.insert(format!("{rest}{b}"));
                    }
                }
            }
        }
        for form in forms.clone() {
            if form.starts_with(['n', 'l']) {
                if form[1..].starts_with('v') {
                    forms.insert(form.replacen('v', "u", 1));
                } else if form[1..].starts_with('u') {
                    forms.insert(form.replacen('u', "v", 1));
                }
            }
        }
    }
    for form in forms.clone() {
        if form.starts_with(['j', 'q', 'x', 'y']) && form[1..].starts_with('u') {
            forms.insert(form.replacen('u', "v", 1));
        }
        if form == "nve" || form == "lve" {
            forms.insert(form.replacen('v', "u", 1));
        }
    }
    forms
}

/// All splits with the fewest initials, then with a whole last item, each item with whether it is whole.
fn naive_ways(text: &str, fuzzy: bool) -> Option<Vec<Vec<(String, bool)>>> {
    let mut whole = BTreeSet::new();
    for syllable in crate::writer::syllables() {
        whole.extend(forms(syllable, fuzzy));
    }
    let text: String = text.to_lowercase().replace('ü', "v");
    let mut letters: Vec<(char, bool)> = Vec::new();
    let mut gap = true;
    for c in text.chars() {
        if c == ' ' || c == '\'' {
            gap = true;
        } else {
            let han = crate::pinyin::is_han(c);
            let after_han = letters.last().is_some_and(|&(c, _)| crate::pinyin::is_han(c));
            letters.push((c, gap || han || after_han));
            gap = false;
        }
    }
    if !letters.iter().any(|(c, _)| c.is_ascii_lowercase()) {
        return None;
    }
    let mut ways = Vec::new();
    let mut open: Vec<(usize, Vec<(String, bool)>)> = vec![(0, Vec::new())];
    while let Some((at, way)) = open.pop() {
        if at == letters.len() {
            ways.push(way);
            continue;
        }
        for end in at + 1..=letters.len().min(at + 7) {
            if end > at + 1 && letters[end - 1].1 {
                break;
            }
            let item: String = letters[at..end].iter().map(|&(c, _)| c).collect();
            let mut push = |is_whole: bool| {
                let mut way = way.clone();
                way.push((item.clone(), is_whole));
                open.push((end, way));
            };
            let han = item.chars().any(crate::pinyin::is_han);
            if han || whole.contains(&item) {
                push(true);
            }
            let initial = item.len() == 1 || ["zh", "ch", "sh"].contains(&item.as_str());
            let starts = whole.iter().any(|form| form.starts_with(&item) && *form != item);
            if !han && (initial || end == letters.len()) && starts {
                push(false);
            }
        }
    }
    let incomplete = |items: &[(String, bool)]| items.iter().filter(|item| !item.1).count();
    let cost = |way: &Vec<(String, bool)>| {
        let (before, last) = way.split_at(way.len() - 1);
        (incomplete(before), incomplete(last))
    };
    let least = ways.iter().map(cost).min()?;
    ways.retain(|way| cost(way) == least);
    Some(ways)
}
