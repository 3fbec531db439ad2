//! A region of text and what was found in it -> a short piece in the original script with marks.

use crate::Marked;
use crate::fold::{BREAK, is_cjk};
use std::ops::Range;

/// Width of an excerpt in halves of a Han character: about 56 Han.
const WIDTH: usize = 112;
/// Width before the first mark, at most.
const BEFORE: usize = 36;
/// How far an end may move back to the end of a clause.
const SLACK: usize = 28;
/// Stands for what was left out.
const ELLIPSIS: char = '…';

/// Joins marks that overlap; those that only touch stay apart; `marks` ascend.
pub(crate) fn merge(marks: impl IntoIterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for mark in marks.into_iter().filter(|mark| !mark.is_empty()) {
        match merged.last_mut() {
            Some(last) if mark.start < last.end => last.end = last.end.max(mark.end),
            _ => merged.push(mark),
        }
    }
    merged
}

/// A part of a text that an excerpt may show, whether the text goes on at its ends, and whether a
/// block starts where the text at hand does.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    pub(crate) bytes: Range<usize>,
    pub(crate) more_before: bool,
    pub(crate) more_after: bool,
    pub(crate) at_block_start: bool,
}

/// The excerpt of a window around the mark that ends after `focus` bytes.
pub(crate) fn excerpt(text: &str, window: &Window, marks: &[Range<usize>], focus: usize) -> Marked {
    show(text, window, extent(text, window, marks, focus), marks)
}

/// The bytes that such an excerpt shows.
pub(crate) fn extent(
    text: &str,
    window: &Window,
    marks: &[Range<usize>],
    focus: usize,
) -> Range<usize> {
    let body = &window.bytes;
    let focus_mark = marks.iter().find(|mark| mark.end > focus).cloned();
    let around = focus_mark.unwrap_or(focus.clamp(body.start, body.end)..focus);
    let start = window_start(text, window, around.start);
    start..window_end(text, window, start, around.end)
}

/// These bytes as they are shown, with what is marked in them.
pub(crate) fn show(
    text: &str,
    window: &Window,
    Range { start, end }: Range<usize>,
    marks: &[Range<usize>],
) -> Marked {
    let body = &window.bytes;
    let mut out = Builder::new(marks);
    let cut_before = start > body.start || window.more_before;
    if cut_before && !starts_block(text, start, window.at_block_start) {
        out.text.push(ELLIPSIS);
    }
    out.push(text, start..end);
    if window.more_after || !text[end..body.end].trim_matches(is_gap).is_empty() {
        out.text.push(ELLIPSIS);
    }
    Marked { text: out.text, marks: out.marks }
}

fn is_gap(c: char) -> bool {
    c == BREAK || c.is_whitespace()
}

fn starts_block(text: &str, at: usize, at_block_start: bool) -> bool {
    let before = text[..at].trim_end_matches(char::is_whitespace);
    before.ends_with(BREAK) || (before.is_empty() && at_block_start)
}

const fn width(c: char) -> usize {
    if is_cjk(c) { 2 } else { 1 }
}

const fn ends_clause(c: char) -> bool {
    matches!(
        c,
        '。' | '！'
            | '？'
            | '；'
            | '，'
            | '：'
            | '!'
            | '?'
            | ';'
            | '\n'
            | BREAK
            | '」'
            | '”'
            | '》'
    )
}

/// Goes back from the mark: to the block's start if near, else to the last clause end that leaves
/// something before the mark, else as far as allowed.
fn window_start(text: &str, window: &Window, mark: usize) -> usize {
    let (mut start, mut used, mut clause) = (mark, 0, None);
    let first = window.bytes.start;
    for (offset, c) in text[first.min(mark)..mark].char_indices().rev() {
        used += width(c);
        if c == BREAK {
            return start;
        }
        if used > BEFORE {
            return clause.unwrap_or(start);
        }
        if ends_clause(c) && used > 8 {
            clause = Some(start);
        }
        start = first + offset;
    }
    if window.more_before { clause.unwrap_or(start) } else { start }
}

/// Goes on to the full width, then back to a clause end if one is near.
fn window_end(text: &str, window: &Window, start: usize, mark_end: usize) -> usize {
    let body = &window.bytes;
    let (mut used, mut clause) = (0, None);
    let stop = mark_end.clamp(start, body.end);
    for (offset, c) in text[start..body.end].char_indices() {
        let place = start + offset;
        if place >= stop && used + width(c) > WIDTH {
            return clause.unwrap_or(place);
        }
        used += width(c);
        let next = place + c.len_utf8();
        if ends_clause(c) && next >= stop && used + SLACK >= WIDTH {
            clause = Some(next);
        }
    }
    if window.more_after { clause.unwrap_or(body.end) } else { body.end }
}

/// Copies text, settles white space as the fold does, carries marks along.
struct Builder<'a> {
    text: String,
    marks: Vec<Range<usize>>,
    wanted: &'a [Range<usize>],
}

impl<'a> Builder<'a> {
    const fn new(wanted: &'a [Range<usize>]) -> Self {
        Self { text: String::new(), marks: Vec::new(), wanted }
    }

    fn push(&mut self, text: &str, range: Range<usize>) {
        let mut open: Option<usize> = None;
        // What is cut at an end is no occurrence any more.
        let mut wanted =
            self.wanted.iter().filter(|m| m.start >= range.start && m.end <= range.end);
        let mut mark = wanted.next();
        let (mut gap, mut block_end) = (false, false);
        for (offset, c) in text[range.clone()].char_indices() {
            let place = range.start + offset;
            if let (Some(start), Some(current)) = (open, mark)
                && place >= current.end
            {
                self.marks.push(start..self.text.len());
                open = None;
                mark = wanted.next();
            }
            if is_gap(c) {
                gap |= !self.text.is_empty();
                block_end |= c == BREAK;
                continue;
            }
            let ended = std::mem::take(&mut block_end);
            if std::mem::take(&mut gap) && (ended || self.keeps_space(c)) {
                self.text.push(' ');
            }
            if open.is_none() && mark.is_some_and(|mark| (mark.start..mark.end).contains(&place)) {
                open = Some(self.text.len());
            }
            self.text.push(c);
        }
        if let Some(start) = open {
            self.marks.push(start..self.text.len());
        }
    }

    /// Between two CJK characters a space is a broken line, elsewhere it parts words. Only those count
    /// that are CJK after folding too: a full-width comma is not.
    fn keeps_space(&self, next: char) -> bool {
        !self.text.ends_with(|c| c == ELLIPSIS || stays_cjk(c)) || !stays_cjk(next)
    }
}

/// Whether a character is CJK before and after folding and does not combine with the one before it:
/// CJK punctuation, kana, Han, hangul.
const fn stays_cjk(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3029}' | '\u{3030}'..='\u{3098}' | '\u{309d}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Window {
        Window { bytes: 0..text.len(), more_before: false, more_after: false, at_block_start: true }
    }

    fn shown(text: &str, query: &str) -> String {
        let marks: Vec<_> = text.match_indices(query).map(|(at, m)| at..at + m.len()).collect();
        let focus = marks[0].start;
        let marked = excerpt(text, &whole(text), &merge(marks), focus);
        let mut out = marked.text;
        for mark in marked.marks.into_iter().rev() {
            out.insert(mark.end, ']');
            out.insert(mark.start, '[');
        }
        out
    }

    #[test]
    fn excerpts_centre_on_the_hit_and_keep_all_marks() {
        assert_eq!(shown("短文里的渡口。", "渡口"), "短文里的[渡口]。");
        assert_eq!(shown("渡口\0 另一块 2 月渡口", "渡口"), "[渡口] 另一块 2 月[渡口]");
        let long =
            format!("{}，船过渡口，{}。后面还有", "很长的开头".repeat(9), "水声一路".repeat(20));
        let shown = shown(&long, "渡口");
        assert!(shown.starts_with("…"), "{shown}");
        assert!(shown.contains("船过[渡口]，"), "{shown}");
        assert!(shown.ends_with('…'), "{shown}");
        assert!(shown.chars().count() < 70, "{shown}");
    }

    #[test]
    fn white_space_inside_a_hit_is_settled() {
        let (text, mark) = ("做到因地\n\n制宜，new  town", 6..20);
        let marked = excerpt(text, &whole(text), std::slice::from_ref(&mark), 6);
        assert_eq!(marked.text, "做到因地制宜，new town");
        let mark = marked.marks.first().cloned();
        assert_eq!((mark, marked.marks.len()), (Some(6..18), 1));
    }

    #[test]
    fn an_occurrence_cut_at_the_end_is_not_marked() {
        let text = format!("渡口{}渡口", "水声一路向东".repeat(9));
        let marks = [0..6, text.len() - 6..text.len()];
        let marked = excerpt(&text, &whole(&text), &marks, 0);
        assert_eq!(marked.marks.first(), Some(&(0..6)));
        assert!(marked.marks.iter().all(|mark| &marked.text[mark.clone()] == "渡口"));
    }

    #[test]
    fn overlapping_marks_are_one() {
        assert_eq!(merge([0..3, 2..5, 5..6, 8..9, 9..9]), [0..5, 5..6, 8..9]);
    }
}
