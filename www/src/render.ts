/**
 * Answers -> DOM nodes. Text from the corpus goes in as text nodes only; nothing here parses markup,
 * listens or keeps state.
 */
import { placeHref } from "./links.js";
import type { Strings } from "./strings.js";
import type { Hit, Marked } from "./types.js";

/** An element with a class, a part of the same name and children. */
export function made<K extends keyof HTMLElementTagNameMap>(
  name: K,
  part: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (part !== "") {
    element.className = part;
    element.setAttribute("part", part);
  }
  element.append(...children);
  return element;
}

/** The text as nodes, its marked ranges in `<mark>`. Ranges that make no sense are skipped. */
export function marked({ text, marks }: Marked): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const [start, end] of marks) {
    if (start < at || end <= start || end > text.length) continue;
    if (start > at) nodes.push(document.createTextNode(text.slice(at, start)));
    nodes.push(made("mark", "mark", text.slice(start, end)));
    at = end;
  }
  if (at < text.length) nodes.push(document.createTextNode(text.slice(at)));
  return nodes;
}

/** One result: all of it is one link, the option of a list. `position` counts from 0 over all that are shown. */
export function hitItem(hit: Hit, position: number, strings: Strings): HTMLLIElement {
  const href = placeHref(hit, document.baseURI);
  const name = hit.title.text.trim() ? marked(hit.title) : [hit.url.trim() || strings.untitled];
  const count = hit.occurrences.toLocaleString(strings.locale);
  const facts = made("p", "facts", made("span", "occurrences", strings.occurrences(count)));
  if (hit.date) facts.append(dateOf(hit.date, strings.locale));
  const link = made(href === undefined ? "span" : "a", "link", made("span", "title", ...name));
  if (href !== undefined) link.setAttribute("href", href);
  link.role = "option";
  link.id = `option-${position}`;
  if (hit.path) link.append(made("p", "path", hit.path.replaceAll("\n", " › ")));
  link.append(facts);
  if (hit.excerpt.text !== "") link.append(made("p", "excerpt", ...marked(hit.excerpt)));
  // The document's own language chooses the glyphs: 直 and 骨 differ between regions.
  if (hit.lang) for (const own of link.querySelectorAll(".title, .path, .excerpt")) own.setAttribute("lang", hit.lang);
  const item = made("li", "hit", link);
  item.role = "none";
  item.dataset["position"] = String(position);
  return item;
}

/** A date as the corpus wrote it; an ISO day is written the reader's way. */
function dateOf(date: string, locale: string): HTMLElement {
  const [iso] = /^\d{4}-\d{2}-\d{2}/.exec(date) ?? [];
  const time = made("time", "date", date);
  if (!iso) return time;
  // Without a time of day it is in UTC.
  const day = new Date(iso);
  if (Number.isNaN(day.getTime())) return time;
  time.dateTime = iso;
  time.textContent = day.toLocaleDateString(locale, { timeZone: "UTC", dateStyle: "long" });
  return time;
}
