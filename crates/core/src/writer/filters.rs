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
