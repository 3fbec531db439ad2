// A real browser with the real element on a real page: start, look, type. Nothing is mocked.
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { chromium, firefox } from "playwright-core";
import { fileURLToPath, pathToFileURL } from "node:url";
import { serve } from "./server.mjs";

const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Whether it is Firefox that the tests run in: FIREFOX names its program. */
export const inFirefox = process.env.FIREFOX !== undefined;

/** For tests that need what only Chromium's own protocol has: a reason to skip them elsewhere. */
export const onlyChromium = inFirefox && "needs Chromium's protocol";

/** Starts the browser; CHROMIUM names another one, FIREFOX one of the other kind. */
export function launch() {
  if (inFirefox) return firefox.launch({ executablePath: process.env.FIREFOX, channel: "moz-firefox" });
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** Serves the built files at /dist/, the test pages at /pages/, the demo at /demo/, the playground at /playground/, `files` at /files/. */
export function serveBuild(files, options) {
  const mounts = { "/dist/": at("../dist"), "/pages/": at("pages"), "/demo/": at("../dist/demo"), "/playground/": at("../dist/playground"), "/files/": files };
  return serve(mounts, options);
}

/**
 * Opens a test page over an index and gives handles to what a reader sees: `element` with the strictest
 * policy, `no-policy` the same without a Trusted Types policy, `plain` with what the server sends. It waits until
 * `there` can be seen.
 */
export async function openElement(context, origin, src, attributes = {}, name = "element", there = "midu-search input") {
  const query = new URLSearchParams({ src, ...attributes });
  return elementAt(await context.newPage(), `${origin}/pages/${name}.html?${query}`, there);
}

/** Opens a page that `midu index` wrote, as a double click does: no host, and a browser's usual security. */
export async function openDisc(context, file) {
  const page = await context.newPage();
  await page.addInitScript({ path: at("pages/listen.js") });
  return elementAt(page, pathToFileURL(file).href);
}

/** What Firefox says in the way of errors: that it asked for an icon by itself, that a file was another one. */
const SAID = /\/favicon\.ico|in the integrity attribute/;

/** What is thrown on a page, as it comes. */
export function faultsOf(page) {
  const faults = [];
  page.on("pageerror", (error) => (inFirefox && SAID.test(String(error))) || faults.push(String(error)));
  return faults;
}

async function elementAt(page, url, there = "midu-search input") {
  const faults = faultsOf(page);
  await page.goto(url);
  await page.locator(there).waitFor();
  const box = page.locator("midu-search");
  const element = {
    page,
    faults,
    input: page.locator("midu-search input.input"),
    /** Waits until the element is in one of these states for the query that is in the box. */
    async settled(...states) {
      await page.waitForFunction(
        (wanted) => wanted.includes(document.querySelector("midu-search").dataset.state),
        states,
      );
    },
    async search(text) {
      const before = await page.evaluate(() => window.heard.length);
      await this.input.fill(text);
      await page.waitForFunction(
        ([count, query]) => window.heard.slice(count).some(({ name, query: q }) => name !== "midu-search" && q === query),
        [before, text],
      );
    },
    /** Presses "more" until all hits are there. */
    async all() {
      const more = page.locator("midu-search button.more");
      while (await more.isVisible()) {
        const count = await page.locator("midu-search li.hit").count();
        await more.click();
        await page.waitForFunction(
          (n) => document.querySelector("midu-search").shadowRoot.querySelectorAll("li.hit").length > n,
          count,
        );
      }
    },
    state: () => box.getAttribute("data-state"),
    summary: () => page.locator("midu-search .summary").textContent(),
    /** All shown hits: href, occurrences, and texts with the ranges of their marks. */
    hits: () => page.evaluate(readHits),
    /** Names and queries of the events so far. */
    heard: () => page.evaluate(() => window.heard.map(({ name, query }) => `${name} ${query}`)),
  };
  return element;
}

/** Runs in the page: what `hits` gives. */
export function readHits() {
  const read = (element) => {
    const marks = [];
    let at = 0;
    for (const node of element?.childNodes ?? []) {
      const { length } = node.textContent;
      if (node.nodeName === "MARK") marks.push([at, at + length]);
      at += length;
    }
    return { text: element?.textContent ?? "", marks };
  };
  const root = document.querySelector("midu-search").shadowRoot;
  return [...root.querySelectorAll("li.hit")].map((item) => ({
    href: item.querySelector("a.link")?.getAttribute("href") ?? null,
    occurrences: Number(item.querySelector(".occurrences").textContent.replace(/\D/g, "")),
    title: read(item.querySelector(".title")),
    excerpt: read(item.querySelector(".excerpt")),
  }));
}

/** The two numbers of “找到 5 篇，共 38 处”. */
export function totals(summary) {
  const [documents, occurrences] = [...summary.matchAll(/[\d,]+/g)].map(([n]) => Number(n.replace(/,/g, "")));
  return { documents, occurrences };
}

/** Waits until a reading has a value; a larger engine may have to be loaded meanwhile. */
export async function becomes(read, wanted) {
  let seen;
  for (let tries = 0; tries < 200; tries += 1) {
    seen = await read();
    if (isDeepStrictEqual(seen, wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual(seen, wanted);
}
