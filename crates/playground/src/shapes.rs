//! The shapes that cross to JavaScript, as plain objects; `types.d.ts` declares them.

use midu_ingest::{Error, Report, Warning};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPESCRIPT: &str = include_str!("types.d.ts");

/// A plain object of a shape.
pub(crate) fn object(shape: &impl Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new();
    // Texts, numbers and lists of them always are objects.
    shape.serialize(&serializer).unwrap_or_default()
}

/// A warning.
#[derive(Debug, Serialize)]
pub(crate) struct Note {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    text: String,
}

impl From<Warning> for Note {
    fn from(Warning { path, line, text, .. }: Warning) -> Self {
        Self { path: path.display().to_string(), line, text }
    }
}

fn notes(warnings: Vec<Warning>) -> Vec<Note> {
    warnings.into_iter().map(Note::from).collect()
}

/// What one file gave.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Added {
    documents: u64,
    bytes: u64,
    notes: Vec<Note>,
    left_out: Vec<Note>,
}

impl From<Report> for Added {
    fn from(report: Report) -> Self {
        Self {
            documents: report.documents,
            bytes: report.bytes,
            notes: notes(report.warnings),
            left_out: notes(report.left_out),
        }
    }
}

/// Why something is not in the index.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Fault {
    code: &'static str,
    what: String,
    place: String,
    help: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
}

impl From<&Error> for Fault {
    fn from(error: &Error) -> Self {
        let at = error.position().map(|(_, line, column)| (line, column));
        Self {
            code: error.code().as_str(),
            what: error.what().to_owned(),
            place: error.place().to_owned(),
            help: error.help().to_owned(),
            line: at.map(|(line, _)| line),
            column: at.map(|(_, column)| column),
        }
    }
}

impl Fault {
    /// What the writer says; nothing of it is about one file.
    pub(crate) fn engine(error: &midu_core::Error) -> Self {
        Self { code: error.code().as_str(), what: error.message().to_owned(), ..Self::default() }
    }
}

/// What an index was made of.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Built {
    files: u64,
    documents: u64,
    file_bytes: u64,
    pub(crate) text_bytes: u64,
    pub(crate) characters: u64,
    left_out: Vec<Note>,
    faults: Vec<Fault>,
}

impl Built {
    pub(crate) fn new(report: Report, faults: &[Error]) -> Self {
        Self {
            files: report.files,
            documents: report.documents,
            file_bytes: report.bytes,
            text_bytes: 0,
            characters: 0,
            left_out: notes(report.left_out),
            faults: faults.iter().map(Fault::from).collect(),
        }
    }
}
