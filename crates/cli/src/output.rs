//! What is either there whole or not at all: a file or a folder is written under a temporary name
//! beside its place, synced, renamed. Neither an error nor Ctrl-C leaves anything behind.

use crate::failure::Failure;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::Builder;

/// The temporary file or folder that exists now. Held locked during the rename, so that an
/// interruption comes either before it or after it.
static PENDING: Mutex<Option<PathBuf>> = Mutex::new(None);

fn pending() -> MutexGuard<'static, Option<PathBuf>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Refuses a name that cannot become an index, before any work is done for it.
pub(crate) fn refuse(path: &Path) -> Result<(), Failure> {
    refuse_text(path)?;
    let place = path.display().to_string();
    if path.is_dir() {
        return Err(Failure::new("it is a folder", place, "name a file inside it"));
    }
    if !folder_of(path).is_dir() {
        let help = "create the folder first, or name another one";
        return Err(Failure::new("its folder does not exist", place, help));
    }
    Ok(())
}

/// Refuses the names of texts.
pub(crate) fn refuse_text(path: &Path) -> Result<(), Failure> {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    if ["txt", "md", "markdown", "jsonl"].iter().any(|text| extension == *text) {
        let help = "name the output something.midu, so that no text is overwritten";
        let place = path.display().to_string();
        return Err(Failure::new("an index is not a text file", place, help));
    }
    Ok(())
}

/// Writes a file, whole or not at all.
pub(crate) fn write(path: &Path, content: &mut impl Read) -> Result<(), Failure> {
    remove_when_interrupted()?;
    file_renamed(path, content).map_err(|cause| unwritten(path, &cause))
}

/// Makes a folder below `parent`, whole or not at all. `fill` writes the files of the folder that is
/// named to it and gives the name that the folder gets in the end; one of that name that has the same
/// files already stays.
pub(crate) fn write_folder(
    parent: &Path,
    fill: impl FnOnce(&Path) -> io::Result<String>,
) -> Result<String, Failure> {
    remove_when_interrupted()?;
    folder_renamed(parent, fill).map_err(|cause| unwritten(parent, &cause))
}

fn unwritten(path: &Path, cause: &io::Error) -> Failure {
    let help = "nothing was left behind; check the folder's permissions and free space";
    Failure::new(format!("cannot write it: {cause}"), path.display().to_string(), help)
}

fn file_renamed(path: &Path, content: &mut impl Read) -> io::Result<()> {
    let builder = named(0o666);
    let mut file = {
        let mut pending = pending();
        let file = builder.tempfile_in(folder_of(path))?;
        *pending = Some(file.path().to_path_buf());
        file
    };
    let written = io::copy(content, &mut file).and_then(|_| file.as_file().sync_all());
    let mut pending = pending();
    let renamed = written.and_then(|()| file.persist(path).map_err(|fault| fault.error));
    *pending = None;
    renamed.map(drop)
}

fn folder_renamed(
    parent: &Path,
    fill: impl FnOnce(&Path) -> io::Result<String>,
) -> io::Result<String> {
    let folder = {
        let mut pending = pending();
        let folder = named(0o777).tempdir_in(parent)?;
        *pending = Some(folder.path().to_path_buf());
        folder
    };
    let filled = fill(folder.path()).and_then(|name| {
        sync_all(folder.path())?;
        Ok(name)
    });
    let mut pending = pending();
    let renamed = filled.and_then(|name| {
        let place = parent.join(&name);
        if place.is_dir() {
            if lengths(&place)? == lengths(folder.path())? {
                return Ok(name);
            }
            std::fs::remove_dir_all(&place)?;
        }
        std::fs::rename(folder.path(), place)?;
        Ok(name)
    });
    *pending = None;
    renamed
}

/// Name and length of every file of a folder.
fn lengths(folder: &Path) -> io::Result<BTreeMap<OsString, u64>> {
    let file = |entry: io::Result<std::fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.file_name(), entry.metadata()?.len()))
    };
    std::fs::read_dir(folder)?.map(file).collect()
}

/// Temporary names, with the rights of any new file: by default they are private, but a web server
/// has to read these.
fn named(
    #[allow(unused_variables, reason = "rights are a matter of Unix")] mode: u32,
) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".midu-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    builder
}

/// One call for the whole disc: a call for each of thousands of files takes longer than the build.
#[cfg(target_os = "linux")]
fn sync_all(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(std::fs::File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn sync_all(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        std::fs::File::open(entry?.path())?.sync_all()?;
    }
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn remove_when_interrupted() -> Result<(), Failure> {
    static WATCHED: Mutex<bool> = Mutex::new(false);
    let mut watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    if *watched {
        return Ok(());
    }
    ctrlc::set_handler(|| {
        if let Some(path) = pending().take() {
            // The process ends here; there is nobody left to tell.
            let _ = if path.is_dir() {
                std::fs::remove_dir_all(path)
            } else {
                std::fs::remove_file(path)
            };
        }
        std::process::exit(130);
    })
    .map_err(|cause| {
        Failure::new(format!("cannot watch for Ctrl-C: {cause}"), "this process", "try again")
    })?;
    *watched = true;
    Ok(())
}
