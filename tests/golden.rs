//! Golden files: an index of each layout as a release wrote it. Today's writer still writes the same
//! bytes, and today's reader still answers from those of every format version it claims to read.
//!
//! `MIDU_UPDATE_GOLDEN=1 cargo test --test golden` writes the files of today's version anew.

mod common;

use common::{ALL, LAYOUTS, Naive, Remote, answer, assert_marks, assert_same, build, document};
use midu_core::{Document, Index, Layout, Options, Section};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// Everything that a document may have, and something of every step of the fold.
fn documents() -> Vec<Document> {
    let ferry = Document {
        id: Some("7".into()),
        date: Some("1934-02-11".into()),
        lang: Some("zh-Hans".into()),
        meta: BTreeMap::from([("作者".into(), "佚名".into()), ("出处".into(), "抄本".into())]),
        sections: vec![
            Section { block: 1, level: 2, anchor: Some("later".into()) },
            Section { block: 2, level: 3, anchor: None },
        ],
        filters: BTreeMap::from([("体裁".into(), vec!["散文".into(), "游记".into()])]),
        ..document(
            "ferry.html",
            "寻找渡口",
            &[
                "傍晚我们沿着河走，想找一个渡口。\n问了三个人，三个人指了三个方向。",
                "後來纔知道，渡口早就沒有了，只剩一塊石碑。",
                "石碑上写着：渡  口。",
            ],
        )
    };
    vec![
        ferry,
        document(
            "notes.html",
            "Notes on ＧＤＰ",
            &[
                "new  york\nCity 与 常州 的 產業",
                "Café, cafe\u{301}; が か\u{3099} ｶﾞ",
                "한글 \u{1112}\u{1161}\u{11ab}글",
            ],
        ),
        document("rare.html", "𠀀與\u{2a6d6}", &["𠀀\u{200b}𠀀𠀀 ㈱ ﬁ İ 😀"]),
        document("repeat.html", "", &[&"啊".repeat(300), &"常州府".repeat(60)]),
        document("empty.html", "", &[]),
    ]
}

/// Queries with the number of documents and of occurrences that hold them.
const TABLE: [(&str, u32, u64); 24] = [
    ("渡口", 1, 4),
    ("渡 口", 1, 4),
    ("后来才知道", 1, 1),
    ("後來", 1, 1),
    ("石碑上寫", 1, 1),
    ("个渡口。问了", 1, 1),
    ("口后", 0, 0),
    ("ｇｄｐ", 1, 1),
    ("on GDP", 1, 1),
    ("New York", 1, 1),
    ("newyork", 0, 0),
    ("与常州的产业", 1, 1),
    ("常州", 2, 61),
    ("常州府常州府常州府常州府常州府", 1, 56),
    ("啊", 1, 300),
    ("啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊", 1, 285),
    ("café", 1, 2),
    ("cafe", 0, 0),
    ("が", 1, 2),
    ("ガ", 1, 1),
    ("한글", 1, 2),
    ("𠀀", 1, 4),
    ("(株)", 1, 1),
    ("没有的", 0, 0),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn version(file: &[u8]) -> u32 {
    Index::open(file).expect("a sound index").summary().format_version
}

#[test]
fn the_writer_writes_the_golden_bytes() {
    let update = std::env::var_os("MIDU_UPDATE_GOLDEN").is_some();
    for layout in LAYOUTS {
        let written = build(layout, &documents());
        let version = version(&written);
        let path = folder().join(format!("v{version}-{}.midu", layout.as_str()));
        if update {
            fs::write(&path, &written).expect("tests/golden can be written");
            continue;
        }
        let golden = fs::read(&path).unwrap_or_default();
        let same = golden.iter().zip(&written).take_while(|(a, b)| a == b).count();
        assert!(
            written == golden,
            "{} ({} bytes) is no longer what the writer writes ({} bytes): they part at byte {same}. \
             If the change is meant and files of version {version} have been released, raise \
             FORMAT_VERSION in crates/core/src/format.rs; then run \
             MIDU_UPDATE_GOLDEN=1 cargo test --test golden",
            path.display(),
            golden.len(),
            written.len()
        );
    }
}

#[test]
fn the_reader_answers_from_every_golden_file() {
    if std::env::var_os("MIDU_UPDATE_GOLDEN").is_some() {
        eprintln!("skipped: the golden files are being written");
        return;
    }
    let mut naive = Naive::new(&documents());
    let mut read = 0;
    for entry in fs::read_dir(folder()).expect("tests/golden is there") {
        let path = entry.expect("an entry of tests/golden").path();
        let what = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.extension().is_none_or(|extension| extension != "midu") {
            continue;
        }
        let file = fs::read(&path).expect("a golden file");
        assert!(what.starts_with(&format!("v{}-", version(&file))), "{what}: another version");
        let index = Index::open(file.as_slice()).expect("a sound index");
        index.check().unwrap_or_else(|error| panic!("{what}: {error}"));
        for (query, total, occurrences) in TABLE {
            let all = answer(&index, query, ALL);
            assert_eq!((all.total, all.occurrences), (total, occurrences), "{what}: {query:?}");
            assert_same(&all, &naive.search(query), query, &what);
            let shown = Remote::open(&file).search(query, Options::default());
            assert_marks(&shown, &naive.fold(query), &what);
        }
        let ferry = answer(&index, "石碑", Options::default());
        let hit = ferry.hits.first().unwrap_or_else(|| panic!("{what}: no hit"));
        assert_eq!(
            (hit.url.as_str(), hit.id.as_deref(), hit.date.as_deref(), hit.lang.as_deref()),
            ("ferry.html", Some("7"), Some("1934-02-11"), Some("zh-Hans")),
            "{what}"
        );
        let section = (hit.path.as_str(), hit.anchor.as_deref());
        assert_eq!(
            section,
            ("後來纔知道，渡口早就沒有了，只剩一塊石碑。", Some("later")),
            "{what}"
        );
        let meta = [("作者", "佚名"), ("出处", "抄本")].map(|(k, v)| (k.into(), v.into()));
        assert_eq!(hit.meta, meta, "{what}");
        read += 1;
    }
    assert!(read >= LAYOUTS.len(), "only {read} golden files: {:?} are wanted", Layout::Paged);
}
