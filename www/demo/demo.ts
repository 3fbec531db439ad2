/**
 * The demo page: one `<midu-search>`, words to try, a line of numbers, and the query in the address.
 * Everything here is a page's own business, written against the package's public face alone.
 */
import { MiduSearchElement, type MiduIndex } from "../src/midu.js";
import { frequentPhrases } from "./examples.js";

customElements.define("midu-search", MiduSearchElement);

const box = found<MiduSearchElement>("midu-search");
const examples = found<HTMLElement>(".examples");
const problem = found<HTMLElement>(".problem[role=alert]");

// While one query is being typed, the address follows in place; what starts anew is a step of its own.
let typing = false;

function found<T extends Element>(selector: string): T {
  const element = document.querySelector<T>(selector);
  if (!element) throw new Error(`The page has no ${selector}.`);
  return element;
}

/** The index of the page, or what `?index=` names on the same origin. */
function indexAddress(): string {
  const named = new URLSearchParams(location.search).get("index");
  if (named === null) return box.src;
  const url = URL.canParse(named, location.href) ? new URL(named, location.href) : undefined;
  if (url?.origin === location.origin) return url.href;
  problem.textContent = "index 参数只接受与本页同源的地址，已改用默认索引。";
  problem.hidden = false;
  return box.src;
}

function number(name: string, text: string): void {
  found<HTMLElement>(`[data-number="${name}"]`).textContent = text;
}

function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  const inMega = count >= 1e6;
  const value = count / (inMega ? 1e6 : 1e3);
  return `${value.toLocaleString("zh-CN", { maximumFractionDigits: 1 })} ${inMega ? "MB" : "KB"}`;
}

function showNumbers(index: MiduIndex): void {
  number("documents", `${index.info.documents.toLocaleString("zh-CN")} 篇`);
  number("characters", index.info.sourceCharacters.toLocaleString("zh-CN"));
  number("transferred", bytes(index.transferred));
}

function chip(text: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = text;
  button.addEventListener("click", () => {
    typing = false;
    void box.search(text);
  });
  return button;
}

async function showExamples(index: MiduIndex): Promise<void> {
  const given = (examples.dataset["examples"] ?? "").split(/\s+/u).filter((word) => word !== "");
  const words = given.length > 0 ? given : await frequentPhrases(index, 6);
  showNumbers(index);
  if (words.length === 0) return;
  examples.replaceChildren(...words.map(chip));
  examples.hidden = false;
}

function follow(query: string): void {
  const url = new URL(location.href);
  if ((url.searchParams.get("q") ?? "") === query) return;
  if (query === "") url.searchParams.delete("q");
  else url.searchParams.set("q", query);
  if (typing) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  typing = true;
}

function showAddress(): void {
  const query = new URLSearchParams(location.search).get("q") ?? "";
  typing = false;
  document.title = query === "" ? "觅渡 midu" : `${query} · 觅渡 midu`;
  if (query !== box.value || box.dataset["state"] === "error") void box.search(query);
}

box.addEventListener("midu-results", (event) => {
  const { query, answer } = event.detail;
  number("bytes", `${bytes(answer.cost.bytes)} / ${answer.cost.requests} 次请求`);
  number("engine", `${answer.cost.engineMilliseconds.toLocaleString("zh-CN", { maximumSignificantDigits: 2 })} 毫秒`);
  void box.ready().then(showNumbers, () => undefined);
  document.title = `${query} · 觅渡 midu`;
  follow(query);
});
// A query that failed is as shareable as one that did not.
box.addEventListener("midu-error", (event) => follow(event.detail.query));
box.addEventListener("input", () => {
  if (box.value !== "") return;
  follow("");
  typing = false;
  document.title = "觅渡 midu";
});
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) typing = false;
});
box.addEventListener("focusin", () => {
  typing = false;
});
addEventListener("popstate", showAddress);

box.src = indexAddress();
showAddress();
// A failure shows at the first search, with a way to retry; an idle page need not shout.
box.ready().then(
  (index) => {
    showNumbers(index);
    return showExamples(index);
  },
  () => undefined,
);
