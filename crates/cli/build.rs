//! Puts the scripts of a page into the command: those that `cargo xtask` left in `assets/`, or empty
//! texts where it left none. The command then asks for them with `--assets`. The same goes for the
//! search box, all of the files below `assets/widget/`, and `--widget-from`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

const NAMES: [&str; 2] = ["midu.js", "engine.js"];

fn main() -> ExitCode {
    // The folder always exists, so that files which appear in it are noticed.
    println!("cargo::rerun-if-changed=assets");
    let Some(out) = env::var_os("OUT_DIR").map(PathBuf::from) else {
        eprintln!("cargo sets OUT_DIR");
        return ExitCode::FAILURE;
    };
    for name in NAMES {
        let text = fs::read_to_string(PathBuf::from("assets").join(name)).unwrap_or_default();
        if let Err(cause) = fs::write(out.join(name), text) {
            eprintln!("cannot write {}: {cause}", out.join(name).display());
            return ExitCode::FAILURE;
        }
    }
    let mut names = Vec::new();
    below(&PathBuf::from("assets/widget"), "", &mut names);
    names.sort();
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let mut text = String::from("/// The files of the search box, by name.\n");
    text.push_str("pub(crate) const WIDGET: &[(&str, &[u8])] = &[\n");
    for name in names {
        let path = PathBuf::from(&root).join("assets/widget").join(&name);
        text.push_str(&format!("    ({name:?}, include_bytes!({path:?})),\n"));
    }
    text.push_str("];\n");
    if let Err(cause) = fs::write(out.join("widget.rs"), text) {
        eprintln!("cannot write widget.rs: {cause}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// The names of all files below a folder.
fn below(folder: &Path, prefix: &str, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            below(&entry.path(), &format!("{name}/"), names);
        } else {
            names.push(name);
        }
    }
}
