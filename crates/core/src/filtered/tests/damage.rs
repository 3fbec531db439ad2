//! Pages of FILTERS that somebody tampered with.

use super::{LAYOUTS, build, many, score};
use crate::format::{Section, seal_page};
use crate::reader::Missing;
use crate::{Index, PageId, Sort, SortKey};

/// Changed bytes under right checksums are an error or an answer, and a check finds them.
#[test]
fn damaged_pages_are_errors() {
    let documents = many(400);
    for layout in LAYOUTS {
        let file = build(layout, &documents);
        let sound = Index::open(file.as_slice()).unwrap();
        let pages: Vec<PageId> = (0..)
            .map(PageId)
            .take_while(|&page| sound.page_section(page).is_some())
            .filter(|&page| sound.page_section(page) == Some("FILTERS"))
            .collect();
        let all: Vec<u32> = (0..400).collect();
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
        for _ in 0..500 {
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
        assert!(refused > 400, "{layout:?}: {refused}");
    }
}
