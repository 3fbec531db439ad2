//! The blocks of a page as they come in: white space collapses as a browser collapses it, blocks end
//! where elements do, headings are noted.

use crate::page::{Section, Weight};

/// White space seen since the last character.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    /// White space with a line break of the source in it.
    Break,
}

/// Collects text.
pub(super) struct Blocks {
    pub(super) blocks: Vec<String>,
    pub(super) sections: Vec<Section>,
    pub(super) weights: Vec<Weight>,
    open: String,
    gap: Gap,
    /// Text that is to follow the open block, such as what an image shows.
    later: Vec<String>,
    hundredths: u16,
}

impl Blocks {
    pub(super) fn new() -> Self {
        Self {
            blocks: Vec::new(),
            sections: Vec::new(),
            weights: Vec::new(),
            open: String::new(),
            gap: Gap::None,
            later: Vec::new(),
            hundredths: 100,
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let length = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
            let (space, words) = rest.split_at_checked(length).unwrap_or((rest, ""));
            if space.contains('\n') {
                self.gap = Gap::Break;
            } else if !space.is_empty() {
                self.gap = self.gap.max(Gap::Space);
            }
            if words.is_empty() {
                return;
            }
            let length = words.find(is_space).unwrap_or(words.len());
            let (word, more) = words.split_at_checked(length).unwrap_or((words, ""));
            self.fill(word);
            self.open.push_str(word);
            rest = more;
        }
    }

    /// Puts what a gap is shown as before the next word.
    fn fill(&mut self, word: &str) {
        let before = self.open.chars().next_back();
        let wide = |c: Option<char>| c.is_some_and(is_wide);
        let joined = self.gap == Gap::Break && wide(before) && wide(word.chars().next());
        if self.gap != Gap::None && !joined && before.is_some_and(|c| c != '\n') {
            self.open.push(' ');
        }
        self.gap = Gap::None;
    }

    /// Text whose white space is shown as it stands.
    pub(super) fn verbatim(&mut self, text: &str) {
        self.gap = Gap::None;
        self.open.push_str(text);
    }

    pub(super) fn line_break(&mut self) {
        self.gap = Gap::None;
        if !self.open.is_empty() {
            self.open.push('\n');
        }
    }

    /// Keeps a text for a block of its own behind the open one.
    pub(super) fn later(&mut self, text: &str) {
        let text = one_line(text);
        if !text.is_empty() {
            self.later.push(text);
        }
    }

    /// Ends the open block; whether there was one.
    pub(super) fn end(&mut self) -> bool {
        self.gap = Gap::None;
        let open = std::mem::take(&mut self.open);
        let block = open.trim_matches(is_space);
        let there = !block.is_empty();
        if there {
            let block = if block.len() == open.len() { open } else { block.to_owned() };
            self.push(block);
        }
        for text in std::mem::take(&mut self.later) {
            self.push(text);
        }
        there
    }

    fn push(&mut self, block: String) {
        let number = self.blocks.len();
        self.blocks.push(block);
        if self.hundredths == 100 {
            return;
        }
        match self.weights.last_mut() {
            Some(last) if last.blocks.end == number && last.hundredths == self.hundredths => {
                last.blocks.end = number + 1;
            }
            _ => self
                .weights
                .push(Weight { blocks: number..number + 1, hundredths: self.hundredths }),
        }
    }

    /// Sets the weight of what follows; the one before comes back.
    pub(super) fn weigh(&mut self, hundredths: u16) -> u16 {
        self.end();
        std::mem::replace(&mut self.hundredths, hundredths)
    }

    /// Ends the block of a heading.
    pub(super) fn heading(&mut self, level: u8, anchor: Option<&str>) {
        let first_block = self.blocks.len();
        if self.end() {
            let heading = self.blocks.get(first_block).map(|text| one_line(text));
            let anchor = anchor.map(str::to_owned);
            let heading = heading.unwrap_or_default();
            self.sections.push(Section { heading, level, anchor, first_block });
        }
    }

    /// Takes the first heading of level 1 out, as the title.
    pub(super) fn take_title(&mut self) -> Option<String> {
        let number = self.sections.iter().position(|section| section.level == 1)?;
        let title = self.sections.remove(number);
        self.remove(title.first_block);
        Some(title.heading)
    }

    fn remove(&mut self, block: usize) {
        if block < self.blocks.len() {
            self.blocks.remove(block);
        }
        for section in &mut self.sections {
            section.first_block -= usize::from(section.first_block > block);
        }
        for weight in &mut self.weights {
            weight.blocks.start -= usize::from(weight.blocks.start > block);
            weight.blocks.end -= usize::from(weight.blocks.end > block);
        }
        self.weights.retain(|weight| !weight.blocks.is_empty());
    }
}

/// White space of HTML. Others, such as the ideographic space, are characters of the text.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0C')
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters between which a line break of the source is no space: Han, kana and their punctuation.
/// Hangul is written with spaces. <https://drafts.csswg.org/css-text-4/#line-break-transform>
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{312F}' | '\u{31A0}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF60}'
        | '\u{20000}'..='\u{3FFFF}' | '“' | '”' | '‘' | '’' | '…' | '—')
}
