//! Marked text on a terminal and elsewhere. Text of a corpus is not trusted with the terminal: every
//! control character in it is shown as a space.

use midu_core::Marked;
use std::io::IsTerminal;
use unicode_width::UnicodeWidthChar;

/// How marks are shown.
#[derive(Clone, Copy)]
pub(crate) enum Style {
    /// Bold and underlined, by ANSI sequences.
    Terminal,
    /// Between 【 and 】.
    Plain,
}

impl Style {
    /// The style for standard output; `NO_COLOR` is honoured (<https://no-color.org>).
    pub(crate) fn of_stdout() -> Self {
        Self::of(std::io::stdout().is_terminal())
    }

    /// The style for a stream that is a terminal or not.
    pub(crate) fn of(terminal: bool) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if plain || !terminal { Self::Plain } else { Self::Terminal }
    }

    /// Marks around a hit: what opens one, what closes one, and the columns that both take.
    const fn marks(self) -> (&'static str, &'static str, usize) {
        match self {
            Self::Terminal => ("\x1b[1;4m", "\x1b[0m", 0),
            Self::Plain => ("【", "】", 4),
        }
    }

    /// Text with its marks on one line, cut where it would be wider than so many columns.
    pub(crate) fn clipped(self, marked: &Marked, columns: usize) -> String {
        let (open, close, wide) = self.marks();
        let mut text = String::new();
        let mut left = columns;
        let mut inside = false;
        let mut marks = marked.marks.iter().peekable();
        for (at, c) in marked.text.char_indices() {
            if inside && marks.peek().is_some_and(|mark| mark.end <= at) {
                text.push_str(close);
                inside = false;
                marks.next();
            }
            let c = if c.is_control() { ' ' } else { c };
            let starts = !inside && marks.peek().is_some_and(|mark| mark.start <= at);
            let needed = c.width().unwrap_or(0) + if starts { wide } else { 0 };
            if needed > left {
                break;
            }
            left -= needed;
            if starts {
                text.push_str(open);
                inside = true;
            }
            text.push(c);
        }
        if inside {
            text.push_str(close);
        }
        text
    }

    /// Text with its marks, on one line.
    pub(crate) fn marked(self, marked: &Marked) -> String {
        let (open, close, _) = self.marks();
        let mut text = String::with_capacity(marked.text.len());
        let mut at = 0;
        for mark in &marked.marks {
            text.push_str(&visible(marked.text.get(at..mark.start).unwrap_or_default()));
            text.push_str(open);
            text.push_str(&visible(marked.text.get(mark.clone()).unwrap_or_default()));
            text.push_str(close);
            at = mark.end;
        }
        text.push_str(&visible(marked.text.get(at..).unwrap_or_default()));
        text.trim().to_owned()
    }
}

/// Text without line breaks and other control characters.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::Style;
    use midu_core::Marked;

    #[test]
    fn marks_are_shown_and_control_characters_are_not() {
        let text = "\x1b[2J因地\n制宜也，宜".into();
        let marked = Marked { text, marks: vec![4..17, 23..26] };
        assert_eq!(Style::Plain.marked(&marked), "[2J【因地 制宜】也，【宜】");
        let shown = "[2J\x1b[1;4m因地 制宜\x1b[0m也，\x1b[1;4m宜\x1b[0m";
        assert_eq!(Style::Terminal.marked(&marked), shown);
        let none = Marked { text: "因地".into(), marks: Vec::new() };
        assert_eq!(Style::Plain.marked(&none), "因地");
    }
}
