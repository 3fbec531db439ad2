// The demo page on a phone and on a desktop: it fits, shows numbers and words to try, and its address
// can be shared and gone back from.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonLines } from "./corpora.mjs";
import { PLACES_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

stage(async () => {
  const lines = await shop.put("places.jsonl", jsonLines(PLACES_DOCUMENTS));
  shop.index(lines, "places.midu", "paged");
});

async function on(claim, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  const open = (query = "") => page.goto(`${server.origin}/demo/?index=/files/places.midu${query}`);
  const state = (wanted) =>
    page.waitForFunction((s) => document.querySelector("midu-search").dataset.state === s, wanted);
  await claim({ page, open, state });
  assert.deepEqual(faults, []);
  await context.close();
}

const PHONE = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

for (const [name, options] of [["a narrow phone", PHONE], ["a desktop", { viewport: { width: 1280, height: 800 } }]]) {
  test(`${name} shows no state that scrolls sideways`, () =>
    on(async ({ page, open, state }) => {
      const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
      await open();
      await page.locator(".chip").first().waitFor();
      assert.ok(await fits(), "idle");
      for (const [query, wanted] of [["江苏", "results"], ["没有没有没有没有没有没有没有没有没有没有没有没有没有没有没有", "empty"]]) {
        await page.locator("midu-search input").fill(query);
        await state(wanted);
        assert.ok(await fits(), wanted);
      }
      const size = await page.locator("midu-search input").evaluate((input) => parseFloat(getComputedStyle(input).fontSize));
      assert.ok(size >= 16);
    }, options));
}

test("words to try come from the corpus and are found", () =>
  on(async ({ page, open, state }) => {
    await open();
    await page.locator(".chip").first().waitFor();
    const word = await page.locator(".chip").first().textContent();
    await page.locator(".chip").first().click();
    await state("results");
    assert.equal(await page.locator("midu-search input").inputValue(), word);
    assert.equal(new URL(page.url()).searchParams.get("q"), word);
  }));

test("the line of numbers speaks of this index and this query", () =>
  on(async ({ page, open, state }) => {
    await open("&q=江苏");
    await state("results");
    await page.waitForFunction(() => document.querySelector("[data-number=documents]").textContent === "26 篇");
    assert.match(await page.locator("[data-number=transferred]").textContent(), /\d (B|KB|MB)$/);
    assert.match(await page.locator("[data-number=engine]").textContent(), /毫秒$/);
  }));

test("Back and Forward move between queries", () =>
  on(async ({ page, open, state }) => {
    const query = () => page.locator("midu-search input").inputValue();
    await open();
    await page.locator(".chip").first().waitFor();
    await page.locator("midu-search input").fill("常");
    await state("results");
    await page.locator("midu-search input").fill("常州");
    await page.waitForFunction(() => location.search.includes(encodeURIComponent("常州")));
    await page.locator("midu-search input").press("Enter");
    await page.locator("midu-search input").fill("苏州");
    await page.waitForFunction(() => location.search.includes(encodeURIComponent("苏州")));
    await page.goBack();
    await page.waitForFunction(() => document.querySelector("midu-search").value === "常州");
    await page.goBack();
    await page.waitForFunction(() => document.querySelector("midu-search").value === "");
    await state("idle");
    await page.goForward();
    await page.waitForFunction(() => document.querySelector("midu-search").value === "常州");
    assert.equal(await query(), "常州");
    await state("results");
  }));

test("an index of another origin is refused in words", () =>
  on(async ({ page }) => {
    await page.route(/corpus\.midu$/, (route) => route.continue({ url: `${server.origin}/files/places.midu` }));
    await page.goto(`${server.origin}/demo/?index=https://example.org/x.midu`);
    await page.locator(".problem[role=alert]").waitFor();
    assert.match(await page.locator(".problem[role=alert]").textContent(), /同源/);
  }));
