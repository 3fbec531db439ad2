//! The same documents give the same bytes: built twice, in any order, in whatever memory, and out of
//! the indexes of their parts.

mod common;

use common::{LAYOUTS, Picks, build, documents_of, read};
use midu_core::{Document, InMemory, IndexWriter, Layout};

#[test]
fn order_and_repetition_change_no_byte() {
    let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("www/corpus");
    let documents = read(path);
    let mut shuffled = documents.clone();
    let mut picks = Picks(3);
    for place in (1..shuffled.len()).rev() {
        shuffled.swap(place, picks.below(place + 1));
    }
    assert_ne!(documents, shuffled);
    for layout in LAYOUTS {
        let bytes = build(layout, &documents);
        assert!(bytes == build(layout, &documents), "{layout:?}: built twice");
        assert!(bytes == build(layout, &shuffled), "{layout:?}: shuffled");
    }
}

#[test]
fn little_memory_changes_no_byte() {
    let documents = common::hostile::varied();
    for layout in LAYOUTS {
        let mut writer = IndexWriter::with_scratch(layout, &InMemory, 1);
        for document in documents.clone() {
            writer.add(document).unwrap();
        }
        let written = writer.finish(&mut |_| ()).unwrap();
        assert!(written == build(layout, &documents), "{layout:?}");
    }
}

#[test]
fn an_index_of_parts_is_that_of_the_whole() {
    let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("www/corpus");
    let written = read(path);
    assert!(written.iter().any(|document| !document.sections.is_empty()), "no sections");
    for documents in [written, common::hostile::varied(), common::hostile::tiny()] {
        let mut again = Vec::new();
        for part in 0..8 {
            let part: Vec<Document> = documents.iter().skip(part).step_by(8).cloned().collect();
            if !part.is_empty() {
                let layout = LAYOUTS[part.len() % 3];
                again.extend(documents_of(&build(layout, &part)));
            }
        }
        for layout in [Layout::Paged, Layout::Compact] {
            assert!(build(layout, &again) == build(layout, &documents), "{layout:?}");
        }
    }
}
