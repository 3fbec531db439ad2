//! Names of imports: the bindings generator ends them with a hash of 16 digits, which no compressor makes
//! shorter and which readers would download twice, in the module and in the script. Numbers of the same
//! length take their place, so nothing moves in the module.

use anyhow::{Context as _, Result, ensure};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const START: &str = "__wbg_";
const DIGITS: usize = 16;

/// Numbers the imports of a script and the module that it starts.
pub(crate) fn number(script: &Path, module: &Path) -> Result<()> {
    let mut text = fs::read_to_string(script).with_context(|| script.display().to_string())?;
    let mut bytes = fs::read(module).with_context(|| module.display().to_string())?;
    for (number, name) in hashed(&text).iter().enumerate() {
        let short = format!("{}{number:0DIGITS$}", &name[..name.len() - DIGITS]);
        ensure!(!text.contains(&short), "{short} is a name of the bindings already");
        ensure!(replace(&mut bytes, name, &short), "{name} is no import of {}", module.display());
        text = text.replace(name, &short);
    }
    fs::write(script, text).with_context(|| script.display().to_string())?;
    fs::write(module, bytes).with_context(|| module.display().to_string())
}

/// The names that end with a hash, in order.
fn hashed(text: &str) -> BTreeSet<String> {
    let names = text.match_indices(START).map(|(start, _)| {
        let rest = &text[start..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        rest[..end.unwrap_or(rest.len())].to_owned()
    });
    let hash = |name: &String| {
        name.rsplit_once('_').is_some_and(|(_, end)| {
            end.len() == DIGITS && end.bytes().all(|digit| digit.is_ascii_hexdigit())
        })
    };
    names.filter(hash).collect()
}

/// Puts a text in the place of another of its length; false if that is nowhere.
fn replace(bytes: &mut [u8], from: &str, to: &str) -> bool {
    let mut found = false;
    for start in 0..(bytes.len() + 1).saturating_sub(from.len()) {
        if let Some(place) = bytes.get_mut(start..start + from.len())
            && place == from.as_bytes()
        {
            place.copy_from_slice(to.as_bytes());
            found = true;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_become_numbers_and_nothing_moves() {
        let names = ["__wbg_set_00ff00ff00ff00ff", "__wbg_new_a0b1c2d3e4f50617"];
        let text = format!("{}({}, __wbg_index_free, {})", names[0], names[1], names[0]);
        assert_eq!(hashed(&text).into_iter().collect::<Vec<_>>(), [names[1], names[0]]);
        let folder = std::env::temp_dir().join(format!("midu-imports-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let [script, module] = ["a.js", "a.wasm"].map(|name| folder.join(name));
        fs::write(&script, &text).unwrap();
        fs::write(&module, text.as_bytes()).unwrap();
        number(&script, &module).unwrap();
        let expected = "__wbg_set_0000000000000001(__wbg_new_0000000000000000, __wbg_index_free, \
                        __wbg_set_0000000000000001)";
        assert_eq!(fs::read_to_string(&script).unwrap(), expected);
        assert_eq!(fs::read(&module).unwrap(), expected.as_bytes());
        fs::write(&script, names[0]).unwrap();
        assert!(number(&script, &module).is_err(), "a module of another script");
        fs::remove_dir_all(&folder).unwrap();
    }
}
