/**
 * `<midu-search report="https://example.org/issues/new?title={query}">`: a link below the results for those who
 * did not find what they looked for. `{query}` is what they typed, `{page}` the address of the page.
 */
import type { MiduSearchElement, MiduSearchEvents } from "./element.js";
import { ofLang } from "./of-lang.js";
import type { Inside } from "./overlay.js";
import { made } from "./render.js";

const TEXT = { hans: "没有想要的结果？告诉我们", hant: "沒有想要的結果？告訴我們", ja: "見つからないときはお知らせください", en: "Not what you looked for? Tell us" };

/** Shows the link until the signal aborts. */
export function report({ panel, lang }: Inside, element: MiduSearchElement, template: string, signal: AbortSignal): void {
  const link = made("a", "report", ofLang(lang, TEXT));
  link.hidden = true;
  panel.querySelector(".more")?.after(link);
  const found = ({ detail: { query } }: CustomEvent<MiduSearchEvents["midu-results"]>): void => {
    const address = template.replaceAll("{query}", encodeURIComponent(query)).replaceAll("{page}", encodeURIComponent(location.href));
    const href = addressOf(address);
    link.hidden = href === undefined;
    if (href !== undefined) link.href = href;
  };
  element.addEventListener("midu-results", found, { signal });
  element.addEventListener("input", () => (link.hidden ||= element.value.trim() === ""), { signal });
  signal.addEventListener("abort", () => link.remove());
}

/** The page wrote it, but what runs as a script is no place to report to. */
function addressOf(text: string): string | undefined {
  try {
    const { protocol, href } = new URL(text, document.baseURI);
    return /^(https?|mailto|file):$/.test(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}
