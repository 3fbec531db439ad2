//! Names of imports and exports: those of the bindings generator are long, most end with a hash that no
//! compressor makes shorter, and readers would download them twice, in the module and in the script.
//! One or two letters take their place, and exports that the script does not use go.

use anyhow::{Context as _, Result, anyhow, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use walrus::ModuleConfig;

/// What `www/bindings.mjs` looks for, and by what `www/src/program.ts` tells the larger engine.
const KEPT: [&str; 3] = ["memory", "__wbindgen_start", "index_query"];

/// Gives short names to the imports and exports of a module, in the script that starts it and in its
/// declarations.
pub(crate) fn shorten(script: &Path, declarations: &Path, module: &Path) -> Result<()> {
    let shown = || module.display().to_string();
    let text = fs::read_to_string(script).with_context(|| script.display().to_string())?;
    let declared =
        fs::read_to_string(declarations).with_context(|| declarations.display().to_string())?;
    let mut reading = ModuleConfig::new();
    reading.generate_producers_section(false).generate_name_section(false);
    let mut parsed =
        reading.parse_file(module).map_err(|error| anyhow!(error)).with_context(shown)?;
    let used: BTreeSet<String> = exports_used(&text);
    let unused: Vec<_> = parsed.exports.iter().filter(|one| !used.contains(&one.name)).collect();
    let unused: Vec<_> = unused
        .into_iter()
        .filter(|one| !KEPT.contains(&one.name.as_str()))
        .map(|one| one.id())
        .collect();
    unused.into_iter().for_each(|export| parsed.exports.delete(export));
    let imported: BTreeSet<String> = parsed.imports.iter().map(|one| one.name.clone()).collect();
    let exported = parsed.exports.iter().map(|one| one.name.clone());
    let exported: BTreeSet<String> =
        exported.filter(|name| !KEPT.contains(&name.as_str())).collect();
    let (imported, exported) = (numbered(&imported), numbered(&exported));
    let (text, count) = renamed(&text, &imported, &exported);
    ensure!(
        count >= imported.len() + exported.len(),
        "{} names {count} of the {} imports and exports of {}",
        script.display(),
        imported.len() + exported.len(),
        shown()
    );
    for import in parsed.imports.iter_mut() {
        if let Some(short) = imported.get(&import.name) {
            import.name.clone_from(short);
        }
    }
    for export in parsed.exports.iter_mut() {
        if let Some(short) = exported.get(&export.name) {
            export.name.clone_from(short);
        }
    }
    fs::write(script, text).with_context(|| script.display().to_string())?;
    fs::write(declarations, declared_anew(&declared, &exported))
        .with_context(|| declarations.display().to_string())?;
    fs::write(module, parsed.emit_wasm()).with_context(shown)
}

/// A short name for each, by their order, which is the same for two modules of the same face.
fn numbered(names: &BTreeSet<String>) -> BTreeMap<String, String> {
    let letters = || ('a'..='z').chain('A'..='Z').map(String::from);
    let pairs = letters().flat_map(|first| letters().map(move |second| first.clone() + &second));
    names.iter().cloned().zip(letters().chain(pairs)).collect()
}

/// The identifiers of a script, each with what stands before it and behind it.
fn identifiers(text: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut place = 0;
    std::iter::from_fn(move || {
        let start = place + text[place..].find(inside)?;
        let end = text[start..].find(|c| !inside(c)).map_or(text.len(), |length| start + length);
        place = end;
        Some((&text[..start], &text[start..end], &text[end..]))
    })
}

fn exports_used(text: &str) -> BTreeSet<String> {
    let used = identifiers(text).filter(|(before, ..)| before.ends_with("wasm."));
    used.map(|(_, name, _)| name.to_owned()).collect()
}

/// The script with short names, and how many of them it had.
fn renamed(
    text: &str,
    imported: &BTreeMap<String, String>,
    exported: &BTreeMap<String, String>,
) -> (String, usize) {
    let (mut out, mut from) = (String::new(), 0);
    let mut seen = BTreeSet::new();
    for (before, name, behind) in identifiers(text) {
        let short = if before.ends_with("wasm.") {
            exported.get(name)
        } else if behind.starts_with(": function") {
            imported.get(name)
        } else {
            None
        };
        if let Some(short) = short {
            out.push_str(&text[from..before.len()]);
            out.push_str(short);
            from = before.len() + name.len();
            seen.insert((before.ends_with("wasm."), name));
        }
    }
    out.push_str(&text[from..]);
    (out, seen.len())
}

/// The declarations with short names of what the module exports, and without what it does not.
fn declared_anew(text: &str, exported: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let name = line.trim_start().strip_prefix("readonly ").and_then(|rest| {
            let (name, kind) = rest.split_once(": ")?;
            (kind.contains("=>") || kind.starts_with("WebAssembly.")).then_some(name)
        });
        match name {
            Some(name) if !KEPT.contains(&name) => {
                if let Some(short) = exported.get(name) {
                    out.push_str(&line.replacen(name, short, 1));
                }
            }
            _ => out.push_str(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_the_same_on_both_sides_and_in_one_order() {
        let (long, other) = ("__wbg_set_00ff00ff00ff00ff", "__wbg_new_a0b1c2d3e4f50617");
        let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let imported = numbered(&set(&[long, other]));
        assert_eq!(imported[other], "a");
        assert_eq!(imported[long], "b");
        let exported = numbered(&set(&["index_open"]));
        let text = format!("{long}: function() {{ wasm.index_open(); }}, {other}: function() {{}}");
        assert!(exports_used(&text).contains("index_open"));
        let (short, count) = renamed(&text, &imported, &exported);
        assert_eq!(short, "b: function() { wasm.a(); }, a: function() {}");
        assert_eq!(count, 3);
        // Only where they name what crosses.
        let text = "index_open(wasm.memory, __wbg_ptr)";
        assert_eq!(renamed(text, &imported, &exported), (text.to_owned(), 0));
    }

    #[test]
    fn there_are_names_enough() {
        let many: BTreeSet<String> = (0..2000).map(|number| format!("n{number:04}")).collect();
        let short: BTreeSet<String> = numbered(&many).into_values().collect();
        assert_eq!(short.len(), many.len());
    }

    #[test]
    fn declarations_name_what_there_is() {
        let exported = numbered(&BTreeSet::from(["index_open".to_owned()]));
        let text = "interface A {\n    readonly a: string;\n    readonly memory: WebAssembly.Memory;\n    \
                    readonly index_open: (a: number) => number;\n    readonly gone: () => void;\n}\n";
        let expected = "interface A {\n    readonly a: string;\n    readonly memory: WebAssembly.Memory;\n    \
                        readonly a: (a: number) => number;\n}\n";
        assert_eq!(declared_anew(text, &exported), expected);
    }
}
