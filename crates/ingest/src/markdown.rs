//! Markdown -> title, blocks and sections, by the CommonMark rules with tables, footnotes and
//! strikethrough. Markup goes, words stay. Not a renderer: where a link led is forgotten.
//!
//! What ends a block is what a reader sees as an end: a heading, a list item, a table cell, code, a
//! quotation, HTML. Paragraphs do not: Markdown made from scanned pages breaks words across them (and
//! across the rules that mark its page breaks), so neighbours are one block with a blank line between.
//!
//! CommonMark lets `**“觅渡”**新语` be no emphasis, as its rules were made for words with spaces around
//! them. Chinese writers mean emphasis and most renderers they use show it, so such marks go too.

use crate::generator;
use crate::html::{self, HtmlOptions};
use crate::page::Section;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// What a Markdown text says.
pub(crate) struct Markdown {
    pub(crate) title: Option<String>,
    pub(crate) blocks: Vec<String>,
    pub(crate) sections: Vec<Section>,
}

/// Splits Markdown, without its front matter.
pub(crate) fn read(text: &str, options: &HtmlOptions) -> Markdown {
    let syntax = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let text = generator::strip(text);
    let mut reader = Reader {
        options,
        blocks: Vec::new(),
        open: String::new(),
        html: None,
        headings: Vec::new(),
        unread: None,
        images: 0,
        runs: Vec::new(),
    };
    for event in Parser::new_ext(&text, syntax) {
        reader.event(event);
    }
    reader.finish()
}

/// Of runs of asterisks those that a writer meant as emphasis: two of one length, text right inside
/// them.
fn emphasis(block: &str, runs: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut meant = Vec::new();
    let mut rest = runs.iter().filter(|run| run.len() >= 2).peekable();
    while let Some(run) = rest.next() {
        let Some(next) = rest.peek() else { break };
        let inside = block.get(run.end..next.start).unwrap_or_default();
        let touches = !inside.is_empty() && inside.trim() == inside && !inside.contains("\n\n");
        if touches && run.len() == next.len() {
            meant.extend([run.clone(), (*next).clone()]);
            rest.next();
        }
    }
    meant
}

struct Heading {
    level: HeadingLevel,
    anchor: Option<String>,
    block: usize,
}

struct Reader<'a> {
    options: &'a HtmlOptions,
    blocks: Vec<String>,
    open: String,
    /// HTML of the block being read, `None` outside of one.
    html: Option<String>,
    headings: Vec<Heading>,
    /// The element inside a line whose text nobody reads, until its end tag.
    unread: Option<&'static str>,
    /// Open images; their text counts only where alternative text does.
    images: u32,
    /// Runs of asterisks in the open block that are no emphasis by the rules.
    runs: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                // An asterisk that opened and closed nothing comes alone.
                if &*text == "*" {
                    let at = self.open.len();
                    match self.runs.last_mut() {
                        Some(run) if run.end == at => run.end += 1,
                        _ => self.runs.push(at..at + 1),
                    }
                }
                self.text(&text);
            }
            Event::Code(text) => self.text(&text),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::Html(markup) => match &mut self.html {
                Some(html) => html.push_str(&markup),
                None => self.open.push_str(&markup),
            },
            Event::InlineHtml(markup) => self.inline_html(&markup),
            Event::SoftBreak | Event::HardBreak => self.open.push('\n'),
            Event::Rule => self.part(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.unread.is_none() && (self.images == 0 || self.options.alt) {
            self.open.push_str(text);
        }
    }

    fn inline_html(&mut self, markup: &str) {
        let inside = markup.trim_start_matches('<');
        let closing = inside.starts_with('/');
        let name = inside.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name.get(..end).unwrap_or_default().to_ascii_lowercase();
        let readings = self.options.readings;
        let unread: &[&'static str] =
            if readings { &["script", "style"] } else { &["script", "style", "rt", "rp"] };
        match self.unread {
            Some(open) if closing && open == name => self.unread = None,
            Some(_) => {}
            None if name == "br" => self.open.push('\n'),
            None if !closing => self.unread = unread.iter().copied().find(|word| *word == name),
            None => {}
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
            Tag::Image { .. } => self.images += 1,
            Tag::Heading { level, id, .. } => {
                self.close();
                let anchor = id.as_ref().map(|id| id.to_string()).filter(|id| !id.is_empty());
                self.headings.push(Heading { level: *level, anchor, block: self.blocks.len() });
            }
            Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::Item
            | Tag::FootnoteDefinition(_)
            | Tag::TableCell => self.close(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        // What a line left open does not reach into the next block.
        if !matches!(tag, TagEnd::Image | TagEnd::Link | TagEnd::Emphasis | TagEnd::Strong) {
            self.unread = None;
        }
        match tag {
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::Heading(_) => {
                let number = self.blocks.len();
                self.close();
                if self.blocks.len() == number {
                    self.headings.pop();
                }
            }
            TagEnd::HtmlBlock => {
                if let Some(markup) = self.html.take() {
                    self.html_block(&markup);
                }
            }
            TagEnd::CodeBlock if !self.options.code => self.open.clear(),
            TagEnd::TableCell if !self.options.tables => self.open.clear(),
            TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::List(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::Table => self.close(),
            _ => {}
        }
    }

    fn html_block(&mut self, markup: &str) {
        let (blocks, sections) = html::fragment(markup, self.options);
        let before = self.blocks.len();
        self.blocks.extend(blocks);
        self.headings.extend(sections.into_iter().map(|section| Heading {
            level: HeadingLevel::try_from(usize::from(section.level)).unwrap_or(HeadingLevel::H6),
            anchor: section.anchor,
            block: before + section.first_block,
        }));
    }

    /// A new paragraph in the same block.
    fn part(&mut self) {
        if !self.open.is_empty() && !self.open.ends_with("\n\n") {
            self.open.push_str("\n\n");
        }
    }

    fn close(&mut self) {
        let mut block = std::mem::take(&mut self.open);
        for run in emphasis(&block, &std::mem::take(&mut self.runs)).into_iter().rev() {
            block.replace_range(run, "");
        }
        if !block.trim().is_empty() {
            self.blocks.push(block);
        }
    }

    fn finish(mut self) -> Markdown {
        self.close();
        let first = |wanted: &dyn Fn(HeadingLevel) -> bool| {
            self.headings.iter().position(|heading| wanted(heading.level))
        };
        let number = first(&|level| level == HeadingLevel::H1).or_else(|| first(&|_| true));
        let mut blocks = self.blocks;
        let title = number.map(|number| {
            let heading = self.headings.remove(number);
            for later in &mut self.headings {
                later.block -= usize::from(later.block > heading.block);
            }
            blocks.remove(heading.block).trim().to_owned()
        });
        let section = |heading: Heading| Section {
            heading: blocks.get(heading.block).map_or_else(String::new, |text| {
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            }),
            level: heading.level as u8,
            anchor: heading.anchor,
            first_block: heading.block,
        };
        let sections = self.headings.into_iter().map(section).collect();
        Markdown { title, blocks, sections }
    }
}
