//! Real texts, where they are beside the repository, and what hearing in them costs.

use super::naive::Naive;
use super::{LAYOUTS, Remote, assert_heard, build, document, whole};
use crate::{Document, Index, Layout};
use std::path::PathBuf;

/// A corpus beside the repository.
fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {name} is not beside the repository");
    None
}

/// The documents of a file of lines with a title and a text each; no more of JSON than it needs.
fn lines(path: PathBuf) -> Vec<Document> {
    let text = std::fs::read_to_string(path).unwrap();
    let field = |line: &str, name: &str| {
        let start = line.find(&format!("\"{name}\": \"")).unwrap() + name.len() + 5;
        let (mut value, mut chars) = (String::new(), line[start..].chars());
        while let Some(c) = chars.next().filter(|&c| c != '"') {
            value.push(match c {
                '\\' => match chars.next().unwrap() {
                    'n' => '\n',
                    't' => '\t',
                    'u' => {
                        let code: String = chars.by_ref().take(4).collect();
                        char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap_or('?')
                    }
                    other => other,
                },
                c => c,
            });
        }
        value
    };
    text.lines()
        .enumerate()
        .map(|(number, line)| {
            let text = field(line, "text");
            let blocks: Vec<&str> = text.split("\n\n").collect();
            document(number, &field(line, "title"), &blocks)
        })
        .collect()
}

#[test]
fn the_changzhou_documents_are_heard() {
    let Some(folder) = shared("changzhou") else { return };
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let documents: Vec<Document> = files
        .into_iter()
        .enumerate()
        .map(|(number, path)| {
            let text = std::fs::read_to_string(path).unwrap();
            document(number, "", &text.split("\n\n").collect::<Vec<_>>())
        })
        .collect();
    for layout in LAYOUTS {
        let file = build(layout, &documents);
        let index = Index::open(&file[..]).unwrap();
        index.check().unwrap();
        let naive = Naive::new(&index, &documents);
        for query in [
            "changzhou",
            "cz",
            "c州",
            "常zhou",
            "changz",
            "lv",
            "xian",
            "zhang",
            "jingji",
            "shi",
            "czs",
        ] {
            let expected = naive.sounding(query, false);
            let found = whole(&index, query, false);
            assert_heard(found.as_ref(), expected.as_ref(), query);
            let found = found.unwrap();
            let all = expected.unwrap().len();
            println!("{layout:?} {query}: {} of {all}, cut {}", found.places.len(), found.cut);
            if query != "lv" && query != "xian" {
                assert!(!found.places.is_empty(), "{query}");
            }
        }
    }
}

#[test]
fn the_weekly_documents_are_heard() {
    let Some(path) = shared("weekly.jsonl") else { return };
    let documents = lines(path);
    let file = build(Layout::Paged, &documents);
    let index = Index::open(&file[..]).unwrap();
    index.check().unwrap();
    for section in index.summary().sections {
        println!("{} {} {}", section.name, section.length, section.pages);
    }
    let naive = Naive::new(&index, &documents);
    for query in [
        "changzhou",
        "cz",
        "c州",
        "changz",
        "lv",
        "xian",
        "shiji",
        "chang",
        "shi",
        "renminbi",
        "ruanjian",
        "rengongzhineng",
        "rgzn",
        "kaiyuan",
        "xixixixixixixi",
        "zhonghuarenmingongheguo",
    ] {
        let started = std::time::Instant::now();
        let mut remote = Remote::open(&file);
        let found = remote.sounding(query, false);
        let time = started.elapsed();
        let expected = naive.sounding(query, false);
        let all = expected.as_ref().map_or(0, Vec::len);
        let bytes: u64 = remote.pages.values().map(|(_, bytes)| bytes).sum();
        let some = found.clone().unwrap_or_default();
        println!(
            "{query}: {} of {all}, cut {}, {bytes} bytes, {} rounds, {time:?} {:?}",
            some.places.len(),
            some.cut,
            remote.rounds,
            remote.pages
        );
        assert_heard(found.as_ref(), expected.as_ref(), query);
    }
    measure(&file, &naive);
}

/// Bytes for words of two characters as they stand in the text, picked by place.
fn measure(file: &[u8], naive: &Naive) {
    for length in [1, 2, 3, 4] {
        let (mut bytes, mut pinyin, mut pages, mut cut, mut rounds) =
            (Vec::new(), Vec::new(), Vec::new(), 0, Vec::new());
        let mut place = 1_000_usize;
        while bytes.len() < 60 {
            place = (place * 48271 + 11) % naive.stream.len();
            let Some(text) = naive.stream.get(place..place + length) else { continue };
            let sounds: Option<Vec<&String>> =
                text.iter().map(|c| naive.readings.get(c).and_then(|r| r.first())).collect();
            let Some(sounds) = sounds else { continue };
            let query = sounds.iter().map(|s| s.as_str()).collect::<Vec<_>>().join("'");
            let mut remote = Remote::open(file);
            let found = remote.sounding(&query, false).unwrap();
            cut += u32::from(found.cut);
            bytes.push(remote.pages.values().map(|(_, bytes)| bytes).sum::<u64>());
            pinyin.push(remote.pages.get("PINYIN").map_or(0, |(_, bytes)| *bytes));
            pages.push(u64::from(remote.pages.get("GRAMS").map_or(0, |(pages, _)| *pages)));
            rounds.push(u64::from(remote.rounds));
        }
        for (name, list) in [
            ("bytes", &mut bytes),
            ("PINYIN", &mut pinyin),
            ("GRAMS pages", &mut pages),
            ("rounds", &mut rounds),
        ] {
            list.sort_unstable();
            let at = |share: usize| list[list.len() * share / 100];
            println!(
                "{length} syllables, {name}: p50 {}, p95 {}, max {}",
                at(50),
                at(95),
                list[list.len() - 1]
            );
        }
        println!("{length} syllables: {cut} of {} cut", bytes.len());
    }
}
