//! The writer of the playground page: files in memory, as a reader dropped them, to the bytes of an index.
//! Runs in a worker of that page; no page that only searches has it. Nothing is decided here: files are read
//! by midu-ingest, the index is written by midu-core, as the midu command does it, so the bytes are the same.

mod shapes;

use js_sys::{Function, Uint8Array};
use midu_core::{IndexWriter, Layout};
use midu_ingest::{Gathering, Options};
use shapes::{Added, Built, Fault};
use std::ops::ControlFlow;
use std::path::Path;
use wasm_bindgen::prelude::*;

/// Collects files, then writes their index.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Builder {
    gathering: Gathering,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

#[wasm_bindgen]
impl Builder {
    /// Without a file.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self { gathering: Gathering::new(Options::default()) }
    }

    /// Takes a file: its name, or its path below the folder that was dropped, and its bytes. Says what it gave.
    ///
    /// # Errors
    /// A `Fault`; nothing of that file is taken then, and others can still be added.
    #[wasm_bindgen(unchecked_return_type = "Added")]
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) -> Result<JsValue, JsValue> {
        let added = self.gathering.add(Path::new(name), bytes);
        added
            .map(|report| shapes::object(&Added::from(report)))
            .map_err(|error| shapes::object(&Fault::from(&error)))
    }

    /// Writes the index, in the layout `paged`, `embedded` or `compact`. Calls `progress` with the name of a phase
    /// and its share in thousandths.
    ///
    /// # Errors
    /// A `Fault`.
    pub fn finish(self, layout: &str, progress: &Function) -> Result<Written, JsValue> {
        let layout = [Layout::Paged, Layout::Embedded, Layout::Compact]
            .into_iter()
            .find(|known| known.as_str() == layout);
        let mut writer = IndexWriter::new(layout.unwrap_or(Layout::Paged));
        let (mut failed, mut text_bytes) = (None, 0);
        let (report, faults) = self.gathering.finish(&mut |page| {
            let document = page.into_document();
            let lengths = document.blocks.iter().map(String::len);
            text_bytes += lengths.sum::<usize>() + document.title.len();
            match writer.add(document) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        let mut built = Built::new(report, &faults);
        (built.characters, built.text_bytes) = (writer.source_characters(), text_bytes as u64);
        let bytes = match failed {
            Some(error) => Err(error),
            None => writer.finish(&mut |done| {
                // What watches the progress does not stop the work.
                let _ =
                    progress.call2(&JsValue::NULL, &done.phase.into(), &done.thousandths.into());
            }),
        };
        let bytes = bytes.map_err(|error| shapes::object(&Fault::engine(&error)))?;
        Ok(Written { bytes, built })
    }
}

/// An index that was written.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Written {
    bytes: Vec<u8>,
    built: Built,
}

#[wasm_bindgen]
impl Written {
    /// The bytes of the `.midu` file.
    #[must_use]
    pub fn bytes(&self) -> Uint8Array {
        Uint8Array::from(self.bytes.as_slice())
    }

    /// What is in it, and which files or documents are not.
    #[wasm_bindgen(unchecked_return_type = "Built")]
    #[must_use]
    pub fn report(&self) -> JsValue {
        shapes::object(&self.built)
    }
}
