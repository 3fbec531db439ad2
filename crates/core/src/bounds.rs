//! Where documents lie in the folded stream, and how occurrences become documents in rank order.
//!
//! The stream holds all titles first, each ended by a block end, then all bodies.

use crate::bits::{BitReader, BitWriter};
use crate::bytes::{at, sort_numbers};
use crate::format::{read_numbers, write_numbers};
use crate::postings::DocCount;
use crate::{Error, Result};

/// Ends of titles and bodies in the stream, in document order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    titles: Vec<u32>,
    bodies: Vec<u32>,
}

impl Bounds {
    /// From the ends of all titles and all bodies.
    pub(crate) const fn new(titles: Vec<u32>, bodies: Vec<u32>) -> Self {
        Self { titles, bodies }
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = BitWriter::new();
        let mut start = 0;
        for ends in [&self.titles, &self.bodies] {
            let lengths = ends.iter().map(|&end| end - std::mem::replace(&mut start, end));
            write_numbers(&mut out, lengths.collect::<Vec<_>>().into_iter());
        }
        out.finish()
    }

    /// Reads the bounds of so many documents, whose titles and whole stream have these lengths.
    pub(crate) fn read(bytes: &[u8], documents: u32, titles: u32, stream: u32) -> Result<Self> {
        let broken = || Error::invalid("the lengths of documents contradict the head");
        // A document costs at least two bits here, which bounds what is allocated.
        if u64::from(documents) > bytes.len() as u64 * 8 {
            return Err(broken());
        }
        let mut input = BitReader::new(bytes);
        let mut end = 0_u32;
        let mut part = |limit: u32| -> Result<Vec<u32>> {
            let mut ends = read_numbers(&mut input, documents)?;
            for slot in &mut ends {
                end = end.checked_add(*slot).ok_or_else(broken)?;
                *slot = end;
            }
            if end == limit { Ok(ends) } else { Err(broken()) }
        };
        Ok(Self { titles: part(titles)?, bodies: part(stream)? })
    }

    /// Number of documents.
    pub(crate) fn documents(&self) -> u32 {
        self.titles.len() as u32
    }

    /// End of the last title, start of the first body.
    pub(crate) fn titles_end(&self) -> u32 {
        self.titles.last().copied().unwrap_or(0)
    }

    /// The document whose title holds a position, and where that title starts.
    pub(crate) fn title_at(&self, position: u32) -> Option<(u32, u32)> {
        let doc = self.titles.partition_point(|&end| end <= position);
        let start = doc.checked_sub(1).and_then(|before| self.titles.get(before));
        (doc < self.titles.len()).then_some((doc as u32, start.copied().unwrap_or(0)))
    }

    /// Where a document's body lies.
    pub(crate) fn body(&self, doc: u32) -> std::ops::Range<u32> {
        let start = at(doc).checked_sub(1).and_then(|before| self.bodies.get(before));
        let end = self.bodies.get(at(doc)).copied().unwrap_or(0);
        start.copied().unwrap_or_else(|| self.titles_end()).min(end)..end
    }

    /// Groups ascending positions by document, in rank order: documents with the query in the title
    /// first, then by falling number of occurrences, then by number.
    pub(crate) fn rank(&self, positions: &[u32]) -> Vec<DocCount> {
        let split = positions.partition_point(|&position| position < self.titles_end());
        let (in_titles, in_bodies) = positions.split_at(split);
        let titles = group(in_titles, &self.titles);
        let bodies = group(in_bodies, &self.bodies);
        let mut counts = Vec::with_capacity(titles.len() + bodies.len());
        let mut titles = titles.into_iter().peekable();
        for (doc, in_body, first) in bodies {
            while let Some((doc, in_title, _)) = titles.next_if(|title| title.0 < doc) {
                counts.push(DocCount { doc, in_title, in_body: 0, first: 0 });
            }
            let in_title = titles.next_if(|title| title.0 == doc).map_or(0, |title| title.1);
            let first = first - self.body(doc).start;
            counts.push(DocCount { doc, in_title, in_body, first });
        }
        counts.extend(titles.map(|(doc, in_title, _)| DocCount {
            doc,
            in_title,
            in_body: 0,
            first: 0,
        }));
        in_rank_order(counts)
    }
}

/// Sorts by one number for each: no title in the top bit, then fewer occurrences, then the place,
/// which is that of the document.
fn in_rank_order(counts: Vec<DocCount>) -> Vec<DocCount> {
    const MOST: u64 = (1 << 31) - 1;
    let mut keys: Vec<u64> = (0..)
        .zip(&counts)
        .map(|(place, count): (u64, _)| {
            let occurrences = u64::from(count.in_title) + u64::from(count.in_body);
            u64::from(count.in_title == 0) << 63 | (MOST - occurrences.min(MOST)) << 32 | place
        })
        .collect();
    sort_numbers(&mut keys);
    keys.into_iter().filter_map(|key| counts.get(at(key as u32)).copied()).collect()
}

/// For each part (by its end) that holds positions: its number, how many, and the first.
fn group(positions: &[u32], ends: &[u32]) -> Vec<(u32, u32, u32)> {
    let mut groups: Vec<(u32, u32, u32)> = Vec::new();
    let mut end = 0;
    for &position in positions {
        if position < end
            && let Some(last) = groups.last_mut()
        {
            last.1 += 1;
            continue;
        }
        let part = ends.partition_point(|&end| end <= position);
        end = ends.get(part).copied().unwrap_or(u32::MAX);
        groups.push((part as u32, 1, position));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_become_documents_in_rank_order() {
        let bounds = Bounds::new(vec![3, 3, 8], vec![20, 40, 50]);
        let count = |doc, in_title, in_body, first| DocCount { doc, in_title, in_body, first };
        assert_eq!(
            bounds.rank(&[1, 4, 21, 22, 30, 45]),
            [count(2, 1, 1, 5), count(0, 1, 0, 0), count(1, 0, 3, 1)]
        );
        let bytes = bounds.write();
        assert_eq!(Bounds::read(&bytes, 3, 8, 50).unwrap(), bounds);
        assert!(Bounds::read(&bytes, 3, 8, 51).is_err());
    }
}
