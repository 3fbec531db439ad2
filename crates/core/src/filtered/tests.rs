//! What FILTERS answers, held against the documents themselves.

mod damage;
mod naive;

use crate::fold::unicode::nfkc;
use crate::reader::Missing;
use crate::{
    DocId, Document, Facet, Index, IndexWriter, Layout, Result, Sort, SortKey, Step,
    resident_length,
};
use naive::{Naive, naive_range};
use proptest::prelude::*;

const LAYOUTS: [Layout; 3] = [Layout::Paged, Layout::Embedded, Layout::Compact];
const NAMES: [&str; 8] = ["tag", "ＴＡＧ", "標籤", "标签", "lang", "n", "作者", ""];
const VALUES: [&str; 24] = [
    "Rust",
    "rust",
    "ＲＵＳＴ",
    "詩",
    "诗",
    "蘇軾",
    "苏轼",
    "a b",
    "a  b",
    "ab",
    "É",
    "e\u{301}",
    "",
    " \u{200b}",
    "𪚥",
    "ﬁ㈱",
    "zh",
    "zh-Hant",
    "zh_TW",
    "zhx",
    "10",
    "9",
    "-2.50",
    "009",
];
const DATES: [&str; 12] = [
    "2024",
    "2024-02",
    "2024-02-29",
    "2023-12-31",
    "2024-01-01T10:00:00Z",
    "20220505",
    "2021",
    "2021-01",
    "1999-12-31",
    "昨天",
    "2023-02-29",
    "",
];
const RANGES: [&str; 36] = [
    "2024",
    "2023",
    "2024-02",
    "2024-02-29",
    "2024-01-01",
    "20220505",
    "2021-01",
    "2021..2024-02",
    "2021..",
    "..2023",
    "2022..2022",
    "2024..2021",
    "2024-02-29..",
    "..2024-02-28",
    "..2024-02-29",
    "2024-01-01..2024-12-31",
    "2024-01-01..2024-12-30",
    "2021-01..2021-02",
    "2021...2024",
    " 2021 .. 2023 ",
    ">=2021",
    ">2021",
    "<=2021",
    "<2021-05-06",
    "<2021",
    ">=2024-02",
    ">2024-02-28",
    ">2023-12-30",
    "<=2024",
    "<2025",
    "..",
    "",
    "2023-02-29",
    "2021..x",
    ">=",
    "tomorrow",
];

/// An index read as a browser does, one page at a time.
struct Asked<'f> {
    file: &'f [u8],
    index: Index<Vec<u8>>,
    /// Pages of FILTERS, and of other sections, that the last question read.
    reads: (u32, u32),
    bytes: u64,
}

impl<'f> Asked<'f> {
    fn open(file: &'f [u8]) -> Self {
        let resident = resident_length(file).unwrap() as usize;
        let index = Index::open(file[..resident].to_vec()).unwrap();
        Self { file, index, reads: (0, 0), bytes: 0 }
    }

    fn ask<T>(
        &mut self,
        question: impl Fn(&Index<Vec<u8>>, &mut Missing) -> Result<Option<T>>,
    ) -> T {
        (self.reads, self.bytes) = ((0, 0), 0);
        for _ in 0..500 {
            let mut missing = Missing::new();
            let answer = question(&self.index, &mut missing).unwrap();
            let pages = missing.into_pages();
            assert_eq!(answer.is_none(), !pages.is_empty(), "an answer or pages, not both");
            let Some(&page) = pages.first() else { return answer.unwrap() };
            match self.index.page_section(page) {
                Some("FILTERS") => self.reads.0 += 1,
                _ => self.reads.1 += 1,
            }
            let range = self.index.page_range(page).unwrap();
            self.bytes += range.end - range.start;
            let bytes = self.file[range.start as usize..range.end as usize].to_vec();
            self.index.supply(page, bytes).unwrap();
        }
        panic!("asks for pages for ever");
    }

    fn with(&mut self, name: &str, value: &str) -> Option<Vec<u32>> {
        let (name, value) = (nfkc(name), nfkc(value));
        self.ask(|index, missing| index.documents_with(&name, &value, missing))
    }

    fn dated(&mut self, range: &str) -> Option<Vec<u32>> {
        self.ask(|index, missing| index.documents_dated(range, missing))
    }

    fn facets(&mut self, docs: &[u32], names: &[String]) -> Vec<Facet> {
        let names: Vec<String> = names.iter().map(|name| nfkc(name)).collect();
        self.ask(|index, missing| index.facets(docs, &names, missing))
    }

    fn sorted(&mut self, docs: &[u32], sort: &[Sort]) -> Vec<u32> {
        self.ask(|index, missing| index.sorted(docs.to_vec(), sort, &score, missing))
    }
}

fn score(doc: u32) -> u64 {
    u64::from(doc).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 62
}

fn build(layout: Layout, documents: &[Document]) -> Vec<u8> {
    let mut writer = IndexWriter::new(layout);
    documents.iter().for_each(|document| writer.add(document.clone()).unwrap());
    writer.finish(&mut |_| ()).unwrap()
}

/// The documents of an index in its order.
fn documents_of(file: &[u8]) -> Vec<Document> {
    let index = Index::open(file).unwrap();
    let all = 0..index.summary().documents;
    all.map(|doc| match index.document(DocId(doc)).unwrap() {
        Step::Done(document) => document,
        Step::Need(pages) => panic!("{pages:?} are here"),
    })
    .collect()
}

fn pick(from: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(from).prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = String> {
    let long = (255_usize..258).prop_map(|length| "长".repeat(length));
    prop_oneof![1 => long, 12 => pick(&VALUES), 3 => "[a-cA-C詩龍\u{e9}]{1,3}", 3 => "[0-9]{1,3}"]
}

fn some_document() -> impl Strategy<Value = Document> {
    let values = prop::collection::vec(value(), 0..4);
    let filters = prop::collection::btree_map(pick(&NAMES), values, 0..4);
    let lang = prop::option::of(pick(&["zh", "zh-Hant", "ZH_tw", "en", "zhx", ""]));
    let date = prop::option::of(pick(&DATES));
    let meta = prop_oneof![value(), Just("长".repeat(65))];
    let numbers = "-?[0-9]{1,2}(\\.[0-9])?";
    let meta =
        (prop::option::of(meta), prop::option::of(numbers), prop::option::weighted(0.3, value()));
    (pick(&VALUES), pick(&VALUES), filters, lang, date, meta).prop_map(
        |(title, text, filters, lang, date, (note, price, author))| {
            let meta = [("note", note), ("价", price), ("作者", author.clone()), ("Au", author)];
            let meta = meta.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
            let (meta, blocks) = (meta.collect(), vec![text]);
            Document { title, blocks, filters, lang, date, meta, ..Document::default() }
        },
    )
}

fn some_documents() -> impl Strategy<Value = Vec<Document>> {
    prop::collection::vec(some_document(), 1..12).prop_map(|mut documents| {
        for (number, document) in documents.iter_mut().enumerate() {
            document.url = format!("{number}.html");
        }
        documents
    })
}

fn some_sort() -> impl Strategy<Value = Vec<Sort>> {
    let named = pick(&["note", "價", "作者", "au", "tag", "n", "标签", "lang", "nothing"]);
    let key = prop_oneof![
        1 => Just(SortKey::Relevance),
        1 => Just(SortKey::Date),
        4 => named.prop_map(SortKey::Named),
    ];
    let sort = (key, any::<bool>()).prop_map(|(key, descending)| Sort { key, descending });
    prop::collection::vec(sort, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn filters_answer_as_the_documents_do(
        documents in some_documents(),
        strangers in prop::collection::vec("\\PC{0,3}", 4),
        sorts in prop::collection::vec(some_sort(), 4),
        picks in any::<u64>(),
    ) {
        for layout in LAYOUTS {
            let file = build(layout, &documents);
            Index::open(file.as_slice()).unwrap().check().unwrap();
            let naive = Naive(documents_of(&file));
            let mut asked = Asked::open(&file);
            let names = asked.ask(|index, missing| index.filter_names(missing));
            prop_assert_eq!(names, naive.names());
            for name in NAMES {
                let strangers = strangers.iter().map(String::as_str);
                for value in VALUES.into_iter().chain(strangers) {
                    let found = asked.with(name, value);
                    prop_assert_eq!(found, naive.with(name, value), "{}:{} {:?}", name, value, layout);
                }
            }
            for range in RANGES {
                let expected = naive_range(range);
                let expected =
                    expected.and_then(|(first, last)| naive.dated(|d| first <= d && d <= last));
                prop_assert_eq!(asked.dated(range), expected, "{}", range);
            }
            let docs: Vec<u32> =
                (0..documents.len() as u32).rev().filter(|doc| picks >> doc & 1 == 1).collect();
            let names = NAMES.map(str::to_owned);
            prop_assert_eq!(asked.facets(&docs, &names), naive.facets(&docs, &names));
            for sort in &sorts {
                prop_assert_eq!(asked.sorted(&docs, sort), naive.sorted(&docs, sort), "{:?}", sort);
            }
        }
    }
}

/// Of two names that are one, that of the values that are kept.
#[test]
fn values_that_are_too_long_give_no_name() {
    let document = |number: u32, name: &str, value: String| Document {
        url: format!("{number}.html"),
        title: "文".to_owned(),
        filters: [(name.to_owned(), vec![value])].into(),
        ..Document::default()
    };
    let documents = [document(0, "标签", "长".repeat(257)), document(1, "標籤", "Rust".to_owned())];
    for layout in LAYOUTS {
        let file = build(layout, &documents);
        let names = Asked::open(&file).ask(|index, missing| index.filter_names(missing));
        assert_eq!(names, ["標籤"]);
        assert_eq!(names, Naive(documents_of(&file)).names());
    }
}

/// Documents enough for several pages of each field.
fn many(count: u32) -> Vec<Document> {
    let number = |seed: u32, below: u32| {
        let mixed = (u64::from(seed) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 40) as u32 % below
    };
    (0..count)
        .map(|n| {
            let author = char::from_u32(0x4e00 + number(n, 700)).unwrap();
            let filters = [
                ("all", vec!["同".to_owned()]),
                ("half", if n % 2 == 0 { vec!["雙".to_owned()] } else { Vec::new() }),
                ("作者", vec![format!("蘇{author}"), format!("蘇{}", number(n + 7, 90))]),
                ("号", vec![(number(n, 50_000)).to_string()]),
            ];
            let (month, day) = (number(n * 3, 12) + 1, number(n * 5, 28) + 1);
            let date = format!("{}-{month:02}-{day:02}", 1990 + number(n * 7, 30));
            Document {
                url: format!("{n}.html"),
                title: format!("文{n}"),
                date: Some(date),
                lang: Some(["zh-Hans", "zh-Hant", "en"][number(n, 3) as usize].to_owned()),
                filters: filters.map(|(name, values)| (name.to_owned(), values)).into(),
                meta: [("价".to_owned(), number(n * 11, 1000).to_string())].into(),
                ..Document::default()
            }
        })
        .collect()
}

#[test]
fn many_values_span_pages_and_few_are_read() {
    let documents = many(6000);
    for layout in LAYOUTS {
        let file = build(layout, &documents);
        Index::open(file.as_slice()).unwrap().check().unwrap();
        let naive = Naive(documents_of(&file));
        let section = |name| {
            let sections = Index::open(file.as_slice()).unwrap().summary().sections;
            sections.into_iter().find(|section| section.name == name).unwrap()
        };
        let filters = section("FILTERS");
        assert!(filters.pages > 20, "{} pages", filters.pages);
        println!("{layout:?}: FILTERS {} bytes, {} pages", filters.length, filters.pages);
        let questions = [
            ("all", "同"),
            ("half", "双"),
            ("作者", "苏一"),
            ("作者", "苏33"),
            ("作者", "没有"),
            ("号", "17"),
            ("lang", "zh"),
            ("lang", "zh-Hant"),
            ("LANG", "ZH_HANS"),
        ];
        for (name, value) in questions {
            let mut asked = Asked::open(&file);
            assert_eq!(asked.with(name, value), naive.with(name, value), "{name}:{value}");
            if layout == Layout::Paged {
                println!("{name}:{value} reads {:?} pages, {} bytes", asked.reads, asked.bytes);
                assert!(asked.reads.0 <= 6, "{name}:{value} reads {:?}", asked.reads);
            }
        }
        for value in (0..90).map(|n| format!("苏{n}")) {
            let mut asked = Asked::open(&file);
            assert_eq!(asked.with("作者", &value), naive.with("作者", &value), "{value}");
            assert!(asked.reads.0 <= 3, "{value} reads {:?}", asked.reads);
        }
        for range in
            ["2001", "2001-02", "2001-02-03", "1995..1996", "<1991", ">2018", "1800", "2100.."]
        {
            let mut asked = Asked::open(&file);
            let (first, last) = naive_range(range).unwrap();
            assert_eq!(asked.dated(range), naive.dated(|d| first <= d && d <= last), "{range}");
            if layout == Layout::Paged {
                println!("date:{range} reads {:?} pages, {} bytes", asked.reads, asked.bytes);
            }
        }
        let docs: Vec<u32> = (0..6000).filter(|doc| doc % 7 != 3).collect();
        let names = ["作者", "lang", "half", "号"].map(str::to_owned);
        let mut asked = Asked::open(&file);
        assert_eq!(asked.facets(&docs, &names), naive.facets(&docs, &names));
        for (key, descending) in [("价", true), ("号", false), ("作者", true), ("lang", false)]
        {
            let key = SortKey::Named(key.to_owned());
            let sort = [Sort { key, descending }, Sort { key: SortKey::Date, descending: false }];
            assert_eq!(asked.sorted(&docs, &sort), naive.sorted(&docs, &sort), "{sort:?}");
        }
    }
}

#[test]
fn what_says_nothing_costs_nothing() {
    let mut documents =
        vec![Document { url: "a".into(), title: "渡口".into(), ..Document::default() }];
    documents[0].date = Some("yesterday".into());
    for layout in LAYOUTS {
        let file = build(layout, &documents);
        let index = Index::open(file.as_slice()).unwrap();
        let filters = index.summary().sections.into_iter().find(|s| s.name == "FILTERS").unwrap();
        assert_eq!((filters.length, filters.pages), (0, 0));
        let mut missing = Missing::new();
        assert_eq!(index.documents_with("tag", "a", &mut missing).unwrap(), Some(None));
        assert_eq!(index.documents_dated("2024", &mut missing).unwrap(), Some(None));
        assert_eq!(index.filter_names(&mut missing).unwrap(), Some(Vec::new()));
        let sort = [Sort { key: SortKey::Date, descending: true }];
        let sorted = index.sorted(vec![0], &sort, &score, &mut missing).unwrap();
        assert_eq!(sorted, Some(vec![0]));
        assert!(missing.is_empty());
    }
}
