//! A file that is either there whole or not at all: written under a temporary name in the same
//! folder, synced, renamed. Neither an error nor Ctrl-C leaves anything behind.

use crate::failure::Failure;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::Builder;

/// The temporary file that exists now. Held locked during the rename, so that an interruption comes
/// either before it or after it.
static PENDING: Mutex<Option<PathBuf>> = Mutex::new(None);

fn pending() -> MutexGuard<'static, Option<PathBuf>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Refuses a name that cannot become an index, before any work is done for it.
pub(crate) fn refuse(path: &Path) -> Result<(), Failure> {
    let place = path.display().to_string();
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    if ["txt", "md", "markdown", "jsonl"].iter().any(|text| extension == *text) {
        let help = "name the output something.midu, so that no text is overwritten";
        return Err(Failure::new("an index is not a text file", place, help));
    }
    if path.is_dir() {
        return Err(Failure::new("it is a folder", place, "name a file inside it"));
    }
    if !folder_of(path).is_dir() {
        let help = "create the folder first, or name another one";
        return Err(Failure::new("its folder does not exist", place, help));
    }
    Ok(())
}

/// Writes a file, whole or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    remove_when_interrupted()?;
    write_renamed(path, bytes).map_err(|cause| {
        let help = "nothing was left behind; check the folder's permissions and free space";
        Failure::new(format!("cannot write it: {cause}"), path.display().to_string(), help)
    })
}

fn write_renamed(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut builder = Builder::new();
    builder.prefix(".midu-").suffix(".part");
    #[cfg(unix)]
    {
        // A temporary file is private by default, but a web server has to read this one.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = {
        let mut pending = pending();
        let file = builder.tempfile_in(folder_of(path))?;
        *pending = Some(file.path().to_path_buf());
        file
    };
    let written = file.write_all(bytes).and_then(|()| file.as_file().sync_all());
    let mut pending = pending();
    let renamed = written.and_then(|()| file.persist(path).map_err(|fault| fault.error));
    *pending = None;
    renamed.map(drop)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn remove_when_interrupted() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        if let Some(path) = pending().take() {
            // The process ends here; there is nobody left to tell.
            let _ = std::fs::remove_file(path);
        }
        std::process::exit(130);
    })
    .map_err(|cause| {
        Failure::new(format!("cannot watch for Ctrl-C: {cause}"), "this process", "try again")
    })
}
