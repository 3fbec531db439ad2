//! Addresses: of a file below a folder, and of a page that names its own.

use crate::Options;
use crate::source::Kind;
use std::path::Path;
use url::Url;

/// Stands for the site where no base names it.
const NOWHERE: &str = "http://midu.invalid/";

/// The url of a file, and whether its name is none that a url can hold.
pub(crate) fn of_file(below: &Path, kind: Kind, options: &Options) -> (String, bool) {
    let mut path = String::new();
    let mut lossy = false;
    for part in below.components() {
        if !path.is_empty() {
            path.push('/');
        }
        let part = part.as_os_str();
        lossy |= part.to_str().is_none();
        escape(&part.to_string_lossy(), &mut path);
    }
    let bare = if kind == Kind::Html || options.clean_urls { without_index(&path) } else { &path };
    let bare = if options.clean_urls { without_extension(bare) } else { bare };
    let base = options.base_url.as_deref().unwrap_or(if kind == Kind::Html { "/" } else { "" });
    let slash = if base.is_empty() || base.ends_with('/') { "" } else { "/" };
    (format!("{base}{slash}{bare}"), lossy)
}

/// Only what would end a path or change it is escaped: a reader sees the address.
fn escape(name: &str, out: &mut String) {
    for c in name.chars() {
        match c {
            '%' | '?' | '#' | '\\' | '"' | '<' | '>' | ' ' | '\0'..='\x1F' | '\x7F' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
}

/// `a/index.html` is served as `a/`.
fn without_index(path: &str) -> &str {
    let start = path.rfind('/').map_or(0, |at| at + 1);
    let name = path.get(start..).unwrap_or_default();
    let is_index = matches!(name, "index.html" | "index.htm" | "index.md" | "README.md");
    if is_index { path.get(..start).unwrap_or_default() } else { path }
}

fn without_extension(path: &str) -> &str {
    [".html", ".htm", ".xhtml", ".markdown", ".md"]
        .iter()
        .find_map(|extension| path.strip_suffix(extension))
        .unwrap_or(path)
}

/// An address that a page names, resolved against its own; nothing if it is none to follow.
pub(crate) fn resolve(address: &str, own: &str) -> Option<Url> {
    let base = Url::parse(NOWHERE).ok()?.join(own).ok()?;
    let url = base.join(address.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// What two addresses of one page have in common: the path, decoded as far as a name goes, without
/// host, `index.html`, extension and last slash.
pub(crate) fn key(url: &str) -> String {
    let path = resolve(url, "").map_or_else(|| url.to_owned(), |url| url.path().to_owned());
    let path = without_extension(without_index(&path));
    let path = path.trim_matches('/');
    decoded(path)
}

/// `%E6%B8%A1` is 渡. What is no UTF-8 then stays as it was.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// An address as it is kept: without the host where that is no more than a stand-in.
pub(crate) fn kept(url: &Url) -> String {
    let text = url.as_str();
    text.strip_prefix(NOWHERE).map_or_else(|| text.to_owned(), |path| format!("/{path}"))
}

#[cfg(test)]
mod tests {
    use super::{key, of_file};
    use crate::Options;
    use crate::source::Kind;
    use std::path::Path;

    #[test]
    fn files_get_the_address_that_a_host_gives_them() {
        let of = |path: &str, kind, base: Option<&str>, clean| {
            let base_url = base.map(str::to_owned);
            let options = Options { base_url, clean_urls: clean, ..Options::default() };
            of_file(Path::new(path), kind, &options).0
        };
        for (path, kind, base, clean, url) in [
            ("a/index.html", Kind::Html, None, false, "/a/"),
            ("index.html", Kind::Html, None, false, "/"),
            ("a/渡 口.html", Kind::Html, None, false, "/a/渡%20口.html"),
            ("a/b.html", Kind::Html, None, true, "/a/b"),
            ("a/b.html", Kind::Html, Some("/docs"), false, "/docs/a/b.html"),
            ("index.html", Kind::Html, Some("https://x.org/d/"), false, "https://x.org/d/"),
            ("a/100%#?.txt", Kind::Text, None, false, "a/100%25%23%3F.txt"),
            ("a/README.md", Kind::Markdown, Some("/"), true, "/a/"),
            ("a/b.md", Kind::Markdown, None, false, "a/b.md"),
        ] {
            assert_eq!(of(path, kind, base, clean), url);
        }
    }

    #[test]
    fn addresses_of_one_page_have_one_key() {
        for url in ["/a/渡/", "https://x.org/a/%E6%B8%A1", "/a/渡.html", "a/渡/index.html"] {
            assert_eq!(key(url), "a/渡", "{url}");
        }
    }
}
