//! A typed text -> all ways to read it as pinyin, as a lattice: nodes are places between its letters,
//! edges are items. Costs grow with the letters, not with the number of ways.
//!
//! - Letters are `a`-`z` in either case and `ü`. For ü stand `ü` and `v`, and `u` in `lue` and `nue`;
//!   after j, q, x and y, where only ü can stand, `u`, `ü` and `v` are one. So `nu` is not `nü`.
//! - White space and apostrophes part items. A Han character is an item and parts others. Any other
//!   character, no letter at all, or more than [`MOST_PLACES`] letters and characters: not pinyin.
//! - An item of letters is *whole*, a syllable, or *incomplete*: an initial (the first letter of a
//!   syllable, or zh, ch, sh), or, as the last item only, any start of a syllable. It stands for every
//!   syllable that it is, or that begins so.
//! - Of all splits of the text those count that have the fewest initials before their last item, and
//!   of these those whose last item is whole, if any. So `xian` is `xian` and `xi'an`, `changz` is
//!   `chang z`, `changzho` no `chang zh o`, `cz` is two initials, and `changzhou` has none.
//! - Fuzzy, these are one: zh z, ch c, sh s at the start; n l at the start, with u ü after them; ang
//!   an, eng en, ing in at the end.

use super::MOST_LETTERS;
use crate::bytes::sort_numbers;

/// Most letters and Han characters of a text that is read as pinyin.
pub(crate) const MOST_PLACES: usize = 64;
/// What a last item costs that has only begun.
const BEGUN: u32 = 1;
/// What an initial before it costs: more than any last item.
const INITIAL: u32 = 2;
/// Bits of a letter in a key.
const LETTER: usize = 5;

/// What stands for one character of the corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// Every character that has one of these syllables among its readings, by number, ascending.
    Sounds(Vec<u16>),
    /// This character, unfolded.
    Han(char),
}

/// An item between two nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Its number among the items.
    pub(crate) item: usize,
}

/// All splits that count: the ways from node 0 to the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lattice {
    pub(crate) last: usize,
    /// By their start, then by their end.
    pub(crate) edges: Vec<Edge>,
    pub(crate) items: Vec<Item>,
    /// Whether an item before the last is an initial.
    pub(crate) abbreviated: bool,
    /// Pieces of the text that were looked up: what the lattice cost.
    pub(crate) steps: usize,
}

/// A letter or Han character, and whether an item must start with it.
#[derive(Clone, Copy, Debug)]
struct Place {
    c: char,
    starts: bool,
}

/// Whether a text may be pinyin, by its characters alone.
pub(crate) fn is_readable(text: &str) -> bool {
    places(text).is_some()
}

fn places(text: &str) -> Option<Vec<Place>> {
    let (mut places, mut starts, mut letters) = (Vec::new(), true, false);
    for c in text.chars() {
        let c = match c {
            'ü' | 'Ü' => 'v',
            c => c.to_ascii_lowercase(),
        };
        match c {
            'a'..='z' => {
                letters = true;
                places.push(Place { c, starts });
                starts = false;
            }
            _ if super::is_han(c) => {
                places.push(Place { c, starts: true });
                starts = true;
            }
            '\'' | '’' | '‘' | 'ʼ' | '`' => starts = true,
            c if c.is_whitespace() => starts = true,
            _ => return None,
        }
        if places.len() > MOST_PLACES {
            return None;
        }
    }
    letters.then_some(places)
}

/// The one spelling of all that sound the same.
pub(crate) fn spelling(text: &[u8], fuzzy: bool) -> Vec<u8> {
    let mut letters = text.to_vec();
    if let [b'j' | b'q' | b'x' | b'y', v @ b'v', ..] | [b'l' | b'n', v @ b'u', b'e'] =
        letters.as_mut_slice()
    {
        *v = if *v == b'v' { b'u' } else { b'v' };
    }
    if !fuzzy {
        return letters;
    }
    if let [b'z' | b'c' | b's', b'h', ..] = letters.as_slice() {
        letters.remove(1);
    }
    if let Some(first @ b'n') = letters.first_mut() {
        *first = b'l';
    }
    if let [b'l', v @ b'v', ..] = letters.as_mut_slice() {
        *v = b'u';
    }
    if let [.., b'a' | b'e' | b'i', b'n', b'g'] = letters.as_slice() {
        letters.pop();
    }
    letters
}

/// Syllables by their spelling: letters of five bits each from the highest on, then the number.
struct Spellings {
    keys: Vec<u64>,
    fuzzy: bool,
}

impl Spellings {
    fn new(syllables: &[String], fuzzy: bool) -> Self {
        let key = |(number, syllable): (u64, &String)| {
            packed(&spelling(syllable.as_bytes(), fuzzy)) << 16 | number
        };
        let mut keys: Vec<u64> = (0..).zip(syllables).map(key).collect();
        sort_numbers(&mut keys);
        Self { keys, fuzzy }
    }

    /// Syllables that a piece is, or that begin with it.
    fn find(&self, piece: &[u8], whole: bool) -> Vec<u16> {
        let spelled = spelling(piece, self.fuzzy);
        let open = if whole { 0 } else { MOST_LETTERS.saturating_sub(spelled.len()) };
        let start = packed(&spelled);
        let end = start + (1 << (open * LETTER));
        let from = self.keys.partition_point(|key| key >> 16 < start);
        let found = self.keys.iter().skip(from).take_while(|&key| key >> 16 < end);
        let mut numbers: Vec<u64> = found.map(|key| key & 0xffff).collect();
        sort_numbers(&mut numbers);
        numbers.into_iter().map(|number| number as u16).collect()
    }
}

fn packed(letters: &[u8]) -> u64 {
    (0..MOST_LETTERS).fold(0, |key, place| {
        let letter = letters.get(place).map_or(0, |letter| u64::from(letter & 0x1f));
        key << LETTER | letter
    })
}

/// Reads a text; `None` if it is not pinyin.
pub(crate) fn split(text: &str, syllables: &[String], fuzzy: bool) -> Option<Lattice> {
    let places = places(text)?;
    let spellings = Spellings::new(syllables, fuzzy);
    let mut lattice = Lattice { last: places.len(), ..Lattice::default() };
    // Every edge with its cost, by its start.
    let mut all: Vec<(Edge, u32)> = Vec::new();
    for (from, place) in places.iter().enumerate() {
        let item = lattice.items.len();
        if super::is_han(place.c) {
            lattice.items.push(Item::Han(place.c));
            all.push((Edge { from, to: from + 1, item }, 0));
            continue;
        }
        let mut piece = Vec::new();
        for (to, next) in (from + 1..).zip(places.iter().skip(from)).take(MOST_LETTERS) {
            if super::is_han(next.c) || (next.starts && to > from + 1) {
                break;
            }
            piece.push(next.c as u8);
            lattice.steps += 1;
            let mut found = (spellings.find(&piece, true), 0);
            let initial = matches!(piece[..], [_] | [b'z' | b'c' | b's', b'h']);
            if found.0.is_empty() && (initial || to == places.len()) {
                let cost = if to == places.len() { BEGUN } else { INITIAL };
                found = (spellings.find(&piece, false), cost);
            }
            if !found.0.is_empty() {
                all.push((Edge { from, to, item: lattice.items.len() }, found.1));
                lattice.items.push(Item::Sounds(found.0));
            }
        }
    }
    keep_cheapest(&mut lattice, &all)?;
    Some(lattice)
}

/// Keeps the edges that are on a cheapest way; `None` if there is no way at all.
fn keep_cheapest(lattice: &mut Lattice, all: &[(Edge, u32)]) -> Option<()> {
    let mut before = vec![None; lattice.last + 1];
    let mut after = before.clone();
    let lower = |slot: Option<&mut Option<u32>>, cost: u32| {
        if let Some(slot) = slot {
            *slot = Some(slot.map_or(cost, |known: u32| known.min(cost)));
        }
    };
    lower(before.first_mut(), 0);
    for (edge, cost) in all {
        if let Some(start) = before.get(edge.from).copied().flatten() {
            lower(before.get_mut(edge.to), start + cost);
        }
    }
    lower(after.last_mut(), 0);
    for (edge, cost) in all.iter().rev() {
        if let Some(end) = after.get(edge.to).copied().flatten() {
            lower(after.get_mut(edge.from), end + cost);
        }
    }
    let least = after.first().copied().flatten()?;
    lattice.abbreviated = least > BEGUN;
    let cheapest = all.iter().filter(|(edge, cost)| {
        let start = before.get(edge.from).copied().flatten();
        let end = after.get(edge.to).copied().flatten();
        start.zip(end).is_some_and(|(start, end)| start + cost + end == least)
    });
    lattice.edges = cheapest.map(|&(edge, _)| edge).collect();
    Some(())
}
