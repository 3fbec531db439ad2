//! The browsers of the tests: Debian's chromium with a font for Chinese, which `CHROMIUM` names another for,
//! and on request Firefox and WebKitGTK.

use crate::apt;
use crate::command::ask;
use crate::steps::Done;
use anyhow::{Result, bail};
use std::env;
use std::path::{Path, PathBuf};

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

/// Firefox for the tests that need no protocol of Chromium's own. `FIREFOX` names another than Debian's.
pub(crate) fn firefox() -> Result<PathBuf> {
    let named = env::var_os("FIREFOX").map(PathBuf::from);
    let path = named.clone().unwrap_or_else(|| PathBuf::from("/usr/bin/firefox-esr"));
    if !is_new(&path) && named.is_none() {
        apt::update()?;
        apt::install(
            &["firefox-esr", "fonts-noto-cjk"],
            "for tests in Firefox (FIREFOX=path names another one)",
        )?;
    }
    if !is_new(&path) {
        bail!("{} is no Firefox {OLDEST_FIREFOX} or newer", path.display());
    }
    Ok(path)
}

/// The driver of WebKitGTK, which finds its browser itself, and a display to run it in. `WEBKIT` names
/// another driver than the one on the PATH.
pub(crate) fn webkit() -> Result<PathBuf> {
    let named = env::var_os("WEBKIT").map(PathBuf::from);
    if let Some(path) = named.as_ref().filter(|path| !path.is_file()) {
        bail!("WEBKIT names {}, which is no file", path.display());
    }
    let driver = || named.clone().or_else(|| on_path("WebKitWebDriver"));
    if driver().is_none() || DISPLAY.into_iter().any(|name| on_path(name).is_none()) {
        apt::install(
            &["webkit2gtk-driver", "xvfb", "xauth", "fonts-noto-cjk"],
            "for tests in WebKitGTK (WEBKIT=path names another driver)",
        )?;
    }
    match driver() {
        Some(path) => Ok(path),
        None => bail!("no WebKitWebDriver is on PATH: name it with WEBKIT=path"),
    }
}

/// What `xvfb-run` needs to make a display.
const DISPLAY: [&str; 3] = ["xvfb-run", "Xvfb", "xauth"];

/// The first version that can be driven as the tests do.
const OLDEST_FIREFOX: u32 = 143;

fn is_new(firefox: &Path) -> bool {
    let said = ask(&firefox.to_string_lossy(), &["--version"]).unwrap_or_default();
    let version = said.split(' ').next_back().and_then(|version| version.split('.').next());
    version.and_then(|major| major.parse().ok()).is_some_and(|major: u32| major >= OLDEST_FIREFOX)
}

fn find() -> Option<PathBuf> {
    let mut candidates = NAMES.into_iter().flat_map(all_on_path);
    candidates.find(|path| ask(&path.to_string_lossy(), &["--version"]).is_some())
}

fn on_path(name: &str) -> Option<PathBuf> {
    all_on_path(name).into_iter().next()
}

fn all_on_path(name: &str) -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).map(|folder| folder.join(name)).filter(|path| path.is_file()).collect()
}
