//! Sounds over whole indexes: the index answers as a naive reading of every character does.

mod corpora;
mod naive;

use super::Sounding;
use crate::format::Section;
use crate::pinyin::Sounds;
use crate::pinyin::pairs::{Rows, read_frequent};
use crate::pinyin::split::{Item, split};
use crate::reader::Missing;
use crate::{Document, Index, IndexWriter, Layout, resident_length};
use naive::Naive;
use proptest::prelude::*;
use std::collections::BTreeMap;

const LAYOUTS: [Layout; 3] = [Layout::Paged, Layout::Embedded, Layout::Compact];

fn build(layout: Layout, documents: &[Document]) -> Vec<u8> {
    let mut writer = IndexWriter::new(layout);
    documents.iter().for_each(|document| writer.add(document.clone()).unwrap());
    writer.finish(&mut |_| ()).unwrap()
}

fn document(number: usize, title: &str, blocks: &[&str]) -> Document {
    Document {
        url: format!("{number:04}.html"),
        title: title.into(),
        blocks: blocks.iter().map(|&block| block.into()).collect(),
        ..Document::default()
    }
}

/// An index that fetches its pages, and what it fetched.
struct Remote<'f> {
    file: &'f [u8],
    index: Index<Vec<u8>>,
    rounds: u32,
    pages: BTreeMap<&'static str, (u32, u64)>,
}

impl<'f> Remote<'f> {
    fn open(file: &'f [u8]) -> Self {
        let resident = resident_length(&file[..512]).unwrap() as usize;
        let index = Index::open(file[..resident].to_vec()).unwrap();
        Self { file, index, rounds: 0, pages: BTreeMap::new() }
    }

    fn sounding(&mut self, text: &str, fuzzy: bool) -> Option<Sounding> {
        (self.rounds, self.pages) = (0, BTreeMap::new());
        loop {
            let mut missing = Missing::new();
            self.index.begin_search();
            if let Some(sounding) = self.index.sounding(text, fuzzy, &mut missing).unwrap() {
                return sounding;
            }
            let pages = missing.into_pages();
            assert!(!pages.is_empty(), "{text}: a step that needs nothing");
            self.rounds += 1;
            assert!(self.rounds < 20, "{text} never ends");
            for page in pages {
                let range = self.index.page_range(page).unwrap();
                let bytes = &self.file[range.start as usize..range.end as usize];
                let entry = self.pages.entry(self.index.page_section(page).unwrap()).or_default();
                entry.0 += 1;
                entry.1 += bytes.len() as u64;
                self.index.supply(page, bytes.to_vec()).unwrap();
            }
        }
    }
}

fn whole(index: &Index<&[u8]>, text: &str, fuzzy: bool) -> Option<Sounding> {
    let mut missing = Missing::new();
    index.sounding(text, fuzzy, &mut missing).unwrap().expect("all pages are here")
}

#[test]
fn any_bytes_are_read_as_sounds_without_a_panic() {
    let documents = [document(0, "长长常场厂州洲", &["周行杏乐了重种中虫，乾干西安先岸女奴吕"])];
    let file = build(Layout::Paged, &documents);
    let index = Index::open(&file[..]).unwrap();
    let chars = &index.fold.data().chars;
    let page = |number| index.page(Section::Pinyin, number, &mut Missing::new()).unwrap().unwrap();
    let sound = Sounds::read(page(0), chars).unwrap();
    let shape = sound.shape.clone().unwrap();
    let mut wrong = 0;
    for place in 0..page(0).len() {
        for flip in 1..=255 {
            let mut bytes = page(0).to_vec();
            bytes[place] ^= flip;
            let read = Sounds::read(&bytes, chars);
            wrong += u32::from(read.is_err());
            // What is read is whole: rows can be read with it, whatever they say.
            if let Ok(Sounds { shape: Some(shape), .. }) = &read {
                let rows = Rows::read(page(1), read.as_ref().unwrap(), shape, 1);
                assert!(rows.is_err() || rows.unwrap().has((u16::MAX, 0)).is_none());
            }
        }
    }
    assert!(wrong > 1000, "{wrong}");
    for number in 0..index.page_count(Section::Pinyin) + 2 {
        let _ = Rows::read(&[0xff; 3], &sound, &shape, number);
        let _ = read_frequent(page(1), &sound.by_rank());
    }
    for length in 0..page(0).len() / 2 {
        assert!(Sounds::read(&page(0)[..length], chars).is_err(), "{length}");
    }
}

/// Holds an index against the naive places.
fn assert_heard(found: Option<&Sounding>, naive: Option<&Vec<(u32, u32)>>, what: &str) {
    match (found, naive) {
        (Some(found), Some(naive)) if found.cut => {
            assert!(found.places.iter().all(|place| naive.contains(place)), "{what}: {found:?}");
        }
        (Some(found), Some(naive)) => assert_eq!(&found.places, naive, "{what}"),
        (None, None) => {}
        other => panic!("{what}: {other:?}"),
    }
}

#[test]
fn texts_are_split_as_they_are_read() {
    let table = [
        ("changzhou", "chang zhou"),
        ("ChangZhou", "chang zhou"),
        ("xian", "xi an|xian"),
        ("xi'an", "xi an"),
        ("xi an", "xi an"),
        ("xi’an", "xi an"),
        (" xi  an ", "xi an"),
        ("cz", "c- z-"),
        ("changz", "chang z-"),
        ("changzh", "chang zh-"),
        ("changzho", "chang zho-"),
        ("c州", "c- 州"),
        ("常zhou", "常 zhou"),
        ("常z", "常 z-"),
        ("常州shi", "常 州 shi"),
        ("chang常zhou", "chang 常 zhou"),
        ("zhcz", "zh- c- z-"),
        ("zgr", "z- g- r-"),
        ("fangan", "fan gan|fang an"),
        ("lv", "lv"),
        ("lü", "lv"),
        ("LÜ", "lv"),
        ("nu", "nu"),
        ("nv", "nv"),
        ("nue", "nu e|nve"),
        ("lvse", "lv se"),
        ("jv", "ju"),
        ("jü", "ju"),
        ("xvan", "xu an|xuan"),
        ("yve", "yu e|yue"),
        ("a", "a"),
        ("e", "e"),
        ("b", "b-"),
        ("zh", "zh-"),
        ("zhon", "zhon-"),
        ("zhong", "zhong"),
        ("zhongg", "zhong g-"),
        ("zhonggu", "zhong gu"),
        ("zhongguo", "zhong gu o|zhong guo"),
        ("zhongguor", "zhong gu o r-|zhong guo r-"),
        ("zhguo", "zh- gu o|zh- guo"),
        ("zguo", "z- gu o|z- guo"),
        ("tiane", "tian e|ti an e|ti a ne"),
        ("tian'e", "tian e|ti an e"),
        ("haier", "hai er"),
        ("nanjing", "nan jing"),
        ("shanghai", "shang hai"),
        ("ch ang", "ch- ang"),
        ("gui'an", "gui an"),
        ("dier", "di er"),
        ("zhuang", "zhu ang|zhuang"),
        ("er", "er"),
        ("hng", "h- n- g-"),
        ("v", ""),
        ("i", ""),
        ("常州", ""),
        ("", ""),
        ("changzhou1", ""),
        ("chang-zhou", ""),
        ("chang州,", ""),
        ("чан", ""),
        ("vvv", ""),
        ("iphone", ""),
    ];
    let syllables = crate::writer::syllables();
    let mut faults = Vec::new();
    for (text, expected) in table {
        let found = lattice_ways(text, syllables);
        let sorted = |text: &str| {
            let mut ways: Vec<&str> = text.split('|').collect();
            ways.sort_unstable();
            ways.join("|")
        };
        if sorted(&found) != sorted(expected) {
            faults.push(format!("{text:?} is {found:?}, not {expected:?}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

fn readable(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | ' ' | '\'' | 'ü' | 'Ü') || crate::pinyin::is_han(c)
}

/// The ways of a lattice, an item of letters by the common start of its syllables: whole if it is one
/// syllable.
fn lattice_ways(text: &str, syllables: &[String]) -> String {
    let Some(lattice) = split(text, syllables, false) else { return String::new() };
    let mut ways = Vec::new();
    let mut open = vec![(0, String::new())];
    while let Some((at, way)) = open.pop() {
        if at == lattice.last {
            ways.push(way.trim().to_owned());
        }
        for edge in lattice.edges.iter().filter(|edge| edge.from == at) {
            let item = match &lattice.items[edge.item] {
                Item::Han(c) => c.to_string(),
                Item::Sounds(sounds) => {
                    let names: Vec<&String> =
                        sounds.iter().map(|&sound| &syllables[usize::from(sound)]).collect();
                    let lower: String = text.to_lowercase().replace('ü', "v");
                    let places: Vec<char> =
                        lower.chars().filter(|&c| readable(c) && c != ' ' && c != '\'').collect();
                    let piece: String = places[edge.from..edge.to].iter().collect();
                    let open = names.len() > 1 || names[0].len() > piece.len();
                    if open { format!("{piece}-") } else { names[0].clone() }
                }
            };
            open.push((edge.to, format!("{way} {item}")));
        }
    }
    ways.sort();
    ways.join("|")
}

#[test]
fn a_lattice_grows_with_its_text_alone() {
    let syllables = crate::writer::syllables();
    for text in ["xi".repeat(32), "xian".repeat(16), "a".repeat(64), "zh".repeat(32)] {
        for fuzzy in [false, true] {
            let lattice = split(&text, syllables, fuzzy).unwrap();
            assert!(lattice.steps <= 64 * 7, "{text}: {}", lattice.steps);
            assert!(lattice.edges.len() <= 128, "{text}: {}", lattice.edges.len());
        }
    }
    assert_eq!(split(&"xi".repeat(33), syllables, false), None);
}

#[test]
fn what_can_be_split_in_many_ways_stays_small() {
    let text = "西安先".repeat(30);
    let documents = [document(0, &text, &[&text, "先先先西安西安"])];
    let found = LAYOUTS.map(|layout| {
        let file = build(layout, &documents);
        let index = Index::open(&file[..]).unwrap();
        // 65,536 ways of up to 32 characters.
        let found = ["xian".repeat(16), "xi".repeat(32), "x".repeat(64)].map(|query| {
            let started = std::time::Instant::now();
            let found = whole(&index, &query, true).unwrap();
            assert!(started.elapsed().as_secs() < 5, "{query} takes {:?}", started.elapsed());
            found
        });
        found.map(|found| (found.places.len(), found.cut))
    });
    println!("{found:?}");
    // A scan knows all places; what is cut says so.
    let [paged, embedded, compact] = found;
    for (all, some) in compact.iter().zip(paged).chain(compact.iter().zip(embedded)) {
        assert!(!all.1 && (some.0 == all.0 || (some.1 && some.0 <= all.0)), "{all:?} {some:?}");
    }
    assert!(paged[0].1 && compact[0].0 > 0);
}

const HAN: &str = "[长長常场廠州洲周行杏乐樂了重種中虫乾干西安先岸女奴吕路略藍兰南男星心新]";

fn documents() -> impl Strategy<Value = Vec<Document>> {
    let text = || proptest::string::string_regex(&format!("({HAN}|[a，嗯]){{0,12}}")).unwrap();
    prop::collection::vec((text(), prop::collection::vec(text(), 0..4)), 1..8).prop_map(|list| {
        let documents = list.into_iter().enumerate().map(|(number, (title, blocks))| {
            let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
            document(number, &title, &blocks)
        });
        documents.collect()
    })
}

fn queries() -> impl Strategy<Value = String> {
    let syllable = "(chang|zhang|zhou|xing|hang|xin|le|yue|liao|chong|zhong|xi|an|xian|nv|lv|nu|lu|\
        lve|nue|lan|nan|lang|gan|qian|ch|zh|c|z|x|l|n|y|[长乾樂州]|'| )";
    proptest::string::string_regex(&format!("{syllable}{{1,4}}(c|zho|x|lia|zh)?")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_layout_hears_what_a_naive_ear_does(
        documents in documents(), queries in prop::collection::vec(queries(), 12),
    ) {
        for layout in LAYOUTS {
            let file = build(layout, &documents);
            let index = Index::open(&file[..]).unwrap();
            index.check().unwrap();
            let naive = Naive::new(&index, &documents);
            for query in &queries {
                for fuzzy in [false, true] {
                    let expected = match naive.stream.iter().any(|&c| crate::pinyin::is_han(c)) {
                        true => naive.sounding(query, fuzzy),
                        false => None,
                    };
                    let what = format!("{layout:?}, {query:?}, fuzzy {fuzzy}");
                    let found = whole(&index, query, fuzzy);
                    prop_assert!(found.as_ref().is_none_or(|found| !found.cut), "{}", what);
                    assert_heard(found.as_ref(), expected.as_ref(), &what);
                    if layout == Layout::Paged {
                        prop_assert_eq!(Remote::open(&file).sounding(query, fuzzy), found);
                    }
                }
            }
        }
    }
}
