//! Documents -> WORDS: which words and titles they hold, how many documents each, as they write it.
//!
//! Three passes over the folded texts: how often words of the dictionary stand anywhere; which of them
//! and which unknown words the texts are made of, where these begin, and titles; and, for those that
//! are kept, exact numbers of documents and the form that is most frequent. No floating-point number decides anything where
//! two machines could differ: the dictionary tells words, whole logarithms of counts choose between
//! them, and what is left in single characters is joined by sums of constants.

mod cut;
mod lay;

use super::Corpus;
use super::cuts::Begins;
use crate::cuts::is_han;
use crate::fold::table::FoldTable;
use crate::fold::{BREAK, Folded, Folder, State, is_cjk};
use crate::gram::Rank;
use crate::words::{MAX_WORD, Sources, Word};
use crate::{Error, Layout, Result};
use aho_corasick::AhoCorasick;
#[cfg(test)]
pub(crate) use cut::Cutter;
#[cfg(not(test))]
use cut::Cutter;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::ops::Range;

/// Words that are stored at most, whatever the corpus.
const MOST_WORDS: u64 = 1 << 15;
/// Words that any corpus may have, and characters for each further one.
const FEWEST_WORDS: u64 = 512;
const CHARACTERS_A_WORD: u64 = 416;
/// The part of the words that may be titles.
const TITLES_SHARE: usize = 4;
/// Characters of the documents from which it is learned how frequent words are: every so many.
const CHARACTERS_LEARNED: u64 = 1 << 20;
/// The same for documents whose words are counted: a frequent word is frequent in a part of the
/// documents too.
const CHARACTERS_CUT: u64 = 3 << 19;
/// Words that are counted at once; above it, the rarest are forgotten.
const MOST_COUNTED: usize = 1 << 18;
/// A word stands in so many documents, or so often.
const OFTEN: (u32, u32) = (2, 3);
/// Shortest Latin word.
const SHORTEST_LATIN: usize = 3;
/// A word is left out where it is one in less than this part of the documents that a search for it
/// finds: it is a piece of other words there, as `chi` of `machine`.
const WORDS_SHARE: u32 = 4;
/// Forms of a word that are counted apart.
const MOST_FORMS: usize = 4;

/// How often something stands in the texts.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    documents: u32,
    occurrences: u32,
    /// The last document that had it, from 1 on.
    last: u32,
}

/// Counts words in bounded memory.
#[derive(Debug, Default)]
struct Counts(FxHashMap<Box<str>, Count>);

impl Counts {
    fn add(&mut self, word: &str, document: u32) {
        let count = match self.0.get_mut(word) {
            Some(count) => count,
            None => self.0.entry(word.into()).or_default(),
        };
        count.occurrences = count.occurrences.saturating_add(1);
        if count.last != document {
            count.last = document;
            count.documents += 1;
        }
    }

    /// Forgets rare words until half of the room is free.
    fn prune(&mut self) {
        let mut least = 2;
        while self.0.len() > MOST_COUNTED / 2 {
            self.0.retain(|_, count| count.occurrences >= least);
            least *= 2;
        }
    }

    /// The words that stand often enough: the most frequent `most`, each with the number of documents
    /// where it is a word.
    fn best(self, most: usize, (documents, occurrences): (u32, u32)) -> Vec<(Box<str>, u32)> {
        let often =
            |count: &Count| count.documents >= documents || count.occurrences >= occurrences;
        let kept = self.0.into_iter().filter(|(_, count)| often(count));
        let mut words: Vec<_> =
            kept.map(|(word, count)| (Reverse(count.documents), word.len(), word)).collect();
        words.sort_unstable();
        words.truncate(most);
        words.into_iter().map(|(Reverse(documents), _, word)| (word, documents)).collect()
    }
}

/// What cutting all documents into words comes to.
pub(super) struct Cut {
    /// Words of some documents.
    words: Counts,
    /// Titles of all.
    titles: Counts,
    /// What each of those documents stands for.
    step: u32,
}

/// A word or title that may be stored.
struct Candidate {
    folded: Box<str>,
    /// Documents in which it is a word; all for a title.
    as_word: u32,
    title: bool,
}

/// A folded text with the bytes that each byte of it came from.
#[derive(Default)]
struct Traced {
    text: String,
    sources: Vec<Range<u32>>,
}

impl Traced {
    fn read(&mut self, table: &FoldTable, text: &str) {
        self.text.clear();
        self.sources.clear();
        let chars = &table.data().chars;
        let char_of =
            |rank: Rank| chars.get((rank as usize).wrapping_sub(1)).map_or(BREAK, |c| c.0);
        Folder::new(table, State::START).fold(text, |item, source| {
            self.text.push(match item {
                Folded::Break => BREAK,
                Folded::Space => ' ',
                Folded::Char(rank) => char_of(rank),
            });
            self.sources.resize(self.text.len(), source.start as u32..source.end as u32);
        });
    }

    /// The part of the original that a part of the folded text came from.
    fn original<'t>(&self, text: &'t str, folded: &Range<usize>) -> &'t str {
        let first = self.sources.get(folded.start).map_or(0, |source| source.start);
        let last = self.sources.get(folded.end - 1).map_or(0, |source| source.end);
        text.get(first as usize..last as usize).unwrap_or_default()
    }
}

/// The forms of a word, the folded one apart.
#[derive(Clone, Debug, Default)]
struct Forms {
    documents: u32,
    last: u32,
    folded: u32,
    others: Vec<(Box<str>, u32)>,
}

impl Forms {
    fn add(&mut self, original: &str, word: &str, document: u32) {
        if self.last != document {
            self.last = document;
            self.documents += 1;
        }
        if original == word {
            self.folded += 1;
        } else if let Some((_, count)) = self.others.iter_mut().find(|form| *form.0 == *original) {
            *count += 1;
        } else if self.others.len() < MOST_FORMS {
            self.others.push((original.into(), 1));
        }
    }

    /// The most frequent form other than the folded one, if it is the most frequent of all.
    fn best(&self) -> Option<&str> {
        let best = self.others.iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))?;
        (best.1 > self.folded).then_some(&best.0)
    }
}

impl Corpus<'_> {
    /// The pages of WORDS; none where the documents hold no word often enough.
    pub(super) fn words(&self, layout: Layout, characters: u64, cut: Cut) -> Result<Vec<Vec<u8>>> {
        let room = (FEWEST_WORDS + characters / CHARACTERS_A_WORD).min(MOST_WORDS) as usize;
        // The smallest download has half of them.
        let room = if layout == Layout::Compact { room / 2 } else { room };
        let Cut { words, titles, step } = cut;
        let is_title = |word: &str| titles.0.contains_key(word);
        let titles_room = room / TITLES_SHARE;
        let words = words.best(room, OFTEN);
        let words: Vec<Candidate> = words
            .into_iter()
            .map(|(folded, as_word)| Candidate {
                as_word: as_word.saturating_mul(step),
                title: is_title(&folded),
                folded,
            })
            .collect();
        let known: FxHashSet<&str> = words.iter().map(|word| &*word.folded).collect();
        let mut titles = titles.best(titles_room, (1, 1));
        titles.retain(|(title, _)| !known.contains(&**title));
        drop(known);
        let title = |(folded, _)| Candidate { folded, as_word: u32::MAX, title: true };
        let mut all: Vec<Candidate> = titles.into_iter().map(title).collect();
        let rest = room - all.len();
        all.extend(words.into_iter().take(rest));
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let sources = Sources::new(self.table.data());
        let words = self.counted(&all, &sources)?;
        Ok(if words.is_empty() {
            Vec::new()
        } else {
            lay::pages(words, self.table.data(), &sources)
        })
    }

    /// Visits title and body of every document; the number counts documents from 1 on.
    fn each_text(&self, mut visit: impl FnMut(u32, &str, &str) -> Result<()>) -> Result<()> {
        self.each("words", &mut |_| (), |number, document| {
            visit(number + 1, &document.record.title, &document.body)
        })
    }

    /// A cutter that knows how often words stand anywhere in the texts, or in a part of many.
    fn cutter(&self, characters: u64) -> Result<Cutter> {
        let (mut cutter, mut folded) = (Cutter::new(), Traced::default());
        let step = u32::try_from(characters / CHARACTERS_LEARNED).unwrap_or(u32::MAX).max(1);
        self.each_text(|number, title, body| {
            for text in [title, body].into_iter().filter(|_| number % step == 1 % step) {
                folded.read(self.table, text);
                each_run(&folded.text, |_, run| cutter.learn(run), |_| ());
            }
            Ok(())
        })?;
        Ok(cutter)
    }

    /// Cuts all documents: their words, or those of a part of many, their titles, and where words
    /// begin.
    pub(super) fn cut(&self, characters: u64) -> Result<(Cut, Begins)> {
        let cutter = self.cutter(characters)?;
        let step = u32::try_from(characters / CHARACTERS_CUT).unwrap_or(u32::MAX).max(1);
        let (mut words, mut titles) = (Counts::default(), Counts::default());
        let mut begins = Begins::new(self.scratch)?;
        let (mut folded, mut bits, mut begun) = (Traced::default(), Vec::new(), Vec::new());
        self.each_text(|number, title, body| {
            let counted = number % step == 1 % step;
            for (text, is_title) in [(title, true), (body, false)] {
                folded.read(self.table, text);
                let latin = &mut Vec::new();
                bits.clear();
                each_run(
                    &folded.text,
                    |start, run| {
                        begun.clear();
                        cutter.cut(run, &mut begun, |word| {
                            if counted {
                                words.add(word, number);
                            }
                        });
                        // Behind anything else a word begins of itself.
                        bits.extend(begun.drain(..).skip(usize::from(start > 0)));
                    },
                    |word| latin.push(word.to_owned()),
                );
                begins.push(&bits)?;
                latin.iter().filter(|_| counted).for_each(|word| words.add(word, number));
                let length = folded.text.chars().count();
                if is_title && (2..=MAX_WORD).contains(&length) && !folded.text.contains(BREAK) {
                    titles.add(&folded.text, number);
                }
            }
            for counts in [&mut words, &mut titles] {
                if counts.0.len() > MOST_COUNTED {
                    counts.prune();
                }
            }
            Ok(())
        })?;
        begins.seal()?;
        Ok((Cut { words, titles, step }, begins))
    }

    /// The words with the number of documents that hold each and their most frequent forms.
    fn counted(&self, words: &[Candidate], sources: &Sources) -> Result<Vec<Word>> {
        let failed = |e| Error::invalid(format!("the words cannot be counted: {e}"));
        let automaton = AhoCorasick::new(words.iter().map(|word| &*word.folded)).map_err(failed)?;
        let mut forms = vec![Forms::default(); words.len()];
        let mut folded = Traced::default();
        self.each_text(|number, title, body| {
            for text in [title, body] {
                folded.read(self.table, text);
                for place in automaton.find_overlapping_iter(&folded.text) {
                    let original = folded.original(text, &place.range());
                    let word = place.pattern().as_usize();
                    forms[word].add(original, &words[word].folded, number);
                }
            }
            Ok(())
        })?;
        let ranks: FxHashMap<char, Rank> =
            self.table.data().chars.iter().map(|&(c, _)| c).zip(1..).collect();
        let mut found = Vec::new();
        for (word, forms) in words.iter().zip(&forms) {
            if word.as_word < forms.documents / WORDS_SHARE {
                continue;
            }
            let folded = &*word.folded;
            let ranks: Vec<Rank> = folded.chars().filter_map(|c| ranks.get(&c).copied()).collect();
            let form = forms.best().and_then(|form| form_of(form, folded, &ranks, sources));
            let (form, documents) = (form.unwrap_or_default(), forms.documents);
            found.push(Word { ranks, form, documents, title: word.title });
        }
        Ok(found)
    }
}

/// A form as numbers of sources; `None` where it is not one character for each.
fn form_of(form: &str, word: &str, ranks: &[Rank], sources: &Sources) -> Option<Vec<u32>> {
    let mut numbers = Vec::new();
    let mut chars = form.chars();
    for (c, &rank) in word.chars().zip(ranks) {
        let source = chars.next()?;
        numbers.push(if source == c { 0 } else { sources.number(rank, source)? });
    }
    chars.next().is_none().then_some(numbers)
}

/// Runs of Han characters, each with where it starts, and Latin words of a folded text.
fn each_run(text: &str, mut han: impl FnMut(usize, &str), mut latin: impl FnMut(&str)) {
    let mut start = 0;
    let mut kind = None;
    let ends = text.char_indices().map(|(at, c)| (at, kind_of(c))).chain([(text.len(), None)]);
    for (at, next) in ends {
        if next == kind && at < text.len() {
            continue;
        }
        let run = &text[start..at];
        match kind {
            Some(true) => han(start, run),
            Some(false) if is_latin_word(run) => latin(run),
            _ => {}
        }
        (start, kind) = (at, next);
    }
}

/// Whether a character is Han, or else a letter or digit; `None` for any other.
fn kind_of(c: char) -> Option<bool> {
    if is_han(c) {
        Some(true)
    } else if c.is_alphanumeric() && !is_cjk(c) {
        Some(false)
    } else {
        None
    }
}

fn is_latin_word(run: &str) -> bool {
    let mut chars = run.chars();
    chars.next().is_some_and(char::is_alphabetic)
        && (SHORTEST_LATIN..=MAX_WORD).contains(&run.chars().count())
}
