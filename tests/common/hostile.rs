//! Indexes that somebody tampered with: bytes are changed and every checksum is put right again, so
//! that only the engine's own care is left. The checksums are computed from the documented layout of
//! a file, not by the engine. For tests/corrupt.rs and the fuzz targets.

use super::{ALL, Picks, document};
use midu_core::{
    Answer, DocId, Document, HEAD_LENGTH, Index, IndexWriter, Layout, Options, PageId, Query,
    Request, Result, Section, Step, resident_length,
};
use std::ops::Range;

/// Where the table of sections starts in the head.
const SECTIONS: usize = 8 + 6 * 4 + 2 * 8;
/// Bytes of an entry of that table: offset, length, checksum, number of pages.
const SECTION: usize = 24;
/// Sections that are held whole; the others are cut into pages.
const RESIDENT: usize = 4;
/// Where the identity of an index stands in its head.
const IDENTITY: Range<usize> = 16..20;
/// More requests than any query of a sound index takes.
const MAX_ROUNDS: u32 = 64;

/// Queries for [`tiny`] and [`varied`]: found and not found, short and long, in every script there.
pub const QUERIES: [&str; 12] = [
    "渡",
    "渡口",
    "常州",
    "常州府",
    "産業",
    "が",
    "é",
    "new town",
    "NEW",
    "渡口在江南运河边上的老城里",
    "𠀀",
    "没有此文",
];

/// Starts of words of [`tiny`] and [`varied`], in Han and in pinyin.
pub const PREFIXES: [&str; 6] = ["常", "产业", "changz", "d", "yh", "new"];

/// A few documents of a few words each.
pub fn tiny() -> Vec<Document> {
    let mut documents = vec![
        document("a.html", "渡口", &["常州府的渡口，", "産業 in\nNew  Town。"]),
        document("b.html", "Café 𠀀", &["か\u{3099}な e\u{301} 常州常州"]),
        document("c.html", "", &[]),
    ];
    documents[0].date = Some("2024-05-01".into());
    documents[0].meta.insert("人".into(), "甲".into());
    documents[0].sections = vec![section(0, 2, None), section(1, 3, Some("new"))];
    documents
}

fn section(block: usize, level: u8, anchor: Option<&str>) -> Section {
    Section { block, level, anchor: anchor.map(str::to_owned) }
}

/// Enough text for several pages of each kind, and for heads.
pub fn varied() -> Vec<Document> {
    const WORDS: [&str; 24] = [
        "常州",
        "常州府",
        "渡口",
        "江南运河",
        "産業",
        "产业",
        "的",
        "是",
        "了",
        "，",
        "。",
        "\n",
        " ",
        "New Town",
        "Café",
        "e\u{301}",
        "か\u{3099}",
        "𠀀",
        "㈱",
        "一二三",
        "ＧＤＰ",
        "老城里",
        "水声",
        "渡口在江南运河边上的老城里",
    ];
    let mut picks = Picks(11);
    let mut text = |words: usize| -> String {
        (0..words)
            .map(|_| {
                // A few words are frequent, as in any text, and a few characters are rare.
                if picks.below(4) == 0 {
                    char::from_u32(0x4e00 + picks.below(900) as u32).unwrap_or('一').to_string()
                } else {
                    WORDS[picks.below(WORDS.len()).min(picks.below(WORDS.len()))].to_owned()
                }
            })
            .collect()
    };
    (0..12)
        .map(|number| {
            let blocks = [text(130), "常".repeat(number * 5), text(60)];
            let mut document = document(format!("{number:02}.html"), &text(4), &[]);
            document.blocks = blocks.into();
            if number % 3 == 0 {
                document.id = Some(format!("n{number}"));
                document.lang = Some("zh-Hans".into());
                document.meta.insert("者".into(), "甲".into());
                document.filters.insert("类".into(), vec!["文".into(), "史".into()]);
                document.sections = vec![section(0, 1, Some("a")), section(2, 4, None)];
            }
            document
        })
        .collect()
}

/// A sound index.
pub struct Seed {
    pub layout: Layout,
    pub file: Vec<u8>,
    pub pages: Vec<Range<usize>>,
}

impl Seed {
    pub fn new(layout: Layout, documents: Vec<Document>) -> Self {
        let mut writer = IndexWriter::new(layout);
        for document in documents {
            writer.add(document).expect("urls are unique");
        }
        let file = writer.finish(&mut |_| ()).expect("the corpus is sound");
        let pages = page_ranges(&Index::open(file.as_slice()).expect("a sound index"));
        Self { layout, file, pages }
    }

    /// The index with some bytes set to other values and all checksums right.
    pub fn tampered(&self, edits: &[(usize, u8)]) -> Vec<u8> {
        let mut file = self.file.clone();
        for &(place, value) in edits {
            let place = place % file.len();
            file[place] = value;
        }
        reseal(&mut file, &self.pages);
        // Where the change is one of page lengths, the checksums stand elsewhere.
        if let Ok(index) = Index::open(file.as_slice()) {
            let pages = page_ranges(&index);
            if pages != self.pages {
                reseal(&mut file, &pages);
            }
        }
        file
    }
}

/// Where the pages of an index lie in its file.
pub fn page_ranges<D: AsRef<[u8]>>(index: &Index<D>) -> Vec<Range<usize>> {
    let ranges = (0..).map_while(|page| index.page_range(PageId(page)));
    ranges.map(|range| range.start as usize..range.end as usize).collect()
}

/// Computes every checksum of a file anew, as far as what they cover is inside of it.
pub fn reseal(file: &mut [u8], pages: &[Range<usize>]) {
    if file.len() < HEAD_LENGTH {
        return;
    }
    for section in 0..RESIDENT {
        let entry = SECTIONS + section * SECTION;
        let number = |at: usize| {
            let raw = file[at..at + 8].try_into().expect("eight bytes");
            usize::try_from(u64::from_le_bytes(raw)).unwrap_or(usize::MAX)
        };
        let (start, end) = (number(entry), number(entry).saturating_add(number(entry + 8)));
        if let Some(bytes) = file.get(start..end) {
            let checksum = crc32c(&[bytes]);
            file[entry + 16..entry + 20].copy_from_slice(&checksum);
        }
    }
    let identity: [u8; 4] = file[IDENTITY].try_into().expect("four bytes");
    for (id, page) in (0_u32..).zip(pages) {
        let Some(bytes) = file.get_mut(page.clone()).filter(|bytes| bytes.len() >= 4) else {
            continue;
        };
        let (content, checksum) = bytes.split_at_mut(bytes.len() - 4);
        checksum.copy_from_slice(&crc32c(&[&identity, &id.to_le_bytes(), content]));
    }
    reseal_head(file);
}

/// Puts the checksum of the head right.
pub fn reseal_head(file: &mut [u8]) {
    let checksum = crc32c(&[&file[..HEAD_LENGTH - 4]]);
    file[HEAD_LENGTH - 4..HEAD_LENGTH].copy_from_slice(&checksum);
}

fn crc32c(pieces: &[&[u8]]) -> [u8; 4] {
    static CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISCSI);
    let mut digest = CRC.digest();
    pieces.iter().for_each(|piece| digest.update(piece));
    digest.finalize().to_le_bytes()
}

/// Searches as a browser does: pages that are needed are cut out of the file and handed over.
pub fn ask<D: AsRef<[u8]>>(
    index: &mut Index<D>,
    file: &[u8],
    query: &str,
    options: Options,
) -> Result<Answer> {
    for _ in 0..MAX_ROUNDS {
        let needed = match index.search(&Query::new(query), options)? {
            Step::Done(answer) => return Ok(answer),
            Step::Need(pages) => pages,
        };
        assert!(!needed.is_empty(), "a step that needs nothing");
        for page in needed {
            let range = index.page_range(page).expect("a page of this index");
            let start = file.len().min(usize::try_from(range.start).unwrap_or(usize::MAX));
            let end = file.len().min(usize::try_from(range.end).unwrap_or(usize::MAX));
            index.supply(page, file[start..end].to_vec())?;
        }
    }
    panic!("{query:?} asks for pages for ever");
}

/// Opens only what must be there, as a browser does.
pub fn open_remote(file: &[u8]) -> Result<Index<Vec<u8>>> {
    let length = resident_length(file)?;
    let length = usize::try_from(length).unwrap_or(usize::MAX).min(file.len());
    Index::open(file[..length].to_vec())
}

/// Asks everything of a file that may be anything. What comes of it does not matter, if only it
/// comes to an end, soon and without a panic.
pub fn exercise(file: &[u8], queries: &[&str]) {
    let options = [Options::default(), ALL, Options { offset: 1, ..Options::default() }];
    if let Ok(mut index) = Index::open(file) {
        for (query, options) in queries.iter().zip(options.iter().cycle()) {
            let _ = ask(&mut index, file, query, *options);
        }
        for prefix in PREFIXES {
            let _ = index.suggest(prefix, 9);
        }
        let _ = index.check();
        let _ = index.summary();
        for doc in (0..4).map(DocId) {
            let _ = index.document(doc);
            for query in queries {
                let _ = index.passages(&Request::new(*query), doc, 0);
            }
        }
    }
    if let Ok(mut index) = open_remote(file)
        && index.summary().layout == Layout::Paged
    {
        for (query, options) in queries.iter().zip(options.iter().cycle().skip(1)) {
            let _ = ask(&mut index, file, query, *options);
        }
    }
}
