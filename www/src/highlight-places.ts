/**
 * Where texts stand in a page: across elements inside a line, line breaks and white space, in either
 * width and case. The steps of the engine's fold that need no tables (crates/core/src/fold), so a text
 * must be given in the script of the page. Reads the page and changes nothing.
 */

// A character with the marks that may combine with it, those of half-width kana too.
const SEGMENT = /[^][\p{M}\uff9e\uff9f]*/gu;
// What the fold leaves as it is, which is most of a Chinese page.
const PLAIN = /^[\u3400-\u9fff]$/;
// Default_Ignorable_Code_Point.
const IGNORABLE = /\p{DI}/gu;
const SPACE = /[\s\0]/;
// Of what the fold calls CJK the blocks in use that NFKC leaves any of.
const CJK = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\u{20000}-\u{3ffff}]/u;
/** Ends a block. No text is found across it. */
const BREAK = "\0";

// What is in a page but not in an index (crates/ingest, `html/content.rs`), as far as a text could stand there.
const UNREAD =
  "button,footer,nav,rp,rt,select,svg,textarea,.sr-only,.visually-hidden,[aria-hidden=true],[data-midu-ignore],[data-pagefind-ignore]";

/** Where a unit of a folded text comes from. */
type Origin = readonly [node: Text, start: number, end: number];

/** A text as it is compared, and where each of its units comes from. */
class Folded {
  text = "";
  readonly origins: (Origin | undefined)[] = [];
  #last = BREAK;
  #gap = false;

  push(data: string, node?: Text): void {
    for (const { 0: segment, index } of data.matchAll(SEGMENT)) {
      const origin: Origin | undefined = node && [node, index, index + segment.length];
      const folded = PLAIN.test(segment) ? segment : segment.normalize("NFKC").replace(IGNORABLE, "").toLowerCase();
      for (const character of folded) {
        if (SPACE.test(character)) {
          this.#gap = true;
          continue;
        }
        // White space parts words; beside a CJK character it is a broken line.
        if (this.#gap && this.#last !== BREAK && !CJK.test(this.#last + character)) this.#add(" ", origin);
        this.#add(character, origin);
      }
    }
  }

  lineBreak(): void {
    this.#gap = true;
  }

  endBlock(): void {
    this.#add(BREAK, undefined);
  }

  #add(character: string, origin: Origin | undefined): void {
    // A character may be two units.
    for (let unit = character.length; unit > 0; unit -= 1) this.origins.push(origin);
    this.text += character;
    this.#last = character;
    this.#gap = false;
  }
}

/** All places of the texts below the roots, in the order of the page; those that overlap are one. */
export function places(roots: Iterable<Node>, texts: Iterable<string>): Range[] {
  const page = new Folded();
  for (const root of roots) {
    read(root, page);
    page.endBlock();
  }
  const found: [start: number, end: number][] = [];
  for (const text of texts) {
    const wanted = new Folded();
    wanted.push(text);
    const { length } = wanted.text;
    for (let at = -1; length && (at = page.text.indexOf(wanted.text, at + 1)) >= 0; ) found.push([at, at + length]);
  }
  found.sort(([a], [b]) => a - b);
  const apart: typeof found = [];
  for (const place of found) {
    const last = apart.at(-1);
    if (last && place[0] < last[1]) last[1] = Math.max(last[1], place[1]);
    else apart.push(place);
  }
  return apart.map(([start, end]) => {
    const range = document.createRange();
    const [first, last] = [page.origins[start], page.origins[end - 1]];
    if (first && last) {
      range.setStart(first[0], first[1]);
      range.setEnd(last[0], last[2]);
    }
    return range;
  });
}

function read(node: Node, out: Folded): void {
  if (node instanceof Text) return out.push(node.data, node);
  let display = "inline";
  if (node instanceof Element) {
    if (node.localName === "br") out.lineBreak();
    display = node.matches(UNREAD) ? "none" : getComputedStyle(node).display;
  }
  if (display === "none") return;
  const block = !/^(inline|contents|ruby)/.test(display);
  if (block) out.endBlock();
  for (const child of node.childNodes) read(child, out);
  if (block) out.endBlock();
}
