//! Plain text -> title and one block. Lines, blank lines and pages carry no meaning here: scanned
//! text breaks words across all of them, and the engine folds such white space away.

use std::ops::Range;

/// Characters beyond which a first line is a paragraph and not a title.
const LONGEST_TITLE: usize = 100;

/// Splits a text into title and blocks; the title is no part of the block then. With `titled`, the
/// title is known already and the whole text is body.
pub(crate) fn read(mut text: String, titled: bool) -> (Option<String>, Vec<String>) {
    let mut title = None;
    if !titled
        && let Some(line) = title_line(&text)
        && let Some(found) = text.get(line.clone()).map(strip)
        && found.chars().nth(LONGEST_TITLE).is_none()
    {
        title = Some(found.to_owned());
        text.replace_range(line, "");
    }
    let empty = text.trim().is_empty();
    (title, if empty { Vec::new() } else { vec![text] })
}

/// Whether a text is written with marks: two headings of Markdown that stand alone, or two ends of
/// HTML paragraphs and the like. One of either may be anything.
pub(crate) fn is_marked_up(text: &str) -> bool {
    const ENDS: [&str; 6] = ["</p>", "</div>", "</h2>", "</li>", "</td>", "</section>"];
    let ends = ENDS.iter().flat_map(|end| text.match_indices(end)).take(2).count();
    if ends == 2 {
        return true;
    }
    let mut headings = 0;
    let (mut alone, mut candidate) = (true, false);
    for line in text.lines() {
        let empty = line.trim().is_empty();
        headings += usize::from(candidate && empty);
        if headings == 2 {
            return true;
        }
        candidate = alone && is_heading(line);
        alone = empty;
    }
    headings + usize::from(candidate) >= 2
}

fn is_heading(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with(' ') && !rest.trim().is_empty()
}

/// The first line that has a letter or a digit.
fn title_line(text: &str) -> Option<Range<usize>> {
    let is_break = |c| matches!(c, '\n' | '\r' | '\x0C');
    let letter = text.find(char::is_alphanumeric)?;
    let start = text.get(..letter)?.rfind(is_break).map_or(0, |at| at + 1);
    let length = text.get(start..)?.find(is_break).unwrap_or(text.len() - start);
    Some(start..start + length)
}

fn strip(line: &str) -> &str {
    line.trim().trim_start_matches('#').trim_start()
}

#[cfg(test)]
mod tests {
    use super::is_marked_up;

    #[test]
    fn two_marks_make_marked_up_text() {
        for text in ["# 甲\n\n文\n\n## 乙\n", "甲\n\n# 乙\n\n# 丙", "<p>甲</p>\n<p>乙</p>"]
        {
            assert!(is_marked_up(text), "{text}");
        }
        for text in [
            "# 甲\n\n文",
            "# 甲\n# 乙\n# 丙\n",
            "#甲\n\n#乙\n",
            "3 < 5 </p>",
            "",
            "文\n# 甲\n\n# 乙\n\n",
        ] {
            assert!(!is_marked_up(text), "{text}");
        }
    }
}
