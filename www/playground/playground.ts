/**
 * The playground: texts of a reader are indexed in a worker, laid on a host that is made up, and searched with
 * `<midu-search>`; beside it stand the sizes, what each query reads, and what scores are made of.
 */
import { MiduSearchElement, open, type MiduIndex } from "../src/midu.js";
import { frequentPhrases } from "../demo/examples.js";
import { Latest, OVERTAKEN } from "../src/latest.js";
import { scriptAddress } from "../src/trusted.js";
import { build, BuildError, warm, type Outcome } from "./build.js";
import { found, html } from "./dom.js";
import { chosen, dropped, typed, type Form } from "./files.js";
import { Host, type Line } from "./host.js";
import { Problems } from "./problems.js";
import { pointAt, showScores } from "./scores.js";
import type { Given, Layout } from "./shapes.js";
import { showSizes } from "./sizes.js";
import { showTimeline } from "./timeline.js";
import { Ledger, WatchedIndex } from "./watched.js";
import { bytes, count, filesGiven, language, milliseconds, named, preferred, shareOf, speak, t } from "./words.js";

const LINES: Record<string, Line> = {
  none: { delay: 0, speed: Infinity },
  fast: { delay: 20, speed: 12.5e6 },
  mobile: { delay: 60, speed: 1.25e6 },
  slow: { delay: 300, speed: 125e3 },
};
// So many names of files are listed; a folder may have thousands.
const LISTED = 40;
// So many are shown without being asked for.
const OPEN = 6;
const WORDS = 6;

speak(preferred());

let ledger = new Ledger(() => undefined);
const host = new Host(globalThis.fetch, (asked) => ledger.note(asked));
globalThis.fetch = host.fetch;

customElements.define("midu-search", MiduSearchElement);

const box = found<MiduSearchElement>("midu-search");
const paste = found<HTMLTextAreaElement>("#paste");
const form = found<HTMLSelectElement>(".form");
const layout = found<HTMLSelectElement>(".layout");
const speed = found<HTMLSelectElement>(".speed");
const state = found<HTMLElement>(".state");
const bar = found<HTMLProgressElement>("progress");
const texts = found<HTMLElement>(".texts");
const download = found<HTMLAnchorElement>(".download");
const tries = found<HTMLElement>(".try");
const problems = new Problems(found<HTMLElement>(".problems"));

const builds = new Latest();
let given: Given[] = [];
let passed = 0;
let shown: { outcome: Outcome; index: MiduIndex } | undefined;

box.options = { explain: true };

/** Adds files to those that are there; one of the same name takes its place. */
function take(files: readonly Given[], passedOver = 0): void {
  const names = new Set(files.map(({ name }) => name));
  given = [...given.filter(({ name }) => !names.has(name)), ...files];
  passed += passedOver;
  list();
  void run();
}

function list(): void {
  const names = given.slice(0, LISTED).map(({ name }) => {
    const remove = html("button", { type: "button", "aria-label": `${t("remove")} ${name}` }, "×");
    remove.addEventListener("click", () => {
      given = given.filter((one) => one.name !== name);
      list();
      found<HTMLElement>(".build").focus();
    });
    return html("li", {}, html("span", {}, name), remove);
  });
  const rest = given.length - names.length;
  if (rest > 0) names.push(html("li", { class: "soft" }, `${t("more")} ${count(rest)}`));
  const element = found<HTMLDetailsElement>(".given");
  found(".given ul").replaceChildren(...names);
  found(".given summary").textContent = filesGiven(given.length);
  element.open = given.length <= OPEN;
  element.hidden = given.length === 0;
}

/** Builds the index of all that is there and shows it. */
async function run(): Promise<void> {
  const files = [...given, ...typed(paste.value, form.value as Form)];
  problems.clear();
  if (files.length === 0) {
    state.textContent = t("empty");
    return;
  }
  bar.hidden = false;
  bar.removeAttribute("value");
  state.textContent = t("starting");
  try {
    const outcome = await builds.run((signal) => built(files, signal));
    if (outcome === OVERTAKEN) return;
    const { documents } = outcome.built;
    state.textContent = `${t("done")} · ${count(documents)} ${t("documents")} · ${bytes(outcome.bytes.length)} · ${milliseconds(outcome.milliseconds)}`;
  } catch (error) {
    state.textContent = t("failed");
    problems.fault(error instanceof BuildError ? error.fault : { code: "engine", what: String(error), place: "", help: "" }, "");
  }
  bar.hidden = true;
}

async function built(files: readonly Given[], signal: AbortSignal): Promise<Outcome> {
  const outcome = await build({ files, layout: layout.value as Layout }, signal, (told) => {
    if (told.kind === "fault") problems.fault(told.fault, told.name);
    else if (told.kind === "added") problems.notes([...told.added.leftOut, ...told.added.notes]);
    else {
      bar.value = told.share;
      state.textContent = `${named(told.phase)} ${shareOf(told.share)}`;
    }
  });
  for (const fault of outcome.built.faults) problems.fault(fault, fault.place);
  problems.notes(outcome.built.leftOut);
  if (passed > 0) problems.note(`${count(passed)} ${t("passed")}`);
  await show(outcome, signal);
  return outcome;
}

/** Lays an index on the host, opens it there, and shows what is to be seen of it. */
async function show(outcome: Outcome, signal: AbortSignal): Promise<void> {
  const now = new Ledger(() => shown && showTimeline(now.rows, shown.index.info));
  ledger = now;
  const row = now.begin();
  const index = new WatchedIndex(await open(host.put(outcome.bytes), { signal }), now);
  shown?.index.dispose();
  shown = { outcome, index };
  URL.revokeObjectURL(download.href);
  download.href = URL.createObjectURL(new Blob([outcome.bytes], { type: "application/octet-stream" }));
  for (const section of document.querySelectorAll<HTMLElement>("main > section")) section.hidden = false;
  document.body.dataset["built"] = "";
  now.end(row);
  showSizes(outcome, index.info);
  showScores([]);
  box.index = index;
  void offer(outcome);
}

/** Words to try, found in an index of the same bytes beside the one that is watched. */
async function offer({ bytes: all }: Outcome): Promise<void> {
  tries.hidden = true;
  const beside = await open(all.slice()).catch(() => undefined);
  const words = beside ? await frequentPhrases(beside, WORDS) : [];
  beside?.dispose();
  if (shown?.outcome.bytes !== all || words.length === 0) return;
  const label = tries.firstElementChild;
  const chips = words.map((word) => {
    const chip = html("button", { type: "button", class: "chip", lang: "zh" }, word);
    chip.addEventListener("click", () => void box.search(word));
    return chip;
  });
  tries.replaceChildren(...(label ? [label] : []), ...chips);
  tries.hidden = false;
}

async function sample(): Promise<void> {
  problems.clear();
  try {
    const response = await fetch(new URL("sample.json", import.meta.url));
    if (!response.ok) throw new Error(String(response.status));
    const files = (await response.json()) as { name: string; text: string }[];
    take(files.map(({ name, text }) => ({ name, file: new Blob([text]) })));
  } catch {
    problems.fault({ code: "network", what: t("networkError"), place: "", help: "" }, "sample.json");
  }
}

function onClick(selector: string, listener: () => void): void {
  found<HTMLElement>(selector).addEventListener("click", listener);
}

const pick = found<HTMLInputElement>(".pick");
const pickFolder = found<HTMLInputElement>(".pick-folder");
for (const input of [pick, pickFolder]) {
  input.addEventListener("change", () => {
    const { files, passed: over } = chosen(input.files);
    input.value = "";
    if (files.length > 0) take(files, over);
  });
}
onClick(".files", () => pick.click());
onClick(".folder", () => pickFolder.click());
onClick(".sample", () => void sample());
onClick(".build", () => void run());
onClick(".clear", () => {
  given = [];
  passed = 0;
  paste.value = "";
  list();
  problems.clear();
  state.textContent = "";
  paste.focus();
});
paste.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) void run();
});
layout.addEventListener("change", () => shown && void run());
speed.addEventListener("change", () => (host.line = LINES[speed.value] ?? host.line));
host.line = LINES[speed.value] ?? host.line;

// Dropped beside the card a file would take the place of the page.
addEventListener("dragover", (event) => {
  event.preventDefault();
  texts.dataset["over"] = "";
});
addEventListener("dragleave", (event) => event.relatedTarget === null && delete texts.dataset["over"]);
addEventListener("drop", (event) => {
  event.preventDefault();
  delete texts.dataset["over"];
  if (!event.dataTransfer) return;
  dropped(event.dataTransfer).then(
    ({ files, passed: over }) => take(files, over),
    (error: unknown) => problems.fault({ code: "unreadable", what: String(error), place: "", help: "" }, ""),
  );
});

box.addEventListener("midu-results", ({ detail: { answer, appended } }) => {
  if (!appended) showScores(answer.hits);
});
// The addresses lead nowhere here.
box.addEventListener("midu-select", (event) => {
  event.preventDefault();
  pointAt(event.detail.hit);
});

onClick(".language", () => {
  speak(language() === "en" ? "zh-CN" : "en");
  list();
  state.textContent = "";
  // The element takes its language when it comes into the page.
  const query = box.value;
  box.replaceWith(box);
  if (!shown) return;
  showSizes(shown.outcome, shown.index.info);
  showTimeline(ledger.rows, shown.index.info);
  void box.search(query);
});

warm();
// From the second visit on the page needs no network at all.
const keeper = scriptAddress(new URL("midu-sw.js?list=playground-files.json", document.baseURI).href) as string;
if (isSecureContext) navigator.serviceWorker?.register(keeper).catch(() => undefined);
