//! Puts the scripts of a page into the command: those that `cargo xtask` left in `assets/`, or empty
//! texts where it left none. The command then asks for them with `--assets`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

const NAMES: [&str; 3] = ["midu.js", "engine.js", "engine-compact.js"];

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
    ExitCode::SUCCESS
}
