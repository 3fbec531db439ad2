//! `midu query` with everything that can be said beside a text, and `midu suggest`.

mod shared;

use serde_json::Value;
use shared::Folder;

const FERRY: &str =
    "---\ntitle: 渡口\ndate: 2024-02-01\ntags: [水, 晨]\n---\n清晨的渡口，船还没有来。\n";
const TEA: &str = "---\ntitle: 茶馆\ndate: 2021-05-06\ntags: [茶]\n---\n茶馆在渡口旁边，船来了。\n";

fn indexed() -> Folder {
    let folder = Folder::of(&[("x/a.md", FERRY), ("x/b.md", TEA)]);
    folder.midu(&["index", "x", "-o", "a.midu"]).done();
    folder
}

fn json(folder: &Folder, query: &str, more: &[&str]) -> Value {
    let out = folder.midu(&[&["query", "a.midu", query, "--json"], more].concat()).done();
    serde_json::from_str(&out).unwrap()
}

#[test]
fn flags_narrow_order_and_relax() {
    let folder = indexed();
    let docs = |query: &str, more: &[&str]| json(&folder, query, more)["docs"].to_string();
    assert_eq!(docs("渡口", &[]), r#"["a.md","b.md"]"#);
    assert_eq!(docs("渡口", &["--sort", "date:asc"]), r#"["b.md","a.md"]"#);
    assert_eq!(docs("渡口", &["--filter", "tags:茶"]), r#"["b.md"]"#);
    assert_eq!(docs("渡口 -茶", &[]), r#"["a.md"]"#);
    assert_eq!(docs("date:2024", &[]), r#"["a.md"]"#);
    assert_eq!(docs("清晨 船", &[]), r#"["a.md"]"#);
    assert_eq!(docs("清晨 船", &["--literal"]), "[]");
    // A program is told of exact results, unless it asks for others.
    assert_eq!(docs("渡口旁边船", &[]), "[]");
    let relaxed = json(&folder, "渡口旁边船", &["--relax", "signs"]);
    assert_eq!(relaxed["relaxed"]["step"], "signs");
    assert_eq!(docs("cuanlai", &["--relax", "pinyin"]), "[]");
    assert_eq!(docs("cuanlai", &["--relax", "pinyin", "--fuzzy"]), r#"["b.md"]"#);
    let facets = json(&folder, "渡口", &["--facet", "tags"])["facets"].to_string();
    assert_eq!(facets, r#"[{"name":"tags","values":[["晨",1],["水",1],["茶",1]]}]"#);
}

#[test]
fn a_person_is_told_what_was_relaxed_and_of_what_a_score_is_made() {
    let folder = indexed();
    let said = folder.midu(&["query", "a.midu", "渡口旁边船"]).done();
    assert!(said.contains("nothing is found exactly; punctuation and white space"), "{said}");
    let said = folder.midu(&["query", "a.midu", "渡口旁边船", "--exact"]).done();
    assert_eq!(said, "渡口旁边船: 0 documents, 0 occurrences\n");
    let said = folder.midu(&["query", "a.midu", "渡口", "--explain", "--weights", "1,0,2"]).done();
    assert!(
        said.contains("  score 2292 = title 1000 + occurrences 4 + whole title 1000"),
        "{said}"
    );
    let said = folder.midu(&["query", "a.midu", "--", "-渡口"]).done();
    assert!(said.contains("note: there is only something to leave out"), "{said}");
}

#[test]
fn suggestions_begin_as_what_was_typed() {
    let folder = indexed();
    let said = folder.midu(&["suggest", "a.midu", "渡", "--limit", "3", "--json"]).done();
    assert_eq!(said, "{\"text\":\"渡口\",\"documents\":2,\"title\":true}\n");
    assert_eq!(
        folder.midu(&["suggest", "a.midu", "渡口"]).done(),
        "渡口  (2 documents, a title)\n"
    );
    assert!(folder.midu(&["suggest", "a.midu", "黑"]).done().starts_with("nothing begins so"));
}

#[test]
fn what_is_heard_is_shown_behind_what_is_written() {
    let mail = "---\ntitle: 联系\n---\ndukou@example.com\n";
    let folder = Folder::of(&[("x/a.md", FERRY), ("x/b.md", TEA), ("x/c.md", mail)]);
    folder.midu(&["index", "x", "-o", "a.midu"]).done();
    let found = json(&folder, "dukou", &["--relax", "pinyin"]);
    assert_eq!(found["docs"].to_string(), r#"["c.md","a.md","b.md"]"#);
    assert_eq!(found["total"], 1);
    let also = r#"{"step":"pinyin","texts":[],"total":2,"occurrences":3,"notes":[]}"#;
    assert_eq!(found["also"], serde_json::from_str::<Value>(also).unwrap());
    assert_eq!(json(&folder, "dukou", &[])["docs"].to_string(), r#"["c.md"]"#);
    let said = folder.midu(&["query", "a.midu", "dukou"]).done();
    let between = "\n\n  read as pinyin, in other documents: 2 documents, 3 occurrences\n\n";
    let at = said.find(between).expect(&said);
    assert!(said[..at].contains("【dukou】@example") && said[at..].contains("【渡口】"), "{said}");
    let said = folder.midu(&["query", "a.midu", "dukou", "--limit", "1"]).done();
    assert!(
        said.ends_with(&format!("{between}1 shown; --limit N or --all shows more\n")),
        "{said}"
    );
}
