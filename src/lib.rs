//! The WebAssembly face of midu: converts between JavaScript and the engine, never decides.
//!
//! One class, [`Index`]. It does no I/O: a search answers, or names the byte ranges that it still
//! needs, which the caller fetches, supplies and then asks again. Errors are `Error` objects with a
//! stable `code`. Without the feature `language` there is no `Index::query` and no `Index::suggest`.

mod error;
#[cfg(feature = "language")]
mod filter;
mod json;
#[cfg(feature = "language")]
mod request;
#[cfg(feature = "language")]
mod response;
#[cfg(feature = "test-trap")]
mod trap;
mod types;

/// The default allocator is a twentieth of the module; this one is a third of it.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

use js_sys::JsString;
use midu_core::{HEAD_LENGTH, Options, PageId, Query};
use serde::Serialize;
use std::borrow::Cow;
use wasm_bindgen::prelude::*;

/// The index that build.rs wrote; empty if the module was built without a corpus.
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/index.midu"));

/// An open index.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Index {
    inner: midu_core::Index<Cow<'static, [u8]>>,
}

#[wasm_bindgen]
impl Index {
    /// Opens the index that was built into this module. Throws `no-documents` if none was.
    ///
    /// # Errors
    /// A JavaScript `Error` with a `code`.
    pub fn embedded() -> Result<Index, JsValue> {
        if EMBEDDED.is_empty() {
            return Err(error::nothing_embedded());
        }
        Self::over(Cow::Borrowed(EMBEDDED))
    }

    /// Opens an index from all of its bytes, or from at least its resident prefix.
    ///
    /// # Errors
    /// A JavaScript `Error` with a `code`.
    pub fn open(bytes: Vec<u8>) -> Result<Index, JsValue> {
        Self::over(Cow::Owned(bytes))
    }

    /// How many bytes from the start of the file must be there to open it, read from a prefix of at
    /// least `headLength()` bytes.
    ///
    /// # Errors
    /// A JavaScript `Error` with a `code`.
    #[wasm_bindgen(js_name = residentLength, unchecked_return_type = "number")]
    pub fn resident_length(prefix: &[u8]) -> Result<JsValue, JsValue> {
        let length = midu_core::resident_length(prefix).map_err(|e| error::from_core(&e))?;
        // Below 2^53, as the length of any file is.
        Ok((length as f64).into())
    }

    /// How many bytes `residentLength` needs.
    #[wasm_bindgen(js_name = headLength)]
    #[must_use]
    pub fn head_length() -> usize {
        HEAD_LENGTH
    }

    /// What the index says of itself.
    ///
    /// # Errors
    /// None that an index can cause; the type is that of every call that crosses.
    #[wasm_bindgen(unchecked_return_type = "Info")]
    pub fn info(&self) -> Result<JsValue, JsValue> {
        to_js(&types::Info::from(self.inner.summary()))
    }

    /// Answers a query, or names the pages that are needed first. Skips `offset` hits, 0 unless told;
    /// returns `limit` at most, 10 unless told; without `excerpts`, which are there unless told, no text
    /// is read for display. Three arguments and no object: reading its properties was a hundredth of the
    /// module.
    ///
    /// # Errors
    /// A JavaScript `Error` with a `code`.
    #[wasm_bindgen(unchecked_return_type = "Step")]
    pub fn search(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] query: JsValue,
        offset: Option<f64>,
        limit: Option<f64>,
        excerpts: Option<bool>,
    ) -> Result<JsValue, JsValue> {
        let query = query_of(&query)?;
        let usual = Options::default();
        let options = Options {
            offset: offset.map_or(usual.offset, types::saturating),
            limit: limit.map_or(usual.limit, types::saturating),
            excerpts: excerpts.unwrap_or(usual.excerpts),
        };
        match self.inner.search(&query, options).map_err(|e| error::from_core(&e))? {
            midu_core::Step::Done(answer) => to_js(&types::Step::Answer(answer)),
            midu_core::Step::Need(pages) => to_js(&types::Step::Pages(self.places(pages))),
        }
    }

    /// Hands over the bytes of a page that a search named. Throws `corrupt` if these are not the
    /// bytes of that page of this index.
    ///
    /// # Errors
    /// A JavaScript `Error` with a `code`.
    pub fn supply(&mut self, page: u32, bytes: Vec<u8>) -> Result<(), JsValue> {
        self.inner.supply(PageId(page), bytes).map_err(|e| error::from_core(&e))
    }

    fn places(&self, pages: Vec<PageId>) -> Vec<types::Page> {
        let place = |id| Some(types::Page::new(id, self.inner.page_range(id)?));
        pages.into_iter().filter_map(place).collect()
    }

    fn over(bytes: Cow<'static, [u8]>) -> Result<Index, JsValue> {
        let inner = midu_core::Index::open(bytes).map_err(|e| error::from_core(&e))?;
        Ok(Self { inner })
    }
}

#[cfg(feature = "language")]
#[wasm_bindgen]
impl Index {
    /// Answers a request in the query language, or names the pages that are needed first.
    ///
    /// # Errors
    /// A JavaScript `Error` with a `code`; `argument` where the request is not of its declared shape.
    #[wasm_bindgen(unchecked_return_type = "QueryStep")]
    pub fn query(
        &self,
        #[wasm_bindgen(unchecked_param_type = "QueryRequest")] request: JsValue,
    ) -> Result<JsValue, JsValue> {
        let request = request::to_core(&request)?;
        self.step(self.inner.query(&request))
    }

    /// The passages of a document that hold what a request looks for, as many as its `limit` says, from a
    /// place on that is 0 or what the answer before said in `next`; or names the pages that are needed first.
    ///
    /// # Errors
    /// A JavaScript `Error` with a `code`; `argument` where the request is not of its declared shape.
    #[wasm_bindgen(unchecked_return_type = "PassagesStep")]
    pub fn passages(
        &self,
        #[wasm_bindgen(unchecked_param_type = "QueryRequest")] request: JsValue,
        doc: u32,
        from: u32,
    ) -> Result<JsValue, JsValue> {
        let request = request::to_core(&request)?;
        self.step(self.inner.passages(&request, midu_core::DocId(doc), from))
    }

    /// Texts that begin with what was typed, or names the pages that are needed first.
    ///
    /// # Errors
    /// A JavaScript `Error` with a `code`.
    #[wasm_bindgen(unchecked_return_type = "SuggestStep")]
    pub fn suggest(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] prefix: JsValue,
        limit: Option<f64>,
    ) -> Result<JsValue, JsValue> {
        let Some(prefix) = prefix.as_string() else {
            return Err(error::argument("suggest: the prefix must be a string"));
        };
        let limit = limit.map_or(SUGGESTIONS, |limit| limit as usize);
        self.step(self.inner.suggest(&prefix, limit))
    }

    fn step<T>(&self, step: midu_core::Result<midu_core::Step<T>>) -> Result<JsValue, JsValue>
    where
        response::QueryStep: From<T>,
    {
        built(&match step.map_err(|e| error::from_core(&e))? {
            midu_core::Step::Done(result) => response::QueryStep::from(result),
            midu_core::Step::Need(pages) => {
                response::QueryStep::Pages { pages: self.places(pages) }
            }
        })
    }
}

/// How many suggestions there are unless told.
#[cfg(feature = "language")]
const SUGGESTIONS: usize = 8;

/// The text in NFKC, which the browser can do: so the module holds no Unicode tables.
fn query_of(query: &JsValue) -> Result<Query, JsValue> {
    let Some(text) = query.dyn_ref::<JsString>() else {
        return Err(error::argument("search: the query must be a string"));
    };
    let text = String::from(text.normalize("NFKC"));
    #[cfg(feature = "test-trap")]
    trap::spring(&text);
    Ok(Query::from_nfkc(&text))
}

/// A plain object of plain values, by JSON: every engine has it, so it is the smaller way.
fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    js_sys::JSON::parse(&json::text(value))
}

/// The same built property by property, for the results of the larger engine alone.
#[cfg(feature = "language")]
fn built(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}
