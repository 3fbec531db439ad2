//! Where words begin in an index is where the dictionary cuts the folded text, in every layout, and
//! the order of the best says so.

mod weights;

use crate::reader::Missing;
use crate::writer::Cutter;
use crate::{Document, Index, IndexWriter, Layout, Request, Response, Step, Weights, fold};
use proptest::prelude::*;
use std::path::PathBuf;

const LAYOUTS: [Layout; 3] = [Layout::Paged, Layout::Embedded, Layout::Compact];

/// The words of a text made of these are cut and joined in many ways.
const WORDS: [&str; 18] = [
    "东京",
    "都",
    "京都",
    "中国",
    "人民",
    "国人",
    "大学",
    "生",
    "的",
    "渡口",
    "江南",
    "AI",
    "，",
    " ",
    "圖書館",
    "網絡",
    "一",
    "研究生命",
];

fn build(layout: Layout, documents: &[Document]) -> Vec<u8> {
    let mut writer = IndexWriter::new(layout);
    documents.iter().for_each(|document| writer.add(document.clone()).unwrap());
    writer.finish(&mut |_| ()).unwrap()
}

fn document(url: &str, title: &str, blocks: &[&str]) -> Document {
    Document {
        url: url.into(),
        title: title.into(),
        blocks: blocks.iter().map(|&block| block.into()).collect(),
        ..Document::default()
    }
}

/// Runs of Han characters of a folded block, as it was cut when it was built.
fn runs(block: &str) -> Vec<(bool, String)> {
    let mut runs: Vec<(bool, String)> = Vec::new();
    for c in block.chars() {
        let han = crate::cuts::is_han(c);
        match runs.last_mut().filter(|(last, _)| *last == han) {
            Some((_, run)) => run.push(c),
            None => runs.push((han, c.into())),
        }
    }
    runs
}

/// For each character of a folded block whether a word begins there, or anything that is no word.
fn begins(cutter: &Cutter, block: &str) -> Vec<bool> {
    let mut begins = Vec::new();
    for (han, run) in runs(block) {
        match han {
            true => cutter.cut(&run, &mut begins, |_| ()),
            false => begins.extend(run.chars().map(|_| true)),
        }
    }
    begins
}

/// Compares all that every layout says with the cut of the folded texts.
fn compare(documents: &[Document]) {
    let mut cutter = Cutter::new();
    for text in
        documents.iter().flat_map(|document| document.blocks.iter().chain([&document.title]))
    {
        let folded = fold(text);
        runs(&folded).iter().filter(|(han, _)| *han).for_each(|(_, run)| cutter.learn(run));
    }
    for layout in LAYOUTS {
        let file = build(layout, documents);
        let index = Index::open(file.as_slice()).unwrap();
        index.check().unwrap();
        for doc in 0..documents.len() as u32 {
            let mut missing = Missing::new();
            let record = index.record(doc, &mut missing).unwrap().unwrap();
            let document = documents.iter().find(|other| other.url == record.url).unwrap();
            let what = format!("{}: {}", layout.as_str(), record.url);
            let mut told = |units, expected: &[bool]| {
                let begins = index.begins(units, &mut missing).unwrap().unwrap();
                assert!(begins.len() >= expected.len(), "{what}");
                let (here, beyond) = begins.split_at(expected.len());
                assert!(here == expected && beyond.iter().all(|&begun| begun), "{what}");
            };
            told(index.bounds.title(doc), &begins(&cutter, &fold(&document.title)));
            let mut expected = Vec::new();
            for block in document.blocks.iter().filter(|block| !block.trim().is_empty()) {
                expected.extend(begins(&cutter, &fold(block)));
                expected.push(true);
            }
            let body = index.bounds.body(doc);
            told(body.clone(), &expected);
            for start in (0..expected.len() as u32).step_by(61) {
                let part = body.start + start..(body.start + start + 3).min(body.end);
                let end = expected.len().min((start + 3) as usize);
                told(part, &expected[start as usize..end]);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn words_begin_where_the_dictionary_cuts(
        texts in prop::collection::vec(
            (prop::collection::vec(0..WORDS.len(), 0..5), prop::collection::vec(0..WORDS.len(), 0..900)),
            1..5,
        ),
    ) {
        let text = |words: &[usize]| words.iter().map(|&word| WORDS[word]).collect::<String>();
        let documents: Vec<Document> = texts
            .iter()
            .enumerate()
            .map(|(number, (title, body))| {
                let (first, second) = body.split_at(body.len() / 3);
                document(&format!("{number}.html"), &text(title), &[&text(first), &text(second)])
            })
            .collect();
        compare(&documents);
    }
}

#[test]
fn words_of_real_documents_begin_where_the_dictionary_cuts() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../www/corpus");
    let mut documents = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let blocks: Vec<&str> = text.split("\n\n").collect();
        documents.push(document(&path.to_string_lossy(), blocks[0], &blocks));
    }
    assert!(documents.len() > 20, "{}", documents.len());
    compare(&documents);
}

/// The urls that a query finds in all layouts, best first, with what its words add.
fn asked(documents: &[Document], query: &str, weights: Weights) -> Vec<(String, i64)> {
    let mut answers: Vec<Response> = Vec::new();
    for layout in LAYOUTS {
        let file = build(layout, documents);
        let index = Index::open(file.as_slice()).unwrap();
        let request = Request { explain: true, weights: Some(weights), ..Request::new(query) };
        let Step::Done(answer) = index.query(&request).unwrap() else { panic!("all is there") };
        answers.push(answer);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let Response { answer, scores, .. } = answers.remove(0);
    let words = scores.iter().map(|score| {
        score.parts.iter().filter(|part| part.name == "word").map(|part| part.value).sum()
    });
    answer.hits.into_iter().map(|hit| hit.url).zip(words).collect()
}

#[test]
fn what_cuts_a_word_comes_behind_what_is_one() {
    // What a query cuts stands first in the index and more often.
    let cut = |text: &str| text.repeat(5);
    let documents = [
        document("0", "旅行", &[&cut("他去东京都看樱花，"), "东京都很大。"]),
        document("1", "旅行记", &["早晨到了京都，天气很好。"]),
        document("2", "历史", &[&cut("中国人民站起来，"), "中国人民。"]),
        document("3", "历史上", &["每个国人都知道。"]),
        document("4", "學校", &[&cut("他是研究生命的，"), "他在研究生命。"]),
        document("5", "學校裏", &["這個研究生很好，讀書。"]),
        document("6", "东京都", &["一"]),
        document("7", "去京都", &["一"]),
        document("8", "江南網絡", &["用網絡學習。"]),
    ];
    let found = |query| asked(&documents, query, Weights::default());
    let of = |list: &[(&str, i64)]| -> Vec<(String, i64)> {
        list.iter().map(|&(url, word)| (url.to_owned(), word)).collect()
    };
    assert_eq!(found("京都"), of(&[("7", 2000), ("6", 0), ("1", 250), ("0", 0)]));
    assert_eq!(found("国人"), of(&[("3", 250), ("2", 0)]));
    assert_eq!(found("國人"), found("国人"));
    assert_eq!(found("研究生"), of(&[("5", 250), ("4", 0)]));
    assert_eq!(found("网络"), of(&[("8", 2000)]));
    // One character, a long text and what is no Han are not looked at.
    for query in ["国", "早晨到了京都", "京都，"] {
        assert!(found(query).iter().all(|(_, word)| *word == 0), "{query}");
    }
    let weights = Weights { title: 0, heading: 0, body: 2 };
    assert_eq!(asked(&documents, "国人", weights), of(&[("3", 500), ("2", 0)]));
}
