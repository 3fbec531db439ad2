/**
 * `<template slot="hit">` inside the element: what a result looks like, in the page's own elements. Those with
 * `data-midu` are filled with a part of the hit, `title`, `excerpt`, `path`, `date`, `url`, `occurrences`, `id`, `lang`
 * or `meta.` and a key, as text with its marks; those whose part is empty are left out. `data-midu-src` fills
 * the address of an image. The page gives it its looks by `::part`.
 */
import type { MiduSearchElement, MiduSearchEvents } from "./element.js";
import { safeHref } from "./links.js";
import type { Inside } from "./overlay.js";
import { marked } from "./render.js";
import type { Hit, Marked } from "./types.js";

/** Shows results by the element's template until the signal aborts. */
export function useTemplate({ panel }: Inside, element: MiduSearchElement, template: HTMLTemplateElement, signal: AbortSignal): void {
  const show = ({ detail: { answer } }: CustomEvent<MiduSearchEvents["midu-results"]>): void => {
    for (const [i, hit] of answer.hits.entries()) {
      const link = panel.querySelector(`[data-position="${answer.offset + i}"] > .link`);
      link?.replaceChildren(filled(template, hit));
    }
  };
  // Heard before anything is painted: the event is sent where the list was made.
  element.addEventListener("midu-results", show, { signal });
}

/** The value of a part of a hit: a text, or one with marks. */
function valueOf(hit: Hit, name: string): Marked | string {
  if (name.startsWith("meta.")) return String(Object.entries(hit.meta).find(([key]) => `meta.${key}` === name)?.[1] ?? "");
  switch (name) {
    case "title":
    case "excerpt":
      return hit[name];
    case "path":
      return hit.path.replaceAll("\n", " › ");
    case "date":
    case "url":
    case "id":
    case "lang":
      return hit[name] ?? "";
    case "occurrences":
      return String(hit.occurrences);
    default:
      return "";
  }
}

function filled(template: HTMLTemplateElement, hit: Hit): DocumentFragment {
  const content = document.importNode(template.content, true);
  for (const place of content.querySelectorAll<HTMLElement>("[data-midu]")) {
    const value = valueOf(hit, place.dataset["midu"] ?? "");
    const nodes = typeof value === "string" ? [value] : marked(value);
    if ((typeof value === "string" ? value : value.text) === "") place.remove();
    else place.replaceChildren(...nodes);
    if (hit.lang && typeof value !== "string") place.lang = hit.lang;
  }
  for (const image of content.querySelectorAll<HTMLImageElement>("img[data-midu-src]")) {
    const value = valueOf(hit, image.dataset["miduSrc"] ?? "");
    const href = typeof value === "string" && value !== "" ? safeHref(value, document.baseURI) : undefined;
    if (href) image.src = href;
    else image.remove();
  }
  return content;
}
