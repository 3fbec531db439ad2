//! The sample corpus of the repository is what its readers are promised: short Chinese texts, all of
//! them titled, some in Traditional characters, nothing to warn of.

use std::path::Path;

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[test]
fn the_sample_is_36_short_chinese_texts_without_a_warning() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/corpus");
    let (documents, report) = midu_ingest::read_folder(&folder).unwrap();
    assert_eq!((documents.len(), report.warnings.as_slice()), (36, &[][..]));
    for document in &documents {
        assert!(document.title.chars().any(is_han), "{} has no title", document.url);
        let han = document.blocks.iter().flat_map(|block| block.chars()).filter(|c| is_han(*c));
        let count = han.count();
        assert!((200..=500).contains(&count), "{} has {count} Han characters", document.url);
    }
    let traditional =
        documents.iter().filter(|d| d.blocks.concat().contains(['個', '裡', '時', '條']));
    assert_eq!(traditional.count(), 8);
    assert!(
        documents.iter().any(|d| d.blocks.concat().contains("Ｔ是工业技术")),
        "full-width forms"
    );
}
