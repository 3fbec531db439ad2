// Markdown of the repository to HTML: headings with anchors as GitHub makes them, so that one link works there and here;
// listings coloured at build time; tables and listings that scroll by themselves on a narrow page. Where a link leads is
// not decided here.
import { slug } from "github-slugger";
import highlighter from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import css from "highlight.js/lib/languages/css";
import ini from "highlight.js/lib/languages/ini";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import rust from "highlight.js/lib/languages/rust";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import MarkdownIt from "markdown-it";
import anchor from "markdown-it-anchor";

for (const [name, language] of Object.entries({ bash, css, ini, javascript, json, rust, typescript, xml })) {
  highlighter.registerLanguage(name, language);
}

/** Markup in a text is a mistake, or a comment that marks a place for programs. */
const COMMENT = /^(\s*<!--(?:(?!-->)[^])*-->)+\s*$/;

/** The class of a link from a heading to itself. The usual `header-anchor` is what an index leaves out, with the heading in it. */
const HERE = "here";

/** As many characters of a listing in a line fit the narrowest screen. */
const SHORT = 28;

/** A parser whose pages speak a language; `words` are those of the site. */
export function parser(words) {
  const md = new MarkdownIt({ html: true, highlight });
  md.core.ruler.push("join_lines", joinLines);
  md.use(anchor, {
    slugify: (text) => slug(text),
    permalink: anchor.permalink.headerLink({ class: HERE, safariReaderFix: true }),
    level: [2, 3, 4],
  });
  const { rules } = md.renderer;
  const text = md.utils.escapeHtml;
  rules.html_block = rules.html_inline = () => "";
  rules.table_open = () => `<div class="wide" tabindex="0" role="group" aria-label="${text(words.table)}"><table>\n`;
  rules.table_close = () => "</table></div>\n";
  // Alignment by a class: an attribute of style is refused by the policy. A heading without words is none.
  const tag = (tokens, at) => (tokens[at].tag === "th" && tokens[at + (tokens[at].nesting > 0 ? 1 : -1)].content !== "" ? "th" : "td");
  rules.th_open = rules.td_open = (tokens, at) => {
    const [, side] = /text-align:(\w+)/.exec(tokens[at].attrGet("style") ?? "") ?? [];
    return `<${tag(tokens, at)}${side ? ` class="${side}"` : ""}>`;
  };
  rules.th_close = rules.td_close = (tokens, at) => `</${tag(tokens, at)}>`;
  // An option is not broken at its hyphens.
  const inline = rules.code_inline;
  rules.code_inline = (tokens, at, ...more) => {
    if (tokens[at].content.length > SHORT) return inline(tokens, at, ...more);
    tokens[at].attrJoin("class", "short");
    // Nor would a line end between 、 and a hyphen.
    const room = /[、，；]$/.test(tokens[at - 1]?.content ?? "") && tokens[at].content.startsWith("-") ? "<wbr>" : "";
    return room + inline(tokens, at, ...more);
  };
  const fence = rules.fence;
  rules.fence = (tokens, at, ...more) => scrollable(fence(tokens, at, ...more));
  rules.code_block = (tokens, at) => scrollable(`<pre><code>${text(tokens[at].content)}</code></pre>\n`);
  const scrollable = (html) => html.replace("<pre>", `<pre tabindex="0" role="group" aria-label="${text(words.listing)}">`);
  return md;
}

/** Characters between which a line of the source may end without a blank, and signs that have room of their own. */
const WIDE = /[\p{Script=Han}\u2014\u2018-\u201d\u2026\u3000-\u303f\uff00-\uff60]/u;
const SIGN = /[\u3001-\u3011\uff01-\uff1f]/u;

/**
 * Takes the ends of lines out of Chinese, where they would be seen as blanks. The plugin for this fails where emphasis
 * begins a line, and leaves blanks beside listings.
 */
function joinLines({ tokens }) {
  for (const { children } of tokens) {
    children?.forEach((child, at) => {
      if (child.type !== "softbreak") return;
      const before = [...(children.slice(0, at).findLast(({ content }) => content)?.content ?? " ")].at(-1);
      const [after] = children.slice(at + 1).find(({ content }) => content)?.content ?? " ";
      const joined = SIGN.test(before) || SIGN.test(after) || (WIDE.test(before) && WIDE.test(after));
      if (joined) Object.assign(child, { type: "text", content: "" });
    });
  }
}

function highlight(source, language) {
  const [name] = language.split(",");
  const known = { sh: "bash", html: "xml", js: "javascript", toml: "ini", ts: "typescript" }[name] ?? name;
  // Nothing is guessed: an unknown language stays as it is.
  return highlighter.getLanguage(known) ? highlighter.highlight(source, { language: known }).value : "";
}

/**
 * A parsed text: its tokens, title, headings with their anchors, links with their lines, and markup that should not be
 * there. `lines` are those of `text`, `from` gives the place of each in a file.
 */
export function parse(md, text, from) {
  const tokens = md.parse(text, {});
  const lines = text.split("\n");
  const headings = [];
  const links = [];
  const faults = [];
  tokens.forEach((token, at) => {
    const [start, end] = token.map ?? [0, lines.length];
    if (token.type === "heading_open") headings.push(heading(token, tokens[at + 1]));
    if (token.type === "html_block" && !COMMENT.test(token.content)) faults.push(`${from(start)}: markup in the text`);
    for (const child of token.children ?? []) {
      if (child.type === "html_inline" && !COMMENT.test(child.content)) faults.push(`${from(start)}: markup in the text: ${child.content}`);
      const name = child.type === "link_open" ? "href" : child.type === "image" ? "src" : undefined;
      const address = name && child.attrGet(name);
      // Links of headings to themselves are the parser's.
      if (!address || (token.type === "inline" && tokens[at - 1]?.type === "heading_open" && child.attrGet("class") === HERE)) continue;
      const inside = lines.slice(start, end).findIndex((line) => line.includes(`](${address}`) || line.includes(`](${decoded(address)}`));
      const label = token.children[token.children.indexOf(child) + 1];
      links.push({ child, label, name, address: decoded(address), place: from(start + Math.max(inside, 0)) });
    }
  });
  const title = headings.find(({ level }) => level === 1)?.text;
  return { tokens, headings, links, faults, title };
}

function heading({ tag, attrGet, attrs }, inline) {
  const id = attrs?.find(([name]) => name === "id")?.[1];
  const text = inline.children.filter(({ type }) => type === "text" || type === "code_inline").map(({ content }) => content).join("");
  return { level: Number(tag.slice(1)), id, text };
}

/** Addresses come from the parser with everything but ASCII escaped. */
function decoded(address) {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}
