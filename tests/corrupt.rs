//! Broken files give errors: not panics, not endless work, not wrong answers. First accidents, which
//! checksums catch; then intent, with checksums that are right.

mod common;

use common::hostile::{
    QUERIES, Seed, ask, exercise, open_remote, reseal, reseal_head, tiny, varied,
};
use common::{LAYOUTS, Picks};
use midu_core::{Answer, Code, HEAD_LENGTH, Index, Layout, Options, PageId, Query, Step};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// What a byte is changed by.
const FLIPS: [u8; 3] = [0x01, 0x80, 0xff];
/// Files of each layout that are changed and sealed again.
const HOSTILE_FILES: usize = 700;
/// Longest time for one such file, in a build without optimisation, on a busy machine.
const HOSTILE_TIME: Duration = Duration::from_secs(5);
/// Most memory of the whole test, in bytes.
const HOSTILE_MEMORY: u64 = 512 << 20;

/// A small and a larger index of each layout, which take longer to make than most of what is done
/// with them.
static TINY: LazyLock<[Seed; 3]> = LazyLock::new(|| LAYOUTS.map(|l| Seed::new(l, tiny())));
static VARIED: LazyLock<[Seed; 3]> = LazyLock::new(|| LAYOUTS.map(|l| Seed::new(l, varied())));

/// What a sound index answers to [`QUERIES`].
fn answers(seed: &Seed) -> Vec<Answer> {
    let index = Index::open(seed.file.as_slice()).unwrap();
    QUERIES.map(|query| common::answer(&index, query, Options::default())).into()
}

/// Holds a broken file against the answers of the sound one: where it still answers, it is right.
/// Pages that it lacks are handed over as far as they are in `file`.
fn assert_right_or_refused(file: &[u8], expected: &[Answer], what: &str) {
    let whole = accident(Index::open(file.to_vec()), what);
    // Only a paged index is opened from less than all of it.
    let remote = accident(open_remote(file), what);
    let remote = remote.filter(|index| index.summary().layout == Layout::Paged);
    for mut index in whole.into_iter().chain(remote) {
        for (query, expected) in QUERIES.iter().zip(expected) {
            let answer = ask(&mut index, file, query, Options::default());
            if let Some(answer) = accident(answer, what) {
                assert_eq!(&answer, expected, "{what}: a wrong answer to {query:?}");
            }
        }
    }
}

/// An accident has one of these codes: none gets as far as the rules of the format.
fn accident<T>(result: midu_core::Result<T>, what: &str) -> Option<T> {
    let codes = [Code::NotAnIndex, Code::FormatVersion, Code::Truncated, Code::Corrupt];
    result.map_err(|error| assert!(codes.contains(&error.code()), "{what}: {error:?}")).ok()
}

/// Whether any part of a whole file is found to be broken.
fn is_refused(file: &[u8]) -> bool {
    Index::open(file).and_then(|index| index.check()).is_err()
}

#[test]
fn every_changed_byte_is_found() {
    for seed in &*TINY {
        let layout = seed.layout;
        let expected = answers(seed);
        assert!(!is_refused(&seed.file), "{layout:?}");
        for place in 0..seed.file.len() {
            for flip in FLIPS {
                let mut file = seed.file.clone();
                file[place] ^= flip;
                let what = format!("{layout:?}, byte {place} ^ {flip:#x}");
                assert!(is_refused(&file), "{what}: check says nothing");
                assert_right_or_refused(&file, &expected, &what);
            }
        }
    }
}

#[test]
fn every_cut_and_every_addition_is_found() {
    for seed in &*TINY {
        let layout = seed.layout;
        let expected = answers(seed);
        for length in 0..seed.file.len() {
            let (file, what) = (&seed.file[..length], format!("{layout:?}, cut to {length}"));
            assert!(is_refused(file), "{what}: check says nothing");
            assert_right_or_refused(file, &expected, &what);
        }
        for more in 1..=16 {
            for filling in [0, b'\n', 0xff] {
                let mut file = seed.file.clone();
                file.resize(file.len() + more, filling);
                let error = Index::open(file.as_slice()).unwrap_err();
                assert_eq!(error.code(), Code::Corrupt, "{layout:?} and {more} bytes: {error}");
                assert_right_or_refused(&file, &expected, &format!("{layout:?} + {more}"));
            }
        }
    }
}

#[test]
fn a_page_that_is_missing_is_asked_for_and_only_then() {
    let seed = &TINY[0];
    let expected = answers(seed);
    for (page, range) in seed.pages.iter().enumerate() {
        let index = Index::open(&seed.file[..range.start]).unwrap();
        for (query, expected) in QUERIES.iter().zip(&expected) {
            match index.search(&Query::new(query), Options::default()).unwrap() {
                Step::Done(answer) => assert_eq!(&answer, expected, "{query:?} without {page}"),
                Step::Need(pages) => assert!(pages.iter().all(|id| id.0 as usize >= page)),
            }
        }
    }
}

/// A start of a file that came damaged heals: its pages can be had again.
#[test]
fn a_damaged_page_of_a_start_is_asked_for() {
    let seed = &VARIED[0];
    let expected = answers(seed);
    let last = seed.pages.len() - 1;
    for page in &seed.pages[..last] {
        let mut start = seed.file[..seed.pages[last].start].to_vec();
        start[page.start + 1] ^= 1;
        let mut index = Index::open(start).unwrap();
        for (query, expected) in QUERIES.iter().zip(&expected) {
            let answer = ask(&mut index, &seed.file, query, Options::default()).unwrap();
            assert_eq!(&answer, expected, "{query:?}, {page:?}");
        }
    }
}

#[test]
fn a_page_of_another_place_or_index_is_refused() {
    let seed = &VARIED[0];
    let mut changed = varied();
    changed[5].blocks[0].push('。');
    let other = Seed::new(Layout::Paged, changed);
    let bytes = |seed: &Seed, page: usize| seed.file[seed.pages[page].clone()].to_vec();
    let mut index = open_remote(&seed.file).unwrap();
    for page in 0..seed.pages.len() {
        let id = PageId(page as u32);
        let mut refused = |bytes: Vec<u8>, what: &str| {
            let code = index.supply(id, bytes).map_err(|error| error.code());
            assert_eq!(code, Err(Code::Corrupt), "page {page}, {what}");
        };
        for wrong in (0..seed.pages.len()).filter(|&wrong| wrong != page) {
            refused(bytes(seed, wrong), &format!("page {wrong} in its place"));
        }
        if page < other.pages.len() {
            refused(bytes(&other, page), "of another index");
        }
        let mut longer = bytes(seed, page);
        longer.push(0);
        refused(longer, "with a byte more");
        refused(Vec::new(), "empty");
        refused(b"<!doctype html>".to_vec(), "HTML");
        assert!(index.supply(id, bytes(seed, page)).is_ok(), "page {page}");
    }
    let beyond = index.supply(PageId(seed.pages.len() as u32), Vec::new()).unwrap_err();
    assert_eq!(beyond.code(), Code::Invalid, "{beyond}");
}

/// The same where the file is there as a whole and nothing is handed over.
#[test]
fn a_page_of_another_index_in_its_place_is_refused() {
    for seed in &*VARIED {
        let layout = seed.layout;
        let mut changed = varied();
        changed[5].title = changed[5].title.replacen("常", "洲", 1) + "常";
        changed[4].title = changed[4].title.chars().rev().collect();
        let other = Seed::new(layout, changed);
        let mut tried = 0;
        for (ours, theirs) in seed.pages.iter().zip(&other.pages) {
            if ours.len() == theirs.len() {
                let mut file = seed.file.clone();
                file[ours.clone()].copy_from_slice(&other.file[theirs.clone()]);
                let checked = Index::open(file.as_slice()).and_then(|index| index.check());
                assert_eq!(checked.map_err(|error| error.code()), Err(Code::Corrupt));
                tried += 1;
            }
        }
        assert!(tried > 0, "{layout:?}: no page kept its length");
    }
}

#[test]
fn other_files_and_versions_are_told_apart() {
    let open = |file: &[u8]| Index::open(file).map(|_| ()).unwrap_err().code();
    let not_indexes: [&[u8]; 7] = [
        b"",
        b"<!doctype html><title>404</title>",
        b"\n <html>",
        b"{\"documents\": []}",
        b"\x1f\x8b\x08\x00",
        b"MIDU",
        "\u{feff}渡口".as_bytes(),
    ];
    for file in not_indexes {
        assert_eq!(open(file), Code::NotAnIndex, "{:?}", file.escape_ascii().to_string());
    }
    for seed in &*TINY {
        let layout = seed.layout;
        for version in [0, 2, 255, u32::MAX] {
            let mut file = seed.file.clone();
            file[8..12].copy_from_slice(&version.to_le_bytes());
            assert_eq!(open(&file), Code::FormatVersion, "{version} without its checksum");
            reseal_head(&mut file);
            assert_eq!(open(&file), Code::FormatVersion, "{version}");
            assert_eq!(open(&file[..HEAD_LENGTH]), Code::FormatVersion, "{version}, head alone");
        }
        for bytes in [1, 7, 8, 9, 100, HEAD_LENGTH - 1, HEAD_LENGTH] {
            assert_eq!(open(&seed.file[..bytes]), Code::Truncated, "{layout:?}, {bytes} bytes");
        }
    }
}

/// The sealing itself: it changes nothing of a sound file, and makes a changed one pass.
#[test]
fn sealing_a_file_again_is_right() {
    for seed in &*VARIED {
        let layout = seed.layout;
        let mut file = seed.file.clone();
        reseal(&mut file, &seed.pages);
        assert!(file == seed.file, "{layout:?}: a sound file was changed");
        let mut passed = 0;
        for place in (HEAD_LENGTH..seed.file.len()).step_by(16) {
            let file = seed.tampered(&[(place, seed.file[place] ^ 0x40)]);
            let opened = Index::open(file.as_slice());
            let code = opened.and_then(|index| index.check()).map_err(|error| error.code());
            assert_ne!(code, Err(Code::Corrupt), "{layout:?}, byte {place}");
            passed += usize::from(code.is_ok());
        }
        assert!(passed > 0, "{layout:?}: every change breaks a rule, so sealing may do nothing");
    }
}

#[test]
fn sealed_changes_neither_panic_nor_hang_nor_fill_the_memory() {
    let (mut opened, mut files, mut slowest) = (0, 0, Duration::ZERO);
    for seed in &*VARIED {
        let layout = seed.layout;
        let mut picks = Picks(layout as u64 + 1);
        for number in 0..HOSTILE_FILES {
            let edits = edits(seed, &mut picks);
            let file = seed.tampered(&edits);
            opened += usize::from(Index::open(file.as_slice()).is_ok());
            files += 1;
            let start = Instant::now();
            let outcome = catch_unwind(AssertUnwindSafe(|| exercise(&file, &QUERIES)));
            let took = start.elapsed();
            slowest = slowest.max(took);
            let what = format!("{layout:?}, file {number}, {edits:?}");
            assert!(outcome.is_ok(), "a panic: {what}");
            assert!(took < HOSTILE_TIME, "{took:?}: {what}");
        }
    }
    eprintln!("{opened} of {files} hostile files opened; the slowest took {slowest:?}");
    assert!(opened * 10 > files, "{opened} of {files} opened: the changes do not get far");
    if let Some(peak) = peak_memory() {
        assert!(peak < HOSTILE_MEMORY, "{} MB of memory were used", peak >> 20);
    }
}

/// One to four changes, half of them near the start of something.
fn edits(seed: &Seed, picks: &mut Picks) -> Vec<(usize, u8)> {
    (0..=picks.below(4))
        .map(|_| {
            let resident = seed.pages[0].start;
            let place = match picks.below(4) {
                0 => 8 + picks.below(340),
                1 => HEAD_LENGTH + picks.below(resident - HEAD_LENGTH),
                2 => seed.pages[picks.below(seed.pages.len())].start + picks.below(24),
                _ => picks.below(seed.file.len()),
            } % seed.file.len();
            let old = seed.file[place];
            let value = match picks.below(5) {
                0 => 0,
                1 => 0xff,
                2 => old.wrapping_add(1),
                3 => old ^ (1 << picks.below(8)),
                _ => picks.below(256) as u8,
            };
            (place, value)
        })
        .collect()
}

/// Most memory that this process has had, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}
