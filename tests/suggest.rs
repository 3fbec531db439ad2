//! Suggestions over real corpora: order, and counts that are those of a naive search; and what they
//! cost a reader who has nothing but the start of the file.

mod common;

use common::{LAYOUTS, Naive, build, read, shared};
use midu_core::{Document, HEAD_LENGTH, Index, Layout, Step, Suggestion, resident_length};

const PREFIXES: [&str; 22] = [
    "常", "常州", "运河", "運", "长", "江", "科", "科技", "技术", "一", "不", "c", "s", "zh", "ji",
    "shi", "changz", "jis", "yunh", "cz", "gith", "java",
];

/// Suggestions with the rounds, pages and bytes that they took.
fn remote(
    index: &mut Index<Vec<u8>>,
    file: &[u8],
    prefix: &str,
) -> (Vec<Suggestion>, u32, usize, u64) {
    let (mut rounds, mut pages, mut bytes) = (0, 0, 0);
    loop {
        match index.suggest(prefix, 10).expect("a sound index") {
            Step::Done(found) => return (found, rounds, pages, bytes),
            Step::Need(needed) => {
                rounds += 1;
                assert!(rounds < 9 && !needed.is_empty(), "{prefix} never ends");
                for page in needed {
                    let range = index.page_range(page).expect("a page of this index");
                    (pages, bytes) = (pages + 1, bytes + range.end - range.start);
                    let page_bytes = &file[range.start as usize..range.end as usize];
                    index.supply(page, page_bytes.to_vec()).expect("the right bytes");
                }
            }
        }
    }
}

fn opened(file: &[u8]) -> Index<Vec<u8>> {
    let resident = resident_length(&file[..HEAD_LENGTH]).expect("a sound head") as usize;
    Index::open(file[..resident].to_vec()).expect("a sound index")
}

fn hold(name: &str, documents: &[Document], most_bytes: u64) {
    let mut naive = Naive::new(documents);
    for layout in LAYOUTS {
        let file = build(layout, documents);
        let index = Index::open(file.clone()).expect("a sound index");
        let words = index.summary().sections.into_iter().find(|section| section.name == "WORDS");
        let words = words.expect("a section of the file").length;
        eprintln!("{name}, {}: {words} bytes of WORDS", layout.as_str());
        assert!(words > 0 && words <= most_bytes, "{words} bytes of WORDS");
        let mut found_any = 0;
        for prefix in PREFIXES {
            let Step::Done(found) = index.suggest(prefix, 10).expect("a sound index") else {
                panic!("all bytes are here");
            };
            for one in &found {
                let expected = naive.search(&one.text).len();
                assert_eq!(one.documents as usize, expected, "{prefix}: {one:?}");
                let is_title = documents
                    .iter()
                    .any(|document| midu_core::fold(&document.title) == midu_core::fold(&one.text));
                assert_eq!(one.title, is_title, "{prefix}: {one:?}");
            }
            let length = |one: &Suggestion| one.text.chars().count();
            // What is read so by a second reading only comes last.
            assert!(
                prefix.is_ascii()
                    || found
                        .is_sorted_by_key(|one| (std::cmp::Reverse(one.documents), length(one))),
                "{prefix}: {found:?}"
            );
            found_any += usize::from(!found.is_empty());
            if layout == Layout::Paged {
                // A reader who has been suggested something before, so has the guide and FOLD.
                let mut index = opened(&file);
                remote(&mut index, &file, "運");
                let (same, rounds, pages, bytes) = remote(&mut index, &file, prefix);
                assert_eq!(same, found, "{prefix}");
                let shown: Vec<&str> = same.iter().map(|one| one.text.as_str()).collect();
                eprintln!("  {prefix}: {rounds} rounds, {pages} pages, {bytes} bytes {shown:?}");
                // Initials may be a Latin word, and are read as one first.
                assert!(rounds <= if prefix == "cz" { 2 } else { 1 }, "{prefix}: {rounds} rounds");
                assert!(bytes < 16 << 10, "{prefix}: {bytes} bytes");
            }
        }
        assert!(found_any > 9, "{found_any} prefixes find something");
    }
}

#[test]
fn suggestions_of_a_magazine_count_what_a_search_finds() {
    if let Some(path) = shared("weekly.jsonl") {
        hold("weekly", &read(path), 64_000);
    }
}

#[test]
fn suggestions_of_local_chronicles_count_what_a_search_finds() {
    if let Some(path) = shared("changzhou") {
        hold("changzhou", &read(path), 64_000);
    }
}
