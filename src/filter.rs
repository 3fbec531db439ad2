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
    let read = read(given, 0, &mut 0).map_err(|why| refused(None, why));
    read.and_then(|given| tree(given, None)).map(Some).map_err(|message| error::argument(&message))
}

/// What JavaScript holds, without functions and what else says nothing here.
enum Given {
    Text(String),
    /// A number or truth value, as text.
    Scalar(String),
    List(Vec<Given>),
    Names(Vec<(String, Given)>),
}

fn read(given: &JsValue, depth: u32, parts: &mut u32) -> Result<Given, &'static str> {
    *parts += 1;
    if depth > MOST_DEPTH || *parts > MOST_PARTS {
        return Err("has too many parts");
    }
    if let Some(text) = given.as_string() {
        return Ok(Given::Text(text));
    }
    if let Some(number) = given.as_f64().filter(|number| number.is_finite()) {
        return Ok(Given::Scalar(number.to_string()));
    }
    if let Some(truth) = given.as_bool() {
        return Ok(Given::Scalar(truth.to_string()));
    }
    if let Some(values) = given.dyn_ref::<Array>() {
        let values = values.iter().map(|value| read(&value, depth + 1, parts));
        return Ok(Given::List(values.collect::<Result<_, _>>()?));
    }
    // Whatever realm or prototype it is of.
    if !given.is_object() {
        return Err("must be made of texts, numbers, arrays and objects");
    }
    let mut names = Vec::new();
    for entry in Object::entries(given.unchecked_ref()).iter() {
        let entry = Array::from(&entry);
        // As `limit: undefined` says nothing, so does a name without a value.
        if !entry.get(1).is_undefined() {
            let name = entry.get(0).as_string().unwrap_or_default();
            names.push((name, read(&entry.get(1), depth + 1, parts)?));
        }
    }
    Ok(Given::Names(names))
}

/// A condition: without a name a text in the query language or an object of names, with one what its
/// value must be.
fn tree(given: Given, name: Option<&str>) -> Result<Tree, String> {
    match (given, name) {
        (Given::Text(text) | Given::Scalar(text), Some(name)) => Ok(value(name, text)),
        (Given::Text(text), None) => Ok(Tree::parse(&text).tree),
        (Given::Scalar(_), None) => Err(refused(None, "must be a text or an object")),
        (list @ Given::List(_), _) => Ok(Tree::Any(parts(list, name)?)),
        (names @ Given::Names(_), _) => Ok(Tree::All(parts(names, name)?)),
    }
}

/// The conditions that an array or object is made of; anything else is one.
fn parts(given: Given, name: Option<&str>) -> Result<Vec<Tree>, String> {
    match given {
        Given::List(values) => values.into_iter().map(|value| tree(value, name)).collect(),
        Given::Names(names) => {
            names.into_iter().map(|(key, given)| named(&key, given, name)).collect()
        }
        other => tree(other, name).map(|only| vec![only]),
    }
}

fn named(key: &str, given: Given, name: Option<&str>) -> Result<Tree, String> {
    let negated = |tree| Tree::Not(Box::new(tree));
    match (key, name) {
        ("all", _) => parts(given, name).map(Tree::All),
        ("any", _) => parts(given, name).map(Tree::Any),
        ("none", _) => parts(given, name).map(Tree::Any).map(negated),
        ("not", _) => parts(given, name).map(Tree::All).map(negated),
        (_, None) => tree(given, Some(key)),
        (_, Some(_)) => Err(refused(name, "is an object of other names")),
    }
}

/// A filter has exactly this value.
fn value(name: &str, text: String) -> Tree {
    let term = Term { pieces: vec![Piece::Text(text)], quoted: true };
    Tree::Named { name: name.to_owned(), term }
}

fn refused(name: Option<&str>, why: &str) -> String {
    let path = name.map(|name| format!(".{name}")).unwrap_or_default();
    format!("query: `filter{path}` {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Given {
        Given::Text(text.to_owned())
    }

    fn names<const N: usize>(pairs: [(&str, Given); N]) -> Given {
        Given::Names(pairs.map(|(name, given)| (name.to_owned(), given)).into())
    }

    fn list<const N: usize>(values: [Given; N]) -> Given {
        Given::List(values.into())
    }

    fn is(name: &str, text: &str) -> Tree {
        value(name, text.to_owned())
    }

    fn not(tree: Tree) -> Tree {
        Tree::Not(Box::new(tree))
    }

    #[test]
    fn all_names_must_fit_and_of_several_values_any() {
        let given = names([
            ("tag", list([text("a"), text("b")])),
            ("year", Given::Scalar("2024".to_owned())),
        ]);
        let tags = Tree::Any(vec![is("tag", "a"), is("tag", "b")]);
        assert_eq!(tree(given, None), Ok(Tree::All(vec![tags, is("year", "2024")])));
    }

    #[test]
    fn four_names_combine_what_stands_under_them() {
        let both = || names([("x", text("1")), ("y", text("2"))]);
        let parts = || vec![is("x", "1"), is("y", "2")];
        for (name, expected) in [
            ("all", Tree::All(parts())),
            ("any", Tree::Any(parts())),
            ("none", not(Tree::Any(parts()))),
            ("not", not(Tree::All(parts()))),
        ] {
            assert_eq!(
                tree(names([(name, both())]), None),
                Ok(Tree::All(vec![expected])),
                "{name}"
            );
        }
        // An array of objects: each is one part, all of whose names must fit.
        let given = names([("none", list([both(), names([("z", text("3"))])]))]);
        let each = vec![Tree::All(parts()), Tree::All(vec![is("z", "3")])];
        assert_eq!(tree(given, None), Ok(Tree::All(vec![not(Tree::Any(each))])));
    }

    #[test]
    fn below_a_name_they_combine_its_values() {
        let given =
            names([("tag", names([("all", list([text("a"), text("b")])), ("none", text("c"))]))]);
        let tags = vec![
            Tree::All(vec![is("tag", "a"), is("tag", "b")]),
            not(Tree::Any(vec![is("tag", "c")])),
        ];
        assert_eq!(tree(given, None), Ok(Tree::All(vec![Tree::All(tags)])));
    }

    #[test]
    fn a_text_is_in_the_query_language_unless_it_is_a_value() {
        assert_eq!(tree(text("a b"), None), Ok(Tree::parse("a b").tree));
        let given = names([("any", list([text("-a"), names([("b", text("-c"))])]))]);
        let each = vec![Tree::parse("-a").tree, Tree::All(vec![is("b", "-c")])];
        assert_eq!(tree(given, None), Ok(Tree::All(vec![Tree::Any(each)])));
    }

    #[test]
    fn what_has_no_meaning_is_refused_by_name() {
        let nested = names([("tag", names([("other", text("a"))]))]);
        assert!(tree(nested, None).is_err_and(|message| message.contains("`filter.tag`")));
        let bare = names([("any", Given::Scalar("7".to_owned()))]);
        assert!(tree(bare, None).is_err_and(|message| message.contains("`filter`")));
    }
}
