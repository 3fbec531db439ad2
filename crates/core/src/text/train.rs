//! Makes a [`TokenModel`] for a corpus: byte pair encoding on a sample finds the tokens, shortest
//! paths through them with the code lengths so far encode the text. Writer only. Deterministic: ties
//! are broken by token numbers, and nothing iterates over a hash map.

use super::huffman::lengths_for;
use super::{ESCAPE, FIRST_CHAR, MAX_TOKEN, Token, TokenData, TokenModel};
use crate::Result;
use crate::fold::BREAK;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Bytes of the sample that pairs are counted in, about.
pub(crate) const SAMPLE_BYTES: u64 = 3_600_000;
/// Rounds of shortest paths on the sample before the last one on everything.
const ROUNDS: usize = 2;
/// A pair must save about this many bits in all to pay for its place in the model.
const WORTH: u64 = 6;

/// Marks the place of a character that takes no part in merging.
const NONE: u32 = u32::MAX;

/// A trained model and what writing needs of it.
#[derive(Debug)]
pub(crate) struct Trainer {
    alphabet: Vec<char>,
    data: TokenData,
    trie: FxHashMap<(u32, char), (u32, Token)>,
}

impl Trainer {
    /// Learns at most `max_merges` tokens over an alphabet from a sample, each occurrence in which
    /// stands for `share` of all.
    pub(crate) fn train(
        alphabet: Vec<char>,
        sample: &[String],
        share: u64,
        max_merges: usize,
        progress: &mut dyn FnMut(u32),
    ) -> Result<Self> {
        let mut merges = Merges::new(&alphabet, sample);
        let enough = (WORTH / share).max(2) as u32;
        for round in 0..max_merges {
            if !merges.merge_best(enough) {
                break;
            }
            progress((round * 700 / max_merges) as u32);
        }
        let first_counts = merges.counts();
        let (groups, order) = in_groups(&merges.pairs, alphabet.len());
        let mut counts = first_counts.clone();
        for (new, &old) in order.iter().enumerate() {
            counts[new] = first_counts[old as usize];
        }
        let mut trainer = Self {
            alphabet,
            data: TokenData { groups, lengths: lengths_for(&counts) },
            trie: FxHashMap::default(),
        };
        trainer.build_trie()?;
        for round in 0..ROUNDS {
            let mut counts = vec![0; trainer.data.lengths.len()];
            for piece in sample {
                trainer.parse(piece, |token, _| counts[token as usize] += 1);
            }
            trainer.data.lengths = lengths_for(&counts);
            progress(700 + (round as u32 + 1) * 300 / ROUNDS as u32);
        }
        Ok(trainer)
    }

    fn build_trie(&mut self) -> Result<()> {
        let model = TokenModel::new(&self.data, &self.alphabet)?;
        let mut nodes = 0;
        for token in 1..model.len() {
            let mut node = 0;
            let mut chars = model.expansion(token).chars().peekable();
            while let Some(c) = chars.next() {
                let entry = self.trie.entry((node, c)).or_insert_with(|| {
                    nodes += 1;
                    (nodes, ESCAPE)
                });
                node = entry.0;
                if chars.peek().is_none() {
                    entry.1 = token;
                }
            }
        }
        Ok(())
    }

    /// Cuts a text into the tokens whose codes are shortest in sum.
    pub(crate) fn parse(&self, text: &str, mut emit: impl FnMut(Token, char)) {
        const UNUSED_BITS: u32 = 24;
        let chars: Vec<char> = text.chars().collect();
        let bits = |token: Token| match self.data.lengths[token as usize] {
            0 => UNUSED_BITS,
            length => u32::from(length),
        };
        let escape = bits(ESCAPE) + 21;
        // Best cost to reach each place, and the token that gets there with its length.
        let mut best = vec![(u32::MAX, ESCAPE, 0_u32); chars.len() + 1];
        best[0].0 = 0;
        for start in 0..chars.len() {
            let cost = best[start].0;
            let mut offer = |end: usize, cost: u32, token| {
                if cost < best[end].0 {
                    best[end] = (cost, token, (end - start) as u32);
                }
            };
            offer(start + 1, cost + escape, ESCAPE);
            let mut node = 0;
            for (end, &c) in (start + 1..).zip(&chars[start..]) {
                let Some(&(next, token)) = self.trie.get(&(node, c)) else { break };
                if token != ESCAPE {
                    offer(end, cost + bits(token), token);
                }
                node = next;
            }
        }
        let mut path = Vec::new();
        let mut end = chars.len();
        while end > 0 {
            let (_, token, length) = best[end];
            end -= length as usize;
            path.push((token, chars[end]));
        }
        path.into_iter().rev().for_each(|(token, c)| emit(token, c));
    }

    /// The model with the code that suits these counts of tokens.
    pub(crate) fn finish(mut self, counts: &[u64]) -> Result<(TokenData, TokenModel)> {
        self.data.lengths = lengths_for(counts);
        let model = TokenModel::new(&self.data, &self.alphabet)?;
        Ok((self.data, model))
    }

    /// Number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.data.lengths.len()
    }
}

/// Numbers merged tokens so that parts come before wholes and groups are sorted. Returns the groups
/// and, for each new number, the old one.
fn in_groups(pairs: &[(Token, Token)], alphabet: usize) -> (Vec<Vec<(Token, Token)>>, Vec<Token>) {
    let first = alphabet + FIRST_CHAR as usize;
    let mut level = vec![0_usize; first];
    for &(left, right) in pairs {
        level.push(level[left as usize].max(level[right as usize]) + 1);
    }
    let mut order: Vec<Token> = (0..first as Token).collect();
    let mut renamed = order.clone();
    renamed.resize(level.len(), 0);
    let mut groups = Vec::new();
    for wanted in 1..=level.iter().copied().max().unwrap_or(0) {
        let mut group: Vec<((Token, Token), Token)> = (first as Token..)
            .zip(pairs)
            .filter(|&(token, _)| level[token as usize] == wanted)
            .map(|(token, &(l, r))| ((renamed[l as usize], renamed[r as usize]), token))
            .collect();
        group.sort_unstable();
        for &(_, old) in &group {
            renamed[old as usize] = order.len() as Token;
            order.push(old);
        }
        groups.push(group.into_iter().map(|(pair, _)| pair).collect());
    }
    (groups, order)
}

/// Byte pair encoding over a linked list of tokens, with the places of every pair.
struct Merges {
    tokens: Vec<Token>,
    next: Vec<u32>,
    previous: Vec<u32>,
    places: FxHashMap<(Token, Token), Vec<u32>>,
    counts: FxHashMap<(Token, Token), u32>,
    heap: BinaryHeap<(u32, Reverse<(Token, Token)>)>,
    pairs: Vec<(Token, Token)>,
    lengths: Vec<u8>,
    first: Token,
}

impl Merges {
    fn new(alphabet: &[char], sample: &[String]) -> Self {
        let numbers: FxHashMap<char, Token> = alphabet.iter().copied().zip(FIRST_CHAR..).collect();
        let mut tokens = Vec::new();
        for piece in sample {
            tokens.extend(piece.chars().map(|c| match c {
                BREAK => 1,
                c => numbers.get(&c).copied().unwrap_or(ESCAPE),
            }));
            tokens.push(1);
        }
        let first = alphabet.len() as Token + FIRST_CHAR;
        let count = tokens.len() as u32;
        let mut merges = Self {
            next: (1..=count).collect(),
            previous: (0..count).map(|i| i.wrapping_sub(1)).collect(),
            places: FxHashMap::default(),
            counts: FxHashMap::default(),
            heap: BinaryHeap::new(),
            pairs: Vec::new(),
            lengths: vec![1; first as usize],
            tokens,
            first,
        };
        for place in 0..count {
            merges.note(place);
        }
        let mut heap: Vec<_> = merges.counts.iter().map(|(&p, &c)| (c, Reverse(p))).collect();
        heap.sort_unstable();
        merges.heap = heap.into();
        merges
    }

    fn pair_at(&self, place: u32) -> Option<(Token, Token)> {
        let left = *self.tokens.get(place as usize)?;
        let right = *self.tokens.get(self.next[place as usize] as usize)?;
        let long = || self.lengths[left as usize] + self.lengths[right as usize] > MAX_TOKEN as u8;
        if left < FIRST_CHAR || right < FIRST_CHAR || left == NONE || right == NONE || long() {
            return None;
        }
        Some((left, right))
    }

    fn note(&mut self, place: u32) -> Option<(Token, Token)> {
        let pair = self.pair_at(place)?;
        *self.counts.entry(pair).or_insert(0) += 1;
        self.places.entry(pair).or_default().push(place);
        Some(pair)
    }

    fn forget(&mut self, place: u32) {
        if let Some(count) = self.pair_at(place).and_then(|pair| self.counts.get_mut(&pair)) {
            *count -= 1;
        }
    }

    /// Merges the most frequent pair; false when none occurs often enough.
    fn merge_best(&mut self, enough: u32) -> bool {
        let pair = loop {
            let Some((count, Reverse(pair))) = self.heap.pop() else { return false };
            let now = self.counts.get(&pair).copied().unwrap_or(0);
            if count < enough {
                return false;
            }
            if now == count {
                break pair;
            }
            if now > 0 {
                self.heap.push((now, Reverse(pair)));
            }
        };
        let token = self.first + self.pairs.len() as Token;
        self.pairs.push(pair);
        self.lengths.push(self.lengths[pair.0 as usize] + self.lengths[pair.1 as usize]);
        let mut changed = Vec::new();
        for place in self.places.remove(&pair).unwrap_or_default() {
            if self.pair_at(place) != Some(pair) {
                continue;
            }
            let (before, right) = (self.previous[place as usize], self.next[place as usize]);
            self.forget(before);
            self.forget(right);
            self.tokens[place as usize] = token;
            self.tokens[right as usize] = NONE;
            let after = self.next[right as usize];
            self.next[place as usize] = after;
            if let Some(previous) = self.previous.get_mut(after as usize) {
                *previous = place;
            }
            changed.extend(self.note(before));
            changed.extend(self.note(place));
        }
        self.counts.remove(&pair);
        changed.sort_unstable();
        changed.dedup();
        for pair in changed {
            if let Some(&count) = self.counts.get(&pair) {
                self.heap.push((count, Reverse(pair)));
            }
        }
        true
    }

    fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.first as usize + self.pairs.len()];
        for &token in self.tokens.iter().filter(|&&token| token != NONE) {
            counts[token as usize] += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bits::{BitReader, BitWriter};

    #[test]
    fn a_trained_model_reads_back_text_it_has_never_seen() {
        let verses = ["春江潮水连海平，海上明月共潮生。\n", "滟滟随波千万里，何处春江无月明。\n"];
        let corpus: Vec<String> = verses.repeat(20).into_iter().map(String::from).collect();
        let mut alphabet: Vec<char> = corpus[..2].concat().chars().collect();
        alphabet.sort_unstable();
        alphabet.dedup();
        let trainer = Trainer::train(alphabet.clone(), &corpus, 1, 500, &mut |_| ()).unwrap();
        let text = "海上生明月\0，天涯共此时😀。\0";
        let mut counts = vec![0; trainer.len()];
        let mut tokens = Vec::new();
        for piece in corpus.iter().map(String::as_str).chain([text]) {
            tokens.clear();
            trainer.parse(piece, |token, c| tokens.push((token, c)));
            tokens.iter().for_each(|&(token, _)| counts[token as usize] += 1);
        }
        let (data, model) = trainer.finish(&counts).unwrap();
        let mut out = BitWriter::new();
        data.write(&mut out);
        let table = out.finish();
        assert_eq!(TokenData::read(alphabet.len(), &mut BitReader::new(&table)).unwrap(), data);
        let mut out = BitWriter::new();
        tokens.iter().for_each(|&(token, c)| model.write(token, c, &mut out));
        let page = out.finish();
        let read = model.read_tokens(tokens.len() as u32, &mut BitReader::new(&page)).unwrap();
        assert_eq!(read, text);
        let mut input = BitReader::new(&page);
        assert_eq!(model.read_string(&mut input).unwrap(), "海上生明月");
    }
}
