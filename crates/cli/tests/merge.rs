//! Indexes of parts are one index of the whole, and memory changes nothing but the time.

mod shared;

use shared::Folder;

const PARTS: u32 = 8;
const EACH: u32 = 12;

fn folder() -> Folder {
    let parts: Vec<(String, String)> = (0..PARTS)
        .map(|part| (format!("{part}.jsonl"), shared::corpus(part * EACH..(part + 1) * EACH, 700)))
        .collect();
    let files: Vec<(&str, &str)> =
        parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Folder::of(&files)
}

fn bytes(folder: &Folder, name: &str) -> Vec<u8> {
    std::fs::read(folder.path().join(name)).unwrap()
}

#[test]
fn eight_parts_merged_are_the_bytes_of_one_build() {
    let folder = folder();
    let names: Vec<String> = (0..PARTS).map(|part| format!("{part}.jsonl")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (part, name) in names.iter().enumerate() {
        // Whatever shape and layout a part has.
        let output = if part == 0 { "0".into() } else { format!("{part}.midu") };
        let layout = ["paged", "embedded", "compact"][part % 3];
        folder.midu(&["index", name, "-o", &output, "--layout", layout, "--quiet"]).done();
    }
    for layout in ["paged", "embedded", "compact"] {
        let whole = [&["index"], &names[..], &["-o", "whole.midu", "--layout", layout]].concat();
        folder.midu(&whole).done();
        let mut merge: Vec<String> = (1..PARTS).rev().map(|part| format!("{part}.midu")).collect();
        merge.push("0".into());
        let merge: Vec<&str> = merge.iter().map(String::as_str).collect();
        let flags = ["-o", "merged.midu", "--layout", layout, "--memory", "64", "--quiet"];
        let said = folder.midu(&[&["merge"], &merge[..], &flags].concat()).done();
        assert!(said.contains("merged.midu: 8 parts"), "{said}");
        assert!(bytes(&folder, "merged.midu") == bytes(&folder, "whole.midu"), "{layout}");
    }
}

#[test]
fn parts_that_share_an_address_are_refused_and_nothing_is_written() {
    let folder = folder();
    folder.midu(&["index", "0.jsonl", "-o", "a.midu"]).done();
    folder.midu(&["index", "0.jsonl", "1.jsonl", "-o", "b.midu"]).done();
    let message = folder.midu(&["merge", "a.midu", "b.midu", "-o", "c.midu"]).failed().concat();
    assert!(message.contains("b.midu") && message.contains("/0"), "{message}");
    assert!(!folder.path().join("c.midu").exists());
    let message = folder.midu(&["merge", "a.midu", "0.jsonl", "-o", "c.midu"]).failed().concat();
    assert!(message.contains("0.jsonl") && message.contains("not a midu index"), "{message}");
}

#[test]
fn little_memory_gives_the_same_bytes() {
    let folder = Folder::of(&[("texts.jsonl", &shared::corpus(0..400, 9_000))]);
    for (memory, output) in [("64", "little.midu"), ("4000", "much.midu")] {
        folder.midu(&["index", "texts.jsonl", "-o", output, "--memory", memory]).done();
    }
    assert!(bytes(&folder, "little.midu") == bytes(&folder, "much.midu"));
    let ran = folder.midu(&["index", "texts.jsonl", "-o", "x.midu", "--memory", "63"]);
    assert!(ran.code == 2 && ran.err.contains("63 is not in 64.."), "{}", ran.err);
}
