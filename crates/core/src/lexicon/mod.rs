//! A start of a text, or a text that may be mistyped -> words of the documents, from WORDS.

mod spelled;
#[cfg(test)]
mod tests;

use crate::fold::table::UNKNOWN;
use crate::fold::{Folded, Folder, State};
use crate::format::Section;
use crate::gram::Rank;
use crate::reader::Missing;
use crate::request::Suggestion;
use crate::words::{Guide, MAX_WORD, Sources, Word, read_words};
use crate::{Index, Result, Step};
use spelled::{Edit, Mode, Typed};
use std::cmp::Ordering;
use std::ops::Range;

/// Pages that one question reads beside the guide, at most.
const MOST_PAGES: usize = 8;
/// The same for words near a text.
const MOST_NEAR_PAGES: usize = 6;
/// Words near a text, at most.
const MOST_NEAR: usize = 8;
/// Bytes of a typed text that is looked at.
const MOST_BYTES: usize = 1024;

/// The guide with what reading words takes.
struct Lexicon {
    guide: Guide,
    sources: Sources,
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Words and titles of the documents that begin with what was typed, which is in Unicode
    /// normalization form KC, or whose pinyin does, each with the number of documents that hold it:
    /// those in most documents first, then shorter ones, then by their text; at most `limit`. Those
    /// that are spelled so only by the second reading of a character come last. Pinyin may be whole syllables of which the last has begun (`changzh`), after Han characters too, or,
    /// where letters are no syllables and begin no word, initials (`cz`).
    ///
    /// At most eight of them are returned for a few letters that very many words begin with, and
    /// initials that fit very many words find the first of those only.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn suggest(&self, prefix: &str, limit: usize) -> Result<Step<Vec<Suggestion>>> {
        self.begin_search();
        let mut missing = Missing::new();
        Ok(match self.suggested(prefix, limit, &mut missing)? {
            Some(suggestions) => Step::Done(suggestions),
            None => Step::Need(missing.into_pages()),
        })
    }

    /// Words and titles at one edit from a text in Unicode normalization form KC that finds nothing,
    /// which may be meant, at most eight: first those that sound the same.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn meant(&self, text: &str) -> Result<Step<Vec<Suggestion>>> {
        self.begin_search();
        let mut missing = Missing::new();
        let Some(words) = self.nearest_words(text, &mut missing)? else {
            return Ok(Step::Need(missing.into_pages()));
        };
        let suggestion = |(text, documents)| Suggestion { text, documents, title: false };
        Ok(Step::Done(words.into_iter().map(suggestion).collect()))
    }

    fn suggested(
        &self,
        prefix: &str,
        limit: usize,
        missing: &mut Missing,
    ) -> Result<Option<Vec<Suggestion>>> {
        if self.page_count(Section::Words) == 0 || prefix.len() > MOST_BYTES {
            return Ok(Some(Vec::new()));
        }
        let whole = self.ranks(prefix, missing)?;
        let (Some(lexicon), Some(whole)) = (self.lexicon(missing)?, whole) else {
            return Ok(None);
        };
        let (before, letters) = spelled::split(prefix);
        let Some(before) = self.ranks(before, missing)? else { return Ok(None) };
        let typed = Typed { whole, before, letters };
        if typed.whole.is_empty() || typed.whole.len() > MAX_WORD {
            return Ok(Some(Vec::new()));
        }
        let best = lexicon.guide.best_of(&typed.letters).filter(|_| typed.before.is_empty());
        let mut found = best.unwrap_or_default().to_vec();
        let fit = |mode, word: &Word| typed.fits(mode, &word.ranks, &lexicon.guide);
        let spelled = spelled::is_spelled(&typed.letters, &lexicon.guide);
        for mode in [Mode::Whole, Mode::Initials] {
            if found.is_empty() && (mode == Mode::Whole || !spelled) {
                let runs = typed.runs(mode, &lexicon.guide);
                let fits = |word: &Word| fit(mode, word).is_some();
                let Some(words) = self.words_on(&runs, MOST_PAGES, &lexicon, fits, missing)? else {
                    return Ok(None);
                };
                found = words;
            }
        }
        let data = self.fold.data();
        let fit = |word: &Word| fit(Mode::Whole, word);
        found.sort_by(|a, b| fit(a).cmp(&fit(b)).then_with(|| a.before(b, data)));
        let suggestion = |word: &Word| Suggestion {
            text: word.text(data, &lexicon.sources),
            documents: word.documents,
            title: word.title,
        };
        Ok(Some(found.iter().take(limit).map(suggestion).collect()))
    }

    /// Words and titles at one edit from a text in normalization form KC, as documents write them,
    /// with the numbers of documents: first those where one character is another of the same sound,
    /// then another or two are swapped, then one too many or too few. Of a text of two characters only
    /// the first, for most words are near any. Words whose first character is another of another sound,
    /// or is missing from the text, are not found: they stand elsewhere.
    pub(crate) fn nearest_words(
        &self,
        text: &str,
        missing: &mut Missing,
    ) -> Result<Option<Vec<(String, u32)>>> {
        if self.page_count(Section::Words) == 0 || text.len() > MOST_BYTES {
            return Ok(Some(Vec::new()));
        }
        let ranks = self.ranks(text, missing)?;
        let (Some(lexicon), Some(ranks)) = (self.lexicon(missing)?, ranks) else {
            return Ok(None);
        };
        if !(2..=MAX_WORD + 1).contains(&ranks.len()) {
            return Ok(Some(Vec::new()));
        }
        let guide = &lexicon.guide;
        let edit = |word: &Word| {
            let edit = Edit::between(&ranks, &word.ranks, |a, b| {
                let read = |rank| [guide.place(rank).0, guide.other(rank)];
                a != UNKNOWN
                    && read(a).iter().any(|reading| *reading > 0 && read(b).contains(reading))
            });
            edit.filter(|&edit| ranks.len() > 2 || edit == Edit::Sound)
        };
        let runs = spelled::runs_near(&ranks, guide);
        let fits = |word: &Word| edit(word).is_some();
        let found = self.words_on(&runs, MOST_NEAR_PAGES, &lexicon, fits, missing)?;
        let Some(mut found) = found else { return Ok(None) };
        let data = self.fold.data();
        found.sort_by(|a, b| edit(a).cmp(&edit(b)).then_with(|| a.before(b, data)));
        let named = |word: &Word| (word.text(data, &lexicon.sources), word.documents);
        Ok(Some(found.iter().take(MOST_NEAR).map(named).collect()))
    }

    /// The folded characters of a text, [`UNKNOWN`] for one that no document has; `None` while that
    /// cannot be told.
    fn ranks(&self, text: &str, missing: &mut Missing) -> Result<Option<Vec<Rank>>> {
        let mut ranks = Vec::new();
        Folder::new(&self.fold, State::START).fold(text, |item, _| {
            ranks.push(match item {
                Folded::Char(rank) => rank,
                Folded::Space => self.fold.space(),
                Folded::Break => UNKNOWN,
            });
        });
        // Letters fold to nothing but themselves.
        if ranks.contains(&UNKNOWN) && !self.fold.has_query_images() && !text.is_ascii() {
            self.page(Section::Fold, 0, missing)?;
            return Ok(None);
        }
        Ok(Some(ranks))
    }

    fn lexicon(&self, missing: &mut Missing) -> Result<Option<Lexicon>> {
        let Some(bytes) = self.page(Section::Words, 0, missing)? else { return Ok(None) };
        let sources = Sources::new(self.fold.data());
        let pages = self.page_count(Section::Words).saturating_sub(1);
        Ok(Some(Lexicon { guide: Guide::read(bytes, pages, &sources)?, sources }))
    }

    /// The words on the pages of some runs that fit, each once; `None` while pages are missing.
    fn words_on(
        &self,
        runs: &[Range<u32>],
        most: usize,
        lexicon: &Lexicon,
        fits: impl Fn(&Word) -> bool,
        missing: &mut Missing,
    ) -> Result<Option<Vec<Word>>> {
        let mut pages: Vec<u32> = Vec::new();
        for page in runs.iter().cloned().flatten() {
            if pages.len() < most && !pages.contains(&page) {
                pages.push(page);
            }
        }
        let (mut found, mut complete) = (Vec::new(), true);
        for page in pages {
            let Some(bytes) = self.page(Section::Words, page, missing)? else {
                complete = false;
                continue;
            };
            let words = read_words(&mut crate::bits::BitReader::new(bytes), &lexicon.sources)?;
            found.extend(words.into_iter().filter(&fits));
        }
        Ok(complete.then_some(found))
    }
}

/// Whether a word is before, among or after those that begin with a start.
fn side(guide: &Guide, word: &[Rank], start: &[Rank]) -> Ordering {
    guide.compare(word.get(..start.len()).unwrap_or(word), start)
}
