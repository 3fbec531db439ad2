//! The fold: the one way in which documents and queries become what is compared.
//!
//! 1. Unicode normalization form KC (UAX #15); default-ignorable code points are dropped (UAX #44).
//! 2. Full lower case, character by character (SpecialCasing's conditional rules would make a
//!    substring depend on what surrounds it).
//! 3. Traditional to Simplified by OpenCC's TSCharacters (first candidate), then variants, until
//!    nothing changes.
//! 4. A run of white space vanishes where the nearest other character on either side is CJK; any
//!    other run is one space; the ends of a block are trimmed.
//!
//! Steps 1 to 3 work on *segments* (a character with the marks that may combine with it) and are a
//! [`Mapping`]: [`unicode::Unicode`] has the tables of the standard, [`table::FoldTable`] the part
//! that one index needs. Step 4 is [`Folder`], which both share, so that there is one fold. It runs
//! over pieces of a text: its [`State`] after one piece starts the next.

pub(crate) mod plain;
pub(crate) mod table;
pub(crate) mod unicode;

use std::ops::Range;

/// Separates blocks in stored text. Sources cannot contain it: readers of files replace it.
pub(crate) const BREAK: char = '\0';

/// What a segment contributes, before white space is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Symbol<U> {
    /// End of a block.
    Break,
    /// White space.
    Space,
    /// A folded character and whether it is CJK.
    Char(U, bool),
}

/// Steps 1 to 3 of the fold.
pub(crate) trait Mapping {
    /// What a folded character is represented by.
    type Unit: Copy;

    /// Whether this character may combine with what stands before it, and so belongs to its segment.
    fn continues(&self, c: char) -> bool;

    /// Appends the symbols of a segment.
    fn map(&self, segment: &str, out: &mut Vec<Symbol<Self::Unit>>);
}

/// What came before the next character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// Nothing: a block starts here.
    Start,
    /// A CJK character.
    Cjk,
    /// Any other character.
    Other,
}

/// What has to be known to go on folding in the middle of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// The nearest character to the left that is no white space.
    pub(crate) left: Left,
    /// Whether white space has been read since.
    pub(crate) space: bool,
}

impl State {
    /// At the start of a block.
    pub(crate) const START: Self = Self { left: Left::Start, space: false };

    /// Number of different values of [`State::code`].
    pub(crate) const CODES: u32 = 6;

    /// A number below [`State::CODES`].
    pub(crate) const fn code(self) -> u32 {
        let left = match self.left {
            Left::Start => 0,
            Left::Cjk => 1,
            Left::Other => 2,
        };
        left * 2 + self.space as u32
    }

    /// The state with this code.
    pub(crate) const fn from_code(code: u32) -> Self {
        let left = match code / 2 {
            0 => Left::Start,
            1 => Left::Cjk,
            _ => Left::Other,
        };
        Self { left, space: code % 2 == 1 }
    }
}

/// What the fold emits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folded<U> {
    /// End of a block.
    Break,
    /// One space.
    Space,
    /// A folded character.
    Char(U),
}

/// Folds a text piece by piece.
#[derive(Debug)]
pub(crate) struct Folder<'m, M: Mapping> {
    mapping: &'m M,
    state: State,
    scratch: Vec<Symbol<M::Unit>>,
}

impl<'m, M: Mapping> Folder<'m, M> {
    /// Starts in a given state.
    pub(crate) const fn new(mapping: &'m M, state: State) -> Self {
        Self { mapping, state, scratch: Vec::new() }
    }

    /// The state after what has been folded.
    pub(crate) const fn state(&self) -> State {
        self.state
    }

    /// Folds a piece that starts and ends between segments. `emit` gets each folded item with the
    /// bytes of the piece that it came from.
    pub(crate) fn fold(&mut self, text: &str, mut emit: impl FnMut(Folded<M::Unit>, Range<usize>)) {
        let mut space_start = 0;
        for segment in segments(self.mapping, text) {
            self.scratch.clear();
            self.mapping.map(&text[segment.clone()], &mut self.scratch);
            for symbol in &self.scratch {
                match *symbol {
                    Symbol::Break => {
                        self.state = State::START;
                        emit(Folded::Break, segment.clone());
                    }
                    Symbol::Space => {
                        if !self.state.space {
                            space_start = segment.start;
                            self.state.space = self.state.left != Left::Start;
                        }
                    }
                    Symbol::Char(unit, cjk) => {
                        if self.state.space && self.state.left == Left::Other && !cjk {
                            emit(Folded::Space, space_start..segment.start.max(space_start));
                        }
                        let left = if cjk { Left::Cjk } else { Left::Other };
                        self.state = State { left, space: false };
                        emit(Folded::Char(unit), segment.clone());
                    }
                }
            }
        }
    }
}

/// The segments of a text: each a character and those after it that may combine with it.
pub(crate) fn segments<'a, M: Mapping>(
    mapping: &'a M,
    text: &'a str,
) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = chars.next()?;
        // Nothing combines with what stands before a block's start.
        while first != BREAK && chars.next_if(|&(_, c)| mapping.continues(c)).is_some() {}
        let end = chars.peek().map_or(text.len(), |&(index, _)| index);
        Some(start..end)
    })
}

/// Whether a folded character is CJK: Han, kana, bopomofo, hangul, CJK punctuation or a width form,
/// by the blocks of the Unicode Character Database (Blocks.txt).
pub(crate) const fn is_cjk(c: char) -> bool {
    matches!(c as u32,
        0x1100..=0x11ff      // hangul jamo
        | 0x2e80..=0x2fff    // radicals, ideographic description
        | 0x3000..=0x9fff    // CJK punctuation, kana, bopomofo, enclosed, Han
        | 0xa960..=0xa97f    // hangul jamo extended
        | 0xac00..=0xd7ff    // hangul
        | 0xf900..=0xfaff    // compatibility ideographs
        | 0xfe10..=0xfe1f    // vertical forms
        | 0xfe30..=0xfe4f    // compatibility forms
        | 0xff00..=0xffef    // half-width and full-width forms
        | 0x16fe0..=0x18dff  // ideographic symbols, Tangut, Khitan
        | 0x1aff0..=0x1b2ff  // kana extended, Nushu
        | 0x1f200..=0x1f2ff  // enclosed ideographic supplement
        | 0x20000..=0x3ffff  // Han extensions
    )
}

#[cfg(test)]
mod tests {
    use super::unicode::fold;

    #[test]
    fn each_step_of_the_fold_shows() {
        let table = [
            ("ＧＤＰ万亿", "gdp万亿"),
            ("產業 産业 产业", "产业产业产业"),
            ("爲為为 裏裡里 麽麼么 綫線线 羣群 峯峰", "为为为里里里么么么线线线群群峰峰"),
            ("因地\n\n制宜", "因地制宜"),
            ("122个项目", "122个项目"),
            ("122 个项目", "122个项目"),
            ("122\u{3000}个 项\t目", "122个项目"),
            ("new  York\r\ncity", "new york city"),
            (" \n trimmed \u{a0}", "trimmed"),
            ("a\u{200b}b\u{feff}c\u{ad}d", "abcd"),
            ("e\u{301}A\u{30a}\u{327}", "éå\u{327}"),
            ("ﾊﾟｿｺﾝ カ\u{3099}", "パソコンガ"),
            ("İstanbul ΑΣ", "i\u{307}stanbul ας".replace('ς', "σ").as_str()),
            ("㈱①…ﬁ", "(株)1...fi"),
            ("장\u{11ab} 각", "장\u{11ab}각"),
            ("中 , 文", "中,文"),
            ("图書館 図書館", "图书馆图书馆"),
            ("e\0\u{301}", "e\0\u{301}"),
            ("", ""),
            (" \u{200d} ", ""),
        ]
        .map(|(text, folded)| (text.to_owned(), folded.to_owned()));
        for (text, folded) in table {
            assert_eq!(fold(&text), folded, "{text:?}");
        }
    }
}
