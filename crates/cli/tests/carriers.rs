//! The same bytes, three ways: what each carrier writes, what of it stays, and what is refused.

mod shared;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use shared::Folder;
use std::collections::BTreeMap;
use std::path::Path;

/// Scripts that stand in for those of www/.
const ASSETS: [(&str, &str); 2] =
    [("scripts/midu.js", "/* client */"), ("scripts/engine.js", "/* engine */")];

fn folder(documents: u32, characters: u32) -> Folder {
    let texts = shared::corpus(0..documents, characters);
    let files: Vec<(&str, &str)> =
        ASSETS.into_iter().chain([("texts.jsonl", texts.as_str())]).collect();
    Folder::of(&files)
}

fn build(folder: &Folder, output: &str, more: &[&str]) -> String {
    let arguments = ["index", "texts.jsonl", "-o", output, "--quiet"];
    folder.midu(&[&arguments[..], more].concat()).done()
}

/// Every file below a folder with its content.
fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// The object that an entry holds.
fn entry(text: &[u8]) -> Value {
    let text = std::str::from_utf8(text).unwrap();
    let text = text.strip_prefix("midu.index(").unwrap_or(text);
    serde_json::from_str(text.trim_end().trim_end_matches(");")).unwrap()
}

/// Puts an index together from its entry and files, as DESIGN.md says and with no code of the command.
fn assembled(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Vec<u8> {
    let entry = entry(&files[name]);
    let build = entry["build"].as_str().unwrap();
    let content = |key: String| match files.get(&format!("{build}/{key}.bin")) {
        Some(bytes) => bytes.clone(),
        None => {
            let text = std::str::from_utf8(&files[&format!("{build}/{key}.js")]).unwrap();
            let text = text.strip_prefix(&format!("midu.put(\"{key}\",\"")).unwrap();
            BASE64_STANDARD.decode(text.strip_suffix("\");\n").unwrap()).unwrap()
        }
    };
    let mut bytes = content("resident".into());
    assert_eq!(bytes.len() as u64, entry["resident"].as_u64().unwrap());
    let mut number = 0;
    for pack in entry["packs"].as_array().unwrap() {
        for _ in 0..pack[2].as_u64().unwrap() {
            let pack = content(number.to_string());
            assert_eq!(&pack[..4], b"MPAK");
            assert_eq!(
                u32::from_le_bytes(pack[4..8].try_into().unwrap()) as usize,
                pack.len() - 16
            );
            let start = u64::from_le_bytes(pack[8..16].try_into().unwrap());
            assert_eq!(start, bytes.len() as u64);
            bytes.extend(&pack[16..]);
            number += 1;
        }
    }
    assert_eq!(bytes.len() as u64, entry["length"].as_u64().unwrap());
    bytes
}

#[test]
fn every_carrier_holds_the_bytes_of_one_file() {
    let folder = folder(50, 1_000);
    let [files, script, range] = ["files", "script", "range"].map(|carrier| ["--carrier", carrier]);
    let assets = ["--assets", "scripts"];
    build(&folder, "one.midu", &[]);
    build(&folder, "files", &files);
    build(&folder, "script", &[script, assets].concat());
    build(&folder, "range", &range);
    build(&folder, "page.html", &["--layout", "paged", "--single-file", "--assets", "scripts"]);
    let whole = std::fs::read(folder.path().join("one.midu")).unwrap();
    assert_eq!(assembled(&tree(&folder.path().join("files")), "midu.json"), whole);
    assert_eq!(assembled(&tree(&folder.path().join("script")), "midu-index.js"), whole);
    let range = tree(&folder.path().join("range"));
    let build = entry(&range["midu.json"])["build"].as_str().unwrap().to_owned();
    assert_eq!(range[&format!("{build}/index.midu")], whole);
    same_answers(&folder, &["files", "files/midu.json", "script", "range", "page.html"]);
}

#[test]
fn what_is_read_whole_is_one_file_beside_the_entry() {
    let folder = folder(50, 1_000);
    for layout in ["embedded", "compact"] {
        build(&folder, "one.midu", &["--layout", layout]);
        build(&folder, "files", &["--layout", layout, "--carrier", "files", "--prune"]);
        let files = tree(&folder.path().join("files"));
        assert_eq!(files.len(), 2);
        let whole = std::fs::read(folder.path().join("one.midu")).unwrap();
        assert_eq!(assembled(&files, "midu.json"), whole);
        same_answers(&folder, &["files"]);
    }
}

/// Every index says what `one.midu` says.
#[track_caller]
fn same_answers(folder: &Folder, indexes: &[&str]) {
    let query = |index: &str| folder.midu(&["query", index, "第7", "--all", "--json"]).done();
    let sound = folder.midu(&["check", "one.midu"]).done();
    for index in indexes {
        assert_eq!(folder.midu(&["check", index]).done(), sound, "{index}");
        assert_eq!(query(index), query("one.midu"), "{index}");
    }
}

#[test]
fn the_carrier_follows_the_name_and_else_the_size_and_is_said() {
    let small = folder(3, 200);
    assert!(
        build(&small, "a.midu", &[]).contains("\ncarrier: range (by the name .midu), 1 file, ")
    );
    assert!(small.path().join("a.midu").is_file());
    let out = build(&small, "a", &[]);
    assert!(
        out.contains("\ncarrier: range (") && out.contains(" are at most 262,144), 2 files, "),
        "{out}"
    );
    assert!(out.contains("\nuse: <midu-search src=\"a/\"></midu-search>"), "{out}");
    let large = folder(40, 3_000);
    let out = build(&large, "a", &[]);
    assert!(
        out.contains("\ncarrier: files (") && out.contains(" are more than 262,144), "),
        "{out}"
    );
    let out = build(&large, "a.midu", &[]);
    assert!(out.contains("--carrier files suits any"), "{out}");
    let out = build(&large, "b", &["--json"]);
    let out: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(out["carrier"]["carrier"], "files");
    let files = tree(&large.path().join("b"));
    assert_eq!(out["carrier"]["files"], files.len());
    assert_eq!(out["carrier"]["bytes"], files.values().map(Vec::len).sum::<usize>());
}

#[test]
fn the_same_texts_give_the_same_files_and_others_other_names() {
    let folder = folder(50, 1_000);
    build(&folder, "a", &["--carrier", "files"]);
    build(&folder, "b", &["--carrier", "files"]);
    let before = tree(&folder.path().join("a"));
    assert_eq!(before, tree(&folder.path().join("b")));
    build(&folder, "a", &["--carrier", "files"]);
    assert_eq!(before, tree(&folder.path().join("a")), "building again changes nothing");
    build(&folder, "a", &["--carrier", "files", "--max-files", "40"]);
    let after = tree(&folder.path().join("a"));
    for (name, content) in before.iter().filter(|(name, _)| *name != "midu.json") {
        assert_eq!(&after[name], content, "a name never gets another content");
    }
}

#[test]
fn a_limit_on_files_is_kept() {
    let folder = folder(20, 2_000);
    let mut last = usize::MAX;
    for most in [5_000, 40, 16] {
        build(&folder, "a", &["--carrier", "files", "--prune", "--max-files", &most.to_string()]);
        let files = tree(&folder.path().join("a"));
        assert!(files.len() <= most && files.len() < last, "{} of {most}", files.len());
        assert!(files.len() > most / 2 || most == 5_000, "{} of {most}", files.len());
        folder.midu(&["check", "a"]).done();
        last = files.len();
    }
}

#[test]
fn the_flag_wins_over_the_file_and_the_file_over_the_default() {
    let folder = folder(20, 2_000);
    let files = |settings: &str, flags: &[&str]| {
        std::fs::write(folder.path().join("midu.toml"), settings).unwrap();
        build(&folder, "a", &[&["--carrier", "files", "--prune"], flags].concat());
        tree(&folder.path().join("a")).len()
    };
    let usual = files("", &[]);
    assert!(usual > 40, "{usual}");
    let (few, more) = (files("max-files = 16", &[]), files("", &["--max-files", "40"]));
    assert!(few <= 16 && more > few && more < usual, "{few} {more} {usual}");
    // The default written out is a choice too.
    assert_eq!(files("max-files = 16", &["--max-files", "5000"]), usual);
    assert_eq!(files("max-files = 16", &["--max-files", "40"]), more);
}

#[test]
fn the_build_before_stays_and_older_ones_go() {
    let folder = folder(3, 200);
    let mut builds = Vec::new();
    for number in 0..4 {
        let text = format!("{{\"url\":\"a\",\"text\":\"船{number}\"}}\n");
        std::fs::write(folder.path().join("texts.jsonl"), text).unwrap();
        let out = build(&folder, "a", &["--carrier", "files"]);
        let files = tree(&folder.path().join("a"));
        let now = entry(&files["midu.json"])["build"].as_str().unwrap().to_owned();
        let last = builds.last().cloned();
        assert_eq!(out.contains("is kept for readers with an open page"), last.is_some());
        assert_eq!(out.contains("\n1 older build removed"), number > 1);
        let mut there: Vec<String> = std::iter::once(now.clone()).chain(last).collect();
        there.sort();
        let mut names: Vec<&str> =
            files.keys().filter_map(|name| name.split_once('/')).map(|(f, _)| f).collect();
        names.dedup();
        assert_eq!(names, there);
        builds.push(now);
    }
    let out = build(&folder, "a", &["--carrier", "files"]);
    assert!(!out.contains("removed"), "the same build again takes nothing away: {out}");
    let out = build(&folder, "a", &["--carrier", "files", "--prune"]);
    assert!(out.contains("\n1 older build removed"), "{out}");
    assert_eq!(
        folder.midu(&["query", "a", "船3"]).done().lines().next(),
        Some("船3: 1 document, 1 occurrence")
    );
}

#[test]
fn a_build_that_lost_a_file_is_written_again() {
    let folder = folder(50, 1_000);
    build(&folder, "a", &["--carrier", "files"]);
    let before = tree(&folder.path().join("a"));
    let lost = before.keys().find(|name| name.ends_with("/1.bin")).unwrap();
    std::fs::remove_file(folder.path().join("a").join(lost)).unwrap();
    folder.midu(&["check", "a"]).failed();
    build(&folder, "a", &["--carrier", "files"]);
    assert_eq!(before, tree(&folder.path().join("a")));
}

#[test]
fn a_failed_build_keeps_the_folder_that_was_there() {
    let folder = folder(3, 200);
    build(&folder, "a", &["--carrier", "files"]);
    let before = tree(&folder.path().join("a"));
    std::fs::write(folder.path().join("bad.jsonl"), "{").unwrap();
    folder.midu(&["index", "bad.jsonl", "-o", "a", "--carrier", "files"]).failed();
    assert_eq!(before, tree(&folder.path().join("a")));
}

#[test]
fn a_pack_that_was_changed_cut_or_swapped_is_noticed() {
    let folder = folder(50, 1_000);
    build(&folder, "a", &["--carrier", "files"]);
    let files = tree(&folder.path().join("a"));
    let named = |end: &str| files.keys().find(|name| name.ends_with(end)).unwrap();
    let (two, three) = (named("/2.bin"), named("/3.bin"));
    let flipped = |name: &str, at: usize| {
        let mut bytes = files[name].clone();
        bytes[at] ^= 0x10;
        bytes
    };
    for bytes in [
        flipped(two, 0),
        flipped(two, 5),
        flipped(two, 200),
        files[two][..300].to_vec(),
        files[two][..files[two].len() - 1].to_vec(),
        [&files[two][..], b"x"].concat(),
        Vec::new(),
        files[three].clone(),
        b"<!doctype html>".to_vec(),
    ] {
        std::fs::write(folder.path().join("a").join(two), bytes).unwrap();
        folder.midu(&["check", "a"]).failed();
    }
    std::fs::write(folder.path().join("a").join(two), &files[two]).unwrap();
    folder.midu(&["check", "a"]).done();
}

#[test]
fn a_page_has_all_it_needs_whatever_its_layout() {
    let folder = folder(3, 200);
    for more in [&[][..], &["--layout", "embedded"]] {
        build(
            &folder,
            "my <page>.html",
            &[&["--single-file", "--assets", "scripts"], more].concat(),
        );
        let page = std::fs::read_to_string(folder.path().join("my <page>.html")).unwrap();
        assert!(page.contains("<title>my &lt;page></title>"), "{page}");
        assert!(page.contains("/* client */") && page.contains("/* engine */"), "{page}");
        assert!(page.contains("<midu-search src=\"midu:index\"></midu-search>"));
        assert_eq!(page.matches("<script").count(), page.matches("</script>").count());
    }
    build(&folder, "share", &["--carrier", "script", "--assets", "scripts"]);
    let files = tree(&folder.path().join("share"));
    let page = std::str::from_utf8(&files["index.html"]).unwrap();
    assert!(page.contains("<midu-search src=\"midu-index.js\"></midu-search>"), "{page}");
    assert_eq!(files["midu.js"], b"/* client */\n/* engine */\n");
}

#[test]
fn a_page_of_somebody_else_is_not_overwritten() {
    let folder = folder(3, 200);
    std::fs::create_dir(folder.path().join("site")).unwrap();
    for (page, output, how) in [
        ("site/index.html", "site", &["--carrier", "script"][..]),
        ("mine.html", "mine.html", &["--single-file"]),
    ] {
        std::fs::write(folder.path().join(page), "<!doctype html>").unwrap();
        let arguments = ["index", "texts.jsonl", "-o", output, "--assets", "scripts"];
        let [what, place, _] = folder.midu(&[&arguments[..], how].concat()).failed();
        assert_eq!(what, "there is a page already that midu did not write");
        assert_eq!(place, page);
        assert_eq!(std::fs::read(folder.path().join(page)).unwrap(), b"<!doctype html>");
    }
    assert_eq!(tree(&folder.path().join("site")).len(), 1);
}

#[test]
fn what_cannot_be_is_refused_before_any_work() {
    let folder = folder(3, 200);
    let before = folder.names();
    for (arguments, reason) in [
        (&["-o", "texts.jsonl", "--carrier", "files"][..], "an index is not a text file"),
        (&["-o", "scripts/midu.js", "--carrier", "files"], "it is a file"),
        (&["-o", "gone/a", "--carrier", "files"], "its folder does not exist"),
        (&["-o", "a", "--single-file"], "one file is a page"),
        (&["-o", "a", "--carrier", "script", "--assets", "gone"], "cannot read it: "),
    ] {
        let [what, _, help] =
            folder.midu(&[&["index", "texts.jsonl"], arguments].concat()).failed();
        assert!(what.starts_with(reason) && !help.is_empty(), "{what}");
    }
    for arguments in [
        &["-o", "a", "--carrier", "tape"][..],
        &["-o", "a", "--max-files", "3"],
        &["-o", "a.html", "--single-file", "--carrier", "files"],
    ] {
        assert_eq!(folder.midu(&[&["index", "texts.jsonl"], arguments].concat()).code, 2);
    }
    assert_eq!(folder.names(), before);
}
