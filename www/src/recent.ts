/**
 * What a reader looked for, opened and wants to keep, below the empty box of a dialog or of a box that drops
 * down. Loaded where there is something to show.
 */
import type { MiduSearchElement } from "./element.js";
import { keyOf, visits, type Visit } from "./history.js";
import { safeHref } from "./links.js";
import { ofLang } from "./of-lang.js";
import type { Inside } from "./overlay.js";
import { recentStyles } from "./recent-styles.js";
import { made } from "./render.js";

const MOST = 6;
const TEXTS = {
  hans: { kept: "收藏", queries: "最近搜索", pages: "最近看过", clear: "清除记录", keep: (title: string) => `收藏“${title}”`, drop: (title: string) => `不再收藏“${title}”` },
  hant: { kept: "收藏", queries: "最近搜尋", pages: "最近看過", clear: "清除紀錄", keep: (title: string) => `收藏「${title}」`, drop: (title: string) => `不再收藏「${title}」` },
  ja: { kept: "お気に入り", queries: "最近の検索", pages: "最近見たページ", clear: "履歴を消去", keep: (title: string) => `「${title}」をお気に入りに追加`, drop: (title: string) => `「${title}」をお気に入りから削除` },
  en: { kept: "Favourites", queries: "Recent searches", pages: "Recently opened", clear: "Clear history", keep: (title: string) => `Keep “${title}”`, drop: (title: string) => `No longer keep “${title}”` },
};

/** Makes room for the history until the signal aborts; what it returns shows what there is of it now. */
export function showRecent({ root, panel, lang, changed }: Inside, element: MiduSearchElement, signal: AbortSignal): () => void {
  if (signal.aborted) return () => undefined;
  const texts = ofLang(lang, TEXTS);
  const box = made("div", "recent");
  root.adoptedStyleSheets.push(recentStyles());
  const list = (label: string, items: [HTMLElement, ...HTMLElement[]][]): HTMLElement => {
    const all = made("ul", "recent-list");
    all.role = "listbox";
    all.ariaLabel = label;
    for (const [option, ...beside] of items) {
      option.role = "option";
      const item = made("li", "recent-item", option, ...beside);
      item.role = "none";
      all.append(item);
    }
    return all;
  };
  const store = (told: Visit[]): void => {
    try {
      if (told.length > 0) localStorage.setItem(keyOf(element.src), JSON.stringify(told));
      else localStorage.removeItem(keyOf(element.src));
    } catch {
      // It stays as it is.
    }
    draw();
  };
  const page = (visit: Visit, i: number): [HTMLElement, HTMLElement][] => {
    const { url, kept = false } = visit;
    const href = safeHref(url, document.baseURI);
    if (!href) return [];
    const title = visit.title.trim() || url;
    const option = made("a", "link", made("span", "title", title));
    option.href = href;
    option.id = `recent-page-${i}`;
    const star = made("button", "keep", kept ? "★" : "☆");
    star.type = "button";
    // An option as all that stands in a list of options; the arrow keys pass over it.
    star.role = "option";
    star.ariaLabel = (kept ? texts.drop : texts.keep)(title);
    star.addEventListener("click", () => {
      store(visits(element.src).map((one) => (one.url === url ? { ...one, kept: !kept } : one)));
      const stars = [...box.querySelectorAll<HTMLElement>(".keep")];
      stars.find(({ previousElementSibling }) => (previousElementSibling as HTMLAnchorElement).href === href)?.focus();
    });
    return [[option, star]];
  };
  const draw = (): void => {
    const told = visits(element.src);
    const queries = [...new Set(told.map(({ query }) => query))].slice(0, MOST).map((query, i): [HTMLElement] => {
      const option = made("span", "recent-query", query);
      option.id = `recent-query-${i}`;
      return [option];
    });
    const pages = told.map((visit, i) => ({ kept: visit.kept === true, page: page(visit, i) }));
    const of = (wanted: boolean): [HTMLElement, HTMLElement][] => pages.flatMap(({ kept, page }) => (kept === wanted ? page : []));
    const clear = made("button", "clear-history", texts.clear);
    clear.type = "button";
    clear.addEventListener("click", () => {
      store(told.filter(({ kept }) => kept).map((visit) => ({ ...visit, query: "" })));
      element.focus();
    });
    const lists: [string, [HTMLElement, ...HTMLElement[]][]][] = [
      [texts.kept, of(true)],
      [texts.queries, queries.filter(([{ textContent }]) => textContent)],
      [texts.pages, of(false).slice(0, MOST)],
    ];
    box.replaceChildren(...lists.flatMap(([label, items]) => (items.length > 0 ? [made("p", "recent-title", label), list(label, items)] : [])));
    if (told.some(({ kept, query }) => !kept || query)) box.append(clear);
    changed();
  };
  box.addEventListener("click", ({ target }) => {
    const query = (target as Element).closest(".recent-query")?.textContent;
    if (!query) return;
    void element.search(query);
    element.focus();
  });
  panel.querySelector(".summary")?.before(box);
  signal.addEventListener("abort", () => {
    box.remove();
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => sheet !== recentStyles());
  });
  return draw;
}
