//! The real corpora, where they lie beside the repository; skipped with a word where they do not.

use std::path::PathBuf;

fn corpora() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    if !path.is_dir() {
        eprintln!("skipped: no corpora at {}", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn the_changzhou_folder_is_five_titled_documents() {
    let Some(corpora) = corpora() else { return };
    let (documents, report) = midu_ingest::read_folder(&corpora.join("changzhou")).unwrap();
    let titles: Vec<&str> = documents.iter().map(|document| document.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "常州召开“新春第一会”：万亿之城再出发动员大会",
            "双向赋能 共创未来",
            "常州科技",
            "加快打造长三角产业中轴 奋力建设国际化智造名城",
            "常州新動向!市委書記1個月內連開4場同一主題座談會",
        ]
    );
    assert!(documents.iter().all(|document| document.blocks.len() == 1), "plain text is one block");
    assert_eq!(documents[3].date.as_deref(), Some("2022-02-08 10:11:38 +0800"));
    assert_eq!(documents[3].meta["tags"], "常州日报新闻");
    assert!(!documents[3].blocks[0].contains("layout: post"));
    assert_eq!(report.warnings, []);
}

#[test]
fn json_lines_are_read_whole() {
    let Some(corpora) = corpora() else { return };
    for (name, count) in [("weekly.jsonl", 0), ("poetry-100k.jsonl", 100_000)] {
        let path = corpora.join(name);
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        let (documents, _) = midu_ingest::read_inputs(&[path], &mut |_| {}).unwrap();
        assert_eq!(documents.len(), lines, "{name}");
        assert!(count == 0 || count == lines, "{name}");
    }
}
