//! Node.js and the packages of www/, from the lock file.

use crate::command::{ask, program, run};
use crate::paths;
use crate::stamp::{By, Stamp};
use crate::steps::Done;
use anyhow::{Result, bail};

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
    ready()?;
    let modules = paths::www().join("node_modules");
    let lock = paths::www().join("package-lock.json");
    if !lock.is_file() {
        bail!("{} is missing: without it nobody knows which packages to install", lock.display());
    }
    let stamp = Stamp::new("npm", By::Content, &[lock], &[])?.inside(&modules);
    if stamp.holds(&[modules.join(".bin")]) {
        return Ok(Done::Before);
    }
    run(&mut npm(&["ci", "--no-audit", "--no-fund"]), "npm-ci")?;
    stamp.set()?;
    Ok(Done::Now)
}

/// npm, in www/.
pub(crate) fn npm(arguments: &[&str]) -> std::process::Command {
    let mut command = program("npm");
    command.args(arguments).current_dir(paths::www());
    command
}
