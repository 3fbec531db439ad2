/** Draws what each search read: its requests over time, where they lie in the file, and their totals. */
import type { IndexInfo } from "../src/types.js";
import { found, html, percent, svg } from "./dom.js";
import { groupOf, pieces, sectionsOf, type Section } from "./sections.js";
import { bytesOf, roundsOf, type Row } from "./watched.js";
import { bytes, cost, count, milliseconds, sum, t } from "./words.js";

// Older rows would push the scores out of sight.
const MOST = 12;

export function showTimeline(rows: readonly Row[], info: IndexInfo): void {
  const sections = sectionsOf(info);
  const ended = rows.filter(({ ended: end }) => end !== undefined);
  // One scale for all, so that rows can be compared.
  const scale = Math.max(1, ...ended.map(lasted));
  const newest = ended.slice(-MOST).reverse();
  found(".rows").replaceChildren(...newest.map((row) => drawn(row, scale, sections, info.fileLength)));
  const requests = ended.flatMap((row) => row.requests);
  const length = ended.reduce((all, row) => all + bytesOf(row), 0);
  found(".sum").textContent = sum(requests.length, length, length / info.fileLength);
}

/** When the first request of a row was sent: before that its engine may have been on its way. */
function start({ began, requests }: Row): number {
  return requests[0]?.began ?? began;
}

/** From the first request of a row to its last byte. */
function lasted(row: Row): number {
  return Math.max(0, ...row.requests.map((request) => (request.ended ?? request.began) - start(row)));
}

function drawn(row: Row, scale: number, sections: readonly Section[], file: number): HTMLElement {
  const length = bytesOf(row);
  const rounds = roundsOf(row);
  const name = row.query ?? t("opening");
  const totals = `${cost(row.requests.length, rounds, length)}${row.requests.length ? ` · ${milliseconds(lasted(row))}` : ""}`;
  const item = html(
    "li",
    { class: row.overtaken ? "row overtaken" : "row", "data-query": row.query, "data-bytes": length, "data-requests": row.requests.length, "data-rounds": rounds },
    html("p", { class: "told" }, html(row.query === undefined ? "span" : "q", {}, name), html("span", { class: "soft" }, totals)),
  );
  if (row.overtaken) item.append(html("p", { class: "soft" }, t("overtaken")));
  if (row.requests.length > 0) item.append(waterfall(row, scale, sections), strip(row, sections, file), details(row, sections));
  return item;
}

/** Time from left to right, a line for each request; a bar is coloured by what it brings, as far as it is that. */
function waterfall(row: Row, scale: number, sections: readonly Section[]): SVGElement {
  const lane = 9;
  const height = row.requests.length * lane;
  const drawing = svg("svg", { class: "waterfall", height, "aria-hidden": "true" });
  row.requests.forEach((request, i) => {
    const sent = (request.began - start(row)) / scale;
    const width = Math.max(0.006, ((request.ended ?? request.began) - request.began) / scale);
    let at = Math.min(sent, 1 - width);
    for (const piece of pieces(sections, request.offset, request.length)) {
      const share = (piece.length / request.length) * width;
      drawing.append(
        svg("rect", { class: `fill ${groupOf(piece.section.name)}`, x: percent(at), y: i * lane + 1, width: percent(share), height: lane - 2 }, svg("title", {}, `${piece.section.name} ${bytes(piece.length)}`)),
      );
      at += share;
    }
  });
  return drawing;
}

/** The file from its first byte to its last, with what was read of it. */
function strip(row: Row, sections: readonly Section[], file: number): SVGElement {
  const drawing = svg("svg", { class: "strip", "aria-hidden": "true" }, svg("rect", { class: "whole", width: "100%", height: "100%" }));
  for (const request of row.requests) {
    for (const piece of pieces(sections, request.offset, request.length)) {
      const width = Math.max(0.003, piece.length / file);
      const x = Math.min(piece.offset / file, 1 - width);
      drawing.append(svg("rect", { class: `fill ${groupOf(piece.section.name)}`, x: percent(x), width: percent(width), height: "100%" }));
    }
  }
  return drawing;
}

function details(row: Row, sections: readonly Section[]): HTMLElement {
  const cells = row.requests.map((request) =>
    html(
      "tr",
      {},
      html("td", { class: "number" }, String(request.round)),
      html("td", { class: "number" }, count(request.offset)),
      html("td", { class: "number" }, count(request.length)),
      html("td", {}, ...pieces(sections, request.offset, request.length).flatMap(({ section: { name } }, i) => [i ? " " : "", html("code", {}, name)])),
      html("td", { class: "number" }, milliseconds(request.began - start(row))),
      html("td", { class: "number" }, milliseconds((request.ended ?? request.began) - request.began)),
    ),
  );
  const heads = [t("round"), t("offset"), t("length"), t("section"), t("sent"), t("took")];
  const label = `${t("details")}: ${row.query ?? t("opening")}`;
  return html(
    "details",
    {},
    html("summary", {}, t("details")),
    html(
      "div",
      { class: "scroll", role: "region", tabindex: 0, "aria-label": label },
      html("table", {}, html("thead", {}, html("tr", {}, ...heads.map((head) => html("th", { scope: "col" }, head)))), html("tbody", {}, ...cells)),
    ),
  );
}
