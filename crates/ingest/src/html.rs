//! The HTML that stands inside Markdown -> its visible text. Not an HTML parser: it knows tags,
//! comments, a few entities, and which tags sit inside a line.

/// Tags inside a line of text: what stands on either side of one belongs together.
const INLINE: [&str; 30] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "mark", "q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup",
    "u", "var", "wbr",
];

/// Elements whose content nobody reads.
const UNSEEN: [&str; 4] = ["script", "style", "template", "rt"];

/// Whether inline markup is a line break.
pub(crate) fn is_line_break(markup: &str) -> bool {
    tag_name(markup.trim_start_matches('<')).eq_ignore_ascii_case("br")
}

/// The text of a piece of HTML, cut where an element other than an inline one starts or ends.
pub(crate) fn blocks(markup: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open = String::new();
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        push_text(&mut open, rest.get(..at).unwrap_or_default());
        let tag = rest.get(at + 1..).unwrap_or_default();
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = after(comment, "-->");
            continue;
        }
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            open.push('<');
            rest = tag;
            continue;
        }
        let name = tag_name(tag).to_ascii_lowercase();
        rest = after(tag, ">");
        if UNSEEN.contains(&name.as_str()) && !tag.starts_with('/') {
            rest = after(skip_to_end_tag(rest, &name), ">");
        } else if name == "br" {
            open.push('\n');
        } else if !INLINE.contains(&name.as_str()) {
            close(&mut open, &mut blocks);
        }
    }
    push_text(&mut open, rest);
    close(&mut open, &mut blocks);
    blocks
}

fn close(open: &mut String, blocks: &mut Vec<String>) {
    let block = std::mem::take(open);
    if !block.trim().is_empty() {
        blocks.push(block);
    }
}

fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.find(end).and_then(|at| text.get(at + end.len()..)).unwrap_or_default()
}

/// What follows from the end tag of an element on, and nothing if it never ends.
fn skip_to_end_tag<'a>(text: &'a str, name: &str) -> &'a str {
    let ends = text.match_indices("</").find(|(at, _)| {
        let found = text.get(at + 2..).map(tag_name).unwrap_or_default();
        found.eq_ignore_ascii_case(name)
    });
    ends.and_then(|(at, _)| text.get(at..)).unwrap_or_default()
}

/// The name at the start of what follows a `<`.
fn tag_name(tag: &str) -> &str {
    let tag = tag.trim_start_matches('/');
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
    tag.get(..end).unwrap_or_default()
}

fn push_text(out: &mut String, mut text: &str) {
    while let Some(at) = text.find('&') {
        out.push_str(text.get(..at).unwrap_or_default());
        text = text.get(at..).unwrap_or_default();
        // The longest entity known here is `&#x10FFFF;`.
        let end = text.bytes().take(12).position(|byte| byte == b';');
        let known = end.and_then(|end| Some((entity(text.get(1..end)?)?, end + 1)));
        let (character, length) = known.unwrap_or(('&', 1));
        out.push(character);
        text = text.get(length..).unwrap_or_default();
    }
    out.push_str(text);
}

fn entity(name: &str) -> Option<char> {
    let number = match name.strip_prefix('#') {
        Some(hex) if hex.starts_with(['x', 'X']) => u32::from_str_radix(hex.get(1..)?, 16).ok()?,
        Some(decimal) => decimal.parse().ok()?,
        None => {
            return match name {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                "nbsp" => Some('\u{A0}'),
                "emsp" => Some('\u{2003}'),
                "ensp" => Some('\u{2002}'),
                "ldquo" => Some('“'),
                "rdquo" => Some('”'),
                "middot" => Some('·'),
                "hellip" => Some('…'),
                "mdash" => Some('—'),
                _ => None,
            };
        }
    };
    char::from_u32(number).filter(|&character| character != '\0')
}
