//! A filter as JavaScript writes it -> the tree of the query language. Either a text in that language,
//! or an object: its names must all fit, of several values any. Under the names `any`, `all`, `none`
//! and `not` stand objects, arrays or texts in their place, combined as the name says.

use crate::error;
use js_sys::{Array, Object};
use midu_core::{Piece, Term, Tree};
use wasm_bindgen::prelude::*;

/// Deepest nesting that is read, and most values and objects: an object may contain itself.
const MOST_DEPTH: u32 = 16;
const MOST_PARTS: u32 = 4096;

/// The filter, if there is one.
pub(crate) fn to_core(given: &JsValue) -> Result<Option<Tree>, JsValue> {
    if given.is_undefined() || given.is_null() {
        return Ok(None);
    }
    Reader { parts: 0 }.condition(given, None, 0).map(Some)
}

/// How the parts of something are combined.
#[derive(Clone, Copy)]
enum Combine {
    All,
    Any,
}

struct Reader {
    parts: u32,
}

impl Reader {
    /// A condition: without a name a text in the query language or an object of names, with one what
    /// its value must be.
    fn condition(
        &mut self,
        given: &JsValue,
        name: Option<&str>,
        depth: u32,
    ) -> Result<Tree, JsValue> {
        self.parts += 1;
        if depth > MOST_DEPTH || self.parts > MOST_PARTS {
            return Err(refused(name, "has too many parts"));
        }
        if let Some(text) = scalar(given, name.is_some()) {
            return Ok(match name {
                Some(name) => value(name, text),
                None => Tree::parse(&text).tree,
            });
        }
        if let Some(values) = given.dyn_ref::<Array>() {
            return self.array(values, name, Combine::Any, depth);
        }
        // Whatever realm or prototype it is of.
        if given.is_object() {
            return self.object(given.unchecked_ref(), name, Combine::All, depth);
        }
        Err(refused(name, "must be a text, or an object of names and their values"))
    }

    fn array(
        &mut self,
        values: &Array,
        name: Option<&str>,
        combine: Combine,
        depth: u32,
    ) -> Result<Tree, JsValue> {
        let trees = values.iter().map(|value| self.condition(&value, name, depth + 1));
        Ok(combine.of(trees.collect::<Result<_, _>>()?))
    }

    fn object(
        &mut self,
        object: &Object,
        name: Option<&str>,
        combine: Combine,
        depth: u32,
    ) -> Result<Tree, JsValue> {
        let mut trees = Vec::new();
        for entry in Object::entries(object).iter() {
            let entry = Array::from(&entry);
            let (key, given) = (entry.get(0).as_string().unwrap_or_default(), entry.get(1));
            // As `limit: undefined` says nothing, so does a name without a value.
            if given.is_undefined() {
                continue;
            }
            let negated = |tree| Tree::Not(Box::new(tree));
            trees.push(match (key.as_str(), name) {
                ("all", _) => self.parts_of(&given, name, Combine::All, depth)?,
                ("any", _) => self.parts_of(&given, name, Combine::Any, depth)?,
                ("none", _) => negated(self.parts_of(&given, name, Combine::Any, depth)?),
                ("not", _) => negated(self.parts_of(&given, name, Combine::All, depth)?),
                (_, None) => self.condition(&given, Some(&key), depth + 1)?,
                (_, Some(name)) => return Err(refused(Some(name), "is an object of other names")),
            });
        }
        Ok(combine.of(trees))
    }

    /// What stands under one of the four names.
    fn parts_of(
        &mut self,
        given: &JsValue,
        name: Option<&str>,
        combine: Combine,
        depth: u32,
    ) -> Result<Tree, JsValue> {
        if let Some(values) = given.dyn_ref::<Array>() {
            return self.array(values, name, combine, depth + 1);
        }
        self.parts += 1;
        if given.is_object() && depth <= MOST_DEPTH && self.parts <= MOST_PARTS {
            return self.object(given.unchecked_ref(), name, combine, depth + 1);
        }
        self.condition(given, name, depth + 1)
    }
}

impl Combine {
    fn of(self, trees: Vec<Tree>) -> Tree {
        match self {
            Self::All => Tree::All(trees),
            Self::Any => Tree::Any(trees),
        }
    }
}

/// A text; of a named value also a number or truth value, as text.
fn scalar(given: &JsValue, is_value: bool) -> Option<String> {
    let text = given.as_string();
    if !is_value {
        return text;
    }
    let number = || given.as_f64().filter(|number| number.is_finite()).map(|n| n.to_string());
    text.or_else(number).or_else(|| given.as_bool().map(|truth| truth.to_string()))
}

/// A filter has exactly this value.
fn value(name: &str, text: String) -> Tree {
    let term = Term { pieces: vec![Piece::Text(text)], quoted: true };
    Tree::Named { name: name.to_owned(), term }
}

fn refused(name: Option<&str>, why: &str) -> JsValue {
    let path = name.map(|name| format!(".{name}")).unwrap_or_default();
    error::argument(&format!("query: `filter{path}` {why}"))
}
