//! Every rule of the format, checked over a whole index: the twin that a reader can hold a file
//! against without the corpus it was made from. Folds the stored text again and compares.

use crate::bits::BitReader;
#[cfg(feature = "language")]
use crate::bytes::sort_numbers;
#[cfg(feature = "language")]
use crate::cuts::{PAGE_UNITS, each};
use crate::filters::{Collector, Reading, further_images, verify};
use crate::fold::BREAK;
use crate::format::Section;
use crate::gram::{BREAK_UNIT, Unit, gram_of_key};
#[cfg(feature = "language")]
use crate::pinyin::pairs::{Pair, Rows, class_of, read_frequent};
#[cfg(feature = "language")]
use crate::pinyin::{Sounds, Voice};
use crate::postings::{each_head, each_list};
use crate::reader::Missing;
use crate::record::{Record, heading_text};
use crate::region::Region;
use crate::words::{Guide, Sources, Word, read_words};
use crate::{Code, Error, Index, Layout, PageId, Result};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Units that a check may fold whatever the index claims, and more for each byte of it.
const MOST_FOLDED: u64 = 1 << 24;

fn broken(what: impl Into<String>) -> Error {
    Error::invalid(format!("{}; rebuild the index", what.into()))
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Verifies every checksum and every rule of the format. Reads the whole index and needs memory
    /// for its folded text.
    ///
    /// # Errors
    /// The first fault found; [`Code::Truncated`] if pages are missing.
    pub fn check(&self) -> Result<()> {
        let mut missing = Missing::new();
        for section in Section::PAGED {
            for page in 0..self.page_count(section) {
                self.page(section, page, &mut missing)?;
            }
        }
        if let Some(PageId(page)) = missing.into_pages().first() {
            return Err(Error::new(Code::Truncated, format!("page {page} is missing")));
        }
        let stream = self.refold()?;
        self.check_filters()?;
        #[cfg(feature = "language")]
        self.check_sounds(&stream)?;
        #[cfg(feature = "language")]
        self.check_begins(&stream)?;
        self.check_words(&stream)?;
        if self.head.layout == Layout::Compact {
            return Ok(());
        }
        self.check_lists(&stream)?;
        self.check_heads(&stream)
    }

    /// FILTERS says what the records do.
    fn check_filters(&self) -> Result<()> {
        let mut collector = Collector::default();
        let mut missing = Missing::new();
        for doc in 0..self.head.documents {
            let record = self.record(doc, &mut missing)?;
            let record = record.ok_or_else(|| broken(format!("document {doc} is missing")))?;
            collector.add(doc, &record)?;
        }
        let fields = collector.finish();
        let images = further_images(self.fold.data(), &fields);
        let reading = Reading::new(&self.fold, self.head.documents);
        let pages = self.page_count(Section::Filters);
        verify(&fields, &images, pages, &reading, |page| {
            let page = self.page(Section::Filters, page, &mut Missing::new())?;
            page.ok_or_else(|| broken("a page of FILTERS is missing"))
        })
    }

    /// The folded stream from the stored text alone.
    pub(crate) fn refold(&self) -> Result<Vec<Unit>> {
        if u64::from(self.head.stream) > MOST_FOLDED + self.head.file_length() * 64 {
            return Err(broken("the folded text is longer than the index can hold"));
        }
        let mut missing = Missing::new();
        let mut stream: Vec<Unit> = vec![BREAK_UNIT; self.head.stream as usize];
        let mut put = |slot: Range<u32>, region: &Region, what: &str, doc: u32| {
            let place = slot.start as usize..slot.start as usize + region.units.len();
            let fits = region.start == slot.start && place.end <= slot.end as usize;
            match stream.get_mut(place).filter(|_| fits) {
                Some(slot) => {
                    slot.copy_from_slice(&region.units);
                    Ok(())
                }
                None => Err(broken(format!("the {what} of document {doc} does not fit its slot"))),
            }
        };
        for doc in 0..self.head.documents {
            let record = self.record(doc, &mut missing)?;
            let record = record.ok_or_else(|| broken(format!("document {doc} is missing")))?;
            let title = self.bounds.title(doc);
            let mut region = Region::of_text(&self.fold, &record.title, title.start);
            region.units.push(BREAK_UNIT);
            put(title, &region, "title", doc)?;
            let body = self.bounds.body(doc);
            if body.is_empty() {
                check_headings(&record, &Region::default(), doc)?;
                continue;
            }
            let region = self.region(doc, &body, &mut missing)?;
            let region = region.ok_or_else(|| broken(format!("document {doc} has no text")))?;
            if !region.ended || region.units.last().is_some_and(|&unit| unit != BREAK_UNIT) {
                return Err(broken(format!("the body of document {doc} has no end")));
            }
            check_headings(&record, &region, doc)?;
            put(body, &region, "body", doc)?;
        }
        Ok(stream)
    }

    /// Keys ascend, each position is in one list, and its gram stands there.
    fn check_lists(&self, stream: &[Unit]) -> Result<()> {
        let mut seen = vec![false; stream.len()];
        let mut last: Vec<Unit> = Vec::new();
        let mut fault = None;
        for page in 0..self.page_count(Section::Grams) {
            let Some(bytes) = self.page(Section::Grams, page, &mut Missing::new())? else {
                continue;
            };
            each_list(bytes, self.head.stream, |key, positions| {
                if key <= last.as_slice() {
                    fault = Some(format!("the keys of page {page} of GRAMS do not ascend"));
                }
                last = key.to_vec();
                for &position in positions {
                    let unit =
                        |i: usize| stream.get(position as usize + i).copied().unwrap_or(BREAK_UNIT);
                    // After a block end a padded key says nothing.
                    let gram = gram_of_key(key);
                    let length =
                        gram.iter().position(|&u| u == BREAK_UNIT).map_or(gram.len(), |e| e + 1);
                    let fits = (0..length).all(|i| gram.get(i) == Some(&unit(i)));
                    let fresh = seen
                        .get_mut(position as usize)
                        .is_some_and(|seen| !std::mem::replace(seen, true));
                    if !fits || !fresh {
                        fault = Some(format!("position {position} is in a wrong list"));
                    }
                }
            })?;
            if let Some(fault) = fault.take() {
                return Err(broken(fault));
            }
        }
        let lost = seen.iter().zip(stream).position(|(&seen, &unit)| seen == (unit == BREAK_UNIT));
        lost.map_or(Ok(()), |position| Err(broken(format!("position {position} is in no list"))))
    }

    /// CUTS has a bit for each unit, and a word begins where a text does and with whatever is not Han.
    /// Where others begin, only the writer's dictionary knows.
    #[cfg(feature = "language")]
    fn check_begins(&self, stream: &[Unit]) -> Result<()> {
        let pages = match self.head.layout {
            Layout::Compact => 1,
            _ => self.head.stream.div_ceil(PAGE_UNITS),
        };
        if self.page_count(Section::Cuts) != pages {
            return Err(broken("CUTS has more or fewer pages than the text has"));
        }
        for doc in 0..self.head.documents {
            for slot in [self.bounds.title(doc), self.bounds.body(doc)] {
                let units = stream.get(slot.start as usize..slot.end as usize).unwrap_or_default();
                let begins = self.begins(slot, &mut Missing::new())?.unwrap_or_default();
                let mut inside: Vec<bool> = begins.iter().map(|begun| !begun).collect();
                each(self.fold.data(), units, |place| {
                    let here = inside.get_mut(place).filter(|_| place > 0);
                    here.into_iter().for_each(|inside| *inside = false);
                });
                if inside.contains(&true) {
                    return Err(broken(format!("words of document {doc} begin at a wrong place")));
                }
            }
        }
        Ok(())
    }

    /// PINYIN has the pages that it claims, and tells of every pair what the stream does. Whether a
    /// character is read so, only the writer's tables know.
    #[cfg(feature = "language")]
    fn check_sounds(&self, stream: &[Unit]) -> Result<()> {
        let mut missing = Missing::new();
        let pages = self.page_count(Section::Pinyin);
        if pages == 0 {
            return Ok(());
        }
        let chars = &self.fold.data().chars;
        let first = self.page(Section::Pinyin, 0, &mut missing)?.unwrap_or_default();
        let sounds = Sounds::read(first, chars)?;
        if (self.head.layout == Layout::Compact) != sounds.shape.is_none() {
            return Err(broken("PINYIN is that of another layout"));
        }
        let Some(shape) = &sounds.shape else {
            return if pages == 1 { Ok(()) } else { Err(broken("PINYIN has too many pages")) };
        };
        if u64::from(pages) != 1 + shape.rows.len() as u64 + u64::from(shape.frequent) {
            return Err(broken("PINYIN has other pages than it claims"));
        }
        let numbers = sounds.numbers(chars.len());
        let voice = |unit: &Unit| numbers.get(usize::from(*unit)).copied().flatten();
        let both = stream.windows(2).filter_map(|two| voice(two.first()?).zip(voice(two.last()?)));
        let mut keys: Vec<u64> = both.map(|(a, b)| u64::from(a) << 16 | u64::from(b)).collect();
        sort_numbers(&mut keys);
        let mut counted: Vec<(Pair, u32)> = Vec::new();
        for group in keys.chunk_by(|a, b| a == b) {
            let key = group.first().copied().unwrap_or_default();
            counted.push((((key >> 16) as u16, key as u16), group.len() as u32));
        }
        let by_rank = sounds.by_rank();
        for page in 1 + shape.rows.len() as u32..pages {
            let bytes = self.page(Section::Pinyin, page, &mut missing)?.unwrap_or_default();
            for (pair, class) in read_frequent(bytes, &by_rank)? {
                let known = counted.binary_search_by_key(&pair, |&(pair, _)| pair);
                let count = known.ok().and_then(|at| counted.get(at)).map_or(0, |&(_, n)| n);
                if class_of(count) != class {
                    return Err(broken(format!("a pair on page {page} of PINYIN is not frequent")));
                }
            }
        }
        let (mut preceders, mut rest) = (vec![0; sounds.voices.len()], counted.as_slice());
        let (mut page, mut rows) = (0, None);
        for (a, first) in (0..).zip(&sounds.voices) {
            let here = shape.page_of(a).unwrap_or(0);
            if here != page {
                page = here;
                let bytes = self.page(Section::Pinyin, page, &mut missing)?.unwrap_or_default();
                rows = Some(Rows::read(bytes, &sounds, shape, page)?);
            }
            let mut followers = 0;
            for (b, second) in (0..).zip(&sounds.voices) {
                let told = rows.as_ref().and_then(|rows| rows.has((a, b))) == Some(true);
                let there = rest.split_first().filter(|((pair, _), _)| *pair == (a, b));
                if let Some((_, others)) = there {
                    rest = others;
                    followers += 1;
                    preceders.iter_mut().skip(b.into()).take(1).for_each(|count| *count += 1);
                }
                if told != there.is_some() && !(told && shape.assumes(first, second)) {
                    return Err(broken(format!("page {page} of PINYIN tells of other pairs")));
                }
            }
            if class_of(followers) != first.followers {
                return Err(broken("a character of PINYIN has other followers"));
            }
        }
        let same = |(voice, &count): (&Voice, &u32)| voice.preceders == class_of(count);
        if !sounds.voices.iter().zip(&preceders).all(same) {
            return Err(broken("a character of PINYIN has other preceders"));
        }
        Ok(())
    }

    /// Each head says what all positions of its gram say.
    fn check_heads(&self, stream: &[Unit]) -> Result<()> {
        let mut fault = None;
        for page in 0..self.page_count(Section::Heads) {
            let Some(bytes) = self.page(Section::Heads, page, &mut Missing::new())? else {
                continue;
            };
            each_head(bytes, self.head.documents, |gram, head| {
                let positions = crate::scan::find(stream, gram);
                let ranked = self.bounds.rank(&positions);
                let same = head.occurrences as usize == positions.len()
                    && head.documents as usize == ranked.len()
                    && ranked.starts_with(&head.best);
                if !same {
                    fault = Some(format!("a head on page {page} of HEADS is not that of its gram"));
                }
            })?;
        }
        fault.map_or(Ok(()), |fault| Err(broken(fault)))
    }
}

impl<D: AsRef<[u8]>> Index<D> {
    /// Words ascend, are on the pages that the guide says, stand in as many documents as they say, and
    /// are titles where they say so; the guide repeats words of the pages.
    fn check_words(&self, stream: &[Unit]) -> Result<()> {
        let Some(pages) = self.page_count(Section::Words).checked_sub(1) else { return Ok(()) };
        let absent = || broken("a page of WORDS is missing");
        let page = |number| self.page(Section::Words, number, &mut Missing::new());
        let sources = Sources::new(self.fold.data());
        let guide = Guide::read(page(0)?.ok_or_else(absent)?, pages, &sources)?;
        let mut words: Vec<Word> = Vec::new();
        for (number, first) in (1..).zip(&guide.firsts) {
            let bytes = page(number)?.ok_or_else(absent)?;
            let fault = || broken(format!("the words of page {number} of WORDS do not ascend"));
            if words.last().is_some_and(|last| guide.compare(&last.ranks, first).is_ge()) {
                return Err(fault());
            }
            let mut last = first.clone();
            for (place, word) in
                read_words(&mut BitReader::new(bytes), &sources)?.into_iter().enumerate()
            {
                let order = guide.compare(&last, &word.ranks);
                if order.is_gt() || (order.is_eq() && place > 0) {
                    return Err(fault());
                }
                last.clone_from(&word.ranks);
                words.push(word);
            }
        }
        let places = self.words_in(stream, &words);
        for (word, &(documents, title)) in words.iter().zip(&places) {
            if word.documents != documents || (word.title && !title) {
                return Err(broken("a word does not stand in as many documents as it says"));
            }
        }
        let known = |word: &Word| {
            let place = words.binary_search_by(|other| guide.compare(&other.ranks, &word.ranks));
            place.is_ok_and(|place| words.get(place) == Some(word))
        };
        match guide.best.iter().flat_map(|(_, best)| best).all(known) {
            true => Ok(()),
            false => Err(broken("a word of the guide of WORDS is on no page")),
        }
    }

    /// In how many documents each of some words stands, and whether one is its title: all in one pass.
    fn words_in(&self, stream: &[Unit], words: &[Word]) -> Vec<(u32, bool)> {
        let units: Vec<Vec<Unit>> = words.iter().map(Word::units).collect();
        let mut starts: FxHashMap<&[Unit], Vec<usize>> = FxHashMap::default();
        for (number, units) in units.iter().enumerate() {
            starts.entry(units.get(..2).unwrap_or(units)).or_default().push(number);
        }
        let mut counts = vec![(0, false); words.len()];
        for doc in 0..self.head.documents {
            let mut found: Vec<usize> = Vec::new();
            for part in [self.bounds.title(doc), self.bounds.body(doc)] {
                let part = stream.get(part.start as usize..part.end as usize).unwrap_or_default();
                for (place, pair) in part.windows(2).enumerate() {
                    let here = part.get(place..).unwrap_or_default();
                    let begun = starts.get(pair).into_iter().flatten().copied();
                    found.extend(begun.filter(|&word| here.starts_with(&units[word])));
                }
            }
            found.sort_unstable();
            found.dedup();
            let title = self.bounds.title(doc);
            let title = stream.get(title.start as usize..title.end as usize).unwrap_or_default();
            let title = title.split(|&unit| unit == BREAK_UNIT).next().unwrap_or_default();
            for word in found {
                counts[word].0 += 1;
                counts[word].1 |= units[word] == title;
            }
        }
        counts
    }
}

/// Each heading stands where a block starts and says what the block does.
fn check_headings(record: &Record, body: &Region, doc: u32) -> Result<()> {
    let ends = body.units.iter().zip(1..).filter(|(unit, _)| **unit == BREAK_UNIT);
    let starts = std::iter::once(0).chain(ends.map(|(_, end)| end));
    let mut blocks = starts.zip(body.text.split_terminator(BREAK)).peekable();
    for heading in record.headings() {
        while blocks.next_if(|&(start, _)| start < heading.start).is_some() {}
        let there = |&(start, block): &(u32, &str)| {
            start == heading.start && heading_text(block) == heading.text
        };
        if !blocks.peek().is_some_and(there) {
            return Err(broken(format!("a heading of document {doc} is not in its text")));
        }
    }
    Ok(())
}
