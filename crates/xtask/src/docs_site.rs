//! `cargo xtask site`: everything from a bare checkout to the documentation in a browser, in Chinese and
//! English, with the project's own search box in it. www/site makes the pages and their indexes.

use crate::command::run;
use crate::steps::{Done, Steps};
use crate::{node, paths, playground, serve, site, wasm};
use anyhow::{Result, bail};
use clap::Args;

/// Build the documentation with its search box, and serve it on 127.0.0.1.
#[derive(Args)]
pub(crate) struct Site {
    /// The port to serve on; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Build only.
    #[arg(long)]
    no_serve: bool,
}

impl Site {
    pub(crate) fn run(&self) -> Result<()> {
        // Taken first, as in `demo`.
        let listener = if self.no_serve { None } else { Some(serve::listen(self.port)?) };
        let mut steps = Steps::new(wasm::STEPS + playground::STEPS + 3);
        wasm::build(&mut steps)?;
        playground::build(&mut steps)?;
        steps.run("page: scripts and styles", site::build_page)?;
        steps.run("index: the midu command", site::build_command)?;
        steps.run("site: build/docs", pages)?;
        let folder = paths::docs_site();
        match listener {
            Some(listener) => serve::serve(listener, &folder),
            None => {
                println!("built {}", folder.display());
                Ok(())
            }
        }
    }
}

/// Always done anew: it takes seconds, and reads more files than a stamp would be trusted to know.
fn pages() -> Result<Done> {
    let mut build = node::npm(&["run", "site"]);
    let output = run(build.env("MIDU_CLI", site::midu().get_program()), "site")?;
    if !paths::docs_site().join("index.html").is_file() {
        bail!("npm run site in www/ left no {}", paths::docs_site().display());
    }
    let pages = output.lines().rev().find(|line| line.contains(" pages in "));
    Ok(pages.map_or(Done::Now, |line| Done::With(line.to_owned())))
}
