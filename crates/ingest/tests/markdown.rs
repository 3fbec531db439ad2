//! Markdown: which words stay, where blocks end, what the title is.

mod shared;

use shared::one;

#[track_caller]
fn blocks(markdown: &str, wanted: &[&str]) {
    let (document, _) = one("file.md", format!("# 题\n\n{markdown}"));
    let found: Vec<&str> = document.blocks.iter().map(|block| block.trim()).collect();
    assert_eq!((document.title.as_str(), found.as_slice()), ("题", wanted), "{markdown}");
}

#[test]
fn the_title_is_the_first_heading_of_the_highest_kind() {
    let cases: [(&str, &str, &[&str]); 8] = [
        ("# 渡口\n\n船", "渡口", &["船"]),
        ("前言\n\n# 渡口\n\n船", "渡口", &["前言", "船"]),
        ("## 小\n\n# 大\n\n# 又大\n\n船", "大", &["小", "又大", "船"]),
        ("### 小\n\n## 中\n\n船", "小", &["中", "船"]),
        ("渡口\n====\n\n船", "渡口", &["船"]),
        ("# **渡**口 `码`\n船", "渡口 码", &["船"]),
        ("#\n\n船", "file", &["船"]),
        ("船", "file", &["船"]),
    ];
    for (text, title, body) in cases {
        let (document, _) = one("file.md", text);
        assert_eq!(
            (document.title.as_str(), document.blocks.as_slice()),
            (title, &strings(body)[..])
        );
    }
}

fn strings(of: &[&str]) -> Vec<String> {
    of.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn a_title_in_front_matter_leaves_the_heading_out_of_the_body() {
    let (document, _) = one("a.md", "---\ntitle: 前\n---\n# 渡口\n\n船");
    assert_eq!(
        (document.title.as_str(), document.blocks.as_slice()),
        ("前", &strings(&["船"])[..])
    );
}

#[test]
fn paragraphs_stay_one_block_even_over_a_rule() {
    blocks("因地\n\n制宜", &["因地\n\n制宜"]);
    blocks("因地\n\n\n\n制宜\n新", &["因地\n\n制宜\n新"]);
    blocks("因地\n\n---\n\n制宜", &["因地\n\n制宜"]);
    blocks("因地  \n制宜\\\n新", &["因地\n制宜\n新"]);
}

#[test]
fn what_a_reader_sees_as_an_end_ends_a_block() {
    blocks("一\n\n## 二\n三", &["一", "二", "三"]);
    blocks("一\n- 二\n- 三\n\n四", &["一", "二", "三", "四"]);
    blocks("1. 一\n\n   续\n\n2. 二\n   - 三\n\n四", &["一\n\n续", "二", "三", "四"]);
    blocks("- [x] 做\n- [ ] 未做", &["做", "未做"]);
    blocks("一\n> 二\n>\n> 三\n\n四", &["一", "二\n\n三", "四"]);
    blocks("一\n\n```rust\nlet 二 = 1;\n\n三\n```\n\n四", &["一", "let 二 = 1;\n\n三", "四"]);
    blocks("一\n\n    码\n\n二", &["一", "码", "二"]);
    blocks("| 甲 | 乙 |\n|---|---|\n| 丙 | **丁** |\n\n戊", &["甲", "乙", "丙", "丁", "戊"]);
    blocks("一[^n]二\n\n[^n]: 注\n\n三", &["一二", "注", "三"]);
}

#[test]
fn inline_markup_goes_and_words_stay() {
    blocks("*一* **二** ~~三~~ `四` [五](http://x) ![六](y.png)", &["一 二 三 四 五 六"]);
    blocks(
        "<https://example.org/甲> 与 [引][r]\n\n[r]: http://x",
        &["https://example.org/甲 与 引"],
    );
    blocks("因<b>地</b>制<br>宜 &amp; &#x4E2D; \\*", &["因地制\n宜 & 中 *"]);
}

#[test]
fn emphasis_beside_chinese_punctuation_is_emphasis() {
    blocks("**“觅渡”**新语 与**《日报》**的**“船”**", &["“觅渡”新语 与《日报》的“船”"]);
    blocks("因**地，**制 2 ** 3 ** 4 `a**，**b`", &["因地，制 2 ** 3 ** 4 a**，**b"]);
    blocks("一**，\n\n二**，三", &["一**，\n\n二**，三"]);
}

#[test]
fn headings_become_sections() {
    let text = "---\nlayout: post\n---\n# 题\n前\n\n## 一 {#a}\n文\n\n<h3 id=\"b\">二</h3>\n\n### **三** `码`\n#\n";
    let folder = shared::Folder::of(&[("a.md", text)]);
    let (pages, _) = shared::pages(&folder, &["a.md"]);
    let seen: Vec<_> = pages[0]
        .sections
        .iter()
        .map(|s| (s.heading.as_str(), s.level, s.anchor.as_deref(), s.first_block))
        .collect();
    assert_eq!(seen, [("一", 2, Some("a"), 1), ("二", 3, Some("b"), 3), ("三 码", 3, None, 4)]);
    assert_eq!(pages[0].document.blocks, ["前", "一", "文", "二", "三 码"]);
}

#[test]
fn containers_shortcodes_and_readings_give_their_words() {
    blocks("一\n::: tip 提示\n二\n:::\n三", &["一\n\n提示\n\n二\n\n三"]);
    blocks("{{< figure src=\"a.png\" caption=\"船\" >}}", &["船"]);
    blocks("<ruby>觅<rt>mi</rt>渡<rt>du</rt></ruby>口", &["觅渡口"]);
    blocks("> [!NOTE]\n> 注意", &["注意"]);
    blocks("!!! note \"提示\"\n    二\n", &["提示\n\n二"]);
}

#[test]
fn html_blocks_give_their_visible_text() {
    blocks("<div>一<b>二</b></div>\n\n三", &["一二", "三"]);
    blocks("<table><tr><td>甲</td><td>乙</td></tr></table>", &["甲", "乙"]);
    blocks("<p>一 &lt; 二&nbsp;&unknown; 三 & 四<br/>五", &["一 < 二\u{A0}&unknown; 三 & 四\n五"]);
    blocks("<!-- 隐\n\n藏 -->\n\n一", &["一"]);
    blocks("<script>\nlet 隐 = '<b>';\n</script>\n\n一", &["一"]);
    blocks("<div>\n3 < 5 年\n</div>", &["3 < 5 年"]);
    blocks("<details>\n<summary>摘</summary>\n\n文\n\n</details>", &["摘", "文"]);
    blocks("<style>\n没有关", &[]);
    blocks("<div title=\"没有关", &[]);
}
