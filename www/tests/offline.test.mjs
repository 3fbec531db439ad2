// Without a network: an index that was kept answers, with a service worker the whole page does, and what
// the browser's cache still has is used, however old.
import assert from "node:assert/strict";
import { readFile, rm } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { launch, openElement, serveBuild } from "./browser.mjs";
import { jsonLines, midu, workshop } from "./corpora.mjs";
import { LONG_DOCUMENTS, PLACES_DOCUMENTS } from "./fixture.mjs";

const QUERIES = LONG_DOCUMENTS.slice(100, 110).map(({ text }) => text.slice(20, 24));

let browser;
let shop;
before(async () => {
  browser = await launch();
  shop = await workshop();
  const lines = await shop.put("long.jsonl", jsonLines(LONG_DOCUMENTS));
  shop.index(lines, "long.midu", "paged");
  for (const carrier of ["range", "files"]) midu("index", lines, "-o", `${shop.folder}/${carrier}`, "--carrier", carrier);
  shop.index(await shop.put("places.jsonl", jsonLines(PLACES_DOCUMENTS)), "places.midu", "paged");
});
after(async () => {
  await browser?.close();
  await shop?.remove();
});

/** A page of a host of its own, which can be switched off; its caches are its own too. */
async function visit(claim) {
  const server = await serveBuild(shop.folder);
  server.headers["Service-Worker-Allowed"] = "/";
  const context = await browser.newContext();
  let off = false;
  const switchOff = async () => {
    if (!off) await server.close();
    off = true;
  };
  try {
    const page = await context.newPage();
    await page.goto(`${server.origin}/pages/plain.html?src=/files/places.midu`);
    await claim({ page, context, server, switchOff });
  } finally {
    await context.close();
    await switchOff();
  }
}

/** Runs in the page: opens an index and gives it the name `index`. */
const opened = async (file) => {
  const { open } = await import("/dist/midu.js");
  globalThis.index = await open(file);
};

/** Runs in the page: all answers, with how many requests they took. */
const answers = async (queries) => {
  const found = [];
  for (const query of queries) {
    const { cost, ...answer } = await globalThis.index.search(query);
    found.push(JSON.stringify(answer));
  }
  return found;
};

describe("an index that was kept", () => {
  for (const file of ["/files/long.midu", "/files/range/", "/files/files/"]) {
    test(`answers without a network, pages that were never fetched too (${file})`, () =>
      visit(async ({ page, switchOff }) => {
        await page.evaluate(opened, file);
        const seen = await page.evaluate(async () => {
          const seen = [];
          await globalThis.index.keepOffline({ progress: (progress) => seen.push(progress) });
          return { seen, length: globalThis.index.info.fileLength };
        });
        assert.ok(seen.seen.every(({ bytes, total }, i) => bytes <= total && bytes >= (seen.seen[i - 1]?.bytes ?? 0)));
        assert.ok(seen.seen.at(-1).bytes >= seen.length);
        await switchOff();
        const found = await page.evaluate(answers, QUERIES);
        found.forEach((answer, i) => assert.ok(answer.includes(`"/long/${100 + i}"`), answer));
        // Opening it anew needs nothing of the host either, and the query language does not.
        await page.evaluate(opened, file);
        assert.deepEqual(await page.evaluate(answers, QUERIES), found);
        const language = await page.evaluate((query) => globalThis.index.search(query, { literal: true, explain: true }), QUERIES[0]);
        assert.equal(language.hits[0].url, "/long/100");
      }));
  }

  test("is not kept where a file of it cannot be had, and says so", () =>
    visit(async ({ page, server, switchOff }) => {
      await page.evaluate(opened, "/files/files/");
      server.fault({ match: /\/\d+\.bin$/, mode: 404 });
      const code = await page.evaluate(() => globalThis.index.keepOffline().then(() => "kept", ({ name, code }) => `${name} ${code}`));
      assert.equal(code, "MiduError http");
      assert.equal(await page.evaluate(async () => (await caches.match("/files/files/midu.json")) === undefined), true);
      server.fault();
      await page.evaluate(() => globalThis.index.keepOffline());
      await switchOff();
      await page.evaluate(opened, "/files/files/");
      assert.ok((await page.evaluate(answers, QUERIES))[0].includes('"/long/100"'));
    }));

  test("is kept whole or not at all when the signal aborts", () =>
    visit(async ({ page, server }) => {
      await page.evaluate(opened, "/files/long.midu");
      server.fault({ match: /long\.midu/, mode: "slow", delay: 300 });
      const name = await page.evaluate(async () => {
        const stop = new AbortController();
        const keeping = globalThis.index.keepOffline({ signal: stop.signal });
        setTimeout(() => stop.abort(), 50);
        return keeping.then(() => "kept", ({ name }) => name);
      });
      assert.equal(name, "AbortError");
      assert.equal(await page.evaluate(async () => (await caches.match("/files/long.midu")) === undefined), true);
      server.fault();
      assert.ok((await page.evaluate(answers, QUERIES))[0].includes('"/long/100"'));
    }));

  test("is replaced by a newer build, of which nothing of the old is left", () =>
    visit(async ({ page, switchOff }) => {
      const lines = await shop.put("places-2.jsonl", jsonLines(PLACES_DOCUMENTS.slice(1)));
      const folder = `${shop.folder}/moving`;
      await rm(folder, { recursive: true, force: true });
      midu("index", await shop.put("places-1.jsonl", jsonLines(PLACES_DOCUMENTS)), "-o", folder, "--carrier", "files");
      await page.evaluate(opened, "/files/moving/");
      await page.evaluate(() => globalThis.index.keepOffline());
      const count = () => page.evaluate(async () => (await (await caches.open("midu-kept")).keys()).filter(({ url }) => /\/moving\//.test(url)).length);
      const before = await count();
      midu("index", lines, "-o", folder, "--carrier", "files");
      await page.evaluate(opened, "/files/moving/");
      await page.evaluate(() => globalThis.index.keepOffline());
      assert.equal(await count(), before);
      await switchOff();
      await page.evaluate(opened, "/files/moving/");
      assert.match((await page.evaluate(answers, ["江苏"]))[0], /"total":25/);
    }));

  test("cannot be one that was given as bytes", () =>
    visit(async ({ page }) => {
      const code = await page.evaluate(async () => {
        const { open } = await import("/dist/midu.js");
        const index = await open(await fetch("/files/places.midu"));
        return index.keepOffline().then(() => "kept", ({ code }) => code);
      });
      assert.equal(code, "offline");
    }));
});

// For packs: of parts of one file, browsers keep those that fill blocks of their cache.
describe("the browser's cache", () => {
  test("answers without a network what was asked for before, though it is stale", () =>
    visit(async ({ page, context, server }) => {
      // The script of a worker is never taken from the cache when it is stale: Chromium 156 asks the host.
      server.beside((path) => ({ "Cache-Control": path.startsWith("/files/") ? "max-age=0" : "max-age=600", ETag: '"1"' }));
      const asked = QUERIES.slice(0, 3);
      await page.evaluate(opened, "/files/files/");
      const found = await page.evaluate(answers, asked);
      await context.setOffline(true);
      await page.evaluate(opened, "/files/files/");
      assert.deepEqual(await page.evaluate(answers, asked), found);
      const code = await page.evaluate(() => globalThis.index.search(String.fromCodePoint(0x4e00, 0x4e01)).then(() => "answered", ({ code }) => code));
      assert.ok(["answered", "network"].includes(code), code);
    }));
});

async function until(claim) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await claim()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Never true: ${claim}`);
}

describe("the service worker", () => {
  /** Registers it over the scripts of the package and a list of the site's own, and waits until it is in charge. */
  const register = async (page) => {
    await page.evaluate(async () => {
      const ready = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
      await navigator.serviceWorker.register("/dist/midu-sw.js?list=/dist/midu-files.json&list=/files/offline.json", { scope: "/" });
      await ready;
    });
  };
  const list = (revision) => shop.put("offline.json", JSON.stringify(["/pages/plain.html", "/pages/listen.js", "/pages/element.js", "/files/places.midu"].map((url) => ({ url, revision }))));

  test("gives page, scripts, engine and index after one visit, whatever is asked then", async () => {
    await list("1");
    await visit(async ({ page, server, switchOff }) => {
      await register(page);
      await switchOff();
      await page.reload();
      for (const query of ["常州", "江苏", "无锡", "這裡沒有"]) {
        await page.locator("midu-search input").fill(query);
        await page.waitForFunction((asked) => window.heard.some(({ name, query: q }) => name === "midu-results" && q === asked), query);
      }
      assert.equal(await page.evaluate(() => document.querySelector("midu-search").dataset.thread), "worker");
      assert.deepEqual(await page.evaluate(() => window.heard.map(({ total }) => total).filter((total) => total !== undefined)), [2, 26, 2, 0]);
      // More than a text, by the element and by the client, and in the page's own thread.
      const language = await page.evaluate(async () => {
        const { open } = await import("/dist/midu.js");
        const found = [];
        for (const worker of [true, false]) {
          const index = await open("/files/places.midu", { worker });
          found.push((await index.search("常 州", { literal: true, explain: true })).total, index.engine.thread);
        }
        return found;
      });
      assert.deepEqual(language, [2, "worker", 2, "page"]);
      // Another page of the list, and ranges of a file that is kept whole.
      await page.goto(`${server.origin}/pages/plain.html?src=/files/places.midu&again`);
      const parts = await page.evaluate(async () => {
        const get = (range) => fetch("/files/places.midu", { headers: { Range: range } });
        const [a, b, c] = await Promise.all([get("bytes=10-19"), get("bytes=100-"), get("bytes=99999999-")]);
        return [a.status, a.headers.get("Content-Range"), (await a.arrayBuffer()).byteLength, b.status, c.status];
      });
      const { length } = await readFile(`${shop.folder}/places.midu`);
      assert.deepEqual(parts, [206, `bytes 10-19/${length}`, 10, 206, 416]);
    });
  });

  test("takes newer lists whole at the next visit and drops the older", async () => {
    await list("1");
    await visit(async ({ page, server }) => {
      await register(page);
      const names = () => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("midu-files-")));
      const [first] = await names();
      await list("2");
      await page.reload();
      await until(async () => {
        const found = await names();
        return found.length === 1 && found[0] !== first;
      });
      // A list with a file that is not there changes nothing.
      const kept = await names();
      await shop.put("offline.json", JSON.stringify([{ url: "/files/absent.midu", revision: "3" }]));
      await page.reload();
      await until(() => server.log.some(({ path }) => path === "/files/absent.midu"));
      assert.ok((await names()).includes(kept[0]));
    });
  });

  test("gives what keepOffline kept, at the next visit too", async () => {
    await list("1");
    await visit(async ({ page, switchOff }) => {
      await register(page);
      await page.evaluate(opened, "/files/long.midu");
      await page.evaluate(() => globalThis.index.keepOffline());
      await switchOff();
      await page.reload();
      await page.evaluate(opened, "/files/long.midu");
      const found = await page.evaluate(answers, QUERIES);
      found.forEach((answer, i) => assert.ok(answer.includes(`"/long/${100 + i}"`), answer));
    });
  });
});

test("a reader who saves data fetches nothing at the focus, and searches all the same", async () => {
  const server = await serveBuild(shop.folder);
  const context = await browser.newContext();
  await context.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
  const element = await openElement(context, server.origin, "../files/places.midu");
  await element.input.focus();
  await element.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  assert.deepEqual(server.log.filter(({ path }) => /\.(wasm|midu)$/.test(path)), []);
  await element.search("常州");
  assert.equal((await element.hits()).length, 2);
  await context.close();
  await server.close();
});
