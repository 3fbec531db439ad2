//! What documents can be filtered and sorted by: kept by an index, the same whichever way it was made,
//! and checked. What is answered from it is tested in the engine, beside the code.

mod common;

use common::{LAYOUTS, Picks, build, documents_of};
use midu_core::{Document, Index};

/// Documents with values of every kind, texts of two scripts among them.
fn documents() -> Vec<Document> {
    let mut picks = Picks(5);
    (0..300)
        .map(|n| {
            let mut document =
                common::document(format!("{n:03}.html"), &format!("第{n}篇"), &["渡口在江南。"]);
            let mut pick = |from: &[&str]| from[picks.below(from.len())].to_owned();
            document
                .filters
                .insert("標籤".into(), vec![pick(&["詩", "诗", "Rust"]), pick(&["", "賦"])]);
            document.filters.insert("空".into(), Vec::new());
            document.date = Some(pick(&["2024", "2024-05-01", "昨天"]));
            document.lang = Some(pick(&["zh-Hant", "zh_CN", "en"]));
            document.meta.insert("价".into(), format!("{}.50", (n * 7) % 90));
            document.meta.insert("图".into(), "长".repeat(n % 80));
            document
        })
        .collect()
}

fn filters_bytes(file: &[u8]) -> (u64, u32) {
    let sections = Index::open(file).unwrap().summary().sections;
    let filters = sections.into_iter().find(|section| section.name == "FILTERS").unwrap();
    (filters.length, filters.pages)
}

#[test]
fn an_index_gives_back_all_values_and_is_made_again_from_them() {
    let documents = documents();
    for layout in LAYOUTS {
        let file = build(layout, &documents);
        Index::open(file.as_slice()).unwrap().check().unwrap();
        assert!(filters_bytes(&file).0 > 0);
        let mut again = documents_of(&file);
        assert!(build(layout, &again) == file, "{layout:?}");
        again.sort_by(|a, b| a.url.cmp(&b.url));
        assert_eq!(again, documents, "{layout:?}");
    }
}

/// What `midu merge` does: documents of several indexes, of any layout, into one.
#[test]
fn two_halves_are_merged_to_the_bytes_of_the_whole() {
    let documents = documents();
    let (first, second) = documents.split_at(113);
    for layout in LAYOUTS {
        let halves = [build(LAYOUTS[0], second), build(LAYOUTS[2], first)];
        let merged: Vec<Document> = halves.iter().flat_map(|half| documents_of(half)).collect();
        assert!(build(layout, &merged) == build(layout, &documents), "{layout:?}");
    }
}

#[test]
fn another_value_is_another_index() {
    let mut documents = documents();
    let before = documents.iter().map(|d| d.filters.len()).sum::<usize>();
    assert_eq!(before, 600);
    let file = build(LAYOUTS[0], &documents);
    documents[7].filters.insert("標籤".into(), vec!["散文".into()]);
    assert!(build(LAYOUTS[0], &documents) != file);
}

/// Real texts, with values such as a site would give them. The bound is what was measured and two fifths
/// more: names and the like, and for each document two tags, a day, a language and an author.
#[test]
fn a_corpus_with_tags_dates_and_authors_costs_little() {
    for name in ["weekly.jsonl", "changzhou"] {
        let Some(path) = common::shared(name) else { continue };
        let mut documents = common::read(path);
        let plain = build(LAYOUTS[0], &documents);
        let said = filters_bytes(&plain);
        let mut picks = Picks(3);
        for (n, document) in documents.iter_mut().enumerate() {
            let tags = (0..1 + picks.below(4))
                .map(|_| format!("标签{}", picks.below(40).min(picks.below(40))));
            document.filters.insert("tags".into(), tags.collect());
            document.date =
                Some(format!("{}-{:02}-{:02}", 2018 + n / 60, n / 5 % 12 + 1, n % 28 + 1));
            document.lang = Some("zh-Hans".into());
            document.meta.insert("作者".into(), format!("作者{}", picks.below(9)));
        }
        let file = build(LAYOUTS[0], &documents);
        Index::open(file.as_slice()).unwrap().check().unwrap();
        let (bytes, pages) = filters_bytes(&file);
        println!(
            "{name}: {} documents; as they are FILTERS has {said:?} bytes and pages, with tags, dates, \
             languages and authors {bytes} and {pages}; index {} and {}",
            documents.len(),
            plain.len(),
            file.len(),
        );
        assert!(bytes < 256 + 6 * documents.len() as u64, "{name}: {bytes} bytes");
    }
}
