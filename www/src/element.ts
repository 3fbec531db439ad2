/**
 * `<midu-search src="corpus.midu">`: a search box over one index. This file decides when to open,
 * search and retry; what is shown is `view.ts`, keys of input methods are `composition.ts`. Importing
 * it registers nothing and needs no DOM; `define.ts` registers.
 */
import { open } from "./client.js";
import { Composition, isSpelled } from "./composition.js";
import { MiduError } from "./errors.js";
import { loaded } from "./carrier.js";
import { remember, visits } from "./history.js";
import { Latest, OVERTAKEN } from "./latest.js";
import { nearestLang, stringsFor } from "./strings.js";
import type { Inside, Overlay } from "./overlay.js";
import type { Answer, Hit, IndexInfo, MiduIndex, Progress, SearchOptions } from "./types.js";
import { View } from "./view.js";

// A frame: what comes within one is one text. Nobody types faster, and a longer pause is only felt.
const TYPING_PAUSE = 16;
// A reader who chooses a candidate pauses longer than that; pinyin reads more than a text does.
const SPELLING_PAUSE = 150;
const STEP = 10;

// What an element asks for before it has results.
const FEATURES = ":has(template),[mode=dropdown],[filters],[sort],[suggest],[preview],[images],[report]";

/** Details of the events that the element sends, by name. All bubble and cross shadow roots. */
export interface MiduSearchEvents {
  /** A search begins; cancelling the event keeps it from being made. */
  "midu-search": { query: string };
  /** Bytes of engine and index that have arrived while the index is opened. */
  "midu-progress": Progress;
  /** An answer is shown; `appended` where it continues the one before. */
  "midu-results": { query: string; answer: Answer; appended: boolean };
  /** Opening or searching failed. */
  "midu-error": { query: string; error: unknown };
  /** A result is followed; cancelling the event keeps the browser on the page. */
  "midu-select": { query: string; hit: Hit; position: number };
  /** The dialog was opened. */
  "midu-open": null;
  /** The dialog was closed. */
  "midu-close": null;
}

// On a server there is no HTMLElement; the class must still be importable there.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** Whether the reader asked the browser to fetch no more than is needed. */
function savesData(): boolean | undefined {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData;
}

// Read by `manifest.mjs`: dist/custom-elements.json and the tables of docs/element.md are made of it. A new option, part or
// property for CSS is one line here. Defaults are those of `styles.ts`, events those of `MiduSearchEvents`.
/**
 * A search box over one index, with its results.
 *
 * @element midu-search
 *
 * @attr {string} src - Address of the index, relative to the page.
 * @attr {string} placeholder - What stands in the empty box instead of the element's own words.
 * @attr {"dialog" | "dropdown"} mode - `dialog` shows a button, and the box in a dialog; `dropdown` lets the results drop down over the page. Read when the element is put into the page.
 * @attr {string} filters - Names of filters of the index, by spaces, whose values are shown with their counts.
 * @attr {string} sort - What results can be ordered by beside relevance, by spaces: `date`, or names that the index sorts by.
 * @attr {boolean} suggest - Offers texts of the index that begin with what is typed, or whose pinyin does. Loads the larger engine.
 * @attr {boolean} preview - Shows beside the results, where there is room, the passages of the active one.
 * @attr {boolean} images - Shows the pictures of documents, the key `image` of their meta data.
 * @attr {string} report - Address of a link for those who miss a result; `{query}` in it is the query, `{page}` the address of the page.
 * @attr {boolean} no-history - Keeps no history of queries and results on the reader's device.
 * @attr {boolean} exact - Shows nothing near the query where it is not found itself.
 * @attr {string} lang - Language of what the element says, its own or the nearest above: Simplified Chinese, Traditional Chinese of Taiwan or Hong Kong, Japanese, else English.
 * @attr {boolean} no-worker - Runs the engine in the page's own thread.
 * @attr {boolean} no-simd - Takes the engine without SIMD, for tests.
 *
 * @slot hit - A `<template>` that results are made by: elements with `data-midu` are filled with a part of the hit (`title`, `excerpt`, `path`, `date`, `url`, `occurrences`, `id`, `lang`, `meta.key`), images with `data-midu-src` with an address.
 *
 * @csspart panel - All of the element but the button of the dialog.
 * @csspart field - The box with its icon.
 * @csspart input - The box.
 * @csspart bar - The line under the box while bytes are awaited.
 * @csspart summary - The line above the results with the totals.
 * @csspart slow - In it: what is said where WebAssembly cannot run.
 * @csspart remark - In what the results differ from the query: in the summary, and above the first of the results that follow.
 * @csspart list - The results.
 * @csspart hit - One result with its line.
 * @csspart link - All of one result, as a link.
 * @csspart title - Its title.
 * @csspart path - The headings above the excerpt.
 * @csspart facts - The line with the number of occurrences and the date.
 * @csspart occurrences - The number of occurrences.
 * @csspart date - The date.
 * @csspart excerpt - The text around an occurrence.
 * @csspart mark - An occurrence in title or excerpt.
 * @csspart notice - What stands in place of results: nothing found, or a failure.
 * @csspart notice-title - Its first line.
 * @csspart notice-text - What to try where nothing was found.
 * @csspart detail - What exactly failed, in English.
 * @csspart button - Every button below the results.
 * @csspart more - The button that continues the list.
 * @csspart retry - The button that tries again.
 * @csspart status - What a screen reader is told; not to be seen.
 * @csspart trigger - The button that opens the dialog.
 * @csspart trigger-text - Its words.
 * @csspart shortcut - The keys that it names.
 * @csspart dialog - The dialog; `::part(dialog)::backdrop` is what lies behind it.
 * @csspart close - The button that closes the dialog.
 * @csspart filters - The bar of facets and orders.
 * @csspart facets - All facets.
 * @csspart facet - One facet.
 * @csspart facet-name - Its name.
 * @csspart choice - One value.
 * @csspart value - Its text.
 * @csspart count - How many documents have it.
 * @csspart unfold - The button that shows all values of a facet, or all places of a result.
 * @csspart passages - Further places of a result.
 * @csspart passage - One of them, as a link; also in the preview.
 * @csspart preview - What the active result holds.
 * @csspart preview-title - Its title.
 * @csspart image - The picture of a document.
 * @csspart report - The link for those who miss a result.
 * @csspart clear - The button that takes all choices back.
 * @csspart sort - The order, with what it says.
 * @csspart order - The list of orders.
 * @csspart suggestions - Completions.
 * @csspart suggestion - One of them.
 * @csspart layer - What drops down.
 * @csspart recent - The history.
 * @csspart recent-title - What stands above a list of it.
 * @csspart recent-list - A list of it.
 * @csspart recent-item - A line of it.
 * @csspart recent-query - A query in it.
 * @csspart keep - The star that keeps a page of it.
 * @csspart clear-history - The button that clears it.
 *
 * @cssprop --midu-accent - Titles, focus and the chosen result.
 * @cssprop --midu-text - Text.
 * @cssprop --midu-muted - Text of less weight: summary, facts, hints.
 * @cssprop --midu-surface - Behind box, buttons and dialog.
 * @cssprop --midu-line - Lines and borders.
 * @cssprop --midu-mark - Behind an occurrence.
 * @cssprop --midu-mark-text - An occurrence.
 * @cssprop --midu-danger - The first line of a failure.
 * @cssprop --midu-radius - Corners.
 * @cssprop --midu-gap - Space above and below a result.
 * @cssprop --midu-font-size - Size of text, which all other sizes follow.
 * @cssprop --midu-font - Fonts.
 * @cssprop --midu-font-hant - Fonts where the language is Traditional Chinese.
 */
export class MiduSearchElement extends Base {
  static readonly observedAttributes = ["src", "placeholder"];

  #view: View | undefined;
  #life: AbortController | undefined;
  #overlay: Promise<Overlay> | undefined;
  #composition: Composition | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #given: MiduIndex | null = null;
  /** Options of every search, before those of the element itself. With `filters` or `sort` its filter and order are the reader's. */
  options: Omit<SearchOptions, "limit" | "offset" | "signal" | "progress"> = {};
  /** What a hit is shown as; `undefined` shows it as it is. */
  mapHit: ((hit: Hit) => Hit | undefined) | undefined;
  #opened: Promise<MiduIndex> | undefined;
  #opener: AbortController | undefined;
  #searches = new Latest();
  #shown: { query: string; hits: Hit[]; total: number; info: IndexInfo } | undefined;
  #stale = false;
  #value = "";
  #failed: (() => void) | undefined;

  /** Address of the index; relative to the page. */
  get src(): string {
    return this.getAttribute("src") ?? "";
  }
  set src(value: string) {
    this.setAttribute("src", value);
  }

  /** An open index to search instead of `src`. The page keeps it: it is not disposed here. */
  get index(): MiduIndex | null {
    return this.#given;
  }
  set index(index: MiduIndex | null) {
    this.#given = index;
    this.#forget();
    if (this.isConnected && this.value.trim() !== "") void this.search();
  }

  /** The text in the box. Setting it searches nothing; see `search`. */
  get value(): string {
    return this.#view?.input.value ?? this.#value;
  }
  set value(text: string) {
    this.#value = text;
    if (this.#view) this.#view.input.value = text;
  }

  /** Opens the index now rather than at the first use. Rejects where that fails; may be repeated. */
  ready(): Promise<MiduIndex> {
    if (this.#given) return Promise.resolve(this.#given);
    if (this.#opened) return this.#opened;
    if (this.src === "") {
      const said = "This <midu-search> has no `src`. Give it the address of an index.";
      return Promise.reject(new MiduError("not-an-index", said));
    }
    const opener = new AbortController();
    const options = {
      signal: opener.signal,
      progress: ({ bytes }: { bytes: number }): void => this.#progress(opener, bytes),
      fresh: this.#stale,
      ...(this.hasAttribute("no-simd") ? { simd: false } : {}),
      ...(this.hasAttribute("no-worker") ? { worker: false } : {}),
    };
    const opened = open(this.src, options);
    this.#opener = opener;
    this.#opened = opened;
    opened.then(
      (index) => {
        this.#stale = false;
        if (opener.signal.aborted) index.dispose();
      },
      () => {
        // A failure is not kept: the next use tries again.
        if (this.#opened === opened) this.#opened = undefined;
      },
    );
    return opened;
  }

  /** Searches for a text, or for what is in the box, at once. Resolves when that is shown. */
  async search(query?: string): Promise<void> {
    if (query !== undefined) this.value = query;
    clearTimeout(this.#typing);
    const asked = this.value;
    this.#failed = undefined;
    if (asked.trim() === "" && !this.options.filter) {
      this.#searches.cancel();
      this.#shown = undefined;
      this.#view?.idle();
      return;
    }
    if (this.#send("midu-search", { query: asked }, true)) await this.#show(asked, 0);
  }

  /** Puts the focus into the box. */
  override focus(options?: FocusOptions): void {
    this.#view ? this.#view.input.focus(options) : super.focus(options);
  }

  connectedCallback(): void {
    this.#adopt("index");
    this.#adopt("value");
    const lang = nearestLang(this);
    const strings = stringsFor(lang);
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const view = (this.#view ??= new View(this, root, strings));
    view.label(strings, this.getAttribute("placeholder"));
    if (this.#value !== "") view.input.value = this.#value;
    this.dataset["state"] ??= "idle";
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#listen(view, signal);
    this.#overlay = undefined;
    // Few pages are in one of these: they have the strings of the nearest other one meanwhile.
    const further = /^(ja|zh-(hk|mo))\b/i.test(lang) ? loaded(import("./strings-more.js")).then(({ furtherStrings }) => furtherStrings(lang)) : undefined;
    further?.then((own) => signal.aborted || view.label(own, this.getAttribute("placeholder"))).catch(() => undefined);
    let shown: Promise<() => void> | undefined;
    const recent = (): void => {
      if (this.hasAttribute("no-history") || !visits(this.src).length) return;
      shown ??= loaded(import("./recent.js")).then(({ showRecent }) => showRecent(inside, this, signal));
      shown.then((draw) => draw(), () => undefined);
    };
    const inside: Inside = { host: this, root, ...view.boxes, recent, label: strings.label, lang: strings.locale };
    const failed = (error: unknown): unknown => signal.aborted || this.#send("midu-error", { query: "", error });
    const mode = this.getAttribute("mode");
    if (mode === "dialog") {
      view.panel.hidden = true;
      this.#overlay = loaded(import("./overlay.js")).then(async ({ Overlay }) => {
        const { label, locale } = (await further?.catch(() => undefined)) ?? strings;
        signal.throwIfAborted();
        view.panel.hidden = false;
        return new Overlay({ ...inside, label, lang: locale }, signal);
      });
      this.#overlay.catch(failed);
    }
    const features = async (late: boolean): Promise<unknown> => {
      const { attach } = await loaded(import("./features.js"));
      return signal.aborted || attach(inside, this, signal, late);
    };
    if (this.matches(FEATURES)) features(false).catch(failed);
    // Before there are results: what came to them later would move them under a pointer.
    else view.input.addEventListener("focus", () => void features(true).catch(() => undefined), { once: true, signal });
  }

  /** Opens the dialog of an element with `mode="dialog"`. */
  async show(): Promise<void> {
    (await this.#overlay)?.show();
  }

  /** Closes it again. */
  async close(): Promise<void> {
    (await this.#overlay)?.close();
  }

  disconnectedCallback(): void {
    this.#life?.abort();
    this.#life = undefined;
    this.#value = this.value;
    clearTimeout(this.#typing);
    this.#view?.stop();
    this.#forget();
    // What is shown stays for a re-insertion, but nothing of it is under way any more.
    if (this.dataset["state"] === "loading") this.#view?.idle();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now) return;
    if (name === "placeholder") this.#view?.label(this.#view.strings, now);
    if (name !== "src") return;
    this.#forget();
    if (this.isConnected && this.value.trim() !== "") void this.search();
  }

  /** Takes a property that was set before the element was registered and hides the accessor. */
  #adopt(name: "index" | "value"): void {
    if (!Object.hasOwn(this, name)) return;
    const own = this as Record<string, unknown>;
    const early = own[name];
    delete own[name];
    own[name] = early;
  }

  #listen(view: View, signal: AbortSignal): void {
    const { input } = view;
    const settled = (): void => void this.search();
    const composition = new Composition(input, signal, settled);
    this.#composition = composition;
    input.addEventListener("focus", () => this.#prefetch(), { signal });
    // WebKit takes away what was selected before it says that a composition starts.
    input.addEventListener("input", (event) => (event as InputEvent).inputType !== "deleteByComposition" && this.#typed(), { signal });
    input.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    view.more.addEventListener("click", () => this.#continue(), { signal });
    view.retry.addEventListener("click", () => this.#again(view), { signal });
    view.list.addEventListener("click", (event) => this.#followed(event), { signal });
  }

  /** What the first query needs comes while it is typed, unless the reader asked to save data. */
  #prefetch(): void {
    if (!savesData()) this.ready().catch(() => undefined);
  }

  #typed(): void {
    clearTimeout(this.#typing);
    this.#view?.combobox.changed();
    if (this.#composition?.pending) {
      if (isSpelled(this.value) && !this.hasAttribute("exact") && !savesData()) this.#typing = setTimeout(() => void this.#hear(this.value), SPELLING_PAUSE);
      return;
    }
    if (this.value.trim() === "") return void this.search();
    this.#typing = setTimeout(() => void this.search(), TYPING_PAUSE);
  }

  #pressed(event: KeyboardEvent): void {
    if (this.#composition?.owns(event)) {
      // The Escape that Safari sends behind a composition would close a dialog.
      if (event.key === "Escape" && !event.isComposing) event.preventDefault();
      return;
    }
    const clears = event.key === "Escape" && this.value !== "";
    if (clears) this.value = "";
    const combined = this.#view?.combobox.pressed(event);
    if (!combined && !clears && event.key !== "Enter") return;
    event.preventDefault();
    if (!combined) void this.search();
  }

  #again({ input, retry }: View): void {
    // The button goes, and a focus on it would be lost; a thumb wants no keyboard on the screen.
    if (retry.matches(":focus-visible")) input.focus();
    this.#failed?.();
  }

  #continue(): void {
    if (!this.#shown || this.dataset["state"] === "loading") return;
    void this.#show(this.#shown.query, this.#shown.hits.length);
  }

  /**
   * Shows what a text that an input method still holds finds as pinyin, before its candidate is chosen.
   * Where that is nothing, or fails, what is shown stays.
   */
  async #hear(query: string): Promise<void> {
    try {
      const outcome = await this.#searches.run(async (signal) => {
        const index = await this.ready();
        signal.throwIfAborted();
        return { answer: await index.search(query, { ...this.options, limit: STEP, signal, relax: ["pinyin"], lang: nearestLang(this) }), info: index.info };
      });
      if (outcome !== OVERTAKEN && outcome.answer.total) this.#accept(outcome.answer, outcome.info);
    } catch {
      // What the reader did not ask for yet is no failure.
    }
  }

  /** Searches from a hit on and shows what comes, unless something newer was asked meanwhile. */
  async #show(query: string, offset: number): Promise<void> {
    this.#failed = (): void => void this.#show(query, offset);
    try {
      const outcome = await this.#searches.run(async (signal) => {
        this.#view?.loading();
        const index = await this.ready();
        signal.throwIfAborted();
        const options = { relax: !this.hasAttribute("exact"), lang: nearestLang(this), ...this.options, signal };
        let answer = await index.search(query, { limit: STEP, offset, ...options });
        this.#reflect(index.engine);
        // The index was replaced since: hits of two builds never stand in one list.
        if (offset > 0 && index.info !== this.#shown?.info) answer = await index.search(query, { limit: offset + STEP, ...options });
        const { info } = index;
        return { answer, info };
      });
      if (outcome === OVERTAKEN) return;
      this.#failed = undefined;
      this.#accept(outcome.answer, outcome.info);
    } catch (error) {
      // Pages and table of an index that was replaced do not fit: the next try reads both anew.
      if (error instanceof MiduError && error.code === "corrupt") {
        this.#stale = true;
        this.#forget();
      }
      this.#view?.failure(error, offset > 0);
      this.#send("midu-error", { query, error });
    }
  }

  #reflect({ thread, code }: MiduIndex["engine"]): void {
    Object.assign(this.dataset, { thread, engine: code });
  }

  #accept(answer: Answer, info: IndexInfo): void {
    const { query, total } = answer;
    const hits = answer.hits.map((hit) => this.mapHit?.(hit) ?? hit);
    answer = { ...answer, hits };
    const appended = answer.offset > 0;
    if (appended && this.#shown) {
      this.#shown.hits.push(...hits);
      this.#view?.append(answer);
    } else {
      this.#shown = { query, hits: [...hits], total, info };
      this.#view?.answer(answer);
    }
    this.#send("midu-results", { query, answer, appended });
  }

  #followed(event: MouseEvent): void {
    const link = (event.target as Element).closest("a.link");
    const position = Number(link?.closest<HTMLElement>(".hit")?.dataset["position"] ?? -1);
    const hit = this.#shown?.hits[position];
    if (!hit || !this.#shown) return;
    const query = this.#shown.query;
    if (!this.#send("midu-select", { query, hit, position }, true)) event.preventDefault();
    else if (!this.hasAttribute("no-history")) remember(this.src, query, hit);
  }

  #progress(opener: AbortController, bytes: number): void {
    if (this.#opener !== opener) return;
    this.#send("midu-progress", { bytes });
    if (this.dataset["state"] === "loading") this.#view?.loading(bytes);
  }

  /** Gives up the index of `src` and all that is under way. */
  #forget(): void {
    this.#searches.cancel();
    this.#opener?.abort();
    this.#opener = undefined;
    this.#opened?.then(
      (index) => index.dispose(),
      () => undefined,
    );
    this.#opened = undefined;
  }

  #send<K extends keyof MiduSearchEvents>(name: K, detail: MiduSearchEvents[K], cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "midu-search": MiduSearchElement;
  }
  interface HTMLElementEventMap {
    "midu-search": CustomEvent<MiduSearchEvents["midu-search"]>;
    "midu-progress": CustomEvent<MiduSearchEvents["midu-progress"]>;
    "midu-results": CustomEvent<MiduSearchEvents["midu-results"]>;
    "midu-error": CustomEvent<MiduSearchEvents["midu-error"]>;
    "midu-select": CustomEvent<MiduSearchEvents["midu-select"]>;
    "midu-open": CustomEvent<null>;
    "midu-close": CustomEvent<null>;
  }
}
