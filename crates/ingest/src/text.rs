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
