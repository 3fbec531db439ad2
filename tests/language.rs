//! The query language = its naive evaluation over folded texts, for random queries over random
//! documents and over real ones, in every layout.

mod common;

use common::language::{Expected, Plain};
use common::{ALL, LAYOUTS, Picks, Remote, build, document, read, response, shared};
use midu_core::{Document, Index, Note, Piece, Request, Response, Section, Term, Tree};
use proptest::prelude::*;

/// Few characters, so that queries find something: scripts, marks, signs, a rare character, spaces.
const ALPHABET: &str = "[州常产產a-c1 \u{3000}é\u{301}か゛，。:|()\u{2a6d6}？*]";

fn documents() -> impl Strategy<Value = Vec<Document>> {
    let text = || proptest::string::string_regex(&format!("{ALPHABET}{{0,24}}")).expect("a regex");
    let filter = prop::sample::subsequence(vec!["甲", "乙", "A b"], 0..3);
    let one = (text(), prop::collection::vec((text(), any::<bool>()), 0..4), filter);
    prop::collection::vec(one, 1..9).prop_map(|list| {
        let made = list.into_iter().enumerate().map(|(number, (title, blocks, values))| {
            let texts: Vec<&str> = blocks.iter().map(|(text, _)| text.as_str()).collect();
            let mut document = document(format!("{number}.html"), &title, &texts);
            let headings = blocks.iter().enumerate().filter(|(_, (_, heading))| *heading);
            document.sections =
                headings.map(|(block, _)| Section { block, level: 2, anchor: None }).collect();
            if FILTERS && !values.is_empty() {
                let values = values.into_iter().map(str::to_owned).collect();
                document.filters.insert("tag".into(), values);
            }
            document
        });
        made.collect()
    })
}

/// Whether documents have filters here.
const FILTERS: bool = true;

fn terms() -> impl Strategy<Value = Term> {
    let text = || proptest::string::string_regex(&format!("{ALPHABET}{{1,3}}")).expect("a regex");
    let between = prop::sample::select(vec![
        vec![Piece::One],
        vec![Piece::Many],
        vec![Piece::One, Piece::Many],
        vec![Piece::One, Piece::One],
    ]);
    let more = prop_oneof![
        4 => Just(Vec::new()).boxed(),
        1 => prop::collection::vec((between, text()), 1..3).boxed(),
    ];
    (text(), more).prop_map(|(text, more)| {
        let mut pieces = vec![Piece::Text(text)];
        for (between, text) in more {
            pieces.extend(between);
            pieces.push(Piece::Text(text));
        }
        Term { pieces, quoted: false }
    })
}

fn trees() -> impl Strategy<Value = Tree> {
    let name = prop::sample::select(vec!["title", "section", "tag", "a"]);
    let named = (name, terms()).prop_map(|(name, term)| Tree::Named { name: name.into(), term });
    let value = prop::sample::select(vec!["甲", "乙", "a b", "丙"]);
    let tagged =
        value.prop_map(|value| Tree::Named { name: "tag".into(), term: Term::text(value) });
    let leaf = prop_oneof![4 => terms().prop_map(Tree::Term), 1 => named, 1 => tagged];
    leaf.prop_recursive(3, 10, 3, |inner| {
        let some = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            some.clone().prop_map(Tree::All),
            some.prop_map(Tree::Any),
            inner.prop_map(|tree| Tree::Not(Box::new(tree))),
        ]
    })
}

fn found(response: &Response) -> Expected {
    let hits = response.answer.hits.iter();
    hits.map(|hit| (hit.url.clone(), hit.occurrences)).collect()
}

fn assert_found(response: &Response, expected: &Expected, what: &str) {
    assert_eq!(&found(response), expected, "{what}");
    assert_eq!(response.answer.total as usize, expected.len(), "{what}");
    let occurrences: u32 = expected.values().sum();
    assert_eq!(response.answer.occurrences, u64::from(occurrences), "{what}");
}

/// A request for a tree. Terms may hold white space, which is printed in quotes alone.
fn request(tree: &Tree) -> Request {
    let mut request = Request::new(tree.to_string());
    (request.options, request.explain) = (ALL, true);
    request
}

/// The tree as it can be typed: what is blank or has spaces stands in quotes, and has no wildcard.
fn typed(tree: Tree) -> Tree {
    let settle = |mut term: Term| {
        let blank = |piece: &Piece| matches!(piece, Piece::Text(text) if text.chars().any(char::is_whitespace));
        if term.pieces.iter().any(blank) {
            term.pieces.truncate(1);
            let Some(Piece::Text(text)) = term.pieces.first_mut() else { unreachable!() };
            if text.trim().is_empty() {
                text.push('州');
            }
            term.quoted = true;
        }
        term
    };
    match tree {
        Tree::All(trees) => Tree::All(trees.into_iter().map(typed).collect()),
        Tree::Any(trees) => Tree::Any(trees.into_iter().map(typed).collect()),
        Tree::Not(tree) => Tree::Not(Box::new(typed(*tree))),
        Tree::Term(term) => Tree::Term(settle(term)),
        Tree::Named { name, term } => Tree::Named { name, term: settle(term) },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_layout_evaluates_as_the_plain_way_does(
        documents in documents(), trees in prop::collection::vec(trees(), 6),
    ) {
        let mut plain = Plain::new(&documents);
        let mut before: Vec<Response> = Vec::new();
        for layout in LAYOUTS {
            let file = build(layout, &documents);
            let index = Index::open(file.as_slice()).unwrap();
            index.check().unwrap();
            let mut remote = Remote::open(&file);
            for (number, tree) in trees.iter().enumerate() {
                let tree = typed(tree.clone());
                let expected = plain.find(&tree);
                let request = request(&tree);
                let what = format!("{}: {tree}", layout.as_str());
                let whole = response(&index, &request);
                assert_found(&whole, &expected, &what);
                assert_eq!(remote.request(&request), whole, "{what}");
                // The same order and the same scores in every layout.
                match before.get(number) {
                    Some(before) => assert_eq!(before, &whole, "{what}"),
                    None => before.push(whole),
                }
            }
        }
    }

    #[test]
    fn a_text_is_answered_by_search_and_request_alike(documents in documents(), query in proptest::string::string_regex(&format!("{ALPHABET}{{1,5}}")).expect("a regex")) {
        let mut before: Option<Vec<String>> = None;
        for layout in LAYOUTS {
            let file = build(layout, &documents);
            let index = Index::open(file.as_slice()).unwrap();
            let mut request = Request::new(&query);
            (request.literal, request.options) = (true, ALL);
            let asked = response(&index, &request).answer;
            let searched = common::answer(&index, &query, ALL);
            prop_assert_eq!(&asked, &searched, "{}", layout.as_str());
            prop_assert_eq!(&Remote::open(&file).search(&query, ALL), &searched);
            let urls: Vec<String> = searched.hits.iter().map(|hit| hit.url.clone()).collect();
            prop_assert_eq!(before.get_or_insert_with(|| urls.clone()), &urls);
        }
    }

    #[test]
    fn a_score_is_what_the_documents_say(documents in documents(), query in "[州常产a-c1]{1,2}") {
        let file = build(midu_core::Layout::Paged, &documents);
        let index = Index::open(file.as_slice()).unwrap();
        let mut request = Request::new(&query);
        (request.literal, request.explain, request.options) = (true, true, ALL);
        let Response { answer, scores, .. } = response(&index, &request);
        let letters = |text: &str| -> String {
            midu_core::fold(text).chars().filter(|c| c.is_alphanumeric() || matches!(c, '\u{301}' | '\u{3099}')).collect()
        };
        let whole = letters(&query);
        let texts: Vec<(u64, u32)> =
            scores.iter().zip(&answer.hits).map(|(score, hit)| (score.total, hit.occurrences)).collect();
        prop_assert!(texts.is_sorted_by(|a, b| a >= b), "{:?}", texts);
        for (score, hit) in scores.iter().zip(&answer.hits) {
            let document = documents.iter().find(|document| document.url == hit.url).expect("one of them");
            let has = |text: &str| midu_core::fold(text).contains(&midu_core::fold(&query));
            let (title, weights) = (letters(&document.title), midu_core::Weights::default());
            let part = |name: &str| score.parts.iter().find(|part| part.name == name).map_or(0, |part| part.value);
            let points = i64::from(weights.title) * 1000;
            prop_assert_eq!(part("title"), if has(&document.title) { points } else { 0 });
            prop_assert_eq!(part("occurrences"), i64::from(hit.occurrences));
            prop_assert_eq!(part("whole title"), if title == whole { points } else { 0 });
            let starts = title.starts_with(&whole) && title != whole;
            prop_assert_eq!(part("start of title"), if starts { points / 4 } else { 0 });
            let headings = document.sections.iter().map(|section| document.blocks[section.block].trim());
            let headings: Vec<&str> = headings.filter(|heading| !heading.is_empty()).collect();
            let heading = if headings.iter().any(|heading| letters(heading) == whole) {
                300
            } else if headings.iter().any(|heading| has(heading)) {
                100
            } else {
                0
            };
            prop_assert_eq!(part("heading"), heading * i64::from(weights.heading));
            prop_assert_eq!(score.total as i64, score.parts.iter().map(|part| part.value).sum::<i64>());
        }
    }
}

#[test]
fn nothing_to_look_for_is_said() {
    let documents = [document("a", "常州", &["觅渡"]), document("b", "江南", &["渡口"])];
    let file = build(midu_core::Layout::Paged, &documents);
    let index = Index::open(file.as_slice()).unwrap();
    for (query, total, notes) in [
        ("", 0, vec![]),
        ("-常州", 0, vec![Note::NothingAsked]),
        ("-常州 渡", 1, vec![]),
        ("\"", 0, vec![]),
    ] {
        let response = response(&index, &Request::new(query));
        assert_eq!((response.answer.total, response.notes), (total, notes), "{query}");
    }
}

/// Random queries made of substrings of real texts.
fn real(documents: &[Document], queries: usize) {
    let mut plain = Plain::new(documents);
    let texts: Vec<Vec<char>> = documents
        .iter()
        .flat_map(|document| document.blocks.iter().chain([&document.title]))
        .map(|text| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<_>>())
        .filter(|text: &Vec<char>| text.len() > 12)
        .collect();
    let mut picks = Picks(5);
    let mut piece = |most: usize| {
        let text = &texts[picks.below(texts.len())];
        let length = 2 + picks.below(most);
        let start = picks.below(text.len() - length);
        text[start..start + length].iter().collect::<String>()
    };
    let mut asked = Vec::new();
    for number in 0..queries {
        let (a, b, c) = (piece(2), piece(2), piece(3));
        let mut wild: Vec<char> = c.chars().collect();
        wild.insert(1, if number % 2 == 0 { '?' } else { '*' });
        wild.remove(2 - number % 2);
        let wild: String = wild.into_iter().collect();
        asked.push(match number % 8 {
            0 => format!("{a} {b}"),
            1 => format!("{a}|{b}"),
            2 => format!("{a} -{b}"),
            3 => format!("title:{a}"),
            4 => format!("section:{a}"),
            5 => wild,
            6 => format!("({a} | {b}) -title:{c}"),
            _ => format!("{a} {b} {c}"),
        });
    }
    let file = build(midu_core::Layout::Paged, documents);
    let index = Index::open(file.as_slice()).unwrap();
    let mut remote = Remote::open(&file);
    let mut cut = 0;
    for query in asked {
        let tree = Tree::parse(&query).tree;
        let mut request = Request::new(&query);
        request.options = ALL;
        let whole = response(&index, &request);
        let expected = plain.find(&tree);
        if whole.notes.contains(&Note::ManyPlaces) {
            cut += 1;
            assert!(found(&whole).keys().all(|url| expected.contains_key(url)), "{query}");
            continue;
        }
        assert_found(&whole, &expected, &query);
        assert_eq!(remote.request(&request), whole, "{query}");
    }
    eprintln!("{queries} queries over {} documents, {cut} of them cut", documents.len());
    assert!(cut * 10 < queries, "{cut}");
}

#[test]
fn real_documents_are_evaluated_as_the_plain_way_does() {
    real(&read(std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("www/corpus")), 400);
    for name in ["changzhou", "weekly.jsonl"] {
        if let Some(path) = shared(name) {
            real(&read(path), if name == "changzhou" { 400 } else { 32 });
        }
    }
}
