//! What is tried where nothing is found: each step against its plain form, and on real cases.

mod common;

use common::language::Plain;
use common::{ALL, LAYOUTS, Remote, build, document, read, response, shared};
use midu_core::{Document, Index, Layout, Note, Relax, Relaxed, Request, Response};
use proptest::prelude::*;
use std::collections::BTreeSet;

const ALPHABET: &str = "[常州产產一二，。 ab\n\u{3000}]";

fn documents() -> impl Strategy<Value = Vec<Document>> {
    let text = || proptest::string::string_regex(&format!("{ALPHABET}{{0,30}}")).expect("a regex");
    let one = (text(), prop::collection::vec(text(), 0..3));
    prop::collection::vec(one, 1..7).prop_map(|list| {
        let made = list.into_iter().enumerate().map(|(number, (title, blocks))| {
            let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
            document(format!("{number}.html"), &title, &blocks)
        });
        made.collect()
    })
}

fn request(query: &str, relax: Relax) -> Request {
    let mut request = Request::new(query);
    (request.options, request.relax) = (ALL, relax);
    request
}

fn urls(response: &Response) -> BTreeSet<String> {
    response.answer.hits.iter().map(|hit| hit.url.clone()).collect()
}

const SIGNS: Relax = Relax { signs: true, ..Relax::NONE };
const EDIT: Relax = Relax { edit: true, ..Relax::NONE };
const NEAR: Relax = Relax { near: true, ..Relax::NONE };

/// Whether letters stand in a text with nothing but signs between them, eight in a row at most, and
/// no two letters one after the other that have signs on both sides.
fn across(text: &[char], letters: &[char], pairs_only: bool) -> bool {
    (0..text.len()).any(|start| {
        let (mut at, mut runs) = (start, vec![0]);
        for (number, letter) in letters.iter().enumerate() {
            let signs =
                text[at..].iter().take_while(|c| number > 0 && !c.is_alphanumeric()).count();
            if signs > 8 || text.get(at + signs) != Some(letter) {
                return false;
            }
            if signs > 0 {
                runs.push(0);
            }
            *runs.last_mut().unwrap() += 1;
            at += signs + 1;
        }
        !pairs_only || runs.windows(2).all(|two| two != [1, 1])
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn signs_are_stepped_over_as_in_the_plain_way(
        documents in documents(),
        query in proptest::string::string_regex("[常州产一二ab，]{2,7}").expect("a regex"),
    ) {
        let mut plain = Plain::new(&documents);
        let folded = plain.fold(&query);
        let letters: Vec<char> = folded.iter().copied().filter(|c| c.is_alphanumeric()).collect();
        let mut find = |pairs_only: bool| -> BTreeSet<String> {
            let holds = |document: &&Document| {
                let texts: Vec<Vec<char>> = std::iter::once(&document.title)
                    .chain(&document.blocks)
                    .map(|text| plain.fold(text))
                    .collect();
                texts.iter().any(|text| across(text, &letters, pairs_only))
            };
            documents.iter().filter(holds).map(|d| d.url.clone()).collect()
        };
        let (at_least, at_most) = (find(true), find(false));
        for layout in LAYOUTS {
            let file = build(layout, &documents);
            let index = Index::open(file.as_slice()).unwrap();
            let exact = response(&index, &request(&query, Relax::NONE));
            let relaxed = response(&index, &request(&query, SIGNS));
            prop_assert_eq!(&Remote::open(&file).request(&request(&query, SIGNS)), &relaxed);
            if exact.answer.total > 0 || letters.is_empty() {
                prop_assert_eq!(exact, relaxed);
                continue;
            }
            let found = urls(&relaxed);
            prop_assert!(found.is_subset(&at_most), "{query}: {found:?} of {at_most:?}");
            prop_assert!(at_least.is_subset(&found), "{query}: {at_least:?} in {found:?}");
            prop_assert_eq!(relaxed.relaxed, (!found.is_empty()).then_some(Relaxed::Signs));
        }
    }

    #[test]
    fn pieces_that_are_told_stand_in_every_document(
        documents in documents(),
        query in proptest::string::string_regex("[常州产一二ab]{3,8}").expect("a regex"),
    ) {
        let mut plain = Plain::new(&documents);
        let file = build(Layout::Paged, &documents);
        let index = Index::open(file.as_slice()).unwrap();
        let relaxed = response(&index, &request(&query, NEAR));
        prop_assert_eq!(&Remote::open(&file).request(&request(&query, NEAR)), &relaxed);
        if response(&index, &request(&query, Relax::NONE)).answer.total > 0 {
            prop_assert_eq!(relaxed.relaxed, None);
            return Ok(());
        }
        let Some(Relaxed::Near(pieces)) = &relaxed.relaxed else {
            prop_assert_eq!(relaxed.answer.total, 0);
            return Ok(());
        };
        // The pieces are of the query, in its order, and none could be longer.
        let mut rest = query.as_str();
        for piece in pieces {
            let at = rest.find(piece.as_str());
            prop_assert!(at.is_some(), "{piece} in {rest}");
            rest = &rest[at.unwrap() + piece.len()..];
        }
        for document in documents.iter().filter(|d| urls(&relaxed).contains(&d.url)) {
            let body: String = document.blocks.concat();
            for piece in pieces {
                let piece = plain.fold(piece);
                let holds = |text: &str, plain: &mut Plain| {
                    plain.fold(text).windows(piece.len()).any(|window| window == piece)
                };
                let texts = std::iter::once(&document.title).chain(&document.blocks);
                let any = texts.into_iter().any(|text| holds(text, &mut plain));
                prop_assert!(any, "{piece:?} in {} {body}", document.title);
            }
        }
    }
}

fn changzhou() -> Option<Vec<u8>> {
    shared("changzhou").map(|path| build(Layout::Paged, &read(path)))
}

fn asked(file: &[u8], query: &str) -> Response {
    Remote::open(file).request(&request(query, Relax::ALL))
}

/// Each query, the step that answers it, and the text of the first hit's first mark.
#[test]
fn real_cases_come_from_the_step_that_they_are_told_to_come_from() {
    let Some(file) = changzhou() else { return };
    let cases: [(&str, Option<Relaxed>, Option<&str>); 9] = [
        // Exact: nothing is told.
        ("因地制宜", None, Some("因地制宜")),
        ("新质生产力 催生发展", None, None),
        // Printed with a comma, a dot or a quotation mark between.
        ("龙年首个工作日我市召开", Some(Relaxed::Signs), Some("龙年首个工作日,我市召开")),
        (
            "2024常州深圳开放创新合作交流会",
            Some(Relaxed::Signs),
            Some("2024常州·深圳开放创新合作交流会"),
        ),
        (
            "常州召开新春第一会万亿之城",
            Some(Relaxed::Signs),
            Some("常州召开“新春第一会”：万亿之城"),
        ),
        // Pieces that stand near each other.
        (
            "锻造新质生产力万亿之城再出发",
            Some(Relaxed::Near(vec!["锻造新质生产力".into(), "万亿之城再出发".into()])),
            None,
        ),
        // As it is typed: both scripts are one, so this is exact.
        ("覓渡新語", None, Some("覓渡新語")),
        // Beyond one edit of anything: nothing is pretended.
        ("学汤湖", None, None),
        ("齉齉齉龘", None, None),
    ];
    for (query, step, mark) in cases {
        let response = asked(&file, query);
        assert_eq!(response.relaxed, step, "{query}");
        let Some(hit) = response.answer.hits.first() else {
            assert_eq!((step, mark), (None, None), "{query} finds nothing");
            continue;
        };
        let Some(expected) = mark else { continue };
        let mut request = request(query, Relax::ALL);
        request.options = midu_core::Options { limit: 1, ..midu_core::Options::default() };
        let shown = Remote::open(&file).request(&request);
        let hit = shown.answer.hits.first().unwrap_or(hit);
        let marked = if hit.excerpt.marks.is_empty() { &hit.title } else { &hit.excerpt };
        let texts: Vec<&str> = marked.marks.iter().map(|mark| &marked.text[mark.clone()]).collect();
        assert!(texts.contains(&expected), "{query}: {texts:?}");
    }
}

/// Of two edits at one place the longer one counts, and the shorter where it stands alone.
#[test]
fn an_edit_inside_another_one_is_not_counted_again() {
    let both = document("a", "连云港记", &["连云港在海边，春天去连云港。"]);
    let alone = document("b", "", &["去连云"]);
    for layout in LAYOUTS {
        let found = |documents: &[midu_core::Document]| {
            let found = Remote::open(&build(layout, documents)).request(&request("连云岗", EDIT));
            let Some(Relaxed::Edit(texts)) = found.relaxed else { panic!("{:?}", found.relaxed) };
            (texts, found.answer.total, found.answer.occurrences)
        };
        assert_eq!(found(std::slice::from_ref(&both)), (vec!["连云港".to_owned()], 1, 3));
        let texts = vec!["连云港".to_owned(), "连云".to_owned()];
        assert_eq!(found(&[both.clone(), alone.clone()]), (texts, 2, 4));
    }
}

/// A step that is off is not taken, and quotes are never relaxed.
#[test]
fn steps_can_be_switched_off() {
    let documents =
        [document("a", "", &["长江，长江！"]), document("b", "", &["渡口的船和清晨的雾"])];
    let file = build(Layout::Paged, &documents);
    let step = |query: &str, relax: Relax| {
        Remote::open(&file).request(&request(query, relax)).relaxed.map(|relaxed| match relaxed {
            Relaxed::Signs => "signs",
            Relaxed::Near(_) => "near",
            Relaxed::Pinyin => "pinyin",
            Relaxed::Edit(_) => "edit",
        })
    };
    assert_eq!(step("长江长江", Relax::ALL), Some("signs"));
    assert_eq!(step("长江长江", Relax { signs: false, ..Relax::ALL }), Some("edit"));
    assert_eq!(step("长江长江", Relax { signs: false, edit: false, ..Relax::ALL }), None);
    assert_eq!(step("\"长江长江\"", Relax::ALL), None);
    assert_eq!(step("渡口清晨", Relax::ALL), Some("near"));
    assert_eq!(step("渡口清晨 -雾", Relax::ALL), None);
    assert_eq!(step("渡口清晨 -江", Relax::ALL), Some("near"));
    assert_eq!(step("渡口清晨", Relax::NONE), None);
    let mut literal = request("长江长江", Relax::ALL);
    literal.literal = true;
    assert_eq!(Remote::open(&file).request(&literal).relaxed, None);
}

/// Bounded work, measured in pages and bytes that are asked for, with a note where a bound cut.
#[test]
fn bad_input_costs_little() {
    let Some(file) = shared("weekly.jsonl").map(|path| build(Layout::Paged, &read(path))) else {
        return;
    };
    let mut remote = Remote::open(&file);
    let long = "长".repeat(10_000);
    let deep = format!("{}渡{}", "(".repeat(1000), ")".repeat(1000));
    let terms = "渡 ".repeat(10_000);
    let pinyin = "xi".repeat(600);
    let cases = [
        (terms.as_str(), Some(Note::TooManyTerms)),
        (deep.as_str(), Some(Note::TooDeep)),
        (long.as_str(), Some(Note::LongText)),
        ("****", None),
        ("????", None),
        ("的*的*的*的*的*的*的*的*的", Some(Note::ManyPlaces)),
        ("\u{1}\u{2}\u{7f}\u{0}\u{fffe}", None),
        (pinyin.as_str(), None),
        ("\u{202e}\u{200b}\u{feff}", None),
        ("-", None),
    ];
    for (query, note) in cases {
        let shown: String = query.chars().take(12).collect();
        let mut request = Request::new(query);
        request.relax = Relax::ALL;
        let response = remote.request(&request);
        let bytes: u64 = remote.bytes.values().sum();
        eprintln!("{shown}: {} rounds, {bytes} bytes, {:?}", remote.rounds, response.notes);
        if let Some(note) = note {
            assert!(response.notes.contains(&note), "{shown}: {:?}", response.notes);
        }
        assert!(remote.rounds <= 8 && bytes < 1_500_000, "{shown}");
    }
}

/// Titles of words with signs and white space between them, of which one character is wrong.
#[test]
fn a_title_with_a_wrong_character_is_found_across_its_words() {
    let documents: Vec<Document> = (100..260)
        .map(|number| {
            let title = format!("江南水乡周刊（第 {number} 期）：渡口的船与灯");
            document(format!("{number}"), &title, &["江南的水乡，渡口；第几期周刊"])
        })
        .chain([document("x", "Rust 与 Go：两种语言", &["比一比"])])
        .collect();
    for layout in LAYOUTS {
        let file = build(layout, &documents);
        for (query, url, title) in [
            (
                "江南水乡周刊（第 217 期）：渡口的船与刀",
                "217",
                "江南水乡周刊（第217期）：渡口的船与灯",
            ),
            (
                "江南水乡周干（第 217 期）：渡口的船与灯",
                "217",
                "江南水乡周刊（第217期）：渡口的船与灯",
            ),
            (
                "江南水乡周刊（第 217 朝）：渡口的船与灯",
                "217",
                "江南水乡周刊（第217期）：渡口的船与灯",
            ),
            ("Rust 与 Go：两重语言", "x", "rust与go：两种语言"),
        ] {
            for relax in [Relax::ALL, EDIT] {
                let found = Remote::open(&file).request(&request(query, relax));
                let first = found.answer.hits.first().map(|hit| hit.url.as_str());
                assert_eq!(first, Some(url), "{query}");
            }
            let found = Remote::open(&file).request(&request(query, EDIT));
            let Some(Relaxed::Edit(texts)) = &found.relaxed else { panic!("{:?}", found.relaxed) };
            let plain = |text: &str| text.replace('：', ":").replace('（', "(").replace('）', ")");
            assert_eq!(texts.first().map(|text| plain(text)), Some(plain(title)), "{query}");
        }
        // What a name that there is says is not relaxed, nor what is in quotes.
        for query in ["title:江南水乡周干", "江南水乡周干 \"渡囗\"", "周干：\"渡口的船\""]
        {
            let found = Remote::open(&file).request(&request(query, EDIT));
            assert_eq!((found.relaxed, found.answer.total), (None, 0), "{query}");
        }
    }
}
