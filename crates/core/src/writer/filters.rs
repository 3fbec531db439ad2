//! Section FILTERS: the values of all documents, collected from their records and cut into pages.

use super::spool::Spool;
use crate::Result;
use crate::bits::BitWriter;
use crate::filters::{
    BlockWriter, Collector, Directory, Field, Letters, Listed, MAX_LIST, MAX_PAGE_DOCS, Part,
    further_images, separator,
};
use crate::fold::table::FoldTable;

/// Bytes after which a page ends.
const PAGE_BYTES: u64 = 2000;
/// A field of so few bytes stands in the directory.
const SMALL_FIELD: u64 = 512;
/// Bytes of all such fields together.
const SMALL_FIELDS: u64 = 2000;
/// Documents of all such fields together.
const SMALL_DOCS: usize = MAX_PAGE_DOCS / 2;

/// The pages of the section; none where there is nothing to filter or sort by.
pub(super) fn pages(spool: &Spool, order: &[u64], table: &FoldTable) -> Result<Vec<Vec<u8>>> {
    let mut collector = Collector::default();
    for (doc, &place) in (0..).zip(order) {
        collector.add(doc, &spool.read_record(place)?)?;
    }
    let fields = collector.finish();
    if fields.is_empty() {
        return Ok(Vec::new());
    }
    let letters = Letters::new(table);
    let images = further_images(table.data(), &fields);
    let mut pages = vec![Vec::new()];
    if !images.is_empty() {
        pages.push(Directory::write_images(&letters, &images));
    }
    let mut listed = Vec::new();
    let (mut bytes, mut docs) = (0, 0);
    for field in &fields {
        let (mut blocks, parts) = cut(field, &letters, order.len() as u32);
        let start = pages.len() as u32;
        let small = blocks.first().filter(|block| {
            let all = (bytes + block.bytes(), docs + block.docs());
            blocks.len() == 1
                && block.bytes() <= SMALL_FIELD
                && all.0 <= SMALL_FIELDS
                && all.1 <= SMALL_DOCS
        });
        if let Some(block) = small {
            (bytes, docs) = (bytes + block.bytes(), docs + block.docs());
        } else {
            pages.extend(blocks.drain(..).map(|block| {
                let mut page = BitWriter::new();
                block.finish(&mut page);
                page.finish()
            }));
        }
        let entry = Listed {
            kind: field.kind,
            key: field.key.clone(),
            name: field.name.clone(),
            pages: start..pages.len() as u32,
            parts,
            values: Vec::new(),
        };
        listed.push((entry, blocks.pop()));
    }
    pages[0] = Directory::write(&letters, &listed, !images.is_empty());
    Ok(pages)
}

/// The blocks of a field, and where all but the first start.
fn cut<'a>(
    field: &'a Field,
    letters: &'a Letters<'a>,
    documents: u32,
) -> (Vec<BlockWriter<'a>>, Vec<Part>) {
    let new = || BlockWriter::new(letters, &field.key, field.kind, documents);
    let (mut blocks, mut parts, mut block) = (Vec::new(), Vec::new(), new());
    let mut before = None;
    for value in &field.values {
        for (number, docs) in value.docs.chunks(MAX_LIST).enumerate() {
            let full = !block.has_room(docs.len(), PAGE_BYTES);
            if let Some((key, last)) = before.filter(|_| full) {
                let amid = (key, last) == (&value.key, value.number);
                let key = if amid { value.key.clone() } else { separator(key, &value.key) };
                parts.push(Part { key, number: value.number, amid });
                blocks.push(std::mem::replace(&mut block, new()));
            }
            block.push(value, docs, number > 0);
            before = Some((&value.key, value.number));
        }
    }
    blocks.push(block);
    (blocks, parts)
}

#[cfg(all(test, feature = "language"))]
mod tests {
    use super::*;
    use crate::filters::{Kind, Reading, Value};
    use crate::fold::table::CharData;

    /// A value in more documents than a page holds goes on over several, and those beside it, of the
    /// same key or another one, are found on the pages that the directory names, and on no other.
    #[test]
    fn lists_longer_than_a_page_are_found_whole() {
        const DOCUMENTS: u32 = 200_000;
        let table = FoldTable::new(CharData::default());
        let letters = Letters::new(&table);
        let docs = |seed: u32, share: u32| -> Vec<u32> {
            let mixed = |doc: u32| doc.wrapping_mul(0x9e37_79b1).wrapping_add(seed) >> 16;
            (0..DOCUMENTS).filter(|&doc| mixed(doc) % 100 < share).collect()
        };
        let value = |key: &str, text: &str, share| {
            let (key, text) = (key.to_owned(), text.to_owned());
            Value { docs: docs(key.len() as u32, share), key, text, number: 0 }
        };
        let values = vec![
            value("a", "a", 1),
            value("b", "B", 30),
            value("b", "b", 40),
            value("ba", "ba", 100),
            value("c", "c", 2),
        ];
        let key = "k".to_owned();
        let field = Field { kind: Kind::Filter, name: key.clone(), key, values };
        let (blocks, parts) = cut(&field, &letters, DOCUMENTS);
        assert!(parts.iter().filter(|part| part.amid).count() > 10, "{parts:?}");
        let pages: Vec<Vec<u8>> = blocks
            .iter()
            .map(|block| {
                let mut page = BitWriter::new();
                block.finish(&mut page);
                page.finish()
            })
            .collect();
        let longest = pages.iter().map(Vec::len).max();
        assert!(longest.is_some_and(|bytes| bytes < 4000), "{longest:?}");
        let listed = Listed {
            kind: field.kind,
            key: field.key.clone(),
            name: field.name.clone(),
            pages: 0..pages.len() as u32,
            parts,
            values: Vec::new(),
        };
        let reading = Reading::new(&table, DOCUMENTS);
        let all: Vec<Vec<Value>> =
            pages.iter().map(|page| reading.page(page, &field.key, field.kind).unwrap()).collect();
        for key in ["a", "b", "ba", "c", "0", "bb", "d"] {
            let range =
                listed.between(|part| part.key.as_str().cmp(key), |p| p.key.as_str().cmp(key));
            let of = |value: &&Value| value.key == key;
            let read: Vec<u32> = range
                .clone()
                .flat_map(|page| all[page as usize].iter().filter(of).flat_map(|v| v.docs.clone()))
                .collect();
            let expected = field.values.iter().filter(of).flat_map(|value| value.docs.clone());
            assert_eq!(read, expected.collect::<Vec<u32>>(), "{key}");
            let holding = (0..).zip(&all).filter(|(_, values)| values.iter().any(|v| v.key == key));
            let holding: Vec<u32> = holding.map(|(page, _)| page).collect();
            let spare = range.len() - holding.len();
            assert!(spare <= 1, "{key}: {range:?} for {holding:?}");
        }
    }
}
