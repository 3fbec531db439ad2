//! A folder of files for one test.

#![allow(dead_code, reason = "every test binary uses its share")]

use midu_ingest::{Error, Report};
use std::path::{Path, PathBuf};

/// Files in a folder that vanishes with this value.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn of<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, content) in files {
            let path = folder.0.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn read(&self) -> (Vec<midu_core::Document>, Report) {
        midu_ingest::read_folder(self.path()).unwrap()
    }

    pub(crate) fn read_file(
        &self,
        name: &str,
    ) -> Result<(Vec<midu_core::Document>, Report), Error> {
        midu_ingest::read_inputs(&[self.path().join(name)], &mut |_| {})
    }
}

/// The one document of a file with this name and content, and what was warned of.
pub(crate) fn one(name: &str, content: impl AsRef<[u8]>) -> (midu_core::Document, Vec<String>) {
    let folder = Folder::of(&[(name, content)]);
    let (mut documents, report) = folder.read_file(name).unwrap();
    assert_eq!(documents.len(), 1);
    let warnings = report.warnings.iter().map(|warning| {
        let place = warning.line.map(|line| format!("line {line}: "));
        let place = place.or(warning.byte.map(|byte| format!("byte {byte}: ")));
        place.unwrap_or_default() + &warning.text
    });
    (documents.remove(0), warnings.collect())
}

/// The urls of documents.
pub(crate) fn urls(documents: &[midu_core::Document]) -> Vec<&str> {
    documents.iter().map(|document| document.url.as_str()).collect()
}

/// Several inputs below one folder.
pub(crate) fn inputs(folder: &Folder, names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|name| folder.path().join(name)).collect()
}

/// Pages of inputs below a folder, with these options.
pub(crate) fn pages_with(
    folder: &Folder,
    names: &[&str],
    options: midu_ingest::Options,
) -> Result<(Vec<midu_ingest::Page>, Report), Error> {
    let mut found = Vec::new();
    let mut ingest = midu_ingest::Ingest::new(options);
    let report = ingest.read(&inputs(folder, names), &mut |_| {}, &mut |page| {
        found.push(page);
        std::ops::ControlFlow::Continue(())
    })?;
    Ok((found, report))
}

/// Pages of inputs below a folder.
pub(crate) fn pages(folder: &Folder, names: &[&str]) -> (Vec<midu_ingest::Page>, Report) {
    pages_with(folder, names, midu_ingest::Options::default()).unwrap()
}

/// The one page of some HTML.
pub(crate) fn page_with(html: &str, options: midu_ingest::Options) -> midu_ingest::Page {
    let folder = Folder::of(&[("page.html", html)]);
    let (mut found, _) = pages_with(&folder, &["page.html"], options).unwrap();
    assert_eq!(found.len(), 1, "{html}");
    found.remove(0)
}

/// The one page of some HTML.
pub(crate) fn page(html: &str) -> midu_ingest::Page {
    page_with(html, midu_ingest::Options::default())
}
