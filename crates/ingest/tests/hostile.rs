//! Pages made to break a reader: none does, no text is lost by it, and nothing that could run gets
//! into a document.

mod shared;

use midu_ingest::{Options, Page};
use shared::{Folder, page, pages_with};

/// Every text of a page that an index would hold.
fn texts(page: &Page) -> Vec<String> {
    let document = &page.document;
    let mut texts = vec![document.url.clone(), document.title.clone()];
    texts.extend(document.blocks.iter().cloned());
    texts.extend(document.meta.values().cloned());
    texts.extend(document.filters.values().flatten().cloned());
    texts.extend(
        page.sections.iter().flat_map(|s| [Some(s.heading.clone()), s.anchor.clone()]).flatten(),
    );
    texts.extend(page.sort.values().cloned());
    texts
}

#[test]
fn unclosed_and_crossed_tags_lose_no_text() {
    for html in [
        "<main><p>一<div>二<b>三<i>四</b>五</i><table>六<td>七<li>八</table>九",
        "<main><a href='没有关>一二三四五六七八九",
        "一</main></p></br></div>二<!-- 三 --!>四<![CDATA[五]]>六<!x>七<?y>八<//z>九",
        "<title>没有关 <main>一二三四五六七八九",
        "<<<main>>一二三<四五六 七>八九&#;&#x;&#99999999;&",
    ] {
        let found = texts(&page(html)).concat();
        assert!(found.contains('九') || html.contains("没有关"), "{html}: {found}");
        assert!(found.contains('八') || html.contains("没有关"), "{html}: {found}");
    }
}

#[test]
fn ten_thousand_nested_elements_cost_no_more_than_their_bytes() {
    for tag in ["div", "b", "a", "table", "li", "svg"] {
        let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
        let deep = 10_000;
        let closed = format!("<main>前{}中{}后</main>尾", open.repeat(deep), close.repeat(deep));
        let unclosed = format!("<main>前{}中", open.repeat(deep));
        let pairs = format!("<main>前{}中", format!("{open}{close}").repeat(deep));
        let crossed = format!("<main>前{}中", format!("{open}</i></i>").repeat(deep));
        for html in [closed, unclosed, pairs, crossed] {
            let text = page(&html).document.blocks.concat();
            assert!(text.contains('前'), "{tag}");
            assert!(text.contains('中') || tag == "svg", "{tag}: {:.80}", text);
        }
    }
}

#[test]
fn text_after_a_deep_nest_is_in_its_own_blocks() {
    let html = format!(
        "<main>{}深{}<h2 id=a>渡口</h2><p>船<p>桥</main>",
        "<div>".repeat(10_000),
        "</div>".repeat(10_000)
    );
    let found = page(&html);
    assert_eq!(found.document.blocks, ["深", "渡口", "船", "桥"]);
    assert_eq!(found.sections[0].anchor.as_deref(), Some("a"));
}

#[test]
fn nothing_that_could_run_gets_in() {
    let html = "<html lang=zh><head><title>题</title>\
        <base href='javascript:alert(1)//'><link rel=canonical href='JavaScript:alert(1)'>\
        <meta property=og:image content='data:text/html,<script>alert(1)</script>'>\
        <script>alert('脚本')</script><style>body{background:url(javascript:alert(1))}</style></head>\
        <body onload='alert(1)'><main><h2 id='a\"onclick=alert(1)'>节</h2>\
        <a href='java\tscript:alert(1)' data-midu-meta='link[href]' onclick='alert(1)'>链</a>\
        <img src=javascript:alert(1) onerror=alert(1) alt='图' data-midu-meta='pic[src]'>\
        <iframe srcdoc='<script>alert(1)</script>'><p>框</p></iframe><object data=x>物</object>\
        <svg onload=alert(1)><script>alert(1)</script><text>画</text></svg>\
        <math><mtext><script>alert(1)</script></mtext></math>\
        <template><script>alert(1)</script></template><noscript><img src=x onerror=alert(1)></noscript>\
        <textarea><script>alert(1)</script></textarea><xmp><script>alert(1)</script></xmp>\
        <p>文</p></main>";
    let found = page(html);
    for text in texts(&found) {
        for sign in ["alert", "script", "javascript", "data:", "<"] {
            // An anchor is a name; whoever makes a link of it encodes it.
            assert!(!text.contains(sign) || text == "a\"onclick=alert(1)", "{sign} in {text:?}");
        }
    }
    assert_eq!(found.document.url, "/page.html");
    assert_eq!(found.document.blocks, ["节", "链", "图", "文"]);
    assert_eq!(found.document.meta.len(), 0, "{:?}", found.document.meta);
}

#[test]
fn shown_markup_stays_text() {
    let found = page("<main><p>&lt;script&gt;alert(1)&lt;/script&gt; 是脚本</main>");
    assert_eq!(found.document.blocks, ["<script>alert(1)</script> 是脚本"]);
}

#[test]
fn nul_and_mixed_encodings_are_read() {
    let mut bytes =
        "<title>题</title><main>\0<p>早上六点，第一班船离开码头，船上坐着去对岸上学的孩子\0"
            .as_bytes()
            .to_vec();
    bytes.extend_from_slice(b"\xB4\xAC\xC0\xB4\xC1\xCB\xFF\xFE</p><p>\xE6\xA1\xA5");
    let folder = Folder::of(&[("page.html", bytes)]);
    let (found, report) = pages_with(&folder, &["page.html"], Options::default()).unwrap();
    let text = found[0].document.blocks.concat();
    assert_eq!(found[0].document.title, "题");
    assert!(text.contains('船') && text.contains('桥') && !text.contains('\0'), "{text}");
    assert!(report.warnings.iter().any(|w| w.text.contains("broken UTF-8")));
    assert!(report.warnings.iter().any(|w| w.text.contains("NUL")));
}

#[test]
fn random_bytes_with_marks_of_html_give_a_page() {
    let marks = [
        "<",
        ">",
        "</",
        "<main>",
        "<b>",
        "<table><tr>",
        "<!--",
        "-->",
        "&",
        "\"",
        "<script>",
        "<svg>",
        "<p>",
        "</p>",
        "船",
        "\0",
        "<title>",
        "<h2 id=x>",
        "]]>",
        "=",
        "<template>",
        "<a>",
    ];
    let mut state = 7_u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as usize
    };
    for _ in 0..400 {
        let html: String = (0..60).map(|_| marks[random() % marks.len()]).collect();
        page(&html);
    }
}

#[test]
fn a_page_of_50_megabytes_is_read_whole() {
    let bytes = 50 << 20;
    let piece = "<p class=x>河水<b>慢慢</b>地流，<a href='/a'>船</a>在桥下等着。</p><ul><li>一<li>二</ul>\n";
    let html = format!("<title>题</title><main>{}<p>尾", piece.repeat(bytes / piece.len()));
    let found = page(&html);
    assert_eq!(found.document.blocks.len(), 3 * (bytes / piece.len()) + 1);
    assert_eq!(found.document.blocks.last().unwrap(), "尾");
}

#[test]
fn hostile_xml_is_refused_or_read_but_never_expanded_without_end() {
    let bomb = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>\
        <!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>\
        <!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;'>]>\
        <rss><channel><item><link>/a</link><title>&f;&f;&f;</title></item></channel></rss>";
    let deep = format!("<rss><channel>{}", "<item>".repeat(20_000));
    let outside = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><rss><channel><item>\
        <link>/a</link><title>&a;</title></item></channel></rss>";
    for xml in [bomb, deep.as_str(), outside] {
        let folder = Folder::of(&[("feed.xml", xml)]);
        if let Ok((found, _)) = pages_with(&folder, &["feed.xml"], Options::default()) {
            assert!(found.iter().all(|page| page.document.title.len() < 1 << 20));
        }
    }
}

#[test]
fn hostile_json_is_refused() {
    for text in
        ["[".repeat(100_000), format!("{}1{}", "{\"items\":[".repeat(5_000), "]}".repeat(5_000))]
    {
        let folder = Folder::of(&[("a.json", text)]);
        assert!(pages_with(&folder, &["a.json"], Options::default()).is_err());
    }
}
