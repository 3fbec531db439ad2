//! How inputs are read: the flags that `midu index` and `midu serve` share, over what midu.toml says.

use crate::failure::Failure;
use crate::settings::Settings;
use midu_ingest::{Options, Selector};
use std::path::PathBuf;

/// Flags about reading. Each has a key of the same name in midu.toml.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Reading")]
pub(crate) struct Reading {
    /// What urls of files start with, such as /docs/ or https://example.org/ [default: / for HTML].
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    /// Read only files of folders that match, as in .gitignore; may be repeated [default: HTML, or
    /// else Markdown and plain text].
    #[arg(long, value_name = "PATTERN")]
    glob: Vec<String>,

    /// Pass over files and folders that match; may be repeated.
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,

    /// Read what .gitignore files name, too.
    #[arg(long)]
    no_gitignore: bool,

    /// Leave pages of newspapers whole instead of cutting them into articles.
    #[arg(long)]
    whole: bool,

    /// Read text files as they stand: no Markdown or HTML is seen in them, nothing is cut.
    #[arg(long)]
    plain: bool,

    /// Take .html and .md off urls, for hosts that serve pages without.
    #[arg(long)]
    clean_urls: bool,

    /// Keep the url of a page's file where the page names a canonical one.
    #[arg(long)]
    no_canonical: bool,

    /// Elements that hold the content, such as main or .post; may be repeated.
    #[arg(long, value_name = "SELECTOR")]
    root: Vec<String>,

    /// Elements to leave out, such as .toc; may be repeated.
    #[arg(long, value_name = "SELECTOR")]
    ignore: Vec<String>,

    /// Leave out the alternative text of images.
    #[arg(long)]
    no_alt: bool,

    /// Leave out listings.
    #[arg(long)]
    no_code: bool,

    /// Leave out tables.
    #[arg(long)]
    no_tables: bool,

    /// Keep the readings of ruby among its characters.
    #[arg(long)]
    readings: bool,

    /// Which field of JSON or CSV holds what, such as text=正文; may be repeated.
    #[arg(long, value_name = "ROLE=FIELD", value_parser = field)]
    field: Vec<(String, String)>,
}

/// What a field can hold.
pub(crate) const ROLES: [&str; 6] = ["url", "title", "text", "date", "id", "lang"];

fn field(text: &str) -> Result<(String, String), String> {
    let (role, name) = text.split_once('=').ok_or("write it as ROLE=FIELD, such as text=body")?;
    if !ROLES.contains(&role) {
        return Err(format!("{role:?} is none of {}", ROLES.join(", ")));
    }
    Ok((role.to_owned(), name.to_owned()))
}

impl Reading {
    /// The options that flags and settings give together. A flag goes before a key; lists add up.
    pub(crate) fn options(&self, settings: &Settings) -> Result<Options, Failure> {
        let mut options = Options::default();
        options.base_url = self.base_url.clone().or_else(|| settings.base_url.clone());
        options.globs = both(&self.glob, &settings.glob);
        options.excludes = both(&self.exclude, &settings.exclude);
        options.gitignore = !self.no_gitignore && settings.gitignore.unwrap_or(true);
        options.whole = self.whole || settings.whole.unwrap_or(false);
        options.plain = self.plain || settings.plain.unwrap_or(false);
        options.clean_urls = self.clean_urls || settings.clean_urls.unwrap_or(false);
        options.canonical = !self.no_canonical && settings.canonical.unwrap_or(true);
        let html = &settings.html;
        options.html.root = selectors("root", &both(&self.root, &html.root))?;
        options.html.ignore = selectors("ignore", &both(&self.ignore, &html.ignore))?;
        options.html.alt = !self.no_alt && html.alt.unwrap_or(true);
        options.html.code = !self.no_code && html.code.unwrap_or(true);
        options.html.tables = !self.no_tables && html.tables.unwrap_or(true);
        options.html.readings = self.readings || html.readings.unwrap_or(false);
        options.fields = settings.fields.clone();
        options.fields.extend(self.field.iter().cloned());
        Ok(options)
    }
}

/// Leaves an output inside an input out of it: what was built is no text to build from.
pub(crate) fn leave_out(options: &mut Options, inputs: &[PathBuf], output: &std::path::Path) {
    let Ok(output) = output.canonicalize() else { return };
    for input in inputs {
        let Ok(input) = input.canonicalize() else { continue };
        if let Ok(below) = output.strip_prefix(&input)
            && let Some(below) = below.to_str().filter(|below| !below.is_empty())
        {
            options.excludes.push(format!("/{}", below.replace('\\', "/")));
        }
    }
}

fn both(flags: &[String], settings: &[String]) -> Vec<String> {
    settings.iter().chain(flags).cloned().collect()
}

fn selectors(name: &str, texts: &[String]) -> Result<Vec<Selector>, Failure> {
    let parse = |text: &String| {
        text.parse::<Selector>().map_err(|reason| {
            let what = format!("{text:?} is not understood: {reason}");
            Failure::new(what, name, "write a tag, .class, #id or [attribute], such as div.note")
        })
    };
    texts.iter().map(parse).collect()
}
