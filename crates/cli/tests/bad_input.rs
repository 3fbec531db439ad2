//! Bad input gets a message that says what, where and what to do, and leaves nothing behind.

mod shared;

use shared::{Folder, indexed};

/// Runs `midu index` on files and expects it to fail without a trace.
#[track_caller]
fn refused(files: &[(&str, &str)], inputs: &[&str]) -> [String; 3] {
    let folder = Folder::of(files);
    let before = folder.names();
    let lines = folder.midu(&[&["index", "-o", "out.midu"], inputs].concat()).failed();
    assert_eq!(folder.names(), before, "nothing is left behind");
    lines
}

#[test]
fn an_empty_folder() {
    let [what, place, help] = refused(&[("texts/picture.png", "x")], &["texts"]);
    assert_eq!((what.as_str(), place.as_str()), ("there is nothing to index", "texts"));
    assert!(help.contains(".txt") && help.contains(".md") && help.contains(".jsonl"));
}

#[test]
fn a_broken_line() {
    let lines = "{\"url\":\"a\",\"text\":\"船\"}\n{\"url\":\"b\",\"text\":\"船\"\n";
    let [what, place, help] = refused(&[("a.jsonl", lines)], &["a.jsonl"]);
    assert!(what.contains("EOF while parsing an object"), "{what}");
    assert!(place.starts_with("a.jsonl:2:"), "{place}");
    assert!(help.contains("\"url\""));
}

#[test]
fn equal_urls() {
    let line = "{\"url\":\"a\",\"text\":\"船\"}\n";
    let [what, place, _] =
        refused(&[("a.jsonl", line), ("b.jsonl", line)], &["a.jsonl", "b.jsonl"]);
    assert_eq!(what, "two documents have the url \"a\"");
    assert_eq!(place, "a.jsonl:1 and b.jsonl:1");
}

#[test]
fn a_file_that_is_not_there() {
    let [what, place, _] = refused(&[], &["gone"]);
    assert!(what.starts_with("cannot read it: "), "{what}");
    assert_eq!(place, "gone");
}

#[test]
fn an_output_that_cannot_be() {
    let folder = Folder::of(&[("a.txt", "题\n船"), ("a", "题\n船")]);
    for (output, reason) in [
        ("a.txt", "an index is not a text file"),
        ("b.md", "an index is not a text file"),
        ("a", "it is a file"),
        ("gone/a.midu", "its folder does not exist"),
        ("gone/a", "its folder does not exist"),
    ] {
        let [what, place, _] = folder.midu(&["index", "a.txt", "-o", output]).failed();
        assert_eq!((what.as_str(), place.as_str()), (reason, output));
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("a.txt")).unwrap(), "题\n船");
    assert_eq!(folder.names(), ["a", "a.txt"]);
}

#[test]
fn a_failed_build_keeps_the_index_that_was_there() {
    let folder = indexed("paged");
    let before = std::fs::read(folder.path().join("a.midu")).unwrap();
    std::fs::write(folder.path().join("bad.jsonl"), "{").unwrap();
    folder.midu(&["index", "texts", "bad.jsonl", "-o", "a.midu"]).failed();
    assert_eq!(std::fs::read(folder.path().join("a.midu")).unwrap(), before);
    assert_eq!(folder.names(), ["a.midu", "bad.jsonl", "texts"]);
}

#[test]
fn what_is_not_an_index() {
    let folder = Folder::of(&[("a.midu", "船到了。".repeat(500)), ("empty.midu", String::new())]);
    for name in ["a.midu", "empty.midu", "gone.midu"] {
        for command in [&["check", name][..], &["inspect", name], &["query", name, "船"]] {
            let [what, place, help] = folder.midu(command).failed();
            assert_eq!(place, name);
            assert!(!what.is_empty() && !help.is_empty());
        }
    }
}

#[test]
fn an_index_that_was_cut_or_changed() {
    for layout in ["paged", "embedded", "compact"] {
        let folder = indexed(layout);
        let whole = std::fs::read(folder.path().join("a.midu")).unwrap();
        let mut broken: Vec<Vec<u8>> = [1, 2, 3, 4, 5, 7]
            .map(|part| whole[..whole.len() - whole.len() / (part + 1)].to_vec())
            .into();
        broken.push(whole[..whole.len() - 1].to_vec());
        broken.push([&whole[..], b"x"].concat());
        for at in (0..whole.len()).step_by(whole.len() / 40 + 1) {
            let mut changed = whole.clone();
            changed[at] ^= 0x10;
            broken.push(changed);
        }
        for bytes in broken {
            std::fs::write(folder.path().join("b.midu"), bytes).unwrap();
            let [_, place, _] = folder.midu(&["check", "b.midu"]).failed();
            assert_eq!(place, "b.midu");
        }
    }
}

#[test]
fn an_index_of_another_version() {
    // Whatever the version field is, an index differs from one of the next version in it alone: some
    // single changed byte has to be called another version.
    let folder = indexed("paged");
    let whole = std::fs::read(folder.path().join("a.midu")).unwrap();
    let named = (0..32.min(whole.len())).any(|at| {
        let mut changed = whole.clone();
        changed[at] = changed[at].wrapping_add(1);
        std::fs::write(folder.path().join("b.midu"), changed).unwrap();
        folder.midu(&["inspect", "b.midu"]).failed()[2].contains("build the index again with this")
    });
    assert!(named, "no changed byte was called another version");
}

#[test]
fn an_empty_query_finds_nothing() {
    let folder = indexed("paged");
    for query in ["", " ", "\u{3000}"] {
        let out = folder.midu(&["query", "a.midu", query, "--json"]).done();
        assert!(out.contains("\"total\":0,\"occurrences\":0,\"docs\":[]"), "{out}");
    }
}

#[test]
fn a_query_of_10_000_characters_is_answered_or_refused() {
    let folder = indexed("paged");
    let long = "船".repeat(10_000);
    let ran = folder.midu(&["query", "a.midu", &long]);
    if ran.code == 0 {
        assert!(ran.out.contains("0 documents"));
    } else {
        let [_, place, help] = ran.failed();
        assert_eq!((place.as_str(), help.as_str()), ("the query", "ask for a shorter part of it"));
    }
    let input = format!("船\n{long}\n");
    let ran = folder.midu_with(&["query", "a.midu", "--from", "-", "--json"], input.as_bytes());
    assert!(ran.code == 0 || ran.err.contains("standard input:2"), "{}", ran.err);
}

#[test]
fn queries_that_are_not_utf8_are_named_by_line() {
    let folder = indexed("paged");
    let ran =
        folder.midu_with(&["query", "a.midu", "--from", "-", "--json"], b"\xE8\x88\xB9\n\xFF\n");
    assert!(ran.err.contains("standard input:2"), "{}", ran.err);
    assert_eq!(ran.code, 1);
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    let folder = Folder::of::<&str>(&[]);
    for arguments in [
        &[][..],
        &["index"],
        &["index", "texts"],
        &["index", "texts", "-o", "a.midu", "--layout", "flat"],
        &["query", "a.midu"],
        &["query", "a.midu", "船", "--from", "q.txt"],
        &["query", "a.midu", "船", "--limit", "-1"],
        &["query", "a.midu", "船", "--all", "--limit", "3"],
        &["nonsense"],
    ] {
        assert_eq!(folder.midu(arguments).code, 2, "{arguments:?}");
    }
    assert_eq!(folder.midu(&["--version"]).code, 0);
}
