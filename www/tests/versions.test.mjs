// What a reader sees when caches and half-finished uploads mix two releases of scripts and engine and
// two builds of an index: the right answer of one build or one error of ours, never a trap.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { jsonLines, workshop } from "./corpora.mjs";
import { LONG_DOCUMENTS } from "./fixture.mjs";
import { serve } from "./server.mjs";

const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const RELEASES = ["old", "new"];
const QUERY = LONG_DOCUMENTS[77].text.slice(100, 103);
const TITLES = { old: "第77篇", new: "新77篇" };

let browser;
let shop;
before(async () => {
  browser = await launch();
  shop = await workshop();
  await cp(at("../dist"), path.join(shop.folder, "dist-old"), { recursive: true, filter: (from) => !/dist\/(demo|types|script|wasm-)/.test(from) });
  await release(path.join(shop.folder, "dist-old"), path.join(shop.folder, "dist-new"));
  for (const name of RELEASES) {
    const documents = name === "old" ? LONG_DOCUMENTS : LONG_DOCUMENTS.map((document, i) => ({ ...document, title: `新${i}篇` }));
    shop.index(await shop.put(`${name}.jsonl`, jsonLines(documents)), `index-${name}`, "paged", "--carrier", "files");
  }
});
after(async () => {
  await browser?.close();
  await shop?.remove();
});

/** A later release: another engine with another face, and scripts that know it. */
async function release(from, to) {
  await cp(from, to, { recursive: true });
  const wasm = path.join(to, "wasm/midu_bg.wasm");
  const before = await readFile(wasm);
  // A section of no meaning: any change would do.
  const after = Buffer.concat([before, Buffer.from([0, 5, 4, ...Buffer.from("next")])]);
  await writeFile(wasm, after);
  const digest = (bytes) => `sha256-${createHash("sha256").update(bytes).digest("base64")}`;
  let ties = 0;
  for (const name of ["midu.js", "worker.js"]) {
    const text = await readFile(path.join(to, name), "utf8");
    const next = text.replaceAll(digest(before), () => ((ties += 1), digest(after))).replace(/(["`])2-[0-9a-f]{8}\1/g, () => ((ties += 1), '"2-00000000"'));
    await writeFile(path.join(to, name), next);
  }
  assert.equal(ties, 3, "the module's digest, and the protocol on both sides");
}

/** A host where each part is of the release that is named. */
async function mixed({ js, wasm, entry, page }) {
  const files = path.join(shop.folder, "mixed");
  await rm(files, { recursive: true, force: true });
  await mkdir(files);
  await cp(path.join(shop.folder, `index-${entry}/midu.json`), path.join(files, "midu.json"));
  const packs = (await readdir(path.join(shop.folder, `index-${page}`))).find((name) => name !== "midu.json");
  await cp(path.join(shop.folder, `index-${page}`, packs), path.join(files, packs), { recursive: true });
  const dist = (name) => path.join(shop.folder, `dist-${name}`);
  return serve({ "/pages/": at("pages"), "/dist/": dist(js), "/dist/wasm/": path.join(dist(wasm), "wasm"), "/files/": files });
}

/** Runs in the page. */
async function ask(query) {
  const { open, MiduError } = await import("/dist/midu.js");
  try {
    const index = await open("/files/");
    const { hits } = await index.search(query);
    return { titles: hits.map(({ title }) => title.text) };
  } catch (error) {
    return { code: error instanceof MiduError ? error.code : `untyped ${error}`, message: String(error.message) };
  }
}

for (const js of RELEASES) {
  for (const wasm of RELEASES) {
    for (const entry of RELEASES) {
      for (const page of RELEASES) {
        const fits = js === wasm && entry === page;
        test(`script ${js}, engine ${wasm}, entry ${entry}, packs ${page}: ${fits ? "the answer" : "one error"}`, async () => {
          const server = await mixed({ js, wasm, entry, page });
          const context = await browser.newContext();
          try {
            const tab = await context.newPage();
            const faults = [];
            tab.on("pageerror", (error) => faults.push(String(error)));
            await tab.goto(`${server.origin}/pages/plain.html?src=absent`);
            const { titles, code, message } = await tab.evaluate(ask, QUERY);
            if (fits) assert.ok(titles?.includes(TITLES[entry]), message);
            else if (js !== wasm) assert.ok(code === "wasm" || code === "http", `${code}: ${message}`);
            else assert.equal(code, "http", message);
            if (code === "wasm") assert.match(message, /is not the one that belongs to this script/);
            assert.deepEqual(faults, []);
          } finally {
            await context.close();
            await server.close();
          }
        });
      }
    }
  }
}

test("a stale engine in the browser's cache is fetched anew", async () => {
  const server = await mixed({ js: "new", wasm: "old", entry: "old", page: "old" });
  Object.assign(server.headers, { "Cache-Control": "max-age=3600" });
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(`${server.origin}/pages/plain.html?src=absent`);
  await tab.evaluate(() => fetch("/dist/wasm/midu_bg.wasm").then((response) => response.arrayBuffer()));
  server.log.length = 0;
  await cp(path.join(shop.folder, "dist-new/wasm/midu_bg.wasm"), path.join(shop.folder, "dist-old/wasm/midu_bg.wasm"));
  const { titles, message } = await tab.evaluate(ask, QUERY);
  assert.ok(titles?.includes(TITLES.old), message);
  assert.equal(server.log.filter(({ path: asked }) => asked.endsWith(".wasm")).length, 1, "once past the cache");
  await context.close();
  await server.close();
});

test("worker of another release than the script is one error", async () => {
  const server = await mixed({ js: "new", wasm: "new", entry: "old", page: "old" });
  const worker = await readFile(path.join(shop.folder, "dist-old/worker.js"));
  await writeFile(path.join(shop.folder, "dist-new/worker.js"), worker);
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(`${server.origin}/pages/plain.html?src=absent`);
  const { code, message } = await tab.evaluate(ask, QUERY);
  assert.equal(code, "wasm", message);
  assert.match(message, /does not fit this script/);
  await context.close();
  await server.close();
});
