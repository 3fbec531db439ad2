//! Suggestions against a plain look at all words that are stored.

use super::*;
use crate::{Document, IndexWriter, Layout, resident_length};
use pinyin::ToPinyinMulti;
use proptest::prelude::*;

const WORDS: [&str; 16] = [
    "常州",
    "常州府",
    "长江",
    "长城",
    "重庆",
    "渡口",
    "运河",
    "古城",
    "历史",
    "中国",
    "人民",
    "服务",
    "Linux",
    "language",
    "亚洲",
    "科技",
];

fn build(layout: Layout, texts: &[Vec<usize>]) -> Vec<u8> {
    let mut writer = IndexWriter::new(layout);
    for (number, words) in texts.iter().enumerate() {
        let words: Vec<&str> = words.iter().map(|&word| WORDS[word % WORDS.len()]).collect();
        let document = Document {
            url: number.to_string(),
            title: words.first().copied().unwrap_or_default().into(),
            blocks: vec![words.join("，")],
            ..Document::default()
        };
        writer.add(document).unwrap();
    }
    writer.finish(&mut |_| ()).unwrap()
}

/// Asks for suggestions of an index of which only the start is here; with rounds and pages.
fn remote(file: &[u8], prefix: &str, limit: usize) -> (Vec<Suggestion>, u32, usize) {
    let resident = resident_length(file).unwrap() as usize;
    let mut index = Index::open(file[..resident].to_vec()).unwrap();
    let (mut rounds, mut pages) = (0, 0);
    loop {
        match index.suggest(prefix, limit).unwrap() {
            Step::Done(found) => return (found, rounds, pages),
            Step::Need(needed) => {
                assert!(!needed.is_empty() && rounds < 9, "{prefix} never ends");
                rounds += 1;
                pages += needed.len();
                for page in needed {
                    let range = index.page_range(page).unwrap();
                    let bytes = &file[range.start as usize..range.end as usize];
                    index.supply(page, bytes.to_vec()).unwrap();
                }
            }
        }
    }
}

/// Every word that is stored: its folded text, what is shown of it.
fn stored<D: AsRef<[u8]>>(index: &Index<D>) -> Vec<(String, Suggestion)> {
    let missing = &mut Missing::new();
    if index.page_count(Section::Words) == 0 {
        return Vec::new();
    }
    let lexicon = index.lexicon(missing).unwrap().unwrap();
    let all = 1..index.page_count(Section::Words);
    let words = index.words_on(&[all], usize::MAX, &lexicon, |_| true, missing).unwrap().unwrap();
    let data = index.fold.data();
    let shown = |word: &Word| Suggestion {
        text: word.text(data, &lexicon.sources),
        documents: word.documents,
        title: word.title,
    };
    words.iter().map(|word| (word.folded(data), shown(word))).collect()
}

/// How letters begin a word's pinyin, of all ways to spell it, whole or by its first letters: 0, or 1
/// where a second reading, typed whole, is in it.
fn begins(word: &str, letters: &str, whole: bool) -> Option<u32> {
    // What is spelled, and where the last second reading in it ends.
    let mut spelled = vec![(String::new(), 0)];
    for (place, c) in word.chars().enumerate() {
        let mut read: Vec<&str> =
            c.to_pinyin_multi()?.into_iter().map(|reading| reading.plain()).collect();
        read.dedup();
        read.truncate(if whole { 2 } else { 1 });
        let mut next = Vec::new();
        for (before, last) in &spelled {
            for (number, text) in read.iter().enumerate() {
                let text = before.clone() + if whole { text } else { &text[..1] };
                // Of the first character, more must follow.
                let end = text.len() + usize::from(place == 0);
                let last = if number == 0 { *last } else { end };
                next.push((text, last));
            }
        }
        spelled = next;
    }
    let fits =
        spelled.iter().filter(|(text, last)| text.starts_with(letters) && *last <= letters.len());
    fits.map(|&(_, last)| u32::from(last > 0)).min()
}

/// What should be suggested.
fn expected(words: &[(String, Suggestion)], prefix: &str, limit: usize) -> Vec<Suggestion> {
    let folded = crate::fold(prefix);
    let fit = |word: &str, whole: bool| match whole && word.starts_with(&folded) {
        true => Some(0),
        false => begins(word, &folded, whole),
    };
    for whole in [true, false] {
        let mut found: Vec<_> = words
            .iter()
            .filter(|_| !folded.is_empty())
            .filter_map(|(word, shown)| Some((fit(word, whole)?, word, shown)))
            .collect();
        found.sort_by_key(|(fit, word, shown)| {
            (*fit, std::cmp::Reverse(shown.documents), word.chars().count(), (*word).clone())
        });
        if !found.is_empty() {
            return found.into_iter().take(limit).map(|(.., shown)| shown.clone()).collect();
        }
    }
    Vec::new()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn suggestions_are_the_words_that_begin_so_in_order(
        texts in prop::collection::vec(prop::collection::vec(0_usize..16, 1..9), 1..9),
        limit in 0_usize..12,
    ) {
        for layout in [Layout::Paged, Layout::Embedded, Layout::Compact] {
            let file = build(layout, &texts);
            let index = Index::open(file.as_slice()).unwrap();
            index.check().unwrap();
            let words = stored(&index);
            // What any document holds twice or two hold is stored.
            for word in WORDS {
                let folded = crate::fold(word);
                let holders = texts.iter().filter(|text| {
                    text.iter().any(|&number| crate::fold(WORDS[number]).contains(&folded))
                });
                let as_word = texts.iter().filter(|text| {
                    text.iter().any(|&number| WORDS[number] == word)
                });
                let (holders, as_word) = (holders.count() as u32, as_word.count());
                let found = words.iter().find(|(other, _)| *other == folded);
                // The dictionary does not have 常州府, which is stored where it is a title.
                if as_word > 1 && layout != Layout::Compact && word != "常州府" {
                    prop_assert!(found.is_some(), "{} is not stored", word);
                }
                if let Some((_, shown)) = found {
                    prop_assert_eq!((&*shown.text, shown.documents), (word, holders));
                    let title = texts.iter().any(|text| WORDS[text[0]] == word);
                    prop_assert_eq!(shown.title, title);
                }
            }
            for prefix in ["", "常", "常州", "長", "c", "ch", "cha", "chang", "changj", "cj", "zg", "li", "L", "lan", "常z", "x"] {
                let Step::Done(found) = index.suggest(prefix, limit).unwrap() else {
                    panic!("all bytes are here");
                };
                if !["常z", "長"].contains(&prefix) {
                    prop_assert_eq!(&found, &expected(&words, prefix, limit), "{}", prefix);
                }
                if layout == Layout::Paged {
                    prop_assert_eq!(remote(&file, prefix, limit).0, found);
                }
            }
        }
    }

    #[test]
    fn an_edit_is_told_as_the_whole_table_tells_it(
        a in prop::collection::vec(1_u32..4, 0..6), b in prop::collection::vec(1_u32..4, 0..6),
    ) {
        let edit = Edit::between(&a, &b, |_, _| false);
        let changed = (0..a.len()).flat_map(|at| {
            (1..4).map(move |c| (at, c))
        }).map(|(at, c)| { let mut text = a.clone(); text[at] = c; text });
        let swapped = (1..a.len()).map(|at| { let mut text = a.clone(); text.swap(at - 1, at); text });
        let other = changed.chain(swapped).any(|text| text == b) && a != b;
        let without = |long: &[u32], short: &[u32]| {
            (0..long.len()).any(|at| [&long[..at], &long[at + 1..]].concat() == short)
        };
        let length = without(&a, &b) || without(&b, &a);
        let expected = if other { Some(Edit::Other) } else { length.then_some(Edit::Length) };
        prop_assert_eq!(edit, expected);
    }
}

#[test]
fn traditional_characters_are_shown_as_documents_write_them() {
    let mut writer = IndexWriter::new(Layout::Paged);
    for (url, text) in
        [("a", "長江與運河"), ("b", "長江的運河"), ("c", "长江，GitHub"), ("d", "GitHub 與 github")]
    {
        writer
            .add(Document { url: url.into(), blocks: vec![text.into()], ..Document::default() })
            .unwrap();
    }
    let file = writer.finish(&mut |_| ()).unwrap();
    let texts = |prefix| -> Vec<(String, u32)> {
        remote(&file, prefix, 9).0.into_iter().map(|found| (found.text, found.documents)).collect()
    };
    assert_eq!(texts("长"), [("長江".to_owned(), 3)]);
    assert_eq!(texts("長"), texts("changj"));
    assert_eq!(texts("git"), [("GitHub".to_owned(), 2)]);
    assert_eq!(texts("yunhe"), [("運河".to_owned(), 2)]);
}

#[test]
fn a_word_of_the_same_sound_is_nearest() {
    let texts: Vec<Vec<usize>> = (0..6).map(|n| vec![n, 0, 2, 14, 1]).collect();
    let file = build(Layout::Embedded, &texts);
    let index = Index::open(file.as_slice()).unwrap();
    let near = |text| -> Vec<String> {
        let found = index.nearest_words(text, &mut Missing::new()).unwrap().unwrap();
        found.into_iter().map(|(word, _)| word).collect()
    };
    assert_eq!(near("常洲"), ["常州"]);
    assert_eq!(near("长州"), ["常州"]);
    assert_eq!(near("常洲府"), ["常州府"]);
    assert_eq!(near("常州城"), ["常州府", "常州"]);
    assert_eq!(near("常府州"), ["常州府", "常州"]);
    assert_eq!(near("常江"), ["长江"]);
    assert!(near("学汤湖").is_empty() && near("中江").is_empty());
}
