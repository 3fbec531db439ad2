//! Which addresses of a page may go into an index: those that lead somewhere, never those that run.

/// Whether an address is relative, http or https. What the URL parser drops silently is looked
/// through, so that `java\tscript:` is seen for what it is.
pub(crate) fn is_safe(address: &str) -> bool {
    let bare = |c: &char| !c.is_control() && !c.is_whitespace() && !is_unseen(*c);
    let bare: String = address.chars().filter(bare).take(64).collect();
    let end = bare.find([':', '/', '?', '#']).unwrap_or(bare.len());
    match bare.get(end..).and_then(|rest| rest.chars().next()) {
        Some(':') => {
            let scheme = bare.get(..end).unwrap_or_default().to_ascii_lowercase();
            matches!(scheme.as_str(), "http" | "https")
        }
        _ => !bare.is_empty(),
    }
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn only_addresses_that_lead_somewhere_are_safe() {
        for address in
            ["/a", "a.png", "./a:b", "?q=a:b", "#a:b", "//host/a", "https://a/b", "HTTP://a"]
        {
            assert!(is_safe(address), "{address}");
        }
        for address in [
            "javascript:alert(1)",
            " java\tscript:x",
            "JAVA\u{200B}SCRIPT:x",
            "\u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/x",
            "blob:x",
            "",
            " ",
        ] {
            assert!(!is_safe(address), "{address:?}");
        }
    }
}
