//! The writer of queries: what it prints is read back as the same tree.

use super::parse::is_special;
use super::{Piece, Term, Tree};
use std::fmt::{Display, Formatter, Result, Write as _};

impl Display for Tree {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::All(trees) => joined(trees, " ", f, |tree| matches!(tree, Self::All(_))),
            Self::Any(trees) => {
                joined(trees, " | ", f, |tree| matches!(tree, Self::All(_) | Self::Any(_)))
            }
            Self::Not(tree) => {
                f.write_char('-')?;
                let group = matches!(**tree, Self::All(_) | Self::Any(_) | Self::Not(_));
                wrapped(tree, group, f)
            }
            // Alone it would be an operator; behind a colon it is a text.
            Self::Term(term) if !term.quoted && term.as_text() == Some("OR") => f.write_str("\\OR"),
            Self::Term(term) => term.fmt(f),
            Self::Named { name, term } => {
                escaped(name, f)?;
                f.write_char(':')?;
                term.fmt(f)
            }
        }
    }
}

fn joined(
    trees: &[Tree],
    between: &str,
    f: &mut Formatter<'_>,
    is_group: impl Fn(&Tree) -> bool,
) -> Result {
    for (number, tree) in trees.iter().enumerate() {
        if number > 0 {
            f.write_str(between)?;
        }
        wrapped(tree, is_group(tree), f)?;
    }
    Ok(())
}

fn wrapped(tree: &Tree, group: bool, f: &mut Formatter<'_>) -> Result {
    if group { write!(f, "({tree})") } else { tree.fmt(f) }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if self.quoted {
            f.write_char('"')?;
            for c in self.as_text().unwrap_or_default().chars() {
                if matches!(c, '"' | '\\') {
                    f.write_char('\\')?;
                }
                f.write_char(c)?;
            }
            return f.write_char('"');
        }
        self.pieces.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => escaped(text, f),
            Piece::One => f.write_char('?'),
            Piece::Many => f.write_char('*'),
        })
    }
}

/// A hyphen means something at the start of a word alone, but it does no harm elsewhere.
fn escaped(text: &str, f: &mut Formatter<'_>) -> Result {
    for c in text.chars() {
        if is_special(c) {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    Ok(())
}
