//! From what a carrier wrote back to the bytes of the index, so that every command takes every output
//! of `midu index`.

use super::entry::{self, Entry};
use super::files::{RESIDENT, WHOLE, pack_name};
use super::folder::entry_in;
use super::packs::{HEAD, MAGIC};
use super::script::{resident_key, script_name};
use crate::failure::Failure;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use std::path::Path;

/// The bytes of an index: a file, a folder or its entry, a page.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.is_dir() {
        let entry = entry_in(path).ok_or_else(|| {
            let help = "name an output of `midu index`";
            Failure::new("it is a folder without an index", path.display().to_string(), help)
        })?;
        return assembled(&entry);
    }
    let name = path.file_name().unwrap_or_default();
    if name == entry::JSON || name == entry::SCRIPT {
        return assembled(path);
    }
    let bytes = std::fs::read(path).map_err(|cause| Failure::unreadable(path, &cause))?;
    if ["html", "htm"].iter().any(|wanted| super::has_extension(path, wanted)) {
        return of_page(path, bytes);
    }
    Ok(bytes)
}

/// What an entry says.
pub(crate) fn entry_of(path: &Path) -> Result<Entry, Failure> {
    let text = std::fs::read_to_string(path).map_err(|cause| Failure::unreadable(path, &cause))?;
    let text = match text.strip_prefix("midu.index(") {
        Some(call) => call.trim_end().trim_end_matches(");"),
        None => text.as_str(),
    };
    serde_json::from_str(text).map_err(|cause| broken(path, format!("it is no entry: {cause}")))
}

fn assembled(path: &Path) -> Result<Vec<u8>, Failure> {
    let entry = entry_of(path)?;
    let folder = path.with_file_name(&entry.build);
    let mut bytes = Vec::new();
    if entry.carrier == "range" {
        let file = folder.join(WHOLE);
        return std::fs::read(&file).map_err(|cause| Failure::unreadable(&file, &cause));
    }
    let count: u64 = entry.packs.iter().map(|(_, _, count)| count).sum();
    let names = std::iter::once(RESIDENT.to_owned()).chain((0..count).map(pack_name));
    for name in names {
        let content = if entry.carrier == "script" {
            of_script(&folder.join(script_name(&name)), name.trim_end_matches(".bin"))?
        } else {
            let file = folder.join(&name);
            std::fs::read(&file).map_err(|cause| Failure::unreadable(&file, &cause))?
        };
        let content =
            if name == RESIDENT { Some(content.as_slice()) } else { content_of(&content) };
        let content = content.ok_or_else(|| broken(&folder.join(&name), "it is no pack"))?;
        bytes.extend_from_slice(content);
    }
    Ok(bytes)
}

/// What follows the head of a pack; none where the head is another one.
fn content_of(pack: &[u8]) -> Option<&[u8]> {
    let (head, content) = pack.split_at_checked(HEAD)?;
    let length = u32::try_from(content.len()).ok()?.to_le_bytes();
    (head.get(..4)? == MAGIC && head.get(4..8)? == length).then_some(content)
}

/// The bytes that a script hands over.
fn of_script(path: &Path, key: &str) -> Result<Vec<u8>, Failure> {
    debug_assert!(key == resident_key() || key.bytes().all(|b| b.is_ascii_digit()));
    let text = std::fs::read_to_string(path).map_err(|cause| Failure::unreadable(path, &cause))?;
    let start = format!("midu.put(\"{key}\",\"");
    let text = text.strip_prefix(&start).and_then(|text| text.strip_suffix("\");\n"));
    let bytes = text.and_then(|text| BASE64_STANDARD.decode(text).ok());
    bytes.ok_or_else(|| broken(path, "it is no script of an index"))
}

/// The index inside a page.
fn of_page(path: &Path, page: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let text = String::from_utf8(page).unwrap_or_default();
    let call = text.rsplit_once("\nmidu.index({").and_then(|(_, call)| call.split_once("},\""));
    let text = call.and_then(|(_, text)| text.split_once("\");")).map(|(text, _)| text);
    let bytes = text.and_then(|text| BASE64_STANDARD.decode(text).ok());
    bytes.ok_or_else(|| broken(path, "there is no index in this page"))
}

fn broken(path: &Path, what: impl Into<String>) -> Failure {
    Failure::new(what, path.display().to_string(), "copy it again from where it was built")
}
