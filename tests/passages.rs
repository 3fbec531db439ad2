//! The passages of a document = the places where the plain fold of its blocks holds the query: each is
//! marked in one of them and in no other, in every layout, however many are asked for at once.

mod common;

use common::{ALL, LAYOUTS, Naive, Remote, build, document, read, response, shared};
use midu_core::{DocId, Document, Hit, Index, Passage, Passages, Request, Step};
use proptest::prelude::*;

fn passages<D: AsRef<[u8]>>(
    index: &Index<D>,
    request: &Request,
    doc: DocId,
    from: u32,
) -> Passages {
    match index.passages(request, doc, from).unwrap() {
        Step::Done(passages) => passages,
        Step::Need(pages) => panic!("all bytes are here, yet {pages:?} are needed"),
    }
}

/// All of them, some at a time.
fn walked<D: AsRef<[u8]>>(index: &Index<D>, query: &str, doc: DocId, limit: u32) -> Vec<Passage> {
    let mut request = Request::new(query);
    request.options.limit = limit;
    let (mut all, mut from) = (Vec::new(), 0);
    loop {
        let found = passages(index, &request, doc, from);
        assert!(found.passages.len() <= limit as usize, "{query}");
        all.extend(found.passages);
        match found.next {
            Some(next) => {
                assert!(next > from, "{query}: {next} after {from}");
                from = next;
            }
            None => return all,
        }
    }
}

fn hits<D: AsRef<[u8]>>(index: &Index<D>, query: &str) -> Vec<Hit> {
    let mut request = Request::new(query);
    request.options = ALL;
    response(index, &request).answer.hits
}

/// How many marks the folded blocks have, those of overlapping places joined.
fn marks_in(blocks: &[String], query: &str) -> usize {
    let mut count = 0;
    for block in blocks {
        let (mut from, mut end) = (0, 0);
        while let Some(at) = block[from..].find(query).map(|at| at + from) {
            count += usize::from(at >= end);
            end = at + query.len();
            from = at + block[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    count
}

fn marks(passages: &[Passage]) -> usize {
    passages.iter().map(|passage| passage.excerpt.marks.len()).sum()
}

fn texts() -> impl Strategy<Value = Vec<Vec<String>>> {
    let text = || proptest::string::string_regex("[常州产a-c ，。]{0,90}").expect("a regex");
    prop::collection::vec(prop::collection::vec(text(), 1..6), 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn each_place_is_marked_in_one_passage(
        texts in texts(), queries in prop::collection::vec("[常州产a-c]{1,3}", 4), limit in 1_u32..4,
    ) {
        let documents: Vec<Document> = texts.iter().enumerate().map(|(number, blocks)| {
            let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
            document(format!("{number}.html"), "题", &blocks)
        }).collect();
        let mut naive = Naive::new(&documents);
        let mut before: Vec<Vec<Passage>> = Vec::new();
        for layout in LAYOUTS {
            let file = build(layout, &documents);
            let index = Index::open(file.as_slice()).unwrap();
            let mut remote = Remote::open(&file);
            let mut now = Vec::new();
            for query in &queries {
                let folded = naive.fold(query);
                let one = format!("\"{query}\"");
                for hit in hits(&index, &one) {
                    let all = walked(&index, &one, hit.doc, u32::MAX);
                    prop_assert_eq!(&walked(&index, &one, hit.doc, limit), &all, "{}", query);
                    let number: usize = hit.url.trim_end_matches(".html").parse().unwrap();
                    let blocks: Vec<String> = texts[number].iter().map(|block| naive.fold(block)).collect();
                    prop_assert_eq!(marks(&all), marks_in(&blocks, &folded), "{} in {:?}", query, blocks);
                    for Passage { excerpt, .. } in &all {
                        prop_assert!(!excerpt.marks.is_empty(), "{excerpt:?}");
                        for mark in &excerpt.marks {
                            prop_assert!(naive.fold(&excerpt.text[mark.clone()]).contains(&folded));
                        }
                    }
                    prop_assert_eq!(&remote.passages(&Request::new(&one), hit.doc), &all[..all.len().min(10)]);
                    now.push(all);
                }
            }
            if !before.is_empty() {
                prop_assert_eq!(&now, &before, "{}", layout.as_str());
            }
            before = now;
        }
    }
}

/// A document of many stretches: a place at its start, some far apart, one over each joint.
fn long() -> Document {
    let filler = "水声一路向东流去，".repeat(230);
    let mut blocks: Vec<String> = Vec::new();
    for number in 0..60 {
        let mark = if number % 7 == 0 { "常州渡口" } else { "" };
        blocks.push(format!("{mark}{filler}{number}"));
    }
    blocks.push("渡口".repeat(300));
    let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
    document("long.html", "长", &blocks)
}

#[test]
fn a_long_document_is_gone_through_stretch_by_stretch() {
    let long = long();
    for layout in LAYOUTS {
        let file = build(layout, std::slice::from_ref(&long));
        let index = Index::open(file.as_slice()).unwrap();
        let mut naive = Naive::new(std::slice::from_ref(&long));
        let blocks: Vec<String> = long.blocks.iter().map(|block| naive.fold(block)).collect();
        for query in ["渡口", "常州", "口渡", "常州 渡口", "水声 流去", "常?渡"] {
            let all = walked(&index, query, DocId(0), u32::MAX);
            let limit = if all.len() > 1000 { 900 } else { 2 };
            assert_eq!(walked(&index, query, DocId(0), limit), all, "{query}");
            let texts: Vec<String> = query.split(' ').map(|text| text.replace('?', "州")).collect();
            let wanted: usize = texts.iter().map(|text| marks_in(&blocks, text)).sum();
            assert_eq!(marks(&all), wanted, "{query} in {}", layout.as_str());
        }
    }
}

#[test]
fn a_text_of_thousands_is_cut_at_what_was_asked_for() {
    let file = build(midu_core::Layout::Paged, &[long()]);
    let mut remote = Remote::open(&file);
    let mut request = Request::new("水声");
    request.options.limit = 5;
    remote.request(&request);
    let first = remote.passages(&request, DocId(0));
    assert_eq!(first.len(), 5);
    // What it takes beyond the hit is the text.
    assert!(remote.rounds <= 2, "{} rounds", remote.rounds);
    assert!(remote.bytes.keys().all(|&section| section == "TEXT" || section == "ROUTES"));
    let index = Index::open(file.as_slice()).unwrap();
    assert!(passages(&index, &request, DocId(0), 0).next.is_some());
    assert!(passages(&index, &request, DocId(0), u32::MAX).passages.is_empty());
    assert!(index.passages(&request, DocId(9), 0).is_err());
    // What overlaps is one mark, which is shown in parts where it is long.
    let run = walked(&index, "口渡口渡", DocId(0), u32::MAX);
    let marked = |one: &Passage| one.excerpt.marks.iter().map(|mark| mark.len() / 3).sum::<usize>();
    let shown: usize = run.iter().map(marked).sum();
    // Six hundred characters, without the first and the last; the joints are in no mark or in one.
    assert!(run.len() > 8 && (540..=598).contains(&shown), "{} show {shown}", run.len());
    assert_eq!(walked(&index, "口渡口渡", DocId(0), 1), run);
    assert!(
        run.iter().all(|one| one.excerpt.text.chars().count() < 90 && one.excerpt.marks.len() == 1)
    );
    let none = passages(&index, &Request::new("无此"), DocId(0), 0);
    assert_eq!(none, Passages::default());
}

#[test]
fn passages_stand_below_their_headings() {
    let mut one = document("a.html", "题", &["渡口", "上篇", "渡口甲", "下篇", "渡口乙"]);
    one.sections = [(1, "first"), (3, "second")]
        .map(|(block, anchor)| midu_core::Section { block, level: 2, anchor: Some(anchor.into()) })
        .into();
    let file = build(midu_core::Layout::Paged, &[one]);
    let index = Index::open(file.as_slice()).unwrap();
    let all = walked(&index, "渡口", DocId(0), u32::MAX);
    let hit = &response(&index, &Request::new("渡口")).answer.hits[0];
    let excerpt = &all[0].excerpt;
    assert_eq!((excerpt, &all[0].path), (&hit.excerpt, &hit.path), "the first is that of the hit");
    assert_eq!(marks(&all), 3);
}

#[test]
fn what_a_step_found_is_marked_as_in_its_hit() {
    let file = build(
        midu_core::Layout::Paged,
        &[document("a.html", "题", &["我们在长荡湖边", "又到长，荡湖"])],
    );
    let index = Index::open(file.as_slice()).unwrap();
    let mut request = Request::new("学荡湖");
    request.relax = midu_core::Relax::ALL;
    let found = passages(&index, &request, DocId(0), 0);
    let hit = &response(&index, &request).answer.hits[0];
    assert_eq!(found.passages[0].excerpt, hit.excerpt);
    assert!(!hit.excerpt.marks.is_empty());
}

#[test]
fn real_documents_show_every_place() {
    for name in ["changzhou", "weekly.jsonl"] {
        let Some(path) = shared(name) else { continue };
        let documents = read(path);
        let file = build(midu_core::Layout::Paged, &documents);
        let index = Index::open(file.as_slice()).unwrap();
        let mut naive = Naive::new(&documents);
        for query in
            ["常州", "微软", "因地制宜", "的", "人工智能", "2021 年", "常州 篦箕巷", "GitHub"]
        {
            let quoted = format!("\"{query}\"");
            let query = naive.fold(query);
            for hit in hits(&index, &quoted).iter().take(20) {
                let own = documents.iter().find(|one| one.url == hit.url).unwrap();
                let blocks: Vec<String> =
                    own.blocks.iter().map(|block| naive.fold(block)).collect();
                let all = walked(&index, &quoted, hit.doc, 7);
                assert_eq!(marks(&all), marks_in(&blocks, &query), "{query} in {}", hit.url);
            }
        }
    }
}
