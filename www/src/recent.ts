/**
 * What a reader looked for and opened before, below the empty box of a dialog or of a box that drops down.
 * Loaded where there is something to show.
 */
import type { MiduSearchElement } from "./element.js";
import { keyOf, visits } from "./history.js";
import { safeHref } from "./links.js";
import { ofLang } from "./of-lang.js";
import type { Inside } from "./overlay.js";
import { recentStyles } from "./recent-styles.js";
import { made } from "./render.js";

const MOST = 6;
const TEXTS = {
  hans: { queries: "最近搜索", pages: "最近看过", clear: "清除记录" },
  hant: { queries: "最近搜尋", pages: "最近看過", clear: "清除紀錄" },
  ja: { queries: "最近の検索", pages: "最近見たページ", clear: "履歴を消去" },
  en: { queries: "Recent searches", pages: "Recently opened", clear: "Clear history" },
};

/** Makes room for the history until the signal aborts; what it returns shows what there is of it now. */
export function showRecent({ root, panel, lang, changed }: Inside, element: MiduSearchElement, signal: AbortSignal): () => void {
  if (signal.aborted) return () => undefined;
  const texts = ofLang(lang, TEXTS);
  const box = made("div", "recent");
  root.adoptedStyleSheets.push(recentStyles());
  const list = (label: string, options: HTMLElement[]): HTMLElement => {
    const all = made("ul", "recent-list");
    all.role = "listbox";
    all.ariaLabel = label;
    for (const option of options) {
      option.role = "option";
      const item = made("li", "recent-item", option);
      item.role = "none";
      all.append(item);
    }
    return all;
  };
  const draw = (): void => {
    const told = visits(element.src);
    const queries = [...new Set(told.map(({ query }) => query))].slice(0, MOST).map((query, i) => {
      const option = made("span", "recent-query", query);
      option.id = `recent-query-${i}`;
      return option;
    });
    const pages = told.flatMap(({ url, title }, i) => {
      const href = safeHref(url, document.baseURI);
      if (!href) return [];
      const option = made("a", "link", made("span", "title", title.trim() || url));
      option.href = href;
      option.id = `recent-page-${i}`;
      return [option];
    });
    const clear = made("button", "clear-history", texts.clear);
    clear.type = "button";
    clear.addEventListener("click", () => {
      localStorage.removeItem(keyOf(element.src));
      draw();
      element.focus();
    });
    box.replaceChildren();
    if (told.length > 0) {
      box.append(made("p", "recent-title", texts.queries), list(texts.queries, queries), made("p", "recent-title", texts.pages), list(texts.pages, pages.slice(0, MOST)), clear);
    }
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
