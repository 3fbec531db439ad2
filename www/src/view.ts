/**
 * What `<midu-search>` shows: builds the shadow tree once and moves it between states. It is told
 * what to show and never searches, fetches or decides.
 */
import { Combobox } from "./combobox.js";
import { MiduError } from "./errors.js";
import { hitItem, made } from "./render.js";
import { sizeText, type Strings } from "./strings.js";
import { styles } from "./styles.js";
import type { Answer } from "./types.js";

// A screen reader hears the count when typing rests, not at every letter.
const ANNOUNCE_AFTER = 600;

/** The state that the host reflects in `data-state`. */
export type State = "idle" | "loading" | "results" | "empty" | "error";

/** The shadow tree and its states. */
export class View {
  readonly input: HTMLInputElement = made("input", "input");
  readonly more: HTMLButtonElement = made("button", "button more");
  readonly retry: HTMLButtonElement = made("button", "button retry");
  readonly list: HTMLOListElement = made("ol", "list");
  /** All of it, in one box. */
  readonly panel = made("div", "panel");
  readonly combobox = new Combobox(this.input, this.list);
  readonly #field = made("div", "field");
  readonly #summary = made("p", "summary");
  readonly #notice = made("div", "notice");
  readonly #status = made("div", "status");
  readonly #host: HTMLElement;
  /** What it says, and in which language. */
  strings: Strings;
  // Documents that the list has in the end.
  #all = 0;
  #speak: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement, root: ShadowRoot, strings: Strings) {
    this.#host = host;
    this.strings = strings;
    root.adoptedStyleSheets = [styles()];
    const { input, more, retry, list } = this;
    input.type = "search";
    input.enterKeyHint = "search";
    input.autocomplete = input.autocapitalize = "off";
    input.spellcheck = false;
    input.setAttribute("autocorrect", "off");
    more.type = retry.type = "button";
    more.hidden = this.#notice.hidden = true;
    this.#status.role = "status";
    this.#field.role = "search";
    this.#field.append(icon(), input, made("div", "bar"));
    this.panel.append(this.#field, this.#summary, list, this.#notice, more, this.#status);
    root.replaceChildren(this.panel);
  }

  /** Labels everything in a language; `placeholder` is the page's own, if any. */
  label(strings: Strings, placeholder: string | null): void {
    this.strings = strings;
    this.input.placeholder = placeholder ?? strings.placeholder;
    this.input.ariaLabel = this.#field.ariaLabel = this.list.ariaLabel = strings.label;
    this.retry.textContent = strings.retry;
  }

  /** What a dialog is put around. */
  get boxes(): { panel: HTMLElement; field: HTMLElement; input: HTMLInputElement; changed: () => void } {
    return { panel: this.panel, field: this.#field, input: this.input, changed: () => this.combobox.changed() };
  }

  /** Nothing was asked. */
  idle(): void {
    this.#enter("idle");
    this.#clear();
    this.combobox.changed();
    this.#summary.textContent = "";
    this.#announce("");
  }

  /** Bytes are awaited; the list of before stays. `bytes` counts while the index is opened. */
  loading(bytes?: number): void {
    this.#enter("loading");
    this.#notice.hidden = true;
    if (bytes === undefined) {
      if (this.list.childElementCount === 0) this.#summary.textContent = this.strings.searching;
      return;
    }
    const size = bytes === 0 ? "" : sizeText(bytes, this.strings.locale);
    this.#summary.textContent = this.strings.loading(size).trim();
  }

  /** An answer from its first hit on, or without any, and the remark on it. */
  answer(answer: Answer): void {
    if (answer.total === 0) this.#empty(answer.query);
    else {
      this.#enter("results");
      this.#clear();
      this.#append(answer);
      this.#summarise(answer);
    }
    if (!answer.remark) return;
    this.#summary.append(made("span", "remark", ` ${answer.remark}`));
    this.#announce(this.#summary.textContent);
  }

  /** The next hits of the answer that is shown; the focus goes to the first of them. */
  append(answer: Answer): void {
    this.#enter("results");
    this.#notice.hidden = true;
    const first = this.#append(answer);
    this.#summarise(answer);
    const { locale, shown } = this.strings;
    const count = this.list.childElementCount.toLocaleString(locale);
    this.#announce(shown(count, this.#all.toLocaleString(locale)));
    const link = first?.querySelector<HTMLElement>(".link");
    if (link && !link.hasAttribute("href")) link.tabIndex = -1;
    link?.focus();
  }

  /** A failure, with the way out of it. */
  failure(error: unknown, keepList: boolean): void {
    this.#enter("error");
    if (!keepList) this.#clear();
    this.combobox.changed();
    const texts = this.strings.error;
    const code = error instanceof MiduError ? error.code : undefined;
    const said = (code && texts[code]) ?? texts.other;
    const detail = made("p", "detail", error instanceof Error ? error.message : String(error));
    detail.lang = "en";
    this.#note("error", made("p", "notice-title", said), detail, this.retry);
    this.#summary.textContent = "";
    this.#announce(said);
  }

  /** Ends what waits. */
  stop(): void {
    clearTimeout(this.#speak);
  }

  #empty(query: string): void {
    const { empty, emptyHint } = this.strings;
    this.#enter("empty");
    this.#clear();
    this.combobox.changed();
    this.#note("empty", made("p", "notice-title", empty(query)), made("p", "notice-text", emptyHint));
    this.#summary.textContent = "";
    this.#announce(empty(query));
  }

  #append(answer: Answer): Element | undefined {
    const { also, hits, offset, total } = answer;
    const items = hits.map((hit, i) => hitItem(hit, offset + i, this.strings));
    // There is a hit beyond `total` only where others follow, and the first of them says what they are.
    items[total - offset]?.prepend(made("p", "remark", also?.remark ?? ""));
    this.list.append(...items);
    this.combobox.changed();
    this.#all = total + (also?.total ?? 0);
    const left = this.#all - offset - hits.length;
    this.more.hidden = left <= 0 || hits.length === 0;
    this.more.textContent = this.strings.more(Math.min(left, 10).toLocaleString(this.strings.locale));
    return items[0];
  }

  #summarise({ total, occurrences }: Answer): void {
    const { found, locale, slow } = this.strings;
    const text = found(total.toLocaleString(locale), occurrences.toLocaleString(locale));
    this.#summary.textContent = text;
    // Said to those who look, not read out with every count.
    if (this.#host.dataset["engine"] === "javascript") this.#summary.append(made("span", "slow", ` ${slow}`));
    this.#announce(text);
  }

  #clear(): void {
    this.list.replaceChildren();
    this.#notice.hidden = this.more.hidden = true;
  }

  #note(kind: "empty" | "error", ...children: Node[]): void {
    this.#notice.dataset["kind"] = kind;
    this.#notice.replaceChildren(...children);
    this.#notice.hidden = false;
    if (kind === "error") this.more.hidden = true;
  }

  #enter(state: State): void {
    this.#host.dataset["state"] = state;
    this.list.ariaBusy = this.more.ariaDisabled = String(state === "loading");
  }

  #announce(text: string): void {
    clearTimeout(this.#speak);
    this.#speak = setTimeout(() => {
      this.#status.textContent = text;
    }, ANNOUNCE_AFTER);
  }
}

function icon(): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.ariaHidden = "true";
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20");
  svg.append(path);
  return svg;
}
