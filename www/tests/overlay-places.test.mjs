// The dialog in places that are not made for it: pages that unset everything, dialogs, shadow roots, crowds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultsOf, onlyChromium } from "./browser.mjs";
import { jsonLines } from "./corpora.mjs";
import { PLACES_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

stage(async () => {
  shop.index(await shop.put("places.jsonl", jsonLines(PLACES_DOCUMENTS)), "paged.midu", "paged");
});

/** A page with one element in its dialog mode; `look` finds it, through a shadow root too. */
async function on(claim, address = "element.html?mode=dialog&src=../files/paged.midu") {
  const context = await browser.newContext({ viewport: { width: 900, height: 700 } });
  const page = await context.newPage();
  const faults = faultsOf(page);
  try {
    await page.goto(`${server.origin}/pages/${address}`);
    await page.locator("midu-search button.trigger").first().waitFor();
    await claim(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** Searches in the dialog that is open. */
async function search(page, text) {
  const input = page.locator("midu-search input:focus");
  await input.waitFor();
  await input.fill(text);
  await page.locator("midu-search li.hit").first().waitFor();
}

test("a page that unsets everything", () =>
  on(async (page) => {
    const box = () =>
      page.evaluate(() => {
        const root = document.querySelector("midu-search").shadowRoot;
        const of = (name) => {
          const { display, fontSize, lineHeight, color, backgroundColor } = getComputedStyle(root.querySelector(name));
          const { width, height } = root.querySelector(name).getBoundingClientRect();
          return [name, display, fontSize, lineHeight, color, backgroundColor, Math.round(width), Math.round(height)].join();
        };
        return ["dialog", ".field", ".input", ".close", ".link", ".title", ".excerpt", ".mark"].map(of);
      });
    await page.keyboard.press("Control+k");
    await search(page, "常州");
    const before = await box();
    await page.evaluate(() => {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "reset.css" });
      document.head.append(link);
      return new Promise((resolve) => (link.onload = resolve));
    });
    assert.deepEqual(await box(), before);
  }));

test("inside a dialog of the page", () =>
  on(async (page) => {
    await page.evaluate(() => {
      const dialog = document.createElement("dialog");
      dialog.id = "outer";
      document.body.append(dialog);
      dialog.append(document.querySelector("midu-search"));
      dialog.showModal();
    });
    await page.locator("midu-search button.trigger").click();
    await search(page, "常州");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    assert.deepEqual(await page.evaluate(() => [document.querySelector("midu-search").shadowRoot.querySelector("dialog").open, document.querySelector("#outer").open]), [false, true]);
  }));

test("inside a shadow root", () =>
  on(async (page) => {
    await page.evaluate(() => {
      const host = document.body.appendChild(document.createElement("section"));
      host.attachShadow({ mode: "open" }).append(document.querySelector("midu-search"));
    });
    await page.locator("midu-search button.trigger").waitFor();
    await page.keyboard.press("/");
    await search(page, "无锡");
    assert.equal(await page.locator("midu-search li.hit").count(), 2);
  }));

test("twenty on a page: a shortcut opens one, a button its own", () =>
  on(async (page) => {
    await page.evaluate(() => {
      const first = document.querySelector("midu-search");
      for (let i = 1; i < 20; i += 1) first.after(first.cloneNode());
    });
    await page.waitForFunction(() => [...document.querySelectorAll("midu-search")].every((each) => each.shadowRoot.querySelector(".trigger")));
    const open = () => page.evaluate(() => [...document.querySelectorAll("midu-search")].flatMap((each, i) => (each.shadowRoot.querySelector("dialog").open ? [i] : [])));
    await page.keyboard.press("Control+k");
    assert.equal((await open()).length, 1);
    await page.keyboard.press("Escape");
    assert.deepEqual(await open(), []);
    await page.locator("midu-search").nth(7).locator("button.trigger").click();
    assert.deepEqual(await open(), [7]);
    await search(page, "苏州");
  }));

test("two hundred times open and closed, taken out and put back: nothing is left behind", { skip: onlyChromium }, () =>
  on(async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const rounds = (count) =>
      page.evaluate(async (times) => {
        const element = document.querySelector("midu-search");
        const closed = () => new Promise((resolve) => element.addEventListener("midu-close", resolve, { once: true }));
        for (let i = 0; i < times; i += 1) {
          await element.show();
          const gone = closed();
          await element.close();
          await gone;
          await new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
          if (i % 10 === 0) {
            element.remove();
            document.querySelector("main").append(element);
          }
        }
      }, count);
    const counted = async () => {
      for (let i = 0; i < 3; i += 1) await session.send("HeapProfiler.collectGarbage");
      const { metrics } = await session.send("Performance.getMetrics");
      return Object.fromEntries(metrics.filter(({ name }) => ["Nodes", "JSEventListeners", "JSHeapUsedSize"].includes(name)).map(({ name, value }) => [name, value]));
    };
    await rounds(20);
    const before = await counted();
    await rounds(200);
    const after = await counted();
    assert.ok(after.Nodes <= before.Nodes + 10, `nodes ${before.Nodes} -> ${after.Nodes}`);
    assert.ok(after.JSEventListeners <= before.JSEventListeners + 5, `listeners ${before.JSEventListeners} -> ${after.JSEventListeners}`);
    assert.ok(after.JSHeapUsedSize < before.JSHeapUsedSize + 300_000, `heap ${before.JSHeapUsedSize} -> ${after.JSHeapUsedSize}`);
  }));
