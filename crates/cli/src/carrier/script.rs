//! [`Carrier::Script`]: files that a page may read without a host, as classic scripts which hand over
//! text in base64, with a page that works by double click; or all of it in one HTML file.

use super::assets::Assets;
use super::entry::{self, Entry};
use super::files::{Plan, RESIDENT, copy_hashed};
use super::folder::{self, Written};
use super::packs::Packs;
use crate::carrier::Carrier;
use crate::failure::Failure;
use crate::output;
use base64::prelude::BASE64_STANDARD;
use base64::write::EncoderWriter;
use midu_core::Index;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The page and the script with client and engine beside it.
const PAGE: &str = "index.html";
const CLIENT: &str = "midu.js";
/// In every page of ours, so that no other is overwritten.
const MARK: &str = "<meta name=\"generator\" content=\"midu\">";
const TEMPLATE: &str = include_str!("page.html");

/// Packs of scripts: a disc has no round trips to save but dislikes many files.
const FEWER: u64 = 16;

/// Refuses what cannot become a single page.
pub(crate) fn refuse_page(path: &Path) -> Result<(), Failure> {
    let named = ["html", "htm"].iter().any(|wanted| super::has_extension(path, wanted));
    if !named {
        let help = "name the output something.html";
        return Err(Failure::new("one file is a page", path.display().to_string(), help));
    }
    output::refuse(path)?;
    refuse_foreign(path)
}

/// Refuses to overwrite a page that is not ours.
fn refuse_foreign(path: &Path) -> Result<(), Failure> {
    let Ok(text) = std::fs::read(path) else { return Ok(()) };
    if text.windows(MARK.len()).any(|piece| piece == MARK.as_bytes()) {
        return Ok(());
    }
    let help = "remove it first, or name another output";
    let what = "there is a page already that midu did not write";
    Err(Failure::new(what, path.display().to_string(), help))
}

/// Name of a script in the folder of the build.
pub(crate) fn script_name(file: &str) -> String {
    Path::new(file).with_extension("js").display().to_string()
}

/// Writes a folder that works by double click.
pub(crate) fn write<D: AsRef<[u8]>>(
    output: &Path,
    input: &mut (impl Read + Seek),
    index: &Index<D>,
    max_files: u32,
    assets: &Assets,
) -> Result<Written, Failure> {
    refuse_foreign(&output.join(PAGE))?;
    let most = u64::from(max_files).saturating_sub(4) / FEWER;
    let plan = Plan::new(index, Carrier::Script, most.max(16))?;
    let fill = |folder: &Path| {
        let mut hasher = plan.entry.hasher();
        let (mut files, mut bytes) = (0, 0);
        plan.each(input, &mut |name, head, content| {
            let path = folder.join(script_name(name));
            let mut file = BufWriter::new(File::create(&path)?);
            let key = name.trim_end_matches(".bin");
            write!(file, "midu.put(\"{key}\",\"")?;
            encode(head, content, &mut file, &mut hasher)?;
            file.write_all(b"\");\n")?;
            file.flush()?;
            files += 1;
            bytes += file.get_ref().metadata()?.len();
            Ok(())
        })?;
        Ok((entry::name_of(hasher), files, bytes))
    };
    let entry = |build: &str| format!("midu.index({});\n", plan.entry.of_build(build).text());
    let mut written = folder::write(output, entry::SCRIPT, fill, entry)?;
    let client = assets.script();
    let page = page(output, "<script src=\"midu.js\"></script>", entry::SCRIPT);
    for (name, text) in [(CLIENT, client), (PAGE, page)] {
        output::write(&output.join(name), &mut text.as_bytes())?;
        written.files += 1;
        written.bytes += text.len() as u64;
    }
    Ok(written)
}

/// Writes one page with everything in it; gives its length.
pub(crate) fn write_page<D: AsRef<[u8]>>(
    output: &Path,
    input: &mut (impl Read + Seek),
    index: &Index<D>,
    assets: &Assets,
) -> Result<u64, Failure> {
    let summary = index.summary();
    let entry = Entry::new(Carrier::Script, &summary, &Packs::none());
    let entry = Entry { resident: summary.file_length, ..entry };
    let scripts = assets.script();
    if scripts.contains("</script") || scripts.contains("<!--") {
        let help = "use the scripts of an unchanged midu package";
        return Err(Failure::new("a script would end its own element", "--assets", help));
    }
    let whole = encoded(input, &entry).map_err(|cause| {
        Failure::new(format!("cannot read it: {cause}"), "the index", "try again")
    })?;
    let scripts = format!("<script>\n{scripts}</script>\n<script>\n{whole}</script>");
    let page = page(output, &scripts, "midu:index");
    output::write(output, &mut page.as_bytes())?;
    Ok(page.len() as u64)
}

/// The call that hands over a whole index.
fn encoded(input: &mut (impl Read + Seek), entry: &Entry) -> io::Result<String> {
    let mut hasher = entry.hasher();
    let mut text = Vec::new();
    input.seek(SeekFrom::Start(0))?;
    encode(&[], input, &mut text, &mut hasher)?;
    let entry = entry.of_build(&entry::name_of(hasher));
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    Ok(format!("midu.index({},\"{text}\");\n", entry.text()))
}

fn encode(
    head: &[u8],
    content: &mut dyn Read,
    to: &mut dyn Write,
    hasher: &mut sha2::Sha256,
) -> io::Result<()> {
    let mut encoder = EncoderWriter::new(to, &BASE64_STANDARD);
    encoder.write_all(head)?;
    copy_hashed(content, &mut encoder, hasher)?;
    encoder.finish().map(drop)
}

/// The page around a search box.
fn page(output: &Path, scripts: &str, source: &str) -> String {
    let title = output.file_stem().unwrap_or_default().to_string_lossy();
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    let filled = TEMPLATE.replace("{mark}", MARK).replace("{title}", &title);
    // Last, as a script may hold anything.
    filled.replace("{source}", source).replacen("{scripts}", scripts, 1)
}

/// Name of the resident part as `midu.put` has it.
pub(crate) fn resident_key() -> &'static str {
    RESIDENT.trim_end_matches(".bin")
}
