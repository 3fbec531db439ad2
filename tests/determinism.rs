//! The same documents give the same bytes: built twice, in any order.

mod common;

use common::{LAYOUTS, Picks, build, read};

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
