//! Node.js and npm packages, from their lock files.

use crate::command::{ask, program, run};
use crate::paths;
use crate::stamp::{By, Stamp};
use crate::steps::Done;
use anyhow::{Result, bail};
use std::path::Path;

const OLDEST: u32 = 20;

/// Checks that Node is there and new enough.
pub(crate) fn ready() -> Result<()> {
    let how = "get it from https://nodejs.org or the package manager of the system";
    let Some(version) = ask("node", &["--version"]) else {
        bail!("Node.js {OLDEST} or newer is needed for the TypeScript of www/: {how}");
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|n| n.parse().ok());
    if major.is_none_or(|major: u32| major < OLDEST) {
        bail!("Node.js {version} is too old, {OLDEST} or newer is needed: {how}");
    }
    if ask("npm", &["--version"]).is_none() {
        bail!("npm is needed beside Node.js: {how}");
    }
    Ok(())
}

/// Installs the packages of www/ as the lock file names them.
pub(crate) fn packages() -> Result<Done> {
    packages_of(&paths::www(), &["ci"])
}

/// Installs what midu is measured beside. Not with `npm ci`: it refuses a lock file that lacks
/// packages for other systems, and Pagefind's are not in every registry.
pub(crate) fn peers() -> Result<Done> {
    packages_of(&paths::peers(), &["install", "--no-save"])
}

fn packages_of(folder: &Path, how: &[&str]) -> Result<Done> {
    ready()?;
    let modules = folder.join("node_modules");
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        bail!("{} is missing: without it nobody knows which packages to install", lock.display());
    }
    let stamp = Stamp::new("npm", By::Content, &[lock], &[])?.inside(&modules);
    if stamp.holds(&[modules.join(".bin")]) {
        return Ok(Done::Before);
    }
    let mut install = program("npm");
    install.args(how).args(["--no-audit", "--no-fund"]).current_dir(folder);
    run(&mut install, "npm-packages")?;
    stamp.set()?;
    Ok(Done::Now)
}

/// npm, in www/.
pub(crate) fn npm(arguments: &[&str]) -> std::process::Command {
    let mut command = program("npm");
    command.args(arguments).current_dir(paths::www());
    command
}
