/**
 * Further places of a result. Where a document holds the query more often than its excerpt shows, a button
 * below the result unfolds its passages; so does the key → at the end of the text, for the active result.
 */
import type { MiduSearchElement, MiduSearchEvents } from "./element.js";
import { placeHref } from "./links.js";
import { ofLang } from "./of-lang.js";
import type { Inside } from "./overlay.js";
import { made, marked } from "./render.js";
import type { Hit, Passage, PassagesOptions } from "./types.js";

/** Passages that come at once. */
const SOME = 10;
const TEXTS = {
  hans: { all: (count: string) => `展开 ${count} 处`, more: "继续展开", fold: "收起", failed: "没有取到，再试一次", shown: (count: string) => `已展开 ${count} 处` },
  hant: { all: (count: string) => `展開 ${count} 處`, more: "繼續展開", fold: "收合", failed: "沒有取到，再試一次", shown: (count: string) => `已展開 ${count} 處` },
  ja: { all: (count: string) => `${count} 箇所を表示`, more: "続きを表示", fold: "閉じる", failed: "取得できませんでした。もう一度", shown: (count: string) => `${count} 箇所を表示しました` },
  en: { all: (count: string) => `All ${count} places`, more: "More places", fold: "Fewer", failed: "Could not be loaded. Try again", shown: (count: string) => `${count} places shown` },
};

type Results = MiduSearchEvents["midu-results"];

/** What the passages of a hit are asked with: as the element searched for it. */
export function asked(element: MiduSearchElement): PassagesOptions {
  const { literal, fuzzy, filter } = element.options;
  return { relax: !element.hasAttribute("exact"), ...(literal && { literal }), ...(fuzzy && { fuzzy }), ...(filter && { filter }) };
}

/** A passage as a link to its place. */
export function passageLink(hit: Hit, passage: Passage): HTMLElement {
  const { anchor: _, ...document_ } = hit;
  const href = placeHref({ ...document_, ...passage }, document.baseURI);
  const link = made(href === undefined ? "span" : "a", "passage", made("p", "excerpt", ...marked(passage.excerpt)));
  link.classList.add("link");
  if (href !== undefined) link.setAttribute("href", href);
  if (passage.path) link.prepend(made("p", "path", passage.path.replaceAll("\n", " › ")));
  if (hit.lang) for (const own of link.children) own.setAttribute("lang", hit.lang);
  return link;
}

/** Lets results unfold until the signal aborts. */
export function unfoldPassages({ root, panel, input, lang }: Inside, element: MiduSearchElement, signal: AbortSignal): void {
  const texts = ofLang(lang, TEXTS);
  const buttons = new WeakMap<Element, () => void>();

  const unfolding = (item: Element, hit: Hit, query: string): void => {
    const count = hit.occurrences.toLocaleString(lang);
    // An option as all that stands in a list of options; the arrow keys pass over it.
    const button = made("button", "unfold", texts.all(count));
    button.type = "button";
    button.role = "option";
    const box = made("div", "passages");
    box.role = "none";
    let next: number | undefined = 0;
    let busy = false;
    let met = false;
    const label = (): void => {
      button.textContent = box.isConnected ? (next === undefined ? texts.fold : texts.more) : texts.all(count);
    };
    const toggle = async (): Promise<void> => {
      if (busy) return;
      if (box.isConnected && next === undefined) {
        box.remove();
        return label();
      }
      if (box.childElementCount > 0 && !box.isConnected) {
        button.before(box);
        return label();
      }
      busy = true;
      button.ariaBusy = "true";
      try {
        const index = await element.ready();
        const found = await index.passages(query, hit, { ...asked(element), limit: SOME, from: next ?? 0, signal });
        next = found.next;
        for (const passage of found.passages) {
          // One of them is what the result shows already.
          const same = passage.excerpt.text === hit.excerpt.text && passage.path === hit.path;
          if (same && !met) {
            met = true;
            continue;
          }
          const link = passageLink(hit, passage);
          link.role = "option";
          link.id = `${item.querySelector(".link")?.id ?? ""}-${box.childElementCount}`;
          box.append(link);
        }
        button.before(box);
        label();
        const status = panel.querySelector(".status");
        if (status) status.textContent = texts.shown(box.childElementCount.toLocaleString(lang));
      } catch {
        if (!signal.aborted) button.textContent = texts.failed;
      }
      busy = false;
      button.ariaBusy = null;
    };
    button.addEventListener("click", () => void toggle(), { signal });
    buttons.set(item, () => void toggle());
    item.append(button);
  };

  const found = ({ query, answer }: Results): void => {
    for (const [i, hit] of answer.hits.entries()) {
      const item = panel.querySelector(`.list > [data-position="${answer.offset + i}"]`);
      const further = hit.occurrences > hit.title.marks.length + hit.excerpt.marks.length;
      if (item && further && hit.excerpt.marks.length > 0) unfolding(item, hit, query);
    }
  };
  element.addEventListener("midu-results", ({ detail }) => found(detail), { signal });

  const pressed = (event: KeyboardEvent): void => {
    const { key, isComposing, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (key !== "ArrowRight" || isComposing || ctrlKey || metaKey || altKey || shiftKey) return;
    const active = root.getElementById(input.getAttribute("aria-activedescendant") ?? "");
    const item = active?.closest(".hit");
    if (!item || input.selectionStart !== input.value.length) return;
    event.preventDefault();
    buttons.get(item)?.();
  };
  input.addEventListener("keydown", pressed, { signal });
  signal.addEventListener("abort", () => {
    for (const own of panel.querySelectorAll(".hit > .unfold, .passages")) own.remove();
  });
}
