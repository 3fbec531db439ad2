//! The four subcommands on good input, in every layout.

mod shared;

use serde_json::Value;
use shared::{Folder, corpora, indexed};

const LAYOUTS: [&str; 3] = ["paged", "embedded", "compact"];

#[test]
fn index_shows_sizes_by_section_and_leaves_one_file() {
    for layout in LAYOUTS {
        let folder = Folder::of(&[
            ("texts/a.txt", "题\n船到了。".as_bytes()),
            ("texts/b.txt", b"\xE9\xA2\x98\xE9\xA2\x98\xFF"),
        ]);
        let ran = folder.midu(&["index", "texts", "-o", "a.midu", "--layout", layout]);
        assert!(ran.err.contains("midu: reading 2 files\n"), "{}", ran.err);
        assert!(!ran.err.contains('\x1b') && !ran.err.contains('\r'), "no bar outside a terminal");
        let out = ran.done();
        for word in
            ["section", "bytes/char", "TEXT", "total", "2 documents of 2 files", "1 warning:"]
        {
            assert!(out.contains(word), "{word} in {out}");
        }
        assert!(out.contains("b.txt, byte 6: 1 broken UTF-8"), "{out}");
        assert_eq!(folder.names(), ["a.midu", "texts"]);
    }
}

#[test]
fn index_as_json_is_one_object_that_adds_up() {
    let folder = Folder::of(&[("a.txt", "题\n船到了。")]);
    let ran = folder.midu(&["index", "a.txt", "-o", "a.midu", "--quiet", "--json"]);
    assert_eq!(ran.err, "");
    let built: Value = serde_json::from_str(&ran.done()).unwrap();
    assert_eq!((&built["layout"], &built["documents"]), (&"paged".into(), &1.into()));
    assert!([5, 6].contains(&built["characters"].as_u64().unwrap()), "the line break may count");
    let sum: u64 =
        built["sections"].as_array().unwrap().iter().map(|s| s["bytes"].as_u64().unwrap()).sum();
    let length = std::fs::metadata(folder.path().join("a.midu")).unwrap().len();
    assert_eq!((sum, built["bytes"].as_u64().unwrap()), (length, length));
    assert_eq!(built["warnings"], Value::Array(Vec::new()));
}

#[cfg(unix)]
#[test]
fn a_web_server_may_read_the_index() {
    use std::os::unix::fs::PermissionsExt;
    let folder = indexed("paged");
    let mode = |name: &str| {
        std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(mode("a.midu"), mode("texts/tea.md"), "the same rights as any new file");
}

#[test]
fn indexing_again_replaces_the_file() {
    let folder = indexed("paged");
    std::fs::write(folder.path().join("texts/new.txt"), "新\n鲸鱼").unwrap();
    folder.midu(&["index", "texts", "-o", "a.midu", "--quiet"]).done();
    assert!(
        folder
            .midu(&["query", "a.midu", "鲸"])
            .done()
            .starts_with("鲸: 1 document, 1 occurrence\n")
    );
}

#[test]
fn a_query_shows_totals_then_hits_with_marks() {
    for layout in LAYOUTS {
        let folder = indexed(layout);
        let out = folder.midu(&["query", "a.midu", "因地制宜"]).done();
        assert!(
            out.starts_with(
                "因地制宜: 1 document, 1 occurrence\n\n渡口\n  ferry.txt  1 occurrence\n"
            ),
            "{out}"
        );
        assert!(out.contains("【因地") && out.contains("制宜】"), "{out}");
        assert!(!out.contains('\x1b'));
        let out = folder.midu(&["query", "a.midu", "船", "--limit", "1"]).done();
        assert!(out.starts_with("船: 3 documents, "), "{out}");
        assert!(out.contains("1 shown; --limit N or --all"), "{out}");
        let out = folder.midu(&["query", "a.midu", "产业"]).done();
        assert!(out.contains("【產業】"), "original glyphs: {out}");
    }
}

#[test]
fn json_lines_have_exactly_the_promised_keys() {
    for layout in LAYOUTS {
        let folder = indexed(layout);
        let queries = "船\n\n没有这个\r\n渡口\n產業";
        std::fs::write(folder.path().join("queries.txt"), queries).unwrap();
        let run = ["query", "a.midu", "--from", "queries.txt", "--all", "--json"];
        let out = folder.midu(&run).done();
        let lines: Vec<Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let seen: Vec<_> = lines
            .iter()
            .map(|line| {
                let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
                assert_eq!(keys, ["docs", "occurrences", "query", "total"]);
                assert_eq!(line["docs"].as_array().unwrap().len() as u64, line["total"]);
                (line["query"].as_str().unwrap(), line["total"].as_u64().unwrap())
            })
            .collect();
        assert_eq!(seen, [("船", 3), ("", 0), ("没有这个", 0), ("渡口", 2), ("產業", 1)]);
        assert!(
            out.starts_with("{\"query\":\"船\",\"total\":3,\"occurrences\":5,\"docs\":["),
            "{out}"
        );
        let piped = folder
            .midu_with(&["query", "a.midu", "--from", "-", "--all", "--json"], queries.as_bytes());
        assert_eq!(piped.done(), out);
    }
}

#[test]
fn without_all_a_line_lists_the_first_documents_only() {
    let texts: Vec<(String, String)> =
        (0..25).map(|n| (format!("texts/{n:02}.txt"), format!("题{n}\n船"))).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let folder = Folder::of(&files);
    folder.midu(&["index", "texts", "-o", "a.midu", "--quiet"]).done();
    for (more, length) in
        [(&[][..], 10), (&["--limit", "3"], 3), (&["--limit", "0"], 0), (&["--all"], 25)]
    {
        let out = folder.midu(&[&["query", "a.midu", "船", "--json"], more].concat()).done();
        let line: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            (line["total"].as_u64(), line["docs"].as_array().unwrap().len()),
            (Some(25), length)
        );
    }
}

#[test]
fn inspect_and_check_agree_with_the_file() {
    for layout in LAYOUTS {
        let folder = indexed(layout);
        let length = std::fs::metadata(folder.path().join("a.midu")).unwrap().len();
        let out = folder.midu(&["inspect", "a.midu"]).done();
        for word in
            ["format version", layout, "documents", "characters", "section", "pages", "total"]
        {
            assert!(out.contains(word), "{word} in {out}");
        }
        let about: Value =
            serde_json::from_str(&folder.midu(&["inspect", "a.midu", "--json"]).done()).unwrap();
        assert_eq!((&about["bytes"], &about["layout"]), (&length.into(), &layout.into()));
        assert_eq!((&about["documents"], &about["formatVersion"]), (&3.into(), &1.into()));
        let out = folder.midu(&["check", "a.midu"]).done();
        assert!(out.starts_with("sound: "), "{out}");
    }
}

#[test]
fn the_changzhou_documents_are_found_by_their_hard_words() {
    let Some(corpora) = corpora() else { return };
    let folder = Folder::of::<&str>(&[]);
    let texts = corpora.join("changzhou");
    for layout in LAYOUTS {
        folder
            .midu(&[
                "index",
                texts.to_str().unwrap(),
                "-o",
                "a.midu",
                "--layout",
                layout,
                "--quiet",
            ])
            .done();
        let docs = |query: &str| {
            let out = folder.midu(&["query", "a.midu", query, "--all", "--json"]).done();
            let line: Value = serde_json::from_str(&out).unwrap();
            (line["total"].clone(), line["occurrences"].clone(), line["docs"].clone())
        };
        assert_eq!(docs("產業"), docs("产业"));
        // In quotes a space is part of the text, and folded like that of the documents; outside it is AND.
        assert_eq!(docs("122个项目"), docs("\"122 个项目\""));
        assert_eq!(docs("122 个项目").0, docs("122个项目").0);
        assert_ne!(docs("因地制宜").0, 0);
        assert_ne!(docs("州").0, 0);
    }
}
