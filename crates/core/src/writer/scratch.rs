//! Where a writer keeps what need not be in memory: piles of bytes that are appended to, then read.
//! The engine does no I/O: whoever has files lends them through [`Scratch`].

use crate::{Code, Error, Result};
use std::io;

/// Makes scratch files. Each is dropped when the writer is done with it.
pub trait Scratch: Sync {
    /// A new, empty file.
    ///
    /// # Errors
    /// Whatever the storage says.
    fn create(&self) -> io::Result<Box<dyn ScratchFile>>;
}

/// A file that is written from start to end and then read anywhere.
pub trait ScratchFile: Send + Sync {
    /// Appends bytes.
    ///
    /// # Errors
    /// Whatever the storage says.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Fills `bytes` with what stands at an offset from the start.
    ///
    /// # Errors
    /// Whatever the storage says; [`io::ErrorKind::UnexpectedEof`] beyond the end.
    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()>;
}

/// Scratch files that are in memory after all.
#[derive(Clone, Copy, Debug, Default)]
pub struct InMemory;

impl Scratch for InMemory {
    fn create(&self) -> io::Result<Box<dyn ScratchFile>> {
        Ok(Box::new(Vec::new()))
    }
}

impl ScratchFile for Vec<u8> {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.extend_from_slice(bytes);
        Ok(())
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let end = start.saturating_add(bytes.len());
        let here = self.get(start..end).ok_or(io::ErrorKind::UnexpectedEof)?;
        bytes.copy_from_slice(here);
        Ok(())
    }
}

/// Bytes between two calls of a file.
const BUFFER: usize = 1 << 18;
/// Bytes that a reader fetches first: it may want one short document only.
const FIRST_AHEAD: u64 = 1 << 9;

fn failed(cause: io::Error) -> Error {
    let message = "the writer's scratch storage fails; is there room for twice the corpus?";
    Error::caused(Code::Storage, message, cause)
}

/// A scratch file with a buffer before it.
pub(super) struct Pile {
    file: Box<dyn ScratchFile>,
    buffer: Vec<u8>,
    flushed: u64,
}

impl std::fmt::Debug for Pile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pile of {} bytes", self.len())
    }
}

impl Pile {
    pub(super) fn new(scratch: &dyn Scratch) -> Result<Self> {
        Ok(Self { file: scratch.create().map_err(failed)?, buffer: Vec::new(), flushed: 0 })
    }

    /// Bytes in it.
    pub(super) const fn len(&self) -> u64 {
        self.flushed + self.buffer.len() as u64
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BUFFER { self.seal() } else { Ok(()) }
    }

    /// A number in as few bytes as it needs, seven bits each (LEB128).
    pub(super) fn push_number(&mut self, mut number: u32) -> Result<()> {
        while number >= 0x80 {
            self.buffer.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.push(&[number as u8])
    }

    /// Ends the writing; everything can be read then.
    pub(super) fn seal(&mut self) -> Result<()> {
        self.file.append(&self.buffer).map_err(failed)?;
        self.flushed += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    /// Reads a part of a sealed pile.
    pub(super) fn read_at(&self, offset: u64, bytes: &mut [u8]) -> Result<()> {
        self.file.read_at(offset, bytes).map_err(failed)
    }

    /// Reads a sealed pile from an offset on.
    pub(super) const fn reader(&self, offset: u64) -> PileReader<'_> {
        PileReader { pile: self, next: offset, buffer: Vec::new(), position: 0, ahead: FIRST_AHEAD }
    }
}

/// Reads a pile from end to end.
pub(super) struct PileReader<'p> {
    pile: &'p Pile,
    next: u64,
    buffer: Vec<u8>,
    position: usize,
    /// Bytes of the next call.
    ahead: u64,
}

impl PileReader<'_> {
    fn refill(&mut self) -> Result<()> {
        let left = self.pile.len().saturating_sub(self.next).min(self.ahead) as usize;
        self.ahead = (self.ahead * 4).min(BUFFER as u64);
        self.buffer.resize(left.max(1), 0);
        self.pile.read_at(self.next, &mut self.buffer)?;
        self.next += left as u64;
        self.position = 0;
        Ok(())
    }

    pub(super) fn fill(&mut self, bytes: &mut [u8]) -> Result<()> {
        let mut filled = 0;
        while filled < bytes.len() {
            if self.position == self.buffer.len() {
                self.refill()?;
            }
            let count = (bytes.len() - filled).min(self.buffer.len() - self.position);
            bytes[filled..filled + count]
                .copy_from_slice(&self.buffer[self.position..self.position + count]);
            self.position += count;
            filled += count;
        }
        Ok(())
    }

    pub(super) fn number(&mut self) -> Result<u32> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let mut byte = [0];
            self.fill(&mut byte)?;
            number |= u32::from(byte[0] & 0x7f) << shift;
            if byte[0] < 0x80 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    pub(super) fn string(&mut self) -> Result<String> {
        let mut bytes = vec![0; self.number()? as usize];
        self.fill(&mut bytes)?;
        String::from_utf8(bytes).map_err(|_| failed(io::ErrorKind::InvalidData.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_piled_up_is_read_back() {
        let mut pile = Pile::new(&InMemory).unwrap();
        for number in 0..200_000 {
            pile.push_number(number * 7).unwrap();
        }
        let end = pile.len();
        pile.push(b"end").unwrap();
        pile.seal().unwrap();
        let mut reader = pile.reader(0);
        assert!((0..200_000).all(|number| reader.number().unwrap() == number * 7));
        let mut rest = [0; 3];
        pile.read_at(end, &mut rest).unwrap();
        assert_eq!(&rest, b"end");
        assert_eq!(pile.read_at(end + 1, &mut rest).unwrap_err().code(), Code::Storage);
    }
}
