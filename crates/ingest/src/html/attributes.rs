//! What a page says of itself by attributes: `data-midu-*`, and the same names of Pagefind's, so that
//! a site that moves over keeps its templates.

use super::safe;
use super::tree::{Id, Step, Tree};
use std::collections::BTreeMap;

/// The value of `data-midu-NAME`, or else of `data-pagefind-NAME`.
pub(super) fn value<'a>(tree: &'a Tree, id: Id, name: &str) -> Option<&'a str> {
    let of = |ours: &str| {
        tree.attributes(id)
            .find_map(|(key, value)| (key.strip_prefix(ours)? == name).then_some(value))
    };
    of("data-midu-").or_else(|| of("data-pagefind-"))
}

/// Whether an element and all in it is left out, meta data included.
pub(super) fn ignores_all(tree: &Tree, id: Id) -> bool {
    value(tree, id, "ignore").is_some_and(|how| how.trim().eq_ignore_ascii_case("all"))
}

/// Meta data, filters and sort keys of a page.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) meta: BTreeMap<String, String>,
    pub(super) filters: BTreeMap<String, Vec<String>>,
    pub(super) sort: BTreeMap<String, String>,
}

impl Marks {
    /// Reads all of a page; `text` gives the visible text of an element.
    pub(super) fn of(tree: &Tree, text: &dyn Fn(Id) -> String) -> Self {
        let mut marks = Self::default();
        let mut defaults = BTreeMap::new();
        let mut walk = tree.walk(0);
        while let Some(step) = walk.next() {
            let Step::Enter(id) = step else { continue };
            if tree.name(id).is_empty() {
                continue;
            }
            if ignores_all(tree, id) {
                walk.pass_over(id);
                continue;
            }
            let pairs = |name| value(tree, id, name).map(|list| entries(tree, id, list, text));
            for (name, value) in pairs("meta").unwrap_or_default() {
                marks.meta.entry(name).or_insert(value);
            }
            for (name, value) in pairs("default-meta").unwrap_or_default() {
                defaults.entry(name).or_insert(value);
            }
            for (name, value) in pairs("sort").unwrap_or_default() {
                marks.sort.entry(name).or_insert(value);
            }
            for (name, value) in pairs("filter").unwrap_or_default() {
                let values = marks.filters.entry(name).or_default();
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        for (name, value) in defaults {
            marks.meta.entry(name).or_insert(value);
        }
        marks
    }
}

/// The entries of a list: `name`, whose value is the element's text; `name[attribute]`; and
/// `name:value`, which takes all that follows.
fn entries(tree: &Tree, id: Id, list: &str, text: &dyn Fn(Id) -> String) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = list;
    while !rest.trim().is_empty() {
        let end = rest.find([',', ':']).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let name = name.trim();
        let (name, value) = if let Some(value) = after.strip_prefix(':') {
            rest = "";
            (name, value.trim().to_owned())
        } else {
            rest = after.strip_prefix(',').unwrap_or_default();
            match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
                Some((name, attribute)) => (name.trim(), named(tree, id, attribute.trim())),
                None => (name, text(id)),
            }
        };
        if !name.is_empty() && !value.is_empty() {
            found.push((name.to_owned(), value));
        }
    }
    found
}

/// The value of an attribute. An address that could run is none.
fn named(tree: &Tree, id: Id, attribute: &str) -> String {
    let value = tree.attribute(id, &attribute.to_ascii_lowercase()).unwrap_or_default().trim();
    let is_address = matches!(attribute, "src" | "href" | "srcset" | "poster" | "action");
    if is_address && !safe::is_safe(value) { String::new() } else { value.to_owned() }
}
