/**
 * The keys of an editable combobox with a list: the focus stays in the box and one option is active
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Home and End stay keys of the text.
 */
export class Combobox {
  readonly #input: HTMLInputElement;
  readonly #list: HTMLElement;
  #active: HTMLElement | undefined;

  /** Gives both their roles. Options are the elements of that role in the list. */
  constructor(input: HTMLInputElement, list: HTMLElement) {
    this.#input = input;
    this.#list = list;
    list.id = "options";
    list.role = "listbox";
    input.role = "combobox";
    input.ariaAutoComplete = "list";
    input.setAttribute("aria-controls", list.id);
    this.changed();
  }

  /** The list has other options than before: none is active. */
  changed(): void {
    this.#activate(undefined);
    this.#input.ariaExpanded = String(this.#options().length > 0);
  }

  /** Does what a key is for: an arrow moves on and wraps, Enter follows. False where it is no such key. */
  pressed(event: KeyboardEvent): boolean {
    const { key, ctrlKey, metaKey, shiftKey } = event;
    if (key === "Enter" && this.#active) {
      // As a click would: with Ctrl or Command into another tab.
      this.#active.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true, ctrlKey, metaKey, shiftKey }));
      return true;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const options = this.#options();
    if (!step || ctrlKey || metaKey || shiftKey || event.altKey || !options.length) return false;
    // Where none is active, down begins with the first and up with the last.
    const from = this.#active ? options.indexOf(this.#active) : step > 0 ? -1 : 0;
    this.#activate(options.at((from + step) % options.length));
    return true;
  }

  /** All that can be seen: those of the list, or of what stands in its place while nothing is asked. */
  #options(): HTMLElement[] {
    const all = this.#list.closest(".panel")?.querySelectorAll<HTMLElement>("[role=option]:not(button)") ?? [];
    // Not by their boxes: these would be laid out at every key.
    return [...all].filter((option) => option.checkVisibility());
  }

  #activate(option: HTMLElement | undefined): void {
    this.#active?.removeAttribute("aria-selected");
    this.#active = option;
    if (option) {
      option.ariaSelected = "true";
      option.scrollIntoView({ block: "nearest" });
      this.#input.setAttribute("aria-activedescendant", option.id);
    } else this.#input.removeAttribute("aria-activedescendant");
  }
}
