//! The real corpora, where they lie beside the repository; skipped with a word where they do not.

use midu_ingest::{Ingest, Options};
use std::ops::ControlFlow;
use std::path::PathBuf;

fn corpora() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    if !path.is_dir() {
        eprintln!("skipped: no corpora at {}", path.display());
        return None;
    }
    Some(path)
}

/// Titles, counts and levels only: the texts are not ours to keep here.
#[test]
fn the_changzhou_folder_is_read_article_by_article() {
    let Some(corpora) = corpora() else { return };
    let mut pages = Vec::new();
    let mut ingest = Ingest::new(Options::default());
    let report = ingest
        .read(&[corpora.join("changzhou")], &mut |_| {}, &mut |page| {
            pages.push(page);
            ControlFlow::Continue(())
        })
        .unwrap();
    let listed: Vec<(&str, &str, u64)> = pages
        .iter()
        .map(|page| {
            let file = page.document.url.get(..3).unwrap();
            (file, page.document.title.as_str(), page.line.unwrap_or(1))
        })
        .collect();
    assert_eq!(
        listed,
        [
            (
                "000",
                "常州召开“新春第一会”：万亿之城再出发动员大会 锻造新质生产力 催生发展新动能",
                5
            ),
            ("000", "万亿之城再出发 走在前 做示范 挑大梁 向“新”挺进 逐“质”前行", 49),
            ("000", "重大项目挑“大梁”——常州科教城高质量发展再上新台阶(1)", 71),
            ("000", "雨雪将轮流登场", 99),
            ("000", "促进房地产市场平稳健康发展——首批房地产项目融资“白名单”推出", 107),
            ("000", "常州首单! 平陵集团数据产品挂牌", 121),
            ("000", "又一意大利项目落户金坛", 131),
            ("001", "双向赋能 共创未来 2024常州·深圳开放创新合作交流会举行", 3),
            ("001", "陈金虎率团赴深圳开展经贸洽谈活动 深化拓展务实合作 加快锻造新质生产力", 27),
            ("001", "市领导走访我区重点文化企业", 43),
            ("001", "全市镇(街道)国有和集体资产管理向人大报告制度试点工作推进会召开", 55),
            ("001", "重点项目 进行时", 67),
            ("002", "常州科技", 1),
            ("003", "加快打造长三角产业中轴 奋力建设国际化智造名城", 1),
            ("004", "常州新動向!市委書記1個月內連開4場同一主題座談會", 1),
        ]
    );
    let [science, post, traditional] = &pages[12..] else { panic!("three files are one document") };
    let levels: Vec<u8> = science.sections.iter().map(|section| section.level).collect();
    assert_eq!(levels.len(), 68, "all headings of 002 but its title");
    assert_eq!([1, 2, 3].map(|n| levels.iter().filter(|level| **level == n).count()), [12, 35, 21]);
    assert_eq!(science.sections[0].heading, "科技 引领未来");
    for section in &science.sections {
        let block = &science.document.blocks[section.first_block];
        assert_eq!(block.split_whitespace().collect::<Vec<_>>().join(" "), section.heading);
    }
    assert_eq!(post.document.date.as_deref(), Some("2022-02-08 10:11:38 +0800"));
    assert_eq!(post.document.meta["tags"], "常州日报新闻");
    assert_eq!(post.document.blocks[0], "重振产业雄风，再创一个热血沸腾激情年代");
    assert!(traditional.document.blocks[0].contains("座談會"));
    for page in &pages {
        for block in &page.document.blocks {
            for mark in ["<p", "</", "layout:", "---\n", "](", "**", "&nbsp;", "# "] {
                assert!(!block.contains(mark), "{mark} in {}", page.document.url);
            }
        }
    }
    assert_eq!(report.warnings, []);
    assert_eq!((report.files, report.documents), (5, 15));
}

#[test]
fn a_page_of_a_newspaper_stays_whole_where_that_is_asked() {
    let Some(corpora) = corpora() else { return };
    for (whole, plain, count) in [(true, false, 5), (false, true, 5)] {
        let mut options = Options::default();
        options.whole = whole;
        options.plain = plain;
        let mut urls = Vec::new();
        Ingest::new(options)
            .read(&[corpora.join("changzhou")], &mut |_| {}, &mut |page| {
                urls.push(page.document.url);
                ControlFlow::Continue(())
            })
            .unwrap();
        assert_eq!(urls.len(), count);
        assert!(urls.iter().all(|url| url.ends_with(".txt")));
    }
}

#[test]
fn json_lines_are_read_whole() {
    let Some(corpora) = corpora() else { return };
    for (name, count) in [("weekly.jsonl", 0), ("poetry-100k.jsonl", 100_000)] {
        let path = corpora.join(name);
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        let (documents, _) = midu_ingest::read_inputs(&[path], &mut |_| {}).unwrap();
        assert_eq!(documents.len(), lines, "{name}");
        assert!(count == 0 || count == lines, "{name}");
    }
}
