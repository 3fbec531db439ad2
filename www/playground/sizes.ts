/** Draws how large an index is: figures, text beside index, its sections as a bar and as a table. */
import type { IndexInfo } from "../src/types.js";
import type { Outcome } from "./build.js";
import { found, html, percent, svg } from "./dom.js";
import { GROUPS, groupName, groupOf, meaning, sectionsOf, type Section } from "./sections.js";
import { bytes, count, milliseconds, shareOf, t } from "./words.js";

export function showSizes({ built, milliseconds: spent }: Outcome, info: IndexInfo): void {
  const figure = (name: string, value: string): HTMLElement => html("div", {}, html("dt", {}, name), html("dd", {}, value));
  found(".figures").replaceChildren(
    figure(t("documents"), count(info.documents)),
    figure(t("characters"), count(info.sourceCharacters)),
    figure(t("source"), bytes(built.textBytes)),
    figure(t("index"), bytes(info.fileLength)),
    figure(t("ratio"), (info.fileLength / Math.max(1, built.textBytes)).toLocaleString(undefined, { maximumSignificantDigits: 3 })),
    figure(t("time"), milliseconds(spent)),
  );
  const sections = sectionsOf(info);
  found(".beside").replaceChildren(...bars(built.textBytes, info.fileLength, sections));
  found(".legend").replaceChildren(...legend(sections, info.fileLength));
  found(".sections tbody").replaceChildren(...sections.map((section) => row(section, info.fileLength)));
}

/** Text and index as two bars of one scale. */
function bars(text: number, file: number, sections: readonly Section[]): HTMLElement[] {
  const most = Math.max(text, file, 1);
  const whole = svg("svg", { role: "img", "aria-label": `${t("source")} ${bytes(text)}` }, svg("rect", { class: "fill source", width: percent(text / most), height: "100%" }));
  const parts = sections.map(({ name, offset, length }) =>
    svg("rect", { class: `fill ${groupOf(name)}`, x: percent(offset / most), width: percent(length / most), height: "100%" }, svg("title", {}, `${name} ${bytes(length)}`)),
  );
  const told = groups(sections).map(([group, length]) => `${groupName(group)} ${shareOf(length / file)}`);
  const stack = svg("svg", { role: "img", "aria-label": `${t("index")} ${bytes(file)}: ${told.join(", ")}` }, ...parts);
  return [
    html("div", { class: "bar" }, html("span", {}, t("source")), whole),
    html("div", { class: "bar" }, html("span", {}, t("index")), stack),
  ];
}

function groups(sections: readonly Section[]): [(typeof GROUPS)[number], number][] {
  return GROUPS.map((group): [typeof group, number] => {
    const own = sections.filter(({ name }) => groupOf(name) === group);
    return [group, own.reduce((sum, { length }) => sum + length, 0)];
  }).filter(([, length]) => length > 0);
}

function legend(sections: readonly Section[], file: number): HTMLElement[] {
  return groups(sections).map(([group, length]) =>
    html("li", {}, html("span", { class: `swatch ${group}` }), `${groupName(group)} `, html("span", { class: "soft" }, shareOf(length / file))),
  );
}

function row({ name, length }: Section, file: number): HTMLElement {
  return html(
    "tr",
    {},
    html("th", { scope: "row" }, html("span", { class: `swatch ${groupOf(name)}` }), html("code", {}, name)),
    html("td", { class: "wide" }, meaning(name)),
    html("td", { class: "number" }, count(length)),
    html("td", { class: "number" }, shareOf(length / file)),
  );
}
