/**
 * Decides where a hit may lead. Urls come from the corpus and are not trusted: only http, https,
 * relative addresses and fragments become links.
 */

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
