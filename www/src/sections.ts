/** Hits put under the pages that they stand in, and there under their headings. A pure function. */
import type { Hit } from "./types.js";

/** The hits of one page. */
export interface PageOfHits<H extends Hit = Hit> {
  /** The address without its fragment: untrusted, see `safeHref`. */
  readonly url: string;
  /** In all of its documents. */
  readonly occurrences: number;
  /** In the order of their best hits. */
  readonly sections: readonly SectionOfHits<H>[];
}

/** The hits of one section of a page. */
export interface SectionOfHits<H extends Hit = Hit> {
  /** Its headings from the outermost on; none before the first one. */
  readonly path: readonly string[];
  readonly anchor?: string;
  readonly hits: readonly H[];
}

/**
 * Hits under their pages and headings: documents whose urls differ in the fragment alone are of one page.
 * Pages and sections come in the order of their best hits, so nothing is ranked anew.
 *
 * @example
 * for (const { url, sections } of bySection(answer.hits)) {
 *   for (const { path, hits } of sections) console.log(url, path.join(" › "), hits.length);
 * }
 */
export function bySection<H extends Hit & { site?: string }>(hits: Iterable<H>): PageOfHits<H>[] {
  const pages = new Map<string, { url: string; occurrences: number; sections: Map<string, SectionOfHits<H> & { hits: H[] }> }>();
  for (const hit of hits) {
    const [url = ""] = hit.url.split("#");
    const { page, section } = { page: JSON.stringify([hit.site, url]), section: JSON.stringify([hit.path, hit.anchor]) };
    const there = pages.get(page) ?? { url, occurrences: 0, sections: new Map() };
    pages.set(page, there);
    there.occurrences += hit.occurrences;
    const path = hit.path === "" ? [] : hit.path.split("\n");
    const own = there.sections.get(section) ?? { path, ...(hit.anchor === undefined ? {} : { anchor: hit.anchor }), hits: [] };
    there.sections.set(section, own);
    own.hits.push(hit);
  }
  return Array.from(pages.values(), ({ sections, ...page }) => ({ ...page, sections: [...sections.values()] }));
}
