//! A page of a newspaper -> its articles. Plain text knows no borders between them, but newspapers
//! write their openings alike:
//!
//! 1. A **dateline** opens the text of an article: 本报讯, 本报北京5月6日电, 新华社…电, and the same in
//!    Traditional characters. A **byline** of its own line does so too: 本报评论员, □本报记者 姜某.
//! 2. The short lines right before it, at most four of forty characters and none of them a sentence,
//!    are its **headline**. An opening without one is no border.
//! 3. Two such openings make a page. On a page, a short line after two empty ones, with one to three
//!    paragraphs and a credit (某某 摄) below, is an article as well: a photograph with its text.
//!
//! Everything else is one article. Nothing is lost: what stands before the first headline goes to the
//! first article.

use std::ops::Range;

/// Characters of the longest headline line.
const LONGEST: usize = 40;

/// Lines of the longest headline.
const LINES: usize = 4;

/// One article of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Article {
    pub(crate) headline: String,
    pub(crate) body: String,
    /// The line of the headline, from 1.
    pub(crate) line: u64,
}

/// Cuts a page apart; nothing where the text is no page of several articles.
pub(crate) fn cut(text: &str) -> Option<Vec<Article>> {
    // Most text has none of these, and long text need not be looked at by lines then.
    if !["讯", "訊", "电", "電", "记者", "記者", "评论员", "評論員"]
        .iter()
        .any(|m| text.contains(m))
    {
        return None;
    }
    let lines = lines(text);
    let mut headlines = Vec::new();
    for at in 0..lines.len() {
        if let Some(headline) = headline_before(&lines, at)
            && headlines.last().is_none_or(|last: &Range<usize>| last.end <= headline.start)
        {
            headlines.push(headline);
        }
    }
    if headlines.len() < 2 {
        return None;
    }
    headlines.extend((0..lines.len()).filter_map(|at| photograph(&lines, at)));
    headlines.sort_by_key(|headline| headline.start);
    headlines.dedup_by(|next, before| next.start < before.end);
    Some(articles(text, &lines, &headlines))
}

/// A line that is not empty.
struct Line<'a> {
    text: &'a str,
    range: Range<usize>,
    number: u64,
    /// Empty lines before it.
    gap: usize,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let (mut at, mut gap) = (0, 0);
    for (line, number) in text.split_inclusive('\n').zip(1..) {
        let range = at..at + line.len();
        at = range.end;
        let line = line.trim();
        if line.is_empty() {
            gap += 1;
        } else {
            found.push(Line { text: line, range, number, gap });
            gap = 0;
        }
    }
    found
}

/// The lines of the headline, if this line opens an article.
fn headline_before(lines: &[Line<'_>], at: usize) -> Option<Range<usize>> {
    let line = lines.get(at)?;
    if !is_dateline(line.text) && !is_byline(line.text) {
        return None;
    }
    let is_short = |number: &usize| lines.get(*number).is_some_and(|line| is_headline(line.text));
    let count = (0..at).rev().take(LINES).take_while(is_short).count();
    if count == 0 {
        return None;
    }
    let start = at - count;
    // Where the text before breaks off inside a sentence, short lines may be its lines.
    let ended = start == 0 || lines.get(start - 1).is_some_and(|line| ends_sentence(line.text));
    Some(if ended { start..at } else { at - 1..at })
}

/// The headline of a photograph, if this line is its credit.
fn photograph(lines: &[Line<'_>], at: usize) -> Option<Range<usize>> {
    if !is_credit(lines.get(at)?.text) {
        return None;
    }
    let sentences = (0..at).rev().take(3).take_while(|number| {
        lines.get(*number).is_some_and(|line| line.text.contains('。') && !is_dateline(line.text))
    });
    let first = at - sentences.count();
    let headline = first.checked_sub(1).filter(|_| first < at)?;
    let line = lines.get(headline)?;
    (line.gap >= 2 && is_headline(line.text)).then_some(headline..first)
}

fn articles(text: &str, lines: &[Line<'_>], headlines: &[Range<usize>]) -> Vec<Article> {
    let start = |headline: &Range<usize>| {
        lines.get(headline.start).map_or(text.len(), |line| line.range.start)
    };
    let mut found = Vec::new();
    for (number, headline) in headlines.iter().enumerate() {
        let from = if number == 0 { 0 } else { start(headline) };
        let to = headlines.get(number + 1).map_or(text.len(), start);
        let of_headline = lines.get(headline.clone()).unwrap_or_default();
        let end = of_headline.last().map_or(from, |line| line.range.end);
        let before = text.get(from..start(headline)).unwrap_or_default();
        let after = text.get(end..to).unwrap_or_default();
        found.push(Article {
            headline: joined(of_headline),
            body: format!("{before}{after}"),
            line: of_headline.first().map_or(1, |line| line.number),
        });
    }
    found
}

/// The lines of a headline as they are cited: one after the other, a space between them unless a dash
/// is there already.
fn joined(lines: &[Line<'_>]) -> String {
    let mut text = String::new();
    for line in lines {
        if !text.is_empty() && !text.ends_with('—') && !line.text.starts_with('—') {
            text.push(' ');
        }
        text.push_str(line.text);
    }
    text
}

/// What opens a line besides words.
fn bare(line: &str) -> &str {
    line.trim_start_matches(|c: char| c.is_whitespace() || "□■●○◆◇▲△◎★☆".contains(c))
}

fn is_dateline(line: &str) -> bool {
    let line = bare(line);
    let opened = ["本报", "本報", "本刊", "本台", "本臺", "本网", "本網", "本站"];
    let agencies = ["新华社", "新華社", "据新华社", "據新華社", "中新社", "中新网", "中新網"];
    let Some(rest) = opened.iter().chain(&agencies).find_map(|word| line.strip_prefix(word)) else {
        return false;
    };
    let mut characters = rest.chars().take(20);
    for c in characters.by_ref() {
        match c {
            '讯' | '訊' | '电' | '電' => break,
            '，' | '。' | ',' | '、' | '；' | '：' => return false,
            _ => {}
        }
    }
    // 本报电话 is no dateline, and neither is a line that ends here.
    let follows = |c: char| c.is_whitespace() || "(（:：“记記通".contains(c);
    characters.next().is_some_and(follows)
}

fn is_byline(line: &str) -> bool {
    const OPENINGS: [&str; 14] = [
        "本报评论员",
        "本報評論員",
        "本报特约评论员",
        "本報特約評論員",
        "本报记者",
        "本報記者",
        "本报通讯员",
        "本報通訊員",
        "特约记者",
        "特約記者",
        "记者 ",
        "記者 ",
        "通讯员 ",
        "通訊員 ",
    ];
    let line = bare(line);
    line.chars().count() <= 24
        && OPENINGS.iter().any(|opening| line.starts_with(opening))
        && !line.contains(['，', '。', ',', '；', '：', '!', '！', '？'])
        && !is_credit(line)
}

/// 徐某 摄, and the same of drawings.
fn is_credit(line: &str) -> bool {
    let count = line.chars().count();
    let ends = ["摄", "攝", "摄影", "攝影", "供图", "供圖", "绘", "繪"];
    (3..=24).contains(&count)
        && ends.iter().any(|end| line.ends_with(end))
        && !line.contains(['。', '，', ',', '！', '？'])
}

fn is_headline(line: &str) -> bool {
    let count = line.chars().take(LONGEST + 1).count();
    (2..=LONGEST).contains(&count)
        && line.contains(char::is_alphanumeric)
        && !line.contains(['。', '；', ';'])
        && !line.ends_with(['，', ',', '、', '：', ':'])
        && !line.starts_with(['(', '（'])
        && !is_credit(line)
        && !is_dateline(line)
        && !is_byline(line)
}

fn ends_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(['”', '’', '」', '』', ')', '）', '"']);
    bare.ends_with(['。', '！', '？', '!', '?', '…']) || is_credit(line)
}

#[cfg(test)]
mod tests {
    use super::{is_byline, is_credit, is_dateline, is_headline};

    #[test]
    fn datelines_bylines_credits_and_headlines_are_told_apart() {
        for line in [
            "本报讯(记者 甲) 昨天",
            "本报讯 昨天",
            "本報訊（記者甲）",
            "■ 本报讯 昨",
            "本报北京5月6日电 昨天",
            "新华社北京5月6日电（记者甲）",
            "据新华社电 今天",
            "本网讯:今",
        ] {
            assert!(is_dateline(line), "{line}");
        }
        for line in
            ["本报讯", "本报电话 123", "本报评论员", "本报订阅，电子版 x", "昨天，本报讯 x", "讯 x"]
        {
            assert!(!is_dateline(line), "{line}");
        }
        for line in ["本报评论员", "□本报记者 甲", "记者 甲 乙", "通讯员 丙"] {
            assert!(is_byline(line) && !is_headline(line), "{line}");
        }
        for line in ["本报记者 甲 摄", "记者了解到", "记者 甲，乙", "评论员"] {
            assert!(!is_byline(line), "{line}");
        }
        assert!(is_credit("甲乙 摄") && !is_credit("桥上。 甲乙 摄") && !is_credit("摄"));
        for line in ["渡口今年不停船", "——渡口的一天(1)", "首单!"] {
            assert!(is_headline(line), "{line}");
        }
        let long = "长".repeat(41);
        for line in ["船到了。", "船，", "甲乙 摄", "(上接一版)", "——", long.as_str()]
        {
            assert!(!is_headline(line), "{line}");
        }
    }
}
