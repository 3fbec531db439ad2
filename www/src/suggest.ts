/**
 * Completions of `<midu-search suggest>`: below the box stand texts of the index that begin with what is
 * typed, or whose pinyin does. Pressing one searches for it.
 */
import type { MiduSearchElement } from "./element.js";
import { Latest, OVERTAKEN } from "./latest.js";
import { ofLang } from "./of-lang.js";
import type { Inside } from "./overlay.js";
import { made } from "./render.js";

const MOST = 6;
const LABEL = { hans: "补全", hant: "補全", ja: "候補", en: "Completions" };

/** Shows completions until the signal aborts. */
export function complete({ panel, lang }: Inside, element: MiduSearchElement, signal: AbortSignal): void {
  const row = made("div", "suggestions");
  const newest = new Latest();
  row.role = "group";
  row.ariaLabel = ofLang(lang, LABEL);
  row.hidden = true;
  panel.insertBefore(row, panel.querySelector(".summary"));
  const button = (text: string): HTMLElement => {
    const one = made("button", "suggestion", text);
    one.type = "button";
    return one;
  };
  const show = async ({ detail: { query } }: CustomEvent<{ query: string }>): Promise<void> => {
    const texts = await newest.run(async (aborted) => {
      const index = await element.ready();
      return (await index.suggest(query, { limit: MOST + 1, signal: aborted })).map(({ text }) => text);
    });
    if (texts === OVERTAKEN) return;
    row.replaceChildren(...texts.filter((text) => text !== query).slice(0, MOST).map(button));
    row.hidden = row.childElementCount === 0;
  };
  const hide = (): void => {
    newest.cancel();
    row.hidden = true;
  };
  // What fails here fails in the search too, which says so.
  element.addEventListener("midu-search", (event) => void show(event).catch(hide), { signal });
  element.addEventListener("input", () => element.value.trim() === "" && hide(), { signal });
  row.addEventListener(
    "click",
    ({ target }) => {
      if (!(target instanceof HTMLButtonElement)) return;
      void element.search(target.textContent ?? "");
      element.focus();
    },
    { signal },
  );
  signal.addEventListener("abort", () => row.remove());
}
