//! Pages of a site -> the same with the search box in them.

/// Where our own files are served; no site has this folder.
pub(super) const OURS: &str = "/__midu";

/// Loads a page again when the site was indexed anew.
const RELOAD: &str = include_str!("reload.js");

/// The page with the search box at its end, and the script that loads it again if asked for. A page
/// that has a search box of its own keeps it alone.
pub(super) fn page(html: &str, reload: bool) -> String {
    let mut added = String::new();
    if !html.contains("<midu-search") {
        added.push_str(&format!(
            "<script type=\"module\" src=\"{OURS}/define.js\"></script>\
             <div style=\"position:fixed;inset-block-start:.75rem;inset-inline-end:.75rem;\
             inline-size:min(26rem,calc(100vw - 1.5rem));z-index:2147483647\">\
             <midu-search src=\"{OURS}/index.midu\"></midu-search></div>"
        ));
    }
    if reload {
        added.push_str(&format!("<script>{}</script>", RELOAD.replace("OURS", OURS)));
    }
    let lower = html.to_ascii_lowercase();
    let end = ["</body>", "</html>"].iter().find_map(|tag| lower.rfind(tag)).unwrap_or(html.len());
    let (before, after) = html.split_at_checked(end).unwrap_or((html, ""));
    format!("{before}{added}{after}")
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn the_box_stands_at_the_end_of_the_body() {
        let shown = page("<body><p>渡口</p></BODY></html>", false);
        let at = shown.find("<midu-search").unwrap();
        assert!(shown.find("渡口").unwrap() < at && at < shown.find("</BODY>").unwrap());
        assert!(!shown.contains("EventSource") && !shown.contains("location.reload"));
        assert!(page("渡口", true).contains("location.reload"));
        let own = "<body><midu-search src=a></midu-search></body>";
        assert_eq!(page(own, false), own, "a box of the page's own");
    }
}
