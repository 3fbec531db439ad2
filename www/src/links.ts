/**
 * Decides where a hit may lead. Urls come from the corpus and are not trusted: only http, https,
 * relative addresses and fragments become links.
 */
import type { Hit } from "./types.js";

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** The address to link to, or undefined where the url must stay text. */
export function safeHref(url: string, base: string): string | undefined {
  // What the URL parser drops silently, so that `java\tscript:` is seen for what it is.
  const bare = url.replace(/[\u0000-\u0020\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, "");
  if (bare === "") return undefined;
  let parsed: URL;
  try {
    parsed = new URL(url, base);
  } catch {
    return undefined;
  }
  if (parsed.protocol === "http:" || parsed.protocol === "https:") return parsed.href;
  // A relative address on a page that is itself not http, such as one opened from a disk.
  const relative = !SCHEME.test(bare) && parsed.protocol === new URL(base).protocol;
  return relative && parsed.protocol === "file:" ? parsed.href : undefined;
}

/**
 * The address of the place that a hit shows: its section's anchor, and the clause around the first mark
 * for browsers that scroll to text (https://wicg.github.io/scroll-to-text-fragment/). These look for
 * whole words and go to the first such place of a page, and to the anchor where there is none: a clause
 * is made of words wherever the query was cut, and hardly stands in a menu. A hit without a section
 * leads to its page; undefined where the url must stay text.
 */
export function placeHref({ url, path, anchor, excerpt: { text, marks } }: Hit, base: string): string | undefined {
  const href = safeHref(url, base);
  if (!href || !path || href.includes("#")) return href;
  const [start, end] = marks[0] ?? [0, 0];
  const clause = text.slice(text.slice(0, start).search(/[^\p{P}\s]*$/u), end + text.slice(end).search(/[\p{P}\s]|$/u));
  // A browser that does not know text fragments would take one for a part of the anchor.
  const words = end && "fragmentDirective" in document ? `:~:text=${encodeURIComponent(clause)}` : "";
  return `${href}#${encodeURIComponent(anchor ?? "")}${words}`;
}
