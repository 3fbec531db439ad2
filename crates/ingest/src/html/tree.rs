//! HTML -> a tree, by the tree construction of the standard (html5ever). What the parser hands over
//! goes into one growing list of nodes that name each other by number: nothing is freed one by one,
//! nothing recurses, and a page that nests without end costs no more than one that does not.

use super::depth::{Depth, Limiter};
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, QualName, TokenizerResult, ns};
use std::borrow::Cow;
use std::cell::{Ref, RefCell};
use std::rc::Rc;

/// The number of a node.
pub(super) type Id = u32;

const NONE: Id = u32::MAX;
const ROOT: Id = 0;

/// Elements whose text is no text of the page; of scripts only data is kept.
const MUTE: [&str; 6] = ["style", "iframe", "noembed", "noframes", "noscript", "xmp"];

/// One node: an element has a name, text has text, and what is neither has none of both.
struct Node {
    name: QualName,
    attributes: Vec<Attribute>,
    text: StrTendril,
    parent: Id,
    first: Id,
    last: Id,
    before: Id,
    after: Id,
    depth: u32,
}

impl Node {
    fn new(name: QualName, attributes: Vec<Attribute>, text: StrTendril) -> Self {
        Self {
            name,
            attributes,
            text,
            parent: NONE,
            first: NONE,
            last: NONE,
            before: NONE,
            after: NONE,
            depth: 0,
        }
    }
}

fn nameless() -> QualName {
    QualName::new(None, ns!(), LocalName::from(""))
}

/// A parsed page.
pub(super) struct Tree {
    nodes: Vec<Node>,
}

/// Parses a page. A page of any shape gives a tree.
pub(super) fn parse(text: &str) -> Tree {
    let depth = Rc::new(Depth::default());
    let builder = TreeBuilder::new(Sink::new(Rc::clone(&depth)), TreeBuilderOpts::default());
    let tokenizer = Tokenizer::new(Limiter::new(builder, depth), TokenizerOpts::default());
    let queue = BufferQueue::default();
    // In pieces: a buffer that text nodes share lives as long as the longest of them.
    let mut rest = text;
    while !rest.is_empty() {
        let cut = rest.floor_char_boundary(1 << 16).max(1);
        let (piece, more) = rest.split_at_checked(cut).unwrap_or((rest, ""));
        rest = more;
        queue.push_back(StrTendril::from(piece));
        // A script that ended hands control back; there is nothing to run, so on with it.
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    }
    tokenizer.end();
    tokenizer.sink.into_builder().sink.finish()
}

/// A step of a walk through a tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Enter(Id),
    Leave(Id),
}

impl Tree {
    /// Ids are handed out by [`Sink::push`] alone and nodes are never removed, so each is in the list.
    fn at(&self, id: Id) -> &Node {
        &self.nodes[id as usize]
    }

    /// The name of an element, `svg` for all that is drawing, empty for what is no element.
    pub(super) fn name(&self, id: Id) -> &str {
        let name = &self.at(id).name;
        if name.ns == ns!(svg) { "svg" } else { &name.local }
    }

    /// The text of a text node, else nothing.
    pub(super) fn text(&self, id: Id) -> &str {
        &self.at(id).text
    }

    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        let found = self.at(id).attributes.iter().find(|a| &*a.name.local == name);
        found.map(|attribute| &*attribute.value)
    }

    /// Names and values of the attributes of an element.
    pub(super) fn attributes(&self, id: Id) -> impl Iterator<Item = (&str, &str)> {
        self.at(id).attributes.iter().map(|a| (&*a.name.local, &*a.value))
    }

    /// Whether an element has a word in a list such as `class`.
    pub(super) fn has_word(&self, id: Id, name: &str, word: &str) -> bool {
        self.attribute(id, name)
            .is_some_and(|list| list.split_ascii_whitespace().any(|w| w.eq_ignore_ascii_case(word)))
    }

    pub(super) fn parent(&self, id: Id) -> Option<Id> {
        some(self.at(id).parent)
    }

    /// All nodes in the order of the page.
    pub(super) fn all(&self) -> impl Iterator<Item = Id> + '_ {
        self.walk(ROOT).filter_map(|step| match step {
            Step::Enter(id) => Some(id),
            Step::Leave(_) => None,
        })
    }

    /// Enters and leaves a node and all below it, without recursion.
    pub(super) fn walk(&self, from: Id) -> Walk<'_> {
        Walk { tree: self, from, next: Some(Step::Enter(from)) }
    }

    /// Whether there is more than white space below a node.
    pub(super) fn has_text(&self, from: Id) -> bool {
        self.walk(from).any(|step| match step {
            Step::Enter(id) => self.text(id).contains(|c: char| !c.is_whitespace()),
            Step::Leave(_) => false,
        })
    }

    /// The text below a node, as it stands.
    pub(super) fn content(&self, from: Id) -> String {
        let mut text = String::new();
        for step in self.walk(from) {
            if let Step::Enter(id) = step {
                text.push_str(self.text(id));
            }
        }
        text
    }
}

/// See [`Tree::walk`].
pub(super) struct Walk<'a> {
    tree: &'a Tree,
    from: Id,
    next: Option<Step>,
}

impl Walk<'_> {
    /// Goes on behind a node that was just entered, as if it had not been there.
    pub(super) fn pass_over(&mut self, id: Id) {
        self.next = self.after(Step::Leave(id));
    }

    fn after(&self, step: Step) -> Option<Step> {
        match step {
            Step::Enter(id) => match some(self.tree.at(id).first) {
                Some(child) => Some(Step::Enter(child)),
                None => Some(Step::Leave(id)),
            },
            Step::Leave(id) if id == self.from => None,
            Step::Leave(id) => match some(self.tree.at(id).after) {
                Some(sibling) => Some(Step::Enter(sibling)),
                None => self.tree.parent(id).map(Step::Leave),
            },
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let step = self.next?;
        self.next = self.after(step);
        Some(step)
    }
}

fn some(id: Id) -> Option<Id> {
    (id != NONE).then_some(id)
}

/// Takes what the parser builds.
pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
    depth: Rc<Depth>,
}

impl Sink {
    fn new(depth: Rc<Depth>) -> Self {
        let root = Node::new(nameless(), Vec::new(), StrTendril::new());
        Self { nodes: RefCell::new(vec![root]), depth }
    }

    fn push(&self, node: Node) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        // A page of 4 GB would be needed to run out of numbers; its last nodes are one then.
        let id = Id::try_from(nodes.len()).unwrap_or(NONE - 1);
        nodes.push(node);
        id
    }

    /// Runs on a node; see [`Tree::at`] for why it is there.
    fn with<T>(&self, id: Id, work: impl FnOnce(&mut Node) -> T) -> T {
        work(&mut self.nodes.borrow_mut()[id as usize])
    }

    fn link(&self, parent: Id, child: Id, before: Id) {
        self.unlink(child);
        let depth = self.with(parent, |node| node.depth) + 1;
        let is_element = self.with(child, |node| !node.name.local.is_empty());
        self.depth.set(if is_element { depth } else { depth - 1 });
        let previous = if before == NONE {
            self.with(parent, |node| std::mem::replace(&mut node.last, child))
        } else {
            self.with(before, |node| std::mem::replace(&mut node.before, child))
        };
        self.with(child, |node| {
            node.parent = parent;
            node.before = previous;
            node.after = before;
            node.depth = depth;
        });
        if previous == NONE {
            self.with(parent, |node| node.first = child);
        } else {
            self.with(previous, |node| node.after = child);
        }
    }

    fn unlink(&self, id: Id) {
        let (parent, before, after) = self.with(id, |node| {
            let was = (node.parent, node.before, node.after);
            (node.parent, node.before, node.after) = (NONE, NONE, NONE);
            was
        });
        if parent == NONE {
            return;
        }
        match some(before) {
            Some(before) => self.with(before, |node| node.after = after),
            None => self.with(parent, |node| node.first = after),
        }
        match some(after) {
            Some(after) => self.with(after, |node| node.before = before),
            None => self.with(parent, |node| node.last = before),
        }
    }

    /// Puts a child or text under a parent, before a sibling or last.
    fn insert(&self, parent: Id, child: NodeOrText<Id>, before: Id) {
        match child {
            NodeOrText::AppendNode(child) => self.link(parent, child, before),
            NodeOrText::AppendText(text) => {
                if self.with(parent, |node| is_mute(node)) {
                    return;
                }
                let previous = if before == NONE {
                    self.with(parent, |node| node.last)
                } else {
                    self.with(before, |node| node.before)
                };
                let is_text = |node: &Node| !node.text.is_empty();
                if previous != NONE && self.with(previous, |node| is_text(node)) {
                    self.with(previous, |node| node.text.push_tendril(&text));
                    self.depth.set(self.with(parent, |node| node.depth));
                } else if !text.is_empty() {
                    let id = self.push(Node::new(nameless(), Vec::new(), text));
                    self.link(parent, id, before);
                }
            }
        }
    }
}

fn is_mute(node: &Node) -> bool {
    let name = &*node.name.local;
    if name == "script" {
        let is_data = |a: &Attribute| {
            &*a.name.local == "type" && a.value.eq_ignore_ascii_case("application/ld+json")
        };
        return !node.attributes.iter().any(is_data);
    }
    MUTE.contains(&name)
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        Tree { nodes: self.nodes.into_inner() }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Ref<'a, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| &nodes[*target as usize].name)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Id {
        self.push(Node::new(name, attributes, StrTendril::new()))
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.push(Node::new(nameless(), Vec::new(), StrTendril::new()))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.create_comment(StrTendril::new())
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.insert(*parent, child, NONE);
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        if self.with(*element, |node| node.parent) == NONE {
            self.append(previous, child);
        } else {
            self.append_before_sibling(element, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What stands in a template is read by nobody, so it may stand in the element itself.
    fn get_template_contents(&self, target: &Id) -> Id {
        *target
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        let parent = self.with(*sibling, |node| node.parent);
        if parent != NONE {
            self.insert(parent, child, *sibling);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attributes: Vec<Attribute>) {
        self.with(*target, |node| {
            for attribute in attributes {
                if !node.attributes.iter().any(|a| a.name == attribute.name) {
                    node.attributes.push(attribute);
                }
            }
        });
    }

    fn remove_from_parent(&self, target: &Id) {
        self.unlink(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let mut child = self.with(*node, |node| node.first);
        while child != NONE {
            let next = self.with(child, |node| node.after);
            self.link(*new_parent, child, NONE);
            child = next;
        }
    }
}
