//! Bytes in any encoding become the same text, and the report says what was done.

mod shared;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS};
use shared::one;

const SIMPLIFIED: &str = "渡口\n早上六点，第一班船离开码头，船上坐着去对岸上学的孩子和卖菜的人。河面很宽，\
                          雾散得慢，船夫先敲三下铃，再慢慢把船头转向下游。";
const TRADITIONAL: &str = "渡口\n早上六點，第一班船離開碼頭，船上坐著去對岸上學的孩子和賣菜的人。河面很寬，\
                           霧散得慢，船夫先敲三下鈴，再慢慢把船頭轉向下游。";
const JAPANESE: &str = "渡し場\n朝の六時に最初の船が出ます。川の霧はゆっくりと晴れていきます。";
const KOREAN: &str = "나루터\n아침 여섯 시에 첫 배가 떠납니다. 강의 안개는 천천히 걷힙니다.";

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units
        .flat_map(|unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
        .collect()
}

#[test]
fn legacy_encodings_are_detected_and_noted() {
    let cases: [(&'static Encoding, &str, &str); 4] = [
        (GB18030, SIMPLIFIED, "gb18030"),
        (BIG5, TRADITIONAL, "Big5"),
        (SHIFT_JIS, JAPANESE, "Shift_JIS"),
        (EUC_KR, KOREAN, "EUC-KR"),
    ];
    for (encoding, text, name) in cases {
        let (bytes, _, unmappable) = encoding.encode(text);
        assert!(!unmappable);
        let (document, warnings) = one("a.txt", &bytes);
        let (title, body) = text.split_once('\n').unwrap();
        assert_eq!((document.title.as_str(), document.blocks[0].trim()), (title, body), "{name}");
        assert_eq!(warnings, [format!("decoded from {name}")]);
    }
}

#[test]
fn gb18030_reaches_beyond_gbk() {
    let text = format!("{SIMPLIFIED}𠀀𪚥㐀");
    let (document, _) = one("a.txt", GB18030.encode(&text).0);
    assert!(document.blocks[0].ends_with("𠀀𪚥㐀"));
}

#[test]
fn a_long_run_of_ascii_before_the_first_han_does_not_hide_the_encoding() {
    let mut bytes = "plain words\n".repeat(200_000).into_bytes();
    bytes.extend_from_slice(&GB18030.encode(SIMPLIFIED).0);
    let (document, warnings) = one("a.txt", bytes);
    assert!(document.blocks[0].contains("第一班船离开码头"));
    assert_eq!(warnings, ["decoded from gb18030"]);
}

#[test]
fn byte_order_marks_decide_and_vanish() {
    let marked = [b"\xEF\xBB\xBF", SIMPLIFIED.as_bytes()].concat();
    for (bytes, note) in [
        (marked, None),
        (utf16(SIMPLIFIED, true), Some("decoded from UTF-16LE")),
        (utf16(SIMPLIFIED, false), Some("decoded from UTF-16BE")),
    ] {
        let (document, warnings) = one("a.txt", bytes);
        assert_eq!(document.title, "渡口");
        assert_eq!(warnings, note.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn damaged_utf8_is_mended_counted_and_placed() {
    let cases: [(&[u8], &str, &str); 4] = [
        ("题\n船到了。".as_bytes(), "船到了。", ""),
        (
            b"\xE9\xA2\x98\n\xE8\x88\xB9\xFF\xE5\x88\xB0",
            "船\u{FFFD}到",
            "byte 7: 1 broken UTF-8 sequence ",
        ),
        (b"\xE9\xA2\x98\n\xE8\x88\xB9\xE5\x88", "船\u{FFFD}", "byte 7: 1 broken UTF-8 sequence "),
        (
            b"\xEF\xBB\xBF\xE9\xA2\x98\n\xFF\xE8\x88\xB9\xFF\xFF",
            "\u{FFFD}船\u{FFFD}\u{FFFD}",
            "byte 7: 3 broken UTF-8 sequences ",
        ),
    ];
    for (bytes, body, warning) in cases {
        let (document, warnings) = one("a.txt", bytes);
        assert_eq!(document.title, "题");
        assert_eq!(document.blocks[0].trim(), body);
        assert_eq!(warnings.len(), usize::from(!warning.is_empty()), "{warnings:?}");
        assert!(warnings.iter().all(|found| found.starts_with(warning)), "{warnings:?}");
    }
}

#[test]
fn nul_becomes_the_replacement_character() {
    let (document, warnings) = one("a.txt", "题\n船\0到\0");
    assert_eq!(document.blocks[0].trim(), "船\u{FFFD}到\u{FFFD}");
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].starts_with("byte 7: 2 NUL"), "{warnings:?}");
}

#[test]
fn any_bytes_give_a_document() {
    let mut state = 1_u32;
    for length in [1, 2, 3, 7, 100, 5_000] {
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let bytes: Vec<u8> = (0..length).map(|_| random()).collect();
        for name in ["a.txt", "a.md"] {
            one(name, &bytes);
        }
    }
}
