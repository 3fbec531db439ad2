//! The fold with the full tables: Unicode by `unicode-normalization` and `icu_properties`, Chinese
//! by OpenCC's tables in `ferrous-opencc`. The writer and native callers use it; it never gets into
//! the wasm, whose indexes carry what they need.

use super::{BREAK, Folded, Folder, Mapping, State, Symbol, is_cjk};
use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use icu_properties::{
    CodePointSetData, CodePointSetDataBorrowed, props::DefaultIgnorableCodePoint,
};
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::canonical_combining_class,
    char::decompose_compatible, is_nfc_quick,
};

/// Most rounds that steps 2 and 3 can take on one character; the tables need three.
const MAX_ROUNDS: usize = 8;

/// Steps 1 to 3 of the fold from the full tables, each character worked out once.
pub(crate) struct Unicode {
    ignorable: CodePointSetDataBorrowed<'static>,
    simplified: Option<OpenCC>,
    variants: Vec<OpenCC>,
    known: Mutex<HashMap<char, Box<[char]>>>,
    changing: OnceLock<Vec<(char, Vec<Symbol<char>>)>>,
}

impl std::fmt::Debug for Unicode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unicode")
    }
}

impl Unicode {
    /// The tables, loaded once in a process.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Unicode> = OnceLock::new();
        SHARED.get_or_init(Self::load)
    }

    fn load() -> Self {
        // The configurations are compiled into the crate, so loading them cannot fail; if a future
        // version drops one, the fold's own tests fail before anything is released.
        let load = |config| OpenCC::from_config(config).ok();
        Self {
            ignorable: CodePointSetData::new::<DefaultIgnorableCodePoint>(),
            simplified: load(BuiltinConfig::T2s),
            variants: [BuiltinConfig::Hk2s, BuiltinConfig::Tw2s, BuiltinConfig::Jp2t]
                .into_iter()
                .filter_map(load)
                .collect(),
            known: Mutex::default(),
            changing: OnceLock::new(),
        }
    }

    /// What one character of NFKC text becomes by dropping, lower case, Simplified and variants.
    fn settle(&self, c: char) -> Box<[char]> {
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&c) {
            return known.clone();
        }
        let mut settled = vec![c];
        for _ in 0..MAX_ROUNDS {
            let next: Vec<char> = settled.iter().flat_map(|&c| self.round(c)).collect();
            if next == settled {
                break;
            }
            settled = next;
        }
        let settled: Box<[char]> = settled.into();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(c, settled.clone());
        settled
    }

    /// All characters in NFKC that fold to something else, ascending: what a query may hold though
    /// no text does. Ignorable ones have an empty image.
    pub(crate) fn changing(&self) -> &[(char, Vec<Symbol<char>>)] {
        self.changing.get_or_init(|| {
            let mut changing = Vec::new();
            for c in ('\u{80}'..=char::MAX).filter(|&c| !never_changes(c)) {
                let mut buffer = [0; 4];
                let text: &str = c.encode_utf8(&mut buffer);
                let mut symbols = Vec::new();
                if nfkc(text) == text {
                    self.map(text, &mut symbols);
                    if !matches!(symbols[..], [Symbol::Char(same, _)] if same == c) {
                        changing.push((c, symbols));
                    }
                }
            }
            changing
        })
    }

    fn round(&self, c: char) -> Vec<char> {
        if self.ignorable.contains(c) {
            return Vec::new();
        }
        if c.is_ascii() {
            return vec![c.to_ascii_lowercase()];
        }
        // The final form of sigma is a matter of position, which a substring search must not see.
        let lower = if c == 'ς' { "σ".to_owned() } else { c.to_lowercase().collect::<String>() };
        lower.nfkc().flat_map(|c| self.simplify(c)).collect()
    }

    fn simplify(&self, c: char) -> Vec<char> {
        if c.is_ascii() || c == BREAK {
            return vec![c];
        }
        let text = c.to_string();
        let convert = |converter: &OpenCC| {
            let converted = converter.convert(&text);
            (converted != text).then(|| converted.chars().collect::<Vec<char>>())
        };
        if let Some(simplified) = self.simplified.as_ref().and_then(convert) {
            return simplified;
        }
        // A regional form is a variant only where mainland Chinese does not use the same character
        // as a word of its own (欠 is no form of 缺): GB 2312 tells.
        if in_gb2312(c) {
            return vec![c];
        }
        self.variants.iter().find_map(convert).unwrap_or_else(|| vec![c])
    }
}

/// Ranges without a character that folds to another one: hangul, private use, unassigned planes.
const fn never_changes(c: char) -> bool {
    matches!(c as u32, 0xac00..=0xd7a3 | 0xe000..=0xf8ff | 0x4_0000..=0xd_ffff | 0xe_1000..)
}

/// Whether GB 2312 has this as one of its 6,763 Han characters (rows 16 to 87).
fn in_gb2312(c: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(c.encode_utf8(&mut buffer));
    !unmappable && matches!(bytes[..], [0xb0..=0xf7, 0xa1..=0xfe])
}

impl Mapping for Unicode {
    type Unit = char;

    fn continues(&self, c: char) -> bool {
        // Nothing below U+0300 and no ideograph combines with what stands before it.
        if matches!(c as u32, 0..0x300 | 0x3400..=0x9fff | 0xac00..=0xd7a3 | 0x20000..=0x3ffff) {
            return false;
        }
        let mut first = None;
        decompose_compatible(c, |d| {
            first.get_or_insert(d);
        });
        first.is_some_and(|d| {
            canonical_combining_class(d) != 0
                || is_nfc_quick(std::iter::once(d)) == IsNormalized::Maybe
        })
    }

    fn map(&self, segment: &str, out: &mut Vec<Symbol<char>>) {
        for normal in segment.nfkc() {
            for &c in &self.settle(normal) {
                out.push(match c {
                    BREAK => Symbol::Break,
                    c if c.is_whitespace() => Symbol::Space,
                    c => Symbol::Char(c, is_cjk(c)),
                });
            }
        }
    }
}

/// The folded form of a text, blocks separated by U+0000.
///
/// The reference for tests and tools; an index stores numbers of characters instead.
///
/// ```
/// assert_eq!(midu_core::fold("因地\n\n制宜，ＧＤＰ 產業"), "因地制宜,gdp产业");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let unicode = Unicode::shared();
    let mut out = String::with_capacity(text.len());
    Folder::new(unicode, State::START).fold(text, |item, _| {
        out.push(match item {
            Folded::Break => BREAK,
            Folded::Space => ' ',
            Folded::Char(c) => c,
        });
    });
    out
}

/// Brings a text to Unicode normalization form KC (UAX #15).
pub(crate) fn nfkc(text: &str) -> String {
    text.nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::super::segments;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn segments_normalize_as_the_whole_text_does(
            text in "([a-eé\u{300}-\u{315}\u{327}\u{3099}\u{ff9e}\u{1100}-\u{1112}\u{1161}-\u{1175}\
                \u{11a8}-\u{11c2}가각かｶ\u{9be}\u{9c7}\u{9d7}\u{93c}\u{200d}中]|\\PC){0,12}",
        ) {
            let unicode = Unicode::shared();
            let pieces: String =
                segments(unicode, &text).map(|range| nfkc(&text[range])).collect();
            prop_assert_eq!(pieces, nfkc(&text));
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,20}") {
            let once = fold(&text);
            // Lower case may leave marks that a second normalization would compose.
            prop_assume!(nfkc(&once) == once);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
