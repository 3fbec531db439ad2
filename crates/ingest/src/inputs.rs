//! Paths as a person names them -> the files to read. Opens no file.

use crate::report::{Place, Reporter};
use crate::source::{Kind, Source, kind_of, source};
use crate::{Error, Options, Result};
use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, WalkBuilder};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Files at the root of a site that are no text of it.
const NO_TEXTS: [&str; 7] = [
    "404.html",
    "robots.txt",
    "humans.txt",
    "ads.txt",
    "security.txt",
    "llms.txt",
    "llms-full.txt",
];

/// Finds the files of all inputs: in the order given, and inside a folder by name.
pub(crate) fn find(
    paths: &[PathBuf],
    options: &Options,
    reporter: &mut Reporter,
) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            let (url, stem) = (String::new(), String::new());
            let path = path.clone();
            let kind = Kind::JsonLines;
            sources.push(Source { path, kind, url, stem, bytes: 0, date: None });
            continue;
        }
        let about = std::fs::metadata(path).map_err(|e| Error::unreadable(path, e))?;
        if about.is_dir() {
            sources.extend(in_folder(path, options, reporter)?);
        } else {
            let kind = kind_of(path).ok_or_else(|| Error::unknown_kind(path))?;
            let root = path.parent().unwrap_or(Path::new(""));
            sources.push(source(path, root, kind, about.len(), options, reporter));
        }
    }
    Ok(sources)
}

fn in_folder(root: &Path, options: &Options, reporter: &mut Reporter) -> Result<Vec<Source>> {
    let named = !options.globs.is_empty();
    let mut found = Vec::new();
    for entry in walk(root, options)? {
        let entry = match entry {
            Ok(entry) => entry,
            Err(cause) => {
                survive(root, cause, reporter)?;
                continue;
            }
        };
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        let path = entry.path();
        match kind_of(path) {
            Some(Kind::JsonLines) if !named => {
                let text = "not read: a .jsonl file inside a folder must be named itself";
                reporter.warn(path, Place::File, text.into());
            }
            Some(kind) if named || !(kind.holds_many() || is_no_text(path, root)) => {
                let bytes = entry.metadata().map_or(0, |about| about.len());
                found.push(source(path, root, kind, bytes, options, reporter));
            }
            _ => {}
        }
    }
    // A built site is what its pages are; text that lies beside them is theirs already.
    if !named && found.iter().any(|source| source.kind == Kind::Html) {
        let before = found.len();
        found.retain(|source| source.kind == Kind::Html);
        let beside = before - found.len();
        if beside > 0 {
            let text = format!(
                "{beside} text file{} beside the pages of this site not read; name them with a glob",
                if beside == 1 { "" } else { "s" }
            );
            reporter.warn(root, Place::File, text);
        }
    }
    Ok(found)
}

fn walk(root: &Path, options: &Options) -> Result<ignore::Walk> {
    let mut walk = WalkBuilder::new(root);
    walk.standard_filters(false)
        .hidden(true)
        .git_ignore(options.gitignore)
        // The folder of a built site stands in the .gitignore above it.
        .parents(false)
        .require_git(false)
        .follow_links(true)
        .sort_by_file_name(Ord::cmp)
        .overrides(patterns(root, options)?)
        .filter_entry(|entry| entry.depth() == 0 || !is_dependencies(entry));
    Ok(walk.build())
}

fn patterns(root: &Path, options: &Options) -> Result<Override> {
    let mut builder = OverrideBuilder::new(root);
    let help = "patterns are written as in .gitignore: *.md, drafts/, /notes/**";
    let lists = [("glob", "", &options.globs), ("exclude", "!", &options.excludes)];
    for (name, mark, list) in lists {
        for pattern in list {
            let added = builder.add(&format!("{mark}{pattern}"));
            added.map_err(|e| Error::bad_option(name, pattern, &e.to_string(), help))?;
        }
    }
    builder
        .build()
        .map_err(|e| Error::bad_option("glob", &options.globs.join(", "), &e.to_string(), help))
}

fn is_dependencies(entry: &DirEntry) -> bool {
    entry.file_name() == "node_modules"
}

fn is_no_text(path: &Path, root: &Path) -> bool {
    path.parent() == Some(root)
        && path.file_name().is_some_and(|name| NO_TEXTS.iter().any(|no_text| name == *no_text))
}

/// A symbolic link that leads nowhere or in a circle holds no text: a warning. Anything else may hide
/// text that was meant to be indexed: an error.
fn survive(root: &Path, cause: ignore::Error, reporter: &mut Reporter) -> Result<()> {
    let mut path = root.to_path_buf();
    let mut cause = cause;
    loop {
        cause = match cause {
            ignore::Error::WithPath { path: at, err } => {
                path = at;
                *err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                *err
            }
            other => {
                cause = other;
                break;
            }
        };
    }
    if let ignore::Error::Loop { child, .. } = cause {
        let text = "not followed: this symbolic link leads back to a folder that holds it";
        reporter.warn(&child, Place::File, text.into());
        return Ok(());
    }
    if matches!(cause, ignore::Error::Glob { .. } | ignore::Error::Partial(_)) {
        reporter.warn(&path, Place::File, format!("a pattern in it is not understood: {cause}"));
        return Ok(());
    }
    let is_link = std::fs::symlink_metadata(&path).is_ok_and(|about| about.is_symlink());
    let cause = cause.into_io_error().unwrap_or_else(|| ErrorKind::Other.into());
    if is_link && cause.kind() != ErrorKind::PermissionDenied {
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if !hidden {
            reporter.warn(&path, Place::File, "skipped: a symbolic link to nothing".into());
        }
        return Ok(());
    }
    Err(Error::unreadable(&path, cause))
}
