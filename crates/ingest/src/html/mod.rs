//! HTML pages -> title, blocks, sections and what the page says of itself. Parsed as browsers parse;
//! nothing of it runs, nothing it names is fetched.

mod attributes;
mod blocks;
mod content;
mod depth;
mod head;
mod listing;
mod safe;
mod selector;
mod tree;

pub(crate) use content::hundredths;
pub(crate) use safe::is_safe;
pub use selector::Selector;

use crate::page::{Section, Weight};
use blocks::Blocks;
use std::collections::BTreeMap;
use tree::{Id, Step, Tree};

/// What of a page becomes text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HtmlOptions {
    /// The alternative text of images, as blocks of their own. On unless told.
    pub alt: bool,
    /// Listings in `pre`. On unless told.
    pub code: bool,
    /// Tables, every cell a block. On unless told.
    pub tables: bool,
    /// The readings of ruby, between its characters. Off unless told: 觅渡 would not be found then.
    pub readings: bool,
    /// Elements that hold the content, instead of `main`, `article` and `[role=main]`.
    pub root: Vec<Selector>,
    /// Elements that are left out.
    pub ignore: Vec<Selector>,
}

impl Default for HtmlOptions {
    fn default() -> Self {
        Self {
            alt: true,
            code: true,
            tables: true,
            readings: false,
            root: Vec::new(),
            ignore: Vec::new(),
        }
    }
}

/// A page as it was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Html {
    pub(crate) title: Option<String>,
    pub(crate) blocks: Vec<String>,
    pub(crate) sections: Vec<Section>,
    pub(crate) weights: Vec<Weight>,
    pub(crate) lang: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) canonical: Option<String>,
    pub(crate) meta: BTreeMap<String, String>,
    pub(crate) filters: BTreeMap<String, Vec<String>>,
    pub(crate) sort: BTreeMap<String, String>,
    /// Why the page is no document, where it is none.
    pub(crate) left_out: Option<&'static str>,
}

/// The attributes that mark the content of a page; if one page of a site has one, the others are
/// left out.
pub(crate) const BODY_MARKS: [&str; 2] = ["data-midu-body", "data-pagefind-body"];

/// Reads a page; `own` is its address.
pub(crate) fn read(text: &str, own: &str, options: &HtmlOptions) -> Html {
    let tree = tree::parse(text);
    let head = head::Head::of(&tree);
    if head.left_out.is_some() {
        return Html { left_out: head.left_out, ..Html::default() };
    }
    let marks = attributes::Marks::of(&tree, &|id| shown(&tree, id, options));
    let (roots, inside) = content::roots(&tree, options);
    let articles = listing::articles(&tree, &roots);
    if listing::leads_on(&tree, &roots, &articles, own) {
        let left_out = Some("it only lists other pages");
        return Html { left_out, ..Html::default() };
    }
    let mut blocks = Blocks::new();
    for root in &roots {
        let inherited = weight_around(&tree, *root);
        blocks.weigh(inherited.unwrap_or(100));
        content::read(&tree, *root, options, inside, &mut blocks);
    }
    let mut meta = marks.meta;
    // A title that is marked as such is one of many headings; the heading stays where it is.
    let heading = |blocks: &mut Blocks| blocks.take_title();
    let title = meta.remove("title");
    // Of several articles none gives the page its title.
    let title = if articles.len() > 1 {
        title.or(head.title).or_else(|| heading(&mut blocks))
    } else {
        title.or_else(|| heading(&mut blocks)).or(head.title)
    };
    let image = head.image.or_else(|| first_image(&tree, &roots));
    for (name, value) in [("description", head.description), ("image", image)] {
        if let Some(value) = value {
            meta.entry(name.to_owned()).or_insert(value);
        }
    }
    let date = meta.remove("date").or(head.date);
    Html {
        title,
        blocks: blocks.blocks,
        sections: blocks.sections,
        weights: blocks.weights,
        lang: head.lang,
        date,
        canonical: head.canonical,
        meta,
        filters: marks.filters,
        sort: marks.sort,
        left_out: None,
    }
}

/// The blocks of a piece of HTML, such as Markdown and feeds hold, with its sections.
pub(crate) fn fragment(markup: &str, options: &HtmlOptions) -> (Vec<String>, Vec<Section>) {
    let tree = tree::parse(markup);
    let mut blocks = Blocks::new();
    let body = tree.all().find(|id| tree.name(*id) == "body").unwrap_or(0);
    content::read(&tree, body, options, true, &mut blocks);
    (blocks.blocks, blocks.sections)
}

/// The text of an element on one line.
fn shown(tree: &Tree, id: Id, options: &HtmlOptions) -> String {
    let mut blocks = Blocks::new();
    content::read(tree, id, options, true, &mut blocks);
    blocks::one_line(&blocks.blocks.join(" "))
}

/// The weight that an element around a root gives it.
fn weight_around(tree: &Tree, root: Id) -> Option<u16> {
    let mut at = tree.parent(root);
    while let Some(id) = at {
        if let Some(weight) = content::weight(tree, id) {
            return Some(weight);
        }
        at = tree.parent(id);
    }
    None
}

fn first_image(tree: &Tree, roots: &[Id]) -> Option<String> {
    let source = |id: Id| {
        let source = tree.attribute(id, "src").filter(|_| tree.name(id) == "img")?;
        safe::is_safe(source).then(|| source.trim().to_owned())
    };
    roots.iter().flat_map(|root| tree.walk(*root)).find_map(|step| match step {
        Step::Enter(id) => source(id),
        Step::Leave(_) => None,
    })
}
