//! What a page says of itself in its head, in JSON-LD and in `time` elements.

use super::blocks::one_line;
use super::safe::is_safe;
use super::tree::{Id, Tree};
use serde_json::Value;

/// Values of JSON-LD that are looked at; a graph of more holds nothing for one page.
const LOOKED_AT: usize = 4096;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) title: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) canonical: Option<String>,
    pub(super) date: Option<String>,
    pub(super) description: Option<String>,
    pub(super) image: Option<String>,
    /// Why the page asks to be left out.
    pub(super) left_out: Option<&'static str>,
}

impl Head {
    pub(super) fn of(tree: &Tree) -> Self {
        let mut found = Found::default();
        for id in tree.all() {
            match tree.name(id) {
                "html" => put(&mut found.lang, tree.attribute(id, "lang")),
                // SVG has titles too, but not by this name.
                "title" if found.title.is_none() => {
                    put(&mut found.title, Some(&one_line(&tree.content(id))));
                }
                "meta" => found.meta(tree, id),
                "link" if tree.has_word(id, "rel", "canonical") => {
                    let address = tree.attribute(id, "href").filter(|to| is_safe(to));
                    put(&mut found.canonical, address);
                }
                "script" => found.data(&tree.content(id)),
                "time" => put(&mut found.time, tree.attribute(id, "datetime")),
                _ => {}
            }
        }
        found.finish()
    }
}

/// Values by their source; the first of each counts.
#[derive(Default)]
struct Found {
    title: Option<String>,
    og_title: Option<String>,
    site: Option<String>,
    lang: Option<String>,
    canonical: Option<String>,
    published: Option<String>,
    meta_date: Option<String>,
    data_date: Option<String>,
    time: Option<String>,
    description: Option<String>,
    og_description: Option<String>,
    image: Option<String>,
    left_out: Option<&'static str>,
}

impl Found {
    fn meta(&mut self, tree: &Tree, id: Id) {
        let content = tree.attribute(id, "content");
        let of = |name| tree.attribute(id, name);
        let key = of("property").or(of("name")).or(of("itemprop")).or(of("http-equiv"));
        let key = key.unwrap_or_default().trim().to_ascii_lowercase();
        match key.as_str() {
            "og:title" | "twitter:title" => put(&mut self.og_title, content),
            "og:site_name" | "application-name" => put(&mut self.site, content),
            "description" => put(&mut self.description, content),
            "og:description" | "twitter:description" => put(&mut self.og_description, content),
            "og:image" | "twitter:image" | "image" => {
                put(&mut self.image, content.filter(|to| is_safe(to)));
            }
            "article:published_time" | "datepublished" => put(&mut self.published, content),
            "date" | "pubdate" | "dc.date" | "dc.date.issued" | "dcterms.date"
            | "dcterms.created" | "publishdate" => put(&mut self.meta_date, content),
            "content-language" => put(&mut self.lang, content),
            "robots" | "midu" => {
                let words = content.unwrap_or_default().to_ascii_lowercase();
                if words.split(',').any(|word| matches!(word.trim(), "noindex" | "none")) {
                    self.left_out = Some("it asks for noindex");
                }
            }
            "refresh" => {
                let content = content.unwrap_or_default().to_ascii_lowercase();
                if content.contains("url") && self.left_out.is_none() {
                    self.left_out = Some("it only leads on to another page");
                }
            }
            _ => {}
        }
    }

    fn data(&mut self, text: &str) {
        if self.data_date.is_some() || text.trim().is_empty() {
            return;
        }
        let Ok(root) = serde_json::from_str::<Value>(text) else { return };
        let mut waiting = vec![&root];
        let mut looked = 0;
        while let Some(value) = waiting.pop() {
            looked += 1;
            if looked > LOOKED_AT {
                return;
            }
            match value {
                Value::Array(values) => waiting.extend(values.iter().rev()),
                Value::Object(object) => {
                    if let Some(Value::String(date)) = object.get("datePublished") {
                        put(&mut self.data_date, Some(date));
                        return;
                    }
                    waiting.extend(object.values().filter(|v| v.is_array() || v.is_object()));
                }
                _ => {}
            }
        }
    }

    fn finish(self) -> Head {
        let title = self.title.map(|title| without_site(title, self.site.as_deref()));
        Head {
            title: title.or(self.og_title),
            lang: self.lang,
            canonical: self.canonical,
            date: self.data_date.or(self.published).or(self.meta_date).or(self.time),
            description: self.description.or(self.og_description),
            image: self.image,
            left_out: self.left_out,
        }
    }
}

/// Keeps the first value that says something.
fn put(place: &mut Option<String>, value: Option<&str>) {
    if place.is_none() {
        *place = value.map(one_line).filter(|value| !value.is_empty());
    }
}

/// A title without ` | ` and the name of the site, where the page gives that name.
fn without_site(title: String, site: Option<&str>) -> String {
    let bare = site.and_then(|site| title.strip_suffix(site)).map(|rest| {
        rest.trim_end_matches(|c: char| c.is_whitespace() || "-|–—·•_»:｜".contains(c))
    });
    match bare {
        Some(bare) if !bare.is_empty() => bare.to_owned(),
        _ => title,
    }
}
