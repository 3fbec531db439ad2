//! Tables that benches write into pages: what stands between `<!-- NAME -->` and `<!-- end NAME -->`.

use crate::paths;
use anyhow::{Context as _, Result, bail};
use std::fs;

/// Puts `content` between the marks of that name in a page of the repository.
pub(crate) fn put(page: &str, name: &str, content: &str) -> Result<()> {
    let file = paths::root().join(page);
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {page}"))?;
    let Some(changed) = between(&text, name, content) else {
        bail!("{page} has no place <!-- {name} --> … <!-- end {name} -->");
    };
    fs::write(&file, changed).with_context(|| format!("cannot write {page}"))
}

fn between(text: &str, name: &str, content: &str) -> Option<String> {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end {name} -->"));
    let (before, rest) = text.split_once(&start)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{start}{}\n{end}{after}", content.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn only_what_stands_between_the_marks_is_replaced() {
        let page = "a\n<!-- x -->\nold\n<!-- end x -->\nb <!-- y -->\n";
        let changed = "a\n<!-- x -->\nnew\n<!-- end x -->\nb <!-- y -->\n";
        assert_eq!(between(page, "x", "new\n\n").as_deref(), Some(changed));
        assert_eq!(between(page, "y", "new"), None);
    }
}
