//! Lines of a file that is too large to be held: first a look whether all of it is UTF-8, then line
//! by line. A file in another encoding, or with damage, is decoded whole (`decode.rs`).

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _};

/// Bytes between two calls of the system.
const BUFFER: usize = 1 << 16;

/// The lines of a file, without their ends.
#[derive(Debug)]
pub(crate) struct Lines {
    file: BufReader<File>,
    read: u64,
}

impl Lines {
    /// The lines of a file from its start, or the file again where it is not whole UTF-8 without
    /// U+0000.
    pub(crate) fn of(mut file: File) -> io::Result<Result<Self, File>> {
        file.rewind()?;
        let whole = is_utf8(&mut file)?;
        file.rewind()?;
        Ok(if whole {
            Ok(Self { file: BufReader::with_capacity(BUFFER, file), read: 0 })
        } else {
            Err(file)
        })
    }

    /// Bytes read so far.
    pub(crate) const fn read(&self) -> u64 {
        self.read
    }
}

impl Iterator for Lines {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = String::new();
        match self.file.read_line(&mut line) {
            Ok(0) => None,
            Ok(bytes) => {
                if self.read == 0 && line.starts_with('\u{feff}') {
                    line.remove(0);
                }
                self.read += bytes as u64;
                if line.ends_with('\n') {
                    line.pop();
                }
                Some(Ok(line))
            }
            Err(cause) => Some(Err(cause)),
        }
    }
}

/// Whether all that is left of a file is UTF-8 and has no U+0000.
fn is_utf8(file: &mut File) -> io::Result<bool> {
    let mut buffer = vec![0; BUFFER];
    let mut kept = 0;
    loop {
        let Some(free) = buffer.get_mut(kept..) else { return Ok(false) };
        let count = file.read(free)?;
        let Some(bytes) = buffer.get(..kept + count) else { return Ok(false) };
        if bytes.contains(&0) {
            return Ok(false);
        }
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            // A sequence may go on in the next bytes, but not where there are none.
            Err(broken) if broken.error_len().is_none() && count > 0 => broken.valid_up_to(),
            Err(_) => return Ok(false),
        };
        if count == 0 {
            return Ok(true);
        }
        kept = bytes.len() - valid;
        buffer.copy_within(valid..valid + kept, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn lines(bytes: &[u8]) -> Option<Vec<String>> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let lines = Lines::of(file).unwrap().ok()?;
        Some(lines.map(Result::unwrap).collect())
    }

    #[test]
    fn lines_are_those_of_the_text() {
        let long = "渡".repeat(BUFFER);
        let text = format!("\u{feff}a\r\n\n{long}\nend");
        let expected: Vec<String> =
            text.strip_prefix('\u{feff}').unwrap().split('\n').map(String::from).collect();
        assert_eq!(lines(text.as_bytes()), Some(expected));
        assert_eq!(lines(b""), Some(Vec::new()));
    }

    #[test]
    fn what_is_not_whole_utf8_is_left_alone() {
        for bytes in [&b"a\xff"[..], b"ab\xe6\xb8", b"a\0b", b"\xff\xfea\0"] {
            assert_eq!(lines(bytes), None, "{bytes:?}");
        }
        // Cut where two reads meet, but whole.
        let text = [&b"a"[..], "渡".repeat(BUFFER).as_bytes()].concat();
        assert!(lines(&text).is_some());
    }
}
