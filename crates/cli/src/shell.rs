//! `midu completions`, `midu man` and `midu config`: what the command says of itself.

use crate::failure::Failure;
use crate::{keys, settings};
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::{self, Write};
use std::path::PathBuf;

/// Print completions for a shell.
#[derive(clap::Args)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page, or write one for each subcommand into a folder.
#[derive(clap::Args)]
pub(crate) struct Manual {
    /// Where to write midu.1, midu-index.1 and so on.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Check midu.toml, or explain its keys.
#[derive(clap::Args)]
pub(crate) struct Config {
    /// The file [default: midu.toml].
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// List every key with its values and what holds without it.
    #[arg(long, conflicts_with = "file")]
    explain: bool,
}

pub(crate) fn completions<C: CommandFactory>(arguments: &Completions) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut C::command(), "midu", &mut text);
    io::stdout().write_all(&text)?;
    Ok(())
}

pub(crate) fn manual<C: CommandFactory>(arguments: &Manual) -> Result<(), Failure> {
    let Some(folder) = &arguments.folder else {
        clap_mangen::Man::new(C::command()).render(&mut io::stdout())?;
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|cause| Failure::unwritable(folder, &cause))?;
    clap_mangen::generate_to(C::command(), folder)
        .map_err(|cause| Failure::unwritable(folder, &cause))
}

pub(crate) fn config(arguments: &Config) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    if arguments.explain {
        keys::explain(&mut out)?;
        return Ok(());
    }
    let file = arguments.file.clone().unwrap_or_else(|| settings::NAME.into());
    settings::load(Some(&file))?;
    writeln!(out, "{}: every key is known", file.display())?;
    Ok(())
}
