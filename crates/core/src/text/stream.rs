//! The text of the compact layout: one PPMd stream (Shkarin, "PPM: One Step to Practicality", DCC
//! 2002, variant H), a fifth smaller than brotli on Chinese and the same on every host. Read whole.

#[cfg(feature = "compact")]
pub(crate) use ppmd::{compress, decompress};

#[cfg(not(feature = "compact"))]
mod absent {
    use crate::{Code, Error, Result};

    fn unsupported() -> Error {
        Error::new(
            Code::UnsupportedLayout,
            "this build does not read the compact layout; it lacks the feature \"compact\"",
        )
    }

    pub(crate) fn compress(_: &[u8]) -> Result<Vec<u8>> {
        Err(unsupported())
    }

    pub(crate) fn decompress(_: &[u8]) -> Result<String> {
        Err(unsupported())
    }
}

#[cfg(not(feature = "compact"))]
pub(crate) use absent::{compress, decompress};

#[cfg(feature = "compact")]
mod ppmd {
    use crate::bytes::ByteReader;
    use crate::{Code, Error, Result};
    use ppmd_rust::{Ppmd7Decoder, Ppmd7Encoder};
    use std::io::{Read, Write};

    /// Bytes of context; on the study's corpora 6 to 8 are within a percent of each other.
    const ORDER: u32 = 8;
    /// Most memory of the model, in bytes: what a phone can spare while an index is opened.
    const MAX_MEMORY: u32 = 96 << 20;
    /// Memory for each byte of text; below about twenty the model starts over and loses.
    const MEMORY_PER_BYTE: u64 = 24;
    /// Longest text that a reader accepts.
    const MAX_LENGTH: u64 = 1 << 31;

    fn broken() -> Error {
        Error::invalid("a compressed stream breaks the rules of the format; rebuild the index")
    }

    /// Compresses a text.
    pub(crate) fn compress(text: &[u8]) -> Result<Vec<u8>> {
        let failed = |_| Error::new(Code::TooLarge, "the text cannot be compressed: out of memory");
        let memory =
            (text.len() as u64 * MEMORY_PER_BYTE).clamp(1 << 20, u64::from(MAX_MEMORY)) as u32;
        let mut out = Vec::new();
        out.extend((text.len() as u64).to_le_bytes());
        out.extend(memory.to_le_bytes());
        out.extend(ORDER.to_le_bytes());
        let mut encoder = Ppmd7Encoder::new(out, ORDER, memory).map_err(|_| broken())?;
        encoder.write_all(text).map_err(failed)?;
        encoder.finish(true).map_err(failed)
    }

    /// Reads a text back.
    pub(crate) fn decompress(bytes: &[u8]) -> Result<String> {
        let mut input = ByteReader::new(bytes);
        let (length, memory, order) = (input.u64()?, input.u32()?, input.u32()?);
        if length > MAX_LENGTH || memory > MAX_MEMORY {
            return Err(broken());
        }
        let rest = bytes.get(16..).unwrap_or_default();
        let mut decoder = Ppmd7Decoder::new(rest, order, memory).map_err(|_| broken())?;
        // The length is a claim: memory follows what really comes out.
        let mut text = Vec::new();
        decoder.by_ref().take(length + 1).read_to_end(&mut text).map_err(|_| broken())?;
        if text.len() as u64 != length {
            return Err(broken());
        }
        String::from_utf8(text).map_err(|_| broken())
    }
}

#[cfg(all(test, feature = "compact"))]
mod tests {
    use super::*;

    #[test]
    fn text_reads_back_and_broken_streams_are_harmless() {
        let text = "床前明月光，疑是地上霜。".repeat(30);
        let packed = compress(text.as_bytes()).unwrap();
        assert!(packed.len() < 120);
        assert_eq!(decompress(&packed).unwrap(), text);
        assert_eq!(decompress(&compress(b"").unwrap()).unwrap(), "");
        for index in 0..packed.len() {
            let mut other = packed.clone();
            other[index] ^= 0x11;
            let _ = decompress(&other);
            let _ = decompress(&packed[..index]);
        }
    }
}
