/** Draws of what the scores of the first results are made: a bar and its numbers each. */
import type { Hit } from "../src/types.js";
import { found, html, percent, svg } from "./dom.js";
import { count, named } from "./words.js";

const MOST = 10;

/** Names of parts, each with a colour of its number in the style sheet. */
const PARTS = ["title", "whole title", "start of title", "heading", "occurrences", "near", "early", "word", "weight"];

export function showScores(hits: readonly Hit[]): void {
  const scored = hits.slice(0, MOST).filter(({ score }) => score !== undefined);
  found(".scores").replaceChildren(...scored.map(drawn));
  found<HTMLElement>(".no-scores").hidden = scored.length > 0;
  found<HTMLElement>(".with-scores").hidden = scored.length === 0;
}

/** Leads to the score of a result. */
export function pointAt(hit: Hit): void {
  const item = document.getElementById(`score-${hit.doc}`);
  if (!item) return;
  for (const other of document.querySelectorAll(".score[aria-current]")) other.removeAttribute("aria-current");
  item.setAttribute("aria-current", "true");
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

type Parts = NonNullable<Hit["score"]>["parts"];

/** What parts that add come to; one that takes away is drawn from the end. */
function spread(parts: Parts): number {
  return parts.reduce((sum, { value }) => sum + Math.max(0, value), 0);
}

function drawn(hit: Hit): HTMLElement {
  const { total, parts } = hit.score ?? { total: 0, parts: [] };
  // Of its own scale: a title counts a thousand times an occurrence, and beside it nothing else could be seen.
  const most = Math.max(1, spread(parts));
  const drawing = svg("svg", { class: "parts", "aria-hidden": "true" });
  let at = 0;
  for (const { name, value } of parts) {
    if (value < 0) continue;
    drawing.append(svg("rect", { class: `fill ${colour(name)}`, x: percent(at / most), width: percent(value / most), height: "100%" }, svg("title", {}, `${named(name)} ${count(value)}`)));
    at += value;
  }
  const taken = parts.reduce((sum, { value }) => sum + Math.min(0, value), 0);
  if (taken < 0) drawing.append(svg("rect", { class: "taken", x: percent((at + taken) / most), width: percent(-taken / most), height: "100%" }));
  return html(
    "li",
    { class: "score", id: `score-${hit.doc}`, tabindex: -1, "data-total": total },
    html("p", { class: "told" }, html("span", { class: "of" }, hit.title.text), html("strong", {}, count(total))),
    drawing,
    html(
      "ul",
      { class: "legend small" },
      ...parts.map(({ name, value }) =>
        html("li", { "data-part": name, "data-value": value }, html("span", { class: `swatch ${colour(name)}` }), `${named(name)} `, html("span", { class: "soft" }, `${value < 0 ? "−" : "+"}${count(Math.abs(value))}`)),
      ),
    ),
  );
}

function colour(name: string): string {
  return `part-${PARTS.indexOf(name)}`;
}
