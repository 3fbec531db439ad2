/**
 * `<midu-search preview>`: beside the results, where there is room, stands what the active one holds: its title,
 * its picture and its passages. Active is what the arrow keys chose, what the pointer rests on, or the first.
 */
import type { MiduSearchElement, MiduSearchEvents } from "./element.js";
import { remember } from "./history.js";
import { imageOf } from "./images.js";
import { Latest, OVERTAKEN } from "./latest.js";
import { ofLang } from "./of-lang.js";
import type { Inside } from "./overlay.js";
import { asked, passageLink } from "./passages.js";
import { made, marked } from "./render.js";
import type { Hit, Passage } from "./types.js";

const SOME = 6;
// As long as a pointer that only passes takes.
const REST = 120;
const LABEL = { hans: "预览", hant: "預覽", ja: "プレビュー", en: "Preview" };

/** Shows previews until the signal aborts. */
export function preview({ root, panel, input, lang }: Inside, element: MiduSearchElement, signal: AbortSignal): void {
  const pane = made("section", "preview");
  pane.ariaLabel = ofLang(lang, LABEL);
  pane.hidden = true;
  panel.querySelector(".list")?.after(pane);
  const newest = new Latest();
  const kept = new Map<number, readonly Passage[]>();
  let hits: Hit[] = [];
  let query = "";
  let at = -1;
  let rest: ReturnType<typeof setTimeout> | undefined;
  const wide = matchMedia("(min-width: 60rem)");

  const draw = (hit: Hit, passages: readonly Passage[]): void => {
    const name = hit.title.text.trim() ? marked(hit.title) : [hit.url];
    const title = made("p", "preview-title", ...name);
    if (hit.lang) title.lang = hit.lang;
    const image = element.hasAttribute("images") ? imageOf(hit) : undefined;
    pane.replaceChildren(...(image ? [image] : []), title, ...passages.map((passage) => passageLink(hit, passage)));
    pane.scrollTop = 0;
    pane.hidden = false;
  };
  const show = async (position: number): Promise<void> => {
    const hit = hits[position];
    if (!hit || position === at || !wide.matches) return;
    at = position;
    const passages = await newest.run(async (aborted) => {
      const before = kept.get(position);
      if (before) return before;
      const index = await element.ready();
      return (await index.passages(query, hit, { ...asked(element), limit: SOME, signal: aborted })).passages;
    });
    if (passages === OVERTAKEN) return;
    kept.set(position, passages);
    // Where the title alone holds the query, its beginning is what there is to see.
    draw(hit, passages.length > 0 ? passages : [hit]);
  };
  const later = (position: number, wait: number): void => {
    clearTimeout(rest);
    rest = setTimeout(() => void show(position).catch(() => (at = -1)), wait);
  };
  const hide = (): void => {
    clearTimeout(rest);
    newest.cancel();
    kept.clear();
    at = -1;
    pane.hidden = true;
  };
  const positionOf = (target: EventTarget | null): number => Number((target as Element | null)?.closest<HTMLElement>(".list > .hit")?.dataset["position"] ?? -1);

  const found = ({ detail }: CustomEvent<MiduSearchEvents["midu-results"]>): void => {
    if (detail.appended) {
      hits.push(...detail.answer.hits);
      return;
    }
    hide();
    ({ query } = detail);
    hits = [...detail.answer.hits];
    later(0, REST);
  };
  element.addEventListener("midu-results", found, { signal });
  element.addEventListener("midu-error", hide, { signal });
  element.addEventListener("input", () => element.value.trim() === "" && hide(), { signal });
  wide.addEventListener("change", () => (wide.matches ? later(0, 0) : hide()), { signal });
  const rested = (on: EventTarget | null): void => {
    const position = positionOf(on);
    if (position >= 0) later(position, REST);
  };
  panel.addEventListener("pointerover", ({ target }) => rested(target), { signal });
  panel.addEventListener("focusin", ({ target }) => rested(target), { signal });
  const chosen = new MutationObserver(() => rested(root.getElementById(input.getAttribute("aria-activedescendant") ?? "")));
  chosen.observe(input, { attributeFilter: ["aria-activedescendant"] });
  pane.addEventListener(
    "click",
    (event) => {
      const hit = hits[at];
      if (!hit || !(event.target as Element).closest("a.link")) return;
      const detail = { query, hit, position: at };
      if (!element.dispatchEvent(new CustomEvent("midu-select", { detail, cancelable: true, bubbles: true, composed: true }))) event.preventDefault();
      else if (!element.hasAttribute("no-history")) remember(element.src, query, hit);
    },
    { signal },
  );
  signal.addEventListener("abort", () => {
    hide();
    chosen.disconnect();
    pane.remove();
  });
}
