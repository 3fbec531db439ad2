//! What was typed against words: starts, pinyin, single edits; and the runs of words that may fit.

use super::side;
use crate::fold::table::UNKNOWN;
use crate::gram::Rank;
use crate::words::Guide;
use std::ops::Range;

/// Letters that are read as pinyin, at most.
const MOST_LETTERS: usize = 64;

/// In which way letters are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// As they stand, or as whole syllables of which the last has begun.
    Whole,
    /// As syllables or their initials.
    Initials,
}

/// What was typed.
pub(super) struct Typed {
    /// All of it, folded.
    pub(super) whole: Vec<Rank>,
    /// What stands before the last letters, folded.
    pub(super) before: Vec<Rank>,
    /// The last letters, as pinyin has them; empty if there are none.
    pub(super) letters: String,
}

/// Parts what was typed where its last letters begin.
pub(super) fn split(typed: &str) -> (&str, String) {
    let pinyin = |c: char| c.is_ascii_alphabetic() || matches!(c, 'ü' | 'Ü' | '\'' | '’' | ' ');
    let before = typed.trim_end_matches(pinyin);
    let tail = typed.get(before.len()..).unwrap_or_default();
    let letters = tail.chars().filter_map(|c| match c {
        'ü' | 'Ü' => Some('v'),
        c => c.is_ascii_alphabetic().then(|| c.to_ascii_lowercase()),
    });
    (before, letters.take(MOST_LETTERS).collect())
}

/// The letters by which a syllable is begun.
fn initial(syllable: &str) -> &str {
    let length = if syllable.get(1..2) == Some("h") { 2 } else { 1 };
    syllable.get(..length).unwrap_or(syllable)
}

impl Typed {
    /// The runs of pages that words which fit stand on.
    pub(super) fn runs(&self, mode: Mode, guide: &Guide) -> Vec<Range<u32>> {
        let start = |start: &[Rank]| guide.pages(start, |word| side(guide, word, start));
        let mut runs = Vec::new();
        if mode == Mode::Whole && !self.whole.contains(&UNKNOWN) {
            runs.push(start(&self.whole));
        }
        if self.letters.is_empty() {
            return runs;
        }
        if !self.before.is_empty() {
            if !self.before.contains(&UNKNOWN) {
                runs.push(start(&self.before));
            }
            return runs;
        }
        let ends = whole_ends(&self.letters, guide);
        let mut others = Vec::new();
        for (number, syllable) in (1..).zip(&guide.syllables) {
            let rest = self.letters.strip_prefix(syllable.as_str());
            let fits = syllable.starts_with(&self.letters)
                || match mode {
                    Mode::Whole => rest.is_some_and(|rest| ends.contains(&rest.len())),
                    // Some part of it, of one letter at least.
                    Mode::Initials => rest.is_some() || is_begun(&self.letters, syllable),
                };
            if fits {
                runs.push(run_of(guide, number));
            }
            if mode == Mode::Whole && fits && rest.is_some_and(|rest| !rest.is_empty()) {
                let read = guide.others.iter().filter(|&&(_, reading)| reading == number);
                others.extend(read.map(|&(rank, _)| start(&[rank])));
            }
        }
        // There may be more pages than are read.
        runs.extend(others);
        runs
    }

    /// How well a word is what was typed, as far as that goes: 0 as it is read, 1 where one of its
    /// characters takes its second reading, which must then have been typed whole, the first one with more
    /// behind it, for a second reading may be a rare one; `None` where it is not.
    pub(super) fn fits(&self, mode: Mode, word: &[Rank], guide: &Guide) -> Option<u32> {
        if mode == Mode::Whole && word.starts_with(&self.whole) {
            return Some(0);
        }
        let rest =
            word.strip_prefix(self.before.as_slice()).filter(|_| !self.letters.is_empty())?;
        let read = |others| is_read(&self.letters, rest, mode, others, guide);
        if read(false) { Some(0) } else { (mode == Mode::Whole && read(true)).then_some(1) }
    }
}

/// Whether letters may be whole syllables of which the last has begun.
pub(super) fn is_spelled(letters: &str, guide: &Guide) -> bool {
    whole_ends(letters, guide).contains(&letters.len())
}

/// Whether letters begin with an initial of a syllable, `z` for `zh` too.
fn is_begun(letters: &str, syllable: &str) -> bool {
    letters.starts_with(initial(syllable)) || letters.get(..1) == syllable.get(..1)
}

/// Whether letters spell a word, as far as they go; by second readings as well, if told. Bounded by
/// marking how many letters the characters so far may have taken.
fn is_read(letters: &str, word: &[Rank], mode: Mode, others: bool, guide: &Guide) -> bool {
    let mut taken = vec![0];
    for (place, &rank) in word.iter().enumerate() {
        let [syllable, other] = guide.syllables_of(rank);
        if syllable.is_empty() {
            return false;
        }
        let more = place > 0 || other.len() < letters.len();
        let mut parts = vec![syllable];
        if mode == Mode::Initials {
            parts.extend([initial(syllable), syllable.get(..1).unwrap_or_default()]);
        }
        if others && more && !other.is_empty() {
            parts.push(other);
        }
        let mut next = Vec::new();
        for &start in &taken {
            let rest = letters.get(start..).unwrap_or_default();
            if syllable.starts_with(rest) {
                return true;
            }
            for part in parts.iter().filter(|part| rest.starts_with(**part)) {
                let end = start + part.len();
                if end == letters.len() {
                    return true;
                }
                if !next.contains(&end) {
                    next.push(end);
                }
            }
        }
        taken = next;
    }
    false
}

/// How many of the last letters are whole syllables and one that has begun; 0 stands for none left.
fn whole_ends(letters: &str, guide: &Guide) -> Vec<usize> {
    let mut ends = vec![0];
    for length in 1..=letters.len() {
        let rest = letters.get(letters.len() - length..).unwrap_or_default();
        let fits = |syllable: &String| {
            let after = rest.strip_prefix(syllable.as_str());
            syllable.starts_with(rest) || after.is_some_and(|after| ends.contains(&after.len()))
        };
        if guide.syllables.iter().any(fits) {
            ends.push(length);
        }
    }
    ends
}

/// The pages of the words whose first character is read so.
fn run_of(guide: &Guide, syllable: u32) -> Range<u32> {
    guide.pages(&[], |word| word.first().map_or(0, |&rank| guide.place(rank).0).cmp(&syllable))
}

/// The pages of words that may be one edit away from a text: those whose first character sounds as
/// the text's, and those that begin with its second.
pub(super) fn runs_near(text: &[Rank], guide: &Guide) -> Vec<Range<u32>> {
    let mut runs = Vec::new();
    let known = |place: usize| text.get(place).copied().filter(|&rank| rank != UNKNOWN);
    let of_char = |rank: Rank| guide.pages(&[rank], |word| side(guide, word, &[rank]));
    runs.extend(known(0).map(of_char));
    runs.extend(known(1).map(of_char));
    let read = known(0).map_or([0, 0], |rank| [guide.place(rank).0, guide.other(rank)]);
    for syllable in read.into_iter().filter(|&syllable| syllable > 0) {
        runs.push(run_of(guide, syllable));
        let others = guide.others.iter().filter(|&&(_, reading)| reading == syllable);
        runs.extend(others.map(|&(rank, _)| of_char(rank)));
    }
    runs
}

/// The one edit between two texts, the likeliest mistake first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edit {
    /// A character is another of the same sound.
    Sound,
    /// It is another, or it and the next one are swapped.
    Other,
    /// There is one more or less.
    Length,
}

impl Edit {
    /// `None` where two texts are the same or more than one edit apart.
    pub(super) fn between(
        a: &[Rank],
        b: &[Rank],
        same_sound: impl Fn(Rank, Rank) -> bool,
    ) -> Option<Self> {
        let shared = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (a, b) = (a.get(shared..)?, b.get(shared..)?);
        match (a, b) {
            ([x, a @ ..], [y, b @ ..]) if a == b => {
                Some(if same_sound(*x, *y) { Self::Sound } else { Self::Other })
            }
            ([x, y, a @ ..], [v, w, b @ ..]) if x == w && y == v && a == b => Some(Self::Other),
            ([_, rest @ ..], b) if rest == b => Some(Self::Length),
            (a, [_, rest @ ..]) if rest == a => Some(Self::Length),
            _ => None,
        }
    }
}
