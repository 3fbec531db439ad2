//! The sizes of an index as `midu index` and `midu inspect` show them, for people and for programs.

use midu_core::Summary;
use serde::Serialize;
use std::io::{self, Write};

/// What an index holds and what that takes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sizes {
    pub(crate) format_version: u32,
    pub(crate) layout: &'static str,
    pub(crate) documents: u32,
    /// Characters of titles and bodies as the source has them; the measure for "per character".
    pub(crate) characters: u64,
    pub(crate) folded_characters: u64,
    pub(crate) resident_bytes: u64,
    pub(crate) bytes: u64,
    pub(crate) bytes_per_character: f64,
    pub(crate) sections: Vec<Section>,
}

/// One row: a section, or what lies outside all of them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Section {
    name: &'static str,
    bytes: u64,
    share: f64,
    bytes_per_character: f64,
    pages: u32,
}

impl Section {
    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Part of the whole file, 0 to 1.
    pub(crate) const fn share(&self) -> f64 {
        self.share
    }
}

impl Sizes {
    pub(crate) fn of(about: &Summary) -> Self {
        let characters = about.source_characters;
        let section = |name, bytes, pages| Section {
            name,
            bytes,
            share: ratio(bytes, about.file_length),
            bytes_per_character: ratio(bytes, characters),
            pages,
        };
        let mut sections: Vec<Section> =
            about.sections.iter().map(|s| section(s.name, s.length, s.pages)).collect();
        let named: u64 = about.sections.iter().map(|s| s.length).sum();
        if let Some(rest @ 1..) = about.file_length.checked_sub(named) {
            sections.push(section("(between)", rest, 0));
        }
        Self {
            format_version: about.format_version,
            layout: about.layout.as_str(),
            documents: about.documents,
            characters,
            folded_characters: about.characters,
            resident_bytes: about.resident_length,
            bytes: about.file_length,
            bytes_per_character: ratio(about.file_length, characters),
            sections,
        }
    }

    /// The table of sections with a last row for the whole file.
    pub(crate) fn write_table(&self, out: &mut dyn Write) -> io::Result<()> {
        let bytes_wide = grouped(self.bytes).len().max("bytes".len());
        let pages = |count: u32| if count == 0 { "-".into() } else { grouped(count.into()) };
        writeln!(
            out,
            "{:<10} {:>bytes_wide$} {:>7} {:>11} {:>8}",
            "section", "bytes", "share", "bytes/char", "pages"
        )?;
        let all = Section {
            name: "total",
            bytes: self.bytes,
            share: ratio(self.bytes, self.bytes),
            bytes_per_character: self.bytes_per_character,
            pages: self.sections.iter().map(|section| section.pages).sum(),
        };
        for row in self.sections.iter().chain([&all]) {
            writeln!(
                out,
                "{:<10} {:>bytes_wide$} {:>6.1}% {:>11.3} {:>8}",
                row.name,
                grouped(row.bytes),
                row.share * 100.0,
                row.bytes_per_character,
                pages(row.pages)
            )?;
        }
        Ok(())
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// A number with its thousands apart.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with the noun it counts.
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (123_456, "123,456"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
