//! Files of many documents: JSON, CSV, feeds, site maps; and what options do to files of one.

mod shared;

use midu_ingest::{Cache, Code, Ingest, Options, Page};
use shared::{Folder, inputs, pages, pages_with};
use std::ops::ControlFlow;

fn listed(pages: &[Page]) -> Vec<(&str, &str, String)> {
    pages
        .iter()
        .map(|page| {
            let document = &page.document;
            (document.url.as_str(), document.title.as_str(), document.blocks.join("|"))
        })
        .collect()
}

fn row(url: &'static str, title: &'static str, text: &str) -> (&'static str, &'static str, String) {
    (url, title, text.to_owned())
}

#[test]
fn json_of_hexo_hugo_and_feeds_is_read() {
    let hexo = r#"[{"title":"渡口","url":"/a/","content":"<p>船</p><h2 id=x>桥</h2>","tags":["河"],"categories":["旅"]}]"#;
    let hugo = r#"[{"title":"渡口","permalink":"https://x.org/a/","contents":"船","date":"2024","section":"post"}]"#;
    let feed = r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"/a","title":"渡口",
        "content_html":"<p>船</p>","date_published":"2024","image":"javascript:x"}]}"#;
    let plain = r#"{"url":"/a","title":"渡口","text":"<b>船</b>"}"#;
    let lists = r#"{"posts":[{"path":"a/","title":"渡口","text":"船"}],"pages":[{"path":"b/","title":"桥"}]}"#;
    for (text, wanted) in [
        (hexo, vec![row("/a/", "渡口", "船|桥")]),
        (hugo, vec![row("https://x.org/a/", "渡口", "船")]),
        (feed, vec![row("/a", "渡口", "船")]),
        (plain, vec![row("/a", "渡口", "<b>船</b>")]),
        (lists, vec![row("a/", "渡口", "船"), row("b/", "桥", "")]),
    ] {
        let folder = Folder::of(&[("a.json", text)]);
        assert_eq!(listed(&pages(&folder, &["a.json"]).0), wanted);
    }
    let folder = Folder::of(&[("a.json", hexo)]);
    let found = &pages(&folder, &["a.json"]).0[0];
    assert_eq!(found.document.filters["tags"], ["河"]);
    assert_eq!(found.sections[0].anchor.as_deref(), Some("x"));
    let mut options = Options::default();
    options.base_url = Some("/docs".into());
    let folder = Folder::of(&[("a.json", lists)]);
    let (found, _) = pages_with(&folder, &["a.json"], options).unwrap();
    assert_eq!(found[0].document.url, "/docs/a/");
}

#[test]
fn fields_of_other_names_are_told() {
    let mut options = Options::default();
    options.fields = [("url", "链接"), ("text", "正文")].map(|(k, v)| (k.into(), v.into())).into();
    for (name, text) in [
        ("a.json", r#"[{"链接":"/a","title":"渡口","正文":"船"}]"#),
        ("a.jsonl", r#"{"链接":"/a","title":"渡口","正文":"船"}"#),
        ("a.csv", "链接,title,正文\n/a,渡口,船\n"),
    ] {
        let folder = Folder::of(&[(name, text)]);
        let (found, _) = pages_with(&folder, &[name], options.clone()).unwrap();
        assert_eq!(listed(&found), [row("/a", "渡口", "船")], "{name}");
        let none = Folder::of(&[(name, text.replace("链接", "url"))]);
        let error = pages_with(&none, &[name], options.clone()).unwrap_err();
        assert!(error.what().contains("链接"), "{error}");
    }
}

#[test]
fn rows_of_csv_are_documents() {
    let text = "url,title,text,作者,tags\r\n/a,渡口,\"船,\n到了\",甲,河;湖\r\n/b,桥,,,\r\n";
    let folder = Folder::of(&[("a.csv", text), ("b.tsv", "url\ttitle\ttext\n/c\t茶\t水\n")]);
    let (found, _) = pages(&folder, &["a.csv", "b.tsv"]);
    assert_eq!(
        listed(&found),
        [row("/a", "渡口", "船,\n到了"), row("/b", "桥", ""), row("/c", "茶", "水")]
    );
    assert_eq!(found[0].document.meta["作者"], "甲");
    assert_eq!(found[0].document.filters["tags"], ["河", "湖"]);
    assert_eq!((found[0].line, found[1].line), (Some(2), Some(4)));
    let folder = Folder::of(&[("a.csv", "url,title\n/a,b\n/c,d,e\n")]);
    let error = pages_with(&folder, &["a.csv"], Options::default()).unwrap_err();
    assert_eq!((error.code(), error.position().unwrap().1), (Code::BrokenFile, 3));
}

#[test]
fn entries_of_feeds_are_documents() {
    let rss = "<?xml version='1.0' encoding='gb2312'?><rss version='2.0' \
        xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><link>https://x.org/</link>\
        <item><title>渡口</title><link>/a</link><description>摘</description><category>河</category>\
        <content:encoded><![CDATA[<p>船</p><p>桥</p>]]></content:encoded><pubDate>2024</pubDate></item>\
        <item><title>茶</title><guid>https://x.org/b</guid><description>水 &lt;b>茶&lt;/b></description></item>\
        </channel></rss>";
    let (bytes, _, _) = encoding_rs::GB18030.encode(rss);
    let folder = Folder::of(&[("feed.rss", bytes)]);
    let (found, _) = pages(&folder, &["feed.rss"]);
    assert_eq!(
        listed(&found),
        [row("https://x.org/a", "渡口", "船|桥"), row("https://x.org/b", "茶", "水 茶")]
    );
    assert_eq!(found[0].document.date.as_deref(), Some("2024"));
    assert_eq!(found[0].document.filters["tags"], ["河"]);
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><link href='https://x.org/atom.xml' rel='self'/>\
        <link href='https://x.org/'/><entry><title>渡口</title><link rel='alternate' href='a/'/>\
        <id>1</id><updated>2024</updated><category term='河'/><content type='html'>&lt;p>船&lt;/p></content>\
        </entry></feed>";
    let folder = Folder::of(&[("atom.xml", atom)]);
    let (found, _) = pages(&folder, &["atom.xml"]);
    assert_eq!(listed(&found), [row("https://x.org/a/", "渡口", "船")]);
    let hexo = "<?xml version='1.0'?><search><entry><title>渡口</title><link href='/a/'/><url>/a/</url>\
        <content type='html'><![CDATA[<h2 id='x'>节</h2><p>船</p>]]></content>\
        <categories><category>旅</category></categories><tags><tag>河</tag></tags></entry></search>";
    let folder = Folder::of(&[("search.xml", hexo)]);
    let (found, _) = pages(&folder, &["search.xml"]);
    assert_eq!(listed(&found), [row("/a/", "渡口", "节|船")]);
    assert_eq!(found[0].document.filters["categories"], ["旅"]);
    assert_eq!(found[0].document.filters["tags"], ["河"]);
}

#[test]
fn a_broken_file_is_told_with_place_and_help() {
    for (name, text, line, reason) in [
        ("a.json", "[\n{\"url\":\"/a\",}]", Some(2), "not JSON"),
        ("a.json", "[1]", None, "item 1"),
        ("a.json", "7", None, "no objects"),
        ("a.json", "[{\"title\":\"渡口\"}]", None, "no url"),
        ("a.csv", "title,text\n渡口,船\n", Some(2), "no url"),
        ("a.xml", "<rss>\n<item></rss>", Some(2), "not XML"),
        ("a.xml", "<html/>", None, "no feed"),
        (
            "a.xml",
            "<rss><channel>\n<item><title>渡口</title></item></channel></rss>",
            Some(2),
            "no link",
        ),
    ] {
        let folder = Folder::of(&[(name, text)]);
        let error = pages_with(&folder, &[name], Options::default()).unwrap_err();
        assert_eq!(error.code(), Code::BrokenFile, "{error}");
        assert!(error.what().contains(reason), "{error}");
        assert_eq!(error.position().map(|(_, line, _)| line), line, "{error}");
        assert!(!error.help().is_empty());
    }
}

#[test]
fn a_site_map_chooses_pages_and_gives_their_addresses() {
    let map = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
        <url><loc>https://x.org/a</loc><lastmod>2024-05-07</lastmod></url>\
        <url><loc>https://x.org/%E6%B8%A1/</loc></url><url><loc>https://x.org/gone</loc></url></urlset>";
    let index =
        "<sitemapindex><sitemap><loc>https://x.org/map-1.xml</loc></sitemap></sitemapindex>";
    let folder = Folder::of(&[
        ("site/a.html", "<main>船</main>"),
        ("site/渡/index.html", "<main>桥</main>"),
        ("site/not.html", "<main>茶</main>"),
        ("site/map-1.xml", map),
        ("site/sitemap.xml", index),
    ]);
    for names in [["site/map-1.xml", "site"], ["site", "site/sitemap.xml"]] {
        let (found, report) = pages(&folder, &names);
        let urls: Vec<&str> = found.iter().map(|page| page.document.url.as_str()).collect();
        assert_eq!(urls, ["/a", "/%E6%B8%A1/"]);
        assert_eq!(found[0].document.date.as_deref(), Some("2024-05-07"));
        assert_eq!(report.warnings.len(), 1);
        assert!(report.warnings[0].text.contains("https://x.org/gone"));
    }
    let mut options = Options::default();
    options.base_url = Some("https://x.org/".into());
    let (found, _) = pages_with(&folder, &["site", "site/map-1.xml"], options).unwrap();
    assert_eq!(found[0].document.url, "https://x.org/a");
}

#[test]
fn globs_excludes_and_gitignore_choose_files() {
    let files = [
        ("a.md", "船"),
        ("b/c.md", "船"),
        ("b/d.txt", "船"),
        ("drafts/e.md", "船"),
        ("node_modules/f.md", "船"),
        ("g.json", "{\"url\":\"/g\",\"text\":\"船\"}"),
        (".gitignore", "b/d.txt\n"),
    ];
    let folder = Folder::of(&files);
    let urls = |globs: &[&str], excludes: &[&str], gitignore| {
        let mut options = Options::default();
        options.globs = globs.iter().map(|glob| (*glob).to_owned()).collect();
        options.excludes = excludes.iter().map(|glob| (*glob).to_owned()).collect();
        options.gitignore = gitignore;
        let (found, _) = pages_with(&folder, &["."], options).unwrap();
        found.into_iter().map(|page| page.document.url).collect::<Vec<_>>()
    };
    assert_eq!(urls(&[], &[], true), ["a.md", "b/c.md", "drafts/e.md"]);
    assert_eq!(urls(&[], &[], false), ["a.md", "b/c.md", "b/d.txt", "drafts/e.md"]);
    assert_eq!(urls(&[], &["drafts/"], true), ["a.md", "b/c.md"]);
    assert_eq!(urls(&["b/**"], &["*.txt"], false), ["b/c.md"]);
    assert_eq!(urls(&["*.json"], &[], true), ["/g"]);
    let mut options = Options::default();
    options.globs = vec!["a[".into()];
    let error = pages_with(&folder, &["."], options).unwrap_err();
    assert_eq!((error.code(), error.place()), (Code::BadOption, "glob"));
}

#[test]
fn a_built_site_is_its_pages() {
    let folder = Folder::of(&[
        ("index.html", "<main>船"),
        ("a.md", "船"),
        ("llms.txt", "船"),
        ("b.txt", "船"),
        ("404.html", "<main>没有"),
        ("pages/404.html", "<main>茶"),
    ]);
    let (found, report) = pages(&folder, &["."]);
    assert_eq!(found.len(), 2, "only the one at the root is an error page");
    assert!(report.warnings[0].text.starts_with("2 text files beside"), "{:?}", report.warnings);
}

#[test]
fn front_matter_gives_filters_and_addresses_and_keeps_drafts_back() {
    let folder = Folder::of(&[
        ("a.md", "---\ntags: [船, 河]\npermalink: /渡/\n---\n# 题\n文"),
        ("b.md", "+++\ndraft = true\n+++\n# 题\n文"),
        ("c.md", "---\npublished: false\n---\n文"),
    ]);
    let (found, report) = pages(&folder, &["."]);
    assert_eq!(found[0].document.url, "/渡/");
    assert_eq!(found[0].document.filters["tags"], ["船", "河"]);
    assert_eq!((found.len(), report.left_out.len()), (1, 2));
}

#[test]
fn files_that_did_not_change_come_out_of_the_cache() {
    let folder = Folder::of(&[
        ("site/a.html", "<title>渡口</title><main data-midu-weight=2>船<h2 id=x>节</h2>"),
        ("site/b.html", "<link rel=canonical href=/a><main>桥"),
        ("site/c.html", "<main>\0茶"),
    ]);
    let store = folder.path().join("cache/pages");
    let run = |options: &Options| {
        let mut ingest = Ingest::with_cache(options.clone(), Cache::open(&store));
        let mut found = Vec::new();
        let report = ingest
            .read(&inputs(&folder, &["site"]), &mut |_| {}, &mut |page| {
                found.push(page);
                ControlFlow::Continue(())
            })
            .unwrap();
        ingest.cache().unwrap().save(&store).unwrap();
        (found, report)
    };
    let mut options = Options::default();
    let (first, report) = run(&options);
    assert_eq!((first.len(), report.reused), (2, 0));
    let (second, again) = run(&options);
    assert_eq!(again.reused, 3);
    assert_eq!(
        (&second, &again.warnings, &again.left_out),
        (&first, &report.warnings, &report.left_out)
    );
    std::fs::write(folder.path().join("site/c.html"), "<main>茶馆").unwrap();
    let (third, report) = run(&options);
    assert_eq!((report.reused, third[1].document.blocks[0].as_str()), (2, "茶馆"));
    options.html.alt = false;
    assert_eq!(run(&options).1.reused, 0, "other options, other pages");
    std::fs::write(&store, b"no cache").unwrap();
    assert_eq!(run(&options).1.reused, 0, "a broken cache is none");
    assert_eq!(run(&options).1.reused, 3);
}
