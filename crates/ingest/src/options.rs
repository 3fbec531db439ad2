//! What a caller may choose about reading; the defaults need no choice.

use crate::html::HtmlOptions;
use std::collections::BTreeMap;

/// How inputs are read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// What the urls of files start with, such as `/docs/` or `https://example.org/`. Unless told,
    /// HTML pages start with `/` and other files with nothing.
    pub base_url: Option<String>,
    /// Which files of folders are read, by patterns as in `.gitignore`. Unless told: HTML, or else
    /// Markdown and plain text.
    pub globs: Vec<String>,
    /// Which files and folders are passed over, by such patterns.
    pub excludes: Vec<String>,
    /// Whether `.gitignore` files in the folders that were named are respected. On unless told.
    pub gitignore: bool,
    /// Whether a page of a newspaper stays one document. Off unless told.
    pub whole: bool,
    /// Whether text files are read as they stand: no Markdown or HTML in them is seen, and nothing is
    /// cut. Off unless told.
    pub plain: bool,
    /// Whether urls lose `.html` and `.md`, for hosts that serve pages without. Off unless told.
    pub clean_urls: bool,
    /// Whether the canonical address that a page names becomes its url. On unless told.
    pub canonical: bool,
    /// What of HTML becomes text.
    pub html: HtmlOptions,
    /// Which field of JSON, JSON lines and CSV holds what: `url`, `title`, `text`, `date`, `id` or
    /// `lang` to the name in the data. Fields that are not named are looked for by usual names.
    pub fields: BTreeMap<String, String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            base_url: None,
            globs: Vec::new(),
            excludes: Vec::new(),
            gitignore: true,
            whole: false,
            plain: false,
            clean_urls: false,
            canonical: true,
            html: HtmlOptions::default(),
            fields: BTreeMap::new(),
        }
    }
}
