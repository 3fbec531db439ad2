/**
 * Facets and orders of `<midu-search filters="标签" sort="date">`: a bar above the results with the values of
 * the documents found and how many of these have each. It goes by the element's own properties and events.
 */
import type { MiduSearchElement, MiduSearchEvents } from "./element.js";
import { Latest, OVERTAKEN } from "./latest.js";
import { ofLang } from "./of-lang.js";
import type { Inside } from "./overlay.js";
import { made } from "./render.js";
import type { Facet, FilterObject, Sort } from "./types.js";

/** Values that are shown of a facet before the reader asks for all. */
const FEW = 8;

const TEXTS = {
  hans: { filters: "筛选", sort: "排序", relevance: "最相关", newest: "最新", oldest: "最早", clear: "清除筛选", all: (count: string) => `全部 ${count} 项`, up: "升序", down: "降序" },
  hant: { filters: "篩選", sort: "排序", relevance: "最相關", newest: "最新", oldest: "最早", clear: "清除篩選", all: (count: string) => `全部 ${count} 項`, up: "遞增", down: "遞減" },
  ja: { filters: "絞り込み", sort: "並べ替え", relevance: "関連順", newest: "新しい順", oldest: "古い順", clear: "絞り込みを解除", all: (count: string) => `${count} 件すべて`, up: "昇順", down: "降順" },
  en: { filters: "Filters", sort: "Sort by", relevance: "Relevance", newest: "Newest", oldest: "Oldest", clear: "Clear filters", all: (count: string) => `All ${count}`, up: "ascending", down: "descending" },
};

/** The bar of one element. */
export class Facets {
  readonly #bar = made("div", "filters");
  readonly #values = made("div", "facets");
  readonly #clear = made("button", "clear");
  readonly #order = made("select", "order");
  readonly #element: MiduSearchElement;
  readonly #texts: (typeof TEXTS)["hans"];
  readonly #lang: string;
  readonly #chosen = new Map<string, Set<string>>();
  readonly #unfolded = new Set<string>();
  readonly #counts = new Latest();
  #facets: readonly Facet[] = [];

  /** Shows the bar above the summary until the signal aborts. */
  constructor({ panel, lang }: Inside, element: MiduSearchElement, { filters, sort }: { filters: string[]; sort: string[] }, signal: AbortSignal) {
    this.#element = element;
    this.#lang = lang;
    this.#texts = ofLang(lang, TEXTS);
    this.#bar.role = "group";
    this.#bar.ariaLabel = this.#texts.filters;
    this.#bar.hidden = true;
    this.#clear.type = "button";
    this.#clear.textContent = this.#texts.clear;
    this.#clear.hidden = true;
    this.#bar.append(this.#values, this.#clear);
    if (sort.length > 0) this.#bar.append(this.#orders(sort));
    panel.insertBefore(this.#bar, panel.querySelector(".summary"));
    element.options = { ...element.options, ...(filters.length > 0 ? { facets: filters } : {}) };
    element.addEventListener("midu-results", (event) => void this.#found(event).catch(() => this.#draw()), { signal });
    this.#bar.addEventListener("change", (event) => this.#changed(event), { signal });
    this.#values.addEventListener("click", (event) => this.#unfold(event), { signal });
    this.#clear.addEventListener("click", () => this.#cleared(), { signal });
    signal.addEventListener("abort", () => {
      this.#bar.remove();
      // The next bar has no choices yet, so none may be left.
      const { facets: _, filter: __, sort: ___, ...others } = element.options;
      element.options = others;
    });
  }

  #orders(keys: string[]): HTMLElement {
    const { sort, relevance, newest, oldest, up, down } = this.#texts;
    this.#order.append(new Option(relevance, ""));
    for (const key of keys) {
      const [first, second] = key === "date" ? [newest, oldest] : [`${key} ${down}`, `${key} ${up}`];
      this.#order.append(new Option(first, `-${key}`), new Option(second, key));
    }
    return made("label", "sort", `${sort} `, this.#order);
  }

  async #found({ detail: { answer, appended } }: CustomEvent<MiduSearchEvents["midu-results"]>): Promise<void> {
    if (appended) return;
    const facets = answer.facets ?? this.#facets;
    // Values of one facet widen each other, so its counts are those without what was chosen of it.
    const wider = await this.#counts.run(async (signal) => {
      const index = await this.#element.ready();
      const { filter: _, sort: __, ...options } = this.#element.options;
      const without = async ({ name }: Facet): Promise<readonly Facet[] | undefined> => {
        const { facets: found } = await index.search(answer.query, { ...options, facets: [name], ...this.#filter(name), limit: 0, signal });
        return found;
      };
      return Promise.all(facets.map(async (facet) => (this.#chosen.has(facet.name) && (await without(facet))?.[0]) || facet));
    });
    if (wider === OVERTAKEN) return;
    this.#facets = wider;
    this.#draw();
  }

  /** The option for what was chosen, but for one name. */
  #filter(except?: string): { filter?: FilterObject } {
    const chosen = [...this.#chosen].filter(([name]) => name !== except);
    return chosen.length > 0 ? { filter: Object.fromEntries(chosen.map(([name, values]) => [name, [...values]])) } : {};
  }

  #draw(): void {
    const focused = (this.#values.getRootNode() as ShadowRoot).activeElement as HTMLInputElement | null;
    const [name, value] = [focused?.name, focused?.value];
    this.#values.replaceChildren(...this.#facets.map((facet) => this.#facet(facet)));
    const groups = [...this.#values.querySelectorAll("input")];
    // What had the focus is another element now.
    if (name) groups.find((one) => one.name === name && one.value === value)?.focus();
    this.#clear.hidden = this.#chosen.size === 0;
    this.#bar.hidden = this.#facets.length === 0 && this.#order.options.length === 0;
  }

  #facet({ name, values }: Facet): HTMLElement {
    const chosen = this.#chosen.get(name) ?? new Set();
    // A value that was chosen stays, also where nothing that is found has it, so that it can be taken back.
    const missing = [...chosen].filter((value) => !values.some((one) => one.value === value));
    const all = [...values, ...missing.map((value) => ({ value, count: 0 }))];
    const few = this.#unfolded.has(name) ? all : all.filter(({ value }, i) => i < FEW || chosen.has(value));
    const group = made("fieldset", "facet", made("legend", "facet-name", name));
    for (const { value, count } of few) {
      const box = document.createElement("input");
      Object.assign(box, { type: "checkbox", name, value, checked: chosen.has(value) });
      group.append(made("label", "choice", box, made("span", "value", value), made("span", "count", count.toLocaleString(this.#lang))));
    }
    if (few.length < all.length) {
      const more = made("button", "unfold", this.#texts.all(all.length.toLocaleString(this.#lang)));
      Object.assign(more, { type: "button", name });
      group.append(more);
    }
    return group;
  }

  #unfold({ target }: Event): void {
    if (!(target instanceof HTMLButtonElement)) return;
    this.#unfolded.add(target.name);
    this.#draw();
    [...this.#values.querySelectorAll<HTMLInputElement>("input")].filter((one) => one.name === target.name)[FEW]?.focus();
  }

  #changed({ target }: Event): void {
    if (target instanceof HTMLInputElement) {
      const values = this.#chosen.get(target.name) ?? new Set();
      if (target.checked) values.add(target.value);
      else values.delete(target.value);
      if (values.size > 0) this.#chosen.set(target.name, values);
      else this.#chosen.delete(target.name);
    }
    this.#ask();
  }

  #cleared(): void {
    this.#chosen.clear();
    this.#ask();
    this.#element.focus();
  }

  #ask(): void {
    const { filter: _, sort: __, ...others } = this.#element.options;
    const key = this.#order.value;
    const sort: Sort[] = key ? [{ key: key.replace(/^-/, ""), descending: key.startsWith("-") }] : [];
    this.#element.options = { ...others, ...this.#filter(), ...(sort.length > 0 ? { sort } : {}) };
    void this.#element.search();
    // Where nothing is asked any more nothing will be found, and the values are no one's.
    if (this.#element.dataset["state"] === "idle") this.#draw();
  }
}
