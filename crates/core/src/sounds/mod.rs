//! A text read as pinyin -> the places of the folded stream that sound so.
//!
//! *What is found.* A place matches if its successive characters match the items of one split of the
//! text (`pinyin/split.rs`): a Han item the same folded character, an item of letters every character
//! one of whose readings it stands for. All readings of a character count, wherever it stands.

mod search;
#[cfg(test)]
mod tests;
mod ways;

use crate::fold::table::UNKNOWN;
use crate::fold::{Folded, Folder, State};
use crate::format::Section;
use crate::gram::Unit;
use crate::pinyin::split::{Item, Lattice, is_readable, split};
use crate::pinyin::{Sounds, is_han};
use crate::reader::Missing;
use crate::{Index, Result};
use search::Search;

/// Where a text sounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sounding {
    /// Start and number of units, ascending, each once.
    pub(crate) places: Vec<(u32, u32)>,
    /// Whether there may be further places: a bound cut the search.
    pub(crate) cut: bool,
}

/// A text that is listened for.
#[derive(Debug)]
pub(crate) struct Ear {
    sounds: Sounds,
    /// Voices by unit.
    numbers: Vec<Option<u16>>,
    lattice: Lattice,
    /// For each item the voices that match it, and whether each voice does.
    sets: Vec<Vec<u16>>,
    member: Vec<Vec<bool>>,
}

impl Ear {
    /// Whether an initial stands for a syllable before the last one.
    pub(crate) fn is_abbreviated(&self) -> bool {
        self.lattice.abbreviated
    }

    fn voice(&self, unit: Unit) -> Option<u16> {
        self.numbers.get(usize::from(unit)).copied().flatten()
    }

    fn matches(&self, item: usize, voice: u16) -> bool {
        let member = self.member.get(item).and_then(|member| member.get(usize::from(voice)));
        member.copied().unwrap_or(false)
    }

    fn unit(&self, voice: u16) -> Unit {
        self.sounds.voices.get(usize::from(voice)).map_or(0, |voice| voice.rank as Unit)
    }

    /// Whether a voice matches the item of an edge.
    fn fits(&self, edge: usize, voice: u16) -> bool {
        self.lattice.edges.get(edge).is_some_and(|edge| self.matches(edge.item, voice))
    }

    /// The numbers of units from the start of these that are heard as the text.
    pub(crate) fn lengths(&self, units: &[Unit], mut found: impl FnMut(u32)) {
        // A bit for each node that is reached.
        let mut nodes = 1_u128;
        for (length, &unit) in (1..).zip(units) {
            let Some(voice) = self.voice(unit) else { return };
            let mut next = 0_u128;
            for edge in &self.lattice.edges {
                if nodes >> edge.from & 1 == 1 && self.matches(edge.item, voice) {
                    next |= 1 << edge.to;
                }
            }
            if next >> self.lattice.last & 1 == 1 {
                found(length);
            }
            nodes = next;
            if nodes == 0 {
                return;
            }
        }
    }

    /// Whether these units begin with what is heard as the text.
    #[allow(dead_code, reason = "for suggestions")]
    pub(crate) fn begins(&self, units: &[Unit]) -> bool {
        let mut any = false;
        self.lengths(units, |_| any = true);
        any
    }

    /// All places in a stream.
    #[cfg(feature = "compact")]
    fn scan(&self, stream: &[Unit]) -> Sounding {
        let mut sounding = Sounding::default();
        for (start, _) in (0..).zip(stream) {
            let rest = stream.get(start as usize..).unwrap_or_default();
            self.lengths(rest, |length| sounding.places.push((start, length)));
        }
        sounding
    }
}

impl<D: AsRef<[u8]>> Index<D> {
    /// The places where a text (in NFKC) sounds. `None` while pages are missing; then `None` if the
    /// text cannot be read as pinyin, or the index has no sounds.
    pub(crate) fn sounding(
        &self,
        text: &str,
        fuzzy: bool,
        missing: &mut Missing,
    ) -> Result<Option<Option<Sounding>>> {
        let Some(ear) = self.ear(text, fuzzy, missing)? else { return Ok(None) };
        let Some(ear) = ear else { return Ok(Some(None)) };
        #[cfg(feature = "compact")]
        if let Some(compact) = self.memory() {
            return Ok(Some(Some(ear.scan(&compact.units))));
        }
        let Some(shape) = ear.sounds.shape.clone() else {
            return Err(crate::Error::invalid("the index has no pairs of sounds; rebuild it"));
        };
        let mut search = Search::new(self, &ear, &shape);
        let places = search.run(missing)?;
        let cut = search.budget.cut;
        Ok(places.map(|places| Some(Sounding { places, cut })))
    }

    /// What is needed to hear a text; as [`Self::sounding`].
    pub(crate) fn ear(
        &self,
        text: &str,
        fuzzy: bool,
        missing: &mut Missing,
    ) -> Result<Option<Option<Ear>>> {
        if !is_readable(text) || self.page_count(Section::Pinyin) == 0 {
            return Ok(Some(None));
        }
        let page = self.page(Section::Pinyin, 0, missing)?;
        // What the Han characters of the text fold to, and whether each is known.
        let (mut folded, mut unclear) = (Vec::new(), false);
        for c in text.chars().filter(|&c| is_han(c)) {
            let mut ranks = Vec::new();
            Folder::new(&self.fold, State::START).fold(c.encode_utf8(&mut [0; 4]), |item, _| {
                ranks.push(if let Folded::Char(rank) = item { rank } else { UNKNOWN });
            });
            unclear |= ranks.contains(&UNKNOWN) && !self.fold.has_query_images();
            folded.push(ranks);
        }
        if unclear {
            self.page(Section::Fold, 0, missing)?;
        }
        let Some(page) = page.filter(|_| !unclear) else { return Ok(None) };
        let chars = &self.fold.data().chars;
        let sounds = Sounds::read(page, chars)?;
        let Some(lattice) = split(text, &sounds.syllables, fuzzy) else { return Ok(Some(None)) };
        let numbers = sounds.numbers(chars.len());
        let mut folded = folded.into_iter();
        let (mut sets, mut member) = (Vec::new(), Vec::new());
        for item in &lattice.items {
            let set: Vec<u16> = match item {
                Item::Sounds(syllables) => {
                    let sounds_so = |reading: &u16| syllables.binary_search(reading).is_ok();
                    let voices = (0..).zip(&sounds.voices);
                    let heard = voices.filter(|(_, voice)| voice.readings.iter().any(sounds_so));
                    heard.map(|(number, _)| number).collect()
                }
                Item::Han(_) => match folded.next().as_deref() {
                    Some(&[rank]) => {
                        numbers.get(rank as usize).copied().flatten().into_iter().collect()
                    }
                    _ => Vec::new(),
                },
            };
            let mut has = vec![false; sounds.voices.len()];
            for &voice in &set {
                if let Some(has) = has.get_mut(usize::from(voice)) {
                    *has = true;
                }
            }
            sets.push(set);
            member.push(has);
        }
        Ok(Some(Some(Ear { sounds, numbers, lattice, sets, member })))
    }
}
