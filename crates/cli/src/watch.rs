//! Waits for changes of inputs. Several at once are told as one, and those that a build itself makes
//! are none.

use crate::failure::Failure;
use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long things must be quiet: a site generator writes many files.
const QUIET: Duration = Duration::from_millis(200);

/// Watches inputs for as long as it lives.
pub(crate) struct Watch {
    events: Receiver<DebounceEventResult>,
    /// What builds write.
    output: PathBuf,
    _watcher: Debouncer<RecommendedWatcher>,
}

impl Watch {
    /// Watches these files and folders, but not what is below `output`.
    pub(crate) fn new(inputs: &[PathBuf], output: &Path) -> Result<Self, Failure> {
        let refuse = |what: String, place: &Path| {
            let help = "build without --watch, or watch fewer files";
            Failure::new(what, place.display().to_string(), help)
        };
        if let Some(input) = inputs.iter().find(|input| *input == Path::new("-")) {
            return Err(refuse("standard input cannot be watched".into(), input));
        }
        let (tell, events) = channel();
        let mut watcher = new_debouncer(QUIET, tell)
            .map_err(|cause| refuse(format!("cannot watch: {cause}"), Path::new("this process")))?;
        for input in inputs {
            let watched = watcher.watcher().watch(input, RecursiveMode::Recursive);
            watched.map_err(|cause| refuse(format!("cannot watch it: {cause}"), input))?;
        }
        let output = output.canonicalize().unwrap_or_else(|_| {
            let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new(".")).canonicalize().unwrap_or_default();
            folder.join(output.file_name().unwrap_or_default())
        });
        Ok(Self { events, output, _watcher: watcher })
    }

    /// Returns after the next change; whether there can be one.
    pub(crate) fn wait(&self) -> bool {
        loop {
            match self.events.recv() {
                Ok(Ok(events)) if events.iter().any(|event| self.counts(&event.path)) => {
                    return true;
                }
                Ok(_) => {}
                Err(_) => return false,
            }
        }
    }

    fn counts(&self, path: &Path) -> bool {
        let temporary = path.file_name().is_some_and(|name| {
            let name = name.to_string_lossy();
            name.starts_with(".midu-") && name.ends_with(".part")
        });
        // The watcher names files below the path that it was given, whichever way that was written.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        !temporary && !path.starts_with(&self.output)
    }
}
