//! One file -> what it gave. Depends on nothing but
//! the bytes and what is said here, so that files can be read on all cores and results kept.

use crate::articles::{self, Article};
use crate::page::Page;
use crate::report::{Place, Reporter};
use crate::source::{Kind, Source};
use crate::{Options, Result, decode, front_matter, html, markdown, records, text};
use front_matter::FrontMatter;
use memchr::memmem;
use midu_core::Document;
use std::path::Path;

/// What a file gave: its page if it is a document, and what was told of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) pages: Vec<Read>,
    pub(crate) reporter: Reporter,
}

/// A page and the canonical address that it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) page: Page,
    pub(crate) canonical: Option<String>,
}

/// Reads a file of any kind, by itself.
pub(crate) fn read_any(source: &Source, bytes: Vec<u8>, options: &Options) -> Result<Outcome> {
    if !source.kind.holds_many() {
        return Ok(read(source, bytes, options, false));
    }
    let mut outcome = Outcome::default();
    let Outcome { pages, reporter } = &mut outcome;
    let mut take = |page| pages.push(Read { page, canonical: None });
    records::read(source, bytes, options, reporter, &mut take)?;
    Ok(outcome)
}

/// Reads a file of one page or one newspaper. `marked` says that some page of the site marks its content, see
/// [`html::BODY_MARKS`].
pub(crate) fn read(source: &Source, bytes: Vec<u8>, options: &Options, marked: bool) -> Outcome {
    let mut outcome = Outcome::default();
    let reporter = &mut outcome.reporter;
    let left_out = marked && source.kind == Kind::Html && !is_marked(&bytes);
    if left_out {
        leave_out_unmarked(&source.path, reporter);
        return outcome;
    }
    let text = decode::decode(bytes, &source.path, reporter);
    outcome.pages = match source.kind {
        Kind::Html => page_of_html(&text, source, options, reporter).into_iter().collect(),
        _ => pages_of_text(text, source, options, reporter),
    };
    for read in &mut outcome.pages {
        read.page.path.clone_from(&source.path);
        let document = &mut read.page.document;
        if document.title.is_empty() && document.blocks.is_empty() {
            reporter.warn(&source.path, Place::File, "it holds no text".into());
        }
        if document.title.is_empty() {
            document.title.clone_from(&source.stem);
        }
        document.date = document.date.take().or_else(|| source.date.clone());
    }
    outcome
}

/// Notes a page that marks nothing, of a site where pages do.
pub(crate) fn leave_out_unmarked(path: &Path, reporter: &mut Reporter) {
    let reason = "other pages mark their content (data-midu-body), this one marks none";
    reporter.leave_out(path, reason);
}

/// Whether a page marks its content.
pub(crate) fn is_marked(bytes: &[u8]) -> bool {
    html::BODY_MARKS.iter().any(|mark| memmem::find(bytes, mark.as_bytes()).is_some())
}

fn page_of_html(
    text: &str,
    source: &Source,
    options: &Options,
    reporter: &mut Reporter,
) -> Option<Read> {
    let read = html::read(text, &source.url, &options.html);
    if let Some(reason) = read.left_out {
        reporter.leave_out(&source.path, reason);
        return None;
    }
    let document = Document {
        url: source.url.clone(),
        title: read.title.unwrap_or_default(),
        blocks: read.blocks,
        sections: Vec::new(),
        id: None,
        date: read.date,
        lang: read.lang,
        meta: read.meta,
        filters: read.filters,
        ..Document::default()
    };
    let page = Page {
        document,
        sections: read.sections,
        sort: read.sort,
        weights: read.weights,
        ..Page::default()
    };
    Some(Read { page, canonical: read.canonical })
}

fn pages_of_text(
    text: String,
    source: &Source,
    options: &Options,
    reporter: &mut Reporter,
) -> Vec<Read> {
    let (front, text) = front_matter::split(text, &source.path, reporter);
    if let Some(reason) = front.left_out {
        reporter.leave_out(&source.path, reason);
        return Vec::new();
    }
    let markdown = source.kind == Kind::Markdown || (!options.plain && text::is_marked_up(&text));
    if markdown {
        let read = markdown::read(&text, &options.html);
        let mut page = with_front(front, source);
        page.document.title = pick(&page, read.title);
        page.document.blocks = read.blocks;
        page.sections = read.sections;
        return vec![Read { page, canonical: None }];
    }
    let cuts = !options.plain && !options.whole && front.title.is_none();
    if let Some(found) = cuts.then(|| articles::cut(&text)).flatten() {
        let pages = found.into_iter().zip(1..);
        return pages.map(|(article, number)| one_article(article, number, source)).collect();
    }
    let (title, blocks) = text::read(text, front.title.is_some());
    let mut page = with_front(front, source);
    page.document.title = pick(&page, title);
    page.document.blocks = blocks;
    vec![Read { page, canonical: None }]
}

/// The title of the front matter, or else the one that was found.
fn pick(page: &Page, found: Option<String>) -> String {
    if page.document.title.is_empty() {
        found.unwrap_or_default()
    } else {
        page.document.title.clone()
    }
}

fn with_front(front: FrontMatter, source: &Source) -> Page {
    let document = Document {
        url: front.url.unwrap_or_else(|| source.url.clone()),
        title: front.title.unwrap_or_default(),
        date: front.date,
        lang: front.lang,
        meta: front.meta,
        filters: front.filters,
        ..Document::default()
    };
    Page { document, ..Page::default() }
}

fn one_article(article: Article, number: u32, source: &Source) -> Read {
    let mut page = Page { line: Some(article.line), ..Page::default() };
    page.document.url = format!("{}#article-{number}", source.url);
    page.document.title = article.headline;
    page.document.blocks =
        if article.body.trim().is_empty() { Vec::new() } else { vec![article.body] };
    Read { page, canonical: None }
}
