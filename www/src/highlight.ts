/**
 * `midu-highlight.js`, for pages that search results lead to: marks what was found there, with the CSS
 * Custom Highlight API, and goes from one place to the next. On a page with a search box it writes what
 * was found into the links to results on this host, behind `midu=` in the fragment: the marks of a hit
 * are texts as they stand in its page, so no table of characters is needed here. Needs nothing of the
 * package and changes nothing in the text of a page.
 */
import { bar, type Bar } from "./highlight-bar.js";
import { places } from "./highlight-places.js";
import { dress } from "./highlight-styles.js";
import type { Answer, Hit } from "./types.js";

/** What is marked in a page. */
export interface Highlighting {
  /** How many places. */
  readonly count: number;
  /** The place that is shown, from 0; -1 where none is. */
  readonly current: number;
  /** Shows the next place, after the last one the first. */
  next(): void;
  /** Shows the place before, before the first one the last. */
  previous(): void;
  /** Takes marks and bar away. */
  close(): void;
}

// An address is read by people and cut by programs.
const MOST_TEXTS = 8;
const MOST_UNITS = 100;

const HANDED = /&?midu=([^&#]*)$/;

let shown: Shown | undefined;

/**
 * Marks every place of the texts below `root`, in the page's own script, and shows a bar where there is
 * one; what was marked before is not any more. Goes nowhere yet.
 *
 * @example
 * const { count } = highlight(document.querySelector("article"), ["老渡口", "石阶"]);
 */
export function highlight(root: Element, texts: Iterable<string>): Highlighting {
  return mark([root], texts);
}

/**
 * The address of a result that hands its marks over to this script on the page that it leads to. Done by
 * itself for the links of `<midu-search>`; for lists of your own. Routers' addresses are left alone.
 *
 * @example
 * link.href = handOver(placeHref(hit, document.baseURI), hit);
 */
export function handOver(href: string, { excerpt, title }: Pick<Hit, "excerpt" | "title">): string {
  const texts = [excerpt, title].flatMap(({ text, marks }) => marks.map(([start, end]) => text.slice(start, end)));
  const kept = [...new Set(texts)].filter(({ length }) => length <= MOST_UNITS).slice(0, MOST_TEXTS);
  const [, page, anchor, directive] = /^([^#]*)#?(.*?)(:~:.*)?$/.exec(href) ?? [];
  if (kept.length === 0 || /^[!/]|midu=/.test(anchor ?? "")) return href;
  return `${page}#${anchor && `${anchor}&`}midu=${kept.map(encodeURIComponent).join()}${directive ?? ""}`;
}

/**
 * Marks what the address hands over, and shows the place that it leads to. Happens by itself when a page
 * is loaded and when its fragment changes; for a script that puts one page in place of another.
 */
export function arrive(): Highlighting | undefined {
  return begin(true);
}

function begin(anew: boolean): Highlighting | undefined {
  const [handed, texts] = HANDED.exec(location.hash) ?? [];
  if (handed === undefined || texts === undefined) return undefined;
  let id: string;
  let wanted: string[];
  try {
    id = decodeURIComponent(location.hash.slice(1, -handed.length));
    wanted = texts.split(",").map(decodeURIComponent);
  } catch {
    // An address that was cut hands over nothing.
    return undefined;
  }
  let marked = mark(content(), wanted);
  // What an index has of a page may be chosen by settings that the page does not know.
  if (marked.count === 0) marked = mark([document.body], wanted);
  const target = document.getElementById(id);
  // An anchor may be a link at the end of its heading.
  settled(() => marked === shown && marked.begin(target?.closest("h1,h2,h3,h4,h5,h6") ?? target, anew));
  return marked;
}

function mark(roots: readonly Element[], texts: Iterable<string>): Shown {
  shown?.clear();
  return (shown = new Shown(roots, [...texts]));
}

class Shown implements Highlighting {
  current = -1;
  #places: Range[] = [];
  #bar: Bar | undefined;
  #roots: readonly Element[];
  #texts: readonly string[];

  constructor(roots: readonly Element[], texts: readonly string[]) {
    this.#roots = roots;
    this.#texts = texts;
    dress(document);
    this.#find();
    if (this.count === 0) return;
    const { lang } = roots[0]?.closest<HTMLElement>("[lang]") ?? { lang: "" };
    this.#bar = bar(lang, [() => this.previous(), () => this.next(), () => this.close()]);
    this.#say();
  }

  get count(): number {
    return this.#places.length;
  }

  next(): void {
    this.#go(this.current + 1);
  }

  previous(): void {
    this.#go(Math.max(this.current, 0) - 1);
  }

  close(): void {
    const place = this.#places[this.current];
    // The keyboard goes on where the reader was.
    if (place && this.#bar?.host.matches(":focus-within")) getSelection()?.collapse(place.startContainer, place.startOffset);
    this.clear();
    history.replaceState(history.state, "", location.href.replace(HANDED, ""));
  }

  /** Takes away what is seen. */
  clear(): void {
    if (this !== shown) return;
    shown = undefined;
    this.#bar?.host.remove();
    paint("midu");
    paint("midu-current");
  }

  /**
   * Takes the place that the browser went to for the one that is shown: of those in view behind the
   * anchor the one nearest to the middle, where text fragments lead. Else goes to the first one behind
   * it, unless the browser has put the reader back to where they were.
   */
  begin(anchor: Element | null, anew: boolean): void {
    const first = Math.max(this.#places.findIndex(({ startContainer }) => anchor && anchor.compareDocumentPosition(startContainer) & 4), 0);
    const middle = innerHeight / 2;
    let nearest = middle;
    this.#places.forEach((place, i) => {
      const { top, bottom, width } = place.getBoundingClientRect();
      const distance = Math.abs((top + bottom) / 2 - middle);
      if (i < first || !width || distance >= nearest) return;
      nearest = distance;
      this.current = i;
    });
    if (this.current >= 0) return void this.#show();
    if (anew || scrollY === 0) this.#go(first);
  }

  #find(): void {
    this.#places = places(this.#roots, this.#texts);
    paint("midu", this.#places);
  }

  #go(to: number): void {
    // The page was written anew, as by a script that took over what the host had sent.
    if (!this.#places.every(({ startContainer }) => startContainer.isConnected)) this.#find();
    if (this.count === 0) return this.close();
    this.current = (to + this.count) % this.count;
    scrollTo(this.#show());
  }

  #show(): Range {
    this.#say();
    const place = this.#places[this.current] as Range;
    if (!paint("midu-current", [place])) {
      const selection = getSelection();
      selection?.removeAllRanges();
      selection?.addRange(place);
    }
    return place;
  }

  #say(): void {
    if (this.#bar) this.#bar.status.textContent = `${this.current < 0 ? "–" : this.current + 1} / ${this.count}`;
  }
}

/** Paints places, or no more where there are none. False where the browser paints none. */
function paint(name: string, ranges: readonly Range[] = []): boolean {
  if (!CSS.highlights) return false;
  const marks = new Highlight();
  for (const range of ranges) marks.add(range);
  // Over the others.
  marks.priority = Number(name !== "midu");
  CSS.highlights.set(name, marks);
  return true;
}

/** Brings a place to the middle of all that scrolls around it, and opens what is folded up over it. */
function scrollTo(place: Range): void {
  const around: Element[] = [];
  for (let at = place.startContainer.parentElement; at; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true;
    if (at === document.scrollingElement || (at !== document.body && /auto|scroll/.test(getComputedStyle(at).overflowY))) around.push(at);
  }
  for (const box of around) {
    const whole = box === document.scrollingElement;
    const { top, bottom } = place.getBoundingClientRect();
    const middle = whole ? innerHeight / 2 : box.getBoundingClientRect().top + box.clientHeight / 2;
    const still = !whole || matchMedia("(prefers-reduced-motion: reduce)").matches;
    box.scrollBy({ top: (top + bottom) / 2 - middle, behavior: still ? "instant" : "smooth" });
  }
}

/** What of a page is in an index, as its reader chooses (crates/ingest, `html/content.rs`). */
function content(): Element[] {
  for (const kind of ["[data-midu-body],[data-pagefind-body]", "main", "article:not(article article)", "[role=main]"]) {
    const found = document.querySelectorAll(kind);
    if (found.length > 0) return [...found];
  }
  return [document.body];
}

/** Runs once the browser has gone where the address leads: after loading and two frames. */
function settled(work: () => void): void {
  if (document.readyState !== "complete") addEventListener("load", () => settled(work), { once: true });
  else requestAnimationFrame(() => requestAnimationFrame(work));
}

/** Hands the marks of the hits over in the links that a search box shows. */
function linkHits(event: Event): void {
  const { answer } = (event as CustomEvent<{ answer: Answer }>).detail;
  const [box] = event.composedPath();
  for (const item of (box as Element).shadowRoot?.querySelectorAll<HTMLElement>(".hit") ?? []) {
    const link = item.querySelector<HTMLAnchorElement>("a.link");
    const hit = answer.hits[Number(item.dataset["position"]) - answer.offset];
    if (link && hit && link.protocol + link.host === location.protocol + location.host) link.href = handOver(link.href, hit);
  }
}

if (globalThis.document) {
  addEventListener("midu-results", linkHits);
  addEventListener("hashchange", () => begin(true));
  begin(false);
}
