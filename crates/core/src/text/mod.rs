//! The text codec: original text in small pages that are read on their own.
//!
//! A static Huffman code over tokens, which are characters and frequent runs of them found by byte
//! pair encoding (Gage, "A New Algorithm for Data Compression", C Users Journal, 1994). On pages of
//! a kilobyte it beats every Lempel-Ziv compressor, which has nothing to refer to yet.
//! [`TokenModel`] is what an index stores and a reader needs; [`train`] makes one.

mod huffman;
pub(crate) mod stream;
pub(crate) mod train;

use crate::bits::{AdaptiveOrder, BitReader, BitWriter};
use crate::bytes::at;
use crate::fold::BREAK;
use crate::{Error, Result};
use huffman::Huffman;

/// A number of a token: 0 escape, 1 block end, then the alphabet, then the merged ones.
pub(crate) type Token = u32;

/// The token before a character that has none; 21 bits follow.
pub(crate) const ESCAPE: Token = 0;
/// First token of the alphabet.
pub(crate) const FIRST_CHAR: Token = 2;
/// Most characters in one token.
pub(crate) const MAX_TOKEN: usize = 32;
/// Most merged tokens.
pub(crate) const MAX_MERGES: usize = 1 << 15;

/// What an index stores about its tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenData {
    /// The two parts of each merged token, in groups: a token's parts are of earlier groups, and
    /// each group is ascending.
    pub(crate) groups: Vec<Vec<(Token, Token)>>,
    /// Code length of each token, 0 for one that never occurs.
    pub(crate) lengths: Vec<u8>,
}

fn broken() -> Error {
    Error::invalid("the text model breaks the rules of the format; rebuild the index")
}

impl TokenData {
    pub(crate) fn write(&self, out: &mut BitWriter) {
        out.gamma(self.groups.len() as u32 + 1);
        for group in &self.groups {
            out.gamma(group.len() as u32);
            let (mut previous, [mut lefts, mut rights]) = (0, [AdaptiveOrder::default(); 2]);
            for &(left, right) in group {
                out.exp_golomb(left - previous, lefts.order());
                lefts.learn(left - previous);
                out.exp_golomb(right, rights.order());
                rights.learn(right);
                previous = left;
            }
        }
        let mut previous = 0;
        for &length in &self.lengths {
            out.gamma(zigzag(i32::from(length) - previous) + 1);
            previous = i32::from(length);
        }
    }

    pub(crate) fn read(alphabet: usize, input: &mut BitReader<'_>) -> Result<Self> {
        let mut data = Self::default();
        let mut tokens = alphabet as u32 + FIRST_CHAR;
        for _ in 1..input.gamma() {
            let count = input.gamma();
            if input.overrun() || at(count) > MAX_MERGES {
                return Err(broken());
            }
            let (mut previous, [mut lefts, mut rights]) = (0_u32, [AdaptiveOrder::default(); 2]);
            let mut group = Vec::new();
            for _ in 0..count {
                let step = input.exp_golomb(lefts.order());
                lefts.learn(step);
                previous = previous.saturating_add(step);
                let right = input.exp_golomb(rights.order());
                rights.learn(right);
                if input.overrun() || previous >= tokens || right >= tokens {
                    return Err(broken());
                }
                group.push((previous, right));
            }
            tokens += count;
            data.groups.push(group);
            if at(tokens) > alphabet + MAX_MERGES + 2 {
                return Err(broken());
            }
        }
        let mut previous = 0_i32;
        for _ in 0..tokens {
            previous = previous.wrapping_add(unzigzag(input.gamma().wrapping_sub(1)));
            if input.overrun() {
                return Err(broken());
            }
            data.lengths.push(u8::try_from(previous).map_err(|_| broken())?);
        }
        Ok(data)
    }
}

const fn zigzag(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)) as u32
}

const fn unzigzag(value: u32) -> i32 {
    (value >> 1) as i32 ^ -((value & 1) as i32)
}

/// [`TokenData`] made fast for decoding.
#[derive(Debug)]
pub(crate) struct TokenModel {
    huffman: Huffman,
    /// All expansions in a row.
    text: String,
    /// Where each token's expansion starts in `text`, and the end of the last.
    starts: Vec<u32>,
}

impl TokenModel {
    /// Expands a stored model over an alphabet.
    pub(crate) fn new(data: &TokenData, alphabet: &[char]) -> Result<Self> {
        let mut text = String::new();
        let mut starts = vec![0, 0];
        text.push(BREAK);
        for &c in alphabet {
            starts.push(text.len() as u32);
            text.push(c);
        }
        starts.push(text.len() as u32);
        for &(left, right) in data.groups.iter().flatten() {
            let start = text.len();
            for part in [left, right] {
                let part = starts
                    .get(at(part))
                    .zip(starts.get(at(part) + 1))
                    .and_then(|(&start, &end)| text.get(at(start)..at(end)))
                    .ok_or_else(broken)?
                    .to_owned();
                text.push_str(&part);
            }
            if text.len() - start > MAX_TOKEN * 4 {
                return Err(broken());
            }
            starts.push(text.len() as u32);
        }
        let huffman = Huffman::new(&data.lengths).ok_or_else(broken)?;
        Ok(Self { huffman, text, starts })
    }

    /// What a token stands for; empty for the escape.
    pub(crate) fn expansion(&self, token: Token) -> &str {
        let range = self.starts.get(at(token)).zip(self.starts.get(at(token) + 1));
        range.and_then(|(&start, &end)| self.text.get(at(start)..at(end))).unwrap_or("")
    }

    /// Number of tokens.
    pub(crate) fn len(&self) -> u32 {
        self.starts.len() as u32 - 1
    }

    /// Appends one token, and the character itself after an escape.
    pub(crate) fn write(&self, token: Token, escaped: char, out: &mut BitWriter) {
        self.huffman.write(token, out);
        if token == ESCAPE {
            out.put(escaped as u32, 21);
        }
    }

    /// Reads one token and appends what it stands for.
    #[inline]
    fn read(&self, input: &mut BitReader<'_>, out: &mut String) -> Result<Token> {
        let token = self.huffman.read(input).ok_or_else(broken)?;
        if token == ESCAPE {
            out.push(char::from_u32(input.take(21)).ok_or_else(broken)?);
        } else {
            out.push_str(self.expansion(token));
        }
        if input.overrun() { Err(broken()) } else { Ok(token) }
    }

    /// Reads so many tokens.
    pub(crate) fn read_tokens(&self, count: u32, input: &mut BitReader<'_>) -> Result<String> {
        let mut out = String::new();
        for _ in 0..count {
            self.read(input, &mut out)?;
        }
        Ok(out)
    }

    /// Reads up to the next block end, which is dropped.
    pub(crate) fn read_string(&self, input: &mut BitReader<'_>) -> Result<String> {
        let mut out = String::new();
        while self.read(input, &mut out)? != 1 {}
        out.pop();
        Ok(out)
    }
}
