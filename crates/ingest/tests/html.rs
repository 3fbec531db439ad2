//! HTML: which part of a page is read, where blocks end, what the page says of itself.

mod shared;

use midu_ingest::{Code, Options, Page, Section};
use shared::{Folder, page, page_with, pages, pages_with};

#[track_caller]
fn blocks(body: &str, wanted: &[&str]) {
    let found = page(&format!("<title>题</title><body>{body}"));
    assert_eq!(found.document.title, "题", "{body}");
    assert_eq!(found.document.blocks, wanted, "{body}");
}

fn section(heading: &str, level: u8, anchor: Option<&str>, first_block: usize) -> Section {
    Section { heading: heading.into(), level, anchor: anchor.map(str::to_owned), first_block }
}

#[test]
fn the_content_is_found_without_configuration() {
    let around = "<header>页首</header><nav>导航</nav><aside>旁</aside><footer>页脚</footer>";
    for content in [
        "<main>船</main>",
        "<div role=main>船</div>",
        "<article>船</article>",
        "<div><section>船</section></div>",
        "<main><header>船</header></main>",
        "<main><nav>目录</nav><p>船<script>隐</script><style>隐</style><template>隐</template></main>",
        "<main><noscript>请打开</noscript><button>复制</button>船<footer>标签</footer></main>",
        "<main><p hidden>隐</p><p aria-hidden=true>隐</p><p style='display: none'>隐</p>船</main>",
        "<main><select><option>隐</select><textarea>隐</textarea><svg><title>隐</title></svg>船</main>",
    ] {
        blocks(&format!("{around}{content}"), &["船"]);
    }
    blocks("<main>船</main><article>旁</article>", &["船"]);
    blocks("<article>一</article><article>二<article>三</article></article>", &["一", "二", "三"]);
    blocks("<main> </main><article>船</article>", &["船"]);
    blocks("<main hidden>隐</main><p>船", &["船"]);
    blocks("<p hidden=until-found>船", &["船"]);
    blocks("<details><summary>摘</summary>文</details><dialog>隐</dialog>", &["摘", "文"]);
}

#[test]
fn blocks_end_where_elements_do() {
    blocks(
        "<p>一<p>二<ul><li>三<li>四</ul>五<h2>六</h2>七",
        &["一", "二", "三", "四", "五", "六", "七"],
    );
    blocks("<table><tr><th>甲<td>乙<tr><td>丙</table>", &["甲", "乙", "丙"]);
    blocks(
        "<dl><dt>甲<dd>乙</dl><blockquote>丙</blockquote><figure><figcaption>丁</figure>",
        &["甲", "乙", "丙", "丁"],
    );
    blocks("因<b>地</b><x-tip>制</x-tip>宜<a href=x>新</a>", &["因地制宜新"]);
    blocks("因地<br>制<wbr>宜&shy;&amp;&#x4E2D;&nbsp;", &["因地\n制宜\u{AD}&中\u{A0}"]);
    blocks("<ruby>觅<rp>(</rp><rt>mi</rt><rp>)</rp>渡<rt>du</rt></ruby>", &["觅渡"]);
    blocks("<pre>一\n  二\n\n三</pre>", &["一\n  二\n\n三"]);
}

#[test]
fn white_space_is_what_a_browser_shows() {
    blocks("<p>  因地\n   制宜 \t a  b\n c </p>", &["因地制宜 a b c"]);
    blocks("<p>渡口 <b> 的</b>\n<i>船</i></p>", &["渡口 的船"]);
    blocks("<p>全　角　</p>", &["全　角　"]);
}

#[test]
fn tables_alt_text_listings_and_readings_are_options() {
    let html = "<title>题</title><p>船<img alt=图 src=a.png>到</p><table><td>表</table><pre>码</pre>\
                <ruby>渡<rt>du</ruby>";
    let with = |change: &dyn Fn(&mut Options)| {
        let mut options = Options::default();
        change(&mut options);
        page_with(html, options).document.blocks
    };
    assert_eq!(with(&|_| {}), ["船到", "图", "表", "码", "渡"]);
    assert_eq!(with(&|o| o.html.alt = false), ["船到", "表", "码", "渡"]);
    assert_eq!(with(&|o| o.html.tables = false), ["船到", "图", "码", "渡"]);
    assert_eq!(with(&|o| o.html.code = false), ["船到", "图", "表", "渡"]);
    assert_eq!(with(&|o| o.html.readings = true), ["船到", "图", "表", "码", "渡du"]);
}

#[test]
fn root_and_ignore_name_elements() {
    let html = "<title>题</title><main>一</main><div class='a b'>二<p class=no>三</p></div>";
    let mut options = Options::default();
    options.html.root = vec!["div.a".parse().unwrap()];
    options.html.ignore = vec![".no".parse().unwrap()];
    assert_eq!(page_with(html, options).document.blocks, ["二"]);
}

#[test]
fn the_title_is_the_first_that_says_something() {
    for (html, title) in [
        ("<title>站</title><main><h1>渡口</h1>船", "渡口"),
        ("<title>站</title><main><h1> </h1>船", "站"),
        ("<title>渡口 | 站</title><meta property=og:site_name content=站><p>船", "渡口"),
        ("<title>站</title><meta property=og:site_name content=站><p>船", "站"),
        ("<meta property=og:title content=渡口><p>船", "渡口"),
        ("<header><h1>站名</h1></header><title>渡口</title><main>船</main>", "渡口"),
        ("<h1>一</h1><h1 data-midu-meta=title>渡口</h1>", "渡口"),
        ("<h1>渡<a href=#x>#</a>口</h1>", "渡口"),
        ("<p>船", "page"),
    ] {
        assert_eq!(page(html).document.title, title, "{html}");
    }
    let found = page("<main><h1>渡口</h1><p>船</p><h2>桥</h2>");
    assert_eq!(found.document.blocks, ["船", "桥"], "the title is no part of the body");
}

#[test]
fn a_link_around_a_whole_heading_is_the_heading() {
    let page = page(
        "<title>题</title><main><h2 id=a><a class=header-anchor href=#a><span>渡口</span></a></h2>文\
         <h2 id=b>桥<a class=header-anchor href=#b>链接</a></h2>水</main>",
    );
    assert_eq!(page.document.blocks, ["渡口", "文", "桥", "水"]);
    assert_eq!(page.sections, [section("渡口", 2, Some("a"), 0), section("桥", 2, Some("b"), 2)]);
}

#[test]
fn headings_become_sections_with_the_anchor_that_leads_there() {
    let found = page(
        "<main><h1 id=top>题</h1>前<h2 id=a>一 <a class=header-anchor href=#a>#</a></h2>文\
         <h3><a id=b></a>二</h3><section id=c><h2>三</h2>文</section><h2>四</h2>\
         <h2 id=mdbook><a class=header href=#mdbook>五</a></h2><h2 id=empty></h2><h4 id='第六'>六</h4>",
    );
    assert_eq!(found.document.blocks, ["前", "一", "文", "二", "三", "文", "四", "五", "六"]);
    assert_eq!(
        found.sections,
        [
            section("一", 2, Some("a"), 1),
            section("二", 3, Some("b"), 3),
            section("三", 2, Some("c"), 4),
            section("四", 2, None, 6),
            section("五", 2, Some("mdbook"), 7),
            section("六", 4, Some("第六"), 8),
        ]
    );
}

#[test]
fn what_generators_add_to_text_is_left_out() {
    blocks(
        "<main><div class='language-js line-numbers-mode'><button title=Copy></button>\
         <span class=lang>js</span><pre><code>码</code></pre>\
         <div class=line-numbers-wrapper aria-hidden=true>1</div></div>",
        &["码"],
    );
    blocks(
        "<figure class=highlight><table><tr><td class=gutter><pre>1</pre><td class=code><pre>码</pre>\
         </table></figure>",
        &["码"],
    );
    blocks("<main><span class=lang>说</span><p class=sr-only>隐", &["说"]);
}

#[test]
fn a_page_says_its_language_date_image_and_description() {
    let found = page(
        "<html lang=zh-Hant><meta name=description content=摘要><meta property=og:image content=/a.png>\
         <meta property='article:published_time' content=2024-05-07><main>船<time datetime=2020></time>",
    );
    let document = &found.document;
    assert_eq!(document.lang.as_deref(), Some("zh-Hant"));
    assert_eq!(document.date.as_deref(), Some("2024-05-07"));
    let meta: Vec<_> = document.meta.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(meta, [("description", "摘要"), ("image", "/a.png")]);
    for (html, date) in [
        (
            "<script type=application/ld+json>{\"@graph\":[{\"datePublished\":\"2023-01-02\"}]}</script>",
            "2023-01-02",
        ),
        ("<script type=application/ld+json>{broken</script><meta name=date content=2022>", "2022"),
        ("<time>昨天</time><time datetime=2021-01-01>", "2021-01-01"),
        ("<span data-midu-meta='date:2019'>", "2019"),
    ] {
        assert_eq!(page(html).document.date.as_deref(), Some(date), "{html}");
    }
    assert_eq!(page("<main>船<img src=b.png></main>").document.meta["image"], "b.png");
}

#[test]
fn attributes_of_midu_and_of_pagefind_mean_the_same() {
    for name in ["midu", "pagefind"] {
        let html = "<body><div data-X-body><h1>题</h1><p data-X-weight=2.5>重</p><p>轻</p>\
            <p data-X-ignore>隐<i data-X-meta=作者>甲</i></p>\
            <p data-X-ignore=all>隐<i data-X-meta=不>乙</i></p>\
            <img data-X-meta='image[src], image_alt[alt]' src=a.png alt=图 title=题图 data-X-index-attrs=title>\
            <b data-X-filter=类>河</b><b data-X-filter='类:湖, 海'></b><i data-X-sort='date[datetime]' datetime=2024></i>\
            <u data-X-default-meta='作者:无名, 地:x'></u></div><p>外"
            .replace('X', name);
        let found = page(&html);
        let document = &found.document;
        assert_eq!(document.blocks, ["重", "轻", "河", "图", "题图"]);
        let meta: Vec<_> = document.meta.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(meta, [("image", "a.png"), ("image_alt", "图"), ("作者", "甲")]);
        assert_eq!(document.filters["类"], ["河", "湖, 海"]);
        assert_eq!(found.sort["date"], "2024");
        let weights: Vec<_> =
            found.weights.iter().map(|w| (w.blocks.clone(), w.hundredths)).collect();
        assert_eq!(weights, [(0..1, 250)]);
        let document = found.clone().into_document();
        assert_eq!((document.weight, document.weights), (None, found.weights));
    }
}

#[test]
fn a_weight_of_all_blocks_is_one_of_the_page() {
    let found = page("<main data-midu-weight=0.5><h1>题</h1><p>重</p><p>轻</p></main>");
    let document = found.into_document();
    assert_eq!((document.weight, document.weights), (Some(50), Vec::new()));
}

#[test]
fn one_page_that_marks_its_content_leaves_out_those_that_do_not() {
    let folder = Folder::of(&[
        ("a.html", "<p>外</p><div data-pagefind-body>船</div>"),
        ("b.html", "<p>没有"),
        ("c.html", "<article data-midu-body>桥</article>"),
    ]);
    let (pages, report) = pages(&folder, &["."]);
    assert_eq!(addresses(&pages), ["/a.html", "/c.html"]);
    assert_eq!(report.left_out.len(), 1);
    assert!(report.left_out[0].text.contains("data-midu-body"));
}

#[test]
fn pages_that_ask_for_it_are_left_out() {
    let folder = Folder::of(&[
        ("a.html", "<meta name=robots content='noindex, follow'>隐"),
        ("b.html", "<meta http-equiv=refresh content='0; url=/c/'>隐"),
        ("c/index.html", "<main>船</main>"),
        ("d.html", "<link rel=canonical href=https://x.org/c/>船"),
        ("e.html", "<link rel=canonical href=/e>船"),
        ("f.html", "<link rel=canonical href=https://x.org/new/f>船"),
        ("g.html", "<link rel=canonical href='javascript:alert(1)'>船"),
    ]);
    let (found, report) = pages(&folder, &["."]);
    assert_eq!(addresses(&found), ["/c/", "/e.html", "https://x.org/new/f", "/g.html"]);
    let reasons: Vec<&str> = report.left_out.iter().map(|w| w.text.as_str()).collect();
    assert_eq!(reasons.len(), 3);
    assert!(reasons[0].contains("noindex") && reasons[2].contains("https://x.org/c/"));
    let mut options = Options::default();
    options.canonical = false;
    let (found, _) = pages_with(&folder, &["."], options).unwrap();
    assert_eq!(found.len(), 5);
    let only = Folder::of(&[("a.html", "<meta name=robots content=none>隐")]);
    let error = pages_with(&only, &["."], Options::default()).unwrap_err();
    assert_eq!(error.code(), Code::NoDocuments);
    assert!(error.what().contains("left out"), "{error}");
}

#[test]
fn lists_of_other_pages_are_left_out() {
    let entry = |url: &str, title: &str| {
        format!("<article><h1><a href='{url}'>{title}</a></h1><p>{title}的开头</article>")
    };
    let list = entry("/a/", "渡口") + &entry("/b/", "茶馆");
    let own = "<article><h1><a href='/post.html'>渡口</a></h1>船</article>".to_owned();
    let folder = Folder::of(&[
        ("index.html", format!("<title>首页</title><main>{list}</main>")),
        ("archive.html", format!("<title>旧文</title><section>{list}</section>")),
        ("marked.html", format!("<title>旧文</title><main>{list}</main>")),
        ("around.html", format!("<title>合集</title><main><p>{}</p>{list}", "书里的话".repeat(20))),
        ("post.html", own + "<article>评论</article>"),
    ]);
    let (found, report) = pages(&folder, &["."]);
    let listed: Vec<_> =
        found.iter().map(|p| (p.document.url.as_str(), p.document.title.as_str())).collect();
    assert_eq!(listed, [("/around.html", "合集"), ("/post.html", "渡口")]);
    assert_eq!(report.left_out.len(), 3);
    let marked = page(&format!("<title>旧文</title><main data-midu-body>{list}</main>"));
    assert_eq!(marked.document.title, "旧文", "of several articles none gives the title");
}

#[test]
fn labels_and_marks_of_encodings_are_followed() {
    use encoding_rs::{BIG5, GB18030};
    let text = "<title>渡口</title><main>早上六點的船</main>";
    for (label, encoding) in [("gbk", GB18030), ("gb2312", GB18030), ("big5", BIG5)] {
        for head in [
            format!("<meta charset={label}>"),
            format!("<META http-equiv=Content-Type content=\"text/html; charset={label}\">"),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            let folder = Folder::of(&[("a.html", [head.as_bytes(), &bytes].concat())]);
            let (found, _) = pages(&folder, &["."]);
            assert_eq!(found[0].document.title, "渡口", "{head}");
            assert_eq!(found[0].document.blocks, ["早上六點的船"]);
        }
    }
    let wrong = format!("<meta charset=gbk>{text}");
    assert_eq!(page(&wrong).document.title, "渡口", "whole UTF-8 is UTF-8 whatever it says");
    let utf16: Vec<u8> =
        std::iter::once(0xFEFF_u16).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let folder = Folder::of(&[("a.html", utf16)]);
    assert_eq!(pages(&folder, &["."]).0[0].document.title, "渡口");
}

fn addresses(pages: &[Page]) -> Vec<&str> {
    pages.iter().map(|page| page.document.url.as_str()).collect()
}
