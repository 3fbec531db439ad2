/**
 * `<midu-search mode="dialog">`: a button, Ctrl or Command with K, and `/`; with them the search box in a modal
 * dialog (https://www.w3.org/WAI/ARIA/apg/patterns/dialog-modal/). Loaded by elements of that mode.
 */
import { overlayStyles } from "./overlay-styles.js";
import { made } from "./render.js";

const CLOSE: Record<string, string> = { zh: "关闭", hant: "關閉", ja: "閉じる", en: "Close" };

/** What the dialog is made of. */
export interface Inside {
  host: HTMLElement;
  root: ShadowRoot;
  panel: HTMLElement;
  field: HTMLElement;
  input: HTMLInputElement;
  /** To be called where options were added or taken away. */
  changed: () => void;
  /** Shows the history, where there is one and the page wants it, below the empty box. */
  recent: () => void;
  /** What the button says, and the language of that. */
  label: string;
  lang: string;
}

/** The dialog around a search box. */
export class Overlay {
  readonly #inside: Inside;
  readonly #dialog = made("dialog", "dialog");
  readonly #trigger = made("button", "trigger");
  // From opening to the end of closing: its event comes later, when the dialog may be open again.
  #shown = false;
  // How the page scrolled before the dialog was there.
  #unlocked = "";
  // Whether the browser's Back leads out of the dialog.
  #entered = false;
  // Whether the way back is being gone, and whether the dialog is to open at its end: an entry that is
  // made before would be left at once.
  #leaving = false;
  #wanted = false;

  /** Puts the dialog around the panel, and listens until the signal aborts. */
  constructor(inside: Inside, signal: AbortSignal) {
    this.#inside = inside;
    const { host, root, panel, field, input, label, lang } = inside;
    const close = made("button", "close", "✕");
    close.type = this.#trigger.type = "button";
    close.ariaLabel = CLOSE[/^zh-(hant|tw|hk|mo)\b/i.test(lang) ? "hant" : (/^(zh|ja|en)/i.exec(lang || "zh")?.[0].toLowerCase() ?? "en")] ?? "";
    const apple = /Mac|iP(hone|ad|od)/.test(navigator.platform);
    const icon = field.querySelector(".icon")?.cloneNode(true);
    this.#trigger.append(...(icon ? [icon] : []), made("span", "trigger-text", label), made("kbd", "shortcut", apple ? "⌘K" : "Ctrl K"));
    this.#trigger.setAttribute("aria-keyshortcuts", "Control+K Meta+K /");
    this.#trigger.ariaHasPopup = "dialog";
    this.#dialog.ariaLabel = label;
    field.append(close);
    this.#dialog.append(panel);
    root.adoptedStyleSheets.push(overlayStyles());
    root.append(this.#trigger, this.#dialog);
    this.#trigger.addEventListener("click", () => this.show(), { signal });
    close.addEventListener("click", () => this.close(), { signal });
    this.#dialog.addEventListener("close", () => this.#closed(), { signal });
    this.#dialog.addEventListener("click", (event) => this.#clicked(event), { signal });
    // After the page's own listeners: a shortcut that it uses itself stays its own.
    addEventListener("keydown", (event) => this.#pressed(event), { signal });
    // A keyboard over the page leaves less of it than the units of CSS know; so does a zoom, which is no matter.
    visualViewport?.addEventListener("resize", () => this.#dialog.style.setProperty("--_room", visualViewport?.scale === 1 ? `${visualViewport.height}px` : ""), { signal });
    addEventListener("popstate", () => this.#left(), { signal });
    signal.addEventListener("abort", () => this.#dismantle(panel, close));
    host.dataset["mode"] = "dialog";
    input.autofocus = true;
  }

  /** Opens the dialog. Its state is an entry of the history, so that Back closes it. */
  show(): void {
    const { host, input } = this.#inside;
    if (!this.#dialog.open) this.#closed();
    this.#wanted = this.#leaving;
    if (this.#dialog.open || this.#leaving) return;
    this.#shown = true;
    const { style } = document.documentElement;
    this.#unlocked = style.overflow;
    // Where nothing has the focus, the button is where it returns to, wherever the page was scrolled.
    if (document.activeElement === document.body) this.#trigger.focus({ preventScroll: true });
    this.#dialog.showModal();
    style.overflow = "hidden";
    history.pushState({ ...(history.state as object | null), midu: true }, "");
    this.#entered = true;
    this.#inside.recent();
    input.focus();
    input.select();
    host.dispatchEvent(new CustomEvent("midu-open", { bubbles: true, composed: true }));
  }

  /** Closes it; the focus returns to where it was. */
  close(): void {
    this.#dialog.close();
    this.#closed();
  }

  #closed(): void {
    if (!this.#shown || this.#dialog.open) return;
    this.#shown = false;
    document.documentElement.style.overflow = this.#unlocked;
    this.#leaving = this.#entered;
    if (this.#entered) history.back();
    this.#entered = false;
    this.#inside.host.dispatchEvent(new CustomEvent("midu-close", { bubbles: true, composed: true }));
  }

  /** Back was pressed, or gone by closing. */
  #left(): void {
    if (this.#leaving) {
      this.#leaving = false;
      if (this.#wanted) this.show();
      return;
    }
    if (!this.#dialog.open) return;
    this.#entered = false;
    this.close();
  }

  #clicked(event: MouseEvent): void {
    if (event.target === this.#dialog) return this.close();
    const link = (event.target as Element).closest<HTMLAnchorElement>("a.link");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // On this page the reader stays; what goes elsewhere finds the dialog open on the way back.
    if (link.href.split("#")[0] !== location.href.split("#")[0]) return;
    this.#entered = false;
    this.close();
  }

  #pressed(event: KeyboardEvent): void {
    const { key, code, ctrlKey, metaKey } = event;
    if (event.defaultPrevented || event.isComposing || event.altKey || event.shiftKey) return;
    // WebKit lets a search box keep its Escape, so that the dialog around it would stay open.
    const closes = key === "Escape" && this.#dialog.open && event.target === this.#inside.host;
    const opens = ctrlKey || metaKey ? ctrlKey !== metaKey && key.toLowerCase() === "k" : slash(key, code) && !isTyping(event);
    if (!opens && !closes) return;
    event.preventDefault();
    if (this.#dialog.open) this.close();
    else this.show();
  }

  #dismantle(panel: HTMLElement, close: HTMLElement): void {
    if (this.#dialog.open) {
      document.documentElement.style.overflow = this.#unlocked;
      this.#entered = false;
    }
    close.remove();
    this.#dialog.replaceWith(panel);
    this.#trigger.remove();
    const { root } = this.#inside;
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((sheet) => sheet !== overlayStyles());
  }
}

/** `/`, also as a Chinese input method hands it on. */
function slash(key: string, code: string): boolean {
  return key === "/" || (code === "Slash" && (key === "、" || key === "Process"));
}

/** Whether a key goes to a place where text is written. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
