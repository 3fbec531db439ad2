//! What the files of a site say of it as a whole: which of its pages a site map lists, whether some page
//! marks its content.

use crate::report::{Place, Reporter};
use crate::source::{Kind, Source};
use crate::{Options, Result, decode, feed, files, urls};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Takes the site maps out of the files that were named, and leaves of the HTML pages those they list,
/// under the addresses that they give.
pub(crate) fn apply_site_maps(
    sources: &mut Vec<Source>,
    options: &Options,
    reporter: &mut Reporter,
) -> Result<()> {
    let mut listed = BTreeMap::new();
    let mut maps = Vec::new();
    let mut waiting: Vec<PathBuf> = sources
        .iter()
        .filter(|source| source.kind == Kind::Xml)
        .map(|source| source.path.clone())
        .rev()
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let Ok(bytes) = std::fs::read(&path) else {
            reporter.warn(&path, Place::File, "a site map that is listed and not there".into());
            continue;
        };
        // Read once more as a feed if it is none; decoding is told of then.
        let text = decode::decode(bytes, &path, &mut Reporter::default());
        let Some((pages, others)) = feed::site_map(&text, &path)? else { continue };
        maps.push(path.clone());
        for page in pages {
            listed.entry(urls::key(&page.url)).or_insert(page);
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let names = others.iter().filter_map(|url| url.rsplit('/').next());
        waiting.extend(names.map(|name| folder.join(name)));
    }
    if maps.is_empty() {
        return Ok(());
    }
    sources.retain(|source| !maps.contains(&source.path));
    sources.retain_mut(|source| {
        if source.kind != Kind::Html {
            return true;
        }
        let Some(page) = listed.remove(&urls::key(&source.url)) else { return false };
        let absolute = options.base_url.as_ref().is_some_and(|base| base.contains("://"));
        if let Some(url) = urls::resolve(&page.url, "") {
            let path =
                url.query().map_or_else(|| url.path().into(), |q| format!("{}?{q}", url.path()));
            source.url = if absolute { url.to_string() } else { path };
        }
        source.date = page.date;
        true
    });
    if let Some(page) = listed.values().next() {
        let text = format!(
            "{} listed page{} not among the files, the first one {}; --base-url tells where on its \
             host the site stands",
            listed.len(),
            if listed.len() == 1 { "" } else { "s" },
            page.url
        );
        let map = maps.first().map_or(Path::new(""), PathBuf::as_path);
        reporter.warn(map, Place::File, text);
    }
    Ok(())
}

/// Whether some HTML page marks its content; the others are left out then.
pub(crate) fn is_marked(sources: &[Source]) -> bool {
    sources
        .par_iter()
        .filter(|source| source.kind == Kind::Html)
        .any(|source| std::fs::read(&source.path).is_ok_and(|bytes| files::is_marked(&bytes)))
}
