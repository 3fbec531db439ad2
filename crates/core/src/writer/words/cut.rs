//! Runs of Han characters -> words, by the dictionary of `jieba-rs` and the counts of the texts.

use jieba_rs::Jieba;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// What a character alone costs more than its count says: twice the sixteenths of a bit.
const ALONE: u64 = 32;
/// Characters of a run that are cut at once.
const MOST_AT_ONCE: usize = 512;
/// Longest unknown word.
const MOST_UNKNOWN: usize = 5;

/// The dictionary, loaded once in a process.
fn dictionary() -> &'static Jieba {
    static DICTIONARY: OnceLock<Jieba> = OnceLock::new();
    DICTIONARY.get_or_init(Jieba::new)
}

/// Cuts runs into words.
pub(crate) struct Cutter {
    /// How often words of the dictionary, single characters too, stand anywhere.
    counts: FxHashMap<Box<str>, u32>,
    total: u64,
}

impl Cutter {
    pub(crate) fn new() -> Self {
        Self { counts: FxHashMap::default(), total: 0 }
    }

    /// Counts the words that stand anywhere in a run.
    pub(crate) fn learn(&mut self, run: &str) {
        each_piece(run, |piece| {
            for word in dictionary().cut_all(piece) {
                self.total += 1;
                match self.counts.get_mut(word) {
                    Some(count) => *count = count.saturating_add(1),
                    None => {
                        self.counts.insert(word.into(), 1);
                    }
                }
            }
        });
    }

    /// Visits the words of two or more characters in the likeliest cut of a run, and appends for each
    /// of its characters whether a word begins with it.
    pub(crate) fn cut(&self, run: &str, begins: &mut Vec<bool>, mut visit: impl FnMut(&str)) {
        each_piece(run, |piece| {
            let mut begun = vec![true; piece.len()];
            self.cut_piece(piece, &mut |word: Range<usize>| {
                begun[word.start + 1..word.end].fill(false);
                let text = &piece[word];
                if text.chars().count() <= crate::words::MAX_WORD {
                    visit(text);
                }
            });
            begins.extend(piece.char_indices().map(|(place, _)| begun[place]));
        });
    }

    /// Visits the bytes of the words of two or more characters.
    fn cut_piece(&self, piece: &str, visit: &mut impl FnMut(Range<usize>)) {
        // The best way to each byte where a character starts: what it costs, where its last word does.
        let mut best = vec![(u64::MAX, 0_usize); piece.len() + 1];
        let mut words: Vec<(usize, usize)> = Vec::new();
        for word in dictionary().cut_all(piece) {
            let start = (word.as_ptr() as usize).wrapping_sub(piece.as_ptr() as usize);
            words.push((start, start.saturating_add(word.len())));
        }
        words.extend(piece.char_indices().map(|(start, c)| (start, start + c.len_utf8())));
        words.sort_unstable();
        words.dedup();
        best[0].0 = 0;
        for &(start, end) in &words {
            let (Some(word), Some(&(before, _))) = (piece.get(start..end), best.get(start)) else {
                continue;
            };
            let cost = before.saturating_add(self.cost(word));
            if cost < best[end].0 {
                best[end] = (cost, start);
            }
        }
        let mut path = vec![piece.len()];
        while let Some(&end) = path.last().filter(|&&end| end > 0) {
            path.push(best[end].1);
        }
        path.reverse();
        // Where characters stand alone one after the other, no word of the dictionary is there.
        let mut alone = 0..0;
        for pair in path.windows(2) {
            if is_alone(&piece[pair[0]..pair[1]]) {
                alone = if alone.end == pair[0] { alone.start..pair[1] } else { pair[0]..pair[1] };
                continue;
            }
            unknown(piece, std::mem::take(&mut alone), &words, visit);
            visit(pair[0]..pair[1]);
        }
        unknown(piece, alone, &words, visit);
    }

    /// Sixteenths of bits.
    fn cost(&self, word: &str) -> u64 {
        let count = u64::from(self.counts.get(word).copied().unwrap_or(1));
        let bits = super::super::log2_sixteenths(self.total / count);
        bits + if is_alone(word) { ALONE } else { 1 }
    }
}

fn is_alone(word: &str) -> bool {
    word.chars().nth(1).is_none()
}

/// Joins characters of a piece that its cut leaves alone to names and other words that the dictionary
/// does not know, by its hidden Markov model. `words` are those of the dictionary in the piece.
fn unknown(
    piece: &str,
    alone: Range<usize>,
    words: &[(usize, usize)],
    visit: &mut impl FnMut(Range<usize>),
) {
    let run = &piece[alone.clone()];
    // Words in it would be weighed by logarithms, which differ between machines.
    let inside = |&&(start, end): &&(usize, usize)| alone.start <= start && end <= alone.end;
    let from = words.partition_point(|&(start, _)| start < alone.start);
    let mut known = words[from..].iter().take_while(|word| word.0 < alone.end).filter(inside);
    if is_alone(run) || known.any(|&(start, end)| !is_alone(&piece[start..end])) {
        return;
    }
    let mut start = alone.start;
    for word in dictionary().cut(run, true) {
        let end = start + word.len();
        if (2..=MOST_UNKNOWN).contains(&word.chars().count()) {
            visit(start..end);
        }
        start = end;
    }
}

/// A long run in pieces.
fn each_piece(run: &str, mut visit: impl FnMut(&str)) {
    let mut rest = run;
    while !rest.is_empty() {
        let end = rest.char_indices().nth(MOST_AT_ONCE).map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at(end);
        visit(piece);
        rest = after;
    }
}
