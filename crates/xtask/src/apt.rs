//! Installs packages where the system is Debian or like it. Elsewhere it says what to install.

use crate::command::{ask, program, run};
use anyhow::{Result, bail};
use std::process::Command;

/// Installs packages; `why` completes "needed ..." in the error.
pub(crate) fn install(packages: &[&str], why: &str) -> Result<()> {
    let wanted = packages.join(" ");
    if ask("apt-get", &["--version"]).is_none() {
        bail!("{wanted}: needed {why}. There is no apt-get here: install the like by hand");
    }
    let Some(apt) = apt_as_root() else {
        bail!(
            "{wanted}: needed {why}. Not root and no password-free sudo: \
             run `apt-get install --no-install-recommends {wanted}` as root"
        );
    };
    if run(apt().args(INSTALL).args(packages), "apt-install").is_ok() {
        return Ok(());
    }
    // The lists of packages are absent or old.
    run(apt().arg("update"), "apt-update")?;
    run(apt().args(INSTALL).args(packages), "apt-install").map(|_| ())
}

/// Reads what there is, for a package that is there in a version too old.
pub(crate) fn update() -> Result<()> {
    let Some(apt) = apt_as_root() else {
        bail!("not root and no password-free sudo: run `apt-get update` as root")
    };
    run(apt().arg("update"), "apt-update").map(|_| ())
}

const INSTALL: [&str; 3] = ["install", "--yes", "--no-install-recommends"];

fn apt_as_root() -> Option<impl Fn() -> Command> {
    let root = ask("id", &["-u"]).is_some_and(|id| id == "0");
    if !root && ask("sudo", &["-n", "true"]).is_none() {
        return None;
    }
    Some(move || {
        let mut command = program(if root { "apt-get" } else { "sudo" });
        if !root {
            command.args(["-n", "apt-get"]);
        }
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    })
}
