//! A request as JavaScript writes it, one plain object -> the engine's own. Every property may be
//! absent; one that is there and is not what its declaration says is an error that names it.

use crate::types::saturating;
use crate::{error, filter};
use js_sys::{JsString, Object, Reflect};
use midu_core as core;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

/// The properties that a request may have: a misspelt one is an error and not the default.
const KNOWN: [&str; 12] = [
    "query", "offset", "limit", "excerpts", "literal", "explain", "weights", "filter", "sort",
    "facets", "relax", "fuzzy",
];

/// A request to the engine.
pub(crate) fn to_core(given: &JsValue) -> Result<core::Request, JsValue> {
    let request = Fields::of(given)?;
    let extent = core::Options::default();
    let count = |name, default| Ok::<_, JsValue>(request.get(name)?.map_or(default, saturating));
    let weights = request.get::<Weights>("weights")?.unwrap_or_default();
    let sort: Vec<Sort> = request.get("sort")?.unwrap_or_default();
    Ok(core::Request {
        query: request.get("query")?.unwrap_or_default(),
        literal: request.flag("literal")?,
        normalize: nfkc,
        options: core::Options {
            offset: count("offset", extent.offset)?,
            limit: count("limit", extent.limit)?,
            excerpts: request.get("excerpts")?.unwrap_or(extent.excerpts),
        },
        filter: filter::to_core(&request.raw("filter")?)?,
        sort: sort.into_iter().map(core::Sort::from).collect(),
        facets: request.get("facets")?.unwrap_or_default(),
        explain: request.flag("explain")?,
        weights: weights.into(),
        relax: request.get::<Relax>("relax")?.unwrap_or_default().into(),
        fuzzy: request.flag("fuzzy")?,
    })
}

/// The text in NFKC, which the browser can do: so the module holds no Unicode tables.
fn nfkc(text: &str) -> String {
    JsString::from(text).normalize("NFKC").into()
}

/// An object whose properties are read one by one, so that a message can name the one that is wrong.
struct Fields<'a>(&'a JsValue);

impl<'a> Fields<'a> {
    fn of(given: &'a JsValue) -> Result<Self, JsValue> {
        // Whatever realm or prototype it is of.
        if !given.is_object() {
            return Err(error::argument("query: the request must be an object"));
        }
        for key in Object::keys(given.unchecked_ref()).iter().filter_map(|key| key.as_string()) {
            if !KNOWN.contains(&key.as_str()) {
                return Err(error::argument(&format!("query: `{key}` is no part of a request")));
            }
        }
        Ok(Self(given))
    }

    fn raw(&self, name: &str) -> Result<JsValue, JsValue> {
        Reflect::get(self.0, &name.into())
    }

    fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, JsValue> {
        let value = self.raw(name)?;
        if value.is_undefined() {
            return Ok(None);
        }
        let read = serde_wasm_bindgen::from_value(value);
        read.map(Some).map_err(|cause| error::argument(&format!("query: `{name}`: {cause}")))
    }

    fn flag(&self, name: &str) -> Result<bool, JsValue> {
        Ok(self.get(name)?.unwrap_or(false))
    }
}

/// What an occurrence counts; what is absent keeps the default.
#[derive(Default, Deserialize)]
struct Weights {
    title: Option<f64>,
    heading: Option<f64>,
    body: Option<f64>,
}

impl From<Weights> for core::Weights {
    fn from(given: Weights) -> Self {
        let default = Self::default();
        let weight =
            |given: Option<f64>, default| given.map_or(default, |w| saturating(w).min(MOST_WEIGHT));
        Self {
            title: weight(given.title, default.title),
            heading: weight(given.heading, default.heading),
            body: weight(given.body, default.body),
        }
    }
}

/// The largest weight that the engine takes.
const MOST_WEIGHT: u32 = 1000;

/// One criterion of an order.
#[derive(Deserialize)]
struct Sort {
    key: String,
    descending: Option<bool>,
}

impl From<Sort> for core::Sort {
    fn from(Sort { key, descending }: Sort) -> Self {
        let key = match key.as_str() {
            "relevance" => core::SortKey::Relevance,
            "date" => core::SortKey::Date,
            _ => core::SortKey::Named(key),
        };
        // The best first, unless told; everything else from its start.
        let descending = descending.unwrap_or(key == core::SortKey::Relevance);
        Self { key, descending }
    }
}

/// The steps that may be tried where nothing is found.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Relax {
    signs: bool,
    near: bool,
    pinyin: bool,
    edit: bool,
}

impl From<Relax> for core::Relax {
    fn from(Relax { signs, near, pinyin, edit }: Relax) -> Self {
        Self { signs, near, pinyin, edit }
    }
}
