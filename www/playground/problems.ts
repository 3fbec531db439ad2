/** What did not get into the index, and what deserves a look: for each file the place and what to do. */
import { html } from "./dom.js";
import type { Fault, Note } from "./shapes.js";
import { explained, t } from "./words.js";

// A folder of thousands may have thousands of notes.
const MOST = 50;

export class Problems {
  readonly #element: HTMLElement;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  clear(): void {
    this.#element.replaceChildren();
  }

  /** A file, or a document, that is not in the index. */
  fault(fault: Fault, name: string): void {
    const { what, help } = explained(fault);
    const place = fault.place || name;
    this.#add("faults", t("problems"), html("li", {}, place === "" ? undefined : html("code", {}, place), ` ${what} `, html("span", { class: "soft" }, help)));
  }

  notes(notes: readonly Note[]): void {
    for (const { path, line, text } of notes) this.note(text, line === undefined ? path : `${path}:${line}`);
  }

  /** Something that was done about the texts. */
  note(text: string, place = ""): void {
    this.#add("notes", t("notes"), html("li", {}, place === "" ? undefined : html("code", {}, place), ` ${text}`));
  }

  #add(kind: string, title: string, item: HTMLElement): void {
    let list = this.#element.querySelector(`.${kind} ul`);
    if (!list) {
      list = html("ul", {});
      const summary = html("p", { class: "soft" }, title);
      const block = html("div", { class: kind }, summary, list);
      // What is missing stands above what is only odd.
      kind === "faults" ? this.#element.prepend(block) : this.#element.append(block);
    }
    if (list.childElementCount < MOST) list.append(item);
  }
}
