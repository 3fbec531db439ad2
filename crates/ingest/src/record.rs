//! One object of JSON or one row of CSV -> a page. The fields go by the names that generators of
//! search files give them, or by those that the caller says.

use crate::html::{self, HtmlOptions};
use crate::page::{Page, Section};
use crate::{Options, urls};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Usual names of each field, the most telling first.
const NAMES: [(&str, &[&str]); 7] = [
    ("url", &["url", "permalink", "link", "href", "path", "uri", "loc", "location"]),
    ("title", &["title", "name", "heading"]),
    (
        "text",
        &[
            "text",
            "content_text",
            "content",
            "content_html",
            "contents",
            "body",
            "html",
            "summary",
            "description",
            "excerpt",
        ],
    ),
    ("date", &["date", "date_published", "published", "pubDate", "datePublished", "created"]),
    ("id", &["id", "guid", "objectID"]),
    ("lang", &["lang", "language", "locale"]),
    ("image", &["image", "cover", "thumbnail"]),
];

/// Fields whose values are filters.
const FILTERS: [&str; 6] = ["tags", "categories", "tag", "category", "keywords", "section"];

/// Fields that say nothing to a reader.
const SILENT: [&str; 4] = ["_id", "slug", "wordCount", "type"];

/// Makes a page of an object. What is left over of its fields is told.
pub(crate) fn page(
    mut object: Map<String, Value>,
    options: &Options,
) -> Result<(Page, Vec<String>), String> {
    let url = take(&mut object, "url", options).and_then(|(_, value)| scalar(value));
    let url = url.filter(|url| !url.trim().is_empty());
    let url = url.ok_or_else(|| missing("url", options))?;
    let title = take(&mut object, "title", options).and_then(|(_, value)| scalar(value));
    let text = take(&mut object, "text", options);
    if text.is_none() && title.is_none() {
        return Err(missing("text", options));
    }
    let (name, text) = text.unwrap_or_default();
    let text = scalar(text).unwrap_or_default();
    let is_plain = matches!(name.as_str(), "text" | "content_text");
    let (blocks, sections) = body(text, is_plain, &options.html);
    let mut page = Page { sections, ..Page::default() };
    let document = &mut page.document;
    document.url = address(&url, options);
    document.title = title.unwrap_or_default();
    document.blocks = blocks;
    document.date = take(&mut object, "date", options).and_then(|(_, value)| scalar(value));
    document.id = take(&mut object, "id", options).and_then(|(_, value)| scalar(value));
    document.lang = take(&mut object, "lang", options).and_then(|(_, value)| scalar(value));
    if let Some(image) = take(&mut object, "image", options).and_then(|(_, value)| scalar(value))
        && html::is_safe(&image)
    {
        document.meta.insert("image".into(), image);
    }
    if let Some(Value::Object(meta)) = object.remove("meta") {
        let meta = meta.into_iter().filter_map(|(name, value)| Some((name, scalar(value)?)));
        document.meta.extend(meta);
    }
    if let Some(Value::Object(filters)) = object.remove("filters") {
        document.filters.extend(filters.into_iter().map(|(name, value)| (name, list(value))));
    }
    for name in FILTERS {
        let values = object.remove(name).map(list).unwrap_or_default();
        if !values.is_empty() {
            document.filters.insert(name.into(), values);
        }
    }
    let left = object.into_iter().filter(|(name, value)| {
        !SILENT.contains(&name.as_str()) && !value.is_null() && value.as_str() != Some("")
    });
    Ok((page, left.map(|(name, _)| name).collect()))
}

/// The body of a record: HTML where it looks like it and the field does not say that it is plain.
pub(crate) fn body(
    text: String,
    plain: bool,
    options: &HtmlOptions,
) -> (Vec<String>, Vec<Section>) {
    let is_markup = ["</", "<br", "<p>", "<img", "/>"].iter().any(|sign| text.contains(sign));
    if !plain && is_markup {
        return html::fragment(&text, options);
    }
    let text = clean(text);
    (if text.trim().is_empty() { Vec::new() } else { vec![text] }, Vec::new())
}

/// An address of a record: a relative one stands below the base.
pub(crate) fn address(url: &str, options: &Options) -> String {
    let url = clean(url.trim().to_owned());
    match options.base_url.as_deref() {
        Some(base) if !url.contains("://") && !url.starts_with('/') => {
            let slash = if base.ends_with('/') { "" } else { "/" };
            format!("{base}{slash}{url}")
        }
        _ => url,
    }
}

/// The first field of a kind that is there, with its name.
fn take(
    object: &mut Map<String, Value>,
    field: &str,
    options: &Options,
) -> Option<(String, Value)> {
    let named = options.fields.get(field).map(|name| vec![name.as_str()]);
    let usual = NAMES.iter().find(|(name, _)| *name == field).map(|(_, names)| names.to_vec());
    let names = named.or(usual).unwrap_or_default();
    names.into_iter().find_map(|name| {
        if object.get(name).is_none_or(Value::is_null) {
            return None;
        }
        object.remove(name).map(|value| (name.to_owned(), value))
    })
}

fn missing(field: &str, options: &Options) -> String {
    match options.fields.get(field) {
        Some(name) => format!("it has no field {name:?}, which was named to hold the {field}"),
        None => {
            let names = NAMES.iter().find(|(name, _)| *name == field).map(|(_, names)| *names);
            format!("it has no {field}; looked for {}", names.unwrap_or_default().join(", "))
        }
    }
}

fn scalar(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(clean(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Object(object) => {
            object.get("name").and_then(Value::as_str).map(|name| clean(name.to_owned()))
        }
        Value::Null | Value::Array(_) => None,
    }
}

fn list(value: Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.into_iter().filter_map(scalar).collect(),
        Value::String(text) if text.trim().is_empty() => Vec::new(),
        other => scalar(other).into_iter().collect(),
    }
}

/// An escape can bring in the NUL that decoding has removed from the file itself.
pub(crate) fn clean(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text }
}

/// Adds tags of a feed, each once.
pub(crate) fn add_filter(filters: &mut BTreeMap<String, Vec<String>>, name: &str, value: &str) {
    let value = value.trim();
    let values = filters.entry(name.to_owned()).or_default();
    if !value.is_empty() && !values.iter().any(|known| known == value) {
        values.push(value.to_owned());
    }
}

/// Resolves an address of a feed against the feed's own.
pub(crate) fn joined(base: Option<&str>, address: &str, options: &Options) -> String {
    match base.and_then(|base| urls::resolve(address, base)) {
        Some(url) => urls::kept(&url),
        None => self::address(address, options),
    }
}
