/**
 * Several indexes are asked at the same time, and their answers put together. Knows no engine, no host
 * and no DOM.
 */
import { MiduError } from "./midu.js";
import { bySection, type PageOfHits } from "./sections.js";
import type { Answer, Cost, Facet, Hit, MiduIndex, Relaxed, RelaxStep, SearchOptions, Sort } from "./types.js";

/** One of several indexes. */
export interface Site {
  /** What people call it. */
  readonly name: string;
  /** An open index, or one that is being opened: where that fails the other sites answer. */
  readonly index: MiduIndex | PromiseLike<MiduIndex>;
  /** What the score of its hits is multiplied by; 1 unless told. */
  readonly weight?: number;
  /** What the urls of its documents are relative to, where that is not the page. */
  readonly base?: string | URL;
}

/** A hit of one of several indexes. */
export interface SiteHit extends Hit {
  /** The name of its site. */
  readonly site: string;
}

/** What one site has to say to a query. */
export interface SiteAnswer {
  readonly name: string;
  readonly total: number;
  readonly occurrences: number;
  /** Those of its hits that are in the answer, best first. */
  readonly hits: readonly SiteHit[];
  /** Why it did not answer; its totals are 0 then. */
  readonly error?: unknown;
}

/** The answers of several indexes as one. */
export interface SitesAnswer extends Answer {
  readonly hits: readonly SiteHit[];
  /** In the order in which they were given, those that failed too. */
  readonly sites: readonly SiteAnswer[];
  /** Where `group` asked for it: the hits by page and section. */
  readonly pages?: readonly PageOfHits<SiteHit>[];
}

/** Options of a search in several indexes. */
export interface SitesOptions extends SearchOptions {
  /** Adds the hits by page and section, as `bySection` does. */
  group?: "section";
}

const STEPS: readonly RelaxStep[] = ["signs", "near", "pinyin", "edit"];
const BY_RELEVANCE: readonly Sort[] = [{ key: "relevance" }];

/** A site with what came of asking it. */
interface Asked {
  site: Site;
  answer?: Answer;
  error?: unknown;
}

/** A hit with what it counts beside those of other sites. */
interface Ranked {
  hit: SiteHit;
  relevance: number;
}

/**
 * Searches several indexes at once. Hits come by score times weight: a score is a sum of what a document
 * itself tells and nothing of the other documents, so it means the same in
 * every index, where a rank would put the best of a site that hardly speaks of the matter beside the best
 * of all. Within a site the order stays. What is near the query is found only where no site has the query
 * itself, and then of one step alone. Takes `offset + limit` hits of every site.
 *
 * @example
 * const sites = [{ name: "手册", index: await open("/docs/midu/"), weight: 2 }, { name: "周刊", index: open("/weekly/midu/") }];
 * const { total, hits, sites: each } = await searchAll(sites, "因地制宜", { limit: 20 });
 *
 * @throws the error of the first site where all of them failed; a {@link MiduError} with the code
 * `argument` for an order that hits do not tell.
 */
export async function searchAll(sites: readonly Site[], query: string, options: SitesOptions = {}): Promise<SitesAnswer> {
  const { limit = 10, offset = 0, relax, group, progress, sort, ...rest } = options;
  const order = sort?.length ? sort : BY_RELEVANCE;
  const strange = order.find(({ key }) => key !== "date" && key !== "relevance");
  if (strange) throw new MiduError("argument", `Hits of several indexes are sorted by date or relevance, not by “${strange.key}”.`);
  const shared: SearchOptions = { ...rest, ...(sort?.length ? { sort } : {}) };
  const bytes = sites.map(() => 0);
  const ask = async (site: Site, i: number, more: SearchOptions): Promise<Asked> => {
    const before = bytes[i] ?? 0;
    const watch = (arrived: { bytes: number }): void => {
      bytes[i] = before + arrived.bytes;
      progress?.({ bytes: sum(bytes) });
    };
    try {
      const index = await site.index;
      return { site, answer: await index.search(query, { ...shared, ...more, limit: offset + limit, progress: watch }) };
    } catch (error) {
      // Of one site alone; that the search is over is no failure of a site.
      rest.signal?.throwIfAborted();
      return { site, error };
    }
  };
  let asked = await Promise.all(sites.map((site, i) => ask(site, i, {})));
  const costs = [asked.map(costOf)];
  if (relax && !asked.some(({ answer }) => answer?.total)) {
    asked = await Promise.all(asked.map((one, i) => (one.answer ? ask(one.site, i, { relax }) : one)));
    costs.push(asked.map(costOf));
  }
  if (asked.length > 0 && asked.every(({ answer }) => !answer)) throw asked[0]?.error;
  const { hits, sites: each, ...found } = together(asked, order, { offset, limit });
  return { query, offset, ...found, hits, sites: each, cost: costTogether(costs), ...(group ? { pages: bySection(hits) } : {}) };
}

function together(asked: readonly Asked[], order: readonly Sort[], wanted: { offset: number; limit: number }) {
  // Results of two steps are never mixed.
  const step = STEPS.find((name) => asked.some(({ answer }) => answer?.relaxed?.step === name));
  const answers = asked.map(({ answer }) => (answer && answer.relaxed?.step === step ? answer : undefined));
  const lists = asked.map(({ site }, i) => (answers[i]?.hits ?? []).map((hit) => ranked(hit, site)));
  const hits = merged(lists, order, wanted.offset + wanted.limit).slice(wanted.offset);
  const sites = asked.map(({ site: { name }, error }, i): SiteAnswer => {
    const { total = 0, occurrences = 0 } = answers[i] ?? {};
    const own = new Set(lists[i]?.map(({ hit }) => hit));
    return { name, total, occurrences, hits: hits.filter((hit) => own.has(hit)), ...(error === undefined ? {} : { error }) };
  });
  const notes = [...new Set(answers.flatMap((answer) => answer?.notes ?? []))];
  const texts = new Set(answers.flatMap((answer) => answer?.relaxed?.texts ?? []));
  const relaxed: Relaxed | undefined = step && { step, texts: [...texts] };
  const remark = answers.find((answer) => answer?.remark)?.remark;
  const facets = facetsTogether(answers.flatMap((answer) => answer?.facets ?? []));
  return {
    total: sum(sites.map(({ total }) => total)),
    occurrences: sum(sites.map(({ occurrences }) => occurrences)),
    hits,
    sites,
    ...(notes.length > 0 ? { notes } : {}),
    ...(relaxed ? { relaxed } : {}),
    ...(remark === undefined ? {} : { remark }),
    ...(facets.length > 0 ? { facets } : {}),
  };
}

function ranked(told: Hit, { name, base, weight = 1 }: Site): Ranked {
  const url = base === undefined ? told.url : absolute(told.url, base);
  return { hit: { ...told, url, site: name }, relevance: weight * told.relevance };
}

/** Takes the best head of all lists again and again; of equal ones that of the list that gave least. */
function merged(lists: readonly (readonly Ranked[])[], order: readonly Sort[], most: number): SiteHit[] {
  const given = lists.map(() => 0);
  const head = (i: number): Ranked | undefined => lists[i]?.[given[i] ?? 0];
  const hits: SiteHit[] = [];
  while (hits.length < most) {
    let best: number | undefined;
    for (const i of lists.keys()) {
      const [one, other] = [head(i), best === undefined ? undefined : head(best)];
      if (!one) continue;
      const before = other ? compared(one, other, order) || (given[i] ?? 0) - (given[best ?? 0] ?? 0) : -1;
      if (before < 0) best = i;
    }
    const next = best === undefined ? undefined : head(best);
    if (best === undefined || !next) break;
    hits.push(next.hit);
    given[best] = (given[best] ?? 0) + 1;
  }
  return hits;
}

/** Below 0 where the first comes before the second. What has no date comes last. */
function compared(one: Ranked, other: Ranked, order: readonly Sort[]): number {
  for (const { key, descending = key === "relevance" } of order) {
    const [a, b] = key === "date" ? [one.hit.date, other.hit.date] : [one.relevance, other.relevance];
    if (a === b) continue;
    if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
    return (a < b ? -1 : 1) * (descending ? -1 : 1);
  }
  return 0;
}

function facetsTogether(facets: readonly Facet[]): Facet[] {
  return [...new Set(facets.map(({ name }) => name))].map((name) => {
    const counts = new Map<string, number>();
    for (const { value, count } of facets.filter((facet) => facet.name === name).flatMap(({ values }) => values)) {
      counts.set(value, (counts.get(value) ?? 0) + count);
    }
    // A stable sort: of equal numbers the order is that of the first site that has the value.
    const values = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
    return { name, values };
  });
}

function costOf({ answer }: Asked): Cost {
  return answer?.cost ?? { bytes: 0, requests: 0, rounds: 0, engineMilliseconds: 0 };
}

/** Sites are asked at the same time, so of round trips the longest row counts. */
function costTogether(costs: readonly (readonly Cost[])[]): Cost {
  const all = costs.flat();
  return {
    bytes: sum(all.map(({ bytes }) => bytes)),
    requests: sum(all.map(({ requests }) => requests)),
    rounds: sum(costs.map((each) => Math.max(0, ...each.map(({ rounds }) => rounds)))),
    engineMilliseconds: sum(all.map(({ engineMilliseconds }) => engineMilliseconds)),
  };
}

/** The address as the site means it; one that is none stays what it is, and no link is made of it. */
function absolute(url: string, base: string | URL): string {
  try {
    return new URL(url, base).href;
  } catch {
    return url;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((whole, each) => whole + each, 0);
}
