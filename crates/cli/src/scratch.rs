//! Scratch storage for a build: piles of bytes that stay in memory as long as there is room for them,
//! then go into files without a name beside the output, which vanish whatever happens.

use midu_core::{Scratch, ScratchFile};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Part of the memory of a build that piles may take.
const SHARE: u64 = 4;

/// Lends piles.
#[derive(Debug)]
pub(crate) struct Disk {
    folder: PathBuf,
    room: Arc<AtomicU64>,
}

impl Disk {
    /// Storage for a build that may use so many bytes of memory, with files in a folder.
    pub(crate) fn new(folder: &Path, memory: u64) -> Self {
        Self { folder: folder.to_path_buf(), room: Arc::new(AtomicU64::new(memory / SHARE)) }
    }
}

impl Scratch for Disk {
    fn create(&self) -> io::Result<Box<dyn ScratchFile>> {
        let (folder, room) = (self.folder.clone(), Arc::clone(&self.room));
        Ok(Box::new(Pile { folder, room, memory: Vec::new(), file: None }))
    }
}

/// A pile: in memory, or all of it in a file.
struct Pile {
    folder: PathBuf,
    room: Arc<AtomicU64>,
    memory: Vec<u8>,
    file: Option<Mutex<File>>,
}

impl ScratchFile for Pile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.file.is_none() {
            let wanted = bytes.len() as u64;
            let taken = self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| {
                room.checked_sub(wanted)
            });
            if taken.is_ok() {
                self.memory.extend_from_slice(bytes);
                return Ok(());
            }
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let mut file = tempfile::tempfile_in(&self.folder)?;
                file.write_all(&self.memory)?;
                self.room.fetch_add(self.memory.len() as u64, Ordering::Relaxed);
                self.memory = Vec::new();
                none.insert(Mutex::new(file))
            }
        };
        let file = file.get_mut().unwrap_or_else(PoisonError::into_inner);
        file.write_all(bytes)
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        let Some(file) = &self.file else { return self.memory.read_at(offset, bytes) };
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(bytes)
    }
}

impl Drop for Pile {
    fn drop(&mut self) {
        self.room.fetch_add(self.memory.len() as u64, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pile_is_the_same_in_memory_and_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        for memory in [0, 4000, 1 << 20] {
            let disk = Disk::new(folder.path(), memory);
            let mut piles = [disk.create().unwrap(), disk.create().unwrap()];
            for number in 0..100_u8 {
                for pile in &mut piles {
                    pile.append(&[number; 30]).unwrap();
                }
            }
            for pile in &piles {
                let mut bytes = [0; 60];
                pile.read_at(45, &mut bytes).unwrap();
                assert_eq!((bytes[..15].to_vec(), bytes[45]), (vec![1; 15], 3), "{memory}");
                assert!(pile.read_at(2999, &mut bytes).is_err());
            }
            drop(piles);
            assert_eq!(disk.room.load(Ordering::Relaxed), memory / SHARE);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing stays");
    }
}
