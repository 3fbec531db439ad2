//! What a query costs a reader: bytes by section and rounds of requests, counted exactly. A cold
//! reader has nothing, a warm one has the tables that every query needs; of the pages of lists and
//! text neither has any.

use super::Failure;
use super::corpus::Places;
use midu_core::{Answer, Document, Index, Options, PageId, Query, Step, resident_length};
use std::collections::BTreeMap;

/// Bytes between two pages up to which the client joins them in one request (www/src/pages.ts).
const JOINED_GAP: u64 = 512;
/// What the client asks for first; a longer resident part takes a second request
/// (www/src/carrier-range.ts).
pub(crate) const FIRST_READ: usize = 31_744;
/// More rounds than any query may take.
const MOST_ROUNDS: usize = 16;

/// What one query needed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) length: usize,
    /// What was read to open the index, and in how many rounds; none for a warm reader.
    pub(crate) opening: u64,
    pub(crate) opening_rounds: u64,
    /// All other sections.
    pub(crate) tables: u64,
    /// GRAMS and HEADS.
    pub(crate) index: u64,
    pub(crate) text: u64,
    pub(crate) docs: u64,
    /// Rounds of requests that depend on each other.
    pub(crate) rounds: u64,
    /// Requests of all rounds, as the client joins neighbours.
    pub(crate) requests: u64,
    /// Whether at least ten hits were shown.
    pub(crate) full: bool,
    /// Pages by section and round, such as `GRAMS@1`.
    pub(crate) pages: BTreeMap<String, u64>,
}

/// How much of the truth was found, and how much of what was found is true.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Exactness {
    pub(crate) queries: u64,
    expected: u64,
    found: u64,
    both: u64,
    /// Queries whose totals are not those of the scan.
    pub(crate) wrong: u64,
}

impl Exactness {
    pub(crate) fn recall(&self) -> f64 {
        if self.expected == 0 { 1.0 } else { self.both as f64 / self.expected as f64 }
    }

    pub(crate) fn precision(&self) -> f64 {
        if self.found == 0 { 1.0 } else { self.both as f64 / self.found as f64 }
    }

    /// Compares an answer with what a scan found: totals, and document by document the hits.
    pub(crate) fn compare(
        &mut self,
        answer: &Answer,
        whole: bool,
        documents: &[Document],
        places: &Places,
    ) {
        let occurrences: u64 = places.values().map(|&count| u64::from(count)).sum();
        let right = answer.total as usize == places.len() && answer.occurrences == occurrences;
        self.queries += 1;
        self.wrong += u64::from(!right);
        let truth: BTreeMap<&str, u32> = places
            .iter()
            .filter_map(|(&doc, &count)| Some((documents.get(doc as usize)?.url.as_str(), count)))
            .collect();
        let agrees = |url: &str, count| truth.get(url) == Some(&count);
        let both = answer.hits.iter().filter(|hit| agrees(&hit.url, hit.occurrences)).count();
        let expected = if whole { truth.len() } else { truth.len().min(answer.hits.len().max(1)) };
        self.expected += expected as u64;
        self.found += answer.hits.len() as u64;
        self.both += both as u64;
    }
}

/// Length of the part that a reader holds before the first query.
pub(crate) fn resident(file: &[u8]) -> Result<usize, Failure> {
    Ok(usize::try_from(resident_length(file)?)?)
}

impl Cost {
    /// Bytes of everything but the code.
    pub(crate) const fn bytes(&self) -> u64 {
        self.opening + self.tables + self.index + self.text + self.docs
    }
}

/// What a reader has before the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Nothing.
    Cold,
    /// The resident part, ROUTES and TOKENS.
    Warm,
}

/// Asks one query of an index.
pub(crate) fn ask(file: &[u8], query: &str, reader: Reader) -> Result<(Cost, Answer), Failure> {
    let mut cost = Cost { length: query.chars().count(), ..Cost::default() };
    let resident = resident(file)?;
    let opened = match reader {
        Reader::Cold => {
            cost.opening_rounds = 1 + u64::from(resident > FIRST_READ);
            cost.opening = resident.max(FIRST_READ.min(file.len())) as u64;
            usize::try_from(cost.opening)?
        }
        Reader::Warm => tables_end(file, "FOLD")?,
    };
    let mut index =
        Index::open(file.get(..opened).ok_or("the file is shorter than its head says")?)?;
    for _ in 0..MOST_ROUNDS {
        match index.search(&Query::new(query), Options::default())? {
            Step::Done(answer) => {
                cost.full = answer.hits.len() >= 10;
                return Ok((cost, answer));
            }
            Step::Need(pages) => fetch(file, &mut index, &pages, &mut cost)?,
        }
    }
    Err(format!("{query:?} was not answered in {MOST_ROUNDS} rounds").into())
}

/// Where a section starts: the tables before it, which follow the resident part, end there.
pub(crate) fn tables_end(file: &[u8], section: &str) -> Result<usize, Failure> {
    let summary = Index::open(file)?.summary();
    let found = summary.sections.iter().find(|other| other.name == section);
    Ok(usize::try_from(found.ok_or("a section that no index has")?.offset)?)
}

/// Hands over pages of a file and counts them.
pub(crate) fn fetch(
    file: &[u8],
    index: &mut Index<&[u8]>,
    pages: &[PageId],
    cost: &mut Cost,
) -> Result<(), Failure> {
    cost.rounds += 1;
    let mut end = None;
    for &page in pages {
        let range = index.page_range(page).ok_or("a page that the index does not have")?;
        let bytes = file.get(usize::try_from(range.start)?..usize::try_from(range.end)?);
        let bytes = bytes.ok_or("a page beyond the end of the file")?;
        let section = index.page_section(page).ok_or("a page of no section")?;
        match section {
            "TEXT" => cost.text += bytes.len() as u64,
            "DOCS" => cost.docs += bytes.len() as u64,
            "GRAMS" | "HEADS" => cost.index += bytes.len() as u64,
            _ => cost.tables += bytes.len() as u64,
        }
        *cost.pages.entry(format!("{section}@{}", cost.rounds)).or_default() += 1;
        // Pages come in the order of the file.
        cost.requests += u64::from(end.is_none_or(|end| range.start > end + JOINED_GAP));
        end = Some(range.end);
        index.supply(page, bytes.to_vec())?;
    }
    Ok(())
}

/// The answer of an index that has all of its bytes.
pub(crate) fn whole_answer(
    index: &Index<&[u8]>,
    query: &str,
    options: Options,
) -> Result<Answer, Failure> {
    match index.search(&Query::new(query), options)? {
        Step::Done(answer) => Ok(answer),
        Step::Need(_) => Err("a whole index asks for pages".into()),
    }
}

/// Nearest-rank percentile.
pub(crate) fn percentile(values: &[u64], percent: usize) -> u64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}
