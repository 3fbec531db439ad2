//! What `midu inspect` shows, as one page without scripts that needs nothing else.

use super::{About, Counted, Fill};
use crate::sizes::grouped;
use std::fmt::Write as _;

const STYLE: &str = include_str!("page.css");

/// The page.
pub(super) fn page(name: &str, about: &About) -> String {
    let sizes = &about.sizes;
    let name = escaped(name);
    let mut body = format!("<h1>{name}</h1>\n<dl>\n");
    for (term, value) in [
        ("Format version", sizes.format_version.to_string()),
        ("Layout", sizes.layout.to_owned()),
        ("Documents", grouped(sizes.documents.into())),
        ("Characters", grouped(sizes.characters)),
        ("Different characters", grouped(about.different_characters)),
        ("Bytes", grouped(sizes.bytes)),
        ("Bytes per character", format!("{:.2}", sizes.bytes_per_character)),
        ("Weights", about.weights.map(|weight| weight.to_string()).join(",")),
        ("Bytes to open it", grouped(sizes.resident_bytes)),
    ] {
        body.push_str(&format!("<div><dt>{term}</dt><dd>{value}</dd></div>\n"));
    }
    body.push_str("</dl>\n");
    let sections: Vec<(String, u64, String)> = sizes
        .sections
        .iter()
        .map(|section| {
            let (bytes, share) = (section.bytes(), section.share() * 100.0);
            (section.name().to_owned(), bytes, format!("{} bytes, {share:.1} %", grouped(bytes)))
        })
        .collect();
    body.push_str(&chart("Bytes by section", &sections));
    for fill in &about.page_fill {
        body.push_str(&histogram(fill));
    }
    body.push_str(&chart("Most frequent characters", &counted(&about.frequent_characters)));
    body.push_str(&chart("Longest lists", &counted(&about.longest_lists)));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{name} – midu inspect</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn counted(list: &[Counted]) -> Vec<(String, u64, String)> {
    let row = |one: &Counted| {
        let shown = if one.text.trim().is_empty() { "␠" } else { one.text.as_str() };
        (shown.to_owned(), one.occurrences, grouped(one.occurrences))
    };
    list.iter().map(row).collect()
}

/// Bars of names, values and what is said of them.
fn chart(title: &str, rows: &[(String, u64, String)]) -> String {
    let most = rows.iter().map(|(_, value, _)| *value).max().unwrap_or(0).max(1);
    let mut text = String::new();
    if rows.is_empty() {
        return text;
    }
    // Writing to a string cannot fail.
    let _ = writeln!(text, "<h2>{title}</h2>\n<table>");
    for (name, value, said) in rows {
        let width = *value as f64 * 100.0 / most as f64;
        let _ = writeln!(
            text,
            "<tr><th scope=\"row\">{}</th><td><svg viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\" \
             role=\"presentation\"><rect width=\"{width:.2}\" height=\"1\"/></svg></td>\
             <td class=\"number\">{}</td></tr>",
            escaped(name),
            escaped(said)
        );
    }
    text.push_str("</table>\n");
    text
}

fn histogram(fill: &Fill) -> String {
    let rows: Vec<(String, u64, String)> = fill
        .tenths
        .iter()
        .zip(1_u64..)
        .map(|(pages, tenth)| (format!("≤ {}0 %", tenth), *pages, grouped(*pages)))
        .collect();
    let largest = grouped(fill.largest_bytes);
    let title = format!(
        "Page fill of {}: {} pages, {:.0} % of the largest with {largest} bytes",
        fill.section,
        grouped(fill.pages),
        fill.mean * 100.0
    );
    chart(&title, &rows)
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
