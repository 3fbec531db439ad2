// A corpus that wants to run something: titles, texts, urls, dates and the query stay text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultsOf, openElement } from "./browser.mjs";
import { jsonLines } from "./corpora.mjs";
import { HOSTILE_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

stage(async () => {
  const lines = await shop.put("hostile.jsonl", jsonLines(HOSTILE_DOCUMENTS));
  shop.index(lines, "hostile.midu", "paged");
});

test("nothing of a hostile corpus runs, and only harmless urls become links", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    window.executed = [];
    window.ran = (what) => window.executed.push(what);
  });
  const element = await openElement(context, server.origin, "../files/hostile.midu");
  const dialogs = [];
  element.page.on("dialog", (dialog) => (dialogs.push(dialog.message()), dialog.dismiss()));
  await element.search("危险");
  await element.all();
  const hits = await element.hits();
  assert.equal(hits.length, HOSTILE_DOCUMENTS.length);
  const links = hits.map(({ href }) => href).filter((href) => href !== null);
  for (const href of links) assert.match(href, /^https?:/);
  assert.equal(links.length, 4);
  assert.ok(hits.some(({ title }) => title.text.includes("<img src=x onerror=ran('title')>")), "markup shows as text");
  for (const title of await element.page.locator("midu-search .title").all()) {
    await title.click({ modifiers: ["Control"], force: true }).catch(() => undefined);
  }
  for (const query of ["<img src=x onerror=ran('query')>", "__proto__", "constructor", "</mark><script>ran(1)</script>"]) {
    await element.search(query);
  }
  const foreign = await element.page.evaluate(
    () => document.querySelector("midu-search").shadowRoot.querySelectorAll("img, script, iframe, svg:not(.icon), [onclick]").length,
  );
  assert.equal(foreign, 0);
  assert.deepEqual(await element.page.evaluate(() => [window.executed, window.violations]), [[], []]);
  assert.deepEqual([dialogs, element.faults], [[], []]);
  await context.close();
});

test("a hostile query in the address of the demo stays text", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const faults = faultsOf(page);
  const query = "<img src=x onerror=window.hit=1>";
  await page.goto(`${server.origin}/demo/?index=/files/hostile.midu&q=${encodeURIComponent(query)}`);
  await page.locator("midu-search .notice-title").waitFor();
  assert.match(await page.locator("midu-search .notice-title").textContent(), /<img src=x/);
  assert.equal(await page.evaluate(() => window.hit), undefined);
  assert.deepEqual(faults, []);
  await context.close();
});
