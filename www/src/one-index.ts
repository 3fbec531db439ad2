/**
 * Several indexes in the shape of one, so that a search box shows the hits of all: the name of a hit's
 * site stands above its headings, and what could not be asked is said in the remark.
 */
import { MiduError } from "./midu.js";
import { searchAll, type Site, type SiteHit, type SitesOptions } from "./search-all.js";
import type { Answer, Hit, IndexInfo, KeepOptions, MiduIndex, Passages, PassagesOptions, SuggestOptions, Suggestion } from "./types.js";

/**
 * The sites as one index, for the property `index` of `<midu-search>`. Waits until all are open. A site
 * that fails is left out and named in the remark; where no other finds anything, the search fails.
 *
 * @example
 * document.querySelector("midu-search").index = await oneIndex([{ name: "手册", index: open("/docs/midu/") }]);
 *
 * @throws the error of the first site where none could be opened.
 */
export async function oneIndex(sites: readonly Site[]): Promise<MiduIndex> {
  const outcomes = await Promise.allSettled(sites.map(({ index }) => index));
  const open = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const [first] = open;
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (!first) throw failed?.reason ?? new TypeError("There is no site to search.");
  return new OneIndex(sites, open, first);
}

class OneIndex implements MiduIndex {
  #sites: readonly Site[];
  #open: readonly MiduIndex[];
  #first: MiduIndex;
  #infos: readonly IndexInfo[] = [];
  #info: IndexInfo | undefined;

  constructor(sites: readonly Site[], open: readonly MiduIndex[], first: MiduIndex) {
    this.#sites = sites;
    this.#open = open;
    this.#first = first;
  }

  /** The sums of all; another object once one of the indexes was replaced. */
  get info(): IndexInfo {
    const infos = this.#open.map(({ info }) => info);
    if (this.#info && infos.every((info, i) => info === this.#infos[i])) return this.#info;
    const whole = (name: "documents" | "characters" | "sourceCharacters" | "residentLength" | "fileLength"): number =>
      infos.reduce((sum, info) => sum + info[name], 0);
    this.#infos = infos;
    return (this.#info = {
      ...this.#first.info,
      documents: whole("documents"),
      characters: whole("characters"),
      sourceCharacters: whole("sourceCharacters"),
      residentLength: whole("residentLength"),
      fileLength: whole("fileLength"),
      sections: [],
    });
  }

  get engine(): MiduIndex["engine"] {
    return this.#first.engine;
  }

  get transferred(): number {
    return this.#open.reduce((sum, { transferred }) => sum + transferred, 0);
  }

  async search(query: string, options: SitesOptions = {}): Promise<Answer> {
    const { sites, hits, remark, ...answer } = await searchAll(this.#sites, query, options);
    const failed = sites.filter(({ error }) => error !== undefined);
    if (answer.total === 0 && failed[0]) throw failed[0].error;
    const names = failed.map(({ name }) => name);
    const said = [remark, names.length > 0 && options.lang !== undefined && silent(names, options.lang)].filter(Boolean);
    const named = hits.map((hit) => ({ ...hit, path: below(hit.site, hit.path) }));
    return { ...answer, hits: named, ...(said.length > 0 ? { remark: said.join(" ") } : {}) };
  }

  async passages(query: string, hit: Pick<Hit, "doc">, options: PassagesOptions = {}): Promise<Passages> {
    const { site } = hit as Pick<SiteHit, "doc" | "site">;
    const index = await this.#sites.find(({ name }) => name === site)?.index;
    if (!index) throw new MiduError("argument", "This is no hit of one of the sites. Search again.");
    const found = await index.passages(query, hit, options);
    return { ...found, passages: found.passages.map((one) => ({ ...one, path: below(site, one.path) })) };
  }

  async suggest(prefix: string, options: SuggestOptions = {}): Promise<readonly Suggestion[]> {
    const all = await Promise.all(this.#open.map((index) => index.suggest(prefix, options)));
    const texts = new Map<string, Suggestion>();
    for (const { text, documents, title } of all.flat()) {
      const before = texts.get(text);
      texts.set(text, { text, documents: documents + (before?.documents ?? 0), title: title || before?.title === true });
    }
    return [...texts.values()].sort((a, b) => b.documents - a.documents).slice(0, options.limit ?? 8);
  }

  async keepOffline(options: KeepOptions = {}): Promise<void> {
    for (const index of this.#open) await index.keepOffline(options);
  }

  dispose(): void {
    for (const index of this.#open) index.dispose();
  }
}

/** Headings, with the name of the site above them. */
function below(site: string, path: string): string {
  return path === "" ? site : `${site}\n${path}`;
}

function silent(names: readonly string[], lang: string): string {
  const quoted = (open: string, close: string): string => names.map((name) => open + name + close).join("");
  if (/^zh-(hant|tw|hk|mo)\b/i.test(lang)) return `${quoted("「", "」")}沒有回應，這裡沒有其中的內容。`;
  if (/^ja\b/i.test(lang)) return `${quoted("「", "」")}から応答がなく、その結果は含まれていません。`;
  if (/^(zh\b|$)/i.test(lang)) return `${quoted("“", "”")}没有回应，这里没有其中的内容。`;
  return `No answer from ${names.map((name) => `“${name}”`).join(", ")}: what is there is missing here.`;
}
