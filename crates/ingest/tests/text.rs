//! Plain text and front matter: title, fields and the one block.

mod shared;

use shared::one;

#[test]
fn the_title_is_the_first_line_with_a_letter_or_digit() {
    let long = "长".repeat(101);
    let just = "长".repeat(100);
    let cases: [(&str, &str, &str); 12] = [
        ("渡口\n船到了。", "渡口", "\n船到了。"),
        ("\n\n  渡口  \r\n船到了。", "渡口", "\n\n\r\n船到了。"),
        ("# 渡口\n船", "渡口", "\n船"),
        ("## 渡口 #\n船", "渡口 #", "\n船"),
        ("——\n· 渡口\n船", "· 渡口", "——\n\n船"),
        ("2024\n船", "2024", "\n船"),
        ("渡口\r船", "渡口", "\r船"),
        ("渡口\x0C船", "渡口", "\x0C船"),
        ("渡口\n渡口\n船", "渡口", "\n渡口\n船"),
        ("因地\n\n制宜", "因地", "\n\n制宜"),
        (&format!("{just}\n船"), &just, "\n船"),
        (&format!("{long}\n船"), "file", &format!("{long}\n船")),
    ];
    for (text, title, body) in cases {
        let (document, warnings) = one("file.txt", text);
        assert_eq!(document.title, title);
        assert_eq!(document.blocks, [body], "{text:?}");
        assert_eq!(warnings, [""; 0]);
    }
}

#[test]
fn a_file_without_text_is_a_document_all_the_same() {
    for (text, title) in
        [("", "file"), (" \n　", "file"), ("渡口\n", "渡口"), ("---\ntitle: 渡口\n---\n", "渡口")]
    {
        let (document, warnings) = one("file.txt", text);
        assert_eq!((document.title.as_str(), document.blocks.len()), (title, 0));
        assert_eq!(warnings.len(), usize::from(title == "file"));
    }
    let (document, _) = one("file.txt", "……\n");
    assert_eq!((document.title.as_str(), document.blocks.len()), ("file", 1));
}

#[test]
fn yaml_front_matter_fills_the_fields() {
    let text = "---\ntitle: \"渡口：一\"\ndate: 2024-05-07 16:43:38 +0800\nlang: no\nversion: 1.10\n\
                code: 007\ndraft: false\nempty:\nnothing: null\nword: \"null\"\ntags: [船, 河]\n\
                nested:\n  title: 不是\nlist:\n  - title: 也不是\nlast: 末\n---\n正文第一行\n";
    for name in ["a.txt", "a.md"] {
        let (document, warnings) = one(name, text);
        assert_eq!(document.title, "渡口：一");
        assert_eq!(document.date.as_deref(), Some("2024-05-07 16:43:38 +0800"));
        assert_eq!(document.lang.as_deref(), Some("no"));
        let meta: Vec<_> = document.meta.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let wanted = [
            ("code", "007"),
            ("draft", "false"),
            ("last", "末"),
            ("version", "1.10"),
            ("word", "null"),
        ];
        assert_eq!(meta, wanted);
        assert_eq!(document.blocks[0].trim(), "正文第一行");
        assert_eq!(warnings, [""; 0]);
    }
}

#[test]
fn toml_front_matter_fills_the_fields() {
    let text = "+++\r\ntitle = '渡口'\r\ndate = 2024-05-07T16:43:38+08:00\r\nweight = 3\r\n\
                tags = ['船']\r\n[extra]\r\ntitle = '不是'\r\n+++\r\n正文";
    let (document, warnings) = one("a.txt", text);
    assert_eq!(document.title, "渡口");
    assert_eq!(document.date.as_deref(), Some("2024-05-07T16:43:38+08:00"));
    assert_eq!(document.meta.len(), 1);
    assert_eq!(document.meta["weight"], "3");
    assert_eq!(document.blocks, ["正文"]);
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn front_matter_without_a_title_leaves_the_first_line_to_be_it() {
    let (document, _) = one("a.txt", "---\nlang: zh-Hant\n---\n\n渡口\n船");
    assert_eq!((document.title.as_str(), document.lang.as_deref()), ("渡口", Some("zh-Hant")));
    assert_eq!(document.blocks[0].trim(), "船");
}

#[test]
fn what_is_no_front_matter_stays_text() {
    let cases = [
        ("---\n一条线\n\n再一条\n---\n正文", 1),
        ("---\ntitle: [没有关\n---\n正文", 1),
        ("+++\ntitle 渡口\n+++\n正文", 1),
        ("---\ntitle: 没有关", 0),
        ("--- 破折\ntitle: 渡口\n---\n", 0),
        ("正文\n---\ntitle: 渡口\n---\n", 0),
    ];
    for (text, count) in cases {
        let (document, warnings) = one("file.txt", text);
        let kept = format!("{}{}", document.title, document.blocks.concat());
        for part in text.split_whitespace() {
            assert!(kept.contains(part), "{text:?} lost {part:?}");
        }
        assert_eq!(warnings.len(), count, "{warnings:?}");
        assert!(warnings.iter().all(|warning| warning.starts_with("line 1: its front matter")));
    }
}

#[test]
fn yaml_aliases_are_not_expanded() {
    let mut text = String::from("---\na0: &a0 [x, x]\n");
    for n in 1..60 {
        text.push_str(&format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}]\n", n - 1));
    }
    text.push_str("title: &t 渡口\nother: *t\nlast: 末\n---\n船");
    let (document, _) = one("a.txt", text);
    assert_eq!(document.title, "渡口");
    assert_eq!((document.meta.len(), document.meta["last"].as_str()), (1, "末"));
}
