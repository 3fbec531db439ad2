//! `cargo xtask shots`: the element in every state, on a desktop and a phone, in light and dark, to be
//! looked at: pictures and a contact sheet in target/xtask/shots.

use crate::command::run;
use crate::steps::{Done, Steps};
use crate::{browser, node, paths, site, wasm};
use anyhow::{Context as _, Result};

pub(crate) fn take() -> Result<()> {
    let folder = paths::records().join("shots");
    let mut steps = Steps::new(wasm::STEPS + 4);
    let mut chromium = None;
    steps.run("set-up: browser", || {
        let (found, done) = browser::ready()?;
        chromium = Some(found);
        Ok(done)
    })?;
    wasm::build(&mut steps)?;
    steps.run("page: scripts and styles", site::build_page)?;
    steps.run("index: the midu command", site::build_command)?;
    steps.run("pictures", || {
        let chromium = chromium.context("there is no browser")?;
        let mut shots = node::npm(&["run", "shots"]);
        run(shots.env("CHROMIUM", chromium).env("SHOTS", &folder), "shots")?;
        Ok(Done::Now)
    })?;
    println!("\n{}", folder.join("sheet.png").display());
    Ok(())
}
