/**
 * `<midu-search src="corpus.midu">`: a search box over one index. This file decides when to open,
 * search and retry; what is shown is `view.ts`, keys of input methods are `composition.ts`. Importing
 * it registers nothing and needs no DOM; `define.ts` registers.
 */
import { open } from "./client.js";
import { Composition, isSpelled } from "./composition.js";
import { MiduError } from "./errors.js";
import { loaded } from "./carrier.js";
import { Latest, OVERTAKEN } from "./latest.js";
import { nearestLang, stringsFor } from "./strings.js";
import type { Overlay } from "./overlay.js";
import type { Answer, Hit, IndexInfo, MiduIndex, Progress } from "./types.js";
import { View } from "./view.js";

// Long enough to skip the letters of a fast typist, short enough to feel immediate.
const TYPING_PAUSE = 60;
// A reader who chooses a candidate pauses longer than that; pinyin reads more than a text does.
const SPELLING_PAUSE = 150;
const STEP = 10;

/** Details of the events that the element sends, by name. All bubble and cross shadow roots. */
export interface MiduSearchEvents {
  /** A search begins. */
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

/** The search element. */
export class MiduSearchElement extends Base {
  static readonly observedAttributes = ["src", "placeholder"];

  #view: View | undefined;
  #life: AbortController | undefined;
  #overlay: Promise<Overlay> | undefined;
  #composition: Composition | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #given: MiduIndex | null = null;
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
    if (asked.trim() === "") {
      this.#searches.cancel();
      this.#shown = undefined;
      this.#view?.idle();
      return;
    }
    this.#send("midu-search", { query: asked });
    await this.#show(asked, 0);
  }

  override focus(options?: FocusOptions): void {
    this.#view ? this.#view.input.focus(options) : super.focus(options);
  }

  connectedCallback(): void {
    this.#adopt("index");
    this.#adopt("value");
    const strings = stringsFor(nearestLang(this));
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const view = (this.#view ??= new View(this, root, strings));
    view.label(strings, this.getAttribute("placeholder"));
    if (this.#value !== "") view.input.value = this.#value;
    this.dataset["state"] ??= "idle";
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#listen(view, signal);
    this.#overlay = undefined;
    if (this.getAttribute("mode") !== "dialog") return;
    view.panel.hidden = true;
    this.#overlay = loaded(import("./overlay.js")).then(({ Overlay }) => {
      signal.throwIfAborted();
      view.panel.hidden = false;
      return new Overlay({ host: this, root, ...view.boxes, label: strings.label, lang: strings.locale }, signal);
    });
    this.#overlay.catch((error: unknown) => signal.aborted || this.#send("midu-error", { query: "", error }));
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
    if (name === "placeholder") this.#view?.label(stringsFor(nearestLang(this)), now);
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
    input.addEventListener("input", () => this.#typed(), { signal });
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
        return { answer: await index.search(query, { limit: STEP, signal, relax: ["pinyin"], lang: nearestLang(this) }), info: index.info };
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
        const options = { signal, relax: !this.hasAttribute("exact"), lang: nearestLang(this) };
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
    const { query, hits, total } = answer;
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
