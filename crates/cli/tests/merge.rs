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
fn parts_with_sections_merge_to_the_bytes_of_one_build() {
    let page = |name: &str| {
        format!(
            "<html lang=zh><title>{name}</title><main><h1>{name}</h1><p>序</p><h2 id=one>一</h2>\
             <p>船到了{name}</p><h3>二</h3><p>雾散了</p><h2 id='三'>三</h2><p>灯</p></main>"
        )
    };
    let pages = [("a/1.html", page("渡口")), ("a/2.html", page("茶馆")), ("b/3.html", page("桥"))];
    let folder = Folder::of(&pages);
    for part in ["a", "b"] {
        let flags = ["-o", &format!("{part}.midu"), "--base-url", &format!("/{part}/")];
        folder.midu(&[&["index", part], &flags[..]].concat()).done();
    }
    // The same urls from one build.
    let whole = Folder::of(&pages);
    whole.midu(&["index", ".", "-o", "whole.midu", "--base-url", "/"]).done();
    folder.midu(&["merge", "b.midu", "a.midu", "-o", "merged.midu"]).done();
    assert!(bytes(&folder, "merged.midu") == bytes(&whole, "whole.midu"));
    let said = folder.midu(&["query", "merged.midu", "雾散了"]).done();
    assert!(said.contains("\n  一 › 二\n  /a/"), "{said}");
    let said = folder.midu(&["query", "merged.midu", "船到了茶馆"]).done();
    assert!(said.contains("\n茶馆\n  一\n  /a/2.html#one  1 occurrence\n"), "{said}");
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

#[test]
fn weights_of_parts_and_of_their_pages_are_kept() {
    let line = |url: &str, weight: &str| {
        format!("{{\"url\":\"{url}\",\"title\":\"渡口\",\"text\":\"船\"{weight}}}\n")
    };
    let (first, second) = (line("a", ",\"weight\":0.5"), line("b", ""));
    let whole = format!("{first}{second}");
    let folder = Folder::of(&[("a.jsonl", &first), ("b.jsonl", &second), ("c.jsonl", &whole)]);
    for name in ["a", "b", "c"] {
        let (input, output) = (format!("{name}.jsonl"), format!("{name}.midu"));
        folder.midu(&["index", &input, "-o", &output, "--weights", "9,0,1", "--quiet"]).done();
    }
    folder.midu(&["merge", "b.midu", "a.midu", "-o", "d.midu"]).done();
    assert!(bytes(&folder, "c.midu") == bytes(&folder, "d.midu"));
    let said = folder.midu(&["inspect", "d.midu"]).done();
    assert!(said.contains("weights            9,0,1"), "{said}");
    let said = folder.midu(&["query", "d.midu", "渡口", "--explain"]).done();
    assert!(said.contains("+ weight -"), "{said}");
    folder.midu(&["index", "b.jsonl", "-o", "b.midu", "--quiet"]).done();
    let parts = ["merge", "a.midu", "b.midu", "-o", "e.midu"];
    let failed = folder.midu(&parts).failed().concat();
    assert!(failed.contains("b.midu") && failed.contains("other weights"), "{failed}");
    folder.midu(&[&parts[..], &["--weights", "1,2,3"]].concat()).done();
    assert!(folder.midu(&["inspect", "e.midu"]).done().contains("1,2,3"));
}
