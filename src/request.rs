//! A request as JavaScript writes it, one plain object -> the engine's own. Every property may be
//! absent; one that is there and is not what its declaration says is an error that names it.

use crate::types::saturating;
use crate::{error, filter};
use js_sys::{Array, JsString, Object, Reflect};
use midu_core as core;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

/// The properties that objects may have: a misspelt one is an error and not the default.
const REQUEST: [&str; 12] = [
    "query", "offset", "limit", "excerpts", "literal", "explain", "weights", "filter", "sort",
    "facets", "relax", "fuzzy",
];
const WEIGHTS: [&str; 3] = ["title", "heading", "body"];
const SORT: [&str; 2] = ["key", "descending"];
const RELAX: [&str; 4] = ["signs", "near", "pinyin", "edit"];

/// The largest weight that the engine takes.
const MOST_WEIGHT: u32 = 1000;

/// A request to the engine.
pub(crate) fn to_core(given: &JsValue) -> Result<core::Request, JsValue> {
    if !given.is_object() {
        return Err(error::argument("query: the request must be an object"));
    }
    let request = Fields::of(given.clone(), "", &REQUEST)?;
    let extent = core::Options::default();
    Ok(core::Request {
        query: request.get("query")?.unwrap_or_default(),
        literal: request.flag("literal")?,
        normalize: nfkc,
        options: core::Options {
            offset: request.count("offset", extent.offset)?,
            limit: request.count("limit", extent.limit)?,
            excerpts: request.get("excerpts")?.unwrap_or(extent.excerpts),
        },
        filter: filter::to_core(&request.raw("filter")?)?,
        sort: sort(&request)?,
        facets: request.get("facets")?.unwrap_or_default(),
        explain: request.flag("explain")?,
        weights: weights(&request)?,
        relax: relax(&request)?,
        fuzzy: request.flag("fuzzy")?,
    })
}

/// The text in NFKC, which the browser can do: so the module holds no Unicode tables.
fn nfkc(text: &str) -> String {
    JsString::from(text).normalize("NFKC").into()
}

fn weights(request: &Fields) -> Result<Option<core::Weights>, JsValue> {
    let default = core::Weights::default();
    let Some(given) = request.object("weights", &WEIGHTS)? else { return Ok(None) };
    let weight = |name, default| Ok::<_, JsValue>(given.count(name, default)?.min(MOST_WEIGHT));
    Ok(Some(core::Weights {
        title: weight("title", default.title)?,
        heading: weight("heading", default.heading)?,
        body: weight("body", default.body)?,
    }))
}

fn relax(request: &Fields) -> Result<core::Relax, JsValue> {
    let Some(given) = request.object("relax", &RELAX)? else { return Ok(core::Relax::NONE) };
    Ok(core::Relax {
        signs: given.flag("signs")?,
        near: given.flag("near")?,
        pinyin: given.flag("pinyin")?,
        edit: given.flag("edit")?,
    })
}

fn sort(request: &Fields) -> Result<Vec<core::Sort>, JsValue> {
    let given = request.raw("sort")?;
    if given.is_undefined() {
        return Ok(Vec::new());
    }
    let Some(criteria) = given.dyn_ref::<Array>() else {
        return Err(error::argument("query: `sort` must be an array"));
    };
    criteria.iter().map(criterion).collect()
}

fn criterion(given: JsValue) -> Result<core::Sort, JsValue> {
    let given = Fields::of(given, "sort", &SORT)?;
    let Some(key) = given.get::<String>("key")? else {
        return Err(error::argument("query: `sort.key` is missing"));
    };
    let key = match key.as_str() {
        "relevance" => core::SortKey::Relevance,
        "date" => core::SortKey::Date,
        _ => core::SortKey::Named(key),
    };
    // The best first, unless told; everything else from its start.
    let descending = given.get("descending")?.unwrap_or(key == core::SortKey::Relevance);
    Ok(core::Sort { key, descending })
}

/// An object whose properties are read one by one, so that a message can name the one that is wrong.
struct Fields {
    value: JsValue,
    /// The property that holds it; empty for the request itself.
    path: &'static str,
}

impl Fields {
    fn of(value: JsValue, path: &'static str, known: &[&str]) -> Result<Self, JsValue> {
        // Whatever realm or prototype it is of.
        if !value.is_object() {
            return Err(error::argument(&format!("query: `{path}` must be made of objects")));
        }
        let fields = Self { value, path };
        for key in Object::keys(fields.value.unchecked_ref::<Object>()).iter() {
            let key = key.as_string().unwrap_or_default();
            if !known.contains(&key.as_str()) {
                let name = fields.name(&key);
                return Err(error::argument(&format!("query: {name} is no part of a request")));
            }
        }
        Ok(fields)
    }

    fn raw(&self, name: &str) -> Result<JsValue, JsValue> {
        Reflect::get(&self.value, &name.into())
    }

    fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, JsValue> {
        let value = self.raw(name)?;
        if value.is_undefined() {
            return Ok(None);
        }
        let read = serde_wasm_bindgen::from_value(value);
        let refused = |cause| error::argument(&format!("query: {}: {cause}", self.name(name)));
        read.map(Some).map_err(refused)
    }

    fn flag(&self, name: &str) -> Result<bool, JsValue> {
        Ok(self.get(name)?.unwrap_or(false))
    }

    fn count(&self, name: &str, default: u32) -> Result<u32, JsValue> {
        Ok(self.get(name)?.map_or(default, saturating))
    }

    fn object(&self, name: &'static str, known: &[&str]) -> Result<Option<Self>, JsValue> {
        let value = self.raw(name)?;
        if value.is_undefined() { Ok(None) } else { Self::of(value, name, known).map(Some) }
    }

    fn name(&self, name: &str) -> String {
        let (path, dot) = (self.path, if self.path.is_empty() { "" } else { "." });
        format!("`{path}{dot}{name}`")
    }
}
