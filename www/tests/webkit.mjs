// WebKitGTK with the real element on a page: what `stage.mjs` and `browser.mjs` are for the browsers that
// Playwright drives. WEBKIT names the driver's program; it finds its browser. Needs a display: `xvfb-run`.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import { readHits, serveBuild } from "./browser.mjs";
import { workshop } from "./corpora.mjs";
import { startSession } from "./webdriver.mjs";

/** A reason to skip, or false. */
export const noWebKit = process.env.WEBKIT === undefined && "WEBKIT names no driver";

export let session;
export let shop;
export let server;

/** Sets the stage for the tests of a file, with what `prepare` puts into the folder, and clears it after them. */
export function stage(prepare) {
  before(async () => {
    if (noWebKit) return;
    // The one input method that is part of GTK, whatever is installed.
    session = await startSession(process.env.WEBKIT, { GDK_BACKEND: "x11", GTK_IM_MODULE: "gtk-im-context-simple" });
    shop = await workshop();
    server = await serveBuild(shop.folder);
    await prepare();
  });
  after(async () => {
    await session?.close();
    await server?.close();
    await shop?.remove();
  });
}

/** Runs a claim on a fresh page with one element, and checks that nothing was thrown or blocked meanwhile. */
export function onElement(claim, { src = "../files/paged.midu", page = "element", ...attributes } = {}) {
  return on(`${page}.html?${new URLSearchParams({ src, ...attributes })}`, "input", claim);
}

/** The same on a page with one script tag, where the element is a dialog. */
export function onDialog(claim) {
  return on("embed.html", "button.trigger", claim);
}

async function on(address, there, claim) {
  await session.open(`${server.origin}/pages/${address}`);
  try {
    await session.until((selector) => document.querySelector("midu-search")?.shadowRoot?.querySelector(selector) != null, there);
    await claim(element);
    // Where a result was followed, the page is another one.
    const faults = await session.evaluate(() => [window.thrown ?? [], window.violations ?? []]);
    assert.deepEqual(faults, [[], []]);
  } catch (error) {
    const picture = path.join(tmpdir(), `midu-webkit-${Date.now()}.png`);
    const told = (png) => writeFile(picture, png).then(() => (error.message += `\n(the page as it was: ${picture})`));
    await session.screenshot().then(told).catch(() => undefined);
    throw error;
  } finally {
    server.fault();
  }
}

/** What a reader does and sees, with the names that `compare` of contract.mjs wants. */
const element = {
  page: { evaluate: (...given) => session.evaluate(...given) },
  // Looked at when the claim is done.
  faults: [],
  /** Clicks into the box and types over what is there, key by key. */
  async type(text) {
    await session.click("midu-search", "input");
    await session.press("Control", "a");
    await session.type(text);
  },
  async search(text) {
    const before = await session.evaluate(() => window.heard.length);
    await element.type(text);
    const answered = ([count, query]) => window.heard.slice(count).some(({ name, query: q }) => name !== "midu-search" && q === query);
    await session.until(answered, [before, text]);
  },
  /** Presses "more" until all hits are there. */
  async all() {
    const more = () => !document.querySelector("midu-search").shadowRoot.querySelector("button.more").hidden;
    while (await session.evaluate(more)) {
      const count = (await element.hits()).length;
      await session.click("midu-search", "button.more");
      await session.until((n) => document.querySelector("midu-search").shadowRoot.querySelectorAll("li.hit").length > n, count);
    }
  },
  /** Waits until the element is in this state. */
  settled: (state) => session.until((wanted) => document.querySelector("midu-search").dataset.state === wanted, state),
  state: () => session.evaluate(() => document.querySelector("midu-search").dataset.state),
  summary: () => session.evaluate(() => document.querySelector("midu-search").shadowRoot.querySelector(".summary").textContent),
  value: () => session.evaluate(() => document.querySelector("midu-search").value),
  hits: () => session.evaluate(readHits),
  /** Names and queries of the events so far. */
  heard: () => session.evaluate(() => window.heard.map(({ name, query }) => `${name} ${query}`)),
};
