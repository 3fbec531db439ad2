//! The few selectors that settings name elements by: a tag, a class, an id, an attribute, and these
//! written together, as in `div.note[data-kind=tip]`. No combinators.

use super::tree::{Id, Tree};

/// One selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    tag: Option<String>,
    tests: Vec<Test>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Id(String),
    Class(String),
    Has(String),
    Equals(String, String),
}

impl std::str::FromStr for Selector {
    type Err = String;

    /// Reads a selector, or says what of it is not understood.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let end = text.find(['.', '#', '[']).unwrap_or(text.len());
        let (tag, mut rest) = text.split_at_checked(end).unwrap_or((text, ""));
        if !is_name(tag) && !matches!(tag, "" | "*") {
            return Err(format!(
                "{tag:?} is no name of an element; combinators are not understood"
            ));
        }
        let mut tests = Vec::new();
        while let Some(kind) = rest.chars().next() {
            if !matches!(kind, '.' | '#' | '[') {
                return Err(format!("{kind:?} after an attribute is not understood"));
            }
            rest = rest.get(1..).unwrap_or_default();
            let test = if kind == '[' {
                let Some((inside, after)) = rest.split_once(']') else {
                    return Err("a [ without its ]".into());
                };
                rest = after;
                attribute(inside)?
            } else {
                let end = rest.find(['.', '#', '[']).unwrap_or(rest.len());
                let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                rest = after;
                if !is_name(name) {
                    return Err(format!("{name:?} is no name of a class or an id"));
                }
                if kind == '.' { Test::Class(name.into()) } else { Test::Id(name.into()) }
            };
            tests.push(test);
        }
        if tag.is_empty() && tests.is_empty() {
            return Err("an empty selector".into());
        }
        let tag = (!matches!(tag, "" | "*")).then(|| tag.to_ascii_lowercase());
        Ok(Self { tag, tests })
    }
}

fn attribute(inside: &str) -> Result<Test, String> {
    let (name, value) = match inside.split_once('=') {
        Some((name, value)) => (name.trim(), Some(value.trim().trim_matches(['"', '\'']))),
        None => (inside.trim(), None),
    };
    if !is_name(name) {
        return Err(format!("{name:?} is no name of an attribute"));
    }
    let name = name.to_ascii_lowercase();
    Ok(value.map_or(Test::Has(name.clone()), |value| Test::Equals(name, value.into())))
}

fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':');
    !text.is_empty() && text.chars().all(fits)
}

impl Selector {
    pub(super) fn matches(&self, tree: &Tree, id: Id) -> bool {
        let name = tree.name(id);
        !name.is_empty()
            && self.tag.as_ref().is_none_or(|tag| tag == name)
            && self.tests.iter().all(|test| match test {
                Test::Id(wanted) => tree.attribute(id, "id") == Some(wanted),
                Test::Class(class) => tree
                    .attribute(id, "class")
                    .is_some_and(|list| list.split_ascii_whitespace().any(|word| word == class)),
                Test::Has(name) => tree.attribute(id, name).is_some(),
                Test::Equals(name, value) => tree.attribute(id, name) == Some(value),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::Selector;

    #[test]
    fn what_is_no_selector_is_told_why() {
        for (text, reason) in [
            ("", "empty"),
            ("main p", "combinators"),
            ("a > b", "combinators"),
            ("[x", "without"),
            (".", "class"),
            ("p:first-child(2)", "combinators"),
            ("[=x]", "attribute"),
            ("[a]b", "not understood"),
        ] {
            let error = text.parse::<Selector>().unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
        for text in ["p", ".a", "#a", "[a]", "div.a.b#c[d=\"e f\"]", "*.a", "vp-doc"] {
            assert!(text.parse::<Selector>().is_ok(), "{text}");
        }
    }
}
