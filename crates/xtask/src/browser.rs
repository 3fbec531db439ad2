//! The browser of the tests: Debian's chromium with a font for Chinese. `CHROMIUM` names another.

use crate::apt;
use crate::command::ask;
use crate::steps::Done;
use anyhow::{Result, bail};
use std::env;
use std::path::PathBuf;

const PACKAGES: [&str; 2] = ["chromium", "fonts-noto-cjk"];
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Finds a browser or installs one; the path goes to the tests as `CHROMIUM`.
pub(crate) fn ready() -> Result<(PathBuf, Done)> {
    if let Some(path) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if !path.is_file() {
            bail!("CHROMIUM names {}, which is no file", path.display());
        }
        return Ok((path, Done::Before));
    }
    if let Some(path) = find() {
        return Ok((path, Done::Before));
    }
    apt::install(&PACKAGES, "for the browser tests (CHROMIUM=path names another browser)")?;
    match find() {
        Some(path) => Ok((path, Done::Now)),
        None => bail!("chromium was installed but is not on PATH: name it with CHROMIUM=path"),
    }
}

fn find() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    let mut candidates = NAMES.iter().flat_map(|name| folders.iter().map(move |f| f.join(name)));
    candidates.find(|path| path.is_file() && ask(&path.to_string_lossy(), &["--version"]).is_some())
}
