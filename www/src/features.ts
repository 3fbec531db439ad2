/**
 * What an element has beside the box and the list: passages that unfold, and where its attributes ask for it
 * facets and orders, completions, a preview, pictures, a link to report what is missing, results in a box that
 * drops down, results of the page's own making. Loaded by elements that have one of these attributes, and by
 * all others when their box has the focus.
 */
import { dropDown } from "./dropdown.js";
import type { MiduSearchElement } from "./element.js";
import { Facets } from "./facets.js";
import { featuresStyles } from "./features-styles.js";
import { showImages } from "./images.js";
import type { Inside } from "./overlay.js";
import { unfoldPassages } from "./passages.js";
import { preview } from "./preview.js";
import { report } from "./report.js";
import { complete } from "./suggest.js";
import { useTemplate } from "./template.js";

const templateOf = (host: HTMLElement): HTMLTemplateElement | null => host.querySelector(":scope > template[slot=hit]");

/** Adds what the attributes of an element ask for, until the signal aborts; `late`, results that are there stay as they are. */
export function attach(inside: Inside, element: MiduSearchElement, signal: AbortSignal, late: boolean): void {
  const { host, root } = inside;
  const sheet = featuresStyles();
  root.adoptedStyleSheets.push(sheet);
  signal.addEventListener("abort", () => {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
  });
  const names = (attribute: string): string[] => host.getAttribute(attribute)?.split(/\s+/).filter(Boolean) ?? [];
  const [filters, sort] = [names("filters"), names("sort")];
  if (filters.length > 0 || sort.length > 0) new Facets(inside, element, { filters, sort }, signal);
  if (host.hasAttribute("suggest")) complete(inside, element, signal);
  const template = templateOf(host);
  if (template) useTemplate(inside, element, template, signal);
  if (host.hasAttribute("images")) showImages(inside, element, signal);
  if (host.hasAttribute("preview")) preview(inside, element, signal);
  const address = host.getAttribute("report");
  if (address) report(inside, element, address, signal);
  unfoldPassages(inside, element, signal);
  if (host.getAttribute("mode") === "dropdown") dropDown(inside, signal);
  // What is shown already was shown without.
  if (!late && host.dataset["state"] === "results") void element.search();
}
