// Engines that die: by a trap, without memory, without stack, hanging, ended by the browser. The engine
// here is a build in which certain queries do that (`cargo xtask test` makes it); nothing else is special.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { jsonLines } from "./corpora.mjs";
import { LONG_DOCUMENTS, PLACES_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

const ENGINE = "/dist/wasm-trap/midu_bg.wasm";
const absent = existsSync(fileURLToPath(new URL(`..${ENGINE}`, import.meta.url))) ? false : `www${ENGINE} is not there: cargo xtask test makes it`;
const KINDS = ["unreachable", "memory", "stack"];

stage(async () => {
  shop.index(await shop.put("places.jsonl", jsonLines(PLACES_DOCUMENTS)), "places.midu", "paged");
  shop.index(await shop.put("long.jsonl", jsonLines(LONG_DOCUMENTS)), "long.midu", "paged");
});

let page;
let faults;
beforeEach(async () => {
  page = await browser.newPage();
  faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.addInitScript(arm);
  await page.goto(`${server.origin}/pages/plain.html`);
});
afterEach(async () => {
  await page.close();
  assert.deepEqual(faults, []);
});

/** Waits until so many workers are left: Chromium takes two seconds to end one that hangs. */
async function left(count) {
  for (let tries = 0; tries < 100 && page.workers().length !== count; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.equal(page.workers().length, count);
}

/**
 * Runs in the page before anything else: `deaths` says how the next searches in a worker end, one each,
 * `always` how all of them do. The page asks again for what it wanted, so only the first try is changed.
 */
function arm() {
  Object.assign(globalThis, { deaths: [], always: undefined, workers: [], opening: 0 });
  const { postMessage } = Worker.prototype;
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      globalThis.workers.push(this);
    }
  };
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message.call === "open" && globalThis.opening > 0) {
      globalThis.opening -= 1;
      return this.terminate();
    }
    if (message.call !== "search") return postMessage.call(this, message, ...rest);
    const death = globalThis.deaths.shift() ?? globalThis.always;
    const [text, ...extent] = message.args;
    const query = death === undefined || death === "terminate" ? text : `trap:${death}`;
    postMessage.call(this, { ...message, args: [query, ...extent] }, ...rest);
    if (death === "terminate") this.terminate();
  };
  globalThis.engine = async (file = "/files/places.midu", options = {}) => {
    const { open } = await import("/dist/midu.js");
    return open(file, { wasm: "/dist/wasm-trap/midu_bg.wasm", ...options });
  };
}

describe("an engine that dies", { skip: absent }, () => {
  for (const kind of [...KINDS, "hang", "terminate"]) {
    test(`in a worker by ${kind} is replaced, and the search is answered`, async () => {
      const seen = await page.evaluate(async (death) => {
        const index = await globalThis.engine();
        globalThis.deaths = [death];
        const { total, hits } = await index.search("常州");
        return [total, hits.length, index.engine.thread, globalThis.workers.length];
      }, kind);
      assert.deepEqual(seen, [2, 2, "worker", 2]);
      await left(1);
    });
  }

  for (const kind of KINDS) {
    test(`in the page by ${kind} is replaced, and the search is answered`, async () => {
      const seen = await page.evaluate(async (death) => {
        const index = await globalThis.engine(undefined, { worker: false });
        const { normalize } = String.prototype;
        String.prototype.normalize = function () {
          String.prototype.normalize = normalize;
          return `trap:${death}`;
        };
        const { total } = await index.search("常州");
        return [total, index.engine.thread, globalThis.workers.length];
      }, kind);
      assert.deepEqual(seen, [2, "page", 0]);
    });
  }

  test("while its index is opened is replaced", async () => {
    const seen = await page.evaluate(async () => {
      globalThis.opening = 1;
      const index = await globalThis.engine();
      return [(await index.search("常州")).total, index.engine.thread, globalThis.workers.length];
    });
    assert.deepEqual(seen, [2, "worker", 2]);
  });

  test("takes nothing from the other searches under way", async () => {
    const queries = LONG_DOCUMENTS.slice(100, 112).map(({ text }) => text.slice(20, 24));
    const seen = await page.evaluate(async (asked) => {
      const index = await globalThis.engine("/files/long.midu");
      const run = () => Promise.all(asked.map(async (query) => JSON.stringify((await index.search(query)).hits)));
      const expected = await run();
      globalThis.deaths = [undefined, "unreachable", undefined, undefined, "stack"];
      return [expected, await run()];
    }, queries);
    assert.deepEqual(seen[1], seen[0]);
    assert.ok(seen[0].every((hits) => hits.includes("/long/")));
  });

  test("of every query, in every worker, ends in the page's own thread", async () => {
    const seen = await page.evaluate(async () => {
      const index = await globalThis.engine();
      globalThis.always = "unreachable";
      const { total } = await index.search("常州");
      return [total, index.engine.thread, globalThis.workers.length];
    });
    assert.deepEqual(seen, [2, "page", 4]);
    await left(0);
  });

  for (const kind of KINDS) {
    test(`of one query always, by ${kind}, is an error of that query alone`, async () => {
      const seen = await page.evaluate(async (death) => {
        const index = await globalThis.engine();
        const outcome = (query) => index.search(query, { literal: true }).then(({ total }) => total, ({ name, code }) => `${name} ${code}`);
        const first = await Promise.all([outcome("常州"), outcome(`trap:${death}`), outcome("苏州")]);
        return [...first, await outcome("常州")];
      }, kind);
      assert.deepEqual(seen, [2, "MiduError engine", 2, 2]);
    });
  }

  test("of one query by hanging never hangs the page", async () => {
    const seen = await page.evaluate(async () => {
      const index = await globalThis.engine();
      const outcome = (query) => index.search(query, { literal: true }).then(({ total }) => total, ({ name, code }) => `${name} ${code}`);
      return [await outcome("trap:hang"), await outcome("常州"), index.engine.thread];
    });
    assert.deepEqual(seen, ["MiduError engine", 2, "worker"]);
  });

  test("a hundred times in a row leaves one worker and an element that answers", async (t) => {
    const kinds = Array.from({ length: 100 }, (_, i) => KINDS[i % KINDS.length]);
    const { totals, times } = await page.evaluate(async (all) => {
      const index = await globalThis.engine();
      const found = { totals: [], times: [] };
      for (const death of all) {
        globalThis.deaths = [death];
        const began = performance.now();
        found.totals.push((await index.search("常州")).total);
        found.times.push(performance.now() - began);
      }
      const element = document.querySelector("midu-search");
      element.index = index;
      await element.search("苏州");
      return found;
    }, kinds);
    assert.deepEqual(totals, kinds.map(() => 2));
    assert.equal(await page.evaluate(() => globalThis.workers.length), 101);
    await left(1);
    assert.equal(await page.locator("midu-search li.hit").count(), 2);
    times.sort((a, b) => a - b);
    t.diagnostic(`recovery, in this run: median ${times[50].toFixed(0)} ms, longest ${times[99].toFixed(0)} ms`);
  });

  test("after dispose stays dead, and a search that waited is told", async () => {
    const seen = await page.evaluate(async () => {
      const index = await globalThis.engine();
      globalThis.deaths = ["unreachable"];
      const waiting = index.search("常州").then(() => "answered", ({ code }) => code);
      index.dispose();
      return [await waiting, globalThis.workers.length];
    });
    assert.equal(seen[0], "disposed");
    await left(0);
  });
});

describe("memory", { skip: absent }, () => {
  /** Runs in the page: leaks 8 MiB at every search and gives the memory that the engine had after each. */
  const leaks = async ({ options, times }) => {
    const index = await globalThis.engine("/files/long.midu", options);
    const grown = [];
    let last = 0;
    const listen = ({ data }) => (last = data.memory);
    for (let i = 0; i < times; i += 1) {
      for (const worker of globalThis.workers) worker.onmessage && worker.addEventListener("message", listen);
      globalThis.deaths = ["leak"];
      await index.search("常州");
      grown.push(last);
    }
    return { grown, workers: globalThis.workers.length };
  };

  test("that grew too far is given back between searches", async () => {
    const { grown, workers } = await page.evaluate(leaks, { options: { growth: 16 << 20 }, times: 12 });
    assert.ok(workers > 3, `${workers} workers`);
    assert.ok(Math.max(...grown) < (16 + 8 + 8) << 20, grown.join());
    await left(1);
  });

  test("that did not is kept", async () => {
    const { workers } = await page.evaluate(leaks, { options: { growth: 1 << 30 }, times: 6 });
    assert.equal(workers, 1);
  });
});
