//! Runs other programs. What they print goes to a file; where one fails, the end of that file
//! becomes the error.

use crate::paths;
use anyhow::{Context as _, Result, bail};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// How many of the last lines of a failed program are shown.
const SHOWN_LINES: usize = 100;

/// A program that ended.
pub(crate) struct Ended {
    pub(crate) success: bool,
    /// Standard output and standard error, as they came.
    pub(crate) output: String,
    pub(crate) log: PathBuf,
}

impl Ended {
    /// The last lines of the output, and where all of it is.
    pub(crate) fn tail(&self) -> String {
        let lines: Vec<&str> = self.output.lines().collect();
        let shown = lines.get(lines.len().saturating_sub(SHOWN_LINES)..).unwrap_or_default();
        format!("{}\n(all of it: {})", shown.join("\n"), self.log.display())
    }
}

/// A command that starts in the root of the repository.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(paths::root());
    command
}

/// The cargo that runs this.
pub(crate) fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program to its end, whatever that is; its output is kept under `name`.
pub(crate) fn finish(command: &mut Command, name: &str) -> Result<Ended> {
    let folder = paths::records();
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let log = folder.join(format!("{name}.log"));
    let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .status()
        .with_context(|| format!("cannot run {program}"))?;
    let output = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    Ok(Ended { success: status.success(), output, log })
}

/// Runs a program that must succeed.
pub(crate) fn run(command: &mut Command, name: &str) -> Result<String> {
    let ended = finish(command, name)?;
    if !ended.success {
        let program = command.get_program().to_string_lossy();
        bail!("{program} failed ({name}):\n{}", ended.tail());
    }
    Ok(ended.output)
}

/// What a program prints, or nothing where it is missing or fails.
pub(crate) fn ask(name: &str, arguments: &[&str]) -> Option<String> {
    let output = program(name).args(arguments).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}
