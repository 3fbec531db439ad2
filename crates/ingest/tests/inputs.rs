//! Which files of an input become documents, under which url, and what is refused.

mod shared;

use midu_ingest::{Code, read_folder, read_inputs};
use shared::{Folder, inputs, urls};

#[test]
fn a_folder_gives_its_text_files_sorted_at_any_depth() {
    let folder = Folder::of(&[
        ("乙.txt", "乙"),
        ("b/二.md", "二"),
        ("b/a/一.MARKDOWN", "一"),
        ("a.txt", "甲"),
        ("b/picture.png", "no text"),
        (".hidden.txt", "no"),
        (".git/notes.md", "no"),
        ("data.jsonl", "{}"),
    ]);
    let (documents, report) = folder.read();
    assert_eq!(urls(&documents), ["a.txt", "b/a/一.MARKDOWN", "b/二.md", "乙.txt"]);
    assert_eq!((report.files, report.documents), (4, 4));
    assert_eq!(report.bytes, 12);
    assert_eq!(report.warnings.len(), 1, "{:?}", report.warnings);
    assert!(report.warnings[0].text.contains(".jsonl"));
}

#[test]
fn a_file_by_name_has_its_bare_name_as_url() {
    let folder = Folder::of(&[("x/渡口.txt", "渡口")]);
    let (documents, _) = folder.read_file("x/渡口.txt").unwrap();
    assert_eq!(urls(&documents), ["渡口.txt"]);
}

#[test]
fn the_folder_named_may_be_hidden_itself() {
    let folder = Folder::of(&[(".texts/a.txt", "甲")]);
    let (documents, _) = read_folder(&folder.path().join(".texts")).unwrap();
    assert_eq!(urls(&documents), ["a.txt"]);
}

#[test]
fn progress_names_every_file_before_it_is_read() {
    let folder = Folder::of(&[("a.txt", "甲乙"), ("b.txt", "丙")]);
    let mut seen = Vec::new();
    read_inputs(&[folder.path().to_path_buf()], &mut |p| {
        seen.push((p.files, p.files_total, p.bytes, p.bytes_total, p.documents));
    })
    .unwrap();
    assert_eq!(seen, [(0, 2, 0, 9, 0), (1, 2, 6, 9, 1)]);
}

#[test]
fn nothing_to_index_is_an_error_that_says_what_was_looked_for() {
    let folder = Folder::of(&[("picture.png", "x"), (".a.txt", "x")]);
    let error = read_folder(folder.path()).unwrap_err();
    assert_eq!(error.code(), Code::NoDocuments);
    assert_eq!(error.place(), folder.path().display().to_string());
    for word in [".txt", ".md", ".jsonl"] {
        assert!(error.help().contains(word), "{error}");
    }
    let empty = Folder::of(&[("a.jsonl", "\n \n")]);
    assert_eq!(empty.read_file("a.jsonl").unwrap_err().code(), Code::NoDocuments);
    assert_eq!(read_inputs(&[], &mut |_| {}).unwrap_err().code(), Code::NoDocuments);
}

#[test]
fn what_is_not_there_or_not_known_is_named() {
    let folder = Folder::of(&[("page.docx", "x")]);
    let missing = folder.read_file("gone.txt").unwrap_err();
    assert_eq!(missing.code(), Code::Unreadable);
    assert!(missing.place().ends_with("gone.txt"));
    assert!(std::error::Error::source(&missing).is_some());
    assert_eq!(folder.read_file("page.docx").unwrap_err().code(), Code::UnknownKind);
}

#[test]
fn equal_urls_are_refused_with_both_places() {
    let folder = Folder::of(&[
        ("a/题.txt", "甲"),
        ("b/题.txt", "乙"),
        ("c.jsonl", "{\"url\":\"x\",\"text\":\"\"}\n\n{\"url\":\"x\",\"text\":\"\"}\n"),
    ]);
    let error = read_inputs(&inputs(&folder, &["a", "b"]), &mut |_| {}).unwrap_err();
    assert_eq!(error.code(), Code::DuplicateUrl);
    assert!(error.what().contains("题.txt"));
    assert!(error.place().contains("a/题.txt") && error.place().contains("b/题.txt"), "{error}");
    let error = folder.read_file("c.jsonl").unwrap_err();
    assert!(error.place().contains("c.jsonl:1") && error.place().contains("c.jsonl:3"), "{error}");
    assert!(read_folder(folder.path()).is_ok(), "below one folder their urls differ");
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_and_to_nothing_are_passed_over() {
    use std::os::unix::fs::symlink;
    let folder = Folder::of(&[("a/甲.txt", "甲")]);
    symlink(folder.path(), folder.path().join("a/up")).unwrap();
    symlink("nowhere", folder.path().join("gone.txt")).unwrap();
    symlink("self", folder.path().join("self")).unwrap();
    symlink("a/甲.txt", folder.path().join("乙.txt")).unwrap();
    let (documents, report) = folder.read();
    assert_eq!(urls(&documents), ["a/甲.txt", "乙.txt"]);
    assert_eq!(report.warnings.len(), 3, "{:?}", report.warnings);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_read_with_a_warning() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::of(&[("a.txt", "甲")]);
    let name = std::ffi::OsStr::from_bytes(b"\xB6\xC9.txt");
    std::fs::write(folder.path().join(name), "渡").unwrap();
    let (documents, report) = folder.read();
    assert_eq!(urls(&documents), ["a.txt", "\u{FFFD}\u{FFFD}.txt"]);
    assert!(report.warnings[0].text.contains("not UTF-8"));
}

/// Reading and cutting must stay linear. `MIDU_HUGE_MB=200 cargo test -p midu-ingest --release huge`
/// proves it in a size that takes too long for every day.
#[test]
fn a_huge_document_is_read() {
    let asked = std::env::var("MIDU_HUGE_MB").ok();
    let bytes = asked.map_or(8, |text| text.parse().expect("MIDU_HUGE_MB is a number")) << 20;
    let page = "河水慢慢地流，船在桥下等着。\n\n**日 志** 第 12 页 <b>[链接](x)</b> `码`\n\n";
    let body = page.repeat(bytes / page.len());
    for name in ["huge.txt", "huge.md"] {
        let folder = Folder::of(&[(name, format!("---\n# 大书\n\n{body}"))]);
        let (documents, _) = folder.read_file(name).unwrap();
        assert_eq!(documents[0].title, "大书");
        let read: usize = documents[0].blocks.iter().map(String::len).sum();
        assert!(read > bytes / 2);
    }
}
