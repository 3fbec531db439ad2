//! The query language: a table of queries and their trees, and that every text is a query which is
//! read back from what is printed of it.

use midu_core::{Piece, Term, Tree};
use proptest::prelude::*;
use std::fmt::Write as _;

const TABLE: &str = "tests/golden/queries.txt";

/// A tree in a notation that is not the query language.
fn shape(tree: &Tree) -> String {
    let all = |name: &str, trees: &[Tree]| {
        format!("{name}({})", trees.iter().map(shape).collect::<Vec<_>>().join(", "))
    };
    match tree {
        Tree::All(trees) => all("all", trees),
        Tree::Any(trees) => all("any", trees),
        Tree::Not(tree) => format!("not({})", shape(tree)),
        Tree::Term(term) => term_shape(term),
        Tree::Named { name, term } => format!("[{name}]={}", term_shape(term)),
    }
}

fn term_shape(term: &Term) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => format!("‹{text}›"),
        Piece::One => "one".to_owned(),
        Piece::Many => "many".to_owned(),
    };
    let pieces: Vec<String> = term.pieces.iter().map(piece).collect();
    format!("{}{}", if term.quoted { "q" } else { "" }, pieces.join("+"))
}

#[test]
fn the_table_of_queries_has_these_trees() {
    let table = std::fs::read_to_string(TABLE).unwrap();
    let mut again = String::new();
    let mut rows = 0;
    for line in table.lines() {
        let Some((query, _)) = line.split_once("\t") else {
            writeln!(again, "{line}").unwrap();
            continue;
        };
        let query = query.replace("␠", "\u{3000}");
        let tree = Tree::parse(&query).tree;
        writeln!(again, "{}\t{}", query.replace('\u{3000}', "␠"), shape(&tree)).unwrap();
        assert_eq!(Tree::parse(&tree.to_string()).tree, tree, "{query} is printed as {tree}");
        rows += 1;
    }
    if std::env::var_os("MIDU_UPDATE_GOLDEN").is_some() {
        std::fs::write(TABLE, again).unwrap();
        return;
    }
    assert!(rows >= 200, "{rows} rows");
    for (now, then) in again.lines().zip(table.lines()) {
        assert_eq!(now, then);
    }
}

#[test]
fn bounds_hold_and_are_told() {
    let many = Tree::parse(&"词 ".repeat(10_000));
    let Tree::All(terms) = &many.tree else { panic!("{:?}", many.tree) };
    assert_eq!((terms.len(), many.too_many, many.too_deep), (32, true, false));
    let deep = format!("{}词{}", "(".repeat(1000), ")".repeat(1000));
    let parsed = Tree::parse(&deep);
    assert!(parsed.too_deep && !parsed.too_many);
    assert!(matches!(&parsed.tree, Tree::Term(_)), "{:?}", parsed.tree);
    let nested = format!("{}词{}", "(".repeat(16), ")".repeat(16));
    let parsed = Tree::parse(&nested);
    assert_eq!((parsed.too_deep, parsed.tree.as_text()), (false, Some("词")));
    let stars = Tree::parse(&format!("a{}b", "*?".repeat(1000)));
    let Tree::Term(term) = &stars.tree else { panic!("{:?}", stars.tree) };
    assert!(term.pieces.len() < 12, "{}", term.pieces.len());
}

fn texts() -> impl Strategy<Value = String> {
    let one = prop::sample::select(
        "常州觅渡aB1-－|｜()（）:：*?？\"“”「」『』\\.，ORé𠮷".chars().collect::<Vec<_>>(),
    );
    let some = prop::collection::vec(one, 1..6).prop_map(String::from_iter);
    prop_oneof![15 => some, 1 => Just("OR".to_owned())]
}

fn terms() -> impl Strategy<Value = Term> {
    let quoted = ("[ 　]?", texts(), "[ 　]?")
        .prop_map(|(a, text, b)| Term { pieces: vec![Piece::Text(a + &text + &b)], quoted: true });
    let between = prop::sample::select(vec![
        vec![Piece::One],
        vec![Piece::Many],
        vec![Piece::One, Piece::Many],
    ]);
    let plain =
        (texts(), prop::collection::vec((between, texts()), 0..3)).prop_map(|(text, more)| {
            let mut pieces = vec![Piece::Text(text)];
            for (between, text) in more {
                pieces.extend(between);
                pieces.push(Piece::Text(text));
            }
            Term { pieces, quoted: false }
        });
    prop_oneof![plain, quoted]
}

fn trees() -> impl Strategy<Value = Tree> {
    let named = ("[a-z标签]{1,3}", terms()).prop_map(|(name, term)| Tree::Named { name, term });
    let leaf = prop_oneof![3 => terms().prop_map(Tree::Term), 1 => named];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let some = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            some.clone().prop_map(Tree::All),
            some.prop_map(Tree::Any),
            inner.prop_map(|tree| Tree::Not(Box::new(tree))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_of_a_tree_is_read_as_that_tree(tree in trees()) {
        let parsed = Tree::parse(&tree.to_string());
        prop_assert!(!parsed.too_many && !parsed.too_deep);
        prop_assert_eq!(&parsed.tree, &tree, "{}", tree);
    }

    #[test]
    fn every_text_is_a_query(query in "\\PC{0,40}|[a常 　\"“”「」|()（）\\-:*?\\\\OR]{0,40}") {
        let tree = Tree::parse(&query).tree;
        let printed = tree.to_string();
        prop_assert_eq!(&Tree::parse(&printed).tree, &tree, "{:?} is printed as {:?}", query, printed);
    }
}
