// The entries of the package as its users name them: in Node without a DOM, for TypeScript, and the client alone in a page.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openElement } from "./browser.mjs";
import { jsonLines } from "./corpora.mjs";
import { PLACES_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const WWW = at("..");
const { exports } = JSON.parse(await readFile(at("../package.json"), "utf8"));
const ENTRIES = Object.entries(exports).filter(([, entry]) => entry.default).map(([name]) => name.replace(".", "midu"));

/** What each entry gives by name. */
const NAMES = {
  midu: ["MiduError", "MiduSearchElement", "open", "placeHref", "safeHref"],
  "midu/client": ["MiduError", "open", "placeHref", "safeHref"],
  "midu/element": [],
  "midu/define": [],
  "midu/highlight": ["arrive", "handOver", "highlight"],
  "midu/sites": ["bySection", "oneIndex", "searchAll"],
};

stage(async () => {
  shop.index(await shop.put("places.jsonl", jsonLines(PLACES_DOCUMENTS)), "places.midu", "paged");
});

describe("an entry", () => {
  test("is one of those that are known here", () => assert.deepEqual(ENTRIES.sort(), Object.keys(NAMES).sort()));

  for (const [entry, names] of Object.entries(NAMES)) {
    test(`${entry} is imported without a DOM, and does nothing there`, () => {
      // In a process of its own: what one entry leaves behind must not help the next.
      const script = `
        const before = Object.keys(globalThis).join();
        const names = Object.keys(await import(${JSON.stringify(entry)})).sort();
        console.log(JSON.stringify({ names, same: Object.keys(globalThis).join() === before }));`;
      const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: WWW, encoding: "utf8", timeout: 20_000 });
      assert.deepEqual(JSON.parse(said), { names, same: true });
    });
  }

  test("has types: the tag, its events, the client", async () => {
    const source = `
      import "midu/element";
      import { open, MiduError, type MiduIndex, type SearchOptions } from "midu/client";
      import { MiduSearchElement, open as same } from "midu";
      const box = document.querySelector("midu-search")!;
      box.index = null;
      box.addEventListener("midu-results", ({ detail }) => detail.answer.total.toFixed());
      const options: SearchOptions = { limit: 1 };
      const index: Promise<MiduIndex> = open("a.midu");
      export const all = [MiduSearchElement, MiduError, same, options, index];
      // @ts-expect-error The client has no element.
      import("midu/client").then((face) => face.MiduSearchElement);
      // @ts-expect-error No such property.
      box.nothing = 1;`;
    // Inside the package, where its own name leads to it.
    const folder = await mkdtemp(path.join(WWW, "dist/entries-"));
    try {
      const file = path.join(folder, "page.mts");
      await writeFile(file, source);
      const options = ["--noEmit", "--ignoreConfig", "--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom,dom.iterable", "--types", ""];
      const compiler = at("../node_modules/typescript/bin/tsc");
      await promisify(execFile)(process.execPath, [compiler, ...options, file], { cwd: WWW }).catch(({ stdout, stderr }) => assert.fail(stdout + stderr));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("the client alone", () => {
  test("has nothing of the element, and nothing of the bundle that has", async () => {
    const text = await readFile(at("../dist/client.js"), "utf8");
    assert.doesNotMatch(text, /attachShadow|CSSStyleSheet|createElement|customElements|midu-search|overlay|from"/);
  });

  test("answers in Node", async () => {
    const { open, MiduError } = await import("midu/client");
    const wasm = await readFile(at("../dist/wasm/midu_bg.wasm"));
    const index = await open(await readFile(path.join(shop.folder, "places.midu")), { wasm });
    assert.equal((await index.search("常州")).total, 2);
    const refused = (code) => (error) => error instanceof MiduError && error.code === code;
    await assert.rejects(index.search("常州 -春天"), refused("unsupported-query"), "by the small engine, once language.js is there");
    index.dispose();
    await assert.rejects(index.search("常州"), refused("disposed"));
  });

  test("answers in a page, in the worker beside it, and loads no element", async () => {
    const context = await browser.newContext();
    try {
      // A page whose registration is taken away, so that only the client comes.
      await context.route(/define\.js$/, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
      const { page, faults } = await openElement(context, server.origin, "", {}, "element", "html");
      server.log.length = 0;
      const found = await page.evaluate(async () => {
        const { open } = await import("/dist/client.js");
        const index = await open("/files/places.midu");
        const { total } = await index.search("常州");
        const { total: fewer } = await index.search("常州 -春天");
        return { total, fewer, ...index.engine };
      });
      assert.deepEqual(found, { total: 2, fewer: 1, thread: "worker", code: "wasm" });
      assert.deepEqual(await page.evaluate(() => window.violations), []);
      const scripts = new Set(server.log.map(({ path: file }) => file).filter((file) => file.endsWith(".js")));
      assert.deepEqual([...scripts].sort(), ["client", "language", "worker-full", "worker"].map((name) => `/dist/${name}.js`));
      assert.deepEqual(faults, []);
    } finally {
      await context.close();
    }
  });
});
