//! The reader of queries: one pass over the characters, with a bounded depth and number of terms.

use super::{Piece, Term, Tree};

/// Most terms of a query that are evaluated.
pub(crate) const MOST_TERMS: usize = 32;
/// Deepest nesting of parentheses that is followed.
pub(crate) const MOST_DEPTH: usize = 16;
/// Most wildcards of a term; further ones are text.
const MOST_WILDCARDS: usize = 8;

/// Quotation marks that open a quoted text, each with the one that closes it.
pub(super) const QUOTES: [(char, char); 5] =
    [('"', '"'), ('“', '”'), ('「', '」'), ('『', '』'), ('＂', '＂')];

/// A query as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// What is asked for.
    pub tree: Tree,
    /// Whether terms were left out, because there are more than 32.
    pub too_many: bool,
    /// Whether parentheses were read as text, because they are nested deeper than 16.
    pub too_deep: bool,
}

pub(super) fn parse(query: &str) -> Parsed {
    let chars = query.chars().collect();
    let mut parser = Parser { chars, at: 0, depth: 0, terms: 0, too_many: false, too_deep: false };
    let items = parser.items();
    let tree = one_of(items, Tree::All);
    Parsed { tree, too_many: parser.too_many, too_deep: parser.too_deep }
}

/// A character of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Letter {
    Text(char),
    One,
    Many,
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
    terms: usize,
    too_many: bool,
    too_deep: bool,
}

/// What a character does to the grammar, whatever its width.
fn narrow(c: char) -> char {
    match c {
        '－' => '-',
        '｜' => '|',
        '（' => '(',
        '）' => ')',
        '：' => ':',
        other => other,
    }
}

/// Whether a backslash takes the meaning of this character away.
pub(super) fn is_special(c: char) -> bool {
    matches!(narrow(c), '\\' | '|' | '(' | ')' | '-' | ':' | '*' | '?')
        || QUOTES.iter().any(|&(open, close)| c == open || c == close)
}

fn closing(c: char) -> Option<char> {
    QUOTES.iter().find(|&&(open, _)| open == c).map(|&(_, close)| close)
}

/// The only one, or all of them together.
fn one_of(mut trees: Vec<Tree>, together: fn(Vec<Tree>) -> Tree) -> Tree {
    match trees.pop() {
        Some(only) if trees.is_empty() => only,
        last => {
            trees.extend(last);
            together(trees)
        }
    }
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied().map(narrow)
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Whether the innermost group ends here.
    fn closes(&self) -> bool {
        self.depth > 0 && self.peek() == Some(')')
    }

    /// Everything up to the end of the group or of the query.
    fn items(&mut self) -> Vec<Tree> {
        let mut items = Vec::new();
        loop {
            self.skip_spaces();
            if self.peek().is_none() || self.closes() {
                return items;
            }
            items.extend(self.any());
        }
    }

    /// One operand, or several with an operator between each two.
    fn any(&mut self) -> Option<Tree> {
        let mut operands = Vec::new();
        operands.extend(self.operand());
        while self.operator() {
            operands.extend(self.operand());
        }
        (!operands.is_empty()).then(|| one_of(operands, Tree::Any))
    }

    /// Steps over an operator that has an operand behind it.
    fn operator(&mut self) -> bool {
        let before = self.at;
        self.skip_spaces();
        let spaced = self.at > before;
        match (self.peek(), self.chars.get(self.at..self.at + 2)) {
            (Some('|'), _) => {
                while self.peek() == Some('|') {
                    self.at += 1;
                }
            }
            (_, Some(['O', 'R'])) if spaced => {
                self.at += 2;
                if !self.peek().is_some_and(char::is_whitespace) {
                    self.at = before;
                    return false;
                }
            }
            _ => {
                self.at = before;
                return false;
            }
        }
        self.skip_spaces();
        let operand = self.peek().is_some_and(|c| c != '|') && !self.closes();
        if !operand {
            self.at = before;
        }
        operand
    }

    fn operand(&mut self) -> Option<Tree> {
        let negated = self.peek() == Some('-') && {
            let next = self.chars.get(self.at + 1).copied().map(narrow);
            next.is_some_and(|c| !c.is_whitespace() && c != '|' && !(c == ')' && self.depth > 0))
        };
        self.at += usize::from(negated);
        let operand = match self.chars.get(self.at).copied() {
            Some('(' | '（') if self.depth < MOST_DEPTH => self.group(),
            Some(open) if closing(open).is_some() => self.quoted().and_then(|t| self.term(t)),
            first => {
                self.too_deep |= first.map(narrow) == Some('(');
                self.word()
            }
        };
        operand.map(|tree| if negated { Tree::Not(Box::new(tree)) } else { tree })
    }

    /// A group; one that is not closed ends with the query, and an empty one is nothing.
    fn group(&mut self) -> Option<Tree> {
        self.at += 1;
        self.depth += 1;
        let items = self.items();
        self.at += usize::from(self.closes());
        self.depth -= 1;
        (!items.is_empty()).then(|| one_of(items, Tree::All))
    }

    /// Counts a term; nothing where there were too many.
    fn term(&mut self, term: Term) -> Option<Tree> {
        self.counted().then_some(Tree::Term(term))
    }

    fn counted(&mut self) -> bool {
        self.terms += 1;
        self.too_many |= self.terms > MOST_TERMS;
        self.terms <= MOST_TERMS
    }

    /// A quoted text; one that is not closed ends with the query. Nothing where it is blank.
    fn quoted(&mut self) -> Option<Term> {
        let close = closing(self.chars.get(self.at).copied()?)?;
        self.at += 1;
        let mut text = String::new();
        while let Some(&c) = self.chars.get(self.at) {
            self.at += 1;
            match (c, self.chars.get(self.at).copied()) {
                (c, _) if c == close => break,
                ('\\', Some(next)) if next == close || next == '\\' => {
                    text.push(next);
                    self.at += 1;
                }
                _ => text.push(c),
            }
        }
        let there = !text.trim().is_empty();
        there.then(|| Term { pieces: vec![Piece::Text(text)], quoted: true })
    }

    /// A word, or a name and what stands behind its colon.
    fn word(&mut self) -> Option<Tree> {
        let start = self.at;
        let (mut letters, mut name) = (Vec::new(), None);
        // Parentheses inside a word that are its own.
        let mut open = 0;
        while let Some(&c) = self.chars.get(self.at) {
            let next = self.chars.get(self.at + 1).copied();
            match narrow(c) {
                c if c.is_whitespace() => break,
                // A `|` that begins a word had nothing to stand between.
                '|' if self.at > start => break,
                ')' if open == 0 && self.depth > 0 => break,
                ':' if name.is_none() && is_name(&letters, next) => {
                    name = Some(std::mem::take(&mut letters));
                    if next.is_some_and(|next| closing(next).is_some()) {
                        self.at += 1;
                        return self.named(&name.unwrap_or_default(), None);
                    }
                }
                '\\' if next.is_some_and(is_special) => {
                    letters.extend(next.map(Letter::Text));
                    self.at += 1;
                }
                '*' => letters.push(Letter::Many),
                '?' if c == '?' => letters.push(Letter::One),
                '|' => {
                    letters.push(Letter::Text(c));
                    self.at += 1;
                    break;
                }
                narrow => {
                    open += usize::from(narrow == '(');
                    open -= usize::from(narrow == ')' && open > 0);
                    letters.push(Letter::Text(c));
                }
            }
            self.at += 1;
        }
        if self.chars.get(start..self.at) == Some(&['\\', 'O', 'R']) {
            letters.remove(0);
        }
        match name {
            Some(name) => self.named(&name, Some(letters)),
            None => self.term(Term { pieces: pieces(letters), quoted: false }),
        }
    }

    /// A name with these letters behind its colon, or with the quoted text that begins here.
    fn named(&mut self, name: &[Letter], letters: Option<Vec<Letter>>) -> Option<Tree> {
        let term = match letters {
            Some(letters) => Term { pieces: pieces(letters), quoted: false },
            None => self.quoted()?,
        };
        let letter = |letter: &Letter| match letter {
            Letter::Text(c) => Some(*c),
            Letter::One | Letter::Many => None,
        };
        let name = name.iter().filter_map(letter).collect();
        self.counted().then_some(Tree::Named { name, term })
    }
}

/// Whether a colon makes what is before it a name: letters alone, and something behind it.
fn is_name(letters: &[Letter], next: Option<char>) -> bool {
    let ends = |c: char| c.is_whitespace() || matches!(narrow(c), '|' | ')');
    !letters.is_empty()
        && letters.iter().all(|letter| matches!(letter, Letter::Text(_)))
        && next.is_some_and(|c| !ends(c))
}

/// Texts and what stands between them: `*` at an end says nothing, `?` there is a question mark.
fn pieces(mut letters: Vec<Letter>) -> Vec<Piece> {
    let as_text = |letter: &mut Letter| match letter {
        Letter::One => *letter = Letter::Text('?'),
        Letter::Many => *letter = Letter::Text('*'),
        Letter::Text(_) => {}
    };
    if letters.iter().all(|&letter| letter == Letter::Many) {
        letters.iter_mut().for_each(as_text);
    }
    while letters.last() == Some(&Letter::Many) {
        letters.pop();
    }
    letters.drain(..letters.iter().take_while(|&&letter| letter == Letter::Many).count());
    letters.first_mut().map(as_text);
    letters.last_mut().map(as_text);
    let wild = letters.iter_mut().filter(|letter| !matches!(letter, Letter::Text(_)));
    wild.skip(MOST_WILDCARDS).for_each(as_text);
    let mut pieces: Vec<Piece> = Vec::new();
    for letter in letters {
        match (letter, pieces.as_mut_slice()) {
            (Letter::Text(c), [.., Piece::Text(text)]) => text.push(c),
            (Letter::Text(c), _) => pieces.push(Piece::Text(c.into())),
            // Any number and one more are one more and any number.
            (Letter::One, [.., last @ Piece::Many]) => {
                *last = Piece::One;
                pieces.push(Piece::Many);
            }
            (Letter::One, _) => pieces.push(Piece::One),
            (Letter::Many, [.., Piece::Many]) => {}
            (Letter::Many, _) => pieces.push(Piece::Many),
        }
    }
    pieces
}
