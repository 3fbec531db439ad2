//! Index = scan = naive, for random documents: mixed scripts, astral characters, combining marks,
//! line breaks, blocks, repeats.

mod common;

use common::{
    ALL, LAYOUTS, Naive, Remote, answer, assert_marks, assert_same, build, document, documents_of,
};
use midu_core::{Document, Index, Layout, Options, Section};
use proptest::prelude::*;

/// Few characters, so that matches are frequent, with something from every step of the fold.
const ALPHABET: &str = "[州常产產産业業里裏 \\n\u{3000}Aaé１2\u{301}か\u{3099}ﾞ한\u{1112}\u{1161}\u{11ab}\
    \u{2a6d6}𠀀😀，,。…㈱ﬁ\u{200b}\u{ad}İς]";

fn documents() -> impl Strategy<Value = Vec<Document>> {
    let text = || proptest::string::string_regex(&format!("{ALPHABET}{{0,30}}")).expect("a regex");
    let block = prop_oneof![
        text(),
        text().prop_map(|text| text.repeat(3)),
        "\\PC{0,20}".prop_map(|text| text.replace('\0', "")),
    ];
    prop::collection::vec((text(), prop::collection::vec(block, 0..4)), 1..8).prop_map(|list| {
        list.into_iter()
            .enumerate()
            .map(|(number, (title, blocks))| {
                let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
                document(format!("{number}.html"), &title, &blocks)
            })
            .collect()
    })
}

/// The same with some blocks for headings.
fn with_sections() -> impl Strategy<Value = Vec<Document>> {
    let anchor = prop_oneof![
        Just(None),
        Just(Some(String::new())),
        "[a-c产 ]{1,3}".prop_map(Some),
        // As generators make it.
        Just(Some("的".to_owned())),
    ];
    let section = (0..5_usize, 0..9_u8, anchor);
    let sections = prop::collection::vec(prop::collection::vec(section, 0..5), 8);
    (documents(), sections).prop_map(|(mut documents, lists)| {
        for (document, list) in documents.iter_mut().zip(lists) {
            let section = |(block, level, anchor): (usize, u8, Option<String>)| {
                let heading = document.blocks.get(block).map(|text| text.trim().to_owned());
                let anchor = if anchor.as_deref() == Some("的") { heading } else { anchor };
                Section { block, level, anchor }
            };
            document.sections = list.into_iter().map(section).collect();
        }
        documents
    })
}

/// The section of the first block that holds a query, found the plain way.
fn naive_section(
    naive: &mut Naive,
    document: &Document,
    query: &str,
) -> Option<(String, Option<String>)> {
    let query = naive.fold(query);
    let block = document.blocks.iter().position(|block| naive.fold(block).contains(&query))?;
    let mut sections: Vec<&Section> = document.sections.iter().collect();
    sections.sort_by_key(|section| section.block);
    sections.retain(|s| document.blocks.get(s.block).is_some_and(|text| !text.trim().is_empty()));
    let last = sections.iter().rposition(|section| section.block <= block)?;
    let level = |section: &Section| section.level.clamp(1, 6);
    let outer = (0..last).filter(|&one| {
        sections[one + 1..=last].iter().all(|later| level(later) > level(sections[one]))
    });
    let text = |section: &Section| {
        let words: Vec<&str> = document.blocks[section.block].split_whitespace().collect();
        words.join(" ").chars().take(80).collect::<String>()
    };
    let path: Vec<String> = outer.chain([last]).map(|one| text(sections[one])).collect();
    let anchor = sections[last].anchor.clone().filter(|anchor| !anchor.is_empty());
    Some((path.join("\n"), anchor))
}

/// A sound index as a whole and page by page.
fn opened(file: &[u8]) -> (Index<&[u8]>, Remote<'_>) {
    let index = Index::open(file).unwrap();
    index.check().unwrap();
    (index, Remote::open(file))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_layout_answers_as_the_naive_scan_does(
        documents in documents(),
        picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1..65_usize), 12),
        strangers in prop::collection::vec(
            proptest::string::string_regex(&format!("{ALPHABET}{{1,6}}")).expect("a regex"), 4),
    ) {
        let mut naive = Naive::new(&documents);
        let fields: Vec<Vec<char>> = documents
            .iter()
            .flat_map(|d| std::iter::once(&d.title).chain(&d.blocks))
            .map(|field| field.chars().collect::<Vec<_>>())
            .filter(|field| !field.is_empty())
            .collect();
        let present = picks.iter().filter(|_| !fields.is_empty()).map(|(field, start, length)| {
            let field = field.get(&fields);
            let start = start.index(field.len());
            field[start..(start + length).min(field.len())].iter().collect::<String>()
        });
        let queries: Vec<String> = present.chain(strangers).collect();
        let files: Vec<(Layout, Vec<u8>)> =
            LAYOUTS.into_iter().map(|layout| (layout, build(layout, &documents))).collect();
        for (layout, file) in &files {
            let what = layout.as_str();
            let (index, mut remote) = opened(file);
            for query in &queries {
                let expected = naive.search(query);
                assert_same(&answer(&index, query, ALL), &expected, query, what);
                let first = answer(&index, query, Options::default());
                common::assert_totals(&first, &expected, query, what);
                assert_marks(&first, &naive.fold(query), what);
                prop_assert_eq!(&remote.search(query, Options::default()), &first);
            }
        }
        for query in &queries {
            let answers: Vec<_> = files
                .iter()
                .map(|(_, file)| answer(&Index::open(file.as_slice()).unwrap(), query, Options::default()))
                .collect();
            prop_assert_eq!(&answers[0], &answers[1], "paged and embedded, {}", query);
            prop_assert_eq!(&answers[0], &answers[2], "paged and compact, {}", query);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_hit_names_the_section_of_its_first_occurrence(
        documents in with_sections(),
        queries in prop::collection::vec(
            proptest::string::string_regex(&format!("{ALPHABET}{{1,2}}")).expect("a regex"), 6),
    ) {
        let mut naive = Naive::new(&documents);
        for layout in LAYOUTS {
            let file = build(layout, &documents);
            let (index, mut remote) = opened(&file);
            for query in &queries {
                let all = answer(&index, query, ALL);
                for hit in &all.hits {
                    let document = documents.iter().find(|document| document.url == hit.url);
                    let expected = naive_section(&mut naive, document.unwrap(), query);
                    let section = (hit.path.clone(), hit.anchor.clone());
                    let expected = expected.unwrap_or_default();
                    prop_assert_eq!(section, expected, "{:?} in {} {:?}", query, hit.url, layout);
                }
                prop_assert_eq!(&remote.search(query, ALL), &all);
            }
        }
    }

    #[test]
    fn documents_come_back_with_their_sections(documents in with_sections()) {
        for layout in LAYOUTS {
            let file = build(layout, &documents);
            let again = documents_of(&file);
            for document in &again {
                let sound = |section: &Section| {
                    section.block < document.blocks.len() && (1..=6).contains(&section.level)
                };
                prop_assert!(document.sections.is_sorted_by_key(|section| section.block));
                prop_assert!(document.sections.iter().all(sound));
            }
            prop_assert!(build(layout, &again) == file, "{:?}", layout);
            prop_assert_eq!(documents_of(&build(Layout::Compact, &again)).len(), again.len());
        }
    }
}

/// A text may have folded spaces though no source has U+0020.
#[test]
fn white_space_of_a_query_is_trimmed_whatever_the_text_has() {
    let documents = [document("a", "", &["a\nb\nc", "\u{3000}"])];
    for layout in LAYOUTS {
        let file = build(layout, &documents);
        let index = Index::open(file.as_slice()).unwrap();
        for (query, total) in
            [(" ", 0), ("\u{3000}", 0), ("a ", 1), (" b", 1), ("a b", 1), ("ab", 0)]
        {
            assert_eq!(answer(&index, query, ALL).total, total, "{query:?}");
        }
    }
}

/// Marks that are only ever composed away, and letters that only ever carry one.
#[test]
fn decomposed_text_is_found_like_composed_text() {
    let documents = [
        document("a", "か\u{3099}な", &["E\u{301} x", "ﾊﾟ ﾋﾟ"]),
        document("b", "", &["Cafe\u{301}", "\u{1112}\u{1161}\u{11ab}글", "ｶﾞ"]),
    ];
    let mut naive = Naive::new(&documents);
    let queries = [
        "が",
        "か\u{3099}",
        "か",
        "\u{3099}",
        "é",
        "É",
        "E\u{301}",
        "e",
        "E",
        "Ex",
        "Éx",
        "É x",
        "xE",
        "CAFÉ",
        "cafe",
        "cafe\u{301}",
        "한글",
        "\u{1112}\u{1161}",
        "ガ",
        "ｶﾞ",
        "カ",
        "ｶ",
        "ﾞ",
        "パピ",
        "ハ",
        "x\u{301}",
    ];
    for layout in LAYOUTS {
        let file = build(layout, &documents);
        let index = Index::open(file.as_slice()).unwrap();
        index.check().unwrap();
        for query in queries {
            let expected = naive.search(query);
            assert_same(&answer(&index, query, ALL), &expected, query, layout.as_str());
            assert_same(&Remote::open(&file).search(query, ALL), &expected, query, "paged");
        }
    }
}

/// Lists longer than a page, heads, lists cut by position, and queries longer than any gram.
#[test]
fn repeats_that_fill_many_pages_are_found_exactly() {
    let mut picks = common::Picks(7);
    let documents: Vec<Document> = (0..60)
        .map(|number| {
            let mut text = "常州常州".repeat(200);
            for _ in 0..400 {
                text.push_str(
                    ["江南", "运河", "a", "https://example.cn/路/", "。"][picks.below(5)],
                );
            }
            // Long queries whose end is a frequent gram, and differs only there.
            for _ in 0..300 {
                text.push_str("(https://news.example.com/item?id=");
                text.push_str(["19", "20", "1", "2"][picks.below(4)]);
                text.push_str(&picks.below(900).to_string());
            }
            text.push_str(&"啊".repeat(if number == 7 { 90_000 } else { 30 }));
            document(
                format!("{number:03}"),
                if number % 9 == 0 { "常州" } else { "无题" },
                &[&text],
            )
        })
        .collect();
    let mut naive = Naive::new(&documents);
    let text: Vec<char> = documents[3].blocks[0].chars().collect();
    let mut queries: Vec<String> = (1..=64)
        .flat_map(|length| {
            let starts: Vec<usize> = (0..6).map(|_| picks.below(text.len() - length)).collect();
            starts.into_iter().map(move |start| (start, length))
        })
        .map(|(start, length)| text[start..start + length].iter().collect())
        .collect();
    queries.extend(
        [
            "常",
            "啊啊",
            "(https://news.example.com/item?id=19",
            "(https://news.example.com/item?id=1985",
            &"啊".repeat(20),
            &"啊".repeat(64),
            "州常",
            "常州常州啊",
            "无",
        ]
        .map(String::from),
    );
    for layout in LAYOUTS {
        let file = build(layout, &documents);
        let (index, mut remote) = opened(&file);
        for query in &queries {
            let expected = naive.search(query);
            assert_same(&answer(&index, query, ALL), &expected, query, layout.as_str());
            let first = remote.search(query, Options::default());
            common::assert_totals(&first, &expected, query, layout.as_str());
            assert_marks(&first, &naive.fold(query), layout.as_str());
            let pages: Vec<_> = (0..7)
                .flat_map(|page| {
                    let options = Options { offset: page * 10, limit: 10, excerpts: false };
                    remote.search(query, options).hits
                })
                .collect();
            assert_eq!(pages, answer(&index, query, ALL).hits, "ten at a time, {query}");
        }
    }
}
