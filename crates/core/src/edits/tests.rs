//! Texts at one edit against a plain look at every piece of the stream.

use super::*;
use crate::{Document, IndexWriter, Layout, resident_length};
use proptest::prelude::*;

const ALPHABET: &str = "[州常渡口江 a，]";

/// Edits between two texts: optimal string alignment (Damerau, "A Technique for Computer Detection
/// and Correction of Spelling Errors", CACM 7, 1964), by the whole table.
fn distance(a: &[Unit], b: &[Unit]) -> usize {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = match (i, j) {
                (0, n) | (n, 0) => n,
                _ => {
                    let change = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let mut best = change.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(table[i - 2][j - 2] + 1);
                    }
                    best
                }
            };
        }
    }
    table[a.len()][b.len()]
}

/// Every text of a stream at one edit, with its positions.
fn naive(stream: &[Unit], needle: &[Unit], space: Unit) -> BTreeMap<Vec<Unit>, Vec<u32>> {
    let mut found: BTreeMap<Vec<Unit>, Vec<u32>> = BTreeMap::new();
    for length in needle.len() - 1..=needle.len() + 1 {
        for (position, text) in (0..).zip(stream.windows(length)) {
            let ends = text[0] == space || text[length - 1] == space;
            if !ends && !text.contains(&BREAK_UNIT) && distance(text, needle) == 1 {
                found.entry(text.to_vec()).or_default().push(position);
            }
        }
    }
    found
}

fn build(layout: Layout, texts: &[(String, String)]) -> Vec<u8> {
    let mut writer = IndexWriter::new(layout);
    for (number, (title, block)) in texts.iter().enumerate() {
        let document = Document {
            url: number.to_string(),
            title: title.clone(),
            blocks: vec![block.clone()],
            ..Document::default()
        };
        writer.add(document).unwrap();
    }
    writer.finish(&mut |_| ()).unwrap()
}

/// Opens what must be there, hands over what is asked for; with the rounds and pages that took.
fn ask(file: &[u8], needle: &[Unit]) -> (Edited, u32, usize) {
    let resident = resident_length(file).unwrap() as usize;
    let mut index = Index::open(file[..resident].to_vec()).unwrap();
    let (mut rounds, mut pages) = (0, 0);
    loop {
        let mut missing = Missing::new();
        if let Some(edited) = index.one_edit(needle, &mut missing).unwrap() {
            return (edited, rounds, pages);
        }
        let needed = missing.into_pages();
        assert!(!needed.is_empty() && rounds < 20, "{needle:?} never ends");
        rounds += 1;
        pages += needed.len();
        for page in needed {
            let range = index.page_range(page).unwrap();
            index.supply(page, file[range.start as usize..range.end as usize].to_vec()).unwrap();
        }
    }
}

/// Holds what is found in one layout against the plain look; whether nothing was cut.
fn compare(layout: Layout, texts: &[(String, String)], query: &str, stranger: bool) -> bool {
    let file = build(layout, texts);
    let index = Index::open(file.as_slice()).unwrap();
    let stream = index.refold().unwrap();
    let mut needle = Vec::new();
    index.fold.fold_units(crate::fold::State::START, query, &mut needle);
    // White space alone folds to nothing.
    if stranger && !needle.is_empty() {
        let middle = needle.len() / 3;
        needle[middle] = STRANGE;
    }
    let absent = needle.len() >= 3 && needle.iter().all(|&u| u != BREAK_UNIT);
    if !absent || stream.windows(needle.len()).any(|text| text == needle) {
        return true;
    }
    let expected = naive(&stream, &needle, index.space_unit());
    let edited = index.one_edit(&needle, &mut Missing::new()).unwrap().unwrap();
    if layout == Layout::Paged {
        assert_eq!(ask(&file, &needle).0, edited, "{query}");
    }
    let rank = |(text, positions): &(Vec<Unit>, Vec<u32>)| {
        (text.len() != needle.len(), std::cmp::Reverse(positions.len()))
    };
    assert!(edited.texts.is_sorted_by_key(rank), "{query}");
    let cut = edited.cut;
    let found: BTreeMap<Vec<Unit>, Vec<u32>> = edited.texts.into_iter().collect();
    if cut {
        for (text, positions) in found {
            let all = expected.get(&text).expect("a text at one edit");
            assert!(positions.iter().all(|position| all.contains(position)), "{query}");
        }
    } else {
        assert_eq!(found, expected, "{layout:?}, {query}, {needle:?}");
    }
    !cut
}

fn texts(
    alphabet: &'static str,
    documents: usize,
    length: usize,
) -> impl Strategy<Value = Vec<(String, String)>> {
    let text = move |length: usize| {
        proptest::string::string_regex(&format!("{alphabet}{{0,{length}}}")).expect("a regex")
    };
    prop::collection::vec((text(9), text(length)), 1..documents)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_text_at_one_edit_is_found_where_it_stands(
        texts in texts(ALPHABET, 5, 40),
        query in "[州常渡口江 a，]{3,7}",
        stranger in any::<bool>(),
    ) {
        for layout in [Layout::Paged, Layout::Embedded, Layout::Compact] {
            prop_assert!(compare(layout, &texts, &query, stranger), "few places are never cut");
        }
    }

    #[test]
    fn lists_tell_which_places_are_read_where_there_are_many(
        texts in texts("[州常渡口江南]", 5, 700),
        query in "[州常渡口江南]{3,6}",
    ) {
        compare(Layout::Paged, &texts, &query, false);
        prop_assert!(compare(Layout::Compact, &texts, &query, false));
    }
}

/// A piece of a text with one edit: of characters that the texts have, so that both edits that are found
/// in them and others come up.
fn edited(text: &str, start: usize, length: usize, edit: usize, place: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    let start = start.min(chars.len().saturating_sub(length));
    let mut piece = chars[start..(start + length).min(chars.len())].to_vec();
    let place = place % piece.len().max(1);
    match edit % 4 {
        _ if piece.len() < 2 => {}
        0 => piece[place] = '江',
        1 => drop(piece.remove(place)),
        2 => piece.insert(place, '口'),
        _ => {
            let last = piece.len() - 1;
            piece.swap(place, (place + 1).min(last));
        }
    }
    piece.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_long_text_is_found_by_its_pairs(
        texts in texts("[州常渡口江 a，南水𠀀]", 4, 120),
        start in 0_usize..100,
        length in 7_usize..60,
        edit in any::<usize>(),
        place in any::<usize>(),
        stranger in any::<bool>(),
    ) {
        let query = edited(&texts[0].1, start, length, edit, place);
        for layout in [Layout::Paged, Layout::Embedded, Layout::Compact] {
            prop_assert!(compare(layout, &texts, &query, stranger), "few places are never cut");
        }
    }
}

#[test]
fn one_of_many_titles_that_begin_alike_is_found() {
    let texts: Vec<(String, String)> =
        (100..400).map(|number| (format!("江南水乡周刊：第 {number} 期"), "渡口".into())).collect();
    for query in ["江南水乡周刊：第 217 嘘", "江南水乡周干：第 217 期", "江南水乡周刊：第 2177 期"]
    {
        for layout in [Layout::Paged, Layout::Embedded, Layout::Compact] {
            assert!(compare(layout, &texts, query, false), "{query} is cut");
        }
    }
}

#[test]
fn a_frequent_half_is_decided_by_lists() {
    // 江南 stands at far more places than are read, and 江南渡口 at one.
    let texts: Vec<(String, String)> = (0..300)
        .map(|number| {
            let rest = char::from_u32(0x4e00 + number).unwrap();
            (String::new(), format!("江南{rest}，{rest}水渡"))
        })
        .chain([("古城".into(), "到江南渡口去".into())])
        .collect();
    for query in ["江南渡囗", "江南口渡", "江南度口", "江南渡一口"] {
        assert!(compare(Layout::Paged, &texts, query, false), "{query} is cut");
    }
}
