//! Checked reads and counted writes of bytes and bits. The lowest layer: it knows numbers, not what
//! they mean, and together with `bits` it is the only place where integers are narrowed.

use crate::error::said;
use crate::{Code, Error, Result};

/// Widens an index for use with slices. `usize` has at least 32 bits on every supported target.
#[inline]
pub(crate) const fn at(n: u32) -> usize {
    n as usize
}

/// Narrows a length that the format stores in 32 bits.
pub(crate) fn to_u32(n: usize, what: &str) -> Result<u32> {
    u32::try_from(n).map_err(|_| {
        Error::new(Code::TooLarge, format!("{what}: {n} does not fit the format's 32 bits"))
    })
}

/// Sorts numbers by their bytes, lowest first, skipping bytes that are all the same (radix sort;
/// Knuth, TAOCP 3, 5.2.5). The standard library's sorts are faster on short lists, but each use of
/// them adds several kilobytes to the wasm; with this one the reader has no other.
pub(crate) fn sort_numbers(numbers: &mut Vec<u64>) {
    let mut sorted = vec![0; numbers.len()];
    for shift in (0..u64::BITS).step_by(8) {
        let digit = |number: u64| (number >> shift) as usize & 0xff;
        let mut places = [0_usize; 256];
        for &number in numbers.iter() {
            places[digit(number)] += 1;
        }
        if places.contains(&numbers.len()) {
            continue;
        }
        let mut start = 0;
        for place in &mut places {
            start += std::mem::replace(place, start);
        }
        for &number in numbers.iter() {
            let place = &mut places[digit(number)];
            sorted[*place] = number;
            *place += 1;
        }
        std::mem::swap(numbers, &mut sorted);
    }
}

/// Little-endian reader over a slice; every read is checked.
#[derive(Clone, Debug)]
pub(crate) struct ByteReader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> ByteReader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let end = self.position.checked_add(length).filter(|&end| end <= self.bytes.len());
        let Some(end) = end else {
            return Err(Error::new(
                Code::Truncated,
                said("", length as u64, " bytes wanted at byte ")
                    + &said("", self.position as u64, ", but there are only ")
                    + &said("", self.bytes.len() as u64, ""),
            ));
        };
        let taken = &self.bytes[self.position..end];
        self.position = end;
        Ok(taken)
    }

    pub(crate) fn u32(&mut self) -> Result<u32> {
        let mut raw = [0; 4];
        raw.copy_from_slice(self.take(4)?);
        Ok(u32::from_le_bytes(raw))
    }

    pub(crate) fn u64(&mut self) -> Result<u64> {
        let mut raw = [0; 8];
        raw.copy_from_slice(self.take(8)?);
        Ok(u64::from_le_bytes(raw))
    }
}

/// CRC-32C (Castagnoli): RFC 3720 appendix B.4, catalogue name CRC-32/ISCSI.
static CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISCSI);

/// CRC-32C of several pieces in a row.
pub(crate) fn crc32c(pieces: &[&[u8]]) -> u32 {
    let mut checksum = Checksum::new();
    pieces.iter().for_each(|piece| checksum.update(piece));
    checksum.finish()
}

/// CRC-32C of what comes piece by piece.
pub(crate) struct Checksum(crc::Digest<'static, u32>);

impl Checksum {
    pub(crate) fn new() -> Self {
        Self(CRC.digest())
    }

    pub(crate) fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    pub(crate) fn finish(self) -> u32 {
        self.0.finalize()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc32c_of_the_check_string_is_the_catalogued_value() {
        assert_eq!(crc32c(&[b"1234", b"56789"]), 0xe306_9283);
    }

    #[test]
    fn numbers_are_sorted_as_the_standard_library_does() {
        for length in [0, 1, 2, 300] {
            let mut numbers: Vec<u64> = (0..length)
                .map(|n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (n % 50))
                .collect();
            let mut expected = numbers.clone();
            expected.sort_unstable();
            sort_numbers(&mut numbers);
            assert_eq!(numbers, expected);
        }
    }

    #[test]
    fn reads_past_the_end_are_errors() {
        let mut reader = ByteReader::new(&[1, 2, 3, 4, 5]);
        assert_eq!(reader.u32().unwrap(), 0x0403_0201);
        assert_eq!(reader.u32().unwrap_err().code(), Code::Truncated);
        assert_eq!(reader.take(1).unwrap(), &[5]);
        assert!(reader.take(usize::MAX).is_err());
    }
}
