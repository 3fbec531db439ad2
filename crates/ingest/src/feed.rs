//! XML that lists pages: RSS, RDF and Atom feeds, and the search.xml of Hexo, each entry a page; and
//! site maps, which only say which pages there are.

use crate::page::Page;
use crate::{Error, Options, Result, record};
use roxmltree::{Document, Node, ParsingOptions};
use std::path::Path;

const HELP: &str = "feeds (RSS, Atom), site maps and the search.xml of Hexo are understood";

/// A page that a site map lists.
#[cfg(feature = "files")]
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) url: String,
    pub(crate) date: Option<String>,
}

/// Parses a file; entities are expanded within bounds that the parser sets.
fn parse<'a>(text: &'a str, path: &Path) -> Result<Document<'a>> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|cause| {
        let at = (u64::from(cause.pos().row), u64::from(cause.pos().col));
        Error::broken_file(path, Some(at), format!("it is not XML: {cause}"), HELP)
    })
}

/// The pages of a site map, or nothing if the file is none. Other site maps that it lists are returned
/// as well.
#[cfg(feature = "files")]
pub(crate) fn site_map(text: &str, path: &Path) -> Result<Option<(Vec<Listed>, Vec<String>)>> {
    let document = parse(text, path)?;
    let root = document.root_element();
    if !matches!(root.tag_name().name(), "urlset" | "sitemapindex") {
        return Ok(None);
    }
    let (mut pages, mut maps) = (Vec::new(), Vec::new());
    for entry in root.children().filter(Node::is_element) {
        let Some(url) = child(entry, "loc") else { continue };
        match entry.tag_name().name() {
            "url" => pages.push(Listed { url, date: child(entry, "lastmod") }),
            "sitemap" => maps.push(url),
            _ => {}
        }
    }
    Ok(Some((pages, maps)))
}

/// Reads all entries of a feed.
pub(crate) fn read(
    text: &str,
    path: &Path,
    options: &Options,
    add: &mut dyn FnMut(Page),
) -> Result<()> {
    let document = parse(text, path)?;
    let root = document.root_element();
    let kind = root.tag_name().name();
    if !matches!(kind, "rss" | "RDF" | "feed" | "search") {
        let what = format!("<{kind}> is no feed");
        return Err(Error::broken_file(path, None, what, HELP));
    }
    let base = link(root).or_else(|| {
        let channel = root.children().find(|node| node.tag_name().name() == "channel")?;
        link(channel)
    });
    let is_entry = |node: &Node<'_, '_>| matches!(node.tag_name().name(), "item" | "entry");
    for entry in root.descendants().filter(is_entry) {
        let at = document.text_pos_at(entry.range().start);
        let at = (u64::from(at.row), u64::from(at.col));
        let address = child(entry, "url").or_else(|| link(entry)).or_else(|| permalink(entry));
        let Some(address) = address else {
            let what = "an entry has no link";
            return Err(Error::broken_file(path, Some(at), what, "give each entry a link"));
        };
        let mut page = page(entry, options);
        page.document.url = record::joined(base.as_deref(), &address, options);
        page.line = Some(at.0);
        add(page);
    }
    Ok(())
}

fn page(entry: Node<'_, '_>, options: &Options) -> Page {
    // What holds all of the text comes before what may be its beginning.
    let names = ["encoded", "content", "description", "summary"];
    let text = names.iter().find_map(|name| child(entry, name)).unwrap_or_default();
    let (blocks, sections) = record::body(text, false, &options.html);
    let mut page = Page { sections, ..Page::default() };
    let document = &mut page.document;
    document.title = child(entry, "title").unwrap_or_default();
    document.blocks = blocks;
    document.date =
        ["published", "pubDate", "date", "updated"].iter().find_map(|n| child(entry, n));
    document.id = ["id", "guid"].iter().find_map(|name| child(entry, name));
    for node in entry.descendants().filter(Node::is_element) {
        let (name, list) = match node.tag_name().name() {
            "category" if node.parent_element() == Some(entry) => ("tags", true),
            "category" => ("categories", true),
            "tag" => ("tags", true),
            _ => ("", false),
        };
        if list {
            let value = node.attribute("term").unwrap_or_else(|| node.text().unwrap_or_default());
            record::add_filter(&mut document.filters, name, value);
        }
    }
    page
}

/// The text of a child of this name, whatever its namespace.
fn child(of: Node<'_, '_>, name: &str) -> Option<String> {
    let node = of.children().find(|node| node.tag_name().name() == name)?;
    let text: String = node.descendants().filter_map(|n| n.is_text().then(|| n.text())?).collect();
    let text = record::clean(text.trim().to_owned());
    (!text.is_empty()).then_some(text)
}

/// The page that a feed or an entry is about: the text of `link`, or its `href`, which in Atom may
/// stand beside links of other kinds.
fn link(of: Node<'_, '_>) -> Option<String> {
    let links = of.children().filter(|node| node.tag_name().name() == "link");
    links.filter(|link| link.attribute("rel").is_none_or(|kind| kind == "alternate")).find_map(
        |link| {
            let text = link.attribute("href").or_else(|| link.text())?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        },
    )
}

/// RSS may name the page by its `guid` alone.
fn permalink(entry: Node<'_, '_>) -> Option<String> {
    child(entry, "guid").filter(|guid| guid.contains("://"))
}
