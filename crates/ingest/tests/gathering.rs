//! Files in memory give what the same files give in a folder, and a broken one takes no other with it.

mod shared;

use midu_ingest::{Code, Error, Gathering, Options, Page, Report};
use shared::{Folder, pages};
use std::ops::ControlFlow;
use std::path::Path;

fn finished(gathering: Gathering) -> (Vec<Page>, Report, Vec<Error>) {
    let mut found = Vec::new();
    let (report, faults) = gathering.finish(&mut |page| {
        found.push(page);
        ControlFlow::Continue(())
    });
    (found, report, faults)
}

fn gathered(files: &[(&str, &str)]) -> (Vec<Page>, Report, Vec<Error>) {
    let mut gathering = Gathering::new(Options::default());
    for (name, content) in files {
        gathering.add(Path::new(name), content.as_bytes().to_vec()).unwrap();
    }
    finished(gathering)
}

#[test]
fn files_in_memory_give_the_pages_of_files_in_a_folder() {
    let canonical =
        r#"<link rel=canonical href="/真的/"><main><h1>渡口</h1><h2 id=a>船</h2>开了。</main>"#;
    let copy = r#"<link rel=canonical href="/a.html"><main>渡口的副本</main>"#;
    let files = [
        ("a.html", "<main><h1>桥</h1>石桥</main>"),
        ("b.html", canonical),
        ("c.html", copy),
        ("d.md", "---\ntitle: 前言\n---\n正文"),
        ("e.txt", "题\n正文\n"),
        ("f.jsonl", "{\"url\":\"/f1\",\"text\":\"一行\"}\n{\"url\":\"/f2\",\"text\":\"又一行\"}"),
        ("g.csv", "url,title,text\n/g,表,格"),
        ("h.json", r#"[{"url":"/h","title":"列表","text":"一项"}]"#),
        ("i.xml", "<rss><item><title>条目</title><link>/i</link></item></rss>"),
    ];
    let (found, report, faults) = gathered(&files);
    let folder = Folder::of(&files);
    let (mut expected, told) = pages(&folder, &files.map(|(name, _)| name));
    for page in &mut expected {
        page.path = page.path.strip_prefix(folder.path()).unwrap().to_path_buf();
    }
    assert_eq!(found, expected);
    assert!(faults.is_empty());
    assert_eq!((report.files, report.bytes), (told.files, told.bytes));
    assert_eq!(report.documents, told.documents);
    assert_eq!(report.left_out.len(), 1);
}

#[test]
fn a_page_without_marks_is_left_out_where_others_have_them_whichever_comes_first() {
    let (bare, marked) = ("<p>没有记号", "<p>边上<main data-midu-body>正文</main>");
    for files in [[("a.html", bare), ("b.html", marked)], [("b.html", marked), ("a.html", bare)]] {
        let (found, report, _) = gathered(&files);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].document.blocks, ["正文"]);
        assert_eq!(report.left_out[0].path, Path::new("a.html"));
    }
}

#[test]
fn nothing_is_taken_of_a_broken_file_and_all_of_the_others() {
    let mut gathering = Gathering::new(Options::default());
    let lines = "{\"url\":\"/a\",\"text\":\"好\"}\n{\"url\":";
    let fault = gathering.add(Path::new("broken.jsonl"), lines.into()).unwrap_err();
    assert_eq!(fault.code(), Code::BrokenLine);
    assert_eq!(fault.position().map(|(_, line, _)| line), Some(2));
    let fault = gathering.add(Path::new("a.bmp"), Vec::new()).unwrap_err();
    assert_eq!(fault.code(), Code::UnknownKind);
    assert_eq!(gathering.add(Path::new("a.txt"), "渡口".into()).unwrap().documents, 1);
    let (found, report, faults) = finished(gathering);
    assert_eq!((found.len(), report.files, faults.len()), (1, 1, 0));
}

#[test]
fn the_second_document_of_a_url_is_a_fault_that_names_both_files() {
    let line = "{\"url\":\"/same\",\"text\":\"一\"}";
    let (found, report, faults) = gathered(&[("a.jsonl", line), ("b.jsonl", line)]);
    assert_eq!((found.len(), report.documents), (1, 1));
    assert_eq!(faults[0].code(), Code::DuplicateUrl);
    assert_eq!(faults[0].place(), "a.jsonl:1 and b.jsonl:1");
}
