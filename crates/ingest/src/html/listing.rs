//! Pages that are lists of other pages, such as the home and the archives of a blog. They repeat what
//! those pages say: found beside them, or instead of them, they lead a reader one page too few.

use super::attributes::value;
use super::content::heading_level;
use super::tree::{Id, Step, Tree};
use crate::urls;

/// The articles of the content, outermost only.
pub(super) fn articles(tree: &Tree, roots: &[Id]) -> Vec<Id> {
    let mut found = Vec::new();
    for root in roots {
        let mut walk = tree.walk(*root);
        while let Some(step) = walk.next() {
            let Step::Enter(id) = step else { continue };
            if tree.name(id) == "article" {
                found.push(id);
                walk.pass_over(id);
            }
        }
    }
    found
}

/// Whether a page is nothing but such a list: two articles or more, the heading of each a link to
/// another page, and next to no text around them. A page that marks its content is what it says.
pub(super) fn leads_on(tree: &Tree, roots: &[Id], articles: &[Id], own: &str) -> bool {
    let own = urls::key(own);
    let leads_on = |article: &Id| {
        heading_link(tree, *article).is_some_and(|to| {
            !to.starts_with('#')
                && urls::resolve(to, "").is_some_and(|to| urls::key(to.as_str()) != own)
        })
    };
    if articles.len() < 2 || roots.iter().any(|root| value(tree, *root, "body").is_some()) {
        return false;
    }
    let length = |ids: &[Id]| -> usize {
        let text = |id: &Id| tree.content(*id).chars().filter(|c| c.is_alphanumeric()).count();
        ids.iter().map(text).sum()
    };
    articles.iter().all(leads_on) && length(articles) * 5 >= length(roots) * 4
}

/// Where the first heading leads.
fn heading_link(tree: &Tree, article: Id) -> Option<&str> {
    let heading = tree.walk(article).find_map(|step| match step {
        Step::Enter(id) if heading_level(tree.name(id)).is_some() => Some(id),
        _ => None,
    })?;
    let inside = tree.walk(heading).filter_map(|step| match step {
        Step::Enter(id) => Some(id),
        Step::Leave(_) => None,
    });
    let around = std::iter::successors(tree.parent(heading), |id| tree.parent(*id));
    let mut places = inside.chain(around.take_while(|id| *id != article));
    places.find_map(|id| tree.attribute(id, "href").filter(|_| tree.name(id) == "a"))
}
