//! A folder with an index in many files: an entry of a fixed name, and a folder for each build named
//! after its content. A build appears whole, then the entry is renamed in, then old builds go.

use super::entry;
use crate::failure::Failure;
use crate::output;
use std::io;
use std::path::{Path, PathBuf};

/// A build that was written.
pub(crate) struct Written {
    pub(crate) build: String,
    /// The build that the entry named before.
    pub(crate) before: Option<String>,
    /// Files and bytes of the build, its entry included.
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}

/// Refuses what cannot become such a folder.
pub(crate) fn refuse(path: &Path) -> Result<(), Failure> {
    output::refuse_text(path)?;
    let place = path.display().to_string();
    if path.is_file() {
        let help = "name a folder, or a file that ends in .midu for one index file";
        return Err(Failure::new("it is a file", place, help));
    }
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    if !path.is_dir() && above.is_some_and(|above| !above.is_dir()) {
        let help = "create the folder first, or name another one";
        return Err(Failure::new("its folder does not exist", place, help));
    }
    Ok(())
}

/// Writes a build and its entry. `fill` writes the files of the build below a folder and gives the
/// build's name with the number and length of its files; `entry` is the text of the entry for it.
pub(crate) fn write(
    output: &Path,
    entry_name: &str,
    fill: impl FnOnce(&Path) -> io::Result<(String, u64, u64)>,
    entry: impl FnOnce(&str) -> String,
) -> Result<Written, Failure> {
    if !output.is_dir() {
        std::fs::create_dir(output).map_err(|cause| {
            let help = "check the permissions of the folder above it";
            Failure::new(format!("cannot create it: {cause}"), output.display().to_string(), help)
        })?;
    }
    let before = build_of(&output.join(entry_name));
    let (mut files, mut bytes) = (0, 0);
    let build = output::write_folder(output, |folder| {
        let (name, count, length) = fill(folder)?;
        (files, bytes) = (count, length);
        Ok(name)
    })?;
    let text = entry(&build);
    output::write(&output.join(entry_name), &mut text.as_bytes())?;
    let bytes = bytes + text.len() as u64;
    Ok(Written { build, before, files: files + 1, bytes })
}

/// Removes builds that nobody needs: all but this one and the one before it, or with `all` that too.
/// Gives the one that is kept and how many went.
pub(crate) fn prune(
    output: &Path,
    build: &str,
    before: Option<String>,
    all: bool,
) -> Result<(Option<String>, u64), Failure> {
    // The same build again says nothing of what came before it.
    let same = before.as_deref() == Some(build);
    let kept = before.filter(|before| !all && before != build && output.join(before).is_dir());
    let mut removed = 0;
    for old in builds(output).filter(|_| all || !same) {
        if old != build && Some(&old) != kept.as_ref() {
            std::fs::remove_dir_all(output.join(&old)).map_err(|cause| {
                let place = output.join(&old).display().to_string();
                Failure::new(format!("cannot remove an old build: {cause}"), place, "remove it")
            })?;
            removed += 1;
        }
    }
    Ok((kept, removed))
}

/// The folders that are named as builds are.
fn builds(output: &Path) -> impl Iterator<Item = String> {
    let entries = std::fs::read_dir(output).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| entry::is_build(name))
}

/// The build that an entry names; none where it is absent or no entry of ours.
fn build_of(path: &Path) -> Option<String> {
    super::read::entry_of(path).ok().map(|entry| entry.build)
}

/// The entry in a folder, whichever carrier wrote it.
pub(crate) fn entry_in(folder: &Path) -> Option<PathBuf> {
    [entry::JSON, entry::SCRIPT].map(|name| folder.join(name)).into_iter().find(|p| p.is_file())
}
