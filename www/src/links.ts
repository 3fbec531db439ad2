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
  if (/^https?:$/.test(parsed.protocol)) return parsed.href;
  // A relative address on a page that is itself not http, such as one opened from a disk.
  return !SCHEME.test(bare) && parsed.protocol === "file:" ? parsed.href : undefined;
}

/**
 * The address of the place that a hit shows: its section's anchor, and the first mark with what stands
 * around it for browsers that scroll to text (https://wicg.github.io/scroll-to-text-fragment/). These go
 * to the anchor where the text is not in the page as it is here. They want whole words at the ends of
 * what they look for, wherever the query was cut, and nothing beyond the block. Undefined where the
 * url must stay text.
 */
export function placeHref({ url, path, anchor, excerpt: { text, marks } }: Hit, base: string): string | undefined {
  const href = safeHref(url, base);
  const [start, end] = marks[0] ?? [0, 0];
  // A browser that does not know text fragments would take one for a part of the anchor.
  const known = end && "fragmentDirective" in document;
  if (!href || !(path || known)) return href;
  const place = href.includes("#") ? href : `${href}#${encodeURIComponent(anchor ?? "")}`;
  if (!known) return place;
  const words = [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)];
  // The word at a cut may be a part of one.
  const first = text.startsWith("…") ? words[2]?.index : 0;
  const last = text.endsWith("…") ? words.at(-2)?.index : text.length;
  // A space behind what is not Latin may be the end of a block.
  const after = text.slice(end - 1, last).replace(/^.|(?<=[^ -~]) .*/g, "");
  const parts = [`${coded(text.slice(first, start))}-`, coded(text.slice(start, end)), `-${coded(after)}`];
  return `${place}:~:text=${parts.filter((part) => part !== "-").join()}`;
}

function coded(text: string): string {
  return encodeURIComponent(text.trim()).replaceAll("-", "%2D");
}
