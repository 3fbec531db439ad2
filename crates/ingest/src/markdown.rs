//! Markdown -> title and blocks, by the CommonMark rules with tables, footnotes and strikethrough.
//! Markup goes, words stay. Not a renderer: where a link led is forgotten.
//!
//! What ends a block is what a reader sees as an end: a heading, a list item, a table cell, code, a
//! quotation, HTML. Paragraphs do not: Markdown made from scanned pages breaks words across them (and
//! across the rules that mark its page breaks), so neighbours are one block with a blank line between.

use crate::html;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Splits Markdown, without its front matter, into title and blocks.
pub(crate) fn read(text: &str) -> (Option<String>, Vec<String>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut reader = Reader::default();
    for event in Parser::new_ext(text, options) {
        reader.event(event);
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    blocks: Vec<String>,
    open: String,
    /// HTML of the block being read, `None` outside of one.
    html: Option<String>,
    /// Levels of headings with the numbers of their blocks.
    headings: Vec<(HeadingLevel, usize)>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.open.push_str(&text),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.open.push_str(&text),
            Event::Html(markup) => match &mut self.html {
                Some(html) => html.push_str(&markup),
                None => self.open.push_str(&markup),
            },
            Event::InlineHtml(markup) if html::is_line_break(&markup) => self.open.push('\n'),
            Event::SoftBreak | Event::HardBreak => self.open.push('\n'),
            Event::Rule => self.part(),
            Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    /// Of lists and tables only the parts are looked at here, and only the whole in [`Self::end`]: the
    /// next part ends the one before it.
    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph => self.part(),
            Tag::HtmlBlock => {
                self.close();
                self.html = Some(String::new());
            }
            Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::Item
            | Tag::FootnoteDefinition(_)
            | Tag::TableCell => self.close(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let number = self.blocks.len();
                self.close();
                if self.blocks.len() > number {
                    self.headings.push((level, number));
                }
            }
            TagEnd::HtmlBlock => {
                if let Some(markup) = self.html.take() {
                    self.blocks.extend(html::blocks(&markup));
                }
            }
            TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::List(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::Table => self.close(),
            _ => {}
        }
    }

    /// A new paragraph in the same block.
    fn part(&mut self) {
        if !self.open.is_empty() && !self.open.ends_with("\n\n") {
            self.open.push_str("\n\n");
        }
    }

    fn close(&mut self) {
        let block = std::mem::take(&mut self.open);
        if !block.trim().is_empty() {
            self.blocks.push(block);
        }
    }

    fn finish(mut self) -> (Option<String>, Vec<String>) {
        self.close();
        let first = |wanted: &dyn Fn(HeadingLevel) -> bool| {
            self.headings.iter().find(|(level, _)| wanted(*level)).map(|(_, number)| *number)
        };
        let number = first(&|level| level == HeadingLevel::H1).or_else(|| first(&|_| true));
        let title = number.map(|number| self.blocks.remove(number).trim().to_owned());
        (title, self.blocks)
    }
}
