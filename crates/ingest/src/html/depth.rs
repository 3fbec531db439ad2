//! How deep a page may nest. The tree construction looks through its stack of open elements at almost
//! every tag, so ten thousand open elements would make a page cost ten thousand times its size.
//! Browsers stop nesting at 512 and go on flat; so does this, at half of that, between tokenizer and
//! tree, and no text is lost by it.

use html5ever::tokenizer::{EndTag, StartTag, Tag, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeSink};
use std::cell::Cell;
use std::rc::Rc;

/// Where elements stop to nest.
const DEEPEST: u32 = 256;

/// Past this the estimate of the depth was led astray on purpose: no element is taken any more.
const HOPELESS: u32 = 4 * DEEPEST;

/// Elements that never have content.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements whose content is not markup. Without their tags it would be taken for text of the page.
const RAW: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// How deep the tree is where it grows, told by the tree itself.
#[derive(Default)]
pub(super) struct Depth(Cell<u32>);

impl Depth {
    pub(super) fn set(&self, depth: u32) {
        self.0.set(depth);
    }
}

/// Passes tokens on to the tree construction, except for tags that would nest too deep.
pub(super) struct Limiter<S: TreeSink<Handle = u32>> {
    builder: TreeBuilder<u32, S>,
    depth: Rc<Depth>,
    /// Elements that are open and were not passed on.
    left_out: Cell<u32>,
    in_raw: Cell<bool>,
}

impl<S: TreeSink<Handle = u32>> Limiter<S> {
    pub(super) fn new(builder: TreeBuilder<u32, S>, depth: Rc<Depth>) -> Self {
        Self { builder, depth, left_out: Cell::new(0), in_raw: Cell::new(false) }
    }

    pub(super) fn into_builder(self) -> TreeBuilder<u32, S> {
        self.builder
    }

    fn passes(&self, tag: &Tag) -> bool {
        let name = &*tag.name;
        if RAW.contains(&name) {
            self.in_raw.set(tag.kind == StartTag);
            return true;
        }
        if self.in_raw.get() {
            return true;
        }
        let depth = self.depth.0.get();
        match tag.kind {
            StartTag if depth < DEEPEST || (VOID.contains(&name) && depth < HOPELESS) => true,
            StartTag => {
                if !VOID.contains(&name) {
                    self.left_out.set(self.left_out.get().saturating_add(1));
                }
                false
            }
            EndTag if self.left_out.get() > 0 => {
                self.left_out.set(self.left_out.get() - 1);
                false
            }
            EndTag if depth >= HOPELESS => false,
            EndTag => {
                self.depth.set(depth.saturating_sub(1));
                true
            }
        }
    }
}

impl<S: TreeSink<Handle = u32>> TokenSink for Limiter<S> {
    type Handle = u32;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<u32> {
        let Token::TagToken(tag) = &token else { return self.builder.process_token(token, line) };
        if !self.passes(tag) {
            return TokenSinkResult::Continue;
        }
        // What has no content is in the tree, but nothing grows in it.
        let stays = VOID.contains(&&*tag.name).then(|| self.depth.0.get());
        let result = self.builder.process_token(token, line);
        if let Some(depth) = stays {
            self.depth.set(depth);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
