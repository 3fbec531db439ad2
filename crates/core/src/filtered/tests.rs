//! What FILTERS answers, held against the documents themselves.

use crate::fold::unicode::nfkc;
use crate::format::{Section, seal_page};
use crate::reader::Missing;
use crate::{
    DocId, Document, Facet, Index, IndexWriter, Layout, PageId, Result, Sort, SortKey, Step,
    resident_length,
};
use proptest::prelude::*;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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

/// The fold, each text once: many documents have the same values.
fn fold(text: &str) -> String {
    thread_local!(static KNOWN: RefCell<HashMap<String, String>> = RefCell::default());
    KNOWN.with_borrow_mut(|known| match known.get(text) {
        Some(folded) => folded.clone(),
        None => known.entry(text.to_owned()).or_insert(crate::fold(text)).clone(),
    })
}

/// The documents, asked in the plainest way.
struct Naive(Vec<Document>);

impl Naive {
    /// Values of a filter, as written, of each document.
    fn values(&self, name: &str) -> Vec<BTreeSet<String>> {
        let name = fold(name);
        let of = |document: &Document| -> BTreeSet<String> {
            let same = document.filters.iter().filter(|(other, _)| fold(other) == name);
            let lang = document.lang.iter().filter(|_| name == "lang").cloned();
            let all = same.flat_map(|(_, values)| values.clone()).chain(lang);
            let fits = |text: &str| !text.is_empty() && text.chars().count() <= 256;
            all.filter(|value| fits(&name) && fits(value) && fits(&fold(value))).collect()
        };
        self.0.iter().map(of).collect()
    }

    fn has(&self, name: &str) -> bool {
        self.values(name).iter().any(|values| !values.is_empty())
    }

    fn filter(&self, name: &str, wanted: impl Fn(&str) -> bool) -> Option<Vec<u32>> {
        let values = self.values(name);
        let found = (0..).zip(&values).filter(|(_, values)| values.iter().any(|v| wanted(v)));
        self.has(name).then(|| found.map(|(doc, _)| doc).collect())
    }

    fn with(&self, name: &str, value: &str) -> Option<Vec<u32>> {
        let value = fold(value);
        if fold(name) != "lang" {
            return self.filter(name, |other| fold(other) == value);
        }
        let tag = |text: &str| text.replace('_', "-");
        let start = tag(&value) + "-";
        self.filter(name, |other| {
            let other = tag(&fold(other));
            other == tag(&value) || (!value.is_empty() && other.starts_with(&start))
        })
    }

    fn names(&self) -> Vec<String> {
        let all = self.0.iter().flat_map(|document| document.filters.keys().cloned());
        let all = all.chain(["lang".to_owned()]);
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let lang = self.0.iter().any(|document| document.lang.is_some());
        for name in all.filter(|name| self.has(name)) {
            // `lang` is a name of its own only where a document says its language.
            let written = self.0.iter().any(|document| {
                document.filters.get(&name).is_some_and(|values| !values.is_empty())
            });
            if written || (name == "lang" && lang) {
                let first = names.entry(fold(&name)).or_insert_with(|| name.clone());
                *first = first.clone().min(name);
            }
        }
        names.into_values().collect()
    }

    fn facets(&self, docs: &[u32], names: &[String]) -> Vec<Facet> {
        let names = names.iter().filter(|name| self.has(name));
        names
            .map(|name| {
                let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
                let all = self.values(name);
                for &doc in docs {
                    for value in &all[doc as usize] {
                        let key = fold(value);
                        let key = if fold(name) == "lang" { key.replace('_', "-") } else { key };
                        *counts.entry((key, value.clone())).or_default() += 1;
                    }
                }
                let mut values: Vec<(String, u32)> =
                    counts.into_iter().map(|((_, value), count)| (value, count)).collect();
                values.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
                values.truncate(1000);
                Facet { name: nfkc(name), values }
            })
            .collect()
    }

    /// How the values of each document stand to each other by a criterion.
    fn sorted(&self, docs: &[u32], sort: &[Sort]) -> Vec<u32> {
        let columns: Vec<Vec<Option<(f64, String)>>> =
            sort.iter().map(|sort| self.column(sort)).collect();
        let mut docs = docs.to_vec();
        docs.sort_by(|&a, &b| {
            let by = |(sort, column): (&Sort, &Vec<Option<(f64, String)>>)| {
                let order = match (&column[a as usize], &column[b as usize]) {
                    (Some(a), Some(b)) => a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)),
                    (None, None) => return Ordering::Equal,
                    (a, _) => return if a.is_some() { Ordering::Less } else { Ordering::Greater },
                };
                if sort.descending { order.reverse() } else { order }
            };
            let orders = sort.iter().zip(&columns).map(by);
            orders.fold(Ordering::Equal, Ordering::then)
        });
        docs
    }

    fn column(&self, sort: &Sort) -> Vec<Option<(f64, String)>> {
        let name = match &sort.key {
            SortKey::Relevance => {
                let all = 0..self.0.len() as u32;
                return all.map(|doc| Some((score(doc) as f64, String::new()))).collect();
            }
            SortKey::Date => {
                let dates = self.0.iter().map(|document| document.date.as_deref());
                return dates.map(|date| Some((naive_date(date?)?.0, String::new()))).collect();
            }
            SortKey::Named(name) => name,
        };
        let mut values: Vec<BTreeSet<String>> = self.values(name);
        if !self.has(name) {
            let of = |document: &Document| -> BTreeSet<String> {
                let same = document.meta.iter().filter(|(other, _)| fold(other) == fold(name));
                same.map(|(_, value)| value.clone()).collect()
            };
            values = self.0.iter().map(of).collect();
            if values.iter().flatten().any(|value| value.chars().count() > 64) {
                return vec![None; values.len()];
            }
        }
        let lang = fold(name) == "lang" && self.has(name);
        let tag = |text: String| if lang { text.replace('_', "-") } else { text };
        let folded: Vec<Vec<String>> = values
            .iter()
            .map(|values| values.iter().map(|value| tag(fold(value))).collect())
            .collect();
        let number = |text: &str| {
            let plain = text.bytes().all(|c| c.is_ascii_digit() || b".-".contains(&c));
            text.parse::<f64>().ok().filter(|_| plain)
        };
        let all = folded.iter().flatten().filter(|text| !text.is_empty());
        let numeric = all.clone().all(|text| number(text).is_some());
        folded
            .iter()
            .map(|texts| {
                let of = |text: &String| match number(text).filter(|_| numeric) {
                    Some(number) => (number, String::new()),
                    None => (0.0, text.clone()),
                };
                let texts = texts.iter().filter(|text| !text.is_empty()).map(of);
                let order = |a: &(f64, String), b: &(f64, String)| {
                    a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1))
                };
                if sort.descending { texts.max_by(order) } else { texts.min_by(order) }
            })
            .collect()
    }

    /// Documents all of whose days are among those of a range.
    fn dated(&self, inside: impl Fn(u32) -> bool) -> Option<Vec<u32>> {
        let dates: Vec<Option<Vec<u32>>> = self
            .0
            .iter()
            .map(|document| naive_date(document.date.as_deref()?).map(|(_, days)| days))
            .collect();
        let found = (0..)
            .zip(&dates)
            .filter(|(_, days)| days.as_ref().is_some_and(|days| days.iter().all(|&d| inside(d))));
        dates.iter().any(Option::is_some).then(|| found.map(|(doc, _)| doc).collect())
    }
}

/// The order of a date of [`DATES`], and its days as numbers such as 20240229.
fn naive_date(text: &str) -> Option<(f64, Vec<u32>)> {
    let text = text.split('T').next().unwrap().trim().replace('-', "");
    let number: u32 = text.parse().ok()?;
    let leap = |year: u32| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let month = |year: u32, month: u32| -> Vec<u32> {
        let last = match month {
            2 if leap(year) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        (1..=last).map(|day| (year * 100 + month) * 100 + day).collect()
    };
    Some(match text.len() {
        4 => {
            let days = (1..=12).flat_map(|m| month(number, m)).collect();
            (f64::from(number * 10000), days)
        }
        6 => (f64::from(number * 100), month(number / 100, number % 100)),
        8 => {
            let days = month(number / 10000, number / 100 % 100);
            (f64::from(number), vec![*days.iter().find(|&&day| day == number)?])
        }
        _ => return None,
    })
}

/// The days of a range, told apart from the engine's own reading by trying days as numbers.
fn naive_range(text: &str) -> Option<(u32, u32)> {
    let text = text.trim();
    let days = |text: &str| {
        let (_, days) = naive_date(text)?;
        Some((*days.first()?, *days.last()?))
    };
    for (sign, part) in [(">=", 0), ("<=", 1), (">", 2), ("<", 3)] {
        if let Some(rest) = text.strip_prefix(sign) {
            let (first, last) = days(rest)?;
            return Some(
                [(first, u32::MAX), (0, last), (last + 1, u32::MAX), (0, first - 1)][part],
            );
        }
    }
    let Some((from, to)) = text.split_once("..") else { return days(text) };
    let to = to.trim_start_matches('.').trim();
    match (from.trim(), to) {
        ("", "") => None,
        ("", to) => Some((0, days(to)?.1)),
        (from, "") => Some((days(from)?.0, u32::MAX)),
        (from, to) => Some((days(from)?.0, days(to)?.1)),
    }
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
    let numbers = "-?[0-9]{1,2}(\\.[0-9])?".prop_map(|text| text);
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

/// Changed bytes under right checksums are an error or an answer, and a check finds them.
#[test]
fn damaged_pages_are_errors() {
    let documents = many(700);
    for layout in LAYOUTS {
        let file = build(layout, &documents);
        let sound = Index::open(file.as_slice()).unwrap();
        let pages: Vec<PageId> = (0..)
            .map(PageId)
            .take_while(|&page| sound.page_section(page).is_some())
            .filter(|&page| sound.page_section(page) == Some("FILTERS"))
            .collect();
        let all: Vec<u32> = (0..700).collect();
        let names = ["作者", "lang"].map(str::to_owned);
        let ask = |index: &Index<Vec<u8>>| {
            let mut missing = Missing::new();
            let sort = ["作者", "号", "价"]
                .map(|name| Sort { key: SortKey::Named(name.into()), descending: false });
            let answers = (
                index.filter_names(&mut missing).ok(),
                index.documents_with("作者", "苏1", &mut missing).ok(),
                index.documents_with("lang", "zh", &mut missing).ok(),
                index.documents_dated("2001..2005", &mut missing).ok(),
                index.facets(&all, &names, &mut missing).ok(),
                index.sorted(all.clone(), &sort, &score, &mut missing).ok(),
            );
            assert!(missing.is_empty());
            answers
        };
        let expected = ask(&Index::open(file.clone()).unwrap());
        assert!(expected.0.as_ref().is_some_and(|names| names.as_ref().unwrap().len() == 5));
        let (mut seed, mut refused) = (1_u64, 0);
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (seed >> 33) as usize % below
        };
        for _ in 0..1500 {
            let page = pages[next(pages.len()).min(next(pages.len()))];
            let range = sound.page_range(page).unwrap();
            let range = range.start as usize..range.end as usize;
            let mut content = file[range.start..range.end - 4].to_vec();
            for _ in 0..=next(3) {
                let place = next(content.len());
                content[place] = next(256) as u8;
            }
            let mut damaged = file.clone();
            let page = seal_page(content, Section::Filters, sound.head.identity, page);
            damaged[range].copy_from_slice(&page);
            let index = Index::open(damaged).unwrap();
            let answers = ask(&index);
            match index.check() {
                Ok(()) => assert_eq!(answers, expected, "{layout:?}: a change that no check finds"),
                Err(_) => refused += 1,
            }
        }
        assert!(refused > 1200, "{layout:?}: {refused}");
    }
}
