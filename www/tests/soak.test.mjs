// Many searches and many lives of an element: memory stays where it was. MIDU_SOAK says how many
// searches; 100000 is the number that is promised, the default is for every day.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonLines } from "./corpora.mjs";
import { LONG_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

const SEARCHES = Number(process.env.MIDU_SOAK ?? 3000);
const LIVES = Math.ceil(SEARCHES / 100);
// What is left on the heap after a thousand searches; and once, for what the browser keeps by itself.
const HEAP_PER_THOUSAND = 1024;
const HEAP_ONCE = 200_000;

stage(async () => {
  shop.index(await shop.put("long.jsonl", jsonLines(LONG_DOCUMENTS)), "long.midu", "paged");
});

async function opened() {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    globalThis.memory = [];
    globalThis.Worker = class extends Worker {
      constructor(...given) {
        super(...given);
        this.addEventListener("message", ({ data }) => globalThis.memory.push(data.memory));
      }
    };
  });
  await page.goto(`${server.origin}/pages/plain.html`);
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Runtime.getHeapUsage")).usedSize;
  };
  return { page, heap };
}

test(`${SEARCHES} searches leave the engine's memory and the heap where they were`, async (t) => {
  const { page, heap } = await opened();
  const queries = LONG_DOCUMENTS.flatMap(({ text }) => [text.slice(7, 9), text.slice(90, 93), text.slice(200, 206), text.slice(301, 302)]);
  await page.evaluate(async (asked) => {
    const { open } = await import("/dist/midu.js");
    globalThis.index = await open("/files/long.midu");
    globalThis.ask = async (count) => {
      globalThis.memory.length = 0;
      for (let i = 0; i < count; i += 1) {
        const query = asked[i % asked.length];
        const { total } = await globalThis.index.search(query);
        if (total === 0) throw new Error(`${query} was not found`);
      }
      const sizes = new Set(globalThis.memory);
      globalThis.memory.length = 0;
      return [...sizes];
    };
  }, queries);
  // Warm: every page that the queries need was there once.
  await page.evaluate((count) => globalThis.ask(count), queries.length);
  const before = await heap();
  const sizes = await page.evaluate((count) => globalThis.ask(count), SEARCHES);
  const grown = (await heap()) - before;
  t.diagnostic(`linear memory ${sizes.join(", ")} bytes; heap ${grown >= 0 ? "+" : ""}${grown} bytes`);
  assert.equal(sizes.length, 1, `linear memory took the sizes ${sizes.join(", ")}`);
  assert.ok(grown < HEAP_ONCE + (SEARCHES / 1000) * HEAP_PER_THOUSAND, `the heap grew by ${grown} bytes`);
  await page.close();
});

test(`${LIVES} elements that came and went leave no worker and no memory`, async (t) => {
  const { page, heap } = await opened();
  const live = (lives) =>
    page.evaluate(async ([count, query]) => {
      for (let i = 0; i < count; i += 1) {
        const element = document.createElement("midu-search");
        element.src = "/files/long.midu";
        document.querySelector("main").append(element);
        await element.search(query);
        if (element.dataset.state !== "results") throw new Error(element.dataset.state);
        element.remove();
      }
      globalThis.memory.length = 0;
    }, [lives, LONG_DOCUMENTS[3].text.slice(7, 9)]);
  await live(10);
  const before = await heap();
  await live(LIVES);
  const grown = (await heap()) - before;
  t.diagnostic(`heap ${grown >= 0 ? "+" : ""}${grown} bytes`);
  assert.ok(page.workers().length <= 1, `${page.workers().length} workers are left`);
  assert.ok(grown < HEAP_ONCE + LIVES * HEAP_PER_THOUSAND, `the heap grew by ${grown} bytes`);
  await page.close();
});
