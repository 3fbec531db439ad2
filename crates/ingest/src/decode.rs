//! Bytes -> text, whatever encoding they are in. Never fails: what cannot be decoded becomes U+FFFD
//! and is reported. Knows nothing of what the text means.
//!
//! Order: byte order mark; UTF-8; UTF-8 with damage; the encoding that the text names itself, as HTML
//! and XML do; a legacy encoding by its statistics. What is whole UTF-8 is UTF-8 whatever it says: a
//! page that was converted often kept its old label. The names and decoders are those of the WHATWG
//! Encoding Standard (<https://encoding.spec.whatwg.org/>).

use crate::report::{Place, Reporter};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};
use std::path::Path;

/// Bytes that the statistics see, from the first one that is not ASCII. Some hundred characters
/// decide between GB18030 and Big5; a bound keeps a file of 200 MB from being read 20 times over.
const SAMPLE: usize = 1 << 20;

/// Where a label is looked for: browsers look through 1,024 bytes, some pages need more.
const LABEL_WITHIN: usize = 4096;

/// Decodes a file. A NUL becomes U+FFFD, since nothing after this needs to care about it then.
pub(crate) fn decode(bytes: Vec<u8>, path: &Path, reporter: &mut Reporter) -> String {
    let text = match Encoding::for_bom(&bytes) {
        Some((encoding, mark)) if encoding == UTF_8 => utf8(bytes, mark, path, reporter),
        Some((encoding, mark)) => {
            legacy(bytes.get(mark..).unwrap_or_default(), encoding, path, reporter)
        }
        None => utf8(bytes, 0, path, reporter),
    };
    without_nul(text, path, reporter)
}

fn utf8(mut bytes: Vec<u8>, mark: usize, path: &Path, reporter: &mut Reporter) -> String {
    bytes.drain(..mark);
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(broken) => broken.into_bytes(),
    };
    let damage = Damage::of(&bytes);
    if mark == 0 && !damage.is_slight() {
        let encoding = labelled(&bytes).unwrap_or_else(|| detect(&bytes));
        if encoding != UTF_8 {
            return legacy(&bytes, encoding, path, reporter);
        }
    }
    let text = format!(
        "{} broken UTF-8 sequence{} replaced by U+FFFD, the first one here",
        damage.broken,
        if damage.broken == 1 { "" } else { "s" }
    );
    reporter.warn(path, Place::Byte((damage.first + mark) as u64), text);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// How far bytes are from UTF-8.
struct Damage {
    broken: u64,
    first: usize,
    whole: u64,
}

impl Damage {
    fn of(bytes: &[u8]) -> Self {
        let mut damage = Self { broken: 0, first: 0, whole: 0 };
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            // Three bytes or more: two-byte sequences come up by chance in GB18030 and Big5.
            damage.whole += chunk.valid().chars().filter(|c| c.len_utf8() >= 3).count() as u64;
            at += chunk.valid().len();
            if !chunk.invalid().is_empty() {
                if damage.broken == 0 {
                    damage.first = at;
                }
                damage.broken += 1;
                at += chunk.invalid().len();
            }
        }
        damage
    }

    /// Text in GB18030 or Big5 breaks UTF-8 at almost every character, a damaged file here and there.
    fn is_slight(&self) -> bool {
        self.whole >= self.broken.saturating_mul(2)
    }
}

/// The encoding that `charset=` of HTML or `encoding=` of XML names.
fn labelled(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..LABEL_WITHIN).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let of_meta = head.split("<meta").skip(1).filter_map(|tag| {
        let tag = tag.split_once('>').map_or(tag, |(tag, _)| tag);
        Some(tag.split_once("charset")?.1)
    });
    let of_xml = head.trim_start().strip_prefix("<?xml").and_then(|rest| {
        let declaration = rest.split_once("?>")?.0;
        Some(declaration.split_once("encoding")?.1)
    });
    let found = of_xml.into_iter().chain(of_meta).find_map(|after| {
        let value = after.trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| c.is_whitespace() || "\"';/>".contains(c));
        Encoding::for_label(value.get(..end.unwrap_or(value.len()))?.as_bytes())
    })?;
    // A page that calls itself UTF-8 or UTF-16 and is neither is told by its statistics.
    let is_legacy = found.output_encoding() == found && found != UTF_8;
    is_legacy.then_some(if found == GBK { GB18030 } else { found })
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let start = Encoding::ascii_valid_up_to(bytes);
    let rest = bytes.get(start..).unwrap_or_default();
    let sample = rest.get(..SAMPLE).unwrap_or(rest);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, sample.len() == rest.len());
    let encoding = detector.guess(None, Utf8Detection::Deny);
    // The standard decodes both alike; the name says what was meant.
    if encoding == GBK { GB18030 } else { encoding }
}

fn legacy(bytes: &[u8], encoding: &'static Encoding, path: &Path, out: &mut Reporter) -> String {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let broken = text.matches(char::REPLACEMENT_CHARACTER).count();
    let mut note = format!("decoded from {}", encoding.name());
    if broken > 0 {
        note.push_str(&format!(", {broken} characters could not be and became U+FFFD"));
    }
    out.warn(path, Place::File, note);
    text.into_owned()
}

fn without_nul(text: String, path: &Path, reporter: &mut Reporter) -> String {
    let Some(first) = text.find('\0') else { return text };
    let count = text.matches('\0').count();
    let note = format!("{count} NUL characters replaced by U+FFFD, the first one here");
    reporter.warn(path, Place::Byte(first as u64), note);
    text.replace('\0', "\u{FFFD}")
}
