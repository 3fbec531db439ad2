//! Every key of midu.toml: what it is, what it may be, what holds without it. `midu config --explain`
//! prints this table and the settings are checked against it, so neither can know more than the other.

use std::io::{self, Write};

/// One key.
pub(crate) struct Key {
    /// The table it stands in; empty for the top.
    pub(crate) table: &'static str,
    pub(crate) name: &'static str,
    /// What values look like.
    values: &'static str,
    /// What holds without it.
    otherwise: &'static str,
    explanation: &'static str,
}

const fn key(
    table: &'static str,
    name: &'static str,
    values: &'static str,
    otherwise: &'static str,
    explanation: &'static str,
) -> Key {
    Key { table, name, values, otherwise, explanation }
}

/// All keys, in the order in which they are explained.
pub(crate) const KEYS: [Key; 31] = [
    key(
        "",
        "input",
        "list of paths",
        "the command line",
        "What to index: folders of a built site, of Markdown or of text; files of any kind; - for \
         JSON lines on standard input.",
    ),
    key(
        "",
        "output",
        "path",
        "-o on the command line",
        "Where the index goes: a folder, or one file that ends in .midu.",
    ),
    key(
        "",
        "layout",
        "\"paged\", \"embedded\", \"compact\"",
        "\"paged\"",
        "Which sections the index has, and so how it is read.",
    ),
    key(
        "",
        "carrier",
        "\"range\", \"files\", \"script\"",
        "by name and size",
        "How readers get the index.",
    ),
    key(
        "",
        "max-files",
        "number, 16 or more",
        "5000",
        "Most files that one build of a folder has.",
    ),
    key("", "prune", "true, false", "false", "Whether the build before this one goes at once."),
    key(
        "",
        "widget",
        "true, false",
        "false",
        "Whether the search box is put beside the index, so that a page needs nothing else.",
    ),
    key(
        "",
        "cache",
        "path",
        "none",
        "A file that keeps what pages gave, so that only those that changed are read anew.",
    ),
    key(
        "",
        "weights",
        "[title, heading, body]",
        "[8, 3, 1]",
        "What an occurrence counts in a title, a heading and the body, where a query does not say so; \
         whole numbers from 0 to 1000.",
    ),
    key(
        "",
        "base-url",
        "url",
        "\"/\" for HTML",
        "What the urls of files start with, such as \"/docs/\" or \"https://example.org/\".",
    ),
    key(
        "",
        "glob",
        "list of patterns",
        "HTML, or else Markdown and text",
        "Which files of folders are read, by patterns as in .gitignore.",
    ),
    key("", "exclude", "list of patterns", "none", "Which files and folders are passed over."),
    key(
        "",
        "gitignore",
        "true, false",
        "true",
        "Whether .gitignore files in the inputs are respected.",
    ),
    key(
        "",
        "whole",
        "true, false",
        "false",
        "Whether a page of a newspaper stays one document instead of its articles.",
    ),
    key(
        "",
        "plain",
        "true, false",
        "false",
        "Whether text files are read as they stand: no Markdown or HTML is seen in them, nothing is cut.",
    ),
    key(
        "",
        "clean-urls",
        "true, false",
        "false",
        "Whether urls lose .html and .md, for hosts that serve pages without.",
    ),
    key(
        "",
        "canonical",
        "true, false",
        "true",
        "Whether the canonical address that a page names becomes its url; a copy of another page is \
         left out then.",
    ),
    key(
        "html",
        "root",
        "list of selectors",
        "main, article, [role=main], body",
        "Elements that hold the content.",
    ),
    key("html", "ignore", "list of selectors", "none", "Elements that are left out."),
    key("html", "alt", "true, false", "true", "Whether the alternative text of images is text."),
    key("html", "code", "true, false", "true", "Whether listings (pre) are text."),
    key("html", "tables", "true, false", "true", "Whether tables are text, every cell a block."),
    key(
        "html",
        "readings",
        "true, false",
        "false",
        "Whether the readings of ruby stay among its characters.",
    ),
    key("fields", "url", "name", "usual names", "The field of JSON or CSV that holds the url."),
    key("fields", "title", "name", "usual names", "The field that holds the title."),
    key("fields", "text", "name", "usual names", "The field that holds the text."),
    key("fields", "date", "name", "usual names", "The field that holds the date."),
    key("fields", "id", "name", "usual names", "The field that holds an id."),
    key("fields", "lang", "name", "usual names", "The field that holds the language."),
    key(
        "serve",
        "port",
        "number",
        "4170",
        "The port of `midu serve` on 127.0.0.1; 0 takes a free one.",
    ),
    key(
        "serve",
        "watch",
        "true, false",
        "false",
        "Whether `midu serve` looks for changes, builds anew and loads open pages again.",
    ),
];

/// Prints all keys as a midu.toml in which every line is a comment.
pub(crate) fn explain(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# midu.toml, read from the current folder or named with --config.")?;
    writeln!(out, "# Paths are from the folder of the file. Flags go before keys; lists add up.")?;
    let mut table = "";
    for key in &KEYS {
        if key.table != table {
            table = key.table;
            writeln!(out, "\n[{table}]")?;
        }
        writeln!(out, "\n# {}", key.explanation)?;
        writeln!(out, "# {} = {}    (without: {})", key.name, key.values, key.otherwise)?;
    }
    Ok(())
}
