//! Holds the order of the layers: a crate uses only crates below it, and a file of the engine
//! imports only from its own row and the rows below. Reads the text of `use` and of paths, no more:
//! macros that build paths would escape it.

use crate::paths;
use crate::stamp::files_below;
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The files of the engine, lowest row first.
const ROWS: [&[&str]; 6] = [
    &["bits", "bytes", "error", "numbers"],
    &["document", "fold", "gram", "record"],
    &[
        "postings",
        "format",
        "directory",
        "router",
        "text",
        "bounds",
        "cache",
        "filters",
        "pinyin",
        "words",
        "cuts",
    ],
    &["writer", "reader", "query", "syntax", "compact", "scan", "region"],
    &["search", "plan", "snippet", "check", "statistics", "order", "aligned"],
    &[
        "request", "evaluate", "several", "filtered", "sounds", "lexicon", "edits", "signs",
        "relax", "response", "passages",
    ],
];

/// Modules of one row that must not know each other: they meet in a row above, or not at all.
const STRANGERS: [(&str, &str); 3] =
    [("writer", "reader"), ("query", "reader"), ("syntax", "reader")];

/// The crates, lowest first; each may use those named before it.
const CRATES: [(&str, &str); 5] = [
    ("midu-core", "crates/core"),
    ("midu-ingest", "crates/ingest"),
    ("midu-playground", "crates/playground"),
    ("midu-cli", "crates/cli"),
    ("midu", "."),
];

/// Checks crates and files.
pub(crate) fn check() -> Result<String> {
    let mut faults = Vec::new();
    crates(&mut faults)?;
    let files = modules(&paths::root().join("crates/core/src"), &mut faults)?;
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(format!("{} crates, {files} files of the engine", CRATES.len()))
}

fn crates(faults: &mut Vec<String>) -> Result<()> {
    for (row, (name, folder)) in CRATES.iter().enumerate() {
        let file = paths::root().join(folder).join("Cargo.toml");
        let manifest = read(&file)?;
        for (other, _) in CRATES.iter().skip(row) {
            let uses = |line: &str| line.split(['.', ' ', '=']).next() == Some(other);
            // The root manifest also names every crate for the workspace, with its path.
            if manifest.lines().any(|line| uses(line) && !line.contains("path =")) {
                faults.push(format!("{name} uses {other}, which is not below it"));
            }
        }
    }
    Ok(())
}

fn modules(src: &Path, faults: &mut Vec<String>) -> Result<usize> {
    let exported = exports(&code(&read(&src.join("lib.rs"))?));
    let files = files_below(src)?;
    for file in &files {
        let inside = file.strip_prefix(src)?;
        let Some(module) = inside.iter().next().and_then(|name| Path::new(name).file_stem()) else {
            continue;
        };
        let module = module.to_string_lossy();
        if module == "lib" || inside.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let Some(row) = row_of(&module) else {
            faults.push(format!("{}: `{module}` stands in no row of layers.rs", inside.display()));
            continue;
        };
        for name in names_used(&code(&read(file)?)) {
            let target = exported.get(&name).unwrap_or(&name);
            if let Some(fault) = fault(&module, row, target) {
                faults.push(format!("{}: {fault}", inside.display()));
            }
        }
    }
    Ok(files.len())
}

fn fault(module: &str, row: usize, target: &str) -> Option<String> {
    if target == module {
        return None;
    }
    let strangers =
        |&(a, b): &(&str, &str)| (a, b) == (module, target) || (b, a) == (module, target);
    match row_of(target) {
        None => Some(format!("uses `{target}`, which stands in no row of layers.rs")),
        Some(other) if other > row => Some(format!("uses `{target}`, which is in a row above")),
        Some(_) if STRANGERS.iter().any(strangers) => Some(format!("uses `{target}`: strangers")),
        Some(_) => None,
    }
}

fn row_of(module: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&module))
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// The text without comments and without the tests at its end, which may use anything.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// What lib.rs offers under another path: `Index` -> `reader`.
fn exports(code: &str) -> BTreeMap<String, String> {
    let mut exported = BTreeMap::new();
    for statement in code.split(';') {
        let Some((_, path)) = statement.split_once("use ") else { continue };
        let path = path.trim().trim_start_matches("crate::");
        let Some((module, rest)) = path.split_once("::") else { continue };
        let names = rest.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        for name in names.filter(|name| !name.is_empty() && *name != "as") {
            exported.insert(name.to_owned(), module.to_owned());
        }
    }
    exported
}

/// The first name behind every `crate::`: of a single path, or each of a group in braces.
fn names_used(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => first_names(group, &mut names),
            None => names.push(identifier(rest).to_owned()),
        }
    }
    names
}

/// The first names of the members of a group, up to its closing brace.
fn first_names(group: &str, names: &mut Vec<String>) {
    let mut depth = 0;
    let mut start = true;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => return,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            c if start && !c.is_whitespace() => {
                names.push(identifier(group.get(at..).unwrap_or_default()).to_owned());
                start = false;
            }
            _ => {}
        }
    }
}

fn identifier(text: &str) -> &str {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{code, exports, fault, names_used, row_of};

    #[test]
    fn names_behind_crate_are_found_wherever_they_stand() {
        let text = "use crate::{Error, fold::{Fold, table}, reader::Index};\n\
                    // use crate::writer::X;\n\
                    fn f() { crate::bytes::read() }\n\
                    #[cfg(test)]\nmod tests { use crate::search::Y; }";
        assert_eq!(names_used(&code(text)), ["Error", "fold", "reader", "bytes"]);
    }

    #[test]
    fn exported_names_lead_to_their_modules() {
        let exported =
            exports("mod a;\npub use reader::{HEAD_LENGTH, Index};\npub use fold::u::fold;");
        assert_eq!(exported.get("Index").map(String::as_str), Some("reader"));
        assert_eq!(exported.get("fold").map(String::as_str), Some("fold"));
    }

    #[test]
    fn only_lower_rows_may_be_used() {
        let faulty =
            |module: &str, target| fault(module, row_of(module).unwrap(), target).is_some();
        assert!(!faulty("search", "reader"));
        assert!(!faulty("reader", "format"));
        assert!(faulty("reader", "search"));
        assert!(faulty("writer", "reader"));
        assert!(faulty("reader", "writer"));
        assert!(faulty("query", "reader"));
        assert!(faulty("format", "unheard_of"));
    }
}
