//! Which elements of a page are its content, and how they become text.

use super::attributes::{ignores_all, value};
use super::blocks::Blocks;
use super::tree::{Id, Step, Tree};
use super::{HtmlOptions, Selector};

/// Elements that start and end a block. All others, unknown ones too, stand inside a line.
const BLOCK: [&str; 53] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements whose content is never text of the page.
const UNREAD: [&str; 20] = [
    "annotation",
    "applet",
    "audio",
    "button",
    "canvas",
    "datalist",
    "embed",
    "footer",
    "head",
    "iframe",
    "nav",
    "noscript",
    "object",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "video",
];

/// Classes that widespread generators give to what belongs to the tools and not to the text: line
/// numbers, links of headings to themselves, text for screen readers about the page's own controls.
const NOISE: [&str; 12] = [
    "gutter",
    "hash-link",
    "header-anchor",
    "headerlink",
    "line-numbers-wrapper",
    "linenos",
    "lineno",
    "sr-only",
    "screen-reader-text",
    "visually-hidden",
    "VPLocalNav",
    "copy-btn",
];

/// The elements that hold the content, outermost only, in the order of the page. `true` where the page
/// marks them as its content itself.
pub(super) fn roots(tree: &Tree, options: &HtmlOptions) -> (Vec<Id>, bool) {
    let marked = |id| value(tree, id, "body").is_some();
    let chosen = |id| options.root.iter().any(|selector| selector.matches(tree, id));
    let role = |id| tree.has_word(id, "role", "main");
    let named = |name: &'static str| move |id| tree.name(id) == name;
    let found = outermost(tree, options, &marked);
    if !found.is_empty() {
        return (found, true);
    }
    let kinds: [&dyn Fn(Id) -> bool; 4] = [&chosen, &named("main"), &named("article"), &role];
    for kind in kinds {
        let found = outermost(tree, options, kind);
        if found.iter().any(|id| tree.has_text(*id)) {
            return (found, true);
        }
    }
    let body = tree.all().find(|id| tree.name(*id) == "body");
    (vec![body.unwrap_or(0)], false)
}

fn outermost(tree: &Tree, options: &HtmlOptions, fits: &dyn Fn(Id) -> bool) -> Vec<Id> {
    let mut found = Vec::new();
    let mut walk = tree.walk(0);
    while let Some(step) = walk.next() {
        let Step::Enter(id) = step else { continue };
        if tree.name(id).is_empty() {
            continue;
        }
        let unseen = is_hidden(tree, id) || is_ignored(tree, id, &options.ignore);
        if !unseen && fits(id) {
            found.push(id);
            walk.pass_over(id);
        } else if unseen {
            walk.pass_over(id);
        }
    }
    found
}

/// Reads elements into blocks. `inside` says that they are known to be content: a header or an aside
/// in them belongs to it.
pub(super) fn read(tree: &Tree, from: Id, options: &HtmlOptions, inside: bool, out: &mut Blocks) {
    let mut reader = Reader { tree, options, out, pre: 0, weights: Vec::new() };
    let mut walk = tree.walk(from);
    while let Some(step) = walk.next() {
        match step {
            Step::Enter(id) if tree.name(id).is_empty() => reader.text(tree.text(id)),
            Step::Enter(id) => {
                if id != from && reader.leaves_out(id, inside) {
                    walk.pass_over(id);
                } else {
                    reader.enter(id);
                }
            }
            Step::Leave(id) => reader.leave(id),
        }
    }
    reader.out.end();
}

struct Reader<'a> {
    tree: &'a Tree,
    options: &'a HtmlOptions,
    out: &'a mut Blocks,
    /// How many `pre` are open.
    pre: u32,
    /// Open elements with a weight, and the weight that comes back after them.
    weights: Vec<(Id, u16)>,
}

impl Reader<'_> {
    fn text(&mut self, text: &str) {
        if self.pre > 0 { self.out.verbatim(text) } else { self.out.text(text) }
    }

    fn enter(&mut self, id: Id) {
        let name = self.tree.name(id);
        if is_block(name) {
            self.out.end();
        }
        match name {
            "br" => self.out.line_break(),
            "pre" | "listing" | "plaintext" => self.pre += 1,
            "img" if self.options.alt => {
                self.out.later(self.tree.attribute(id, "alt").unwrap_or_default());
            }
            _ => {}
        }
        if let Some(weight) = weight(self.tree, id) {
            self.weights.push((id, self.out.weigh(weight)));
        }
        if let Some(names) = value(self.tree, id, "index-attrs") {
            for name in names.split([',', ' ']).filter(|name| !name.is_empty()) {
                let name = name.to_ascii_lowercase();
                self.out.later(self.tree.attribute(id, &name).unwrap_or_default());
            }
        }
    }

    fn leave(&mut self, id: Id) {
        let name = self.tree.name(id);
        match heading_level(name) {
            Some(level) => self.out.heading(level, self.anchor(id).as_deref()),
            None if is_block(name) => {
                self.out.end();
            }
            None => {}
        }
        if matches!(name, "pre" | "listing" | "plaintext") {
            self.pre = self.pre.saturating_sub(1);
        }
        if let Some((_, before)) = self.weights.pop_if(|(element, _)| *element == id) {
            self.out.weigh(before);
        }
    }

    /// The fragment of a heading: its own id, that of a link in it, or that of the section it opens.
    fn anchor(&self, heading: Id) -> Option<String> {
        let named = |id: Id| {
            let found = self.tree.attribute(id, "id").or_else(|| {
                let name = self.tree.attribute(id, "name");
                name.filter(|_| self.tree.name(id) == "a")
            });
            found.map(str::trim).filter(|anchor| !anchor.is_empty()).map(str::to_owned)
        };
        let inside = || {
            self.tree.walk(heading).find_map(|step| match step {
                Step::Enter(id) => named(id),
                Step::Leave(_) => None,
            })
        };
        let around = || {
            let section = self.tree.parent(heading)?;
            let opens = self.tree.walk(section).find_map(|step| match step {
                Step::Enter(id) if id != section && !self.tree.name(id).is_empty() => Some(id),
                _ => None,
            });
            (self.tree.name(section) == "section" && opens == Some(heading))
                .then(|| named(section))
                .flatten()
        };
        inside().or_else(around)
    }

    fn leaves_out(&self, id: Id, inside: bool) -> bool {
        let name = self.tree.name(id);
        let options = self.options;
        let by_name = match name {
            "header" | "aside" => !inside && !self.stands_in_article(id),
            "rt" | "rp" => !options.readings,
            "table" => !options.tables,
            "pre" | "listing" => !options.code,
            "dialog" => self.tree.attribute(id, "open").is_none(),
            "a" => self.is_heading_link(id),
            _ => UNREAD.contains(&name),
        };
        by_name
            || is_hidden(self.tree, id)
            || is_ignored(self.tree, id, &options.ignore)
            || self.is_noise(id)
            || ["navigation", "search"].iter().any(|role| self.tree.has_word(id, "role", role))
            || self.names_a_language(id)
    }

    fn stands_in_article(&self, id: Id) -> bool {
        let mut at = self.tree.parent(id);
        while let Some(parent) = at {
            if matches!(self.tree.name(parent), "article" | "main") {
                return true;
            }
            at = self.tree.parent(parent);
        }
        false
    }

    fn is_noise(&self, id: Id) -> bool {
        NOISE.iter().any(|class| self.tree.has_word(id, "class", class)) && !self.is_heading(id)
    }

    /// Whether it is all that a heading says, as the link that VuePress puts around the words.
    fn is_heading(&self, id: Id) -> bool {
        let Some(parent) = self.tree.parent(id) else { return false };
        let text = self.tree.content(id);
        heading_level(self.tree.name(parent)).is_some()
            && text.contains(char::is_alphanumeric)
            && self.tree.content(parent).trim() == text.trim()
    }

    /// A link of a heading to itself, shown as `#` or `¶`.
    fn is_heading_link(&self, id: Id) -> bool {
        let within = self.tree.attribute(id, "href").is_some_and(|to| to.starts_with('#'));
        within
            && !self.tree.content(id).contains(char::is_alphanumeric)
            && self.tree.parent(id).is_some_and(|at| heading_level(self.tree.name(at)).is_some())
    }

    /// The label over a listing of VitePress and VuePress.
    fn names_a_language(&self, id: Id) -> bool {
        let of_listing = |parent| {
            let classes = self.tree.attribute(parent, "class").unwrap_or_default();
            classes.split_ascii_whitespace().any(|class| class.starts_with("language-"))
        };
        self.tree.name(id) == "span"
            && self.tree.has_word(id, "class", "lang")
            && self.tree.parent(id).is_some_and(of_listing)
    }
}

fn is_block(name: &str) -> bool {
    BLOCK.contains(&name)
}

pub(super) fn heading_level(name: &str) -> Option<u8> {
    let digit = name.strip_prefix('h')?.as_bytes();
    match digit {
        [digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

fn is_ignored(tree: &Tree, id: Id, selectors: &[Selector]) -> bool {
    value(tree, id, "ignore").is_some() || selectors.iter().any(|s| s.matches(tree, id))
}

/// What a reader of the page does not see. `hidden=until-found` is there to be found.
fn is_hidden(tree: &Tree, id: Id) -> bool {
    let hidden = tree.attribute(id, "hidden");
    hidden.is_some_and(|how| !how.eq_ignore_ascii_case("until-found"))
        || tree.attribute(id, "aria-hidden").is_some_and(|how| how.eq_ignore_ascii_case("true"))
        || ignores_all(tree, id)
        || tree.attribute(id, "style").is_some_and(|style| {
            let bare: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            let bare = bare.to_ascii_lowercase();
            bare.contains("display:none") || bare.contains("visibility:hidden")
        })
}

/// The weight that an element says it has, in hundredths.
pub(super) fn weight(tree: &Tree, id: Id) -> Option<u16> {
    value(tree, id, "weight").and_then(|text| hundredths(text.trim().parse().ok()?))
}

/// A weight of 0.0 to 10.0 in hundredths.
pub(crate) fn hundredths(number: f64) -> Option<u16> {
    let scaled = (number.clamp(0.0, 10.0) * 100.0).round();
    // Between 0 and 1,000 after the line above; what is no number has no order and is refused.
    (0..=1000).find(|whole| f64::from(*whole) == scaled)
}

#[cfg(test)]
mod tests {
    use super::hundredths;

    #[test]
    fn weights_are_read_as_hundredths_and_clamped() {
        for (text, wanted) in [
            ("2", Some(200)),
            (" 0.5 ", Some(50)),
            ("10.0", Some(1000)),
            ("99", Some(1000)),
            ("-1", Some(0)),
            ("0.333", Some(33)),
            ("NaN", None),
            ("heavy", None),
        ] {
            let number = text.trim().parse().ok();
            assert_eq!(number.and_then(hundredths), wanted, "{text}");
        }
    }
}
