//! Waits for changes of inputs. Several at once are told as one, and those that a build itself makes
//! are none.

use crate::failure::Failure;
use notify::event::{EventKind, MetadataKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long things must be quiet: a site generator writes many files.
const QUIET: Duration = Duration::from_millis(200);

/// Watches inputs for as long as it lives.
pub(crate) struct Watch {
    events: Receiver<notify::Result<Event>>,
    /// What builds write.
    output: PathBuf,
    _watcher: RecommendedWatcher,
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
        let mut watcher = notify::recommended_watcher(tell)
            .map_err(|cause| refuse(format!("cannot watch: {cause}"), Path::new("this process")))?;
        for input in inputs {
            let watched = watcher.watch(input, RecursiveMode::Recursive);
            watched.map_err(|cause| refuse(format!("cannot watch it: {cause}"), input))?;
        }
        let output = output.canonicalize().unwrap_or_else(|_| {
            let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new(".")).canonicalize().unwrap_or_default();
            folder.join(output.file_name().unwrap_or_default())
        });
        Ok(Self { events, output, _watcher: watcher })
    }

    /// Returns when things are quiet after the next change; whether there can be one.
    pub(crate) fn wait(&self) -> bool {
        loop {
            match self.events.recv() {
                Ok(event) if self.counts(&event) => break,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
        // Only what counts puts the build off: who reads the files must not.
        let mut until = Instant::now() + QUIET;
        while let Ok(event) =
            self.events.recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            if self.counts(&event) {
                until = Instant::now() + QUIET;
            }
        }
        true
    }

    /// Whether a file was changed, and not only read or written by a build.
    fn counts(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return false };
        let read = matches!(
            event.kind,
            EventKind::Access(_)
                | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime))
        );
        !read && event.paths.iter().any(|path| self.is_input(path))
    }

    fn is_input(&self, path: &Path) -> bool {
        let temporary = path.file_name().is_some_and(|name| {
            let name = name.to_string_lossy();
            name.starts_with(".midu-") && name.ends_with(".part")
        });
        // The watcher names files below the path that it was given, whichever way that was written;
        // what is gone has no other name.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let real = path.canonicalize().unwrap_or_else(|_| {
            let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
            folder.unwrap_or_default().join(path.file_name().unwrap_or_default())
        });
        !temporary && !real.starts_with(&self.output)
    }
}
