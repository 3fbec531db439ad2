//! `midu inspect`: what an index says of itself, as a table, as JSON, or as a page with charts.

mod page;

use crate::failure::Failure;
use crate::opened::IndexFile;
use crate::output;
use crate::sizes::{Sizes, grouped};
use crate::style::visible;
use crate::weights;
use midu_core::{Index, PageId, Statistics};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// Characters and lists that are named.
const NAMED: usize = 40;

/// Those of them that a terminal shows.
const SHOWN: usize = 10;

/// Steps of the histogram of a section's pages.
const STEPS: usize = 10;

/// Show version, layout, counts, bytes per section and what they hold.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The index: a file, a folder, or a page.
    index: PathBuf,

    /// Print one JSON object instead of tables.
    #[arg(long)]
    json: bool,

    /// Write a page with charts instead.
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    html: Option<PathBuf>,
}

/// All that is shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct About {
    #[serde(flatten)]
    sizes: Sizes,
    /// What occurrences count in titles, headings and bodies.
    weights: [u32; 3],
    different_characters: u64,
    page_fill: Vec<Fill>,
    frequent_characters: Vec<Counted>,
    longest_lists: Vec<Counted>,
}

/// How full the pages of a section are, against its largest page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fill {
    section: &'static str,
    pages: u64,
    largest_bytes: u64,
    mean: f64,
    /// Pages by tenths of the largest: up to 10 %, up to 20 % and so on.
    tenths: [u64; STEPS],
}

/// A text and how often it occurs.
#[derive(Serialize)]
struct Counted {
    text: String,
    occurrences: u64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let file = IndexFile::read(&arguments.index)?;
    let about = about(&file)?;
    if let Some(path) = &arguments.html {
        output::refuse_text(path)?;
        let text = page::page(&file.name(), &about);
        output::write(path, &mut text.as_bytes())?;
        writeln!(std::io::stdout(), "wrote {}", path.display())?;
        return Ok(());
    }
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &about)?;
        writeln!(out)?;
        return Ok(());
    }
    let sizes = &about.sizes;
    for (name, value) in [
        ("format version", sizes.format_version.to_string()),
        ("layout", sizes.layout.to_owned()),
        ("documents", grouped(sizes.documents.into())),
        ("characters", grouped(sizes.characters)),
        ("folded characters", grouped(sizes.folded_characters)),
        ("different ones", grouped(about.different_characters)),
        ("weights", about.weights.map(|weight| weight.to_string()).join(",")),
        ("needed to open", format!("{} bytes", grouped(sizes.resident_bytes))),
    ] {
        writeln!(out, "{name:<18} {value}")?;
    }
    writeln!(out)?;
    sizes.write_table(&mut out)?;
    if !about.page_fill.is_empty() {
        writeln!(out, "\n{:<10} {:>8} {:>9} {:>6}", "pages of", "pages", "largest", "fill")?;
    }
    for fill in &about.page_fill {
        let (pages, largest) = (grouped(fill.pages), grouped(fill.largest_bytes));
        writeln!(out, "{:<10} {pages:>8} {largest:>9} {:>5.0}%", fill.section, fill.mean * 100.0)?;
    }
    for (name, list) in
        [("frequent", &about.frequent_characters), ("long lists", &about.longest_lists)]
    {
        let shown = list.iter().take(SHOWN);
        let shown: Vec<String> = shown
            .map(|counted| format!("{} {}", visible(&counted.text), grouped(counted.occurrences)))
            .collect();
        if !shown.is_empty() {
            writeln!(out, "\n{name}: {}", shown.join(", "))?;
        }
    }
    Ok(())
}

fn about(file: &IndexFile) -> Result<About, Failure> {
    let index = file.open()?;
    let statistics = index.statistics(NAMED);
    let Statistics { different, characters, lists } =
        statistics.map_err(|cause| Failure::engine(file.name(), &cause))?;
    let counted = |list: Vec<midu_core::Gram>| {
        list.into_iter()
            .map(|gram| Counted { text: gram.text, occurrences: gram.occurrences })
            .collect()
    };
    Ok(About {
        sizes: Sizes::of(&index.summary()),
        weights: weights::list(index.weights()),
        different_characters: different,
        page_fill: page_fill(&index),
        frequent_characters: counted(characters),
        longest_lists: counted(lists),
    })
}

fn page_fill(index: &Index<&[u8]>) -> Vec<Fill> {
    let mut lengths: BTreeMap<&'static str, Vec<u64>> = BTreeMap::new();
    for number in 0.. {
        let page = PageId(number);
        let (Some(range), Some(section)) = (index.page_range(page), index.page_section(page))
        else {
            break;
        };
        lengths.entry(section).or_default().push(range.end - range.start);
    }
    let mut fills: Vec<Fill> = lengths
        .into_iter()
        .filter(|(_, lengths)| lengths.len() > 1)
        .map(|(section, lengths)| {
            let largest = lengths.iter().copied().max().unwrap_or(1).max(1);
            let mut tenths = [0; STEPS];
            for length in &lengths {
                let tenth = (length * STEPS as u64).div_ceil(largest).saturating_sub(1);
                if let Some(count) = tenths.get_mut(usize::try_from(tenth).unwrap_or(STEPS)) {
                    *count += 1;
                }
            }
            let pages = lengths.len() as u64;
            let mean = lengths.iter().sum::<u64>() as f64 / (pages * largest) as f64;
            Fill { section, pages, largest_bytes: largest, mean, tenths }
        })
        .collect();
    fills.sort_by_key(|fill| std::cmp::Reverse(fill.pages));
    fills
}
