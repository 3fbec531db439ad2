//! Latin letters that stand somewhere as they are and are pinyin as well: what comes after what.

mod common;

use common::language::Plain;
use common::{ALL, LAYOUTS, Remote, build, document, read, response, shared};
use midu_core::{
    Also, Document, Index, Options, Relax, Relaxed, Request, Response, Sort, SortKey, Tree,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

const PINYIN: Relax = Relax { pinyin: true, ..Relax::NONE };

fn documents() -> impl Strategy<Value = Vec<Document>> {
    let text = || {
        let regex = "(常|州|洲|一|，|\n|changzhou|chang|zhou|cz| ){0,12}";
        proptest::string::string_regex(regex).expect("a regex")
    };
    let one = (text(), prop::collection::vec(text(), 0..3));
    prop::collection::vec(one, 1..8).prop_map(|list| {
        let made = list.into_iter().enumerate().map(|(number, (title, blocks))| {
            let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
            document(format!("{number}.html"), &title, &blocks)
        });
        made.collect()
    })
}

/// The same documents with another character for each Latin letter, so that nothing is found as it is.
fn without_letters(documents: &[Document]) -> Vec<Document> {
    let plain = |text: &String| text.replace(|c: char| c.is_ascii_alphabetic(), "1");
    let one = |old: &Document| Document {
        title: plain(&old.title),
        blocks: old.blocks.iter().map(plain).collect(),
        ..old.clone()
    };
    documents.iter().map(one).collect()
}

fn request(query: &str, options: Options) -> Request {
    let mut request = Request::new(query);
    (request.options, request.relax) = (options, PINYIN);
    request
}

fn urls(response: &Response) -> Vec<&str> {
    response.answer.hits.iter().map(|hit| hit.url.as_str()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// First what the letters find as they are, then what they find as pinyin elsewhere, and pages of
    /// any size fit together.
    #[test]
    fn what_is_heard_follows_what_is_written(
        documents in documents(),
        query in prop::sample::select(vec!["changzhou", "chang", "zhou", "cz", "chang zhou", "changz"]),
        limit in 1_u32..4,
    ) {
        let mut plain = Plain::new(&documents);
        let literal: BTreeSet<String> = plain.find(&Tree::parse(query).tree).into_keys().collect();
        let silent = without_letters(&documents);
        for layout in LAYOUTS {
            let (file, deaf) = (build(layout, &documents), build(layout, &silent));
            let index = Index::open(file.as_slice()).unwrap();
            let all = response(&index, &request(query, ALL));
            prop_assert_eq!(&Remote::open(&file).request(&request(query, ALL)), &all);
            let heard = response(&Index::open(deaf.as_slice()).unwrap(), &request(query, ALL));
            let heard: BTreeSet<String> = urls(&heard).into_iter().map(str::to_owned).collect();
            let found = urls(&all);
            if literal.is_empty() {
                prop_assert_eq!(&all.also, &None);
                prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), heard.iter().map(String::as_str).collect());
                continue;
            }
            prop_assert_eq!(&all.relaxed, &None);
            prop_assert_eq!(all.answer.total as usize, literal.len());
            let (own, others) = found.split_at(literal.len());
            let own: BTreeSet<&str> = own.iter().copied().collect();
            prop_assert_eq!(own, literal.iter().map(String::as_str).collect());
            let expected: BTreeSet<&String> = heard.difference(&literal).collect();
            let total = all.also.as_ref().map_or(0, |also| also.total as usize);
            prop_assert_eq!((total, others.len()), (expected.len(), expected.len()));
            prop_assert_eq!(others.iter().copied().collect::<BTreeSet<_>>(), expected.into_iter().map(String::as_str).collect());
            let exact = response(&index, &Request { relax: Relax::NONE, ..request(query, ALL) });
            prop_assert_eq!(&exact.answer.hits[..], &all.answer.hits[..literal.len()]);
            let mut hits = Vec::new();
            for offset in (0..=all.answer.hits.len() as u32).step_by(limit as usize) {
                let page = response(&index, &request(query, Options { offset, limit, ..ALL }));
                prop_assert_eq!((page.answer.total, page.answer.occurrences, &page.also), (all.answer.total, all.answer.occurrences, &all.also));
                hits.extend(page.answer.hits);
            }
            prop_assert_eq!(hits, all.answer.hits);
        }
    }
}

fn ferries() -> Vec<Document> {
    vec![
        document("a", "changzhou.gov.cn", &["常州"]),
        document("b", "常州的渡口", &["清晨"]),
        document("c", "", &["到常州去，又到长洲去"]),
        document("d", "", &["see changzhou.gov.cn"]),
        document("e", "苏州", &["长江"]),
    ]
}

#[test]
fn totals_are_of_what_is_written_and_marks_on_what_is_heard() {
    for layout in LAYOUTS {
        let file = build(layout, &ferries());
        let mut remote = Remote::open(&file);
        let found = remote.request(&request("Changzhou", Options::default()));
        assert_eq!(urls(&found), ["a", "d", "b", "c"]);
        assert_eq!((found.answer.total, found.answer.occurrences), (2, 2));
        let also = Also { step: Relaxed::Pinyin, total: 2, occurrences: 3, notes: Vec::new() };
        assert_eq!(found.also, Some(also));
        let marked = |hit: usize| {
            let hit = &found.answer.hits[hit];
            let of = |part: &midu_core::Marked| {
                part.marks.iter().map(|mark| part.text[mark.clone()].to_owned()).collect::<Vec<_>>()
            };
            [of(&hit.title), of(&hit.excerpt)].concat()
        };
        assert_eq!(marked(0), ["changzhou"]);
        assert_eq!(marked(2), ["常州"]);
        assert_eq!(marked(3), ["常州", "长洲"]);
        // What stands beside the word holds for both.
        let found = remote.request(&request("changzhou -清晨", ALL));
        assert_eq!(urls(&found), ["a", "d", "c"]);
        let mut narrow = request("changzhou", ALL);
        narrow.filter = Some(Tree::parse("title:渡口|title:changzhou").tree);
        assert_eq!(urls(&remote.request(&narrow)), ["a", "b"]);
        // Each group is put in order by itself.
        let mut worst = request("changzhou", ALL);
        worst.sort = vec![Sort { key: SortKey::Relevance, descending: false }];
        worst.explain = true;
        let found = remote.request(&worst);
        assert_eq!(urls(&found), ["d", "a", "c", "b"]);
        assert_eq!(found.scores.len(), 4);
    }
}

#[test]
fn only_a_query_of_latin_words_is_heard_besides() {
    let file = build(midu_core::Layout::Paged, &ferries());
    let mut remote = Remote::open(&file);
    let mut also = |request: &Request| remote.request(request).also.map(|also| also.total);
    assert_eq!(also(&request("changzhou", ALL)), Some(2));
    assert_eq!(also(&request("chang", ALL)), Some(3));
    for query in ["gov.cn", "c", "\"changzhou\"", "changzhou|gov", "常州", "changzhou 常州", "see"]
    {
        assert_eq!(also(&request(query, ALL)), None, "{query}");
    }
    let mut literal = request("changzhou", ALL);
    literal.literal = true;
    assert_eq!(also(&literal), None);
    assert_eq!(also(&Request { relax: Relax::NONE, ..request("changzhou", ALL) }), None);
    let others = Relax { pinyin: false, ..Relax::ALL };
    assert_eq!(also(&Request { relax: others, ..request("changzhou", ALL) }), None);
}

/// How many documents hold the letters decides, the same in every layout, also where the list of the
/// letters fills more than a page.
#[test]
fn letters_that_many_documents_hold_are_no_pinyin() {
    let often = "changzhou cz ".repeat(800);
    for (holders, heard, initials) in [(3, true, true), (13, true, false), (101, false, false)] {
        let number = if holders == 3 { 3 } else { 1 };
        let written = (0..holders).map(|at| {
            let text = if at < number { often.as_str() } else { "changzhou cz" };
            document(format!("w{at:03}"), "", &[text])
        });
        let documents: Vec<Document> = written.chain(ferries().split_off(1)).collect();
        for layout in LAYOUTS {
            let file = build(layout, &documents);
            let mut remote = Remote::open(&file);
            let found = remote.request(&request("changzhou", Options::default()));
            let also = found.also.map(|also| also.total);
            assert_eq!(also, heard.then_some(2), "{layout:?}, {holders}");
            let found = remote.request(&request("cz", Options::default()));
            let also = found.also.map(|also| also.total);
            assert_eq!(also, initials.then_some(2), "{layout:?}, {holders}");
        }
    }
}

/// A newspaper whose addresses hold the letters: they come first, and the city after them.
#[test]
fn a_real_case_finds_the_city_behind_its_letters() {
    let Some(path) = shared("changzhou") else {
        eprintln!("skipped: the corpus changzhou is not here");
        return;
    };
    let documents = read(path);
    let file = build(midu_core::Layout::Paged, &documents);
    let mut remote = Remote::open(&file);
    let found = remote.request(&request("changzhou", Options::default()));
    let bytes: u64 = remote.bytes.values().sum();
    eprintln!(
        "changzhou: {} written, {:?}, {} rounds, {bytes} bytes",
        found.answer.total, found.also, remote.rounds
    );
    assert!(remote.rounds <= 8 && bytes < 400_000);
}
