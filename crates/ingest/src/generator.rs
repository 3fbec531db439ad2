//! What site generators add to Markdown: containers, shortcodes, tags. Their marks go, their words
//! stay; listings are left as they are.
//!
//! Known are containers of VitePress and VuePress (`::: tip 标题`), admonitions of MkDocs
//! (`!!! note "标题"`) and Docusaurus (`:::note[标题]`), shortcodes of Hugo (`{{< … >}}`, `{{% … %}}`)
//! and tags of Jekyll and Hexo (`{% … %}`).

/// Parameters of shortcodes and tags that a reader is shown.
const SHOWN: [&str; 7] = ["title", "caption", "alt", "text", "summary", "content", "label"];

/// Words that open a container and are no title.
const KINDS: [&str; 22] = [
    "abstract",
    "caution",
    "code-group",
    "danger",
    "details",
    "error",
    "example",
    "failure",
    "faq",
    "important",
    "info",
    "note",
    "question",
    "quote",
    "raw",
    "success",
    "summary",
    "tip",
    "v-pre",
    "warning",
    "bug",
    "hint",
];

/// Takes the marks of generators out of Markdown.
pub(crate) fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<(char, usize)> = None;
    // Columns that the body of an admonition is set in.
    let mut inset = 0_usize;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        let indent = bare.len() - bare.trim_start().len();
        let bare = bare.trim_start();
        if inset > 0 && !bare.is_empty() && indent < inset {
            inset = 0;
        }
        let line = line.get(inset.min(indent)..).unwrap_or(line);
        if let Some(open) = fence {
            if closes(bare, open) {
                fence = None;
            }
            out.push_str(line);
            continue;
        }
        fence = opens(bare);
        if fence.is_some() {
            out.push_str(line);
        } else if let Some(rest) = bare.strip_prefix(":::") {
            let title = container_title(rest.trim_start_matches(':'));
            paragraph(&mut out, title);
        } else if let Some(rest) =
            ["!!! ", "??? ", "???+ "].iter().find_map(|mark| bare.strip_prefix(mark))
        {
            let title = rest.split_once('"').and_then(|(_, rest)| rest.split_once('"'));
            paragraph(&mut out, title.map_or("", |(title, _)| title));
            inset = indent + 4;
        } else if matches!(bare, "[[toc]]" | "[[TOC]]" | "[toc]" | "[TOC]" | "{:toc}") {
            out.push('\n');
        } else if line.contains("{{") || line.contains("{%") {
            tags(line, &mut out);
        } else {
            out.push_str(line);
        }
    }
    out
}

/// A line of its own: what a container holds is no part of the paragraph before it.
fn paragraph(out: &mut String, text: &str) {
    out.push('\n');
    if !text.is_empty() {
        out.push_str(text);
        out.push_str("\n\n");
    }
}

fn opens(bare: &str) -> Option<(char, usize)> {
    let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = bare.chars().take_while(|c| *c == mark).count();
    let info = bare.get(length..).unwrap_or_default();
    (length >= 3 && !(mark == '`' && info.contains('`'))).then_some((mark, length))
}

fn closes(bare: &str, (mark, length): (char, usize)) -> bool {
    bare.chars().all(|c| c == mark) && bare.chars().count() >= length
}

/// `tip 标题`, `note[标题]`, `details 标题 {open}`.
fn container_title(rest: &str) -> &str {
    let rest = rest.trim();
    let rest = rest.split_once('{').map_or(rest, |(before, _)| before.trim());
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
    let (word, title) = rest.split_at_checked(end).unwrap_or((rest, ""));
    if !word.is_empty() && !KINDS.contains(&word.to_ascii_lowercase().as_str()) {
        return rest;
    }
    let title = title.trim();
    title.strip_prefix('[').and_then(|title| title.strip_suffix(']')).unwrap_or(title)
}

/// A line with its `{{< … >}}`, `{{% … %}}` and `{% … %}` replaced by what they show. A `{{ … }}` of a
/// template language is text.
fn tags(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find('{') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let kinds = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")];
        let found = kinds.iter().find_map(|(open, close)| {
            let (inside, after) = rest.strip_prefix(open)?.split_once(close)?;
            Some((inside, after))
        });
        if let Some((inside, after)) = found {
            shown(inside.trim_matches(['-', ' ', '/', '*']), out);
            rest = after;
        } else {
            out.push('{');
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
}

/// The quoted values of parameters that a reader sees, a space between them.
fn shown(inside: &str, out: &mut String) {
    let mut rest = inside;
    while let Some(at) = rest.find(['"', '\'', '“']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let mut characters = from.chars();
        let quote = match characters.next() {
            Some('“') => '”',
            Some(quote) => quote,
            None => return,
        };
        let Some((value, after)) = characters.as_str().split_once(quote) else { return };
        let name = before.trim_end().strip_suffix('=').map(|name| {
            name.rsplit(|c: char| !(c.is_alphanumeric() || c == '-')).next().unwrap_or_default()
        });
        if name.is_some_and(|name| SHOWN.contains(&name)) {
            out.push_str(value);
            out.push(' ');
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::strip;

    #[test]
    fn marks_go_and_words_stay() {
        for (text, wanted) in [
            ("::: tip 渡口\n船\n:::\n", "\n渡口\n\n船\n\n"),
            ("::: 渡口\n船\n:::\n", "\n渡口\n\n船\n\n"),
            ("::: details 渡口 {open}\n", "\n渡口\n\n"),
            (":::note[渡口]\n", "\n渡口\n\n"),
            ("::: warning\n", "\n"),
            ("!!! note \"渡口\"\n    船\n\n    桥\n后\n", "\n渡口\n\n船\n\n桥\n后\n"),
            ("{{< figure src=\"a.png\" caption=\"渡口\" alt='船' >}}后\n", "渡口 船 后\n"),
            ("{{% notice tip %}}船{{% /notice %}}\n", "船\n"),
            ("{% note info %}船{% endnote %}\n", "船\n"),
            ("{{ 模板 }} {% 没有关\n", "{{ 模板 }} {% 没有关\n"),
            ("```\n::: tip\n{% a %}\n```\n::: tip\n", "```\n::: tip\n{% a %}\n```\n\n"),
            ("````\n```\n{% a %}\n````\n", "````\n```\n{% a %}\n````\n"),
            ("[[toc]]\n船\n", "\n船\n"),
        ] {
            assert_eq!(strip(text), wanted, "{text}");
        }
    }
}
