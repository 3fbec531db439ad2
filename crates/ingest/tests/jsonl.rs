//! JSON lines: the fields of a document, and what a broken line is told.

mod shared;

use midu_ingest::Code;
use shared::{Folder, one};

#[test]
fn a_line_fills_all_fields() {
    let line = r#"{"url":"/渡","title":"渡口","text":"船到\n\n了。","id":7,"date":"2024-05-07","lang":"zh",
        "meta":{"作者":"甲","n":1.5,"b":true,"none":null},"filters":{"类":"河","年":[2023,"2024"]},
        "weight":2.5}"#
        .replace('\n', " ");
    let (document, warnings) = one("a.jsonl", line);
    assert_eq!((document.url.as_str(), document.title.as_str()), ("/渡", "渡口"));
    assert_eq!(document.blocks, ["船到\n\n了。"]);
    assert_eq!(document.id.as_deref(), Some("7"));
    assert_eq!(document.date.as_deref(), Some("2024-05-07"));
    assert_eq!(document.lang.as_deref(), Some("zh"));
    let meta: Vec<_> = document.meta.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(meta, [("b", "true"), ("n", "1.5"), ("作者", "甲")]);
    assert_eq!(document.filters["类"], ["河"]);
    assert_eq!(document.filters["年"], ["2023", "2024"]);
    assert_eq!(document.weight, Some(250));
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn optional_fields_may_be_missing_or_null() {
    for line in [
        r#"{"url":"a","text":"船"}"#,
        r#"{"url":"a","text":"船","title":null,"id":null,"date":null,"lang":null,"meta":null,"filters":null,"weight":null}"#,
    ] {
        let (document, warnings) = one("a.jsonl", line);
        assert_eq!((document.title.as_str(), document.id, document.weight), ("", None, None));
        assert_eq!(document.blocks, ["船"]);
        assert_eq!(warnings, [""; 0]);
    }
}

#[test]
fn blank_lines_are_skipped_and_other_fields_named_once() {
    let text = "\u{FEFF}\n{\"url\":\"a\",\"text\":\"船\",\"author\":{\"x\":[1]}}\r\n \r\n\
                {\"url\":\"b\",\"text\":\"\",\"author\":2,\"z\":1}";
    let folder = Folder::of(&[("a.jsonl", text)]);
    let (documents, report) = folder.read_file("a.jsonl").unwrap();
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[1].blocks.len(), 0);
    let seen: Vec<_> =
        report.warnings.iter().map(|w| (w.line, w.text.contains("is not used"))).collect();
    assert_eq!(seen, [(Some(2), true), (Some(4), true)]);
}

#[test]
fn a_broken_line_is_named_with_line_column_reason_and_help() {
    let cases: [(&str, u64, &str); 14] = [
        (r#"{"url":"a","text":"船"#, 20, "EOF while parsing a string"),
        (r#"{"url":"a","text":"船"} x"#, 23, "trailing characters"),
        (r#"{"url":"船" "text":"船"}"#, 12, "expected `,` or `}`"),
        (r#"{"title":"a","text":"船"}"#, 24, "missing field `url`"),
        (r#"{"url":"a","title":"题"}"#, 23, "missing field `text`"),
        (r#"{"url":null,"text":"船"}"#, 11, "invalid type: null, expected a string"),
        (r#"{"url":"a","text":["船"]}"#, 19, "invalid type: sequence, expected a string"),
        (r#"{"url":"  ","text":"船"}"#, 1, "its `url` is empty"),
        (r#"{"url":"a","url":"b","text":""}"#, 16, "duplicate field `url`"),
        (r#"{"url":"a","text":"","id":[1]}"#, 29, "a string, a number, true or false"),
        (r#"{"url":"a","text":"","filters":{"a":{}}}"#, 38, "a string or a list of strings"),
        (r#"{"url":"a","text":"\ud800"}"#, 26, "hex escape"),
        ("[1]", 1, "an object such as"),
        ("船", 1, "expected value"),
    ];
    for (line, column, reason) in cases {
        let folder =
            Folder::of(&[("坏.jsonl", format!("{{\"url\":\"0\",\"text\":\"\"}}\n\n{line}\n"))]);
        let error = folder.read_file("坏.jsonl").unwrap_err();
        assert_eq!(error.code(), Code::BrokenLine);
        assert!(error.what().contains(reason), "{line}: {error}");
        assert!(!error.what().contains(" at line "), "{error}");
        let place = error.place().rsplit_once("坏.jsonl:").unwrap().1;
        let (at, found) = place.split_once(':').unwrap();
        assert_eq!(at, "3", "{error}");
        let off = found.parse::<u64>().unwrap().abs_diff(column);
        assert!(off <= 1, "{line}: column {found}, wanted about {column}");
        assert!(error.help().contains("\"url\""));
    }
}

#[test]
fn nul_in_an_escape_becomes_the_replacement_character() {
    let (document, warnings) = one("a.jsonl", r#"{"url":"a\u0000","text":"船\u0000"}"#);
    assert_eq!((document.url.as_str(), document.blocks[0].as_str()), ("a\u{FFFD}", "船\u{FFFD}"));
    assert_eq!(warnings.len(), 1);
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let text = format!("{{\"url\":\"a\",\"text\":\"\",\"x\":{}", "[".repeat(200_000));
    let folder = Folder::of(&[("a.jsonl", text)]);
    assert_eq!(folder.read_file("a.jsonl").unwrap_err().code(), Code::BrokenLine);
}
