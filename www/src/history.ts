/**
 * What a reader looked for and opened, on this device and for one index: the latest first. Nothing is
 * sent anywhere. Where storage is full, forbidden or holds something else, there is no history.
 */
import type { Hit } from "./types.js";

/** A page that was opened from a result, and the query that had found it. */
export interface Visit {
  query: string;
  url: string;
  title: string;
  /** Whether the reader wants it kept. */
  kept?: boolean;
}

const MOST = 20;

/** The key of storage for the index at an address. */
export function keyOf(src: string): string {
  return `midu:${src}`;
}

/** All visits; none where what is stored cannot be read. */
export function visits(src: string): Visit[] {
  try {
    const stored = JSON.parse(localStorage.getItem(keyOf(src)) ?? "") as (Partial<Visit> | null)[];
    return stored.filter((visit): visit is Visit => [visit?.query, visit?.title, visit?.url].every((text) => typeof text === "string"));
  } catch {
    return [];
  }
}

/** Puts a visit before all others. */
export function remember(src: string, query: string, { url, title }: Hit): void {
  try {
    const before = visits(src);
    const visit = { ...before.find((visit) => visit.url === url), query, url, title: title.text };
    const others = before.filter(({ url, kept }, i) => url !== visit.url && (kept || i < MOST - 1));
    localStorage.setItem(keyOf(src), JSON.stringify([visit, ...others]));
  } catch {
    // What a reader opens matters more than that it is kept.
  }
}
